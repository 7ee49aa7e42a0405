/*
 * The sockets around following: messages of bounded size and number in, requests out.
 */
#ifndef NIANBAO_SOCKETS_H
#define NIANBAO_SOCKETS_H

#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

#define FRAMES_MAX 3

/* One message. More frames than these are counted, not kept. */
struct frames {
    zmq_msg_t part[FRAMES_MAX];
    int kept, count;
};

/* Returns 1 and a message (frames_free()), 0 when none is waiting, or a negative errno value. */
int frames_receive(void *socket, struct frames *out);
void frames_free(struct frames *frames);

/* Whether frame `i` is this word. */
int frames_are(struct frames *frames, int i, const char *word);

/*
 * A new SUB socket for the topics that begin with `prefix`, and heartbeats; or a new DEALER socket.
 * They connect by themselves, now and again. Return 0 or a negative errno value: -EINVAL for an
 * endpoint that is none, -EMFILE, -ENOMEM.
 */
int sockets_feed(void *context, const char *endpoint, const char *prefix, void **out);
int sockets_replay(void *context, const char *endpoint, void **out);

/*
 * A new socket that becomes readable when `socket` loses its connection. `number` is another one
 * each time. Returns 0 or a negative errno value. To be closed behind `socket`.
 */
int sockets_watch(void *context, void *socket, unsigned number, void **out);

/* Closes at once; what was not sent is dropped. NULL is allowed. */
void sockets_close(void *socket);

#endif
