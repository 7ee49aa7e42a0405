#include "lattice.h"

#include <string.h>

#include "label.h"
#include "rival.h"

#define COLUMNS     256 /* of a table */
#define MAX_HEADING 24  /* ideographs */

#define UNKNOWN (-1) /* a column without a heading */
#define FOREIGN (-2) /* one whose heading is none of the form */

struct lattice {
    const struct nb_form *form;
    const struct nb_text *text;
    const struct nb_tokens *tokens;
    const struct nb_alignment *alignment;
    struct nb_strips *strips;
    struct nb_labels labels; /* the headings of all columns; their owners index `names` */
    const struct nb_column *names[NB_MAX_WORDINGS];
    int name_count;
};

/* The line on which the numbers of a row stand, and which column of the form each column is. */
struct row {
    const struct nb_strip *strip;
    size_t first, last; /* its tokens */
    int behind;         /* columns up to this one are those of the label */
    uint32_t table;
    int headings, askew;       /* in rows as wide as this one, and in others */
    int ordered;               /* `slot` is told by headings, not by the order of numbers */
    signed char slot[COLUMNS]; /* or UNKNOWN, FOREIGN */
    uint32_t heading[COLUMNS]; /* the token that told it */
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
    *row = (struct row){.strip = strip, .behind = -1};
    memset(row->slot, UNKNOWN, sizeof row->slot);
    if (!(is_pool(strip) ? find_pool(l, &line) : find_line(l, (size_t)strip->label, &line)))
        return 0;
    row->first = line.first;
    row->last = line.last;
    row->table = table_of(l, token_at(l, row->first));
    for (size_t i = line.first; i < line.last && !is_pool(strip); i++)
        if (l->alignment->part[i])
            row->behind = (int)(token_at(l, i)->cell + token_at(l, i)->columns) - 1;
    return row->table > 0;
}

/* ---- what the columns are ---- */

/* The column of the form that a text is the heading of, among those of the row; or -1. */
static int slot_of(const struct lattice *l, const struct nb_strip *strip, const struct nb_token *t)
{
    struct nb_label_piece piece;
    if (t->han < 2 || t->han > MAX_HEADING)
        return -1;
    nb_label_piece_take(&piece, l->text, t->start, t->end);
    int name = nb_labels_sure(&l->labels, &piece);
    const struct nb_row *row = nb_form_row(l->form, strip->first);
    for (int c = 0; name >= 0 && c < row->column_count; c++)
        if (strcmp(row->columns[c].headings, l->names[name]->headings) == 0)
            return c;
    return -1;
}

/*
 * Reads the headings above the row in its table; of two in a column the lower one counts. They must
 * stand in rows of the same width: in others a cell is lost.
 */
static void read_headings(const struct lattice *l, struct row *row)
{
    int width = token_at(l, row->first)->width;
    for (size_t i = row->first; i-- > 0 && table_of(l, token_at(l, i)) == row->table;) {
        const struct nb_token *t = token_at(l, i);
        if (l->alignment->part[i] || t->type != NB_TOK_TEXT)
            continue;
        int slot = slot_of(l, row->strip, t);
        row->headings += slot >= 0 && t->width == width;
        row->askew += slot >= 0 && t->width != width;
        if (t->width != width || (slot < 0 && t->columns > 1))
            continue;
        for (uint32_t c = t->cell; c < t->cell + t->columns && c < COLUMNS; c++)
            if (row->slot[c] == UNKNOWN || (row->slot[c] == FOREIGN && slot >= 0)) {
                row->slot[c] = (signed char)(slot >= 0 ? slot : FOREIGN);
                row->heading[c] = (uint32_t)i;
            }
    }
}

/*
 * Where all numbers of the table stand on one line, the headings are there once for each row of the
 * form: those of the first row first. Their columns become those of the whole line. Returns 1, or 0
 * where some are not there, or -1 where there are more.
 */
static int spread_headings(struct row *row)
{
    int columns = row->strip->columns, count = 0, last = -1;
    for (int c = 0; c < COLUMNS; c++) {
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
static int next_span(const struct row *row, int column, struct span *span)
{
    while (column < COLUMNS && row->slot[column] < 0)
        column++;
    if (column == COLUMNS)
        return 0;
    span->slot = row->slot[column];
    span->first = column;
    while (column < COLUMNS && row->slot[column] == span->slot)
        column++;
    span->last = column;
    return 1;
}

static int same_words(const struct lattice *l, size_t a, size_t b)
{
    const struct nb_token *x = token_at(l, a), *y = token_at(l, b);
    size_t length = x->end - x->start;
    return y->end - y->start == length && memcmp(l->text->cp + x->start, l->text->cp + y->start,
                                                 length * sizeof *l->text->cp) == 0;
}

/*
 * Whether the span is one column: under one heading, or under several with the same words, as those
 * of a merged cell that was taken apart, of which only one has numbers below it.
 */
static int is_one_column(const struct lattice *l, const struct row *row, const struct span *span)
{
    uint32_t first = row->heading[span->first], found = first;
    int apart = 0, numbers = 0;
    for (int c = span->first; c < span->last; c++) {
        apart |= row->heading[c] != first;
        if (!same_words(l, row->heading[c], first))
            return 0;
    }
    for (size_t i = first; apart && i < l->tokens->count; i++) {
        const struct nb_token *t = token_at(l, i);
        if (table_of(l, t) != row->table)
            break;
        if (t->type != NB_TOK_NUMBER || (int)t->cell < span->first || (int)t->cell >= span->last)
            continue;
        if (numbers++ && row->heading[t->cell] != found)
            return 0;
        found = row->heading[t->cell];
    }
    return 1;
}

/* Whether every column of the form has its one place, in whatever order. */
static int is_complete(const struct lattice *l, const struct row *row)
{
    unsigned seen = 0;
    struct span span = {0, 0, 0};
    while (next_span(row, span.last, &span)) {
        if (seen >> span.slot & 1 || !is_one_column(l, row, &span))
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
static int is_contrary(const struct row *row)
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

/* Takes the columns in which a row that is whole has its numbers; 0 where they are not `row`'s. */
static int take_columns(const struct lattice *l, const struct nb_strip *whole, struct row *row)
{
    for (int i = 0; i < whole->slots; i++) {
        const struct nb_token *t = token_at(l, (size_t)whole->items[i].token);
        for (uint32_t c = t->cell; c < t->cell + t->columns && c < COLUMNS; c++) {
            if (row->slot[c] >= 0 && row->slot[c] != i)
                return 0;
            row->slot[c] = (signed char)i;
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
    int rows = 0, width = token_at(l, row->first)->width;
    memset(row->slot, UNKNOWN, sizeof row->slot);
    for (int i = from; i < l->strips->count; i++) {
        const struct nb_strip *s = &l->strips->list[i];
        if (s->slots != row->strip->slots || s == row->strip || !is_whole(l, s, row->table) ||
            width_of(l, s) != width)
            continue;
        if ((rows++ && s->ordered != row->ordered) || !take_columns(l, s, row))
            return 0;
        row->ordered = s->ordered;
    }
    return is_complete(l, row);
}

/* ---- items ---- */

/* The columns of the form under which the cell of a token stands, a bit each. */
static unsigned slots_of(const struct row *row, const struct nb_token *t)
{
    unsigned slots = 0;
    for (uint32_t c = t->cell; c < t->cell + t->columns && c < COLUMNS; c++)
        if (row->slot[c] >= 0)
            slots |= 1u << row->slot[c];
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
    while (row->slot[column] != slot)
        column++;
    for (size_t i = row->first; i-- > 0 && table_of(l, token_at(l, i)) == row->table;) {
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
           (t->cell >= COLUMNS || row->slot[t->cell] != FOREIGN);
}

/* Makes the items of the row anew, one a slot. Returns 0 where they do not come out. */
static int fill(const struct lattice *l, const struct row *row, struct nb_strip *out)
{
    for (int s = 0; s < out->slots; s++)
        out->items[s].token = -1;
    for (size_t i = row->first, next; i < row->last; i = next) {
        const struct nb_token *t = token_at(l, i);
        for (next = i + 1; next < row->last && token_at(l, next)->cell == t->cell;)
            next++;
        if (is_outside(row, t))
            return 0;
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
    const struct nb_table *table = &l->form->edition->tables[row->strip->table];
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
    const struct nb_table *table = &l->form->edition->tables[row->strip->table];
    const struct nb_token *t = token_at(l, (size_t)row->strip->label);
    int own = (int)(nb_form_row(l->form, row->strip->first) - table->rows);
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
    struct line line = line_at(l, (size_t)row->strip->label, -1),
                numbers = {row->first, row->last, 0, 0, 0};
    return labels_on(l, row, &line) > 1 || labels_on(l, row, &numbers) > 1 ||
           holds_lost_label(l, row);
}

/* Whether the headings, or more of the table's rows than not, are of another width. */
static int has_odd_width(const struct lattice *l, int from, const struct row *row)
{
    int own = token_at(l, row->first)->width, same = 0, others = 0;
    for (int i = from; i < l->strips->count; i++) {
        const struct nb_token *t = token_at(l, (size_t)l->strips->list[i].label);
        if (table_of(l, t) != row->table)
            continue;
        same += t->width == own;
        others += t->width != own;
    }
    return others > same || (row->askew && !row->headings);
}

static void place(const struct lattice *l, int from, struct nb_strip *strip)
{
    struct row row;
    if (!take_line(l, strip, &row))
        return;
    read_headings(l, &row);
    int spread = is_pool(strip) ? spread_headings(&row) : 1;
    strip->unordered |= spread < 0;
    if (!is_pool(strip)) {
        strip->astray |= is_shared(l, &row);
        strip->cells_lost |= has_odd_width(l, from, &row);
        strip->unordered |= strip->filled > strip->slots || is_contrary(&row);
    }
    struct nb_strip placed = *strip;
    row.ordered = spread > 0 && is_complete(l, &row);
    if ((!row.ordered && (is_pool(strip) || is_contrary(&row) || !learn_columns(l, from, &row))) ||
        !fill(l, &row, &placed))
        return;
    placed.count = placed.slots;
    placed.placed = 1;
    placed.ordered = row.ordered;
    placed.grid = 1;
    placed.stacked = placed.cells_lost = placed.unordered = placed.overfull = 0;
    *strip = placed;
}

/* Lists the headings of all columns of the table. */
static int init(struct lattice *l, struct nb_arena *arena, const struct nb_table *table)
{
    if (nb_labels_init(&l->labels, arena))
        return -1;
    for (int r = 0; r < table->row_count; r++) {
        for (int c = 0; c < table->rows[r].column_count; c++) {
            const struct nb_column *column = &table->rows[r].columns[c];
            int known = 0;
            for (int i = 0; i < l->name_count; i++)
                known |= strcmp(l->names[i]->headings, column->headings) == 0;
            if (known || l->name_count == NB_MAX_WORDINGS)
                continue;
            nb_labels_add(&l->labels, column->headings, l->name_count);
            l->names[l->name_count++] = column;
        }
    }
    return 0;
}

int nb_lattice_place(struct nb_strips *strips, int from, struct nb_arena *arena,
                     const struct nb_form *form, int table, const struct nb_text *text,
                     const struct nb_tokens *tokens, const struct nb_alignment *alignment)
{
    struct lattice lattice = {
        .form = form, .text = text, .tokens = tokens, .alignment = alignment, .strips = strips};
    if (!text->blocks || strips->count == from)
        return 0;
    if (init(&lattice, arena, &form->edition->tables[table]))
        return -1;
    int rival = nb_rival_stands(arena, &form->edition->tables[table], text, tokens);
    if (rival < 0)
        return -1;
    for (int i = from; i < strips->count; i++) {
        place(&lattice, from, &strips->list[i]);
        strips->list[i].astray |= rival;
    }
    return 0;
}
