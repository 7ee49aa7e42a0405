/*
 * What goes over the socket between the program and the process that reads documents for it.
 *
 * The program as it was started, the template, gets a byte and with it a socket for each document,
 * makes a copy of itself and tells its id. All else goes over that socket: the copy says first that
 * it is locked up, or why it could not be. A request is a header and the bytes of the file; an
 * answer is a header and either the document, as records in the order of reading, or the reason why
 * there is none. Then the copy ends. Numbers are little-endian.
 *
 *   copy      "NBc1"  u32 id of the process  u32 error: 0, or an errno value
 *   hello     "NBh1"  u32 error: 0, or an errno value
 *   request   "NBq1"  u8 format  u8[3] 0  u64 size  bytes
 *   answer    "NBa1"  u8 format  u8 failed  u16 0  u32 length  payload
 *   record    u8 type  u8 flags  u16 columns  u32 number  u32 length  text
 *   reason    three strings: the name of a finding code, and words in zh and in en;
 *             each: u32 length  text
 *
 * The parent trusts nothing in an answer: lengths must add up to the end, types be known, and the
 * document be one (see parser/document.h).
 */
#ifndef NIANBAO_WIRE_H
#define NIANBAO_WIRE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../parser/codes.h"
#include "../parser/document.h"

#define WIRE_COPY_SIZE    12
#define WIRE_HELLO_SIZE   8
#define WIRE_REQUEST_SIZE 16
#define WIRE_ANSWER_SIZE  12
#define WIRE_RECORD_SIZE  12
#define WIRE_LIMIT        ((size_t)64 << 20) /* bytes of an answer's payload */
#define WIRE_WORDS        256                /* bytes of a reason's words that are kept */

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

static inline void wire_put64(unsigned char *out, uint64_t value)
{
    wire_put32(out, (uint32_t)value);
    wire_put32(out + 4, (uint32_t)(value >> 32));
}

static inline uint32_t wire_get16(const unsigned char *in)
{
    return (uint32_t)in[0] | (uint32_t)in[1] << 8;
}

static inline uint32_t wire_get32(const unsigned char *in)
{
    return wire_get16(in) | wire_get16(in + 2) << 16;
}

static inline uint64_t wire_get64(const unsigned char *in)
{
    return wire_get32(in) | (uint64_t)wire_get32(in + 4) << 32;
}

/* What an answer's header says. */
struct wire_answer {
    enum wire_format format;
    int failed;    /* the payload is the reason why there is no document */
    size_t length; /* of the payload */
};

/* Why there is no document. */
struct wire_reason {
    enum nb_code code;                   /* an input.* code */
    char zh[WIRE_WORDS], en[WIRE_WORDS]; /* foreign text; "" when there are no words */
};

/* Reads what a template says of a copy. Returns 0, or -1 when it is nothing of the kind. */
int wire_read_copy(const unsigned char *copy, pid_t *pid, int *error);

/* Reads a hello into `*error`. Returns 0, or -1 when it is none. */
int wire_read_hello(const unsigned char *hello, int *error);

/* Reads the header of an answer to a request for `asked`. Returns 0, or -1 when it is none. */
int wire_read_answer(const unsigned char *header, enum wire_format asked,
                     struct wire_answer *answer);

/* Reads the payload of a failed answer. Returns 0, or -1 when it is none. */
int wire_read_reason(const unsigned char *payload, size_t length, struct wire_reason *reason);

/*
 * Makes the document that `length` bytes of records tell of. Returns 0 and a new document in
 * `*document` (nb_document_free()), or the reason why there is none, NB_DOCUMENT_MISUSED for
 * records that are none; `*document` is NULL then.
 */
enum nb_document_error wire_decode(const unsigned char *records, size_t length,
                                   struct nb_document **document);

#endif
