/*
 * The journal's file: an SQLite database of all events, in WAL mode, durable at each commit.
 * Nothing here knows of threads; one thread at a time uses a store.
 */
#ifndef NIANBAOD_STORE_H
#define NIANBAOD_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "job.h"
#include "log.h"

#define STORE_ERROR_SIZE 512

struct store;

struct store_options {
    const char *source;        /* of the events */
    const char *agency_prefix; /* names of places, separated by blanks */
    enum nb_lang lang;         /* of findings that neighbouring years give rise to */
    struct nb_options rules;
    int64_t keep_days, keep_events; /* what retention leaves; 0: all */
};

/*
 * Opens the database `path`, makes it with a new epoch when it is not there, and brings an older
 * one to the present schema. One that was not closed in order is checked first. The strings of
 * `options` are borrowed; they and `log` must outlive the store. Returns 0 and a new store (free
 * with store_close()), or -1 with a sentence in `error` that goes on after the file's name.
 */
int store_open(const char *path, const struct store_options *options, struct log *log,
               struct store **out, char error[STORE_ERROR_SIZE]);

/* Rolls back what is not committed; NULL is allowed. */
void store_close(struct store *store);

/* Takes over changed options, but for `source` and `agency_prefix`. */
void store_set_options(struct store *store, const struct store_options *options);

const char *store_epoch(const struct store *store); /* borrowed */
uint64_t store_last(const struct store *store);     /* last committed sequence; 0: none yet */

/* Begins a transaction. 0, or -1 and store_error() says why; the same holds for the next two. */
int store_begin(struct store *store);

/*
 * Gives the job the next sequence, its revision and its event, and writes them down; or, when its
 * identity is there already, that event's sequence. Sets `journaled` accordingly.
 *
 * Where the journal has a report of the same agency for the year before, the job's is judged by it:
 * its status and findings can change. Where it has one for the year after and that one's findings
 * change now, it is published once more, as a further event of the job.
 */
int store_put(struct store *store, struct job *job);

/* Makes everything since store_begin() durable. On failure it has been rolled back. */
int store_commit(struct store *store);

/* Undoes everything since store_begin(). */
void store_rollback(struct store *store);

/*
 * Deletes events that need not be kept any more, a few hundred at most, in a transaction of its
 * own. Returns 1 when there may be more of them, 0 when there are none, -1 on failure: nothing is
 * deleted then. `*deleted` is how many went.
 */
int store_retain(struct store *store, unsigned *deleted);

/* What went wrong last; borrowed, valid until the next call. */
const char *store_error(const struct store *store);

#endif
