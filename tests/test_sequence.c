/*
 * Gaps in the sequence of the feed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../cli/sequence.h"

enum { EVENT, HEARTBEAT };

static void see(struct sequence *seq, const char *epoch, uint64_t n, int heartbeat,
                enum sequence_kind kind, uint64_t first, uint64_t last)
{
    struct sequence_gap gap;

    sequence_see(seq, epoch, n, heartbeat, &gap);
    assert_int_equal(gap.kind, kind);
    assert_int_equal(gap.first, first);
    assert_int_equal(gap.last, last);
}

static void events_in_order_leave_no_gap(void **state)
{
    struct sequence seq = {.last = 0};

    (void)state;
    see(&seq, "a", 7, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 8, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 8, HEARTBEAT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 9, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 9, EVENT, SEQUENCE_FINE, 0, 0);
}

static void a_jump_is_a_gap(void **state)
{
    struct sequence seq = {.last = 0};

    (void)state;
    see(&seq, "a", 7, HEARTBEAT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 10, EVENT, SEQUENCE_GAP, 8, 9);
    see(&seq, "a", 11, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 13, EVENT, SEQUENCE_GAP, 12, 12);
}

static void two_heartbeats_make_a_gap(void **state)
{
    struct sequence seq = {.last = 0};

    (void)state;
    see(&seq, "a", 7, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 9, HEARTBEAT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 12, HEARTBEAT, SEQUENCE_GAP, 8, 9);
    see(&seq, "a", 12, HEARTBEAT, SEQUENCE_GAP, 10, 12);
    see(&seq, "a", 12, HEARTBEAT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 13, EVENT, SEQUENCE_FINE, 0, 0);
}

static void a_heartbeat_may_overtake_events(void **state)
{
    struct sequence seq = {.last = 0};

    (void)state;
    see(&seq, "a", 7, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 9, HEARTBEAT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 8, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 9, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 9, HEARTBEAT, SEQUENCE_FINE, 0, 0);
}

static void a_new_epoch_starts_again(void **state)
{
    struct sequence seq = {.last = 0};

    (void)state;
    see(&seq, "a", 700, EVENT, SEQUENCE_FINE, 0, 0);
    see(&seq, "a", 705, HEARTBEAT, SEQUENCE_FINE, 0, 0);
    see(&seq, "b", 3, HEARTBEAT, SEQUENCE_NEW_EPOCH, 0, 0);
    see(&seq, "b", 3, HEARTBEAT, SEQUENCE_FINE, 0, 0);
    see(&seq, "b", 4, EVENT, SEQUENCE_FINE, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_in_order_leave_no_gap),
        cmocka_unit_test(a_jump_is_a_gap),
        cmocka_unit_test(two_heartbeats_make_a_gap),
        cmocka_unit_test(a_heartbeat_may_overtake_events),
        cmocka_unit_test(a_new_epoch_starts_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
