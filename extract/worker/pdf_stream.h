/* The data of streams, decoded within a limit, which the library itself does not know. */
#ifndef NIANBAO_PDF_STREAM_H
#define NIANBAO_PDF_STREAM_H

#include <stddef.h>

#include <qpdf/qpdf-c.h>

#include "../../parser/buffer.h"

/* From best to worst. */
enum pdf_data {
    PDF_COMPLETE,
    PDF_UNKNOWN,   /* it has a filter that contents do not have */
    PDF_DAMAGED,   /* its checks fail: what was read may be wrong anywhere */
    PDF_TOO_LARGE, /* there is more than the limit */
};

/*
 * Adds the data of a stream to `out`, of which at most `*budget` bytes, and takes what it took
 * from that. What could be read is in `out` in every case.
 */
enum pdf_data pdf_stream_read(qpdf_data file, qpdf_oh stream, struct nb_buffer *out,
                              size_t *budget);

#endif
