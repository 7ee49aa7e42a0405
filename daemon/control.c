#include "control.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "zsock.h"

#define FRAMES_MAX  8
#define FRAME_MAX   4096 /* bytes of one frame of a request */
#define SEND_HWM    1000
#define RECEIVE_HWM 1000

struct control {
    struct zsock *zsock;
    control_status_cb status;
    void *arg;
};

/* A request: who asks, perhaps the empty frame that a REQ socket puts in front, and the words. */
struct request {
    zmq_msg_t frames[FRAMES_MAX];
    int count;
    int words; /* index of the first word */
};

/* Receives all frames and keeps the first FRAMES_MAX. Returns 0 when the request has as many. */
static int receive(void *socket, struct request *request)
{
    int more = 1, excess = 0;

    request->count = 0;
    request->words = 1;
    while (more) {
        zmq_msg_t frame;
        zmq_msg_init(&frame);
        if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&frame);
            return -1;
        }
        more = zmq_msg_more(&frame);
        if (request->count < FRAMES_MAX) {
            zmq_msg_init(&request->frames[request->count]);
            zmq_msg_move(&request->frames[request->count++], &frame);
        } else {
            excess = 1;
        }
        zmq_msg_close(&frame);
    }
    if (request->count > 2 && zmq_msg_size(&request->frames[1]) == 0)
        request->words = 2;
    return excess ? -1 : 0;
}

static void release(struct request *request)
{
    for (int i = 0; i < request->count; i++)
        zmq_msg_close(&request->frames[i]);
}

/* Sends the return address and then the words. A client that does not read loses its answer. */
static void answer(void *socket, struct request *request, const char *const *words, int count)
{
    for (int i = 0; i < request->words; i++) {
        zmq_msg_t *frame = &request->frames[i];
        if (zmq_send(socket, zmq_msg_data(frame), zmq_msg_size(frame), ZMQ_SNDMORE | ZMQ_DONTWAIT) <
            0)
            return;
    }
    for (int i = 0; i < count; i++)
        zmq_send(socket, words[i], strlen(words[i]),
                 ZMQ_DONTWAIT | (i + 1 < count ? ZMQ_SNDMORE : 0));
}

static void answer_error(void *socket, struct request *request, const char *code, const char *text)
{
    const char *words[] = {"ERROR", code, text};

    answer(socket, request, words, 3);
}

static void answer_status(struct control *control, void *socket, struct request *request)
{
    char *status = control->status(control->arg);
    const char *words[] = {"OK", status};

    if (status)
        answer(socket, request, words, 2);
    else
        answer_error(socket, request, "memory", "memory ran out; ask again");
    free(status);
}

static void answer_unsupported(struct control *control, void *socket, struct request *request)
{
    (void)control;
    answer_error(socket, request, "unsupported", "this request is not offered by this version");
}

static const struct {
    const char *name;
    void (*run)(struct control *control, void *socket, struct request *request);
} requests[] = {
    {"STATUS", answer_status},
    {"REPLAY", answer_unsupported},
    {"SNAPSHOT", answer_unsupported},
};

static void dispatch(struct control *control, void *socket, struct request *request)
{
    zmq_msg_t *word = &request->frames[request->words];

    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        size_t size = strlen(requests[i].name);
        if (zmq_msg_size(word) == size && memcmp(zmq_msg_data(word), requests[i].name, size) == 0) {
            requests[i].run(control, socket, request);
            return;
        }
    }
    answer_error(socket, request, "unknown", "ask for STATUS, REPLAY or SNAPSHOT");
}

static void on_request(void *arg, void *socket)
{
    struct request request;
    int whole = receive(socket, &request) == 0;

    if (request.count > 0 && (!whole || request.count <= request.words))
        answer_error(socket, &request, "malformed", "a request has one to four frames");
    else if (whole)
        dispatch(arg, socket, &request);
    release(&request);
}

int control_open(void *context, uv_loop_t *loop, const char *endpoint, control_status_cb status,
                 void *arg, struct control **out)
{
    struct control *control = calloc(1, sizeof *control);
    struct zsock_options options = {
        .type = ZMQ_ROUTER,
        .endpoint = endpoint,
        .send_hwm = SEND_HWM,
        .receive_hwm = RECEIVE_HWM,
        .max_message = FRAME_MAX,
    };

    *out = NULL;
    if (!control)
        return -1;
    control->status = status;
    control->arg = arg;
    if (zsock_open(context, loop, &options, on_request, control, &control->zsock) != 0) {
        free(control);
        return -1;
    }
    *out = control;
    return 0;
}

void control_endpoint(const struct control *control, char *out, size_t size)
{
    zsock_endpoint(control->zsock, out, size);
}

void control_close(struct control *control, int linger_ms)
{
    if (!control)
        return;
    zsock_close(control->zsock, linger_ms);
    free(control);
}
