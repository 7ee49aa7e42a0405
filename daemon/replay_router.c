#include "replay_router.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "zsock.h"

#define FRAME_MAX   4096 /* bytes of one frame of a request; a larger one ends the connection */
#define RECEIVE_HWM 64

struct router {
    void *context, *socket;
    int fd;
};

int router_open(const char *endpoint, int hwm, int stall_ms, struct router **out)
{
    struct router *router = calloc(1, sizeof *router);
    struct zsock_options options = {
        .type = ZMQ_ROUTER,
        .endpoint = endpoint,
        .send_hwm = hwm,
        .receive_hwm = RECEIVE_HWM,
        .max_message = FRAME_MAX,
        .stall_ms = stall_ms,
    };
    size_t size = sizeof(int);
    int mandatory = 1;

    *out = NULL;
    if (!router)
        return -1;
    router->context = zmq_ctx_new();
    router->socket = router->context ? zsock_bind(router->context, &options) : NULL;
    if (router->socket &&
        zmq_setsockopt(router->socket, ZMQ_ROUTER_MANDATORY, &mandatory, sizeof mandatory) == 0 &&
        zmq_getsockopt(router->socket, ZMQ_FD, &router->fd, &size) == 0) {
        *out = router;
        return 0;
    }
    int error = errno;
    router_close(router, 0);
    errno = error;
    return -1;
}

void router_endpoint(const struct router *router, char *out, size_t size)
{
    if (zmq_getsockopt(router->socket, ZMQ_LAST_ENDPOINT, out, &size) != 0)
        *out = '\0';
}

void router_close(struct router *router, int linger_ms)
{
    if (!router)
        return;
    if (router->socket) {
        zmq_setsockopt(router->socket, ZMQ_LINGER, &linger_ms, sizeof linger_ms);
        zmq_close(router->socket);
    }
    if (router->context)
        zmq_ctx_term(router->context);
    free(router);
}

/* ---- requests ---- */

int address_equal(const struct address *a, const struct address *b)
{
    return a->size == b->size && memcmp(a->id, b->id, a->size) == 0;
}

/* Copies a frame behind the others. What does not fit is dropped and makes the request too long. */
static void keep(struct mail *mail, zmq_msg_t *frame, size_t *used)
{
    size_t size = zmq_msg_size(frame);

    if (mail->count >= REQUEST_FRAMES || size > sizeof mail->bytes - *used) {
        mail->count = REQUEST_FRAMES + 1;
        return;
    }
    char *bytes = mail->bytes + *used;
    memcpy(bytes, zmq_msg_data(frame), size);
    mail->frames[mail->count++] = (struct frame){bytes, size};
    *used += size;
}

static int receive(struct router *router, zmq_msg_t *frame)
{
    int n;

    do
        n = zmq_msg_recv(frame, router->socket, ZMQ_DONTWAIT);
    while (n < 0 && errno == EINTR);
    return n;
}

static void receive_rest(struct router *router, zmq_msg_t *frame, struct mail *out)
{
    size_t used = 0;

    for (int index = 0; zmq_msg_more(frame) && receive(router, frame) >= 0; index++) {
        if (index == 0 && zmq_msg_size(frame) == 0 && zmq_msg_more(frame))
            out->from.delimited = 1;
        else
            keep(out, frame, &used);
    }
}

int router_receive(struct router *router, struct mail *out)
{
    zmq_msg_t frame;

    zmq_msg_init(&frame);
    out->count = 0;
    out->from.size = out->from.delimited = out->from.named = 0;
    int there = receive(router, &frame) >= 0;
    if (there) {
        out->from.size = (unsigned char)zmq_msg_size(&frame); /* ZMTP ends it at 255 */
        memcpy(out->from.id, zmq_msg_data(&frame), out->from.size);
        out->from.named = out->from.id[0] != 0; /* ZeroMQ's own names begin with a zero */
        receive_rest(router, &frame, out);
    }
    zmq_msg_close(&frame);
    return there;
}

/* ---- answers ---- */

static int make_frame(zmq_msg_t *frame, const void *bytes, size_t size)
{
    if (zmq_msg_init_size(frame, size) != 0)
        return -1;
    if (size)
        memcpy(zmq_msg_data(frame), bytes, size);
    return 0;
}

int answer_make(struct answer *answer, const struct frame *frames, int count)
{
    answer->count = 0;
    for (int i = 0; i < count; i++) {
        if (make_frame(&answer->frames[i], frames[i].bytes, frames[i].size) != 0) {
            answer_free(answer);
            return -1;
        }
        answer->count++;
    }
    return 0;
}

int answer_words(struct answer *answer, const char *const *words, int count)
{
    struct frame frames[ANSWER_FRAMES];

    for (int i = 0; i < count; i++)
        frames[i] = (struct frame){words[i], strlen(words[i])};
    return answer_make(answer, frames, count);
}

void answer_move(struct answer *to, struct answer *from)
{
    for (int i = 0; i < from->count; i++) {
        zmq_msg_init(&to->frames[i]);
        zmq_msg_move(&to->frames[i], &from->frames[i]);
    }
    to->count = from->count;
    answer_free(from);
}

void answer_free(struct answer *answer)
{
    for (int i = 0; i < answer->count; i++)
        zmq_msg_close(&answer->frames[i]);
    answer->count = 0;
}

/* Only the first frame, the address, can fail; with it the whole message is accepted. */
static enum delivery begin(struct router *router, const struct address *to)
{
    int n;

    do
        n = zmq_send(router->socket, to->id, to->size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n >= 0)
        return DELIVERED;
    return errno == EAGAIN || errno == ENOMEM ? FULL : LOST;
}

enum delivery router_send(struct router *router, const struct address *to, struct answer *answer)
{
    enum delivery delivery = begin(router, to);

    if (delivery != DELIVERED)
        return delivery;
    if (to->delimited)
        zmq_send(router->socket, "", 0, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    for (int i = 0; i < answer->count; i++)
        zmq_msg_send(&answer->frames[i], router->socket,
                     ZMQ_DONTWAIT | (i + 1 < answer->count ? ZMQ_SNDMORE : 0));
    answer->count = 0;
    return DELIVERED;
}

void router_wait(struct router *router, int fd, int timeout_ms)
{
    struct pollfd fds[] = {{.fd = router->fd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};

    poll(fds, 2, timeout_ms);
}
