/*
 * Strips: runs of cells of the form, each with the run of numbers and blanks that the source has
 * for it. In most tables a strip is a row; where all numbers of a table stand behind all of its
 * labels, the whole table is one.
 */
#ifndef NB_STRIP_H
#define NB_STRIP_H

#include "align.h"
#include "arena.h"
#include "statute.h"
#include "token.h"

#define NB_MAX_STRIPS 48 /* of an edition */
#define NB_MAX_SLOTS  16 /* of a strip */
#define NB_MAX_ITEMS  32 /* of a strip; a row with more is not read */

enum nb_item_kind {
    NB_ITEM_NUMBER,
    NB_ITEM_BLANK,
    NB_ITEM_BAD,    /* what stands there is no number of a cell's kind */
    NB_ITEM_UNSURE, /* a number stands there, but it may be that of another cell */
};

struct nb_item {
    enum nb_item_kind kind;
    int token; /* in the table's tokens */
};

struct nb_strip {
    short table;
    short first, slots; /* cells [first, first + slots) */
    int label;          /* the token where its label begins */
    struct nb_item items[NB_MAX_ITEMS];
    int count;
    int filled;      /* items that are no blanks */
    int unwritten;   /* blanks that are empty cells, not dashes */
    int next_lost;   /* the next row of the form is not there: its numbers may stand here */
    int grid;        /* all of its numbers stand on one line that is cut into cells */
    int stacked;     /* each cell stands on a line of its own */
    int cells_lost;  /* that line has fewer cells than those of other rows */
    int columns;     /* of its rows */
    int totalled;    /* the last column of the form is the sum of the others */
    int total_first; /* and is printed first */
    int unordered;   /* which number comes first cannot be told */
    int astray;   /* other numbers may be its own: some stand apart from the rows of the table, or
                     behind another label like its own */
    int overfull; /* it has more than NB_MAX_ITEMS */
    int placed;   /* it has one item for each slot, and no other way is possible */
    int ordered;  /* and they stand in the order of the form */
};

struct nb_strips {
    struct nb_strip list[NB_MAX_STRIPS];
    int count;
};

/* The cell of the form that the slot, in the order of the source, stands for. */
static inline int nb_strip_cell(const struct nb_strip *strip, int slot)
{
    int column = slot % strip->columns, row = slot - column;
    if (strip->total_first)
        column = column ? column - 1 : strip->columns - 1;
    return strip->first + row + column;
}

/* Adds a strip for cells [first, first + slots), without items; NULL when there are too many. */
struct nb_strip *nb_strip_new(struct nb_strips *strips, const struct nb_form *form, int table,
                              int first, int slots);

/* Adds the strips of one table whose labels were found. */
void nb_strips_add(struct nb_strips *strips, const struct nb_form *form, int table,
                   const struct nb_tokens *tokens, const struct nb_alignment *alignment);

#endif
