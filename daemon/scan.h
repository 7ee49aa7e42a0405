/*
 * Looking through the drop directory: at start, on a timer, and when events were lost.
 *
 * The walk goes in small steps between the loop's other work and halts while intake is full, so
 * that a directory with any number of files takes no more memory than an empty one. A file is
 * offered when it has stood still for the settle time: by its change time, or, where that is of
 * another clock than ours or lies in the future, by watching it for that long. After the clock was
 * set every file has to stand still anew.
 */
#ifndef NIANBAOD_SCAN_H
#define NIANBAOD_SCAN_H

#include <stdint.h>
#include <uv.h>

#include "job.h"
#include "log.h"
#include "watch.h"

#define SCAN_DEPTH_MAX 32 /* folders within folders; what lies deeper is left alone */

struct scan;

struct scan_options {
    int64_t settle_ms; /* how long a file must have stood still */
    int64_t rescan_ms; /* from the end of one walk to the next */
    int remote;        /* files have their times from other machines' clocks */
};

struct scan_calls {
    void *arg;
    /*
     * A file that has settled, complete since `since_ms` (Unix time). Returns 0 when there is no
     * room: the walk halts and offers it again after scan_resume().
     */
    int (*offer)(void *arg, const char *path, const struct file_id *id, int64_t since_ms);
    /* Before each walk. Returns 0, or -1 when there is nothing to walk through. */
    int (*begin)(void *arg);
    /* After a walk has seen everything. */
    void (*end)(void *arg);
};

/*
 * A new scan, not yet walking; folders are added to `watch` as they are met. `watch` and `log` are
 * borrowed and must outlive it. NULL when memory ran out.
 */
struct scan *scan_new(uv_loop_t *loop, struct watch *watch, struct log *log,
                      const struct scan_options *options, const struct scan_calls *calls);

void scan_set_options(struct scan *scan, const struct scan_options *options);

/* Starts a walk; one that is under way is followed by another. */
void scan_now(struct scan *scan);

/* Starts a walk after `ms` milliseconds, or earlier when one is due earlier. */
void scan_after(struct scan *scan, int64_t ms);

/* Goes on with a walk that halted. Cheap when none did. */
void scan_resume(struct scan *scan);

/* Ends the walk and the timer for good. */
void scan_stop(struct scan *scan);

int scan_walking(const struct scan *scan);

/* The memory goes when the loop has run once more. NULL is allowed. */
void scan_free(struct scan *scan);

#endif
