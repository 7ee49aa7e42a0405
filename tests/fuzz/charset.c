/* Bytes of any encoding: what they are taken for, and where what comes out stood. */
#include "bodies.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "../../parser/kind.h"
#include "../../parser/text.h"
#include "../../parser/utf8.h"

#define MAX_PLACES 4 /* whose offsets are looked at in one input */

/*
 * What a fuzzer makes of UTF-8 seldom is sound in another encoding, so that its first byte says
 * into which one the rest is brought. What cannot be brought there is left out. Returns the size.
 */
static size_t bring(const uint8_t *data, size_t size, uint8_t **out)
{
    static const char *const names[] = {"GB18030", "UTF-16LE", "UTF-16BE", "BIG5-HKSCS"};
    size_t which = size ? data[0] % 8 : 7, room = size * 4 + 16, left = room;
    *out = malloc(room);
    FUZZ_HOLDS(*out);
    if (which >= sizeof names / sizeof *names) {
        if (size)
            memcpy(*out, data, size);
        return size;
    }
    iconv_t converter = iconv_open(names[which], "UTF-8");
    FUZZ_HOLDS(converter != (iconv_t)-1);
    char *to = (char *)*out;
    for (size_t i = 1; i < size;) {
        uint32_t c;
        char bytes[4], *from = bytes;
        size_t taken = nb_utf8_decode(data + i, size - i, &c);
        memcpy(bytes, data + i, taken);
        i += taken;
        if (c != NB_UTF8_INVALID)
            iconv(converter, &from, &taken, &to, &left);
        else if (left-- > 0)
            *to++ = bytes[0];
    }
    iconv_close(converter);
    return (size_t)(to - (char *)*out);
}

/* Every so often: what stands later comes from a later place. */
static void check_offsets(struct nb_charsets *set, const struct nb_decoded *d, const uint8_t *data,
                          size_t size)
{
    size_t step = d->size / MAX_PLACES + 1, before = 0;
    for (size_t at = 0; at < d->size; at += step) {
        while (d->charset != NB_UTF8 && at + 1 < d->size && (d->bytes[at] & 0xC0) == 0x80)
            at++;
        size_t offset = nb_charset_offset(set, d, data, size, at);
        FUZZ_HOLDS(offset >= before && offset < size);
        before = offset;
    }
}

static void check_decoded(const struct nb_decoded *d, size_t size)
{
    FUZZ_HOLDS(d->charset >= 0 && d->charset < NB_CHARSETS && !d->unavailable);
    FUZZ_HOLDS(d->size <= 3 * size);
    FUZZ_HOLDS(d->replaced <= size && (d->replaced == 0 || d->first_bad < size));
    for (size_t i = 0; i < d->size && d->charset != NB_UTF8;) {
        uint32_t c;
        i += nb_utf8_decode(d->bytes + i, d->size - i, &c);
        FUZZ_HOLDS(c != NB_UTF8_INVALID);
    }
}

void fuzz_charset(const uint8_t *data, size_t size)
{
    struct nb_charsets set;
    struct nb_arena arena;
    struct nb_decoded decoded;
    struct nb_text text;
    uint8_t *bytes;
    size = bring(data, size, &bytes);
    nb_kind_of(bytes, size);
    enum nb_charset declared = nb_charset_declared(bytes, size);
    nb_charsets_init(&set);
    nb_arena_init(&arena);
    FUZZ_HOLDS(nb_charset_decode(&set, &arena, bytes, size, declared, &decoded) == 0);
    check_decoded(&decoded, size);
    check_offsets(&set, &decoded, bytes, size);
    FUZZ_HOLDS(nb_text_decode(&text, &arena, bytes, size, &decoded) == 0);
    size_t bad = text.replaced + text.nuls + text.controls;
    FUZZ_HOLDS(bad <= size && (bad == 0 || text.first_bad < size));
    nb_charsets_close(&set);
    nb_arena_free(&arena);
    free(bytes);
}
