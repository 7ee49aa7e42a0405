#include "pdf_page.h"

#include "pdf_columns.h"
#include "pdf_region.h"
#include "pdf_wrap.h"

#define DEPTH 8 /* tables within tables */

struct printer {
    const struct pdf_page *page;
    const struct pdf_regions *regions;
    struct pdf_flow *flow;
    int depth;
};

static void print_table(struct printer *printer, const struct pdf_table *table);

static void print_paragraph(struct printer *printer, struct nb_buffer *text)
{
    if (text->failed)
        emit_no_memory(printer->flow->emit);
    else if (text->length > 0)
        emit_paragraph(printer->flow->emit, text->bytes, text->length);
    text->length = 0;
}

/* A cell: its lines are one paragraph, save where a table stands between them. */
static void print_cell(struct printer *printer, size_t region, const char *joint)
{
    const struct pdf_lines *lines = &printer->regions->lines[region];
    const struct pdf_table *table = pdf_regions_table(printer->regions, region, NULL);
    struct nb_buffer text;
    nb_buffer_init(&text);
    for (size_t i = 0; i < lines->count || table;) {
        if (i < lines->count && (!table || lines->lines[i].middle < table->y0)) {
            if (text.length > 0)
                nb_buffer_puts(&text, joint);
            pdf_line_text(&lines->lines[i++], &text);
            continue;
        }
        print_paragraph(printer, &text);
        print_table(printer, table);
        table = pdf_regions_table(printer->regions, region, table);
    }
    print_paragraph(printer, &text);
    nb_buffer_free(&text);
}

static void print_cells(struct printer *printer, const struct pdf_table *table)
{
    struct emit *emit = printer->flow->emit;
    size_t index = (size_t)(table - printer->page->tables.tables);
    double margin = pdf_wrap_margin(printer->regions, index);
    int row = -1;
    for (int i = 0; i < table->cell_count && !emit_failed(emit); i++) {
        const struct pdf_cell *cell = &table->cells[i];
        if (cell->row != row)
            emit_row(emit, (uint32_t)cell->row + 1);
        row = cell->row;
        emit_cell(emit, (uint32_t)cell->width, (uint32_t)cell->height, 0);
        int broken = pdf_wrap_of(printer->regions, index, i, margin) == PDF_BROKEN;
        print_cell(printer, printer->regions->base[index] + (size_t)i, broken ? "" : "\n");
    }
}

static void print_table(struct printer *printer, const struct pdf_table *table)
{
    struct emit *emit = printer->flow->emit;
    if (++printer->depth > DEPTH) {
        emit_fail(emit, NB_INPUT_TOO_LARGE, "表格嵌套过深", "its tables are nested too deep");
        return;
    }
    emit_table(emit);
    print_cells(printer, table);
    emit_table_end(emit);
    printer->depth--;
}

/* What stands in no table, with the tables in their places. */
static void print_body(struct printer *printer)
{
    struct pdf_lines *lines = &printer->regions->lines[0];
    struct pdf_flow *flow = printer->flow;
    size_t begin = 0;
    pdf_columns_mark(lines, printer->page->height);
    pdf_flow_margins(flow, lines);
    for (const struct pdf_table *table = pdf_regions_table(printer->regions, 0, NULL); table;
         table = pdf_regions_table(printer->regions, 0, table)) {
        size_t end = begin;
        while (end < lines->count && lines->lines[end].middle < table->y0)
            end++;
        if (end > begin) /* without any lines there is nothing to count from */
            pdf_columns_emit(lines->lines + begin, end - begin, flow);
        begin = end;
        pdf_flow_end(flow);
        print_table(printer, table);
    }
    if (begin < lines->count)
        pdf_columns_emit(lines->lines + begin, lines->count - begin, flow);
}

/* Whether numbers of several rows stand in one cell: then lines between the rows are missing. */
static int lacks_lines(const struct pdf_regions *regions, size_t index)
{
    double margin = pdf_wrap_margin(regions, index);
    for (int cell = 0; cell < regions->tables->tables[index].cell_count; cell++) {
        if (pdf_wrap_of(regions, index, cell, margin) == PDF_STACKED)
            return 1;
    }
    return 0;
}

/*
 * Takes out the tables whose lines do not part their rows: what they hold is laid out with blanks.
 * Returns how many there were.
 */
static size_t drop_tables(struct pdf_page *page, const struct pdf_regions *regions)
{
    size_t kept = 0, count = page->tables.count;
    for (size_t t = 0; t < count; t++) {
        struct pdf_table table = page->tables.tables[t];
        if (lacks_lines(regions, t)) {
            pdf_table_free(&page->tables.tables[t]);
            continue;
        }
        page->tables.tables[kept++] = table;
    }
    page->tables.count = kept;
    return count - kept;
}

void pdf_page_emit(struct pdf_page *page, struct pdf_flow *flow)
{
    struct pdf_regions regions;
    struct printer printer = {.page = page, .regions = &regions, .flow = flow};
    int result = pdf_regions_make(&page->text, &page->tables, &regions);
    if (!result && drop_tables(page, &regions) > 0) {
        pdf_regions_free(&regions);
        result = pdf_regions_make(&page->text, &page->tables, &regions);
    }
    if (result)
        emit_no_memory(flow->emit);
    else
        print_body(&printer);
    pdf_regions_free(&regions);
}
