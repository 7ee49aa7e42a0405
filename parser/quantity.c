#include "quantity.h"

#include "statute.h"

#define MAX_SPACES 3  /* within a line, between what belongs together */
#define MAX_NUMBER 40 /* characters of a number or a range; more of them count nothing */

static const char32_t counters[] = U"件条宗起例份个部";

static int is_one_of(const char32_t *list, uint32_t c)
{
    while (*list && *list != c)
        list++;
    return *list != 0;
}

static int is_space(uint32_t c)
{
    return c == ' ' || c == '\n';
}

size_t nb_quantity_space(const struct nb_text *text, size_t start, size_t end)
{
    size_t i = start;
    int lines = 0;
    for (; i < end && is_space(text->cp[i]); i++)
        lines |= text->cp[i] == '\n';
    return lines || i - start <= MAX_SPACES ? i : start;
}

/* 10, 100, 1000, 10000, or 0. */
static int64_t han_unit(uint32_t c)
{
    switch (c) {
    case U'十': return 10;
    case U'百': return 100;
    case U'千': return 1000;
    case U'万': return 10000;
    default: return 0;
    }
}

/* 0 to 9, 两 for 2, or -1. */
static int han_value(uint32_t c)
{
    int digit = nb_han_digit(c);
    return c == U'两' ? 2 : digit < 10 ? digit : -1;
}

static int is_numeral(uint32_t c)
{
    return nb_is_digit(c) || han_value(c) >= 0 || han_unit(c) > 0;
}

/* The index behind a line end in the middle of a number, at cp[i]; or i. */
static size_t skip_break(const struct nb_text *text, size_t i, size_t end)
{
    size_t next = i;
    int lines = 0;
    for (; next < end && is_space(text->cp[next]); next++)
        lines |= text->cp[next] == '\n';
    return lines && next < end && is_numeral(text->cp[next]) ? next : i;
}

/* Digits that count by their place, as 一〇五; two alone (三五, 两三) mean "a few". */
static size_t read_places(const struct nb_text *text, size_t start, size_t end,
                          struct nb_quantity *quantity)
{
    size_t i = start;
    int zero = 0, digits = 0;
    while (i < end && digits < NB_MAX_DIGITS && han_value(text->cp[i]) >= 0) {
        quantity->value = quantity->value * 10 + han_value(text->cp[i]);
        zero |= han_value(text->cp[i]) == 0;
        digits++;
        i = skip_break(text, i + 1, end);
    }
    quantity->exact &= digits != 2 || zero;
    return i;
}

/* 零 to 九千九百九十九万…: digits with their units. */
static size_t read_units(const struct nb_text *text, size_t start, size_t end,
                         struct nb_quantity *quantity)
{
    size_t i = start;
    int64_t part = 0, digit = -1;
    for (; i < end && i < start + NB_MAX_DIGITS; i = skip_break(text, i + 1, end)) {
        int64_t unit = han_unit(text->cp[i]);
        int value = han_value(text->cp[i]);
        if (value >= 0 && digit > 0)
            quantity->exact = 0; /* 一百二三十 */
        if (value >= 0) {
            digit = value;
        } else if (unit == 10000) {
            quantity->value = (part + (digit > 0 ? digit : 0)) * unit;
            part = 0;
            digit = -1;
        } else if (unit) {
            part += (digit >= 0 ? digit : 1) * unit;
            digit = -1;
        } else {
            break;
        }
    }
    quantity->value += part + (digit > 0 ? digit : 0);
    return i;
}

static size_t read_han(const struct nb_text *text, size_t start, size_t end,
                       struct nb_quantity *quantity)
{
    size_t i = start;
    while (i < end && i < start + NB_MAX_DIGITS && han_value(text->cp[i]) >= 0)
        i = skip_break(text, i + 1, end);
    if (i < end && han_unit(text->cp[i]))
        return read_units(text, start, end, quantity);
    return read_places(text, start, end, quantity);
}

static int is_wide(const struct nb_text *text, size_t i)
{
    return text->at[i + 1] - text->at[i] > 1;
}

/*
 * Whether the comma between two digits is one of the number. A wide one is of the prose, which may
 * stand between two numbers (110，131件), save where everything is wide: １２，３４５件.
 */
static int is_separator(const struct nb_text *text, size_t i)
{
    return text->cp[i] == ',' &&
           (!is_wide(text, i) || (is_wide(text, i - 1) && is_wide(text, i + 1)));
}

/* 1,234 and 12; a fraction, a list or a number too long for a cell is not exact. */
static size_t read_digits(const struct nb_text *text, size_t start, size_t end,
                          struct nb_quantity *quantity)
{
    const uint32_t *c = text->cp;
    int digits = 0, group = 0, groups = 0;
    size_t i = start;
    while (i < end) {
        if (nb_is_digit(c[i])) {
            if (digits++ < NB_MAX_DIGITS)
                quantity->value = quantity->value * 10 + (int64_t)(c[i] - '0');
            group++;
        } else if ((c[i] != ',' && c[i] != '.') || i + 1 >= end || !nb_is_digit(c[i + 1])) {
            break;
        } else {
            quantity->exact &= is_separator(text, i) && (groups ? group == 3 : group < 4);
            groups++;
            group = 0;
        }
        i = skip_break(text, i + 1, end);
    }
    quantity->exact &= digits <= NB_MAX_DIGITS && (!groups || group == 3);
    return i;
}

/* Whether what stands before the number makes it another one: 近, 第, 每, or the end of a range. */
static int is_qualified(const struct nb_text *text, size_t start)
{
    while (start > 0 && is_space(text->cp[start - 1]))
        start--;
    if (start == 0)
        return 0;
    if (is_one_of(U"至到-~", text->cp[start - 1]))
        return start > 1 &&
               (is_one_of(counters, text->cp[start - 2]) || nb_quantity_begins(text, start - 2));
    return is_one_of(U"近约超过足逾第每几数.", text->cp[start - 1]);
}

int nb_quantity_begins(const struct nb_text *text, size_t index)
{
    uint32_t c = text->cp[index];
    return nb_is_digit(c) || nb_han_digit(c) >= 0 || c == U'两';
}

int nb_quantity_ends(const struct nb_text *text, size_t start, size_t index)
{
    if (!is_one_of(counters, text->cp[index]))
        return 0;
    while (index > start && is_space(text->cp[index - 1]))
        index--;
    return index > start &&
           (nb_quantity_begins(text, index - 1) || han_unit(text->cp[index - 1]) > 0);
}

size_t nb_quantity_skip(const struct nb_text *text, size_t start, size_t end)
{
    size_t i = start;
    while (i < end && (nb_quantity_begins(text, i) || han_unit(text->cp[i]) ||
                       (text->cp[i] | 0x20) - 'a' < 26))
        i++;
    return i > start ? i : start + 1;
}

/* Whether the clause is over at cp[i], and 为 or 是 stands before cp[start]. */
static int is_bare(const struct nb_text *text, size_t start, size_t i, size_t end)
{
    while (start > 0 && is_space(text->cp[start - 1]))
        start--;
    return start > 0 && is_one_of(U"为是", text->cp[start - 1]) &&
           (i >= end || is_one_of(U",;)、。", text->cp[i]));
}

/* 5件以上 and 5件至8件 are not exact, and what stands behind 个 is what is counted: 5个工作日. */
static size_t read_counter(const struct nb_text *text, size_t i, size_t end,
                           struct nb_quantity *quantity)
{
    quantity->counter = text->cp[i];
    i += 1 + (i + 1 < end && text->cp[i + 1] == U'次');
    if (i + 1 < end && is_one_of(U"至到-~", text->cp[i]) && nb_quantity_begins(text, i + 1))
        quantity->exact = 0;
    if (i < end && (is_one_of(U"以左多余", text->cp[i]) ||
                    (quantity->counter == U'个' && nb_is_han(text->cp[i]))))
        quantity->exact = 0;
    return i;
}

/* The index behind the rest of what is not exact: 百, 多, 至5; or `i`. */
static size_t skip_range(const struct nb_text *text, size_t i, size_t end,
                         struct nb_quantity *quantity)
{
    const uint32_t *c = text->cp;
    i = nb_quantity_space(text, i, end);
    while (i < end && is_one_of(U"万亿千百多余几来-~至到", c[i])) {
        quantity->exact = 0;
        i = nb_quantity_space(text, i + 1, end);
        while (i < end && nb_is_digit(c[i]))
            i++;
    }
    return i;
}

size_t nb_quantity_read(const struct nb_text *text, size_t start, size_t end,
                        struct nb_quantity *quantity)
{
    const uint32_t *c = text->cp;
    size_t limit = end - start > MAX_NUMBER ? start + MAX_NUMBER : end;
    *quantity = (struct nb_quantity){.exact = !is_qualified(text, start)};
    size_t i = nb_is_digit(c[start]) ? read_digits(text, start, limit, quantity)
                                     : read_han(text, start, limit, quantity);
    if (i == start)
        return start;
    quantity->lone = i == start + 1 && c[start] == U'一';
    i = skip_range(text, i, limit, quantity);
    if (i == limit && limit < end)
        return start; /* each number of a long row of them would be read up to its end */
    i = nb_quantity_space(text, i, end);
    if (i < end && is_one_of(counters, c[i]))
        return read_counter(text, i, end, quantity);
    return is_bare(text, start, i, end) ? i : start;
}
