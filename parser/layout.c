#include "layout.h"

#include <string.h>

#include "charset.h"
#include "grid.h"

#define LONG_TEXT   300 /* bytes of a cell in which a sentence is prose */
#define INNER_CELLS 8   /* of a table in a cell that is one by itself and no remark */

struct layout {
    const struct nb_document *document;
    struct nb_arena *arena;
    struct nb_text_maker maker;
    struct nb_block *blocks;
    size_t block_count;
    uint32_t line, page, tables, paragraphs;
    int failed;
};

/* What a run of events holds. */
struct content {
    size_t bytes;
    int sentences; /* a full stop stands in it */
    int words;     /* and an ideograph or a letter */
    int cells;     /* of tables in it: the most that one of them has with text */
};

static const struct nb_event *event_at(const struct layout *l, size_t index)
{
    return &l->document->events[index];
}

/* A letter, or the first byte of an ideograph. */
static int begins_word(unsigned char c)
{
    return (c >= 0xE4 && c <= 0xE9) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void look_at_text(struct content *content, const char *text, size_t length)
{
    static const char stop[] = "。";
    content->bytes += length;
    content->sentences |= memmem(text, length, stop, sizeof stop - 1) != NULL;
    for (size_t i = 0; !content->words && i < length; i++)
        content->words = begins_word((unsigned char)text[i]);
}

static struct content look_at(const struct layout *l, const struct nb_grid_cell *cell)
{
    struct content content = {0};
    int cells = 0, empty = 0;
    for (size_t i = cell->first; i < cell->last; i++) {
        const struct nb_event *event = event_at(l, i);
        if (event->type == NB_EVENT_TABLE)
            cells = 0;
        if (event->type == NB_EVENT_CELL)
            empty = 1;
        if (event->type != NB_EVENT_PARAGRAPH)
            continue;
        look_at_text(&content, l->document->text.bytes + event->start, event->length);
        cells += empty;
        empty = 0;
        content.cells = cells > content.cells ? cells : content.cells;
    }
    return content;
}

/* ---- lines ---- */

/* The next line stands there. */
static void begin_block(struct layout *l, struct nb_where where)
{
    l->blocks[l->block_count++] = (struct nb_block){l->line, where};
}

static void end_line(struct layout *l, size_t at)
{
    nb_text_mark(&l->maker, '\n', at);
}

/* Counts the lines that were added to the text from code point `from` on. */
static void count_lines(struct layout *l, size_t from)
{
    for (size_t i = from; i < l->maker.text->length; i++)
        l->line += l->maker.text->cp[i] == '\n';
}

static void put_paragraph(struct layout *l, const struct nb_event *event, struct nb_where where)
{
    size_t from = l->maker.text->length;
    begin_block(l, where);
    nb_text_take(&l->maker, event->start, event->start + event->length);
    end_line(l, event->start + event->length);
    count_lines(l, from);
}

/* ---- cells ---- */

static int is_word(uint32_t c)
{
    return nb_is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '%';
}

/*
 * What stands for a line break between two characters of a cell, or 0: a label is wrapped anywhere,
 * numbers are two unless the point or comma of one shows that it goes on. A tab, unlike a space,
 * parts no groups of digits.
 */
static uint32_t joint(uint32_t before, uint32_t after)
{
    int goes_on = ((after == '.' || after == ',') && nb_is_digit(before)) ||
                  ((before == '.' || before == ',') && nb_is_digit(after));
    return !goes_on && (is_word(before) || is_word(after)) ? '\t' : 0;
}

/* Makes one line of the code points from `from` on. */
static void join_lines(struct nb_text *text, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < text->length;) {
        size_t next = i;
        int broken = 0;
        while (next < text->length &&
               (text->cp[next] == ' ' || text->cp[next] == '\t' || text->cp[next] == '\n'))
            broken |= text->cp[next++] == '\n';
        if (next == text->length)
            break;
        uint32_t gap = next == i ? 0 : ' ';
        if (broken)
            gap = kept == from ? 0 : joint(text->cp[kept - 1], text->cp[next]);
        if (gap) {
            text->cp[kept] = gap;
            text->at[kept++] = text->at[i];
        }
        text->cp[kept] = text->cp[next];
        text->at[kept++] = text->at[next];
        i = next + 1;
    }
    text->length = kept;
}

/* Puts all paragraphs of a cell as one line; returns the byte behind them. */
static size_t put_cell(struct layout *l, const struct nb_grid_cell *cell, size_t at)
{
    size_t from = l->maker.text->length;
    for (size_t i = cell->first; i < cell->last; i++) {
        const struct nb_event *event = event_at(l, i);
        if (event->type != NB_EVENT_PARAGRAPH)
            continue;
        at = event->start + event->length;
        nb_text_take(&l->maker, event->start, at);
        nb_text_mark(&l->maker, '\n', at);
    }
    join_lines(l->maker.text, from);
    return at;
}

/* The byte where the text of the row's first written cell begins; SIZE_MAX: none is written. */
static size_t row_start(const struct layout *l, const struct nb_grid *grid,
                        const struct nb_grid_row *row)
{
    for (uint32_t c = row->first; c < row->last; c++)
        for (size_t i = grid->cells[c].first; i < grid->cells[c].last; i++)
            if (event_at(l, i)->type == NB_EVENT_PARAGRAPH)
                return event_at(l, i)->start;
    return SIZE_MAX;
}

static void put_gap(struct layout *l, uint32_t columns, size_t at)
{
    if (columns)
        nb_text_mark(&l->maker, NB_CELL_END | NB_CELL_GAP | columns, at);
}

/* A row as one line; one in which nothing is written is left out. */
static void put_row(struct layout *l, const struct nb_grid *grid, const struct nb_grid_row *row,
                    struct nb_where where)
{
    size_t at = row_start(l, grid, row);
    uint32_t column = 0;
    if (at == SIZE_MAX)
        return;
    begin_block(l, where);
    for (uint32_t c = row->first; c < row->last; c++) {
        const struct nb_grid_cell *cell = &grid->cells[c];
        put_gap(l, cell->column - column, at);
        column = (uint32_t)cell->column + cell->number;
        if (cell->gap) {
            put_gap(l, cell->number, at);
            continue;
        }
        at = put_cell(l, cell, at);
        nb_text_mark(&l->maker, NB_CELL_END | (cell->tall ? NB_CELL_TALL : 0) | cell->number, at);
    }
    put_gap(l, row->width - column, at);
    end_line(l, at);
    l->line++;
}

/* ---- rows ---- */

enum row_kind {
    ROW_OF_CELLS,
    ROW_OF_TEXT,   /* a title, a heading or prose in a row of a table */
    ROW_OF_LAYOUT, /* tables stand in it, or parts of a page */
};

static enum row_kind kind_of(const struct layout *l, const struct nb_grid *grid,
                             const struct nb_grid_row *row)
{
    int written = 0, numbers = 0, words = 0, sentences = 0, prose = 0;
    for (uint32_t c = row->first; c < row->last; c++) {
        struct content content = look_at(l, &grid->cells[c]);
        if (content.cells >= INNER_CELLS)
            return ROW_OF_LAYOUT;
        written += content.bytes > 0;
        numbers += content.bytes > 0 && !content.words;
        words |= content.words;
        sentences |= content.sentences;
        prose |= content.sentences && content.bytes >= LONG_TEXT;
    }
    int single = written == 1 && words && (row->owned == 1 || sentences);
    return single || (prose && numbers < 2) ? ROW_OF_TEXT : ROW_OF_CELLS;
}

static void put_table(struct layout *l, size_t *event);

/*
 * Puts the events [from, to), which are no part of a table's grid. Paragraphs stand at `where`, or,
 * without one, are counted.
 */
static void put_events(struct layout *l, size_t from, size_t to, const struct nb_where *where)
{
    for (size_t i = from; i < to && !l->failed;) {
        const struct nb_event *event = event_at(l, i);
        if (event->type == NB_EVENT_TABLE) {
            put_table(l, &i);
            continue;
        }
        if (event->type == NB_EVENT_PAGE)
            l->page = event->number;
        if (event->type == NB_EVENT_PARAGRAPH)
            put_paragraph(l, event,
                          where ? *where : (struct nb_where){l->page, 0, 0, ++l->paragraphs});
        i++;
    }
}

/* Puts the table that begins with `*event`, which becomes the one behind it. */
static void put_table(struct layout *l, size_t *event)
{
    struct nb_grid grid;
    uint32_t number = 0, page = l->page;
    if (nb_grid_read(&grid, l->arena, l->document, *event, &page)) {
        l->failed = 1;
        return;
    }
    for (size_t r = 0; r < grid.row_count; r++) {
        const struct nb_grid_row *row = &grid.rows[r];
        enum row_kind kind = kind_of(l, &grid, row);
        l->page = row->page;
        if (kind != ROW_OF_LAYOUT && !number)
            number = ++l->tables;
        struct nb_where where = {row->page, number, row->number, 0};
        if (kind == ROW_OF_CELLS)
            put_row(l, &grid, row, where);
        for (uint32_t c = row->first; kind != ROW_OF_CELLS && c < row->last; c++)
            put_events(l, grid.cells[c].first, grid.cells[c].last,
                       kind == ROW_OF_TEXT ? &where : NULL);
    }
    l->page = page;
    *event = grid.end;
}

/* Counts the characters that were replaced here or before the document was told of. */
static void count_replaced(struct nb_text *text)
{
    text->replaced = 0;
    for (size_t i = text->length; i > 0; i--) {
        if (text->cp[i - 1] != NB_REPLACEMENT)
            continue;
        text->replaced++;
        if (text->replaced + text->nuls + text->controls == 1 || text->at[i - 1] < text->first_bad)
            text->first_bad = text->at[i - 1];
    }
}

int nb_layout_text(struct nb_text *text, struct nb_arena *arena, const struct nb_document *document)
{
    struct layout layout = {.document = document, .arena = arena};
    layout.blocks = nb_arena_raw(arena, document->count, sizeof *layout.blocks);
    if (!layout.blocks || nb_text_start(&layout.maker, text, arena, document->text.bytes,
                                        document->text.length, 2 * document->count))
        return -1;
    put_events(&layout, 0, document->count, NULL);
    text->blocks = layout.blocks;
    text->block_count = layout.block_count;
    if (layout.failed || nb_text_finish(&layout.maker, arena))
        return -1;
    count_replaced(text);
    return 0;
}
