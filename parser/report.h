/* The report inside the library: what every stage adds to and every output reads. */
#ifndef NB_REPORT_H
#define NB_REPORT_H

#include "arena.h"
#include "cell.h"
#include "identity.h"
#include "nianbao.h"
#include "outline.h"
#include "privacy.h"

#define NB_EXCERPT 80 /* characters of the source that a finding or a claim quotes */

/* A number of a cell's kind, or none. */
struct nb_amount {
    int known;
    int64_t value;
    unsigned char scale;
};

struct nb_finding {
    enum nb_code code;
    enum nb_severity severity;
    int overridden; /* the severity is the caller's, not the code's own */
    short *cells;
    int cell_count;
    struct nb_amount expected, actual;
    int suspect; /* a cell, or -1 */
    int64_t suspect_value;
    uint32_t line;                     /* from 1; 0: nowhere */
    struct nb_where where;             /* in a document, instead of the line */
    const char *text;                  /* the source's words, or NULL */
    const char *detail_zh, *detail_en; /* what the message fills in, or NULL */
    struct nb_finding *next;
};

#define NB_CLAIM_CELLS 10

struct nb_claim {
    short cells[NB_CLAIM_CELLS];
    int cell_count;
    int64_t value;
    uint32_t line;
    struct nb_where where;
    const char *text;
    struct nb_claim *next;
};

/* Families of checks, as the document counts them. */
enum nb_check {
    NB_CHECK_BALANCE,
    NB_CHECK_PROCESSED_SUM,
    NB_CHECK_ROW_SUM,
    NB_CHECK_PROCEEDINGS,
    NB_CHECK_CLAIM,
    NB_CHECK_CARRY_OVER,
    NB_CHECK_IN_FORCE,
    NB_CHECKS
};

struct nb_section_found {
    int number, printed;
    const char *heading;
    uint32_t line;
    struct nb_where where;
};

struct nb_report {
    struct nb_arena arena;
    struct nb_options options;
    enum nb_status status;
    const char *media_type, *charset; /* NULL: not known */
    const char *agency, *title;
    int year;
    struct nb_date from, to;
    struct nb_section_found sections[NB_SECTIONS];
    int section_count;
    struct nb_form form; /* form.edition NULL: no table was found */
    struct nb_identities identities;
    struct nb_cell cells[NB_MAX_CELLS];
    const char *amount_unit; /* edition 2019: printed with procurement.amount */
    struct nb_claim *claims, **last_claim;
    struct nb_finding *findings, **last_finding;
    struct nb_private *privates; /* numbers of people that the text prints */
    int checks[NB_CHECKS][3];    /* by enum nb_verdict */
    int failed;                  /* memory ran out on the way */
};

/* A new report in which nothing is known; NULL when memory ran out. */
struct nb_report *nb_report_new(const struct nb_options *options);

/*
 * Adds a finding with its severity, unless that is off; returns it to be filled in, or NULL when it
 * is off or memory ran out (then report->failed is set).
 */
struct nb_finding *nb_report_add(struct nb_report *report, enum nb_code code, uint32_t line);

/* Gives the finding `count` cells from `first` on. */
void nb_finding_cells(struct nb_report *report, struct nb_finding *finding, const short *cells,
                      int count);

/* The check that counts an identity of this family. */
enum nb_check nb_check_of(enum nb_code family);

/* A copy in the report's arena of source bytes, made valid and cut to NB_EXCERPT characters. */
const char *nb_report_excerpt(struct nb_report *report, const unsigned char *bytes, size_t length);

/* The sum of known cells; 0 when one of them is missing. */
int nb_report_sum(const struct nb_report *report, const short *cells, int count, int64_t *sum);

#endif
