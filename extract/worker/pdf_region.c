#include "pdf_region.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 40   /* characters of a number that is one */
#define PARTED  1.05 /* how much larger the pitch between two numbers is than within them */

static double area(const struct pdf_table *table)
{
    return (table->x1 - table->x0) * (table->y1 - table->y0);
}

/* The innermost region at a place; of tables only those larger than `than` count. */
static size_t region_at(const struct pdf_regions *regions, double x, double y, double than)
{
    const struct pdf_tables *tables = regions->tables;
    size_t region = 0;
    double best = INFINITY;
    for (size_t t = 0; t < tables->count; t++) {
        const struct pdf_table *table = &tables->tables[t];
        int cell = pdf_table_cell_at(table, x, y);
        if (cell >= 0 && area(table) < best && area(table) > than) {
            best = area(table);
            region = regions->base[t] + (size_t)cell;
        }
    }
    return region;
}

static size_t region_of(const struct pdf_regions *regions, const struct pdf_glyph *glyph)
{
    return region_at(regions, (glyph->x0 + glyph->x1) / 2, (glyph->y0 + glyph->y1) / 2, 0);
}

/* Numbers the regions, and finds out which table stands in which. */
static void number_regions(struct pdf_regions *regions)
{
    const struct pdf_tables *tables = regions->tables;
    regions->base[0] = 1;
    for (size_t t = 0; t < tables->count; t++)
        regions->base[t + 1] = regions->base[t] + (size_t)tables->tables[t].cell_count;
    for (size_t t = 0; t < tables->count; t++) {
        const struct pdf_table *table = &tables->tables[t];
        regions->parents[t] = region_at(regions, (table->x0 + table->x1) / 2,
                                        (table->y0 + table->y1) / 2, area(table));
    }
}

/*
 * A number that reaches over a line stands where most of it stands; it must not be taken apart. One
 * that stands nowhere belongs to no region.
 */
static void keep_number(const struct pdf_regions *regions, size_t *of, size_t first, size_t end)
{
    size_t best = of[first], most = 0;
    for (size_t i = first; i < end; i++) {
        size_t count = 0;
        for (size_t k = first; k < end; k++)
            count += of[k] == of[i];
        best = count > most ? of[i] : best;
        most = count > most ? count : most;
    }
    if (most * 3 < (end - first) * 2)
        best = regions->base[regions->tables->count];
    for (size_t i = first; i < end; i++)
        of[i] = best;
}

/* From the character before to this one, where that is a digit; else 0. */
static double pitch(const struct pdf_regions *regions, size_t i)
{
    const struct pdf_glyph *glyph = &regions->text->glyphs[i];
    return pdf_is_digit(glyph[-1].code) ? glyph->x0 - glyph[-1].x0 : 0;
}

/* The largest pitch of a word's characters that have a region in common; 0 when none have. */
static double usual_pitch(const struct pdf_regions *regions, const size_t *of, size_t first,
                          size_t end)
{
    double usual = 0;
    for (size_t i = first + 1; i < end; i++) {
        if (of[i] == of[i - 1])
            usual = fmax(usual, pitch(regions, i));
    }
    return usual;
}

/* Where the cell that is this region begins; -INFINITY for what is no cell. */
static double left_of(const struct pdf_regions *regions, size_t region)
{
    size_t t = 0;
    if (region == 0)
        return -INFINITY;
    while (region >= regions->base[t + 1])
        t++;
    return regions->tables->tables[t].cells[region - regions->base[t]].x0;
}

/*
 * Whether the side of a cell runs through a gap before the character that the other digits of the
 * word do not have: numbers that fill their cells nearly touch. Without others nothing tells.
 */
static int is_parted(const struct pdf_regions *regions, const size_t *of, size_t i, double usual)
{
    const struct pdf_glyph *glyph = &regions->text->glyphs[i];
    double side = left_of(regions, of[i]);
    return of[i] != of[i - 1] && usual > 0 && pitch(regions, i) > usual * PARTED &&
           side >= glyph[-1].x0 + usual && side <= glyph->x0;
}

/* Keeps the numbers of a word that holds nothing else. */
static void keep_numbers(const struct pdf_regions *regions, size_t *of, size_t first, size_t end)
{
    double usual = usual_pitch(regions, of, first, end);
    for (size_t i = first + 1; i < end; i++) {
        if (is_parted(regions, of, i, usual)) {
            keep_number(regions, of, first, i);
            first = i;
        }
    }
    keep_number(regions, of, first, end);
}

/* The region of each character. */
static void find_regions(const struct pdf_regions *regions, size_t *of)
{
    const struct pdf_text *text = regions->text;
    for (size_t i = 0; i < text->count; i++)
        of[i] = region_of(regions, &text->glyphs[i]);
    for (size_t i = 0, end; i < text->count; i = end) {
        if (pdf_text_word(text, i, &end) && end - i <= LONGEST)
            keep_numbers(regions, of, i, end);
    }
}

/* Sorts by counting: where each region's characters end moves down to where they start. */
static void sort_glyphs(struct pdf_regions *regions, size_t count, const size_t *of, size_t *starts)
{
    const struct pdf_text *text = regions->text;
    for (size_t i = 0; i < text->count; i++)
        starts[of[i]]++;
    for (size_t r = 1; r <= count; r++)
        starts[r] += starts[r - 1];
    for (size_t i = text->count; i-- > 0;)
        regions->glyphs[--starts[of[i]]] = &text->glyphs[i];
}

/* Those in no region are sorted behind all others. */
static int make_lines(struct pdf_regions *regions, size_t count)
{
    size_t *starts = calloc(count + 1, sizeof *starts);
    size_t *of = calloc(regions->text->count + 1, sizeof *of);
    regions->lines = calloc(count, sizeof *regions->lines);
    int result = starts && of && regions->lines ? 0 : -1;
    if (!result) {
        find_regions(regions, of);
        sort_glyphs(regions, count, of, starts);
    }
    for (; !result && regions->count < count; regions->count++) {
        size_t r = regions->count;
        result = pdf_lines_make(regions->glyphs + starts[r], starts[r + 1] - starts[r],
                                &regions->lines[r]);
    }
    free(of);
    free(starts);
    return result;
}

int pdf_regions_make(const struct pdf_text *text, const struct pdf_tables *tables,
                     struct pdf_regions *regions)
{
    memset(regions, 0, sizeof *regions);
    regions->text = text;
    regions->tables = tables;
    regions->base = calloc(tables->count + 1, sizeof *regions->base);
    regions->parents = calloc(tables->count + 1, sizeof *regions->parents);
    regions->glyphs = calloc(text->count + 1, sizeof *regions->glyphs);
    if (!regions->base || !regions->parents || !regions->glyphs)
        return -1;
    number_regions(regions);
    return make_lines(regions, regions->base[tables->count]);
}

void pdf_regions_free(struct pdf_regions *regions)
{
    for (size_t r = 0; r < regions->count; r++)
        pdf_lines_free(&regions->lines[r]);
    free(regions->lines);
    free(regions->base);
    free(regions->parents);
    free(regions->glyphs);
    memset(regions, 0, sizeof *regions);
}

const struct pdf_table *pdf_regions_table(const struct pdf_regions *regions, size_t region,
                                          const struct pdf_table *last)
{
    const struct pdf_table *best = NULL;
    for (size_t t = 0; t < regions->tables->count; t++) {
        const struct pdf_table *table = &regions->tables->tables[t];
        int behind = !last || table->y0 > last->y0 || (table->y0 == last->y0 && table > last);
        if (regions->parents[t] == region && behind && (!best || table->y0 < best->y0))
            best = table;
    }
    return best;
}
