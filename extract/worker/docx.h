/*
 * Word documents (ECMA-376): .docx, .docm, .dotx.
 *
 * What is told is what Word shows with all changes accepted: without deleted and hidden text, with
 * the numbers of lists, with text boxes behind the paragraphs that they hang on. Headers, footers,
 * notes and comments are left out. Pages are unknown, since Word breaks them anew each time.
 */
#ifndef NIANBAO_DOCX_H
#define NIANBAO_DOCX_H

#include "emit.h"
#include "package.h"

/* Returns 0, or -1 after emit_fail(). Sets the format. */
int docx_read(struct package *package, struct emit *emit);

#endif
