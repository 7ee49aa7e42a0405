#include "name.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const unfinished[] = {".part", ".tmp", ".crdownload", ".filepart", "~"};

int name_ignored(const char *name)
{
    size_t length = strlen(name);

    if (length == 0 || name[0] == '.')
        return 1;
    for (size_t i = 0; i < sizeof unfinished / sizeof unfinished[0]; i++) {
        size_t n = strlen(unfinished[i]);
        if (length >= n && memcmp(name + length - n, unfinished[i], n) == 0)
            return 1;
    }
    return 0;
}

/* FNV-1a; its high bits are better than its low ones. */
uint64_t name_hash(const char *path, uint64_t seed)
{
    uint64_t h = seed ^ 14695981039346656037u;

    for (; *path; path++)
        h = (h ^ (unsigned char)*path) * 1099511628211u;
    h ^= h >> 32;
    return h ? h : 1;
}

int name_exists(int dir, const char *name)
{
    return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* At most `room` bytes of the name, without tearing a UTF-8 character apart. */
static int cut(const char *name, size_t length, size_t room)
{
    if (length <= room)
        return (int)length;
    size_t n = room;
    while (n > 0 && room - n < 4 && ((unsigned char)name[n] & 0xC0) == 0x80)
        n--;
    return (int)n;
}

void name_candidate(const char *name, uint64_t sequence, int attempt, char out[256])
{
    const size_t most = NAME_MAX - strlen(NAME_FINDINGS);
    char number[48] = "";
    const char *dot = strrchr(name, '.');
    /* A long "extension" is a sentence with a dot in it, not an extension. */
    const char *extension = dot && dot != name && strlen(dot) <= 16 ? dot : name + strlen(name);

    if (attempt == 1)
        snprintf(number, sizeof number, ".%" PRIu64, sequence);
    else if (attempt > 1)
        snprintf(number, sizeof number, ".%" PRIu64 "-%d", sequence, attempt);
    size_t room = most - strlen(number) - strlen(extension);
    int stem = cut(name, (size_t)(extension - name), room);
    snprintf(out, 256, "%.*s%s%s", stem, name, number, extension);
}
