/*
 * Numbers in the tables of a document, whose cells stand in true columns: each stands under the
 * heading of its column, or under the numbers of rows that have all of theirs.
 */
#ifndef NB_LATTICE_H
#define NB_LATTICE_H

#include "align.h"
#include "arena.h"
#include "statute.h"
#include "strip.h"
#include "text.h"
#include "token.h"

/*
 * Places the strips from `from` on, all of rows of table `table`, whose columns are known: these
 * have one item for each slot then. The others stay as they are. Returns 0, or -1 when memory ran
 * out.
 */
int nb_lattice_place(struct nb_strips *strips, int from, struct nb_arena *arena,
                     const struct nb_form *form, int table, const struct nb_text *text,
                     const struct nb_tokens *tokens, const struct nb_alignment *alignment);

#endif
