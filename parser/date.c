#include "date.h"

/* How far in front of "1月1日至12月31日" its year may stand. */
#define YEAR_BEFORE 24

size_t nb_date_skip(const struct nb_text *text, size_t i, size_t end)
{
    while (i < end && (text->cp[i] == ' ' || text->cp[i] == '\t' || text->cp[i] == '\n'))
        i++;
    return i;
}

/* A digit of a year; letters and rings are typed for the nought of 二〇二四. */
static int year_digit(uint32_t c, int first)
{
    if (nb_is_digit(c))
        return (int)(c - '0');
    if (!first && (c == 'O' || c == 'o' || c == 0x039F || c == 0x041E)) /* Greek, Cyrillic */
        return 0;
    int digit = nb_han_digit(c);
    return digit <= 9 ? digit : -1;
}

static size_t year_digits(const struct nb_text *text, size_t i, size_t end, int *year)
{
    *year = 0;
    for (int n = 0; n < 4; n++) {
        if (n > 0) /* a run of spaces is not skipped again from each of them */
            i = nb_date_skip(text, i, end);
        int digit = i < end ? year_digit(text->cp[i], n == 0) : -1;
        if (digit < 0)
            return 0;
        *year = *year * 10 + digit;
        i++;
    }
    return i;
}

size_t nb_date_year(const struct nb_text *text, size_t start, size_t end, int *year)
{
    if (start > 0 && nb_is_digit(text->cp[start - 1]))
        return start;
    size_t i = year_digits(text, start, end, year);
    if (!i || *year < 1990 || *year > 2099)
        return start;
    i = nb_date_skip(text, i, end);
    if (i >= end || text->cp[i] != U'年')
        return start;
    i++;
    return i < end && text->cp[i] == U'度' ? i + 1 : i;
}

/* ---- dates ---- */

struct reader {
    const struct nb_text *text;
    size_t at, end;
};

static int take(struct reader *r, uint32_t c)
{
    size_t i = nb_date_skip(r->text, r->at, r->end);
    if (i >= r->end || r->text->cp[i] != c)
        return 0;
    r->at = i + 1;
    return 1;
}

/* 1 to 31, in digits or as 三十一. Returns 0 and moves nothing when there is none. */
static int take_number(struct reader *r)
{
    size_t i = nb_date_skip(r->text, r->at, r->end), first = i;
    int number = 0;
    for (; i < r->end && i < first + 2 && nb_is_digit(r->text->cp[i]); i++)
        number = number * 10 + (int)(r->text->cp[i] - '0');
    if (i == first) {
        for (int digit; i < r->end && i < first + 3; i++) {
            if ((digit = nb_han_digit(r->text->cp[i])) <= 0)
                break;
            if (digit == 10)
                number = number ? number * 10 : 10;
            else
                number += digit;
        }
    }
    if (number < 1 || number > 31 || (i < r->end && nb_is_digit(r->text->cp[i])))
        return 0;
    r->at = i;
    return number;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* M月D日, or M月 with day 0; `bare`: "1-12月", whose first month is a number alone. */
static int take_month(struct reader *r, struct nb_date *date, int bare)
{
    struct reader from = *r;
    date->month = take_number(&from);
    date->day = 0;
    if (!date->month || date->month > 12 || (!take(&from, U'月') && !bare))
        return 0;
    *r = from;
    int day = take_number(&from);
    if (day && (take(&from, U'日') || take(&from, U'号'))) {
        date->day = day;
        *r = from;
    }
    return 1;
}

/* 2024.1.1, 2024-01-01, 2024/1/1, or, with a year given, 1.1 and such. */
static int take_numeric(struct reader *r, struct nb_date *date, uint32_t *sign)
{
    struct reader from = *r;
    int year, first = !date->year;
    if (nb_date_skip(r->text, r->at, r->end) != r->at)
        from.at = nb_date_skip(r->text, r->at, r->end);
    size_t after = year_digits(r->text, from.at, r->end, &year);
    if (after && year >= 1990 && year <= 2099 && after < r->end &&
        (r->text->cp[after] == '.' || r->text->cp[after] == '-' || r->text->cp[after] == '/')) {
        *sign = r->text->cp[after];
        date->year = year;
        from.at = after + 1;
    } else if (first) {
        return 0;
    }
    date->month = take_number(&from);
    if (!date->month || date->month > 12 || !take(&from, *sign))
        return 0;
    date->day = take_number(&from);
    if (!date->day)
        return 0;
    *r = from;
    return 1;
}

static int take_date(struct reader *r, struct nb_date *date, uint32_t *sign, int bare)
{
    struct reader from = *r;
    size_t start = nb_date_skip(r->text, r->at, r->end);
    int year;
    from.at = nb_date_year(r->text, start, r->end, &year);
    if (from.at > start)
        date->year = year;
    else
        from.at = start;
    if (take_month(&from, date, bare)) {
        *r = from;
        return 1;
    }
    return *sign != U'月' && take_numeric(r, date, sign);
}

/* What stands between two dates: 起, 至, a dash. */
static int take_until(struct reader *r)
{
    int found = 0;
    take(r, U'起');
    while (take(r, U'至') || take(r, U'到') || take(r, '-') || take(r, '~') || take(r, ','))
        found = 1;
    return found;
}

/* ---- the period ---- */

static int is_whole_year(const struct nb_period *p)
{
    return p->from.month == 1 && p->from.day == 1 && p->to.month == 12 && p->to.day == 31;
}

/* Fills in what the two dates leave out, and checks them. */
static int complete(struct nb_period *p, int year)
{
    if (!p->from.year)
        p->from.year = p->to.year ? p->to.year : year;
    if (!p->to.year)
        p->to.year = p->from.year;
    if (!p->from.year)
        return 0;
    if (!p->from.day)
        p->from.day = 1;
    if (!p->to.day)
        p->to.day = days_in(p->to.year, p->to.month);
    return p->from.day <= days_in(p->from.year, p->from.month) &&
           p->to.day <= days_in(p->to.year, p->to.month);
}

/* A year shortly in front of cp[i] in its line, or 0. */
static int year_before(const struct nb_text *text, struct nb_line line, size_t i)
{
    size_t first = i > line.start + YEAR_BEFORE ? i - YEAR_BEFORE : line.start;
    for (size_t at = i; at > first; at--) {
        int year;
        if (nb_date_year(text, at - 1, i, &year) > at - 1)
            return year;
    }
    return 0;
}

/* Two dates with 至 or a dash between, from cp[i] on. */
static int read_period(struct nb_period *p, const struct nb_text *text, struct nb_line line,
                       size_t i, int year)
{
    struct reader r = {text, i, line.end};
    uint32_t sign = 0;
    p->from = p->to = (struct nb_date){0, 0, 0};
    if (i > line.start && nb_is_digit(text->cp[i - 1]))
        return 0;
    if (!take_date(&r, &p->from, &sign, 1) || !take_until(&r))
        return 0;
    if (!sign)
        sign = U'月';
    else
        p->to.year = p->from.year;
    if (!take_date(&r, &p->to, &sign, 0) || (!p->from.day != !p->to.day))
        return 0;
    if (!p->from.year) {
        int before = year_before(text, line, i);
        year = before ? before : year;
    }
    return complete(p, year);
}

/* What a line says that gives the period of the report and not that of some event. */
static const char32_t about_period[] = U"统计|期限|所列数据|报告期|时限|起止";

static int is_about_period(const struct nb_text *text, struct nb_line line)
{
    return nb_text_find(text, line.start, line.end, about_period, NULL) != SIZE_MAX;
}

static int find_in_line(struct nb_period *p, const struct nb_text *text, size_t line, int strict,
                        int year)
{
    struct nb_line l = text->lines[line];
    size_t last = l.end;
    int about = -1;                  /* not looked yet */
    if (line + 1 < text->line_count) /* a sentence may go on there */
        l.end = text->lines[line + 1].end;
    for (size_t i = l.start; i < last; i++) {
        if (!nb_is_digit(text->cp[i]) && nb_han_digit(text->cp[i]) < 0)
            continue;
        if (!read_period(p, text, l, i, year))
            continue;
        if (is_whole_year(p) && !strict)
            return 1;
        if (about < 0)
            about = is_about_period(text, text->lines[line]);
        if (about)
            return 1;
    }
    return 0;
}

int nb_date_period(struct nb_period *period, const struct nb_text *text, size_t last, int year)
{
    for (size_t line = 0; line < text->line_count; line++) {
        if (find_in_line(period, text, line, line >= last, year)) {
            period->line = line;
            return 1;
        }
    }
    *period = (struct nb_period){{0, 0, 0}, {0, 0, 0}, 0};
    return 0;
}
