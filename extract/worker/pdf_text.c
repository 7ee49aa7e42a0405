#include "pdf_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../parser/utf8.h"
#include "pdf_array.h"

#define TOUCH 0.3 /* of the size of a character, between two of one word */
#define LEVEL 0.7 /* of its height, in common with its neighbour's */
#define EDGE  0.6 /* of its width, beside the edge: the next one's middle lies beyond */

/* What marks the direction of writing in poppler's text has no place on the page. */
static int is_mark(uint32_t code)
{
    return code >= 0x202A && code <= 0x202E;
}

static int is_blank(uint32_t code)
{
    return code <= ' ' || code == 0xA0 || code == 0x3000 || code == 0xFEFF ||
           (code >= 0x2000 && code <= 0x200B) || code == 0x2028;
}

/* Takes the characters of `text` together with their places; -1: no memory, 1: too few places. */
static int take(struct pdf_text *out, const char *text, const PopplerRectangle *places, guint count)
{
    size_t length = strlen(text), i = 0;
    unsigned char apart = 1;
    guint place = 0;
    while (i < length) {
        uint32_t code;
        i += nb_utf8_decode((const unsigned char *)text + i, length - i, &code);
        if (is_mark(code))
            continue;
        if (place == count)
            return PDF_TEXT_UNPLACED;
        const PopplerRectangle *box = &places[place++];
        if (is_blank(code) || code == NB_UTF8_INVALID) {
            apart = 1;
            continue;
        }
        if (pdf_reserve((void **)&out->glyphs, &out->room, out->count + 1, sizeof *out->glyphs))
            return -1;
        out->glyphs[out->count++] =
            (struct pdf_glyph){box->x1, box->y1, box->x2, box->y2, code, apart};
        apart = 0;
    }
    return place == count ? 0 : PDF_TEXT_UNPLACED;
}

int pdf_text_read(PopplerPage *page, struct pdf_text *text)
{
    PopplerRectangle *places = NULL;
    guint count = 0;
    int result = 0;
    memset(text, 0, sizeof *text);
    char *bytes = poppler_page_get_text(page);
    if (bytes && *bytes && poppler_page_get_text_layout(page, &places, &count))
        result = take(text, bytes, places, count);
    if (result)
        pdf_text_free(text);
    g_free(places);
    g_free(bytes);
    return result;
}

/* Whether two characters stand side by side on one level, as those of a word do. */
static int touch(const struct pdf_glyph *last, const struct pdf_glyph *glyph)
{
    double width = fmin(glyph->x1 - glyph->x0, last->x1 - last->x0);
    double height = fmin(glyph->y1 - glyph->y0, last->y1 - last->y0);
    double common = fmin(glyph->y1, last->y1) - fmax(glyph->y0, last->y0);
    return fabs(glyph->x0 - last->x1) <= TOUCH * width && common >= LEVEL * height;
}

/* Whether what would follow or go before the character lies outside of the page. */
static int is_at_edge(const struct pdf_glyph *glyph, double width)
{
    double near = EDGE * (glyph->x1 - glyph->x0);
    return glyph->x0 < near || glyph->x1 > width - near;
}

void pdf_text_words(struct pdf_text *text, double width)
{
    size_t kept = 0;
    for (size_t i = 1; i < text->count; i++)
        text->glyphs[i].apart |= !touch(&text->glyphs[i - 1], &text->glyphs[i]);
    for (size_t i = 0, end; i < text->count; i = end) {
        int cut = 0, number = pdf_text_word(text, i, &end);
        for (size_t k = i; k < end; k++)
            cut |= is_at_edge(&text->glyphs[k], width);
        for (size_t k = i; k < end && !(cut && number); k++)
            text->glyphs[kept++] = text->glyphs[k];
    }
    text->count = kept;
}

int pdf_text_word(const struct pdf_text *text, size_t first, size_t *end)
{
    int number = 1;
    for (*end = first; *end < text->count; (*end)++) {
        const struct pdf_glyph *glyph = &text->glyphs[*end];
        if (*end > first && glyph->apart)
            break;
        number &= pdf_is_digit(glyph->code) || glyph->code == '.' || glyph->code == ',' ||
                  glyph->code == '-';
    }
    return number;
}

int pdf_is_digit(uint32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 0xFF10 && code <= 0xFF19);
}

void pdf_text_free(struct pdf_text *text)
{
    free(text->glyphs);
    memset(text, 0, sizeof *text);
}
