/*
 * Lines of prose on their way to paragraphs: a line that is full goes on in the next one, also over
 * the foot of a page, past its number.
 */
#ifndef NIANBAO_PDF_FLOW_H
#define NIANBAO_PDF_FLOW_H

#include "emit.h"
#include "pdf_line.h"

struct pdf_flow {
    struct emit *emit;
    struct nb_buffer open;   /* the paragraph that may go on */
    struct nb_buffer asides; /* page numbers met since; a paragraph each, "\n" between */
    double left, right;      /* the margins of prose on this page */
    double pitch;            /* from line to line in the open paragraph; 0: one line only */
    double middle, em;       /* of its last line */
    double room;             /* that it left before the right margin */
    int stopped;             /* it ended with a sentence */
    uint32_t page;           /* that began since, or 0 */
    int turned;              /* no line of that page has been added */
};

void pdf_flow_init(struct pdf_flow *flow, struct emit *emit);

/* Ends what is open. Memory that ran out on the way fails the emit. */
void pdf_flow_free(struct pdf_flow *flow);

/* A page has these lines in all. */
void pdf_flow_margins(struct pdf_flow *flow, const struct pdf_lines *lines);

void pdf_flow_page(struct pdf_flow *flow, uint32_t number);
void pdf_flow_line(struct pdf_flow *flow, const struct pdf_line *line);

/* A line that belongs to the page, not to its text. */
void pdf_flow_aside(struct pdf_flow *flow, const struct pdf_line *line);

/* Something else follows: the paragraph is complete. */
void pdf_flow_end(struct pdf_flow *flow);

#endif
