/* The tables that the ruling lines of a page make: boxes of cells with their spans. */
#ifndef NIANBAO_PDF_GRID_H
#define NIANBAO_PDF_GRID_H

#include <stddef.h>

#include "pdf_rules.h"

#define PDF_TABLES 200 /* of a page; a page with more has none */
#define PDF_LINES  512 /* of a page, in one direction; likewise */

struct pdf_cell {
    double x0, x1;
    int row, column, height, width; /* rows and columns in which no cell begins do not count */
};

struct pdf_table {
    double x0, y0, x1, y1;
    double *edges[2];       /* owned: y of the rows, x of the columns, one more than there are */
    int count[2];           /* spaces between the edges */
    int *owner;             /* owned: of each place, row by row, which cell covers it */
    struct pdf_cell *cells; /* owned; in the order of their first places */
    int cell_count;
};

struct pdf_tables {
    struct pdf_table *tables; /* owned */
    size_t count, room;
};

/*
 * Finds the tables among joined lines. Whatever has only one cell is a frame and none. Returns 0,
 * or -1 when memory ran out or there is too much of it; then there are none.
 */
int pdf_tables_find(const struct pdf_rules *rules, struct pdf_tables *tables);
void pdf_table_free(struct pdf_table *table);
void pdf_tables_free(struct pdf_tables *tables);

/* The cell of the table at this place, or -1. */
int pdf_table_cell_at(const struct pdf_table *table, double x, double y);

#endif
