#include "cut.h"

#include <string.h>

#define NARROW_ROWS 4 /* without one of their numbers, where no row has all */

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

/* How the rows of a table are cut into cells, as those show that have all of their numbers. */
struct cut {
    int rows; /* that show it */
    int base; /* the cell of the first number where all agree, or -1 */
    int gap;  /* the fewest empty cells behind a label */
};

#define CUTS (NB_MARK_ARABIC + 2) /* by the mark of the label, and of all rows together */

static void learn(struct cut *cut, int base, int gap)
{
    if (!cut->rows++) {
        *cut = (struct cut){1, base, gap};
        return;
    }
    if (base != cut->base)
        cut->base = -1;
    if (gap < cut->gap)
        cut->gap = gap;
}

/* Returns whether any complete row has empty cells behind its label. */
static int learn_cuts(struct cut *cuts, const struct nb_strips *strips, int from,
                      const struct nb_form *form, const struct nb_tokens *tokens)
{
    int any_gap = 0;
    memset(cuts, 0, CUTS * sizeof *cuts);
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        if (s->filled != s->slots || !s->grid)
            continue;
        int gap = leading_blanks(s, tokens);
        int base = (int)tokens->list[s->items[gap].token].cell;
        learn(&cuts[nb_form_row(form, s->first)->mark], base, gap);
        learn(&cuts[CUTS - 1], base, gap);
        any_gap |= gap > 0;
    }
    return any_gap;
}

/*
 * Empty cells between a label and its numbers may be the rest of a wide label. Where all complete
 * rows with the same kind of mark, or, without one, all complete rows, have their first number in
 * the same cell, that cell tells; else how many such cells they have; where only other rows have
 * any, none of a row's first ones is sure to count.
 */
static void drop_gaps(struct nb_strips *strips, int from, const struct nb_form *form,
                      const struct nb_tokens *tokens)
{
    struct cut cuts[CUTS];
    int any_gap = learn_cuts(cuts, strips, from, form, tokens);
    for (int i = from; i < strips->count; i++) {
        struct nb_strip *s = &strips->list[i];
        if (s->filled == s->slots || !s->grid)
            continue;
        const struct cut *like = &cuts[nb_form_row(form, s->first)->mark];
        const struct cut *cut = like->rows ? like : &cuts[CUTS - 1];
        int blanks = leading_blanks(s, tokens), drop = like->rows ? like->gap
                                                       : any_gap  ? blanks
                                                                  : 0;
        if (cut->rows > 1 && cut->base >= 0)
            for (drop = 0; drop < blanks; drop++)
                if ((int)tokens->list[s->items[drop].token].cell >= cut->base)
                    break;
        drop_first(s, drop < blanks ? drop : blanks);
    }
}

/* The cells of the line in which a strip's numbers stand; 0 where that says nothing. */
struct width {
    int all;
    int behind; /* the label's first one and those behind it */
};

static struct width width_of(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    int item = 0;
    while (item + 1 < strip->count && strip->items[item].kind == NB_ITEM_BLANK)
        item++;
    if (item >= strip->count || strip->stacked)
        return (struct width){0, 0};
    size_t i = (size_t)strip->items[item].token;
    if (!tokens->list[i].grid)
        return (struct width){0, 0};
    while (i + 1 < tokens->count && tokens->list[i + 1].line == tokens->list[i].line)
        i++;
    int all = (int)tokens->list[i].cell + 1;
    return (struct width){all, all - (int)tokens->list[strip->label].cell};
}

/* Whether something is written in as many cells as the form has: then none can be lost. */
static int is_written(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    int written = 0;
    for (int i = 0; i < strip->count; i++) {
        const struct nb_token *t = &tokens->list[strip->items[i].token];
        written += t->end > t->start;
    }
    return written >= strip->slots;
}

/* How many of the last items are empty cells. */
static int trailing_blanks(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    int count = 0;
    while (count < strip->count) {
        const struct nb_item *item = &strip->items[strip->count - 1 - count];
        const struct nb_token *t = &tokens->list[item->token];
        if (item->kind != NB_ITEM_BLANK || t->end > t->start)
            break;
        count++;
    }
    return count;
}

/* Where a row that is whole ends with empty cells, those at the end of others are no columns. */
static void mark_ragged(struct nb_strips *strips, int from, const struct nb_tokens *tokens)
{
    int ragged = 0;
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        ragged |= s->grid && !s->stacked && s->filled == s->slots && trailing_blanks(s, tokens) > 0;
    }
    for (int i = from; ragged && i < strips->count; i++)
        strips->list[i].cells_lost |=
            trailing_blanks(&strips->list[i], tokens) > 0 && !is_written(&strips->list[i], tokens);
}

/* The fewest cells of a line of headings that has a cell for each column; 0: there is none. */
static int heading_width(const struct nb_strip *first, const struct nb_tokens *tokens)
{
    int width = 0;
    for (int i = 0; i < first->label; i++) {
        const struct nb_token *t = &tokens->list[i];
        int cells = (int)t->cell + 1;
        if (t->grid && t[1].line != t->line && cells > first->slots && (!width || cells < width))
            width = cells;
    }
    return width;
}

/*
 * Marks the strips whose line has fewer cells than two others of their kind have (of two, than the
 * other), or than the headings: a cell was lost with its separator, and the places of the others
 * count no more. A line may lack the cells in front of the label, where that of a group spans
 * several lines, or have fewer from the label on, where that of another line spans several cells;
 * one that has lost a cell is short both ways.
 */
static void mark_short_lines(struct nb_strips *strips, int from, const struct nb_tokens *tokens)
{
    struct width width[NB_MAX_STRIPS] = {{0, 0}};
    int heading = from < strips->count ? heading_width(&strips->list[from], tokens) : 0;
    for (int i = from; i < strips->count; i++)
        width[i] = width_of(&strips->list[i], tokens);
    for (int i = from; i < strips->count; i++) {
        int like = 0, wider = heading > width[i].all ? 2 : 0, longer = wider;
        for (int k = from; k < strips->count; k++) {
            if (strips->list[k].slots != strips->list[i].slots)
                continue;
            like += width[k].all > 0;
            wider += width[k].all > width[i].all;
            longer += width[k].behind > width[i].behind;
        }
        int enough = like > 2 ? 2 : 1;
        strips->list[i].cells_lost = width[i].all > 0 && wider >= enough && longer >= enough &&
                                     !is_written(&strips->list[i], tokens);
    }
}

/*
 * Whether a column of the table was lost, so that no line shows where its numbers stand: the widest
 * lines have too few cells behind a label, or lines are cut in different ways and no row is whole,
 * but several lack one number.
 */
static int is_narrow(const struct nb_strips *strips, int from, const struct nb_tokens *tokens)
{
    struct width widest = {0, 0};
    int whole = 0, nearly = 0, ragged = 0, narrow = 0;
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        struct width width = width_of(s, tokens);
        ragged |= widest.all && width.all && width.all != widest.all;
        if (width.all > widest.all || (width.all == widest.all && width.behind < widest.behind)) {
            widest = width;
            narrow = width.behind <= s->slots;
        }
        whole += s->filled >= s->slots;
        nearly += s->filled + 1 == s->slots;
    }
    return widest.all > 0 && (narrow || (ragged && !whole && nearly >= NARROW_ROWS));
}

static void mark_narrow_table(struct nb_strips *strips, int from, const struct nb_tokens *tokens)
{
    int narrow = is_narrow(strips, from, tokens);
    for (int i = from; i < strips->count; i++)
        strips->list[i].cells_lost |= narrow && !is_written(&strips->list[i], tokens);
}

/*
 * Where most lines have lost cells and no whole row shows how they are cut, none of them says where
 * its numbers stand: one that is as long as the others are not may have lost some and be padded.
 */
static void distrust_all(struct nb_strips *strips, int from, const struct nb_tokens *tokens)
{
    int lost = 0, kept = 0, whole = 0;
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        lost += s->cells_lost;
        kept += s->grid && !s->cells_lost;
        whole += s->grid && is_written(s, tokens);
    }
    for (int i = from; lost > kept && !whole && i < strips->count; i++)
        strips->list[i].cells_lost |= strips->list[i].grid;
}

/* Whether words stand in front of the strip's first number on its line, or it stands in a cell. */
static int is_attached(const struct nb_strip *strip, const struct nb_tokens *tokens)
{
    int item = 0;
    while (item < strip->count && strip->items[item].kind == NB_ITEM_BLANK)
        item++;
    if (item == strip->count)
        return 1;
    size_t i = (size_t)strip->items[item].token;
    if (tokens->list[i].grid)
        return 1;
    while (i > 0 && tokens->list[i - 1].line == tokens->list[i].line)
        i--;
    return tokens->list[i].type == NB_TOK_TEXT;
}

/*
 * A converter may print the labels of several rows, then their numbers. A row with far too many
 * numbers shows it; then a row that has just its own, on lines apart from its label, may have them
 * from a neighbour that has none. Where a label went astray, any row may.
 */
static void mark_displaced(struct nb_strips *strips, int from, const struct nb_tokens *tokens,
                           int out_of_step)
{
    int crowded = out_of_step;
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        crowded |= s->unordered || s->overfull || s->filled > s->slots + NB_STRAYS;
    }
    for (int i = from; crowded && i < strips->count; i++) {
        struct nb_strip *s = &strips->list[i];
        int empty = (i > from && s[-1].count == 0) || (i + 1 < strips->count && s[1].count == 0) ||
                    s->next_lost || out_of_step;
        s->unordered |= empty && !is_attached(s, tokens);
    }
}

/* The sum of the row's parts less its total, which is the last number or the first; 0: it is right.
 */
static int64_t difference(const struct nb_strip *strip, const int64_t *value)
{
    int64_t sum = 0;
    for (int i = 0; i < strip->slots; i++)
        sum += value[i];
    return sum == 2 * value[0] ? 0 : sum - 2 * value[strip->slots - 1];
}

/* The number that two pieces of one make. */
static int64_t joined(const struct nb_token *head, const struct nb_token *tail)
{
    int64_t value = head->value;
    for (uint32_t i = tail->start; i < tail->end; i++)
        value *= 10;
    return value + tail->value;
}

/* The numbers of a row, blanks left out. */
struct row {
    int count;
    size_t token[NB_MAX_SLOTS];
    int64_t value[NB_MAX_SLOTS];
};

/* Whether the row has just its numbers, on whatever lines. */
static int take_row(const struct nb_strip *s, const struct nb_tokens *tokens, struct row *row)
{
    row->count = 0;
    if (s->filled != s->slots || s->overfull || s->slots != s->columns)
        return 0;
    for (int i = 0; i < s->count; i++) {
        if (s->items[i].kind == NB_ITEM_BLANK)
            continue;
        if (s->items[i].kind == NB_ITEM_BAD)
            return 0;
        row->token[row->count] = (size_t)s->items[i].token;
        row->value[row->count++] = tokens->list[s->items[i].token].value;
    }
    return 1;
}

/*
 * Whether the number at `i`, which is none of the row's, may be a piece of its number `k`: it
 * stands beside that one on another line, and with it the row adds up; where it has no sum, it
 * stands on the very next line.
 */
static int is_piece(const struct nb_strip *strip, const struct nb_tokens *tokens, struct row *row,
                    int k, size_t i)
{
    size_t at = row->token[k], first = at < i ? at : i, second = at < i ? i : at;
    const struct nb_token *head = &tokens->list[first], *tail = &tokens->list[second];
    if (second != first + 1 || head->line == tail->line || tokens->list[i].type != NB_TOK_NUMBER ||
        head->end - head->start + tail->end - tail->start > NB_MAX_DIGITS)
        return 0;
    if (!strip->totalled)
        return tail->line == head->line + 1;
    int64_t own = row->value[k];
    row->value[k] = joined(head, tail);
    int right = difference(strip, row->value) == 0;
    row->value[k] = own;
    return right;
}

/*
 * A number may be broken over two lines of its cell, and its head or tail then looks like that of a
 * page: what stands in the row is not all of it.
 */
static void mark_torn(struct nb_strips *strips, int from, const struct nb_tokens *tokens)
{
    for (int i = from; i < strips->count; i++) {
        struct nb_strip *s = &strips->list[i];
        struct row row;
        size_t next = i + 1 < strips->count ? (size_t)s[1].label : tokens->count;
        if (!take_row(s, tokens, &row) || (s->totalled && difference(s, row.value) == 0))
            continue;
        for (int k = 0; k < row.count; k++) {
            size_t at = row.token[k];
            int first = k == 0 || row.token[k - 1] + 1 < at;
            int last = k + 1 == row.count || row.token[k + 1] > at + 1;
            s->unordered |= first && at > (size_t)s->label && is_piece(s, tokens, &row, k, at - 1);
            s->unordered |= last && at + 1 < next && is_piece(s, tokens, &row, k, at + 1);
        }
    }
}

void nb_cut_judge(struct nb_strips *strips, int from, const struct nb_form *form,
                  const struct nb_tokens *tokens, const struct nb_alignment *alignment)
{
    drop_gaps(strips, from, form, tokens);
    mark_short_lines(strips, from, tokens);
    distrust_all(strips, from, tokens);
    mark_narrow_table(strips, from, tokens);
    mark_ragged(strips, from, tokens);
    mark_displaced(strips, from, tokens, alignment->out_of_step);
    mark_torn(strips, from, tokens);
}
