/* What a document holds, for those who read it: the calls that were made, in their order. */
#ifndef NB_BLOCKS_H
#define NB_BLOCKS_H

#include "buffer.h"
#include "document.h"

enum nb_event_type {
    NB_EVENT_PAGE,      /* number */
    NB_EVENT_PARAGRAPH, /* start, length */
    NB_EVENT_TABLE,
    NB_EVENT_ROW,  /* number */
    NB_EVENT_CELL, /* columns, number (of rows), flags */
    NB_EVENT_TABLE_END,
};

struct nb_event {
    unsigned char type, flags;
    uint16_t columns;
    uint32_t number;
    uint32_t start, length; /* in nb_document.text, without the "\n" */
};

struct nb_open_table {
    unsigned char in_row, in_cell;
};

struct nb_document {
    struct nb_buffer text; /* of all paragraphs, a "\n" behind each; "\f" where a page begins */
    char *title;           /* owned; NULL: none */
    size_t title_length;
    struct nb_event *events; /* owned */
    size_t count, room;
    struct nb_open_table open[NB_DOCUMENT_DEPTH];
    int depth;
    enum nb_document_error error;
};

#endif
