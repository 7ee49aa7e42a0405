#include "store.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "event.h"

/* An event with its 200 cells takes some 12 KiB: it should fit a page, as each page is a write. */
#define PAGE_BYTES "16384"

/* Pages in the WAL before they are copied into the database: few, long strides. */
#define CHECKPOINT_PAGES "2048"
#define BUSY_MS          5000

/* Each step brings the schema from the version of its index to the next one. */
static const char *const migrations[] = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE events ("
    "  sequence INTEGER PRIMARY KEY,"
    "  topic TEXT NOT NULL,"
    "  status TEXT NOT NULL,"
    "  agency TEXT,"
    "  year INTEGER,"
    "  revision INTEGER NOT NULL,"
    "  supersedes INTEGER," /* a sequence */
    "  name TEXT NOT NULL," /* of the file, as valid UTF-8 */
    "  time TEXT NOT NULL,"
    "  event TEXT NOT NULL);" /* the envelope as published */
    "CREATE UNIQUE INDEX events_revision ON events (agency, year, revision)"
    "  WHERE agency IS NOT NULL AND year IS NOT NULL;"
    /* Contents that have their event: apart, since an event need not come from a file. */
    "CREATE TABLE contents (identity TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;",

    /* The events that no other has superseded; without an agency or a year, none ever can be. */
    "CREATE TABLE latest (sequence INTEGER PRIMARY KEY, agency_key TEXT, year INTEGER);"
    "CREATE UNIQUE INDEX latest_report ON latest (agency_key, year);"
    "INSERT OR REPLACE INTO latest SELECT sequence, agency, year FROM events ORDER BY sequence;"
    "DROP INDEX events_revision;"
    "CREATE UNIQUE INDEX contents_sequence ON contents (sequence);"
    "INSERT INTO meta (name, value) VALUES ('first_kept', '1');",
};

#define SCHEMA_VERSION ((int)(sizeof migrations / sizeof migrations[0]))

enum statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    FIND_CONTENT,
    ADD_CONTENT,
    FIND_REVISION,
    ADD_EVENT,
    ADD_LATEST,
    STATEMENTS,
};

static const char *const statements[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [FIND_CONTENT] = "SELECT sequence FROM contents WHERE identity = ?1",
    [ADD_CONTENT] = "INSERT INTO contents (identity, sequence) VALUES (?1, ?2)",
    [FIND_REVISION] = "SELECT sequence, revision FROM latest JOIN events USING (sequence)"
                      " WHERE agency_key = ?1 AND latest.year = ?2",
    [ADD_EVENT] = "INSERT INTO events (sequence, topic, status, agency, year, revision, supersedes,"
                  " name, time, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    /* Takes the place of the row with the same agency and year. */
    [ADD_LATEST] = "INSERT OR REPLACE INTO latest (sequence, agency_key, year) VALUES (?1, ?2, ?3)",
};

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    char epoch[EVENT_EPOCH_SIZE];
    uint64_t committed, next; /* the last durable sequence; the one to be given next */
    char error[STORE_ERROR_SIZE];
};

static int fail(struct store *store, const char *what)
{
    snprintf(store->error, sizeof store->error, "%s: %s", what,
             store->db ? sqlite3_errmsg(store->db) : "memory ran out");
    return -1;
}

/* ---- opening ---- */

static int exec(struct store *store, const char *sql)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(store, "journal");
}

/* The first column of the first row as a number, or -1. */
static int64_t query_number(struct store *store, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t n = -1;

    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        n = sqlite3_column_int64(stmt, 0);
    else
        fail(store, "journal");
    sqlite3_finalize(stmt);
    return n;
}

/* A random UUID (version 4) as text. */
static int make_epoch(char out[EVENT_EPOCH_SIZE])
{
    unsigned char b[16];

    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        return -1;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, EVENT_EPOCH_SIZE,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
             b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
             b[15]);
    return 0;
}

static int write_epoch(struct store *store)
{
    char epoch[EVENT_EPOCH_SIZE], sql[128];

    if (make_epoch(epoch) != 0)
        return fail(store, "journal: no random numbers for the epoch");
    snprintf(sql, sizeof sql, "INSERT INTO meta (name, value) VALUES ('epoch', '%s')", epoch);
    return exec(store, sql);
}

static int migrate(struct store *store)
{
    char sql[64];

    if (exec(store, "BEGIN EXCLUSIVE") != 0)
        return -1;
    int64_t version = query_number(store, "PRAGMA user_version");
    if (version > SCHEMA_VERSION) {
        snprintf(store->error, sizeof store->error,
                 "journal: written by a newer nianbaod (schema %" PRId64 ", this one knows %d)",
                 version, SCHEMA_VERSION);
        return -1;
    }
    if (version < 0)
        return -1;
    for (int64_t v = version; v < SCHEMA_VERSION; v++)
        if (exec(store, migrations[v]) != 0)
            return -1;
    if (version == 0 && write_epoch(store) != 0)
        return -1;
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", SCHEMA_VERSION);
    return exec(store, sql) != 0 ? -1 : exec(store, "COMMIT");
}

static int read_epoch(struct store *store)
{
    sqlite3_stmt *stmt = NULL;
    int result = -1;

    if (sqlite3_prepare_v2(store->db, "SELECT value FROM meta WHERE name = 'epoch'", -1, &stmt,
                           NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_bytes(stmt, 0) == EVENT_EPOCH_SIZE - 1) {
        memcpy(store->epoch, sqlite3_column_text(stmt, 0), EVENT_EPOCH_SIZE);
        result = 0;
    } else {
        fail(store, "journal: the epoch cannot be read");
    }
    sqlite3_finalize(stmt);
    return result;
}

static int prepare(struct store *store)
{
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(store->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &store->statements[i], NULL) != SQLITE_OK)
            return fail(store, "journal");
    return 0;
}

static int setup(struct store *store, const char *path)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK)
        return fail(store, path);
    sqlite3_busy_timeout(store->db, BUSY_MS);
    if (exec(store, "PRAGMA page_size = " PAGE_BYTES
                    "; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                    "PRAGMA wal_autocheckpoint = " CHECKPOINT_PAGES) != 0 ||
        migrate(store) != 0 || read_epoch(store) != 0 || prepare(store) != 0)
        return -1;
    int64_t last = query_number(store, "SELECT coalesce(max(sequence), 0) FROM events");
    if (last < 0)
        return -1;
    store->committed = (uint64_t)last;
    store->next = store->committed + 1;
    return 0;
}

int store_open(const char *path, struct store **out, char error[STORE_ERROR_SIZE])
{
    struct store *store = calloc(1, sizeof *store);

    *out = NULL;
    if (!store) {
        snprintf(error, STORE_ERROR_SIZE, "journal: memory ran out");
        return -1;
    }
    if (setup(store, path) != 0) {
        memcpy(error, store->error, STORE_ERROR_SIZE);
        store_close(store);
        return -1;
    }
    *out = store;
    return 0;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(store->statements[i]);
    sqlite3_close(store->db);
    free(store);
}

const char *store_epoch(const struct store *store)
{
    return store->epoch;
}

uint64_t store_last(const struct store *store)
{
    return store->committed;
}

const char *store_error(const struct store *store)
{
    return store->error;
}

/* ---- writing ---- */

/* Steps a statement that yields no row. */
static int run(struct store *store, enum statement which)
{
    sqlite3_stmt *stmt = store->statements[which];
    int rc = sqlite3_step(stmt);

    if (rc != SQLITE_DONE)
        fail(store, "journal");
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    return rc == SQLITE_DONE ? 0 : -1;
}

int store_begin(struct store *store)
{
    return run(store, BEGIN);
}

void store_rollback(struct store *store)
{
    char why[STORE_ERROR_SIZE];

    /* A failed commit may have rolled back already; the first error is the one that counts. */
    memcpy(why, store->error, sizeof why);
    if (!sqlite3_get_autocommit(store->db))
        run(store, ROLLBACK);
    memcpy(store->error, why, sizeof why);
    store->next = store->committed + 1;
}

int store_commit(struct store *store)
{
    if (run(store, COMMIT) != 0) {
        store_rollback(store);
        return -1;
    }
    store->committed = store->next - 1;
    return 0;
}

/* 1 and `*sequence` when the content has its event, 0 when not, -1 on failure. */
static int find_content(struct store *store, const char *identity, uint64_t *sequence)
{
    sqlite3_stmt *stmt = store->statements[FIND_CONTENT];

    sqlite3_bind_text(stmt, 1, identity, -1, SQLITE_STATIC);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *sequence = (uint64_t)sqlite3_column_int64(stmt, 0);
    else if (rc != SQLITE_DONE)
        fail(store, "journal");
    sqlite3_reset(stmt);
    return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : -1;
}

/* The latest revision of this agency and year, and its sequence; 0 and 0 when it is the first. */
static int find_revision(struct store *store, const struct job *job, unsigned *revision,
                         uint64_t *sequence)
{
    sqlite3_stmt *stmt = store->statements[FIND_REVISION];

    *revision = 0;
    *sequence = 0;
    if (!job->agency || !job->year)
        return 0;
    sqlite3_bind_text(stmt, 1, job->agency, -1, SQLITE_STATIC);
    sqlite3_bind_int(stmt, 2, job->year);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        *sequence = (uint64_t)sqlite3_column_int64(stmt, 0);
        *revision = (unsigned)sqlite3_column_int64(stmt, 1);
    } else if (rc != SQLITE_DONE) {
        fail(store, "journal");
    }
    sqlite3_reset(stmt);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

static int add_event(struct store *store, const struct event *event,
                     const struct event_parts *parts)
{
    sqlite3_stmt *stmt = store->statements[ADD_EVENT];
    char time[EVENT_TIME_SIZE];

    event_time(parts->now_ms, time);
    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)event->sequence);
    sqlite3_bind_text(stmt, 2, event->topic, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 3, nb_status_name(event->status), -1, SQLITE_STATIC);
    if (parts->agency)
        sqlite3_bind_text(stmt, 4, parts->agency, -1, SQLITE_STATIC);
    if (parts->year)
        sqlite3_bind_int(stmt, 5, parts->year);
    sqlite3_bind_int64(stmt, 6, event->revision);
    if (parts->supersedes)
        sqlite3_bind_int64(stmt, 7, (sqlite3_int64)parts->supersedes);
    sqlite3_bind_text(stmt, 8, parts->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 9, time, -1, SQLITE_STATIC);
    sqlite3_bind_text64(stmt, 10, event->text, event->size, SQLITE_STATIC, SQLITE_UTF8);
    return run(store, ADD_EVENT);
}

static int add_latest(struct store *store, const struct event_parts *parts)
{
    sqlite3_stmt *stmt = store->statements[ADD_LATEST];

    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)parts->sequence);
    if (parts->agency)
        sqlite3_bind_text(stmt, 2, parts->agency, -1, SQLITE_STATIC);
    if (parts->year)
        sqlite3_bind_int(stmt, 3, parts->year);
    return run(store, ADD_LATEST);
}

static int add_content(struct store *store, const struct job *job)
{
    sqlite3_stmt *stmt = store->statements[ADD_CONTENT];

    sqlite3_bind_text(stmt, 1, job->identity, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)job->sequence);
    return run(store, ADD_CONTENT);
}

static int put_event(struct store *store, struct job *job, struct event_parts *parts)
{
    struct event *event = event_compose(parts);

    if (!event) {
        snprintf(store->error, sizeof store->error, "journal: memory ran out");
        return -1;
    }
    event_free(job->events);
    job->events = event;
    store->next++;
    return add_event(store, event, parts) != 0 || add_latest(store, parts) != 0 ? -1 : 0;
}

int store_put(struct store *store, struct job *job, const char *source)
{
    uint64_t supersedes;

    int known = find_content(store, job->identity, &job->sequence);
    if (known != 0) {
        job->journaled = JOURNAL_DUPLICATE;
        return known > 0 ? 0 : -1;
    }
    if (find_revision(store, job, &job->revision, &supersedes) != 0)
        return -1;
    job->revision++;
    job->sequence = store->next;
    struct event_parts parts = {
        .source = source,
        .epoch = store->epoch,
        .sequence = job->sequence,
        .supersedes = supersedes,
        .revision = job->revision,
        .status = job->status,
        .year = job->year,
        .agency = job->agency,
        .name = job->name,
        .report = job->report,
        .report_size = job->report_size,
        .received_ms = job->received_ms,
        .now_ms = event_now(),
    };
    if (put_event(store, job, &parts) != 0 || add_content(store, job) != 0)
        return -1;
    free(job->report);
    job->report = NULL;
    job->journaled = JOURNAL_NEW;
    return 0;
}
