#include "pdf_flow.h"

#include <math.h>
#include <string.h>

#define FULL   2.0  /* ems before the right margin, where a line may end for want of room */
#define INDENT 0.7  /* ems from the left margin; further in, a paragraph begins */
#define PITCH  2.6  /* ems between two lines of a paragraph, at most */
#define EVEN   1.25 /* how much more the lines of a paragraph may differ in their distance */
#define SIZE   0.12 /* how much the size of letters may differ */

void pdf_flow_init(struct pdf_flow *flow, struct emit *emit)
{
    memset(flow, 0, sizeof *flow);
    flow->emit = emit;
    flow->left = INFINITY;
    flow->right = -INFINITY;
    nb_buffer_init(&flow->open);
    nb_buffer_init(&flow->asides);
}

void pdf_flow_free(struct pdf_flow *flow)
{
    pdf_flow_end(flow);
    nb_buffer_free(&flow->open);
    nb_buffer_free(&flow->asides);
}

void pdf_flow_margins(struct pdf_flow *flow, const struct pdf_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        flow->left = fmin(flow->left, lines->lines[i].x0);
        flow->right = fmax(flow->right, lines->lines[i].x1);
    }
}

/* Emits a paragraph, and empties it. */
static void emit_buffer(struct pdf_flow *flow, struct nb_buffer *buffer)
{
    if (buffer->failed)
        emit_fail(flow->emit, NB_INPUT_TOO_LARGE, "内存不足", "it takes too much memory");
    else if (buffer->length > 0)
        emit_paragraph(flow->emit, buffer->bytes, buffer->length);
    buffer->length = 0;
}

void pdf_flow_end(struct pdf_flow *flow)
{
    emit_buffer(flow, &flow->open);
    emit_buffer(flow, &flow->asides);
    if (flow->page)
        emit_page(flow->emit, flow->page);
    flow->page = 0;
    flow->pitch = 0;
    flow->turned = 0;
}

void pdf_flow_page(struct pdf_flow *flow, uint32_t number)
{
    /* A second page that holds nothing of the paragraph ends it. */
    if (flow->open.length == 0 || flow->page)
        pdf_flow_end(flow);
    flow->page = number;
    flow->turned = 1;
    if (flow->open.length == 0)
        pdf_flow_end(flow);
}

/* Whether the line begins with a number such as "一、", which begins a paragraph. */
static int is_numbered(const struct pdf_line *line)
{
    static const uint32_t numerals[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                        0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    size_t i = 0;
    for (; i < line->count; i++) {
        size_t k = 0;
        while (k < sizeof numerals / sizeof *numerals && numerals[k] != line->glyphs[i]->code)
            k++;
        if (k == sizeof numerals / sizeof *numerals)
            break;
    }
    return i > 0 && i < line->count && line->glyphs[i]->code == 0x3001;
}

static int goes_on(const struct pdf_flow *flow, const struct pdf_line *line)
{
    double pitch = line->middle - flow->middle;
    if (flow->open.length == 0 || flow->x1 < flow->right - FULL * flow->em ||
        line->x0 > flow->left + INDENT * line->em || is_numbered(line) ||
        fabs(line->em - flow->em) > SIZE * flow->em)
        return 0;
    if (flow->turned)
        return 1;
    return pitch <= PITCH * line->em && (flow->pitch == 0 || pitch <= flow->pitch * EVEN);
}

/* Adds the line to the open paragraph, with a blank where words of letters or digits meet. */
static void append(struct pdf_flow *flow, const struct pdf_line *line)
{
    if (flow->open.length > 0) {
        unsigned char last = (unsigned char)flow->open.bytes[flow->open.length - 1];
        if (last < 0x80 && line->glyphs[0]->code < 0x80)
            nb_buffer_puts(&flow->open, " ");
    }
    pdf_line_text(line, &flow->open);
}

void pdf_flow_line(struct pdf_flow *flow, const struct pdf_line *line)
{
    if (!goes_on(flow, line))
        pdf_flow_end(flow);
    else if (!flow->turned)
        flow->pitch = line->middle - flow->middle;
    append(flow, line);
    flow->middle = line->middle;
    flow->x1 = line->x1;
    flow->em = line->em;
    flow->turned = 0;
}

void pdf_flow_aside(struct pdf_flow *flow, const struct pdf_line *line)
{
    if (flow->asides.length > 0)
        nb_buffer_puts(&flow->asides, "\n");
    pdf_line_text(line, &flow->asides);
    if (flow->open.length == 0)
        pdf_flow_end(flow);
}
