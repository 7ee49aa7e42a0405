#include "scatter.h"

#include <string.h>

#include "band.h"
#include "cell.h"

#define MANY_ROWS 12 /* of which a table in part may consist */

/* The numbers of a table in the order of the source. */
struct numbers {
    int count;
    int token[NB_MAX_CELLS + 1];
    int64_t value[NB_MAX_CELLS + 1];
    uint32_t line[NB_MAX_CELLS + 1];
};

/* The rows of some edition's table, each with its first cell in the form, or -1 without any. */
struct rows {
    int count;
    short first[NB_MAX_ROWS];
};

/* Whether the table's rows are sums of their parts, all of the same width. */
static int is_summed(const struct nb_table *table, int width)
{
    for (int r = 0; r < table->row_count; r++) {
        const struct nb_row *row = &table->rows[r];
        if (row->column_count &&
            (row->column_count != width || row->columns[row->column_count - 1].role != NB_TOTAL))
            return 0;
    }
    return width > 0;
}

/* Whether some row of the table is not there or does not have just its numbers. */
static int is_scattered(const struct nb_strips *strips, int from, int rows)
{
    int whole = 0;
    for (int i = from; i < strips->count; i++)
        whole += strips->list[i].filled == strips->list[i].slots && !strips->list[i].overfull;
    return whole < rows;
}

/* Whether the table stands there twice: then its numbers are no one table's. */
static int is_contested(const struct nb_strips *strips, int from)
{
    for (int i = from; i < strips->count; i++)
        if (!strips->list[i].astray)
            return 0;
    return strips->count > from;
}

/* Collects the counts of the table, but for those behind words that are no label. */
static void collect(struct numbers *numbers, const struct nb_tokens *tokens,
                    const struct nb_alignment *alignment)
{
    numbers->count = 0;
    for (size_t i = 0; i < tokens->count && numbers->count <= NB_MAX_CELLS; i++) {
        const struct nb_token *t = &tokens->list[i], *before = t - 1;
        unsigned char scale;
        int behind_words = i > 0 && before->line == t->line && before->type == NB_TOK_TEXT &&
                           !alignment->part[i - 1];
        if (t->type != NB_TOK_NUMBER || behind_words ||
            nb_cell_number(t, NB_COUNT, &numbers->value[numbers->count], &scale))
            continue;
        numbers->line[numbers->count] = t->line;
        numbers->token[numbers->count++] = (int)i;
    }
}

/* The first cell of the row with that id, or -1. */
static int first_cell(const struct nb_form *form, int table, const char *id)
{
    const struct nb_table *t = &form->edition->tables[table];
    for (int r = 0; r < t->row_count; r++)
        if (t->rows[r].id && strcmp(t->rows[r].id, id) == 0)
            return form->first[table][r];
    return -1;
}

/* The rows as `table` of that edition has them. */
static void take_rows(struct rows *rows, const struct nb_form *form, int table,
                      const struct nb_edition *edition)
{
    const struct nb_table *t = &edition->tables[table];
    rows->count = 0;
    for (int r = 0; r < t->row_count; r++)
        if (t->rows[r].column_count)
            rows->first[rows->count++] = (short)first_cell(form, table, t->rows[r].id);
}

/* The rows whose labels were found. */
static void take_found(struct rows *rows, const struct nb_form *form, int table,
                       const struct nb_alignment *alignment)
{
    const struct nb_table *t = &form->edition->tables[table];
    rows->count = 0;
    for (int r = 0; r < t->row_count; r++)
        if (t->rows[r].column_count && alignment->start[r] >= 0)
            rows->first[rows->count++] = form->first[table][r];
}

/* A number that is of a row of the form: what it stood in is no row that the form does not have. */
static void claim_number(struct nb_alignment *alignment, const struct nb_tokens *tokens, int token)
{
    int from = token;
    while (from > 0 && alignment->owner[from - 1] == NB_OWNER_EXTRA)
        from--;
    for (size_t i = (size_t)from; i < tokens->count && alignment->owner[i] == NB_OWNER_EXTRA; i++)
        alignment->owner[i] = NB_OWNER_NONE;
}

/* Makes the strips of the table anew, each with the numbers of its row. */
static void rebuild(struct nb_strips *strips, int from, const struct nb_form *form, int table,
                    const struct rows *rows, int width, const struct numbers *numbers,
                    const short *number, const struct nb_tokens *tokens,
                    struct nb_alignment *alignment)
{
    strips->count = from;
    for (int r = 0; r < rows->count; r++) {
        if (rows->first[r] < 0)
            continue;
        struct nb_strip *strip = nb_strip_new(strips, form, table, rows->first[r], width);
        if (!strip)
            return;
        for (int c = 0; c < width; c++) {
            int token = numbers->token[number[r * width + c]];
            strip->items[c] = (struct nb_item){NB_ITEM_NUMBER, token};
            claim_number(alignment, tokens, token);
        }
        strip->count = strip->filled = width;
        int row = form->places[rows->first[r]].row;
        if (alignment->start[row] < 0)
            alignment->start[row] = strip->items[0].token;
        strip->label = alignment->start[row];
    }
}

/*
 * Where some row has the numbers of several, a row without any may have lost its own to it, and one
 * whose numbers do not add up may have those of others.
 */
static void mark_astray(struct nb_strips *strips, int from, const struct nb_tokens *tokens)
{
    int piled = 0;
    for (int i = from; i < strips->count; i++)
        piled |= strips->list[i].overfull || strips->list[i].filled >= 2 * strips->list[i].slots;
    for (int i = from; piled && i < strips->count; i++) {
        struct nb_strip *s = &strips->list[i];
        int64_t sum = 0, value = 0;
        unsigned char scale;
        s->astray |= s->filled == 0;
        if (s->filled != s->slots || s->grid)
            continue;
        for (int k = 0, slot = 0; k < s->count; k++) {
            if (s->items[k].kind == NB_ITEM_BLANK)
                continue;
            const struct nb_token *t = &tokens->list[s->items[k].token];
            if (s->items[k].kind == NB_ITEM_BAD || nb_cell_number(t, NB_COUNT, &value, &scale))
                break;
            sum += ++slot < s->slots ? value : -value;
        }
        s->unordered |= sum != 0;
    }
}

/* Whether the row has all of its numbers on the line of its label, and they add up. */
static int is_certain(const struct nb_strip *s, const struct nb_tokens *tokens)
{
    int64_t sum = 0;
    if (s->filled != s->slots || s->overfull)
        return 0;
    for (int k = 0, slot = 0; k < s->count; k++) {
        int64_t value;
        unsigned char scale;
        if (s->items[k].kind == NB_ITEM_BLANK)
            continue;
        const struct nb_token *t = &tokens->list[s->items[k].token];
        if (t->line != tokens->list[s->label].line || s->items[k].kind == NB_ITEM_BAD ||
            nb_cell_number(t, NB_COUNT, &value, &scale))
            return 0;
        sum += ++slot < s->slots ? value : -value;
    }
    return sum == 0;
}

/*
 * Whether the solution gives a row other numbers than those that certainly are its own: then rows
 * stand in another order than in the form, or something else took the place of one.
 */
static int is_refuted(const struct nb_strips *strips, int from, const struct nb_tokens *tokens,
                      const struct rows *rows, int width, const struct numbers *numbers,
                      const short *number)
{
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        int r = 0, item = 0;
        while (r < rows->count && rows->first[r] != s->first)
            r++;
        if (r == rows->count || !is_certain(s, tokens))
            continue;
        for (int c = 0; c < width; c++, item++) {
            while (s->items[item].kind == NB_ITEM_BLANK)
                item++;
            if (tokens->list[s->items[item].token].value != numbers->value[number[r * width + c]])
                return 1;
        }
    }
    return 0;
}

static int try_rows(const struct rows *rows, int width, struct nb_arena *arena,
                    const struct nb_identities *identities, const struct numbers *numbers,
                    short *number)
{
    if (rows->count * width != numbers->count)
        return 0;
    return nb_bands_solve(arena, identities, rows->first, rows->count, width, numbers->value,
                          numbers->line, number);
}

int nb_scatter_gather(struct nb_strips *strips, int from, struct nb_arena *arena,
                      const struct nb_form *form, const struct nb_identities *identities, int table,
                      const struct nb_tokens *tokens, struct nb_alignment *alignment)
{
    int width = nb_form_row(form, form->table_first[table])->column_count;
    int cells = form->table_first[table + 1] - form->table_first[table];
    const struct nb_table *of = &form->edition->tables[table];
    if (of->pooled || !is_summed(of, width) || !is_scattered(strips, from, cells / width) ||
        is_contested(strips, from))
        return 0;
    struct numbers numbers;
    struct rows rows;
    short number[NB_MAX_CELLS];
    collect(&numbers, tokens, alignment);
    take_found(&rows, form, table, alignment);
    /* Few labels and few numbers are no evidence for each other. */
    int told = 0;
    if (rows.count >= MANY_ROWS && !alignment->out_of_step)
        told = try_rows(&rows, width, arena, identities, &numbers, number);
    for (int e = 0; told == 0 && e < NB_EDITIONS; e++) {
        take_rows(&rows, form, table, &nb_editions[e]);
        told = try_rows(&rows, width, arena, identities, &numbers, number);
    }
    if (told > 0 && is_refuted(strips, from, tokens, &rows, width, &numbers, number))
        return 0;
    if (told > 0)
        rebuild(strips, from, form, table, &rows, width, &numbers, number, tokens, alignment);
    else if (told == 0)
        mark_astray(strips, from, tokens);
    return told < 0 ? -1 : 0;
}
