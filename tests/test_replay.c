/* The replay socket by itself: what each request gets. */
#include "replays.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "../daemon/cursor.h"

#define LARGE 8192 /* bytes of an event, of which clients leave many unread */

/* ---- what is answered ---- */

/* Every frame of every event is what the journal holds, byte for byte. */
static void test_whole_journal(void **state)
{
    struct bench *b = *state;
    sqlite3 *db;
    sqlite3_stmt *stmt;

    assert_int_equal(fill_journal(b->journal, 500, 50, 100), 500);
    replays_start(b);
    void *c = client(b);
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
    struct bench *b = *state;
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
    replays_start(b);
    void *c = client(b);
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
    struct bench *b = *state;
    unsigned events;

    fill_journal(b->journal, 0, 1, 0);
    replays_start(b);
    void *c = client(b);
    REQUEST(c, "REPLAY", "", "1", "");
    assert_int_equal(drain_replies(c, &events), 0);
    assert_int_equal(events, 0);
    REQUEST(c, "SNAPSHOT");
    assert_int_equal(drain_replies(c, &events), 0);
}

/* Of 100 events of 30 agencies, the last 30 are the latest ones. */
static void test_snapshot(void **state)
{
    struct bench *b = *state;
    struct reply reply;
    unsigned events;

    fill_journal(b->journal, 100, 30, 10);
    replays_start(b);
    void *c = client(b);
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

static void read_epoch(struct bench *b, char epoch[64])
{
    struct cursor *cursor;
    char error[256];

    assert_int_equal(cursor_open(b->journal, &cursor, error, sizeof error), 0);
    strcpy(epoch, cursor_epoch(cursor));
    cursor_close(cursor);
}

static void test_gone(void **state)
{
    struct bench *b = *state;
    char epoch[64];

    fill_journal(b->journal, 100, 30, 10);
    read_epoch(b, epoch);
    replays_start(b);
    void *c = client(b);
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
    struct bench *b = *state;
    struct reply reply;
    uint64_t sequence = 0;

    fill_journal(b->journal, 2000, 30, LARGE);
    replays_start(b);
    void *c = client_of(b, ZMQ_DEALER, 8);
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
    struct bench *b = *state;
    struct reply reply;

    fill_journal(b->journal, 300, 30, LARGE);
    replays_start(b);
    void *c = client_of(b, ZMQ_DEALER, 1);
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
    struct bench *b = *state;
    struct reply reply;
    unsigned before = 0;

    fill_journal(b->journal, 3000, 30, LARGE);
    replays_start(b);
    void *c = client_of(b, ZMQ_DEALER, 1);
    REQUEST(c, "REPLAY", "", "1", "");
    receive_looping(b, c, &reply);
    reply_free(&reply);
    REQUEST(c, "STATUS");
    for (;; before++) {
        receive_looping(b, c, &reply);
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
    struct bench *b = *state;
    void *clients[50];
    struct reply reply;

    fill_journal(b->journal, 1, 1, 0);
    replays_start(b);
    for (size_t i = 0; i < 50; i++) {
        clients[i] = client(b);
        REQUEST(clients[i], "STATUS");
    }
    for (size_t i = 0; i < 50; i++) {
        receive_looping(b, clients[i], &reply);
        assert_string_equal(reply.frames[0], "OK");
        reply_free(&reply);
    }
    assert_true(b->asked >= 1 && b->asked <= 50);
}

/* REQ puts an empty frame in front and takes one answer to a request, so it gets no events. */
static void test_req(void **state)
{
    struct bench *b = *state;
    struct reply reply;

    fill_journal(b->journal, 100, 30, 100);
    replays_start(b);
    void *c = client_of(b, ZMQ_REQ, 0);
    for (int i = 0; i < 3; i++) {
        REQUEST(c, "STATUS");
        receive_looping(b, c, &reply);
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
    struct bench *b = *state;
    struct reply reply;
    int64_t first = 1;

    fill_journal(b->journal, 2000, 30, LARGE);
    replays_start(b);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(test_whole_journal),  REPLAY_TEST(test_ranges),
        REPLAY_TEST(test_empty_journal),  REPLAY_TEST(test_snapshot),
        REPLAY_TEST(test_gone),           REPLAY_TEST(test_gone_midway),
        REPLAY_TEST(test_requests_queue), REPLAY_TEST(test_status_between),
        REPLAY_TEST(test_status_of_many), REPLAY_TEST(test_req),
        REPLAY_TEST(test_named_client),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
