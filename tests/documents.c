#include "units.h"

#include "documents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "fixtures.h"

static void show_text(struct nb_buffer *out, const char *word, const char *text, size_t length)
{
    nb_buffer_puts(out, word);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n')
            nb_buffer_puts(out, "\\n");
        else
            nb_buffer_add(out, text + i, 1);
    }
    nb_buffer_puts(out, "\n");
}

static void show_cell(struct nb_buffer *out, const unsigned char *record)
{
    uint32_t columns = wire_get16(record + 2), rows = wire_get32(record + 4);
    nb_buffer_puts(out, "cell");
    if (columns > 1 || rows > 1)
        nb_buffer_printf(out, " %ux%u", columns, rows);
    nb_buffer_puts(out, record[1] & NB_CELL_CONTINUED ? " continued\n" : "\n");
}

static void show_record(struct nb_buffer *out, const unsigned char *record)
{
    const char *text = (const char *)record + WIRE_RECORD_SIZE;
    size_t length = wire_get32(record + 8);
    switch (record[0]) {
    case WIRE_TITLE: show_text(out, "title ", text, length); break;
    case WIRE_PAGE: nb_buffer_printf(out, "page %u\n", wire_get32(record + 4)); break;
    case WIRE_PARAGRAPH: show_text(out, "p ", text, length); break;
    case WIRE_TABLE: nb_buffer_puts(out, "table\n"); break;
    case WIRE_ROW: nb_buffer_printf(out, "row %u\n", wire_get32(record + 4)); break;
    case WIRE_CELL: show_cell(out, record); break;
    default: nb_buffer_puts(out, "end\n"); break;
    }
}

char *documents_read(document_reader reader, const void *bytes, size_t size)
{
    struct nb_buffer out;
    struct emit emit;
    nb_buffer_init(&out);
    nb_buffer_add(&out, "", 0);
    emit_init(&emit, WIRE_LIMIT);
    int result = reader(bytes, size, &emit);
    assert_int_equal(result, emit_failed(&emit) ? -1 : 0);
    if (emit_failed(&emit))
        nb_buffer_printf(&out, "failed %s: %s\n", nb_code_name(emit.code), emit.en ? emit.en : "");
    for (size_t i = 0; !result && i < emit.length;
         i += WIRE_RECORD_SIZE + wire_get32(emit.bytes + i + 8))
        show_record(&out, emit.bytes + i);
    emit_free(&emit);
    char *shown = nb_buffer_detach(&out);
    assert_non_null(shown);
    return shown;
}

char *documents_read_file(document_reader reader, const char *path)
{
    struct bytes file = fixture_read(path);
    char *shown = documents_read(reader, file.data, file.size);
    free(file.data);
    return shown;
}

/* The text of a call, "\\n" in it made a line break. Returns its length. */
static size_t unescape(char *text)
{
    size_t length = 0;
    for (char *c = text; *c; c++) {
        int escaped = c[0] == '\\' && c[1] == 'n';
        text[length++] = escaped ? '\n' : *c;
        c += escaped;
    }
    return length;
}

static void tell_cell(struct nb_document *document, const char *words)
{
    unsigned columns = 1, rows = 1;
    if (*words == ' ' && sscanf(words, " %ux%u", &columns, &rows) != 2)
        columns = rows = 1;
    nb_document_cell(document, columns, rows, strstr(words, "continued") ? NB_CELL_CONTINUED : 0);
}

static void tell(struct nb_document *document, char *call)
{
    call += strspn(call, " ");
    if (strncmp(call, "title ", 6) == 0)
        nb_document_title(document, call + 6, unescape(call + 6));
    else if (strncmp(call, "p ", 2) == 0)
        nb_document_paragraph(document, call + 2, unescape(call + 2));
    else if (strncmp(call, "page ", 5) == 0)
        nb_document_page(document, (uint32_t)atoi(call + 5));
    else if (strncmp(call, "row ", 4) == 0)
        nb_document_row(document, (uint32_t)atoi(call + 4));
    else if (strncmp(call, "cell", 4) == 0)
        tell_cell(document, call + 4);
    else if (strcmp(call, "table") == 0)
        nb_document_table(document);
    else if (strcmp(call, "end") == 0)
        nb_document_table_end(document);
    else if (*call)
        fail_msg("no call: %s", call);
}

struct nb_document *documents_told(const char *calls)
{
    struct nb_document *document = nb_document_new();
    char *copy = strdup(calls), *rest = copy, *line;
    assert_non_null(document);
    assert_non_null(copy);
    while ((line = strsep(&rest, "\n")))
        tell(document, line);
    free(copy);
    return document;
}

nb_report *documents_report(const char *calls)
{
    struct nb_document *document = documents_told(calls);
    nb_report *report = NULL;
    assert_int_equal(nb_document_error(document), NB_DOCUMENT_OK);
    assert_int_equal(nb_parse_document(document, "application/test", NULL, NULL, &report), 0);
    nb_document_free(document);
    return report;
}

nb_report *documents_parse(document_reader reader, const void *bytes, size_t size)
{
    struct emit emit;
    struct nb_document *document = NULL;
    nb_report *report = NULL;
    emit_init(&emit, WIRE_LIMIT);
    if (reader(bytes, size, &emit) == 0) {
        assert_int_equal(wire_decode(emit.bytes, emit.length, &document), NB_DOCUMENT_OK);
        assert_int_equal(nb_parse_document(document, "application/test", NULL, NULL, &report), 0);
    }
    nb_document_free(document);
    emit_free(&emit);
    return report;
}

/* One cell of a row. */
static void put_cell(struct nb_buffer *calls, char *cell)
{
    char *wide = strchr(cell, 'x'), *tall = strchr(cell, 'v');
    nb_buffer_printf(calls, "cell %dx%d\n", wide ? atoi(wide + 1) : 1, tall ? 2 : 1);
    cell[strcspn(cell, "xv")] = '\0';
    if (strcmp(cell, ".") != 0) {
        nb_buffer_puts(calls, "p ");
        nb_buffer_puts(calls, cell);
        nb_buffer_puts(calls, "\n");
    }
}

void documents_put_row(struct nb_buffer *calls, int number, const char *cells)
{
    char *copy = strdup(cells), *rest = copy, *cell;
    assert_non_null(copy);
    nb_buffer_printf(calls, "row %d\n", number);
    while ((cell = strsep(&rest, " ")))
        put_cell(calls, cell);
    free(copy);
}
