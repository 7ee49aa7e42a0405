/* The characters of a page sorted into the cells of its tables, and put into lines there. */
#ifndef NIANBAO_PDF_REGION_H
#define NIANBAO_PDF_REGION_H

#include <stddef.h>

#include "pdf_grid.h"
#include "pdf_line.h"
#include "pdf_text.h"

/*
 * Region 0 is what stands in no table; the cells of table t are the regions from base[t] on. A cell
 * that holds a table has only what stands outside of that.
 */
struct pdf_regions {
    const struct pdf_text *text;
    const struct pdf_tables *tables;
    struct pdf_lines *lines; /* owned; by region */
    size_t count;
    size_t *base;                    /* owned; by table, and the end */
    size_t *parents;                 /* owned; by table: the region in which it stands */
    const struct pdf_glyph **glyphs; /* owned; what the lines point into */
};

/* Returns 0, or -1 when memory ran out; pdf_regions_free() in both cases. */
int pdf_regions_make(const struct pdf_text *text, const struct pdf_tables *tables,
                     struct pdf_regions *regions);
void pdf_regions_free(struct pdf_regions *regions);

/* The table that follows `last` (NULL: the first one) in a region, from top to bottom, or NULL. */
const struct pdf_table *pdf_regions_table(const struct pdf_regions *regions, size_t region,
                                          const struct pdf_table *last);

#endif
