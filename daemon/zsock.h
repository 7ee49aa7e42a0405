/*
 * A bound ZeroMQ socket in a libuv loop.
 *
 * ZMQ_FD is edge-triggered: it tells once that something may have happened, and any call on the
 * socket may swallow that. So ZMQ_EVENTS is asked before each time the loop blocks, and what is
 * there is received until nothing is left or the turn's share is used up; then the loop is kept
 * from blocking until the rest is done.
 */
#ifndef NIANBAOD_ZSOCK_H
#define NIANBAOD_ZSOCK_H

#include <stddef.h>
#include <uv.h>

struct zsock;

/* Called on the loop; receives one message from `socket` without waiting. */
typedef void (*zsock_cb)(void *arg, void *socket);

struct zsock_options {
    int type;             /* ZMQ_XPUB, ZMQ_ROUTER */
    const char *endpoint; /* where to bind */
    int send_hwm, receive_hwm;
    int max_message; /* bytes of one received frame; larger ones end the connection */
    int stall_ms;    /* a TCP peer that takes no byte for so long is cut off; 0: never */
};

/* Makes and binds a socket. Returns it (zmq_close()), or NULL with errno set. */
void *zsock_bind(void *context, const struct zsock_options *options);

/*
 * Makes and binds the socket, and calls `cb` whenever a message is there. Returns 0 and a new
 * zsock, or -1 with errno set.
 */
int zsock_open(void *context, uv_loop_t *loop, const struct zsock_options *options, zsock_cb cb,
               void *arg, struct zsock **out);

void *zsock_socket(const struct zsock *zsock); /* borrowed */

/* The endpoint that was bound, with wildcards resolved; at most `size` bytes. */
void zsock_endpoint(const struct zsock *zsock, char *out, size_t size);

/*
 * Closes the socket; what was sent gets `linger_ms` more to leave. The memory goes when the loop
 * has run once more. NULL is allowed.
 */
void zsock_close(struct zsock *zsock, int linger_ms);

#endif
