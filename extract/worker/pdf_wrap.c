#include "pdf_wrap.h"

#include <math.h>

static double cell_width(const struct pdf_table *table, int cell)
{
    return table->cells[cell].x1 - table->cells[cell].x0;
}

double pdf_wrap_margin(const struct pdf_regions *regions, size_t index)
{
    const struct pdf_table *table = &regions->tables->tables[index];
    double margin = INFINITY;
    for (int cell = 0; cell < table->cell_count; cell++) {
        const struct pdf_lines *lines = &regions->lines[regions->base[index] + (size_t)cell];
        for (size_t i = 0; i < lines->count; i++) {
            double room = cell_width(table, cell) - (lines->lines[i].x1 - lines->lines[i].x0);
            /* What is wider than its cell says nothing. */
            margin = room >= 0 ? fmin(margin, room) : margin;
        }
    }
    return margin;
}

/* A line of digits and what stands in numbers. */
static int is_number(const struct pdf_line *line)
{
    size_t digits = 0;
    for (size_t i = 0; i < line->count; i++) {
        uint32_t code = line->glyphs[i]->code;
        if (pdf_is_digit(code))
            digits++;
        else if (code != '.' && code != ',' && code != '-')
            return 0;
    }
    return digits > 0;
}

/* Whether another digit would not have fitted into the line. */
static int is_full(const struct pdf_line *line, double width, double margin)
{
    double digit = (line->x1 - line->x0) / (double)line->count;
    return width - (line->x1 - line->x0) - margin < digit;
}

enum pdf_wrap pdf_wrap_of(const struct pdf_regions *regions, size_t index, int cell, double margin)
{
    const struct pdf_table *table = &regions->tables->tables[index];
    const struct pdf_lines *lines = &regions->lines[regions->base[index] + (size_t)cell];
    int broken = 1;
    if (lines->count < 2)
        return PDF_WORDS;
    for (size_t i = 0; i < lines->count; i++) {
        const struct pdf_line *line = &lines->lines[i], *first = &lines->lines[0];
        int last = i + 1 == lines->count;
        if (!is_number(line))
            return PDF_WORDS;
        broken = broken && (last ? line->count <= first->count
                                 : line->count == first->count &&
                                       is_full(line, cell_width(table, cell), margin));
    }
    return broken ? PDF_BROKEN : PDF_STACKED;
}
