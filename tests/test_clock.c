/*
 * Looking through a directory while the clock is set: the clock is the test's own. Whether a file
 * stands still is decided by how it looks, never by how long ago its time stamp seems to be.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "../daemon/clock.h"
#include "../daemon/scan.h"
#include "../daemon/watch.h"

#define HOUR   ((int64_t)3600000)
#define SETTLE 500

static int64_t set_by; /* how far the clock was set ahead */

/* In place of the C library's. */
int clock_gettime(clockid_t clock, struct timespec *ts)
{
    int result = (int)syscall(SYS_clock_gettime, clock, ts);

    if (clock == CLOCK_REALTIME)
        ts->tv_sec += set_by / 1000;
    return result;
}

struct place {
    char dir[PATH_MAX], file[PATH_MAX];
    uv_loop_t loop;
    uv_timer_t tick; /* keeps the loop from waiting for ever */
    struct log log;
    struct watch *watch;
    struct scan *scan;
    int offered, walks;
    int64_t since_ms;
};

static void on_hint(void *arg, enum watch_kind kind, const char *path)
{
    (void)arg;
    (void)kind;
    (void)path;
}

static int on_offer(void *arg, const char *path, const struct file_id *id, int64_t since_ms)
{
    struct place *p = arg;

    (void)path;
    (void)id;
    p->offered++;
    p->since_ms = since_ms;
    return 1;
}

static int on_begin(void *arg)
{
    (void)arg;
    return 0;
}

static void on_end(void *arg)
{
    ((struct place *)arg)->walks++;
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer;
}

static struct scan_options options = {.settle_ms = SETTLE, .rescan_ms = 86400000};

static int setup(void **state)
{
    static struct place place;
    struct place *p = &place;

    memset(p, 0, sizeof *p);
    set_by = 0;
    options.remote = 0;
    scratch_make(p->dir);
    path_in(p->file, p->dir, "a.txt");
    uv_loop_init(&p->loop);
    uv_timer_init(&p->loop, &p->tick);
    uv_timer_start(&p->tick, on_tick, 5, 5);
    log_init(&p->log, STDERR_FILENO, LOG_LEVEL_ERROR);
    assert_int_equal(watch_open(&p->loop, p->dir, &p->log, on_hint, p, &p->watch), 0);
    p->scan = scan_new(&p->loop, p->watch, &p->log, &options,
                       &(struct scan_calls){p, on_offer, on_begin, on_end});
    assert_non_null(p->scan);
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

/* Lets a walk begin and waits for its end. */
static void walk(struct place *p)
{
    int walks = p->walks;

    scan_now(p->scan);
    UNTIL((uv_run(&p->loop, UV_RUN_ONCE), p->walks > walks));
}

/*
 * A walk does not offer the file, but one that comes by itself does when the file has stood still
 * since.
 */
static void expect_wait(struct place *p)
{
    int64_t start = now_ms();

    walk(p);
    assert_int_equal(p->offered, 0);
    UNTIL((uv_run(&p->loop, UV_RUN_ONCE), p->offered > 0));
    assert_true(now_ms() - start >= SETTLE - 50);
}

/* The clock was an hour fast when the file was written, and was set right since. */
static void test_set_back(void **state)
{
    struct place *p = *state;

    write_text(p->file, "a");
    set_by = -HOUR;
    expect_wait(p);
    assert_true(p->since_ms <= clock_now());
}

/* The clock is set ahead while a file is being written: it only seems to be old. */
static void test_set_ahead(void **state)
{
    struct place *p = *state;

    walk(p); /* knows the clock as it was */
    write_text(p->file, "a");
    set_by = HOUR;
    expect_wait(p);
}

/* A clock that runs on as it should is no clock that was set. */
static void test_steady(void **state)
{
    struct place *p = *state;

    write_text(p->file, "a");
    pause_ms(SETTLE + 50);
    walk(p);
    assert_int_equal(p->offered, 1);
}

/* The clock of a server is ahead or behind by whatever it likes. */
static void test_server(void **state)
{
    static const int64_t ahead[] = {-HOUR, HOUR};
    struct place *p = *state;

    options.remote = 1;
    scan_set_options(p->scan, &options);
    for (int i = 0; i < 2; i++) {
        set_by = ahead[i];
        p->offered = 0;
        write_text(p->file, "a");
        expect_wait(p);
        remove(p->file);
    }
}

/* On a server every change begins the wait anew. */
static void test_server_growing(void **state)
{
    struct place *p = *state;

    set_by = HOUR; /* its files are an hour old from the first */
    options.remote = 1;
    scan_set_options(p->scan, &options);
    FILE *f = fopen(p->file, "w");
    assert_non_null(f);
    int64_t last = now_ms();
    for (int i = 0; i < 10; i++) {
        fprintf(f, "line %d\n", i);
        fflush(f);
        int64_t late = now_ms() - last;
        walk(p);
        if (late < SETTLE) /* or this machine is too slow to show anything */
            assert_int_equal(p->offered, 0);
        last = now_ms();
        pause_ms(SETTLE / 4);
    }
    fclose(f);
    UNTIL((uv_run(&p->loop, UV_RUN_ONCE), p->offered > 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_set_back), TEST(test_set_ahead),      TEST(test_steady),
        TEST(test_server),   TEST(test_server_growing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
