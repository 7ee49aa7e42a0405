#include "pdf_stream.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define FILTERS 4 /* one behind the other */
#define CHUNK   65536

typedef enum pdf_data (*decoder)(const unsigned char *bytes, size_t size, struct nb_buffer *out,
                                 size_t *budget);

static enum pdf_data take(struct nb_buffer *out, const void *bytes, size_t length, size_t *budget)
{
    size_t taken = length < *budget ? length : *budget;
    nb_buffer_add(out, bytes, taken);
    *budget -= taken;
    return taken == length && !out->failed ? PDF_COMPLETE : PDF_TOO_LARGE;
}

/* Data that merely ends too early is as complete as it gets: some writers leave out its check. */
static enum pdf_data inflate_all(z_stream *stream, struct nb_buffer *out, size_t *budget)
{
    unsigned char chunk[CHUNK];
    int result;
    do {
        stream->next_out = chunk;
        stream->avail_out = CHUNK;
        result = inflate(stream, Z_NO_FLUSH);
        if (take(out, chunk, CHUNK - stream->avail_out, budget) != PDF_COMPLETE)
            return PDF_TOO_LARGE;
    } while (result == Z_OK && (stream->avail_in > 0 || stream->avail_out == 0));
    return result == Z_DATA_ERROR || result == Z_NEED_DICT ? PDF_DAMAGED : PDF_COMPLETE;
}

static enum pdf_data decode_flate(const unsigned char *bytes, size_t size, struct nb_buffer *out,
                                  size_t *budget)
{
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (size > UINT_MAX || inflateInit(&stream) != Z_OK)
        return PDF_UNKNOWN;
    stream.next_in = (z_const Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)size;
    enum pdf_data result = inflate_all(&stream, out, budget);
    inflateEnd(&stream);
    return result;
}

/* Writes the bytes that `count` digits of a group of five stand for: one less than there are. */
static enum pdf_data put_group(unsigned long group, int count, struct nb_buffer *out,
                               size_t *budget)
{
    unsigned char bytes[4];
    for (int i = count; i < 5; i++)
        group = group * 85 + 84;
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(group >> (24 - 8 * i));
    return count < 2 ? PDF_COMPLETE : take(out, bytes, (size_t)count - 1, budget);
}

static enum pdf_data decode_ascii85(const unsigned char *bytes, size_t size, struct nb_buffer *out,
                                    size_t *budget)
{
    unsigned long group = 0;
    enum pdf_data result = PDF_COMPLETE;
    int count = 0;
    for (size_t i = 0; i < size && bytes[i] != '~' && !result; i++) {
        if (bytes[i] == 'z' && count == 0) {
            result = take(out, "\0\0\0\0", 4, budget);
        } else if (bytes[i] >= '!' && bytes[i] <= 'u') {
            group = group * 85 + (bytes[i] - '!');
            if (++count == 5) {
                result = put_group(group, count, out, budget);
                group = 0;
                count = 0;
            }
        }
    }
    return result ? result : put_group(group, count, out, budget);
}

static decoder find_decoder(const char *name)
{
    if (strcmp(name, "/FlateDecode") == 0 || strcmp(name, "/Fl") == 0)
        return decode_flate;
    if (strcmp(name, "/ASCII85Decode") == 0 || strcmp(name, "/A85") == 0)
        return decode_ascii85;
    return NULL;
}

/* The decoders that a stream needs, in their order. */
struct chain {
    decoder steps[FILTERS];
    int count;
};

/* Returns -1 when not all of them are known. */
static int find_decoders(qpdf_data file, qpdf_oh stream, struct chain *chain)
{
    qpdf_oh dict = qpdf_oh_get_dict(file, stream);
    qpdf_oh filter = qpdf_oh_get_key(file, dict, "/Filter");
    qpdf_oh parameters = qpdf_oh_get_key(file, dict, "/DecodeParms");
    if (qpdf_oh_is_null(file, filter))
        return 0;
    /* Predictors are for images and tables of objects. */
    if (qpdf_oh_is_dictionary(file, parameters))
        return -1;
    int many = qpdf_oh_is_array(file, filter);
    int count = many ? qpdf_oh_get_array_n_items(file, filter) : 1;
    if (count > FILTERS)
        return -1;
    for (int i = 0; i < count; i++) {
        qpdf_oh item = many ? qpdf_oh_get_array_item(file, filter, i) : filter;
        if (!qpdf_oh_is_name(file, item) ||
            !(chain->steps[i] = find_decoder(qpdf_oh_get_name(file, item))))
            return -1;
    }
    chain->count = count;
    return 0;
}

static enum pdf_data decode(const unsigned char *raw, size_t size, const decoder *decoders,
                            int count, struct nb_buffer *out, size_t *budget)
{
    struct nb_buffer step;
    if (count == 0)
        return take(out, raw, size, budget);
    if (count == 1)
        return decoders[0](raw, size, out, budget);
    nb_buffer_init(&step);
    enum pdf_data result = decoders[0](raw, size, &step, budget);
    if (result == PDF_COMPLETE && step.length > 0)
        result = decode((const unsigned char *)step.bytes, step.length, decoders + 1, count - 1,
                        out, budget);
    nb_buffer_free(&step);
    return result;
}

enum pdf_data pdf_stream_read(qpdf_data file, qpdf_oh stream, struct nb_buffer *out, size_t *budget)
{
    struct chain chain = {.count = 0};
    unsigned char *raw = NULL;
    size_t size = 0;
    if (find_decoders(file, stream, &chain) ||
        qpdf_oh_get_stream_data(file, stream, qpdf_dl_none, NULL, &raw, &size) >= QPDF_ERRORS)
        return PDF_UNKNOWN;
    enum pdf_data result = decode(raw, size, chain.steps, chain.count, out, budget);
    free(raw);
    return result;
}
