/*
 * The archive: hands journaled files to a worker thread in batches, and their jobs back when the
 * files have moved. One batch is under way at a time; what comes meanwhile makes the next.
 */
#ifndef NIANBAOD_ARCHIVE_H
#define NIANBAOD_ARCHIVE_H

#include <stddef.h>
#include <uv.h>

#include "job.h"
#include "move.h"

struct archive;

/* Called on the loop for each job. */
typedef void (*archive_cb)(void *arg, struct job *job);

/* A new archive, or NULL when memory ran out. The paths in `places` are borrowed. */
struct archive *archive_new(uv_loop_t *loop, const struct move_places *places, archive_cb cb,
                            void *arg);

/* Moves the job's file; the job comes back through the callback. */
void archive_put(struct archive *archive, struct job *job);

size_t archive_waiting(const struct archive *archive);

/* No batch may be under way. NULL is allowed. */
void archive_free(struct archive *archive);

#endif
