/*
 * How the lines of a table are cut into cells: which empty cells belong to labels, whose line has
 * lost cells, and where labels and numbers are out of step. The rows tell it of each other.
 */
#ifndef NB_CUT_H
#define NB_CUT_H

#include "align.h"
#include "statute.h"
#include "strip.h"
#include "token.h"

#define NB_STRAYS 2 /* among the numbers of a row; more are those of other rows */

/*
 * Judges the strips from `from` on, all of one table: drops empty cells that are a label's, and
 * sets cells_lost and unordered.
 */
void nb_cut_judge(struct nb_strips *strips, int from, const struct nb_form *form,
                  const struct nb_tokens *tokens, const struct nb_alignment *alignment);

#endif
