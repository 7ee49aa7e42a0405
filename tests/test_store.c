/* The journal's file: sequence, contents, revisions. */
#include "journals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_sequence(void **state)
{
    (void)state;
    char epoch[EVENT_EPOCH_SIZE];
    struct store *store = journal_store(NULL);

    assert_int_equal(store_last(store), 0);
    strcpy(epoch, store_epoch(store));
    journal_add(store, "one", NULL, 0);
    journal_add(store, "two", NULL, 0);
    store_close(store);
    store = journal_store(NULL);
    assert_int_equal(store_last(store), 2);
    assert_string_equal(store_epoch(store), epoch);
    struct job *job = journal_put(store, journal_job("three", NULL, 0));
    assert_int_equal(job->sequence, 3);
    assert_int_equal(job->journaled, JOURNAL_NEW);
    job_free(job);
    store_close(store);
}

static void test_duplicate(void **state)
{
    (void)state;
    struct store *store = journal_store(NULL);

    journal_add(store, "one", NULL, 0);
    journal_add(store, "two", NULL, 0);
    struct job *job = journal_put(store, journal_job("one", NULL, 0));
    assert_int_equal(job->journaled, JOURNAL_DUPLICATE);
    assert_int_equal(job->sequence, 1);
    assert_null(job->events);
    assert_int_equal(store_last(store), 2);
    job_free(job);
    store_close(store);
}

static void test_revisions(void **state)
{
    (void)state;
    char id[EVENT_ID_SIZE];
    struct store *store = journal_store(NULL);

    journal_add(store, "one", "小河镇", 2024);
    journal_add(store, "two", "小河镇", 2019);
    struct job *job = journal_put(store, journal_job("three", "小河镇", 2024));
    assert_int_equal(job->revision, 2);
    json_t *event = json_loads(job->events->text, 0, NULL);
    event_id(store_epoch(store), 1, id);
    assert_string_equal(dig_text(event, "data.supersedes"), id);
    assert_string_equal(dig_text(event, "subject"), "2024/小河镇");
    assert_int_equal(json_integer_value(dig(event, "data.revision")), 2);
    assert_string_equal(job->events->topic, "report/2024/valid/小河镇");
    json_decref(event);
    job_free(job);
    job = journal_put(store, journal_job("four", "小河镇", 0));
    assert_int_equal(job->revision, 1); /* without a year there is nothing to revise */
    job_free(job);
    assert_int_equal(journal_number("SELECT count(*) FROM latest"), 3);
    assert_int_equal(journal_number("SELECT count(*) FROM latest WHERE sequence = 1"), 0);
    store_close(store);
}

/* How an agency is written does not make it another one, and the report says it as printed. */
static void test_spellings(void **state)
{
    (void)state;
    struct store_options options = journal_options();
    struct store *store;

    options.agency_prefix = "云岫县 云州市云岫县";
    store = journal_store(&options);
    journal_add(store, "one", "云岫县小河镇人民政府", 2024);
    struct job *job = journal_put(store, journal_job("two", "小河镇", 2024));
    assert_int_equal(job->revision, 2);
    assert_string_equal(job->events->topic, "report/2024/valid/小河镇");
    job_free(job);
    job = journal_put(store, journal_job("three", "云州市云岫县　小河镇", 2024));
    assert_int_equal(job->revision, 3);
    job_free(job);
    job = journal_put(store, journal_job("four", "小溪镇", 2024));
    assert_int_equal(job->revision, 1);
    job_free(job);
    store_close(store);
}

/* The spelling that came last need not be the one with the most revisions. */
static void test_revisions_grow(void **state)
{
    (void)state;
    struct store_options options = journal_options();
    struct store *store = journal_store(&options);

    journal_add(store, "one", "小河镇", 2024);
    journal_add(store, "two", "小河镇", 2024);
    journal_add(store, "three", "云岫县小河镇", 2024);
    store_close(store);
    options.agency_prefix = "云岫县";
    store = journal_store(&options);
    for (unsigned revision = 3; revision <= 4; revision++) {
        char identity[] = {(char)('0' + revision), '\0'};
        struct job *job = journal_put(store, journal_job(identity, "小河镇", 2024));
        assert_int_equal(job->revision, revision);
        job_free(job);
    }
    store_close(store);
    assert_int_equal(journal_number("SELECT supersedes FROM events WHERE sequence = 4"), 3);
}

/* With other prefixes other agencies are the same, from the next start on. */
static void test_prefixes_change(void **state)
{
    (void)state;
    struct store_options options = journal_options();
    struct store *store = journal_store(&options);

    journal_add(store, "one", "云岫县小河镇", 2024);
    journal_add(store, "two", "小河镇", 2024);
    assert_int_equal(journal_number("SELECT count(*) FROM latest"), 2);
    store_close(store);
    options.agency_prefix = "云岫县";
    store = journal_store(&options);
    assert_int_equal(journal_number("SELECT sequence FROM latest"), 2);
    assert_int_equal(journal_number("SELECT count(*) FROM latest"), 1);
    assert_int_equal(journal_add(store, "three", "云岫县小河镇", 2024), 3);
    assert_int_equal(journal_number("SELECT supersedes FROM events WHERE sequence = 3"), 2);
    store_close(store);
    options.agency_prefix = "";
    store_close(journal_store(&options));
    assert_int_equal(journal_number("SELECT count(*) FROM latest"), 2);
    assert_int_equal(journal_number("SELECT min(sequence) FROM latest"), 2);
}

static void test_rollback(void **state)
{
    (void)state;
    struct store *store = journal_store(NULL);
    struct job *job = journal_job("one", NULL, 0);

    assert_int_equal(store_begin(store), 0);
    assert_int_equal(store_put(store, job), 0);
    store_rollback(store);
    assert_int_equal(store_last(store), 0);
    job_free(job);
    assert_int_equal(journal_add(store, "two", NULL, 0), 1);
    job = journal_put(store, journal_job("one", NULL, 0));
    assert_int_equal(job->journaled, JOURNAL_NEW);
    assert_int_equal(job->sequence, 2);
    job_free(job);
    store_close(store);
}

static void test_topic_is_clean(void **state)
{
    (void)state;
    struct store *store = journal_store(NULL);
    struct job *job = journal_put(store, journal_job("one", "a/b\nc", 2024));

    assert_string_equal(job->events->topic, "report/2024/valid/a_b_c");
    json_t *event = json_loads(job->events->text, 0, NULL);
    assert_string_equal(dig_text(event, "subject"), "2024/a/b\nc");
    json_decref(event);
    job_free(job);
    store_close(store);
}

/* A million events must not make a lookup walk through them. */
static void test_lookups_use_indexes(void **state)
{
    (void)state;
    static const char *const lookups[] = {
        "SELECT sequence FROM contents WHERE identity = 'x'",
        "UPDATE contents SET sequence = 1 WHERE sequence = 2",
        "SELECT l.revision FROM latest l JOIN events e ON e.sequence = l.sequence"
        " WHERE l.agency_key = 'x' AND l.year BETWEEN 2023 AND 2025",
        "SELECT e.event FROM latest l JOIN events e ON e.sequence = l.sequence"
        " WHERE l.sequence BETWEEN 5 AND 9 ORDER BY l.sequence",
    };
    char sql[512];

    store_close(journal_store(NULL));
    sqlite3 *db;
    sqlite3_open(journal_path, &db);
    for (size_t i = 0; i < sizeof lookups / sizeof lookups[0]; i++) {
        sqlite3_stmt *stmt;
        snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", lookups[i]);
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *step = (const char *)sqlite3_column_text(stmt, 3);
            if (strncmp(step, "SEARCH", 6) != 0)
                fail_msg("%s: %s", lookups[i], step);
        }
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        JOURNAL_TEST(test_sequence),
        JOURNAL_TEST(test_duplicate),
        JOURNAL_TEST(test_revisions),
        JOURNAL_TEST(test_spellings),
        JOURNAL_TEST(test_revisions_grow),
        JOURNAL_TEST(test_prefixes_change),
        JOURNAL_TEST(test_rollback),
        JOURNAL_TEST(test_topic_is_clean),
        JOURNAL_TEST(test_lookups_use_indexes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
