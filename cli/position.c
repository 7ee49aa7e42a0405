#include "position.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_SIZE 128

/* ---- loading -------------------------------------------------------------------------------- */

/* Reads the whole of a short file. Returns its size, or a negative errno value. */
static ssize_t read_line(const char *path, char out[LINE_MAX_SIZE])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t size;

    if (fd < 0)
        return -errno;
    size = read(fd, out, LINE_MAX_SIZE - 1);
    if (size < 0)
        size = -errno;
    else
        out[size] = '\0';
    close(fd);
    return size;
}

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

int position_load(const char *path, struct nbf_position *out)
{
    char line[LINE_MAX_SIZE];
    ssize_t size = read_line(path, line);

    if (size == -ENOENT)
        return 0;
    if (size < 0)
        return (int)size;
    return parse(line, (size_t)size, out) == 0 ? 1 : -EBADMSG;
}

/* ---- saving --------------------------------------------------------------------------------- */

static int write_all(const char *path, const char *line, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    int result = 0;
    ssize_t n;

    if (fd < 0)
        return -errno;
    n = write(fd, line, size);
    if (n < 0)
        result = -errno;
    else if ((size_t)n < size)
        result = -ENOSPC;
    /* The name must not come to point at a file whose content is still on its way. */
    if (result == 0 && fdatasync(fd) < 0)
        result = -errno;
    if (close(fd) < 0 && result == 0)
        result = -errno;
    return result;
}

int position_save(const char *path, const struct nbf_position *position)
{
    char line[LINE_MAX_SIZE], fresh[PATH_MAX];
    int size = snprintf(line, sizeof line, "%s %" PRIu64 "\n", position->epoch, position->sequence);
    int result;

    if ((size_t)snprintf(fresh, sizeof fresh, "%s.new", path) >= sizeof fresh)
        return -ENAMETOOLONG;
    result = write_all(fresh, line, (size_t)size);
    if (result == 0 && rename(fresh, path) < 0)
        result = -errno;
    return result;
}
