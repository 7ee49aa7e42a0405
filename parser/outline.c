#include "outline.h"

#include <string.h>

#include "title.h"

#define INTRO_LINES 60 /* in which a sentence may name the report */
#define INTRO_REACH 40 /* characters from its year to its name */
#define MAX_HEADING 16 /* characters of a line that is no part of a paragraph */

/*
 * The line on which the table of section 四 begins, where the heading above it is missing: the
 * requests table would reach down to it otherwise. 0: there is none.
 */
static size_t find_proceedings(const struct nb_outline *outline, const struct nb_text *text)
{
    size_t first, last;
    if (!outline->headings[2].found || outline->headings[3].found)
        return 0;
    nb_outline_region(outline, text, 3, &first, &last);
    for (size_t line = first; line < last; line++) {
        struct nb_line l = text->lines[line];
        if (nb_text_find(text, l.start, l.end, U"结果维持", NULL) == SIZE_MAX ||
            nb_text_find(text, l.start, l.end, U"。|,", NULL) != SIZE_MAX)
            continue;
        while (line > first) {
            struct nb_line above = nb_text_trimmed(text, line - 1);
            if (above.end > above.start &&
                nb_text_find(text, above.start, above.end, U"行政复议|行政诉讼|直接起诉|复议后起诉",
                             NULL) == SIZE_MAX)
                break;
            line--;
        }
        return line;
    }
    return 0;
}

void nb_outline_region(const struct nb_outline *outline, const struct nb_text *text, int number,
                       size_t *first, size_t *last)
{
    const struct nb_heading *own = &outline->headings[number - 1];
    int alone = own->found && !own->in_line;
    *first = alone ? own->last_line + 1 : 0;
    *last = text->line_count;
    for (int i = 0; i < NB_SECTIONS; i++) {
        const struct nb_heading *h = &outline->headings[i];
        if (!h->found || h->in_line || h == own)
            continue;
        if (!alone && i < number - 1 && h->last_line + 1 > *first)
            *first = h->last_line + 1;
        if ((alone ? h->line > own->line : i > number - 1) && h->line < *last)
            *last = h->line;
    }
    if (outline->end_line > *first && outline->end_line < *last)
        *last = outline->end_line;
    if (outline->proceedings_line && number == 4 && outline->proceedings_line > *first)
        *first = outline->proceedings_line;
    if (outline->proceedings_line && number == 3 && outline->proceedings_line < *last)
        *last = outline->proceedings_line;
    if (*last < *first)
        *last = *first;
}

/* ---- the year that the text speaks of ---- */

/* What a sentence says that looks forward or back, so that its year is not the report's. */
static const char32_t other_years[] =
    U"将|计划|下一步|拟|打算|同比|相比|上年|去年|以来|修订|施行|颁布";

/* Whether a paragraph begins at the line: what is above it is blank, a heading, or has ended. */
static int begins_paragraph(const struct nb_text *text, size_t line)
{
    struct nb_line above;
    if (line == 0)
        return 1;
    above = text->lines[line - 1];
    while (above.end > above.start && text->cp[above.end - 1] == ' ')
        above.end--;
    if (above.end == above.start)
        return 1;
    uint32_t last = text->cp[above.end - 1];
    return last == U'。' || last == ':' || last == ';' || above.end - above.start < MAX_HEADING;
}

/* "2023年，我镇…": a year that begins a paragraph and is what its first sentence is about. */
static int leads(const struct nb_text *text, size_t line, size_t start, size_t after)
{
    static const char32_t subjects[] = U",我全本";
    struct nb_line l = text->lines[line];
    size_t next = nb_date_skip(text, after, l.end), stop = next;
    if (next >= l.end || nb_date_skip(text, l.start, l.end) != start ||
        (next + 1 < l.end && text->cp[next + 1] == U'《')) /* 2019年，《条例》… */
        return 0;
    size_t i = 0;
    while (subjects[i] && subjects[i] != text->cp[next])
        i++;
    while (stop < l.end && text->cp[stop] != U'。')
        stop++;
    return subjects[i] && nb_text_find(text, next, stop, other_years, NULL) == SIZE_MAX &&
           begins_paragraph(text, line);
}

/* Section 一 leads with one year and never names the one that is known: it was copied. */
static void find_prose_year(struct nb_outline *outline, const struct nb_text *text, int known)
{
    size_t first, last;
    if (!outline->headings[0].found)
        return;
    nb_outline_region(outline, text, 1, &first, &last);
    for (size_t line = first; line < last; line++) {
        struct nb_line l = text->lines[line];
        for (size_t i = l.start; i < l.end; i++) {
            int year;
            size_t after = nb_date_year(text, i, l.end, &year);
            if (after == i)
                continue;
            int leading = leads(text, line, i, after);
            if (year == known || (leading && outline->prose_year && year != outline->prose_year)) {
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

/* The year that the headings of sections name, where all that name one agree; or 0. */
static int heading_year(const struct nb_outline *outline, const struct nb_text *text, size_t *line)
{
    int agreed = 0;
    for (int n = 0; n < NB_SECTIONS; n++) {
        const struct nb_heading *h = &outline->headings[n];
        for (size_t i = h->start; h->found && i < h->end; i++) {
            int year;
            if (nb_date_year(text, i, h->end, &year) == i)
                continue;
            if (agreed && year != agreed)
                return 0;
            agreed = year;
            *line = h->line;
            break;
        }
    }
    return agreed;
}

/* The year of the sections: what their headings and the first of them agree on. */
static void find_section_year(struct nb_outline *outline, const struct nb_text *text, int known)
{
    size_t line = 0;
    int year = heading_year(outline, text, &line);
    find_prose_year(outline, text, known ? known : year);
    if (!year || year == known)
        return;
    if (outline->prose_year && outline->prose_year != year) {
        outline->prose_year = 0;
        return;
    }
    outline->prose_year = year;
    outline->prose_line = line;
}

/* The one year that section 一 speaks of, when it speaks of no other; or 0. */
static int find_only_year(const struct nb_outline *outline, const struct nb_text *text)
{
    size_t first, last;
    int only = 0;
    if (!outline->headings[0].found)
        return 0;
    nb_outline_region(outline, text, 1, &first, &last);
    for (size_t line = first; line < last; line++) {
        struct nb_line l = text->lines[line];
        for (size_t i = l.start; i < l.end; i++) {
            int year;
            if (nb_date_year(text, i, l.end, &year) == i)
                continue;
            if (only && year != only)
                return 0;
            only = year;
        }
    }
    return only;
}

/* "现公布本局2023年政府信息公开工作年度报告": a sentence above the sections names the report. */
static int find_intro_year(const struct nb_text *text, size_t last)
{
    for (size_t line = 0; line < last && line < INTRO_LINES; line++) {
        struct nb_line l = text->lines[line];
        for (size_t i = l.start; i < l.end; i++) {
            int year;
            size_t after = nb_date_year(text, i, l.end, &year), subject;
            if (after == i)
                continue;
            size_t stop = after + INTRO_REACH < l.end ? after + INTRO_REACH : l.end;
            if (nb_text_find(text, after, stop, U"信息公开", &subject) != SIZE_MAX &&
                nb_text_find(text, subject, stop, U"年度报告|年报", NULL) != SIZE_MAX)
                return year;
        }
    }
    return 0;
}

/* Finds the title in the lines before `last`, or, where there is none, in the label. */
static int find_title(struct nb_outline *outline, struct nb_arena *arena,
                      const struct nb_text *text, const struct nb_text *label, size_t last)
{
    struct nb_title title;
    if (nb_title_find(&title, arena, text, last))
        return -1;
    outline->title_line = title.text ? title.line + 1 : 0;
    if (!title.text && label && nb_title_find(&title, arena, label, label->line_count))
        return -1;
    outline->title = title.text;
    outline->agency = title.agency;
    outline->title_year = title.year;
    return 0;
}

int nb_outline_init(struct nb_outline *outline, struct nb_arena *arena, const struct nb_text *text,
                    const struct nb_text *label)
{
    struct nb_period period;
    size_t first = text->line_count;
    memset(outline, 0, sizeof *outline);
    struct nb_headings headings;
    if (nb_headings_find(&headings, arena, text))
        return -1;
    memcpy(outline->headings, headings.list, sizeof headings.list);
    outline->end_line = headings.end_line;
    outline->again = headings.again;
    outline->proceedings_line = find_proceedings(outline, text);
    for (int i = 0; i < NB_SECTIONS; i++)
        if (outline->headings[i].found && outline->headings[i].line < first)
            first = outline->headings[i].line;
    if (find_title(outline, arena, text, label, first))
        return -1;
    size_t last = outline->headings[1].found ? outline->headings[1].line : text->line_count;
    if (nb_date_period(&period, text, last, outline->title_year)) {
        outline->from = period.from;
        outline->to = period.to;
        outline->period_line = period.line;
    }
    int of_period = period.from.year == period.to.year ? period.from.year : 0;
    find_section_year(outline, text, outline->title_year ? outline->title_year : of_period);
    outline->intro_year = find_intro_year(text, first);
    const int years[] = {outline->title_year, of_period, outline->intro_year, outline->prose_year,
                         find_only_year(outline, text)};
    for (size_t i = 0; i < sizeof years / sizeof *years && !outline->year; i++)
        outline->year = years[i];
    return 0;
}
