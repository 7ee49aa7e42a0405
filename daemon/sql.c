#include "sql.h"

#include <stdarg.h>
#include <stdio.h>

/* How long to wait for another program that uses the file, such as a backup. */
#define BUSY_MS 5000

int sql_complain(struct sql *sql, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(sql->error, sizeof sql->error, format, args);
    va_end(args);
    return -1;
}

int sql_damaged(struct sql *sql, const char *words)
{
    sql->suspect = 1;
    return sql_complain(sql,
                        "it is damaged (%s): put a backup in its place, or move it and its -wal"
                        " and -shm files away to begin a new one with a new epoch",
                        words);
}

int sql_fail(struct sql *sql)
{
    int code = sql->db ? sqlite3_errcode(sql->db) & 0xff : SQLITE_NOMEM;
    const char *words = sql->db ? sqlite3_errmsg(sql->db) : "memory ran out";

    if (code == SQLITE_NOTADB)
        return sql_damaged(sql, words);
    sql->suspect |= code == SQLITE_IOERR || code == SQLITE_CORRUPT;
    /* A disk that fails to be read can look like this, too. */
    if (code == SQLITE_CORRUPT)
        return sql_complain(sql,
                            "it may be damaged (%s): stop the daemon and check it with PRAGMA "
                            "integrity_check of sqlite3(1); put a backup in its place only where "
                            "that finds damage",
                            words);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return sql_complain(sql, "another program has locked it (%s)", words);
    return sql_complain(sql, "%s", words);
}

int sql_open(struct sql *sql, const char *path, int flags)
{
    if (sqlite3_open_v2(path, &sql->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return sql_fail(sql);
    sqlite3_busy_timeout(sql->db, BUSY_MS);
    return 0;
}

void sql_close(struct sql *sql)
{
    for (int i = 0; i < SQL_STATEMENTS; i++)
        sqlite3_finalize(sql->statements[i]);
    sqlite3_close(sql->db);
}

int sql_prepare(struct sql *sql, const char *const texts[], int count)
{
    for (int i = 0; i < count; i++)
        if (sqlite3_prepare_v3(sql->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &sql->statements[i], NULL) != SQLITE_OK)
            return sql_fail(sql);
    return 0;
}

int sql_exec(struct sql *sql, const char *text)
{
    return sqlite3_exec(sql->db, text, NULL, NULL, NULL) == SQLITE_OK ? 0 : sql_fail(sql);
}

int sql_run(struct sql *sql, int which)
{
    sqlite3_stmt *stmt = sql->statements[which];
    int rc = sqlite3_step(stmt);

    if (rc != SQLITE_DONE)
        sql_fail(sql);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    return rc == SQLITE_DONE ? 0 : -1;
}

/* Whether there is a row: 1, 0, or -1. */
static int step(struct sql *sql, sqlite3_stmt *stmt)
{
    int rc = sqlite3_step(stmt);

    return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : sql_fail(sql);
}

int sql_number(struct sql *sql, int which, int64_t *out)
{
    sqlite3_stmt *stmt = sql->statements[which];
    int found = step(sql, stmt);

    if (found > 0)
        *out = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    return found;
}

int sql_ask(struct sql *sql, const char *text, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(sql->db, text, -1, &stmt, NULL) != SQLITE_OK)
        return sql_fail(sql);
    int found = step(sql, stmt);
    if (found > 0)
        *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return found;
}

int sql_get_meta(struct sql *sql, const char *name, char *out, size_t size)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(sql->db, "SELECT value FROM meta WHERE name = ?1", -1, &stmt, NULL) !=
        SQLITE_OK)
        return sql_fail(sql);
    sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
    int found = step(sql, stmt);
    if (found > 0)
        snprintf(out, size, "%s", (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return found;
}

int sql_set_meta(struct sql *sql, const char *name, const char *value)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(sql->db, "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", -1,
                           &stmt, NULL) != SQLITE_OK)
        return sql_fail(sql);
    sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 2, value, -1, SQLITE_STATIC);
    int rc = step(sql, stmt);
    sqlite3_finalize(stmt);
    return rc < 0 ? -1 : 0;
}
