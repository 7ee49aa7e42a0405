/*
 * Which row of a table each token belongs to, once it is known where the labels of its rows begin.
 */
#ifndef NB_ASSIGN_H
#define NB_ASSIGN_H

#include "align.h"
#include "statute.h"
#include "text.h"
#include "token.h"

/*
 * Fills `owner` of the alignment from its `start` and `part`, counts its `rows`, and marks labels
 * that stand in a row once more as parts of it.
 */
void nb_assign(struct nb_alignment *alignment, const struct nb_text *text,
               const struct nb_tokens *tokens, const struct nb_table *table);

#endif
