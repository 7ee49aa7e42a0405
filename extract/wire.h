/*
 * What goes over the pipe between the program and the process that reads documents for it.
 *
 * A request is a header and the bytes of the file; an answer is a header and either the document,
 * as records in the order of reading, or the reason why there is none. Numbers are little-endian.
 *
 *   request   "NBq1"  u8 format  u8[3] 0  u64 size  bytes
 *   answer    "NBa1"  u8 format  u8 failed  u16 code  u32 length  payload
 *   record    u8 type  u8 flags  u16 columns  u32 number  u32 length  text
 *   reason    two strings, zh and en, each: u32 length  text
 *
 * The parent trusts nothing in an answer: lengths must add up to the end, types be known, and the
 * document be one (see parser/document.h).
 */
#ifndef NIANBAO_WIRE_H
#define NIANBAO_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "../parser/document.h"

#define WIRE_REQUEST_SIZE 16
#define WIRE_ANSWER_SIZE  12
#define WIRE_RECORD_SIZE  12
#define WIRE_LIMIT        ((size_t)64 << 20) /* bytes of an answer's payload */

/* What a file is: in a request what it looks like, in an answer what it was. */
enum wire_format {
    WIRE_HTML,
    WIRE_MHTML,
    WIRE_OFFICE, /* a ZIP file; only in requests */
    WIRE_PDF,
    WIRE_DOCX, /* only in answers, and so is the next */
    WIRE_XLSX,
    WIRE_FORMATS,
};

enum wire_record {
    WIRE_TITLE = 1, /* text */
    WIRE_PAGE,      /* number */
    WIRE_PARAGRAPH, /* text */
    WIRE_TABLE,
    WIRE_ROW,  /* number */
    WIRE_CELL, /* columns; number: rows; flags */
    WIRE_TABLE_END,
};

static inline void wire_put16(unsigned char *out, uint16_t value)
{
    out[0] = (unsigned char)value;
    out[1] = (unsigned char)(value >> 8);
}

static inline void wire_put32(unsigned char *out, uint32_t value)
{
    wire_put16(out, (uint16_t)value);
    wire_put16(out + 2, (uint16_t)(value >> 16));
}

static inline uint32_t wire_get16(const unsigned char *in)
{
    return (uint32_t)in[0] | (uint32_t)in[1] << 8;
}

static inline uint32_t wire_get32(const unsigned char *in)
{
    return wire_get16(in) | wire_get16(in + 2) << 16;
}

/*
 * Makes the document that `length` bytes of records tell of. Returns 0 and a new document in
 * `*document` (nb_document_free()), or the reason why there is none, NB_DOCUMENT_MISUSED for
 * records that are none; `*document` is NULL then.
 */
enum nb_document_error wire_decode(const unsigned char *records, size_t length,
                                   struct nb_document **document);

#endif
