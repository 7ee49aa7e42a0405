#include "pdf_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf_array.h"

#define LEVEL   0.4  /* of the height by which characters of one line may stand higher or lower */
#define NARROW  0.75 /* of its height is what an ideograph would be wide */
#define APART   0.2  /* ems; less is no blank, unless poppler saw one */
#define POINT   0.35 /* ems; less is no blank beside the point of a number */
#define WIDE    0.5  /* ems; less is no blank between ideographs */
#define COLUMNS 1000 /* of a laid out line */

/* Whether blanks do not matter beside it: an ideograph, or a mark of their width. */
static int is_wide(uint32_t code)
{
    return code >= 0x2E80 && !(code >= 0xFF61 && code <= 0xFFDC) && code < 0xE0000;
}

static double middle(const struct pdf_glyph *glyph)
{
    return (glyph->y0 + glyph->y1) / 2;
}

static int by_middle(const void *a, const void *b)
{
    const struct pdf_glyph *const *one = a, *const *other = b;
    double y = middle(*one), z = middle(*other);
    if (y != z)
        return y > z ? 1 : -1;
    return (*one > *other) - (*one < *other);
}

static int by_left(const void *a, const void *b)
{
    const struct pdf_glyph *const *one = a, *const *other = b;
    if ((*one)->x0 != (*other)->x0)
        return (*one)->x0 > (*other)->x0 ? 1 : -1;
    return (*one > *other) - (*one < *other);
}

static double em_of(const struct pdf_glyph *glyph)
{
    return is_wide(glyph->code) ? glyph->x1 - glyph->x0 : (glyph->y1 - glyph->y0) * NARROW;
}

/* How far two characters that follow each other stand apart, in ems. */
static double gap(const struct pdf_line *line, size_t i)
{
    return (line->glyphs[i]->x0 - line->glyphs[i - 1]->x1) / line->em;
}

/* Sorts the characters of a line and takes its measures. */
static void finish(struct pdf_line *line)
{
    qsort(line->glyphs, line->count, sizeof *line->glyphs, by_left);
    for (size_t i = 0; i < line->count; i++) {
        const struct pdf_glyph *glyph = line->glyphs[i];
        line->x0 = i ? fmin(line->x0, glyph->x0) : glyph->x0;
        line->y0 = i ? fmin(line->y0, glyph->y0) : glyph->y0;
        line->x1 = i ? fmax(line->x1, glyph->x1) : glyph->x1;
        line->y1 = i ? fmax(line->y1, glyph->y1) : glyph->y1;
        line->em = fmax(line->em, em_of(glyph));
    }
    line->em = fmax(line->em, 1);
    for (size_t i = 1; i < line->count; i++)
        line->gaps += gap(line, i) >= PDF_WIDE_GAP;
}

static int fits(const struct pdf_line *line, double height, const struct pdf_glyph *glyph)
{
    double smaller = fmin(height, glyph->y1 - glyph->y0);
    return middle(glyph) - line->middle <= LEVEL * fmax(smaller, 1);
}

/* Takes the next line from the front of sorted characters. */
static struct pdf_line take_line(const struct pdf_glyph **glyphs, size_t count)
{
    struct pdf_line line = {.glyphs = glyphs};
    double sum = 0, height = 0;
    while (line.count < count) {
        const struct pdf_glyph *glyph = glyphs[line.count];
        if (line.count > 0 && !fits(&line, height, glyph))
            break;
        height = fmax(height, glyph->y1 - glyph->y0);
        sum += middle(glyph);
        line.count++;
        line.middle = sum / (double)line.count;
    }
    finish(&line);
    return line;
}

int pdf_lines_make(const struct pdf_glyph **glyphs, size_t count, struct pdf_lines *lines)
{
    memset(lines, 0, sizeof *lines);
    if (count > 0)
        qsort(glyphs, count, sizeof *glyphs, by_middle);
    for (size_t i = 0; i < count;) {
        if (pdf_reserve((void **)&lines->lines, &lines->room, lines->count + 1,
                        sizeof *lines->lines)) {
            pdf_lines_free(lines);
            return -1;
        }
        struct pdf_line line = take_line(glyphs + i, count - i);
        lines->lines[lines->count++] = line;
        i += line.count;
    }
    return 0;
}

void pdf_lines_free(struct pdf_lines *lines)
{
    free(lines->lines);
    memset(lines, 0, sizeof *lines);
}

/* Whether a blank stands before the character at `i` > 0. */
static int is_apart(const struct pdf_line *line, size_t i)
{
    const struct pdf_glyph *last = line->glyphs[i - 1], *glyph = line->glyphs[i];
    double ems = gap(line, i);
    if (is_wide(last->code) && is_wide(glyph->code))
        return ems >= WIDE;
    /* The point of a number may be narrow in a font that is not the one that was measured. */
    if ((last->code == '.' && pdf_is_digit(glyph->code)) ||
        (glyph->code == '.' && pdf_is_digit(last->code)))
        return ems >= POINT;
    return ems >= APART || (glyph == last + 1 && glyph->apart);
}

void pdf_line_text(const struct pdf_line *line, struct nb_buffer *out)
{
    for (size_t i = 0; i < line->count; i++) {
        double blanks = i > 0 && is_apart(line, i) ? fmax(1, fmin(gap(line, i) * 2, COLUMNS)) : 0;
        for (; blanks >= 1; blanks--)
            nb_buffer_puts(out, " ");
        nb_buffer_codepoint(out, line->glyphs[i]->code);
    }
}

void pdf_line_layout(const struct pdf_line *line, double left, double unit, struct nb_buffer *out)
{
    int column = 0;
    for (size_t i = 0; i < line->count; i++) {
        const struct pdf_glyph *glyph = line->glyphs[i];
        if (i == 0 || is_apart(line, i)) {
            double wanted = fmin((glyph->x0 - left) / unit + 0.5, COLUMNS);
            int least = i == 0 ? 0 : column + (gap(line, i) >= PDF_WIDE_GAP ? 2 : 1);
            for (; column < least || column + 1 <= wanted; column++)
                nb_buffer_puts(out, " ");
        }
        nb_buffer_codepoint(out, glyph->code);
        column += is_wide(glyph->code) ? 2 : 1;
    }
}
