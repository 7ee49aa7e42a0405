#include "html_table.h"

#include <stdlib.h>
#include <string.h>

#include "html_style.h"
#include "html_tree.h"

static struct html_table *innermost(struct html_tables *tables)
{
    return tables->depth ? &tables->open[tables->depth - 1] : NULL;
}

int html_table_takes_text(const struct html_tables *tables)
{
    const struct html_table *table = tables->depth ? &tables->open[tables->depth - 1] : NULL;
    return !table || !table->begun || table->in_cell;
}

static GumboTag tag_of(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT ? node->v.element.tag : GUMBO_TAG_UNKNOWN;
}

/*
 * The place of each child of a table: captions stand in front of it, the first <thead> before all
 * other rows and the first <tfoot> behind them, wherever they are written.
 */
static unsigned rank(GumboTag tag, int seen[2])
{
    if (tag == GUMBO_TAG_CAPTION)
        return 0;
    if (tag == GUMBO_TAG_THEAD && !seen[0]++)
        return 1;
    if (tag == GUMBO_TAG_TFOOT && !seen[1]++)
        return 3;
    return 2;
}

static int order(GumboElement *table)
{
    unsigned count = table->children.length, put = 0;
    void **nodes = table->children.data;
    void **sorted = malloc((count + 1) * sizeof *sorted);
    if (!sorted)
        return -1;
    for (unsigned wanted = 0; wanted < 4; wanted++) {
        int seen[2] = {0, 0};
        for (unsigned i = 0; i < count; i++)
            if (rank(tag_of(nodes[i]), seen) == wanted)
                sorted[put++] = nodes[i];
    }
    memcpy(nodes, sorted, count * sizeof *sorted);
    free(sorted);
    return 0;
}

static uint32_t count_rows(const GumboElement *group)
{
    uint32_t rows = 0;
    for (unsigned i = 0; i < group->children.length; i++) {
        const GumboNode *node = group->children.data[i];
        if (tag_of(node) == GUMBO_TAG_TR && !(html_style(&node->v.element) & HTML_HIDDEN))
            rows++;
    }
    return rows;
}

static void enter_table(struct html_tables *tables, GumboElement *element, struct emit *emit)
{
    if (tables->depth == NB_DOCUMENT_DEPTH) {
        emit_fail(emit, NB_INPUT_TOO_LARGE, "表格嵌套过深", "tables are nested too deeply");
        return;
    }
    tables->open[tables->depth++] = (struct html_table){0, 0, 0, 0};
    if (element->children.length && order(element))
        emit_no_memory(emit);
}

static void enter_row(struct html_table *table, struct emit *emit)
{
    if (!table->begun)
        emit_table(emit);
    table->begun = 1;
    table->in_cell = 0;
    table->left -= table->left > 0;
    emit_row(emit, ++table->rows);
}

/* A cell reaches down to the end of its group at most; a rowspan of 0 means just that. */
static void enter_cell(struct html_tables *tables, const GumboElement *element, struct emit *emit)
{
    struct html_table *table = innermost(tables);
    unsigned most = table->left + 1;
    unsigned columns = html_count(element, "colspan", 1, NB_DOCUMENT_COLUMNS);
    unsigned rows = html_count(element, "rowspan", 1, most);
    emit_cell(emit, columns ? columns : 1, rows ? rows : most, 0);
    table->in_cell = 1;
    tables->cells++;
}

static int is_group(GumboTag tag)
{
    return tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_THEAD || tag == GUMBO_TAG_TFOOT;
}

void html_table_enter(struct html_tables *tables, GumboElement *element, GumboTag parent,
                      struct emit *emit)
{
    struct html_table *table = innermost(tables);
    GumboTag tag = element->tag;
    if (tag == GUMBO_TAG_TABLE)
        enter_table(tables, element, emit);
    else if (table && parent == GUMBO_TAG_TABLE && is_group(tag))
        table->left = count_rows(element);
    else if (table && is_group(parent) && tag == GUMBO_TAG_TR)
        enter_row(table, emit);
    else if (table && parent == GUMBO_TAG_TR && (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH))
        enter_cell(tables, element, emit);
}

void html_table_leave(struct html_tables *tables, const GumboElement *element, struct emit *emit)
{
    if (element->tag != GUMBO_TAG_TABLE || !tables->depth)
        return;
    if (innermost(tables)->begun)
        emit_table_end(emit);
    tables->depth--;
}
