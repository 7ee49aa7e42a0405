#include "number.h"

size_t nb_token_unit(const uint32_t *c, size_t room, struct nb_token *token)
{
    static const uint32_t counters[] = {
        0x4EF6, 0x6761, 0x9879, 0x6B21, 0x4EFD, 0x4E2A,
        0x5B97, 0x4EBA, 0x8D77, 0x4F8B, 0x5219}; /* 件条项次份个宗人起例则 */
    size_t at = 0;
    if (room && (c[0] == 0x4E07 || c[0] == 0x4EBF)) { /* 万 亿 */
        token->shift = c[0] == 0x4E07 ? 4 : 8;
        at++;
    }
    if (at < room && c[at] == 0x5143) { /* 元 */
        token->yuan = 1;
        return at + 1;
    }
    for (size_t i = 0; at < room && i < sizeof counters / sizeof *counters; i++) {
        if (c[at] != counters[i])
            continue;
        token->counter = 1;
        return at + (at + 1 < room && c[at + 1] == 0x6B21 ? 2 : 1); /* 件次 人次 */
    }
    return at;
}

size_t nb_token_number(const struct nb_text *text, size_t start, size_t end, struct nb_token *token)
{
    const uint32_t *c = text->cp;
    size_t i = start, digits = 0;
    int negative = 0;
    if (i < end && (c[i] == '-' || c[i] == '+'))
        negative = c[i++] == '-';
    else if (i < end && c[i] == 0xA5) /* the sign of yuan */
        i++;
    int64_t value = 0;
    unsigned scale = 0;
    int point = 0;
    for (; i < end; i++) {
        if (nb_is_digit(c[i])) {
            if (digits > 0 || c[i] != '0')
                digits++;
            if (digits <= NB_MAX_DIGITS)
                value = value * 10 + (c[i] - '0');
            scale += (unsigned)point;
        } else if (c[i] == '.' && !point && i > start && i + 1 < end && nb_is_digit(c[i - 1]) &&
                   nb_is_digit(c[i + 1])) {
            point = 1;
        } else if (c[i] == ',' && !point && i > start && nb_is_digit(c[i - 1]) && i + 3 < end &&
                   nb_is_digit(c[i + 1]) && nb_is_digit(c[i + 2]) && nb_is_digit(c[i + 3]) &&
                   (i + 4 >= end || !nb_is_digit(c[i + 4]))) {
            continue;
        } else {
            break;
        }
    }
    if (i == start || !nb_is_digit(c[i - 1]))
        return start;
    token->value = negative ? -value : value;
    token->scale = (unsigned char)(scale < 64 ? scale : 64);
    token->overlong = digits > NB_MAX_DIGITS || scale > NB_MAX_DIGITS;
    token->shift = 0;
    token->yuan = 0;
    token->counter = 0;
    return i + nb_token_unit(c + i, end - i, token);
}

/* 一 to 九十九, as a list counts. */
static size_t han_number(const uint32_t *c, size_t start, size_t end, int *value)
{
    size_t i = start;
    int number = 0;
    for (; i < end && i < start + 3; i++) {
        int digit = nb_han_digit(c[i]);
        if (digit <= 0 || (digit < 10 && number % 10 > 0) || (digit == 10 && number > 9))
            break;
        number = digit < 10 ? number + digit : number ? 10 * number : 10;
    }
    *value = number;
    return i;
}

static size_t arabic_number(const uint32_t *c, size_t start, size_t end, int *value)
{
    size_t i = start;
    int number = 0;
    for (; i < end && i < start + 2 && nb_is_digit(c[i]); i++)
        number = number * 10 + (int)(c[i] - '0');
    *value = number;
    return i;
}

static size_t set_mark(struct nb_token *token, enum nb_mark mark, int number, size_t after)
{
    token->mark = (unsigned char)mark;
    token->mark_number = (unsigned char)number;
    return after;
}

size_t nb_token_mark(const struct nb_text *text, size_t start, size_t end, struct nb_token *token)
{
    const uint32_t *c = text->cp;
    int number;
    if (start >= end)
        return start;
    if (c[start] == '(') {
        size_t in = nb_skip_spaces(c, start + 1, end);
        enum nb_mark mark = NB_MARK_PAREN;
        size_t i = han_number(c, in, end, &number);
        if (i == in) {
            mark = NB_MARK_ARABIC;
            i = arabic_number(c, in, end, &number);
        }
        size_t close = nb_skip_spaces(c, i, end);
        if (i > in && number > 0 && close < end && c[close] == ')')
            return set_mark(token, mark, number, close + 1);
        return start;
    }
    size_t i = han_number(c, start, end, &number);
    if (i > start) {
        i = nb_skip_spaces(c, i, end);
        if (i < end && (c[i] == 0x3001 || c[i] == '.')) /* 、 */
            return set_mark(token, NB_MARK_HAN, number, i + 1);
        return start;
    }
    i = arabic_number(c, start, end, &number);
    if (i == start || number == 0)
        return start;
    size_t stop = nb_skip_spaces(c, i, end);
    if (stop >= end || (c[stop] != '.' && c[stop] != 0x3001 && c[stop] != ')'))
        return start;
    size_t next = nb_skip_spaces(c, stop + 1, end);
    if (next < end && nb_is_digit(c[next]))
        return start;
    return set_mark(token, NB_MARK_ARABIC, number, stop + 1);
}
