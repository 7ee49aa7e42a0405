#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "../extract/wire.h"
#include "../extract/worker/readers.h"
#include "documents.h"
#include "fixtures.h"

#define FILES "tests/data/pdf/"

#define TABLE                                                                                      \
    "table\n"                                                                                      \
    "row 1\ncell 1x2\np 项目\ncell 2x1\np 件数\n"                                              \
    "row 2\ncell\np 今年\ncell\np 去年\n"                                                      \
    "row 3\ncell\np 甲类（含往年转来的）\ncell\np 12\ncell\np 7\n"                       \
    "row 4\ncell\np 乙类\ncell\ncell\np 30\n"                                                    \
    "end\n"

#define PROSE                                                                                                               \
    "本页供测试之用，所列数字都是编造的。第一句说明来历，第二句把这一段写得长一些，" \
    "好让它占到两行以上，从而看出各行是否仍连成一段。"

static void assert_reads(const char *path, const char *expected)
{
    char *shown = documents_read_file(pdf_read, path);
    assert_string_equal(shown, expected);
    free(shown);
}

static void assert_holds(const char *shown, const char *part)
{
    if (!strstr(shown, part))
        fail_msg("\"%s\" is not in:\n%s", part, shown);
}

static void test_rules_make_tables(void **state)
{
    static const char *const names[] = {"stroke", "box",  "bars", "ring",  "dots",
                                        "double", "open", "form", "slant", "drawn"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[64];
        snprintf(path, sizeof path, FILES "%s.pdf", names[i]);
        char *shown = documents_read_file(pdf_read, path);
        assert_holds(shown, "title 小样\npage 1\np 小样\np " PROSE "\n" TABLE "p 表后的话。\n");
        free(shown);
    }
}

static void test_pages_are_turned(void **state)
{
    static const char *const names[] = {"rotate90", "rotate180", "rotate270", "lying"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[64];
        snprintf(path, sizeof path, FILES "%s.pdf", names[i]);
        assert_reads(path, "title 小样\npage 1\np 小样\np " PROSE "\n" TABLE "p 表后的话。\n");
    }
}

static void test_tables_without_rules_are_laid_out(void **state)
{
    (void)state;
    char *shown = documents_read_file(pdf_read, FILES "stacked.pdf");
    assert_null(strstr(shown, "table"));
    assert_holds(shown, "\\n甲类                                12");
    free(shown);
    shown = documents_read_file(pdf_read, FILES "none.pdf");
    assert_null(strstr(shown, "table"));
    assert_holds(shown, "\np 甲类（含往年转来的）   ");
    free(shown);
}

/* One that was broken, and one that is wider than its cell. */
static void test_numbers_stay_whole(void **state)
{
    (void)state;
    char *shown = documents_read_file(pdf_read, FILES "narrow.pdf");
    assert_holds(shown,
                 "row 2\ncell\np 12345678\ncell\np 12\ncell\np 1234567890\ncell\ncell\np 5\n");
    free(shown);
}

static void test_numbers_that_fill_their_cells(void **state)
{
    (void)state;
    char *shown = documents_read_file(pdf_read, FILES "filled.pdf");
    assert_holds(shown, "row 1\ncell\ncell\ncell\n"
                        "row 2\ncell\np １２３４\ncell\np ５６７８\ncell\np ９\nend\n");
    free(shown);
}

static void test_no_line_begins_with_a_closing_bracket(void **state)
{
    (void)state;
    char *shown = documents_read_file(pdf_read, FILES "filled.pdf");
    assert_holds(shown, "p 小样（共两行）\n");
    free(shown);
}

static void test_numbers_cut_by_the_page_are_left_out(void **state)
{
    (void)state;
    assert_reads(FILES "cut.pdf", "page 1\np 222222\np 其余\n");
}

static void test_notes_and_watermarks_are_no_text(void **state)
{
    (void)state;
    assert_reads(FILES "marks.pdf", "page 1\n" TABLE);
}

/* Some print the numbers of section four larger than those of the other tables. */
static void test_large_digits_are_text(void **state)
{
    (void)state;
    char *shown = documents_read_file(pdf_read, FILES "sizes.pdf");
    const char *line = strstr(shown, "\nend\np ");
    assert_non_null(line);
    int numbers[3] = {-1, -1, -1};
    assert_int_equal(sscanf(line, " end p %d %d %d", &numbers[0], &numbers[1], &numbers[2]), 3);
    assert_int_equal(numbers[0], 7);
    assert_int_equal(numbers[1], 0);
    assert_int_equal(numbers[2], 12);
    free(shown);
}

static void test_pages_do_not_tear_paragraphs(void **state)
{
    (void)state;
    char *shown = documents_read_file(pdf_read, FILES "split.pdf");
    assert_holds(shown, "p " PROSE PROSE PROSE PROSE PROSE PROSE PROSE PROSE PROSE "\ntable\n");
    assert_holds(shown, "end\np - 1 -\npage 2\ntable\nrow 1\n");
    assert_holds(shown, "p 273\nend\np " PROSE "\np - 2 -\\n- 3 -\npage 3\n");
    free(shown);
}

/* Whatever is printed at the edges of the pages. */
static void test_headers_do_not_tear_paragraphs(void **state)
{
    (void)state;
    char *shown = documents_read_file(pdf_read, FILES "split_headers.pdf");
    const char *paragraph = strstr(shown, "\np 本页");
    assert_non_null(paragraph);
    assert_null(strstr(paragraph + 1, "\np 本"));
    assert_holds(paragraph, "仍连成一段，\np 网址某某某");
    assert_int_equal(strchr(paragraph + 1, '\n') - paragraph, 3 + 24 * strlen(PROSE));
    free(shown);
}

static int check_report(const char *path, json_t *expected)
{
    struct bytes file = fixture_read(path);
    struct nb_document *document = NULL;
    nb_report *report = NULL;
    struct emit emit;
    emit_init(&emit, WIRE_LIMIT);
    assert_int_equal(pdf_read((unsigned char *)file.data, file.size, &emit), 0);
    assert_int_equal(emit.format, WIRE_PDF);
    assert_int_equal(wire_decode(emit.bytes, emit.length, &document), NB_DOCUMENT_OK);
    assert_int_equal(nb_parse_document(document, "application/pdf", NULL, NULL, &report), 0);
    struct nb_source source = {.name = path, .size = file.size};
    json_t *json = nb_report_json(report, &source, NB_EN);
    int differences = fixture_compare(path, expected, json, NULL);
    json_decref(json);
    nb_report_free(report);
    nb_document_free(document);
    emit_free(&emit);
    free(file.data);
    return differences;
}

static void test_reports(void **state)
{
    (void)state;
    assert_int_equal(fixture_each("tests/data/pdf", check_report), 0);
}

static void test_scans_have_no_text(void **state)
{
    (void)state;
    assert_reads(FILES "scan.pdf",
                 "failed input.no_text: a PDF file without text, perhaps a scan\n");
}

static void test_text_guessed_from_a_scan_is_none(void **state)
{
    (void)state;
    assert_reads(FILES "scan_recognized.pdf",
                 "failed input.no_text: a scan whose text was recognized by a program, which "
                 "cannot be relied on\n");
}

static void test_bombs_and_loops_end(void **state)
{
    (void)state;
    assert_reads(FILES "bomb.pdf", "failed input.too_large: it holds too much\n");
    assert_reads(FILES "loop_form.pdf", "page 1\np 一\npage 2\n");
    assert_reads(FILES "loop_pages.pdf", "page 1\np 一\npage 2\n");
}

/* The file with a password for its user, new (free()). */
static struct bytes encrypt(const char *path, const char *password)
{
    struct bytes file = fixture_read(path), out = {0};
    qpdf_data qpdf = qpdf_init();
    assert_int_equal(qpdf_read_memory(qpdf, path, file.data, file.size, NULL), QPDF_SUCCESS);
    assert_int_equal(qpdf_init_write_memory(qpdf), QPDF_SUCCESS);
    qpdf_set_r6_encryption_parameters2(qpdf, password, "owner", QPDF_TRUE, QPDF_TRUE, QPDF_TRUE,
                                       QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, qpdf_r3p_full, QPDF_TRUE);
    assert_int_equal(qpdf_write(qpdf), QPDF_SUCCESS);
    bytes_add(&out, (const char *)qpdf_get_buffer(qpdf), qpdf_get_buffer_length(qpdf));
    qpdf_cleanup(&qpdf);
    free(file.data);
    return out;
}

static void test_passwords(void **state)
{
    (void)state;
    struct bytes file = encrypt(FILES "stroke.pdf", "");
    char *shown = documents_read(pdf_read, file.data, file.size);
    assert_holds(shown, TABLE);
    free(shown);
    free(file.data);
    file = encrypt(FILES "stroke.pdf", "secret");
    shown = documents_read(pdf_read, file.data, file.size);
    assert_string_equal(shown, "failed input.encrypted: a PDF file that needs a password\n");
    free(shown);
    free(file.data);
}

static void test_what_is_no_pdf_is_damaged(void **state)
{
    (void)state;
    char *shown = documents_read(pdf_read, "%PDF-1.7\n", 9);
    assert_string_equal(shown, "failed input.damaged: a damaged PDF file\n");
    free(shown);
    shown = documents_read(pdf_read, "", 0);
    assert_string_equal(shown, "failed input.damaged: a damaged PDF file\n");
    free(shown);
}

/* Reads what may be damaged in any way: it fails with a reason, or gives a sound document. */
static void read_anything(const void *bytes, size_t size)
{
    struct nb_document *document;
    struct emit emit;
    emit_init(&emit, WIRE_LIMIT);
    if (pdf_read(bytes, size, &emit) == 0) {
        assert_int_equal(wire_decode(emit.bytes, emit.length, &document), NB_DOCUMENT_OK);
        nb_document_free(document);
    }
    emit_free(&emit);
}

static void test_content_that_fails_its_check_is_damaged(void **state)
{
    (void)state;
    struct bytes file = fixture_read(FILES "stroke.pdf");
    char *data = memmem(file.data, file.size, "stream\n", 7);
    assert_non_null(data);
    data[300] ^= 4;
    char *shown = documents_read(pdf_read, file.data, file.size);
    assert_string_equal(shown, "failed input.damaged: a damaged PDF file\n");
    free(shown);
    free(file.data);
}

static void test_damaged_files_end(void **state)
{
    struct bytes file = fixture_read(FILES "stroke.pdf");
    (void)state;
    for (size_t size = 1; size < file.size; size += 23)
        read_anything(file.data, size);
    for (size_t i = 0; i < file.size; i += 11) {
        file.data[i] ^= (char)(1 << i % 8);
        read_anything(file.data, file.size);
        file.data[i] ^= (char)(1 << i % 8);
    }
    free(file.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_make_tables),
        cmocka_unit_test(test_pages_are_turned),
        cmocka_unit_test(test_tables_without_rules_are_laid_out),
        cmocka_unit_test(test_numbers_stay_whole),
        cmocka_unit_test(test_numbers_that_fill_their_cells),
        cmocka_unit_test(test_no_line_begins_with_a_closing_bracket),
        cmocka_unit_test(test_numbers_cut_by_the_page_are_left_out),
        cmocka_unit_test(test_notes_and_watermarks_are_no_text),
        cmocka_unit_test(test_large_digits_are_text),
        cmocka_unit_test(test_pages_do_not_tear_paragraphs),
        cmocka_unit_test(test_headers_do_not_tear_paragraphs),
        cmocka_unit_test(test_reports),
        cmocka_unit_test(test_scans_have_no_text),
        cmocka_unit_test(test_text_guessed_from_a_scan_is_none),
        cmocka_unit_test(test_bombs_and_loops_end),
        cmocka_unit_test(test_passwords),
        cmocka_unit_test(test_what_is_no_pdf_is_damaged),
        cmocka_unit_test(test_content_that_fails_its_check_is_damaged),
        cmocka_unit_test(test_damaged_files_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
