#include "readers.h"

#include <limits.h>
#include <string.h>

#include <poppler.h>

#include "../wire.h"
#include "pdf_file.h"
#include "pdf_page.h"
#include "pdf_sift.h"
#include "pdf_turn.h"

#define PAGES      2000
#define FEW        40      /* characters of a page that may be a picture only */
#define COVERED    0.3     /* of the page, by a picture that may be all of it */
#define CHARACTERS 1000000 /* of all pages */

struct reading {
    PopplerDocument *document;
    struct pdf_file *file; /* NULL: its lines cannot be read */
    struct pdf_flow flow;
    struct emit *emit;
    size_t characters;
    size_t pictures;   /* pages that a picture covers */
    size_t recognized; /* those whose text is not shown: a program guessed it from the picture */
};

/* Poppler complains of what is wrong in a file on standard error. */
static void say_nothing(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer data)
{
    (void)domain, (void)level, (void)text, (void)data;
}

static int fail_to_open(struct emit *emit, const GError *error)
{
    if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        return emit_fail(emit, NB_INPUT_ENCRYPTED, "PDF文件，打开时需要密码",
                         "a PDF file that needs a password");
    return emit_fail(emit, NB_INPUT_DAMAGED, "PDF文件", "a damaged PDF file");
}

static void emit_title_of(const struct reading *reading)
{
    const char *title = reading->file ? pdf_file_title(reading->file) : NULL;
    if (title && *title)
        emit_title(reading->emit, title, strlen(title));
}

/* What is drawn on a page comes first: poppler has no limit on what content unpacks to. */
static enum pdf_data read_lines(struct reading *reading, int index, struct pdf_rules *rules)
{
    if (!reading->file)
        return PDF_UNKNOWN;
    enum pdf_data data = pdf_file_lines(reading->file, (size_t)index, rules);
    if (data == PDF_DAMAGED)
        emit_fail(reading->emit, NB_INPUT_DAMAGED, "PDF文件", "a damaged PDF file");
    if (data == PDF_TOO_LARGE)
        emit_fail(reading->emit, NB_INPUT_TOO_LARGE, "内容过多", "it holds too much");
    int covered = rules->picture >= COVERED * rules->width * rules->height;
    reading->pictures += covered;
    reading->recognized += covered && rules->written > 0 && rules->unseen == rules->written;
    return data;
}

/* Text whose places are not known, as poppler prints it. */
static void emit_plain(struct reading *reading, PopplerPage *page)
{
    char *text = poppler_page_get_text(page);
    pdf_flow_end(&reading->flow);
    if (text)
        emit_paragraph(reading->emit, text, strlen(text));
    reading->characters += text ? strlen(text) : 0;
    g_free(text);
}

static void read_text(struct reading *reading, PopplerPage *page, struct pdf_text *text)
{
    int result = pdf_text_read(page, text);
    if (result < 0)
        emit_no_memory(reading->emit);
    if (result == PDF_TEXT_UNPLACED)
        emit_plain(reading, page);
    reading->characters += text->count;
    if (reading->characters > CHARACTERS)
        emit_fail(reading->emit, NB_INPUT_TOO_LARGE, "文字过多", "it has too much text");
}

/* Finds words and tables of a page. When its lines are not known for sure there are no tables. */
/* Returns -1 when the page holds too much. */
static int arrange(struct pdf_page *page, struct pdf_rules *rules, enum pdf_data data)
{
    pdf_turn(pdf_turn_needed(&page->text), &page->text, rules);
    page->height = rules->height;
    pdf_text_words(&page->text, rules->width);
    if (pdf_sift_marks(&page->text))
        return -1;
    if (data != PDF_COMPLETE)
        return 0;
    pdf_sift_pieces(&page->text, rules);
    pdf_rules_join(rules);
    pdf_sift_lines(&page->text, rules);
    pdf_tables_find(rules, &page->tables);
    return 0;
}

static void read_page(struct reading *reading, int index)
{
    PopplerPage *source = poppler_document_get_page(reading->document, index);
    struct pdf_page page;
    struct pdf_rules rules;
    double width, height;
    memset(&page, 0, sizeof page);
    pdf_flow_page(&reading->flow, (uint32_t)index + 1);
    if (!source)
        return;
    poppler_page_get_size(source, &width, &height);
    pdf_rules_init(&rules, width, height);
    enum pdf_data data = read_lines(reading, index, &rules);
    if (!emit_failed(reading->emit))
        read_text(reading, source, &page.text);
    if (!emit_failed(reading->emit) && arrange(&page, &rules, data))
        emit_fail(reading->emit, NB_INPUT_TOO_LARGE, "一页内容过多", "a page holds too much");
    if (!emit_failed(reading->emit))
        pdf_page_emit(&page, &reading->flow);
    pdf_rules_free(&rules);
    pdf_tables_free(&page.tables);
    pdf_text_free(&page.text);
    g_object_unref(source);
}

/* Scanned pages may still have a page number, or the name of the program that scanned them. */
static int is_scan(const struct reading *reading, size_t pages)
{
    return reading->characters == 0 ||
           (reading->characters < pages * FEW && reading->pictures * 2 >= pages);
}

static void read_pages(struct reading *reading)
{
    int pages = poppler_document_get_n_pages(reading->document);
    if (pages > PAGES)
        emit_fail(reading->emit, NB_INPUT_TOO_LARGE, "页数过多", "it has too many pages");
    pdf_flow_init(&reading->flow, reading->emit);
    for (int i = 0; i < pages && !emit_failed(reading->emit); i++)
        read_page(reading, i);
    pdf_flow_free(&reading->flow);
    if (pages <= 0)
        emit_fail(reading->emit, NB_INPUT_DAMAGED, "PDF文件", "a damaged PDF file");
    else if (is_scan(reading, (size_t)pages))
        emit_fail(reading->emit, NB_INPUT_NO_TEXT, "PDF文件，可能是扫描件",
                  "a PDF file without text, perhaps a scan");
    else if (reading->recognized > 0)
        emit_fail(reading->emit, NB_INPUT_NO_TEXT, "扫描的PDF文件，其文字由软件识别，不可采信",
                  "a scan whose text was recognized by a program, which cannot be relied on");
}

int pdf_read(const unsigned char *bytes, size_t size, struct emit *emit)
{
    struct reading reading = {.emit = emit};
    GError *error = NULL;
    emit->format = WIRE_PDF;
    GLogFunc log = g_log_set_default_handler(say_nothing, NULL);
    GBytes *data = g_bytes_new_static(bytes, size);
    reading.document = poppler_document_new_from_bytes(data, NULL, &error);
    if (reading.document) {
        reading.file = pdf_file_open(bytes, size);
        emit_title_of(&reading);
        read_pages(&reading);
        pdf_file_close(reading.file);
        g_object_unref(reading.document);
    } else {
        fail_to_open(emit, error);
    }
    g_clear_error(&error);
    g_bytes_unref(data);
    g_log_set_default_handler(log, NULL);
    return emit_failed(emit) ? -1 : 0;
}

/* Poppler forgets its tables with the last document. */
void pdf_keep_tables(const unsigned char *bytes, size_t size)
{
    static PopplerDocument *kept;
    GBytes *data = g_bytes_new(bytes, size);
    kept = poppler_document_new_from_bytes(data, NULL, NULL);
    g_bytes_unref(data);
    PopplerPage *page = kept ? poppler_document_get_page(kept, 0) : NULL;
    if (!page)
        return;
    g_free(poppler_page_get_text(page));
    g_object_unref(page);
}
