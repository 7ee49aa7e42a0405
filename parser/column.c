#include "column.h"

#include <limits.h>
#include <string.h>

#include "utf8.h"

#define GAP      2    /* spaces between cells, somewhere in a row that has all of them */
#define WIDE_GAP 4    /* likewise in others: a number lost from text that flows leaves less */
#define LONGEST  2000 /* characters of a line; no layout has longer ones */
#define CLEAR    4    /* the least by which one column must be nearer than all others, in halves */
#define FAR      16   /* from a column's place: not under it, in halves */
#define DOUBT    8    /* by which a fit may be worse and still raise doubts, in halves */

#define ROWS 2 /* that show the columns */

#define HEADING_LINES 40 /* above the first row of a page */

#define METRICS 2 /* columns that an ideograph takes, less one */
#define ANCHORS 3 /* flush left, centred, flush right */

/* Where the items of a strip stand, in halves of a column. */
struct nb_spread {
    int at[NB_MAX_ITEMS][METRICS][ANCHORS];
    int placed;   /* all of its numbers stand in lines without separators */
    int measured; /* and are set off from each other */
    int whole;    /* it has all of its numbers, and on one line */
};

/* Where the headings of one page stand, over the rows that are like one strip. */
struct nb_column_headings {
    int strip; /* the first one of that page, table and number of slots, or -1 */
    int found; /* all of them */
    int at[NB_MAX_SLOTS][METRICS][ANCHORS];
};

/* The places of the columns by one metric and anchor. */
struct model {
    int low[NB_MAX_SLOTS], high[NB_MAX_SLOTS];
    int slots;
};

struct fit {
    struct model model;
    int metric, anchor;
    long misfit;
};

void nb_columns_init(struct nb_columns *columns, const struct nb_text *text,
                     const struct nb_form *form, const struct nb_strips *strips,
                     const struct nb_tokens *tokens)
{
    memset(columns, 0, sizeof *columns);
    columns->text = text;
    columns->form = form;
    columns->strips = strips;
    columns->tokens = tokens;
}

/* How far from the start of its line the character at `index` stands. */
static int offset(const struct nb_text *text, size_t line, size_t index, int metric)
{
    int columns = 0;
    for (size_t i = text->lines[line].start; i < index; i++)
        columns += 1 + (metric && text->at[i + 1] - text->at[i] >= 3);
    return columns;
}

static void measure(const struct nb_text *text, const struct nb_token *t, int at[][ANCHORS])
{
    for (int metric = 0; metric < METRICS; metric++) {
        int start = offset(text, t->line, t->start, metric);
        int end = offset(text, t->line, t->end, metric);
        at[metric][0] = 2 * start;
        at[metric][1] = start + end;
        at[metric][2] = 2 * end;
    }
}

/* Whether a form feed stands between the line and the next one. */
static int ends_page(const struct nb_text *text, size_t line)
{
    if (line + 1 >= text->line_count)
        return 0;
    size_t from = text->at[text->lines[line].end], to = text->at[text->lines[line + 1].start];
    return memchr(text->bytes + from, '\f', to - from) != NULL;
}

static const struct nb_token *token_of(const struct nb_columns *c, const struct nb_strip *s, int i)
{
    return &c->tokens[s->table].list[s->items[i].token];
}

/* Whether `gap` spaces stand before the number, as they do not in what flows. */
static int is_set_off(const struct nb_text *text, const struct nb_token *t, uint32_t gap)
{
    uint32_t i = t->start;
    while (i > text->lines[t->line].start && t->start - i < gap && text->cp[i - 1] == ' ')
        i--;
    return t->start - i == gap;
}

static void spread(const struct nb_columns *c, const struct nb_strip *s, struct nb_spread *out)
{
    int set_off = 0;
    out->placed = out->measured = 0;
    out->whole = s->filled == s->slots && s->count == s->filled && !s->overfull;
    for (int i = 0; i < s->count; i++) {
        const struct nb_token *t = token_of(c, s, i);
        const struct nb_line *line = &c->text->lines[t->line];
        if (t->grid || line->end - line->start > LONGEST)
            return;
        set_off |= is_set_off(c->text, t, s->filled == s->slots ? GAP : WIDE_GAP);
        out->whole &= t->line == token_of(c, s, 0)->line;
        measure(c->text, t, out->at[i]);
    }
    out->placed = 1;
    out->measured = set_off;
}

/* Measures the strips of a table and finds the page of each: a form feed parts two. */
static int survey(struct nb_columns *c, struct nb_arena *arena, int table)
{
    if (!c->spreads)
        c->spreads = NB_NEW(arena, struct nb_spread, NB_MAX_STRIPS);
    if (!c->headings)
        c->headings = NB_NEW(arena, struct nb_column_headings, 1);
    if (!c->spreads || !c->headings)
        return -1;
    c->headings->strip = -1;
    const struct nb_text *text = c->text;
    uint32_t page = 0;
    size_t line = 0;
    for (int i = 0; i < c->strips->count; i++) {
        const struct nb_strip *s = &c->strips->list[i];
        if (s->table != table)
            continue;
        spread(c, s, &c->spreads[i]);
        /* The label tells where the strip stands, not its numbers: one may have been torn off. */
        uint32_t to = c->tokens[table].list[s->label].line;
        if (s->count)
            to = token_of(c, s, 0)->line;
        for (; line < to; line++)
            page += ends_page(text, line);
        c->pages[i] = page;
    }
    c->known[table] = 1;
    return 0;
}

/* How many characters of the word stand at cp[i], before `end`. */
static int prefix(const uint32_t *cp, size_t i, size_t end, const uint32_t *word, int length)
{
    int n = 0;
    while (n < length && i + (size_t)n < end && cp[i + (size_t)n] == word[n])
        n++;
    return n;
}

/*
 * Looks in lines [first, last) for the longest beginning of the word, two characters at least, that
 * stands to the right of the heading before. Of several the leftmost one counts.
 */
static int find_heading(const struct nb_text *text, size_t first, size_t last, const char *zh,
                        int before[METRICS][ANCHORS], int at[METRICS][ANCHORS])
{
    uint32_t word[NB_MAX_SLOTS * 4];
    int length = 0, longest = 1;
    size_t size = strlen(zh);
    for (size_t i = 0; i < size && length < NB_MAX_SLOTS * 4;)
        i += nb_utf8_decode((const unsigned char *)zh + i, size - i, &word[length++]);
    for (size_t line = first; line < last; line++) {
        size_t end = text->lines[line].end;
        if (end - text->lines[line].start > LONGEST)
            continue;
        for (size_t i = text->lines[line].start; i < end; i++) {
            int n = prefix(text->cp, i, end, word, length), place[METRICS][ANCHORS];
            if (n < longest || n < 2)
                continue;
            struct nb_token token = {
                .line = (uint32_t)line, .start = (uint32_t)i, .end = (uint32_t)i + (uint32_t)n};
            measure(text, &token, place);
            if ((before && place[0][1] <= before[0][1] && place[1][1] <= before[1][1]) ||
                (n == longest && place[1][1] >= at[1][1]))
                continue;
            longest = n;
            memcpy(at, place, sizeof place);
        }
    }
    return longest >= 2;
}

/* What stands over the column itself: the last part of its full name. */
static const char *heading_of(const struct nb_form *form, int cell)
{
    const char *zh = nb_form_column(form, cell)->zh, *part;
    while ((part = strstr(zh, "—")) != NULL)
        zh = part + strlen("—");
    return zh;
}

/* Finds the headings above the first row of the page that the strip stands on. */
static void find_headings(const struct nb_columns *c, int strip)
{
    const struct nb_strip *like = &c->strips->list[strip];
    struct nb_column_headings *h = c->headings;
    int top = strip;
    for (int i = strip - 1; i >= 0 && c->strips->list[i].table == like->table; i--)
        if (c->pages[i] == c->pages[strip] && c->strips->list[i].slots == like->slots)
            top = i;
    if (h->strip == top)
        return;
    h->strip = top;
    const struct nb_tokens *tokens = &c->tokens[like->table];
    size_t last = tokens->list[c->strips->list[top].label].line, first = last;
    while (first > tokens->list[0].line && last - first < HEADING_LINES &&
           !ends_page(c->text, first - 1))
        first--;
    h->found = 1;
    for (int slot = 0; slot < like->slots && h->found; slot++)
        h->found =
            find_heading(c->text, first, last, heading_of(c->form, nb_strip_cell(like, slot)),
                         slot ? h->at[slot - 1] : NULL, h->at[slot]);
}

static void learn(struct model *m, const struct nb_spread *s, int metric, int anchor)
{
    for (int slot = 0; slot < m->slots; slot++) {
        int at = s->at[slot][metric][anchor];
        if (at < m->low[slot])
            m->low[slot] = at;
        if (at > m->high[slot])
            m->high[slot] = at;
    }
}

/* The columns as the whole rows of the same page show them. Returns how many rows there are. */
static int learn_rows(const struct nb_columns *c, int strip, struct model *m, int metric,
                      int anchor)
{
    const struct nb_strip *like = &c->strips->list[strip];
    int rows = 0;
    m->slots = like->slots;
    for (int slot = 0; slot < m->slots; slot++) {
        m->low[slot] = INT_MAX;
        m->high[slot] = INT_MIN;
    }
    for (int i = 0; i < c->strips->count; i++) {
        const struct nb_strip *s = &c->strips->list[i];
        if (i == strip || s->table != like->table || s->slots != like->slots ||
            c->pages[i] != c->pages[strip] || !c->spreads[i].measured || !c->spreads[i].whole)
            continue;
        learn(m, &c->spreads[i], metric, anchor);
        rows++;
    }
    return rows;
}

static int distance(const struct model *m, int slot, int at)
{
    return at < m->low[slot] ? m->low[slot] - at : at > m->high[slot] ? at - m->high[slot] : 0;
}

/* The column nearest to `at`; `*best` and `*second` become how far it and the next one are. */
static int nearest(const struct model *m, int at, int *best, int *second)
{
    int slot = 0;
    *best = *second = INT_MAX;
    for (int i = 0; i < m->slots; i++) {
        int far = distance(m, i, at);
        if (far < *best) {
            *second = *best;
            *best = far;
            slot = i;
        } else if (far < *second) {
            *second = far;
        }
    }
    return slot;
}

/* Whether a whole row of the page has a number under another column's heading than its own. */
static int is_refuted(const struct nb_columns *c, int strip, const struct model *m, int metric,
                      int anchor)
{
    const struct nb_strip *like = &c->strips->list[strip];
    int best, second;
    for (int i = 0; i < c->strips->count; i++) {
        const struct nb_strip *s = &c->strips->list[i];
        if (i == strip || s->table != like->table || s->slots != like->slots ||
            c->pages[i] != c->pages[strip] || !c->spreads[i].placed || !c->spreads[i].whole)
            continue;
        for (int slot = 0; slot < m->slots; slot++)
            if (nearest(m, c->spreads[i].at[slot][metric][anchor], &best, &second) != slot)
                return 1;
    }
    return 0;
}

static int learn_headings(const struct nb_columns *c, int strip, struct model *m, int metric,
                          int anchor)
{
    find_headings(c, strip);
    m->slots = c->strips->list[strip].slots;
    for (int slot = 0; slot < m->slots; slot++)
        m->low[slot] = m->high[slot] = c->headings->at[slot][metric][anchor];
    return c->headings->found && !is_refuted(c, strip, m, metric, anchor);
}

/* How badly the numbers of the page stand by this model: less is better. */
static long misfit(const struct nb_columns *c, int strip, const struct model *m, int metric,
                   int anchor)
{
    const struct nb_strip *like = &c->strips->list[strip];
    long sum = 0;
    int best, second;
    for (int slot = 0; slot < m->slots; slot++)
        sum += 4L * (m->high[slot] - m->low[slot]);
    for (int i = 0; i < c->strips->count; i++) {
        const struct nb_strip *s = &c->strips->list[i];
        if (s->table != like->table || s->slots != like->slots || c->pages[i] != c->pages[strip] ||
            !c->spreads[i].measured || c->spreads[i].whole)
            continue;
        for (int k = 0; k < s->count; k++) {
            nearest(m, c->spreads[i].at[k][metric][anchor], &best, &second);
            sum += best < FAR ? best : FAR;
        }
    }
    return sum;
}

static int is_alone(const struct nb_columns *c, const struct nb_strip *s, int item)
{
    const struct nb_tokens *tokens = &c->tokens[s->table];
    size_t i = (size_t)s->items[item].token;
    uint32_t line = tokens->list[i].line;
    return (i == 0 || tokens->list[i - 1].line != line) &&
           (i + 1 == tokens->count || tokens->list[i + 1].line != line);
}

/* Whether the item is wider than the columns are apart: two numbers without a gap. */
static int is_glued(const struct nb_columns *c, int strip, const struct model *m, int item,
                    int metric)
{
    const int *at = c->spreads[strip].at[item][metric];
    for (int slot = 0; slot + 1 < m->slots; slot++)
        if (at[2] - at[0] > m->low[slot + 1] - m->low[slot])
            return 1;
    return 0;
}

static int judge(const struct nb_columns *c, int strip, const struct fit *fit, unsigned short *mask)
{
    const struct model *m = &fit->model;
    const struct nb_strip *s = &c->strips->list[strip];
    int says = 0;
    for (int i = 0; i < s->count; i++) {
        int best, second;
        int slot = nearest(m, c->spreads[strip].at[i][fit->metric][fit->anchor], &best, &second);
        mask[i] = NB_ANY_SLOT;
        if (is_glued(c, strip, m, i, fit->metric))
            return NB_GLUED;
        if (m->slots > 1 && best * 2 < second && second - best >= CLEAR)
            mask[i] = (unsigned short)(1u << slot);
        else if (best >= FAR && is_alone(c, s, i))
            mask[i] = 0;
        says |= mask[i] != NB_ANY_SLOT;
    }
    return says;
}

/*
 * What the best fit says, without what another that fits nearly as well denies: a single number
 * stands well by several of them.
 */
static int weigh(const struct nb_columns *c, int strip, const struct fit *fits, int count, int best,
                 unsigned short *mask)
{
    unsigned short other[NB_MAX_ITEMS];
    int says = judge(c, strip, &fits[best], mask);
    for (int i = 0; i < count && says == 1; i++) {
        if (i == best || fits[i].misfit > 2 * fits[best].misfit + DOUBT ||
            judge(c, strip, &fits[i], other) != 1)
            continue;
        for (int k = 0; k < c->strips->list[strip].count; k++)
            if (!(mask[k] & other[k]))
                mask[k] = NB_ANY_SLOT;
    }
    return says;
}

int nb_columns_ask(struct nb_columns *c, struct nb_arena *arena, int strip, unsigned short *mask)
{
    const struct nb_strip *s = &c->strips->list[strip];
    for (int i = 0; i < s->count; i++)
        mask[i] = NB_ANY_SLOT;
    if (!c->known[s->table] && survey(c, arena, s->table))
        return -1;
    if (!c->spreads[strip].measured)
        return 0;
    struct fit fits[METRICS * ANCHORS];
    int count = 0, best = 0;
    for (int way = 0; way < METRICS * ANCHORS; way++) {
        struct fit *fit = &fits[count];
        fit->metric = way / ANCHORS;
        fit->anchor = way % ANCHORS;
        if (learn_rows(c, strip, &fit->model, fit->metric, fit->anchor) < ROWS &&
            !learn_headings(c, strip, &fit->model, fit->metric, fit->anchor))
            continue;
        fit->misfit = misfit(c, strip, &fit->model, fit->metric, fit->anchor);
        if (fit->misfit < fits[best].misfit)
            best = count;
        count++;
    }
    return count ? weigh(c, strip, fits, count, best, mask) : 0;
}
