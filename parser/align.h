/*
 * Alignment of a stream of tokens with the labels of a statutory table. The order of the labels is
 * known, so the best assignment of pieces of text to rows is found by dynamic programming over that
 * order; lost, wrong, wrapped and repeated characters lower a piece's likeness and nothing else.
 */
#ifndef NB_ALIGN_H
#define NB_ALIGN_H

#include "arena.h"
#include "statute.h"
#include "token.h"

#define NB_OWNER_NONE  (-1) /* before the first label, or below the label of a group */
#define NB_OWNER_EXTRA (-2) /* in a row that the form does not have */

struct nb_alignment {
    int score;    /* of the labels that were found; 0: the table is not there */
    int headings; /* how many of the column headings stand in the stream */
    int rows;     /* how many rows with cells were found */
    /* The token where each row's label begins, or -1; rows may stand in another order. */
    int start[NB_MAX_ROWS];
    short *owner;      /* for each token the row that it belongs to, or NB_OWNER_* */
    signed char *part; /* for each token whether it is a part of a row's label */
    int out_of_step;   /* a lost row's label stands elsewhere without cells: labels went astray */
    unsigned char contested[NB_MAX_ROWS]; /* the label stands once more, with other numbers */
};

/*
 * Aligns `tokens` with `table`. The result lives in the arena. Returns 0, or -1 when memory ran
 * out.
 */
int nb_align(struct nb_alignment *alignment, struct nb_arena *arena, const struct nb_text *text,
             const struct nb_tokens *tokens, const struct nb_table *table);

#endif
