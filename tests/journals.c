#include "journals.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char journal_dir[PATH_MAX], journal_path[PATH_MAX];

int journal_setup(void **state)
{
    (void)state;
    scratch_make(journal_dir);
    path_in(journal_path, journal_dir, "journal.db");
    return 0;
}

int journal_teardown(void **state)
{
    (void)state;
    scratch_remove(journal_dir);
    return 0;
}

struct store_options journal_options(void)
{
    struct store_options options = {.source = "urn:test", .agency_prefix = "", .lang = NB_EN};

    nb_options_init(&options.rules);
    return options;
}

struct log *journal_log(void)
{
    static struct log log;

    log_init(&log, STDERR_FILENO, LOG_LEVEL_ERROR);
    return &log;
}

struct store *journal_store(const struct store_options *options)
{
    struct store_options usual = journal_options();
    char error[STORE_ERROR_SIZE];
    struct store *store;

    if (store_open(journal_path, options ? options : &usual, journal_log(), &store, error) != 0)
        fail_msg("%s", error);
    return store;
}

const char *journal_refusal(void)
{
    static char error[STORE_ERROR_SIZE];
    struct store_options options = journal_options();
    struct store *store;

    assert_int_equal(store_open(journal_path, &options, journal_log(), &store, error), -1);
    assert_null(store);
    return error;
}

struct job *journal_job(const char *identity, const char *agency, int year)
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

struct job *journal_put(struct store *store, struct job *job)
{
    if (store_begin(store) != 0 || store_put(store, job) != 0 || store_commit(store) != 0)
        fail_msg("%s", store_error(store));
    return job;
}

uint64_t journal_add(struct store *store, const char *identity, const char *agency, int year)
{
    struct job *job = journal_put(store, journal_job(identity, agency, year));
    uint64_t sequence = job->sequence;

    job_free(job);
    return sequence;
}

static sqlite3 *open_file(void)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(journal_path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, DEADLINE_MS);
    return db;
}

int64_t journal_number(const char *sql)
{
    char *text = journal_text(sql);
    int64_t number = text ? strtoll(text, NULL, 10) : 0;

    free(text);
    return number;
}

char *journal_text(const char *sql)
{
    sqlite3 *db = open_file();
    sqlite3_stmt *stmt;
    char *text = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_type(stmt, 0) != SQLITE_NULL)
        text = strdup((const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return text;
}

void journal_change(const char *sql)
{
    sqlite3 *db = open_file();

    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}
