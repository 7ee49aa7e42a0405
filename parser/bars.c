#include "bars.h"

#include "utf8.h"

#define MAX_BLOCK  40   /* lines of one cell */
#define MAX_PARTS  32   /* of a ruler */
#define MAX_ROWS   400  /* lines of a table with a ruler */
#define MAX_LINE   2000 /* characters of one of its lines */
#define LEAST_DASH 3    /* dashes of a ruler's part */

static int is_empty(const struct nb_text *text, size_t line)
{
    return text->lines[line].start == text->lines[line].end;
}

static int is_white(const struct nb_text *text, size_t line)
{
    for (size_t i = text->lines[line].start; i < text->lines[line].end; i++)
        if (text->cp[i] != ' ' && text->cp[i] != '\t')
            return 0;
    return 1;
}

/* ---- bars on lines of their own ---- */

/* Whether nothing but a bar stands on the line. */
static int is_bar(const struct nb_text *text, size_t line)
{
    size_t bars = 0;
    for (size_t i = text->lines[line].start; i < text->lines[line].end && bars < 2; i++) {
        if (text->cp[i] == '|')
            bars++;
        else if (text->cp[i] != ' ' && text->cp[i] != '\t')
            return 0;
    }
    return bars == 1;
}

/* Whether there are such lines, and all of them have empty ones above and below. */
static int are_set_off(const struct nb_text *text)
{
    int any = 0;
    for (size_t line = 0; line < text->line_count; line++) {
        if (!is_bar(text, line))
            continue;
        if (line == 0 || line + 1 == text->line_count || !is_white(text, line - 1) ||
            !is_white(text, line + 1))
            return 0;
        any = 1;
    }
    return any;
}

/* The first line of the cell that ends above the bar, or the bar's where there is none. */
static size_t cell_above(const struct nb_text *text, size_t bar, size_t floor)
{
    size_t line = bar;
    while (line > floor && is_empty(text, line - 1))
        line--;
    size_t below = line;
    for (int n = 0; n < MAX_BLOCK && line > floor && !is_white(text, line - 1); n++)
        line--;
    return line < below ? line : bar;
}

/*
 * The last line of the cell below the bar, which may be empty. Spaces alone on a line end the row;
 * so does what comes behind the first block of lines.
 */
static size_t cell_below(const struct nb_text *text, size_t bar)
{
    size_t line = bar + 1, last = bar;
    while (line < text->line_count && is_empty(text, line))
        line++;
    for (int n = 0; n < MAX_BLOCK && line < text->line_count && !is_white(text, line); n++) {
        if (is_bar(text, line))
            break;
        last = line++;
    }
    return last;
}

/* The bar that follows the cell's last line, or 0. */
static size_t next_bar(const struct nb_text *text, size_t last)
{
    size_t line = last + 1;
    while (line < text->line_count && is_empty(text, line))
        line++;
    return line < text->line_count && is_bar(text, line) ? line : 0;
}

static void join(struct nb_text *text, size_t first, size_t last)
{
    uint32_t end = text->lines[last].end;
    for (size_t line = first; line < last; line++)
        text->cp[text->lines[line].end] = ' ';
    text->lines[first].end = end;
    for (size_t line = first + 1; line <= last; line++)
        text->lines[line] = (struct nb_line){end, end};
}

void nb_bars_join(struct nb_text *text)
{
    size_t floor = 0;
    if (!are_set_off(text))
        return;
    for (size_t line = 0; line < text->line_count; line++) {
        if (!is_bar(text, line))
            continue;
        size_t first = cell_above(text, line, floor), last = line;
        for (size_t bar = line; bar; bar = next_bar(text, last))
            last = cell_below(text, bar);
        join(text, first, last);
        floor = line = last;
    }
}

/* ---- rulers ---- */

/* Columns [start[i], end[i]) of a ruler's parts. */
struct ruler {
    int count;
    int start[MAX_PARTS], end[MAX_PARTS];
};

/* Reads a line of nothing but dashes and spaces. Returns whether it is one. */
static int read_ruler(const struct nb_text *text, size_t line, struct ruler *ruler)
{
    size_t start = text->lines[line].start, end = text->lines[line].end;
    ruler->count = 0;
    if (end - start > MAX_LINE)
        return 0;
    for (size_t i = start; i < end; i++) {
        int column = (int)(i - start), dash = text->bytes[text->at[i]] == '-';
        if (!dash && text->bytes[text->at[i]] != ' ')
            return 0;
        if (!dash)
            continue;
        if (!ruler->count || ruler->end[ruler->count - 1] != column) {
            if (ruler->count == MAX_PARTS)
                return 0;
            ruler->start[ruler->count++] = column;
        }
        ruler->end[ruler->count - 1] = column + 1;
    }
    return ruler->count > 0;
}

/* Whether it can stand above a table: it has parts, and none of them may be a blank cell's dash. */
static int shows_columns(const struct ruler *ruler)
{
    for (int i = 0; i < ruler->count; i++)
        if (ruler->end[i] - ruler->start[i] < LEAST_DASH)
            return 0;
    return ruler->count > 1;
}

/* Whether `below` closes the table under `above`: it is the same, or one part as long. */
static int closes(const struct ruler *above, const struct ruler *below)
{
    int same = above->count == below->count;
    for (int i = 0; same && i < above->count; i++)
        same = above->start[i] == below->start[i] && above->end[i] == below->end[i];
    return same || (below->count == 1 && below->start[0] == above->start[0] &&
                    below->end[0] == above->end[above->count - 1]);
}

/*
 * The least and the most columns that the character takes; what is beyond ASCII and not surely wide
 * may be either.
 */
static void measure(const struct nb_text *text, const struct nb_line *line, size_t i, int *least,
                    int *most)
{
    uint32_t c;
    size_t at = text->at[i];
    *least = *most = 0;
    if (i > line->start && text->at[i - 1] == at)
        return; /* of one character of the source */
    nb_utf8_decode(text->bytes + at, text->size - at, &c);
    int wide = nb_is_han(c) || (c >= 0x3001 && c <= 0x303E) || (c >= 0xFF01 && c <= 0xFF60);
    *least = 1 + wide;
    *most = 1 + (wide || c >= 0x80);
}

/*
 * Whether the columns in front of the ruler's parts are free in that line; if `cut`, they become
 * bars.
 */
static int pass(struct nb_text *text, size_t number, const struct ruler *ruler, int cut)
{
    const struct nb_line *line = &text->lines[number];
    int low = 0, high = 0, part = 0;
    if (line->end - line->start > MAX_LINE)
        return 0;
    for (size_t i = line->start; i < line->end; i++) {
        int least, most;
        measure(text, line, i, &least, &most);
        while (part < ruler->count && ruler->start[part] - 1 < low)
            part++;
        for (int p = part; p < ruler->count && ruler->start[p] - 1 < high + most; p++)
            if (text->cp[i] != ' ')
                return 0;
        if (cut && part < ruler->count && ruler->start[part] - 1 == low)
            text->cp[i] = '|';
        low += least;
        high += most;
    }
    return 1;
}

/* The line behind the rows of the table below the ruler, or 0. */
static size_t table_end(struct nb_text *text, size_t line, const struct ruler *ruler)
{
    struct ruler below;
    int headed = line > 0 && !is_white(text, line - 1);
    size_t end = 0;
    for (size_t i = line + 1; i < text->line_count && i - line <= MAX_ROWS; i++) {
        if (is_white(text, i)) {
            if (headed && !end)
                end = i;
        } else if (read_ruler(text, i, &below)) {
            return closes(ruler, &below) ? i : end;
        } else if (!pass(text, i, ruler, 0)) {
            return end;
        }
    }
    return end;
}

void nb_bars_rule(struct nb_text *text)
{
    struct ruler ruler;
    for (size_t line = 0; line < text->line_count; line++) {
        if (!read_ruler(text, line, &ruler) || !shows_columns(&ruler))
            continue;
        size_t end = table_end(text, line, &ruler);
        for (size_t i = line + 1; i < end; i++)
            pass(text, i, &ruler, 1);
        if (end)
            line = end;
    }
}
