/*
 * What a directory lies on: whether inotify tells of everything that happens there, and whether it
 * is still the same mount.
 */
#ifndef NIANBAOD_FILESYSTEM_H
#define NIANBAOD_FILESYSTEM_H

#include <stdint.h>
#include <sys/types.h>

struct filesystem {
    const char *name; /* of a kind where files can come unnoticed; NULL: everything is told of */
    int remote;       /* other machines write there, by their clocks; leases ask them */
};

/* Of the directory that is open at `fd`. One that cannot be asked counts as remote. */
void filesystem_of(int fd, struct filesystem *out);

/* Two directories of one file system can lie in different mounts of it: the numbers tell. */
struct mount {
    dev_t device;
    uint64_t id; /* 0 where the kernel does not give one */
    int root;    /* it is what the mount begins with */
};

/* Of the directory `path` below `fd`. Returns 0, or -1 with errno set. */
int filesystem_mount(int fd, const char *path, struct mount *out);

int filesystem_same_mount(const struct mount *a, const struct mount *b);

#endif
