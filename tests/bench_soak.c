/*
 * Sends thousands of documents through the reading processes, and looks at what that leaves behind:
 *
 *   bench_soak PROGRAM DIR --documents N            the files below DIR over and over
 *   bench_soak PROGRAM DIR --seconds N [--keep DIR] the same files, changed at random
 *
 * PROGRAM is nianbao-extract. The exit status is 1 when descriptors, processes or memory were left
 * behind, when sound files could not be read, or when a changed one ended its process; --keep keeps
 * such files.
 */
#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../extract/extract.h"
#include "fixtures.h"
#include "mutate.h"

#define THREADS       2
#define FILES_MAX     1024
#define KEPT_MAX      100
#define MOST_CHILDREN 64
#define GROWTH_KIB    (16L * 1024) /* of this process, from the first tenth to the end */

struct soak {
    struct pool_options options;
    struct extract *extract;
    struct bytes files[FILES_MAX];
    size_t count;
    const char *keep;
    size_t documents; /* to read, or 0 */
    int64_t until_ms; /* when to stop, or 0 */
    pthread_barrier_t rest;
    pthread_mutex_t lock; /* of all below */
    size_t started, read, refused, ended, troubles;
    int64_t slowest_ms;
};

/* ---- files ---- */

static void load(struct soak *soak, const char *folder)
{
    DIR *directory = opendir(folder);

    if (!directory) {
        fprintf(stderr, "bench_soak: %s: %s\n", folder, strerror(errno));
        exit(2);
    }
    for (struct dirent *entry; (entry = readdir(directory));) {
        char path[PATH_MAX];
        struct stat st;
        path_in(path, folder, entry->d_name);
        if (*entry->d_name == '.' || stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode))
            load(soak, path);
        else if (soak->count < FILES_MAX)
            soak->files[soak->count++] = fixture_read(path);
    }
    closedir(directory);
}

static void keep(const struct soak *soak, const struct bytes *bytes, const char *note)
{
    char path[PATH_MAX], name[32];

    fprintf(stderr, "%s\n", note);
    if (!soak->keep || soak->ended > KEPT_MAX)
        return;
    snprintf(name, sizeof name, "ended-%zu", soak->ended);
    write_file(path_in(path, soak->keep, name), bytes->data, bytes->size);
}

/* ---- reading ---- */

static void count(struct soak *soak, const struct bytes *bytes, int error, const nb_report *report,
                  const char *note, int64_t ms)
{
    pthread_mutex_lock(&soak->lock);
    if (error) {
        soak->troubles++;
        fprintf(stderr, "trouble: %s\n", note);
    } else if (*note) {
        soak->ended++;
        keep(soak, bytes, note);
    } else if (nb_report_status(report) == NB_UNRECOGNIZED) {
        soak->refused++;
    } else {
        soak->read++;
    }
    if (ms > soak->slowest_ms)
        soak->slowest_ms = ms;
    pthread_mutex_unlock(&soak->lock);
}

static void read_one(struct soak *soak, const struct bytes *bytes)
{
    char note[EXTRACT_NOTE];
    nb_report *report;
    int64_t begin = now_ms();
    int error = extract_parse(soak->extract, (const unsigned char *)bytes->data, bytes->size, NULL,
                              &report, note);

    count(soak, bytes, error, report, note, now_ms() - begin);
    nb_report_free(report);
}

/* The number of the next document, or -1 at the end. */
static long take(struct soak *soak)
{
    pthread_mutex_lock(&soak->lock);
    int go_on = soak->documents ? soak->started < soak->documents : now_ms() < soak->until_ms;
    long number = go_on ? (long)soak->started++ : -1;
    pthread_mutex_unlock(&soak->lock);
    return number;
}

static void read_all(struct soak *soak)
{
    for (long number; (number = take(soak)) >= 0;) {
        const struct bytes *file = &soak->files[(size_t)number % soak->count];
        if (soak->documents) {
            read_one(soak, file);
            continue;
        }
        uint32_t state = (uint32_t)number * 2654435761u + 1;
        const struct bytes *other = &soak->files[(size_t)number * 7919 % soak->count];
        struct bytes changed = mutate_file(file, other, &state);
        read_one(soak, &changed);
        free(changed.data);
    }
}

/* The threads stay for both parts of the way, as processes end with them. */
static void *run(void *arg)
{
    struct soak *soak = arg;

    read_all(soak);
    pthread_barrier_wait(&soak->rest); /* now the main thread looks */
    pthread_barrier_wait(&soak->rest);
    read_all(soak);
    pthread_barrier_wait(&soak->rest);
    return NULL;
}

/* ---- what is left ---- */

struct traces {
    size_t files;
    long kib;
    size_t children; /* the template is one */
};

static struct traces look(void)
{
    struct traces traces = {0};
    long pages = 0;
    pid_t pids[MOST_CHILDREN];

    malloc_trim(0);
    DIR *directory = opendir("/proc/self/fd");
    while (directory && readdir(directory))
        traces.files++;
    if (directory)
        closedir(directory);
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%*d %ld", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    traces.kib = pages * (sysconf(_SC_PAGESIZE) / 1024);
    traces.children = children_of(getpid(), 0, pids, MOST_CHILDREN);
    return traces;
}

static void set_goal(struct soak *soak, size_t documents, int64_t ms)
{
    soak->documents = documents;
    soak->until_ms = now_ms() + ms;
}

/* The first tenth of the way fills caches, of libraries and of the allocator. */
static void run_all(struct soak *soak, size_t documents, int64_t ms, struct traces traces[2])
{
    pthread_t threads[THREADS];

    pthread_barrier_init(&soak->rest, NULL, THREADS + 1);
    set_goal(soak, documents ? documents / 10 + 1 : 0, ms / 10);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, run, soak) != 0)
            abort();
    pthread_barrier_wait(&soak->rest);
    traces[0] = look();
    set_goal(soak, documents, ms - ms / 10);
    pthread_barrier_wait(&soak->rest);
    pthread_barrier_wait(&soak->rest);
    traces[1] = look();
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static int report(const struct soak *soak, const struct traces *before, const struct traces *after,
                  int64_t ms)
{
    size_t answers = soak->read + soak->refused + soak->ended;
    int bad = after->files > before->files || after->children > before->children ||
              soak->troubles || after->kib > before->kib + GROWTH_KIB || soak->ended ||
              (soak->documents && soak->refused);

    printf(
        "%zu documents in %.1f s (%.0f a second): %zu read, %zu refused, %zu ended their process, "
        "%zu without an answer; slowest %.2f s\n",
        answers, (double)ms / 1000, (double)answers * 1000 / (double)(ms + 1), soak->read,
        soak->refused, soak->ended, soak->troubles, (double)soak->slowest_ms / 1000);
    printf("descriptors %zu then %zu, memory %ld then %ld KiB, processes %zu then %zu\n",
           before->files, after->files, before->kib, after->kib, before->children, after->children);
    printf("%s\n", bad ? "FAILED" : "fine");
    return bad;
}

static int usage(void)
{
    fprintf(stderr, "usage: bench_soak PROGRAM DIR --documents N | --seconds N [--keep DIR]\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"documents", required_argument, NULL, 'd'},
                                            {"seconds", required_argument, NULL, 's'},
                                            {"keep", required_argument, NULL, 'k'},
                                            {NULL, 0, NULL, 0}};
    static struct soak soak = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct traces traces[2];
    size_t documents = 0;
    int seconds = 0, c;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (c) {
        case 'd': documents = strtoul(optarg, NULL, 10); break;
        case 's': seconds = atoi(optarg); break;
        case 'k': soak.keep = optarg; break;
        default: return usage();
        }
    }
    if (argc - optind != 2 || !documents == !seconds)
        return usage();
    load(&soak, argv[optind + 1]);
    if (soak.count == 0)
        return usage();
    extract_defaults(&soak.options);
    soak.options.workers = THREADS;
    soak.extract = extract_new(argv[optind], &soak.options);
    if (!soak.extract)
        abort();
    int64_t begin = now_ms();
    run_all(&soak, documents, (int64_t)seconds * 1000, traces);
    int64_t ms = now_ms() - begin;
    extract_free(soak.extract);
    return report(&soak, &traces[0], &traces[1], ms);
}
