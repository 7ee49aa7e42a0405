/* What the parts of a store share: store.c opens and commits, put.c writes, retain.c deletes. */
#ifndef NIANBAOD_STORE_INSIDE_H
#define NIANBAOD_STORE_INSIDE_H

#include "event.h"
#include "mark.h"
#include "sql.h"
#include "store.h"

enum store_statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    SET_UNCLEAN,
    FIND_CONTENT,
    ADD_CONTENT,
    MOVE_CONTENT,
    FIND_YEARS,
    FIND_EVENT,
    ADD_EVENT,
    ADD_LATEST,
    FIND_OLD,
    DELETE_EVENT,
    DELETE_LATEST,
    DELETE_CONTENT,
    SET_FIRST_KEPT,
    SET_SWEPT,
    STATEMENTS,
};

/* The three numbers that a transaction moves on. */
struct marks {
    uint64_t next;       /* the sequence to be given next */
    uint64_t first_kept; /* from here on no event is missing */
    uint64_t swept;      /* below here retention has left only the latest revisions */
};

struct store {
    struct sql sql;
    struct mark mark;
    struct store_options options;
    char **prefixes;
    char epoch[EVENT_EPOCH_SIZE];
    int clean; /* the file says that it was closed in order */
    struct marks now, committed;
};

/* Runs a statement whose one parameter is a sequence. 0, or -1. */
int store_run(struct store *store, enum store_statement which, uint64_t sequence);

/* Whether retention is off. */
int store_keeps_all(const struct store *store);

/* Deletes an event and all rows that belong to it, in the transaction under way. 0, or -1. */
int store_delete(struct store *store, uint64_t sequence);

#endif
