/* What waits and how long it will take: by a clock of the test's own, and in the real program. */
#include "harness.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "../daemon/backlog.h"
#include "../daemon/count.h"

struct desk {
    char dir[PATH_MAX], path[PATH_MAX];
    struct log log;
    struct backlog backlog;
    int64_t now;
};

static int setup(void **state)
{
    static struct desk desk;

    scratch_make(desk.dir);
    path_in(desk.path, desk.dir, "log");
    log_init(&desk.log, open(desk.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600), LOG_LEVEL_INFO);
    backlog_init(&desk.backlog, &desk.log);
    desk.now = 5000;
    *state = &desk;
    return 0;
}

static int teardown(void **state)
{
    struct desk *d = *state;

    close(d->log.fd);
    scratch_remove(d->dir);
    return 0;
}

/* One second in which so many files reach their end. */
static int second(struct desk *d, int finished, uint64_t in_hand, int walking)
{
    for (int i = 0; i < finished; i++)
        backlog_finished(&d->backlog);
    d->now += 1000;
    return backlog_tick(&d->backlog, in_hand, walking, d->now);
}

static int says(struct desk *d, const char *text)
{
    char *log = read_text(d->path);
    int found = strstr(log, text) != NULL;

    free(log);
    return found;
}

static void test_nothing(void **state)
{
    struct desk *d = *state;

    for (int i = 0; i < 100; i++)
        assert_int_equal(second(d, i % 3, 0, i % 2), 0);
    struct backlog_view view = backlog_view(&d->backlog, 0, 0);
    assert_int_equal(view.done, 0);
    assert_int_equal(view.waiting, 0);
    assert_true(view.rate < 0 && view.left_s < 0);
    assert_false(says(d, "files"));
}

static void test_progress(void **state)
{
    struct desk *d = *state;

    assert_int_equal(second(d, 0, 0, 0), 0);
    /* It began before anybody looked; how much there is must be counted. */
    assert_int_equal(second(d, 2000, 500, 1), 1);
    assert_int_equal(backlog_view(&d->backlog, 500, 1).waiting, -1);
    backlog_counted(&d->backlog, 98000);
    assert_true(says(d, "98,000 files are waiting in the drop directory"));
    struct backlog_view view = backlog_view(&d->backlog, 500, 1);
    assert_int_equal(view.done, 2000);
    assert_int_equal(view.waiting, 98000);
    assert_true(view.rate < 0);
    for (int i = 0; i < 9; i++)
        assert_int_equal(second(d, 4000, 500, 1), 0);
    view = backlog_view(&d->backlog, 500, 1);
    assert_int_equal(view.done, 38000);
    assert_int_equal(view.waiting, 62000);
    assert_true(view.rate == 4000);
    assert_true(view.left_s == 15.5);
    assert_false(says(d, "left"));
    /* Every ten seconds it is told, and counted anew, since more may have come. */
    assert_int_equal(second(d, 4000, 500, 1), 1);
    assert_true(says(d, "42,000 of about 100,000 files read, 4,000/s, about 14 s left"));
    backlog_counted(&d->backlog, 60000);
    assert_int_equal(backlog_view(&d->backlog, 500, 1).waiting, 60000);
    /* Once the walk has ended, what is left is known exactly. */
    assert_int_equal(second(d, 59500, 500, 0), 0);
    assert_int_equal(backlog_view(&d->backlog, 500, 0).waiting, 500);
    assert_int_equal(second(d, 500, 0, 0), 0);
    assert_true(says(d, "nothing is waiting any more, 102,000 files were read"));
    /* The next one begins at nothing. */
    assert_int_equal(second(d, 7, 3, 0), 0);
    assert_int_equal(backlog_view(&d->backlog, 3, 0).done, 7);
}

/* While nothing goes on there is no rate and no time; and no number is ever below what is held. */
static void test_stalled(void **state)
{
    struct desk *d = *state;

    assert_int_equal(second(d, 0, 500, 1), 1);
    backlog_counted(&d->backlog, 3000);
    for (int i = 0; i < 30; i++)
        second(d, 0, 500, 1);
    struct backlog_view view = backlog_view(&d->backlog, 500, 1);
    assert_int_equal(view.waiting, 3000);
    assert_true(view.rate == 0 && view.left_s < 0);
    assert_true(says(d, "0 of about 3,000 files read\n"));
    second(d, 2900, 500, 1);
    assert_int_equal(backlog_view(&d->backlog, 500, 1).waiting, 500);
}

/* A few files are not worth a line. */
static void test_few(void **state)
{
    struct desk *d = *state;

    assert_int_equal(second(d, 0, 10, 1), 1);
    backlog_counted(&d->backlog, BACKLOG_LARGE - 1);
    second(d, 10, 0, 0);
    assert_false(says(d, "files"));
}

/* ---- counting ---- */

static void on_counted(void *arg, int64_t files)
{
    *(int64_t *)arg = files;
}

static void test_count(void **state)
{
    struct desk *d = *state;
    char path[PATH_MAX];
    int64_t files = -1;
    uv_loop_t loop;

    static const char *const folders[] = {"a", "a/b", ".hidden", "away.part"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        assert_int_equal(mkdir(path_in(path, d->dir, folders[i]), 0700), 0);
    static const char *const names[] = {"1",  "2",     "a/3",       "a/b/4",
                                        ".5", "6.tmp", ".hidden/7", "away.part/8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        write_text(path_in(path, d->dir, names[i]), "x");
    assert_int_equal(symlink("a", path_in(path, d->dir, "link")), 0);
    uv_loop_init(&loop);
    int root = open(d->dir, O_RDONLY | O_DIRECTORY);
    struct count *count = count_new(&loop, on_counted, &files);
    assert_non_null(count);
    count_start(count, root);
    count_start(count, root);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(files, 6); /* 1 to 4, the link and the log */
    /* Ended while it counts: nothing is called back. */
    files = -1;
    count_start(count, root);
    count_free(count);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(files, -1);
    assert_int_equal(uv_loop_close(&loop), 0);
    close(root);
}

/* ---- the real program ---- */

static int64_t waiting(struct daemon *d)
{
    json_t *status = ask_status(d), *waiting = dig(status, "backlog.waiting");
    int64_t n = json_is_integer(waiting) ? json_integer_value(waiting) : -1;

    json_decref(status);
    return n;
}

/* Somebody holds the journal, so that nothing gets less while it is looked at. */
static void test_daemon(void **state)
{
    struct daemon daemon, *d = &daemon;
    sqlite3 *db;

    (void)state;
    daemon_init(d, "[intake]\nsettle_ms = 50\nrescan_ms = 300\nqueue_files = 64\n");
    daemon_start(d);
    assert_int_equal(waiting(d), 0);
    assert_int_equal(sqlite3_open(at(d, "state/journal.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < 1500; i++) {
        char name[32], text[32];
        snprintf(name, sizeof name, "%d.txt", i);
        snprintf(text, sizeof text, "no report %d\n", i);
        drop(d, name, text);
    }
    UNTIL(logged(d, "1,500 files are waiting in the drop directory") || waiting(d) == 1500);
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    UNTIL(count_entries(at(d, "drop")) == 0 && is_idle(d));
    UNTIL(waiting(d) == 0);
    expect_journal(d, 1500);
    daemon_finish(d);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing), TEST(test_progress), TEST(test_stalled),
        TEST(test_few),     TEST(test_count),    cmocka_unit_test(test_daemon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
