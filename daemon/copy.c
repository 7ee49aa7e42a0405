#include "copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../extract/source.h"
#include "fault.h"
#include "name.h"

#define CHUNK      65536
#define READ_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)

/* Names with the device and inode of the original between them. */
#define TEMPORARY_HEAD ".nianbaod-"
#define TEMPORARY_TAIL ".tmp"

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

/* Up to `size` bytes, fewer only at the end; -1 with errno set. */
static ssize_t copy_read(int fd, char *bytes, size_t size)
{
    size_t got = 0;

    while (got < size) {
        ssize_t n = read(fd, bytes + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

static int copy_bytes(int in, int out)
{
    char *buffer = malloc(CHUNK);
    ssize_t n = -1;

    if (!buffer)
        return -1;
    while ((n = copy_read(in, buffer, CHUNK)) > 0)
        if (copy_write(out, buffer, (size_t)n) != 0)
            break;
    int error = errno;
    free(buffer);
    errno = error;
    return n == 0 ? 0 : -1;
}

static void drop(struct copy *copy)
{
    if (copy->fd >= 0)
        close(copy->fd);
    copy->fd = -1;
    unlinkat(copy->way.aside_fd, copy->temporary, 0);
}

static int fill(const struct copy *copy, int in, const struct stat *st)
{
    struct timespec times[2] = {st->st_atim, st->st_mtim};

    /* Only root may give a file away; as anybody else the daemon owns what it copies. */
    if (fchown(copy->fd, st->st_uid, st->st_gid) != 0)
        errno = 0;
    return copy_bytes(in, copy->fd) == 0 && fchmod(copy->fd, st->st_mode & 0777) == 0 &&
                   futimens(copy->fd, times) == 0
               ? 0
               : -1;
}

static int copy_file(struct copy *copy, const struct stat *st)
{
    const struct copy_way *way = &copy->way;
    int in = openat(way->from_fd, way->from, READ_FLAGS);

    if (in < 0)
        return -1;
    copy->fd = openat(way->aside_fd, copy->temporary,
                      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int result = copy->fd >= 0 ? fill(copy, in, st) : -1, error = errno;
    close(in);
    errno = error;
    return result;
}

static int copy_link(const struct copy *copy)
{
    const struct copy_way *way = &copy->way;
    char target[PATH_MAX];
    ssize_t n = readlinkat(way->from_fd, way->from, target, sizeof target - 1);

    if (n < 0)
        return -1;
    target[n] = '\0';
    return symlinkat(target, way->aside_fd, copy->temporary);
}

static int make_copy(struct copy *copy, const struct stat *st)
{
    if (S_ISREG(st->st_mode))
        return copy_file(copy, st);
    if (S_ISLNK(st->st_mode))
        return copy_link(copy);
    return mknodat(copy->way.aside_fd, copy->temporary, st->st_mode, st->st_rdev);
}

/* Whether the original is the one that is meant; its details go to `*st`. */
static int is_still(const struct copy_way *way, struct stat *st)
{
    struct file_id now;

    if (fstatat(way->from_fd, way->from, st, AT_SYMLINK_NOFOLLOW) != 0)
        return 0;
    file_id_set(&now, st);
    return file_id_equal(&now, way->id);
}

/*
 * Old network file systems and some of FUSE cannot refuse a taken name by themselves. There the
 * question comes first; nobody but the daemon puts files where it moves them.
 */
int copy_rename(int from_fd, const char *from, int to_fd, const char *to)
{
    if (renameat2(from_fd, from, to_fd, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (name_exists(to_fd, to)) {
        errno = EEXIST;
        return -1;
    }
    return renameat(from_fd, from, to_fd, to);
}

static int is_regular(int fd, const char *name, struct stat *st)
{
    return fstatat(fd, name, st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st->st_mode);
}

/* Whether two open files go on alike to their ends. */
static int are_alike(int a, int b)
{
    char *bytes = malloc(2 * CHUNK);
    ssize_t n = -1;

    while (bytes && (n = copy_read(a, bytes, CHUNK)) > 0)
        if (copy_read(b, bytes + CHUNK, CHUNK) != n || memcmp(bytes, bytes + CHUNK, (size_t)n) != 0)
            break;
    int alike = n == 0 && copy_read(b, bytes, 1) == 0;
    free(bytes);
    return alike;
}

int copy_is_there(const struct copy_way *way)
{
    struct stat copy, original;
    int alike = 0;

    if (!is_regular(way->to_fd, way->to, &copy) || !is_still(way, &original) ||
        !S_ISREG(original.st_mode) || copy.st_size != original.st_size ||
        copy.st_mtim.tv_sec != original.st_mtim.tv_sec ||
        copy.st_mtim.tv_nsec != original.st_mtim.tv_nsec)
        return 0;
    int a = openat(way->from_fd, way->from, READ_FLAGS);
    int b = openat(way->to_fd, way->to, READ_FLAGS);
    alike = a >= 0 && b >= 0 && are_alike(a, b);
    if (a >= 0)
        close(a);
    if (b >= 0)
        close(b);
    return alike;
}

int copy_finish(const struct copy_way *way)
{
    return unlinkat(way->from_fd, way->from, 0);
}

/* Whether the copy is what was read. Without a hash the original's times will tell. */
static int is_what_was_read(const struct copy *copy)
{
    const struct copy_way *way = &copy->way;
    struct source src;

    if (!way->sha256)
        return 1;
    enum source_result result =
        source_read(way->aside_fd, copy->temporary, 1, 0, way->id->size + 1, &src);
    int same = result == SOURCE_OK && strcmp(src.sha256, way->sha256) == 0;
    source_free(&src);
    return same;
}

int copy_begin(struct copy *copy, const struct copy_way *way)
{
    struct stat st;

    if (name_exists(way->to_fd, way->to)) {
        errno = EEXIST;
        return -1;
    }
    if (!is_still(way, &st)) {
        errno = EBUSY;
        return -1;
    }
    copy->way = *way;
    copy->way.to = copy->to;
    snprintf(copy->to, sizeof copy->to, "%s", way->to);
    snprintf(copy->temporary, sizeof copy->temporary, TEMPORARY_HEAD "%jx-%jx" TEMPORARY_TAIL,
             (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    copy->fd = -1;
    unlinkat(way->aside_fd, copy->temporary, 0); /* of an earlier run */
    if (make_copy(copy, &st) == 0) {
        fault_point(FAULT_COPY_WRITTEN);
        return 0;
    }
    copy->error = errno;
    drop(copy);
    errno = copy->error;
    return -1;
}

/* The file is durable, or the reason why not is its error. */
static int sync_copy(struct copy *copy)
{
    int failed = copy->fd >= 0 && fsync(copy->fd) != 0;

    if (failed)
        copy->error = errno ? errno : EIO;
    if (copy->fd >= 0)
        close(copy->fd);
    copy->fd = -1;
    return failed ? -1 : 0;
}

static void name(struct copy *copy)
{
    const struct copy_way *way = &copy->way;
    struct stat st;

    copy->error = 0;
    if (sync_copy(copy) != 0)
        return;
    if (!is_still(way, &st) || !is_what_was_read(copy))
        copy->error = EBUSY;
    else if (copy_rename(way->aside_fd, copy->temporary, way->to_fd, way->to) != 0)
        copy->error = errno ? errno : EIO; /* 0 would cost the original */
    else
        fault_point(FAULT_COPY_NAMED);
}

/*
 * One sync of the whole file system takes all of them to the disk; that of each then finds nothing
 * left to do and only tells whether it went well.
 */
void copy_settle(struct copy *const *copies, size_t count)
{
    if (count > 1)
        syncfs(copies[0]->way.to_fd);
    for (size_t i = 0; i < count; i++) {
        name(copies[i]);
        if (copies[i]->error)
            drop(copies[i]);
    }
    int error = count > 0 && fsync(copies[0]->way.to_fd) != 0 ? errno : 0;
    for (size_t i = 0; i < count && error; i++)
        if (!copies[i]->error)
            copies[i]->error = error;
}

void copy_clean(int aside_fd)
{
    int fd = openat(aside_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name, *dot = strrchr(name, '.');
        if (strncmp(name, TEMPORARY_HEAD, strlen(TEMPORARY_HEAD)) == 0 &&
            strcmp(dot, TEMPORARY_TAIL) == 0)
            unlinkat(aside_fd, name, 0);
    }
    closedir(dir);
}
