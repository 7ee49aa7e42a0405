/* What readers of formats said of a file, as text that tests compare. */
#ifndef TESTS_DOCUMENTS_H
#define TESTS_DOCUMENTS_H

#include "../extract/worker/emit.h"
#include "../parser/buffer.h"
#include "../parser/nianbao.h"

typedef int (*document_reader)(const unsigned char *bytes, size_t size, struct emit *emit);

/*
 * Runs the reader in this process and returns what it said, one call a line, as a new string:
 *
 *   title TEXT / page 2 / p TEXT / table / row 1 / cell / cell 3x2 (columns by rows) /
 *   cell continued / end / failed input.damaged: WORDS IN ENGLISH
 *
 * A line break in a text is shown as "\n" in two characters. Fails the test when memory runs out.
 */
char *documents_read(document_reader reader, const void *bytes, size_t size);

/* The document that such a text tells of; its lines may be indented. Free it. */
struct nb_document *documents_told(const char *calls);

/* The report of such a document; free with nb_report_free(). */
nb_report *documents_report(const char *calls);

/*
 * Adds a row of a table to such a text. Its cells stand between spaces: "12", "." for an empty one,
 * "-x2" for one that takes two columns, "5v" for one that reaches down into the next row.
 */
void documents_put_row(struct nb_buffer *calls, int number, const char *cells);

/*
 * The report of what the reader says of a file, by the same way as the programs go: its records are
 * sent, checked and parsed. NULL where the reader fails; free with nb_report_free().
 */
nb_report *documents_parse(document_reader reader, const void *bytes, size_t size);

/* The same of a file. */
char *documents_read_file(document_reader reader, const char *path);

#endif
