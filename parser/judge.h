/*
 * What rules.c and structure.c share while a report is judged: the first judges cells, sums and
 * claims, the second title, years, sections and rows.
 */
#ifndef NB_JUDGE_H
#define NB_JUDGE_H

#include "rules.h"

struct nb_judge {
    struct nb_report *report;
    const struct nb_text *text;
    const struct nb_outline *outline;
    const struct nb_table_reading *tables;
};

/*
 * A string in the report's arena, for a finding's detail; what is longer than any that the rules
 * make is cut off. Without memory it is NULL and report->failed is set.
 */
__attribute__((format(printf, 2, 3))) const char *nb_judge_words(struct nb_judge *j,
                                                                 const char *format, ...);

/* The source's words on a line, counted from 0, as an excerpt. */
const char *nb_judge_quote(struct nb_judge *j, size_t line);

/* Judges title, years, sections, edition and the rows of the tables. */
void nb_structure_judge(struct nb_judge *j);

#endif
