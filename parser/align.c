#include "align.h"

#include <limits.h>
#include <string.h>

#include "assign.h"
#include "label.h"

/* A table has some 120 pieces of text; what lies beyond this is not looked at. */
#define MAX_PIECES 20000

#define ROWS_OF_ANOTHER 4 /* that are contested show that another table of the kind is there */

#define BROKEN 3 /* ideographs at most in a piece of a heading that is broken over lines */

/* What a fragment's place in the order of rows can be. */
enum choice {
    CHOSE_NOISE = 255,
    CHOSE_SAME = 254, /* goes on with the label of the row that it stands in */
                      /* less: begins its row; the row before it plus one */
};

struct fragment {
    uint32_t token;
    unsigned char start[NB_MAX_ROWS]; /* score if the row's label begins here; 0: it cannot */
    unsigned char same[NB_MAX_ROWS];  /* score if it continues the row's label */
    unsigned char known;              /* some label is like it */
    signed char whole;                /* the row whose label it is to the letter, or -1 */
};

struct aligner {
    const struct nb_table *table;
    struct nb_labels labels;
    struct fragment *fragments;
    size_t count;
    int headings;
    unsigned char (*choice)[NB_MAX_ROWS + 1];
};

/* The score of a row's label beginning with this piece; 0 when it cannot. */
static int start_score(const struct nb_row *row, const struct nb_wording *wording,
                       const struct nb_label_piece *piece, int shared, const struct nb_token *token)
{
    int marked = token->mark != NB_MARK_NONE;
    int mark_fits =
        row->mark != NB_MARK_NONE && token->mark == row->mark && token->mark_number == row->number;
    if (piece->length < 2) {
        int fits = mark_fits && piece->length == 1 && piece->chars[0] == wording->first;
        return fits ? 2 : 0;
    }
    int pairs = piece->length - 1;
    if (shared * 2 < pairs)
        return 0;
    int from_first = piece->chars[0] == wording->first && piece->chars[1] == wording->second;
    int most = shared * 10 >= (wording->length - 1) * 7;
    if (!mark_fits && !from_first && !most)
        return 0;
    int score = (from_first || mark_fits ? 2 : 1) * shared + (mark_fits ? 3 : 0) -
                (marked && !mark_fits ? 3 : 0);
    if (shared == pairs && piece->length == wording->length)
        score += 3;
    return score > 0 ? score : 0;
}

static void score_fragment(struct aligner *a, struct fragment *f, const struct nb_token *token,
                           const struct nb_label_piece *piece)
{
    unsigned char shared[NB_MAX_WORDINGS];
    int heading = 0; /* of a column, to the letter: it goes on with no label */
    nb_labels_match(&a->labels, piece, shared);
    for (int w = a->labels.count; w-- > 0;) {
        const struct nb_wording *wording = &a->labels.wordings[w];
        if (wording->owner < 0) {
            a->headings += piece->length >= wording->length && shared[w] >= wording->length - 1;
            heading |= piece->length == wording->length && shared[w] == wording->length - 1;
            continue;
        }
        if (!shared[w] && piece->length > 1)
            continue;
        const struct nb_row *row = &a->table->rows[wording->owner];
        int start = start_score(row, wording, piece, shared[w], token);
        int to_the_letter = piece->length == wording->length && shared[w] == piece->length - 1;
        if (to_the_letter && token->mark == row->mark && token->mark_number == row->number)
            f->whole = (signed char)wording->owner;
        if (start > f->start[wording->owner])
            f->start[wording->owner] = (unsigned char)(start < 255 ? start : 255);
        int like = piece->length > 1 && shared[w] * 2 >= piece->length - 1;
        int same = like && !heading && token->mark == NB_MARK_NONE ? 2 * shared[w] : 0;
        if (same > f->same[wording->owner])
            f->same[wording->owner] = (unsigned char)(same < 255 ? same : 255);
        f->known |= start > 0 || like;
    }
}

/* The part of a label in front of an explanation in brackets; 0 when there is none. */
static int before_bracket(struct nb_label_piece *piece, const struct nb_text *text,
                          const struct nb_token *token)
{
    size_t end = token->start;
    while (end < token->end && text->cp[end] != '(' && text->cp[end] != '[')
        end++;
    if (end == token->end)
        return 0;
    nb_label_piece_take(piece, text, token->start, end);
    return piece->length >= 2;
}

/*
 * Counts a heading that is broken over two lines, each a piece of a few characters: 结果 and below
 * it 维持. Whole headings are counted with their piece.
 */
static void count_broken(struct aligner *a, const struct nb_text *text,
                         const struct nb_tokens *tokens, size_t i)
{
    const struct nb_token *first = &tokens->list[i], *next = first + 1;
    if (i + 1 == tokens->count || next->type != NB_TOK_TEXT || first->han > BROKEN ||
        next->han > BROKEN || next->line == first->line)
        return;
    struct nb_label_piece piece;
    unsigned char shared[NB_MAX_WORDINGS];
    nb_label_piece_take(&piece, text, first->start, next->end);
    nb_labels_match(&a->labels, &piece, shared);
    for (int w = 0; w < a->labels.count; w++)
        a->headings += a->labels.wordings[w].owner < 0 &&
                       piece.length == a->labels.wordings[w].length &&
                       shared[w] == piece.length - 1;
}

/* Scores every piece of text; those that are like no label stay out. */
static int collect(struct aligner *a, struct nb_arena *arena, const struct nb_text *text,
                   const struct nb_tokens *tokens)
{
    size_t texts = 0;
    for (size_t i = 0; i < tokens->count; i++)
        texts += tokens->list[i].type == NB_TOK_TEXT;
    if (texts > MAX_PIECES)
        texts = MAX_PIECES;
    a->fragments = nb_arena_raw(arena, texts, sizeof *a->fragments);
    a->choice = nb_arena_raw(arena, texts + 1, sizeof *a->choice);
    if (!a->fragments || !a->choice)
        return -1;
    size_t seen = 0;
    for (size_t i = 0; i < tokens->count && seen < texts; i++) {
        const struct nb_token *token = &tokens->list[i];
        if (token->type != NB_TOK_TEXT)
            continue;
        seen++;
        struct nb_label_piece piece;
        nb_label_piece_take(&piece, text, token->start, token->end);
        struct fragment *f = &a->fragments[a->count];
        memset(f, 0, sizeof *f);
        f->token = (uint32_t)i;
        f->whole = -1;
        score_fragment(a, f, token, &piece);
        if (before_bracket(&piece, text, token))
            score_fragment(a, f, token, &piece);
        count_broken(a, text, tokens, i);
        a->count += f->known;
    }
    return 0;
}

/*
 * best[r + 1] is the best score of the fragments so far with r the last row begun (best[0]: none).
 * Rows are updated from the last to the first, so that each reads what held before this fragment.
 */
static void chain(struct aligner *a, int *best)
{
    int rows = a->table->row_count;
    for (int r = 1; r <= rows; r++)
        best[r] = -1; /* not reached */
    best[0] = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct fragment *f = &a->fragments[i];
        int from[NB_MAX_ROWS + 1]; /* best row to come from, among those before */
        from[1] = 0;
        for (int r = 2; r <= rows; r++)
            from[r] = best[r - 1] >= best[from[r - 1]] ? r - 1 : from[r - 1];
        a->choice[i][0] = CHOSE_NOISE;
        for (int r = rows; r >= 1; r--) {
            int start = f->start[r - 1] ? best[from[r]] + f->start[r - 1] : -1;
            int same = best[r] >= 0 && f->same[r - 1] ? best[r] + f->same[r - 1] : -1;
            a->choice[i][r] = CHOSE_NOISE;
            if (same > best[r]) {
                best[r] = same;
                a->choice[i][r] = CHOSE_SAME;
            }
            if (start > best[r]) {
                best[r] = start;
                a->choice[i][r] = (unsigned char)from[r];
            }
        }
    }
}

/* Walks the choices back, from the row with the best score. */
static void trace(const struct aligner *a, const int *best, struct nb_alignment *alignment)
{
    int at = 0;
    for (int r = 1; r <= a->table->row_count; r++)
        if (best[r] > best[at])
            at = r;
    alignment->score = best[at];
    for (size_t i = a->count; i > 0; i--) {
        unsigned char choice = a->choice[i - 1][at];
        const struct fragment *f = &a->fragments[i - 1];
        if (choice == CHOSE_SAME) {
            alignment->part[f->token] = 1;
        } else if (choice != CHOSE_NOISE) {
            alignment->part[f->token] = 1;
            alignment->start[at - 1] = (int)f->token;
            at = choice;
        }
    }
}

/* The row whose label stands at `i` beyond doubt; others, such as 其他, need their group. */
static int sure_row(const struct aligner *a, const struct nb_text *text,
                    const struct nb_tokens *tokens, size_t i)
{
    struct nb_label_piece piece;
    if (tokens->list[i].type != NB_TOK_TEXT || tokens->list[i].han < 4)
        return -1;
    nb_label_piece_take(&piece, text, tokens->list[i].start, tokens->list[i].end);
    return nb_labels_sure(&a->labels, &piece);
}

/* Whether the row has all of its cells between the label at `i` and the next text. */
static int has_cells_behind(const struct nb_tokens *tokens, size_t i, int cells)
{
    while (cells > 0 && ++i < tokens->count && tokens->list[i].type != NB_TOK_TEXT)
        cells--;
    return cells == 0;
}

/* Whether the row's label, with its mark and all of its cells, begins with this piece. */
static int begins_row(const struct aligner *a, const struct fragment *f,
                      const struct nb_tokens *tokens, int row)
{
    const struct nb_row *r = &a->table->rows[row];
    const struct nb_token *token = &tokens->list[f->token];
    return f->start[row] && r->mark != NB_MARK_NONE && token->mark == r->mark &&
           token->mark_number == r->number && has_cells_behind(tokens, f->token, r->column_count);
}

/* Takes in the rows of a group that stand behind those before it, but in front of its label. */
static void take_ahead(const struct aligner *a, struct nb_alignment *alignment,
                       const struct nb_tokens *tokens, int group)
{
    int before = group - 1, row = group + 1;
    while (before >= 0 && alignment->start[before] < 0)
        before--;
    int last = before < 0 ? -1 : alignment->start[before];
    for (size_t i = 0; i < a->count && (int)a->fragments[i].token < alignment->start[group]; i++) {
        const struct fragment *f = &a->fragments[i];
        if ((int)f->token <= last || alignment->part[f->token])
            continue;
        if (row < a->table->row_count && a->table->rows[row].column_count &&
            alignment->start[row] < 0 && begins_row(a, f, tokens, row)) {
            alignment->start[row++] = (int)f->token;
            alignment->part[f->token] = 1;
        }
    }
}

/*
 * The label of a group whose rows are on two pages may stand on the second one, behind rows of the
 * group.
 */
static void take_ahead_of_groups(const struct aligner *a, struct nb_alignment *alignment,
                                 const struct nb_tokens *tokens)
{
    for (int r = 0; r < a->table->row_count; r++) {
        if (!a->table->rows[r].column_count && alignment->start[r] >= 0)
            take_ahead(a, alignment, tokens, r);
    }
}

/*
 * Takes in rows that stand among those of the table, but not where the form has them: their labels
 * must be beyond doubt and have all of their cells behind them.
 */
static void take_displaced(const struct aligner *a, struct nb_alignment *alignment,
                           const struct nb_text *text, const struct nb_tokens *tokens)
{
    int first = INT_MAX, last = -1, found[NB_MAX_ROWS];
    for (int r = 0; r < a->table->row_count; r++) {
        found[r] = -1;
        if (alignment->start[r] >= 0 && alignment->start[r] < first)
            first = alignment->start[r];
        if (alignment->start[r] > last)
            last = alignment->start[r];
    }
    for (int i = first; i < last; i++) {
        int row = alignment->part[i] ? -1 : sure_row(a, text, tokens, (size_t)i);
        int columns = row < 0 ? 0 : a->table->rows[row].column_count;
        if (!columns || alignment->start[row] >= 0)
            continue;
        if (has_cells_behind(tokens, (size_t)i, columns))
            found[row] = found[row] == -1 ? i : -2; /* which of two it is cannot be told */
        else
            alignment->out_of_step = 1;
    }
    for (int r = 0; r < a->table->row_count; r++) {
        if (found[r] < 0 || !a->table->rows[r].column_count)
            continue;
        alignment->start[r] = found[r];
        alignment->part[found[r]] = 1;
    }
}

/*
 * The mark of a label may stand alone on the line of its row's numbers, with the words below: the
 * row then begins at the mark.
 */
static void begin_at_marks(const struct nb_table *table, struct nb_alignment *alignment,
                           const struct nb_tokens *tokens)
{
    for (int r = 0; r < table->row_count; r++) {
        const struct nb_row *row = &table->rows[r];
        int i = alignment->start[r] - 1;
        if (i < 0 || row->mark == NB_MARK_NONE || tokens->list[i + 1].mark != NB_MARK_NONE)
            continue;
        while (i > 0 && tokens->list[i].type != NB_TOK_TEXT)
            i--;
        const struct nb_token *t = &tokens->list[i];
        if (t->type != NB_TOK_TEXT || t->end > t->start || t->mark != row->mark ||
            t->mark_number != row->number || alignment->part[i])
            continue;
        alignment->start[r] = i;
        alignment->part[i] = 1;
    }
}

/* The numbers behind a label, up to the next text that is no part of it. */
static int numbers_of(const struct nb_alignment *alignment, const struct nb_tokens *tokens,
                      size_t label, int64_t *value)
{
    int count = 0;
    for (size_t i = label + 1; i < tokens->count && count < NB_MAX_COLUMNS; i++) {
        if (tokens->list[i].type == NB_TOK_TEXT && !alignment->part[i])
            break;
        if (tokens->list[i].type == NB_TOK_NUMBER)
            value[count++] = tokens->list[i].value;
    }
    return count;
}

/*
 * Finds the rows whose labels stand in the text once more, with other numbers: those of another
 * year, perhaps. Where there are several, the whole table stands there twice, and which of the two
 * is meant cannot be told.
 */
static void contest(const struct aligner *a, struct nb_alignment *alignment,
                    const struct nb_tokens *tokens)
{
    unsigned char differs[NB_MAX_ROWS] = {0};
    int rows = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct fragment *f = &a->fragments[i];
        int64_t own[NB_MAX_COLUMNS], other[NB_MAX_COLUMNS];
        int start = f->whole < 0 ? -1 : alignment->start[(int)f->whole];
        if (start < 0 || alignment->part[f->token] ||
            tokens->list[start].line == tokens->list[f->token].line)
            continue;
        int cells = a->table->rows[(int)f->whole].column_count;
        int count = numbers_of(alignment, tokens, (size_t)start, own);
        int more = numbers_of(alignment, tokens, f->token, other);
        if (!count || !more || !cells ||
            (count == more && memcmp(own, other, (size_t)count * sizeof *own) == 0))
            continue;
        rows += !differs[(int)f->whole];
        differs[(int)f->whole] = 1;
        alignment->contested[(int)f->whole] |= more >= cells && cells > 1;
    }
    if (rows >= ROWS_OF_ANOTHER)
        memset(alignment->contested, 1, sizeof alignment->contested);
}

int nb_align(struct nb_alignment *alignment, struct nb_arena *arena, const struct nb_text *text,
             const struct nb_tokens *tokens, const struct nb_table *table)
{
    memset(alignment, 0, sizeof *alignment);
    for (int r = 0; r < NB_MAX_ROWS; r++)
        alignment->start[r] = -1;
    struct aligner a = {.table = table};
    alignment->owner = NB_NEW(arena, short, tokens->count);
    alignment->part = NB_NEW(arena, signed char, tokens->count);
    if (!alignment->owner || !alignment->part || nb_labels_init(&a.labels, arena))
        return -1;
    for (int r = 0; r < table->row_count; r++)
        nb_labels_add(&a.labels, table->rows[r].labels, r);
    nb_labels_add(&a.labels, table->headings, -1);
    if (collect(&a, arena, text, tokens))
        return -1;
    int best[NB_MAX_ROWS + 1];
    chain(&a, best);
    trace(&a, best, alignment);
    take_ahead_of_groups(&a, alignment, tokens);
    if (!table->pooled)
        take_displaced(&a, alignment, text, tokens);
    begin_at_marks(table, alignment, tokens);
    nb_assign(alignment, text, tokens, table);
    contest(&a, alignment, tokens);
    alignment->headings = a.headings;
    return 0;
}
