/* Units of money, as they are printed in a cell, beside it, or in the heading of its column. */
#ifndef NB_UNIT_H
#define NB_UNIT_H

#include "outline.h"
#include "report.h"
#include "text.h"

struct nb_unit {
    const char32_t *printed;
    const char *name; /* as it is published */
    int power;        /* of ten, in 元 */
};

/* The unit among the characters cp[start, end) of a cell, or NULL. */
const struct nb_unit *nb_unit_in_cell(const struct nb_text *text, size_t start, size_t end);

/* The unit that stands alone in the cell, or on the line, behind cp[end]; or NULL. */
const struct nb_unit *nb_unit_beside(const struct nb_text *text, size_t end);

/*
 * The unit in brackets, or behind 单位, after the last of `words` ('|' between them) in
 * cp[start, end); the heading may be broken over lines and cells. NULL: there is none.
 */
const struct nb_unit *nb_unit_in_heading(const struct nb_text *text, size_t start, size_t end,
                                         const char32_t *words);

/*
 * Brings the fees of edition 2021 into 万元 where their heading has another unit, and notes the
 * unit of the procurement's amount of edition 2019. The cells have been read.
 */
void nb_units_apply(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline);

#endif
