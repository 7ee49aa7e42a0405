/*
 * The journal's file: an SQLite database of all events, in WAL mode, durable at each commit.
 * Nothing here knows of threads; one thread at a time uses a store.
 */
#ifndef NIANBAOD_STORE_H
#define NIANBAOD_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "job.h"

#define STORE_ERROR_SIZE 256

struct store;

/*
 * Opens the database `path`, makes it with a new epoch when it is not there, and brings an older
 * one to the present schema. Returns 0 and a new store (free with store_close()), or -1 with a
 * sentence in `error`.
 */
int store_open(const char *path, struct store **out, char error[STORE_ERROR_SIZE]);

/* Rolls back what is not committed; NULL is allowed. */
void store_close(struct store *store);

const char *store_epoch(const struct store *store); /* borrowed */
uint64_t store_last(const struct store *store);     /* last committed sequence; 0: none yet */

/* Begins a transaction. 0, or -1 and store_error() says why; the same holds for the next two. */
int store_begin(struct store *store);

/*
 * Gives the job the next sequence, its revision and its event, and writes them down; or, when its
 * identity is there already, that event's sequence. Sets `journaled` accordingly. `source` is the
 * events' source.
 */
int store_put(struct store *store, struct job *job, const char *source);

/* Makes everything since store_begin() durable. On failure it has been rolled back. */
int store_commit(struct store *store);

/* Undoes everything since store_begin(). */
void store_rollback(struct store *store);

/* What went wrong last; borrowed, valid until the next call. */
const char *store_error(const struct store *store);

#endif
