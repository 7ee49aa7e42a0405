/*
 * A document as its format holds it: paragraphs, and tables of cells with spans, each with its
 * place. Readers of web pages, Word, Excel and PDF files describe what they see by calls in the
 * order of reading; the parser turns that into the text that everything else is read from.
 *
 * What is said here may come from a hostile file: every call checks that it makes sense where it
 * stands and that the document stays within its limits, and the first failure sticks.
 */
#ifndef NB_DOCUMENT_H
#define NB_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

#define NB_DOCUMENT_TEXT    ((size_t)12 << 20) /* bytes of text in all, and one more a paragraph */
#define NB_DOCUMENT_EVENTS  1000000            /* calls in all */
#define NB_DOCUMENT_COLUMNS 256                /* of a table; what lies beyond is left out */
#define NB_DOCUMENT_DEPTH   16                 /* tables within tables */

enum nb_document_error {
    NB_DOCUMENT_OK,
    NB_DOCUMENT_NOMEM,
    NB_DOCUMENT_TOO_LARGE, /* beyond a limit */
    NB_DOCUMENT_MISUSED,   /* a call that makes no sense where it stands */
};

/* What a cell is. */
enum {
    /*
     * The cell goes on with the one above it, or, in the first row or in front of a row's first
     * cell, takes a place that has no cell. It has no text of its own.
     */
    NB_CELL_CONTINUED = 1,
};

struct nb_document;

#pragma GCC visibility push(default) /* what the shared library offers */

/* Starts an empty document. Returns NULL when memory ran out. */
struct nb_document *nb_document_new(void);

/* Frees it; NULL is allowed. */
void nb_document_free(struct nb_document *document);

/*
 * The title that stands in the properties of the file or in the head of a web page, not in its
 * text. The first one counts. `text` is foreign UTF-8, as in all of these calls.
 */
void nb_document_title(struct nb_document *document, const char *text, size_t length);

/* What follows stands on this page (of an Excel file: sheet), counted from 1. */
void nb_document_page(struct nb_document *document, uint32_t number);

/*
 * A paragraph; within a table it belongs to the cell that was begun last. "\n" breaks its line.
 * A paragraph without any text is left out.
 */
void nb_document_paragraph(struct nb_document *document, const char *text, size_t length);

/* A table begins; between rows, and in a cell of another table, it is one within that cell. */
void nb_document_table(struct nb_document *document);

/* A row of the innermost table begins. `number` is how its place is called, counted from 1. */
void nb_document_row(struct nb_document *document, uint32_t number);

/*
 * The row's next cell, `columns` wide and `rows` high (0 counts as 1). Like in HTML it stands in
 * the first column that no cell from the rows above reaches down into.
 */
void nb_document_cell(struct nb_document *document, uint32_t columns, uint32_t rows, int flags);

/* The innermost table ends, with its last row and cell. */
void nb_document_table_end(struct nb_document *document);

/* What went wrong first. A table that was never ended counts as NB_DOCUMENT_MISUSED. */
enum nb_document_error nb_document_error(const struct nb_document *document);

#pragma GCC visibility pop

#endif
