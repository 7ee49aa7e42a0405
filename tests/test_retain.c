/* Retention: what is deleted from the journal, and what never is. */
#include "journals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../daemon/clock.h"

static struct store_options keeping(int64_t days, int64_t events)
{
    struct store_options options = journal_options();

    options.keep_days = days;
    options.keep_events = events;
    return options;
}

/* Retention until nothing is left to do; how many events it deleted. */
static unsigned retain(struct store *store)
{
    unsigned deleted, all = 0;
    int more;

    do {
        more = store_retain(store, &deleted);
        if (more < 0)
            fail_msg("%s", store_error(store));
        all += deleted;
    } while (more);
    return all;
}

/* `count` events that nothing will supersede. */
static void fill(struct store *store, int count)
{
    static int number;
    char identity[32];

    assert_int_equal(store_begin(store), 0);
    for (int i = 0; i < count; i++) {
        snprintf(identity, sizeof identity, "filling %d", number++);
        struct job *job = journal_job(identity, NULL, 0);
        assert_int_equal(store_put(store, job), 0);
        job_free(job);
    }
    assert_int_equal(store_commit(store), 0);
}

static void expect_kept(const char *expected, int64_t first_kept)
{
    char *kept = journal_text("SELECT group_concat(sequence) FROM"
                              " (SELECT sequence FROM events ORDER BY sequence)");

    assert_string_equal(kept, expected);
    free(kept);
    assert_int_equal(journal_number("SELECT value FROM meta WHERE name = 'first_kept'"),
                     first_kept);
    /* Nothing is left of what is gone. */
    assert_int_equal(journal_number("SELECT count(*) FROM latest WHERE sequence NOT IN"
                                    " (SELECT sequence FROM events)"),
                     0);
    assert_int_equal(journal_number("SELECT count(*) FROM contents WHERE sequence NOT IN"
                                    " (SELECT sequence FROM events)"),
                     0);
}

static void test_keep_all(void **state)
{
    (void)state;
    struct store *store = journal_store(NULL);

    fill(store, 3);
    assert_int_equal(retain(store), 0);
    expect_kept("1,2,3", 1);
    store_close(store);
}

static void test_keep_events(void **state)
{
    (void)state;
    struct store_options options = keeping(0, 2);
    struct store *store = journal_store(&options);

    journal_add(store, "first", "小河镇", 2024);
    journal_add(store, "second", "小溪镇", 2024);
    journal_add(store, "corrected", "小河镇", 2024);
    fill(store, 3);
    assert_int_equal(retain(store), 2); /* the superseded one, and the oldest without an agency */
    expect_kept("2,3,5,6", 5);
    assert_int_equal(retain(store), 0);
    fill(store, 1);
    assert_int_equal(retain(store), 1);
    expect_kept("2,3,6,7", 6);
    /* Its content is forgotten with it: the same file would be a new event. */
    struct job *job = journal_put(store, journal_job("first", "小河镇", 2024));
    assert_int_equal(job->journaled, JOURNAL_NEW);
    assert_int_equal(job->revision, 3);
    job_free(job);
    store_close(store);
}

/* What stayed only as the latest goes at once when it is superseded. */
static void test_superseded_later(void **state)
{
    (void)state;
    struct store_options options = keeping(0, 2);
    struct store *store = journal_store(&options);

    journal_add(store, "first", "小河镇", 2024);
    fill(store, 4);
    retain(store);
    expect_kept("1,4,5", 4);
    journal_add(store, "corrected", "小河镇", 2024);
    expect_kept("4,5,6", 4);
    store_close(store);
}

/* The newest event stays however old it is: the next one's sequence is counted from it. */
static void test_last_stays(void **state)
{
    (void)state;
    struct store_options options = keeping(1, 0);
    struct store *store = journal_store(NULL);

    fill(store, 3);
    store_close(store);
    journal_change("UPDATE events SET time = '2001-01-01T00:00:00.000Z'");
    store = journal_store(&options);
    assert_int_equal(retain(store), 2);
    expect_kept("3", 3);
    store_close(store);
    store = journal_store(&options);
    assert_int_equal(store_last(store), 3);
    fill(store, 1);
    expect_kept("3,4", 3);
    assert_int_equal(retain(store), 1);
    expect_kept("4", 4);
    store_close(store);
}

static void test_keep_days(void **state)
{
    (void)state;
    struct store_options options = keeping(30, 0);
    struct store *store = journal_store(NULL);
    char sql[128], time[EVENT_TIME_SIZE];

    fill(store, 6);
    store_close(store);
    for (int i = 1; i <= 6; i++) { /* 35, 33, 31, 29, ... days old */
        event_time(clock_now() - (37 - 2 * i) * INT64_C(86400000), time);
        snprintf(sql, sizeof sql, "UPDATE events SET time = '%s' WHERE sequence = %d", time, i);
        journal_change(sql);
    }
    store = journal_store(&options);
    assert_int_equal(retain(store), 3);
    expect_kept("4,5,6", 4);
    store_close(store);
}

/* Whichever limit is reached first. */
static void test_both_limits(void **state)
{
    (void)state;
    struct store_options options = keeping(30, 4);
    struct store *store = journal_store(NULL);

    fill(store, 6);
    store_close(store);
    journal_change("UPDATE events SET time = '2001-01-01T00:00:00.000Z' WHERE sequence <= 3");
    store = journal_store(&options);
    assert_int_equal(retain(store), 3);
    expect_kept("4,5,6", 4);
    store_close(store);
}

/* Many events go in steps, and after each step the journal says truly from where on it is whole. */
static void test_steps(void **state)
{
    (void)state;
    struct store_options options = keeping(0, 10);
    struct store *store = journal_store(&options);
    unsigned deleted, all = 0;
    int steps = 0, more;

    fill(store, 1000);
    do {
        more = store_retain(store, &deleted);
        all += deleted;
        steps++;
        int64_t first = journal_number("SELECT value FROM meta WHERE name = 'first_kept'");
        assert_int_equal(first, all + 1);
        assert_int_equal(journal_number("SELECT min(sequence) FROM events"), first);
        assert_int_equal(journal_number("SELECT count(*) FROM events"), 1000 - all);
    } while (more > 0);
    assert_int_equal(more, 0);
    assert_int_equal(all, 990);
    assert_true(steps > 3);
    store_close(store);
}

/* Latest revisions are looked at once, not at each step anew, also over a restart. */
static void test_steps_go_on(void **state)
{
    (void)state;
    struct store_options options = keeping(0, 1);
    struct store *store = journal_store(&options);
    char name[32];

    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "agency %d", i);
        journal_add(store, name, name, 2024);
    }
    fill(store, 2);
    assert_int_equal(retain(store), 1);
    store_close(store);
    assert_int_equal(journal_number("SELECT value FROM meta WHERE name = 'swept'"), 22);
    assert_int_equal(journal_number("SELECT value FROM meta WHERE name = 'first_kept'"), 22);
    store = journal_store(&options);
    assert_int_equal(retain(store), 0);
    assert_int_equal(journal_number("SELECT count(*) FROM events"), 21);
    store_close(store);
}

/* The room of deleted events is used again: the file does not grow any more. */
static void test_room_is_used_again(void **state)
{
    (void)state;
    struct store_options options = keeping(0, 200);
    struct store *store = journal_store(&options);

    fill(store, 1000);
    retain(store);
    int64_t pages = journal_number("PRAGMA page_count");
    for (int i = 0; i < 20; i++) {
        fill(store, 200);
        retain(store);
    }
    assert_true(journal_number("PRAGMA page_count") <= pages + 4);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        JOURNAL_TEST(test_keep_all),
        JOURNAL_TEST(test_keep_events),
        JOURNAL_TEST(test_superseded_later),
        JOURNAL_TEST(test_last_stays),
        JOURNAL_TEST(test_keep_days),
        JOURNAL_TEST(test_both_limits),
        JOURNAL_TEST(test_steps),
        JOURNAL_TEST(test_steps_go_on),
        JOURNAL_TEST(test_room_is_used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
