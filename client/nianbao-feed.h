/*
 * libnianbao-feed: follows the feed of nianbaod without missing anything.
 *
 * A subscriber of PUB/SUB alone loses messages when it comes late, is slow or reconnects. This
 * library subscribes first, asks the replay socket for what lies behind, recognizes gaps by the
 * sequence and by heartbeats, heals them from the journal, and hands out every event of its topic
 * once, in order, over restarts of either side. It holds no more in memory than one message and
 * what ZeroMQ holds for it, which is at most some 1,000.
 *
 * A client is used by one thread at a time. Strings are UTF-8. What is handed out is what the
 * daemon published, byte for byte; it is input from outside and is to be treated so.
 */
#ifndef NIANBAO_FEED_H
#define NIANBAO_FEED_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#define NBF_FEED_DEFAULT   "tcp://127.0.0.1:5560"
#define NBF_REPLAY_DEFAULT "tcp://127.0.0.1:5561"

#define NBF_EPOCH_SIZE 64  /* an epoch and its NUL */
#define NBF_TOPIC_MAX  512 /* bytes of a prefix that the replay socket takes */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nbf_client nbf_client;

/* A place in the feed: everything up to and with `sequence` of `epoch` has been seen. */
struct nbf_position {
    char epoch[NBF_EPOCH_SIZE]; /* which journal; "": any */
    uint64_t sequence;          /* beyond the end of any journal: its end */
};

enum nbf_start {
    NBF_START_LIVE,     /* what is published from now on */
    NBF_START_POSITION, /* everything behind `position` */
    NBF_START_SNAPSHOT, /* the latest revision of each agency and year, then what comes */
};

struct nbf_options {
    const char *feed, *replay; /* endpoints; NULL: the defaults above */
    const char *topic;         /* prefix of the topics wanted; NULL: all report events */
    enum nbf_start start;
    struct nbf_position position;
    int heartbeats; /* hand out heartbeats, too */
    int timeout_ms; /* for an answer of the replay socket, and of silence; 0: 10000 */
};

enum nbf_kind {
    NBF_EVENT,     /* an event: topic, text, position */
    NBF_HEARTBEAT, /* only with `heartbeats`: topic, text */
    NBF_CONNECTED, /* the daemon was heard for the first time, or its feed again */
    NBF_SILENT,    /* the feed was silent for the time-out; the client keeps trying */
    NBF_HEALED,    /* a gap was closed: events `first` to `last` came by replay; not told with a
                      topic that leaves events out, where gaps cannot be told from those */
    NBF_NEW_EPOCH, /* the daemon has a new journal, or one set back; all of it follows */
    NBF_GONE,      /* `first` to `last` are no longer kept, but for latest revisions: those follow,
                      and then everything that is kept */
    NBF_ERROR,     /* the replay socket refused or did not answer: `text` says why; the client
                      tries again, more and more slowly */
    NBF_CAUGHT_UP, /* once: everything that was there is handed out; what follows is live */
};

/* What nbf_next() hands out. The pointers are borrowed until the next call. */
struct nbf_message {
    enum nbf_kind kind;
    const char *topic, *text; /* NUL-terminated, no NUL inside; NULL where the kind has none */
    size_t topic_size, text_size;
    struct nbf_position position; /* after this message: what to start from next time */
    uint64_t first, last;
};

#pragma GCC visibility push(default) /* what the shared library offers */

/* Sets every option to its default: all report events from now on. */
void nbf_options_init(struct nbf_options *options);

/*
 * Makes a client and begins to connect; whether anybody answers shows later. Returns 0 and a new
 * client (free with nbf_close()), or a negative errno value: -EINVAL for an endpoint or position
 * that is none or a topic beyond NBF_TOPIC_MAX, -ENOMEM, -EMFILE. The options are copied.
 */
int nbf_open(const struct nbf_options *options, nbf_client **out);

/*
 * Waits for the next message, at most `timeout_ms` (-1: without end). With `fds` it also waits for
 * these descriptors, as poll() does, and returns early when one is ready (`revents` is set then).
 * Returns 1 with a message, 0 when the time is over or a descriptor is ready, or a negative errno
 * value: -ENOMEM, -EMFILE, -EINTR when a signal came. It can be called again after any of them.
 * A descriptor that is ready comes first, so that a busy feed does not hide it.
 */
int nbf_next(nbf_client *client, int timeout_ms, struct pollfd *fds, size_t count,
             struct nbf_message *out);

/* The place behind what was handed out so far. */
void nbf_position(const nbf_client *client, struct nbf_position *out);

/* NULL is allowed. */
void nbf_close(nbf_client *client);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
