/*
 * Columns of a table that is laid out with spaces, as the text layout of a PDF or a browser's dump
 * is: they are learned from the rows of the same page that have all of their numbers, or, where
 * there are none, from the headings, and tell under which column the numbers of other rows stand.
 *
 * Some programs count an ideograph as two columns, some as one; numbers may be flush left, centred
 * or flush right. All of these are tried, and the one counts by which the numbers stand best.
 */
#ifndef NB_COLUMN_H
#define NB_COLUMN_H

#include "arena.h"
#include "statute.h"
#include "strip.h"
#include "text.h"
#include "token.h"

#define NB_GLUED    2      /* what nb_columns_ask() says of numbers without a gap between them */
#define NB_ANY_SLOT 0xFFFF /* nothing tells where a number stands */

struct nb_columns {
    const struct nb_text *text;
    const struct nb_form *form;
    const struct nb_strips *strips;
    const struct nb_tokens *tokens;      /* of the tables */
    struct nb_spread *spreads;           /* of each strip, once asked for */
    unsigned char known[NB_TABLES];      /* whether the table's are there */
    struct nb_column_headings *headings; /* of the page last asked for */
    uint32_t pages[NB_MAX_STRIPS];       /* of each strip */
};

/* Remembers where to look; nothing is measured before a strip is asked for. */
void nb_columns_init(struct nb_columns *columns, const struct nb_text *text,
                     const struct nb_form *form, const struct nb_strips *strips,
                     const struct nb_tokens *tokens);

/*
 * Sets mask[i] for each item of the strip to the slots (a bit each) under whose columns it can
 * stand: one, NB_ANY_SLOT where that is not clear, or 0 for a number that is alone on its line and
 * under no column. Returns 1 when any of them says something, 0 when none does,
 * NB_GLUED when two numbers stand together as one, -1 when memory ran out.
 */
int nb_columns_ask(struct nb_columns *columns, struct nb_arena *arena, int strip,
                   unsigned short *mask);

#endif
