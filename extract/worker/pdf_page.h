/* One page: characters, tables and prose, put in the order of reading. */
#ifndef NIANBAO_PDF_PAGE_H
#define NIANBAO_PDF_PAGE_H

#include "pdf_flow.h"
#include "pdf_grid.h"
#include "pdf_text.h"

struct pdf_page {
    double height;
    struct pdf_text text;
    struct pdf_tables tables;
};

/*
 * Emits what stands on the page. Tables that turn out to be none are taken out of it. Memory that
 * ran out fails the emit.
 */
void pdf_page_emit(struct pdf_page *page, struct pdf_flow *flow);

#endif
