/*
 * What the replay socket answers, over a journal that the test writes: each request, several at
 * once, and nonsense.
 */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "served.h"

#include "../daemon/cursor.h"

/* Runs one statement on the journal's file, as the daemon's own thread may at any time. */
static void execute(struct served *b, const char *sql)
{
    sqlite3 *db;
    char *error = NULL;

    assert_int_equal(sqlite3_open(b->journal, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, DEADLINE_MS);
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s: %s", sql, error);
    sqlite3_close(db);
}

static void forget_before(struct served *b, unsigned first_kept)
{
    char sql[256];

    snprintf(sql, sizeof sql,
             "BEGIN; DELETE FROM events WHERE sequence < %u;"
             "UPDATE meta SET value = '%u' WHERE name = 'first_kept'; COMMIT",
             first_kept, first_kept);
    execute(b, sql);
}

/* ---- what is answered ---- */

/* Every frame of every event is what the journal holds, byte for byte. */
static void test_whole_journal(void **state)
{
    struct served *b = *state;
    sqlite3 *db;
    sqlite3_stmt *stmt;

    assert_int_equal(fill_journal(b->journal, 500, 50, 100), 500);
    served_start(b);
    void *c = served_client(b);
    REQUEST(c, "REPLAY", "", "1", "");
    assert_int_equal(sqlite3_open(b->journal, &db), SQLITE_OK);
    sqlite3_prepare_v2(db, "SELECT topic, event FROM events ORDER BY sequence", -1, &stmt, NULL);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        struct reply reply;
        expect_reply(c, "EVENT", &reply);
        assert_int_equal(reply.count, 3);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(reply.sizes[i + 1], sqlite3_column_bytes(stmt, i));
            assert_memory_equal(reply.frames[i + 1], sqlite3_column_blob(stmt, i),
                                reply.sizes[i + 1]);
        }
        reply_free(&reply);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    assert_int_equal(drain_replies(c, NULL), 500);
}

static void test_ranges(void **state)
{
    struct served *b = *state;
    static const struct {
        const char *first, *prefix;
        unsigned events;
    } cases[] = {
        {"0", "", 300},
        {"1", "", 300},
        {"300", "", 1},
        {"301", "", 0},
        {"1000", "", 0}, /* END says how far the journal is */
        {"9223372036854775807", "", 0},
        {"1", "report/2024/invalid/", 100},
        {"1", "report/2024/valid/", 200},
        {"151", "report/2024/valid/", 100},
        {"1", "report/2025/", 0},
        {"1", "heartbeat", 0},
    };

    fill_journal(b->journal, 300, 300, 10);
    served_start(b);
    void *c = served_client(b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned events;
        REQUEST(c, "REPLAY", "", cases[i].first, cases[i].prefix);
        assert_int_equal(drain_replies(c, &events), 300);
        if (events != cases[i].events)
            fail_msg("from %s, \"%s\": %u events", cases[i].first, cases[i].prefix, events);
    }
}

static void test_empty_journal(void **state)
{
    struct served *b = *state;
    unsigned events;

    fill_journal(b->journal, 0, 1, 0);
    served_start(b);
    void *c = served_client(b);
    REQUEST(c, "REPLAY", "", "1", "");
    assert_int_equal(drain_replies(c, &events), 0);
    assert_int_equal(events, 0);
    REQUEST(c, "SNAPSHOT");
    assert_int_equal(drain_replies(c, &events), 0);
}

/* Of 100 events of 30 agencies, the last 30 are the latest ones. */
static void test_snapshot(void **state)
{
    struct served *b = *state;
    struct reply reply;
    unsigned events;

    fill_journal(b->journal, 100, 30, 10);
    served_start(b);
    void *c = served_client(b);
    REQUEST(c, "SNAPSHOT");
    for (uint64_t sequence = 71; sequence <= 100; sequence++) {
        expect_reply(c, "EVENT", &reply);
        assert_int_equal(sequence_of(&reply), sequence);
        assert_non_null(
            strstr(reply.frames[2], sequence > 90 ? "\"revision\":4" : "\"revision\":3"));
        reply_free(&reply);
    }
    assert_int_equal(drain_replies(c, &events), 100);
    assert_int_equal(events, 0);
    REQUEST(c, "SNAPSHOT", "report/2024/invalid/");
    assert_int_equal(drain_replies(c, &events), 100);
    assert_int_equal(events, 10);
}

static void expect_gone(void *c, const char *epoch, const char *first_kept)
{
    struct reply reply;

    expect_reply(c, "GONE", &reply);
    assert_int_equal(reply.count, 3);
    if (epoch)
        assert_string_equal(reply.frames[1], epoch);
    assert_int_equal(strlen(reply.frames[1]), 36);
    assert_string_equal(reply.frames[2], first_kept);
    reply_free(&reply);
}

static void read_epoch(struct served *b, char epoch[64])
{
    struct cursor *cursor;
    char error[256];

    assert_int_equal(cursor_open(b->journal, &cursor, error, sizeof error), 0);
    strcpy(epoch, cursor_epoch(cursor));
    cursor_close(cursor);
}

static void test_gone(void **state)
{
    struct served *b = *state;
    char epoch[64];

    fill_journal(b->journal, 100, 30, 10);
    read_epoch(b, epoch);
    served_start(b);
    void *c = served_client(b);
    REQUEST(c, "REPLAY", epoch, "90", "");
    assert_int_equal(expect_gapless(c, 90), 100);
    REQUEST(c, "REPLAY", "00000000-0000-4000-8000-000000000000", "90", "");
    expect_gone(c, epoch, "1");
    forget_before(b, 41);
    REQUEST(c, "REPLAY", "", "40", "");
    expect_gone(c, epoch, "41");
    REQUEST(c, "REPLAY", epoch, "41", "");
    assert_int_equal(expect_gapless(c, 41), 100);
}

/* What is deleted while it is on its way is not passed over in silence. */
static void test_gone_midway(void **state)
{
    struct served *b = *state;
    struct reply reply;
    uint64_t sequence = 0;

    fill_journal(b->journal, 2000, 30, SERVED_LARGE);
    served_start(b);
    void *c = served_client_of(b, ZMQ_DEALER, 8);
    REQUEST(c, "REPLAY", "", "1", "report/");
    receive_reply(c, &reply);
    assert_int_equal(sequence_of(&reply), ++sequence);
    reply_free(&reply);
    forget_before(b, 1990);
    for (;;) {
        receive_reply(c, &reply);
        if (strcmp(reply.frames[0], "EVENT") != 0)
            break;
        assert_int_equal(sequence_of(&reply), ++sequence);
        reply_free(&reply);
    }
    assert_true(sequence < 1989);
    assert_string_equal(reply.frames[0], "GONE");
    assert_string_equal(reply.frames[2], "1990");
    reply_free(&reply);
}

/* ---- several requests ---- */

static void test_requests_queue(void **state)
{
    struct served *b = *state;
    struct reply reply;

    fill_journal(b->journal, 300, 30, SERVED_LARGE);
    served_start(b);
    void *c = served_client_of(b, ZMQ_DEALER, 1);
    REQUEST(c, "REPLAY", "", "1", "");
    REQUEST(c, "REPLAY", "", "200", "");
    REQUEST(c, "REPLAY", "no", "1", "");
    REQUEST(c, "SNAPSHOT", "");
    assert_int_equal(expect_gapless(c, 1), 300);
    assert_int_equal(expect_gapless(c, 200), 300);
    expect_gone(c, NULL, "1");
    assert_int_equal(expect_gapless(c, 271), 300);
    /* One too many is refused at once, ahead of the answers to the others. */
    for (int i = 0; i < 10; i++)
        REQUEST(c, "REPLAY", "", "1", "");
    int ends = 0, errors = 0;
    while (ends + errors < 10) {
        receive_reply(c, &reply);
        ends += strcmp(reply.frames[0], "END") == 0;
        errors += strcmp(reply.frames[0], "ERROR") == 0;
        reply_free(&reply);
    }
    assert_true(ends >= 4);
    assert_true(errors > 0);
}

/* A client that gets events is told the state in between, not after them. */
static void test_status_between(void **state)
{
    struct served *b = *state;
    struct reply reply;
    unsigned before = 0;

    fill_journal(b->journal, 3000, 30, SERVED_LARGE);
    served_start(b);
    void *c = served_client_of(b, ZMQ_DEALER, 1);
    REQUEST(c, "REPLAY", "", "1", "");
    served_receive(b, c, &reply);
    reply_free(&reply);
    REQUEST(c, "STATUS");
    for (;; before++) {
        served_receive(b, c, &reply);
        if (strcmp(reply.frames[0], "EVENT") != 0)
            break;
        reply_free(&reply);
    }
    assert_string_equal(reply.frames[0], "OK");
    assert_string_equal(reply.frames[1], "{\"asked\":1}");
    reply_free(&reply);
    assert_true(before < 2500);
    assert_int_equal(drain_replies(c, NULL), 3000);
}

/* All who ask before the loop has time get one and the same answer; later ones a fresh one. */
static void test_status_of_many(void **state)
{
    struct served *b = *state;
    void *clients[50];
    struct reply reply;

    fill_journal(b->journal, 1, 1, 0);
    served_start(b);
    for (size_t i = 0; i < 50; i++) {
        clients[i] = served_client(b);
        REQUEST(clients[i], "STATUS");
    }
    for (size_t i = 0; i < 50; i++) {
        served_receive(b, clients[i], &reply);
        assert_string_equal(reply.frames[0], "OK");
        reply_free(&reply);
    }
    assert_true(b->asked >= 1 && b->asked <= 50);
}

/* REQ puts an empty frame in front and takes one answer to a request, so it gets no events. */
static void test_req(void **state)
{
    struct served *b = *state;
    struct reply reply;

    fill_journal(b->journal, 100, 30, 100);
    served_start(b);
    void *c = served_client_of(b, ZMQ_REQ, 0);
    for (int i = 0; i < 3; i++) {
        REQUEST(c, "STATUS");
        served_receive(b, c, &reply);
        assert_string_equal(reply.frames[0], "OK");
        reply_free(&reply);
        REQUEST(c, "NONSENSE");
        expect_error(c, "unknown");
        REQUEST(c, "REPLAY", "", "1", "");
        expect_error(c, "socket");
    }
}

/*
 * What a client with a name of its own asks replaces what it asked before, since it may have been
 * another connection that asked: the one answer that it gets to its end is the last one.
 */
static void test_named_client(void **state)
{
    struct served *b = *state;
    struct reply reply;
    int64_t first = 1;

    fill_journal(b->journal, 2000, 30, SERVED_LARGE);
    served_start(b);
    void *c = b->clients[0] = connect_client(b->context, ZMQ_DEALER, NULL, 1);
    zmq_setsockopt(c, ZMQ_ROUTING_ID, "me", 2);
    assert_int_equal(zmq_connect(c, b->endpoint), 0);
    REQUEST(c, "REPLAY", "", "1", "");
    receive_reply(c, &reply);
    assert_int_equal(sequence_of(&reply), first++);
    reply_free(&reply);
    REQUEST(c, "REPLAY", "no", "1", "");
    REQUEST(c, "REPLAY", "", "1990", "");
    for (int64_t sequence = 0; sequence < first;) {
        receive_reply(c, &reply);
        if (strcmp(reply.frames[0], "GONE") != 0) { /* was there room before the last request? */
            sequence = (int64_t)sequence_of(&reply);
            first += sequence == first;
        }
        reply_free(&reply);
    }
    assert_true(first < 1900);
    assert_int_equal(expect_gapless(c, 1991), 2000);
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

static void test_random_requests(void **state)
{
    struct served *b = *state;
    uint32_t random = 20241122;

    fill_journal(b->journal, 50, 30, 100);
    served_start(b);
    for (int round = 0; round < 30; round++) {
        void *c = served_client_of(b, ZMQ_DEALER, 4);
        for (int i = 0; i < 100; i++)
            send_random(c, &random);
        if (round % 2)
            served_expect_status(b);
        served_close(b, c);
    }
    served_expect_status(b);
}

/* Sockets that a ROUTER does not talk to are turned away. */
static void test_wrong_sockets(void **state)
{
    struct served *b = *state;
    static const int types[] = {ZMQ_PUSH, ZMQ_SUB, ZMQ_PAIR, ZMQ_PUB};

    fill_journal(b->journal, 1, 1, 0);
    served_start(b);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        void *c = served_client_of(b, types[i], 4);
        zmq_send(c, "STATUS", 6, ZMQ_DONTWAIT);
        served_expect_status(b);
    }
}

/* A frame that is far too long ends its connection; many short ones are one bad request. */
static void test_oversized_requests(void **state)
{
    struct served *b = *state;
    char *bytes = calloc(1, 1 << 20);

    assert_non_null(bytes);
    fill_journal(b->journal, 50, 30, 100);
    served_start(b);
    void *c = served_client(b);
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
    served_expect_status(b);
    served_close(b, c);
    free(bytes);
}

/* ---- opening and closing ---- */

static void test_cannot_open(void **state)
{
    struct served *b = *state;
    struct replay *second;

    log_init(&b->log, open("/dev/null", O_WRONLY | O_CLOEXEC), LOG_LEVEL_ERROR);
    assert_int_equal(replay_open(&b->loop, &b->options, NULL, NULL, &b->log, &second), -1);
    assert_null(second); /* there is no journal */
    fill_journal(b->journal, 1, 1, 0);
    served_start(b);
    assert_int_equal(replay_open(&b->loop, &b->options, NULL, NULL, &b->log, &second), -1);
    assert_null(second); /* the endpoint is taken */
    served_expect_status(b);
    close(b->log.fd);
}

static void test_wildcard(void **state)
{
    struct served *b = *state;
    char endpoint[64];
    unsigned events;

    fill_journal(b->journal, 10, 10, 10);
    b->options.endpoint = "tcp://127.0.0.1:*";
    served_start(b);
    replay_endpoint(b->replay, endpoint, sizeof endpoint);
    void *c = b->clients[0] = connect_client(b->context, ZMQ_DEALER, endpoint, 0);
    REQUEST(c, "REPLAY", "", "1", "");
    assert_int_equal(drain_replies(c, &events), 10);
    assert_int_equal(events, 10);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, served_setup, served_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_whole_journal),  TEST(test_ranges),
        TEST(test_empty_journal),  TEST(test_snapshot),
        TEST(test_gone),           TEST(test_gone_midway),
        TEST(test_requests_queue), TEST(test_status_between),
        TEST(test_status_of_many), TEST(test_req),
        TEST(test_named_client),   TEST(test_random_requests),
        TEST(test_wrong_sockets),  TEST(test_oversized_requests),
        TEST(test_cannot_open),    TEST(test_wildcard),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
