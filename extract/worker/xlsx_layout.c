#include "xlsx_layout.h"

#include <stdlib.h>
#include <string.h>

#include "../../parser/document.h"

#define NO_MERGE    UINT32_MAX
#define FIRST_LINES 5 /* of a sheet, where its heading stands */

/* A cell as it is shown: without hidden rows and columns, and merged cells as one. */
struct shown {
    uint32_t column, columns; /* visible ones */
    uint32_t last_row;        /* that it reaches down to, as Excel counts */
    struct xlsx_text text;    /* empty in a merge of cells without any */
};

/* A row that shows some text. */
struct line {
    uint32_t number;
    uint32_t first, count;       /* of layout.cells, from left to right */
    uint32_t box_first, box_end; /* visible columns with lines around them */
    uint32_t text_end;           /* visible columns up to the last text */
    uint32_t text_first;         /* the first column with text */
    uint32_t texts;              /* cells with text */
    int joined;                  /* belongs with the line above */
    int reached;                 /* a cell from above reaches into it */
};

/* A merge, as far as the rows above tell. */
struct merge_state {
    struct xlsx_text text;
    int begun; /* to be shown */
};

struct layout {
    const struct sheet *sheet;
    struct emit *emit;
    struct shown *cells; /* these are owned */
    struct line *lines;
    struct merge_state *merges;
    size_t cell_count, line_count;
    size_t next_merge;                   /* the first that begins further down */
    uint32_t columns;                    /* all that may be shown */
    uint16_t visible[SHEET_COLUMNS + 1]; /* visible columns to the left of each */
    uint32_t owner[SHEET_COLUMNS];       /* the merge in each column of this row */
    uint32_t reach[NB_DOCUMENT_COLUMNS]; /* the last row that a cell above reaches into */
};

/* ---- what is shown ---- */

static const struct sheet_merge *merge_at(const struct layout *layout, uint32_t column,
                                          uint32_t row)
{
    uint32_t owner = layout->owner[column];
    if (owner == NO_MERGE || layout->sheet->merges[owner].last_row < row)
        return NULL;
    return &layout->sheet->merges[owner];
}

/* Lets merges begin that do so up to this row; one that overlaps another is dropped. */
static void begin_merges(struct layout *layout, uint32_t row)
{
    const struct sheet *sheet = layout->sheet;
    for (; layout->next_merge < sheet->merge_count; layout->next_merge++) {
        const struct sheet_merge *merge = &sheet->merges[layout->next_merge];
        if (merge->first_row > row)
            break;
        int free_place = merge->last_row >= row;
        for (uint32_t c = merge->first_column; free_place && c <= merge->last_column; c++)
            free_place = !merge_at(layout, c, merge->first_row);
        for (uint32_t c = merge->first_column; free_place && c <= merge->last_column; c++)
            layout->owner[c] = (uint32_t)layout->next_merge;
    }
}

/* Gives merges the texts of their first cells, which may stand in a hidden row or column. */
static void gather_texts(struct layout *layout, const struct sheet_row *row)
{
    for (uint32_t i = row->first; i < row->first + row->count; i++) {
        const struct sheet_cell *cell = &layout->sheet->cells[i];
        const struct sheet_merge *merge = merge_at(layout, cell->column, row->number);
        if (merge && merge->first_row == row->number && merge->first_column == cell->column)
            layout->merges[layout->owner[cell->column]].text = cell->text;
    }
}

/* Adds a cell to the line; what has no visible column is not shown. */
static void add_cell(struct layout *layout, struct line *line, uint32_t first, uint32_t last,
                     uint32_t last_row, const struct xlsx_text *text)
{
    uint32_t column = layout->visible[first], end = layout->visible[last + 1];
    if (column == end)
        return;
    layout->cells[layout->cell_count++] =
        (struct shown){column, end - column, last_row, text ? *text : (struct xlsx_text){"", 0}};
    line->count++;
    if (!text || text->length == 0)
        return;
    if (line->texts++ == 0)
        line->text_first = column;
    line->text_end = end;
}

/* Adds the cells of a row, merges where they begin to be shown. */
static void add_cells(struct layout *layout, struct line *line, const struct sheet_row *row)
{
    const struct sheet *sheet = layout->sheet;
    uint32_t next = row->first, end = row->first + row->count;
    for (uint32_t column = 0; column < layout->columns; column++) {
        const struct sheet_merge *merge = merge_at(layout, column, row->number);
        int has_text = next < end && sheet->cells[next].column == column;
        if (merge && merge->first_column == column) {
            struct merge_state *state = &layout->merges[layout->owner[column]];
            line->reached |= state->begun;
            if (!state->begun++)
                add_cell(layout, line, column, merge->last_column, merge->last_row, &state->text);
        } else if (has_text && !merge) {
            add_cell(layout, line, column, column, row->number, &sheet->cells[next].text);
        }
        next += (uint32_t)has_text;
    }
}

/* Turns the rows of the sheet into lines. */
static void fill_lines(struct layout *layout)
{
    const struct sheet *sheet = layout->sheet;
    int joined = 0;
    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct sheet_row *row = &sheet->rows[i];
        struct line *line = &layout->lines[layout->line_count];
        joined &= row->joined;
        begin_merges(layout, row->number);
        gather_texts(layout, row);
        if (row->hidden)
            continue;
        *line = (struct line){
            .number = row->number,
            .first = (uint32_t)layout->cell_count,
            .box_first = layout->visible[row->box_first],
            .box_end = layout->visible[row->box_end],
        };
        add_cells(layout, line, row);
        line->joined = joined || line->reached;
        if (line->texts == 0) {
            layout->cell_count = line->first;
            continue;
        }
        joined = 1;
        layout->line_count++;
    }
}

/* ---- paragraphs and tables ---- */

/* The lines [first, end) belong together; what they have in common. */
struct block {
    const struct line *first, *end;
    uint32_t text_first, text_end; /* the columns of their texts */
    int boxed;                     /* some have lines around them, and all with several texts do */
};

static int is_boxed(const struct line *line)
{
    return line->box_first < line->box_end;
}

static struct block block_from(const struct layout *layout, const struct line *first)
{
    const struct line *end = layout->lines + layout->line_count;
    struct block block = {first, first, UINT32_MAX, 0, 0};
    int bare = 0;
    for (; block.end < end && (block.end == first || block.end->joined); block.end++) {
        block.boxed |= is_boxed(block.end);
        bare |= block.end->texts > 1 && !is_boxed(block.end);
        if (block.end->text_first < block.text_first)
            block.text_first = block.end->text_first;
        if (block.end->text_end > block.text_end)
            block.text_end = block.end->text_end;
    }
    block.boxed &= !bare;
    return block;
}

/* True for a line that stands outside of what is a table in the block. */
static int is_paragraph(const struct block *block, const struct line *line, int above, int below)
{
    if (line->texts > 1 || line->reached)
        return 0;
    if (block->boxed)
        return !is_boxed(line);
    return above ||
           (below && line->text_first == block->text_first && line->text_end == block->text_end);
}

static void emit_text(struct layout *layout, const struct shown *cell)
{
    if (cell->text.length > 0)
        emit_paragraph(layout->emit, cell->text.bytes, cell->text.length);
}

static void emit_line(struct layout *layout, const struct line *line)
{
    for (uint32_t i = line->first; i < line->first + line->count; i++)
        emit_text(layout, &layout->cells[i]);
}

/* How many lines from `line` on, and before `end`, a cell reaches that ends in the row `last`. */
static uint32_t height_of(const struct line *line, const struct line *end, uint32_t last)
{
    const struct line *low = line + 1, *high = end;
    while (low < high) {
        const struct line *middle = low + (high - low) / 2;
        if (middle->number <= last)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)(low - line);
}

/* One row of a table in the columns [first, end), whose last line comes before `table_end`. */
static void emit_table_row(struct layout *layout, const struct line *line,
                           const struct line *table_end, uint32_t first, uint32_t end)
{
    const struct shown *cell = layout->cells + line->first, *cells_end = cell + line->count;
    emit_row(layout->emit, line->number);
    for (uint32_t column = first, width; column < end; column += width) {
        width = 1;
        while (cell < cells_end && cell->column < column)
            cell++;
        if (layout->reach[column - first] >= line->number)
            continue;
        if (cell == cells_end || cell->column > column) {
            emit_cell(layout->emit, 1, 1, 0);
            continue;
        }
        width = cell->columns < end - column ? cell->columns : end - column;
        emit_cell(layout->emit, width, height_of(line, table_end, cell->last_row), 0);
        emit_text(layout, cell);
        for (uint32_t c = column; c < column + width; c++)
            layout->reach[c - first] = cell->last_row;
    }
}

static void emit_lines(struct layout *layout, const struct line *first, const struct line *end)
{
    uint32_t column = UINT32_MAX, column_end = 0;
    for (const struct line *line = first; line < end; line++) {
        uint32_t left = line->text_first, right = line->text_end;
        if (is_boxed(line)) {
            left = line->box_first < left ? line->box_first : left;
            right = line->box_end > right ? line->box_end : right;
        }
        column = left < column ? left : column;
        column_end = right > column_end ? right : column_end;
    }
    if (column_end - column > NB_DOCUMENT_COLUMNS)
        column_end = column + NB_DOCUMENT_COLUMNS;
    memset(layout->reach, 0, sizeof layout->reach);
    emit_table(layout->emit);
    for (const struct line *line = first; line < end && !emit_failed(layout->emit); line++)
        emit_table_row(layout, line, end, column, column_end);
    emit_table_end(layout->emit);
}

static void emit_block(struct layout *layout, const struct block *block)
{
    const struct line *last = block->first; /* behind the last line with several texts */
    const struct line *table = NULL;        /* the first line of the table that is open */
    int above = 1;
    for (const struct line *line = block->first; line < block->end; line++)
        if (line->texts > 1)
            last = line + 1;
    for (const struct line *line = block->first; line < block->end; line++) {
        int paragraph = is_paragraph(block, line, above, line >= last);
        above &= paragraph;
        if (paragraph && table)
            emit_lines(layout, table, line);
        if (paragraph)
            emit_line(layout, line);
        if (paragraph || !table)
            table = paragraph ? NULL : line;
    }
    if (table)
        emit_lines(layout, table, block->end);
}

/* ---- all of it ---- */

static int layout_begin(struct layout *layout)
{
    const struct sheet *sheet = layout->sheet;
    for (size_t i = 0; i < sheet->cell_count; i++)
        if (sheet->cells[i].column >= layout->columns)
            layout->columns = sheet->cells[i].column + 1;
    for (uint32_t column = 0; column < SHEET_COLUMNS; column++) {
        layout->owner[column] = NO_MERGE;
        layout->visible[column + 1] = (uint16_t)(layout->visible[column] + !sheet->hidden[column]);
    }
    layout->cells = calloc(sheet->cell_count + sheet->merge_count + 1, sizeof *layout->cells);
    layout->lines = calloc(sheet->row_count + 1, sizeof *layout->lines);
    layout->merges = calloc(sheet->merge_count + 1, sizeof *layout->merges);
    if (layout->cells && layout->lines && layout->merges)
        return 0;
    return emit_no_memory(layout->emit);
}

/* True when one of the first lines holds that text. */
static int is_said(const struct layout *layout, const struct xlsx_text *text)
{
    for (size_t i = 0; i < layout->line_count && i < FIRST_LINES; i++) {
        const struct line *line = &layout->lines[i];
        for (uint32_t c = line->first; c < line->first + line->count; c++)
            if (memmem(layout->cells[c].text.bytes, layout->cells[c].text.length, text->bytes,
                       text->length))
                return 1;
    }
    return 0;
}

static void emit_sheet(struct layout *layout, const struct xlsx_text *name)
{
    const struct line *line = layout->lines, *end = line + layout->line_count;
    if (name && line < end && !is_said(layout, name))
        emit_paragraph(layout->emit, name->bytes, name->length);
    while (line < end && !emit_failed(layout->emit)) {
        struct block block = block_from(layout, line);
        emit_block(layout, &block);
        line = block.end;
    }
}

int sheet_emit(const struct sheet *sheet, const struct xlsx_text *name, struct emit *emit)
{
    struct layout *layout = calloc(1, sizeof *layout);
    if (!layout)
        return emit_no_memory(emit);
    layout->sheet = sheet;
    layout->emit = emit;
    if (layout_begin(layout) == 0) {
        fill_lines(layout);
        emit_sheet(layout, name);
    }
    free(layout->cells);
    free(layout->lines);
    free(layout->merges);
    free(layout);
    return emit_failed(emit) ? -1 : 0;
}
