/*
 * libnianbao-feed against a double of the daemon, over real sockets: beginning, losses, restarts,
 * other journals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"
#include "harness.h"

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
    expect_past(client, NBF_HEALED, SKIP_NONE, &message);
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
    nbf_client *client = open_client(p, NBF_START_POSITION, 0, NULL, 10 * DEADLINE_MS);
    expect(client, NBF_CONNECTED);
    expect_events(client, 1, 50);
    publisher_down(p);
    publisher_set(p, PUBLISHER_MANNER, PUBLISHER_WELL);
    publisher_up(p);
    /* The broken connection shows; no time-out is waited for. */
    expect_events(client, 51, 100);
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
    expect_past(client, NBF_NEW_EPOCH, SKIP_NONE, &message);
    assert_string_equal(message.position.epoch, OTHER_EPOCH);
    assert_int_equal(message.position.sequence, 0);
    expect_events_past(client, OTHER_EPOCH, 1, 9, 10, SKIP_NONE);
    publisher_append(p, 2, 10);
    expect_events_past(client, OTHER_EPOCH, 10, 11, 10, SKIP_NONE);
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
    expect_past(client, NBF_GONE, SKIP_NONE, &message);
    assert_int_equal(message.first, 3);
    assert_int_equal(message.last, 37);
    /* Of the old ones the latest of each agency; from the first kept on, all. */
    expect_events(client, 35, 44);
    expect(client, NBF_CAUGHT_UP);
    nbf_close(client);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, feed_setup, feed_teardown)
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
