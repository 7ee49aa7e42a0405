/*
 * nbf_client: the sockets of one who follows. What to do is decided in follow.c.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "envelope.h"
#include "follow.h"
#include "nianbao-feed.h"
#include "sockets.h"

#define TOPIC_HEARTBEAT "heartbeat"
#define TOPIC_REPORTS   "report/"

#define TIMEOUT_DEFAULT_MS 10000

/* Nobody called, or the process was stopped, for longer: that is no silence of the daemon. */
#define AWAY_MS 1000

/* So many messages that are not handed out, then the time is looked at again. */
#define TURN 1000

struct nbf_client {
    char *feed, *replay, *topic;
    int heartbeats;
    struct follow follow;
    void *context, *sub, *dealer;
    unsigned watches;
    void *watch;   /* says that the DEALER socket lost its connection; may be NULL */
    int64_t awake; /* when the clock was last looked at */

    /* The message that is handed out next, or was last. */
    int held;
    struct nbf_position position; /* handed out last */
    char *text;                   /* topic and text, each with a NUL behind it */
    size_t capacity, topic_size, text_size;
    char error[256];

    zmq_pollitem_t *items;
    size_t items_capacity;
};

static int64_t now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* ---- opening and closing -------------------------------------------------------------------- */

void nbf_options_init(struct nbf_options *options)
{
    memset(options, 0, sizeof *options);
}

/* Whether the place can be one: the number is in range, the epoch a word. */
static int is_position(const struct nbf_position *position)
{
    char copy[NBF_EPOCH_SIZE];
    size_t size = strnlen(position->epoch, NBF_EPOCH_SIZE);

    return position->sequence < INT64_MAX &&
           (size == 0 || envelope_epoch(position->epoch, size, copy) == 0);
}

static int connect_replay(nbf_client *client)
{
    int result = sockets_replay(client->context, client->replay, &client->dealer);

    /* Without the watch a broken connection shows as a time-out. */
    if (result == 0)
        sockets_watch(client->context, client->dealer, client->watches++, &client->watch);
    return result;
}

static int connect_feed(nbf_client *client)
{
    return sockets_feed(client->context, client->feed, client->topic, &client->sub);
}

static void disconnect_replay(nbf_client *client)
{
    sockets_close(client->dealer);
    sockets_close(client->watch);
    client->dealer = client->watch = NULL;
}

static int copy_options(nbf_client *client, const struct nbf_options *options)
{
    struct nbf_options filled = *options;
    size_t size;

    if (filled.timeout_ms == 0)
        filled.timeout_ms = TIMEOUT_DEFAULT_MS;
    client->feed = strdup(options->feed != NULL ? options->feed : NBF_FEED_DEFAULT);
    client->replay = strdup(options->replay != NULL ? options->replay : NBF_REPLAY_DEFAULT);
    client->topic = strdup(options->topic != NULL ? options->topic : TOPIC_REPORTS);
    if (client->feed == NULL || client->replay == NULL || client->topic == NULL)
        return -ENOMEM;
    client->heartbeats = options->heartbeats;
    client->awake = now_ms();
    size = strlen(client->topic);
    /* A prefix that lets every report through leaves no holes in the sequence. */
    follow_init(&client->follow, &filled, strncmp(TOPIC_REPORTS, client->topic, size) != 0,
                client->awake);
    client->position = client->follow.position;
    return 0;
}

int nbf_open(const struct nbf_options *options, nbf_client **out)
{
    nbf_client *client;
    int result;

    *out = NULL;
    if (options->timeout_ms < 0 || (unsigned)options->start > NBF_START_SNAPSHOT ||
        !is_position(&options->position) ||
        (options->topic != NULL && strlen(options->topic) > NBF_TOPIC_MAX))
        return -EINVAL;
    client = calloc(1, sizeof *client);
    if (client == NULL)
        return -ENOMEM;
    result = copy_options(client, options);
    if (result == 0 && (client->context = zmq_ctx_new()) == NULL)
        result = errno == EMFILE ? -EMFILE : -ENOMEM;
    if (result == 0)
        result = connect_feed(client);
    if (result == 0)
        result = connect_replay(client);
    if (result == 0)
        *out = client;
    else
        nbf_close(client);
    return result;
}

void nbf_close(nbf_client *client)
{
    if (client == NULL)
        return;
    disconnect_replay(client);
    sockets_close(client->sub);
    if (client->context != NULL)
        zmq_ctx_term(client->context);
    free(client->items);
    free(client->text);
    free(client->feed);
    free(client->replay);
    free(client->topic);
    free(client);
}

/* ---- messages in ---------------------------------------------------------------------------- */

static int reserve(nbf_client *client, size_t size)
{
    char *text;

    if (size <= client->capacity)
        return 0;
    text = realloc(client->text, size);
    if (text == NULL)
        return -ENOMEM;
    client->text = text;
    client->capacity = size;
    return 0;
}

static char *text_of(const nbf_client *client)
{
    return client->text + client->topic_size + 1;
}

/* Copies topic and text, with a NUL behind each. Returns 0 or -ENOMEM. */
static int keep(nbf_client *client, zmq_msg_t *topic, zmq_msg_t *text)
{
    size_t topic_size = zmq_msg_size(topic), text_size = zmq_msg_size(text);

    if (reserve(client, topic_size + text_size + 2) != 0)
        return -ENOMEM;
    client->topic_size = topic_size;
    client->text_size = text_size;
    memcpy(client->text, zmq_msg_data(topic), topic_size);
    client->text[topic_size] = '\0';
    memcpy(text_of(client), zmq_msg_data(text), text_size);
    text_of(client)[text_size] = '\0';
    return 0;
}

/* Reads the envelope of what is kept. Returns 0, or -1 when it is no message of the feed. */
static int read_kept(const nbf_client *client, struct envelope *out)
{
    if (memchr(client->text, '\0', client->topic_size) != NULL ||
        memchr(text_of(client), '\0', client->text_size) != NULL)
        return -1;
    return envelope_read(text_of(client), client->text_size, out);
}

static int is_wanted(const nbf_client *client)
{
    return strncmp(client->text, client->topic, strlen(client->topic)) == 0;
}

static int take_feed(nbf_client *client, struct frames *frames, int64_t now)
{
    struct envelope envelope;

    if (frames->count != 2)
        return 0;
    if (keep(client, &frames->part[0], &frames->part[1]) != 0)
        return -ENOMEM;
    if (read_kept(client, &envelope) != 0)
        return 0;
    if (strcmp(client->text, TOPIC_HEARTBEAT) == 0) {
        follow_feed_heartbeat(&client->follow, &envelope, now);
        client->held = client->heartbeats;
    } else if (is_wanted(client)) {
        client->held = follow_feed_event(&client->follow, &envelope, now);
    }
    return 0;
}

static int take_event(nbf_client *client, struct frames *frames, int64_t now)
{
    struct envelope envelope;

    if (keep(client, &frames->part[1], &frames->part[2]) != 0) {
        follow_lost(&client->follow, now);
        return -ENOMEM;
    }
    if (read_kept(client, &envelope) != 0 || !is_wanted(client))
        follow_refused(&client->follow, "the replay socket sent an event that is none", now);
    else
        client->held = follow_event(&client->follow, &envelope, now);
    return 0;
}

/* What the daemon says of an error, as far as it can be shown: "CODE: TEXT". */
static void keep_error(nbf_client *client, struct frames *frames)
{
    size_t n = 0;

    for (int i = 1; i < frames->kept; i++)
        n += (size_t)snprintf(
            client->error + n, sizeof client->error - n, "%s%.*s", i > 1 ? ": " : "",
            (int)(zmq_msg_size(&frames->part[i]) < 100 ? zmq_msg_size(&frames->part[i]) : 100),
            (const char *)zmq_msg_data(&frames->part[i]));
}

static int take_answer(nbf_client *client, struct frames *frames, int64_t now)
{
    struct follow *follow = &client->follow;
    zmq_msg_t *part = frames->part;
    char epoch[NBF_EPOCH_SIZE];
    uint64_t number;

    if (frames->count == 3 && frames_are(frames, 0, "EVENT"))
        return take_event(client, frames, now);
    if (frames->count == 2 && frames_are(frames, 0, "END") &&
        envelope_number(zmq_msg_data(&part[1]), zmq_msg_size(&part[1]), &number) == 0) {
        follow_end(follow, number, now);
    } else if (frames->count == 3 && frames_are(frames, 0, "GONE") &&
               envelope_epoch(zmq_msg_data(&part[1]), zmq_msg_size(&part[1]), epoch) == 0 &&
               envelope_number(zmq_msg_data(&part[2]), zmq_msg_size(&part[2]), &number) == 0) {
        follow_gone(follow, epoch, number, now);
    } else if (frames->count == 3 && frames_are(frames, 0, "ERROR")) {
        keep_error(client, frames);
        follow_refused(follow, client->error, now);
    } else {
        follow_refused(follow, "what answers on the replay socket is not nianbaod", now);
    }
    return 0;
}

/* Reads one message. Returns 1, 0 when none is waiting, or a negative errno value. */
static int receive(nbf_client *client, int64_t now)
{
    struct frames frames = {.kept = 0};
    int answer = follow_reads_answers(&client->follow);
    int n = answer ? frames_receive(client->dealer, &frames) : 0, result;

    if (n == 0 && answer && client->watch != NULL && frames_receive(client->watch, &frames) > 0) {
        frames_free(&frames);
        follow_lost(&client->follow, now);
        return 1;
    }
    if (n == 0 && follow_reads_feed(&client->follow, now)) {
        answer = 0;
        n = frames_receive(client->sub, &frames);
    }
    if (n <= 0)
        return n;
    result = answer ? take_answer(client, &frames, now) : take_feed(client, &frames, now);
    frames_free(&frames);
    return result < 0 ? result : 1;
}

/* ---- requests out --------------------------------------------------------------------------- */

static int send_part(nbf_client *client, const char *text, int more)
{
    return zmq_send(client->dealer, text, strlen(text), ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0));
}

static int send_request(nbf_client *client)
{
    const struct follow *follow = &client->follow;
    const struct nbf_position *base = &follow->base;
    struct frames old;
    char first[24];

    /* What broke before is mended by now, or breaks again. */
    while (client->watch != NULL && frames_receive(client->watch, &old) > 0)
        frames_free(&old);
    if (follow->ask == FOLLOW_SNAPSHOT)
        return send_part(client, "SNAPSHOT", 1) < 0 ? -1 : send_part(client, client->topic, 0);
    snprintf(first, sizeof first, "%" PRIu64, base->sequence + 1);
    if (send_part(client, "REPLAY", 1) < 0 ||
        send_part(client, follow->ask == FOLLOW_EPOCH ? FOLLOW_NO_EPOCH : base->epoch, 1) < 0 ||
        send_part(client, first, 1) < 0)
        return -1;
    return send_part(client, client->topic, 0);
}

/* Replaces sockets that are of no more use, and asks when it is time. Returns 0 or an error. */
static int act(nbf_client *client, int64_t now)
{
    struct follow *follow = &client->follow;
    int result = 0;

    if (follow->renew_feed || client->sub == NULL) {
        sockets_close(client->sub);
        client->sub = NULL;
        result = connect_feed(client);
        follow->renew_feed = 0;
    }
    if (result == 0 && (follow->renew_replay || client->dealer == NULL)) {
        disconnect_replay(client);
        result = connect_replay(client);
        follow->renew_replay = 0;
    }
    if (result == 0 && follow_asks(follow, now) && send_request(client) < 0)
        follow_lost(follow, now);
    return result;
}

/* ---- waiting -------------------------------------------------------------------------------- */

static short zmq_events(short events)
{
    return (short)((events & POLLIN ? ZMQ_POLLIN : 0) | (events & POLLOUT ? ZMQ_POLLOUT : 0) |
                   (events & POLLPRI ? ZMQ_POLLPRI : 0));
}

/* Room for the client's own sockets and `count` descriptors, which are put in. */
static int prepare_items(nbf_client *client, const struct pollfd *fds, size_t count)
{
    size_t need = count + 3;

    if (need > client->items_capacity) {
        zmq_pollitem_t *items = calloc(need, sizeof *items);
        if (items == NULL)
            return -ENOMEM;
        free(client->items);
        client->items = items;
        client->items_capacity = need;
    }
    for (size_t i = 0; i < count; i++)
        client->items[i] = (zmq_pollitem_t){.fd = fds[i].fd, .events = zmq_events(fds[i].events)};
    return 0;
}

/* Waits until something can be read, a descriptor is ready, or `until`. Returns 0 or an error. */
static int wait_until(nbf_client *client, int64_t until, int64_t now, const struct pollfd *fds,
                      size_t count)
{
    int64_t deadline = follow_deadline(&client->follow, now);
    size_t n = count;
    int result = prepare_items(client, fds, count);

    if (result != 0)
        return result;
    if (until < deadline)
        deadline = until;
    if (follow_reads_answers(&client->follow)) {
        client->items[n++] = (zmq_pollitem_t){.socket = client->dealer, .events = ZMQ_POLLIN};
        if (client->watch != NULL)
            client->items[n++] = (zmq_pollitem_t){.socket = client->watch, .events = ZMQ_POLLIN};
    }
    if (follow_reads_feed(&client->follow, now))
        client->items[n++] = (zmq_pollitem_t){.socket = client->sub, .events = ZMQ_POLLIN};
    if (zmq_poll(client->items, (int)n, deadline > now ? (long)(deadline - now) : 0) < 0)
        return -errno;
    client->awake = deadline > now ? deadline : now;
    return 0;
}

/* The time; what was slept through or spent elsewhere does not count as the daemon's silence. */
static int64_t look_at_clock(nbf_client *client)
{
    int64_t now = now_ms();

    if (now - client->awake > AWAY_MS)
        follow_away(&client->follow, now);
    client->awake = now;
    return now;
}

/* ---- handing out ---------------------------------------------------------------------------- */

static int hand_out_notice(nbf_client *client, struct nbf_message *out)
{
    struct follow_notice notice;

    if (!follow_notice(&client->follow, &notice))
        return 0;
    *out = (struct nbf_message){.kind = notice.kind,
                                .text = notice.text,
                                .text_size = notice.text != NULL ? strlen(notice.text) : 0,
                                .position = notice.position,
                                .first = notice.first,
                                .last = notice.last};
    client->position = notice.position;
    return 1;
}

static int hand_out_message(nbf_client *client, struct nbf_message *out)
{
    if (!client->held)
        return 0;
    client->held = 0;
    client->position = client->follow.position;
    *out = (struct nbf_message){
        .kind = strcmp(client->text, TOPIC_HEARTBEAT) == 0 ? NBF_HEARTBEAT : NBF_EVENT,
        .topic = client->text,
        .topic_size = client->topic_size,
        .text = text_of(client),
        .text_size = client->text_size,
        .position = client->position,
    };
    return 1;
}

void nbf_position(const nbf_client *client, struct nbf_position *out)
{
    /* The end of a replay moves the place without a message. */
    *out = client->held || client->follow.count > 0 ? client->position : client->follow.position;
}

/* Works until there is a message, or nothing to read. Returns 1, 0, or a negative errno value. */
static int work(nbf_client *client, struct nbf_message *out)
{
    for (int i = 0; i < TURN; i++) {
        int64_t now = look_at_clock(client);
        int result = 0;
        if (hand_out_notice(client, out) || hand_out_message(client, out))
            return 1;
        result = act(client, now);
        if (result == 0)
            result = receive(client, now);
        if (result == 0)
            follow_idle(&client->follow, now);
        if (result <= 0 && client->follow.count == 0)
            return result;
    }
    return 0;
}

int nbf_next(nbf_client *client, int timeout_ms, struct pollfd *fds, size_t count,
             struct nbf_message *out)
{
    int64_t now = now_ms(), until = timeout_ms < 0 ? INT64_MAX : now + timeout_ms;

    for (;;) {
        int ready = count > 0 ? poll(fds, count, 0) : 0, result;
        if (ready != 0)
            return ready > 0 ? 0 : -errno;
        result = work(client, out);
        if (result != 0)
            return result;
        now = now_ms();
        if (now >= until)
            return 0;
        result = wait_until(client, until, now, fds, count);
        if (result != 0)
            return result;
    }
}
