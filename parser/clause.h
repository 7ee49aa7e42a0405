/*
 * Prose cut into what statements are made of: known words, counts, years and stops, each with how
 * much that is not known stands before it.
 */
#ifndef NB_CLAUSE_H
#define NB_CLAUSE_H

#include "lexicon.h"
#include "owner.h"
#include "quantity.h"
#include "text.h"

enum nb_piece_type {
    NB_PIECE_WORD,
    NB_PIECE_COUNT, /* a quantity */
    NB_PIECE_YEAR,
    NB_PIECE_COMMA, /* a clause ends */
    NB_PIECE_STOP,  /* a sentence ends */
    NB_PIECE_OPEN,
    NB_PIECE_CLOSE, /* brackets */
};

struct nb_piece {
    enum nb_piece_type type;
    unsigned gap; /* characters before it that are no known word */
    size_t start, end;
    const struct nb_word *word;
    struct nb_quantity count;
    int year; /* year: its number */
    int own;  /* a word that names a body: it is the agency */
};

#define NB_CLAUSE_PIECES 48 /* a longer clause is cut */

/* A clause: its pieces without what stands in brackets, and behind them the stop that ends it. */
struct nb_clause {
    struct nb_piece pieces[NB_CLAUSE_PIECES + 1];
    int count;    /* without the stop */
    size_t start; /* in nb_text.cp */
};

static inline int nb_piece_is(const struct nb_piece *piece, enum nb_sense sense)
{
    return piece->type == NB_PIECE_WORD && piece->word->sense == sense;
}

/* How many characters between two pieces of a clause are no known words. */
unsigned nb_clause_gap(const struct nb_clause *clause, int from, int to);

struct nb_prose {
    const struct nb_text *text;
    const struct nb_lexicon *lexicon;
    const struct nb_owner *owner;
    size_t at, end; /* what is still to be read */
};

/*
 * Reads the pieces of one sentence, with its stop, into `list`; at most `room` of them: the rest is
 * then left to the next call. Returns how many there are; 0 at the end.
 */
int nb_clause_sentence(struct nb_prose *prose, struct nb_piece *list, int room);

#endif
