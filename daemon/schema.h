/*
 * What the journal's file looks like inside, and how a file of an earlier version becomes one of
 * the present.
 */
#ifndef NIANBAOD_SCHEMA_H
#define NIANBAOD_SCHEMA_H

#include "event.h"
#include "log.h"
#include "mark.h"
#include "sql.h"

#define SCHEMA_VERSION 2

/* Names in the table meta. */
#define META_EPOCH      "epoch"
#define META_CLEAN      "clean"         /* "1" when nothing was written since an orderly end */
#define META_PREFIX     "agency_prefix" /* that the keys in `latest` were made with */
#define META_FIRST_KEPT "first_kept"    /* from this sequence on no event is missing */
#define META_SWEPT      "swept"         /* below this one only the latest revisions are kept */

struct schema {
    char epoch[EVENT_EPOCH_SIZE];
    int clean;
};

/*
 * Checks the file if it was not closed in order, brings it to the present version, and looks that
 * its agencies have the keys which `agency_prefix` (names separated by blanks) gives them. All
 * changes are one transaction. A journal without an epoch, or one that by the mark is an older
 * copy, gets a new epoch; its events then belong to the past: they are in a snapshot but not
 * replayed. Returns 0, or -1 and `sql->error` says why.
 */
int schema_open(struct sql *sql, const char *agency_prefix, const struct mark *mark,
                struct log *log, struct schema *out);

#endif
