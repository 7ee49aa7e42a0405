/*
 * What poppler does not tell of a PDF file: the lines that are drawn on its pages. They are read
 * with qpdf from the same bytes, and so is the title, for poppler would load a module for it.
 */
#ifndef NIANBAO_PDF_FILE_H
#define NIANBAO_PDF_FILE_H

#include <stddef.h>

#include "pdf_rules.h"
#include "pdf_stream.h"

struct pdf_file;

/* Opens a file, whose bytes must stay. Returns NULL when it cannot be read or memory ran out. */
struct pdf_file *pdf_file_open(const unsigned char *bytes, size_t size);

/* Closes it; NULL is allowed. */
void pdf_file_close(struct pdf_file *pdf);

/* The title in the file's properties as UTF-8, or NULL; good until the next call. */
const char *pdf_file_title(struct pdf_file *pdf);

/*
 * Adds the lines of the page `index` (from 0) to `rules`, which know how large the page is shown.
 * Only when all of its content is complete, and the page as large, do they say something.
 */
enum pdf_data pdf_file_lines(struct pdf_file *pdf, size_t index, struct pdf_rules *rules);

#endif
