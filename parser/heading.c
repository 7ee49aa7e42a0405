#include "heading.h"

#include <string.h>

#include "label.h"
#include "number.h"

#define MAX_LINE       400 /* characters of a line that is looked at */
#define MAX_HEADING    60  /* of a heading */
#define MAX_CANDIDATES 256

/* How like a title a line must be, in per cent of their pairs of characters, by its mark. */
#define LIKE_NUMBERED 62
#define LIKE_OTHER    85

/* Found with fewer sections, the headings are looked for under other kinds of marks. */
#define ENOUGH_SECTIONS 3

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
            text->cp[i] == ';') /* 。 */
            return i;
    return l.end;
}

/* "一、总体情况……3" */
static int is_contents_line(const struct nb_text *text, struct nb_line l)
{
    return l.end > l.start + 3 && nb_is_digit(text->cp[l.end - 1]) &&
           (text->cp[l.end - 2] == '.' || text->cp[l.end - 3] == '.' || text->cp[l.end - 2] == ' ');
}

/* The mark in front, "第一部分" included. Returns the index behind it. */
static size_t read_mark(const struct nb_text *text, struct nb_line l, struct nb_token *mark)
{
    size_t after;
    if (text->cp[l.start] == 0x7B2C && l.end - l.start > 5 &&
        nb_han_digit(text->cp[l.start + 1]) > 0 &&
        nb_text_find(text, l.start + 2, l.start + 4, U"部分", &after) == l.start + 2) { /* 第 */
        mark->mark = NB_MARK_HAN;
        mark->mark_number = (unsigned char)nb_han_digit(text->cp[l.start + 1]);
    } else {
        after = nb_token_mark(text, l.start, l.end, mark);
    }
    while (after < l.end && (text->cp[after] == ' ' || text->cp[after] == '\t' ||
                             text->cp[after] == 0x3001 || text->cp[after] == '*'))
        after++;
    return after;
}

/* Compares cp[start, end) with every title and keeps the section that it is most like. */
static void compare(struct search *s, size_t line, size_t start, size_t end,
                    const struct nb_token *mark)
{
    struct nb_piece piece;
    unsigned char shared[NB_MAX_WORDINGS];
    int numbered = mark->mark == NB_MARK_HAN, best = -1, best_alike = 0;
    if (end - start > MAX_HEADING)
        return;
    nb_piece_take(&piece, s->text, start, end);
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
    if (best < 0 || best_alike < (numbered ? LIKE_NUMBERED : LIKE_OTHER) ||
        s->count == MAX_CANDIDATES)
        return;
    struct candidate *last = s->count ? &s->list[s->count - 1] : NULL;
    if (last && last->heading.line == line) {
        if (last->alike >= best_alike)
            return;
        s->count--;
    }
    s->list[s->count++] = (struct candidate){
        {1, mark->mark == NB_MARK_NONE ? 0 : mark->mark_number, line, start, end},
        best,
        best_alike,
        numbered,
        0};
}

static void consider(struct search *s, size_t line)
{
    struct nb_line l = nb_text_trimmed(s->text, line);
    struct nb_token mark = {0};
    if (l.end - l.start < 2 || is_contents_line(s->text, l))
        return;
    l.start = (uint32_t)read_mark(s->text, l, &mark);
    if (!(s->marks >> mark.mark & 1) || l.start >= l.end)
        return;
    size_t end = heading_end(s->text, l), space = l.start;
    compare(s, line, l.start, end, &mark);
    while (space < end && s->text->cp[space] != ' ')
        space++;
    if (space < end && space - l.start >= 4) /* "六、其他需要报告的事项 我镇…" */
        compare(s, line, l.start, space, &mark);
}

static int is_empty(const struct nb_text *text, size_t line)
{
    struct nb_line l = nb_text_trimmed(text, line);
    return l.start == l.end;
}

static void find_hollow(struct search *s)
{
    for (int i = 0; i + 1 < s->count; i++) {
        size_t line = s->list[i].heading.line + 1;
        while (line < s->list[i + 1].heading.line && is_empty(s->text, line))
            line++;
        s->list[i].hollow =
            line == s->list[i + 1].heading.line && s->list[i].section != s->list[i + 1].section;
    }
}

/* Whether `a` is rather a section's heading than `b`, which stands above it. */
static int is_better(const struct candidate *a, const struct candidate *b)
{
    if (a->hollow != b->hollow)
        return b->hollow;
    if (a->numbered != b->numbered)
        return a->numbered;
    return !a->numbered && a->alike > b->alike;
}

static int choose(const struct search *s, struct nb_heading *headings)
{
    const struct candidate *chosen[NB_SECTIONS] = {NULL};
    int found = 0;
    for (int i = 0; i < s->count; i++) {
        const struct candidate *c = &s->list[i];
        if (!chosen[c->section] || is_better(c, chosen[c->section]))
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

int nb_headings_find(struct nb_heading *headings, size_t *end_line, struct nb_arena *arena,
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
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        s->marks = marks[m];
        s->count = 0;
        for (size_t line = 0; line < text->line_count; line++)
            if (text->lines[line].end - text->lines[line].start < MAX_LINE)
                consider(s, line);
        find_hollow(s);
        struct nb_heading found[NB_SECTIONS];
        memset(found, 0, sizeof found);
        int count = choose(s, found);
        if (m == 0 || count > ENOUGH_SECTIONS) {
            memcpy(headings, found, sizeof found);
            *end_line = find_end(s, found);
        }
        if (count >= ENOUGH_SECTIONS)
            break;
    }
    return 0;
}
