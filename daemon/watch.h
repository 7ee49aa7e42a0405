/*
 * Watching the drop directory with inotify.
 *
 * An event is only a hint to look at a path; what is there is found out by looking. The kernel
 * drops events when its queue is full and reports nothing that another host writes, so everything
 * here is backed by scans.
 */
#ifndef NIANBAOD_WATCH_H
#define NIANBAOD_WATCH_H

#include <uv.h>

#include "log.h"

enum watch_kind {
    WATCH_COMPLETE, /* a file was closed by its writer or renamed into place */
    WATCH_CREATED,  /* something appeared; whether it is complete is not known */
    WATCH_FOLDER,   /* a folder appeared, perhaps with files inside: scan */
    WATCH_LOST,     /* events were lost: scan */
    WATCH_GONE,     /* the drop directory itself was moved, removed or unmounted */
};

struct watch;

/* `path` is below the drop directory, borrowed for the call, and NULL for the last two kinds. */
typedef void (*watch_cb)(void *arg, enum watch_kind kind, const char *path);

/*
 * Opens the directory `root` and begins to watch it. Where inotify is not to be had, no hint ever
 * comes. Returns 0 and a new watch, or -1 with errno set.
 */
int watch_open(uv_loop_t *loop, const char *root, struct log *log, watch_cb cb, void *arg,
               struct watch **out);

/* The drop directory; the number stays the same until watch_close(), even when it is reopened. */
int watch_root(const struct watch *watch);

/* Why files can come to it unnoticed, as a sentence for the log; NULL: every file is noticed. */
const char *watch_blindness(const struct watch *watch);

/* Whether other machines write there. */
int watch_is_remote(const struct watch *watch);

/* Whether it is the place where something is mounted. */
int watch_is_mounted(const struct watch *watch);

/* Watches the folder `path` below the root too; "" is the root. Call it before reading the folder.
 */
void watch_add(struct watch *watch, const char *path);

/* Stops and resumes reading events; meanwhile the kernel queues them. */
void watch_pause(struct watch *watch);
void watch_resume(struct watch *watch);

/*
 * Looks whether the root's path still leads to the directory that is watched, and turns to the new
 * one if not. Returns 0 when all is as it was, 1 when the root was opened anew (scan it), -1 with
 * errno set when there is no such directory.
 */
int watch_check(struct watch *watch);

/* Whether it is time for that: the path leads elsewhere or nowhere, or the directory was removed,
 * which inotify does not say while it is held open. Cheap. */
int watch_is_astray(const struct watch *watch);

/* The memory goes when the loop has run once more. NULL is allowed. */
void watch_close(struct watch *watch);

#endif
