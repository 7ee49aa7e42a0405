/*
 * What is drawn on the pages of a PDF file. The text of a page comes from poppler, which tells
 * nothing of its lines; they are read here, with qpdf, from the same bytes.
 */
#ifndef NIANBAO_PDF_DRAWING_H
#define NIANBAO_PDF_DRAWING_H

#include <stddef.h>

#include "pdf_rules.h"

struct pdf_drawing;

/* Opens a file, whose bytes must stay. Returns NULL when it cannot be read or memory ran out. */
struct pdf_drawing *pdf_drawing_open(const unsigned char *bytes, size_t size);

/* Closes it; NULL is allowed. */
void pdf_drawing_close(struct pdf_drawing *drawing);

/*
 * Adds the lines of the page `index` (from 0) to `rules`, which know how large the page is shown.
 * Returns 0, or -1 when not all of them are known or the page has another size: then they say
 * nothing.
 */
int pdf_drawing_page(struct pdf_drawing *drawing, size_t index, struct pdf_rules *rules);

#endif
