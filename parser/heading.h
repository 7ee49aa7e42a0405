/* The headings of the six statutory sections. */
#ifndef NB_HEADING_H
#define NB_HEADING_H

#include "arena.h"
#include "statute.h"
#include "text.h"

struct nb_heading {
    int found;
    int printed;       /* the number that stands there; 0: none */
    size_t line;       /* from 0 */
    size_t start, end; /* in nb_text.cp: the heading without its number */
};

/*
 * Finds the heading of each section, by statutory number less one. Of several lines that read like
 * one, a table of contents does not count, and the first of the others does. `*end_line` becomes
 * the line behind the last section's heading where the numbering starts anew (an annex, another
 * report), or 0. Returns 0, or -1 when memory ran out.
 */
int nb_headings_find(struct nb_heading *headings, size_t *end_line, struct nb_arena *arena,
                     const struct nb_text *text);

#endif
