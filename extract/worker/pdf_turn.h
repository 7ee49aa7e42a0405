/* Pages whose content lies on its side or stands on its head, though nothing says so. */
#ifndef NIANBAO_PDF_TURN_H
#define NIANBAO_PDF_TURN_H

#include "pdf_rules.h"
#include "pdf_text.h"

enum pdf_turn { PDF_UPRIGHT, PDF_CLOCKWISE, PDF_OVER, PDF_COUNTERCLOCKWISE };

/* How the page must be turned for its words to run from left to right. */
enum pdf_turn pdf_turn_needed(const struct pdf_text *text);

/* Turns text and lines of a page. `rules` says how large it is, and afterwards how it is then. */
void pdf_turn(enum pdf_turn turn, struct pdf_text *text, struct pdf_rules *rules);

#endif
