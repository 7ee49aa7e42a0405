#include "unit.h"

#include "statute.h"

#define WAN_YUAN 4  /* the power of ten of 万元 */
#define MAX_REST 24 /* characters behind a heading in which its unit stands */

struct unit {
    const char32_t *printed;
    const char *name; /* as it is published */
    int power;        /* of ten, in 元 */
};

/* A unit that holds another one comes before it. */
static const struct unit units[] = {
    {U"百万元", "百万元", 6}, {U"千万元", "千万元", 7}, {U"亿元", "亿元", 8}, {U"万元", "万元", 4},
    {U"千元", "千元", 3},     {U"元", "元", 0},         {U"亿", "亿", 8},     {U"万", "万", 4},
};

static int is_gap(uint32_t c)
{
    return c == ' ' || c == '\n' || c == '*' || nb_parts_cells(c);
}

static const struct unit *first_of(const struct nb_text *text, size_t start, size_t end, size_t *at,
                                   size_t *after)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if ((*at = nb_text_find(text, start, end, units[i].printed, after)) != SIZE_MAX)
            return &units[i];
    return NULL;
}

/* The unit among the characters cp[start, end) of a cell, or NULL. */
static const struct unit *unit_in_cell(const struct nb_text *text, size_t start, size_t end)
{
    size_t at, after;
    return first_of(text, start, end, &at, &after);
}

/* The unit that stands alone in the cell, or on the line, behind cp[end]; or NULL. */
static const struct unit *unit_beside(const struct nb_text *text, size_t end)
{
    size_t first = end, after, at, gaps = 0;
    for (; first < text->length && gaps < MAX_REST &&
           (is_gap(text->cp[first]) || text->cp[first] == '(');
         first++)
        gaps++;
    size_t stop = first;
    while (stop < text->length && stop < first + MAX_REST && !is_gap(text->cp[stop]) &&
           text->cp[stop] != ')')
        stop++;
    const struct unit *unit = first_of(text, first, stop, &at, &after);
    return unit && at == first && after == stop ? unit : NULL;
}

/*
 * The unit in brackets, or behind 单位, after the last of `words` ('|' between them) in
 * cp[start, end); the heading may be broken over lines and cells. NULL: there is none.
 */
static const struct unit *unit_in_heading(const struct nb_text *text, size_t start, size_t end,
                                          const char32_t *words)
{
    size_t behind = SIZE_MAX, after, at;
    while ((at = nb_text_find(text, start, end, words, &after)) != SIZE_MAX)
        behind = start = after;
    if (behind == SIZE_MAX)
        return NULL;
    uint32_t rest[MAX_REST] = {0};
    struct nb_text view = {.cp = rest};
    for (size_t i = behind; i < end && i < behind + 4 * MAX_REST && view.length < MAX_REST; i++)
        if (!is_gap(text->cp[i]))
            rest[view.length++] = text->cp[i];
    int bracket = rest[0] == '(' || rest[0] == '[';
    if (!bracket && nb_text_find(&view, 0, view.length, U"单位", NULL) != 0)
        return NULL;
    size_t close = 0;
    while (close < view.length && rest[close] != ')' && rest[close] != ']')
        close++;
    return first_of(&view, 0, close, &at, &after);
}

/* Where in the text the source of a cell stands: [*start, *end). */
static void cell_span(const struct nb_text *text, const struct nb_cell *cell, size_t *start,
                      size_t *end)
{
    size_t low = 0, high = text->length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text->at[middle] < cell->at)
            low = middle + 1;
        else
            high = middle;
    }
    *start = *end = low;
    while (*end < text->length && text->at[*end] < cell->at + cell->length)
        ++*end;
}

/*
 * The unit of an amount of money: that of its cell, else the one beside it, else that of its row's
 * label or its column's heading. `*in_cell`: the number was already read with it.
 */
static const struct unit *find_unit(const struct nb_text *text, const struct nb_cell *cell,
                                    size_t first, const char32_t *label, const char32_t *heading,
                                    int *in_cell)
{
    size_t start, end;
    cell_span(text, cell, &start, &end);
    const struct unit *unit = unit_in_cell(text, start, end);
    *in_cell = unit != NULL;
    if (!unit)
        unit = unit_beside(text, end);
    if (!unit && first < start)
        unit = unit_in_heading(text, first, start, label);
    if (!unit && first < start)
        unit = unit_in_heading(text, first, start, heading);
    return unit;
}

void nb_units_apply(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline)
{
    int fees = nb_form_cell(&report->form, "disclosure.fees.amount"), in_cell;
    int amount = nb_form_cell(&report->form, "disclosure.procurement.amount");
    size_t line, last;
    nb_outline_region(outline, text, report->form.edition->tables[NB_DISCLOSURE].section, &line,
                      &last);
    size_t first = line < text->line_count ? text->lines[line].start : 0;
    if (amount >= 0 && report->cells[amount].state == NB_READ) {
        const struct unit *unit = find_unit(text, &report->cells[amount], first, U"政府集中采购",
                                            U"采购总金额", &in_cell);
        report->amount_unit = unit ? unit->name : NULL;
    }
    if (fees >= 0 && report->cells[fees].state == NB_READ) {
        struct nb_cell *cell = &report->cells[fees];
        const struct unit *unit =
            find_unit(text, cell, first, U"行政事业性收费", U"收费金额", &in_cell);
        if (unit && !in_cell && nb_cell_scale(cell, WAN_YUAN - unit->power)) {
            cell->state = NB_MISSING;
            cell->flags |= NB_WAS_BAD;
        }
    }
}
