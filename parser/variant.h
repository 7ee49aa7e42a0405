/*
 * Traditional characters as the simplified ones that the statutory labels are written in. Only
 * characters of the labels and of the words that the parser looks for are in the table.
 */
#ifndef NB_VARIANT_H
#define NB_VARIANT_H

#include <stdint.h>

#define NB_VARIANT_SLOTS 512

struct nb_variants {
    uint16_t from[NB_VARIANT_SLOTS], to[NB_VARIANT_SLOTS];
};

/* Makes the table ready for look-ups. */
void nb_variants_init(struct nb_variants *variants);

/* The simplified form of an ideograph of the basic plane, or the character itself. */
static inline uint32_t nb_variant(const struct nb_variants *variants, uint32_t c)
{
    uint32_t slot = c * 40503u >> 4 & (NB_VARIANT_SLOTS - 1);
    while (variants->from[slot] && variants->from[slot] != c)
        slot = (slot + 1) & (NB_VARIANT_SLOTS - 1);
    return variants->from[slot] ? variants->to[slot] : c;
}

#endif
