/*
 * Moving a file to another file system: copy, make it durable, give it its name, remove the
 * original.
 */
#ifndef NIANBAOD_COPY_H
#define NIANBAOD_COPY_H

#include <stddef.h>

#include "job.h"

/*
 * Moves the entry `from` of the directory `from_fd` to the free name `to` in `to_fd`; links, pipes
 * and sockets are made anew. The original is removed only if it is still `id`. Returns 0, or -1
 * with errno set: EEXIST when the name is taken, EBUSY when the original changed meanwhile.
 */
int copy_across(int from_fd, const char *from, int to_fd, const char *to, const struct file_id *id);

/* Writes all of it. Returns 0, or -1 with errno set. */
int copy_write(int fd, const void *bytes, size_t size);

#endif
