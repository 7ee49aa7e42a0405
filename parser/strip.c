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
        } else if (t->type == NB_TOK_TEXT && !a->part[i] && (row < 0 || a->owner[i] == row) &&
                   t->grid && t->line == line &&
                   (i == from || tokens->list[i - 1].cell != t->cell)) {
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
    strip->label = a->start[row];
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
    if (strip->count < strip->slots)
        add_bad_texts(strip, tokens, a, -1, 0, (int)tokens->count, line_with_number);
}

/* How many of the first items are empty cells; a dash is no empty cell. */
static int leading_blanks(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    int count = 0;
    while (count < strip->count && strip->items[count].kind == NB_ITEM_BLANK) {
        const struct nb_token *t = &tokens->list[strip->items[count].token];
        if (t->end > t->start)
            break;
        count++;
    }
    return count;
}

static void drop_first(struct nb_strip *strip, int count)
{
    memmove(strip->items, strip->items + count,
            (size_t)(strip->count - count) * sizeof *strip->items);
    strip->count -= count;
}

/* What rows that have all of their numbers show of how the rows of their table are cut into cells.
 */
struct cut {
    int base;                    /* the cell of the first number where all agree, or -1 */
    int gap[NB_MARK_ARABIC + 1]; /* empty cells behind a label with that mark; -1: not known */
    int any_gap;
};

static struct cut learn_cut(const struct nb_strips *strips, int from, const struct nb_form *form,
                            const struct nb_tokens *tokens)
{
    struct cut cut = {.base = -1};
    int rows = 0, agree = 1;
    memset(cut.gap, -1, sizeof cut.gap);
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        if (s->filled != s->slots || !s->grid)
            continue;
        int mark = nb_form_row(form, s->first)->mark, blanks = leading_blanks(s, tokens);
        int base = (int)tokens->list[s->items[blanks].token].cell;
        agree &= !rows++ || base == cut.base;
        cut.base = base;
        if (cut.gap[mark] < 0 || blanks < cut.gap[mark])
            cut.gap[mark] = blanks;
        cut.any_gap |= blanks > 0;
    }
    if (!agree || rows < 2)
        cut.base = -1;
    return cut;
}

/*
 * Empty cells between a label and its numbers may be the rest of a wide label. Where all complete
 * rows have their first number in the same cell, that cell tells; else rows with the same kind of
 * mark do; where only other rows have such cells, none of a row's first ones is sure to count.
 */
static void drop_gaps(struct nb_strips *strips, int from, const struct nb_form *form,
                      const struct nb_tokens *tokens)
{
    struct cut cut = learn_cut(strips, from, form, tokens);
    for (int i = from; i < strips->count; i++) {
        struct nb_strip *s = &strips->list[i];
        if (s->filled == s->slots || !s->grid)
            continue;
        int known = cut.gap[nb_form_row(form, s->first)->mark];
        int blanks = leading_blanks(s, tokens), drop = known >= 0    ? known
                                                       : cut.any_gap ? blanks
                                                                     : 0;
        if (cut.base >= 0)
            for (drop = 0;
                 drop < blanks && (int)tokens->list[s->items[drop].token].cell < cut.base;)
                drop++;
        drop_first(s, drop < blanks ? drop : blanks);
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
    int from = strips->count;
    for (int r = 0; r < t->row_count; r++)
        if (t->rows[r].column_count && alignment->start[r] >= 0)
            add_row(strips, form, table, r, tokens, alignment);
    drop_gaps(strips, from, form, tokens);
}
