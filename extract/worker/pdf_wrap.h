/*
 * Numbers that stand one below the other in a cell: one number that was broken for want of room,
 * or those of several rows between which no line was drawn.
 */
#ifndef NIANBAO_PDF_WRAP_H
#define NIANBAO_PDF_WRAP_H

#include "pdf_region.h"

/* What the lines of a cell are, as far as numbers go. */
enum pdf_wrap {
    PDF_WORDS,   /* there is other text, or one line only */
    PDF_BROKEN,  /* one number: its lines belong together without a blank */
    PDF_STACKED, /* numbers that are not one */
};

/*
 * How near to the sides of its cell text comes in the table `index`: the least room that a line
 * leaves in all.
 */
double pdf_wrap_margin(const struct pdf_regions *regions, size_t index);

/* What the lines of a cell are, in a table with that margin. */
enum pdf_wrap pdf_wrap_of(const struct pdf_regions *regions, size_t index, int cell, double margin);

#endif
