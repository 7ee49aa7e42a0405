/* What stands in the cells of one sheet, as the file holds it: sparse, with merges beside. */
#ifndef NIANBAO_XLSX_SHEET_H
#define NIANBAO_XLSX_SHEET_H

#include <stdint.h>

#include "xlsx_style.h"
#include "xlsx_text.h"

#define SHEET_ROWS        1048576 /* that Excel has */
#define SHEET_ALL_COLUMNS 16384
#define SHEET_COLUMNS     1024    /* from the left; what stands further out is not looked at */
#define SHEET_TEXTS       300000  /* of all cells of a workbook; more is input.too_large */
#define SHEET_CELLS       4000000 /* of a workbook, with text or without; the same */
#define SHEET_MERGES      50000   /* more is input.too_large */

struct sheet_cell {
    uint32_t column;       /* from 0 */
    struct xlsx_text text; /* as it is shown; never empty */
};

/* A row in which some cell has a text. */
struct sheet_row {
    uint32_t number;             /* as Excel counts, from 1 */
    uint32_t first, count;       /* of sheet.cells */
    uint16_t box_first, box_end; /* the columns of cells with lines around them; equal: none */
    unsigned char hidden;
    unsigned char joined; /* no row lies above that has neither text nor lines */
};

struct sheet_merge {
    uint32_t first_row, last_row;
    uint16_t first_column, last_column;
};

struct sheet {
    struct nb_arena arena;    /* of texts that stand in the sheet itself */
    struct sheet_cell *cells; /* these are owned */
    struct sheet_row *rows;
    struct sheet_merge *merges; /* in the order of their first rows and columns */
    size_t cell_count, row_count, merge_count;
    size_t cell_room, row_room, merge_room;
    unsigned char hidden[SHEET_COLUMNS]; /* columns */
};

/* What the cells of all sheets of a workbook share. */
struct sheet_book {
    struct xlsx_strings strings;
    struct xlsx_styles styles;
    int from_1904;       /* how days are counted */
    size_t texts, cells; /* of the sheets that were read so far */
};

/*
 * Reads the member of a sheet. Returns 0, or -1 after emit_fail(); free with sheet_free() in both
 * cases.
 */
int sheet_read(const struct member *member, struct sheet_book *book, struct emit *emit,
               struct sheet *out);
void sheet_free(struct sheet *sheet);

#endif
