/*
 * What a reader says of a document: the same calls as those of parser/document.h, written down as
 * bytes for the other end of the pipe. Everything is held back until the document is complete, so
 * that a failure on the way leaves nothing but its reason.
 *
 * No call fails visibly. A reader may ask emit_failed() now and then, to stop early.
 */
#ifndef NIANBAO_EMIT_H
#define NIANBAO_EMIT_H

#include <stddef.h>
#include <stdint.h>

#include "../../parser/codes.h"

struct emit {
    unsigned char *bytes; /* owned */
    size_t length, room;
    size_t limit; /* bytes; more is input.too_large */
    int format;   /* enum wire_format, once it is known; from wire.h */
    int failed;
    enum nb_code code;   /* when it failed: an input.* code */
    const char *zh, *en; /* when it failed: what stood in the way, static, or NULL */
};

/* Starts an empty document of at most `limit` bytes. */
void emit_init(struct emit *emit, size_t limit);
void emit_free(struct emit *emit);

void emit_title(struct emit *emit, const char *text, size_t length);
void emit_page(struct emit *emit, uint32_t number);
void emit_paragraph(struct emit *emit, const char *text, size_t length);
void emit_table(struct emit *emit);
void emit_row(struct emit *emit, uint32_t number);
void emit_cell(struct emit *emit, uint32_t columns, uint32_t rows, int flags);
void emit_table_end(struct emit *emit);

/* Says all that `other` says, or fails as it did. */
void emit_all(struct emit *emit, const struct emit *other);

/*
 * Makes a cell wider that was said before: `cell` is what emit->length was before it was said, and
 * is ignored once the document has failed.
 */
void emit_widen(struct emit *emit, size_t cell, uint32_t columns);

/*
 * The document cannot be read: `code` is one of the input.* codes, and the words, static and in
 * both languages, say what it is ("加密的PDF文件", "an encrypted PDF file"); they are shown in
 * brackets within the code's sentence (parser/codebook.c), at most 80 characters of them. The first
 * reason counts. Returns -1.
 */
int emit_fail(struct emit *emit, enum nb_code code, const char *zh, const char *en);

/* The same, as memory ran out: the file needs more than a process may have. */
int emit_no_memory(struct emit *emit);

int emit_failed(const struct emit *emit);

#endif
