#include "heading.h"

#include <string.h>

#include "label.h"
#include "number.h"
#include "utf8.h"

#define MAX_LINE       400 /* characters of a line that is looked at */
#define MAX_HEADING    60  /* of a heading */
#define MAX_CANDIDATES 256
#define LINES_APART    2 /* from one line of a broken heading to the next */

/* How like a title a line must be, in per cent of their pairs of characters, by its mark. */
#define LIKE_NUMBERED 62
#define LIKE_OTHER    85
#define LIKE_WHOLE    100

/* Found with fewer sections, the headings are looked for under other kinds of marks. */
#define ENOUGH_SECTIONS 3

/* Numbered lines of the tables, which no section is called after. */
static const char no_titles[] =
    "本年新收政府信息公开申请数量|上年结转政府信息公开申请数量|本年度办理结果|结转下年度继续办理";

struct candidate {
    struct nb_heading heading;
    int section; /* index */
    int alike;
    int numbered; /* 一、 as the format has it */
    int hollow;   /* another one follows at once: an entry of a table of contents */
};

struct search {
    const struct nb_text *text;
    struct nb_labels labels;
    unsigned marks; /* a bit for each kind that is accepted */
    struct candidate list[MAX_CANDIDATES];
    int count;
};

/* Where the heading ends at the latest: in front of a sentence on the same line. */
static size_t heading_end(const struct nb_text *text, struct nb_line l)
{
    for (size_t i = l.start; i < l.end; i++)
        if (text->cp[i] == 0x3002 || text->cp[i] == ':' || text->cp[i] == '\t' ||
            text->cp[i] == ';' || text->cp[i] >= NB_CELL_END) /* 。 */
            return i;
    return l.end;
}

/* "一、总体情况……3" */
static int is_contents_line(const struct nb_text *text, struct nb_line l)
{
    return l.end > l.start + 3 && nb_is_digit(text->cp[l.end - 1]) &&
           (text->cp[l.end - 2] == '.' || text->cp[l.end - 3] == '.' ||
            text->cp[l.end - 2] == ' ' || text->cp[l.end - 2] == '\t' ||
            text->cp[l.end - 2] >= NB_CELL_END);
}

static int is_between(uint32_t c)
{
    return c == ' ' || c == '\t' || c == U'、' || c == '*' || c == ',' || c == ':' || c == 0xB7 ||
           c >= NB_CELL_END;
}

/*
 * The mark in front: 一、 and such, 第一部分, or a number that has lost its comma. Returns the
 * index behind it.
 */
static size_t read_mark(const struct nb_text *text, struct nb_line l, struct nb_token *mark)
{
    const uint32_t *c = text->cp + l.start;
    size_t length = l.end - l.start, after = l.start;
    if (c[0] == U'第' && length > 5 && nb_han_digit(c[1]) > 0 &&
        nb_text_find(text, l.start + 2, l.start + 4, U"部分", &after) == l.start + 2) {
        mark->mark = NB_MARK_HAN;
        mark->mark_number = (unsigned char)nb_han_digit(c[1]);
    } else if (length > 2 && nb_han_digit(c[0]) > 0 && nb_han_digit(c[0]) <= NB_SECTIONS &&
               is_between(c[1])) {
        mark->mark = NB_MARK_HAN;
        mark->mark_number = (unsigned char)nb_han_digit(c[0]);
        after = l.start + 1;
    } else {
        after = nb_token_mark(text, l.start, l.end, mark);
    }
    while (after < l.end && is_between(text->cp[after]))
        after++;
    return after;
}

/* Compares cp[start, end) with every title and keeps the section that it is most like. */
static void compare(struct search *s, size_t line, size_t last_line, size_t start, size_t end,
                    const struct nb_token *mark)
{
    struct nb_label_piece piece;
    unsigned char shared[NB_MAX_WORDINGS];
    int numbered = mark->mark == NB_MARK_HAN, best = -1, best_alike = 0;
    if (end - start > MAX_HEADING)
        return;
    nb_label_piece_take(&piece, s->text, start, end);
    if (piece.length < 2 || (piece.length < 4 && !numbered))
        return;
    nb_labels_match(&s->labels, &piece, shared);
    for (int w = 0; w < s->labels.count; w++) {
        const struct nb_wording *wording = &s->labels.wordings[w];
        /* Twice the shared pairs over all pairs of both. */
        int alike = 200 * shared[w] / (piece.length - 1 + wording->length - 1);
        if (alike > best_alike) {
            best_alike = alike;
            best = wording->owner;
        }
    }
    if (best < 0 || best == NB_SECTIONS || best_alike < (numbered ? LIKE_NUMBERED : LIKE_OTHER) ||
        s->count == MAX_CANDIDATES)
        return;
    struct candidate *last = s->count ? &s->list[s->count - 1] : NULL;
    if (last && last->heading.line == line) {
        if (last->alike >= best_alike)
            return;
        s->count--;
    }
    s->list[s->count++] = (struct candidate){
        {1, mark->mark == NB_MARK_NONE ? 0 : mark->mark_number, 0, line, last_line, start, end},
        best,
        best_alike,
        numbered,
        0};
}

static int is_empty(const struct nb_text *text, size_t line)
{
    struct nb_line l = nb_text_trimmed(text, line);
    return l.start == l.end;
}

/* The next line that is not empty, if it can be the rest of a heading; else `line`. */
static size_t rest_of_heading(const struct nb_text *text, size_t line)
{
    struct nb_token mark = {0};
    size_t next = line + 1;
    while (next < text->line_count && next <= line + LINES_APART && is_empty(text, next))
        next++;
    if (next >= text->line_count || next > line + LINES_APART)
        return line;
    struct nb_line l = nb_text_trimmed(text, next);
    int single = heading_end(text, l) == l.end && l.end - l.start <= MAX_HEADING;
    return single && read_mark(text, l, &mark) == l.start ? next : line;
}

static void consider(struct search *s, size_t line)
{
    struct nb_line l = nb_text_trimmed(s->text, line);
    struct nb_token mark = {0};
    if (l.end - l.start < 2 || is_contents_line(s->text, l))
        return;
    l.start = (uint32_t)read_mark(s->text, l, &mark);
    if (!(s->marks >> mark.mark & 1))
        return;
    size_t end = heading_end(s->text, l), space = l.start;
    if (end > l.start)
        compare(s, line, line, l.start, end, &mark);
    while (space < end && s->text->cp[space] != ' ')
        space++;
    if (space < end && space - l.start >= 4) /* "六、其他需要报告的事项 我镇…" */
        compare(s, line, line, l.start, space, &mark);
    int whole = s->count && s->list[s->count - 1].heading.line == line &&
                s->list[s->count - 1].alike >= LIKE_WHOLE;
    size_t next =
        mark.mark == NB_MARK_HAN && end == l.end && !whole ? rest_of_heading(s->text, line) : line;
    if (next > line) {
        struct nb_line rest = nb_text_trimmed(s->text, next);
        compare(s, line, next, l.start < l.end ? l.start : rest.start, rest.end, &mark);
    }
}

/* Whether nothing stands between one candidate and the next. */
static int follow_at_once(const struct search *s, int i)
{
    size_t line = s->list[i].heading.last_line + 1;
    while (line < s->list[i + 1].heading.line && is_empty(s->text, line))
        line++;
    return line == s->list[i + 1].heading.line && s->list[i].section != s->list[i + 1].section;
}

/* Entries of a table of contents; its last one follows another. */
static void find_hollow(struct search *s)
{
    for (int i = 0; i + 1 < s->count; i++)
        s->list[i].hollow = follow_at_once(s, i);
    unsigned below = 0; /* sections with a numbered heading further down */
    for (int i = s->count - 1; i > 1; i--) {
        s->list[i].hollow |=
            s->list[i - 1].hollow && s->list[i - 2].hollow && (below >> s->list[i].section & 1);
        below |= (unsigned)s->list[i].numbered << s->list[i].section;
    }
}

/*
 * Where the sections begin for a second time: the first or second one behind the fourth or a later
 * one, and at least ENOUGH_SECTIONS of them again. Returns the index of the candidate, or s->count.
 */
static int find_again(const struct search *s)
{
    int highest = -1;
    for (int i = 0; i < s->count; i++) {
        const struct candidate *c = &s->list[i];
        unsigned before = 0, behind = 0;
        if (c->hollow || !c->numbered)
            continue;
        if (c->section > 1 || highest < 3) {
            highest = c->section > highest ? c->section : highest;
            continue;
        }
        for (int j = 0; j < s->count; j++)
            if (!s->list[j].hollow && s->list[j].numbered)
                *(j < i ? &before : &behind) |= 1u << s->list[j].section;
        if (__builtin_popcount(before & behind) >= ENOUGH_SECTIONS)
            return i;
        highest = c->section;
    }
    return s->count;
}

/* How well a candidate does as the heading of its section. */
static int worth(const struct candidate *c)
{
    int own_number = c->heading.printed == c->section + 1;
    return c->hollow ? 1 : 100 + c->alike + 50 * own_number + (c->numbered ? 1000 : 0);
}

/*
 * Marks the candidates that make the best sequence of sections in their order; of several the last.
 * Lines of section 一 that are worded like headings of the others stand out of it.
 */
static void find_sequence(const struct search *s, unsigned char *in)
{
    int best[MAX_CANDIDATES], before[MAX_CANDIDATES], last = -1;
    for (int i = 0; i < s->count; i++) {
        best[i] = 0;
        before[i] = -1;
        for (int j = 0; j < i; j++)
            if (s->list[j].section < s->list[i].section && best[j] >= best[i]) {
                best[i] = best[j];
                before[i] = j;
            }
        best[i] += worth(&s->list[i]);
        last = last < 0 || best[i] >= best[last] ? i : last;
    }
    memset(in, 0, MAX_CANDIDATES);
    for (; last >= 0; last = before[last])
        in[last] = 1;
}

/* Those in sequence are headings; and, of a section that has none there, the best numbered one. */
static int choose(const struct search *s, struct nb_heading *headings)
{
    const struct candidate *chosen[NB_SECTIONS] = {NULL};
    unsigned char in[MAX_CANDIDATES];
    int found = 0;
    find_sequence(s, in);
    for (int i = 0; i < s->count; i++)
        if (in[i])
            chosen[s->list[i].section] = &s->list[i];
    for (int i = 0; i < s->count; i++) {
        const struct candidate *c = &s->list[i];
        if (c->numbered && (!chosen[c->section] || worth(c) > 100 + worth(chosen[c->section])))
            chosen[c->section] = c;
    }
    for (int i = 0; i < NB_SECTIONS; i++) {
        if (chosen[i]) {
            headings[i] = chosen[i]->heading;
            found++;
        }
    }
    return found;
}

/* The first numbered heading behind all that were chosen. */
static size_t find_end(const struct search *s, const struct nb_heading *headings)
{
    size_t last = 0;
    for (int i = 0; i < NB_SECTIONS; i++)
        if (headings[i].found && headings[i].line > last)
            last = headings[i].line;
    for (int i = 0; i < s->count; i++)
        if (s->list[i].numbered && s->list[i].heading.line > last)
            return s->list[i].heading.line;
    return 0;
}

/* Whether a section's title stands at cp[start]; returns the index behind it, or `start`. */
static size_t title_at(const struct nb_text *text, size_t start, size_t end, int section)
{
    const char *titles = nb_sections[section].titles;
    size_t best = start;
    while (*titles) {
        size_t length = strcspn(titles, "|"), at = 0, i = start;
        while (at < length && i < end) {
            uint32_t c;
            size_t size = nb_utf8_decode((const unsigned char *)titles + at, length - at, &c);
            if (nb_is_han(text->cp[i]) && text->cp[i] != c)
                break;
            at += nb_is_han(text->cp[i]) ? size : 0;
            i++;
        }
        if (at == length && i > best)
            best = i;
        titles += length + (titles[length] == '|');
    }
    return best;
}

/*
 * Takes the heading that stands at cp[at], a sentence before or behind it, for a section that has
 * no other.
 */
static void take_in_line(struct nb_headings *found, const struct nb_text *text, size_t line,
                         size_t at)
{
    struct nb_line l = text->lines[line];
    int number = nb_han_digit(text->cp[at]);
    if (number < 1 || number > NB_SECTIONS || found->list[number - 1].found || at + 3 >= l.end ||
        text->cp[at + 1] != U'、')
        return;
    size_t start = at + 2, end = title_at(text, start, l.end, number - 1);
    if (end > start)
        found->list[number - 1] =
            (struct nb_heading){1, number, at > l.start, line, line, start, end};
}

/* Text whose paragraphs were joined: headings right in front of, or behind, a sentence. */
static void find_in_lines(struct nb_headings *found, const struct nb_text *text)
{
    size_t last = found->again ? found->again : text->line_count;
    for (size_t line = 0; line < last; line++) {
        struct nb_line l = text->lines[line];
        int behind_stop = !is_contents_line(text, nb_text_trimmed(text, line));
        for (size_t i = l.start; i < l.end; i++) {
            if (behind_stop && nb_han_digit(text->cp[i]) > 0)
                take_in_line(found, text, line, i);
            behind_stop = text->cp[i] == U'。' || (behind_stop && text->cp[i] == ' ');
        }
    }
}

/* Looks for headings under some kinds of marks; returns how many sections were found. */
static int find_marked(struct search *s, unsigned marks, struct nb_headings *found)
{
    s->marks = marks;
    s->count = 0;
    for (size_t line = 0; line < s->text->line_count; line++) {
        struct nb_line l = s->text->lines[line];
        int taken = s->count && s->list[s->count - 1].heading.last_line >= line && line;
        if (!taken && l.end - l.start < MAX_LINE)
            consider(s, line);
    }
    find_hollow(s);
    int again = find_again(s);
    memset(found, 0, sizeof *found);
    if (again < s->count)
        found->again = s->list[again].heading.line;
    s->count = again;
    int count = choose(s, found->list);
    found->end_line = found->again ? found->again : find_end(s, found->list);
    return count;
}

int nb_headings_find(struct nb_headings *headings, struct nb_arena *arena,
                     const struct nb_text *text)
{
    static const unsigned marks[] = {1u << NB_MARK_HAN | 1u << NB_MARK_NONE, 1u << NB_MARK_ARABIC,
                                     1u << NB_MARK_PAREN};
    struct search *s = NB_NEW(arena, struct search, 1);
    if (!s || nb_labels_init(&s->labels, arena))
        return -1;
    s->text = text;
    for (int i = 0; i < NB_SECTIONS; i++)
        nb_labels_add(&s->labels, nb_sections[i].titles, i);
    nb_labels_add(&s->labels, no_titles, NB_SECTIONS);
    int best = ENOUGH_SECTIONS;
    for (size_t m = 0; best < NB_SECTIONS && m < sizeof marks / sizeof *marks; m++) {
        struct nb_headings found;
        int count = find_marked(s, marks[m], &found);
        if (m == 0 || count > best)
            *headings = found;
        best = count > best ? count : best;
    }
    find_in_lines(headings, text);
    return 0;
}
