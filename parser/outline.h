/*
 * What stands around the tables: the title with agency and year, the reporting period, and the six
 * sections with their headings.
 */
#ifndef NB_OUTLINE_H
#define NB_OUTLINE_H

#include "arena.h"
#include "date.h"
#include "heading.h"
#include "statute.h"
#include "text.h"

struct nb_outline {
    struct nb_heading headings[NB_SECTIONS]; /* by statutory number less one */
    size_t end_line; /* where another report or annex begins behind the last section; or 0 */
    size_t proceedings_line; /* where the table of section 四 begins without its heading; or 0 */
    size_t again;            /* where the sections of another report begin; or 0 */
    char *title;             /* in the arena; NULL: there is none */
    char *agency;            /* likewise */
    int title_year;          /* 0: the title names none */
    size_t title_line;       /* from 1; 0: it does not stand in the text */
    struct nb_date from, to; /* the period that the report says it covers */
    size_t period_line;
    int prose_year; /* of the sections' text, where it is not that of title or period; or 0 */
    size_t prose_line;
    int intro_year; /* of the report that a sentence above the sections names; or 0 */
    int year;       /* by title, else period, else that sentence, else the sections; 0: not known */
};

/*
 * Finds all of it; strings live in the arena. `label` (NULL: none) is a title that stands beside
 * the text; it counts where the text has none. Returns 0, or -1 when memory ran out. */
int nb_outline_init(struct nb_outline *outline, struct nb_arena *arena, const struct nb_text *text,
                    const struct nb_text *label);

/*
 * The lines [*first, *last) in which the table of section `number` is to be looked for: those of
 * the section, or, without its heading, all between the headings around it.
 */
void nb_outline_region(const struct nb_outline *outline, const struct nb_text *text, int number,
                       size_t *first, size_t *last);

#endif
