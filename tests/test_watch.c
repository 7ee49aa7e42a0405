/* Watching and looking through a directory, without the rest of the daemon. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "../daemon/scan.h"
#include "../daemon/watch.h"

struct place {
    char dir[PATH_MAX];
    uv_loop_t loop;
    uv_timer_t tick; /* keeps the loop from waiting for ever */
    struct log log;
    struct watch *watch;
    struct scan *scan;
    int kinds[WATCH_GONE + 1];
    char last[PATH_MAX]; /* path of the last hint */
    int walks;
    int offered, room; /* files the scan has offered, and how many it may */
    char offers[PATH_MAX];
};

static void on_hint(void *arg, enum watch_kind kind, const char *path)
{
    struct place *p = arg;

    p->kinds[kind]++;
    if (path)
        strcpy(p->last, path);
}

static int on_offer(void *arg, const char *path, const struct file_id *id, int64_t since_ms)
{
    struct place *p = arg;

    (void)id;
    (void)since_ms;
    if (p->offered >= p->room)
        return 0;
    p->offered++;
    strcpy(p->offers, path);
    return 1;
}

static int on_begin(void *arg)
{
    struct place *p = arg;

    return watch_check(p->watch) < 0 ? -1 : 0;
}

static void on_end(void *arg)
{
    struct place *p = arg;

    p->walks++;
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer;
}

static int setup(void **state)
{
    static struct place place;
    struct scan_options options = {.settle_ms = 50, .rescan_ms = 86400000};
    struct place *p = &place;

    memset(p, 0, sizeof *p);
    scratch_make(p->dir);
    uv_loop_init(&p->loop);
    uv_timer_init(&p->loop, &p->tick);
    uv_timer_start(&p->tick, on_tick, 5, 5);
    log_init(&p->log, STDERR_FILENO, LOG_LEVEL_ERROR);
    assert_int_equal(watch_open(&p->loop, p->dir, &p->log, on_hint, p, &p->watch), 0);
    p->scan = scan_new(&p->loop, p->watch, &p->log, &options,
                       &(struct scan_calls){p, on_offer, on_begin, on_end});
    assert_non_null(p->scan);
    p->room = 1000000;
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;

    scan_free(p->scan);
    watch_close(p->watch);
    uv_close((uv_handle_t *)&p->tick, NULL);
    uv_run(&p->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&p->loop), 0);
    scratch_remove(p->dir);
    return 0;
}

static const char *in(struct place *p, const char *name)
{
    static char paths[4][PATH_MAX];
    static int turn;

    return path_in(paths[turn++ % 4], p->dir, name);
}

#define RUN_UNTIL(p, condition) UNTIL((uv_run(&(p)->loop, UV_RUN_ONCE), condition))

static void test_hints(void **state)
{
    struct place *p = *state;

    write_text(in(p, "a"), "a");
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 1);
    assert_int_equal(p->kinds[WATCH_CREATED], 1);
    assert_string_equal(p->last, "a");
    assert_int_equal(rename(in(p, "a"), in(p, "b")), 0);
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 2);
    assert_string_equal(p->last, "b");
    write_text(in(p, "c.part"), "c");
    assert_int_equal(rename(in(p, "c.part"), in(p, "c")), 0);
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 3);
    assert_string_equal(p->last, "c");
    assert_int_equal(p->kinds[WATCH_CREATED], 1);
}

static void test_folders(void **state)
{
    struct place *p = *state;

    assert_int_equal(mkdir(in(p, "sub"), 0700), 0);
    RUN_UNTIL(p, p->kinds[WATCH_FOLDER] == 1);
    write_text(in(p, "sub/a"), "a");
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 1);
    assert_string_equal(p->last, "sub/a");
    assert_int_equal(rename(in(p, "sub"), in(p, "new")), 0);
    RUN_UNTIL(p, p->kinds[WATCH_FOLDER] == 2);
    write_text(in(p, "new/b"), "b");
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 2);
    assert_string_equal(p->last, "new/b");
}

static void test_folder_leaves(void **state)
{
    struct place *p = *state;
    char away[PATH_MAX + 8];

    assert_int_equal(mkdir(in(p, "sub"), 0700), 0);
    RUN_UNTIL(p, p->kinds[WATCH_FOLDER] == 1);
    snprintf(away, sizeof away, "%s-away", p->dir);
    assert_int_equal(rename(in(p, "sub"), away), 0);
    RUN_UNTIL(p, p->kinds[WATCH_LOST] == 1);
    char file[PATH_MAX];
    write_text(path_in(file, away, "a"), "a");
    write_text(in(p, "b"), "b");
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 1);
    assert_string_equal(p->last, "b");
    scratch_remove(away);
}

static void test_root_replaced(void **state)
{
    struct place *p = *state;
    char away[PATH_MAX + 8];

    snprintf(away, sizeof away, "%s-away", p->dir);
    assert_int_equal(watch_check(p->watch), 0);
    assert_int_equal(rename(p->dir, away), 0);
    RUN_UNTIL(p, p->kinds[WATCH_GONE] == 1);
    assert_int_equal(watch_check(p->watch), -1);
    assert_int_equal(mkdir(p->dir, 0700), 0);
    int fd = watch_root(p->watch);
    assert_int_equal(watch_check(p->watch), 1);
    assert_int_equal(watch_root(p->watch), fd);
    assert_int_equal(watch_check(p->watch), 0);
    write_text(in(p, "a"), "a");
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 1);
    scratch_remove(away);
}

/* While it is paused the kernel keeps the events. */
static void test_pause(void **state)
{
    struct place *p = *state;

    watch_pause(p->watch);
    write_text(in(p, "a"), "a");
    for (int i = 0; i < 10; i++)
        uv_run(&p->loop, UV_RUN_ONCE);
    assert_int_equal(p->kinds[WATCH_COMPLETE], 0);
    watch_resume(p->watch);
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 1);
}

static void make_files(struct place *p, const char *folder, int count)
{
    char name[64];

    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof name, "%s%d", folder, i);
        write_text(in(p, name), "x");
    }
}

static void test_scan(void **state)
{
    struct place *p = *state;

    assert_int_equal(mkdir(in(p, "sub"), 0700), 0);
    assert_int_equal(mkdir(in(p, "sub/deep"), 0700), 0);
    assert_int_equal(mkdir(in(p, ".hidden"), 0700), 0);
    make_files(p, "", 100);
    make_files(p, "sub/deep/", 100);
    make_files(p, ".hidden/", 10);
    write_text(in(p, "a.part"), "x");
    assert_int_equal(symlink("nowhere", in(p, "link")), 0);
    scan_now(p->scan);
    /* Those that had not settled are offered by a later walk, started by itself. */
    RUN_UNTIL(p, p->offered >= 201 && !scan_walking(p->scan));
}

/* With little room the walk halts, and no entry is lost. */
static void test_scan_halts(void **state)
{
    struct place *p = *state;

    make_files(p, "", 1000);
    pause_ms(100); /* all have settled, so one walk offers each once */
    p->room = 0;
    scan_now(p->scan);
    while (p->room < 1000) {
        p->room += 100;
        scan_resume(p->scan);
        RUN_UNTIL(p, p->offered == p->room);
        for (int i = 0; i < 3; i++)
            uv_run(&p->loop, UV_RUN_ONCE);
        assert_int_equal(p->offered, p->room);
        assert_true(p->room == 1000 || scan_walking(p->scan));
    }
    RUN_UNTIL(p, !scan_walking(p->scan));
    assert_int_equal(p->offered, 1000);
}

/* A file is not offered before it has settled. */
static void test_scan_settles(void **state)
{
    struct place *p = *state;
    struct scan_options slow = {.settle_ms = 1000, .rescan_ms = 86400000};

    scan_set_options(p->scan, &slow);
    write_text(in(p, "a"), "a");
    int64_t start = now_ms();
    scan_now(p->scan);
    RUN_UNTIL(p, p->offered == 1);
    assert_true(now_ms() - start >= 900);
    assert_string_equal(p->offers, "a");
}

/* Folders within folders, with files inside when they appear: each file is found once. */
static void test_deep(void **state)
{
    struct place *p = *state;
    char path[PATH_MAX], away[PATH_MAX + 8];

    snprintf(away, sizeof away, "%s-away", p->dir);
    assert_int_equal(mkdir(away, 0700), 0);
    size_t n = strlen(strcpy(path, away));
    for (int i = 0; i < SCAN_DEPTH_MAX; i++) {
        n += (size_t)snprintf(path + n, sizeof path - n, "/d%d", i);
        assert_int_equal(mkdir(path, 0700), 0);
        char file[PATH_MAX];
        write_text(path_in(file, path, "f"), "x");
    }
    assert_int_equal(rename(path_in(path, away, "d0"), in(p, "d0")), 0);
    RUN_UNTIL(p, p->kinds[WATCH_FOLDER] == 1);
    pause_ms(100); /* all have settled, so one walk offers each once */
    scan_now(p->scan);
    RUN_UNTIL(p, p->walks == 1);
    /* The root is the first level. */
    assert_int_equal(p->offered, SCAN_DEPTH_MAX - 1);
    /* Each of the folders is watched by now, until they leave. */
    write_text(in(p, "d0/d1/d2/d3/later"), "x");
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 1);
    assert_string_equal(p->last, "d0/d1/d2/d3/later");
    assert_int_equal(rename(in(p, "d0/d1"), path_in(path, away, "d1")), 0);
    RUN_UNTIL(p, p->kinds[WATCH_LOST] > 0);
    /* What happens there, however deep, is none of ours any more. */
    write_text(path_in(path, away, "d1/d2/d3/away"), "x");
    write_text(in(p, "here"), "x");
    RUN_UNTIL(p, p->kinds[WATCH_COMPLETE] == 2);
    assert_string_equal(p->last, "here");
    scratch_remove(away);
}

/* More happens than the kernel's queue holds: it says so, and looking finds the rest. */
static void test_overflow(void **state)
{
    struct place *p = *state;
    FILE *f = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
    int most = 0;

    if (!f || fscanf(f, "%d", &most) != 1 || most > 100000)
        skip();
    fclose(f);
    /* Two names of one file, in turn; what is the same as the event before is left out. */
    write_text(in(p, "a"), "x");
    for (int i = 0; i <= most; i++)
        assert_int_equal(rename(in(p, i % 2 ? "b" : "a"), in(p, i % 2 ? "a" : "b")), 0);
    make_files(p, "late", 3);
    RUN_UNTIL(p, p->kinds[WATCH_LOST] == 1);
    assert_true(p->kinds[WATCH_COMPLETE] >= most - 3);
    assert_string_not_equal(p->last, "late2");
    scan_now(p->scan);
    RUN_UNTIL(p, p->offered >= 4 && !scan_walking(p->scan));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_hints), TEST(test_folders),  TEST(test_folder_leaves), TEST(test_root_replaced),
        TEST(test_pause), TEST(test_scan),     TEST(test_scan_halts),    TEST(test_scan_settles),
        TEST(test_deep),  TEST(test_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
