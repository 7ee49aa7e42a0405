/*
 * What binds a report to that of the same agency for the year before, generated from the roles of
 * rows and columns:
 *
 *   history.carry_over  per column: carried_in = carried_out of the year before
 *   history.in_force    per row: in_force = in_force of the year before + issued - repealed
 */
#ifndef NB_SUCCESSION_H
#define NB_SUCCESSION_H

#include "codes.h"
#include "statute.h"

#define NB_MAX_SUCCESSIONS 16

/* cell = former + gain - loss; of the two last either both are there or none. */
struct nb_succession {
    enum nb_code family;
    short cell;
    short former;     /* a cell of the year before, or -1 where its form has none */
    short gain, loss; /* cells of the year itself, or -1 */
};

/*
 * Lists what binds a report on `form` to one on `before`, which is NULL where it is not known.
 * Returns how many there are, the same for every `before`.
 */
int nb_successions(struct nb_succession list[NB_MAX_SUCCESSIONS], const struct nb_form *form,
                   const struct nb_form *before);

#endif
