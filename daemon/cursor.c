#include "cursor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "schema.h"
#include "sql.h"

/* Rows looked at in one call, whether they match the prefix or not. */
#define ROWS 2048

enum statement {
    BEGIN,
    COMMIT,
    FIRST_KEPT,
    LAST,
    READ_ALL,
    READ_LATEST,
    STATEMENTS,
};

static const char *const statements[STATEMENTS] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [FIRST_KEPT] = "SELECT value FROM meta WHERE name = '" META_FIRST_KEPT "'",
    [LAST] = "SELECT coalesce(max(sequence), 0) FROM events",
    [READ_ALL] = "SELECT sequence, topic, event FROM events"
                 " WHERE sequence BETWEEN ?1 AND ?2 ORDER BY sequence",
    [READ_LATEST] = "SELECT e.sequence, e.topic, e.event"
                    " FROM latest l JOIN events e ON e.sequence = l.sequence"
                    " WHERE l.sequence BETWEEN ?1 AND ?2 ORDER BY l.sequence",
};

struct cursor {
    struct sql sql;
    char epoch[EVENT_EPOCH_SIZE];
};

/* ---- opening ---- */

static int setup(struct cursor *cursor, const char *path)
{
    struct sql *sql = &cursor->sql;

    if (sql_open(sql, path, SQLITE_OPEN_READONLY) != 0)
        return -1;
    int found = sql_get_meta(sql, META_EPOCH, cursor->epoch, sizeof cursor->epoch);
    if (found <= 0)
        return found < 0 ? -1 : sql_complain(sql, "the journal has no epoch");
    return sql_prepare(sql, statements, STATEMENTS);
}

int cursor_open(const char *path, struct cursor **out, char *error, size_t error_size)
{
    struct cursor *cursor = calloc(1, sizeof *cursor);

    *out = NULL;
    if (!cursor) {
        snprintf(error, error_size, "memory ran out");
        return -1;
    }
    if (setup(cursor, path) != 0) {
        snprintf(error, error_size, "%s", cursor->sql.error);
        cursor_close(cursor);
        return -1;
    }
    *out = cursor;
    return 0;
}

void cursor_close(struct cursor *cursor)
{
    if (!cursor)
        return;
    sql_close(&cursor->sql);
    free(cursor);
}

const char *cursor_epoch(const struct cursor *cursor)
{
    return cursor->epoch;
}

const char *cursor_error(const struct cursor *cursor)
{
    return cursor->sql.error;
}

/* ---- reading ---- */

/* Ends the transaction; the error that counts is the first one. */
static int end(struct cursor *cursor, int result)
{
    char why[SQL_ERROR_SIZE];

    if (result >= 0)
        return sql_run(&cursor->sql, COMMIT) != 0 ? -1 : result;
    memcpy(why, cursor->sql.error, sizeof why);
    sql_run(&cursor->sql, COMMIT);
    memcpy(cursor->sql.error, why, sizeof why);
    return result;
}

static int number(struct cursor *cursor, enum statement which, uint64_t *out)
{
    int64_t value = 0;
    int found = sql_number(&cursor->sql, which, &value);

    *out = (uint64_t)value;
    if (found == 0)
        sql_damaged(&cursor->sql, "a row of the table meta is missing");
    return found > 0 ? 0 : -1;
}

static int bounds(struct cursor *cursor, uint64_t *first_kept, uint64_t *last)
{
    return number(cursor, FIRST_KEPT, first_kept) != 0 || number(cursor, LAST, last) != 0 ? -1 : 0;
}

int cursor_bounds(struct cursor *cursor, uint64_t *first_kept, uint64_t *last)
{
    if (sql_run(&cursor->sql, BEGIN) != 0)
        return -1;
    return end(cursor, bounds(cursor, first_kept, last));
}

/*
 * The row's event when its topic matches: 1, or 0; -1 when memory ran out. Texts are asked for as
 * bytes, which saves a copy.
 */
static int fill(sqlite3_stmt *stmt, const struct cursor_range *range, struct cursor_event *event)
{
    event->topic = sqlite3_column_blob(stmt, 1);
    event->topic_size = (size_t)sqlite3_column_bytes(stmt, 1);
    if (!event->topic)
        return -1;
    if (event->topic_size < range->prefix_size ||
        (range->prefix_size && memcmp(event->topic, range->prefix, range->prefix_size) != 0))
        return 0;
    event->text = sqlite3_column_blob(stmt, 2);
    event->text_size = (size_t)sqlite3_column_bytes(stmt, 2);
    return event->text ? 1 : -1;
}

/* What SQLite said last: a row, nothing more, or an error. */
static int step_rows(sqlite3_stmt *stmt, struct cursor_range *range, unsigned events, cursor_cb cb,
                     void *arg)
{
    struct cursor_event event;
    int rc = SQLITE_ROW;

    for (unsigned rows = 0; rows < ROWS && events > 0; rows++) {
        rc = sqlite3_step(stmt);
        if (rc != SQLITE_ROW)
            break;
        event.sequence = (uint64_t)sqlite3_column_int64(stmt, 0);
        int matches = fill(stmt, range, &event);
        if (matches < 0)
            return SQLITE_NOMEM;
        if (matches && !cb(arg, &event))
            break;
        events -= (unsigned)matches;
        range->next = event.sequence + 1;
    }
    if (rc == SQLITE_DONE)
        range->next = range->last + 1;
    return rc;
}

static int read_rows(struct cursor *cursor, struct cursor_range *range, unsigned events,
                     cursor_cb cb, void *arg)
{
    sqlite3_stmt *stmt = cursor->sql.statements[range->latest ? READ_LATEST : READ_ALL];

    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)range->next);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)range->last);
    int rc = step_rows(stmt, range, events, cb, arg);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        sql_fail(&cursor->sql);
    sqlite3_reset(stmt);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        return CURSOR_FAILED;
    return range->next > range->last ? CURSOR_END : CURSOR_MORE;
}

static int read_kept(struct cursor *cursor, struct cursor_range *range, unsigned events,
                     cursor_cb cb, void *arg)
{
    uint64_t first_kept;

    if (!range->latest) {
        if (number(cursor, FIRST_KEPT, &first_kept) != 0)
            return CURSOR_FAILED;
        if (range->next < first_kept)
            return CURSOR_GONE;
    }
    return read_rows(cursor, range, events, cb, arg);
}

enum cursor_result cursor_read(struct cursor *cursor, struct cursor_range *range, unsigned events,
                               cursor_cb cb, void *arg)
{
    if (range->next > range->last)
        return CURSOR_END;
    /* One transaction: what is kept must not change between asking and reading. */
    if (sql_run(&cursor->sql, BEGIN) != 0)
        return CURSOR_FAILED;
    return end(cursor, read_kept(cursor, range, events, cb, arg));
}
