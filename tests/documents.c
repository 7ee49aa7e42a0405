#include "units.h"

#include "documents.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "../parser/buffer.h"
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
