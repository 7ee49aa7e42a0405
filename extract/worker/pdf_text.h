/* The characters of a page, each with its place in points from the page's upper left corner. */
#ifndef NIANBAO_PDF_TEXT_H
#define NIANBAO_PDF_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include <poppler.h>

struct pdf_glyph {
    double x0, y0, x1, y1;
    uint32_t code;
    unsigned char apart; /* a blank stands before it in poppler's order */
};

struct pdf_text {
    struct pdf_glyph *glyphs; /* owned; in poppler's order; no white space */
    size_t count, room;
};

/*
 * Reads the page's text. Returns 0, or -1 when memory ran out; PDF_TEXT_UNPLACED when poppler's
 * characters and places do not go together: `text` is empty then.
 */
#define PDF_TEXT_UNPLACED 1
int pdf_text_read(PopplerPage *page, struct pdf_text *text);
void pdf_text_free(struct pdf_text *text);

/*
 * Finds the words of upright text, where poppler, which knows only of blanks within its lines, has
 * left them together. Numbers that reach to the edge of the page, which is `width` points wide, are
 * taken out: poppler drops the characters whose middle lies beyond, and what is left is another
 * number.
 */
void pdf_text_words(struct pdf_text *text, double width);

/*
 * Sets `*end` behind the characters from `first` on that stand together. Returns whether they are
 * a number: digits and what may stand in one.
 */
int pdf_text_word(const struct pdf_text *text, size_t first, size_t *end);

int pdf_is_digit(uint32_t code);

#endif
