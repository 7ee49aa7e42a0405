/* The rules: what is judged of a report once it has been read. */
#ifndef NB_RULES_H
#define NB_RULES_H

#include "outline.h"
#include "report.h"
#include "strip.h"
#include "text.h"

/* What became of a table. */
struct nb_table_reading {
    int present;
    const struct nb_tokens *tokens;
    const struct nb_alignment *alignment;
};

/* Adds all findings, in order, and counts the checks. `tables` are the NB_TABLES of the form. */
void nb_rules_judge(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline, const struct nb_table_reading *tables);

#endif
