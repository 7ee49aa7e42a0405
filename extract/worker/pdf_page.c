#include "pdf_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf_columns.h"

#define DEPTH 8 /* tables within tables */

/*
 * The characters sorted by where they stand: in no table (region 0), or in a cell. The cells of
 * table t are the regions from base[t] on.
 */
struct sorted {
    const struct pdf_page *page;
    struct pdf_flow *flow;
    const struct pdf_glyph **glyphs; /* owned; region by region */
    size_t *starts;                  /* owned; of the regions, and the end */
    size_t *base;                    /* owned; of the tables, and the end */
    size_t *parents;                 /* owned; the region that each table stands in */
};

static void no_memory(const struct sorted *sorted)
{
    emit_fail(sorted->flow->emit, NB_INPUT_TOO_LARGE, "内存不足", "it takes too much memory");
}

static double area(const struct pdf_table *table)
{
    return (table->x1 - table->x0) * (table->y1 - table->y0);
}

/* The region at a place; of tables only those larger than `than` count. */
static size_t region_at(const struct sorted *sorted, double x, double y, double than)
{
    const struct pdf_tables *tables = &sorted->page->tables;
    size_t region = 0;
    double best = INFINITY;
    for (size_t t = 0; t < tables->count; t++) {
        const struct pdf_table *table = &tables->tables[t];
        int cell = pdf_table_cell_at(table, x, y);
        if (cell >= 0 && area(table) < best && area(table) > than) {
            best = area(table);
            region = sorted->base[t] + (size_t)cell;
        }
    }
    return region;
}

static size_t region_of(const struct sorted *sorted, const struct pdf_glyph *glyph)
{
    return region_at(sorted, (glyph->x0 + glyph->x1) / 2, (glyph->y0 + glyph->y1) / 2, 0);
}

/* Numbers the regions, and finds out which table stands in which. */
static void number_regions(struct sorted *sorted)
{
    const struct pdf_tables *tables = &sorted->page->tables;
    sorted->base[0] = 1;
    for (size_t t = 0; t < tables->count; t++)
        sorted->base[t + 1] = sorted->base[t] + (size_t)tables->tables[t].cell_count;
    for (size_t t = 0; t < tables->count; t++) {
        const struct pdf_table *table = &tables->tables[t];
        sorted->parents[t] = region_at(sorted, (table->x0 + table->x1) / 2,
                                       (table->y0 + table->y1) / 2, area(table));
    }
}

/* Sorts by counting: the place behind the last of each region moves to its first. */
static void sort_glyphs(struct sorted *sorted, size_t regions)
{
    const struct pdf_text *text = &sorted->page->text;
    for (size_t i = 0; i < text->count; i++)
        sorted->starts[region_of(sorted, &text->glyphs[i])]++;
    for (size_t r = 1; r <= regions; r++)
        sorted->starts[r] += sorted->starts[r - 1];
    for (size_t i = text->count; i-- > 0;)
        sorted->glyphs[--sorted->starts[region_of(sorted, &text->glyphs[i])]] = &text->glyphs[i];
}

static int sort_page(struct sorted *sorted)
{
    size_t tables = sorted->page->tables.count;
    sorted->base = calloc(tables + 1, sizeof *sorted->base);
    sorted->parents = calloc(tables + 1, sizeof *sorted->parents);
    sorted->glyphs = calloc(sorted->page->text.count + 1, sizeof *sorted->glyphs);
    if (!sorted->base || !sorted->parents || !sorted->glyphs)
        return -1;
    number_regions(sorted);
    size_t regions = sorted->base[tables];
    sorted->starts = calloc(regions + 1, sizeof *sorted->starts);
    if (!sorted->starts)
        return -1;
    sort_glyphs(sorted, regions);
    return 0;
}

static void free_sorted(struct sorted *sorted)
{
    free(sorted->glyphs);
    free(sorted->starts);
    free(sorted->base);
    free(sorted->parents);
}

/* The table in this region that begins next from `y` on, behind table `last` where they level. */
static const struct pdf_table *next_table(const struct sorted *sorted, size_t region,
                                          const struct pdf_table *last)
{
    const struct pdf_tables *tables = &sorted->page->tables;
    const struct pdf_table *best = NULL;
    for (size_t t = 0; t < tables->count; t++) {
        const struct pdf_table *table = &tables->tables[t];
        int behind = !last || table->y0 > last->y0 || (table->y0 == last->y0 && table > last);
        if (sorted->parents[t] == region && behind && (!best || table->y0 < best->y0))
            best = table;
    }
    return best;
}

static void emit_table_of(const struct sorted *sorted, const struct pdf_table *table, int depth);

static int region_lines(const struct sorted *sorted, size_t region, struct pdf_lines *lines)
{
    size_t start = sorted->starts[region];
    if (!pdf_lines_make(sorted->glyphs + start, sorted->starts[region + 1] - start, lines))
        return 0;
    no_memory(sorted);
    return -1;
}

/* A cell: its lines are one paragraph, save where a table stands between them. */
static void emit_cell_of(const struct sorted *sorted, size_t region, int depth)
{
    struct emit *emit = sorted->flow->emit;
    const struct pdf_table *table = next_table(sorted, region, NULL);
    struct pdf_lines lines;
    struct nb_buffer text;
    if (region_lines(sorted, region, &lines))
        return;
    nb_buffer_init(&text);
    for (size_t i = 0; i < lines.count || table;) {
        if (i < lines.count && (!table || lines.lines[i].middle < table->y0)) {
            if (text.length > 0)
                nb_buffer_puts(&text, "\n");
            pdf_line_text(&lines.lines[i++], &text);
            continue;
        }
        if (text.length > 0)
            emit_paragraph(emit, text.bytes, text.length);
        text.length = 0;
        emit_table_of(sorted, table, depth + 1);
        table = next_table(sorted, region, table);
    }
    if (text.failed)
        no_memory(sorted);
    else if (text.length > 0)
        emit_paragraph(emit, text.bytes, text.length);
    nb_buffer_free(&text);
    pdf_lines_free(&lines);
}

static void emit_table_of(const struct sorted *sorted, const struct pdf_table *table, int depth)
{
    struct emit *emit = sorted->flow->emit;
    size_t base = sorted->base[table - sorted->page->tables.tables];
    int row = -1;
    if (depth > DEPTH) {
        emit_fail(emit, NB_INPUT_TOO_LARGE, "表格嵌套过深", "its tables are nested too deep");
        return;
    }
    emit_table(emit);
    for (int i = 0; i < table->cell_count && !emit_failed(emit); i++) {
        const struct pdf_cell *cell = &table->cells[i];
        if (cell->row != row)
            emit_row(emit, (uint32_t)cell->row + 1);
        row = cell->row;
        emit_cell(emit, (uint32_t)cell->width, (uint32_t)cell->height, 0);
        emit_cell_of(sorted, base + (size_t)i, depth);
    }
    emit_table_end(emit);
}

/* What stands in no table, with the tables in their places. */
static void emit_body(const struct sorted *sorted)
{
    struct pdf_flow *flow = sorted->flow;
    struct pdf_lines lines;
    size_t begin = 0;
    if (region_lines(sorted, 0, &lines))
        return;
    pdf_flow_margins(flow, &lines);
    for (const struct pdf_table *table = next_table(sorted, 0, NULL); table;
         table = next_table(sorted, 0, table)) {
        size_t end = begin;
        while (end < lines.count && lines.lines[end].middle < table->y0)
            end++;
        pdf_columns_emit(lines.lines + begin, end - begin, sorted->page->height, flow);
        begin = end;
        pdf_flow_end(flow);
        emit_table_of(sorted, table, 1);
    }
    pdf_columns_emit(lines.lines + begin, lines.count - begin, sorted->page->height, flow);
    pdf_lines_free(&lines);
}

void pdf_page_emit(const struct pdf_page *page, struct pdf_flow *flow)
{
    struct sorted sorted = {.page = page, .flow = flow};
    if (sort_page(&sorted))
        no_memory(&sorted);
    else
        emit_body(&sorted);
    free_sorted(&sorted);
}
