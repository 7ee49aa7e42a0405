#include "wire.h"

#include <string.h>

int wire_read_copy(const unsigned char *copy, pid_t *pid, int *error)
{
    *pid = (pid_t)(wire_get32(copy + 4) & INT32_MAX);
    *error = (int)(wire_get32(copy + 8) & INT32_MAX);
    return memcmp(copy, "NBc1", 4) == 0 && (*pid > 1 || *error) ? 0 : -1;
}

int wire_read_hello(const unsigned char *hello, int *error)
{
    *error = (int)(wire_get32(hello + 4) & INT32_MAX);
    return memcmp(hello, "NBh1", 4) == 0 ? 0 : -1;
}

static int fits(enum wire_format asked, unsigned found, int failed)
{
    if (asked == WIRE_OFFICE)
        return found == WIRE_DOCX || found == WIRE_XLSX || (failed && found == WIRE_OFFICE);
    return found == asked;
}

int wire_read_answer(const unsigned char *header, enum wire_format asked,
                     struct wire_answer *answer)
{
    answer->format = (enum wire_format)header[4];
    answer->failed = header[5];
    answer->length = wire_get32(header + 8);
    return memcmp(header, "NBa1", 4) == 0 && header[5] <= 1 && wire_get16(header + 6) == 0 &&
                   fits(asked, header[4], header[5]) && answer->length <= WIRE_LIMIT
               ? 0
               : -1;
}

/* Takes the next string; what is longer than `room` is cut. Returns -1 when there is none. */
static int take_string(const unsigned char **at, size_t *left, char *out, size_t room)
{
    if (*left < 4)
        return -1;
    size_t length = wire_get32(*at);
    if (length > *left - 4)
        return -1;
    size_t kept = length < room - 1 ? length : room - 1;
    memcpy(out, *at + 4, kept);
    out[kept] = '\0';
    *at += 4 + length;
    *left -= 4 + length;
    return 0;
}

int wire_read_reason(const unsigned char *payload, size_t length, struct wire_reason *reason)
{
    char code[32];
    if (take_string(&payload, &length, code, sizeof code) ||
        take_string(&payload, &length, reason->zh, sizeof reason->zh) ||
        take_string(&payload, &length, reason->en, sizeof reason->en) || length > 0)
        return -1;
    int found = nb_code_by_name(code);
    reason->code = (enum nb_code)found;
    return found < 0 || strncmp(code, "input.", 6) != 0 ? -1 : 0;
}

/* Tells the document one record; returns -1 for one of no known kind. */
static int tell(struct nb_document *document, const unsigned char *record, const char *text,
                size_t length)
{
    uint32_t number = wire_get32(record + 4);
    switch (record[0]) {
    case WIRE_TITLE: nb_document_title(document, text, length); return 0;
    case WIRE_PAGE: nb_document_page(document, number); return 0;
    case WIRE_PARAGRAPH: nb_document_paragraph(document, text, length); return 0;
    case WIRE_TABLE: nb_document_table(document); return 0;
    case WIRE_ROW: nb_document_row(document, number); return 0;
    case WIRE_CELL: nb_document_cell(document, wire_get16(record + 2), number, record[1]); return 0;
    case WIRE_TABLE_END: nb_document_table_end(document); return 0;
    default: return -1;
    }
}

static int tell_all(struct nb_document *document, const unsigned char *records, size_t length)
{
    while (length > 0) {
        if (length < WIRE_RECORD_SIZE)
            return -1;
        size_t text = wire_get32(records + 8);
        if (text > length - WIRE_RECORD_SIZE ||
            tell(document, records, (const char *)records + WIRE_RECORD_SIZE, text))
            return -1;
        records += WIRE_RECORD_SIZE + text;
        length -= WIRE_RECORD_SIZE + text;
    }
    return 0;
}

enum nb_document_error wire_decode(const unsigned char *records, size_t length,
                                   struct nb_document **document)
{
    *document = nb_document_new();
    if (!*document)
        return NB_DOCUMENT_NOMEM;
    enum nb_document_error error = NB_DOCUMENT_MISUSED;
    if (tell_all(*document, records, length) == 0)
        error = nb_document_error(*document);
    if (error != NB_DOCUMENT_OK) {
        nb_document_free(*document);
        *document = NULL;
    }
    return error;
}
