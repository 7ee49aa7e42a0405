/* The data of streams, decoded within a limit, which the library itself does not know. */
#ifndef NIANBAO_PDF_STREAM_H
#define NIANBAO_PDF_STREAM_H

#include <stddef.h>

#include <qpdf/qpdf-c.h>

#include "../../parser/buffer.h"

/*
 * Adds the data of a stream to `out`, of which at most `*budget` bytes, and takes what it took
 * from that. Returns 0, or -1 when there is more, or its filters are not those of contents, or it
 * is damaged; what could be read is in `out` all the same.
 */
int pdf_stream_read(qpdf_data file, qpdf_oh stream, struct nb_buffer *out, size_t *budget);

#endif
