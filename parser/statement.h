/*
 * Statements: the claims that the clauses of a paragraph make, one clause after the other.
 */
#ifndef NB_STATEMENT_H
#define NB_STATEMENT_H

#include "report.h"
#include "scope.h"
#include "subject.h"

#define NB_STATEMENTS 200 /* claims of a report; what comes behind is not read */

struct nb_speech {
    struct nb_report *report; /* gets the claims */
    const struct nb_text *text;
    int count;                  /* of claims */
    struct nb_claim **sentence; /* where the claims of the sentence begin */

    struct nb_scope scope;
    unsigned char known[NB_FAMILIES]; /* the paragraph speaks of those of the form */
    int at_hand; /* requests are what the sentence counts: 收到9件 are such, with no other word */
    int title;   /* the sentence so far may be a title: "依申请公开情况。" */
    enum nb_family family;   /* of the last rows in the sentence */
    struct nb_subject base;  /* of the last claim in the paragraph */
    int base_age;            /* sentences since */
    struct nb_subject queue; /* 分别为2件、1件: of the number that comes next */
};

/* Begins a paragraph of that section, or a sentence in it, which may continue the one before. */
void nb_speech_paragraph(struct nb_speech *speech, int section);
void nb_speech_sentence(struct nb_speech *speech, int continues);

/*
 * Ends a sentence. One that states different numbers for the same cells speaks of more than one
 * body or part (县政府收到37件，全县共收到145件): only what agrees with the table stays a claim.
 */
void nb_speech_end(struct nb_speech *speech);

/* Takes notice of what a piece says for the clauses behind it; a title may say it too. */
void nb_speech_note(struct nb_speech *speech, const struct nb_piece *piece);

/* Adds the claims of a clause to the report. The clause is changed on the way. */
void nb_speech_read(struct nb_speech *speech, struct nb_clause *clause);

#endif
