/*
 * The decisions of who follows the feed (client/follow.c), one by one. How they do together shows
 * test_follow_model.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../client/follow.h"

#define TIMEOUT_MS 3000

static struct follow begin(enum nbf_start start, uint64_t sequence, const char *epoch)
{
    struct nbf_options options = {.start = start, .timeout_ms = TIMEOUT_MS};
    struct follow f;

    options.position.sequence = sequence;
    strcpy(options.position.epoch, epoch);
    follow_init(&f, &options, 0, 0);
    return f;
}

static void expect_notice(struct follow *f, enum nbf_kind kind, uint64_t first, uint64_t last)
{
    struct follow_notice notice;

    assert_true(follow_notice(f, &notice));
    assert_int_equal(notice.kind, kind);
    assert_int_equal(notice.first, first);
    assert_int_equal(notice.last, last);
}

static void expect_no_notice(struct follow *f)
{
    struct follow_notice notice;

    assert_false(follow_notice(f, &notice));
}

/* A daemon that says one thing on the feed and another on the replay socket is asked ever less. */
static void what_is_asked_in_vain_is_asked_slowly(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 5, "a");
    struct envelope stranger = {.epoch = "b", .sequence = 9};
    int asks = 0;

    (void)state;
    for (int64_t now = 0; now < 60000; now++) {
        struct follow_notice notice;
        if (follow_asks(&f, now)) {
            asks++;
            follow_end(&f, 5, now);
        }
        if (follow_reads_feed(&f, now))
            assert_false(follow_feed_event(&f, &stranger, now));
        while (follow_notice(&f, &notice))
            assert_int_not_equal(notice.kind, NBF_NEW_EPOCH);
    }
    assert_true(asks > 10 && asks < 25);
    assert_int_equal(f.position.sequence, 5);
}

/* So is one that has always just deleted what is asked for. */
static void what_goes_on_going_is_asked_slowly(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 5, "a");
    uint64_t kept = 10;
    int asks = 0;

    (void)state;
    for (int64_t now = 0; now < 60000; now++) {
        struct follow_notice notice;
        if (follow_asks(&f, now)) {
            asks++;
            if (f.ask == FOLLOW_SNAPSHOT)
                follow_end(&f, kept, now);
            else
                follow_gone(&f, "a", kept += 10, now);
        }
        while (follow_notice(&f, &notice))
            assert_int_not_equal(notice.kind, NBF_ERROR);
    }
    assert_true(asks > 10 && asks < 60);
}

static void a_journal_that_ends_before_the_position_is_new(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 9, "a");

    (void)state;
    assert_true(follow_asks(&f, 0));
    follow_end(&f, 7, 1);
    expect_notice(&f, NBF_CONNECTED, 0, 0);
    expect_notice(&f, NBF_NEW_EPOCH, 0, 0);
    expect_no_notice(&f);
    assert_true(follow_asks(&f, 1));
    assert_int_equal(f.base.sequence, 0);
    assert_string_equal(f.base.epoch, "a");
}

static void a_number_behind_the_end_of_any_journal_is_its_end(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 9, "");

    (void)state;
    assert_true(follow_asks(&f, 0));
    follow_end(&f, 7, 1);
    expect_notice(&f, NBF_CONNECTED, 0, 0);
    expect_notice(&f, NBF_CAUGHT_UP, 0, 0);
    assert_int_equal(f.position.sequence, 7);
}

static void an_old_heartbeat_moves_nothing(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 9, "a");
    struct envelope old = {.epoch = "a", .sequence = 4};

    (void)state;
    assert_true(follow_asks(&f, 0));
    follow_end(&f, 9, 1);
    /* It may have waited for long; but once all that waited is read, it is worth a question. */
    follow_feed_heartbeat(&f, &old, 2);
    assert_false(follow_asks(&f, 2));
    follow_idle(&f, 2);
    follow_feed_heartbeat(&f, &old, 2);
    assert_true(follow_asks(&f, 2));
    follow_end(&f, 9, 3);
    expect_notice(&f, NBF_CONNECTED, 0, 0);
    expect_notice(&f, NBF_CAUGHT_UP, 0, 0);
    expect_no_notice(&f);
    assert_int_equal(f.position.sequence, 9);
}

static void a_gone_that_says_nothing_is_refused(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 9, "a");

    (void)state;
    assert_true(follow_asks(&f, 0));
    follow_gone(&f, "a", 10, 1);
    expect_notice(&f, NBF_CONNECTED, 0, 0);
    expect_notice(&f, NBF_ERROR, 0, 0);
    expect_no_notice(&f);
    assert_int_equal(f.ask, FOLLOW_REPLAY);
}

/* The feed is left alone during a replay, but not for a replay socket that is dead. */
static void a_dead_replay_socket_does_not_stop_the_feed(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 9, "a");
    struct envelope event = {.epoch = "a", .sequence = 10};

    (void)state;
    assert_false(follow_reads_feed(&f, 0));
    assert_true(follow_asks(&f, 0));
    assert_false(follow_reads_feed(&f, 10));
    assert_true(follow_reads_feed(&f, TIMEOUT_MS - 1));
    assert_true(follow_feed_event(&f, &event, TIMEOUT_MS - 1));
    assert_int_equal(f.position.sequence, 10);
    /* An answer that was made before that event is none about it. */
    follow_end(&f, 9, TIMEOUT_MS - 1);
    assert_int_equal(f.position.sequence, 10);
    assert_int_equal(f.phase, FOLLOW_IDLE);
}

/* Late answers to what was given up would be taken for answers to what is asked next. */
/* Nor for longer and longer, while it is tried again and again. */
static void a_dead_replay_socket_is_asked_ever_less(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 0, "a");
    struct envelope event = {.epoch = "a"};
    int64_t unread = 0;
    int asks = 0;

    (void)state;
    for (int64_t now = 0; now < 600000; now++) {
        struct follow_notice notice;
        asks += follow_asks(&f, now);
        event.sequence = f.position.sequence + 1;
        if (!follow_reads_feed(&f, now))
            unread++;
        else if (now % 10 == 0)
            assert_true(follow_feed_event(&f, &event, now));
        follow_idle(&f, now);
        while (follow_notice(&f, &notice))
            continue;
    }
    assert_true(asks > 5 && asks < 15);
    assert_true(unread < asks * 1100);
}

static void what_is_given_up_leaves_nothing_behind(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 9, "a");
    struct envelope event = {.epoch = "a", .sequence = 10};

    (void)state;
    assert_true(follow_asks(&f, 0));
    assert_true(follow_event(&f, &event, 1));
    assert_false(follow_reads_feed(&f, TIMEOUT_MS));
    follow_idle(&f, TIMEOUT_MS);
    assert_false(f.renew_replay);
    follow_idle(&f, TIMEOUT_MS + 1);
    assert_true(f.renew_replay);
    f.renew_replay = 0;
    assert_true(follow_asks(&f, TIMEOUT_MS + 1));
    assert_int_equal(f.base.sequence, 10);
    follow_lost(&f, TIMEOUT_MS + 2);
    assert_true(f.renew_replay);
}

static void nothing_overtakes_a_snapshot(void **state)
{
    struct follow f = begin(NBF_START_SNAPSHOT, 0, "");
    struct envelope event = {.epoch = "a", .sequence = 1};

    (void)state;
    assert_true(follow_asks(&f, 0));
    assert_int_equal(f.ask, FOLLOW_EPOCH);
    follow_gone(&f, "a", 1, 0);
    assert_true(follow_asks(&f, 0));
    assert_int_equal(f.ask, FOLLOW_SNAPSHOT);
    assert_false(follow_feed_event(&f, &event, TIMEOUT_MS - 1));
    assert_true(follow_event(&f, &event, TIMEOUT_MS - 1));
    follow_end(&f, 1, TIMEOUT_MS);
    event.sequence = 2;
    assert_true(follow_feed_event(&f, &event, TIMEOUT_MS));
}

/* A new journal comes by replay, too, but that heals nothing. */
static void what_was_told_otherwise_is_not_healed(void **state)
{
    struct follow f = begin(NBF_START_POSITION, 9, "a");
    struct envelope event = {.epoch = "b", .sequence = 1};

    (void)state;
    assert_true(follow_asks(&f, 0));
    follow_end(&f, 9, 0);
    expect_notice(&f, NBF_CONNECTED, 0, 0);
    expect_notice(&f, NBF_CAUGHT_UP, 0, 0);
    follow_feed_heartbeat(&f, &event, 1);
    assert_true(follow_asks(&f, 1));
    follow_gone(&f, "b", 1, 1);
    expect_notice(&f, NBF_NEW_EPOCH, 0, 0);
    assert_true(follow_asks(&f, 1000));
    assert_true(follow_event(&f, &event, 1000));
    follow_end(&f, 1, 1000);
    expect_no_notice(&f);
    event.sequence = 3;
    follow_feed_heartbeat(&f, &event, 1001);
    assert_true(follow_asks(&f, 2000));
    assert_true(follow_event(&f, &event, 2000));
    follow_end(&f, 3, 2000);
    expect_notice(&f, NBF_HEALED, 3, 3);
}

static void who_was_away_blames_nobody(void **state)
{
    struct follow f = begin(NBF_START_LIVE, 0, "");

    (void)state;
    follow_away(&f, 60000);
    follow_idle(&f, 60001);
    expect_no_notice(&f);
    follow_idle(&f, 60000 + TIMEOUT_MS);
    expect_notice(&f, NBF_SILENT, 0, 0);
    assert_true(f.renew_feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_in_vain_is_asked_slowly),
        cmocka_unit_test(what_goes_on_going_is_asked_slowly),
        cmocka_unit_test(a_journal_that_ends_before_the_position_is_new),
        cmocka_unit_test(a_number_behind_the_end_of_any_journal_is_its_end),
        cmocka_unit_test(an_old_heartbeat_moves_nothing),
        cmocka_unit_test(a_gone_that_says_nothing_is_refused),
        cmocka_unit_test(a_dead_replay_socket_does_not_stop_the_feed),
        cmocka_unit_test(a_dead_replay_socket_is_asked_ever_less),
        cmocka_unit_test(what_is_given_up_leaves_nothing_behind),
        cmocka_unit_test(nothing_overtakes_a_snapshot),
        cmocka_unit_test(what_was_told_otherwise_is_not_healed),
        cmocka_unit_test(who_was_away_blames_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
