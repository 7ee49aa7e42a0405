#include "pdf_text.h"

#include <stdlib.h>
#include <string.h>

#include "../../parser/utf8.h"
#include "pdf_array.h"

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

void pdf_text_free(struct pdf_text *text)
{
    free(text->glyphs);
    memset(text, 0, sizeof *text);
}
