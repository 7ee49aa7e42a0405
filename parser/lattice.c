#include "lattice.h"

#include <string.h>

#include "headed.h"
#include "label.h"
#include "rival.h"

#define COLUMNS NB_HEADED_COLUMNS

struct lattice {
    const struct nb_form *form;
    const struct nb_text *text;
    const struct nb_tokens *tokens;
    const struct nb_alignment *alignment;
    struct nb_strips *strips;
    struct nb_header header;
};

/* The line on which the numbers of a row stand, and which column of the form each column is. */
struct row {
    struct nb_headed at;
    size_t last; /* behind its tokens */
    int behind;  /* columns up to this one are those of the label */
    uint32_t table;
    int ordered; /* what a column is was told by headings, not by the order of numbers */
};

static const struct nb_token *token_at(const struct lattice *l, size_t index)
{
    return &l->tokens->list[index];
}

static uint32_t table_of(const struct lattice *l, const struct nb_token *t)
{
    return t->columns ? nb_text_where(l->text, t->line).table : 0;
}

static int covers(const struct nb_token *t, uint32_t column)
{
    return t->columns && column >= t->cell && column < t->cell + t->columns;
}

/* ---- the line of a row ---- */

/* What stands on one line. */
struct line {
    size_t first, last; /* its tokens */
    int numbers, blanks;
    int labels; /* tokens that are a part of the row's label */
};

/* The line of the token at `index`; numbers count that `owner` owns, with -1 all of them. */
static struct line line_at(const struct lattice *l, size_t index, int owner)
{
    struct line line = {.first = index};
    uint32_t number = token_at(l, index)->line;
    while (line.first > 0 && token_at(l, line.first - 1)->line == number)
        line.first--;
    for (line.last = line.first;
         line.last < l->tokens->count && token_at(l, line.last)->line == number; line.last++) {
        int own = owner < 0 || l->alignment->owner[line.last] == owner;
        line.numbers += own && token_at(l, line.last)->type == NB_TOK_NUMBER;
        line.blanks += own && token_at(l, line.last)->type == NB_TOK_BLANK;
        line.labels += own && l->alignment->part[line.last];
    }
    return line;
}

/*
 * The line of the row that has its label at `label`: that of the label, or another one with all of
 * its numbers, which has a part of the label, too, or a label beside it that reaches down. Returns
 * 0 where numbers stand on several.
 */
static int find_line(const struct lattice *l, size_t label, struct line *found)
{
    int owner = l->alignment->owner[label];
    *found = line_at(l, label, owner);
    int lines = found->numbers > 0;
    for (size_t i = found->last; i < l->tokens->count && l->alignment->owner[i] == owner;) {
        struct line line = line_at(l, i, owner);
        i = line.last;
        if (!line.numbers || !token_at(l, line.first)->columns ||
            (!line.labels && !token_at(l, label)->tall))
            continue;
        *found = line;
        lines++;
    }
    return lines <= 1;
}

/* The one line with numbers in a table whose numbers stand together, or else that of blanks. */
static int find_pool(const struct lattice *l, struct line *found)
{
    int lines = 0, most = 0;
    for (size_t i = 0; i < l->tokens->count;) {
        struct line line = line_at(l, i, -1);
        i = line.last;
        if (line.numbers || (!lines && line.blanks > most))
            *found = line;
        most = lines || line.blanks < most ? most : line.blanks;
        lines += line.numbers > 0;
    }
    return lines == 1 || (!lines && most);
}

static int is_pool(const struct nb_strip *strip)
{
    return strip->slots > strip->columns;
}

static int take_line(const struct lattice *l, const struct nb_strip *strip, struct row *row)
{
    struct line line = {0};
    *row = (struct row){.at.strip = strip, .behind = -1};
    memset(row->at.slot, NB_NO_HEADING, sizeof row->at.slot);
    if (!(is_pool(strip) ? find_pool(l, &line) : find_line(l, (size_t)strip->label, &line)))
        return 0;
    row->at.first = line.first;
    row->last = line.last;
    row->table = table_of(l, token_at(l, row->at.first));
    for (size_t i = line.first; i < line.last && !is_pool(strip); i++)
        if (l->alignment->part[i])
            row->behind = (int)(token_at(l, i)->cell + token_at(l, i)->columns) - 1;
    return row->table > 0;
}

/* ---- what the columns are ---- */

/* Takes the columns in which a row that is whole has its numbers; 0 where they are not `row`'s. */
static int take_columns(const struct lattice *l, const struct nb_strip *whole, struct row *row)
{
    for (int i = 0; i < whole->slots; i++) {
        const struct nb_token *t = token_at(l, (size_t)whole->items[i].token);
        for (uint32_t c = t->cell; c < t->cell + t->columns && c < COLUMNS; c++) {
            if (row->at.slot[c] >= 0 && row->at.slot[c] != i)
                return 0;
            row->at.slot[c] = (signed char)i;
        }
    }
    return 1;
}

/* Whether the strip has all of its numbers, in cells of that table. */
static int is_whole(const struct lattice *l, const struct nb_strip *strip, uint32_t table)
{
    if (strip->filled != strip->slots || strip->count != strip->slots || !strip->grid)
        return 0;
    for (int i = 0; i < strip->count; i++)
        if (table_of(l, token_at(l, (size_t)strip->items[i].token)) != table ||
            strip->items[i].kind != NB_ITEM_NUMBER)
            return 0;
    return 1;
}

static int width_of(const struct lattice *l, const struct nb_strip *strip)
{
    return token_at(l, (size_t)strip->items[0].token)->width;
}

/* Learns the columns from the whole rows of the same table. */
static int learn_columns(const struct lattice *l, int from, struct row *row)
{
    int rows = 0, width = token_at(l, row->at.first)->width;
    memset(row->at.slot, NB_NO_HEADING, sizeof row->at.slot);
    for (int i = from; i < l->strips->count; i++) {
        const struct nb_strip *s = &l->strips->list[i];
        if (s->slots != row->at.strip->slots || s == row->at.strip || !is_whole(l, s, row->table) ||
            width_of(l, s) != width)
            continue;
        if ((rows++ && s->ordered != row->ordered) || !take_columns(l, s, row))
            return 0;
        row->ordered = s->ordered;
    }
    return nb_headed_complete(&l->header, &row->at);
}

/* ---- items ---- */

/* The columns of the form under which the cell of a token stands, a bit each. */
static unsigned slots_of(const struct row *row, const struct nb_token *t)
{
    unsigned slots = 0;
    for (uint32_t c = t->cell; c < t->cell + t->columns && c < COLUMNS; c++)
        if (row->at.slot[c] >= 0)
            slots |= 1u << row->at.slot[c];
    return slots;
}

/* Whether the cell reaches down into the row of another label. */
static int reaches_down(const struct lattice *l, const struct row *row, const struct nb_token *t)
{
    if (!t->tall || row->last == l->tokens->count)
        return 0;
    uint32_t line = token_at(l, row->last)->line;
    int label = 0;
    for (size_t i = row->last; i < l->tokens->count && token_at(l, i)->line == line; i++) {
        if (covers(token_at(l, i), t->cell))
            return 0;
        label |= l->alignment->part[i];
    }
    return label && table_of(l, token_at(l, row->last)) == row->table;
}

/* What the tokens [from, to) of one cell are, as one item. */
static struct nb_item item_of(const struct lattice *l, const struct row *row, size_t from,
                              size_t to)
{
    struct nb_item item = {NB_ITEM_BLANK, (int)from};
    int numbers = 0, words = 0, signs = 0;
    for (size_t i = from; i < to; i++) {
        const struct nb_token *t = token_at(l, i);
        signs += t->type == NB_TOK_BLANK && t->end > t->start;
        words |= t->type == NB_TOK_TEXT && !numbers;
        numbers += t->type == NB_TOK_NUMBER;
        if (t->type == NB_TOK_NUMBER && numbers == 1)
            item.token = (int)i;
    }
    if (words)
        item.kind = NB_ITEM_BAD;
    else if (numbers > 1 || (numbers && signs) ||
             (numbers && reaches_down(l, row, token_at(l, from))))
        item.kind = NB_ITEM_UNSURE;
    else if (numbers)
        item.kind = NB_ITEM_NUMBER;
    return item;
}

/* Puts the item into its slots. Returns 0 where another one stands in one of them. */
static int put_item(struct nb_strip *out, struct nb_item item, unsigned slots)
{
    if (slots & (slots - 1) && item.kind != NB_ITEM_BLANK)
        item.kind = NB_ITEM_UNSURE;
    for (int s = 0; s < out->slots; s++) {
        if (!(slots >> s & 1))
            continue;
        struct nb_item *there = &out->items[s];
        if (there->token >= 0 && there->kind != NB_ITEM_BLANK && item.kind != NB_ITEM_BLANK)
            return 0;
        if (there->token < 0 || there->kind == NB_ITEM_BLANK)
            *there = item;
    }
    return 1;
}

/* The cell above that reaches down into the column, as an item; 0: there is none. */
static int take_from_above(const struct lattice *l, const struct row *row, struct nb_strip *out,
                           int slot)
{
    uint32_t column = 0;
    while (row->at.slot[column] != slot)
        column++;
    for (size_t i = row->at.first; i-- > 0 && table_of(l, token_at(l, i)) == row->table;) {
        const struct nb_token *t = token_at(l, i);
        if (!covers(t, column))
            continue;
        if (!t->tall || t->type == NB_TOK_TEXT)
            return 0;
        out->items[slot] =
            (struct nb_item){t->type == NB_TOK_BLANK ? NB_ITEM_BLANK : NB_ITEM_UNSURE, (int)i};
        return 1;
    }
    return 0;
}

/* Whether a number stands there that is under no heading at all. */
static int is_outside(const struct row *row, const struct nb_token *t)
{
    return t->type == NB_TOK_NUMBER && (int)t->cell > row->behind && !slots_of(row, t) &&
           (t->cell >= COLUMNS || row->at.slot[t->cell] != NB_FOREIGN);
}

static int has_outside(const struct lattice *l, const struct row *row)
{
    for (size_t i = row->at.first; i < row->last; i++)
        if (is_outside(row, token_at(l, i)))
            return 1;
    return 0;
}

/* Makes the items of the row anew, one a slot. Returns 0 where they do not come out. */
static int fill(const struct lattice *l, const struct row *row, struct nb_strip *out)
{
    for (int s = 0; s < out->slots; s++)
        out->items[s].token = -1;
    for (size_t i = row->at.first, next; i < row->last; i = next) {
        const struct nb_token *t = token_at(l, i);
        for (next = i + 1; next < row->last && token_at(l, next)->cell == t->cell;)
            next++;
        unsigned slots = (int)t->cell > row->behind ? slots_of(row, t) : 0;
        if (slots && !put_item(out, item_of(l, row, i, next), slots))
            return 0;
    }
    out->filled = out->unwritten = 0;
    for (int s = 0; s < out->slots; s++) {
        if (out->items[s].token < 0 && !take_from_above(l, row, out, s))
            return 0;
        const struct nb_token *t = token_at(l, (size_t)out->items[s].token);
        out->filled += out->items[s].kind != NB_ITEM_BLANK;
        out->unwritten += out->items[s].kind == NB_ITEM_BLANK && t->end == t->start;
    }
    return 1;
}

/* The labels of rows with cells that begin among the tokens of the line. */
static int labels_on(const struct lattice *l, const struct row *row, const struct line *line)
{
    const struct nb_table *table = &l->form->edition->tables[row->at.strip->table];
    int labels = 0;
    for (int r = 0; r < table->row_count; r++) {
        int start = l->alignment->start[r];
        labels += table->rows[r].column_count && start >= 0 && (size_t)start >= line->first &&
                  (size_t)start < line->last;
    }
    return labels;
}

/*
 * Whether the cell with the label holds that of the row before or behind it in the form, too, which
 * was found nowhere.
 */
static int holds_lost_label(const struct lattice *l, const struct row *row)
{
    const struct nb_table *table = &l->form->edition->tables[row->at.strip->table];
    const struct nb_token *t = token_at(l, (size_t)row->at.strip->label);
    int own = (int)(nb_form_row(l->form, row->at.strip->first) - table->rows);
    struct nb_label_piece piece;
    nb_label_piece_take(&piece, l->text, t->start, t->end);
    for (int r = own - 1; r <= own + 1; r++)
        if (r >= 0 && r < table->row_count && l->alignment->start[r] < 0 &&
            table->rows[r].column_count && nb_label_has(&piece, table->rows[r].labels))
            return 1;
    return 0;
}

/* Whether another row has its label on the lines of this one: two rows were typed into one. */
static int is_shared(const struct lattice *l, const struct row *row)
{
    struct line line = line_at(l, (size_t)row->at.strip->label, -1),
                numbers = {row->at.first, row->last, 0, 0, 0};
    return labels_on(l, row, &line) > 1 || labels_on(l, row, &numbers) > 1 ||
           holds_lost_label(l, row);
}

/* Whether the headings, or more of the table's rows than not, are of another width. */
static int has_odd_width(const struct lattice *l, int from, const struct row *row)
{
    int own = token_at(l, row->at.first)->width, same = 0, others = 0;
    for (int i = from; i < l->strips->count; i++) {
        const struct nb_token *t = token_at(l, (size_t)l->strips->list[i].label);
        if (table_of(l, t) != row->table)
            continue;
        same += t->width == own;
        others += t->width != own;
    }
    return others > same || (row->at.askew && !row->at.straight);
}

/* Returns whether the row is shifted: headings tell its columns, and it has numbers beside them. */
static int place(const struct lattice *l, int from, struct nb_strip *strip)
{
    struct row row;
    if (!take_line(l, strip, &row))
        return 0;
    nb_headed_read(&l->header, &row.at, 0);
    int spread = is_pool(strip) ? nb_headed_spread(&row.at) : 1;
    strip->unordered |= spread < 0;
    if (!is_pool(strip)) {
        strip->astray |= is_shared(l, &row);
        strip->cells_lost |= has_odd_width(l, from, &row);
        strip->unordered |=
            strip->filled > strip->slots || nb_headed_contrary(&l->header, &row.at, 1);
    }
    struct nb_strip placed = *strip;
    row.ordered = spread > 0 && nb_headed_complete(&l->header, &row.at);
    if (!row.ordered && (is_pool(strip) || nb_headed_contrary(&l->header, &row.at, 0) ||
                         !learn_columns(l, from, &row)))
        return 0;
    if (has_outside(l, &row))
        return row.ordered && !is_pool(strip);
    if (!fill(l, &row, &placed))
        return 0;
    placed.count = placed.slots;
    placed.placed = 1;
    placed.ordered = row.ordered;
    placed.grid = 1;
    placed.stacked = placed.cells_lost = placed.unordered = placed.overfull = 0;
    *strip = placed;
    return 0;
}

static int is_permuted(const struct nb_strip *strip)
{
    int turns = 0;
    for (int i = 1; strip->placed && strip->ordered && i < strip->slots; i++)
        turns += strip->items[i].token < strip->items[i - 1].token;
    return turns > 0;
}

/* Where headings told another order than that of the form, rows without any are in none. */
static void doubt_others(struct nb_strips *strips, int from)
{
    int permuted = 0;
    for (int i = from; i < strips->count; i++)
        permuted |= is_permuted(&strips->list[i]);
    for (int i = from; i < strips->count; i++)
        strips->list[i].unordered |= permuted && !strips->list[i].placed;
}

/* Where rows are shifted, which cell of another one is blank cannot be told by its column. */
static void doubt_blanks(struct nb_strips *strips, int from, const struct nb_strip *before)
{
    for (int i = from; i < strips->count; i++) {
        struct nb_strip *s = &strips->list[i];
        if (!s->placed || s->filled >= s->slots)
            continue;
        *s = before[i - from];
        s->cells_lost = 1;
    }
}

int nb_lattice_place(struct nb_strips *strips, int from, struct nb_arena *arena,
                     const struct nb_form *form, int table, const struct nb_text *text,
                     const struct nb_tokens *tokens, const struct nb_alignment *alignment)
{
    struct lattice lattice = {
        .form = form, .text = text, .tokens = tokens, .alignment = alignment, .strips = strips};
    if (!text->blocks || strips->count == from)
        return 0;
    lattice.header =
        (struct nb_header){.form = form, .text = text, .tokens = tokens, .alignment = alignment};
    if (nb_header_init(&lattice.header, arena, &form->edition->tables[table]))
        return -1;
    int rival = nb_rival_stands(arena, &form->edition->tables[table], text, tokens);
    if (rival < 0)
        return -1;
    size_t count = (size_t)(strips->count - from);
    struct nb_strip *before = nb_arena_raw(arena, count, sizeof *before);
    if (!before)
        return -1;
    memcpy(before, strips->list + from, count * sizeof *before);
    int shifted = 0;
    for (int i = from; i < strips->count; i++)
        shifted += place(&lattice, from, &strips->list[i]);
    if (shifted)
        doubt_blanks(strips, from, before);
    for (int i = from; i < strips->count; i++)
        strips->list[i].astray |= rival;
    doubt_others(strips, from);
    return 0;
}
