/*
 * What Excel shows of a number. Its value is kept: a format that rounds or writes exponents is not
 * followed, and a zero that is hidden or drawn as a dash is still a zero. What a format adds (件,
 * %) or makes of a number (a date) is followed, and so is one that shows no number at all.
 */
#ifndef NIANBAO_XLSX_FORMAT_H
#define NIANBAO_XLSX_FORMAT_H

#include "../../parser/buffer.h"

/* Stands for a number that Excel shows and that cannot be told from the file. */
#define XLSX_UNKNOWN "#N/A"

/*
 * Adds what is shown of `number`, as it stands in the file, in cells with the format `code` ("" is
 * General). `from_1904`: days are counted from 1904. What is no number is added as it stands.
 */
void xlsx_format(const char *number, const char *code, int from_1904, struct nb_buffer *out);

/* The code of a built-in format, or "" where it is General or not known. */
const char *xlsx_builtin_format(long id);

#endif
