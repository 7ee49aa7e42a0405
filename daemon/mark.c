#include "mark.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "last-event"

/* EPOCH SEQUENCE and a line end. The size never changes, so a write never finds the disk full. */
#define LINE_SIZE (EVENT_EPOCH_SIZE + 21)

static void read_line(struct mark *mark)
{
    char line[LINE_SIZE + 1] = "", end = 0;

    if (pread(mark->fd, line, LINE_SIZE, 0) != LINE_SIZE)
        return;
    mark->known =
        sscanf(line, "%36s %" SCNu64 "%c", mark->epoch, &mark->sequence, &end) == 3 && end == '\n';
}

int mark_open(struct mark *mark, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = NULL;

    memset(mark, 0, sizeof *mark);
    mark->fd = -1;
    if (asprintf(&name, "%.*s" NAME, slash ? (int)(slash - path) + 1 : 0, path) < 0) {
        errno = ENOMEM;
        return -1;
    }
    mark->fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    free(name);
    if (mark->fd < 0)
        return -1;
    read_line(mark);
    return 0;
}

int mark_set(struct mark *mark, const char *epoch, uint64_t sequence, int durable)
{
    char line[LINE_SIZE + 1];

    snprintf(line, sizeof line, "%36s %020" PRIu64 "\n", epoch, sequence);
    ssize_t n = pwrite(mark->fd, line, LINE_SIZE, 0);
    if (n == LINE_SIZE && (!durable || fsync(mark->fd) == 0))
        return 0;
    if (n >= 0 && n != LINE_SIZE)
        errno = ENOSPC;
    return -1;
}

void mark_close(struct mark *mark)
{
    if (mark->fd >= 0)
        close(mark->fd);
}
