/* Arrays that grow and are sorted, for the reader of PDF files. */
#ifndef NIANBAO_PDF_ARRAY_H
#define NIANBAO_PDF_ARRAY_H

#include <stddef.h>

/*
 * Makes room for `count` items of `size` bytes in the array at `*array` (NULL: none yet), whose
 * room in items is `*room`. Returns 0, or -1 when memory ran out; the array is as it was then.
 */
int pdf_reserve(void **array, size_t *room, size_t count, size_t size);

/* Compares two doubles, as qsort() asks. */
int pdf_by_value(const void *a, const void *b);

#endif
