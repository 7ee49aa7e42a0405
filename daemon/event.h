/*
 * The two frames of a message: its topic and its CloudEvents 1.0 envelope.
 *
 * The report document is spliced into the envelope as text: the parts that only the journal knows
 * (sequence, revision, what it supersedes) go in front of it and behind its last key, so that
 * composing costs one copy and no second pass through a JSON library.
 */
#ifndef NIANBAOD_EVENT_H
#define NIANBAOD_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "../parser/nianbao.h"

#define EVENT_EPOCH_SIZE 37 /* a UUID and its NUL */
#define EVENT_TIME_SIZE  32
#define EVENT_ID_SIZE    64 /* EPOCH/SEQUENCE and its NUL */
#define EVENT_HEAD_SIZE  64 /* as far as the epoch in an event's text */

/* RFC 3339 in UTC with milliseconds, such as 2025-01-15T08:00:00.000Z. */
void event_time(int64_t unix_ms, char out[EVENT_TIME_SIZE]);

/* EPOCH/SEQUENCE, the sequence as 20 digits. */
void event_id(const char *epoch, uint64_t sequence, char out[EVENT_ID_SIZE]);

/* One message of the feed, and its place in the journal. */
struct event {
    struct event *next; /* the one that follows it in the journal, for the same reason */
    uint64_t sequence;
    enum nb_status status;
    unsigned revision;
    char *topic, *text; /* the two frames */
    size_t size;        /* of the text, without its NUL */
};

/* What an event is made of. All is borrowed. */
struct event_parts {
    const char *source, *epoch;    /* this daemon, this journal */
    uint64_t sequence, supersedes; /* 0: it supersedes nothing */
    const char *former_epoch;      /* of what it supersedes */
    unsigned revision;
    enum nb_status status;
    int year;           /* 0: not known */
    const char *agency; /* NULL: not known */
    const char *name;   /* of the file, as valid UTF-8 */
    const char *report; /* the report document as JSON, without the journal's keys */
    size_t report_size;
    const char *received; /* event_time() of when the file was complete */
    int64_t now_ms;       /* Unix time of the event */
};

/* A new event (event_free()), or NULL when memory ran out. */
struct event *event_compose(const struct event_parts *parts);

/*
 * The epoch in which an event was published, by its text, of which the first EVENT_HEAD_SIZE bytes
 * are enough. Returns 0, or -1 when it is none of event_compose()'s.
 */
int event_epoch(const char *text, size_t size, char out[EVENT_EPOCH_SIZE]);

/* Frees an event and those that follow it by `next`; NULL is allowed. */
void event_free(struct event *event);

/*
 * The envelope of a heartbeat: a new string (free()), or NULL when memory ran out. `data` is a JSON
 * object as text.
 */
char *event_heartbeat(const char *source, const char *epoch, uint64_t last_sequence, int64_t now_ms,
                      const char *data);

#endif
