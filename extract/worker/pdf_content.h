/*
 * What a content stream draws of lines. Only the operators for paths, for the matrix and for other
 * streams are obeyed; text, colours, clipping and patterns change no line's place. Text is counted.
 */
#ifndef NIANBAO_PDF_CONTENT_H
#define NIANBAO_PDF_CONTENT_H

#include "pdf_rules.h"

/* x' = a x + c y + e, y' = b x + d y + f */
struct pdf_matrix {
    double a, b, c, d, e, f;
};

/* Paints the XObject called `name` in the resources in force. */
typedef void (*pdf_painter)(void *context, const char *name, size_t length,
                            const struct pdf_matrix *matrix);

/* The matrix that does `first`, then `then`. */
struct pdf_matrix pdf_matrix_multiply(const struct pdf_matrix *first,
                                      const struct pdf_matrix *then);

/* The unit square under the matrix, as a filled box: what an image covers. */
void pdf_content_image(struct pdf_rules *rules, const struct pdf_matrix *matrix);

/*
 * Adds the lines that `bytes` draw to `rules`. `start` leads from the stream's own coordinates to
 * those of the page. Returns 0, or -1 when states are saved within states without end.
 */
int pdf_content_run(const unsigned char *bytes, size_t size, const struct pdf_matrix *start,
                    pdf_painter paint, void *context, struct pdf_rules *rules);

#endif
