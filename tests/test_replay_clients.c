/*
 * Many clients of the replay socket: what is left for the others when some stop reading or vanish,
 * while the journal grows, and when the socket closes.
 */
#include "harness.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "served.h"

/* ---- many clients ---- */

static void test_hundred_clients(void **state)
{
    struct served *b = *state;
    void *clients[SERVED_CLIENTS];

    fill_journal(b->journal, 1000, 30, 1000);
    b->options.clients = SERVED_CLIENTS;
    served_start(b);
    for (size_t i = 0; i < SERVED_CLIENTS; i++) {
        clients[i] = served_client(b);
        REQUEST(clients[i], "REPLAY", "", "1", "");
    }
    for (size_t i = 0; i < SERVED_CLIENTS; i++)
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
    struct served *b = *state;
    struct reply reply;
    uint64_t got = 1;

    fill_journal(b->journal, 2000, 30, SERVED_LARGE);
    b->options.clients = 1;
    b->options.idle_ms = 2000;
    served_start(b);
    void *asleep = served_client_of(b, ZMQ_DEALER, 1);
    REQUEST(asleep, "REPLAY", "", "1", "");
    receive_reply(asleep, &reply);
    reply_free(&reply);
    void *other = served_client(b);
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
    struct served *b = *state;
    struct reply reply;

    fill_journal(b->journal, 2000, 30, SERVED_LARGE);
    b->options.clients = 1;
    b->options.idle_ms = 1000 * DEADLINE_MS;
    served_start(b);
    for (int i = 0; i < 20; i++) {
        void *c = served_client_of(b, ZMQ_DEALER, 1);
        ask_until_answered(c);
        if (i % 2) {
            receive_reply(c, &reply);
            reply_free(&reply);
        }
        served_close(b, c);
    }
    void *c = served_client(b);
    ask_until_answered(c);
    assert_int_equal(expect_gapless(c, 2), 2000);
}

/* Clients that read nothing hold up nobody else. */
static void test_sleeping_clients(void **state)
{
    struct served *b = *state;
    void *asleep[7], *awake;

    fill_journal(b->journal, 2000, 30, SERVED_LARGE);
    served_start(b);
    for (size_t i = 0; i < 7; i++) {
        asleep[i] = served_client_of(b, ZMQ_DEALER, 1);
        REQUEST(asleep[i], "REPLAY", "", "1", "");
    }
    awake = served_client(b);
    REQUEST(awake, "REPLAY", "", "1", "");
    assert_int_equal(expect_gapless(awake, 1), 2000);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(expect_gapless(asleep[i], 1), 2000);
}

/* While all clients wait to be read, the thread sleeps, too. */
static void test_no_busy_waiting(void **state)
{
    struct served *b = *state;
    struct reply reply;

    fill_journal(b->journal, 2000, 30, SERVED_LARGE);
    served_start(b);
    void *asleep = served_client_of(b, ZMQ_DEALER, 1);
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
    struct served *b = arg;

    for (int i = 0; i < BATCHES; i++) {
        fill_journal(b->journal, BATCH, 1000, 1000);
        pause_ms(5);
    }
    return NULL;
}

/* A replay follows the journal; when it ends, the next one goes on behind it without a gap. */
static void test_growing_journal(void **state)
{
    struct served *b = *state;
    pthread_t writer;
    uint64_t last = 0;

    fill_journal(b->journal, BATCH, 1000, 1000);
    served_start(b);
    void *c = served_client(b);
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

static void test_close_while_replaying(void **state)
{
    struct served *b = *state;
    void *clients[8];

    fill_journal(b->journal, 2000, 30, SERVED_LARGE);
    served_start(b);
    for (size_t i = 0; i < 8; i++) {
        struct reply reply;
        clients[i] = served_client_of(b, ZMQ_DEALER, i % 2);
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

/* Many who ask at once, as those with a topic filter do, get short answers in turn. */
static void test_short_answers_find_room(void **state)
{
    struct served *b = *state;
    void *clients[SERVED_CLIENTS];

    fill_journal(b->journal, 10, 3, 10);
    for (size_t i = 0; i < SERVED_CLIENTS; i++) {
        clients[i] = served_client(b);
        REQUEST(clients[i], "REPLAY", "", "10", "heartbeat");
    }
    served_start(b);
    for (size_t i = 0; i < SERVED_CLIENTS; i++)
        assert_int_equal(drain_replies(clients[i], NULL), 10);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, served_setup, served_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_hundred_clients),  TEST(test_short_answers_find_room), TEST(test_idle_client),
        TEST(test_vanished_clients), TEST(test_sleeping_clients),        TEST(test_no_busy_waiting),
        TEST(test_growing_journal),  TEST(test_close_while_replaying),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
