/*
 * Counts in prose: a number with what it counts by (12件, 1,234 件, 一百零三宗, 两件), and whether
 * the text means exactly that many.
 */
#ifndef NB_QUANTITY_H
#define NB_QUANTITY_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct nb_quantity {
    int64_t value;
    uint32_t counter; /* the character of its counter; 0: a bare number that ends its clause */
    int exact;        /* not 近3000件, 十几件, 2.5件, 1.2万件, 3至5件 */
    int lone;         /* 一件, which slogans say too */
};

/*
 * Reads a count at cp[start], before `end`. Returns the index behind its counter, or `start` where
 * there is no number or it counts something else. Looks at the characters before `start` too.
 */
size_t nb_quantity_read(const struct nb_text *text, size_t start, size_t end,
                        struct nb_quantity *quantity);

/* Whether Arabic or Chinese digits begin at cp[index]. */
int nb_quantity_begins(const struct nb_text *text, size_t index);

/* Whether cp[index] is a counter, and what may be a number stands in front of it. */
int nb_quantity_ends(const struct nb_text *text, size_t start, size_t index);

/* The index behind the digits and letters at cp[start]: a number that counts nothing. */
size_t nb_quantity_skip(const struct nb_text *text, size_t start, size_t end);

/*
 * The index behind what may break a word or a number in two: some spaces, or the end of a line.
 * Wide room is what stands between columns.
 */
size_t nb_quantity_space(const struct nb_text *text, size_t start, size_t end);

#endif
