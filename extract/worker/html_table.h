/* Tables of a web page as they are told of: rows in the order shown, cells with sound spans. */
#ifndef NIANBAO_HTML_TABLE_H
#define NIANBAO_HTML_TABLE_H

#include <gumbo.h>

#include "../../parser/document.h"
#include "emit.h"

struct html_table {
    uint32_t rows; /* so far */
    uint32_t left; /* rows of the same group (<tbody> and the like) that are still to come */
    int begun;     /* it was told of: it has a row */
    int in_cell;
};

/* The tables that are open, outermost first. */
struct html_tables {
    struct html_table open[NB_DOCUMENT_DEPTH];
    int depth;
    size_t cells; /* of all tables so far */
};

/* Whether text or another table may stand here: not between the cells of a table. */
int html_table_takes_text(const struct html_tables *tables);

/*
 * A table, a row group, a row or a cell begins or ends; other elements do nothing. `parent` is what
 * it stands in. Too many tables in tables are a failure of `emit`.
 */
void html_table_enter(struct html_tables *tables, GumboElement *element, GumboTag parent,
                      struct emit *emit);
void html_table_leave(struct html_tables *tables, const GumboElement *element, struct emit *emit);

#endif
