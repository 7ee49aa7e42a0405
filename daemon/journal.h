/*
 * The journal: gives each job its place in the sequence and makes it durable.
 *
 * It writes on its own thread, since an fsync on the loop would stall everything. All jobs that
 * wait when the thread becomes free share one transaction, so the cost of a commit is spread over
 * as many files as arrive during the commit before. Between commits, and in small steps, it deletes
 * what need not be kept any more.
 */
#ifndef NIANBAOD_JOURNAL_H
#define NIANBAOD_JOURNAL_H

#include <stdint.h>
#include <uv.h>

#include "job.h"
#include "store.h"

struct journal;

/*
 * Called on the loop, in journal order, with a list of jobs (by `next`) that leave the
 * journal. `error` is NULL, or a sentence that says why all of these are JOURNAL_FAILED.
 */
typedef void (*journal_cb)(void *arg, struct job *jobs, const char *error);

/*
 * Opens the journal at `path` and starts its thread. The strings of `options` are borrowed; they
 * and `log` must outlive it. Returns 0 and a new journal, or -1 with a sentence in `error`.
 */
int journal_open(uv_loop_t *loop, const char *path, const struct store_options *options,
                 struct log *log, journal_cb cb, void *arg, struct journal **out,
                 char error[STORE_ERROR_SIZE]);

/* Takes over changed options, as store_set_options() does. */
void journal_set_options(struct journal *journal, const struct store_options *options);

/* Passes on a JOB_READY job; it comes back through the callback. Loop thread only. */
void journal_append(struct journal *journal, struct job *job);

const char *journal_epoch(const struct journal *journal); /* borrowed */

/* The last sequence that was durable when the journal was opened. */
uint64_t journal_opened_at(const struct journal *journal);

/*
 * Writes what waits, ends the thread and closes the file; not to be called from the callback. Jobs
 * that no callback has carried out yet get none. The memory goes when the loop has run once more.
 * NULL is allowed.
 */
void journal_close(struct journal *journal);

#endif
