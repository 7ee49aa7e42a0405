#include "beside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy.h"
#include "name.h"

/* "FILE.findings.txt", cut where that is too long for a name. */
static void name_findings(const char *file, char out[NAME_MAX + 1])
{
    snprintf(out, NAME_MAX + 1, "%.*s%s", (int)(NAME_MAX - strlen(NAME_FINDINGS)), file,
             NAME_FINDINGS);
}

/* Whether the open file holds the first `size` bytes of the text and nothing else. */
static int holds_start(int fd, const char *text, size_t size)
{
    char *bytes = malloc(size + 1);
    int same =
        bytes && pread(fd, bytes, size, 0) == (ssize_t)size && memcmp(bytes, text, size) == 0;

    free(bytes);
    return same;
}

/*
 * Whether a text that is shorter than ours is not left from ours: findings whose file is in place
 * are that file's, and a dropped file that happens to have this name has findings of its own.
 */
static int is_foreign(int dir, const char *file, const char *findings)
{
    char own[NAME_MAX + 1];

    name_findings(findings, own);
    return name_exists(dir, file) || name_exists(dir, own);
}

/* The name exists: a run that was killed while it wrote left a part of the text, perhaps all. */
static enum beside complete(int dir, const char *name, const char *text)
{
    struct stat st;
    size_t length = strlen(text);
    enum beside beside = BESIDE_TAKEN;
    int fd = openat(dir, name, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return BESIDE_TAKEN;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= length &&
        holds_start(fd, text, (size_t)st.st_size)) {
        size_t there = (size_t)st.st_size;
        beside = copy_write(fd, text + there, length - there) == 0 ? BESIDE_FOUND : BESIDE_ERROR;
    }
    int error = errno;
    close(fd);
    errno = error;
    return beside;
}

int beside_is_free(int dir, const char *file, int findings)
{
    char name[NAME_MAX + 1];

    name_findings(file, name);
    return !name_exists(dir, file) && (findings || !name_exists(dir, name));
}

enum beside beside_write(int dir, const char *file, int ours, const char *text)
{
    char name[NAME_MAX + 1];

    name_findings(file, name);
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0 && errno != EEXIST)
        return BESIDE_ERROR;
    if (fd < 0)
        return !ours && is_foreign(dir, file, name) ? BESIDE_TAKEN : complete(dir, name, text);
    int error = copy_write(fd, text, strlen(text)) == 0 ? 0 : errno;
    close(fd);
    if (!error)
        return BESIDE_WRITTEN;
    unlinkat(dir, name, 0);
    errno = error;
    return BESIDE_ERROR;
}

void beside_remove(int dir, const char *file)
{
    char name[NAME_MAX + 1];
    int error = errno;

    name_findings(file, name);
    unlinkat(dir, name, 0);
    errno = error;
}
