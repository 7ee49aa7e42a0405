#include "headed.h"

#include <string.h>

#define MAX_HEADING 24 /* ideographs */

static const struct nb_token *token_at(const struct nb_header *h, size_t index)
{
    return &h->tokens->list[index];
}

static uint32_t table_of(const struct nb_header *h, size_t token)
{
    const struct nb_token *t = token_at(h, token);
    return t->columns ? nb_text_where(h->text, t->line).table : 0;
}

int nb_header_init(struct nb_header *h, struct nb_arena *arena, const struct nb_table *table)
{
    if (nb_labels_init(&h->labels, arena))
        return -1;
    for (int r = 0; r < table->row_count; r++) {
        for (int c = 0; c < table->rows[r].column_count; c++) {
            const struct nb_column *column = &table->rows[r].columns[c];
            int known = 0;
            for (int i = 0; i < h->name_count; i++)
                known |= strcmp(h->names[i]->headings, column->headings) == 0;
            if (known || h->name_count == NB_MAX_WORDINGS)
                continue;
            nb_labels_add(&h->labels, column->headings, h->name_count);
            h->names[h->name_count++] = column;
        }
    }
    return 0;
}

/* The column of the form that a text is the heading of, among those of the row; or -1. */
static int slot_of(const struct nb_header *h, const struct nb_strip *strip,
                   const struct nb_token *t)
{
    struct nb_label_piece piece;
    if (t->han < 2 || t->han > MAX_HEADING)
        return -1;
    nb_label_piece_take(&piece, h->text, t->start, t->end);
    int name = nb_labels_sure(&h->labels, &piece);
    const struct nb_row *row = nb_form_row(h->form, strip->first);
    for (int c = 0; name >= 0 && c < row->column_count; c++)
        if (strcmp(row->columns[c].headings, h->names[name]->headings) == 0)
            return c;
    return -1;
}

void nb_headed_read(const struct nb_header *h, struct nb_headed *row, int any_width)
{
    int width = token_at(h, row->first)->width;
    for (size_t i = row->first; i-- > 0 && table_of(h, i) == table_of(h, row->first);) {
        const struct nb_token *t = token_at(h, i);
        if (h->alignment->part[i] || t->type != NB_TOK_TEXT)
            continue;
        int slot = slot_of(h, row->strip, t);
        row->straight += slot >= 0 && t->width == width;
        row->askew += slot >= 0 && t->width != width;
        if ((t->width != width && !any_width) || (slot < 0 && t->columns > 1))
            continue;
        for (uint32_t c = t->cell; c < t->cell + t->columns && c < NB_HEADED_COLUMNS; c++)
            if (row->slot[c] == NB_NO_HEADING || (row->slot[c] == NB_FOREIGN && slot >= 0)) {
                row->slot[c] = (signed char)(slot >= 0 ? slot : NB_FOREIGN);
                row->heading[c] = (uint32_t)i;
            }
    }
}

int nb_headed_spread(struct nb_headed *row)
{
    int columns = row->strip->columns, count = 0, last = -1;
    for (int c = 0; c < NB_HEADED_COLUMNS; c++) {
        int slot = row->slot[c];
        if (slot < 0 || slot != last)
            count += slot >= 0;
        last = slot;
        if (slot < 0)
            continue;
        if (count > row->strip->slots)
            return -1;
        row->slot[c] = (signed char)((count - 1) / columns * columns + slot);
    }
    return count == row->strip->slots;
}

/* The columns [first, last) under one heading, or under several that say the same. */
struct span {
    int slot, first, last;
};

/* Finds the next columns of the form from `column` on. Returns 0 when there are none. */
static int next_span(const struct nb_headed *row, int column, struct span *span)
{
    while (column < NB_HEADED_COLUMNS && row->slot[column] < 0)
        column++;
    if (column == NB_HEADED_COLUMNS)
        return 0;
    span->slot = row->slot[column];
    span->first = column;
    while (column < NB_HEADED_COLUMNS && row->slot[column] == span->slot)
        column++;
    span->last = column;
    return 1;
}

static int same_words(const struct nb_header *h, size_t a, size_t b)
{
    const struct nb_token *x = token_at(h, a), *y = token_at(h, b);
    size_t length = x->end - x->start;
    return y->end - y->start == length && memcmp(h->text->cp + x->start, h->text->cp + y->start,
                                                 length * sizeof *h->text->cp) == 0;
}

/*
 * Whether the span is one column: under one heading, or under several with the same words, as those
 * of a merged cell that was taken apart, of which only one has numbers below it.
 */
static int is_one_column(const struct nb_header *h, const struct nb_headed *row,
                         const struct span *span)
{
    uint32_t first = row->heading[span->first], found = first;
    int apart = 0, numbers = 0;
    for (int c = span->first; c < span->last; c++) {
        apart |= row->heading[c] != first;
        if (!same_words(h, row->heading[c], first))
            return 0;
    }
    for (size_t i = first; apart && i < h->tokens->count; i++) {
        const struct nb_token *t = token_at(h, i);
        if (table_of(h, i) != table_of(h, row->first))
            break;
        if (t->type != NB_TOK_NUMBER || (int)t->cell < span->first || (int)t->cell >= span->last)
            continue;
        if (numbers++ && row->heading[t->cell] != found)
            return 0;
        found = row->heading[t->cell];
    }
    return 1;
}

int nb_headed_complete(const struct nb_header *h, const struct nb_headed *row)
{
    unsigned seen = 0;
    struct span span = {0, 0, 0};
    while (next_span(row, span.last, &span)) {
        if (seen >> span.slot & 1 || !is_one_column(h, row, &span))
            return 0;
        seen |= 1u << span.slot;
    }
    return seen == (1u << row->strip->slots) - 1;
}

/*
 * Whether the headings are in another order than that of the form, in which the last one, the
 * total, may come first; or several of them stand there once more: then the order of the numbers
 * tells nothing.
 */
static int is_contrary(const struct nb_headed *row)
{
    unsigned seen = 0, twice = 0;
    int last = -1, count = 0, again = 0, final = row->strip->slots - 1;
    struct span span = {0, 0, 0};
    while (next_span(row, span.last, &span)) {
        again += seen >> span.slot & ~twice >> span.slot & 1;
        twice |= seen & 1u << span.slot;
        seen |= 1u << span.slot;
    }
    for (span.last = 0; next_span(row, span.last, &span) && again < 2;) {
        if (twice >> span.slot & 1)
            continue;
        if (span.slot < last && !(last == final && count == 1))
            return 1;
        last = span.slot;
        count++;
    }
    return again > 1;
}

int nb_headed_contrary(const struct nb_header *h, const struct nb_headed *row, int any_width)
{
    struct nb_headed all = *row;
    if (any_width && row->askew) {
        memset(all.slot, NB_NO_HEADING, sizeof all.slot);
        nb_headed_read(h, &all, 1);
    }
    return is_contrary(row) || is_contrary(&all);
}
