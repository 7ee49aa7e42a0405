#include "publisher.h"

#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

#include "harness.h"

#define AGENCIES 10
#define WORDS    4

struct publisher {
    char dir[PATH_MAX], feed[PATH_MAX + 16], replay[PATH_MAX + 16];
    pthread_mutex_t lock;
    pthread_t thread;
    int up, stop;
    unsigned settings[PUBLISHER_SETTINGS];
    char epoch[64];
    uint64_t count, published;
    size_t *sizes; /* of the events */
    unsigned subscriptions, requests, rubbish, seed;
    int64_t beat;
    const char *const *extra; /* frames to send */
    void *context, *xpub, *router;
};

char *publisher_topic(uint64_t sequence)
{
    char *topic = NULL;

    assert_true(asprintf(&topic, "report/%s/valid/机关%d", sequence % 2 ? "2023" : "2024",
                         (int)(sequence % AGENCIES)) > 0);
    return topic;
}

char *publisher_text(const char *epoch, uint64_t sequence, size_t size)
{
    char *text = NULL, *filler = malloc(size + 1);

    assert_non_null(filler);
    memset(filler, 'x', size);
    filler[size] = '\0';
    assert_true(
        asprintf(&text,
                 "{\"specversion\":\"1.0\",\"source\":\"a \\\" b\",\"sequence\":\"%020" PRIu64
                 "\",\"epoch\":\"%s\",\"data\":{\"filler\":\"%s\"}}",
                 sequence, epoch, filler) > 0);
    free(filler);
    return text;
}

/* ---- what it says --------------------------------------------------------------------------- */

static void send_words(void *socket, const char *const words[], int count)
{
    for (int i = 0; i < count; i++)
        zmq_send(socket, words[i], strlen(words[i]), i + 1 < count ? ZMQ_SNDMORE : 0);
}

static void send_event(struct publisher *p, void *socket, uint64_t sequence, int answer)
{
    char *topic = publisher_topic(sequence);
    char *text = publisher_text(p->epoch, sequence, p->sizes[sequence - 1]);
    const char *words[] = {"EVENT", topic, text};

    if (answer)
        send_words(socket, words, 3);
    else
        send_words(socket, words + 1, 2);
    free(topic);
    free(text);
}

static void publish(struct publisher *p)
{
    unsigned loses = p->settings[PUBLISHER_LOSES], every = p->settings[PUBLISHER_BEATS];
    int64_t now = now_ms();

    for (; p->published < p->count; p->published++)
        if (!p->settings[PUBLISHER_QUIET] &&
            (loses == 0 || (unsigned)rand_r(&p->seed) % loses != 0))
            send_event(p, p->xpub, p->published + 1, 0);
    if (p->extra) {
        int n = 0;
        while (p->extra[n])
            n++;
        send_words(p->xpub, p->extra, n);
        p->extra = NULL;
    }
    if (every && !p->settings[PUBLISHER_QUIET] && now - p->beat >= (int64_t)every) {
        char *text = publisher_text(p->epoch, p->published, 0);
        send_words(p->xpub, (const char *const[]){"heartbeat", text}, 2);
        free(text);
        p->beat = now;
    }
}

/* ---- what it answers ------------------------------------------------------------------------ */

struct request {
    zmq_msg_t address;
    char words[WORDS][256];
    int count;
};

static int receive(void *socket, struct request *request)
{
    int more = 1;

    memset(request->words, 0, sizeof request->words);
    zmq_msg_init(&request->address);
    if (zmq_msg_recv(&request->address, socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&request->address);
        return 0;
    }
    for (request->count = 0; more; request->count++) {
        size_t size = sizeof more;
        assert_true(request->count < WORDS);
        assert_true(zmq_recv(socket, request->words[request->count], 255, 0) >= 0);
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
    }
    return 1;
}

static void address(struct publisher *p, struct request *request)
{
    zmq_send(p->router, zmq_msg_data(&request->address), zmq_msg_size(&request->address),
             ZMQ_SNDMORE);
}

static void answer(struct publisher *p, struct request *request, const char *word, const char *a,
                   const char *b)
{
    const char *words[] = {word, a, b};

    address(p, request);
    send_words(p->router, words, b ? 3 : a ? 2 : 1);
}

static int is_latest(const struct publisher *p, uint64_t sequence)
{
    return sequence + AGENCIES > p->count;
}

static void answer_events(struct publisher *p, struct request *request, uint64_t next,
                          const char *prefix, int snapshot)
{
    char number[32];
    uint64_t last = p->count;

    if (p->settings[PUBLISHER_MANNER] == PUBLISHER_HALF)
        last = next + (p->count - next) / 2;
    for (; next <= last; next++) {
        char *topic = publisher_topic(next);
        if (strncmp(topic, prefix, strlen(prefix)) == 0 && (!snapshot || is_latest(p, next))) {
            address(p, request);
            send_event(p, p->router, next, 1);
        }
        free(topic);
    }
    snprintf(number, sizeof number, "%" PRIu64, p->count);
    if (p->settings[PUBLISHER_MANNER] != PUBLISHER_HALF)
        answer(p, request, "END", number, NULL);
}

static void answer_rubbish(struct publisher *p, struct request *request)
{
    static const char *const nonsense[][3] = {
        {"", NULL, NULL},
        {"EVENT", NULL, NULL},
        {"EVENT", "report/", "{}"},
        {"EVENT", "report/", "{\"sequence\":\"0\",\"epoch\":\"\"}"},
        {"EVENT", "elsewhere", "{\"sequence\":\"1\",\"epoch\":\"" PUBLISHER_EPOCH "\"}"},
        {"END", "-1", NULL},
        {"END", "99999999999999999999999", NULL},
        {"END", "", NULL},
        {"GONE", "a b", "7"},
        {"GONE", PUBLISHER_EPOCH, "0"},
        {"GONE", PUBLISHER_EPOCH, NULL},
        {"OK", "{}", NULL},
        {"ERROR", "\x1b[31m", "\xff"},
    };
    const char *const *words = nonsense[p->rubbish++ % (sizeof nonsense / sizeof *nonsense)];

    answer(p, request, words[0], words[1], words[2]);
}

static void answer_well(struct publisher *p, struct request *request)
{
    char kept[32];
    uint64_t first = strtoull(request->words[2], NULL, 10);
    unsigned keeps = p->settings[PUBLISHER_KEEPS];

    snprintf(kept, sizeof kept, "%u", keeps ? keeps : 1);
    if (strcmp(request->words[0], "SNAPSHOT") == 0)
        answer_events(p, request, 1, request->words[1], 1);
    else if (strcmp(request->words[0], "REPLAY") != 0)
        answer(p, request, "ERROR", "unknown", "what?");
    else if (first < keeps || (request->words[1][0] && strcmp(request->words[1], p->epoch) != 0))
        answer(p, request, "GONE", p->epoch, kept);
    else
        answer_events(p, request, first, request->words[3], 0);
}

static void serve(struct publisher *p)
{
    struct request request;

    while (receive(p->router, &request)) {
        p->requests++;
        switch (p->settings[PUBLISHER_MANNER]) {
        case PUBLISHER_MUTE: break;
        case PUBLISHER_BUSY: answer(p, &request, "ERROR", "busy", "come later"); break;
        case PUBLISHER_RUBBISH: answer_rubbish(p, &request); break;
        default: answer_well(p, &request); break;
        }
        zmq_msg_close(&request.address);
    }
}

/* ---- the thread ----------------------------------------------------------------------------- */

static void count_subscriptions(struct publisher *p)
{
    char frame[256];
    int n;

    while ((n = zmq_recv(p->xpub, frame, sizeof frame, ZMQ_DONTWAIT)) > 0)
        p->subscriptions += frame[0] == 1;
}

static void *run(void *arg)
{
    struct publisher *p = arg;
    int stop = 0;

    while (!stop) {
        zmq_pollitem_t items[] = {{.socket = p->router, .events = ZMQ_POLLIN},
                                  {.socket = p->xpub, .events = ZMQ_POLLIN}};
        zmq_poll(items, 2, 2);
        pthread_mutex_lock(&p->lock);
        stop = p->stop;
        count_subscriptions(p);
        publish(p);
        serve(p);
        pthread_mutex_unlock(&p->lock);
    }
    return NULL;
}

static void *bind_socket(struct publisher *p, int type, const char *endpoint)
{
    void *socket = zmq_socket(p->context, type);
    int none = 0, all = 1;

    assert_non_null(socket);
    zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    if (type == ZMQ_XPUB)
        zmq_setsockopt(socket, ZMQ_XPUB_VERBOSE, &all, sizeof all);
    UNTIL(zmq_bind(socket, endpoint) == 0);
    return socket;
}

void publisher_up(struct publisher *p)
{
    p->context = zmq_ctx_new();
    p->xpub = bind_socket(p, ZMQ_XPUB, p->feed);
    p->router = bind_socket(p, ZMQ_ROUTER, p->replay);
    p->stop = 0;
    p->subscriptions = 0;
    p->published = p->count;
    assert_int_equal(pthread_create(&p->thread, NULL, run, p), 0);
    p->up = 1;
}

void publisher_down(struct publisher *p)
{
    if (!p->up)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = 1;
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    zmq_close(p->xpub);
    zmq_close(p->router);
    zmq_ctx_term(p->context);
    p->up = 0;
}

struct publisher *publisher_new(void)
{
    struct publisher *p = calloc(1, sizeof *p);

    assert_non_null(p);
    scratch_make(p->dir);
    snprintf(p->feed, sizeof p->feed, "ipc://%s/feed", p->dir);
    snprintf(p->replay, sizeof p->replay, "ipc://%s/replay", p->dir);
    strcpy(p->epoch, PUBLISHER_EPOCH);
    p->settings[PUBLISHER_BEATS] = 20;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

void publisher_free(struct publisher *p)
{
    publisher_down(p);
    pthread_mutex_destroy(&p->lock);
    scratch_remove(p->dir);
    free(p->sizes);
    free(p);
}

/* ---- orders --------------------------------------------------------------------------------- */

const char *publisher_feed(const struct publisher *p)
{
    return p->feed;
}

const char *publisher_replay(const struct publisher *p)
{
    return p->replay;
}

void publisher_set(struct publisher *p, enum publisher_setting setting, unsigned value)
{
    pthread_mutex_lock(&p->lock);
    p->settings[setting] = value;
    pthread_mutex_unlock(&p->lock);
}

void publisher_new_epoch(struct publisher *p, const char *epoch)
{
    pthread_mutex_lock(&p->lock);
    snprintf(p->epoch, sizeof p->epoch, "%s", epoch);
    p->count = p->published = 0;
    pthread_mutex_unlock(&p->lock);
}

void publisher_set_back(struct publisher *p, uint64_t count)
{
    pthread_mutex_lock(&p->lock);
    p->count = p->published = count;
    pthread_mutex_unlock(&p->lock);
}

void publisher_append(struct publisher *p, uint64_t count, size_t size)
{
    pthread_mutex_lock(&p->lock);
    p->sizes = realloc(p->sizes, (p->count + count) * sizeof *p->sizes);
    assert_non_null(p->sizes);
    for (uint64_t i = 0; i < count; i++)
        p->sizes[p->count++] = size;
    pthread_mutex_unlock(&p->lock);
}

static int is_sent(struct publisher *p)
{
    pthread_mutex_lock(&p->lock);
    int sent = p->extra == NULL;
    pthread_mutex_unlock(&p->lock);
    return sent;
}

void publisher_send(struct publisher *p, const char *const frames[])
{
    pthread_mutex_lock(&p->lock);
    p->extra = frames;
    pthread_mutex_unlock(&p->lock);
    UNTIL(is_sent(p));
}

static unsigned subscriptions(struct publisher *p)
{
    pthread_mutex_lock(&p->lock);
    unsigned n = p->subscriptions;
    pthread_mutex_unlock(&p->lock);
    return n;
}

void publisher_await(struct publisher *p, unsigned clients)
{
    UNTIL(subscriptions(p) >= 2 * clients);
}

unsigned publisher_requests(struct publisher *p)
{
    pthread_mutex_lock(&p->lock);
    unsigned n = p->requests;
    pthread_mutex_unlock(&p->lock);
    return n;
}
