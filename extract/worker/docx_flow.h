/*
 * A run of paragraphs, one below the other: the text of the document, of a cell or of a text box.
 * Paragraphs are put together here piece by piece; text boxes are told behind the paragraph that
 * they hang on.
 */
#ifndef NIANBAO_DOCX_FLOW_H
#define NIANBAO_DOCX_FLOW_H

#include "../../parser/buffer.h"
#include "docx_lists.h"
#include "emit.h"

struct docx_flow {
    struct emit *out;   /* where it is told; borrowed */
    struct emit behind; /* what hangs on the paragraph */
    struct nb_buffer text, line;
    struct docx_numbering numbering; /* of the paragraph */
    int open;                        /* a paragraph has begun */
    int joined;                      /* its end is deleted: the next one goes on with it */
    int is_silent;                   /* nothing of it is shown */
    int fields, code;                /* open fields; the one whose code is being told, or 0 */
    int tables;                      /* that were open when it began */
};

/* Makes a flow ready for use, or frees what it holds. */
void docx_flow_init(struct docx_flow *flow, size_t limit);
void docx_flow_free(struct docx_flow *flow);

/* Begins a flow that is told to `out`, in place of one that has ended. */
void docx_flow_begin(struct docx_flow *flow, struct emit *out, int tables, int is_silent);

void docx_flow_paragraph(struct docx_flow *flow, struct docx_lists *lists);
void docx_flow_paragraph_end(struct docx_flow *flow, struct docx_lists *lists);

/*
 * Tells what is still held back, as a table begins or the flow ends. Fails `out` when memory ran
 * out.
 */
void docx_flow_flush(struct docx_flow *flow, struct docx_lists *lists);

/* Whether text is shown at this place, or is the code of a field. */
int docx_flow_shows(const struct docx_flow *flow);

/* The parts of a field: it begins, its code ends and its result begins, it ends. */
void docx_flow_field(struct docx_flow *flow);
void docx_flow_field_result(struct docx_flow *flow);
void docx_flow_field_end(struct docx_flow *flow);

#endif
