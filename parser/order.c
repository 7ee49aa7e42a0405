#include "order.h"

#include <string.h>

/* A blank counts as 0: as a rule that is what it stands for. */
static int64_t value_of(const struct nb_strip *strip, const struct nb_tokens *tokens, int item)
{
    const struct nb_item *it = &strip->items[item];
    return it->kind == NB_ITEM_BLANK ? 0 : tokens->list[it->token].value;
}

/* Whether every total is the sum of its row as the values stand. */
static int sums_hold(const struct nb_strip *strip, const int64_t *value, int total_first)
{
    for (int at = 0; at < strip->slots; at += strip->columns) {
        int total = at + (total_first ? 0 : strip->columns - 1);
        int64_t sum = 0;
        for (int c = 0; c < strip->columns; c++)
            sum += value[at + c];
        if (sum != 2 * value[total])
            return 0;
    }
    return 1;
}

static int adds_up(const struct nb_strip *strip, const struct nb_tokens *tokens, int total_first)
{
    int64_t value[NB_MAX_SLOTS];
    for (int i = 0; i < strip->slots; i++)
        value[i] = value_of(strip, tokens, i);
    return sums_hold(strip, value, total_first);
}

/* Whether the sums hold once number `k` of `count` is cut in two. There is room for one more. */
static int holds_when_cut(const struct nb_strip *strip, const int64_t *numbers, int count, int k)
{
    int64_t value[NB_MAX_SLOTS];
    memcpy(value, numbers, (size_t)k * sizeof *value);
    memcpy(value + k + 2, numbers + k + 1, (size_t)(count - k - 1) * sizeof *value);
    for (int64_t power = 10; power <= numbers[k]; power *= 10) {
        value[k] = numbers[k] / power;
        value[k + 1] = numbers[k] % power;
        if (sums_hold(strip, value, strip->total_first))
            return 1;
    }
    return 0;
}

/*
 * Whether a strip that lacks one number is right once one of the others is cut in two: they lost
 * what stood between them. Where columns have no sums nothing else would show it.
 */
static int is_glued(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    int64_t numbers[NB_MAX_SLOTS];
    int count = 0;
    if (strip->filled + 1 != strip->slots)
        return 0;
    for (int i = 0; i < strip->count && count < strip->slots; i++)
        if (strip->items[i].kind == NB_ITEM_NUMBER)
            numbers[count++] = value_of(strip, tokens, i);
    for (int k = 0; count + 1 == strip->slots && k < count; k++)
        if (holds_when_cut(strip, numbers, count, k))
            return 1;
    return 0;
}

/* The part of a row that a text is the heading of, or -1. */
static int column_of(const struct nb_text *text, const struct nb_token *t)
{
    static const char32_t *const words[] = {U"维持", U"纠正", U"其他", U"审结", U"总计|合计"};
    for (int c = 0; c < 5; c++)
        if (nb_text_find(text, t->start, t->end, words[c], NULL) != SIZE_MAX)
            return c;
    return -1;
}

/* Whether the cells behind the heading at `i` are those of its line, and not of lines below it. */
static int is_in_line(const struct nb_tokens *tokens, size_t i, int rows)
{
    const struct nb_token *list = tokens->list;
    int cells = 0, numbers = 0, below = 0;
    for (size_t k = i + 1; k < tokens->count && list[k].type != NB_TOK_TEXT; k++) {
        int same = list[k].line == list[i].line;
        cells += same;
        numbers += same && list[k].type == NB_TOK_NUMBER;
        below += !same && list[k].type == NB_TOK_NUMBER;
    }
    return list[i].grid && (numbers > 0 || (!below && cells >= rows));
}

/*
 * The cells behind the heading at `i`: those of its line, or, where each cell has a line of its
 * own, those up to the next text. Returns whether there are as many as the form has rows.
 */
static int cells_behind(const struct nb_tokens *tokens, size_t i, int rows, int *cells)
{
    const struct nb_token *list = tokens->list, *heading = &list[i];
    int count = 0, in_line = is_in_line(tokens, i, rows);
    for (size_t k = i + 1; k < tokens->count && list[k].type != NB_TOK_TEXT; k++) {
        const struct nb_token *t = &list[k];
        if (in_line ? t->line != heading->line : t->grid && (t->line == heading->line || t->cell))
            continue;
        if (count == rows && t->type == NB_TOK_NUMBER)
            return 0;
        if (count < rows)
            cells[count++] = (int)k;
    }
    return count == rows;
}

/* Whether some row of the items has all of its numbers and they do not add up. */
static int contradicts(const struct nb_item *items, const struct nb_strip *strip,
                       const struct nb_tokens *tokens)
{
    for (int at = 0; at < strip->slots; at += strip->columns) {
        int64_t sum = 0;
        int numbers = 0, last = strip->columns - 1;
        for (int c = 0; c < strip->columns; c++) {
            int64_t value = tokens->list[items[at + c].token].value;
            numbers += items[at + c].kind == NB_ITEM_NUMBER;
            sum += c < last ? value : -value;
        }
        if (numbers == strip->columns && sum != 0)
            return 1;
    }
    return 0;
}

/* Whether the rows of the table in which the token stands have different numbers of cells. */
static int is_uneven(const struct nb_tokens *tokens, const struct nb_token *token)
{
    for (size_t i = 0; token->columns && i < tokens->count; i++)
        if (tokens->list[i].columns && tokens->list[i].width != token->width)
            return 1;
    return 0;
}

/*
 * Takes the items anew where each column of the form is a line of the source, its heading in front
 * of its numbers. Returns 0 when it is not so.
 */
static int take_transposed(struct nb_strip *strip, const struct nb_text *text,
                           const struct nb_tokens *tokens)
{
    int rows = strip->slots / strip->columns, seen = 0, filled = 0;
    struct nb_item items[NB_MAX_SLOTS];
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        int cells[NB_MAX_SLOTS];
        int column = tokens->list[i].type == NB_TOK_TEXT ? column_of(text, &tokens->list[i]) : -1;
        if (column < 0 || !cells_behind(tokens, i, rows, cells))
            continue;
        if (seen >> column & 1)
            return 0;
        seen |= 1 << column;
        for (int r = 0; r < rows; r++) {
            int number = tokens->list[cells[r]].type == NB_TOK_NUMBER;
            items[r * strip->columns + column] =
                (struct nb_item){number ? NB_ITEM_NUMBER : NB_ITEM_BLANK, cells[r]};
            filled += number;
        }
    }
    if (seen != (1 << strip->columns) - 1)
        return 0;
    strip->unordered |= filled < strip->slots && (contradicts(items, strip, tokens) ||
                                                  is_uneven(tokens, &tokens->list[items[0].token]));
    memcpy(strip->items, items, (size_t)strip->slots * sizeof *items);
    strip->count = strip->slots;
    strip->filled = filled;
    strip->grid = 1;
    strip->overfull = strip->cells_lost = strip->total_first = 0;
    return 1;
}

/* Whether the numbers are no line of cells, and words stand between some of them. */
static int is_taken_apart(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    for (int i = 1; i < strip->count && !strip->grid; i++)
        for (int t = strip->items[i - 1].token; t < strip->items[i].token; t++)
            if (tokens->list[t].type == NB_TOK_TEXT)
                return 1;
    return 0;
}

static int numbers_only(const struct nb_strip *strip)
{
    for (int i = 0; i < strip->count; i++)
        if (strip->items[i].kind != NB_ITEM_NUMBER)
            return 0;
    return 1;
}

/* Something in every slot, and nothing that is no number. */
static int has_places(const struct nb_strip *strip)
{
    int bad = 0;
    for (int i = 0; i < strip->count; i++)
        bad |= strip->items[i].kind == NB_ITEM_BAD;
    return strip->count == strip->slots && !strip->overfull && !strip->cells_lost && !bad;
}

/* A number in every slot. */
static int is_whole(const struct nb_strip *strip)
{
    return strip->count == strip->slots && !strip->overfull && numbers_only(strip);
}

/* The first token with one of the words, or NULL. */
static const struct nb_token *heading_of(const char32_t *words, const struct nb_text *text,
                                         const struct nb_tokens *tokens)
{
    size_t start = tokens->list[0].start, end = tokens->list[tokens->count - 1].end;
    size_t at = nb_text_find(text, start, end, words, NULL);
    for (size_t i = 0; at != SIZE_MAX && i < tokens->count; i++)
        if (tokens->list[i].start <= at && at < tokens->list[i].end)
            return &tokens->list[i];
    return NULL;
}

/*
 * Whether the totals are printed first. Their heading must stand before that of the parts; as it
 * may span lines and then does so though it is the last one, the rows must bear it out: more of
 * them add up that way, or, where none tells, the two headings stand on one line.
 */
static int totals_come_first(const struct nb_strips *strips, int table, const struct nb_text *text,
                             const struct nb_tokens *tokens)
{
    int first = 0, last = 0;
    for (int i = 0; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        if (s->table != table || !s->totalled || s->ordered || !has_places(s))
            continue;
        int by_first = adds_up(s, tokens, 1), by_last = adds_up(s, tokens, 0);
        first += by_first && !by_last;
        last += by_last && !by_first;
    }
    if (last > first || (last && last == first))
        return 0;
    const struct nb_token *total = heading_of(U"总计|合计", text, tokens);
    const struct nb_token *part = heading_of(U"自然人|维持|纠正", text, tokens);
    if (!total || !part || total > part ||
        (total == part && nb_text_find(text, total->start, total->end, U"自然人|维持|纠正", NULL) <
                              nb_text_find(text, total->start, total->end, U"总计|合计", NULL)))
        return 0;
    return first > 0 || total->line == part->line;
}

/* Brings numbers that stand together behind all labels into the order of the form. */
static void order_pool(struct nb_strip *strip, const struct nb_text *text,
                       const struct nb_tokens *tokens)
{
    if (strip->filled == 0 || take_transposed(strip, text, tokens))
        return;
    strip->unordered |= is_taken_apart(strip, tokens) &&
                        !(is_whole(strip) && adds_up(strip, tokens, strip->total_first));
}

/* Whether there are as many dashes, or empty cells in front of the numbers, as the row has cells.
 */
static int has_blank_row(const struct nb_strip *strip)
{
    int before = 0;
    while (before < strip->count && strip->items[before].kind == NB_ITEM_BLANK)
        before++;
    return before >= strip->slots ||
           strip->count - strip->filled - strip->unwritten >= strip->slots;
}

/*
 * Whether the numbers alone are all that the form has, and add up, and are not those of another row
 * beside this one.
 */
static int is_sound_alone(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    int64_t value[NB_MAX_SLOTS] = {0};
    int count = 0;
    if (!strip->totalled || strip->filled != strip->slots || strip->overfull ||
        has_blank_row(strip))
        return 0;
    for (int i = 0; i < strip->count && count < NB_MAX_SLOTS; i++)
        if (strip->items[i].kind != NB_ITEM_BLANK)
            value[count++] = value_of(strip, tokens, i);
    return sums_hold(strip, value, strip->total_first);
}

/* Whether the numbers stand side by side and only one of the row is not there. */
static int lacks_one(const struct nb_strip *strip)
{
    int first = 0, last = strip->count;
    while (first < last && strip->items[first].kind == NB_ITEM_BLANK)
        first++;
    while (last > first && strip->items[last - 1].kind == NB_ITEM_BLANK)
        last--;
    return strip->filled + 1 == strip->slots && last - first == strip->filled &&
           !has_blank_row(strip);
}

/* Whether the line of the label has cells for all numbers of the row, and they are empty. */
static int is_empty_at_label(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    const struct nb_token *label = &tokens->list[strip->label];
    int blanks = 0;
    for (size_t i = (size_t)strip->label + 1;
         i < tokens->count && tokens->list[i].line == label->line; i++)
        blanks += tokens->list[i].type == NB_TOK_BLANK;
    return blanks >= strip->slots && tokens->list[strip->items[0].token].line != label->line;
}

/* Whether the row stands in a table of a document, and no headings told where its cells belong. */
static int is_unplaced(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    return !strip->placed && strip->count > 0 && tokens->list[strip->items[0].token].columns > 0;
}

/*
 * Whether it cannot be told which numbers of such a row are its own: they stand on several lines,
 * or on one with more cells than the form; or on another line than the label, which has cells.
 */
static int is_doubtful(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    if (!is_unplaced(strip, tokens))
        return 0;
    int whole = is_sound_alone(strip, tokens) || lacks_one(strip);
    int crowded = strip->count > strip->slots || !strip->grid;
    int whole_of_others = strip->totalled && strip->cells_lost && strip->filled == strip->slots;
    return ((crowded || whole_of_others) && !whole) ||
           (strip->slots == strip->columns && is_empty_at_label(strip, tokens));
}

void nb_order_table(struct nb_strips *strips, int table, const struct nb_form *form,
                    const struct nb_text *text, const struct nb_tokens *tokens)
{
    int total_first = -1;
    for (int i = 0; i < strips->count; i++) {
        struct nb_strip *s = &strips->list[i];
        if (s->table != table)
            continue;
        if (!s->totalled || s->ordered) {
            s->unordered |= is_doubtful(s, tokens);
            continue;
        }
        if (total_first < 0)
            total_first = totals_come_first(strips, table, text, tokens);
        s->total_first = total_first;
        int pooled = form->edition->tables[table].pooled;
        if (pooled && s->slots > s->columns)
            order_pool(s, text, tokens);
        s->cells_lost |= is_unplaced(s, tokens) && s->count > s->slots;
        s->unordered |= is_doubtful(s, tokens) || (pooled && !s->placed && is_glued(s, tokens));
    }
}
