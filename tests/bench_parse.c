/*
 * How long parsing and JSON take for one report, each beside its floor.
 *
 * usage: bench_parse FILE...
 *
 * Floor of parsing: one pass that splits the same text into cells and sums its numbers. Floor of
 * JSON: jansson copying a document of the same keys, numbers and strings, and dumping it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../parser/nianbao.h"

#define ROUND_NS ((int64_t)300000000) /* how long each measurement runs */
#define ROUNDS   5                    /* of which the fastest counts */

struct sample {
    char *text;
    size_t size;
    nb_report *report;
    json_t *json;
};

/* Results go here, so that the compiler cannot leave the work out. */
static volatile uint64_t sink;

static int64_t now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* ---- what is measured ----------------------------------------------------------------------- */

static void parse(const struct sample *s)
{
    nb_report *report;

    if (nb_parse(s->text, s->size, NULL, &report) != 0)
        abort();
    sink += (uint64_t)nb_report_year(report);
    nb_report_free(report);
}

static void split(const struct sample *s)
{
    uint64_t sum = 0, cells = 0, number = 0;

    for (size_t i = 0; i < s->size; i++) {
        unsigned char c = (unsigned char)s->text[i];
        if (c >= '0' && c <= '9') {
            number = number * 10 + (c - '0');
        } else {
            sum += number;
            number = 0;
            cells += c == '\t' || c == '\n' || c == '|' || c == ' ';
        }
    }
    sink += sum + number + cells;
}

static void dump(json_t *json)
{
    char *text = json_dumps(json, NB_DUMP_FLAGS);

    if (text == NULL)
        abort();
    sink += (uint64_t)text[0];
    free(text);
    json_decref(json);
}

static void make_json(const struct sample *s)
{
    struct nb_source source = {"sample.txt", s->size, NULL};

    dump(nb_report_json(s->report, &source, NB_ZH));
}

static void copy_json(const struct sample *s)
{
    dump(json_deep_copy(s->json));
}

/* ---- measuring ------------------------------------------------------------------------------ */

/* Nanoseconds that `work` takes for one of the samples on average, in the fastest round. */
static double measure(void (*work)(const struct sample *), const struct sample *samples,
                      size_t count)
{
    double best = 0;

    for (int round = 0; round < ROUNDS; round++) {
        int64_t begin = now(), end;
        uint64_t n = 0;
        do {
            for (size_t i = 0; i < count; i++)
                work(&samples[i]);
            n += count;
            end = now();
        } while (end - begin < ROUND_NS);
        if (round == 0 || (double)(end - begin) / (double)n < best)
            best = (double)(end - begin) / (double)n;
    }
    return best;
}

static void print_row(const char *what, double ours, double least)
{
    printf("%-44s %9.1f %9.1f %8.1f\n", what, ours / 1000, least / 1000, ours / least);
}

static int load(const char *path, struct sample *s)
{
    struct nb_source source = {"sample.txt", 0, NULL};
    FILE *in = fopen(path, "rb");

    s->text = malloc(1 << 20);
    if (in == NULL || s->text == NULL)
        return -1;
    s->size = fread(s->text, 1, 1 << 20, in);
    fclose(in);
    source.size = s->size;
    if (nb_parse(s->text, s->size, NULL, &s->report) != 0)
        return -1;
    s->json = nb_report_json(s->report, &source, NB_ZH);
    return s->json != NULL ? 0 : -1;
}

int main(int argc, char **argv)
{
    size_t count = (size_t)argc - 1;
    struct sample *samples = calloc(count + 1, sizeof *samples);

    if (argc < 2 || samples == NULL)
        return 2;
    for (size_t i = 0; i < count; i++) {
        if (load(argv[i + 1], &samples[i]) != 0) {
            fprintf(stderr, "bench_parse: cannot read %s\n", argv[i + 1]);
            return 1;
        }
    }
    print_row("parse and validate one report, us", measure(parse, samples, count),
              measure(split, samples, count));
    print_row("report to JSON text, us", measure(make_json, samples, count),
              measure(copy_json, samples, count));
    for (size_t i = 0; i < count; i++) {
        json_decref(samples[i].json);
        nb_report_free(samples[i].report);
        free(samples[i].text);
    }
    free(samples);
    return 0;
}
