/*
 * Helpers for tests that look at the library from outside: reading fixtures, parsing them to JSON,
 * and comparing a report document with the expectation beside a fixture.
 */
#ifndef NIANBAO_TESTS_FIXTURES_H
#define NIANBAO_TESTS_FIXTURES_H

#include <jansson.h>
#include <stddef.h>

/* A growing piece of bytes, always followed by a NUL that does not count. Zeroed is empty. */
struct bytes {
    char *data; /* owned; free() */
    size_t size;
};

/* Appends `size` bytes. Aborts the test program when memory runs out. */
void bytes_add(struct bytes *bytes, const char *data, size_t size);

/* The whole file, new (free data). Fails the running test when it cannot be read. */
struct bytes fixture_read(const char *path);

/* Parses the bytes under the name `name`; the report document, a new reference. */
json_t *fixture_parse(const char *name, const void *data, size_t size);

/* The value of a cell such as "requests.received.total"; borrowed, NULL when it has no place. */
json_t *fixture_cell(const json_t *document, const char *cell);

/* The first finding with that code; borrowed, or NULL. */
json_t *fixture_finding(const json_t *document, const char *code);

/* True when `array` holds the string `text`. */
int fixture_has_string(const json_t *array, const char *text);

/*
 * Compares a report document with what is expected (the content of an .expected.json file; a key
 * that is not there is not compared) and its section lines with the text it was made from (NULL: it
 * has no lines). Prints every difference to standard error, each with `name`. Returns how many
 * there are.
 */
int fixture_compare(const char *name, const json_t *expected, const json_t *document,
                    const struct bytes *text);

/*
 * Calls `check` for each NAME.expected.json in the folder with the path of the file that it is of,
 * in the order of the names, and adds up what it returns. Returns -1 when there is no such folder.
 */
int fixture_each(const char *folder, int (*check)(const char *path, json_t *expected));

/* Runs python3 with these arguments (a shell command line); its exit status. */
int fixture_python(const char *arguments);

#endif
