#include "docx_flow.h"

#include <string.h>

void docx_flow_init(struct docx_flow *flow, size_t limit)
{
    memset(flow, 0, sizeof *flow);
    emit_init(&flow->behind, limit);
    nb_buffer_init(&flow->text);
    nb_buffer_init(&flow->line);
}

void docx_flow_free(struct docx_flow *flow)
{
    emit_free(&flow->behind);
    nb_buffer_free(&flow->text);
    nb_buffer_free(&flow->line);
}

void docx_flow_begin(struct docx_flow *flow, struct emit *out, int tables, int is_silent)
{
    flow->out = out;
    flow->behind.length = 0;
    flow->text.length = 0;
    flow->open = flow->joined = 0;
    flow->is_silent = is_silent;
    flow->fields = flow->code = 0;
    flow->tables = tables;
}

/* The number goes in front of the text only now: a joined paragraph has that of its last part. */
static void tell(struct docx_flow *flow, struct docx_lists *lists)
{
    flow->line.length = 0;
    docx_lists_count(lists, &flow->numbering, &flow->line);
    if (flow->text.length)
        nb_buffer_add(&flow->line, flow->text.bytes, flow->text.length);
    if (flow->line.failed || flow->text.failed)
        emit_no_memory(flow->out);
    else if (flow->line.length)
        emit_paragraph(flow->out, flow->line.bytes, flow->line.length);
    emit_all(flow->out, &flow->behind);
    flow->behind.length = 0;
    flow->text.length = 0;
}

void docx_flow_flush(struct docx_flow *flow, struct docx_lists *lists)
{
    if (flow->open || flow->text.length || flow->behind.length)
        tell(flow, lists);
    flow->open = flow->joined = 0;
}

void docx_flow_paragraph(struct docx_flow *flow, struct docx_lists *lists)
{
    if (flow->open)
        docx_flow_flush(flow, lists);
    flow->numbering = (struct docx_numbering){NULL, DOCX_UNSAID, DOCX_UNSAID};
    flow->open = 1;
    flow->joined = 0;
}

void docx_flow_paragraph_end(struct docx_flow *flow, struct docx_lists *lists)
{
    if (!flow->open)
        return;
    if (!flow->joined)
        docx_flow_flush(flow, lists);
    flow->open = 0;
}

int docx_flow_shows(const struct docx_flow *flow)
{
    return flow->open && !flow->code;
}

void docx_flow_field(struct docx_flow *flow)
{
    flow->fields++;
    if (!flow->code)
        flow->code = flow->fields;
}

void docx_flow_field_result(struct docx_flow *flow)
{
    if (flow->code == flow->fields)
        flow->code = 0;
}

void docx_flow_field_end(struct docx_flow *flow)
{
    if (!flow->fields)
        return;
    docx_flow_field_result(flow);
    flow->fields--;
}
