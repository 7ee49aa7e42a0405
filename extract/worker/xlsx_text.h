/* Text that stands in elements of a workbook: plain, or in runs of several looks. */
#ifndef NIANBAO_XLSX_TEXT_H
#define NIANBAO_XLSX_TEXT_H

#include "../../parser/arena.h"
#include "../../parser/buffer.h"
#include "package.h"
#include "xml.h"

#define XLSX_TEXT ((size_t)1 << 20) /* bytes of one text; Excel takes 32767 characters */

/* A piece of text; NUL-terminated. */
struct xlsx_text {
    const char *bytes;
    size_t length;
};

/* Gathers the text of one string element (si, is). Zeroed is ready to begin. */
struct xlsx_gather {
    struct nb_buffer text;
    int in_text;  /* in an element whose text counts */
    int phonetic; /* in one that tells how the text is spoken, which is no part of it */
};

/* What the reader of XML tells of the elements within. */
void xlsx_gather_start(struct xlsx_gather *gather, const struct xml_element *element);
void xlsx_gather_end(struct xlsx_gather *gather, enum xml_space space, const char *name);
void xlsx_gather_text(struct xlsx_gather *gather, const char *text, size_t length);

/*
 * Gives the text with its "_x000A_" read, and makes the gatherer ready for the next one, which
 * overwrites it. Returns -1 when memory ran out or the text was longer than XLSX_TEXT.
 */
int xlsx_gather_take(struct xlsx_gather *gather, struct xlsx_text *out);

/* Keeps a text in the arena. Returns -1 when memory ran out. */
int xlsx_text_keep(struct nb_arena *arena, struct xlsx_text *text);

/* The texts that cells refer to by number. */
struct xlsx_strings {
    struct nb_arena arena;
    struct xlsx_text *list; /* owned */
    size_t count, room;
};

#define XLSX_STRINGS 1000000 /* more is input.too_large */

/*
 * Reads the member `part` (NULL: there is none, and no text either). Returns 0, or -1 after
 * emit_fail(); free with xlsx_strings_free() in both cases.
 */
int xlsx_strings_read(struct package *package, const char *part, struct emit *emit,
                      struct xlsx_strings *out);
void xlsx_strings_free(struct xlsx_strings *strings);

#endif
