/*
 * Tables of section 四 in a document that cannot be told apart: it may stand in several shapes, so
 * that no label of one need stand in the other.
 */
#ifndef NB_RIVAL_H
#define NB_RIVAL_H

#include "arena.h"
#include "statute.h"
#include "text.h"
#include "token.h"

/*
 * Whether it cannot be told which numbers are those of `table`, which has tokens `tokens`: another
 * table has all of its headings, too, but other numbers; or its rows stand in another order than
 * that of the form. Always 0 for a table that is no pooled one. Returns -1 when memory ran out.
 */
int nb_rival_stands(struct nb_arena *arena, const struct nb_table *table,
                    const struct nb_text *text, const struct nb_tokens *tokens);

#endif
