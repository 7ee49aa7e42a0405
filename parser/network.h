/*
 * What the identities leave open, decided exactly.
 *
 * With one implied identity left out, every cell stands in at most two identities, and with a
 * suitable choice of signs it stands in them with opposite sign. So the identities are the nodes of
 * a network and the cells its edges; values that satisfy all identities are a circulation, and
 * non-negative counts are non-negative flow. An unknown cell has one possible value exactly when no
 * cycle of the residual network passes through it.
 *
 * A cell that stands in one identity only ends at the ground node, which takes and gives anything.
 * An identity that is not to be relied on is merged with the ground.
 */
#ifndef NB_NETWORK_H
#define NB_NETWORK_H

#include <stdint.h>

#include "identity.h"

#define NB_NODES  (NB_MAX_IDENTITIES + 1)
#define NB_GROUND NB_MAX_IDENTITIES

struct nb_network {
    const struct nb_identities *identities;
    int cell_count;
    unsigned char tail[NB_MAX_CELLS], head[NB_MAX_CELLS]; /* equal: the cell is bound by nothing */
    unsigned char grounded[NB_NODES];
};

/* Builds the network; both arguments must outlive it. All identities are in use. */
void nb_network_init(struct nb_network *network, const struct nb_identities *identities,
                     const struct nb_form *form);

/*
 * Whether non-negative values for the unknown cells exist that satisfy every identity in use. When
 * they do, `flow` (NB_MAX_CELLS entries, may be NULL) holds one such value for each unknown cell;
 * when not, `conflict` (may be NULL) gets a bit for each identity of a set that no values satisfy.
 */
int nb_network_feasible(const struct nb_network *network, const unsigned char *known,
                        const int64_t *value, int64_t *flow, uint64_t *conflict);

/*
 * Whether the unknown `cell` has the same value in every solution, given one solution `flow` as
 * nb_network_feasible() found it. That value is then flow[cell].
 */
int nb_network_unique(const struct nb_network *network, const unsigned char *known,
                      const int64_t *flow, int cell);

/*
 * Takes out of use the identities that the known cells contradict, and with them those that share a
 * known cell with one: any of the cells involved may be the wrong one.
 */
void nb_network_quarantine(struct nb_network *network, const unsigned char *known,
                           const int64_t *value);

#endif
