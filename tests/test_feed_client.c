/*
 * libnianbao-feed against a double of the daemon, over real sockets.
 */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../client/nianbao-feed.h"
#include "harness.h"
#include "publisher.h"

#define OTHER_EPOCH "other-epoch"

static int setup(void **state)
{
    *state = publisher_new();
    return 0;
}

static int teardown(void **state)
{
    publisher_free(*state);
    return 0;
}

static nbf_client *open_client(struct publisher *p, enum nbf_start start, uint64_t sequence,
                               const char *topic, int timeout_ms)
{
    struct nbf_options options;
    nbf_client *client;

    nbf_options_init(&options);
    options.feed = publisher_feed(p);
    options.replay = publisher_replay(p);
    options.start = start;
    options.position.sequence = sequence;
    options.topic = topic;
    options.timeout_ms = timeout_ms;
    assert_int_equal(nbf_open(&options, &client), 0);
    return client;
}

static const char *kind_name(enum nbf_kind kind)
{
    static const char *const names[] = {"EVENT",     "HEARTBEAT", "CONNECTED", "SILENT",   "HEALED",
                                        "NEW_EPOCH", "GONE",      "ERROR",     "CAUGHT_UP"};

    return names[kind];
}

static void next(nbf_client *client, struct nbf_message *out)
{
    int n = nbf_next(client, DEADLINE_MS, NULL, 0, out);

    if (n != 1)
        fail_msg("no message came: %d", n);
}

/* The next message must be of this kind; others of kind `skip` before it do not matter. */
static void expect_past(nbf_client *client, enum nbf_kind kind, int skip, struct nbf_message *out)
{
    do
        next(client, out);
    while ((int)out->kind == skip);
    if (out->kind != kind)
        fail_msg("%s came (%s), not %s", kind_name(out->kind), out->text ? out->text : "-",
                 kind_name(kind));
}

static void expect(nbf_client *client, enum nbf_kind kind)
{
    struct nbf_message message;

    expect_past(client, kind, -1, &message);
}

/* Events `first` to `last` of the epoch must come, byte for byte, and nothing of another kind. */
static void expect_events_past(nbf_client *client, const char *epoch, uint64_t first, uint64_t last,
                               size_t size, int skip)
{
    for (; first <= last; first++) {
        struct nbf_message message;
        char *topic = publisher_topic(first), *text = publisher_text(epoch, first, size);
        expect_past(client, NBF_EVENT, skip, &message);
        assert_string_equal(message.topic, topic);
        assert_string_equal(message.text, text);
        assert_int_equal(message.topic_size, strlen(topic));
        assert_int_equal(message.text_size, strlen(text));
        assert_int_equal(message.position.sequence, first);
        assert_string_equal(message.position.epoch, epoch);
        free(topic);
        free(text);
    }
}

static void expect_events(nbf_client *client, uint64_t first, uint64_t last)
{
    expect_events_past(client, PUBLISHER_EPOCH, first, last, 10, -1);
}

static void expect_quiet(nbf_client *client)
{
    struct nbf_message message;

    assert_int_equal(nbf_next(client, 150, NULL, 0, &message), 0);
}

/* ---- beginning ------------------------------------------------------------------------------ */

static void live_begins_with_what_comes(void **state)
{
    struct publisher *p = *state;
    struct nbf_position position;

    publisher_append(p, 5, 10);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_LIVE, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    nbf_position(client, &position);
    assert_int_equal(position.sequence, 5);
    assert_string_equal(position.epoch, PUBLISHER_EPOCH);
    publisher_append(p, 3, 10);
    expect_events(client, 6, 8);
    expect_quiet(client);
    assert_int_equal(publisher_requests(p), 0);
    nbf_close(client);
}

static void a_position_is_gone_on_from(void **state)
{
    struct publisher *p = *state;

    publisher_append(p, 50, 10);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 20, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect_events(client, 21, 50);
    expect(client, NBF_CAUGHT_UP);
    publisher_append(p, 3, 10);
    expect_events(client, 51, 53);
    expect_quiet(client);
    assert_int_equal(publisher_requests(p), 1);
    nbf_close(client);
}

static void a_position_behind_the_end_is_the_end(void **state)
{
    struct publisher *p = *state;

    publisher_append(p, 5, 10);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 1000, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    publisher_append(p, 2, 10);
    expect_events(client, 6, 7);
    nbf_close(client);
}

static void a_snapshot_is_followed(void **state)
{
    struct publisher *p = *state;

    publisher_append(p, 95, 10);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_SNAPSHOT, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect_events(client, 86, 95);
    expect(client, NBF_CAUGHT_UP);
    publisher_append(p, 3, 10);
    expect_events(client, 96, 98);
    nbf_close(client);
}

static void only_the_topic_comes(void **state)
{
    struct publisher *p = *state;
    struct nbf_position position;

    publisher_append(p, 9, 10);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, "report/2024/", 0);
    expect(client, NBF_CONNECTED);
    for (uint64_t n = 2; n <= 8; n += 2)
        expect_events(client, n, n);
    expect(client, NBF_CAUGHT_UP);
    nbf_position(client, &position);
    assert_int_equal(position.sequence, 9);
    publisher_append(p, 6, 10);
    for (uint64_t n = 10; n <= 14; n += 2)
        expect_events(client, n, n);
    /* What other topics say moves the position, too. */
    do {
        expect_quiet(client);
        nbf_position(client, &position);
    } while (position.sequence != 15);
    nbf_close(client);
}

/* ---- losses --------------------------------------------------------------------------------- */

static void losses_are_healed(void **state)
{
    struct publisher *p = *state;

    publisher_up(p);
    publisher_set(p, PUBLISHER_LOSES, 3);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    for (uint64_t n = 0; n < 50; n++) {
        publisher_append(p, 20, 10);
        expect_events_past(client, PUBLISHER_EPOCH, 20 * n + 1, 20 * n + 20, 10, NBF_HEALED);
    }
    nbf_close(client);
}

static void a_healed_gap_is_told(void **state)
{
    struct publisher *p = *state;
    struct nbf_message message;

    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_LIVE, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    publisher_set(p, PUBLISHER_LOSES, 1);
    publisher_append(p, 4, 10);
    expect_events(client, 1, 4);
    expect_past(client, NBF_HEALED, -1, &message);
    assert_int_equal(message.first, 1);
    assert_int_equal(message.last, 4);
    assert_int_equal(message.position.sequence, 4);
    nbf_close(client);
}

static void a_slow_reader_misses_nothing(void **state)
{
    struct publisher *p = *state;

    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_LIVE, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    publisher_append(p, 20000, 4000);
    pause_ms(300);
    expect_events_past(client, PUBLISHER_EPOCH, 1, 20000, 4000, NBF_HEALED);
    nbf_close(client);
}

/* ---- restarts and other journals ------------------------------------------------------------ */

static void restarts_are_survived(void **state)
{
    struct publisher *p = *state;

    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    for (uint64_t n = 0; n < 5; n++) {
        publisher_append(p, 3, 10);
        publisher_down(p);
        publisher_append(p, 3, 10);
        publisher_up(p);
        expect_events_past(client, PUBLISHER_EPOCH, 6 * n + 1, 6 * n + 6, 10, NBF_HEALED);
    }
    nbf_close(client);
}

static void a_restart_in_a_replay_is_survived(void **state)
{
    struct publisher *p = *state;

    publisher_append(p, 100, 10);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_HALF);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect_events(client, 1, 50);
    publisher_down(p);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_WELL);
    publisher_up(p);
    int64_t before = now_ms();
    expect_events(client, 51, 100);
    /* The broken connection shows, not the time-out. */
    assert_true(now_ms() - before < 8000);
    expect(client, NBF_CAUGHT_UP);
    nbf_close(client);
}

static void a_new_journal_comes_whole(void **state)
{
    struct publisher *p = *state;
    struct nbf_message message;

    publisher_append(p, 7, 10);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect_events(client, 1, 7);
    expect(client, NBF_CAUGHT_UP);
    publisher_down(p);
    publisher_new_epoch(p, OTHER_EPOCH);
    publisher_append(p, 9, 10);
    publisher_up(p);
    expect_past(client, NBF_NEW_EPOCH, -1, &message);
    assert_string_equal(message.position.epoch, OTHER_EPOCH);
    assert_int_equal(message.position.sequence, 0);
    expect_events_past(client, OTHER_EPOCH, 1, 9, 10, -1);
    publisher_append(p, 2, 10);
    expect_events_past(client, OTHER_EPOCH, 10, 11, 10, -1);
    nbf_close(client);
}

static void a_journal_that_was_set_back_is_a_new_one(void **state)
{
    struct publisher *p = *state;

    publisher_append(p, 7, 10);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect_events(client, 1, 7);
    expect(client, NBF_CAUGHT_UP);
    publisher_down(p);
    publisher_set_back(p, 4);
    publisher_up(p);
    expect(client, NBF_NEW_EPOCH);
    expect_events(client, 1, 4);
    publisher_append(p, 2, 20);
    expect_events_past(client, PUBLISHER_EPOCH, 5, 6, 20, NBF_HEALED);
    nbf_close(client);
}

static void what_is_gone_is_told_and_its_rest_follows(void **state)
{
    struct publisher *p = *state;
    struct nbf_message message;

    publisher_append(p, 44, 10);
    publisher_set(p, PUBLISHER_KEEPS, 38);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 2, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect_past(client, NBF_GONE, -1, &message);
    assert_int_equal(message.first, 3);
    assert_int_equal(message.last, 37);
    /* Of the old ones the latest of each agency; from the first kept on, all. */
    expect_events(client, 35, 44);
    expect(client, NBF_CAUGHT_UP);
    nbf_close(client);
}

/* ---- half of the daemon --------------------------------------------------------------------- */

static void silence_and_return_are_told(void **state)
{
    struct publisher *p = *state;

    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 200);
    expect(client, NBF_SILENT);
    publisher_append(p, 3, 10);
    publisher_up(p);
    struct nbf_message message;
    int connected = 0;
    for (uint64_t n = 0; n < 3;) {
        next(client, &message);
        connected += message.kind == NBF_CONNECTED;
        n += message.kind == NBF_EVENT;
    }
    while (!connected) {
        next(client, &message);
        connected += message.kind == NBF_CONNECTED;
    }
    nbf_close(client);
}

static void without_replay_the_feed_goes_on(void **state)
{
    struct publisher *p = *state;
    struct nbf_message message;

    publisher_up(p);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_MUTE);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 2000);
    publisher_await(p, 1);
    expect(client, NBF_CONNECTED);
    publisher_append(p, 5, 10);
    expect_events(client, 1, 5);
    expect_past(client, NBF_ERROR, -1, &message);
    assert_string_equal(message.text, "the replay socket does not answer");
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_WELL);
    expect_past(client, NBF_CAUGHT_UP, NBF_ERROR, &message);
    nbf_close(client);
}

static void without_feed_the_replay_goes_on(void **state)
{
    struct publisher *p = *state;

    publisher_up(p);
    publisher_set(p, PUBLISHER_QUIET, 1);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 200);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    expect(client, NBF_SILENT);
    publisher_append(p, 5, 10);
    expect_events_past(client, PUBLISHER_EPOCH, 1, 5, 10, NBF_HEALED);
    nbf_close(client);
}

static void a_busy_daemon_is_asked_again(void **state)
{
    struct publisher *p = *state;
    struct nbf_message message;

    publisher_append(p, 5, 10);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_BUSY);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    for (int i = 0; i < 3; i++) {
        expect_past(client, NBF_ERROR, -1, &message);
        assert_string_equal(message.text, "busy: come later");
    }
    assert_true(publisher_requests(p) < 10);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_WELL);
    expect_events_past(client, PUBLISHER_EPOCH, 1, 5, 10, NBF_ERROR);
    nbf_close(client);
}

static void an_answer_that_stops_is_asked_for_again(void **state)
{
    struct publisher *p = *state;

    publisher_append(p, 64, 10);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_HALF);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 300);
    expect(client, NBF_CONNECTED);
    expect_events(client, 1, 32);
    expect_events_past(client, PUBLISHER_EPOCH, 33, 63, 10, NBF_ERROR);
    nbf_close(client);
}

/* ---- hostile ones --------------------------------------------------------------------------- */

static void rubbish_on_the_replay_socket_is_refused(void **state)
{
    struct publisher *p = *state;
    struct nbf_message message;

    publisher_append(p, 5, 10);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_RUBBISH);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    for (int i = 0; i < 4; i++) {
        expect_past(client, NBF_ERROR, -1, &message);
        assert_true(message.text_size > 0);
    }
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_WELL);
    expect_events_past(client, PUBLISHER_EPOCH, 1, 5, 10, NBF_ERROR);
    nbf_close(client);
}

static void rubbish_on_the_feed_is_passed_over(void **state)
{
    static const char *const rubbish[][5] = {
        {"report/", NULL},
        {"report/", "{", NULL},
        {"report/", "[]", NULL},
        {"report/", "", NULL},
        {"report/", "{\"sequence\":1,\"epoch\":\"" PUBLISHER_EPOCH "\"}", NULL},
        {"report/", "{\"sequence\":\"1\"}", NULL},
        {"report/", "{\"sequence\":\"1\",\"epoch\":\"\"}", NULL},
        {"report/", "{\"sequence\":\"0\",\"epoch\":\"" PUBLISHER_EPOCH "\"}", NULL},
        {"report/", "{\"sequence\":\"1x\",\"epoch\":\"" PUBLISHER_EPOCH "\"}", NULL},
        {"report/", "{\"sequence\":\"99999999999999999999\",\"epoch\":\"" PUBLISHER_EPOCH "\"}",
         NULL},
        {"report/", "{\"sequence\":\"9000000000000000000\",\"epoch\":\"" PUBLISHER_EPOCH "\"}",
         NULL},
        {"report/", "{\"sequence\":\"1\",\"epoch\":\"" PUBLISHER_EPOCH "\"}", "more", "and more",
         NULL},
        {"report/", "{\"sequence\":\"1\",\"epoch\":\"nobody's\"}", NULL},
        {"heartbeat", "{\"sequence\":\"9000000000000000000\",\"epoch\":\"" PUBLISHER_EPOCH "\"}",
         NULL},
        {"heartbeat", "{\"sequence\":\"0\",\"epoch\":\"nobody's\"}", NULL},
        {"heartbeats", "{\"sequence\":\"8\",\"epoch\":\"" PUBLISHER_EPOCH "\"}", NULL},
    };
    struct publisher *p = *state;

    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 0);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    publisher_await(p, 1);
    for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++)
        publisher_send(p, rubbish[i]);
    publisher_append(p, 5, 10);
    expect_events(client, 1, 5);
    nbf_close(client);
}

/* ---- the calls ------------------------------------------------------------------------------ */

static void what_cannot_be_is_refused(void **state)
{
    struct nbf_options options;
    nbf_client *client;

    (void)state;
    nbf_options_init(&options);
    options.feed = "nowhere";
    assert_int_equal(nbf_open(&options, &client), -EINVAL);
    assert_null(client);
    options.feed = NULL;
    options.replay = "tcp://";
    assert_int_equal(nbf_open(&options, &client), -EINVAL);
    options.replay = NULL;
    options.timeout_ms = -1;
    assert_int_equal(nbf_open(&options, &client), -EINVAL);
    options.timeout_ms = 0;
    options.position.sequence = UINT64_MAX;
    assert_int_equal(nbf_open(&options, &client), -EINVAL);
    options.position.sequence = 0;
    memset(options.position.epoch, 'x', sizeof options.position.epoch);
    assert_int_equal(nbf_open(&options, &client), -EINVAL);
    strcpy(options.position.epoch, "two words");
    assert_int_equal(nbf_open(&options, &client), -EINVAL);
    nbf_close(NULL);
}

static void descriptors_are_waited_for(void **state)
{
    struct publisher *p = *state;
    struct nbf_message message;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    struct pollfd fds[] = {{.fd = ends[0], .events = POLLIN}};
    publisher_set(p, PUBLISHER_BEATS, 0);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_LIVE, 0, NULL, 0);
    assert_int_equal(nbf_next(client, 20, fds, 1, &message), 0);
    assert_int_equal(fds[0].revents, 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(nbf_next(client, -1, fds, 1, &message), 0);
    assert_int_equal(fds[0].revents, POLLIN);
    close(ends[1]);
    close(ends[0]);
    nbf_close(client);
}

static void on_alarm(int signum)
{
    (void)signum;
}

static void signals_are_told(void **state)
{
    struct publisher *p = *state;
    struct sigaction action = {.sa_handler = on_alarm};
    struct nbf_message message;

    sigaction(SIGALRM, &action, NULL);
    nbf_client *client = open_client(p, NBF_START_LIVE, 0, NULL, 0);
    alarm(1);
    assert_int_equal(nbf_next(client, DEADLINE_MS, NULL, 0, &message), -EINTR);
    nbf_close(client);
}

static void heartbeats_come_on_request(void **state)
{
    struct publisher *p = *state;
    struct nbf_options options;
    struct nbf_message message;
    nbf_client *client;

    publisher_append(p, 3, 10);
    publisher_up(p);
    nbf_options_init(&options);
    options.feed = publisher_feed(p);
    options.replay = publisher_replay(p);
    options.heartbeats = 1;
    assert_int_equal(nbf_open(&options, &client), 0);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    for (int i = 0; i < 3; i++) {
        expect_past(client, NBF_HEARTBEAT, -1, &message);
        assert_string_equal(message.topic, "heartbeat");
        assert_non_null(strstr(message.text, "\"00000000000000000003\""));
    }
    nbf_close(client);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(live_begins_with_what_comes),
        TEST(a_position_is_gone_on_from),
        TEST(a_position_behind_the_end_is_the_end),
        TEST(a_snapshot_is_followed),
        TEST(only_the_topic_comes),
        TEST(losses_are_healed),
        TEST(a_healed_gap_is_told),
        TEST(a_slow_reader_misses_nothing),
        TEST(restarts_are_survived),
        TEST(a_restart_in_a_replay_is_survived),
        TEST(a_new_journal_comes_whole),
        TEST(a_journal_that_was_set_back_is_a_new_one),
        TEST(what_is_gone_is_told_and_its_rest_follows),
        TEST(silence_and_return_are_told),
        TEST(without_replay_the_feed_goes_on),
        TEST(without_feed_the_replay_goes_on),
        TEST(a_busy_daemon_is_asked_again),
        TEST(an_answer_that_stops_is_asked_for_again),
        TEST(rubbish_on_the_replay_socket_is_refused),
        TEST(rubbish_on_the_feed_is_passed_over),
        TEST(what_cannot_be_is_refused),
        TEST(descriptors_are_waited_for),
        TEST(signals_are_told),
        TEST(heartbeats_come_on_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
