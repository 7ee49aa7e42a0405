/* The journal: the thread in front of its file, and a disk that gives trouble. */
#include "journals.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "../daemon/journal.h"

static void test_times(void **state)
{
    (void)state;
    char text[EVENT_TIME_SIZE];

    event_time(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000Z");
    event_time(1736928000007, text);
    assert_string_equal(text, "2025-01-15T08:00:00.007Z");
    event_time(-5, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000Z");
}

/* ---- the thread ---- */

struct receiver {
    uv_loop_t loop;
    uv_timer_t timer;
    struct journal *journal;
    uint64_t last;
    int count, expected, failed;
    const struct store_options *then; /* set when all jobs are back, or NULL */
    int (*done)(void);                /* what else must be true at the end, or NULL */
    int64_t deadline;
};

static void on_jobs(void *arg, struct job *jobs, const char *error)
{
    struct receiver *r = arg;

    while (jobs) {
        struct job *next = jobs->next;
        r->count++;
        r->failed += error != NULL;
        if (jobs->journaled == JOURNAL_NEW)
            assert_int_equal(jobs->sequence, ++r->last);
        job_free(jobs);
        jobs = next;
    }
}

static void on_tick(uv_timer_t *timer)
{
    struct receiver *r = timer->data;

    if (r->count == r->expected && r->then) {
        journal_set_options(r->journal, r->then);
        r->then = NULL;
    }
    if ((r->count < r->expected || (r->done && !r->done())) && now_ms() < r->deadline)
        return;
    uv_close((uv_handle_t *)timer, NULL);
    journal_close(r->journal);
}

static void receiver_open(struct receiver *r, const struct store_options *options)
{
    char error[STORE_ERROR_SIZE];

    memset(r, 0, sizeof *r);
    r->deadline = now_ms() + DEADLINE_MS;
    uv_loop_init(&r->loop);
    uv_timer_init(&r->loop, &r->timer);
    r->timer.data = r;
    uv_timer_start(&r->timer, on_tick, 5, 5);
    if (journal_open(&r->loop, journal_path, options, journal_log(), on_jobs, r, &r->journal,
                     error) != 0)
        fail_msg("%s", error);
}

/* Appends jobs whose contents are the numbers from `first` on, each of them twice. */
static void append(struct receiver *r, int first, int count)
{
    char identity[32];

    for (int i = 0; i < count; i++) {
        snprintf(identity, sizeof identity, "%d", first + i / 2);
        journal_append(r->journal, journal_job(identity, NULL, 0));
    }
    r->expected += count;
}

static void receiver_run(struct receiver *r)
{
    uv_run(&r->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&r->loop), 0);
    assert_int_equal(r->count, r->expected);
}

static void test_thread(void **state)
{
    (void)state;
    struct store_options options = journal_options();
    struct receiver r;

    receiver_open(&r, &options);
    assert_int_equal(journal_opened_at(r.journal), 0);
    append(&r, 0, 2000);
    receiver_run(&r);
    assert_int_equal(r.last, 1000);
    assert_int_equal(r.failed, 0);
}

static int hundred_are_left(void)
{
    return journal_number("SELECT count(*) FROM events") == 100;
}

/* Retention goes on by itself until it is done, and then nothing but time wakes it. */
static void test_thread_retains(void **state)
{
    (void)state;
    struct store_options options = journal_options();
    struct receiver r;

    receiver_open(&r, &options);
    append(&r, 0, 4000);
    receiver_run(&r);
    options.keep_events = 100;
    receiver_open(&r, &options);
    r.done = hundred_are_left;
    receiver_run(&r);
    assert_true(hundred_are_left());
}

/* An option that changes is taken over without waiting for the next file or the next look. */
static void test_options_change(void **state)
{
    (void)state;
    struct store_options options = journal_options(), changed = options;
    struct receiver r;

    receiver_open(&r, &options);
    append(&r, 0, 1000);
    changed.keep_events = 100;
    r.then = &changed;
    r.done = hundred_are_left;
    receiver_run(&r);
    assert_true(hundred_are_left());
    assert_int_equal(r.last, 500);
}

/* ---- a disk that gives trouble ---- */

/* Puts a file system of that size in the place of the scratch directory's inside; 0 if it may. */
static int mount_small(const char *size)
{
    static int done;

    if (!done &&
        (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0))
        return -1;
    done = 1;
    return mount("none", journal_dir, "tmpfs", 0, size);
}

static void resize(const char *size)
{
    assert_int_equal(mount("none", journal_dir, "tmpfs", MS_REMOUNT, size), 0);
}

/* A job with a report of some 10 KB. */
static struct job *large_job(int number)
{
    char identity[32];

    snprintf(identity, sizeof identity, "%d", number);
    struct job *job = journal_job(identity, NULL, 0);
    job->report_size = 10000;
    job->report = realloc(job->report, job->report_size + 1);
    memset(job->report, ' ', job->report_size);
    job->report[0] = '{';
    job->report[job->report_size - 1] = '}';
    job->report[job->report_size] = '\0';
    return job;
}

/* Puts up to `count` jobs, 10 in a transaction, until one fails. Returns how many are durable. */
static int put_until_it_fails(struct store *store, int first, int count)
{
    for (int i = first; i < first + count; i += 10) {
        int ok = store_begin(store) == 0;
        for (int k = i; ok && k < i + 10; k++) {
            struct job *job = large_job(k);
            ok = store_put(store, job) == 0;
            job_free(job);
        }
        if (ok && store_commit(store) == 0)
            continue;
        store_rollback(store);
        return i - first;
    }
    return count;
}

static void expect_whole(uint64_t last)
{
    assert_int_equal(journal_number("SELECT count(*) FROM events"), last);
    assert_int_equal(journal_number("SELECT coalesce(max(sequence), 0) FROM events"), last);
    assert_int_equal(journal_number("SELECT count(*) FROM contents"), last);
    char *sound = journal_text("PRAGMA integrity_check");
    assert_string_equal(sound, "ok");
    free(sound);
}

/* Nothing of a transaction that found no room is there, and with room it is written after all. */
static void test_full_disk(void **state)
{
    (void)state;
    if (mount_small("size=2m") != 0)
        skip();
    struct store *store = journal_store(NULL);
    int durable = put_until_it_fails(store, 0, 1000);

    assert_true(durable > 10 && durable < 1000);
    assert_non_null(strstr(store_error(store), "full"));
    assert_int_equal(store_last(store), durable);
    assert_int_equal(put_until_it_fails(store, durable, 10), 0);
    assert_int_equal(store_last(store), durable);
    resize("size=64m");
    expect_whole((uint64_t)durable);
    assert_int_equal(put_until_it_fails(store, durable, 500), 500);
    expect_whole((uint64_t)durable + 500);
    store_close(store);
    store = journal_store(NULL);
    assert_int_equal(store_last(store), durable + 500);
    store_close(store);
    umount2(journal_dir, MNT_DETACH);
}

/* The WAL has room, what it is to be copied to has none: commits go on, and nothing gets lost. */
static void test_checkpoint_without_room(void **state)
{
    (void)state;
    char wal[PATH_MAX];
    struct stat st;

    if (mount_small("size=40m") != 0)
        skip();
    struct store *store = journal_store(NULL);
    int durable = put_until_it_fails(store, 0, 6000);

    /* The copying begins at 32 MB, and it has failed: not everything is in the file itself. */
    assert_true(durable > 0 && durable < 6000);
    assert_int_equal(stat(path_in(wal, journal_dir, "journal.db-wal"), &st), 0);
    assert_true(st.st_size >= 32 << 20);
    assert_int_equal(stat(journal_path, &st), 0);
    assert_true(st.st_size < durable * 10000);
    assert_int_equal(store_last(store), durable);
    resize("size=256m");
    expect_whole((uint64_t)durable);
    assert_int_equal(put_until_it_fails(store, durable, 1000), 1000);
    store_close(store);
    expect_whole((uint64_t)durable + 1000);
    umount2(journal_dir, MNT_DETACH);
}

/* A start needs no room: there may be none because of the files that wait. */
static void test_start_on_full_disk(void **state)
{
    (void)state;
    char filler[PATH_MAX];
    static char block[4096];

    if (mount_small("size=4m") != 0)
        skip();
    struct store *store = journal_store(NULL);
    assert_int_equal(put_until_it_fails(store, 0, 50), 50);
    store_close(store);
    int fd = open(path_in(filler, journal_dir, "filler"), O_WRONLY | O_CREAT, 0600);
    /* SQLite itself needs 32 KiB to open a journal. */
    assert_int_equal(ftruncate(fd, 0), 0);
    while (write(fd, block, sizeof block) == (ssize_t)sizeof block)
        ;
    assert_int_equal(ftruncate(fd, lseek(fd, 0, SEEK_END) - 65536), 0);
    close(fd);
    store = journal_store(NULL);
    assert_int_equal(store_last(store), 50);
    assert_int_equal(put_until_it_fails(store, 50, 10), 0);
    unlink(filler);
    assert_int_equal(put_until_it_fails(store, 50, 10), 10);
    store_close(store);
    umount2(journal_dir, MNT_DETACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),          JOURNAL_TEST(test_thread),
        JOURNAL_TEST(test_thread_retains),     JOURNAL_TEST(test_options_change),
        JOURNAL_TEST(test_full_disk),          JOURNAL_TEST(test_checkpoint_without_room),
        JOURNAL_TEST(test_start_on_full_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
