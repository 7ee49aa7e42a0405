#include "docx_body.h"

#include <stdlib.h>
#include <string.h>

#include "docx_walk.h"

struct docx_flow *docx_flow_of(struct docx_body *body)
{
    return &body->flows[body->flow_count - 1];
}

struct docx_table *docx_table_of(struct docx_body *body)
{
    return body->table_count > docx_flow_of(body)->tables ? &body->tables[body->table_count - 1]
                                                          : NULL;
}

void docx_skip(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    body->skipped = 1;
}

void docx_too_deep(struct docx_body *body)
{
    emit_fail(body->emit, NB_INPUT_TOO_LARGE, "表格或文本框嵌套过深",
              "its tables or text boxes are nested too deep");
}

void docx_open_flow(struct docx_body *body, struct emit *out, int is_silent)
{
    if (body->flow_count == DOCX_FLOWS) {
        docx_too_deep(body);
        return;
    }
    docx_flow_begin(&body->flows[body->flow_count++], out, body->table_count, is_silent);
}

void docx_close_flow(struct docx_body *body)
{
    docx_flow_flush(docx_flow_of(body), body->lists);
    body->flow_count--;
}

void docx_enter_cell(struct docx_body *body)
{
    struct docx_table *table = docx_table_of(body);
    if (table && table->in_cell)
        docx_open_flow(body, table->out, !docx_table_cell_text(table));
}

static int by_name(const void *name, const void *entry)
{
    return strcmp(name, ((const struct docx_word *)entry)->name);
}

const struct docx_word *docx_word(const struct docx_word *words, size_t count, const char *name)
{
    return bsearch(name, words, count, sizeof *words, by_name);
}

static const struct docx_word *find_word(const char *name)
{
    const struct docx_word *word = docx_text_word(name);
    return word ? word : docx_table_word(name);
}

static void on_start(void *context, const struct xml_element *element)
{
    struct docx_body *body = context;
    const struct docx_word *word = NULL;
    if (body->skipped)
        body->skipped++;
    else if (element->space == XML_WORD)
        word = find_word(element->name);
    else if (xml_is(element, XML_MATH, "t"))
        docx_start_text(body, element);
    else if (xml_is(element, XML_VML, "textpath"))
        docx_drawn_text(body, element);
    if (word)
        word->start(body, element);
}

static void on_end(void *context, enum xml_space space, const char *name)
{
    struct docx_body *body = context;
    if (body->skipped) {
        body->skipped--;
        return;
    }
    const struct docx_word *word = space == XML_WORD ? find_word(name) : NULL;
    if (word && word->end)
        word->end(body);
    else if (space == XML_MATH && !strcmp(name, "t"))
        docx_end_text(body);
}

static void on_text(void *context, const char *text, size_t length)
{
    struct docx_body *body = context;
    if (!body->skipped && body->in_text)
        docx_text(body, text, length);
}

int docx_body_read(const unsigned char *bytes, size_t size, const struct docx_styles *styles,
                   struct docx_lists *lists, struct emit *emit, struct docx_contents *contents)
{
    static const struct xml_handler handler = {on_start, on_end, on_text};
    struct docx_body *body = calloc(1, sizeof *body);
    if (!body)
        return emit_no_memory(emit);
    memset(contents, 0, sizeof *contents);
    body->styles = styles;
    body->lists = lists;
    body->emit = emit;
    body->contents = contents;
    for (int i = 0; i < DOCX_FLOWS; i++)
        docx_flow_init(&body->flows[i], emit->limit);
    docx_open_flow(body, emit, 0);
    int result = xml_read(bytes, size, &handler, body, emit);
    if (!result)
        docx_flow_flush(docx_flow_of(body), lists);
    for (int i = 0; i < DOCX_FLOWS; i++)
        docx_flow_free(&body->flows[i]);
    free(body);
    return result || emit_failed(emit) ? -1 : 0;
}
