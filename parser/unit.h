/* Units of money, as they are printed in a cell, beside it, or in the heading of its column. */
#ifndef NB_UNIT_H
#define NB_UNIT_H

#include "outline.h"
#include "report.h"
#include "text.h"

/*
 * Brings the fees of edition 2021 into 万元 where their heading has another unit, and notes the
 * unit of the procurement's amount of edition 2019. The cells have been read.
 */
void nb_units_apply(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline);

#endif
