/*
 * Moving a file to another file system: copy it under a temporary name, make it durable, give it
 * its name, make that durable, remove the original. At any point a crash leaves the original or a
 * whole and durable copy, and a later try ends what an earlier one began: it makes a copy that was
 * not named yet anew, and removes the original of one that was (copy_is_there()).
 */
#ifndef NIANBAOD_COPY_H
#define NIANBAOD_COPY_H

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

/*
 * Makes the copy and names it; links, pipes and sockets are made anew. Returns 0, or -1 with errno
 * set: EEXIST when the name is taken, EBUSY when the original has changed.
 */
int copy_make(const struct copy_way *way);

/*
 * Whether the name is taken by a copy of the original, with its bytes and its time: what a move
 * leaves that was cut short before it removed the original.
 */
int copy_is_there(const struct copy_way *way);

/* Removes the original once its copy's name is durable. Returns 0, or -1 with errno set. */
int copy_finish(const struct copy_way *way);

/* Renames to a free name on the same file system. Returns 0, or -1 with errno set. */
int copy_rename(int from_fd, const char *from, int to_fd, const char *to);

/* Removes what copies that were cut short left in the directory. */
void copy_clean(int aside_fd);

/* Writes all of it. Returns 0, or -1 with errno set. */
int copy_write(int fd, const void *bytes, size_t size);

#endif
