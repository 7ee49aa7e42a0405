/* The wording of findings: what each code means, told to the clerk who wrote the report. */
#ifndef NB_FINDING_H
#define NB_FINDING_H

#include "buffer.h"
#include "report.h"

/* Adds the one-sentence message of a finding in that language. */
void nb_finding_message(struct nb_buffer *out, const struct nb_report *report,
                        const struct nb_finding *finding, enum nb_lang lang);

/*
 * Adds where something stands in a source of that type (NULL: not known): "line 7", in a document
 * "page 2, table 3, row 15", in an Excel file, whose rows have numbers of their own, "sheet 2, row
 * 15". Returns 0, and adds nothing, where that is not known.
 */
int nb_place_text(struct nb_buffer *out, const char *media_type, uint32_t line,
                  const struct nb_where *where, enum nb_lang lang);

/* Adds the id of a cell: "requests.received.total". */
void nb_cell_id(struct nb_buffer *out, const struct nb_form *form, int cell);

/* Adds row and column of a cell by the names that the form prints. */
void nb_cell_name(struct nb_buffer *out, const struct nb_form *form, int cell, enum nb_lang lang);

/* Adds a number in its shortest digits. */
void nb_amount_text(struct nb_buffer *out, int64_t value, unsigned char scale);

#endif
