/*
 * Reading the journal while it grows: a read-only connection of its own. Each call is short and
 * leaves no transaction open behind it, since an open one would keep the write-ahead log from being
 * copied back and so let it grow. One thread at a time uses a cursor.
 */
#ifndef NIANBAOD_CURSOR_H
#define NIANBAOD_CURSOR_H

#include <stddef.h>
#include <stdint.h>

struct cursor;

/* The two frames of an event's message; borrowed for the length of the callback. */
struct cursor_event {
    uint64_t sequence;
    const char *topic, *text;
    size_t topic_size, text_size;
};

/* Takes one event. Returns nonzero to go on, 0 to stop before this event: it was not taken. */
typedef int (*cursor_cb)(void *arg, const struct cursor_event *event);

struct cursor_range {
    /* From the one to the other, both inclusive; `next` moves on. `last` is committed already. */
    uint64_t next, last;
    const char *prefix; /* topics that begin so; not NUL-terminated */
    size_t prefix_size;
    int latest; /* only the latest revision of each agency and year */
};

/* Opens the journal's file. Returns 0 and a new cursor, or -1 with a sentence in `error`. */
int cursor_open(const char *path, struct cursor **out, char *error, size_t error_size);

const char *cursor_epoch(const struct cursor *cursor); /* borrowed */

/* The first sequence from which on every event is kept (1 in an empty journal), and the last
 * committed one (0 in an empty journal). Returns 0, or -1: cursor_error() says why. */
int cursor_bounds(struct cursor *cursor, uint64_t *first_kept, uint64_t *last);

enum cursor_result {
    CURSOR_FAILED = -1,
    CURSOR_MORE, /* there may be more */
    CURSOR_END,  /* the range is used up: `next` > `last` */
    CURSOR_GONE, /* the event `next` is no longer kept (never with `latest`); see cursor_bounds() */
};

/*
 * Calls `cb` for the events of the range in order, at most `events` of them, looking at no more
 * than a few thousand, until `cb` stops it, and moves `range->next` behind what was taken or passed
 * over.
 */
enum cursor_result cursor_read(struct cursor *cursor, struct cursor_range *range, unsigned events,
                               cursor_cb cb, void *arg);

const char *cursor_error(const struct cursor *cursor); /* borrowed until the next call */

/* NULL is allowed. */
void cursor_close(struct cursor *cursor);

#endif
