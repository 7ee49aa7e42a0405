/*
 * What a sheet shows, as paragraphs and tables. Rows without an empty row between them belong
 * together, as they do for Excel; among them a row with one text alone is a paragraph where it
 * stands outside of what is a table. Where tables have lines around their cells these tell it;
 * where they have none, such a row is one above the table, or merged over all of its width below.
 */
#ifndef NIANBAO_XLSX_LAYOUT_H
#define NIANBAO_XLSX_LAYOUT_H

#include "xlsx_sheet.h"

/*
 * `name` is what the sheet is called, and NULL where that says nothing. It may be the only heading,
 * so it is a paragraph of its own above the rest, unless the first lines say it. Returns 0, or -1
 * after emit_fail().
 */
int sheet_emit(const struct sheet *sheet, const struct xlsx_text *name, struct emit *emit);

#endif
