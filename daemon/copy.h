/*
 * Moving a file to another file system: copy it under a temporary name, make it durable, give it
 * its name, make that durable, remove the original. At any point a crash leaves the original or a
 * whole and durable copy, and a later try ends what an earlier one began: it makes a copy that was
 * not named yet anew, and removes the original of one that was (copy_is_there()).
 */
#ifndef NIANBAOD_COPY_H
#define NIANBAOD_COPY_H

#include <limits.h>
#include <stddef.h>

#include "job.h"

/* Where a file comes from and goes to. */
struct copy_way {
    int from_fd; /* a directory, and so are the next two */
    const char *from;
    int aside_fd; /* on the file system of `to_fd`: for the temporary name */
    int to_fd;
    const char *to;
    const struct file_id *id; /* of the original */
    const char *sha256;       /* of its content, where a change need not show in `id`; or NULL */
};

/* A copy that is being made. */
struct copy {
    struct copy_way way; /* `to` points to the following */
    char to[NAME_MAX + 1];
    char temporary[64];
    int fd; /* open for writing; -1: nothing is to be synced */
    int error;
};

/*
 * Makes the copy under a temporary name; links, pipes and sockets are made anew. `way` is copied,
 * what it points to must outlive the copy. Returns 0, or -1 with errno set: EEXIST when the name is
 * taken, EBUSY when the original has changed.
 */
int copy_begin(struct copy *copy, const struct copy_way *way);

/*
 * Makes such copies to one folder durable and names them, and makes the names durable: of many
 * together, since a file system has little more to do for all than for one. Each gets its `error`,
 * 0 or as above; what failed is removed.
 */
void copy_settle(struct copy *const *copies, size_t count);

/*
 * Whether the name is taken by a copy of the original, with its bytes and its time: what a move
 * leaves that was cut short before it removed the original.
 */
int copy_is_there(const struct copy_way *way);

/* Removes the original, once its copy has settled. Returns 0, or -1 with errno set. */
int copy_finish(const struct copy_way *way);

/* Renames to a free name on the same file system. Returns 0, or -1 with errno set. */
int copy_rename(int from_fd, const char *from, int to_fd, const char *to);

/* Removes what copies that were cut short left in the directory. */
void copy_clean(int aside_fd);

/* Writes all of it. Returns 0, or -1 with errno set. */
int copy_write(int fd, const void *bytes, size_t size);

#endif
