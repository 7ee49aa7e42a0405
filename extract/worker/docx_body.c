#include "docx_body.h"

#include <stdlib.h>
#include <string.h>

#include "docx_flow.h"
#include "docx_table.h"

#define BOXES 8                               /* text boxes in text boxes */
#define FLOWS (1 + NB_DOCUMENT_DEPTH + BOXES) /* the document itself, cells, boxes */

/* Whose properties are being told. */
enum properties {
    OF_NOTHING,
    OF_PARAGRAPH,
    OF_MARK, /* of the end of a paragraph */
    OF_RUN,
    OF_ROW,
    OF_CELL,
};

struct body {
    const struct docx_styles *styles;
    struct docx_lists *lists;
    struct emit *emit;
    struct docx_contents *contents;
    struct docx_flow flows[FLOWS];
    struct docx_table tables[NB_DOCUMENT_DEPTH];
    int flow_count, table_count;
    enum properties properties;
    int skipped;               /* depth within an element that is not shown, or 0 */
    int run_hidden;            /* the run that is being told */
    int in_text, keeps_blanks; /* between the ends of a w:t */
    size_t text_start;         /* where it begins in the paragraph */
};

static struct docx_flow *flow_of(struct body *body)
{
    return &body->flows[body->flow_count - 1];
}

/* The table whose rows are being told; NULL within a cell, or outside of all. */
static struct docx_table *table_of(struct body *body)
{
    return body->table_count > flow_of(body)->tables ? &body->tables[body->table_count - 1] : NULL;
}

static void skip(struct body *body, const struct xml_element *element)
{
    (void)element;
    body->skipped = 1;
}

static void too_deep(struct body *body)
{
    emit_fail(body->emit, NB_INPUT_TOO_LARGE, "表格或文本框嵌套过深",
              "its tables or text boxes are nested too deep");
}

/* Opens the flow of a cell or box; closed by close_flow(). */
static void open_flow(struct body *body, struct emit *out, int is_silent)
{
    if (body->flow_count == FLOWS) {
        too_deep(body);
        return;
    }
    docx_flow_begin(&body->flows[body->flow_count++], out, body->table_count, is_silent);
}

static void close_flow(struct body *body)
{
    docx_flow_flush(flow_of(body), body->lists);
    body->flow_count--;
}

/* The first text of a cell comes, or its end: what it says of itself is known now. */
static void enter_cell(struct body *body)
{
    struct docx_table *table = table_of(body);
    if (table && table->in_cell)
        open_flow(body, table->out, !docx_table_cell_text(table));
}

/* ---- text ----------------------------------------------------------------------------------- */

static int shows(struct body *body)
{
    return docx_flow_shows(flow_of(body)) && !body->run_hidden;
}

static void add(struct body *body, const char *text, size_t length)
{
    if (shows(body))
        nb_buffer_add(&flow_of(body)->text, text, length);
}

static void start_paragraph(struct body *body, const struct xml_element *element)
{
    enter_cell(body);
    struct docx_flow *flow = flow_of(body);
    if (table_of(body) || flow->is_silent) {
        skip(body, element);
        return;
    }
    docx_flow_paragraph(flow, body->lists);
    flow->numbering.style = body->styles->usual;
}

static void end_paragraph(struct body *body)
{
    docx_flow_paragraph_end(flow_of(body), body->lists);
}

static void start_run(struct body *body, const struct xml_element *element)
{
    (void)element;
    const struct docx_style *style = flow_of(body)->numbering.style;
    body->run_hidden = style && style->hidden == 1;
}

static void end_run(struct body *body)
{
    body->run_hidden = 0;
}

static void start_text(struct body *body, const struct xml_element *element)
{
    body->in_text = 1;
    body->keeps_blanks = xml_attribute_is(element, XML_ITSELF, "space", "preserve");
    body->text_start = flow_of(body)->text.length;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Blanks at the ends stand for nothing but the layout of the file, save where it says otherwise. */
static void end_text(struct body *body)
{
    struct nb_buffer *text = &flow_of(body)->text;
    size_t start = body->text_start;
    body->in_text = 0;
    if (body->keeps_blanks || !shows(body) || text->failed)
        return;
    while (text->length > start && is_blank(text->bytes[text->length - 1]))
        text->length--;
    while (start < text->length && is_blank(text->bytes[start]))
        start++;
    if (start > body->text_start) {
        memmove(text->bytes + body->text_start, text->bytes + start, text->length - start);
        text->length -= start - body->text_start;
    }
}

static void line_break(struct body *body, const struct xml_element *element)
{
    (void)element;
    add(body, "\n", 1);
}

static void tab(struct body *body, const struct xml_element *element)
{
    (void)element;
    if (body->properties == OF_NOTHING)
        add(body, "\t", 1);
}

static void hyphen(struct body *body, const struct xml_element *element)
{
    (void)element;
    add(body, "-", 1);
}

/* A sign by its place in a font: the fonts of signs have theirs from F000 on, some as in ASCII. */
static void symbol(struct body *body, const struct xml_element *element)
{
    size_t length;
    const char *digits = xml_attribute(element, XML_WORD, "char", &length);
    char hex[8] = "";
    if (!digits || length >= sizeof hex || !shows(body))
        return;
    memcpy(hex, digits, length);
    unsigned long sign = strtoul(hex, NULL, 16);
    if (sign >= 0xF000 && sign <= 0xF0FF)
        sign = xml_attribute_is(element, XML_WORD, "font", "Symbol") ? sign - 0xF000 : 0xFFFD;
    nb_buffer_codepoint(&flow_of(body)->text,
                        sign < ' ' || sign > 0xFFFF ? 0xFFFD : (unsigned)sign);
}

static void field_part(struct body *body, const struct xml_element *element)
{
    struct docx_flow *flow = flow_of(body);
    if (xml_attribute_is(element, XML_WORD, "fldCharType", "begin"))
        docx_flow_field(flow);
    else if (xml_attribute_is(element, XML_WORD, "fldCharType", "separate"))
        docx_flow_field_result(flow);
    else if (xml_attribute_is(element, XML_WORD, "fldCharType", "end"))
        docx_flow_field_end(flow);
}

/* Something that moved or was deleted: text, or the mark at the end of what it stands in. */
static void deleted(struct body *body, const struct xml_element *element)
{
    struct docx_table *table = table_of(body);
    (void)element;
    if (body->properties == OF_MARK)
        flow_of(body)->joined = 1;
    else if (body->properties == OF_ROW && table)
        table->row.is_gone = 1;
    body->skipped = 1;
}

/* ---- properties ----------------------------------------------------------------------------- */

static void paragraph_properties(struct body *body, const struct xml_element *element)
{
    (void)element;
    body->properties = OF_PARAGRAPH;
}

static void run_properties(struct body *body, const struct xml_element *element)
{
    (void)element;
    body->properties = body->properties == OF_PARAGRAPH ? OF_MARK : OF_RUN;
}

static void row_properties(struct body *body, const struct xml_element *element)
{
    (void)element;
    body->properties = OF_ROW;
}

static void cell_properties(struct body *body, const struct xml_element *element)
{
    (void)element;
    body->properties = OF_CELL;
}

static void end_cell_properties(struct body *body)
{
    body->properties = OF_NOTHING;
    enter_cell(body);
}

static void end_properties(struct body *body)
{
    body->properties = body->properties == OF_MARK ? OF_PARAGRAPH : OF_NOTHING;
}

static const struct docx_style *named_style(struct body *body, const struct xml_element *element)
{
    size_t length;
    const char *id = xml_attribute(element, XML_WORD, "val", &length);
    return id ? docx_style(body->styles, id, length) : NULL;
}

static void paragraph_style(struct body *body, const struct xml_element *element)
{
    const struct docx_style *style = named_style(body, element);
    if (body->properties == OF_PARAGRAPH && style)
        flow_of(body)->numbering.style = style;
}

static void run_style(struct body *body, const struct xml_element *element)
{
    const struct docx_style *style = named_style(body, element);
    if (body->properties == OF_RUN && style && style->hidden != DOCX_UNSAID)
        body->run_hidden = style->hidden;
}

static void hidden(struct body *body, const struct xml_element *element)
{
    if (body->properties == OF_RUN)
        body->run_hidden = xml_switch(element, XML_WORD, "val");
}

static void list_number(struct body *body, const struct xml_element *element)
{
    if (body->properties == OF_PARAGRAPH)
        flow_of(body)->numbering.list = xml_number(element, XML_WORD, "val", DOCX_UNSAID);
}

static void list_level(struct body *body, const struct xml_element *element)
{
    if (body->properties == OF_PARAGRAPH)
        flow_of(body)->numbering.level = xml_number(element, XML_WORD, "val", DOCX_UNSAID);
}

/* ---- tables --------------------------------------------------------------------------------- */

static void start_table(struct body *body, const struct xml_element *element)
{
    enter_cell(body);
    struct docx_flow *flow = flow_of(body);
    if (table_of(body) || flow->is_silent) {
        skip(body, element);
        return;
    }
    docx_flow_flush(flow, body->lists);
    if (body->table_count == NB_DOCUMENT_DEPTH)
        too_deep(body);
    else
        docx_table_begin(&body->tables[body->table_count++], flow->out);
}

static void end_table(struct body *body)
{
    docx_table_end(table_of(body));
    body->table_count--;
}

static void start_row(struct body *body, const struct xml_element *element)
{
    struct docx_table *table = table_of(body);
    if (table && !table->in_row)
        docx_table_row(table);
    else
        skip(body, element);
}

static void end_row(struct body *body)
{
    docx_table_row_end(table_of(body));
}

static void start_cell(struct body *body, const struct xml_element *element)
{
    struct docx_table *table = table_of(body);
    if (table && table->in_row && !table->in_cell)
        docx_table_cell(table);
    else
        skip(body, element);
}

static void end_cell(struct body *body)
{
    enter_cell(body);
    close_flow(body);
    table_of(body)->in_cell = 0;
}

/* The row or cell whose properties are being told; NULL when its text has begun. */
static struct docx_row *row_told(struct body *body)
{
    struct docx_table *table = table_of(body);
    return table && body->properties == OF_ROW ? &table->row : NULL;
}

static struct docx_cell *cell_told(struct body *body)
{
    struct docx_table *table = table_of(body);
    return table && body->properties == OF_CELL ? &table->cell : NULL;
}

static uint32_t count(const struct xml_element *element, long otherwise)
{
    long number = xml_number(element, XML_WORD, "val", otherwise);
    return number < otherwise ? (uint32_t)otherwise : (uint32_t)number;
}

static void row_before(struct body *body, const struct xml_element *element)
{
    if (row_told(body))
        row_told(body)->before = count(element, 0);
}

static void row_after(struct body *body, const struct xml_element *element)
{
    if (row_told(body))
        row_told(body)->after = count(element, 0);
}

static void row_hidden(struct body *body, const struct xml_element *element)
{
    if (row_told(body) && xml_switch(element, XML_WORD, "val"))
        row_told(body)->is_gone = 1;
}

static void cell_span(struct body *body, const struct xml_element *element)
{
    if (cell_told(body))
        cell_told(body)->columns = count(element, 1);
}

static enum docx_merge merge_of(const struct xml_element *element)
{
    return xml_attribute_is(element, XML_WORD, "val", "restart") ? DOCX_FIRST : DOCX_CONTINUED;
}

static void cell_down(struct body *body, const struct xml_element *element)
{
    if (cell_told(body))
        cell_told(body)->down = merge_of(element);
}

static void cell_across(struct body *body, const struct xml_element *element)
{
    if (cell_told(body))
        cell_told(body)->across = merge_of(element);
}

static void cell_deleted(struct body *body, const struct xml_element *element)
{
    (void)element;
    if (cell_told(body))
        cell_told(body)->is_gone = 1;
}

/* ---- drawings and other things -------------------------------------------------------------- */

static void start_box(struct body *body, const struct xml_element *element)
{
    struct docx_flow *flow = flow_of(body);
    if (table_of(body) || flow->is_silent || !shows(body))
        skip(body, element);
    else
        open_flow(body, &flow->behind, 0);
}

static void picture(struct body *body, const struct xml_element *element)
{
    (void)element;
    body->contents->has_pictures = 1;
}

static void chunk(struct body *body, const struct xml_element *element)
{
    (void)element;
    body->contents->has_chunks = 1;
}

/* Letters drawn as a picture, such as the name of the agency in red at the top. */
static void drawn_text(struct body *body, const struct xml_element *element)
{
    size_t length;
    const char *text = xml_attribute(element, XML_NONE, "string", &length);
    struct docx_flow *flow = flow_of(body);
    if (!text || !length || flow->is_silent || !shows(body))
        return;
    body->contents->has_text = 1;
    emit_paragraph(&flow->behind, text, length);
}

static const struct word {
    const char *name;
    void (*start)(struct body *body, const struct xml_element *element);
    void (*end)(struct body *body);
} words[] = {
    {"altChunk", chunk, NULL},
    {"br", line_break, NULL},
    {"cellDel", cell_deleted, NULL},
    {"cr", line_break, NULL},
    {"del", deleted, NULL},
    {"drawing", picture, NULL},
    {"fldChar", field_part, NULL},
    {"gridAfter", row_after, NULL},
    {"gridBefore", row_before, NULL},
    {"gridSpan", cell_span, NULL},
    {"hMerge", cell_across, NULL},
    {"hidden", row_hidden, NULL},
    {"ilvl", list_level, NULL},
    {"moveFrom", deleted, NULL},
    {"noBreakHyphen", hyphen, NULL},
    {"numId", list_number, NULL},
    {"numberingChange", skip, NULL},
    {"object", picture, NULL},
    {"p", start_paragraph, end_paragraph},
    {"pPr", paragraph_properties, end_properties},
    {"pPrChange", skip, NULL},
    {"pStyle", paragraph_style, NULL},
    {"pict", picture, NULL},
    {"ptab", tab, NULL},
    {"r", start_run, end_run},
    {"rPr", run_properties, end_properties},
    {"rPrChange", skip, NULL},
    {"rStyle", run_style, NULL},
    {"rt", skip, NULL},
    {"sdtEndPr", skip, NULL},
    {"sdtPr", skip, NULL},
    {"sectPr", skip, NULL},
    {"sym", symbol, NULL},
    {"t", start_text, end_text},
    {"tab", tab, NULL},
    {"tbl", start_table, end_table},
    {"tblPr", skip, NULL},
    {"tblPrEx", skip, NULL},
    {"tc", start_cell, end_cell},
    {"tcPr", cell_properties, end_cell_properties},
    {"tcPrChange", skip, NULL},
    {"tr", start_row, end_row},
    {"trPr", row_properties, end_properties},
    {"trPrChange", skip, NULL},
    {"txbxContent", start_box, close_flow},
    {"vMerge", cell_down, NULL},
    {"vanish", hidden, NULL},
};

static int by_name(const void *name, const void *entry)
{
    return strcmp(name, ((const struct word *)entry)->name);
}

static const struct word *find_word(const char *name)
{
    return bsearch(name, words, sizeof words / sizeof *words, sizeof *words, by_name);
}

/* ---- what the XML reader calls -------------------------------------------------------------- */

static void on_start(void *context, const struct xml_element *element)
{
    struct body *body = context;
    const struct word *word = NULL;
    if (body->skipped)
        body->skipped++;
    else if (element->space == XML_WORD)
        word = find_word(element->name);
    else if (xml_is(element, XML_MATH, "t"))
        start_text(body, element);
    else if (xml_is(element, XML_VML, "textpath"))
        drawn_text(body, element);
    if (word)
        word->start(body, element);
}

static void on_end(void *context, enum xml_space space, const char *name)
{
    struct body *body = context;
    if (body->skipped) {
        body->skipped--;
        return;
    }
    const struct word *word = space == XML_WORD ? find_word(name) : NULL;
    if (word && word->end)
        word->end(body);
    else if (space == XML_MATH && !strcmp(name, "t"))
        end_text(body);
}

static int has_ink(const char *text, size_t length)
{
    while (length && is_blank(text[length - 1]))
        length--;
    return length > 0;
}

static void on_text(void *context, const char *text, size_t length)
{
    struct body *body = context;
    if (body->skipped || !body->in_text || !shows(body))
        return;
    nb_buffer_add(&flow_of(body)->text, text, length);
    if (!body->contents->has_text)
        body->contents->has_text = has_ink(text, length);
}

int docx_body_read(const unsigned char *bytes, size_t size, const struct docx_styles *styles,
                   struct docx_lists *lists, struct emit *emit, struct docx_contents *contents)
{
    static const struct xml_handler handler = {on_start, on_end, on_text};
    struct body *body = calloc(1, sizeof *body);
    if (!body)
        return emit_fail(emit, NB_INPUT_TOO_LARGE, "内存不足", "it takes too much memory");
    memset(contents, 0, sizeof *contents);
    body->styles = styles;
    body->lists = lists;
    body->emit = emit;
    body->contents = contents;
    for (int i = 0; i < FLOWS; i++)
        docx_flow_init(&body->flows[i], emit->limit);
    open_flow(body, emit, 0);
    int result = xml_read(bytes, size, &handler, body, emit);
    if (!result)
        docx_flow_flush(flow_of(body), lists);
    for (int i = 0; i < FLOWS; i++)
        docx_flow_free(&body->flows[i]);
    free(body);
    return result || emit_failed(emit) ? -1 : 0;
}
