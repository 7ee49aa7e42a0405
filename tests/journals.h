/* Helpers for tests of the journal's file: a scratch directory, stores in it, jobs to put there. */
#ifndef NIANBAO_TESTS_JOURNALS_H
#define NIANBAO_TESTS_JOURNALS_H

#include "harness.h"

#include <sqlite3.h>

#include "../daemon/event.h"
#include "../daemon/store.h"

/* The scratch directory of the running test, and the journal's file in it. */
extern char journal_dir[PATH_MAX], journal_path[PATH_MAX];

/* For cmocka: makes and removes them. */
int journal_setup(void **state);
int journal_teardown(void **state);

#define JOURNAL_TEST(name) cmocka_unit_test_setup_teardown(name, journal_setup, journal_teardown)

/* Keeps all, no prefixes, in English. */
struct store_options journal_options(void);

/* A log that only shows what is going wrong. */
struct log *journal_log(void);

/* Opens the store; with NULL by journal_options(). */
struct store *journal_store(const struct store_options *options);

/* What store_open() says when it refuses; valid until the next call. */
const char *journal_refusal(void);

/* A job whose report says nothing; `agency` NULL: it is not recognized. */
struct job *journal_job(const char *identity, const char *agency, int year);

/* Puts a job in a transaction of its own and returns it. */
struct job *journal_put(struct store *store, struct job *job);

/* The same with journal_job(), and frees it. Returns its sequence. */
uint64_t journal_add(struct store *store, const char *identity, const char *agency, int year);

/* One number, or one text (new), from the file; what changes it. */
int64_t journal_number(const char *sql);
char *journal_text(const char *sql);
void journal_change(const char *sql);

#endif
