/*
 * Which encoding bytes are in, told by what they hold, and the same text as UTF-8.
 *
 * Only the encodings listed here are ever converted, by iconv() of libc; no name from a file gets
 * there. What a file says of itself (a byte order mark, charset= in a web page) decides between
 * readings that are equally likely, and is overruled where it makes no sense.
 *
 * libc loads the tables of an encoding from its own files (Debian's package libc6 holds them) the
 * first time. Text in UTF-8 needs none of them.
 */
#ifndef NB_CHARSET_H
#define NB_CHARSET_H

#include <iconv.h>
#include <stddef.h>

#include "arena.h"

enum nb_charset {
    NB_CHARSET_NONE = -1, /* not known */
    NB_UTF8,
    NB_UTF16LE,
    NB_UTF16BE,
    NB_GB18030, /* with GBK and GB2312, which are parts of it */
    NB_BIG5,    /* as Windows writes it, and with the characters of Hong Kong */
    NB_CHARSETS
};

/* What stands for a byte sequence that fits no character. */
#define NB_REPLACEMENT 0xFFFD

/* libc's converters. They are of one thread, and serve any number of texts. */
struct nb_charsets {
    iconv_t converters[NB_CHARSETS];
    int opened; /* 0: not yet tried, 1: all of them, -1: they are not there */
};

/* Bytes as UTF-8. */
struct nb_decoded {
    enum nb_charset charset;
    const unsigned char *bytes; /* the source itself where that is UTF-8, else in the arena */
    size_t size;
    size_t replaced;  /* byte sequences that fit no character; U+FFFD, unless it is UTF-8 */
    size_t first_bad; /* offset in the source of the first of them */
    int senseless;    /* it is no text in any of the encodings, and `bytes` not worth reading */
    int unavailable;  /* other encodings than UTF-8 were not tried: the converters are not there */
};

/* "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "Big5"; NULL for NB_CHARSET_NONE. */
const char *nb_charset_name(enum nb_charset charset);

/* The charset that the name stands for ("gb2312", "x-gbk", "cp950"), or NB_CHARSET_NONE. */
enum nb_charset nb_charset_by_name(const char *name, size_t length);

/*
 * What a web page or an XML file says near its top of its own charset (<meta charset=…>,
 * <?xml encoding=…?>), or NB_CHARSET_NONE.
 */
enum nb_charset nb_charset_declared(const unsigned char *bytes, size_t size);

/* Whether so many bad places among so many characters mean that it is no text. */
static inline int nb_charset_is_senseless(size_t bad, size_t characters)
{
    return bad > 8 && bad > characters / 50;
}

/* Starts without any converter; they are opened when they are first needed. */
void nb_charsets_init(struct nb_charsets *set);

/*
 * Opens them now, so that decoding opens no file later: for a process that is about to lock itself
 * up. As long as one set is open, others open at once and need no file either. Returns 0; or -1
 * when libc's files are not there, and then `opened` is -1, or when memory ran out.
 */
int nb_charsets_open(struct nb_charsets *set);
void nb_charsets_close(struct nb_charsets *set);

/*
 * Tells the encoding of `size` bytes, NULL allowed for none, and decodes them. `declared` is what
 * the file or its envelope says, or NB_CHARSET_NONE. A byte order mark is left out, but for that of
 * UTF-8. `bytes` must outlive the result. Returns 0, or -1 when memory ran out. The time is linear
 * in `size`, the memory at most 2.1 times `size` and some 600 KB, and none for sound UTF-8.
 */
int nb_charset_decode(struct nb_charsets *set, struct nb_arena *arena, const void *bytes,
                      size_t size, enum nb_charset declared, struct nb_decoded *decoded);

/* The offset in the source of what stands at `at` (a character's first byte) in decoded->bytes. */
size_t nb_charset_offset(struct nb_charsets *set, const struct nb_decoded *decoded,
                         const void *bytes, size_t size, size_t at);

#endif
