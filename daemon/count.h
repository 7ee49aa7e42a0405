/*
 * How many files wait in the drop directory: names only, on a thread of the pool, since a walk that
 * offers them halts while intake is full.
 */
#ifndef NIANBAOD_COUNT_H
#define NIANBAOD_COUNT_H

#include <stdint.h>
#include <uv.h>

#define COUNT_MOST 10000000 /* where it stops counting */

struct count;

/* Called on the loop with the number of files below the directory. */
typedef void (*count_cb)(void *arg, int64_t files);

/* NULL when memory ran out. */
struct count *count_new(uv_loop_t *loop, count_cb cb, void *arg);

/* Begins to count what is below the directory that is open at `root`, unless it does already. */
void count_start(struct count *count, int root);

/* Ends a count early, and no callback follows. `root` may then be closed when the loop has run
 * once more, and the memory has gone. NULL is allowed. */
void count_free(struct count *count);

#endif
