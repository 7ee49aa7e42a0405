#include "wire.h"

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
