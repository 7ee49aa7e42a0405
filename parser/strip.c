#include "strip.h"

#include <string.h>

#include "cut.h"

#define LOOSE_TEXT       4 /* characters */
#define NUMBERS_OF_A_ROW 3 /* that follow each other are no remark */

static void add_item(struct nb_strip *strip, enum nb_item_kind kind, int token)
{
    if (strip->count == NB_MAX_ITEMS) {
        strip->overfull = 1;
        return;
    }
    strip->items[strip->count++] = (struct nb_item){kind, token};
    strip->filled += kind != NB_ITEM_BLANK;
}

/* What a run of tokens [from, to) has for one strip, and how it is laid out. */
struct run {
    const struct nb_tokens *tokens;
    const struct nb_alignment *alignment;
    int row; /* -1: whatever row owns the tokens */
    int from, to;
    int64_t line;   /* with the most numbers of the run, or, without any, the first one */
    int on_line;    /* numbers there */
    int lines;      /* with numbers */
    int cells_only; /* the first line has all cells: a number outside of cells is not the row's */
    int stacked;    /* one cell a line, each closed by a bar; more bars are columns it spans */
};

static int is_own(const struct run *r, int i)
{
    return r->row < 0 || r->alignment->owner[i] == r->row;
}

/* How many numbers stand in a row behind the token at `i`, on its line. */
static int numbers_behind(const struct nb_tokens *tokens, size_t i)
{
    int count = 0;
    while (i + 1 < tokens->count && tokens->list[i + 1].line == tokens->list[i].line &&
           tokens->list[i + 1].type == NB_TOK_NUMBER) {
        count++;
        i++;
    }
    return count;
}

static int has_words_behind(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i];
    return (size_t)i + 1 < r->tokens->count && t[1].line == t->line && t[1].type == NB_TOK_TEXT;
}

/*
 * Whether words that are no label stand behind a number alone, with words in front of it on its
 * line, or with no number or those of a whole row behind them: a note inside of the label.
 */
static int is_in_note(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i];
    if (t->grid || !has_words_behind(r, i) || r->alignment->part[i + 1])
        return 0;
    int first = i == 0 || t[-1].line != t->line;
    int behind = numbers_behind(r->tokens, (size_t)i + 1);
    return first ? behind == 0 || behind >= NUMBERS_OF_A_ROW : t[-1].type == NB_TOK_TEXT;
}

/*
 * Whether a number has words in front of it on its line that are no label: a remark, "Page 9". A
 * note in a label may be wrapped, so that words of it stand in front of all the numbers.
 */
static int is_remark(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i], *before = t - 1;
    if (is_in_note(r, i))
        return 1;
    if (i == 0 || t->grid || before->line != t->line || before->type != NB_TOK_TEXT ||
        r->alignment->part[i - 1] || numbers_behind(r->tokens, (size_t)i - 1) >= NUMBERS_OF_A_ROW)
        return 0;
    int sign = before->end - before->start <= 2; /* what is left of a label's punctuation */
    return has_words_behind(r, i) || (!sign && (before->han == 0 || before->han > 5));
}

/* Whether words stand around a number in its cell, or behind it in a line of words: a note. */
static int is_in_words(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i];
    int behind_words =
        i > 0 && t[-1].type == NB_TOK_TEXT && t[-1].line == t->line && t[-1].cell == t->cell;
    return t->grid && has_words_behind(r, i) && t[1].cell == t->cell &&
           (behind_words || t->line != r->line);
}

static int is_candidate(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i];
    int in_cell = t->grid || (r->stacked ? i == r->to - 1 : !r->cells_only);
    return t->type == NB_TOK_NUMBER && in_cell && is_own(r, i) && !is_remark(r, i) &&
           !is_in_words(r, i);
}

/* Whether the line of the run's first token is cut into at least `slots` cells behind it. */
static int has_all_cells(const struct run *r, int slots)
{
    int cells = 0;
    for (int i = r->from; i < r->to && r->tokens->list[i].line == r->tokens->list[r->from].line;
         i++)
        cells += r->tokens->list[i].grid && r->tokens->list[i].type != NB_TOK_TEXT;
    return cells >= slots;
}

/*
 * Whether each cell of the run stands on a line of its own: no line holds two things, and there are
 * several below that of the label.
 */
static int is_stacked(const struct run *r)
{
    const struct nb_token *list = r->tokens->list;
    int64_t taken = r->from < r->to ? (int64_t)list[r->from].line : -1;
    int lines = 0;
    for (int i = r->from + 1; i < r->to; i++) {
        if (!list[i].grid && list[i].type == NB_TOK_NUMBER)
            continue; /* of a page */
        if (!list[i].grid)
            return 0;
        if (list[i].line != list[i - 1].line)
            lines++;
        if (list[i].type == NB_TOK_BLANK)
            continue;
        if (taken == (int64_t)list[i].line)
            return 0;
        taken = list[i].line;
    }
    return lines > 1;
}

static struct run survey(const struct nb_tokens *tokens, const struct nb_alignment *alignment,
                         int row, int from, int to, int slots)
{
    struct run r = {
        .tokens = tokens, .alignment = alignment, .row = row, .from = from, .to = to, .line = -1};
    int64_t line = -1;
    int count = 0;
    r.cells_only = row >= 0 && has_all_cells(&r, slots);
    r.stacked = row >= 0 && is_stacked(&r);
    for (int i = from; i < to; i++) {
        if (!is_candidate(&r, i))
            continue;
        if (tokens->list[i].line != line) {
            line = tokens->list[i].line;
            count = 0;
            r.lines++;
        }
        if (++count > r.on_line) {
            r.on_line = count;
            r.line = line;
        }
    }
    if (r.line < 0)
        r.line = from < to ? (int64_t)tokens->list[from].line : -1;
    return r;
}

/* A number alone on its line where the others stand together: of a page, not of the row. */
static int is_stray(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i];
    int alone = (i == 0 || t[-1].line != t->line) &&
                ((size_t)i + 1 == r->tokens->count || t[1].line != t->line);
    return r->on_line > 2 && t->line != r->line && alone && !t->grid;
}

/* Whether words stand in front of a number in its cell: then what it counts is not sure. */
static int has_words(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i], *before = t - 1;
    return i > r->from && t->grid && before->line == t->line && before->cell == t->cell &&
           before->type == NB_TOK_TEXT && !r->alignment->part[i - 1];
}

/*
 * Whether a number has words with it in its cell ("数据1"), where another line has all of the row's
 * numbers: a heading of a table that holds this one row.
 */
static int is_heading(const struct run *r, int i, int slots)
{
    return r->tokens->list[i].line != r->line && r->on_line == slots && has_words(r, i);
}

/* Whether the blank is a cell of the line that holds the numbers. */
static int is_empty_cell(const struct run *r, const struct nb_token *t)
{
    return t->grid && t->line == r->line && (r->row >= 0 || r->on_line);
}

/* Whether a line of stacked cells holds one empty cell; several are the columns that one spans. */
static int is_empty_line(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i];
    int last = (size_t)i + 1 == r->tokens->count || t[1].line != t->line;
    return t->cell == 0 && last;
}

static void gather(struct nb_strip *strip, const struct run *r)
{
    int strays = 0;
    strip->stacked = r->stacked;
    strip->grid = r->lines == 1 || (r->stacked && r->lines > 0);
    for (int i = r->from; i < r->to; i++) {
        const struct nb_token *t = &r->tokens->list[i];
        strays += is_candidate(r, i) && is_stray(r, i);
        int written = t->end > t->start; /* a dash: it marks a cell wherever it stands */
        if (is_candidate(r, i) && is_heading(r, i, strip->slots))
            continue;
        if (is_candidate(r, i) && !is_stray(r, i)) {
            add_item(strip, has_words(r, i) ? NB_ITEM_BAD : NB_ITEM_NUMBER, i);
            /* Two numbers in one cell: the cells are not those of the form. */
            strip->grid &= t->grid && !(i > r->from && t[-1].type == NB_TOK_NUMBER &&
                                        t[-1].line == t->line && t[-1].cell == t->cell);
        } else if (t->type == NB_TOK_BLANK && is_own(r, i) &&
                   (written || (r->stacked ? is_empty_line(r, i) : is_empty_cell(r, t)))) {
            add_item(strip, NB_ITEM_BLANK, i);
            strip->unwritten += !written;
        }
    }
    strip->unordered = strays > NB_STRAYS;
    while (r->stacked && strip->count && strip->items[strip->count - 1].kind == NB_ITEM_BLANK) {
        const struct nb_token *t = &r->tokens->list[strip->items[strip->count - 1].token];
        if (t->end > t->start)
            break;
        strip->count--; /* an empty cell at the end, or what closes the row: it cannot be told */
        strip->unwritten--;
    }
}

/* Whether a few characters stand behind a number of the line, which is not cut into cells. */
static int is_loose_text(const struct run *r, int i)
{
    const struct nb_token *t = &r->tokens->list[i];
    return t->type == NB_TOK_TEXT && !t->grid && !r->alignment->part[i] && is_own(r, i) &&
           t->line == r->line && t->mark == NB_MARK_NONE && t->end - t->start <= LOOSE_TEXT &&
           i > r->from && t[-1].line == t->line && t[-1].type != NB_TOK_TEXT;
}

/*
 * Whether the text at `i` stands in a cell of the numbers' line, behind the label or other words: a
 * first text may be what a line break tore off the label.
 */
static int is_cell_text(const struct run *r, int i)
{
    const struct nb_token *list = r->tokens->list, *t = &list[i];
    if (t->type != NB_TOK_TEXT || r->alignment->part[i] || !is_own(r, i) || !t->grid ||
        t->line != r->line || (i > r->from && t[-1].cell == t->cell) ||
        ((size_t)i + 1 < r->tokens->count && t[1].cell == t->cell && t[1].line == t->line &&
         t[1].type == NB_TOK_NUMBER))
        return 0;
    int first = i;
    while (first > 0 && list[first - 1].line == t->line)
        first--;
    while (first < i && list[first].type == NB_TOK_BLANK)
        first++;
    return first < i || r->row < 0; /* a line of section 4 may have no label */
}

/*
 * Texts that stand in cells of the row and are no part of its label: taken for what somebody wrote
 * into a cell only where they make the row complete, but for blanks at its ends, or stand between
 * two numbers of it. Where the line has no cells they must make it just complete.
 */
static void add_bad_texts(struct nb_strip *strip, const struct run *r)
{
    struct nb_strip with = *strip;
    int next = 0, first = -1, last = -1, inside = 0, loose = 0;
    with.count = with.filled = 0;
    for (int i = r->from; i < r->to; i++) {
        int item = next < strip->count && strip->items[next].token == i;
        int text = is_cell_text(r, i) || (!item && is_loose_text(r, i));
        if (!item && !text)
            continue;
        loose |= text && !r->tokens->list[i].grid;
        add_item(&with, item ? strip->items[next].kind : NB_ITEM_BAD, i);
        next += item;
        if (with.items[with.count - 1].kind == NB_ITEM_BLANK)
            continue;
        inside |= !text && last >= 0 && with.items[last].kind == NB_ITEM_BAD && last > first;
        last = with.count - 1;
        first = first < 0 ? last : first;
    }
    int complete = with.count >= strip->slots && last - first < strip->slots &&
                   (last < strip->slots || with.items[first].kind != NB_ITEM_BAD);
    if (loose ? with.count == strip->slots : with.filled > strip->filled && (complete || inside))
        *strip = with;
}

struct nb_strip *nb_strip_new(struct nb_strips *strips, const struct nb_form *form, int table,
                              int first, int slots)
{
    if (strips->count == NB_MAX_STRIPS)
        return NULL;
    struct nb_strip *strip = &strips->list[strips->count++];
    memset(strip, 0, sizeof *strip);
    strip->table = (short)table;
    strip->first = (short)first;
    strip->slots = (short)slots;
    strip->columns = nb_form_row(form, first)->column_count;
    strip->totalled = nb_form_column(form, first + strip->columns - 1)->role == NB_TOTAL;
    return strip;
}

static void add_row(struct nb_strips *strips, const struct nb_form *form, int table, int row,
                    const struct nb_tokens *tokens, const struct nb_alignment *a)
{
    const struct nb_table *t = &form->edition->tables[table];
    struct nb_strip *strip =
        nb_strip_new(strips, form, table, form->first[table][row], t->rows[row].column_count);
    if (!strip)
        return;
    int from = a->start[row], to = from;
    while ((size_t)to < tokens->count && (a->owner[to] == row || a->owner[to] == NB_OWNER_EXTRA))
        to++;
    struct run run = survey(tokens, a, row, from, to, strip->slots);
    strip->label = from;
    strip->astray = a->contested[row];
    gather(strip, &run);
    if (strip->count - strip->unwritten < strip->slots)
        add_bad_texts(strip, &run);
    int below = row + 1;
    while (below < t->row_count && !t->rows[below].column_count)
        below++;
    strip->next_lost = below < t->row_count && a->start[below] < 0;
}

/* All numbers of the table behind all of its labels. */
static void add_pool(struct nb_strips *strips, const struct nb_form *form, int table,
                     const struct nb_tokens *tokens, const struct nb_alignment *a)
{
    int first = form->table_first[table];
    struct nb_strip *strip =
        nb_strip_new(strips, form, table, first, form->table_first[table + 1] - first);
    if (!strip)
        return;
    struct run run = survey(tokens, a, -1, 0, (int)tokens->count, strip->slots);
    gather(strip, &run);
    if (strip->count - strip->unwritten < strip->slots)
        add_bad_texts(strip, &run);
}

/* Whether rows of the table have their numbers behind their own labels. */
static int is_row_by_row(const struct nb_table *table, const struct nb_tokens *tokens,
                         const struct nb_alignment *a)
{
    int rows = 0;
    for (int r = 0; r < table->row_count; r++) {
        if (a->start[r] < 0 || !table->rows[r].column_count)
            continue;
        size_t i = (size_t)a->start[r] + 1;
        int blanks = 0;
        for (; i < tokens->count && a->owner[i] == r &&
               (a->part[i] || tokens->list[i].type == NB_TOK_BLANK);
             i++)
            blanks += !a->part[i] && tokens->list[i].line == tokens->list[a->start[r]].line;
        rows += blanks >= table->rows[r].column_count ||
                (i < tokens->count && a->owner[i] == r && tokens->list[i].type == NB_TOK_NUMBER);
    }
    return rows >= 2;
}

void nb_strips_add(struct nb_strips *strips, const struct nb_form *form, int table,
                   const struct nb_tokens *tokens, const struct nb_alignment *alignment)
{
    const struct nb_table *t = &form->edition->tables[table];
    if (t->pooled && !is_row_by_row(t, tokens, alignment)) {
        add_pool(strips, form, table, tokens, alignment);
        return;
    }
    int from = strips->count;
    for (int r = 0; r < t->row_count; r++)
        if (t->rows[r].column_count && alignment->start[r] >= 0)
            add_row(strips, form, table, r, tokens, alignment);
    nb_cut_judge(strips, from, form, tokens, alignment);
}
