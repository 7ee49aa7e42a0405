#include "pdf_flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf_array.h"

#define FULL    2.0  /* ems before the right margin, where a line may end for want of room */
#define HALF    0.5  /* likewise, where a sentence ends there */
#define INDENT  0.7  /* ems from the left margin; further in, a paragraph begins */
#define COMPANY 2    /* lines that have a margin in common, at least */
#define MANY    8    /* lines of a page that show its margins */
#define CROWD   8    /* likewise, one of so many on the page */
#define PITCH   2.6  /* ems between two lines of a paragraph, at most */
#define EVEN    1.25 /* how much more the lines of a paragraph may differ in their distance */
#define SIZE    0.12 /* how much the size of letters may differ */

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

/*
 * The outermost of sorted places that has company inwards, or `otherwise`: headers and titles may
 * reach out further than the lines of prose, but not many of them as far.
 */
static double common(const double *places, size_t count, double reach, double otherwise)
{
    for (size_t i = 0, end = 0; i < count && count >= MANY; i++) {
        while (end < count && places[end] <= places[i] + reach)
            end++;
        if (end - i >= COMPANY && (end - i) * CROWD >= count)
            return places[i];
    }
    return otherwise;
}

/*
 * Where the margin is by the places of `count` lines. A page with few lines has the margin of the
 * page before it, save where a line reaches out further.
 */
static double margin(double *places, size_t count, double reach, double before)
{
    qsort(places, count, sizeof *places, pdf_by_value);
    return common(places, count, reach, count > 0 ? fmin(places[0], before) : before);
}

void pdf_flow_margins(struct pdf_flow *flow, const struct pdf_lines *lines)
{
    double *places = malloc((lines->count + 1) * sizeof *places), em = 0;
    size_t count = 0;
    if (!places) {
        emit_no_memory(flow->emit);
        return;
    }
    for (size_t i = 0; i < lines->count; i++) {
        if (!lines->lines[i].aside)
            places[count++] = lines->lines[i].x0;
        em += lines->lines[i].em / (double)lines->count;
    }
    flow->left = margin(places, count, INDENT * em, flow->left);
    /* From the right, everything is mirrored. */
    count = 0;
    for (size_t i = 0; i < lines->count; i++) {
        if (!lines->lines[i].aside)
            places[count++] = -lines->lines[i].x1;
    }
    flow->right = -margin(places, count, FULL * em, -flow->right);
    free(places);
}

/* Emits a paragraph, and empties it. */
static void emit_buffer(struct pdf_flow *flow, struct nb_buffer *buffer)
{
    if (buffer->failed)
        emit_no_memory(flow->emit);
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

/* Whether the character is one of a string of them. */
static int is_one_of(uint32_t code, const uint32_t *characters)
{
    while (*characters && *characters != code)
        characters++;
    return *characters != 0;
}

/* Whether the line begins with a number such as "一、" or "（一）", which begins a paragraph. */
static int is_numbered(const struct pdf_line *line)
{
    static const uint32_t numerals[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D,
                                        0x4E03, 0x516B, 0x4E5D, 0x5341, 0};
    static const uint32_t opening[] = {0xFF08, '(', 0}, closing[] = {0x3001, 0xFF09, ')', 0};
    size_t first = is_one_of(line->glyphs[0]->code, opening), i = first;
    while (i < line->count && is_one_of(line->glyphs[i]->code, numerals))
        i++;
    return i > first && i < line->count && is_one_of(line->glyphs[i]->code, closing);
}

/* Whether the line begins with what closes something, and so with the end of the line before. */
static int is_tail(const struct pdf_line *line)
{
    static const uint32_t closing[] = {0xFF09, ')',    0x300B, 0x201D, 0x3011, 0xFF0C,
                                       0x3001, 0x3002, 0xFF1B, 0xFF1A, 0};
    return is_one_of(line->glyphs[0]->code, closing);
}

static int ends_sentence(const struct pdf_line *line)
{
    static const uint32_t stops[] = {0x3002, 0xFF01, 0xFF1F, 0};
    return is_one_of(line->glyphs[line->count - 1]->code, stops);
}

/* How wide the number or word is that the line begins with, which is not broken. */
static double first_word(const struct pdf_line *line)
{
    size_t i = 0;
    while (i < line->count && (line->glyphs[i]->code < 0x80 || pdf_is_digit(line->glyphs[i]->code)))
        i++;
    return i > 0 ? line->glyphs[i - 1]->x1 - line->x0 : 0;
}

/* Whether the open paragraph's last line ended for want of room for the next. */
static int is_full(const struct pdf_flow *flow, const struct pdf_line *next)
{
    return flow->room <= (flow->stopped ? HALF * flow->em : FULL * flow->em + first_word(next));
}

static int goes_on(const struct pdf_flow *flow, const struct pdf_line *line)
{
    double pitch = line->middle - flow->middle;
    if (flow->open.length == 0 || fabs(line->em - flow->em) > SIZE * flow->em)
        return 0;
    if (!is_tail(line) &&
        (!is_full(flow, line) || line->x0 > flow->left + INDENT * line->em || is_numbered(line)))
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
    flow->room = flow->right - line->x1;
    flow->stopped = ends_sentence(line);
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
