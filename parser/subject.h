/*
 * What a number in prose is about: rows and a column of the form, as the words around it name them.
 */
#ifndef NB_SUBJECT_H
#define NB_SUBJECT_H

#include "clause.h"
#include "report.h"

#define NB_SUBJECT_ROWS 4 /* words for rows in front of one number */

/* How many characters that are no known words may stand between two pieces of a statement. */
#define NB_FAR  12 /* 收到…政府信息公开申请 */
#define NB_NEAR 2  /* 政府信息公开申请…2件 */

struct nb_subject {
    const struct nb_word *rows[NB_SUBJECT_ROWS];
    int row_count;
    const struct nb_word *column; /* NULL: the total */
    int joined;                   /* 、 or 和 between the rows */
    int reading;                  /* which of the readings of its one row was taken */
    int settled;                  /* that one and no other */
};

/* Some pieces of a clause as the subject of a number or of a denial. */
struct nb_phrase {
    struct nb_subject subject;
    int first, last;  /* of its rows and columns; -1: it has none */
    int verb, object; /* where they stand, or -1 */
    int strong;       /* the object is 政府信息公开申请, not only 申请 */
    int caused;       /* 因, 引发 */
    int disclosure;   /* it speaks of disclosure: 因政府信息公开… */
    int each, respective;
    int columns;
    int failed; /* it cannot be told what it is about */
};

/* Rows that are told by more than a word: by the time beside 结转, or by a denial alone. */
extern const struct nb_word nb_row_carried_in, nb_row_carried_out, nb_row_received;
extern const struct nb_word nb_row_carried; /* from or to a year that is not clear: no row at all */

/* What the pieces [from, to) of a clause name, word by word. */
struct nb_phrase nb_phrase_read(const struct nb_clause *clause, int from, int to);

/* Makes one subject of the rows of a phrase that belongs to one number, or sets `failed`. */
void nb_phrase_settle(struct nb_phrase *phrase, const struct nb_clause *clause);

/* Takes the row at that index out. */
void nb_subject_drop(struct nb_subject *subject, int row);

/*
 * Sets the cells of the claim that `value` is the number of the subject. Of the readings of its
 * row it takes the first that agrees with the table, else the first that cannot be checked, else
 * the first of all, and notes which. Returns 0 when the form has no such cells.
 */
int nb_subject_cells(struct nb_subject *subject, const struct nb_report *report,
                     struct nb_claim *claim);

/* Whether a word for rows names them only with an object: 收到…申请. */
static inline int nb_is_verb(const struct nb_word *row)
{
    return row->flags & NB_WORD_VERB;
}

#endif
