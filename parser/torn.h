/*
 * The tail of a table that a converter has torn off: pdftotext prints the last cells of a table
 * that ends at the foot of a page behind the text that follows it, each alone on a line.
 */
#ifndef NB_TORN_H
#define NB_TORN_H

#include "arena.h"
#include "statute.h"
#include "text.h"
#include "token.h"

/*
 * Adds to `tokens`, which are those of `table`, the numbers that stand alone on lines from `line`
 * on: where these are just as many as the table lacks, and every total of it is then the sum of its
 * row. Returns 0, or -1 when memory ran out.
 */
int nb_torn_join(struct nb_tokens *tokens, struct nb_arena *arena, const struct nb_text *text,
                 size_t line, const struct nb_table *table);

#endif
