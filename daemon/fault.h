/*
 * Points at which a test can stop the daemon as a crash would. They exist only in the daemon
 * that the fault tests use (build/faults/nianbaod); everywhere else a point is nothing at all.
 *
 * There the environment variable NIANBAO_FAULT says NAME:N: the N-th time (from 1) that the point
 * NAME is passed, the process is killed as by `kill -9`.
 */
#ifndef NIANBAOD_FAULT_H
#define NIANBAOD_FAULT_H

#include <stddef.h>

/* Every point by name: where in the way of a file it lies. */
#define FAULT_POINTS(X)                                                                            \
    X(FAULT_READ, "read")                     /* read and judged, not yet in the journal */        \
    X(FAULT_JOURNAL_BEGIN, "journal-begin")   /* the transaction has begun */                      \
    X(FAULT_JOURNAL_PUT, "journal-put")       /* one event is written, not committed */            \
    X(FAULT_JOURNAL_COMMIT, "journal-commit") /* all are written, not committed */                 \
    X(FAULT_JOURNAL_DONE, "journal-done")     /* committed, the loop does not know */              \
    X(FAULT_PUBLISH, "publish")               /* the loop knows, nothing is published */           \
    X(FAULT_PUBLISHED, "published")           /* published, the file is not on its way */          \
    X(FAULT_MOVE, "move")                     /* before anything is made in the archive */         \
    X(FAULT_MOVE_FINDINGS, "move-findings")   /* the findings lie there, the file does not */      \
    X(FAULT_ASIDE, "aside")                   /* taken aside, not in place or still to go */       \
    X(FAULT_MOVED, "moved")                   /* moved, the loop does not know */                  \
    X(FAULT_COPY_WRITTEN, "copy-written")     /* copied to another file system under a temporary   \
                                                 name */                                           \
    X(FAULT_COPY_NAMED, "copy-named")         /* it has its name, the original is still there */   \
    X(FAULT_RETENTION, "retention")           /* old events are deleted, not committed */

enum fault_point {
#define X(id, name) id,
    FAULT_POINTS(X)
#undef X
        FAULT_COUNT
};

#ifdef NIANBAO_FAULTS
void fault_point(enum fault_point point);

/* Stands where a content is parsed: one that holds $NIANBAO_FAULT_CONTENT brings the process down
 * with abort(), one that holds $NIANBAO_FAULT_HANG never comes back. */
void fault_content(const void *bytes, size_t size);
#else
#define fault_point(point)         ((void)0)
#define fault_content(bytes, size) ((void)0)
#endif

#endif
