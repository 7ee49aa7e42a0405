/*
 * The replay socket: answers REPLAY, SNAPSHOT and STATUS of any number of clients at once. It works
 * on a thread of its own, with its own ZeroMQ context and its own way into the journal, so that
 * whatever a client asks for or fails to read never delays the feed.
 *
 * A client that reads slowly holds up nobody but itself: at most `hwm` messages wait for it, and
 * the rest stays in the journal until it takes those.
 */
#ifndef NIANBAOD_REPLAY_H
#define NIANBAOD_REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "log.h"

struct replay;

struct replay_options {
    const char *endpoint;
    const char *journal; /* path of the journal's file, which exists */
    unsigned clients;    /* that are answered at a time; further ones get ERROR busy */
    int hwm;             /* messages that wait for one client */
    int64_t idle_ms;     /* a client that has taken nothing for so long is given up */
};

/* The daemon's state as JSON, called on the loop: new (free()), or NULL when memory ran out. */
typedef char *(*replay_status_cb)(void *arg);

/*
 * Binds the socket and starts the thread. The strings of `options` are copied; `log` must outlive
 * the replay. Returns 0 and a new replay, or -1 after the log has said why.
 */
int replay_open(uv_loop_t *loop, const struct replay_options *options, replay_status_cb status,
                void *arg, struct log *log, struct replay **out);

void replay_endpoint(const struct replay *replay, char *out, size_t size);

/*
 * Ends the thread and closes the socket; answers that were sent get `linger_ms` more to leave. The
 * memory goes when the loop has run once more. NULL is allowed.
 */
void replay_close(struct replay *replay, int linger_ms);

#endif
