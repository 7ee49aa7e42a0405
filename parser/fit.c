#include "fit.h"

/* Rows, or column headings, by which a table counts as there. */
#define ROWS_OF_A_TABLE     2
#define HEADINGS_OF_A_TABLE 3

/* As many numbers as section 四 has at least, when it has any. */
#define FEW_NUMBERS 3

/* Whether the source has just as many numbers as the table has cells. */
static int has_all_numbers(const struct nb_tokens *tokens, const struct nb_table *table)
{
    int cells = 0, numbers = 0;
    for (int r = 0; r < table->row_count; r++)
        cells += table->rows[r].column_count;
    for (size_t i = 0; i < tokens->count && numbers <= cells; i++)
        numbers += tokens->list[i].type == NB_TOK_NUMBER;
    return numbers == cells;
}

int nb_fit_rows(const struct nb_table *table)
{
    int rows = 0;
    for (int r = 0; r < table->row_count; r++)
        rows += table->rows[r].column_count > 0;
    return rows;
}

int nb_fit_is_present(const struct nb_alignment *a, const struct nb_table *table,
                      const struct nb_tokens *tokens)
{
    int needed = table->row_count > 10 ? ROWS_OF_A_TABLE + 1 : ROWS_OF_A_TABLE;
    return a->rows >= needed || (a->rows > 0 && a->headings >= HEADINGS_OF_A_TABLE) ||
           (table->pooled && (a->headings >= HEADINGS_OF_A_TABLE ||
                              (a->score > 0 && has_all_numbers(tokens, table))));
}

/* Marks the rows that have numbers; returns how many numbers there are. */
static int mark_numbered(unsigned char *numbered, const struct nb_alignment *a,
                         const struct nb_tokens *tokens)
{
    int numbers = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->list[i].type != NB_TOK_NUMBER)
            continue;
        numbers++;
        if (a->owner[i] >= 0)
            numbered[a->owner[i]] = 1;
    }
    return numbers;
}

int nb_fit_score(const struct nb_alignment *a, const struct nb_table *table,
                 const struct nb_tokens *tokens)
{
    unsigned char numbered[NB_MAX_ROWS] = {0};
    int score = a->score + 3 * a->headings;
    mark_numbered(numbered, a, tokens);
    for (int r = 0; r < table->row_count; r++)
        if (numbered[r])
            score += table->rows[r].column_count ? 2 : -2;
    return score;
}

struct nb_genre_table nb_fit_survey(const struct nb_alignment *a, int present,
                                    const struct nb_table *table, const struct nb_tokens *tokens)
{
    unsigned char numbered[NB_MAX_ROWS] = {0};
    struct nb_genre_table seen = {present, a->rows, nb_fit_rows(table) - a->rows, 0, a->headings};
    int numbers = mark_numbered(numbered, a, tokens);
    for (int r = 0; r < table->row_count; r++)
        seen.filled += numbered[r] && table->rows[r].column_count;
    if (table->pooled)
        seen.filled = numbers >= FEW_NUMBERS;
    return seen;
}
