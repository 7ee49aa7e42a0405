#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "store_inside.h"

/*
 * An event takes some 10 KiB, a row of the other tables some 80 bytes, and each commit writes whole
 * pages of both: measured, pages of 4 and of 16 KiB cost more than these.
 */
#define PAGE_BYTES "8192"

/* Pages in the WAL before they are copied into the database: few, long strides. */
#define CHECKPOINT_PAGES "4096"

/* What the WAL is cut to after it had to grow, during a backup for instance. */
#define WAL_BYTES "67108864"

/* How long a reader in the middle of something may hold up the end. */
#define CLOSE_MS 1000

static const char *const statements[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [SET_UNCLEAN] = "INSERT OR REPLACE INTO meta (name, value) VALUES ('" META_CLEAN "', '0')",
    [FIND_CONTENT] = "SELECT sequence FROM contents WHERE identity = ?1",
    [ADD_CONTENT] = "INSERT OR REPLACE INTO contents (identity, sequence) VALUES (?1, ?2)",
    [MOVE_CONTENT] = "UPDATE contents SET sequence = ?1 WHERE sequence = ?2",
    [FIND_YEARS] = "SELECT l.year, l.sequence, l.revision, substr(e.event, 1, ?3)"
                   " FROM latest l JOIN events e ON e.sequence = l.sequence"
                   " WHERE l.agency_key = ?1 AND l.year BETWEEN ?2 - 1 AND ?2 + 1",
    [FIND_EVENT] = "SELECT event FROM events WHERE sequence = ?1",
    [ADD_EVENT] = "INSERT INTO events (sequence, topic, status, agency, year, revision, supersedes,"
                  " name, time, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    /* Takes the place of the row with the same agency and year. */
    [ADD_LATEST] = "INSERT OR REPLACE INTO latest (sequence, agency_key, year, revision)"
                   " VALUES (?1, ?2, ?3, ?4)",
    /* With what keeps an event from being deleted: that a later one would have to supersede it. */
    [FIND_OLD] = "SELECT e.sequence, e.time, l.agency_key IS NOT NULL AND l.year IS NOT NULL"
                 " FROM events e LEFT JOIN latest l ON l.sequence = e.sequence"
                 " WHERE e.sequence BETWEEN ?1 AND ?2 ORDER BY e.sequence LIMIT ?3",
    [DELETE_EVENT] = "DELETE FROM events WHERE sequence = ?1",
    [DELETE_LATEST] = "DELETE FROM latest WHERE sequence = ?1",
    [DELETE_CONTENT] = "DELETE FROM contents WHERE sequence = ?1",
    [SET_FIRST_KEPT] = "UPDATE meta SET value = ?1 WHERE name = '" META_FIRST_KEPT "'",
    [SET_SWEPT] = "UPDATE meta SET value = ?1 WHERE name = '" META_SWEPT "'",
};

/* ---- opening ---- */

static int read_mark(struct store *store, const char *name, uint64_t *out)
{
    char value[24];
    int found = sql_get_meta(&store->sql, name, value, sizeof value);

    if (found == 0)
        return sql_damaged(&store->sql, "a row of the table meta is missing");
    *out = found > 0 ? strtoull(value, NULL, 10) : 0;
    return found > 0 ? 0 : -1;
}

static int read_marks(struct store *store)
{
    int64_t last;

    if (sql_ask(&store->sql, "SELECT coalesce(max(sequence), 0) FROM events", &last) < 0 ||
        read_mark(store, META_FIRST_KEPT, &store->now.first_kept) != 0 ||
        read_mark(store, META_SWEPT, &store->now.swept) != 0)
        return -1;
    store->now.next = (uint64_t)last + 1;
    store->committed = store->now;
    return 0;
}

static int setup(struct store *store, const char *path, struct log *log)
{
    struct sql *sql = &store->sql;
    struct schema schema;

    store->prefixes = nb_agency_prefixes(store->options.agency_prefix);
    if (!store->prefixes)
        return sql_complain(sql, "memory ran out");
    if (mark_open(&store->mark, path) != 0)
        return sql_complain(sql, "the file last-event beside it: %s", strerror(errno));
    if (sql_open(sql, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) != 0 ||
        sql_exec(sql, "PRAGMA page_size = " PAGE_BYTES "; PRAGMA journal_mode = WAL;"
                      "PRAGMA synchronous = FULL;"
                      "PRAGMA wal_autocheckpoint = " CHECKPOINT_PAGES ";"
                      "PRAGMA journal_size_limit = " WAL_BYTES) != 0 ||
        schema_open(sql, store->options.agency_prefix, &store->mark, log, &schema) != 0)
        return -1;
    store->clean = schema.clean;
    memcpy(store->epoch, schema.epoch, sizeof store->epoch);
    if (sql_prepare(sql, statements, STATEMENTS) != 0 || read_marks(store) != 0)
        return -1;
    if (mark_set(&store->mark, store->epoch, store_last(store), 1) != 0)
        log_warning(log, "the file last-event beside the journal cannot be written: %s",
                    strerror(errno));
    return 0;
}

static void store_free(struct store *store)
{
    sql_close(&store->sql);
    mark_close(&store->mark);
    free(store->prefixes);
    free(store);
}

int store_open(const char *path, const struct store_options *options, struct log *log,
               struct store **out, char error[STORE_ERROR_SIZE])
{
    struct store *store = calloc(1, sizeof *store);

    *out = NULL;
    if (!store) {
        snprintf(error, STORE_ERROR_SIZE, "memory ran out");
        return -1;
    }
    store->options = *options;
    store->mark.fd = -1;
    if (setup(store, path, log) != 0) {
        snprintf(error, STORE_ERROR_SIZE, "%s", store->sql.error);
        store_free(store);
        return -1;
    }
    *out = store;
    return 0;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_rollback(store);
    /* After an error that a sound disk does not give, the next start had better look. */
    if (!store->clean && !store->sql.suspect)
        sql_set_meta(&store->sql, META_CLEAN, "1");
    /* So that the one file is all there is to copy or move, even if a reader is still open. */
    sqlite3_busy_timeout(store->sql.db, CLOSE_MS);
    sqlite3_wal_checkpoint_v2(store->sql.db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    store_free(store);
}

void store_set_options(struct store *store, const struct store_options *options)
{
    struct store_options old = store->options;

    store->options = *options;
    store->options.source = old.source;
    store->options.agency_prefix = old.agency_prefix;
}

const char *store_epoch(const struct store *store)
{
    return store->epoch;
}

uint64_t store_last(const struct store *store)
{
    return store->committed.next - 1;
}

const char *store_error(const struct store *store)
{
    return store->sql.error;
}

/* ---- transactions ---- */

int store_begin(struct store *store)
{
    if (sql_run(&store->sql, BEGIN) != 0)
        return -1;
    if (!store->clean || sql_run(&store->sql, SET_UNCLEAN) == 0)
        return 0;
    store_rollback(store);
    return -1;
}

void store_rollback(struct store *store)
{
    char why[SQL_ERROR_SIZE];

    /* A failed commit may have rolled back already; the first error is the one that counts. */
    memcpy(why, store->sql.error, sizeof why);
    if (!sqlite3_get_autocommit(store->sql.db))
        sql_run(&store->sql, ROLLBACK);
    memcpy(store->sql.error, why, sizeof why);
    store->now = store->committed;
}

int store_commit(struct store *store)
{
    if (sql_run(&store->sql, COMMIT) != 0) {
        store_rollback(store);
        return -1;
    }
    store->clean = 0;
    store->committed = store->now;
    /* Where this fails, an older copy is not told as early as it might be. */
    mark_set(&store->mark, store->epoch, store_last(store), 0);
    return 0;
}

int store_run(struct store *store, enum store_statement which, uint64_t sequence)
{
    sqlite3_bind_int64(store->sql.statements[which], 1, (sqlite3_int64)sequence);
    return sql_run(&store->sql, which);
}
