#include "rival.h"

#include "label.h"

/* A table of the document, and what of the form stands in it. */
struct sibling {
    size_t first, last;     /* its tokens */
    unsigned columns, rows; /* of which there are headings and labels, a bit each */
    int cells;              /* it has more than these: numbers, or empty cells */
};

struct search {
    const struct nb_table *table;
    const struct nb_text *text;
    const struct nb_tokens *tokens;
    struct nb_labels headings; /* of the columns, which are the same in all rows */
    unsigned columns;          /* all of them, a bit each */
    struct sibling whole;      /* the first table with all headings; no rows: none yet */
};

static uint32_t table_of(const struct search *s, size_t token)
{
    const struct nb_token *t = &s->tokens->list[token];
    return t->columns ? nb_text_where(s->text, t->line).table : 0;
}

static void look_at(const struct search *s, struct sibling *found)
{
    uint32_t number = table_of(s, found->first);
    size_t i = found->first;
    found->columns = found->rows = 0;
    found->cells = 0;
    for (; i < s->tokens->count && table_of(s, i) == number; i++) {
        const struct nb_token *t = &s->tokens->list[i];
        struct nb_label_piece piece;
        found->cells |= t->type != NB_TOK_TEXT;
        if (t->type != NB_TOK_TEXT || !number)
            continue;
        nb_label_piece_take(&piece, s->text, t->start, t->end);
        int column = nb_labels_sure(&s->headings, &piece);
        found->columns |= column >= 0 ? 1u << column : 0;
        for (int r = 0; r < s->table->row_count; r++)
            if (s->table->rows[r].column_count && nb_label_has(&piece, s->table->rows[r].labels))
                found->rows |= 1u << r;
    }
    found->last = i;
}

static size_t next_number(const struct search *s, size_t token, size_t last)
{
    while (token < last && s->tokens->list[token].type != NB_TOK_NUMBER)
        token++;
    return token;
}

/* Whether the two hold the same numbers in the same order. */
static int is_copy(const struct search *s, const struct sibling *a, const struct sibling *b)
{
    size_t i = next_number(s, a->first, a->last), k = next_number(s, b->first, b->last);
    while (i < a->last && k < b->last && s->tokens->list[i].value == s->tokens->list[k].value) {
        i = next_number(s, i + 1, a->last);
        k = next_number(s, k + 1, b->last);
    }
    return i == a->last && k == b->last;
}

/* Whether two tables have all headings, rows in common and other numbers: of another year, say. */
static int is_contested(struct search *s)
{
    struct sibling next;
    for (next.first = 0; next.first < s->tokens->count; next.first = next.last) {
        look_at(s, &next);
        if (next.columns != s->columns || !next.cells) /* headings alone go on on the next page */
            continue;
        next.rows = next.rows ? next.rows : ~0u; /* one that tells of no row has all of them */
        if (s->whole.rows & next.rows && !is_copy(s, &s->whole, &next))
            return 1;
        next.rows |= s->whole.rows;
        s->whole = s->whole.rows ? s->whole : next;
        s->whole.rows = next.rows;
    }
    return 0;
}

/* The first cell that holds a label of the row, but for captions; or NULL. */
static const struct nb_token *label_of(const struct search *s, const struct nb_row *row)
{
    for (size_t i = 0; i < s->tokens->count; i++) {
        const struct nb_token *t = &s->tokens->list[i];
        struct nb_label_piece piece;
        if (t->type != NB_TOK_TEXT || !t->columns || t->columns == t->width)
            continue;
        nb_label_piece_take(&piece, s->text, t->start, t->end);
        if (nb_label_has(&piece, row->labels))
            return t;
    }
    return NULL;
}

/* Whether the rows of the form follow each other neither down the page nor across it. */
static int is_out_of_order(const struct search *s)
{
    const struct nb_token *last = NULL;
    for (int r = 0; r < s->table->row_count; r++) {
        const struct nb_row *row = &s->table->rows[r];
        const struct nb_token *t = row->column_count ? label_of(s, row) : NULL;
        if (t && last && (t->line < last->line || t->cell < last->cell))
            return 1;
        last = t ? t : last;
    }
    return 0;
}

int nb_rival_stands(struct nb_arena *arena, const struct nb_table *table,
                    const struct nb_text *text, const struct nb_tokens *tokens)
{
    struct search search = {.table = table, .text = text, .tokens = tokens};
    const struct nb_row *row = table->rows;
    if (!table->pooled)
        return 0;
    if (nb_labels_init(&search.headings, arena))
        return -1;
    while (!row->column_count)
        row++;
    for (int c = 0; c < row->column_count; c++)
        nb_labels_add(&search.headings, row->columns[c].headings, c);
    search.columns = (1u << row->column_count) - 1;
    return is_contested(&search) || is_out_of_order(&search);
}
