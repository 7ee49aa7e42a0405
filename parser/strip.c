#include "strip.h"

#include <string.h>

static void add_item(struct nb_strip *strip, enum nb_item_kind kind, int token)
{
    if (strip->count == NB_MAX_ITEMS) {
        strip->overfull = 1;
        return;
    }
    strip->items[strip->count++] = (struct nb_item){kind, token};
    strip->filled += kind != NB_ITEM_BLANK;
}

/* The line with the most numbers among tokens [from, to) that `row` owns; -1: there is no number.
 */
static int64_t main_line(const struct nb_tokens *tokens, const short *owner, int row, int from,
                         int to, int *numbers, int *lines)
{
    int64_t best = -1, line = -1;
    int best_count = 0, count = 0;
    *numbers = *lines = 0;
    for (int i = from; i < to; i++) {
        const struct nb_token *t = &tokens->list[i];
        if (t->type != NB_TOK_NUMBER || (row >= 0 && owner[i] != row))
            continue;
        ++*numbers;
        if (t->line != line) {
            line = t->line;
            count = 0;
            ++*lines;
        }
        if (++count > best_count) {
            best_count = count;
            best = line;
        }
    }
    return best;
}

/*
 * Texts that stand among the cells of the row and are no part of its label: taken for what somebody
 * wrote into a cell only where they make the row complete.
 */
static int add_bad_texts(struct nb_strip *strip, const struct nb_tokens *tokens,
                         const struct nb_alignment *a, int row, int from, int to, int64_t line)
{
    struct nb_strip with = *strip;
    with.count = with.filled = 0;
    int texts = 0, next = 0;
    for (int i = from; i < to; i++) {
        const struct nb_token *t = &tokens->list[i];
        if (next < strip->count && strip->items[next].token == i) {
            add_item(&with, strip->items[next].kind, i);
            next++;
        } else if (t->type == NB_TOK_TEXT && !a->part[i] && a->owner[i] == row && t->grid &&
                   t->line == line && (i == from || tokens->list[i - 1].cell != t->cell)) {
            add_item(&with, NB_ITEM_BAD, i);
            texts++;
        }
    }
    if (!texts || with.count != strip->slots)
        return 0;
    *strip = with;
    return 1;
}

static void add_row(struct nb_strips *strips, const struct nb_form *form, int table, int row,
                    const struct nb_tokens *tokens, const struct nb_alignment *a)
{
    if (strips->count == NB_MAX_STRIPS)
        return;
    struct nb_strip *strip = &strips->list[strips->count++];
    memset(strip, 0, sizeof *strip);
    strip->table = (short)table;
    strip->first = form->first[table][row];
    strip->slots = (short)form->edition->tables[table].rows[row].column_count;
    strip->label = (short)a->start[row];
    int from = a->start[row], to = from, numbers, lines;
    while ((size_t)to < tokens->count && (a->owner[to] == row || a->owner[to] == NB_OWNER_EXTRA))
        to++;
    int64_t line = main_line(tokens, a->owner, row, from, to, &numbers, &lines);
    strip->grid = lines <= 1 && numbers > 0;
    if (line < 0)
        line = tokens->list[from].line;
    for (int i = from; i < to; i++) {
        const struct nb_token *t = &tokens->list[i];
        if (a->owner[i] != row)
            continue;
        int written = t->end > t->start; /* a dash: it marks a cell wherever it stands */
        if (t->type == NB_TOK_NUMBER)
            add_item(strip, NB_ITEM_NUMBER, i);
        else if (t->type == NB_TOK_BLANK && ((t->grid && t->line == line) || written))
            add_item(strip, NB_ITEM_BLANK, i);
        if (strip->grid && t->type == NB_TOK_NUMBER && !t->grid)
            strip->grid = 0;
    }
    if (strip->count < strip->slots)
        add_bad_texts(strip, tokens, a, row, from, to, line);
}

/* All numbers of the table behind all of its labels, or row by row: the order is the same. */
static void add_pool(struct nb_strips *strips, const struct nb_form *form, int table,
                     const struct nb_tokens *tokens, const struct nb_alignment *a)
{
    if (strips->count == NB_MAX_STRIPS)
        return;
    struct nb_strip *strip = &strips->list[strips->count++];
    memset(strip, 0, sizeof *strip);
    strip->table = (short)table;
    strip->first = form->table_first[table];
    strip->slots = (short)(form->table_first[table + 1] - strip->first);
    int numbers, lines;
    main_line(tokens, a->owner, -1, 0, (int)tokens->count, &numbers, &lines);
    strip->grid = lines == 1;
    int64_t line_with_number = -1;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct nb_token *t = &tokens->list[i];
        if (i == 0 || tokens->list[i - 1].line != t->line) {
            size_t j = i;
            while (j < tokens->count && tokens->list[j].line == t->line &&
                   tokens->list[j].type != NB_TOK_NUMBER)
                j++;
            if (j < tokens->count && tokens->list[j].line == t->line)
                line_with_number = t->line;
        }
        int written = t->end > t->start;
        if (t->type == NB_TOK_NUMBER)
            add_item(strip, NB_ITEM_NUMBER, (int)i);
        else if (t->type == NB_TOK_BLANK && (written || (t->grid && t->line == line_with_number)))
            add_item(strip, NB_ITEM_BLANK, (int)i);
        if (t->type == NB_TOK_NUMBER && !t->grid)
            strip->grid = 0;
    }
}

void nb_strips_add(struct nb_strips *strips, const struct nb_form *form, int table,
                   const struct nb_tokens *tokens, const struct nb_alignment *alignment)
{
    const struct nb_table *t = &form->edition->tables[table];
    if (t->pooled) {
        add_pool(strips, form, table, tokens, alignment);
        return;
    }
    for (int r = 0; r < t->row_count; r++)
        if (t->rows[r].column_count && alignment->start[r] >= 0)
            add_row(strips, form, table, r, tokens, alignment);
}
