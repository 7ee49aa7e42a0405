#include "intake.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "clock.h"
#include "name.h"

/* Work items given to the pool for each of its threads: enough that none waits for the loop. */
#define AHEAD 4

/* Part of the queue that scans may fill. */
#define SCAN_SHARE 8

/* Part of the queue that must be free to take a whole buffer of events. */
#define HINT_RESERVE 4

struct intake {
    uv_loop_t *loop;
    struct intake_options options;
    struct reader_options reader;
    intake_cb cb;
    void *arg;
    struct job_queue waiting;
    size_t running, flight, bytes;
    int paused, stopped;
    struct job **table; /* all jobs by path, waiting or on their way */
    size_t buckets;     /* a power of two */
    uint64_t seed;
};

struct reading {
    uv_work_t work;
    struct intake *intake;
    struct job *job;
    struct reader_options options;
};

/* ---- the table ---- */

static struct job **bucket(struct intake *intake, const char *path)
{
    uint64_t h = name_hash(path, intake->seed);

    return &intake->table[h & (intake->buckets - 1)];
}

static struct job *find(struct intake *intake, const char *path)
{
    struct job *job = *bucket(intake, path);

    while (job && strcmp(job->path, path) != 0)
        job = job->hash_next;
    return job;
}

static void forget(struct intake *intake, struct job *job)
{
    struct job **link = bucket(intake, job->path);

    while (*link != job)
        link = &(*link)->hash_next;
    *link = job->hash_next;
}

/* ---- reading ---- */

static void pump(struct intake *intake);

static void on_work(uv_work_t *work)
{
    struct reading *reading = work->data;

    reader_read(&reading->options, reading->job);
}

static void on_done(uv_work_t *work, int status)
{
    struct reading *reading = work->data;
    struct intake *intake = reading->intake;
    struct job *job = reading->job;

    (void)status; /* nothing is ever cancelled */
    free(reading);
    intake->running--;
    job->charged = job_bytes(job);
    intake->bytes += job->charged;
    intake->cb(intake->arg, job);
    pump(intake);
}

/* Returns 0, or -1 when memory ran out. */
static int start(struct intake *intake, struct job *job)
{
    struct reading *reading = malloc(sizeof *reading);

    if (!reading)
        return -1;
    reading->work.data = reading;
    reading->intake = intake;
    reading->job = job;
    reading->options = intake->reader;
    job->again = 0; /* what was reported so far is what is read now */
    if (uv_queue_work(intake->loop, &reading->work, on_work, on_done) != 0) {
        free(reading);
        return -1;
    }
    intake->running++;
    intake->flight++;
    return 0;
}

static int may_start(const struct intake *intake)
{
    const struct intake_options *o = &intake->options;

    return !intake->paused && intake->waiting.first && intake->flight < o->flight_files &&
           intake->running < (size_t)o->workers * AHEAD &&
           /* One file alone may be larger than the bound. */
           (intake->bytes < o->flight_bytes || intake->flight == 0);
}

static void pump(struct intake *intake)
{
    while (may_start(intake)) {
        struct job *job = job_queue_take(&intake->waiting);
        if (start(intake, job) == 0)
            continue;
        /* A scan will find the file again when there is memory. */
        forget(intake, job);
        job_free(job);
        return;
    }
}

/* ---- from outside ---- */

struct intake *intake_new(uv_loop_t *loop, const struct intake_options *options,
                          const struct reader_options *reader, intake_cb cb, void *arg)
{
    struct intake *intake = calloc(1, sizeof *intake);

    if (!intake)
        return NULL;
    intake->buckets = 64;
    while (intake->buckets < options->queue_files)
        intake->buckets *= 2;
    intake->table = calloc(intake->buckets, sizeof(struct job *));
    if (!intake->table) {
        free(intake);
        return NULL;
    }
    /* Names come from outside; without a seed they could be chosen to collide. */
    if (getrandom(&intake->seed, sizeof intake->seed, 0) != (ssize_t)sizeof intake->seed)
        intake->seed = (uint64_t)clock_now();
    intake->loop = loop;
    intake->options = *options;
    intake->reader = *reader;
    intake->cb = cb;
    intake->arg = arg;
    return intake;
}

void intake_set_reader(struct intake *intake, const struct reader_options *reader)
{
    intake->reader = *reader;
}

int intake_has_room(const struct intake *intake, int complete)
{
    size_t most = intake->options.queue_files;

    return intake->waiting.count < (complete ? most - most / HINT_RESERVE : most / SCAN_SHARE);
}

enum intake_answer intake_offer(struct intake *intake, const char *path, int complete,
                                int64_t since_ms)
{
    struct job *known = find(intake, path);

    if (known) {
        known->again |= complete;
        return INTAKE_KNOWN;
    }
    if (intake->stopped || intake->waiting.count >= intake->options.queue_files ||
        (!complete && !intake_has_room(intake, 0)))
        return INTAKE_FULL;
    struct job *job = job_new(path);
    if (!job)
        return INTAKE_FULL;
    job->complete = complete;
    job->received_ms = since_ms;
    struct job **place = bucket(intake, path);
    job->hash_next = *place;
    *place = job;
    job_queue_put(&intake->waiting, job);
    pump(intake);
    return INTAKE_TAKEN;
}

void intake_release(struct intake *intake, struct job *job)
{
    char *again = NULL;

    intake->flight--;
    intake->bytes -= job->charged;
    forget(intake, job);
    if (job->again) {
        again = job->path;
        job->path = NULL;
    }
    job_free(job);
    if (again)
        intake_offer(intake, again, 1, clock_now());
    free(again);
    pump(intake);
}

void intake_pause(struct intake *intake)
{
    intake->paused = 1;
}

void intake_resume(struct intake *intake)
{
    intake->paused = 0;
    pump(intake);
}

void intake_stop(struct intake *intake)
{
    intake->stopped = 1;
    for (struct job *job; (job = job_queue_take(&intake->waiting));) {
        forget(intake, job);
        job_free(job);
    }
}

size_t intake_waiting(const struct intake *intake)
{
    return intake->waiting.count;
}

size_t intake_flight(const struct intake *intake)
{
    return intake->flight;
}

size_t intake_bytes(const struct intake *intake)
{
    return intake->bytes;
}

void intake_free(struct intake *intake)
{
    if (!intake)
        return;
    for (size_t i = 0; i < intake->buckets; i++) {
        while (intake->table[i]) {
            struct job *job = intake->table[i];
            intake->table[i] = job->hash_next;
            job_free(job);
        }
    }
    free(intake->table);
    free(intake);
}
