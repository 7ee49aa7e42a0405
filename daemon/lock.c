#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/*
 * A daemon that was killed while it forked leaves a child that shares its locks until it has
 * replaced itself by its program, a moment later; the next daemon must not fail over that.
 */
#define PATIENCE 20
#define PAUSE_NS 50000000

static int open_lock(const char *directory, const char *name)
{
    int dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (dir < 0 || !name)
        return dir;
    int fd = openat(dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int error = errno;
    close(dir);
    errno = error;
    return fd;
}

static int wait_for(int fd)
{
    struct timespec pause = {0, PAUSE_NS};

    for (int turn = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; turn++) {
        if (errno != EWOULDBLOCK || turn == PATIENCE)
            return -1;
        nanosleep(&pause, NULL);
    }
    return 0;
}

int lock_take(const char *directory, const char *name)
{
    int fd = open_lock(directory, name);

    if (fd < 0)
        return -1;
    if (wait_for(fd) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    /* For people; the lock itself is flock's. */
    if (name && (ftruncate(fd, 0) != 0 || dprintf(fd, "%ld\n", (long)getpid()) < 0))
        errno = 0;
    return fd;
}
