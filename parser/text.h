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

/* A place in a source that has no lines; all are counted from 1, and 0 is none. */
struct nb_where {
    uint32_t page, table, row, paragraph;
};

static inline int nb_where_is_known(const struct nb_where *where)
{
    return where->page || where->table || where->row || where->paragraph;
}

/* Lines from `line` (from 0) up to the next block stand in one place. */
struct nb_block {
    uint32_t line;
    struct nb_where where;
};

/*
 * What closes a cell in a row of a document's table. It lies beyond Unicode, so that no text holds
 * it: the columns that the cell takes, and how it takes them.
 */
#define NB_CELL_END     0x110000
#define NB_CELL_COLUMNS 0x1FF /* how many */
#define NB_CELL_TALL    0x200 /* it goes on in the row below */
#define NB_CELL_GAP     0x400 /* there is no cell: these columns are those of one above, or none */

struct nb_text {
    const unsigned char *bytes; /* the source, borrowed; nb_privacy_hide() may put a copy there */
    size_t size;
    uint32_t *cp; /* normalized code points; "\n" is where a line ends */
    uint32_t *at; /* the byte in the source where each of them stands; one more than `length` */
    size_t length;
    struct nb_line *lines; /* one whose cells were joined to a line above is empty, at its end */
    size_t line_count;
    size_t replaced;               /* how many byte sequences fit no character */
    size_t nuls;                   /* NUL bytes; they are dropped */
    size_t controls;               /* other control characters that no text has */
    size_t first_bad;              /* byte offset of the first of any of these */
    int markdown;                  /* it has headings or tables as Markdown writes them */
    const struct nb_block *blocks; /* of a document, in the order of lines; NULL: it has lines */
    size_t block_count;
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

/* A text that is put together from pieces of its source. */
struct nb_text_maker {
    struct nb_text *text;
    size_t room, added; /* code points; those beside the source's own */
};

/*
 * Starts a text of `size` bytes, of which nb_text_take() decodes the pieces in their order. Between
 * them nb_text_mark() may put up to `marks` code points of its own. nb_text_finish() cuts it into
 * lines, at each "\n". Limits and results are those of nb_text_init().
 */
int nb_text_start(struct nb_text_maker *maker, struct nb_text *text, struct nb_arena *arena,
                  const void *bytes, size_t size, size_t marks);
void nb_text_take(struct nb_text_maker *maker, size_t from, size_t to);
void nb_text_mark(struct nb_text_maker *maker, uint32_t mark, size_t at);
int nb_text_finish(struct nb_text_maker *maker, struct nb_arena *arena);

/* Where a line (from 0) of a document stands; all 0 in a text that has lines. */
struct nb_where nb_text_where(const struct nb_text *text, size_t line);

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

/* What parts the cells of a line: a tab or a bar, or what closes a document's cell. */
static inline int nb_parts_cells(uint32_t c)
{
    return c == '\t' || c == '|' || c >= NB_CELL_END;
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
