/* The text of a Word document: what is shown of its paragraphs and tables, changes accepted. */
#ifndef NIANBAO_DOCX_BODY_H
#define NIANBAO_DOCX_BODY_H

#include "docx_lists.h"
#include "docx_styles.h"
#include "emit.h"

/* What there is in a document besides its text. */
struct docx_contents {
    int has_text;     /* something was told */
    int has_pictures; /* drawings, scanned pages */
    int has_chunks;   /* files of other formats that Word would take in on opening it */
};

/*
 * Tells of the document whose text is in `bytes`. Returns 0 and what it holds in `*contents`, or
 * -1 after emit_fail().
 */
int docx_body_read(const unsigned char *bytes, size_t size, const struct docx_styles *styles,
                   struct docx_lists *lists, struct emit *emit, struct docx_contents *contents);

#endif
