/* Names of agencies: which spellings are those of one agency. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "buffer.h"
#include "nianbao.h"
#include "text.h"
#include "utf8.h"

static const char government[] = "人民政府";

/* The longest compatibility decomposition in Unicode has 18 code points. */
#define MAX_EXPANSION 18

/* White space, controls and brackets. */
static int is_dropped(utf8proc_int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE: return 1;
    default: return c == '<' || c == '>'; /* typed for brackets */
    }
}

static void add_plain(struct nb_buffer *out, uint32_t c)
{
    utf8proc_int32_t form[MAX_EXPANSION];
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)nb_text_unified(c), form, MAX_EXPANSION,
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE, &boundary);
    for (utf8proc_ssize_t i = 0; i < count; i++)
        if (!is_dropped(form[i]))
            nb_buffer_codepoint(out, (unsigned)form[i]);
}

/*
 * A name in its plain form. Characters are decomposed one by one, and marks stay in their order: to
 * sort those takes the square of their number, and names that differ in it are none.
 */
static void plain_name(struct nb_buffer *out, const char *string)
{
    size_t length = strlen(string);
    nb_buffer_init(out);
    for (size_t at = 0; at < length;) {
        uint32_t c;
        at += nb_utf8_decode((const unsigned char *)string + at, length - at, &c);
        add_plain(out, c == NB_UTF8_INVALID ? 0xFFFD : c);
    }
    if (out->length == 0)
        nb_buffer_foreign(out, string, length, SIZE_MAX);
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

/* ---- the list of prefixes ------------------------------------------------------------------- */

/* How many bytes of blanks `text` begins with, at most one blank. */
static size_t blank(const char *text)
{
    if (*text == ' ' || *text == '\t')
        return 1;
    return strncmp(text, "\xE3\x80\x80", 3) == 0 ? 3 : 0; /* U+3000 */
}

/* The next name, and its length; NULL at the end of the list. */
static const char *next_name(const char *text, size_t *length)
{
    size_t n;

    while ((n = blank(text)) > 0)
        text += n;
    if (!*text)
        return NULL;
    for (n = 0; text[n] && !blank(text + n);)
        n++;
    *length = n;
    return text;
}

char **nb_agency_prefixes(const char *text)
{
    size_t count = 0, length = 0, size = strlen(text) + 1;

    for (const char *p = text; (p = next_name(p, &length)); p += length)
        count++;
    char **list = malloc((count + 1) * sizeof *list + size);
    if (!list)
        return NULL;
    char *copy = memcpy((char *)(list + count + 1), text, size);
    char **next = list;
    for (const char *p = text; (p = next_name(p, &length)); p += length) {
        *next++ = copy + (p - text);
        copy[p - text + (ptrdiff_t)length] = '\0';
    }
    *next = NULL;
    return list;
}
