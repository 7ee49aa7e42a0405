/*
 * libnianbao-feed against a double of the daemon that is half dead or hostile, and its calls.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "feed.h"
#include "harness.h"

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
        next_message(client, &message);
        connected += message.kind == NBF_CONNECTED;
        n += message.kind == NBF_EVENT;
    }
    while (!connected) {
        next_message(client, &message);
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
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 1500);
    publisher_await(p, 1);
    expect(client, NBF_CONNECTED);
    publisher_append(p, 5, 10);
    expect_events_past(client, PUBLISHER_EPOCH, 1, 5, 10, SKIP_OTHERS);
    expect_past(client, NBF_ERROR, SKIP_OTHERS, &message);
    assert_string_equal(message.text, "the replay socket does not answer");
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_WELL);
    expect_past(client, NBF_CAUGHT_UP, SKIP_OTHERS, &message);
    nbf_close(client);
}

static void without_feed_the_replay_goes_on(void **state)
{
    struct publisher *p = *state;

    publisher_up(p);
    publisher_set(p, PUBLISHER_QUIET, 1);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 1500);
    expect(client, NBF_CONNECTED);
    expect(client, NBF_CAUGHT_UP);
    expect(client, NBF_SILENT);
    publisher_append(p, 5, 10);
    expect_events_past(client, PUBLISHER_EPOCH, 1, 5, 10, SKIP_OTHERS);
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
        expect_past(client, NBF_ERROR, SKIP_NONE, &message);
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

    publisher_append(p, 16, 10);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_HALF);
    publisher_up(p);
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 500);
    expect(client, NBF_CONNECTED);
    expect_events(client, 1, 8);
    expect_events_past(client, PUBLISHER_EPOCH, 9, 15, 10, SKIP_OTHERS);
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
        expect_past(client, NBF_ERROR, SKIP_NONE, &message);
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
    char topic[NBF_TOPIC_MAX + 2] = "";
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
    options.position.epoch[0] = '\0';
    memset(topic, 'x', sizeof topic - 1);
    options.topic = topic;
    assert_int_equal(nbf_open(&options, &client), -EINVAL);
    topic[NBF_TOPIC_MAX] = '\0';
    assert_int_equal(nbf_open(&options, &client), 0);
    nbf_close(client);
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
    struct itimerval often = {{0, 100000}, {0, 100000}}, never = {{0, 0}, {0, 0}};
    struct nbf_message message;

    sigaction(SIGALRM, &action, NULL);
    nbf_client *client = open_client(p, NBF_START_LIVE, 0, NULL, 0);
    setitimer(ITIMER_REAL, &often, NULL);
    assert_int_equal(nbf_next(client, DEADLINE_MS, NULL, 0, &message), -EINTR);
    setitimer(ITIMER_REAL, &never, NULL);
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
        expect_past(client, NBF_HEARTBEAT, SKIP_NONE, &message);
        assert_string_equal(message.topic, "heartbeat");
        assert_non_null(strstr(message.text, "\"00000000000000000003\""));
    }
    nbf_close(client);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, feed_setup, feed_teardown)
    const struct CMUnitTest tests[] = {
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
