/*
 * The ROUTER socket of the replay: requests come in with the address of who asks, answers go out to
 * an address, and it tells a client that does not read from one that is gone. One thread uses it;
 * it has a ZeroMQ context of its own, whose I/O thread inherits that thread's priority.
 */
#ifndef NIANBAOD_REPLAY_ROUTER_H
#define NIANBAOD_REPLAY_ROUTER_H

#include <stddef.h>
#include <zmq.h>

#include "replay_request.h"

struct router;

/* Binds `endpoint`; at most `hwm` messages wait for one client, and one that leaves bytes unread in
 * a TCP connection for `stall_ms` is cut off. Returns 0 and a new router, or -1 with errno set. */
int router_open(const char *endpoint, int hwm, int stall_ms, struct router **out);

/* The endpoint that was bound, with wildcards resolved. */
void router_endpoint(const struct router *router, char *out, size_t size);

/* Closes it; answers that were sent get `linger_ms` more to leave, so long does this take at most.
 * NULL is allowed. */
void router_close(struct router *router, int linger_ms);

/* ---- requests ---- */

struct address {
    unsigned char size;      /* of `id` */
    unsigned char delimited; /* an empty frame stands in front, as REQ sockets have it */
    unsigned char named;     /* the client chose `id`, and has it again when it reconnects */
    unsigned char id[255];
};

int address_equal(const struct address *a, const struct address *b);

struct mail {
    struct address from;
    struct frame frames[REQUEST_FRAMES]; /* point into `bytes` */
    size_t count;                        /* more than REQUEST_FRAMES: the first ones are kept */
    char bytes[8192];
};

/* Takes the next request without waiting. Returns 1, or 0 when there is none. */
int router_receive(struct router *router, struct mail *out);

/* ---- answers ---- */

#define ANSWER_FRAMES 3

/* An answer on its way; all zeros is none. */
struct answer {
    zmq_msg_t frames[ANSWER_FRAMES];
    int count;
};

/* Makes an answer of copies. Returns 0, or -1 when memory ran out. */
int answer_make(struct answer *answer, const struct frame *frames, int count);
int answer_words(struct answer *answer, const char *const *words, int count);

/* Moves `from`, which is none then, to `to`, which was none. */
void answer_move(struct answer *to, struct answer *from);

/* Frees it and makes it none. */
void answer_free(struct answer *answer);

enum delivery {
    DELIVERED, /* the answer is none now */
    FULL,      /* as much waits for this client as may; the answer stays the caller's */
    LOST,      /* the client is gone; likewise */
};

/* Never waits. */
enum delivery router_send(struct router *router, const struct address *to, struct answer *answer);

/*
 * Waits until a request may be there, room for a client may have come, `fd` is readable or
 * `timeout_ms` (-1: no end) is over. Right before, router_receive() must have found nothing: then a
 * request cannot be missed. Room can be, when it came since and answers were sent to others: a
 * caller with an answer that is FULL sets a short time-out.
 */
void router_wait(struct router *router, int fd, int timeout_ms);

#endif
