/* Tables, their rows and cells. */
#include "docx_walk.h"

static void start_table(struct docx_body *body, const struct xml_element *element)
{
    docx_enter_cell(body);
    struct docx_flow *flow = docx_flow_of(body);
    if (docx_table_of(body) || flow->is_silent) {
        docx_skip(body, element);
        return;
    }
    docx_flow_flush(flow, body->lists);
    if (body->table_count == NB_DOCUMENT_DEPTH)
        docx_too_deep(body);
    else
        docx_table_begin(&body->tables[body->table_count++], flow->out);
}

static void end_table(struct docx_body *body)
{
    docx_table_end(docx_table_of(body));
    body->table_count--;
}

static void start_row(struct docx_body *body, const struct xml_element *element)
{
    struct docx_table *table = docx_table_of(body);
    if (table && !table->in_row)
        docx_table_row(table);
    else
        docx_skip(body, element);
}

static void end_row(struct docx_body *body)
{
    docx_table_row_end(docx_table_of(body));
}

static void start_cell(struct docx_body *body, const struct xml_element *element)
{
    struct docx_table *table = docx_table_of(body);
    if (table && table->in_row && !table->in_cell)
        docx_table_cell(table);
    else
        docx_skip(body, element);
}

static void end_cell(struct docx_body *body)
{
    docx_enter_cell(body);
    docx_close_flow(body);
    docx_table_of(body)->in_cell = 0;
}

static void row_properties(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    body->properties = DOCX_OF_ROW;
}

static void cell_properties(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    body->properties = DOCX_OF_CELL;
}

static void end_cell_properties(struct docx_body *body)
{
    body->properties = DOCX_OF_NOTHING;
    docx_enter_cell(body);
}

/* The row or cell whose properties are being told; NULL when its text has begun. */
static struct docx_row *row_told(struct docx_body *body)
{
    struct docx_table *table = docx_table_of(body);
    return table && body->properties == DOCX_OF_ROW ? &table->row : NULL;
}

static struct docx_cell *cell_told(struct docx_body *body)
{
    struct docx_table *table = docx_table_of(body);
    return table && body->properties == DOCX_OF_CELL ? &table->cell : NULL;
}

static uint32_t count(const struct xml_element *element, long otherwise)
{
    long number = xml_number(element, XML_WORD, "val", otherwise);
    return number < otherwise ? (uint32_t)otherwise : (uint32_t)number;
}

static void row_before(struct docx_body *body, const struct xml_element *element)
{
    if (row_told(body))
        row_told(body)->before = count(element, 0);
}

static void row_after(struct docx_body *body, const struct xml_element *element)
{
    if (row_told(body))
        row_told(body)->after = count(element, 0);
}

static void row_hidden(struct docx_body *body, const struct xml_element *element)
{
    if (row_told(body) && xml_switch(element, XML_WORD, "val"))
        row_told(body)->is_gone = 1;
}

static void cell_span(struct docx_body *body, const struct xml_element *element)
{
    if (cell_told(body))
        cell_told(body)->columns = count(element, 1);
}

static enum docx_merge merge_of(const struct xml_element *element)
{
    return xml_attribute_is(element, XML_WORD, "val", "restart") ? DOCX_FIRST : DOCX_CONTINUED;
}

static void cell_down(struct docx_body *body, const struct xml_element *element)
{
    if (cell_told(body))
        cell_told(body)->down = merge_of(element);
}

static void cell_across(struct docx_body *body, const struct xml_element *element)
{
    if (cell_told(body))
        cell_told(body)->across = merge_of(element);
}

static void cell_deleted(struct docx_body *body, const struct xml_element *element)
{
    (void)element;
    if (cell_told(body))
        cell_told(body)->is_gone = 1;
}

static const struct docx_word words[] = {
    {"cellDel", cell_deleted, NULL},
    {"gridAfter", row_after, NULL},
    {"gridBefore", row_before, NULL},
    {"gridSpan", cell_span, NULL},
    {"hMerge", cell_across, NULL},
    {"hidden", row_hidden, NULL},
    {"tbl", start_table, end_table},
    {"tblPr", docx_skip, NULL},
    {"tblPrEx", docx_skip, NULL},
    {"tc", start_cell, end_cell},
    {"tcPr", cell_properties, end_cell_properties},
    {"tcPrChange", docx_skip, NULL},
    {"tr", start_row, end_row},
    {"trPr", row_properties, docx_end_properties},
    {"trPrChange", docx_skip, NULL},
    {"vMerge", cell_down, NULL},
};

const struct docx_word *docx_table_word(const char *name)
{
    return docx_word(words, sizeof words / sizeof *words, name);
}
