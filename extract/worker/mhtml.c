#include <stdlib.h>
#include <string.h>

#include "../../parser/arena.h"
#include "../../parser/charset.h"
#include "html.h"
#include "mime.h"
#include "readers.h"

#define PAGES 64 /* of one file; a workbook has one for each sheet */
#define DEPTH 4  /* of parts within parts */

struct pages {
    struct mime_part parts[PAGES];
    size_t count;
};

static int is_page(const struct mime_part *part)
{
    return mime_is(part->type, "text/html") || mime_is(part->type, "application/xhtml+xml");
}

static void add(struct pages *pages, const struct mime_part *part)
{
    if (pages->count < PAGES)
        pages->parts[pages->count++] = *part;
}

/* Puts the page with that id in front of the others from `first` on. */
static void put_first(struct pages *pages, size_t first, struct mime_text id)
{
    for (size_t i = first; id.length && i < pages->count; i++) {
        struct mime_part part = pages->parts[i];
        if (part.id.length != id.length || memcmp(part.id.at, id.at, id.length) != 0)
            continue;
        pages->parts[i] = pages->parts[first];
        pages->parts[first] = part;
        return;
    }
}

/* Gathers the pages of a part in their order, the one that it starts with first. */
static void gather(struct pages *pages, const struct mime_part *whole, int depth)
{
    struct mime_text boundary = mime_parameter(whole->type, "boundary");
    struct mime_text rest = whole->body, text;
    size_t first = pages->count;
    if (is_page(whole))
        add(pages, whole);
    if (!boundary.length || depth == DEPTH)
        return;
    while (mime_next(&rest, boundary, &text)) {
        struct mime_part part;
        mime_part(text, &part);
        gather(pages, &part, depth + 1);
    }
    put_first(pages, first, mime_parameter(whole->type, "start"));
}

static void tell(const struct mime_part *part, struct nb_charsets *charsets, struct emit *emit,
                 struct html_found *found)
{
    struct mime_text name = mime_parameter(part->type, "charset");
    enum nb_charset declared = nb_charset_by_name(name.at, name.length);
    struct nb_decoded decoded;
    struct nb_arena arena;
    nb_arena_init(&arena);
    unsigned char *bytes = nb_arena_raw(&arena, part->body.length + 1, 1);
    size_t size = bytes ? mime_decode(part, bytes) : 0;
    if (declared == NB_CHARSET_NONE)
        declared = nb_charset_declared(bytes, size);
    if (!bytes || nb_charset_decode(charsets, &arena, bytes, size, declared, &decoded))
        emit_no_memory(emit);
    else if (decoded.senseless)
        emit_fail(emit, NB_INPUT_ENCODING, "单个文件网页", "a web page in an unknown encoding");
    else
        html_tell(decoded.bytes, decoded.size, emit, found);
    nb_arena_free(&arena);
}

/* The first page is the document; where it is but a frame for the others, they are. */
static void tell_all(const struct pages *pages, struct emit *emit, struct html_found *found)
{
    struct nb_charsets charsets;
    nb_charsets_init(&charsets);
    tell(&pages->parts[0], &charsets, emit, found);
    for (size_t i = 1; i < pages->count && !emit_failed(emit); i++) {
        if (i == 1 && found->text)
            break;
        emit_page(emit, (uint32_t)i);
        tell(&pages->parts[i], &charsets, emit, found);
    }
    nb_charsets_close(&charsets);
}

int mhtml_read(const unsigned char *bytes, size_t size, struct emit *emit)
{
    struct html_found found = {0, 0, 0};
    struct mime_part whole;
    struct pages *pages = calloc(1, sizeof *pages);
    if (!pages)
        return emit_no_memory(emit);
    size_t start = 0;
    while (start < size && (bytes[start] <= ' ' || bytes[start] >= 0x80)) /* a byte order mark */
        start++;
    mime_part((struct mime_text){(const char *)bytes + start, size - start}, &whole);
    gather(pages, &whole, 0);
    if (pages->count)
        tell_all(pages, emit, &found);
    else
        emit_fail(emit, NB_INPUT_DAMAGED, "MHTML文件里没有网页，可能不完整",
                  "an MHTML file without a web page; it may be incomplete");
    free(pages);
    return html_conclude(&found, emit);
}
