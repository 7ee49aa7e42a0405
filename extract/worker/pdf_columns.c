#include "pdf_columns.h"

#include <math.h>
#include <string.h>

#define ROWS   2    /* lines with two wide gaps make a table, at least */
#define APART  8    /* lines between two such lines, at most */
#define MARGIN 0.12 /* of the page's height, where page numbers stand */
#define EDGE   0.07 /* of it, where anything set off from the text is a header or a footer */
#define OFF    2.2  /* ems to the nearest line of the text */

/* How many lines from `i` on are one table without rules; 0: none begins here. */
static size_t table_lines(const struct pdf_line *lines, size_t count)
{
    size_t rows = 0, end = 0;
    if (count == 0 || lines[0].gaps == 0)
        return 0;
    for (size_t i = 0; i < count && i <= end + APART; i++) {
        if (lines[i].gaps == 0)
            continue;
        rows += lines[i].gaps >= 2;
        end = i;
    }
    return rows >= ROWS ? end + 1 : 0;
}

static void emit_layout(const struct pdf_line *lines, size_t count, struct pdf_flow *flow)
{
    struct nb_buffer text;
    double left = INFINITY, em = INFINITY;
    for (size_t i = 0; i < count; i++) {
        left = fmin(left, lines[i].x0);
        em = fmin(em, lines[i].em);
    }
    nb_buffer_init(&text);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            nb_buffer_puts(&text, "\n");
        pdf_line_layout(&lines[i], left, em / 2, &text);
    }
    pdf_flow_end(flow);
    if (text.failed)
        emit_no_memory(flow->emit);
    else
        emit_paragraph(flow->emit, text.bytes, text.length);
    nb_buffer_free(&text);
}

/* What may stand beside the digits of a page number: "- 1 -", "第 1 页 共 9 页", "1/9". */
static int is_ornament(uint32_t code)
{
    static const uint32_t ornaments[] = {'-',    '/',    0xB7,   0x2013, 0x2014, 0x2015, 0x2022,
                                         0x4E28, 0x5171, 0x7B2C, 0x9875, 0xFF0D, 0xFF0F, 0x2500};
    for (size_t i = 0; i < sizeof ornaments / sizeof *ornaments; i++) {
        if (ornaments[i] == code)
            return 1;
    }
    return 0;
}

static int is_page_number(const struct pdf_line *line, double height)
{
    size_t digits = 0;
    if (line->y0 > height * MARGIN && line->y1 < height * (1 - MARGIN))
        return 0;
    for (size_t i = 0; i < line->count; i++) {
        uint32_t code = line->glyphs[i]->code;
        if (pdf_is_digit(code))
            digits++;
        else if (!is_ornament(code))
            return 0;
    }
    return digits > 0 && digits <= 6;
}

/* Whether the line `i` stands at the edge of the page, away from the text. */
static int is_set_off(const struct pdf_lines *lines, size_t i, double height)
{
    const struct pdf_line *line = &lines->lines[i];
    if (line->y1 < height * EDGE)
        return i + 1 == lines->count || line[1].middle - line->middle > OFF * line->em;
    if (line->y0 > height * (1 - EDGE))
        return i == 0 || line->middle - line[-1].middle > OFF * line->em;
    return 0;
}

void pdf_columns_mark(struct pdf_lines *lines, double height)
{
    for (size_t i = 0; i < lines->count; i++)
        lines->lines[i].aside =
            is_page_number(&lines->lines[i], height) || is_set_off(lines, i, height);
}

void pdf_columns_emit(const struct pdf_line *lines, size_t count, struct pdf_flow *flow)
{
    for (size_t i = 0; i < count;) {
        size_t table = table_lines(lines + i, count - i);
        if (table > 0)
            emit_layout(lines + i, table, flow);
        else if (lines[i].aside)
            pdf_flow_aside(flow, &lines[i]);
        else
            pdf_flow_line(flow, &lines[i]);
        i += table ? table : 1;
    }
}
