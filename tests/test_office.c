/* Which document a ZIP file holds, and what is said of those that are not read. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "../extract/worker/readers.h"
#include "documents.h"
#include "zip.h"

#define TYPES   "http://schemas.openxmlformats.org/package/2006/content-types"
#define OFFICE  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define LISTS   "http://schemas.openxmlformats.org/package/2006/relationships"
#define FORMATS "application/vnd.openxmlformats-officedocument."

/* Begins a ZIP file whose main part `part` is of that type, by its name or by its ending. */
static void office_of(struct zip *zip, const char *part, const char *type, int by_ending)
{
    char xml[1024];
    zip_begin(zip, NULL);
    if (by_ending)
        snprintf(xml, sizeof xml,
                 "<Types xmlns='" TYPES "'><Default Extension='XML' ContentType='%s'/></Types>",
                 type);
    else
        snprintf(xml, sizeof xml,
                 "<Types xmlns='" TYPES "'><Default Extension='xml' ContentType='text/xml'/>"
                 "<Override PartName='/%s' ContentType='%s'/></Types>",
                 part, type);
    zip_add_text(zip, "[Content_Types].xml", xml);
    snprintf(xml, sizeof xml,
             "<Relationships xmlns='" LISTS "'><Relationship Id='a' Type='" OFFICE
             "/officeDocument' Target='%s'/></Relationships>",
             part);
    zip_add_text(zip, "_rels/.rels", xml);
}

/* What the file is: "docx", "xlsx", or why it is not read. Frees the file. */
static const char *kind_of(struct zip *zip)
{
    static char answer[256];
    struct emit emit;
    zip_end(zip);
    emit_init(&emit, WIRE_LIMIT);
    int result = office_read(zip->bytes, zip->size, &emit);
    const char *format = emit.format == WIRE_DOCX ? "docx" : emit.format == WIRE_XLSX ? "xlsx" : "";
    assert_int_equal(result, emit_failed(&emit) ? -1 : 0);
    if (*format)
        snprintf(answer, sizeof answer, "%s", format);
    else
        snprintf(answer, sizeof answer, "%s: %s", nb_code_name(emit.code), emit.en);
    emit_free(&emit);
    free(zip->bytes);
    return answer;
}

static void test_documents(void **state)
{
    static const struct {
        const char *part, *type, *kind;
        int by_ending;
    } cases[] = {
        {"word/document.xml", FORMATS "wordprocessingml.document.main+xml", "docx", 0},
        {"a.xml", FORMATS "wordprocessingml.template.main+xml", "docx", 0},
        {"a.xml", "application/vnd.ms-word.document.macroEnabled.main+xml", "docx", 1},
        {"xl/workbook.xml", FORMATS "spreadsheetml.sheet.main+xml", "xlsx", 0},
        {"x/y/z.XML", FORMATS "spreadsheetml.sheet.main+xml", "xlsx", 1},
        {"a.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsx", 0},
        {"xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
         "input.unsupported: a binary Excel file; save it as .xlsx", 0},
        {"ppt/p.xml", FORMATS "presentationml.presentation.main+xml",
         "input.unsupported: a PowerPoint file", 0},
        {"visio/v.xml", "application/vnd.ms-visio.drawing.main+xml",
         "input.unsupported: an Office file of neither Word nor Excel", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct zip zip;
        office_of(&zip, cases[i].part, cases[i].type, cases[i].by_ending);
        assert_string_equal(kind_of(&zip), cases[i].kind);
    }
}

static void test_other_files(void **state)
{
    static const struct {
        const char *member, *content, *kind;
    } cases[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text",
         "input.unsupported: an OpenDocument file; save it as .docx or .xlsx"},
        {"mimetype", "application/epub+zip", "input.unsupported: an EPUB book"},
        {"OFD.xml", "<ofd:OFD/>",
         "input.unsupported: an OFD file; export it as .docx or as a PDF with text"},
        {"report.txt", "report",
         "input.unsupported: a ZIP file: unpack it and submit the files in it"},
        {"mimetype", "", "input.unsupported: a ZIP file: unpack it and submit the files in it"},
        {"[Content_Types].xml", "<Types xmlns='" TYPES "'/>",
         "input.unsupported: an Office file of neither Word nor Excel"},
        {"_rels/.rels", "", "input.unsupported: a ZIP file: unpack it and submit the files in it"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct zip zip;
        zip_begin(&zip, NULL);
        zip_add_text(&zip, cases[i].member, cases[i].content);
        assert_string_equal(kind_of(&zip), cases[i].kind);
    }
}

static void test_damage(void **state)
{
    (void)state;
    char *shown = documents_read(office_read, "PK\003\004", 4);
    assert_string_equal(shown,
                        "failed input.damaged: the ZIP file is incomplete or wrong inside\n");
    free(shown);
    struct zip zip;
    office_of(&zip, "a.xml", "x", 0);
    zip_add_text(&zip, "[content_types].xml", "");
    assert_string_equal(kind_of(&zip), "input.damaged: the ZIP file holds two files of one name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_other_files),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
