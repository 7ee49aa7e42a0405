/*
 * In which order the numbers of a table are printed.
 *
 * The form prints them row by row, totals last. A table may have its totals first, or its columns
 * as lines. The headings that are printed tell the order, and the sums say whether that can be. A
 * converter may take the numbers that stand together behind all labels apart into blocks; then the
 * sums must hold as they come, or nothing is known.
 */
#ifndef NB_ORDER_H
#define NB_ORDER_H

#include "statute.h"
#include "strip.h"
#include "text.h"
#include "token.h"

/*
 * Sets what the strips of one table say of their order: total_first and unordered; brings the items
 * of a strip over a whole table into the order of the form.
 */
void nb_order_table(struct nb_strips *strips, int table, const struct nb_form *form,
                    const struct nb_text *text, const struct nb_tokens *tokens);

#endif
