#include "group.h"

#include <string.h>

#define LAST_PARAGRAPH 10

/* What stands under one paragraph of article 20. */
struct group {
    int from, to; /* its tokens; to 0: it is not there */
    int rows;     /* of the form */
    int cells;
    int numbers;
    int astray; /* what stands there besides shows that it is no table, or not whole */
};

struct groups {
    struct group list[LAST_PARAGRAPH + 1];
};

/* The paragraph that a text names: 第二十条第（五）项; 0: none. */
static int paragraph_of(const struct nb_text *text, const struct nb_token *t)
{
    size_t after;
    if (t->type != NB_TOK_TEXT ||
        nb_text_find(text, t->start, t->end, U"第二十条第", &after) == SIZE_MAX)
        return 0;
    for (; after < t->end; after++)
        if (nb_han_digit(text->cp[after]) > 0)
            return nb_han_digit(text->cp[after]);
    return 0;
}

/* Returns 0 where a paragraph stands twice. */
static int find_groups(struct groups *groups, const struct nb_text *text,
                       const struct nb_tokens *tokens)
{
    struct group *group = NULL;
    memset(groups, 0, sizeof *groups);
    for (size_t i = 0; i < tokens->count; i++) {
        int paragraph = paragraph_of(text, &tokens->list[i]);
        if (paragraph) {
            group = &groups->list[paragraph];
            if (group->to)
                return 0;
            group->from = (int)i;
        }
        if (!group)
            continue;
        group->to = (int)i + 1;
        group->numbers += tokens->list[i].type == NB_TOK_NUMBER;
        group->astray |= tokens->list[i].type == NB_TOK_BLANK || tokens->list[i].grid;
    }
    return 1;
}

/* Whether each group has its labels and just its numbers, and some row does not have its own. */
static int is_told(struct groups *groups, const struct nb_strips *strips, int from,
                   const struct nb_form *form, int table)
{
    const struct nb_table *t = &form->edition->tables[table];
    int rows = 0, whole = 0;
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        struct group *group = &groups->list[nb_row_paragraph(nb_form_row(form, s->first))];
        if (s->label < group->from || s->label >= group->to)
            return 0;
        group->rows++;
        group->cells += s->slots;
        whole += s->filled == s->slots && !s->overfull && !s->unordered;
    }
    for (int r = 0; r < t->row_count; r++)
        rows += t->rows[r].column_count > 0;
    for (int g = 0; g <= LAST_PARAGRAPH; g++)
        if (groups->list[g].cells != groups->list[g].numbers || groups->list[g].astray)
            return 0;
    return strips->count - from == rows && whole < rows;
}

/* The next `count` numbers from the token at `at` on; returns whether they stand on one line. */
static int next_numbers(const struct nb_tokens *tokens, int at, int count, int *number)
{
    int one_line = 1;
    for (int k = 0; k < count; at++) {
        if (tokens->list[at].type != NB_TOK_NUMBER)
            continue;
        number[k++] = at;
        one_line &= tokens->list[at].line == tokens->list[number[0]].line;
    }
    return one_line;
}

/* Fills `out` with the strips as the groups have them. Returns whether that is certain. */
static int fill(const struct groups *groups, const struct nb_strips *strips, int from,
                const struct nb_form *form, const struct nb_tokens *tokens, struct nb_strip *out)
{
    int at[LAST_PARAGRAPH + 1], number[NB_MAX_SLOTS];
    for (int g = 0; g <= LAST_PARAGRAPH; g++)
        at[g] = groups->list[g].from;
    for (int i = from; i < strips->count; i++) {
        struct nb_strip *s = &out[i - from];
        int paragraph = nb_row_paragraph(nb_form_row(form, strips->list[i].first));
        *s = strips->list[i];
        int whole = s->filled == s->slots && !s->overfull && !s->unordered;
        int one_line = next_numbers(tokens, at[paragraph], s->slots, number);
        if (!one_line && groups->list[paragraph].rows > 1 && !whole)
            return 0;
        at[paragraph] = number[s->slots - 1] + 1;
        for (int k = 0; k < s->slots; k++) {
            if (whole && s->count == s->slots && s->items[k].token != number[k])
                return 0;
            s->items[k] = (struct nb_item){NB_ITEM_NUMBER, number[k]};
        }
        s->count = s->filled = s->slots;
        s->overfull = s->unordered = s->unwritten = 0;
    }
    return 1;
}

void nb_group_gather(struct nb_strips *strips, int from, const struct nb_form *form, int table,
                     const struct nb_text *text, const struct nb_tokens *tokens,
                     struct nb_alignment *alignment)
{
    struct groups groups;
    struct nb_strip out[LAST_PARAGRAPH];
    int count = strips->count - from;
    if (table != NB_DISCLOSURE || count > LAST_PARAGRAPH || !find_groups(&groups, text, tokens) ||
        !is_told(&groups, strips, from, form, table) ||
        !fill(&groups, strips, from, form, tokens, out))
        return;
    memcpy(strips->list + from, out, (size_t)count * sizeof *out);
    for (size_t i = 0; i < tokens->count; i++) /* all numbers are of rows of the form */
        if (alignment->owner[i] == NB_OWNER_EXTRA)
            alignment->owner[i] = NB_OWNER_NONE;
}
