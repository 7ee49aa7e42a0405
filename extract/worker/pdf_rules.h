/*
 * The ruling lines of a page: what was drawn of them, piece by piece, and the whole lines that the
 * pieces make. Places are in points from the upper left corner of the page as it is shown.
 */
#ifndef NIANBAO_PDF_RULES_H
#define NIANBAO_PDF_RULES_H

#include <stddef.h>

#define PDF_NEAR 3.0 /* lines as near to each other as this are one: no text fits between them */

/* Pieces of the lines of a page, in one direction; a page with more has none. */
#define PDF_PIECES 200000

enum pdf_direction { PDF_ACROSS, PDF_DOWN };

struct pdf_rule {
    double at;       /* y of a line across, x of a line down */
    double from, to; /* from < to */
};

struct pdf_rule_list {
    struct pdf_rule *rules; /* owned */
    size_t count, room;
};

struct pdf_rules {
    struct pdf_rule_list list[2]; /* by direction */
    double width, height;         /* of the page; what lies outside is cut off */
    double picture;               /* the area of the largest one on the page */
    size_t written, unseen;       /* pieces of text on the page, and those that are not shown */
    int failed;                   /* too many of them, or memory ran out */
};

/* Starts a page without lines. */
void pdf_rules_init(struct pdf_rules *rules, double width, double height);
void pdf_rules_free(struct pdf_rules *rules);

/* A line was drawn between two points; only what runs straight across or down counts. */
void pdf_rules_line(struct pdf_rules *rules, double x0, double y0, double x1, double y1);

/* A box was filled, which is a line when it is thin. */
void pdf_rules_box(struct pdf_rules *rules, double x0, double y0, double x1, double y1);

/* Makes whole lines of all pieces, each list in the order of `at`; short ones are left out. */
void pdf_rules_join(struct pdf_rules *rules);

#endif
