#include "feed.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "zsock.h"

/* A subscription is one byte and a topic prefix. */
#define SUBSCRIPTION_MAX 4096
#define RECEIVE_HWM      1000

struct feed {
    struct zsock *zsock;
};

/* XPUB hands up what subscribers ask for; it filters by itself, so reading it away is enough. */
static void on_subscription(void *arg, void *socket)
{
    zmq_msg_t message;

    (void)arg;
    zmq_msg_init(&message);
    zmq_msg_recv(&message, socket, ZMQ_DONTWAIT);
    zmq_msg_close(&message);
}

int feed_open(void *context, uv_loop_t *loop, const char *endpoint, int hwm, struct feed **out)
{
    struct feed *feed = calloc(1, sizeof *feed);
    struct zsock_options options = {
        .type = ZMQ_XPUB,
        .endpoint = endpoint,
        .send_hwm = hwm,
        .receive_hwm = RECEIVE_HWM,
        .max_message = SUBSCRIPTION_MAX,
    };

    *out = NULL;
    if (!feed)
        return -1;
    if (zsock_open(context, loop, &options, on_subscription, feed, &feed->zsock) != 0) {
        free(feed);
        return -1;
    }
    *out = feed;
    return 0;
}

static void publish(struct feed *feed, const char *topic, const char *text, size_t size)
{
    void *socket = zsock_socket(feed->zsock);

    if (zmq_send(socket, topic, strlen(topic), ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0)
        zmq_send(socket, text, size, ZMQ_DONTWAIT);
}

void feed_publish(struct feed *feed, const struct event *event)
{
    publish(feed, event->topic, event->text, event->size);
}

void feed_heartbeat(struct feed *feed, const char *envelope)
{
    publish(feed, "heartbeat", envelope, strlen(envelope));
}

void feed_endpoint(const struct feed *feed, char *out, size_t size)
{
    zsock_endpoint(feed->zsock, out, size);
}

void feed_close(struct feed *feed, int linger_ms)
{
    if (!feed)
        return;
    zsock_close(feed->zsock, linger_ms);
    free(feed);
}
