/* Web pages, one or more to a document. */
#ifndef NIANBAO_HTML_H
#define NIANBAO_HTML_H

#include "emit.h"

/* What was on the pages that were told of. Zeroed before the first. */
struct html_found {
    int text, images;
    int elsewhere; /* scripts or frames that fetch what is to be seen */
};

/* Tells of a page (see html_read()) and adds what there was. */
void html_tell(const unsigned char *bytes, size_t size, struct emit *emit,
               struct html_found *found);

/* Ends the document: pages without text are none. Returns like a reader. */
int html_conclude(const struct html_found *found, struct emit *emit);

#endif
