/*
 * Tables whose cells are parted by other means than bars between them on one line: bars on lines of
 * their own, and rulers whose dashes show the columns. They are brought into lines with bars, which
 * is the form that tokens are read from.
 */
#ifndef NB_BARS_H
#define NB_BARS_H

#include "text.h"

/*
 * Makes one line of cells that have a line with nothing but a bar, set off by empty lines, between
 * each two of them. The row is the line where it begins; the others stay, empty. A text in which
 * some such bar is not set off is left alone: lines were lost there.
 */
void nb_bars_join(struct nb_text *text);

/*
 * Puts bars between the columns of tables that stand between two rulers such as "---- -- ---", or
 * below one under a line of headings. That is only done where the spaces between the ruler's parts
 * are free in all lines, whatever width the characters have that are wide in some fonts only.
 */
void nb_bars_rule(struct nb_text *text);

#endif
