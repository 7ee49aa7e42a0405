/*
 * Reports of one agency for years that follow each other: tables filled with numbers that satisfy
 * every identity, within each year and across them, printed as a report.
 */
#ifndef NIANBAO_TESTS_YEARS_H
#define NIANBAO_TESTS_YEARS_H

#include "units.h"

/*
 * Fills the tables of a year that follows `before`, or NULL for the first one, with numbers of up
 * to `most` in the cells that nothing binds.
 */
void year_fill(struct filled *year, const struct nb_edition *edition, const struct filled *before,
               uint32_t seed, int most);

/* The report as a text; what a cell shows is its word, see filled_set(). Free its data. */
struct bytes year_text(const struct filled *year, const char *agency, int number);

/* The report document of that text; a new reference. */
json_t *year_document(const struct filled *year, const char *agency, int number);

/* ---- documents ---- */

/* Puts `value` (which is taken) in the place of a cell such as "requests.received.total". */
void document_set(json_t *document, const char *id, json_t *value);
void document_set_count(json_t *document, const char *id, json_int_t value);

json_int_t document_count(const json_t *document, const char *id);
const char *document_status(const json_t *document);

/* How many findings history.* there are. */
size_t document_history(const json_t *document);

/* What the document must say of a check, such as "history.in_force". */
void document_expect_check(const json_t *document, const char *check, int passed, int failed,
                           int undecided);

/* Judging it once more by the year before must change nothing. */
void document_expect_settled(json_t *document, const json_t *before);

#endif
