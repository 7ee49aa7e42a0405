#include "document.h"

#include <stdlib.h>
#include <string.h>

#include "blocks.h"

struct nb_document *nb_document_new(void)
{
    struct nb_document *document = calloc(1, sizeof *document);
    if (document)
        nb_buffer_init(&document->text);
    return document;
}

void nb_document_free(struct nb_document *document)
{
    if (!document)
        return;
    nb_buffer_free(&document->text);
    free(document->title);
    free(document->events);
    free(document);
}

static void fail(struct nb_document *document, enum nb_document_error error)
{
    if (!document->error)
        document->error = error;
}

/* The table that is being told of, or NULL outside of all. */
static struct nb_open_table *innermost(struct nb_document *document)
{
    return document->depth ? &document->open[document->depth - 1] : NULL;
}

/* Adds an event; NULL when that failed. */
static struct nb_event *add(struct nb_document *document, enum nb_event_type type)
{
    if (document->error)
        return NULL;
    if (document->count == NB_DOCUMENT_EVENTS) {
        fail(document, NB_DOCUMENT_TOO_LARGE);
        return NULL;
    }
    if (document->count == document->room) {
        size_t room = document->room ? document->room * 2 : 1024;
        struct nb_event *events = realloc(document->events, room * sizeof *events);
        if (!events) {
            fail(document, NB_DOCUMENT_NOMEM);
            return NULL;
        }
        document->events = events;
        document->room = room;
    }
    struct nb_event *event = &document->events[document->count++];
    memset(event, 0, sizeof *event);
    event->type = (unsigned char)type;
    return event;
}

void nb_document_title(struct nb_document *document, const char *text, size_t length)
{
    if (document->error || document->title || !length)
        return;
    if (length > NB_DOCUMENT_TEXT) {
        fail(document, NB_DOCUMENT_TOO_LARGE);
        return;
    }
    document->title = malloc(length + 1);
    if (!document->title) {
        fail(document, NB_DOCUMENT_NOMEM);
        return;
    }
    memcpy(document->title, text, length);
    document->title[length] = '\0';
    document->title_length = length;
}

/* Puts what parts paragraphs or pages behind the text. */
static void add_break(struct nb_document *document, const char *sign)
{
    nb_buffer_puts(&document->text, sign);
    if (document->text.failed)
        fail(document, NB_DOCUMENT_NOMEM);
}

void nb_document_page(struct nb_document *document, uint32_t number)
{
    struct nb_event *event = add(document, NB_EVENT_PAGE);
    if (!event)
        return;
    event->number = number;
    add_break(document, "\f");
}

static int is_white(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] > ' ')
            return 0;
    return 1;
}

void nb_document_paragraph(struct nb_document *document, const char *text, size_t length)
{
    struct nb_open_table *table = innermost(document);
    if (is_white(text, length))
        return;
    if (table && !table->in_cell)
        fail(document, NB_DOCUMENT_MISUSED);
    else if (document->text.length > NB_DOCUMENT_TEXT ||
             length > NB_DOCUMENT_TEXT - document->text.length)
        fail(document, NB_DOCUMENT_TOO_LARGE);
    struct nb_event *event = add(document, NB_EVENT_PARAGRAPH);
    if (!event)
        return;
    event->start = (uint32_t)document->text.length;
    event->length = (uint32_t)length;
    nb_buffer_add(&document->text, text, length);
    add_break(document, "\n");
}

void nb_document_table(struct nb_document *document)
{
    struct nb_open_table *table = innermost(document);
    if (table && !table->in_cell)
        fail(document, NB_DOCUMENT_MISUSED);
    else if (document->depth == NB_DOCUMENT_DEPTH)
        fail(document, NB_DOCUMENT_TOO_LARGE);
    if (!add(document, NB_EVENT_TABLE))
        return;
    document->open[document->depth++] = (struct nb_open_table){0, 0};
}

void nb_document_row(struct nb_document *document, uint32_t number)
{
    struct nb_open_table *table = innermost(document);
    if (!table)
        fail(document, NB_DOCUMENT_MISUSED);
    struct nb_event *event = add(document, NB_EVENT_ROW);
    if (!event)
        return;
    event->number = number;
    table->in_row = 1;
    table->in_cell = 0;
}

void nb_document_cell(struct nb_document *document, uint32_t columns, uint32_t rows, int flags)
{
    struct nb_open_table *table = innermost(document);
    if (!table || !table->in_row || (flags & ~NB_CELL_CONTINUED))
        fail(document, NB_DOCUMENT_MISUSED);
    struct nb_event *event = add(document, NB_EVENT_CELL);
    if (!event)
        return;
    event->flags = (unsigned char)flags;
    event->columns = (uint16_t)(columns == 0                    ? 1
                                : columns > NB_DOCUMENT_COLUMNS ? NB_DOCUMENT_COLUMNS
                                                                : columns);
    event->number = rows ? rows : 1;
    table->in_cell = 1;
}

void nb_document_table_end(struct nb_document *document)
{
    if (!document->depth)
        fail(document, NB_DOCUMENT_MISUSED);
    if (add(document, NB_EVENT_TABLE_END))
        document->depth--;
}

enum nb_document_error nb_document_error(const struct nb_document *document)
{
    if (!document->error && document->depth)
        return NB_DOCUMENT_MISUSED;
    return document->error;
}
