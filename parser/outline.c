#include "outline.h"

#include <string.h>

#include "buffer.h"
#include "utf8.h"

#define TITLE_LINES  40 /* non-empty lines from the top in which a title can stand */
#define MAX_TITLE    80
#define TITLE_PIECES 4

static size_t skip(const struct nb_text *text, size_t i, size_t end)
{
    while (i < end && (text->cp[i] == ' ' || text->cp[i] == '\t'))
        i++;
    return i;
}

static int has(const struct nb_text *text, struct nb_line l, uint32_t c)
{
    for (size_t i = l.start; i < l.end; i++)
        if (text->cp[i] == c)
            return 1;
    return 0;
}

static size_t year_digits(const struct nb_text *text, size_t i, size_t end, int *year)
{
    *year = 0;
    for (int n = 0; n < 4; n++) {
        i = skip(text, i, end);
        if (i >= end)
            return 0;
        int digit = nb_is_digit(text->cp[i]) ? (int)(text->cp[i] - '0') : nb_han_digit(text->cp[i]);
        if (digit < 0 || digit > 9)
            return 0;
        *year = *year * 10 + digit;
        i++;
    }
    return i;
}

size_t nb_outline_year(const struct nb_text *text, size_t start, size_t end, int *year)
{
    if (start > 0 && nb_is_digit(text->cp[start - 1]))
        return start;
    size_t i = year_digits(text, start, end, year);
    if (!i || *year < 1990 || *year > 2099)
        return start;
    i = skip(text, i, end);
    if (i >= end || text->cp[i] != 0x5E74) /* 年 */
        return start;
    i++;
    return i < end && text->cp[i] == 0x5EA6 ? i + 1 : i; /* 度 */
}

/* ---- sections ---- */

void nb_outline_region(const struct nb_outline *outline, const struct nb_text *text, int number,
                       size_t *first, size_t *last)
{
    const struct nb_heading *own = &outline->headings[number - 1];
    *first = own->found ? own->line + 1 : 0;
    *last = text->line_count;
    for (int i = 0; i < NB_SECTIONS; i++) {
        const struct nb_heading *h = &outline->headings[i];
        if (!h->found || h == own)
            continue;
        if (!own->found && i < number - 1 && h->line + 1 > *first)
            *first = h->line + 1;
        if ((own->found ? h->line > own->line : i > number - 1) && h->line < *last)
            *last = h->line;
    }
    if (outline->end_line > *first && outline->end_line < *last)
        *last = outline->end_line;
    if (*last < *first)
        *last = *first;
}

/* ---- title ---- */

/* Lines of a title joined, without white space. */
struct title {
    uint32_t cp[MAX_TITLE];
    size_t index[MAX_TITLE]; /* of each in the text */
    size_t length;
    size_t line; /* of the piece that names the report */
};

static int append(struct title *t, const struct nb_text *text, struct nb_line l)
{
    for (size_t i = l.start; i < l.end; i++) {
        uint32_t c = text->cp[i];
        if (c == ' ' || c == '\t' || c == '*' || c == 0x300A || c == 0x300B) /* 《》 */
            continue;
        if (t->length == MAX_TITLE)
            return 0;
        t->index[t->length] = i;
        t->cp[t->length++] = c;
    }
    return 1;
}

static size_t find(const struct title *t, size_t from, const uint32_t *word, size_t length)
{
    for (size_t i = from; i + length <= t->length; i++)
        if (memcmp(t->cp + i, word, length * sizeof *word) == 0)
            return i;
    return SIZE_MAX;
}

static const uint32_t OPEN_INFORMATION[] = {0x4FE1, 0x606F, 0x516C, 0x5F00}; /* 信息公开 */
static const uint32_t GOVERNMENT[] = {0x653F, 0x5E9C};                       /* 政府 */
static const uint32_t PEOPLES[] = {0x4EBA, 0x6C11};                          /* 人民 */
static const uint32_t REPORT[] = {0x62A5, 0x544A};                           /* 报告 */
static const uint32_t YEARLY[] = {0x5E74, 0x62A5};                           /* 年报 */
static const uint32_t ABOUT[] = {0x5173, 0x4E8E};                            /* 关于 */

/* Where 政府信息公开… begins, when the title is one of a report. 人民政府 keeps its 政府. */
static size_t subject_start(const struct title *t)
{
    size_t at = SIZE_MAX;
    for (size_t i = 0; (i = find(t, i, OPEN_INFORMATION, 4)) != SIZE_MAX; i++)
        at = i;
    if (at == SIZE_MAX ||
        (find(t, at, REPORT, 2) == SIZE_MAX && find(t, at, YEARLY, 2) == SIZE_MAX))
        return SIZE_MAX;
    if (at < 2 || memcmp(t->cp + at - 2, GOVERNMENT, sizeof GOVERNMENT) != 0)
        return at;
    int peoples = at >= 4 && memcmp(t->cp + at - 4, PEOPLES, sizeof PEOPLES) == 0;
    return peoples ? at : at - 2;
}

/* Takes 二〇二四年(度) or 2024年(度) out of t->cp[0, *end). */
static int take_year(struct title *t, size_t *end)
{
    for (size_t i = 0; i + 5 <= *end; i++) {
        struct nb_text view = {.cp = t->cp, .length = t->length};
        int year;
        size_t after = nb_outline_year(&view, i, *end, &year);
        if (after == i)
            continue;
        memmove(t->cp + i, t->cp + after, (*end - after) * sizeof *t->cp);
        memmove(t->index + i, t->index + after, (*end - after) * sizeof *t->index);
        *end -= after - i;
        return year;
    }
    return 0;
}

/* The characters [start, end) of a title as the source has them. */
static char *as_printed(struct nb_arena *arena, const struct nb_text *text, const struct title *t,
                        size_t start, size_t end)
{
    struct nb_buffer buffer;
    nb_buffer_init(&buffer);
    for (size_t i = start; i < end; i++) {
        size_t from = text->at[t->index[i]];
        uint32_t ignored;
        size_t size = nb_utf8_decode(text->bytes + from, text->size - from, &ignored);
        if (i == start || t->index[i] != t->index[i - 1] + 1 || from != text->at[t->index[i - 1]])
            nb_buffer_foreign(&buffer, (const char *)text->bytes + from, size, 1);
    }
    nb_buffer_add(&buffer, "", 0);
    char *copy = buffer.failed ? NULL : nb_arena_string(arena, buffer.bytes, buffer.length);
    nb_buffer_free(&buffer);
    return copy;
}

/* What is left of the agency's name: no 关于 and no punctuation around it. */
static void trim_agency(const struct title *t, size_t *start, size_t *end)
{
    while (*end > *start && !nb_is_han(t->cp[*end - 1]) && t->cp[*end - 1] != ')')
        --*end;
    while (*end >= *start + 2 && memcmp(t->cp + *end - 2, ABOUT, sizeof ABOUT) == 0)
        *end -= 2;
    while (*end > *start && !nb_is_han(t->cp[*start]))
        ++*start;
    while (*end >= *start + 2 && memcmp(t->cp + *start, ABOUT, sizeof ABOUT) == 0)
        *start += 2;
}

/* "(2022)": a year without 年. */
static int bare_year(const struct title *t)
{
    for (size_t i = 0; i + 4 <= t->length; i++) {
        int year = 0, digits = 0;
        while (digits < 5 && i + (size_t)digits < t->length &&
               nb_is_digit(t->cp[i + (size_t)digits]))
            year = year * 10 + (int)(t->cp[i + (size_t)digits++] - '0');
        if (digits == 4 && year >= 2008 && year <= 2099)
            return year;
        i += (size_t)digits;
    }
    return 0;
}

/* Reads a joined title. Returns 1 when it is one of a report, 0 when not, -1 without memory. */
static int read_title(struct nb_outline *outline, struct nb_arena *arena,
                      const struct nb_text *text, const struct title *whole)
{
    struct title t = *whole;
    size_t subject = subject_start(&t);
    if (subject == SIZE_MAX)
        return 0;
    size_t end = subject, start = 0;
    int year = take_year(&t, &end);
    if (!year) {
        struct title tail = *whole;
        memmove(tail.cp, whole->cp + subject, (whole->length - subject) * sizeof *tail.cp);
        size_t tail_end = whole->length - subject;
        tail.length = tail_end;
        year = take_year(&tail, &tail_end);
    }
    if (!year)
        year = bare_year(whole);
    trim_agency(&t, &start, &end);
    int better = !outline->title || (!outline->agency && end > start);
    if (!better)
        return 1;
    outline->title = as_printed(arena, text, whole, 0, whole->length);
    outline->title_year = year;
    outline->title_line = whole->line;
    outline->agency = NULL;
    if (end - start >= 2) {
        outline->agency = as_printed(arena, text, &t, start, end);
        if (!outline->agency)
            return -1;
    }
    return outline->title ? 1 : -1;
}

static int can_be_title(const struct nb_text *text, struct nb_line l)
{
    return l.end > l.start && l.end - l.start <= MAX_TITLE && !has(text, l, 0x3002) &&
           !has(text, l, ';') && !has(text, l, '\t') && !has(text, l, '|');
}

/* Joins up to TITLE_PIECES lines from `lines[first]` on; stops at the end of the report's name. */
static int try_titles(struct nb_outline *outline, struct nb_arena *arena,
                      const struct nb_text *text, const size_t *lines, int count, int first)
{
    struct title t = {.length = 0, .line = lines[first]};
    for (int i = first; i < count && i < first + TITLE_PIECES; i++) {
        struct nb_line l = nb_heading_line(text, lines[i]);
        if (!can_be_title(text, l) || !append(&t, text, l))
            return 0;
        uint32_t last = t.length ? t.cp[t.length - 1] : 0;
        int complete = last == REPORT[1] || last == YEARLY[1] || last == ')';
        int found = complete ? read_title(outline, arena, text, &t) : 0;
        if (found)
            return found;
    }
    return 0;
}

/* "（2022年度）" on a line of its own below a title without a year. */
static void take_year_below(struct nb_outline *outline, const struct nb_text *text)
{
    size_t line = outline->title_line + 1,
           last = line + 6 < text->line_count ? line + 6 : text->line_count;
    for (; outline->title && !outline->title_year && line < last; line++) {
        struct nb_line l = nb_heading_line(text, line);
        int year, bracket = l.end > l.start && text->cp[l.start] == '(';
        size_t after = nb_outline_year(text, l.start + (size_t)bracket, l.end, &year);
        if (l.start == l.end)
            continue;
        if (after == l.start + (size_t)bracket || after + (size_t)bracket != l.end)
            return;
        outline->title_year = year;
    }
}

static int find_title(struct nb_outline *outline, struct nb_arena *arena,
                      const struct nb_text *text)
{
    size_t lines[TITLE_LINES], last = text->line_count;
    int count = 0;
    for (int i = 0; i < NB_SECTIONS; i++)
        if (outline->headings[i].found && outline->headings[i].line < last)
            last = outline->headings[i].line;
    for (size_t line = 0; line < last && count < TITLE_LINES; line++) {
        struct nb_line l = nb_heading_line(text, line);
        if (l.end > l.start)
            lines[count++] = line;
    }
    for (int first = count - 1; first >= 0; first--) {
        int had_agency = outline->agency != NULL;
        if (had_agency && outline->title_year)
            break;
        int year = outline->title_year;
        char *title = outline->title, *agency = outline->agency;
        size_t line = outline->title_line;
        outline->title = NULL;
        outline->agency = NULL;
        outline->title_year = 0;
        int found = try_titles(outline, arena, text, lines, count, first);
        if (found < 0)
            return -1;
        /* A reading from further up replaces the one at hand only if it knows more. */
        int gain = (outline->agency != NULL) + (outline->title_year > 0);
        if (!found || gain <= had_agency + (year > 0)) {
            if (title || !found) {
                outline->title = title;
                outline->agency = agency;
                outline->title_year = year;
                outline->title_line = line;
            }
        }
    }
    take_year_below(outline, text);
    return 0;
}

/* ---- period and years in the prose ---- */

static size_t small_number(const struct nb_text *text, size_t i, size_t end, uint32_t unit,
                           int most, int *number)
{
    size_t at = skip(text, i, end), digits = at;
    *number = 0;
    while (at < end && at < digits + 2 && nb_is_digit(text->cp[at]))
        *number = *number * 10 + (int)(text->cp[at++] - '0');
    if (at == digits || *number < 1 || *number > most)
        return i;
    at = skip(text, at, end);
    return at < end && text->cp[at] == unit ? at + 1 : i;
}

/* M月D日, with a year in front or the year given. Returns the index behind it, or `start`. */
static size_t read_date(const struct nb_text *text, size_t start, size_t end, struct nb_date *date,
                        int default_year)
{
    int year = default_year;
    size_t i = nb_outline_year(text, start, end, &year);
    if (i == start)
        year = default_year;
    size_t month = small_number(text, i, end, 0x6708, 12, &date->month); /* 月 */
    if (!year || month == i)
        return start;
    size_t day = small_number(text, month, end, 0x65E5, 31, &date->day); /* 日 */
    if (day == month)
        return start;
    date->year = year;
    return day;
}

/* What a line says that gives the period of the report and not that of some event. */
static const char32_t about_period[] = U"统计|期限|所列数据|报告期|时限";

static int is_whole_year(const struct nb_date *from, const struct nb_date *to)
{
    return from->month == 1 && from->day == 1 && to->month == 12 && to->day == 31;
}

/* "自2024年1月1日起至2024年12月31日止": two dates with 至 or a dash between. */
static int read_period(struct nb_outline *outline, const struct nb_text *text, size_t start,
                       struct nb_line line)
{
    size_t end = line.end;
    struct nb_date from, to;
    size_t i = read_date(text, start, end, &from, 0);
    if (i == start)
        return 0;
    i = skip(text, i, end);
    if (i < end && text->cp[i] == 0x8D77) /* 起 */
        i = skip(text, i + 1, end);
    size_t sign = i;
    while (i < end && (text->cp[i] == 0x81F3 || text->cp[i] == 0x5230 || text->cp[i] == '-' ||
                       text->cp[i] == '~' || text->cp[i] == ',' || text->cp[i] == ' ')) /* 至到 */
        i++;
    if (i == sign || read_date(text, i, end, &to, from.year) == i ||
        (!is_whole_year(&from, &to) &&
         nb_text_find(text, line.start, line.end, about_period, NULL) == SIZE_MAX))
        return 0;
    outline->from = from;
    outline->to = to;
    return 1;
}

static int begins_number(uint32_t c)
{
    return nb_is_digit(c) || nb_han_digit(c) >= 0;
}

static void find_period(struct nb_outline *outline, const struct nb_text *text)
{
    size_t last = text->line_count;
    if (outline->headings[1].found)
        last = outline->headings[1].line;
    for (size_t line = 0; line < last; line++) {
        struct nb_line l = text->lines[line];
        for (size_t i = l.start; i < l.end; i++) {
            if (begins_number(text->cp[i]) && read_period(outline, text, i, l)) {
                outline->period_line = line;
                return;
            }
        }
    }
}

/* "2023年，我镇…": a year that begins a paragraph and is what the paragraph is about. */
static int leads(const struct nb_text *text, struct nb_line l, size_t start, size_t after)
{
    static const uint32_t subjects[] = {',', 0x6211, 0x5168, 0x672C}; /* 我 全 本 */
    size_t next = skip(text, after, l.end);
    if (next + 1 < l.end && text->cp[next + 1] == 0x300A) /* 2019年，《条例》… */
        return 0;
    for (size_t i = 0; next < l.end && i < sizeof subjects / sizeof *subjects; i++)
        if (text->cp[next] == subjects[i])
            return skip(text, l.start, l.end) == start;
    return 0;
}

/* Section 一 leads with one year and never names the title's: copied from another year. */
static void find_prose_year(struct nb_outline *outline, const struct nb_text *text)
{
    size_t first, last;
    if (!outline->headings[0].found)
        return;
    nb_outline_region(outline, text, 1, &first, &last);
    for (size_t line = first; line < last; line++) {
        struct nb_line l = text->lines[line];
        for (size_t i = l.start; i < l.end; i++) {
            int year;
            size_t after = begins_number(text->cp[i]) ? nb_outline_year(text, i, l.end, &year) : i;
            if (after == i)
                continue;
            int leading = leads(text, l, i, after);
            if (year == outline->title_year ||
                (leading && outline->prose_year && year != outline->prose_year)) {
                outline->prose_year = 0;
                return;
            }
            if (leading && !outline->prose_year) {
                outline->prose_year = year;
                outline->prose_line = line;
            }
            i = after - 1;
        }
    }
}

int nb_outline_init(struct nb_outline *outline, struct nb_arena *arena, const struct nb_text *text)
{
    memset(outline, 0, sizeof *outline);
    if (nb_headings_find(outline->headings, &outline->end_line, arena, text) ||
        find_title(outline, arena, text))
        return -1;
    find_period(outline, text);
    find_prose_year(outline, text);
    outline->year = outline->title_year;
    if (!outline->year && outline->from.year && outline->from.year == outline->to.year)
        outline->year = outline->from.year;
    if (!outline->year)
        outline->year = outline->prose_year;
    return 0;
}
