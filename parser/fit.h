/* How well the source fits a statutory table with which it was aligned. */
#ifndef NB_FIT_H
#define NB_FIT_H

#include "align.h"
#include "genre.h"
#include "statute.h"
#include "token.h"

/* How many rows with cells the table has. */
int nb_fit_rows(const struct nb_table *table);

/*
 * Whether the table is there: by its rows, or, as a converter may have broken these, by its
 * headings, or by its numbers and some label.
 */
int nb_fit_is_present(const struct nb_alignment *a, const struct nb_table *table,
                      const struct nb_tokens *tokens);

/* How well the source fits the table: its labels, its headings, and rows that have numbers. */
int nb_fit_score(const struct nb_alignment *a, const struct nb_table *table,
                 const struct nb_tokens *tokens);

/* What was found of a table; of one whose numbers stand together, one row counts as filled. */
struct nb_genre_table nb_fit_survey(const struct nb_alignment *a, int present,
                                    const struct nb_table *table, const struct nb_tokens *tokens);

#endif
