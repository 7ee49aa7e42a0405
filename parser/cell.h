/* One cell of the form as it was read. */
#ifndef NB_CELL_H
#define NB_CELL_H

#include <stdint.h>

#include "statute.h"
#include "token.h"

enum nb_state {
    NB_MISSING,  /* not known */
    NB_READ,     /* stands in the source */
    NB_INFERRED, /* the identities leave exactly this value */
};

/* How a cell came to hold what it holds; several may apply. */
enum nb_cell_flags {
    NB_WAS_BLANK = 1,     /* its row is there and has no number for it */
    NB_WAS_BAD = 2,       /* what stands there is no number of its kind */
    NB_WAS_AMBIGUOUS = 4, /* a number stands in the row, but its column cannot be told */
    NB_WAS_LOST = 8,      /* its row is not there */
};

struct nb_cell {
    unsigned char state, flags;
    unsigned char scale;   /* digits behind the decimal point; 0 for counts */
    int64_t value;         /* all digits of the number */
    uint32_t line;         /* from 1; 0: nowhere in the source */
    struct nb_where where; /* in a document, instead of the line */
    uint32_t at, length;   /* bytes of the source that stand there */
};

/*
 * Turns the number of a token into what a cell of that kind holds. Returns 0, or -1 when it is no
 * number of that kind: negative, a fraction, or longer than NB_MAX_DIGITS.
 */
int nb_cell_number(const struct nb_token *token, enum nb_kind kind, int64_t *value,
                   unsigned char *scale);

/*
 * Moves the decimal point of a cell's number to the left by `places`, or to the right where they
 * are negative. Returns 0, or -1 when the number would become too long, and then nothing changes.
 */
int nb_cell_scale(struct nb_cell *cell, int places);

#endif
