/*
 * Reads an Excel workbook (ECMA-376, transitional and strict): its sheets in the order of their
 * tabs, each a page with paragraphs and tables as they are shown. Hidden sheets, rows and columns
 * are left out, and so are charts, drawings and comments.
 */
#ifndef NIANBAO_XLSX_H
#define NIANBAO_XLSX_H

#include "emit.h"
#include "package.h"

/* Sets emit's format. Returns 0, or -1 after emit_fail(). */
int xlsx_read(struct package *package, struct emit *emit);

#endif
