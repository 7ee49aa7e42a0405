/*
 * A double of the daemon's two sockets, with a journal in memory, that can be told to behave badly.
 * It runs on a thread of its own. Fails the running test when the machine lets it down.
 */
#ifndef TESTS_PUBLISHER_H
#define TESTS_PUBLISHER_H

#include <stddef.h>
#include <stdint.h>

struct publisher;

#define PUBLISHER_EPOCH "7b0d7c52-6a5f-4a0e-9c57-0d6a2f1f3b11"

/* How requests are answered. */
enum publisher_manner {
    PUBLISHER_WELL,
    PUBLISHER_MUTE,    /* not at all */
    PUBLISHER_BUSY,    /* ERROR busy */
    PUBLISHER_HALF,    /* half of the events, and no END */
    PUBLISHER_RUBBISH, /* one kind of nonsense after the other */
};

/* What can be changed while it runs. */
enum publisher_setting {
    PUBLISHER_MANNER,
    PUBLISHER_LOSES, /* the feed drops one of so many events; 0: none */
    PUBLISHER_KEEPS, /* first sequence that is kept; superseded ones before it are gone */
    PUBLISHER_BEATS, /* milliseconds between heartbeats; 0: none */
    PUBLISHER_QUIET, /* the feed says nothing at all */
    PUBLISHER_SETTINGS,
};

/* A new one, with an empty journal of PUBLISHER_EPOCH, that is not up yet. */
struct publisher *publisher_new(void);
void publisher_free(struct publisher *p);

/* Binds the sockets; takes them away at once, as kill -9 would. */
void publisher_up(struct publisher *p);
void publisher_down(struct publisher *p);

const char *publisher_feed(const struct publisher *p);
const char *publisher_replay(const struct publisher *p);

void publisher_set(struct publisher *p, enum publisher_setting setting, unsigned value);

/* Another journal, empty or cut down to the first `count` events. */
void publisher_new_epoch(struct publisher *p, const char *epoch);
void publisher_set_back(struct publisher *p, uint64_t count);

/* Journals `count` events and publishes them. Agency 0 to 9 by the sequence; `size` bytes each. */
void publisher_append(struct publisher *p, uint64_t count, size_t size);

/* Waits until the subscriptions of so many clients (two each) have come since publisher_up(). */
void publisher_await(struct publisher *p, unsigned clients);

/* Sends a message of these frames (ending with NULL) on the feed. */
void publisher_send(struct publisher *p, const char *const frames[]);

/* The number of requests that came. */
unsigned publisher_requests(struct publisher *p);

/* The topic and text of event `sequence` of this epoch; new strings. */
char *publisher_topic(uint64_t sequence);
char *publisher_text(const char *epoch, uint64_t sequence, size_t size);

#endif
