/* The readers of formats, in this process. */
#include <stdlib.h>

#include "../../extract/wire.h"
#include "../../extract/worker/readers.h"
#include "../../parser/nianbao.h"
#include "bodies.h"

typedef int (*reader)(const unsigned char *bytes, size_t size, struct emit *emit);

/* A document that a reader has told of must be one, and must be parsed. */
static void parse(const struct emit *emit)
{
    struct nb_document *document;
    nb_report *report;
    enum nb_document_error error = wire_decode(emit->bytes, emit->length, &document);

    FUZZ_HOLDS(error == NB_DOCUMENT_OK || error == NB_DOCUMENT_TOO_LARGE);
    if (error)
        return;
    FUZZ_HOLDS(nb_parse_document(document, "x", NULL, NULL, &report) == 0);
    nb_document_free(document);
    nb_report_free(report);
}

static void read_and_parse(reader read, const uint8_t *data, size_t size)
{
    struct emit emit;

    emit_init(&emit, WIRE_LIMIT);
    int result = read(data, size, &emit);
    FUZZ_HOLDS(result == (emit_failed(&emit) ? -1 : 0));
    if (result == 0)
        parse(&emit);
    emit_free(&emit);
}

void fuzz_html(const uint8_t *data, size_t size)
{
    read_and_parse(html_read, data, size);
}

void fuzz_mhtml(const uint8_t *data, size_t size)
{
    read_and_parse(mhtml_read, data, size);
}

void fuzz_office(const uint8_t *data, size_t size)
{
    read_and_parse(office_read, data, size);
}

void fuzz_pdf(const uint8_t *data, size_t size)
{
    read_and_parse(pdf_read, data, size);
}
