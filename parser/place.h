/*
 * Which cell each number belongs to, and what the identities say of the cells that have none.
 *
 * In this order: as many numbers as cells are placed one by one; where the source has separators,
 * blanks count as places; where it is laid out in columns, these tell; what is left is placed only
 * where the identities leave one placement. Nothing is guessed: a number that could stand in two
 * places stands in none.
 */
#ifndef NB_PLACE_H
#define NB_PLACE_H

#include "cell.h"
#include "identity.h"
#include "strip.h"
#include "text.h"

/*
 * Fills `cells` (form->cell_count of them, zeroed) from the strips, which lose items that turn out
 * to be no numbers of theirs. `tokens` are those of the NB_TABLES tables. Working memory comes from
 * `arena`. Returns 0, or -1 when memory ran out.
 */
int nb_place(struct nb_arena *arena, struct nb_cell *cells, const struct nb_form *form,
             const struct nb_identities *identities, struct nb_strips *strips,
             const struct nb_text *text, const struct nb_tokens *tokens);

#endif
