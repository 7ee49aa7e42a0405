#include "pdf_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "pdf_content.h"
#include "pdf_stream.h"

#define ANCESTORS 50                 /* of a page, to inherit from */
#define FORMS     8                  /* nested */
#define STREAMS   1000               /* that make one page's content */
#define BUDGET    ((size_t)96 << 20) /* bytes of content of all pages, decoded */
#define PAGE      ((size_t)24 << 20) /* of one page, with its forms as often as they are painted */
#define PAINTED   10000              /* forms and images on a page */
#define NAME      128                /* bytes of a name in resources, with slash and NUL */

struct pdf_file {
    qpdf_data file;
    size_t budget;  /* bytes of content */
    size_t rest;    /* of them, for this page */
    size_t painted; /* on this page */
};

/* A stream being run, and the resources that its names are from. */
struct run {
    struct pdf_file *pdf;
    struct pdf_rules *rules;
    qpdf_oh resources;
    int depth;
    enum pdf_data *data; /* the worst of all streams */
};

/* Takes note of an error, which the library would print otherwise. */
static void forget_error(qpdf_data file)
{
    if (qpdf_has_error(file))
        qpdf_get_error(file);
}

struct pdf_file *pdf_file_open(const unsigned char *bytes, size_t size)
{
    struct pdf_file *pdf = calloc(1, sizeof *pdf);
    if (!pdf)
        return NULL;
    pdf->budget = BUDGET;
    pdf->file = qpdf_init();
    qpdf_set_suppress_warnings(pdf->file, QPDF_TRUE);
    qpdf_silence_errors(pdf->file);
    if (qpdf_read_memory(pdf->file, "pdf", (const char *)bytes, size, NULL) >= QPDF_ERRORS) {
        pdf_file_close(pdf);
        return NULL;
    }
    return pdf;
}

void pdf_file_close(struct pdf_file *pdf)
{
    if (!pdf)
        return;
    forget_error(pdf->file);
    qpdf_cleanup(&pdf->file);
    free(pdf);
}

const char *pdf_file_title(struct pdf_file *pdf)
{
    qpdf_data file = pdf->file;
    qpdf_oh info = qpdf_oh_get_key_if_dict(file, qpdf_get_trailer(file), "/Info");
    qpdf_oh title = qpdf_oh_get_key_if_dict(file, info, "/Title");
    return qpdf_oh_is_string(file, title) ? qpdf_oh_get_utf8_value(file, title) : NULL;
}

/* A value that a page has itself or from the node of the page tree nearest above it. */
static qpdf_oh inherited(qpdf_data file, qpdf_oh page, const char *key)
{
    for (int i = 0; i < ANCESTORS && qpdf_oh_is_dictionary(file, page); i++) {
        qpdf_oh value = qpdf_oh_get_key(file, page, key);
        if (!qpdf_oh_is_null(file, value))
            return value;
        page = qpdf_oh_get_key(file, page, "/Parent");
    }
    return qpdf_oh_new_null(file);
}

/* Reads `count` numbers of an array; returns -1 when it is no such array. */
static int read_numbers(qpdf_data file, qpdf_oh array, int count, double *out)
{
    if (!qpdf_oh_is_array(file, array) || qpdf_oh_get_array_n_items(file, array) != count)
        return -1;
    for (int i = 0; i < count; i++) {
        if (!qpdf_oh_get_value_as_number(file, qpdf_oh_get_array_item(file, array, i), &out[i]))
            return -1;
    }
    return 0;
}

struct box {
    double x0, y0, x1, y1;
};

static int read_box(qpdf_data file, qpdf_oh page, const char *key, struct box *box)
{
    double v[4];
    if (read_numbers(file, inherited(file, page, key), 4, v))
        return -1;
    *box = (struct box){fmin(v[0], v[2]), fmin(v[1], v[3]), fmax(v[0], v[2]), fmax(v[1], v[3])};
    return 0;
}

/* The part of the page that is shown. */
static struct box shown_box(qpdf_data file, qpdf_oh page)
{
    struct box media = {0, 0, 612, 792}, crop;
    read_box(file, page, "/MediaBox", &media);
    if (read_box(file, page, "/CropBox", &crop))
        return media;
    crop.x0 = fmax(crop.x0, media.x0);
    crop.y0 = fmax(crop.y0, media.y0);
    crop.x1 = fmin(crop.x1, media.x1);
    crop.y1 = fmin(crop.y1, media.y1);
    return crop.x0 < crop.x1 && crop.y0 < crop.y1 ? crop : media;
}

/*
 * The matrix from the page's own coordinates to the page as it is shown, whose upper left corner
 * is 0, 0. Returns -1 when it is not as large as the text's page.
 */
static int page_matrix(qpdf_data file, qpdf_oh page, const struct pdf_rules *rules,
                       struct pdf_matrix *matrix)
{
    struct box box = shown_box(file, page);
    double turn = 0, width = box.x1 - box.x0, height = box.y1 - box.y0;
    qpdf_oh_get_value_as_number(file, inherited(file, page, "/Rotate"), &turn);
    int quarters = (((int)(fmod(turn, 360) / 90)) + 4) % 4;
    switch (quarters) {
    case 1: *matrix = (struct pdf_matrix){0, 1, 1, 0, -box.y0, -box.x0}; break;
    case 2: *matrix = (struct pdf_matrix){-1, 0, 0, 1, box.x1, -box.y0}; break;
    case 3: *matrix = (struct pdf_matrix){0, -1, -1, 0, box.y1, box.x1}; break;
    default: *matrix = (struct pdf_matrix){1, 0, 0, -1, -box.x0, box.y1}; break;
    }
    double shown = quarters % 2 ? height : width, tall = quarters % 2 ? width : height;
    return fabs(shown - rules->width) > 1 || fabs(tall - rules->height) > 1 ? -1 : 0;
}

static void note(const struct run *run, enum pdf_data data)
{
    if (data > *run->data)
        *run->data = data;
}

static void paint(void *context, const char *name, size_t length, const struct pdf_matrix *matrix);

static void run_bytes(struct run *run, const struct nb_buffer *bytes,
                      const struct pdf_matrix *matrix)
{
    if (bytes->failed)
        note(run, PDF_TOO_LARGE);
    else if (bytes->length > 0 && *run->data != PDF_TOO_LARGE &&
             pdf_content_run((const unsigned char *)bytes->bytes, bytes->length, matrix, paint, run,
                             run->rules))
        note(run, PDF_TOO_LARGE);
}

/* Adds a stream's data; what is missing of it is remembered. */
static void add_stream(struct run *run, qpdf_oh stream, struct nb_buffer *out)
{
    if (qpdf_oh_is_stream(run->pdf->file, stream))
        note(run, pdf_stream_read(run->pdf->file, stream, out, &run->pdf->rest));
    else
        note(run, PDF_UNKNOWN);
    nb_buffer_puts(out, "\n");
}

static void run_form(const struct run *from, qpdf_oh form, const struct pdf_matrix *matrix)
{
    qpdf_data file = from->pdf->file;
    qpdf_oh dict = qpdf_oh_get_dict(file, form);
    qpdf_oh resources = qpdf_oh_get_key(file, dict, "/Resources");
    struct run run = *from;
    struct nb_buffer bytes;
    double v[6] = {1, 0, 0, 1, 0, 0};
    if (++run.depth > FORMS) {
        note(&run, PDF_UNKNOWN);
        return;
    }
    if (qpdf_oh_is_dictionary(file, resources))
        run.resources = resources;
    read_numbers(file, qpdf_oh_get_key(file, dict, "/Matrix"), 6, v);
    struct pdf_matrix own = {v[0], v[1], v[2], v[3], v[4], v[5]};
    struct pdf_matrix start = pdf_matrix_multiply(&own, matrix);
    nb_buffer_init(&bytes);
    add_stream(&run, form, &bytes);
    run_bytes(&run, &bytes, &start);
    nb_buffer_free(&bytes);
}

static void paint(void *context, const char *name, size_t length, const struct pdf_matrix *matrix)
{
    struct run *run = context;
    qpdf_data file = run->pdf->file;
    char key[NAME];
    if (length + 2 > sizeof key || ++run->pdf->painted > PAINTED) {
        note(run, PDF_TOO_LARGE);
        return;
    }
    key[0] = '/';
    memcpy(key + 1, name, length);
    key[length + 1] = 0;
    qpdf_oh objects = qpdf_oh_get_key_if_dict(file, run->resources, "/XObject");
    qpdf_oh object = qpdf_oh_get_key_if_dict(file, objects, key);
    if (!qpdf_oh_is_stream(file, object))
        return;
    qpdf_oh kind = qpdf_oh_get_key(file, qpdf_oh_get_dict(file, object), "/Subtype");
    if (qpdf_oh_is_name_and_equals(file, kind, "/Form"))
        run_form(run, object, matrix);
    else
        pdf_content_image(run->rules, matrix);
}

static void add_contents(struct run *run, qpdf_oh page, struct nb_buffer *out)
{
    qpdf_data file = run->pdf->file;
    qpdf_oh contents = qpdf_oh_get_key(file, page, "/Contents");
    if (!qpdf_oh_is_array(file, contents)) {
        if (!qpdf_oh_is_null(file, contents))
            add_stream(run, contents, out);
        return;
    }
    int count = qpdf_oh_get_array_n_items(file, contents);
    if (count > STREAMS)
        note(run, PDF_UNKNOWN);
    for (int i = 0; i < count && i < STREAMS && *run->data != PDF_TOO_LARGE; i++)
        add_stream(run, qpdf_oh_get_array_item(file, contents, i), out);
}

enum pdf_data pdf_file_lines(struct pdf_file *pdf, size_t index, struct pdf_rules *rules)
{
    qpdf_data file = pdf->file;
    struct pdf_matrix matrix;
    struct nb_buffer bytes;
    enum pdf_data data = PDF_COMPLETE;
    size_t limit = pdf->rest = pdf->budget < PAGE ? pdf->budget : PAGE;
    pdf->painted = 0;
    qpdf_oh page = qpdf_get_page_n(file, index);
    if (!qpdf_oh_is_dictionary(file, page) || page_matrix(file, page, rules, &matrix)) {
        qpdf_oh_release_all(file);
        return PDF_UNKNOWN;
    }
    struct run run = {pdf, rules, inherited(file, page, "/Resources"), 0, &data};
    nb_buffer_init(&bytes);
    add_contents(&run, page, &bytes);
    run_bytes(&run, &bytes, &matrix);
    nb_buffer_free(&bytes);
    qpdf_oh_release_all(file);
    pdf->budget -= limit - pdf->rest;
    return data == PDF_COMPLETE && rules->failed ? PDF_UNKNOWN : data;
}
