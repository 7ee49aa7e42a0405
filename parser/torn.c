#include "torn.h"

#include "cell.h"

#define MOST_CELLS  16 /* of a table that is looked at */
#define MOST_DIGITS 9

/* The numbers of a table in the order of the source. */
struct numbers {
    int count;
    int64_t value[MOST_CELLS];
};

/* Takes the tokens' numbers. Returns 0 where they do not stand one a line below all labels. */
static int take_own(struct numbers *numbers, const struct nb_tokens *tokens)
{
    numbers->count = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct nb_token *t = &tokens->list[i];
        unsigned char scale;
        if (t->type == NB_TOK_TEXT && numbers->count == 0)
            continue;
        if (t->type != NB_TOK_NUMBER || t->grid || (i > 0 && t[-1].line == t->line) ||
            numbers->count == MOST_CELLS ||
            nb_cell_number(t, NB_COUNT, &numbers->value[numbers->count], &scale))
            return 0;
        numbers->count++;
    }
    return 1;
}

/* Whether a line holds one number and nothing else. */
static int is_number(const struct nb_text *text, size_t line, int64_t *value)
{
    size_t i = text->lines[line].start, end = text->lines[line].end, digits = 0;
    for (*value = 0; i < end; i++) {
        uint32_t c = text->cp[i];
        if (c == ' ')
            continue;
        if (c < '0' || c > '9' || ++digits > MOST_DIGITS)
            return 0;
        if (digits > 1 && text->cp[i - 1] == ' ')
            return 0;
        *value = *value * 10 + (c - '0');
    }
    return digits > 0;
}

/* Whether the last number of every row is the sum of the others. */
static int adds_up(const struct numbers *numbers, int rows, int width)
{
    int64_t sum = 0;
    for (int i = 0; i < rows * width; i++) {
        int is_total = i % width == width - 1;
        if (is_total && numbers->value[i] != sum)
            return 0;
        sum = is_total ? 0 : sum + numbers->value[i];
    }
    return 1;
}

int nb_torn_join(struct nb_tokens *tokens, struct nb_arena *arena, const struct nb_text *text,
                 size_t line, const struct nb_table *table)
{
    int width = 0, rows = 0, added = 0;
    size_t lines[MOST_CELLS];
    struct numbers numbers;
    for (int r = 0; r < table->row_count; r++) {
        rows += table->rows[r].column_count > 0;
        if (table->rows[r].column_count)
            width = table->rows[r].column_count;
    }
    /* What is there must hold a row at least, to show that it is in order. */
    if (rows * width > MOST_CELLS || !take_own(&numbers, tokens) || numbers.count < width ||
        numbers.count >= rows * width)
        return 0;
    for (; line < text->line_count; line++) {
        int64_t value;
        if (!is_number(text, line, &value))
            continue;
        if (numbers.count == rows * width)
            return 0;
        lines[added++] = line;
        numbers.value[numbers.count++] = value;
    }
    if (numbers.count < rows * width || !adds_up(&numbers, rows, width))
        return 0;
    for (int i = 0; i < added; i++)
        if (nb_tokens_add(tokens, arena, text, lines[i], lines[i] + 1))
            return -1;
    return 0;
}
