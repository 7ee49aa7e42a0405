/*
 * Characters that stand for others: traditional and variant forms for the simplified ones that the
 * statutory labels are written in, and radicals for the ideographs that they look like. What the
 * source says is kept elsewhere; this is only for comparing. tools/variants.py writes the tables.
 */
#ifndef NB_VARIANT_H
#define NB_VARIANT_H

#include <stdint.h>

#define NB_VARIANT_FIRST 0x4E00 /* CJK Unified Ideographs */
#define NB_VARIANT_LAST  0x9FFF
#define NB_RADICAL_FIRST 0x2E80 /* CJK Radicals Supplement, which has no compatibility forms */
#define NB_RADICAL_LAST  0x2EF3

/* 0: the character stands for itself. */
extern const uint16_t nb_variant_forms[NB_VARIANT_LAST - NB_VARIANT_FIRST + 1];
extern const uint16_t nb_radical_forms[NB_RADICAL_LAST - NB_RADICAL_FIRST + 1];

/* The simplified form of an ideograph, the ideograph of a radical, or the character itself. */
static inline uint32_t nb_variant(uint32_t c)
{
    uint32_t to = 0;
    if (c >= NB_VARIANT_FIRST && c <= NB_VARIANT_LAST)
        to = nb_variant_forms[c - NB_VARIANT_FIRST];
    else if (c >= NB_RADICAL_FIRST && c <= NB_RADICAL_LAST)
        to = nb_radical_forms[c - NB_RADICAL_FIRST];
    return to ? to : c;
}

#endif
