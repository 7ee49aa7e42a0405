/* Files that cannot be moved: remembered, tried ever more rarely, forgotten when they are gone. */
#include "harness.h"

#include <errno.h>
#include <stdio.h>

#include "../daemon/stuck.h"

static int setup(void **state)
{
    *state = stuck_new();
    assert_non_null(*state);
    return 0;
}

static int teardown(void **state)
{
    stuck_free(*state);
    return 0;
}

#define FIRST 60000

static const struct file_id one = {.device = 1, .inode = 2, .size = 3},
                            other = {.device = 1, .inode = 2, .size = 4};

static void test_once(void **state)
{
    struct stuck *stuck = *state;
    int error;

    assert_false(stuck_holds(stuck, "a", &one, 0));
    assert_int_equal(stuck_put(stuck, "a", &one, EACCES, 0, FIRST), 1);
    assert_true(stuck_holds(stuck, "a", &one, FIRST - 1));
    assert_false(stuck_holds(stuck, "a", &one, FIRST));
    assert_true(stuck_knows(stuck, "a", &one));
    assert_false(stuck_holds(stuck, "b", &one, 0));
    /* It has changed: it may be another file. */
    assert_false(stuck_holds(stuck, "a", &other, 0));
    assert_false(stuck_knows(stuck, "a", &other));
    assert_int_equal(stuck_count(stuck), 1);
    assert_string_equal(stuck_latest(stuck, &error), "a");
    assert_int_equal(error, EACCES);
    stuck_forget(stuck, "a");
    assert_int_equal(stuck_count(stuck), 0);
    stuck_forget(stuck, "a");
}

static void test_again(void **state)
{
    struct stuck *stuck = *state;
    int64_t now = 0, wait = FIRST;

    assert_int_equal(stuck_put(stuck, "a", &one, EACCES, now, FIRST), 1);
    for (int i = 0; i < 10; i++) {
        now += wait;
        wait = wait * 2 < STUCK_LAST_MS ? wait * 2 : STUCK_LAST_MS;
        assert_false(stuck_holds(stuck, "a", &one, now));
        assert_int_equal(stuck_put(stuck, "a", &one, EACCES, now, FIRST), 0);
        assert_true(stuck_holds(stuck, "a", &one, now + wait - 1));
    }
    /* Another reason is news, and so is another file of that name. */
    assert_int_equal(stuck_put(stuck, "a", &one, EPERM, now, FIRST), 1);
    assert_int_equal(stuck_put(stuck, "a", &other, EPERM, now, FIRST), 1);
    assert_int_equal(stuck_count(stuck), 1);
}

static void test_bounded(void **state)
{
    struct stuck *stuck = *state;
    char name[32];

    for (int i = 0; i < STUCK_MOST + 100; i++) {
        snprintf(name, sizeof name, "%d", i);
        stuck_put(stuck, name, &one, EACCES, 0, FIRST);
    }
    assert_int_equal(stuck_count(stuck), STUCK_MOST);
    assert_false(stuck_knows(stuck, "99", &one));
    assert_true(stuck_knows(stuck, "100", &one));
    assert_true(stuck_knows(stuck, "1123", &one));
}

static void test_sweep(void **state)
{
    struct stuck *stuck = *state;

    stuck_put(stuck, "a", &one, EACCES, 0, FIRST);
    stuck_put(stuck, "b", &one, EACCES, 0, FIRST);
    stuck_sweep(stuck); /* they came during that walk */
    assert_int_equal(stuck_count(stuck), 2);
    stuck_holds(stuck, "b", &one, 0);
    stuck_sweep(stuck);
    assert_int_equal(stuck_count(stuck), 1);
    assert_true(stuck_knows(stuck, "b", &one));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_once),
        TEST(test_again),
        TEST(test_bounded),
        TEST(test_sweep),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
