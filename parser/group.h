/*
 * The groups of section 二: rows under one paragraph of article 20, which is printed above them. A
 * converter may print the numbers of a group above or beside its labels; the group still tells
 * whose they are.
 */
#ifndef NB_GROUP_H
#define NB_GROUP_H

#include "statute.h"
#include "strip.h"
#include "text.h"
#include "token.h"

/*
 * Gives the rows of a table, whose strips are those from `from` on, the numbers of their groups:
 * where each group has just as many as its rows have cells, and no row stands on several lines that
 * has a neighbour. Elsewhere nothing is changed.
 */
void nb_group_gather(struct nb_strips *strips, int from, const struct nb_form *form, int table,
                     const struct nb_text *text, const struct nb_tokens *tokens,
                     struct nb_alignment *alignment);

#endif
