#include "docx_table.h"

#include <string.h>

static uint32_t clamp(uint32_t columns)
{
    return columns < NB_DOCUMENT_COLUMNS ? columns : NB_DOCUMENT_COLUMNS;
}

void docx_table_begin(struct docx_table *table, struct emit *out)
{
    memset(table, 0, sizeof *table);
    table->out = out;
}

void docx_table_end(struct docx_table *table)
{
    if (table->rows)
        emit_table_end(table->out);
}

/* Columns at a side of the row that have no cell. */
static void gap(struct docx_table *table, uint32_t columns)
{
    if (!columns)
        return;
    emit_cell(table->out, clamp(columns), 1, NB_CELL_CONTINUED);
    table->column += clamp(columns);
    table->width = 0;
}

void docx_table_row(struct docx_table *table)
{
    memset(&table->row, 0, sizeof table->row);
    memset(table->below, 0, sizeof table->below);
    table->in_row = 1;
    table->row_told = 0;
    table->column = table->width = 0;
}

/* The row is told once it is known that it is shown. */
static void tell_row(struct docx_table *table)
{
    if (table->row_told)
        return;
    table->row_told = 1;
    if (!table->rows)
        emit_table(table->out);
    emit_row(table->out, ++table->rows);
    gap(table, table->row.before);
}

void docx_table_row_end(struct docx_table *table)
{
    if (table->row_told) {
        gap(table, table->row.after);
        memcpy(table->above, table->below, sizeof table->above);
    }
    table->in_row = 0;
}

void docx_table_cell(struct docx_table *table)
{
    table->cell = (struct docx_cell){.columns = 1};
    table->in_cell = 1;
    table->cell_told = 0;
}

/* Whether the cell goes on with one that begins above it in the same column. */
static int goes_down(const struct docx_table *table)
{
    return table->cell.down == DOCX_CONTINUED && table->column < NB_DOCUMENT_COLUMNS &&
           table->above[table->column];
}

/* Tells the cell, which is not one with that on its left. Returns whether its text is shown. */
static int tell_cell(struct docx_table *table)
{
    int continued = goes_down(table);
    table->wide = table->out->length;
    table->width = clamp(table->cell.columns);
    if (table->column < NB_DOCUMENT_COLUMNS)
        table->below[table->column] = table->cell.down != DOCX_ALONE;
    emit_cell(table->out, table->width, 1, continued ? NB_CELL_CONTINUED : 0);
    return !continued;
}

int docx_table_cell_text(struct docx_table *table)
{
    const struct docx_cell *cell = &table->cell;
    table->cell_told = 1;
    if (table->row.is_gone || cell->is_gone)
        return 0;
    tell_row(table);
    uint32_t columns = clamp(cell->columns);
    int shown = 0;
    if (cell->across == DOCX_CONTINUED && table->width) {
        table->width = clamp(table->width + columns);
        emit_widen(table->out, table->wide, table->width);
    } else {
        shown = tell_cell(table);
    }
    table->column = clamp(table->column + columns);
    return shown;
}
