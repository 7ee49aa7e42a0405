#include "sockets.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What waits here for a slow consumer; the rest waits at the daemon, or is dropped and healed. */
#define FEED_HWM   1000
#define REPLAY_HWM 200

/* A frame beyond this is no event; the connection is closed then. */
#define FRAME_BYTES_MAX (INT64_C(64) << 20)

#define RECONNECT_MS     100
#define RECONNECT_MAX_MS 1000

/* ---- messages ------------------------------------------------------------------------------- */

int frames_receive(void *socket, struct frames *out)
{
    int more = 1;

    out->kept = out->count = 0;
    while (more) {
        zmq_msg_t rest, *frame = out->kept < FRAMES_MAX ? &out->part[out->kept] : &rest;
        zmq_msg_init(frame);
        while (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) < 0) {
            if (errno == EINTR)
                continue;
            zmq_msg_close(frame);
            frames_free(out);
            return errno == EAGAIN ? 0 : -errno;
        }
        more = zmq_msg_more(frame);
        out->count++;
        if (frame == &rest)
            zmq_msg_close(frame);
        else
            out->kept++;
    }
    return 1;
}

void frames_free(struct frames *frames)
{
    for (int i = 0; i < frames->kept; i++)
        zmq_msg_close(&frames->part[i]);
    frames->kept = frames->count = 0;
}

int frames_are(struct frames *frames, int i, const char *word)
{
    size_t size = strlen(word);

    return i < frames->kept && zmq_msg_size(&frames->part[i]) == size &&
           memcmp(zmq_msg_data(&frames->part[i]), word, size) == 0;
}

/* ---- sockets -------------------------------------------------------------------------------- */

static int error_code(void)
{
    switch (errno) {
    case ENOMEM: return -ENOMEM;
    case EMFILE:
    case ENFILE: return -EMFILE;
    default: return -EINVAL;
    }
}

static int set(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value);
}

static int open_socket(void *context, int type, int hwm, void **out)
{
    int64_t most = FRAME_BYTES_MAX;
    void *socket = zmq_socket(context, type);

    *out = socket;
    if (socket == NULL || set(socket, ZMQ_LINGER, 0) < 0 || set(socket, ZMQ_RCVHWM, hwm) < 0 ||
        set(socket, ZMQ_RECONNECT_IVL, RECONNECT_MS) < 0 ||
        set(socket, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS) < 0 ||
        set(socket, ZMQ_TCP_KEEPALIVE, 1) < 0 ||
        zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &most, sizeof most) < 0)
        return error_code();
    return 0;
}

/* Connects, unless something failed before; then, or when that fails, the socket is closed. */
static int finish(int result, const char *endpoint, void **socket)
{
    if (result == 0 && zmq_connect(*socket, endpoint) < 0)
        result = error_code();
    if (result != 0) {
        sockets_close(*socket);
        *socket = NULL;
    }
    return result;
}

int sockets_feed(void *context, const char *endpoint, const char *prefix, void **out)
{
    int result = open_socket(context, ZMQ_SUB, FEED_HWM, out);

    if (result == 0 && (zmq_setsockopt(*out, ZMQ_SUBSCRIBE, prefix, strlen(prefix)) < 0 ||
                        zmq_setsockopt(*out, ZMQ_SUBSCRIBE, "heartbeat", 9) < 0))
        result = error_code();
    return finish(result, endpoint, out);
}

int sockets_replay(void *context, const char *endpoint, void **out)
{
    return finish(open_socket(context, ZMQ_DEALER, REPLAY_HWM, out), endpoint, out);
}

int sockets_watch(void *context, void *socket, unsigned number, void **out)
{
    char name[32];

    snprintf(name, sizeof name, "inproc://watch-%u", number);
    *out = NULL;
    if (zmq_socket_monitor(socket, name, ZMQ_EVENT_DISCONNECTED) < 0)
        return error_code();
    *out = zmq_socket(context, ZMQ_PAIR);
    if (*out == NULL)
        return error_code();
    return finish(set(*out, ZMQ_LINGER, 0) < 0 ? error_code() : 0, name, out);
}

void sockets_close(void *socket)
{
    if (socket != NULL)
        zmq_close(socket);
}
