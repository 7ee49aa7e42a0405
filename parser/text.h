/*
 * The source as text: decoded, cut into lines, and brought into the one form that everything after
 * it compares. Full-width forms become ASCII, compatibility characters (㈠, ①, Kangxi radicals)
 * what they stand for, every kind of space a space and every kind of dash '-'.
 */
#ifndef NB_TEXT_H
#define NB_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <uchar.h>

#include "arena.h"
#include "charset.h"

struct nb_line {
    uint32_t start, end; /* in nb_text.cp, without the line break */
};

struct nb_text {
    const unsigned char *bytes; /* the source, borrowed; nb_privacy_hide() may put a copy there */
    size_t size;
    uint32_t *cp; /* normalized code points; "\n" is where a line ends */
    uint32_t *at; /* the byte in the source where each of them stands; one more than `length` */
    size_t length;
    struct nb_line *lines; /* one whose cells were joined to a line above is empty, at its end */
    size_t line_count;
    size_t replaced;  /* how many byte sequences fit no character */
    size_t nuls;      /* NUL bytes; they are dropped */
    size_t controls;  /* other control characters that no text has */
    size_t first_bad; /* byte offset of the first of any of these */
    int markdown;     /* it has headings or tables as Markdown writes them */
};

/*
 * Decodes `size` bytes of UTF-8, with or without a byte order mark. Returns 0, or -1 when memory
 * ran out. The bytes must outlive the text. At most UINT32_MAX / 8 bytes; more is the caller's
 * error and is answered with -1.
 */
int nb_text_init(struct nb_text *text, struct nb_arena *arena, const void *bytes, size_t size);

/*
 * The same for bytes in any encoding (charset.h), which `*decoded` then tells of. The text's bytes
 * and offsets are those of the UTF-8, but for `first_bad`, which is one of the source.
 */
int nb_text_decode(struct nb_text *text, struct nb_arena *arena, const void *bytes, size_t size,
                   struct nb_decoded *decoded);

/* The line (from 0) that holds the code point `index`. */
size_t nb_text_line(const struct nb_text *text, size_t index);

/* A line without white space, the signs of Markdown and the bars of a table at both ends. */
struct nb_line nb_text_trimmed(const struct nb_text *text, size_t line);

/*
 * The ideograph that a radical or a compatibility ideograph looks like, as PDF files print them;
 * any other character, traditional ones too, is itself.
 */
uint32_t nb_text_unified(uint32_t c);

/* A CJK ideograph, which is what labels are made of. */
static inline int nb_is_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || c == 0x3007 || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

static inline int nb_is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* The value of 一 to 十 and 〇, or -1. */
int nb_han_digit(uint32_t c);

/*
 * Looks for the first of `words` ('|' between them, in normalized form) in cp[start, end), passing
 * over spaces between the characters of the text. Returns the index of its first character or
 * SIZE_MAX; `*after` (may be NULL) becomes the index behind its last.
 */
size_t nb_text_find(const struct nb_text *text, size_t start, size_t end, const char32_t *words,
                    size_t *after);

#endif
