#include "copy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault.h"

#define CHUNK 65536

int copy_write(int fd, const void *bytes, size_t size)
{
    const char *p = bytes;

    while (size > 0) {
        ssize_t n = write(fd, p, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        p += n;
        size -= (size_t)n;
    }
    return 0;
}

static int copy_bytes(int in, int out)
{
    char *buffer = malloc(CHUNK);
    ssize_t n = -1;

    if (!buffer)
        return -1;
    while ((n = read(in, buffer, CHUNK)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || copy_write(out, buffer, (size_t)n) != 0)
            break;
    }
    int error = errno;
    free(buffer);
    errno = error;
    return n == 0 ? 0 : -1;
}

/* A durable copy under the temporary name. */
static int copy_file(int from_fd, const char *from, int to_fd, const char *temporary,
                     const struct stat *st)
{
    struct timespec times[2] = {st->st_atim, st->st_mtim};
    int result = -1;
    int in = openat(from_fd, from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (in < 0)
        return -1;
    int out = openat(to_fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                     st->st_mode & 0777);
    if (out >= 0 && copy_bytes(in, out) == 0 && futimens(out, times) == 0 && fsync(out) == 0)
        result = 0;
    int error = errno;
    if (out >= 0)
        close(out);
    close(in);
    errno = error;
    return result;
}

static int copy_link(int from_fd, const char *from, int to_fd, const char *temporary)
{
    char target[PATH_MAX];
    ssize_t n = readlinkat(from_fd, from, target, sizeof target - 1);

    if (n < 0)
        return -1;
    target[n] = '\0';
    return symlinkat(target, to_fd, temporary);
}

static int make_copy(int from_fd, const char *from, int to_fd, const char *temporary,
                     const struct stat *st)
{
    if (S_ISREG(st->st_mode))
        return copy_file(from_fd, from, to_fd, temporary, st);
    if (S_ISLNK(st->st_mode))
        return copy_link(from_fd, from, to_fd, temporary);
    return mknodat(to_fd, temporary, st->st_mode, st->st_rdev);
}

/* Whether the original is `id`; its details go to `*st`. */
static int is_still(int fd, const char *name, const struct file_id *id, struct stat *st)
{
    struct file_id now;

    if (fstatat(fd, name, st, AT_SYMLINK_NOFOLLOW) != 0)
        return 0;
    file_id_set(&now, st);
    return file_id_equal(&now, id);
}

int copy_across(int from_fd, const char *from, int to_fd, const char *to, const struct file_id *id)
{
    char temporary[64];
    struct stat st;

    if (faccessat(to_fd, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return -1;
    }
    if (!is_still(from_fd, from, id, &st)) {
        errno = EBUSY;
        return -1;
    }
    /* One mover works at a time, so a name left by a crash is ours to remove. */
    snprintf(temporary, sizeof temporary, ".nianbaod-%ju.tmp", (uintmax_t)st.st_ino);
    unlinkat(to_fd, temporary, 0);
    if (make_copy(from_fd, from, to_fd, temporary, &st) == 0) {
        fault_point(FAULT_COPY_WRITTEN);
        if (!is_still(from_fd, from, id, &st))
            errno = EBUSY;
        else if (renameat2(to_fd, temporary, to_fd, to, RENAME_NOREPLACE) == 0) {
            fault_point(FAULT_COPY_NAMED);
            return fsync(to_fd) == 0 ? unlinkat(from_fd, from, 0) : -1;
        }
    }
    int error = errno;
    unlinkat(to_fd, temporary, 0);
    errno = error;
    return -1;
}
