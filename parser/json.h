/* Pieces of the report document that are made apart from the whole. */
#ifndef NB_JSON_H
#define NB_JSON_H

#include "report.h"

/* A finding of that report. Returns a new reference, or NULL when memory ran out. */
json_t *nb_finding_json(const struct nb_report *report, const struct nb_finding *finding,
                        enum nb_lang lang);

/* Sets in `checks` how often a check passed, failed and was undecided. Returns 0, or -1. */
int nb_check_set(json_t *checks, enum nb_check check, const int counts[3]);

#endif
