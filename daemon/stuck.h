/*
 * Files that cannot be read or moved as things stand, for a reason of their own: without this, each
 * rescan would read them again. Each is tried again ever more rarely, or as soon as it has changed.
 * Of more than STUCK_MOST, the oldest are forgotten and so tried earlier.
 */
#ifndef NIANBAOD_STUCK_H
#define NIANBAOD_STUCK_H

#include <stddef.h>
#include <stdint.h>

#include "job.h"

#define STUCK_MOST    1024
#define STUCK_LAST_MS 3600000 /* the longest until the next try */

struct stuck;

/* None yet; NULL when memory ran out. */
struct stuck *stuck_new(void);

/*
 * Remembers that the file met `error`, an errno value, at `now_ms` of any steady clock. It is to be
 * tried again after `wait_ms` (at least 1) at first, and each time after twice as long. Returns 1
 * when that is news, 0 when the same file met the same before.
 */
int stuck_put(struct stuck *stuck, const char *path, const struct file_id *id, int error,
              int64_t now_ms, int64_t wait_ms);

/* Whether this is such a file and not yet to be tried again. It counts as seen. */
int stuck_holds(struct stuck *stuck, const char *path, const struct file_id *id, int64_t now_ms);

/* Whether it is one, due or not. */
int stuck_knows(const struct stuck *stuck, const char *path, const struct file_id *id);

void stuck_forget(struct stuck *stuck, const char *path);

/* Forgets those that have not been seen since the call before: they are gone. */
void stuck_sweep(struct stuck *stuck);

size_t stuck_count(const struct stuck *stuck);

/* The path of the latest, borrowed, and its error. There must be one. */
const char *stuck_latest(const struct stuck *stuck, int *error);

/* NULL is allowed. */
void stuck_free(struct stuck *stuck);

#endif
