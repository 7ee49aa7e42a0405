/* Which columns of the form the columns of a document's table are, as its headings tell. */
#ifndef NB_HEADED_H
#define NB_HEADED_H

#include "align.h"
#include "arena.h"
#include "label.h"
#include "statute.h"
#include "strip.h"
#include "text.h"
#include "token.h"

#define NB_HEADED_COLUMNS 256  /* of a table */
#define NB_NO_HEADING     (-1) /* a column without a heading */
#define NB_FOREIGN        (-2) /* one whose heading is none of the form */

/* What headings are looked for, and where. */
struct nb_header {
    const struct nb_form *form;
    const struct nb_text *text;
    const struct nb_tokens *tokens;
    const struct nb_alignment *alignment;
    struct nb_labels labels; /* the headings of all columns; their owners index `names` */
    const struct nb_column *names[NB_MAX_WORDINGS];
    int name_count;
};

/* What stands above a row. */
struct nb_headed {
    const struct nb_strip *strip;
    size_t first;                        /* its first token */
    int straight, askew;                 /* headings in rows as wide as this one, and in others */
    signed char slot[NB_HEADED_COLUMNS]; /* of the strip, or NB_NO_HEADING, NB_FOREIGN */
    uint32_t heading[NB_HEADED_COLUMNS]; /* the token that told it */
};

/* Lists the headings of all columns of `table`. Returns 0, or -1 when memory ran out. */
int nb_header_init(struct nb_header *header, struct nb_arena *arena, const struct nb_table *table);

/*
 * Reads the headings above the row in its table; of two in a column the lower one counts. As a rule
 * they must stand in rows of the same width: in others a cell is lost.
 */
void nb_headed_read(const struct nb_header *header, struct nb_headed *row, int any_width);

/*
 * Where all numbers of the table stand on one line, the headings are there once for each row of the
 * form: those of the first row first. Their columns become those of the whole line. Returns 1, or 0
 * where some are not there, or -1 where there are more.
 */
int nb_headed_spread(struct nb_headed *row);

/* Whether every column of the form has its one place, in whatever order. */
int nb_headed_complete(const struct nb_header *header, const struct nb_headed *row);

/*
 * Whether the headings, with `any_width` those askew, too, are in another order than that of the
 * form, or several of them stand there once more: then the order of the numbers tells nothing.
 */
int nb_headed_contrary(const struct nb_header *header, const struct nb_headed *row, int any_width);

#endif
