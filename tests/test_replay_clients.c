/*
 * The replay socket by itself and many clients: what is left when they stop reading, vanish or ask
 * for nonsense, while the journal grows and when all of it ends.
 */
#include "replays.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#define LARGE 8192 /* bytes of an event, of which clients leave many unread */

/* ---- many clients ---- */

static void test_hundred_clients(void **state)
{
    struct bench *b = *state;
    void *clients[CLIENTS];

    fill_journal(b->journal, 1000, 30, 1000);
    b->options.clients = CLIENTS;
    replays_start(b);
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i] = client(b);
        REQUEST(clients[i], "REPLAY", "", "1", "");
    }
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(expect_gapless(clients[i], 1), 1000);
}

/* Asks until it is no longer refused for want of room. */
static void ask_until_answered(void *c)
{
    int64_t deadline = now_ms() + DEADLINE_MS;
    struct reply reply;

    for (;;) {
        REQUEST(c, "REPLAY", "", "1", "");
        receive_reply(c, &reply);
        int is_event = strcmp(reply.frames[0], "EVENT") == 0;
        if (!is_event)
            assert_string_equal(reply.frames[1], "busy");
        reply_free(&reply);
        if (is_event)
            return;
        assert_true(now_ms() < deadline);
        pause_ms(20);
    }
}

/* A client that reads nothing is given up in time; when it reads on, it can ask again. */
static void test_idle_client(void **state)
{
    struct bench *b = *state;
    struct reply reply;
    uint64_t got = 1;

    fill_journal(b->journal, 2000, 30, LARGE);
    b->options.clients = 1;
    b->options.idle_ms = 2000;
    replays_start(b);
    void *asleep = client_of(b, ZMQ_DEALER, 1);
    REQUEST(asleep, "REPLAY", "", "1", "");
    receive_reply(asleep, &reply);
    reply_free(&reply);
    void *other = client(b);
    REQUEST(other, "REPLAY", "", "1", "");
    expect_error(other, "busy");
    ask_until_answered(other);
    assert_int_equal(expect_gapless(other, 2), 2000);
    /* What was on its way still comes, in order; then the new answer. */
    while (receive_now(asleep, &reply)) {
        assert_int_equal(sequence_of(&reply), ++got);
        reply_free(&reply);
        pause_ms(2);
    }
    assert_true(got < 2000);
    REQUEST(asleep, "REPLAY", "", "1999", "");
    do {
        receive_reply(asleep, &reply);
        assert_string_equal(reply.frames[0], "EVENT");
        got = sequence_of(&reply);
        reply_free(&reply);
    } while (got < 1999);
    assert_int_equal(expect_gapless(asleep, 2000), 2000);
}

/* A client that is gone leaves its place at once, long before it would be given up. */
static void test_vanished_clients(void **state)
{
    struct bench *b = *state;
    struct reply reply;

    fill_journal(b->journal, 2000, 30, LARGE);
    b->options.clients = 1;
    b->options.idle_ms = 1000 * DEADLINE_MS;
    replays_start(b);
    for (int i = 0; i < 20; i++) {
        void *c = client_of(b, ZMQ_DEALER, 1);
        ask_until_answered(c);
        if (i % 2) {
            receive_reply(c, &reply);
            reply_free(&reply);
        }
        close_client(b, c);
    }
    void *c = client(b);
    ask_until_answered(c);
    assert_int_equal(expect_gapless(c, 2), 2000);
}

/* Clients that read nothing hold up nobody else. */
static void test_sleeping_clients(void **state)
{
    struct bench *b = *state;
    void *asleep[7], *awake;

    fill_journal(b->journal, 2000, 30, LARGE);
    replays_start(b);
    for (size_t i = 0; i < 7; i++) {
        asleep[i] = client_of(b, ZMQ_DEALER, 1);
        REQUEST(asleep[i], "REPLAY", "", "1", "");
    }
    awake = client(b);
    REQUEST(awake, "REPLAY", "", "1", "");
    assert_int_equal(expect_gapless(awake, 1), 2000);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(expect_gapless(asleep[i], 1), 2000);
}

/* While all clients wait to be read, the thread sleeps, too. */
static void test_no_busy_waiting(void **state)
{
    struct bench *b = *state;
    struct reply reply;

    fill_journal(b->journal, 2000, 30, LARGE);
    replays_start(b);
    void *asleep = client_of(b, ZMQ_DEALER, 1);
    REQUEST(asleep, "REPLAY", "", "1", "");
    receive_reply(asleep, &reply);
    reply_free(&reply);
    pause_ms(200);
    clock_t before = clock();
    pause_ms(1000);
    assert_true((double)(clock() - before) / CLOCKS_PER_SEC < 0.3);
    assert_int_equal(expect_gapless(asleep, 2), 2000);
}

/* ---- while the journal grows ---- */

#define BATCHES 50
#define BATCH   100

static void *write_on(void *arg)
{
    struct bench *b = arg;

    for (int i = 0; i < BATCHES; i++) {
        fill_journal(b->journal, BATCH, 1000, 1000);
        pause_ms(5);
    }
    return NULL;
}

/* A replay follows the journal; when it ends, the next one goes on behind it without a gap. */
static void test_growing_journal(void **state)
{
    struct bench *b = *state;
    pthread_t writer;
    uint64_t last = 0;

    fill_journal(b->journal, BATCH, 1000, 1000);
    replays_start(b);
    void *c = client(b);
    assert_int_equal(pthread_create(&writer, NULL, write_on, b), 0);
    while (last < (BATCHES + 1) * BATCH) {
        char first[32];
        snprintf(first, sizeof first, "%llu", (unsigned long long)last + 1);
        REQUEST(c, "REPLAY", "", first, "");
        last = expect_gapless(c, last + 1);
        pause_ms(1);
    }
    assert_int_equal(last, (BATCHES + 1) * BATCH);
    pthread_join(writer, NULL);
}

/* ---- nonsense ---- */

static void send_random(void *c, uint32_t *random)
{
    static const char *const words[] = {"",       "REPLAY", "SNAPSHOT", "STATUS", "1",
                                        "report", "EVENT",  "0",        "-1",     "\xff"};
    char bytes[3000];
    int count = 1 + rand_r(random) % 12;

    for (int i = 0; i < count; i++) {
        const char *word = words[(size_t)rand_r(random) % (sizeof words / sizeof words[0])];
        const void *frame = word;
        size_t size = strlen(word);
        if (rand_r(random) % 4 == 0) {
            size = (size_t)rand_r(random) % sizeof bytes;
            memset(bytes, rand_r(random), size);
            frame = bytes;
        }
        zmq_send(c, frame, size, ZMQ_DONTWAIT | (i + 1 < count ? ZMQ_SNDMORE : 0));
    }
}

static void expect_status(struct bench *b)
{
    void *c = client(b);
    struct reply reply;

    REQUEST(c, "STATUS");
    receive_looping(b, c, &reply);
    assert_string_equal(reply.frames[0], "OK");
    reply_free(&reply);
}

static void test_random_requests(void **state)
{
    struct bench *b = *state;
    uint32_t random = 20241122;

    fill_journal(b->journal, 50, 30, 100);
    replays_start(b);
    for (int round = 0; round < 30; round++) {
        void *c = client_of(b, round % 5 ? ZMQ_DEALER : ZMQ_PUSH, 4);
        for (int i = 0; i < 100; i++)
            send_random(c, &random);
        if (round % 2)
            expect_status(b);
        close_client(b, c);
    }
    expect_status(b);
}

/* A frame that is far too long ends its connection; many short ones are one bad request. */
static void test_oversized_requests(void **state)
{
    struct bench *b = *state;
    char *bytes = calloc(1, 1 << 20);

    assert_non_null(bytes);
    fill_journal(b->journal, 50, 30, 100);
    replays_start(b);
    void *c = client(b);
    REQUEST(c, "REPLAY", "", "999999999999999999999999999999", "");
    expect_error(c, "sequence");
    zmq_send(c, "SNAPSHOT", 8, ZMQ_SNDMORE);
    zmq_send(c, bytes, 4000, 0);
    expect_error(c, "malformed");
    for (int i = 0; i < 5000; i++)
        zmq_send(c, bytes, 1000, ZMQ_SNDMORE);
    zmq_send(c, bytes, 0, 0);
    expect_error(c, "malformed");
    zmq_send(c, bytes, 1 << 20, 0);
    expect_status(b);
    close_client(b, c);
    free(bytes);
}

/* ---- opening and closing ---- */

static void test_close_while_replaying(void **state)
{
    struct bench *b = *state;
    void *clients[8];

    fill_journal(b->journal, 2000, 30, LARGE);
    replays_start(b);
    for (size_t i = 0; i < 8; i++) {
        struct reply reply;
        clients[i] = client_of(b, ZMQ_DEALER, i % 2);
        REQUEST(clients[i], "REPLAY", "", "1", "");
        REQUEST(clients[i], "STATUS");
        if (i % 3 == 0) {
            receive_reply(clients[i], &reply);
            reply_free(&reply);
        }
    }
    replay_close(b->replay, 100);
    b->replay = NULL;
}

static void test_cannot_open(void **state)
{
    struct bench *b = *state;
    struct replay *second;

    log_init(&b->log, open("/dev/null", O_WRONLY | O_CLOEXEC), LOG_LEVEL_ERROR);
    assert_int_equal(replay_open(&b->loop, &b->options, NULL, NULL, &b->log, &second), -1);
    assert_null(second); /* there is no journal */
    fill_journal(b->journal, 1, 1, 0);
    replays_start(b);
    assert_int_equal(replay_open(&b->loop, &b->options, NULL, NULL, &b->log, &second), -1);
    assert_null(second); /* the endpoint is taken */
    expect_status(b);
    close(b->log.fd);
}

static void test_wildcard(void **state)
{
    struct bench *b = *state;
    char endpoint[64];
    unsigned events;

    fill_journal(b->journal, 10, 10, 10);
    b->options.endpoint = "tcp://127.0.0.1:*";
    replays_start(b);
    replay_endpoint(b->replay, endpoint, sizeof endpoint);
    void *c = b->clients[0] = connect_client(b->context, ZMQ_DEALER, endpoint, 0);
    REQUEST(c, "REPLAY", "", "1", "");
    assert_int_equal(drain_replies(c, &events), 10);
    assert_int_equal(events, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(test_hundred_clients),
        REPLAY_TEST(test_idle_client),
        REPLAY_TEST(test_vanished_clients),
        REPLAY_TEST(test_sleeping_clients),
        REPLAY_TEST(test_no_busy_waiting),
        REPLAY_TEST(test_growing_journal),
        REPLAY_TEST(test_random_requests),
        REPLAY_TEST(test_oversized_requests),
        REPLAY_TEST(test_close_while_replaying),
        REPLAY_TEST(test_cannot_open),
        REPLAY_TEST(test_wildcard),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
