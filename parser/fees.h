/* Whether a passage reports on information-processing fees (信息处理费). */
#ifndef NB_FEES_H
#define NB_FEES_H

#include "text.h"

/*
 * Looks through the clauses of cp[start, end); line ends do not part them. Returns 1 when one says
 * that fees for the processing of requests were or were not charged, else 0.
 */
int nb_fees_are_reported(const struct nb_text *text, size_t start, size_t end);

#endif
