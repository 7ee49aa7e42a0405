/*
 * The cells of one table of a document on its full grid: each in its true row and columns, as a
 * browser lays them out.
 */
#ifndef NB_GRID_H
#define NB_GRID_H

#include "arena.h"
#include "blocks.h"

struct nb_grid_cell {
    uint32_t first, last;    /* events of what it holds, tables within it too */
    uint16_t column, number; /* from 0; how many it takes */
    unsigned char gap;       /* no cell: it belongs to the one above, or to none */
    unsigned char tall;      /* it reaches down into rows below */
    unsigned char written;   /* it holds text of its own, not only in tables within it */
};

struct nb_grid_row {
    uint32_t number, page; /* as the reader calls them */
    uint32_t first, last;  /* cells */
    uint32_t owned;        /* how many of them are no gaps */
    uint32_t width;        /* columns, those too into which cells from above reach down */
};

struct nb_grid {
    struct nb_grid_cell *cells;
    struct nb_grid_row *rows;
    size_t row_count;
    size_t end; /* the event behind the table */
};

/*
 * Reads the table that begins with event `begin` of a sound document, on page `*page`, which
 * becomes the one on which it ends. Everything lives in the arena. Returns 0, or -1 when memory
 * ran out.
 */
int nb_grid_read(struct nb_grid *grid, struct nb_arena *arena, const struct nb_document *document,
                 size_t begin, uint32_t *page);

#endif
