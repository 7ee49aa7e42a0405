/* The headings of the six statutory sections. */
#ifndef NB_HEADING_H
#define NB_HEADING_H

#include "arena.h"
#include "statute.h"
#include "text.h"

struct nb_heading {
    int found;
    int printed;       /* the number that stands there; 0: none */
    int in_line;       /* sentences stand before it on its line: it bounds no lines */
    size_t line;       /* from 0 */
    size_t last_line;  /* the line on which it ends: `line`, unless it is broken */
    size_t start, end; /* in nb_text.cp: the heading without its number */
};

struct nb_headings {
    struct nb_heading list[NB_SECTIONS]; /* by statutory number less one */
    size_t end_line; /* where the numbering starts anew behind the last one (an annex); or 0 */
    size_t again;    /* where the sections of another report begin; or 0 */
};

/*
 * Finds the heading of each section. Of several lines that read like one, a table of contents does
 * not count, and the first of the others does; what follows where the sections begin for a second
 * time is another report's. Returns 0, or -1 when memory ran out.
 */
int nb_headings_find(struct nb_headings *headings, struct nb_arena *arena,
                     const struct nb_text *text);

#endif
