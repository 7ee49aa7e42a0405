/*
 * HTML inside of a text: Markdown may hold whole tables of it, and marks such as <br> in its own.
 */
#ifndef NB_MARKUP_H
#define NB_MARKUP_H

#include "text.h"

#define NB_JOINT '\r' /* where a line of the source ends within a row of an HTML table */

/*
 * Takes the tags and comments out of a decoded text that is not yet cut into lines, and puts
 * characters for their names (&nbsp;). The cells of an HTML table are closed by bars; where a line
 * ends between <tr> and </tr>, NB_JOINT takes the place of "\n", as the row is one line of cells.
 * Nothing that stands in a tag is text. A `<` that begins no tag stays.
 */
void nb_markup_remove(struct nb_text *text);

#endif
