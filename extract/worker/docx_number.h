/* How Word shows the number of a list in each of its formats: 一, (1), ①, iv. */
#ifndef NIANBAO_DOCX_NUMBER_H
#define NIANBAO_DOCX_NUMBER_H

#include <stddef.h>

#include "../../parser/buffer.h"

#define DOCX_DECIMAL 0 /* the format of those that are not known */

/* The format of that name (as w:numFmt gives it). */
int docx_format(const char *name, size_t length);

/* True for a format that shows no number, only a mark of its own. */
int docx_format_is_bullet(int format);

/* Adds the number as the format shows it; what it has no sign for, it shows as decimal. */
void docx_number(struct nb_buffer *out, int format, unsigned number);

#endif
