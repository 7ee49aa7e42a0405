/*
 * Documents per second of one format, each read, judged and made JSON, one at a time by processes
 * that are running already; beside a converter that turns the same files into text, started for
 * each.
 *
 * usage: bench_formats WHAT GOAL FILE... -- COMMAND...
 *
 * {} in the command stands for the file. The median of some rounds of both counts, in turn.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../extract/extract.h"
#include "fixtures.h"

#define ROUNDS    5
#define ROUND_NS  ((int64_t)600000000)
#define FILES_MAX 64

extern char **environ;

struct bench {
    struct extract *extract;
    char **names; /* of the files */
    struct bytes files[FILES_MAX];
    size_t count;
    char **command; /* NULL-terminated */
};

static int64_t now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void die(const char *what, const char *which)
{
    fprintf(stderr, "bench_formats: %s: %s\n", which, what);
    exit(1);
}

/* ---- what is measured ---- */

static void ours(struct bench *bench, size_t i)
{
    struct nb_source source = {bench->names[i], bench->files[i].size, NULL};
    char note[EXTRACT_NOTE];
    nb_report *report;
    if (extract_parse(bench->extract, (const unsigned char *)bench->files[i].data,
                      bench->files[i].size, NULL, &report, note))
        die(note, bench->names[i]);
    if (nb_report_status(report) == NB_UNRECOGNIZED)
        die("not read as a report", bench->names[i]);
    json_t *document = nb_report_json(report, &source, NB_ZH);
    char *text = document ? json_dumps(document, NB_DUMP_FLAGS) : NULL;
    if (!text)
        die("out of memory", bench->names[i]);
    free(text);
    json_decref(document);
    nb_report_free(report);
}

/* Runs the converter on the file, its output thrown away. Returns its status. */
static int convert(struct bench *bench, size_t i)
{
    char *arguments[16];
    size_t n = 0;
    int status;
    pid_t pid;
    posix_spawn_file_actions_t actions;
    for (; bench->command[n] && n < 15; n++)
        arguments[n] = strcmp(bench->command[n], "{}") ? bench->command[n] : bench->names[i];
    arguments[n] = NULL;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    int failed = posix_spawnp(&pid, arguments[0], &actions, NULL, arguments, environ) ||
                 waitpid(pid, &status, 0) != pid || status;
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static void floor_of(struct bench *bench, size_t i)
{
    if (convert(bench, i))
        die("the converter failed", bench->names[i]);
}

/* ---- measuring ---- */

static double per_second(struct bench *bench, void (*work)(struct bench *, size_t))
{
    int64_t begin = now(), end;
    size_t n = 0;
    do {
        work(bench, n++ % bench->count);
        end = now();
    } while (end - begin < ROUND_NS || n < bench->count);
    return (double)n * 1e9 / (double)(end - begin);
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static void measure(struct bench *bench, const char *what, const char *goal)
{
    double mine[ROUNDS], least[ROUNDS] = {0};
    int installed = convert(bench, 0) == 0;
    for (size_t i = 0; i < bench->count; i++)
        ours(bench, i);
    for (int round = 0; round < ROUNDS; round++) {
        mine[round] = per_second(bench, ours);
        if (installed)
            least[round] = per_second(bench, floor_of);
    }
    qsort(mine, ROUNDS, sizeof *mine, by_value);
    qsort(least, ROUNDS, sizeof *least, by_value);
    if (installed)
        printf("%-44s %9.0f %9.0f %8.2f   %s\n", what, mine[ROUNDS / 2], least[ROUNDS / 2],
               mine[ROUNDS / 2] / least[ROUNDS / 2], goal);
    else
        printf("%-44s %9.0f %9s %8s   no %s here\n", what, mine[ROUNDS / 2], "", "",
               bench->command[0]);
}

int main(int argc, char **argv)
{
    struct bench bench = {.names = argv + 3};
    struct pool_options options;
    while (bench.count < FILES_MAX && 3 + (int)bench.count < argc &&
           strcmp(bench.names[bench.count], "--") != 0) {
        bench.files[bench.count] = fixture_read(bench.names[bench.count]);
        bench.count++;
    }
    bench.command = bench.names + bench.count + 1;
    if (!bench.count || 4 + (int)bench.count >= argc)
        die("usage: bench_formats WHAT GOAL FILE... -- COMMAND...", "too few arguments");
    /* The programs stand beside the folder that this one is in. */
    char program[4096];
    snprintf(program, sizeof program, "%s/nianbao-extract",
             getenv("BUILD") ? getenv("BUILD") : "build");
    extract_defaults(&options);
    bench.extract = extract_new(program, &options);
    if (!bench.extract)
        die("out of memory", program);
    measure(&bench, argv[1], argv[2]);
    extract_free(bench.extract);
    for (size_t i = 0; i < bench.count; i++)
        free(bench.files[i].data);
    return 0;
}
