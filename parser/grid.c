#include "grid.h"

#include <string.h>

#define COLUMNS NB_DOCUMENT_COLUMNS

/* Where the next row's cells can stand. */
struct layer {
    uint32_t until[COLUMNS];             /* the first row into which no cell from above reaches */
    struct nb_grid_cell *above[COLUMNS]; /* the cell that stands there, or NULL */
};

/* Counts the rows and cells of the table itself, and finds its end. */
static void measure(struct nb_grid *grid, const struct nb_document *document, size_t begin,
                    size_t *cells)
{
    int depth = 0;
    size_t i = begin;
    do {
        const struct nb_event *event = &document->events[i++];
        depth += event->type == NB_EVENT_TABLE;
        depth -= event->type == NB_EVENT_TABLE_END;
        grid->row_count += depth == 1 && event->type == NB_EVENT_ROW;
        *cells += depth == 1 && event->type == NB_EVENT_CELL;
    } while (depth > 0);
    grid->end = i;
}

/* Takes up to `most` columns from `column` on that no cell from above reaches down into. */
static uint32_t take_columns(const struct layer *layer, uint32_t row, uint32_t column,
                             uint32_t most)
{
    uint32_t count = 0;
    while (count < most && column + count < COLUMNS && layer->until[column + count] <= row)
        count++;
    return count;
}

/* Puts a cell into the first column that is free; one that finds none is left out. */
static int place_cell(struct layer *layer, struct nb_grid_cell *cell, uint32_t row, uint32_t column,
                      const struct nb_event *event)
{
    while (column < COLUMNS && layer->until[column] > row)
        column++;
    uint32_t count = take_columns(layer, row, column, event->columns);
    if (!count)
        return 0;
    *cell = (struct nb_grid_cell){.column = (uint16_t)column, .number = (uint16_t)count};
    cell->gap = event->flags & NB_CELL_CONTINUED;
    cell->tall = !cell->gap && event->number > 1;
    if (cell->gap && layer->above[column])
        layer->above[column]->tall = 1;
    uint32_t until = event->number < UINT32_MAX - row ? row + event->number : UINT32_MAX;
    for (uint32_t i = column; i < column + count; i++) {
        layer->until[i] = cell->gap ? row + 1 : until;
        if (!cell->gap)
            layer->above[i] = cell;
    }
    return 1;
}

/* The rows and cells of the table while its events are gone through. */
struct reader {
    struct nb_grid *grid;
    struct layer layer;
    struct nb_grid_row *row;   /* NULL: none has begun */
    struct nb_grid_cell *cell; /* NULL: none has begun, or the last one is left out */
    uint32_t cells, column;
};

/* Counts the columns of the row that was read. */
static void end_row(struct reader *r)
{
    uint32_t row = r->row ? (uint32_t)(r->row - r->grid->rows) : 0;
    if (!r->row)
        return;
    while (r->column < COLUMNS && r->layer.until[r->column] > row)
        r->column++;
    r->row->width = r->column;
}

static void begin_row(struct reader *r, uint32_t number, uint32_t page)
{
    end_row(r);
    r->row = r->row ? r->row + 1 : r->grid->rows;
    *r->row = (struct nb_grid_row){number, page, r->cells, r->cells, 0, 0};
    r->cell = NULL;
    r->column = 0;
}

static void begin_cell(struct reader *r, const struct nb_event *event, size_t index)
{
    struct nb_grid_cell *cell = &r->grid->cells[r->cells];
    uint32_t row = (uint32_t)(r->row - r->grid->rows);
    r->cell = NULL;
    if (!place_cell(&r->layer, cell, row, r->column, event))
        return;
    r->cell = cell;
    cell->first = cell->last = (uint32_t)index + 1;
    r->column = (uint32_t)cell->column + cell->number;
    r->row->last = ++r->cells;
    r->row->owned += !cell->gap;
}

/* Adds an event to the cell that was begun last, unless it is a gap. */
static void fill(struct reader *r, size_t index, int text)
{
    if (!r->cell || r->cell->gap)
        return;
    r->cell->last = (uint32_t)index + 1;
    r->cell->written |= (unsigned char)text;
}

int nb_grid_read(struct nb_grid *grid, struct nb_arena *arena, const struct nb_document *document,
                 size_t begin, uint32_t *page)
{
    size_t cells = 0;
    memset(grid, 0, sizeof *grid);
    measure(grid, document, begin, &cells);
    grid->cells = nb_arena_raw(arena, cells, sizeof *grid->cells);
    grid->rows = nb_arena_raw(arena, grid->row_count, sizeof *grid->rows);
    if (!grid->cells || !grid->rows)
        return -1;
    /* Not in the arena: there may be hundreds of thousands of tables. */
    struct reader r = {.grid = grid};
    int depth = 1;
    for (size_t i = begin + 1; i + 1 < grid->end; i++) {
        const struct nb_event *event = &document->events[i];
        if (event->type == NB_EVENT_PAGE)
            *page = event->number;
        depth += event->type == NB_EVENT_TABLE;
        if (depth == 1 && event->type == NB_EVENT_ROW)
            begin_row(&r, event->number, *page);
        else if (depth == 1 && event->type == NB_EVENT_CELL)
            begin_cell(&r, event, i);
        else
            fill(&r, i, depth == 1 && event->type == NB_EVENT_PARAGRAPH);
        depth -= event->type == NB_EVENT_TABLE_END;
    }
    end_row(&r);
    return 0;
}
