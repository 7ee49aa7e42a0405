/*
 * Tables that are written one cell a line with nothing to part the cells, where a blank cell is an
 * empty line: their blanks have places, as long as all rows show that no line was lost.
 */
#ifndef NB_LADDER_H
#define NB_LADDER_H

#include "align.h"
#include "strip.h"
#include "text.h"

/*
 * Adds blanks for empty lines to the strips of a table, which are those from `from` on: where each
 * row of several cells has just as many lines as cells up to its last number, and a row without
 * numbers has as many empty ones. All cells, or all that are not blank, may have another empty line
 * below them. Elsewhere nothing is changed.
 */
void nb_ladder_climb(struct nb_strips *strips, int from, const struct nb_text *text,
                     const struct nb_tokens *tokens, const struct nb_alignment *alignment);

#endif
