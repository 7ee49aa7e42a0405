/*
 * Tables whose numbers a converter has scattered: all of them are there and in the order of the
 * bands that they were printed in (band.h), but apart from the labels of their rows.
 */
#ifndef NB_SCATTER_H
#define NB_SCATTER_H

#include "align.h"
#include "arena.h"
#include "identity.h"
#include "strip.h"
#include "token.h"

/*
 * Reads one table by bands when some of its rows do not have their numbers behind their labels but
 * the table has as many numbers as the form, or the form of another edition, has cells, and the
 * identities leave one way to place them. strips->list[from ..] are the strips of the table, which
 * are then made anew; rows of which only the numbers were found begin in `alignment` with their
 * first number. Returns 0, or -1 when memory ran out.
 */
int nb_scatter_gather(struct nb_strips *strips, int from, struct nb_arena *arena,
                      const struct nb_form *form, const struct nb_identities *identities, int table,
                      const struct nb_tokens *tokens, struct nb_alignment *alignment);

#endif
