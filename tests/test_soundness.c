/* The journal's file after others were at it: older versions, damage, older copies, locks. */
#include "journals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../daemon/sql.h"

static void test_foreign_files(void **state)
{
    (void)state;

    store_close(journal_store(NULL));
    journal_change("PRAGMA user_version = 99");
    assert_non_null(strstr(journal_refusal(), "newer nianbaod"));
    write_text(journal_path, "this is certainly no database, only a text of some length\n");
    assert_non_null(strstr(journal_refusal(), "put a backup in its place"));
}

/* The tables as the first version made them. */
#define VERSION_1                                                                                  \
    "PRAGMA journal_mode = WAL;"                                                                   \
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"                \
    "CREATE TABLE events (sequence INTEGER PRIMARY KEY, topic TEXT NOT NULL, status TEXT NOT "     \
    "NULL,"                                                                                        \
    "  agency TEXT, year INTEGER, revision INTEGER NOT NULL, supersedes INTEGER,"                  \
    "  name TEXT NOT NULL, time TEXT NOT NULL, event TEXT NOT NULL);"                              \
    "CREATE UNIQUE INDEX events_revision ON events (agency, year, revision)"                       \
    "  WHERE agency IS NOT NULL AND year IS NOT NULL;"                                             \
    "CREATE TABLE contents (identity TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;"  \
    "INSERT INTO meta VALUES ('epoch', '" EPOCH_1 "');"                                            \
    "PRAGMA user_version = 1;"
#define EPOCH_1 "0b5f0c5e-37b0-4d3b-8f5e-5b9f3c0f6a11"
#define EVENT_1(sequence, agency, year, revision, supersedes)                                      \
    "INSERT INTO events VALUES (" sequence ", 't', 'valid', " agency ", " year ", " revision       \
    ", " supersedes ", 'a.txt', '2025-01-15T08:00:00.000Z', 'text " sequence "');"                 \
    "INSERT INTO contents VALUES ('content " sequence "', " sequence ");"

static void make_version_1(void)
{
    journal_change(VERSION_1 EVENT_1("1", "'小河镇'", "2024", "1", "NULL")
                       EVENT_1("2", "NULL", "NULL", "1", "NULL")
                           EVENT_1("3", "'小河镇人民政府'", "2024", "1", "NULL")
                               EVENT_1("4", "'小溪镇'", "2024", "1", "NULL")
                                   EVENT_1("5", "'小溪镇'", "2024", "2", "4")
                                       EVENT_1("6", "'小溪镇'", "NULL", "1", "NULL"));
}

static void test_migration(void **state)
{
    (void)state;

    make_version_1();
    struct store *store = journal_store(NULL);
    assert_string_equal(store_epoch(store), EPOCH_1);
    assert_int_equal(store_last(store), 6);
    assert_int_equal(journal_number("PRAGMA user_version"), 2);
    char *latest = journal_text("SELECT group_concat(sequence) FROM"
                                " (SELECT sequence FROM latest ORDER BY sequence)");
    assert_string_equal(latest, "2,3,5,6");
    free(latest);
    char *text = journal_text("SELECT event FROM events WHERE sequence = 3");
    assert_string_equal(text, "text 3");
    free(text);
    struct job *job = journal_put(store, journal_job("content 1", "小河镇", 2024));
    assert_int_equal(job->journaled, JOURNAL_DUPLICATE);
    job_free(job);
    job = journal_put(store, journal_job("new", "小河镇", 2024));
    assert_int_equal(job->sequence, 7);
    assert_int_equal(job->revision, 2);
    job_free(job);
    assert_int_equal(journal_number("SELECT supersedes FROM events WHERE sequence = 7"), 3);
    assert_int_equal(journal_number("SELECT value FROM meta WHERE name = 'first_kept'"), 1);
    store_close(store);
    assert_int_equal(journal_number("SELECT count(*) FROM sqlite_master WHERE name ="
                                    " 'events_revision'"),
                     0);
}

/* A migration that fails half way leaves the file as it was. */
static void test_migration_fails(void **state)
{
    (void)state;

    make_version_1();
    journal_change("INSERT INTO contents VALUES ('twice', 1)"); /* has no place in the new index */
    assert_non_null(strstr(journal_refusal(), "UNIQUE"));
    assert_int_equal(journal_number("PRAGMA user_version"), 1);
    assert_int_equal(journal_number("SELECT count(*) FROM sqlite_master WHERE name = 'latest'"), 0);
    journal_change("DELETE FROM contents WHERE identity = 'twice'");
    struct store *store = journal_store(NULL);
    assert_int_equal(store_last(store), 6);
    store_close(store);
}

/* ---- soundness ---- */

static void copy_file(const char *from, const char *to)
{
    char command[2 * PATH_MAX + 16];

    snprintf(command, sizeof command, "cp %s %s", from, to);
    assert_int_equal(system(command), 0);
}

/* Overwrites the middle of the file, where rows are. */
static void scribble(void)
{
    struct stat st;
    FILE *file = fopen(journal_path, "r+");

    assert_non_null(file);
    fstat(fileno(file), &st);
    fseek(file, st.st_size / 2, SEEK_SET);
    for (int i = 0; i < 20000; i++)
        fputc('#', file);
    fclose(file);
}

static void fill(struct store *store, int count)
{
    char identity[32], agency[32];

    for (int i = 0; i < count; i++) {
        snprintf(identity, sizeof identity, "content %d", i);
        snprintf(agency, sizeof agency, "agency %d", i);
        journal_add(store, identity, agency, 2024);
    }
}

/* What keeps the daemon from writing is said in words that help. */
static void test_words(void **state)
{
    (void)state;
    struct sql one, other;

    memset(&one, 0, sizeof one);
    memset(&other, 0, sizeof other);
    store_close(journal_store(NULL));
    assert_int_equal(sql_open(&one, journal_path, SQLITE_OPEN_READWRITE), 0);
    assert_int_equal(sql_open(&other, journal_path, SQLITE_OPEN_READWRITE), 0);
    sqlite3_busy_timeout(other.db, 0);
    assert_int_equal(sql_exec(&one, "BEGIN IMMEDIATE"), 0);
    assert_int_equal(sql_exec(&other, "BEGIN IMMEDIATE"), -1);
    assert_non_null(strstr(other.error, "another program has locked it"));
    assert_false(other.suspect);
    sql_damaged(&other, "a row is missing");
    assert_non_null(strstr(other.error, "(a row is missing): put a backup in its place"));
    assert_true(other.suspect);
    sql_close(&one);
    sql_close(&other);
}

/* What a crash leaves is checked, and refused when it is damaged; nothing of it is deleted. */
static void test_damaged_after_crash(void **state)
{
    (void)state;
    char copy[PATH_MAX], again[PATH_MAX];
    struct store *store = journal_store(NULL);

    fill(store, 100);
    store_close(store);
    assert_int_equal(journal_number("SELECT value FROM meta WHERE name = 'clean'"), 1);
    scribble();
    journal_change("UPDATE meta SET value = '0' WHERE name = 'clean'");
    copy_file(journal_path, path_in(copy, journal_dir, "copy"));
    const char *error = journal_refusal();
    assert_non_null(strstr(error, "it is damaged"));
    assert_non_null(strstr(error, "put a backup in its place"));
    path_in(again, journal_dir, "journal.db");
    char command[2 * PATH_MAX + 16];
    snprintf(command, sizeof command, "cmp %s %s", copy, again);
    assert_int_equal(system(command), 0);
}

/* Without a check it may as well be the disk that cannot be read. */
static void test_damage_that_is_met(void **state)
{
    (void)state;
    struct sql sql;
    struct store *store = journal_store(NULL);

    fill(store, 100);
    store_close(store);
    scribble();
    memset(&sql, 0, sizeof sql);
    assert_int_equal(sql_open(&sql, journal_path, SQLITE_OPEN_READONLY), 0);
    int64_t size;
    assert_int_equal(sql_ask(&sql, "SELECT sum(length(event)) FROM events", &size), -1);
    assert_non_null(strstr(sql.error, "it may be damaged"));
    assert_non_null(strstr(sql.error, "integrity_check"));
    assert_true(sql.suspect);
    sql_close(&sql);
}

/* The check costs a start only after a run that did not end in order. */
static void test_clean_flag(void **state)
{
    (void)state;
    static const char clean[] = "SELECT value FROM meta WHERE name = 'clean'";
    struct store *store = journal_store(NULL);

    journal_add(store, "one", NULL, 0);
    store_close(store);
    store = journal_store(NULL);
    assert_int_equal(journal_number(clean), 1); /* nothing was written yet */
    struct job *job = journal_job("two", NULL, 0);
    assert_int_equal(store_begin(store), 0);
    assert_int_equal(store_put(store, job), 0);
    store_rollback(store);
    job_free(job);
    assert_int_equal(journal_number(clean), 1);
    journal_add(store, "two", NULL, 0);
    assert_int_equal(journal_number(clean), 0);
    store_close(store);
    assert_int_equal(journal_number(clean), 1);
}

/* Whatever makes it uncertain which sequences were given already makes a new epoch. */
static void expect_new_epoch(int expected)
{
    static char epoch[EVENT_EPOCH_SIZE];
    struct store *store = journal_store(NULL);

    assert_int_equal(strlen(store_epoch(store)), EVENT_EPOCH_SIZE - 1);
    assert_int_equal(strcmp(epoch, store_epoch(store)) != 0, expected);
    strcpy(epoch, store_epoch(store));
    int64_t first = journal_number("SELECT value FROM meta WHERE name = 'first_kept'");
    if (expected)
        assert_int_equal(first, store_last(store) + 1);
    store_close(store);
}

static void add_one(const char *identity)
{
    struct store *store = journal_store(NULL);

    journal_add(store, identity, NULL, 0);
    store_close(store);
}

static void test_older_copy(void **state)
{
    (void)state;
    char copy[PATH_MAX], mark[PATH_MAX];

    path_in(copy, journal_dir, "copy");
    path_in(mark, journal_dir, "last-event");
    expect_new_epoch(1);
    add_one("one");
    expect_new_epoch(0);
    copy_file(journal_path, copy);
    expect_new_epoch(0);
    add_one("two");
    copy_file(copy, journal_path);
    expect_new_epoch(1);
    expect_new_epoch(0);
    add_one("another two");
    assert_int_equal(journal_number("SELECT max(sequence) FROM events"), 2);
    copy_file(journal_path, copy);
    copy_file(copy, journal_path); /* nothing came in between */
    expect_new_epoch(0);
    assert_int_equal(unlink(mark), 0); /* a copy in a new place */
    expect_new_epoch(1);
    write_text(mark, "nonsense\n");
    expect_new_epoch(1);
    expect_new_epoch(0);
}

/* What a new epoch's event supersedes keeps the id under which it was published. */
static void test_supersedes_over_epochs(void **state)
{
    (void)state;
    char former[EVENT_ID_SIZE];
    struct store *store = journal_store(NULL);

    journal_add(store, "one", "小河镇", 2024);
    event_id(store_epoch(store), 1, former);
    store_close(store);
    journal_change("DELETE FROM meta WHERE name = 'epoch'");
    store = journal_store(NULL);
    struct job *job = journal_put(store, journal_job("two", "小河镇", 2024));
    json_t *event = json_loads(job->events->text, 0, NULL);
    assert_string_equal(dig_text(event, "data.supersedes"), former);
    assert_string_equal(dig_text(event, "epoch"), store_epoch(store));
    assert_string_not_equal(dig_text(event, "epoch"), former);
    json_decref(event);
    job_free(job);
    store_close(store);
}

/* What somebody else deletes from the journal must not keep files out of it. */
static void test_event_is_gone(void **state)
{
    (void)state;
    struct store *store = journal_store(NULL);

    journal_add(store, "one", "小河镇", 2024);
    journal_add(store, "two", NULL, 0);
    journal_change("DELETE FROM events WHERE sequence = 1");
    struct job *job = journal_put(store, journal_job("one", "小河镇", 2024));
    assert_int_equal(job->journaled, JOURNAL_DUPLICATE);
    job_free(job);
    assert_int_equal(journal_add(store, "three", "小河镇", 2023), 3);
    store_close(store);
    journal_change("DELETE FROM events WHERE sequence = 3");
    store = journal_store(NULL); /* by the mark it is an older copy */
    assert_int_equal(journal_add(store, "four", "小河镇", 2023), 3);
    store_close(store);
}

static void test_epoch_taken_away(void **state)
{
    (void)state;
    expect_new_epoch(1);
    add_one("one");
    journal_change("DELETE FROM meta WHERE name = 'epoch'");
    expect_new_epoch(1);
    struct store *store = journal_store(NULL);
    assert_int_equal(journal_add(store, "next", NULL, 0), 2);
    store_close(store);
    journal_change("UPDATE meta SET value = value || 'x' WHERE name = 'epoch'");
    assert_non_null(strstr(journal_refusal(), "epoch"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        JOURNAL_TEST(test_foreign_files),
        JOURNAL_TEST(test_migration),
        JOURNAL_TEST(test_migration_fails),
        JOURNAL_TEST(test_words),
        JOURNAL_TEST(test_damaged_after_crash),
        JOURNAL_TEST(test_damage_that_is_met),
        JOURNAL_TEST(test_clean_flag),
        JOURNAL_TEST(test_older_copy),
        JOURNAL_TEST(test_supersedes_over_epochs),
        JOURNAL_TEST(test_event_is_gone),
        JOURNAL_TEST(test_epoch_taken_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
