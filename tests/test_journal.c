/* The journal's file, and the thread in front of it. */
#include "harness.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "../daemon/event.h"
#include "../daemon/journal.h"
#include "../daemon/store.h"

static char dir[PATH_MAX], path[PATH_MAX];

static int setup(void **state)
{
    (void)state;
    scratch_make(dir);
    path_in(path, dir, "journal.db");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    scratch_remove(dir);
    return 0;
}

static struct job *make_job(const char *identity, const char *agency, int year)
{
    struct job *job = job_new("a.txt");

    assert_non_null(job);
    job->identity = strdup(identity);
    job->name = strdup("a.txt");
    job->agency = agency ? strdup(agency) : NULL;
    job->year = year;
    job->status = agency ? NB_VALID : NB_UNRECOGNIZED;
    job->report = strdup("{\"status\":\"x\"}");
    job->report_size = strlen(job->report);
    return job;
}

static struct store *open_store(void)
{
    char error[STORE_ERROR_SIZE];
    struct store *store;

    if (store_open(path, &store, error) != 0)
        fail_msg("%s", error);
    return store;
}

/* Puts one job in its own transaction and returns it. */
static struct job *put(struct store *store, const char *identity, const char *agency, int year)
{
    struct job *job = make_job(identity, agency, year);

    assert_int_equal(store_begin(store), 0);
    assert_int_equal(store_put(store, job, "urn:test"), 0);
    assert_int_equal(store_commit(store), 0);
    return job;
}

static void test_sequence(void **state)
{
    (void)state;
    char epoch[EVENT_EPOCH_SIZE];
    struct store *store = open_store();

    assert_int_equal(store_last(store), 0);
    strcpy(epoch, store_epoch(store));
    job_free(put(store, "one", NULL, 0));
    job_free(put(store, "two", NULL, 0));
    store_close(store);
    store = open_store();
    assert_int_equal(store_last(store), 2);
    assert_string_equal(store_epoch(store), epoch);
    struct job *job = put(store, "three", NULL, 0);
    assert_int_equal(job->sequence, 3);
    assert_int_equal(job->journaled, JOURNAL_NEW);
    job_free(job);
    store_close(store);
}

static void test_duplicate(void **state)
{
    (void)state;
    struct store *store = open_store();

    job_free(put(store, "one", NULL, 0));
    job_free(put(store, "two", NULL, 0));
    struct job *job = put(store, "one", NULL, 0);
    assert_int_equal(job->journaled, JOURNAL_DUPLICATE);
    assert_int_equal(job->sequence, 1);
    assert_int_equal(store_last(store), 2);
    job_free(job);
    store_close(store);
}

static void test_revisions(void **state)
{
    (void)state;
    char id[EVENT_ID_SIZE];
    struct store *store = open_store();

    job_free(put(store, "one", "小河镇", 2024));
    job_free(put(store, "two", "小河镇", 2023));
    struct job *job = put(store, "three", "小河镇", 2024);
    assert_int_equal(job->revision, 2);
    json_t *event = json_loads(job->events->text, 0, NULL);
    event_id(store_epoch(store), 1, id);
    assert_string_equal(dig_text(event, "data.supersedes"), id);
    assert_string_equal(dig_text(event, "subject"), "2024/小河镇");
    assert_int_equal(json_integer_value(dig(event, "data.revision")), 2);
    assert_string_equal(job->events->topic, "report/2024/valid/小河镇");
    json_decref(event);
    job_free(job);
    job = put(store, "four", "小河镇", 0); /* without a year there is nothing to revise */
    assert_int_equal(job->revision, 1);
    job_free(job);
    store_close(store);
}

static void test_rollback(void **state)
{
    (void)state;
    struct store *store = open_store();
    struct job *job = make_job("one", NULL, 0);

    assert_int_equal(store_begin(store), 0);
    assert_int_equal(store_put(store, job, "urn:test"), 0);
    store_rollback(store);
    assert_int_equal(store_last(store), 0);
    job_free(job);
    job = put(store, "two", NULL, 0);
    assert_int_equal(job->sequence, 1);
    job_free(job);
    job = put(store, "one", NULL, 0);
    assert_int_equal(job->journaled, JOURNAL_NEW);
    assert_int_equal(job->sequence, 2);
    job_free(job);
    store_close(store);
}

static void test_foreign_files(void **state)
{
    (void)state;
    char error[STORE_ERROR_SIZE];
    struct store *store = open_store();
    sqlite3 *db;

    store_close(store);
    sqlite3_open(path, &db);
    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_int_equal(store_open(path, &store, error), -1);
    assert_non_null(strstr(error, "newer nianbaod"));
    write_text(path, "this is certainly no database, only a text of some length\n");
    assert_int_equal(store_open(path, &store, error), -1);
    assert_null(store);
}

static void test_topic_is_clean(void **state)
{
    (void)state;
    struct store *store = open_store();
    struct job *job = put(store, "one", "a/b\nc", 2024);

    assert_string_equal(job->events->topic, "report/2024/valid/a_b_c");
    json_t *event = json_loads(job->events->text, 0, NULL);
    assert_string_equal(dig_text(event, "subject"), "2024/a/b\nc");
    json_decref(event);
    job_free(job);
    store_close(store);
}

/* ---- the thread ---- */

struct receiver {
    struct journal *journal;
    uint64_t last;
    int count, expected, failed;
    int64_t deadline;
    uv_timer_t timer;
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

    if (r->count < r->expected && now_ms() < r->deadline)
        return;
    uv_close((uv_handle_t *)timer, NULL);
    journal_close(r->journal);
}

static void test_thread(void **state)
{
    (void)state;
    char error[STORE_ERROR_SIZE], identity[32];
    struct receiver r = {.expected = 2000, .deadline = now_ms() + DEADLINE_MS};
    uv_loop_t loop;

    uv_loop_init(&loop);
    uv_timer_init(&loop, &r.timer);
    r.timer.data = &r;
    uv_timer_start(&r.timer, on_tick, 5, 5);
    assert_int_equal(journal_open(&loop, path, "urn:test", on_jobs, &r, &r.journal, error), 0);
    assert_int_equal(journal_opened_at(r.journal), 0);
    for (int i = 0; i < 2000; i++) {
        snprintf(identity, sizeof identity, "%d", i / 2); /* each twice */
        journal_append(r.journal, make_job(identity, NULL, 0));
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(r.count, 2000);
    assert_int_equal(r.last, 1000);
    assert_int_equal(r.failed, 0);
}

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sequence), TEST(test_duplicate),         TEST(test_revisions),
        TEST(test_rollback), TEST(test_foreign_files),     TEST(test_topic_is_clean),
        TEST(test_thread),   cmocka_unit_test(test_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
