/* The rows and cells of a table in a Word document, as they are told and as they are shown. */
#ifndef NIANBAO_DOCX_TABLE_H
#define NIANBAO_DOCX_TABLE_H

#include "../../parser/document.h"
#include "emit.h"

enum docx_merge {
    DOCX_ALONE,
    DOCX_FIRST,     /* of several that are shown as one */
    DOCX_CONTINUED, /* one of the others */
};

/* What a row or cell says of itself before its text. */
struct docx_row {
    int is_gone;            /* deleted, or hidden */
    uint32_t before, after; /* columns that have no cell */
};

struct docx_cell {
    int is_gone;
    uint32_t columns;
    enum docx_merge down, across;
};

struct docx_table {
    struct emit *out; /* borrowed */
    uint32_t rows;    /* told so far */
    struct docx_row row;
    struct docx_cell cell;
    int in_row, row_told, in_cell, cell_told;
    uint32_t column; /* where the row has come to */
    size_t wide;     /* where in `out` the cell stands that a cell beside it can go on with */
    uint32_t width;  /* how wide that one is; 0: there is none */
    unsigned char above[NB_DOCUMENT_COLUMNS]; /* where a cell begins that can go on downwards */
    unsigned char below[NB_DOCUMENT_COLUMNS]; /* the same of this row */
};

void docx_table_begin(struct docx_table *table, struct emit *out);
void docx_table_end(struct docx_table *table);

/* A row begins; what it says of itself goes to `table->row`, before its first cell. */
void docx_table_row(struct docx_table *table);
void docx_table_row_end(struct docx_table *table);

/* A cell begins; what it says of itself goes to `table->cell`. */
void docx_table_cell(struct docx_table *table);

/* The cell's text comes, or its end. Returns whether the text is shown. */
int docx_table_cell_text(struct docx_table *table);

#endif
