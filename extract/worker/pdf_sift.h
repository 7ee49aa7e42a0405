/*
 * What would be taken for something else: marks of notes, watermarks, lines that are parts of
 * characters. Some programs draw bold or strange letters as paths, beside the text that is searched
 * for; their strokes would make tables of their own.
 */
#ifndef NIANBAO_PDF_SIFT_H
#define NIANBAO_PDF_SIFT_H

#include "pdf_rules.h"
#include "pdf_text.h"

/*
 * Takes out raised digits, which are marks of notes and would make another number of the one that
 * they stand behind, and the characters of watermarks that lie across the text. Returns 0, or -1
 * when memory ran out or there is too much of all on the page to tell.
 */
int pdf_sift_marks(struct pdf_text *text);

/* Takes out the pieces of lines that lie within a character. */
void pdf_sift_pieces(const struct pdf_text *text, struct pdf_rules *rules);

/* Takes out the joined lines that run through characters for much of their length. */
void pdf_sift_lines(const struct pdf_text *text, struct pdf_rules *rules);

#endif
