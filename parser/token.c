#include "token.h"

#include <string.h>

#include "number.h"

/* What lies beyond these is no row of a table. */
#define MAX_CELLS_A_LINE 4096
#define MAX_TOKENS       65536

struct scanner {
    struct nb_tokens *tokens;
    struct nb_arena *arena;
    const struct nb_text *text;
    uint32_t line, cell;
    int grid;
    uint32_t closed; /* what closes the cell of a document's table; or 0 */
    uint32_t width;  /* columns of its row */
    int failed;
};

static struct nb_token *push(struct scanner *s, enum nb_token_type type, size_t start, size_t end)
{
    struct nb_tokens *tokens = s->tokens;
    if (tokens->count == tokens->room) {
        size_t room = tokens->room ? tokens->room * 2 : 512;
        struct nb_token *list = nb_arena_raw(s->arena, room, sizeof *list);
        if (!list) {
            s->failed = 1;
            return NULL;
        }
        if (tokens->count)
            memcpy(list, tokens->list, tokens->count * sizeof *list);
        tokens->list = list;
        tokens->room = room;
    }
    struct nb_token *token = &tokens->list[tokens->count++];
    memset(token, 0, sizeof *token);
    token->type = (unsigned char)type;
    token->grid = s->grid != 0;
    token->tall = (s->closed & NB_CELL_TALL) != 0;
    token->columns = s->closed & NB_CELL_COLUMNS;
    token->width = (uint16_t)s->width;
    token->line = s->line;
    token->cell = s->cell;
    token->start = (uint32_t)start;
    token->end = (uint32_t)end;
    for (size_t i = start; type == NB_TOK_TEXT && i < end && token->han < 255; i++)
        token->han += nb_is_han(s->text->cp[i]);
    return token;
}

/* A dash, a slash or 无 standing alone, whatever their number: how an empty cell is written. */
static int is_blank_sign(const uint32_t *c, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (c[i] != '-' && c[i] != '/' && c[i] != '_' && c[i] != '\\' && c[i] != 0x65E0 &&
            !nb_is_space(c[i]))
            return 0;
    return 1;
}

/* A unit that the form prints in its cells and nothing, or the sign for nothing, in front. */
static int is_unit_alone(const uint32_t *c, size_t start, size_t end)
{
    struct nb_token ignored = {0};
    size_t i = start;
    while (i < end && is_blank_sign(c, i, i + 1))
        i++;
    return i < end && i + nb_token_unit(c + i, end - i, &ignored) == end;
}

static int at_boundary(const uint32_t *c, size_t i, size_t end)
{
    return i >= end || nb_is_space(c[i]) || nb_is_decoration(c[i]) || c[i] == '<' || c[i] == '&' ||
           c[i] == '[';
}

/* A unit behind a space or in brackets: "251000 元", "36（件）". The index behind it, or `i`. */
static size_t loose_unit(struct scanner *s, size_t i, size_t end, struct nb_token *number)
{
    const uint32_t *c = s->text->cp;
    size_t at = i;
    while (at < end && nb_is_space(c[at]))
        at++;
    int bracket = at < end && c[at] == '(';
    struct nb_token unit = {0};
    size_t length = nb_token_unit(c + at + bracket, end - at - (size_t)bracket, &unit);
    size_t after = at + (size_t)bracket + length;
    if (!length || (bracket && (after >= end || c[after] != ')')))
        return i;
    after += (size_t)bracket;
    if (!at_boundary(c, after, end))
        return i;
    number->shift = unit.shift;
    number->yuan = unit.yuan;
    number->counter = unit.counter;
    return after;
}

/* "1 234 567" alone in a cell: digits in groups. Returns `end`, or `i` for anything else. */
static size_t grouped_number(struct scanner *s, size_t i, size_t end, struct nb_token *number)
{
    const uint32_t *c = s->text->cp;
    int64_t value = 0;
    size_t digits = 0, groups = 0;
    if (!s->grid || end - i > NB_MAX_DIGITS + 4)
        return i;
    for (size_t j = i; j < end; j++) {
        if (c[j] == ' ' && digits > 0 && digits <= 3 && (groups == 0 || digits == 3)) {
            groups++;
            digits = 0;
        } else if (nb_is_digit(c[j])) {
            if (++digits > 3)
                return i;
            value = value * 10 + (c[j] - '0');
        } else {
            return i;
        }
    }
    if (groups == 0 || digits != 3 || c[i] == '0')
        return i;
    memset(number, 0, sizeof *number);
    number->value = value;
    return end;
}

/* Whether a number that stands alone begins at `i`: behind it only a unit or a stop, then space. */
static size_t lone_number(struct scanner *s, size_t i, size_t end, struct nb_token *number)
{
    const uint32_t *c = s->text->cp;
    size_t after = nb_token_number(s->text, i, end, number);
    if (after == i && (c[i] == 0x3007 || c[i] == 0x96F6)) { /* 〇 零 */
        memset(number, 0, sizeof *number);
        after = i + 1;
    }
    if (after == i)
        return i;
    if (!number->shift && !number->yuan && !number->counter)
        after = loose_unit(s, after, end, number);
    if (after < end &&
        (c[after] == ';' || c[after] == ',' || c[after] == 0x3001 || c[after] == 0x3002) &&
        at_boundary(c, after + 1, end)) /* 、 。 */
        after++;
    return at_boundary(c, after, end) ? after : i;
}

static size_t push_number(struct scanner *s, size_t i, size_t after, const struct nb_token *number)
{
    struct nb_token *token = push(s, NB_TOK_NUMBER, i, after);
    if (token) {
        token->value = number->value;
        token->scale = number->scale;
        token->overlong = number->overlong;
        token->shift = number->shift;
        token->yuan = number->yuan;
        token->counter = number->counter;
    }
    return after;
}

/*
 * Whether words that stand for empty cells begin at `i`, with a number or nothing behind them. As
 * many as a row has cells are taken for what they are, which bounds the work.
 */
static int blanks_follow(struct scanner *s, size_t i, size_t end)
{
    const uint32_t *c = s->text->cp;
    struct nb_token ignored;
    int words = 0;
    for (; i < end && words < NB_MAX_COLUMNS; words++) {
        size_t word = i;
        while (word < end && !nb_is_space(c[word]))
            word++;
        if (!is_blank_sign(c, i, word))
            return words > 0 && lone_number(s, i, end, &ignored) > i;
        i = nb_skip_spaces(c, word, end);
    }
    return words > 0;
}

/*
 * Behind the bracket that opens at `i`, where it closes again soon, or where the cell ends before
 * it does; else `i`.
 */
static size_t skip_bracket(const struct scanner *s, size_t i, size_t end)
{
    const uint32_t *c = s->text->cp;
    size_t j = i + 1;
    if (c[i] != '(')
        return i;
    while (j < end && j < i + 160 && c[j] != ')' && c[j] != '(')
        j++;
    if (j == end)
        return s->grid ? end : i;
    return c[j] == ')' ? j + 1 : i;
}

/* Where the piece of text that begins at `i` ends: at a lone number, a mark, or a wide gap. */
static size_t text_end(struct scanner *s, size_t i, size_t end)
{
    const uint32_t *c = s->text->cp;
    struct nb_token ignored;
    size_t last = i;
    for (size_t j = i; j < end;) {
        if (nb_is_space(c[j])) {
            size_t next = nb_skip_spaces(c, j, end);
            if (next >= end || lone_number(s, next, end, &ignored) > next ||
                blanks_follow(s, next, end) ||
                (next - j > 1 && !s->grid && !nb_is_decoration(c[next - 1])))
                break;
            j = next;
            if (nb_token_mark(s->text, j, end, &ignored) > j)
                break;
            continue;
        }
        int after_di = j > i && c[j - 1] == 0x7B2C; /* 第 */
        if (j > i && !after_di && !nb_is_digit(c[j - 1])) {
            if (nb_token_mark(s->text, j, end, &ignored) > j ||
                (nb_is_digit(c[j]) && (nb_is_han(c[j - 1]) || c[j - 1] == ':') &&
                 lone_number(s, j, end, &ignored) > j))
                break;
        }
        size_t closed = skip_bracket(s, j, end); /* a remark may hold numbers of its own */
        last = j = closed > j ? closed : j + 1;
    }
    return last;
}

/* Where the signs for an empty cell that begin at `i` end, if they are a word; else `i`. */
static size_t blank_word(const uint32_t *c, size_t i, size_t end)
{
    size_t word = i;
    while (word < end && !nb_is_space(c[word]) && is_blank_sign(c, word, word + 1))
        word++;
    return word >= end || nb_is_space(c[word]) ? word : i;
}

/* "- 369" in a cell: a sign apart from its number. Returns the index behind the number, or `i`. */
static size_t signed_number(struct scanner *s, size_t i, size_t end, struct nb_token *number)
{
    const uint32_t *c = s->text->cp;
    size_t digits = i + 1;
    if (!s->grid || c[i] != '-')
        return i;
    while (digits < end && c[digits] == ' ')
        digits++;
    if (digits >= end || !nb_is_digit(c[digits]) || lone_number(s, digits, end, number) != end)
        return i;
    number->value = -number->value;
    return end;
}

/* 增 or 减 (with 加 or 少) in front of a number: its sign. Returns 1, -1, or 0 for other words. */
static int sign_word(const uint32_t *c, size_t start, size_t end)
{
    size_t length = end - start;
    if (length == 0 || length > 2)
        return 0;
    if (c[start] == 0x589E && (length == 1 || c[start + 1] == 0x52A0))
        return 1;
    return c[start] == 0x51CF && (length == 1 || c[start + 1] == 0x5C11) ? -1 : 0;
}

/* Pushes the piece of text at `i`, or, behind a word that is its sign, a number. */
static size_t scan_text(struct scanner *s, size_t i, size_t end)
{
    const uint32_t *c = s->text->cp;
    struct nb_token mark = {0}, number;
    size_t behind = nb_token_mark(s->text, i, end, &mark), text = nb_skip_spaces(c, behind, end);
    size_t stop = text < end ? text_end(s, text, end) : end;
    if (mark.mark && text - behind > 1 && !s->grid && lone_number(s, text, end, &number) > text)
        text = stop = behind; /* of a label whose words stand above or below */
    if (stop <= i)
        stop = i + 1;
    int sign = stop < end ? sign_word(c, i, stop) : 0;
    size_t after = sign ? lone_number(s, stop, end, &number) : stop;
    if (after > stop) {
        number.value *= sign;
        return push_number(s, stop, after, &number);
    }
    struct nb_token *token = push(s, NB_TOK_TEXT, text, stop > text ? stop : text);
    if (token) {
        token->mark = mark.mark;
        token->mark_number = mark.mark_number;
    }
    return stop;
}

static void scan_cell(struct scanner *s, size_t start, size_t end)
{
    const uint32_t *c = s->text->cp;
    size_t i = nb_skip_spaces(c, start, end);
    while (end > i && (nb_is_space(c[end - 1]) || nb_is_decoration(c[end - 1])))
        end--;
    if (is_blank_sign(c, i, end) || (s->grid && is_unit_alone(c, i, end))) {
        if (s->grid || i < end)
            push(s, NB_TOK_BLANK, i, end);
        return;
    }
    struct nb_token alone;
    if (grouped_number(s, i, end, &alone) > i) {
        push_number(s, i, end, &alone);
        return;
    }
    int sentences = lone_number(s, i, end, &alone) != end;
    for (size_t j = i; sentences && j < end; j++)
        if (c[j] == 0x3002) /* 。 */
            return;
    while (i < end && !s->failed && s->tokens->count < MAX_TOKENS) {
        struct nb_token number;
        size_t after;
        if (nb_is_space(c[i]) || nb_is_decoration(c[i])) {
            i++;
        } else if ((after = signed_number(s, i, end, &number)) > i ||
                   (after = lone_number(s, i, end, &number)) > i) {
            i = push_number(s, i, after, &number);
        } else if ((after = blank_word(c, i, end)) > i) {
            push(s, NB_TOK_BLANK, i, after);
            i = after;
        } else {
            i = scan_text(s, i, end);
        }
    }
}

/* "|---|:--:|" and the like. */
static int is_rule(const uint32_t *c, size_t start, size_t end)
{
    size_t dashes = 0, bars = 0;
    for (size_t i = start; i < end; i++) {
        if (c[i] == '-' || c[i] == '=')
            dashes++;
        else if (c[i] == '|' || c[i] == '+')
            bars++;
        else if (c[i] != ':' && !nb_is_space(c[i]))
            return 0;
    }
    return dashes >= 3 && (bars || dashes >= 5);
}

/* "- 4 -", "第 4 页", "第4页 共8页", "4/8" alone on a line. */
static int is_page_number(const struct nb_text *text, size_t start, size_t end)
{
    const uint32_t *c = text->cp;
    if (c[start] == 'P' || c[start] == 'p') { /* "Page 9", "P9" */
        size_t digits = start;
        while (digits < end && c[digits] < 0x80 && !nb_is_digit(c[digits]))
            digits++;
        return digits < end && nb_is_digit(c[end - 1]) && end - digits <= 4;
    }
    size_t digits = 0, signs = 0, others = 0;
    for (size_t i = start; i < end; i++) {
        if (nb_is_digit(c[i]))
            digits++;
        else if (c[i] == '-' || c[i] == '/' || c[i] == 0x7B2C || c[i] == 0x9875 || c[i] == 0x5171)
            signs++; /* 第 页 共 */
        else if (c[i] != ' ' && c[i] != '.' && c[i] != 0x00B7)
            others++;
    }
    if (others || !digits || digits > 6 || signs < 2)
        return 0;
    return c[start] == '-' ? c[end - 1] == '-' : c[start] == 0x7B2C;
}

/* Joins a line of one character to the line of one character before it: a label printed upright. */
static void join_upright(struct scanner *s, size_t before)
{
    struct nb_tokens *tokens = s->tokens;
    if (tokens->count != before + 1)
        return;
    struct nb_token *last = &tokens->list[before];
    last->upright = last->type == NB_TOK_TEXT && last->end - last->start <= 1 && !s->grid;
    if (!last->upright || before == 0 || !last[-1].upright || last[-1].end + 3 < last->start)
        return;
    last[-1].end = last->end;
    last[-1].han = (unsigned char)(last[-1].han + last->han < 255 ? last[-1].han + last->han : 255);
    tokens->count--;
}

/* The row of a document's table: each cell stands in its true column. */
static void scan_row(struct scanner *s, size_t start, size_t end)
{
    const uint32_t *c = s->text->cp;
    s->cell = 0;
    s->grid = 1;
    for (size_t i = start; i < end; i++)
        s->width += c[i] >= NB_CELL_END ? c[i] & NB_CELL_COLUMNS : 0;
    for (size_t i = start; i < end && !s->failed; i++) {
        if (c[i] < NB_CELL_END)
            continue;
        s->closed = c[i];
        if (!(c[i] & NB_CELL_GAP))
            scan_cell(s, start, i);
        s->cell += c[i] & NB_CELL_COLUMNS;
        start = i + 1;
    }
    s->closed = s->width = 0;
}

static void scan_line(struct scanner *s, size_t start, size_t end)
{
    const uint32_t *c = s->text->cp;
    if (start < end && c[end - 1] >= NB_CELL_END) {
        scan_row(s, start, end);
        return;
    }
    size_t tabs = 0, bars = 0, first = start, last = end;
    for (size_t i = start; i < end; i++) {
        tabs += c[i] == '\t';
        bars += c[i] == '|';
    }
    while (first < end && nb_is_space(c[first]))
        first++;
    while (last > first && nb_is_space(c[last - 1]))
        last--;
    if (first == last || is_rule(c, first, last) || is_page_number(s->text, first, last))
        return;
    s->cell = 0;
    s->grid = bars > 0 || tabs > 0;
    if (!s->grid) {
        size_t before = s->tokens->count;
        scan_cell(s, first, last);
        join_upright(s, before);
        return;
    }
    uint32_t separator = bars ? '|' : '\t';
    if (bars) {
        /* Bars at both ends are the table's frame; one at the beginning closes an empty cell. */
        start = first + (c[first] == '|' && c[last - 1] == '|');
        end = last - (last > start && c[last - 1] == '|');
    }
    size_t from = start;
    for (size_t i = start; i <= end && s->cell < MAX_CELLS_A_LINE && !s->failed; i++) {
        if (i < end && c[i] != separator)
            continue;
        scan_cell(s, from, i);
        s->cell++;
        from = i + 1;
    }
}

int nb_tokens_add(struct nb_tokens *tokens, struct nb_arena *arena, const struct nb_text *text,
                  size_t first, size_t last)
{
    struct scanner s = {.tokens = tokens, .arena = arena, .text = text};
    for (size_t line = first; line < last && !s.failed && tokens->count < MAX_TOKENS; line++) {
        s.line = (uint32_t)line;
        scan_line(&s, text->lines[line].start, text->lines[line].end);
    }
    return s.failed ? -1 : 0;
}

int nb_tokens_scan(struct nb_tokens *tokens, struct nb_arena *arena, const struct nb_text *text,
                   size_t first, size_t last)
{
    memset(tokens, 0, sizeof *tokens);
    return nb_tokens_add(tokens, arena, text, first, last);
}
