#include "position.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_SIZE 128

/* ---- the lock ------------------------------------------------------------------------------- */

/*
 * The lock lies on the file itself, which each save replaces: so the new one is locked before it
 * gets the name, and whoever has the name has the lock. File systems without locks go without.
 */
static int lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK ? -EBUSY : 0;
}

void position_close(struct position_file *file)
{
    if (file->lock >= 0)
        close(file->lock);
    file->lock = -1;
}

static int is_held(const struct position_file *file)
{
    struct stat held, named;

    return file->lock >= 0 && fstat(file->lock, &held) == 0 && stat(file->path, &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

/* Locks the file that has the name, if there is one. Returns 0 or a negative errno value. */
static int hold(struct position_file *file)
{
    int fd, result;

    if (is_held(file))
        return 0;
    position_close(file);
    fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    result = lock(fd);
    if (result == 0)
        file->lock = fd;
    else
        close(fd);
    return result;
}

/* ---- loading -------------------------------------------------------------------------------- */

static int parse(const char *line, size_t size, struct nbf_position *out)
{
    size_t word = strcspn(line, " "), digits;
    const char *number = line + word + 1;

    if (word == 0 || word >= sizeof out->epoch || line[word] == '\0')
        return -1;
    for (size_t i = 0; i < word; i++)
        if (line[i] <= ' ' || line[i] > '~')
            return -1;
    digits = strspn(number, "0123456789");
    if (digits == 0 || strcmp(number + digits, "\n") != 0 || size != word + digits + 2)
        return -1;
    errno = 0;
    out->sequence = strtoull(number, NULL, 10);
    memcpy(out->epoch, line, word);
    out->epoch[word] = '\0';
    return errno == 0 && out->sequence < INT64_MAX ? 0 : -1;
}

int position_load(struct position_file *file, struct nbf_position *out)
{
    char line[LINE_MAX_SIZE];
    ssize_t size;
    int result = hold(file);

    if (result < 0 || file->lock < 0)
        return result;
    size = pread(file->lock, line, sizeof line - 1, 0);
    if (size < 0)
        return errno == ESPIPE ? -EBADMSG : -errno;
    line[size] = '\0';
    return parse(line, (size_t)size, out) == 0 ? 1 : -EBADMSG;
}

/* ---- saving --------------------------------------------------------------------------------- */

/* Fills a file that is locked first: it may be another's that is about to get the name. */
static int fill(int fd, const char *line, size_t size)
{
    int result = lock(fd);
    ssize_t n;

    if (result < 0)
        return result;
    if (ftruncate(fd, 0) < 0 || (n = write(fd, line, size)) < 0)
        return -errno;
    if ((size_t)n < size)
        return -ENOSPC;
    /* The name must not come to point at a file whose content is still on its way. */
    return fdatasync(fd) < 0 ? -errno : 0;
}

static int replace(struct position_file *file, const char *fresh, const char *line, size_t size)
{
    int fd = open(fresh, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666), result;

    if (fd < 0)
        return -errno;
    result = fill(fd, line, size);
    if (result == 0 && rename(fresh, file->path) < 0)
        result = -errno;
    if (result == 0) {
        position_close(file);
        file->lock = fd;
    } else {
        close(fd);
    }
    return result;
}

int position_save(struct position_file *file, const struct nbf_position *position)
{
    char line[LINE_MAX_SIZE], fresh[PATH_MAX];
    int size = snprintf(line, sizeof line, "%s %" PRIu64 "\n", position->epoch, position->sequence);
    int result = hold(file);

    if (result < 0)
        return result;
    if ((size_t)snprintf(fresh, sizeof fresh, "%s.new", file->path) >= sizeof fresh)
        return -ENAMETOOLONG;
    return replace(file, fresh, line, (size_t)size);
}
