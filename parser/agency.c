/* Names of agencies: which spellings are those of one agency. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "buffer.h"
#include "nianbao.h"
#include "text.h"
#include "utf8.h"

static const char government[] = "人民政府";

/* White space, which includes what nb_buffer_foreign() puts for control characters, and brackets.
 */
static int is_dropped(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE: return 1;
    default: return c == '<' || c == '>'; /* typed for brackets */
    }
}

/* Adds the plain form of a name that is valid and compatible already. */
static void add_plain(struct nb_buffer *out, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t c;
        at += nb_utf8_decode((const unsigned char *)bytes + at, length - at, &c);
        if (!is_dropped(c))
            nb_buffer_codepoint(out, nb_text_unified(c));
    }
    if (out->length == 0)
        nb_buffer_add(out, bytes, length);
}

/* A name in its plain form; the buffer fails where memory runs out. */
static void plain_name(struct nb_buffer *out, const char *string)
{
    struct nb_buffer valid;
    utf8proc_uint8_t *compatible = NULL;
    nb_buffer_init(out);
    nb_buffer_init(&valid);
    nb_buffer_foreign(&valid, string, strlen(string), SIZE_MAX);
    utf8proc_ssize_t length = -1;
    if (!valid.failed)
        length = utf8proc_map(
            (const utf8proc_uint8_t *)valid.bytes, (utf8proc_ssize_t)valid.length, &compatible,
            UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE);
    if (length >= 0)
        add_plain(out, (const char *)compatible, (size_t)length);
    out->failed |= length < 0;
    free(compatible);
    nb_buffer_free(&valid);
}

/* What is left of a name while its ends are cut off. */
struct part {
    const char *bytes;
    size_t length;
};

static int begins_with(struct part part, const char *bytes, size_t length)
{
    return length <= part.length && memcmp(part.bytes, bytes, length) == 0;
}

static int ends_with(struct part part, const char *bytes, size_t length)
{
    return length <= part.length && memcmp(part.bytes + part.length - length, bytes, length) == 0;
}

static void cut_government(struct part *part)
{
    size_t length = sizeof government - 1;
    if (part->length > length && ends_with(*part, government, length))
        part->length -= length;
}

/*
 * Cuts off the longest prefix. A name that is a prefix itself is the area's own: of the spellings
 * that end it the shortest is left, so that 云州市云岫县 is 云岫县 where both are prefixes. Returns
 * 0, or -1 when memory ran out.
 */
static int cut_prefix(struct part *part, const char *const *prefixes)
{
    size_t longest = 0, shortest = part->length;
    int failed = 0, whole = 0;
    for (; prefixes && *prefixes && !failed; prefixes++) {
        struct nb_buffer prefix;
        plain_name(&prefix, *prefixes);
        failed = prefix.failed;
        if (!failed && prefix.length) {
            if (begins_with(*part, prefix.bytes, prefix.length)) {
                whole |= prefix.length == part->length;
                longest = prefix.length > longest ? prefix.length : longest;
            }
            if (ends_with(*part, prefix.bytes, prefix.length) && prefix.length < shortest)
                shortest = prefix.length;
        }
        nb_buffer_free(&prefix);
    }
    size_t cut = whole ? part->length - shortest : longest;
    part->bytes += cut;
    part->length -= cut;
    return failed ? -1 : 0;
}

char *nb_agency_key(const char *agency, const char *const *prefixes)
{
    struct nb_buffer plain, key;
    nb_buffer_init(&key);
    plain_name(&plain, agency);
    struct part part = {plain.bytes, plain.length};
    if (part.length)
        cut_government(&part);
    key.failed = plain.failed || (part.length && cut_prefix(&part, prefixes));
    nb_buffer_add(&key, part.bytes, part.length);
    nb_buffer_free(&plain);
    return nb_buffer_detach(&key);
}
