/* Text that runs along until its block ends, with white space as browsers show it. */
#ifndef NIANBAO_HTML_FLOW_H
#define NIANBAO_HTML_FLOW_H

#include "../../parser/buffer.h"
#include "emit.h"

struct html_flow {
    struct nb_buffer text; /* of the block so far */
    char marker[24];       /* what stands before the next text, such as "1. " */
    int space;             /* white space was seen behind the text */
    int shown;             /* something was ever shown */
};

void html_flow_init(struct html_flow *flow);
void html_flow_free(struct html_flow *flow);

/* Adds text whose runs of white space each count as one space. */
void html_flow_text(struct html_flow *flow, const char *text, size_t length);

/* Adds text as it stands. */
void html_flow_pre(struct html_flow *flow, const char *text, size_t length);

/* Adds superscript text, as raised.h says. */
void html_flow_raised(struct html_flow *flow, const char *text, size_t length);

/* Whether there is text in the line so far. */
int html_flow_is_within_line(const struct html_flow *flow);

/* The line ends. */
void html_flow_break(struct html_flow *flow);

/* The block ends: what it holds is a paragraph, unless nothing of it is to be seen. */
void html_flow_end(struct html_flow *flow, struct emit *emit);

#endif
