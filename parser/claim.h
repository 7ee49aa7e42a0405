/*
 * Claims: what the prose says of numbers that stand in the tables. Every statement is read, with
 * the scope of its clause; what may be another body's number, another year's, a part's or another
 * thing's is not taken. The words are those of lexicon.c.
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
