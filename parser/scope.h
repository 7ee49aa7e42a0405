/*
 * The scope of a clause: whether its numbers are those of the agency, of the reporting year, and of
 * the whole. It holds for every subject alike.
 */
#ifndef NB_SCOPE_H
#define NB_SCOPE_H

#include "clause.h"

struct nb_limits {
    int foreign;   /* of another body */
    int elsewhere; /* of another time */
    int partial;   /* of a part, or of other things */
};

struct nb_scope {
    int year;                  /* of the report; 0: not known */
    struct nb_limits sentence; /* what the clauses before hand on */
    struct nb_limits clause;   /* and what the clause says itself, as far as it was read */
    int compares, publishes;   /* the clause does, so far */
    int things;                /* it names other things than requests */
    int now;                   /* the sentence names the year */
    int of_which;              /* 其中 was read, and no number since */
    int counted, claimed;      /* there was a number in the paragraph; the last became a claim */
};

/* Begins a sentence, which continues the one before when only a ';' stands between; or a clause. */
void nb_scope_sentence(struct nb_scope *scope, int continues);
void nb_scope_clause(struct nb_scope *scope);

/* Takes notice of a piece of the clause. */
void nb_scope_see(struct nb_scope *scope, const struct nb_piece *piece);

/* Ends the clause: a body that it names is that of the clauses behind it if it has a statement. */
void nb_scope_end(struct nb_scope *scope, int stated);

/*
 * Whether a number that stands here is no number of the form's. NB_OF_NOTHING asks the same of a
 * denial, which may deny other things as well.
 */
int nb_scope_excludes(const struct nb_scope *scope, enum nb_family family);

/* Makes each 结转 of the clause a word for rows, by the times beside it. */
void nb_scope_carries(const struct nb_scope *scope, struct nb_clause *clause);

#endif
