#include "xlsx_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- the text of one element ---- */

void xlsx_gather_start(struct xlsx_gather *gather, const struct xml_element *element)
{
    if (xml_is(element, XML_SHEET, "rPh"))
        gather->phonetic = 1;
    else if (xml_is(element, XML_SHEET, "t"))
        gather->in_text = !gather->phonetic;
}

void xlsx_gather_end(struct xlsx_gather *gather, enum xml_space space, const char *name)
{
    if (space != XML_SHEET)
        return;
    if (strcmp(name, "rPh") == 0)
        gather->phonetic = 0;
    else if (strcmp(name, "t") == 0)
        gather->in_text = 0;
}

void xlsx_gather_text(struct xlsx_gather *gather, const char *text, size_t length)
{
    if (!gather->in_text)
        return;
    if (length > XLSX_TEXT - gather->text.length)
        gather->text.failed = 1;
    nb_buffer_add(&gather->text, text, length);
}

/* The code point of "_x000A_" at `text`, or -1. */
static long escaped(const char *text, size_t length)
{
    char *stop;
    if (length < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_' ||
        strspn(text + 2, "0123456789abcdefABCDEF") != 4)
        return -1;
    return strtol(text + 2, &stop, 16);
}

/* Reads the escapes in place: what they stand for is never longer. Returns the new length. */
static size_t unescape(char *text, size_t length)
{
    struct nb_buffer code;
    size_t out = 0;
    nb_buffer_init(&code);
    for (size_t in = 0; in < length;) {
        long point = escaped(text + in, length - in);
        if (point <= 0 || (point >= 0xD800 && point < 0xE000)) {
            text[out++] = text[in++];
            continue;
        }
        code.length = 0;
        nb_buffer_codepoint(&code, (unsigned)point);
        if (!code.failed)
            memcpy(text + out, code.bytes, code.length);
        out += code.length;
        in += 7;
    }
    nb_buffer_free(&code);
    return out;
}

int xlsx_gather_take(struct xlsx_gather *gather, struct xlsx_text *out)
{
    struct nb_buffer *text = &gather->text;
    if (text->failed)
        return -1;
    if (text->length > 0 && memmem(text->bytes, text->length, "_x", 2))
        text->length = unescape(text->bytes, text->length);
    *out = (struct xlsx_text){"", text->length};
    if (text->length > 0) {
        text->bytes[text->length] = '\0';
        out->bytes = text->bytes;
    }
    text->length = 0;
    gather->in_text = gather->phonetic = 0;
    return 0;
}

int xlsx_text_keep(struct nb_arena *arena, struct xlsx_text *text)
{
    if (text->length > 0)
        text->bytes = nb_arena_string(arena, text->bytes, text->length);
    return text->bytes ? 0 : -1;
}

/* ---- shared strings ---- */

struct strings_reader {
    struct xlsx_strings *strings;
    struct xlsx_gather gather;
    struct emit *emit;
};

static void strings_start(void *context, const struct xml_element *element)
{
    struct strings_reader *reader = context;
    xlsx_gather_start(&reader->gather, element);
}

static void fail_long(struct strings_reader *reader)
{
    emit_fail(reader->emit, NB_INPUT_TOO_LARGE, "文字过长", "it holds too long a text");
}

static void keep_string(struct strings_reader *reader)
{
    struct xlsx_strings *strings = reader->strings;
    if (strings->count == XLSX_STRINGS) {
        emit_fail(reader->emit, NB_INPUT_TOO_LARGE, "工作簿内文字过多",
                  "the workbook holds too many texts");
        return;
    }
    if (strings->count == strings->room) {
        size_t room = strings->room ? strings->room * 2 : 256;
        struct xlsx_text *list = realloc(strings->list, room * sizeof *list);
        if (!list) {
            emit_no_memory(reader->emit);
            return;
        }
        strings->list = list;
        strings->room = room;
    }
    struct xlsx_text *text = &strings->list[strings->count];
    if (xlsx_gather_take(&reader->gather, text) || xlsx_text_keep(&strings->arena, text))
        fail_long(reader);
    else
        strings->count++;
}

static void strings_end(void *context, enum xml_space space, const char *name)
{
    struct strings_reader *reader = context;
    xlsx_gather_end(&reader->gather, space, name);
    if (space == XML_SHEET && strcmp(name, "si") == 0)
        keep_string(reader);
}

static void strings_text(void *context, const char *text, size_t length)
{
    struct strings_reader *reader = context;
    xlsx_gather_text(&reader->gather, text, length);
    if (reader->gather.text.failed)
        fail_long(reader);
}

int xlsx_strings_read(struct package *package, const char *part, struct emit *emit,
                      struct xlsx_strings *out)
{
    static const struct xml_handler handler = {strings_start, strings_end, strings_text};
    struct strings_reader reader = {.strings = out, .emit = emit};
    struct member member;
    memset(out, 0, sizeof *out);
    nb_arena_init(&out->arena);
    nb_buffer_init(&reader.gather.text);
    int result = part ? package_read(package, part, &member) : 0;
    if (result > 0)
        result = xml_read(member.bytes, member.size, &handler, &reader, emit);
    if (part)
        member_free(&member);
    nb_buffer_free(&reader.gather.text);
    return result;
}

void xlsx_strings_free(struct xlsx_strings *strings)
{
    free(strings->list);
    nb_arena_free(&strings->arena);
    memset(strings, 0, sizeof *strings);
}
