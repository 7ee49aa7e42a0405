/*
 * Intake: the bounded queue between what was noticed and what is read, and the account of every
 * file that is on its way. A path is on its way once, however often it is reported.
 */
#ifndef NIANBAOD_INTAKE_H
#define NIANBAOD_INTAKE_H

#include <stddef.h>
#include <uv.h>

#include "job.h"
#include "reader.h"

struct intake;

struct intake_options {
    size_t queue_files;  /* jobs that may wait to be read */
    size_t flight_files; /* jobs that may be between reading and release */
    size_t flight_bytes; /* what their texts may take together */
    unsigned workers;    /* threads of the pool */
};

enum intake_answer {
    INTAKE_TAKEN,
    INTAKE_KNOWN, /* on its way already; it will be looked at once more afterwards */
    INTAKE_FULL,
};

/* Called on the loop for each job that was read. The job stays intake's until intake_release(). */
typedef void (*intake_cb)(void *arg, struct job *job);

/* A new intake, or NULL when memory ran out. `reader` is copied. */
struct intake *intake_new(uv_loop_t *loop, const struct intake_options *options,
                          const struct reader_options *reader, intake_cb cb, void *arg);

/* For the jobs that start from now on. */
void intake_set_reader(struct intake *intake, const struct reader_options *reader);

/*
 * Offers a file. What comes without its writer's sign (`complete` 0: from a scan) finds the queue
 * full earlier, since a scan can wait and hints cannot. `since_ms` is Unix time.
 */
enum intake_answer intake_offer(struct intake *intake, const char *path, int complete,
                                int64_t since_ms);

/* Ends the way of a job and frees it. */
void intake_release(struct intake *intake, struct job *job);

/* Starts no more reading, and starts again. */
void intake_pause(struct intake *intake);
void intake_resume(struct intake *intake);

/* Drops what waits to be read and takes nothing more; what is on its way goes on. */
void intake_stop(struct intake *intake);

size_t intake_waiting(const struct intake *intake); /* jobs to be read */
size_t intake_flight(const struct intake *intake);  /* jobs being read or later */
size_t intake_bytes(const struct intake *intake);   /* of their texts */

/* Whether scans, and whether hints, still find room. */
int intake_has_room(const struct intake *intake, int complete);

/* Frees all jobs. No reading may be under way. NULL is allowed. */
void intake_free(struct intake *intake);

#endif
