/*
 * The arithmetic identities (勾稽关系) of an edition, generated from the roles of rows and columns:
 *
 *   requests.balance        per column: received + carried_in = processed_total + carried_out
 *   requests.processed_sum  per column: processed_total = the sum of the outcomes
 *   requests.row_sum        per row: total = the sum of the six kinds of applicant
 *   proceedings.sum         per row: total = the sum of the results
 *
 * The first is printed in the table itself (本列数据的勾稽关系), the others follow from its labels.
 */
#ifndef NB_IDENTITY_H
#define NB_IDENTITY_H

#include <stdint.h>

#include "codes.h"
#include "statute.h"

#define NB_MAX_IDENTITIES 48
#define NB_MAX_TERMS      512
#define NB_PER_CELL       3 /* identities that one cell can stand in */

struct nb_term {
    short cell;
    signed char sign; /* the signed sum of all terms is zero */
};

struct nb_identity {
    enum nb_code family;
    short cell; /* the one that the identity gives: its sign is +1 */
    short first, count;
    char implied; /* follows from the others when none of its cells is lost */
};

struct nb_identities {
    struct nb_identity list[NB_MAX_IDENTITIES];
    int count;
    struct nb_term terms[NB_MAX_TERMS];
    int term_count;
    signed char of_cell[NB_MAX_CELLS][NB_PER_CELL]; /* -1 where there is none */
    signed char sign_of_cell[NB_MAX_CELLS][NB_PER_CELL];
};

enum nb_verdict {
    NB_PASSED,
    NB_FAILED,
    NB_UNDECIDED, /* a cell is not known */
};

/* Sets up the identities of the form's edition. */
void nb_identities_init(struct nb_identities *identities, const struct nb_form *form);

/*
 * Judges one identity on cells of which known[cell] says whether value[cell] counts. An identity
 * with unknown cells fails when no non-negative values for them could satisfy it. `*sum` becomes
 * the signed sum of the known terms.
 */
enum nb_verdict nb_identity_judge(const struct nb_identities *identities, int identity,
                                  const unsigned char *known, const int64_t *value, int64_t *sum);

/*
 * The one cell whose change to `*value` (non-negative) would satisfy every identity that fails and
 * break none that holds; -1 when there is none or more than one. One failed identity alone points
 * at no cell: any of its cells could be the wrong one.
 */
int nb_identities_suspect(const struct nb_identities *identities, const unsigned char *known,
                          const int64_t *value_of, int64_t *value);

#endif
