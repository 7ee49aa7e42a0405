#include "copies.h"

#include <string.h>

#include "cell.h"
#include "date.h"
#include "label.h"

#define MAX_CAPTION 24  /* characters of a line that says what the table below it is */
#define SLIPS       2   /* rows with the label of another one */
#define MAX_SEEN    256 /* times that labels of a table stand in it; with more nothing is told */

/* One time that the label of a row stands in the source with numbers behind it. */
struct seen {
    int row; /* in the list of rows */
    int token;
    int last;  /* the last token of its cells */
    int cells; /* as many of them as the row has */
    int64_t value[NB_MAX_COLUMNS];
};

struct copies {
    const struct nb_text *text;
    struct nb_tokens *tokens;
    const struct nb_row *rows[2 * NB_MAX_ROWS]; /* of all editions */
    int row_count;
    struct nb_labels labels;
    struct seen seen[MAX_SEEN];
    int count;
    int overfull;
    int pooled;
};

/* The two tables, as far as they are told apart. */
struct parting {
    int second;     /* the token of the first row of the second one */
    int cut;        /* the first token that is none of the first one */
    int rows[2];    /* of either */
    int singles[2]; /* rows that the other one does not have */
    int in_turn;    /* the one ends before the other begins */
    int same;       /* rows that both have hold the same */
};

static int has_row(const struct copies *c, const char *id)
{
    for (int i = 0; i < c->row_count; i++)
        if (strcmp(c->rows[i]->id, id) == 0)
            return 1;
    return 0;
}

static int init(struct copies *c, struct nb_arena *arena, int table)
{
    if (nb_labels_init(&c->labels, arena))
        return -1;
    for (int e = 0; e < NB_EDITIONS; e++) {
        const struct nb_table *t = &nb_editions[e].tables[table];
        for (int r = 0; r < t->row_count; r++) {
            if (!t->rows[r].column_count || has_row(c, t->rows[r].id))
                continue;
            nb_labels_add(&c->labels, t->rows[r].labels, c->row_count);
            c->rows[c->row_count++] = &t->rows[r];
        }
    }
    return 0;
}

/* The row whose label the token is beyond doubt, or -1. 其他 and 总计 are headings too. */
static int row_of(const struct copies *c, const struct nb_token *t)
{
    struct nb_label_piece piece;
    if (t->type != NB_TOK_TEXT || t->han < 2)
        return -1;
    nb_label_piece_take(&piece, c->text, t->start, t->end);
    int row = nb_labels_sure(&c->labels, &piece);
    return row >= 0 && (piece.length >= 4 || c->rows[row]->mark == NB_MARK_NONE) ? row : -1;
}

/* Notes the cells behind the label at `i`: up to as many as the row has, or the next label. */
static void take_cells(struct copies *c, int row, size_t i)
{
    struct seen *s = &c->seen[c->count];
    *s = (struct seen){.row = row, .token = (int)i};
    for (size_t k = i + 1; k < c->tokens->count && s->cells < c->rows[row]->column_count; k++) {
        const struct nb_token *t = &c->tokens->list[k];
        if (t->type == NB_TOK_TEXT) {
            if (t->mark != NB_MARK_NONE || row_of(c, t) >= 0)
                return;
            continue;
        }
        s->value[s->cells++] = t->type == NB_TOK_NUMBER ? t->value : -1;
        s->last = (int)k;
    }
    if (s->cells < c->rows[row]->column_count)
        return;
    /* Where all numbers of a table stand together, none of them are those of the last label. */
    size_t next = (size_t)s->last + 1;
    c->count += !c->pooled || next == c->tokens->count || c->tokens->list[next].type == NB_TOK_TEXT;
}

static void collect(struct copies *c)
{
    for (size_t i = 0; i < c->tokens->count; i++) {
        int row = row_of(c, &c->tokens->list[i]);
        if (row < 0)
            continue;
        if (c->count == MAX_SEEN) {
            c->overfull = 1;
            return;
        }
        take_cells(c, row, i);
    }
}

/* The next time that the row of seen[i] stands, or -1. */
static int next_of(const struct copies *c, int i)
{
    for (int k = i + 1; k < c->count; k++)
        if (c->seen[k].row == c->seen[i].row)
            return k;
    return -1;
}

/* Whether the row of seen[i] stands before it. */
static int is_again(const struct copies *c, int i)
{
    for (int k = 0; k < i; k++)
        if (c->seen[k].row == c->seen[i].row)
            return 1;
    return 0;
}

static int says_same(const struct copies *c, int i, int k)
{
    return memcmp(c->seen[i].value, c->seen[k].value, sizeof c->seen[i].value) == 0;
}

/* Whether rows stand twice: one with several cells, or two with one. */
static int is_double(const struct copies *c)
{
    int weight = 0;
    for (int i = 0; i < c->count; i++)
        if (next_of(c, i) >= 0)
            weight += c->rows[c->seen[i].row]->column_count > 1 ? 2 : 1;
    return weight >= 2;
}

/* The first row of the second table: that which stands again, or one above it in the form. */
static int begin_of(const struct copies *c)
{
    int begin = 0;
    while (!is_again(c, begin))
        begin++;
    while (begin > 1 && next_of(c, begin - 1) < 0 && c->seen[begin - 1].row < c->seen[begin].row)
        begin--;
    return begin;
}

static struct parting part(const struct copies *c)
{
    int begin = begin_of(c);
    struct parting p = {.second = c->seen[begin].token,
                        .cut = c->seen[begin - 1].last + 1,
                        .in_turn = 1,
                        .same = 1};
    for (int i = 0; i < c->count; i++) {
        int next = next_of(c, i), behind = i >= begin;
        p.rows[behind]++;
        p.singles[behind] += next < 0 && !is_again(c, i);
        p.same &= next < 0 || says_same(c, i, next);
        p.in_turn &= next < 0 || (!behind && next >= begin);
    }
    return p;
}

/*
 * What the lines say of the table behind them: 1 that it is of another year, -1 that it is of this
 * one, 0 nothing.
 */
static int other_year(const struct nb_text *text, size_t from, size_t to, int year)
{
    int other = 0, own = 0, named;
    for (size_t line = from; line < to; line++) {
        struct nb_line l = nb_text_trimmed(text, line);
        if (l.end - l.start > MAX_CAPTION)
            continue;
        /* 上年结转 is a row of the form. */
        other |= nb_text_find(text, l.start, l.end, U"上年度|上一年度|去年|往年", NULL) != SIZE_MAX;
        own |= nb_text_find(text, l.start, l.end, U"本年度数据|本年数据", NULL) != SIZE_MAX;
        for (size_t i = l.start; year && i < l.end; i++) {
            if (nb_date_year(text, i, l.end, &named) == i)
                continue;
            other |= named != year;
            own |= named == year;
        }
    }
    return other && !own ? 1 : own && !other ? -1 : 0;
}

/* Which of the two tables is the report's: 0 or 1; -1 when it cannot be told. */
static int choose(const struct copies *c, const struct parting *p, size_t first, int year)
{
    const struct nb_token *list = c->tokens->list;
    size_t line = list[p->cut - 1].line + 1;
    int before = other_year(c->text, first, list[c->seen[0].token].line, year);
    int between = other_year(c->text, line, list[p->second].line, year);
    if (before != between && (before > 0 || between > 0))
        return before > 0 ? 1 : 0;
    if (before != between)
        return -1;
    for (int i = 0; i < 2; i++) {
        int few = p->rows[1 - i] > 1 && p->rows[1 - i] * 2 <= p->rows[i];
        if (p->singles[1 - i] == 0 && (p->same || few))
            return i;
    }
    return -1;
}

/* Keeps the tokens of one table only. */
static void keep(struct nb_tokens *tokens, const struct parting *p, int which)
{
    size_t from = which ? (size_t)p->cut : 0;
    tokens->count = which ? tokens->count - from : (size_t)p->cut;
    memmove(tokens->list, tokens->list + from, tokens->count * sizeof *tokens->list);
}

static void add_rival(struct nb_rivals *rivals, const char *id)
{
    if (rivals->count < NB_MAX_ROWS)
        rivals->id[rivals->count++] = id;
}

/*
 * Rows that stand twice and differ are rivals. Where there are more than a slip of the pen
 * explains, it is not known of the others either to which table they belong.
 */
static void note_rivals(struct nb_rivals *rivals, const struct copies *c, const struct parting *p)
{
    for (int i = 0; i < c->count; i++) {
        int next = next_of(c, i);
        if (next >= 0 && !says_same(c, i, next))
            add_rival(rivals, c->rows[c->seen[i].row]->id);
    }
    rivals->all = rivals->count > SLIPS || (!p->singles[0] && p->rows[0] > 1) ||
                  (!p->singles[1] && p->rows[1] > 1);
}

int nb_copies_part(struct nb_rivals *rivals, struct nb_tokens *tokens, struct nb_arena *arena,
                   const struct nb_text *text, size_t first, int table, int year)
{
    memset(rivals, 0, sizeof *rivals);
    struct copies *c = NB_NEW(arena, struct copies, 1);
    if (!c)
        return -1;
    c->text = text;
    c->tokens = tokens;
    c->pooled = nb_editions[0].tables[table].pooled;
    if (init(c, arena, table))
        return -1;
    collect(c);
    if (c->overfull)
        rivals->all = 1;
    if (c->overfull || !is_double(c))
        return 0;
    struct parting p = part(c);
    int which = p.in_turn ? choose(c, &p, first, year) : -1;
    if (which >= 0)
        keep(tokens, &p, which);
    else if (!p.same)
        note_rivals(rivals, c, &p);
    return 0;
}

int nb_copies_is_rival(const struct nb_rivals *rivals, const struct nb_row *row)
{
    if (rivals->all)
        return 1;
    for (int i = 0; i < rivals->count; i++)
        if (row->id && strcmp(rivals->id[i], row->id) == 0)
            return 1;
    return 0;
}
