/*
 * Claims: what the prose says of numbers that stand in the tables. Only statements whose meaning is
 * certain are taken: a number with its counter behind a known topic in one clause, or its denial.
 */
#ifndef NB_CLAIM_H
#define NB_CLAIM_H

#include "outline.h"
#include "report.h"
#include "text.h"

/* Adds the claims of the text to report->claims, in order. report->form must be set. */
void nb_claims_find(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline);

#endif
