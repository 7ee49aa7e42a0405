#include "assign.h"

#include <string.h>

#include "label.h"

/* Whether a number stands before the token at `i` in the same line of cells, blanks between. */
static int is_behind_number(const struct nb_tokens *tokens, size_t i)
{
    uint32_t line = tokens->list[i].line;
    while (i > 0 && tokens->list[i - 1].line == line && tokens->list[i - 1].type == NB_TOK_BLANK)
        i--;
    return i > 0 && tokens->list[i - 1].line == line && tokens->list[i - 1].grid &&
           tokens->list[i - 1].type == NB_TOK_NUMBER;
}

/*
 * Whether the text at `i`, which is no part of the current row's label, begins a row of its own:
 * a text of some length with a number behind it on the same line, where the current row has its
 * numbers already. Among the cells of a line it is what somebody wrote into one of them.
 */
static int begins_extra_row(const struct nb_text *text, const struct nb_tokens *tokens, size_t i,
                            int row_has_numbers)
{
    if (!row_has_numbers || i + 1 >= tokens->count || is_behind_number(tokens, i))
        return 0;
    const struct nb_token *next = &tokens->list[i + 1];
    while (next < tokens->list + tokens->count && next->type == NB_TOK_BLANK &&
           next->line == tokens->list[i].line)
        next++;
    if (next >= tokens->list + tokens->count || next->type != NB_TOK_NUMBER ||
        next->line > tokens->list[i].line + 2) /* an empty line may stand between */
        return 0;
    struct nb_label_piece piece;
    nb_label_piece_take(&piece, text, tokens->list[i].start, tokens->list[i].end);
    return piece.length >= 3;
}

/*
 * A number in front of a label is not the last one of the row before when it begins the line (a
 * serial number) or is the number of the label without its point ("1 属于国家秘密").
 */
static void disown_before(struct nb_alignment *alignment, const struct nb_tokens *tokens, size_t i,
                          const struct nb_row *row)
{
    const struct nb_token *label = &tokens->list[i];
    size_t first = i;
    while (first > 0 && tokens->list[first - 1].line == label->line &&
           tokens->list[first - 1].type != NB_TOK_TEXT)
        first--;
    int begins_line = first == 0 || tokens->list[first - 1].line != label->line;
    const struct nb_token *before = label - 1;
    int numbering = i > first && before->type == NB_TOK_NUMBER && before->cell == label->cell &&
                    row->mark == NB_MARK_ARABIC && before->value == row->number &&
                    (label->grid || begins_line);
    if (!begins_line && !numbering)
        return;
    for (size_t k = begins_line ? first : i - 1; k < i; k++)
        alignment->owner[k] = NB_OWNER_NONE;
}

/* Whether the text at `i` repeats the label at `label`, as cells do that were one in the source. */
static int repeats(const struct nb_text *text, const struct nb_tokens *tokens, size_t i,
                   size_t label)
{
    const struct nb_token *a = &tokens->list[i], *b = &tokens->list[label];
    return a->type == NB_TOK_TEXT && a->line == b->line && a->end - a->start == b->end - b->start &&
           memcmp(text->cp + a->start, text->cp + b->start,
                  (a->end - a->start) * sizeof *text->cp) == 0;
}

void nb_assign(struct nb_alignment *alignment, const struct nb_text *text,
               const struct nb_tokens *tokens, const struct nb_table *table)
{
    int row_at_token = NB_OWNER_NONE, cells = 0; /* a row of numbers has all of its cells */
    int starts[NB_MAX_ROWS], count = 0, next = 0;
    for (int r = 0; r < table->row_count; r++) {
        if (alignment->start[r] < 0)
            continue;
        alignment->rows += table->rows[r].column_count > 0;
        int at = count++; /* in the order of the source */
        for (; at > 0 && alignment->start[starts[at - 1]] > alignment->start[r]; at--)
            starts[at] = starts[at - 1];
        starts[at] = r;
    }
    for (size_t i = 0; i < tokens->count; i++) {
        if (next < count && (size_t)alignment->start[starts[next]] == i) {
            row_at_token = starts[next++];
            cells = 0;
            disown_before(alignment, tokens, i, &table->rows[row_at_token]);
        } else if (tokens->list[i].type == NB_TOK_TEXT && !alignment->part[i] &&
                   row_at_token >= 0 &&
                   begins_extra_row(text, tokens, i,
                                    cells >= table->rows[row_at_token].column_count)) {
            row_at_token = NB_OWNER_EXTRA;
        } else if (row_at_token >= 0 && cells == 0 &&
                   repeats(text, tokens, i, (size_t)alignment->start[row_at_token])) {
            alignment->part[i] = 1;
        }
        if (tokens->list[i].type == NB_TOK_NUMBER)
            cells = NB_MAX_COLUMNS;
        else if (tokens->list[i].type == NB_TOK_BLANK)
            cells++;
        alignment->owner[i] = (short)row_at_token;
    }
}
