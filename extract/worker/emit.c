#include "emit.h"

#include <stdlib.h>
#include <string.h>

#include "../wire.h"

#define FIRST_ROOM 65536

void emit_init(struct emit *emit, size_t limit)
{
    memset(emit, 0, sizeof *emit);
    emit->limit = limit;
}

void emit_free(struct emit *emit)
{
    free(emit->bytes);
    emit->bytes = NULL;
    emit->length = emit->room = 0;
}

int emit_fail(struct emit *emit, enum nb_code code, const char *zh, const char *en)
{
    if (!emit->failed) {
        emit->failed = 1;
        emit->code = code;
        emit->zh = zh;
        emit->en = en;
    }
    return -1;
}

int emit_no_memory(struct emit *emit)
{
    return emit_fail(emit, NB_INPUT_TOO_LARGE, "内存不足", "it takes too much memory");
}

int emit_failed(const struct emit *emit)
{
    return emit->failed;
}

/* Makes room for `more` bytes. */
static int reserve(struct emit *emit, size_t more)
{
    if (emit->failed)
        return -1;
    if (more > emit->limit || emit->length > emit->limit - more)
        return emit_fail(emit, NB_INPUT_TOO_LARGE, "内容过多", "it holds too much");
    size_t room = emit->room ? emit->room : FIRST_ROOM;
    while (room < emit->length + more)
        room *= 2;
    if (room == emit->room)
        return 0;
    unsigned char *bytes = realloc(emit->bytes, room);
    if (!bytes)
        return emit_no_memory(emit);
    emit->bytes = bytes;
    emit->room = room;
    return 0;
}

static uint16_t clamp16(uint32_t number)
{
    return number > UINT16_MAX ? UINT16_MAX : (uint16_t)number;
}

static void record(struct emit *emit, enum wire_record type, int flags, uint32_t columns,
                   uint32_t number, const char *text, size_t length)
{
    if (length > emit->limit || reserve(emit, WIRE_RECORD_SIZE + length))
        return;
    unsigned char *out = emit->bytes + emit->length;
    out[0] = (unsigned char)type;
    out[1] = (unsigned char)flags;
    wire_put16(out + 2, clamp16(columns));
    wire_put32(out + 4, number);
    wire_put32(out + 8, (uint32_t)length);
    if (length)
        memcpy(out + WIRE_RECORD_SIZE, text, length);
    emit->length += WIRE_RECORD_SIZE + length;
}

void emit_title(struct emit *emit, const char *text, size_t length)
{
    record(emit, WIRE_TITLE, 0, 0, 0, text, length);
}

void emit_page(struct emit *emit, uint32_t number)
{
    record(emit, WIRE_PAGE, 0, 0, number, NULL, 0);
}

void emit_paragraph(struct emit *emit, const char *text, size_t length)
{
    record(emit, WIRE_PARAGRAPH, 0, 0, 0, text, length);
}

void emit_table(struct emit *emit)
{
    record(emit, WIRE_TABLE, 0, 0, 0, NULL, 0);
}

void emit_row(struct emit *emit, uint32_t number)
{
    record(emit, WIRE_ROW, 0, 0, number, NULL, 0);
}

void emit_cell(struct emit *emit, uint32_t columns, uint32_t rows, int flags)
{
    record(emit, WIRE_CELL, flags, columns, rows, NULL, 0);
}

void emit_table_end(struct emit *emit)
{
    record(emit, WIRE_TABLE_END, 0, 0, 0, NULL, 0);
}

void emit_all(struct emit *emit, const struct emit *other)
{
    if (other->failed)
        emit_fail(emit, other->code, other->zh, other->en);
    if (!other->length || reserve(emit, other->length))
        return;
    memcpy(emit->bytes + emit->length, other->bytes, other->length);
    emit->length += other->length;
}

void emit_widen(struct emit *emit, size_t cell, uint32_t columns)
{
    if (!emit->failed)
        wire_put16(emit->bytes + cell + 2, clamp16(columns));
}
