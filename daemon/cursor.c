#include "cursor.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"

/* Rows looked at in one call, whether they match the prefix or not. */
#define ROWS    2048
#define BUSY_MS 5000

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
    [FIRST_KEPT] = "SELECT value FROM meta WHERE name = 'first_kept'",
    [LAST] = "SELECT coalesce(max(sequence), 0) FROM events",
    [READ_ALL] = "SELECT sequence, topic, event FROM events"
                 " WHERE sequence BETWEEN ?1 AND ?2 ORDER BY sequence",
    [READ_LATEST] = "SELECT sequence, topic, event FROM latest JOIN events USING (sequence)"
                    " WHERE latest.sequence BETWEEN ?1 AND ?2 ORDER BY latest.sequence",
};

struct cursor {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    char epoch[EVENT_EPOCH_SIZE];
    char error[256];
};

static int fail(struct cursor *cursor)
{
    snprintf(cursor->error, sizeof cursor->error, "the journal cannot be read: %s",
             cursor->db ? sqlite3_errmsg(cursor->db) : "memory ran out");
    return -1;
}

/* ---- opening ---- */

static int read_epoch(struct cursor *cursor)
{
    sqlite3_stmt *stmt = NULL;
    int result = -1;

    if (sqlite3_prepare_v2(cursor->db, "SELECT value FROM meta WHERE name = 'epoch'", -1, &stmt,
                           NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_bytes(stmt, 0) == EVENT_EPOCH_SIZE - 1) {
        memcpy(cursor->epoch, sqlite3_column_text(stmt, 0), EVENT_EPOCH_SIZE);
        result = 0;
    } else {
        fail(cursor);
    }
    sqlite3_finalize(stmt);
    return result;
}

static int setup(struct cursor *cursor, const char *path)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;

    if (sqlite3_open_v2(path, &cursor->db, flags, NULL) != SQLITE_OK)
        return fail(cursor);
    sqlite3_busy_timeout(cursor->db, BUSY_MS);
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(cursor->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &cursor->statements[i], NULL) != SQLITE_OK)
            return fail(cursor);
    return read_epoch(cursor);
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
        snprintf(error, error_size, "%s", cursor->error);
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
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(cursor->statements[i]);
    sqlite3_close(cursor->db);
    free(cursor);
}

const char *cursor_epoch(const struct cursor *cursor)
{
    return cursor->epoch;
}

const char *cursor_error(const struct cursor *cursor)
{
    return cursor->error;
}

/* ---- reading ---- */

static int run(struct cursor *cursor, enum statement which)
{
    sqlite3_stmt *stmt = cursor->statements[which];
    int rc = sqlite3_step(stmt);

    if (rc != SQLITE_DONE)
        fail(cursor);
    sqlite3_reset(stmt);
    return rc == SQLITE_DONE ? 0 : -1;
}

static int number(struct cursor *cursor, enum statement which, uint64_t *out)
{
    sqlite3_stmt *stmt = cursor->statements[which];
    int rc = sqlite3_step(stmt);

    if (rc == SQLITE_ROW)
        *out = (uint64_t)sqlite3_column_int64(stmt, 0);
    else
        fail(cursor);
    sqlite3_reset(stmt);
    return rc == SQLITE_ROW ? 0 : -1;
}

static int bounds(struct cursor *cursor, uint64_t *first_kept, uint64_t *last)
{
    return number(cursor, FIRST_KEPT, first_kept) != 0 || number(cursor, LAST, last) != 0 ? -1 : 0;
}

int cursor_bounds(struct cursor *cursor, uint64_t *first_kept, uint64_t *last)
{
    if (run(cursor, BEGIN) != 0)
        return -1;
    int result = bounds(cursor, first_kept, last);
    return run(cursor, COMMIT) != 0 ? -1 : result;
}

/* The row's event when its topic matches. Texts are asked for as bytes, which saves a copy. */
static int fill(sqlite3_stmt *stmt, const struct cursor_range *range, struct cursor_event *event)
{
    event->topic = sqlite3_column_blob(stmt, 1);
    event->topic_size = (size_t)sqlite3_column_bytes(stmt, 1);
    if (event->topic_size < range->prefix_size ||
        (range->prefix_size && memcmp(event->topic, range->prefix, range->prefix_size) != 0))
        return 0;
    event->text = sqlite3_column_blob(stmt, 2);
    event->text_size = (size_t)sqlite3_column_bytes(stmt, 2);
    return 1;
}

static enum cursor_result read_rows(struct cursor *cursor, struct cursor_range *range,
                                    unsigned events, cursor_cb cb, void *arg)
{
    sqlite3_stmt *stmt = cursor->statements[range->latest ? READ_LATEST : READ_ALL];
    struct cursor_event event;
    int rc = SQLITE_ROW;

    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)range->next);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)range->last);
    for (unsigned rows = 0; rows < ROWS && events > 0; rows++) {
        rc = sqlite3_step(stmt);
        if (rc != SQLITE_ROW)
            break;
        event.sequence = (uint64_t)sqlite3_column_int64(stmt, 0);
        if (fill(stmt, range, &event)) {
            if (!cb(arg, &event))
                break;
            events--;
        }
        range->next = event.sequence + 1;
    }
    if (rc == SQLITE_DONE)
        range->next = range->last + 1;
    else if (rc != SQLITE_ROW)
        fail(cursor);
    sqlite3_reset(stmt);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        return CURSOR_FAILED;
    return range->next > range->last ? CURSOR_END : CURSOR_MORE;
}

static enum cursor_result read_kept(struct cursor *cursor, struct cursor_range *range,
                                    unsigned events, cursor_cb cb, void *arg)
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
    if (run(cursor, BEGIN) != 0)
        return CURSOR_FAILED;
    enum cursor_result result = read_kept(cursor, range, events, cb, arg);
    return run(cursor, COMMIT) != 0 ? CURSOR_FAILED : result;
}
