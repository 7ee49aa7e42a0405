/*
 * What 10 MB of anything cost: processor time and peak memory for each hostile input, alone and in
 * every place of a report.
 *
 * usage: bench_hostile REPORT [all]
 *
 * Prints the inputs that cost most, or all of them, and how many cost more than they may.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostile.h"

#define SHOWN      8
#define PATIENCE   20 /* seconds of the processor after which an input is given up */
#define MAX_INPUTS 1024

struct measured {
    size_t kind;
    enum hostile_place place;
    struct hostile_cost cost;
};

static int is_over(const struct hostile_cost *cost)
{
    return cost->signal || cost->status || cost->seconds > HOSTILE_SECONDS ||
           cost->kib > HOSTILE_KIB;
}

/* What an input costs of what it may cost: the larger share of both. */
static double share(const struct hostile_cost *cost)
{
    double time = cost->signal ? 1e9 : cost->seconds / HOSTILE_SECONDS;
    double memory = (double)cost->kib / (double)HOSTILE_KIB;
    return time > memory ? time : memory;
}

static int compare(const void *a, const void *b)
{
    double left = share(&((const struct measured *)a)->cost),
           right = share(&((const struct measured *)b)->cost);
    return left < right ? 1 : -(left > right);
}

static void print(const struct measured *m)
{
    char what[64];
    snprintf(what, sizeof what, "%s, %s", hostile_name(m->kind), hostile_place_name(m->place));
    if (m->cost.signal)
        printf("%-44s    killed after %d s\n", what, PATIENCE);
    else
        printf("%-44s %7.2f s %7ld KiB%s\n", what, m->cost.seconds, m->cost.kib,
               is_over(&m->cost) ? "   over" : "");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static struct measured list[MAX_INPUTS];
    size_t count = 0, over = 0;
    if (argc < 2)
        return 2;
    struct bytes report = fixture_read(argv[1]);
    for (size_t kind = 0; kind < hostile_count(); kind++) {
        for (int place = 0; place < HOSTILE_PLACES && count < MAX_INPUTS; place++) {
            struct measured *m = &list[count++];
            m->kind = kind;
            m->place = (enum hostile_place)place;
            m->cost = hostile_run(kind, m->place, HOSTILE_SIZE, &report, PATIENCE);
            over += is_over(&m->cost);
            if (argc > 2 && is_over(&m->cost))
                print(m);
        }
    }
    qsort(list, count, sizeof *list, compare);
    for (size_t i = 0; i < count && i < (argc > 2 ? count : SHOWN); i++)
        print(&list[i]);
    printf("%-44s %7zu of %zu\n", "over 1 s or 200 MB for 10 MB", over, count);
    free(report.data);
    return 0;
}
