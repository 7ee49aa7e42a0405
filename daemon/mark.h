/*
 * How far the journal has come, noted beside it: the epoch and the last durable sequence, in the
 * file `last-event` of the same folder. It costs one small write for a commit. An older copy that
 * is put in the journal's place is told by it: such a journal would give sequences once more that
 * subscribers have seen already.
 */
#ifndef NIANBAOD_MARK_H
#define NIANBAOD_MARK_H

#include <stdint.h>

#include "event.h"

struct mark {
    int fd;
    int known; /* what follows was there when the mark was opened */
    char epoch[EVENT_EPOCH_SIZE];
    uint64_t sequence;
};

/* Opens the mark of the journal at `path`, makes it when it is not there, and reads it. Returns 0,
 * or -1 with errno set. */
int mark_open(struct mark *mark, const char *path);

/* Sets the mark. Without `durable` a crash of the machine may set it back. Returns 0, or -1 with
 * errno set. */
int mark_set(struct mark *mark, const char *epoch, uint64_t sequence, int durable);

/* A mark whose `fd` is -1 is allowed. */
void mark_close(struct mark *mark);

#endif
