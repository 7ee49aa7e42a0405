#include "xlsx_style.h"

#include <stdlib.h>
#include <string.h>

#include "xlsx_format.h"
#include "xml.h"

#define CODE    1024 /* bytes of a format; Excel takes 255 characters */
#define FORMATS 1000 /* of the workbook's own; Excel itself takes some 200 */

/* The lists that styles.xml holds and that are of interest. */
enum list { LIST_OTHER, LIST_FORMATS, LIST_BORDERS, LIST_STYLES };

enum { LINE_LEFT = 1, LINE_RIGHT = 2, LINE_TOP = 4, LINE_BOTTOM = 8 };

struct format {
    long id;
    const char *code;
    struct format *next; /* the one before it in the file */
};

struct styles_reader {
    struct xlsx_styles *styles;
    struct emit *emit;
    enum list list;
    struct format *formats;
    unsigned char *borders; /* owned; lines of each */
    size_t border_count, format_count;
};

/* True when one more of a list is too many. */
static int is_full(struct styles_reader *reader, size_t count, size_t limit)
{
    if (count < limit)
        return 0;
    emit_fail(reader->emit, NB_INPUT_TOO_LARGE, "工作簿内格式过多",
              "the workbook holds too many formats");
    return 1;
}

static void add_format(struct styles_reader *reader, const struct xml_element *element)
{
    size_t length;
    const char *code = xml_attribute(element, XML_NONE, "formatCode", &length);
    if (!code || length > CODE || is_full(reader, reader->format_count++, FORMATS))
        return;
    struct format *format = NB_NEW(&reader->styles->arena, struct format, 1);
    if (format)
        format->code = nb_arena_string(&reader->styles->arena, code, length);
    if (!format || !format->code) {
        emit_no_memory(reader->emit);
        return;
    }
    format->id = xml_number(element, XML_NONE, "numFmtId", -1);
    format->next = reader->formats;
    reader->formats = format;
}

static void add_border(struct styles_reader *reader)
{
    if (is_full(reader, reader->border_count, XLSX_STYLES))
        return;
    if (!reader->borders) {
        reader->borders = calloc(XLSX_STYLES, 1);
        if (!reader->borders) {
            emit_no_memory(reader->emit);
            return;
        }
    }
    reader->border_count++;
}

/* One side of the border that was begun last. */
static void add_line(struct styles_reader *reader, const struct xml_element *element)
{
    static const char *const sides[] = {"left", "right", "top", "bottom", "start", "end"};
    static const unsigned char lines[] = {LINE_LEFT,   LINE_RIGHT, LINE_TOP,
                                          LINE_BOTTOM, LINE_LEFT,  LINE_RIGHT};
    size_t length;
    if (reader->border_count == 0 || !xml_attribute(element, XML_NONE, "style", &length) ||
        xml_attribute_is(element, XML_NONE, "style", "none"))
        return;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (strcmp(element->name, sides[i]) == 0)
            reader->borders[reader->border_count - 1] |= lines[i];
}

static const char *format_of(const struct styles_reader *reader, long id)
{
    for (const struct format *format = reader->formats; format; format = format->next)
        if (format->id == id)
            return format->code;
    return xlsx_builtin_format(id);
}

static int is_boxed(const struct styles_reader *reader, long border)
{
    if (border < 0 || (size_t)border >= reader->border_count)
        return 0;
    int lines = reader->borders[border];
    return (lines & (LINE_LEFT | LINE_RIGHT)) == (LINE_LEFT | LINE_RIGHT) ||
           (lines & (LINE_TOP | LINE_BOTTOM)) == (LINE_TOP | LINE_BOTTOM);
}

static void add_style(struct styles_reader *reader, const struct xml_element *element)
{
    struct xlsx_styles *styles = reader->styles;
    if (is_full(reader, styles->count, XLSX_STYLES))
        return;
    if (!styles->list) {
        styles->list = nb_arena_raw(&styles->arena, XLSX_STYLES, sizeof *styles->list);
        if (!styles->list) {
            emit_no_memory(reader->emit);
            return;
        }
    }
    struct xlsx_style *style = &styles->list[styles->count++];
    style->format = format_of(reader, xml_number(element, XML_NONE, "numFmtId", 0));
    style->boxed = is_boxed(reader, xml_number(element, XML_NONE, "borderId", -1));
}

static void start(void *context, const struct xml_element *element)
{
    struct styles_reader *reader = context;
    if (element->space != XML_SHEET)
        return;
    if (strcmp(element->name, "numFmts") == 0)
        reader->list = LIST_FORMATS;
    else if (strcmp(element->name, "borders") == 0)
        reader->list = LIST_BORDERS;
    else if (strcmp(element->name, "cellXfs") == 0)
        reader->list = LIST_STYLES;
    else if (reader->list == LIST_FORMATS && strcmp(element->name, "numFmt") == 0)
        add_format(reader, element);
    else if (reader->list == LIST_BORDERS && strcmp(element->name, "border") == 0)
        add_border(reader);
    else if (reader->list == LIST_BORDERS)
        add_line(reader, element);
    else if (reader->list == LIST_STYLES && strcmp(element->name, "xf") == 0)
        add_style(reader, element);
}

static void end(void *context, enum xml_space space, const char *name)
{
    struct styles_reader *reader = context;
    if (space == XML_SHEET && (strcmp(name, "numFmts") == 0 || strcmp(name, "borders") == 0 ||
                               strcmp(name, "cellXfs") == 0))
        reader->list = LIST_OTHER;
}

int xlsx_styles_read(struct package *package, const char *part, struct emit *emit,
                     struct xlsx_styles *out)
{
    static const struct xml_handler handler = {start, end, NULL};
    struct styles_reader reader = {.styles = out, .emit = emit};
    struct member member;
    memset(out, 0, sizeof *out);
    nb_arena_init(&out->arena);
    int result = part ? package_read(package, part, &member) : 0;
    if (result > 0)
        result = xml_read(member.bytes, member.size, &handler, &reader, emit);
    if (part)
        member_free(&member);
    free(reader.borders);
    return result;
}

void xlsx_styles_free(struct xlsx_styles *styles)
{
    nb_arena_free(&styles->arena);
    memset(styles, 0, sizeof *styles);
}

const struct xlsx_style *xlsx_style(const struct xlsx_styles *styles, long number)
{
    static const struct xlsx_style plain = {"", 0};
    if (number < 0 || (size_t)number >= styles->count)
        return &plain;
    return &styles->list[number];
}
