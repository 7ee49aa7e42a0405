#include "clause.h"

#include "date.h"

#define MAX_BOOK   60 /* characters of what stands in 《》 */
#define OPAQUE_GAP 2  /* what a word that says nothing counts for */
#define BREAK_GAP  3  /* what a quotation mark or the room between two columns counts for */

unsigned nb_clause_gap(const struct nb_clause *clause, int from, int to)
{
    unsigned gap = 0;
    for (int k = from + 1; k <= to; k++)
        gap += clause->pieces[k].gap;
    return gap;
}

/* The type of the stop that cp[i] is, or -1. A 、 behind a count ends its clause. */
static int stop_type(uint32_t c, const struct nb_piece *before)
{
    switch (c) {
    case ',':
    case ':': return NB_PIECE_COMMA;
    case U'、': return before && before->type == NB_PIECE_COUNT ? (int)NB_PIECE_COMMA : -1;
    case '(': return NB_PIECE_OPEN;
    case ')': return NB_PIECE_CLOSE;
    case ';':
    case U'。':
    case '!':
    case '?': return NB_PIECE_STOP;
    default: return -1;
    }
}

/* The index behind the 》 of a title of a law that begins at cp[start], or `start`. */
static size_t skip_book(const struct nb_text *text, size_t start, size_t end)
{
    if (text->cp[start] != U'《' && text->cp[start] != U'〈')
        return start;
    for (size_t i = start; i < end && i < start + MAX_BOOK; i++)
        if (text->cp[i] == U'》')
            return i + 1;
    return start;
}

/* What is known and says nothing. */
static const struct nb_word passed_over = {U"", NB_WORD_FILLER, NB_OF_NOTHING, 0, NULL};

/* The index behind at most three digits, and what may stand in front of their 月 or 日. */
static size_t skip_day(const struct nb_text *text, size_t i, size_t end)
{
    i = nb_quantity_space(text, i, end);
    for (int n = 0; n < 3 && i < end && nb_quantity_begins(text, i); n++)
        i++;
    return nb_quantity_space(text, i, end);
}

/* "6月" is a part of the year; but the first and the last day of it are not. */
static size_t read_month(const struct nb_text *text, size_t start, size_t end,
                         struct nb_piece *piece)
{
    static const struct nb_word month = {U"", NB_WORD_WHILE, NB_OF_NOTHING, 0, NULL};
    size_t i = skip_day(text, start, end);
    if (i >= end || text->cp[i] != U'月')
        return start;
    size_t day = skip_day(text, i + 1, end);
    int whole = day > i + 1 && day < end && text->cp[day] == U'日';
    piece->type = NB_PIECE_WORD;
    piece->word = whole ? &passed_over : &month;
    return whole ? day + 1 : i + 1;
}

/* A year, a count or a date at cp[start]; the index behind it, or `start`. */
static size_t read_number(const struct nb_text *text, size_t start, size_t end,
                          struct nb_piece *piece)
{
    size_t after = nb_date_year(text, start, end, &piece->year);
    piece->type = NB_PIECE_YEAR;
    if (after > start)
        return after;
    after = nb_quantity_read(text, start, end, &piece->count);
    piece->type = NB_PIECE_COUNT;
    return after > start ? after : read_month(text, start, end, piece);
}

/* What begins at cp[start]; the index behind it, or `start` when that is nothing known. */
static size_t read_piece(const struct nb_prose *prose, size_t start, const struct nb_piece *before,
                         struct nb_piece *piece)
{
    const struct nb_text *text = prose->text;
    size_t after = skip_book(text, start, prose->end);
    piece->type = NB_PIECE_WORD;
    piece->word = &passed_over;
    if (after > start)
        return after;
    int stop = stop_type(text->cp[start], before);
    if (stop >= 0) {
        piece->type = (enum nb_piece_type)stop;
        return start + 1;
    }
    if (nb_is_digit(text->cp[start]))
        return read_number(text, start, prose->end, piece);
    after = nb_lexicon_match(prose->lexicon, text, start, prose->end, &piece->word);
    if (after > start || !nb_quantity_begins(text, start))
        return after;
    return read_number(text, start, prose->end, piece);
}

static void note_body(const struct nb_prose *prose, size_t from, struct nb_piece *piece)
{
    if (piece->type == NB_PIECE_WORD && piece->word->sense == NB_WORD_BODY)
        piece->own = nb_owner_is(prose->owner, prose->text, from, piece->start, piece->end);
}

/* Steps over something that is not known, and adds to the gap what it counts for. */
static size_t pass_over(const struct nb_prose *prose, size_t i, unsigned *gap)
{
    const struct nb_text *text = prose->text;
    uint32_t c = text->cp[i];
    if (c == ' ' || c == '\n') {
        size_t after = i;
        while (after < prose->end && (text->cp[after] == ' ' || text->cp[after] == '\n'))
            after++;
        *gap += nb_quantity_space(text, i, prose->end) == i ? BREAK_GAP : 0;
        return after;
    }
    if (nb_quantity_begins(text, i)) {
        *gap += 1;
        return nb_quantity_skip(text, i, prose->end);
    }
    *gap += c == U'“' || c == U'”' ? BREAK_GAP : nb_is_han(c);
    return i + 1;
}

/* Whether statements are read from it, or only passed over. */
static int is_kept(const struct nb_piece *piece)
{
    return piece->type != NB_PIECE_WORD ||
           (piece->word->sense != NB_WORD_FILLER && piece->word->sense != NB_WORD_OPAQUE);
}

int nb_clause_sentence(struct nb_prose *prose, struct nb_piece *list, int room)
{
    int count = 0;
    unsigned gap = 0;
    size_t i = prose->at, clause = i;
    while (i < prose->end && count < room) {
        struct nb_piece *piece = &list[count];
        *piece = (struct nb_piece){.gap = gap, .start = i};
        piece->end = read_piece(prose, i, count ? piece - 1 : NULL, piece);
        if (piece->end == i) {
            i = pass_over(prose, i, &gap);
            continue;
        }
        i = piece->end;
        if (!is_kept(piece)) {
            gap += piece->word->sense == NB_WORD_OPAQUE ? OPAQUE_GAP : 0;
            continue;
        }
        note_body(prose, clause, piece);
        gap = 0;
        count++;
        if (piece->type == NB_PIECE_COMMA)
            clause = i;
        if (piece->type == NB_PIECE_STOP)
            break;
    }
    prose->at = i;
    return count;
}
