/* What the daemon does when the journal, a directory or a file gives trouble. */
#include "daemons.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* While somebody else holds the journal nothing is published and nothing lost. */
static void test_journal_busy(void **state)
{
    struct daemon *d = *state;
    sqlite3 *db;

    daemon_start(d);
    assert_int_equal(sqlite3_open(at(d, "state/journal.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    drop(d, "a.txt", nonsense(1));
    UNTIL(logged(d, "the journal cannot be written"));
    assert_false(is_healthy(d));
    assert_true(exists(at(d, "drop/a.txt")));
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    expect_event(d, "a.txt");
    UNTIL(is_healthy(d));
    UNTIL(exists(at(d, "rejected/a.txt")));
    expect_journal(d, 1);
}

static void test_drop_directory_replaced(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    assert_int_equal(rename(at(d, "drop"), at(d, "elsewhere")), 0);
    UNTIL(!is_healthy(d));
    assert_int_equal(mkdir(at(d, "drop"), 0700), 0);
    UNTIL(is_healthy(d));
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
    UNTIL(exists(at(d, "rejected/a.txt")));
}

static void test_drop_directory_removed(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    assert_int_equal(rmdir(at(d, "drop")), 0);
    assert_int_equal(mkdir(at(d, "drop"), 0700), 0);
    UNTIL(logged(d, "was replaced"));
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
}

/* What only bars the way to it must not be told as its absence. */
static void test_drop_directory_barred(void **state)
{
    struct daemon *d = *state;

    d->without_override = 1;
    daemon_start(d);
    assert_int_equal(chmod(at(d, "drop"), 0), 0);
    UNTIL(logged(d, "cannot be opened: Permission denied; it is tried again"));
    UNTIL(!is_healthy(d));
    assert_false(logged(d, "is gone"));
    assert_int_equal(chmod(at(d, "drop"), 0700), 0);
    UNTIL(is_healthy(d));
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
}

/* An archive on another file system is reached by copying. */
static void test_other_file_system(void **state)
{
    struct daemon *d = *state;
    char other[PATH_MAX];

    if (!scratch_elsewhere(other))
        skip();
    daemon_configure(d, "");
    assert_int_equal(symlink(other, at(d, "rejected")), 0);
    daemon_start(d);
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
    UNTIL(is_idle(d));
    char *text = read_text(at(d, "rejected/a.txt"));
    assert_string_equal(text, nonsense(1));
    free(text);
    assert_int_equal(symlink("nowhere", at(d, "drop/link")), 0);
    expect_event(d, "link");
    UNTIL(is_idle(d));
    assert_true(exists(at(d, "rejected/link")));
    assert_int_equal(count_entries(at(d, "drop")), 0);
    scratch_remove(other);
}

static int times_logged(struct daemon *d, const char *text)
{
    char *log = read_text(at(d, "log"));
    int n = 0;

    for (const char *found = log; (found = strstr(found, text)); found++)
        n++;
    free(log);
    return n;
}

static int64_t status_number(struct daemon *d, const char *path)
{
    json_t *status = ask_status(d);
    int64_t n = json_integer_value(dig(status, path));

    json_decref(status);
    return n;
}

/* A file that may not be taken out of its folder: said once, seen in the status, tried again. */
static void test_not_to_be_moved(void **state)
{
    struct daemon *d = *state;

    d->without_override = 1;
    daemon_start(d);
    assert_int_equal(mkdir(at(d, "drop/sub"), 0700), 0);
    write_text(at(d, "drop/sub/a.txt"), nonsense(1));
    assert_int_equal(chmod(at(d, "drop/sub"), 0500), 0);
    write_text(at(d, "drop/b.txt"), nonsense(2)); /* nobody else has to wait for it */
    UNTIL(exists(at(d, "rejected/b.txt")));
    UNTIL(status_number(d, "queue.set_aside") == 1 && is_idle(d));
    assert_false(is_healthy(d));
    json_t *status = ask_status(d);
    assert_non_null(strstr(dig_text(status, "trouble"), "the latest is sub/a.txt: Permission"));
    assert_true(json_is_null(dig(status, "pause_s")));
    json_decref(status);
    pause_ms(2000); /* several rescans, and some tries */
    assert_int_equal(times_logged(d, "sub/a.txt cannot be moved"), 1);
    assert_int_equal(status_number(d, "counts.duplicates"), 0);
    assert_int_equal(chmod(at(d, "drop/sub"), 0700), 0);
    UNTIL(exists(at(d, "rejected/sub/a.txt")));
    UNTIL(is_healthy(d));
    expect_journal(d, 2);
}

/* A folder whose files can be listed and not looked at. */
static void test_not_to_be_looked_at(void **state)
{
    struct daemon *d = *state;

    d->without_override = 1;
    assert_int_equal(mkdir(at(d, "drop/sub"), 0700), 0);
    write_text(at(d, "drop/sub/a.txt"), nonsense(1));
    assert_int_equal(chmod(at(d, "drop/sub"), 0400), 0);
    daemon_start(d);
    UNTIL(logged(d, "the folder sub cannot be read: Permission denied"));
    assert_int_equal(chmod(at(d, "drop/sub"), 0700), 0);
    UNTIL(exists(at(d, "rejected/sub/a.txt")));
}

/* One that somebody takes away is forgotten. */
static void test_not_to_be_moved_but_gone(void **state)
{
    struct daemon *d = *state;

    d->without_override = 1;
    daemon_start(d);
    assert_int_equal(mkdir(at(d, "drop/sub"), 0700), 0);
    write_text(at(d, "drop/sub/a.txt"), nonsense(1));
    assert_int_equal(chmod(at(d, "drop/sub"), 0500), 0);
    UNTIL(status_number(d, "queue.set_aside") == 1);
    assert_int_equal(chmod(at(d, "drop/sub"), 0700), 0);
    assert_true(unlink(at(d, "drop/sub/a.txt")) == 0 || exists(at(d, "rejected/sub/a.txt")));
    UNTIL(is_healthy(d));
}

/* The daemon was away while its drop directory was: it comes back by itself, with what was inside.
 */
static void test_drop_directory_renamed_and_back(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    assert_int_equal(rename(at(d, "drop"), at(d, "elsewhere")), 0);
    UNTIL(logged(d, "is gone: No such file or directory; put it back"));
    UNTIL(!is_healthy(d));
    write_text(at(d, "elsewhere/a.part"), nonsense(1));
    assert_int_equal(rename(at(d, "elsewhere"), at(d, "drop")), 0);
    UNTIL(logged(d, "is there again"));
    UNTIL(is_healthy(d));
    assert_int_equal(rename(at(d, "drop/a.part"), at(d, "drop/a.txt")), 0);
    expect_event(d, "a.txt");
    expect_journal(d, 1);
}

/* While the archive cannot take anything the pause is seen, and its end is said beforehand. */
static void test_pause_is_seen(void **state)
{
    struct daemon *d = *state;

    d->without_override = 1;
    assert_int_equal(mkdir(at(d, "rejected"), 0500), 0);
    daemon_start(d);
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
    json_t *status = NULL;
    UNTIL((json_decref(status), status = ask_status(d), json_is_real(dig(status, "pause_s"))));
    assert_non_null(strstr(dig_text(status, "trouble"), "rejected: Permission denied"));
    assert_false(json_is_true(dig(status, "healthy")));
    assert_true(json_is_null(dig(status, "backlog.waiting")));
    json_decref(status);
    /* That it was read again does not make it a duplicate. */
    UNTIL(logged(d, "taking in nothing for 2000 ms"));
    assert_int_equal(status_number(d, "counts.duplicates"), 0);
    assert_int_equal(chmod(at(d, "rejected"), 0700), 0);
    UNTIL(exists(at(d, "rejected/a.txt")));
    UNTIL(is_healthy(d));
    expect_journal(d, 1);
}

#define TEST(name)        cmocka_unit_test_setup_teardown(name, quick_setup, daemon_teardown)
#define TEST_EVENTS(name) cmocka_unit_test_setup_teardown(name, events_setup, daemon_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_journal_busy),
        TEST(test_drop_directory_replaced),
        TEST_EVENTS(test_drop_directory_removed),
        TEST(test_drop_directory_barred),
        TEST(test_other_file_system),
        TEST(test_not_to_be_moved),
        TEST(test_not_to_be_looked_at),
        TEST(test_not_to_be_moved_but_gone),
        TEST_EVENTS(test_drop_directory_renamed_and_back),
        TEST(test_pause_is_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
