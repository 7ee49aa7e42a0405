/*
 * An SQLite connection with the statements that its owner uses over and over, and the words for
 * what went wrong last. One thread at a time uses it.
 */
#ifndef NIANBAOD_SQL_H
#define NIANBAOD_SQL_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#define SQL_ERROR_SIZE 512
#define SQL_STATEMENTS 24

struct sql {
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_STATEMENTS];
    int suspect; /* an error came that a sound file on a sound disk does not give */
    char error[SQL_ERROR_SIZE];
};

/* All of these return 0, or -1 with a sentence in `error`, unless they say otherwise. */

/* Opens the database with these flags of sqlite3_open_v2(); the struct was all zeros. */
int sql_open(struct sql *sql, const char *path, int flags);

/* Closes it; all zeros is allowed. */
void sql_close(struct sql *sql);

/* Prepares at most SQL_STATEMENTS statements; a statement's number is its place. */
int sql_prepare(struct sql *sql, const char *const texts[], int count);

/* Runs a text of any number of statements whose rows nobody wants. */
int sql_exec(struct sql *sql, const char *text);

/* Runs a prepared statement that has no rows, and unbinds its parameters. */
int sql_run(struct sql *sql, int which);

/*
 * The first column of the first row of a prepared statement, whose parameters are then unbound.
 * Returns 1, 0 when there is no row, or -1.
 */
int sql_number(struct sql *sql, int which, int64_t *out);

/* The same for a statement that is used once. */
int sql_ask(struct sql *sql, const char *text, int64_t *out);

/* The value of that name in the table meta. Returns 1, 0 when it is not there, or -1. */
int sql_get_meta(struct sql *sql, const char *name, char *out, size_t size);
int sql_set_meta(struct sql *sql, const char *name, const char *value);

/* Notes what SQLite says went wrong. Returns -1. */
int sql_fail(struct sql *sql);

/* Notes that the file is damaged, and what is to be done. Returns -1. */
int sql_damaged(struct sql *sql, const char *words);

/* Notes a sentence of the caller's. Returns -1. */
int sql_complain(struct sql *sql, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
