/* Characters put into lines, by their places alone. */
#ifndef NIANBAO_PDF_LINE_H
#define NIANBAO_PDF_LINE_H

#include <stddef.h>

#include "../../parser/buffer.h"
#include "pdf_text.h"

#define PDF_WIDE_GAP 1.2 /* between columns, at least, in ems */

struct pdf_line {
    double x0, y0, x1, y1;
    double middle;                   /* of its characters, mean */
    double em;                       /* the size of its letters */
    const struct pdf_glyph **glyphs; /* from left to right; borrowed */
    size_t count;
    int gaps;  /* wide ones */
    int aside; /* it belongs to the page, not to its text: set by pdf_columns_mark() */
};

struct pdf_lines {
    struct pdf_line *lines; /* owned; from top to bottom */
    size_t count, room;
};

/*
 * Puts the `count` characters at `glyphs`, which it sorts, into lines. Returns 0, or -1 when
 * memory ran out.
 */
int pdf_lines_make(const struct pdf_glyph **glyphs, size_t count, struct pdf_lines *lines);
void pdf_lines_free(struct pdf_lines *lines);

/* Adds the text of a line, with blanks where characters stand apart: one for half an em. */
void pdf_line_text(const struct pdf_line *line, struct nb_buffer *out);

/*
 * Adds the text of a line with as many blanks as its characters stand apart, counting columns of
 * `unit` points from `left` on; an ideograph takes two.
 */
void pdf_line_layout(const struct pdf_line *line, double left, double unit, struct nb_buffer *out);

#endif
