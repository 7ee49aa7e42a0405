#include "xml.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

/*
 * Bytes of names that differ. Real files have some 20,000; libxml2 keeps them in a table that grows
 * no further, so that more of them cost more and more time.
 */
#define MOST_NAMES (1 << 18)

/* Of attributes and namespaces of one element; libxml2 compares each with each. Real ones have 50.
 */
#define MOST_ATTRIBUTES 1000

/* libxml2 tells of an attribute in five pointers. */
enum {
    ATTRIBUTE_NAME,
    ATTRIBUTE_PREFIX,
    ATTRIBUTE_SPACE,
    ATTRIBUTE_VALUE,
    ATTRIBUTE_END,
    ATTRIBUTE_SIZE,
};

struct reader {
    const struct xml_handler *handler;
    void *context;
    struct emit *emit;
    xmlParserCtxt *parser;
    const unsigned char *bytes; /* that are still to be read */
    size_t left;
    const xmlChar *address; /* of the namespace that was looked up last */
    enum xml_space space;
    int depth, skipped;             /* `skipped`: depth of the element that is not told, or 0 */
    unsigned char taken[XML_DEPTH]; /* whether the element has had the alternative it takes */
};

static const struct {
    const char *address;
    enum xml_space space;
} spaces[] = {
    {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", XML_WORD},
    {"http://purl.oclc.org/ooxml/wordprocessingml/main", XML_WORD},
    {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", XML_SHEET},
    {"http://purl.oclc.org/ooxml/spreadsheetml/main", XML_SHEET},
    {"http://schemas.openxmlformats.org/officeDocument/2006/relationships", XML_REFERENCE},
    {"http://purl.oclc.org/ooxml/officeDocument/relationships", XML_REFERENCE},
    {"http://schemas.openxmlformats.org/package/2006/relationships", XML_RELATIONS},
    {"http://schemas.openxmlformats.org/package/2006/content-types", XML_TYPES},
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", XML_MARKUP},
    {"http://purl.org/dc/elements/1.1/", XML_DUBLIN},
    {"http://schemas.openxmlformats.org/officeDocument/2006/math", XML_MATH},
    {"http://purl.oclc.org/ooxml/officeDocument/math", XML_MATH},
    {"urn:schemas-microsoft-com:vml", XML_VML},
    {"http://www.w3.org/XML/1998/namespace", XML_ITSELF},
};

/*
 * The prefixes by which an alternative asks for extensions that change nothing in how text, lists
 * and tables are read. What asks for any other is passed over for the fallback.
 */
static const char *const extensions[] = {
    "wps", "wpg", "wpc", "w14", "w15", "w16", "w16cid", "wp14", "a14",
    "x14", "x15", "x16", "xr",  "xr2", "xr3", "x14ac",  "v",
};

static enum xml_space space_of(const xmlChar *address)
{
    if (!address)
        return XML_NONE;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (!strcmp((const char *)address, spaces[i].address))
            return spaces[i].space;
    return XML_FOREIGN;
}

/* The same for elements: their addresses are kept by the parser, so that most are the last one. */
static enum xml_space element_space(struct reader *reader, const xmlChar *address)
{
    if (!address || address != reader->address) {
        reader->address = address;
        reader->space = space_of(address);
    }
    return reader->space;
}

/* ---- attributes ----------------------------------------------------------------------------- */

int xml_is(const struct xml_element *element, enum xml_space space, const char *name)
{
    return element->space == space && !strcmp(element->name, name);
}

const char *xml_attribute(const struct xml_element *element, enum xml_space space, const char *name,
                          size_t *length)
{
    const unsigned char **attribute = element->attributes;
    for (int i = 0; i < element->attribute_count; i++, attribute += ATTRIBUTE_SIZE) {
        if (strcmp((const char *)attribute[ATTRIBUTE_NAME], name) != 0 ||
            space_of(attribute[ATTRIBUTE_SPACE]) != space)
            continue;
        *length = (size_t)(attribute[ATTRIBUTE_END] - attribute[ATTRIBUTE_VALUE]);
        return (const char *)attribute[ATTRIBUTE_VALUE];
    }
    return NULL;
}

int xml_attribute_is(const struct xml_element *element, enum xml_space space, const char *name,
                     const char *value)
{
    size_t length;
    const char *found = xml_attribute(element, space, name, &length);
    return found && length == strlen(value) && !memcmp(found, value, length);
}

long xml_number(const struct xml_element *element, enum xml_space space, const char *name,
                long otherwise)
{
    const long most = 1000000000;
    size_t length, i = 0;
    const char *digits = xml_attribute(element, space, name, &length);
    if (!digits)
        return otherwise;
    int negative = length > 0 && digits[0] == '-';
    long number = 0;
    for (i = (size_t)negative; i < length && digits[i] >= '0' && digits[i] <= '9'; i++)
        number = number < most / 10 ? number * 10 + (digits[i] - '0') : most;
    if (i < length || i == (size_t)negative)
        return otherwise;
    return negative ? -number : number;
}

int xml_switch(const struct xml_element *element, enum xml_space space, const char *name)
{
    return !xml_attribute_is(element, space, name, "0") &&
           !xml_attribute_is(element, space, name, "false") &&
           !xml_attribute_is(element, space, name, "off");
}

/* ---- alternatives --------------------------------------------------------------------------- */

static int is_extension(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (strlen(extensions[i]) == length && !memcmp(extensions[i], word, length))
            return 1;
    return 0;
}

/* Whether all that the alternative asks for is known. */
static int is_understood(const struct xml_element *choice)
{
    size_t length, i = 0;
    const char *words = xml_attribute(choice, XML_NONE, "Requires", &length);
    while (words && i < length) {
        size_t from = i;
        while (i < length && words[i] != ' ')
            i++;
        if (i > from && !is_extension(words + from, i - from))
            return 0;
        i++;
    }
    return words != NULL;
}

/* Decides whether what stands in an element of this namespace is told. */
static void start_markup(struct reader *reader, const struct xml_element *element)
{
    if (!strcmp(element->name, "AlternateContent"))
        return;
    unsigned char *taken = reader->depth > 1 ? &reader->taken[reader->depth - 2] : NULL;
    int fits = !strcmp(element->name, "Fallback") ||
               (!strcmp(element->name, "Choice") && is_understood(element));
    if (taken && !*taken && fits)
        *taken = 1;
    else
        reader->skipped = reader->depth;
}

/* ---- what libxml2 calls --------------------------------------------------------------------- */

static void stop_if_failed(struct reader *reader)
{
    if (emit_failed(reader->emit))
        xmlStopParser(reader->parser);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *address, int space_count, const xmlChar **new_spaces,
                     int attribute_count, int defaulted, const xmlChar **attributes)
{
    struct reader *reader = context;
    (void)prefix, (void)new_spaces, (void)defaulted;
    if (reader->depth == XML_DEPTH)
        emit_fail(reader->emit, NB_INPUT_TOO_LARGE, "XML嵌套过深", "its XML is nested too deep");
    if (attribute_count > MOST_ATTRIBUTES || space_count > MOST_ATTRIBUTES)
        emit_fail(reader->emit, NB_INPUT_TOO_LARGE, "XML元素的属性过多",
                  "an element of its XML has too many attributes");
    stop_if_failed(reader);
    if (emit_failed(reader->emit))
        return;
    reader->taken[reader->depth++] = 0;
    if (reader->skipped)
        return;
    struct xml_element element = {element_space(reader, address), (const char *)name, attributes,
                                  attribute_count};
    if (element.space == XML_MARKUP)
        start_markup(reader, &element);
    else if (reader->handler->start)
        reader->handler->start(reader->context, &element);
    stop_if_failed(reader);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *address)
{
    struct reader *reader = context;
    enum xml_space space = element_space(reader, address);
    (void)prefix;
    int told = !reader->skipped && space != XML_MARKUP;
    if (reader->skipped == reader->depth)
        reader->skipped = 0;
    reader->depth--;
    if (told && reader->handler->end)
        reader->handler->end(reader->context, space, (const char *)name);
    stop_if_failed(reader);
}

static void on_text(void *context, const xmlChar *text, int length)
{
    struct reader *reader = context;
    if (!reader->skipped && reader->handler->text)
        reader->handler->text(reader->context, (const char *)text, (size_t)length);
    stop_if_failed(reader);
}

/* A declaration could define entities that grow without bound; no Office file has one. */
static void on_declaration(void *context, const xmlChar *name, const xmlChar *external,
                           const xmlChar *system)
{
    struct reader *reader = context;
    (void)name, (void)external, (void)system;
    emit_fail(reader->emit, NB_INPUT_DAMAGED, "XML中含有不允许的DTD声明",
              "its XML has a document type declaration, which is not allowed");
    stop_if_failed(reader);
}

/* Errors are asked for at the end; nothing is printed. */
static void on_error(void *context, xmlError *error)
{
    (void)context, (void)error;
}

static int on_read(void *context, char *buffer, int room)
{
    struct reader *reader = context;
    size_t length = (size_t)room < reader->left ? (size_t)room : reader->left;
    memcpy(buffer, reader->bytes, length);
    reader->bytes += length;
    reader->left -= length;
    return (int)length;
}

static const xmlSAXHandler calls = {
    .internalSubset = on_declaration,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .serror = on_error,
};

/* Says why the XML could not be read to its end, if so. */
static int judge(struct reader *reader)
{
    const xmlParserCtxt *parser = reader->parser;
    if (emit_failed(reader->emit))
        return -1;
    if (parser->errNo == XML_ERR_NO_MEMORY)
        return emit_no_memory(reader->emit);
    if (!parser->wellFormed || !parser->nsWellFormed || parser->disableSAX)
        return emit_fail(reader->emit, NB_INPUT_DAMAGED, "其中的XML有错误或不完整",
                         "its XML is wrong or incomplete");
    return 0;
}

int xml_read(const unsigned char *bytes, size_t size, const struct xml_handler *handler,
             void *context, struct emit *emit)
{
    struct reader reader = {.handler = handler,
                            .context = context,
                            .emit = emit,
                            .bytes = bytes,
                            .left = size,
                            .parser = xmlNewParserCtxt()};
    if (!reader.parser)
        return emit_no_memory(emit);
    *reader.parser->sax = calls;
    reader.parser->userData = &reader;
    xmlDictSetLimit(reader.parser->dict, MOST_NAMES);
    xmlDoc *none = xmlCtxtReadIO(reader.parser, on_read, NULL, &reader, NULL, NULL,
                                 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlFreeDoc(none);
    int result = judge(&reader);
    xmlFreeParserCtxt(reader.parser);
    return result;
}
