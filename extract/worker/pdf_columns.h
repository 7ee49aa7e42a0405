/*
 * Lines outside of ruled tables: prose, page numbers, and what looks like a table without rules.
 * Such a table is never taken for one: its lines are laid out with blanks, as they look.
 */
#ifndef NIANBAO_PDF_COLUMNS_H
#define NIANBAO_PDF_COLUMNS_H

#include "pdf_flow.h"

/* Marks the lines of a page that are page numbers, headers and footers. */
void pdf_columns_mark(struct pdf_lines *lines, double height);

/* Has the flow take `count` marked lines. */
void pdf_columns_emit(const struct pdf_line *lines, size_t count, struct pdf_flow *flow);

#endif
