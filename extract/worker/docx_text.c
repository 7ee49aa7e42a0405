/* Paragraphs and what stands in them. */
#include <stdlib.h>
#include <string.h>

#include "docx_walk.h"
#include "raised.h"

static int shows(struct docx_body *body)
{
    return docx_flow_shows(docx_flow_of(body)) && !body->run_hidden;
}

static void add(struct docx_body *body, const char *text, size_t length)
{
    struct nb_buffer *out = &docx_flow_of(body)->text;
    if (!shows(body))
        return;
    if (length > NB_DOCUMENT_TEXT || out->length > NB_DOCUMENT_TEXT - length)
        emit_fail(body->emit, NB_INPUT_TOO_LARGE, "内容过多", "it holds too much");
    else
        nb_buffer_add(out, text, length);
}

static void start_paragraph(struct docx_body *body, const struct xml_element *element)
{
    docx_enter_cell(body);
    struct docx_flow *flow = docx_flow_of(body);
    if (docx_table_of(body) || flow->is_silent) {
        docx_skip(body, element);
        return;
    }
    docx_flow_paragraph(flow, body->lists);
    flow->numbering.style = body->styles->usual;
}

static void end_paragraph(struct docx_body *body)
{
    docx_flow_paragraph_end(docx_flow_of(body), body->lists);
}

/* What a clerk has struck out is deleted in all but name. */
static void settle_looks(struct docx_body *body)
{
    const struct docx_style *style = docx_flow_of(body)->numbering.style;
    signed char looks[DOCX_LOOKS];
    memcpy(looks, body->looks, sizeof looks);
    if (body->run_style)
        docx_looks_inherit(looks, body->run_style->looks);
    if (style)
        docx_looks_inherit(looks, style->looks);
    body->run_hidden =
        looks[DOCX_HIDDEN] == 1 || looks[DOCX_STRUCK] == 1 || looks[DOCX_STRUCK_TWICE] == 1;
    body->run_raised = looks[DOCX_RAISED] == 1;
}

static void start_run(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    memset(body->looks, DOCX_UNSAID, sizeof body->looks);
    body->run_style = NULL;
    settle_looks(body);
}

static void end_run(struct docx_body *body)
{
    body->run_hidden = body->run_raised = 0;
}

void docx_start_text(struct docx_body *body, const struct xml_element *element)
{
    body->in_text = 1;
    body->keeps_blanks = xml_attribute_is(element, XML_ITSELF, "space", "preserve");
    body->text_start = docx_flow_of(body)->text.length;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Blanks at the ends stand for nothing but the layout of the file, save where it says otherwise. */
void docx_end_text(struct docx_body *body)
{
    struct nb_buffer *text = &docx_flow_of(body)->text;
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

/* Lowered text, which is rare, is taken for raised text, too. */
static void add_raised(struct docx_body *body, const char *text, size_t length)
{
    struct nb_buffer shown;
    nb_buffer_init(&shown);
    raised_add(&shown, text, length);
    if (shown.failed)
        emit_no_memory(body->emit);
    else if (shown.length)
        add(body, shown.bytes, shown.length);
    nb_buffer_free(&shown);
}

void docx_text(struct docx_body *body, const char *text, size_t length)
{
    size_t ink = 0;
    while (ink < length && is_blank(text[ink]))
        ink++;
    body->contents->has_text |= ink < length && shows(body);
    if (body->run_raised)
        add_raised(body, text, length);
    else
        add(body, text, length);
}

static void line_break(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    add(body, "\n", 1);
}

static void tab(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    if (body->properties == DOCX_OF_NOTHING)
        add(body, "\t", 1);
}

static void hyphen(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    add(body, "-", 1);
}

/*
 * The character for a sign that is named by its place in a font. Fonts of signs have theirs from
 * F000 on; only in one of them do digits and the like stand where ASCII has them.
 */
static unsigned sign_of(unsigned long place, int is_symbol)
{
    if (is_symbol && place >= 0xF020 && place < 0xF080)
        return (unsigned)place - 0xF000;
    if (place < ' ' || place >= 0xD800)
        return 0xFFFD;
    return (unsigned)place;
}

static void symbol(struct docx_body *body, const struct xml_element *element)
{
    size_t length;
    const char *digits = xml_attribute(element, XML_WORD, "char", &length);
    char hex[8] = "";
    if (!digits || length >= sizeof hex || !shows(body))
        return;
    memcpy(hex, digits, length);
    int is_symbol = xml_attribute_is(element, XML_WORD, "font", "Symbol");
    nb_buffer_codepoint(&docx_flow_of(body)->text, sign_of(strtoul(hex, NULL, 16), is_symbol));
}

static void field_part(struct docx_body *body, const struct xml_element *element)
{
    struct docx_flow *flow = docx_flow_of(body);
    if (xml_attribute_is(element, XML_WORD, "fldCharType", "begin"))
        docx_flow_field(flow);
    else if (xml_attribute_is(element, XML_WORD, "fldCharType", "separate"))
        docx_flow_field_result(flow);
    else if (xml_attribute_is(element, XML_WORD, "fldCharType", "end"))
        docx_flow_field_end(flow);
}

/* Something that moved or was deleted: text, or the mark at the end of what it stands in. */
static void deleted(struct docx_body *body, const struct xml_element *element)
{
    struct docx_table *table = docx_table_of(body);
    (void)element;
    if (body->properties == DOCX_OF_MARK)
        docx_flow_of(body)->joined = 1;
    else if (body->properties == DOCX_OF_ROW && table)
        table->row.is_gone = 1;
    body->skipped = 1;
}

static void paragraph_properties(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    body->properties = DOCX_OF_PARAGRAPH;
}

static void run_properties(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    body->properties = body->properties == DOCX_OF_PARAGRAPH ? DOCX_OF_MARK : DOCX_OF_RUN;
}

void docx_end_properties(struct docx_body *body)
{
    body->properties = body->properties == DOCX_OF_MARK ? DOCX_OF_PARAGRAPH : DOCX_OF_NOTHING;
}

static const struct docx_style *named_style(struct docx_body *body,
                                            const struct xml_element *element)
{
    size_t length;
    const char *id = xml_attribute(element, XML_WORD, "val", &length);
    return id ? docx_style(body->styles, id, length) : NULL;
}

static void paragraph_style(struct docx_body *body, const struct xml_element *element)
{
    const struct docx_style *style = named_style(body, element);
    if (body->properties == DOCX_OF_PARAGRAPH && style)
        docx_flow_of(body)->numbering.style = style;
}

static void run_style(struct docx_body *body, const struct xml_element *element)
{
    if (body->properties != DOCX_OF_RUN)
        return;
    body->run_style = named_style(body, element);
    settle_looks(body);
}

static void look(struct docx_body *body, const struct xml_element *element)
{
    if (body->properties != DOCX_OF_RUN)
        return;
    docx_look(element, body->looks);
    settle_looks(body);
}

/* A large first letter that stands in a paragraph of its own. */
static void frame(struct docx_body *body, const struct xml_element *element)
{
    size_t length;
    if (body->properties == DOCX_OF_PARAGRAPH &&
        xml_attribute(element, XML_WORD, "dropCap", &length) &&
        !xml_attribute_is(element, XML_WORD, "dropCap", "none"))
        docx_flow_of(body)->joined = 1;
}

static void list_number(struct docx_body *body, const struct xml_element *element)
{
    if (body->properties == DOCX_OF_PARAGRAPH)
        docx_flow_of(body)->numbering.list = xml_number(element, XML_WORD, "val", DOCX_UNSAID);
}

static void list_level(struct docx_body *body, const struct xml_element *element)
{
    if (body->properties == DOCX_OF_PARAGRAPH)
        docx_flow_of(body)->numbering.level = xml_number(element, XML_WORD, "val", DOCX_UNSAID);
}

static void start_box(struct docx_body *body, const struct xml_element *element)
{
    struct docx_flow *flow = docx_flow_of(body);
    if (docx_table_of(body) || flow->is_silent || !shows(body))
        docx_skip(body, element);
    else
        docx_open_flow(body, &flow->behind, 0);
}

static void picture(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    body->contents->has_pictures = 1;
}

static void chunk(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    body->contents->has_chunks = 1;
}

/* Letters drawn as a picture, such as the name of the agency in red at the top. */
void docx_drawn_text(struct docx_body *body, const struct xml_element *element)
{
    size_t length;
    const char *text = xml_attribute(element, XML_NONE, "string", &length);
    struct docx_flow *flow = docx_flow_of(body);
    if (!text || !length || flow->is_silent || !shows(body))
        return;
    body->contents->has_text = 1;
    emit_paragraph(&flow->behind, text, length);
}

static const struct docx_word words[] = {
    {"altChunk", chunk, NULL},
    {"br", line_break, NULL},
    {"cr", line_break, NULL},
    {"del", deleted, NULL},
    {"drawing", picture, NULL},
    {"dstrike", look, NULL},
    {"fldChar", field_part, NULL},
    {"framePr", frame, NULL},
    {"ilvl", list_level, NULL},
    {"moveFrom", deleted, NULL},
    {"noBreakHyphen", hyphen, NULL},
    {"numId", list_number, NULL},
    {"numberingChange", docx_skip, NULL},
    {"object", picture, NULL},
    {"p", start_paragraph, end_paragraph},
    {"pPr", paragraph_properties, docx_end_properties},
    {"pPrChange", docx_skip, NULL},
    {"pStyle", paragraph_style, NULL},
    {"pict", picture, NULL},
    {"ptab", tab, NULL},
    {"r", start_run, end_run},
    {"rPr", run_properties, docx_end_properties},
    {"rPrChange", docx_skip, NULL},
    {"rStyle", run_style, NULL},
    {"rt", docx_skip, NULL},
    {"sdtEndPr", docx_skip, NULL},
    {"sdtPr", docx_skip, NULL},
    {"sectPr", docx_skip, NULL},
    {"strike", look, NULL},
    {"sym", symbol, NULL},
    {"t", docx_start_text, docx_end_text},
    {"tab", tab, NULL},
    {"txbxContent", start_box, docx_close_flow},
    {"vanish", look, NULL},
    {"vertAlign", look, NULL},
};

const struct docx_word *docx_text_word(const char *name)
{
    return docx_word(words, sizeof words / sizeof *words, name);
}
