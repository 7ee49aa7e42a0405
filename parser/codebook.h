/*
 * The codebook: what is to be said of each finding code, in both languages. Messages, the texts for
 * people and the printed rules (nb_rules_text()) all come from it. Names and severities stand in
 * codes.h, which callers see too.
 */
#ifndef NB_CODEBOOK_H
#define NB_CODEBOOK_H

#include "nianbao.h"

/* The same in both languages; the index is an enum nb_lang. */
typedef const char *nb_words[2];

/* What a rule rests on. */
enum nb_basis {
    NB_BASIS_NONE,       /* nothing but that the report can be read, or agrees with itself */
    NB_BASIS_REGULATION, /* the regulation and the form */
    NB_BASIS_FORM,       /* the form */
    NB_BASIS_BALANCE,    /* the balance that the form prints in its table */
    NB_BASIS_FEES,
    NB_BASIS_PERSONAL,
    NB_BASES
};

/*
 * Sentences have placeholders: {c} the cells, {r} their row or table, {f} the row of the first
 * cell, {k} the column of the first cell, {i} in brackets that the first cell was inferred or
 * nothing, {e} expected, {a} actual, {y} the report's year, {s} a clause on the suspect cell or a
 * request to check, {t} the words of the source, {d} the finding's detail, {b} the same in brackets
 * or nothing.
 */
struct nb_code_entry {
    enum nb_basis basis;
    nb_words say;        /* the message */
    nb_words say_other;  /* the message in the other case that the code has, or NULLs */
    nb_words meaning;    /* one sentence or two: when the finding is made */
    nb_words fix;        /* what the clerk does about it */
    const char *example; /* what such a report holds; "" where nothing can be shown */
};

extern const struct nb_code_entry nb_codebook[NB_CODES];

struct nb_basis_entry {
    nb_words brief; /* beside a finding; {f} is the document that sets the form; or NULLs */
    nb_words whole; /* in the printed rules */
};

extern const struct nb_basis_entry nb_bases[NB_BASES];

/* The severity that a code has where nobody chose another. */
enum nb_severity nb_code_severity(enum nb_code code);

/* What people call a severity: "错误", "error". */
const char *nb_severity_word(enum nb_severity severity, enum nb_lang lang);

#endif
