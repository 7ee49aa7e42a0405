/*
 * Sections that hold a table twice: last year's beside this year's, an agency's own one beside the
 * statutory one, a page printed again. Rows of two tables must never be read as those of one.
 */
#ifndef NB_COPIES_H
#define NB_COPIES_H

#include "arena.h"
#include "statute.h"
#include "text.h"
#include "token.h"

/* The rows of a table whose numbers stand twice and differ: it is not known which are its. */
struct nb_rivals {
    int all;
    const char *id[NB_MAX_ROWS];
    int count;
};

/*
 * Looks for rows of `table`, of any edition, that stand twice in `tokens` with all of their cells.
 * Where one table stands behind the other and one of them is told to be the report's, by the years
 * in front of them or as the other has few rows, or where they say the same, the tokens of the
 * other one are taken out. `year` is that of the report, or 0; `first` the line where the section
 * begins. Returns 0, or -1 when memory ran out.
 */
int nb_copies_part(struct nb_rivals *rivals, struct nb_tokens *tokens, struct nb_arena *arena,
                   const struct nb_text *text, size_t first, int table, int year);

/* Whether the row is a rival of itself. */
int nb_copies_is_rival(const struct nb_rivals *rivals, const struct nb_row *row);

#endif
