#include "pdf_sift.h"

#include <math.h>
#include <stdlib.h>

#include "pdf_array.h"

#define BRINK       0.15 /* of a character's size, at its edges, where a line may run along */
#define PIECE_BRINK 0.05 /* likewise for what is no longer than the character */
#define MOST        0.8  /* of a piece's length */
#define STRUCK      0.3  /* of a line's length in characters makes it a part of them */
#define RAISED      0.75 /* of the height of the character before it: a digit no larger is a mark */
#define LIFTED      0.15 /* of that height, by which its foot stands higher */
#define NOTE        2.5  /* of its width behind that character, at most; there may be two of them */
#define LARGE       1.8  /* times the usual height: a title, or a watermark */
#define ASKEW       1.25 /* times its height: no upright ideograph is as wide */
#define SLENDER     0.8  /* likewise, and as no upright digit is */
#define BAND        16.0 /* points of the page's height that are looked up together */
#define BANDS       1024 /* what lies further down is in the last one */
#define CHECKS                                                                                     \
    50000000 /* of a line against a character, on a page; beyond that, lines are kept              \
              */

/* The characters by the bands that they reach into, numbered from `start` of the band on. */
struct bands {
    const struct pdf_glyph **glyphs; /* owned */
    size_t start[BANDS + 1];
    size_t checks;
};

static size_t band_of(double y)
{
    return y < 0 ? 0 : y >= BAND * BANDS ? BANDS - 1 : (size_t)(y / BAND);
}

static int make_bands(struct bands *bands, const struct pdf_text *text)
{
    size_t total = 0;
    for (size_t i = 0; i < text->count; i++) {
        size_t last = band_of(text->glyphs[i].y1);
        for (size_t b = band_of(text->glyphs[i].y0); b <= last; b++, total++)
            bands->start[b]++;
    }
    if (total > CHECKS || !(bands->glyphs = malloc((total + 1) * sizeof *bands->glyphs)))
        return -1;
    for (size_t b = 1; b <= BANDS; b++)
        bands->start[b] += bands->start[b - 1];
    for (size_t i = text->count; i-- > 0;) {
        size_t last = band_of(text->glyphs[i].y1);
        for (size_t b = band_of(text->glyphs[i].y0); b <= last; b++)
            bands->glyphs[--bands->start[b]] = &text->glyphs[i];
    }
    return 0;
}

/* How much of the line runs through the character, not along its edge. */
static double through(const struct pdf_rule *rule, enum pdf_direction way,
                      const struct pdf_glyph *glyph, double brink)
{
    int across = way == PDF_ACROSS;
    double low = across ? glyph->y0 : glyph->x0, high = across ? glyph->y1 : glyph->x1;
    double from = across ? glyph->x0 : glyph->y0, to = across ? glyph->x1 : glyph->y1;
    double side = (high - low) * brink;
    if (rule->at < low + side || rule->at > high - side)
        return 0;
    return fmax(0, fmin(rule->to, to) - fmax(rule->from, from));
}

static int is_within(struct bands *bands, const struct pdf_rule *piece, enum pdf_direction way)
{
    size_t band = band_of(way == PDF_ACROSS ? piece->at : (piece->from + piece->to) / 2);
    for (size_t i = bands->start[band]; i < bands->start[band + 1]; i++) {
        if (bands->checks++ > CHECKS)
            return 0;
        if (through(piece, way, bands->glyphs[i], PIECE_BRINK) >= MOST * (piece->to - piece->from))
            return 1;
    }
    return 0;
}

void pdf_sift_pieces(const struct pdf_text *text, struct pdf_rules *rules)
{
    struct bands *bands = calloc(1, sizeof *bands);
    int usable = bands && !make_bands(bands, text);
    for (int way = PDF_ACROSS; usable && way <= PDF_DOWN; way++) {
        struct pdf_rule_list *list = &rules->list[way];
        size_t kept = 0;
        for (size_t i = 0; i < list->count; i++) {
            if (!is_within(bands, &list->rules[i], (enum pdf_direction)way))
                list->rules[kept++] = list->rules[i];
        }
        list->count = kept;
    }
    if (bands)
        free(bands->glyphs);
    free(bands);
}

void pdf_sift_lines(const struct pdf_text *text, struct pdf_rules *rules)
{
    size_t checks = 0;
    for (int way = PDF_ACROSS; way <= PDF_DOWN; way++) {
        struct pdf_rule_list *list = &rules->list[way];
        size_t kept = 0;
        for (size_t i = 0; i < list->count; i++) {
            struct pdf_rule rule = list->rules[i];
            double inside = 0;
            for (size_t g = 0; g < text->count && checks < CHECKS; g++, checks++)
                inside += through(&rule, (enum pdf_direction)way, &text->glyphs[g], BRINK);
            if (inside <= STRUCK * (rule.to - rule.from))
                list->rules[kept++] = rule;
        }
        list->count = kept;
    }
}

/* The height of most characters; 0 when memory ran out. */
static double usual_height(const struct pdf_text *text)
{
    double *heights = malloc((text->count + 1) * sizeof *heights), usual = 0;
    for (size_t i = 0; heights && i < text->count; i++)
        heights[i] = text->glyphs[i].y1 - text->glyphs[i].y0;
    if (heights && text->count > 0) {
        qsort(heights, text->count, sizeof *heights, pdf_by_value);
        usual = heights[text->count / 2];
    }
    free(heights);
    return usual;
}

static int is_large(const struct pdf_glyph *glyph, double usual)
{
    return fmax(glyph->x1 - glyph->x0, glyph->y1 - glyph->y0) > LARGE * usual;
}

/* Whether the digit is a mark behind the character. */
static int is_raised(const struct pdf_glyph *digit, const struct pdf_glyph *behind, double usual)
{
    double size = digit->y1 - digit->y0, height = behind->y1 - behind->y0;
    double apart = digit->x0 - behind->x1, width = digit->x1 - digit->x0;
    return !is_large(behind, usual) && size < RAISED * height && apart > -width &&
           apart < NOTE * width && digit->y1 < behind->y1 - LIFTED * height &&
           digit->y1 > behind->y0;
}

static int lies_across(const struct pdf_glyph *large, const struct pdf_glyph *small)
{
    double x = (small->x0 + small->x1) / 2, y = (small->y0 + small->y1) / 2;
    return (small->y1 - small->y0) * LARGE < large->y1 - large->y0 && x > large->x0 &&
           x < large->x1 && y > large->y0 && y < large->y1;
}

/* Whether a large character is no upright one, by its box: letters and digits are tall. */
static int is_askew(const struct pdf_glyph *glyph)
{
    double width = glyph->x1 - glyph->x0, height = glyph->y1 - glyph->y0;
    return width > (glyph->code >= 0x2E80 ? ASKEW : SLENDER) * height;
}

/* Whether the character does not belong to the text. */
static int is_mark(struct bands *bands, const struct pdf_text *text, size_t i, double usual)
{
    const struct pdf_glyph *glyph = &text->glyphs[i];
    int large = is_large(glyph, usual);
    if (!large && !(pdf_is_digit(glyph->code) && glyph->y1 - glyph->y0 < usual))
        return 0;
    if (large && is_askew(glyph))
        return 1;
    size_t last = band_of(glyph->y1);
    for (size_t b = band_of(glyph->y0); b <= last; b++) {
        for (size_t k = bands->start[b]; k < bands->start[b + 1]; k++) {
            if (bands->checks++ > CHECKS)
                return 0;
            if (large ? lies_across(glyph, bands->glyphs[k])
                      : is_raised(glyph, bands->glyphs[k], usual))
                return 1;
        }
    }
    return 0;
}

/* Returns -1 when not every character could be looked at. */
static int find_marks(struct bands *bands, const struct pdf_text *text, unsigned char *marks)
{
    double usual = usual_height(text);
    if (usual <= 0 || make_bands(bands, text))
        return -1;
    for (size_t i = 0; i < text->count; i++)
        marks[i] = (unsigned char)is_mark(bands, text, i, usual);
    return bands->checks > CHECKS ? -1 : 0;
}

int pdf_sift_marks(struct pdf_text *text)
{
    struct bands *bands = calloc(1, sizeof *bands);
    unsigned char *marks = calloc(text->count + 1, 1);
    int result = bands && marks ? 0 : -1;
    if (!result && text->count > 0)
        result = find_marks(bands, text, marks);
    size_t kept = 0;
    for (size_t i = 0; !result && i < text->count; i++) {
        if (!marks[i])
            text->glyphs[kept++] = text->glyphs[i];
        else if (i + 1 < text->count)
            text->glyphs[i + 1].apart = 1;
    }
    text->count = result ? text->count : kept;
    if (bands)
        free(bands->glyphs);
    free(bands);
    free(marks);
    return result;
}
