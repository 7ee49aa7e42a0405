/* Excel files: what stands in their cells, and in which order it is told. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "../extract/worker/readers.h"
#include "../extract/worker/xlsx_sheet.h"
#include "books.h"
#include "documents.h"

#define TEXT(text) "<is><t>" text "</t></is>"

static void expect(char *shown, const char *expected)
{
    assert_string_equal(shown, expected);
    free(shown);
}

static void expect_book(const struct book *book, const char *expected)
{
    expect(book_read(book), expected);
}

static void expect_rows(const char *rows, const char *expected)
{
    expect(book_read_rows(rows), expected);
}

/* ---- cells ---- */

static void test_types_of_cells(void **state)
{
    (void)state;
    const struct book book = {
        .strings = "<si><t>shared</t></si><si><r><t>in </t></r><r><rPr><b/></rPr><t>runs</t></r>"
                   "<rPh sb='0' eb='1'><t>spoken</t></rPh></si><si/>",
        .sheets =
            {"<sheetData><row r='2'>"
             "<c r='A2' t='s'><v>0</v></c><c r='B2' t='s'><v>1</v></c>"
             "<c r='C2' t='s'><v>2</v></c><c r='D2' t='inlineStr'>" TEXT(
                 "in place") "</c>"
                             "<c r='E2'><v>7</v></c><c r='F2' t='n'><v>2.50</v></c>"
                             "<c r='G2' t='b'><v>1</v></c><c r='H2' t='b'><v>0</v></c>"
                             "<c r='I2' t='e'><v>#DIV/0!</v></c><c r='J2' "
                             "t='d'><v>2024-12-31</v></c>"
                             "<c r='K2' t='s'/><c r='L2'><v/></c><c r='M2' t='inlineStr'>" TEXT(
                                 " &lt;") "</c>"
                                          "</row></sheetData>"},
    };
    expect_book(&book, "page 1\ntable\nrow 2\ncell\np shared\ncell\np in runs\ncell\n"
                       "cell\np in place\ncell\np 7\ncell\np 2.5\ncell\np TRUE\ncell\np FALSE\n"
                       "cell\np #DIV/0!\ncell\np 2024-12-31\ncell\ncell\ncell\np  <\nend\n");
}

static void test_formulas(void **state)
{
    (void)state;
    expect_rows("<row><c><f>A2+A3</f><v>12</v></c><c t='str'><f>A1&amp;1</f><v>121</v></c>"
                "<c t='str'><f>IF(A1,\"\",1)</f><v></v></c><c><f>SUM(A5:B9)</f></c>"
                "<c><f>SUM(A5:B9)</f><v></v></c><c><f t='shared' si='0'/><v>3</v></c></row>",
                "page 1\ntable\nrow 1\ncell\np 12\ncell\np 121\ncell\ncell\np #N/A\n"
                "cell\np #N/A\ncell\np 3\nend\n");
}

static void test_escaped_characters(void **state)
{
    (void)state;
    expect_rows("<row><c t='inlineStr'>" TEXT(
                    "a_x000D_&#10;b_x005F_x000A_ _x00G0_ _xD800_ _x8D44_") "</c></row>",
                "page 1\np a\r\\nb_x000A_ _x00G0_ _xD800_ \xE8\xB5\x84\n");
}

static void test_looks(void **state)
{
    (void)state;
    const struct book book = {
        .properties = "date1904='1'",
        .styles = "<numFmts><numFmt numFmtId='170' formatCode='0\"件\"'/></numFmts>"
                  "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
                  "<cellXfs><xf numFmtId='0'/><xf numFmtId='170'/><xf numFmtId='14'/></cellXfs>"
                  "<dxfs><dxf><numFmt numFmtId='170' formatCode='0\"x\"'/></dxf></dxfs>",
        .sheets = {"<sheetData><row><c><v>2</v></c><c s='1'><v>2</v></c><c s='2'><v>43830</v></c>"
                   "<c s='9'><v>2</v></c></row></sheetData>"},
    };
    expect_book(&book, "page 1\ntable\nrow 1\ncell\np 2\ncell\np 2件\ncell\np 2024年1月1日\n"
                       "cell\np 2\nend\n");
}

/* ---- places ---- */

static void test_places(void **state)
{
    (void)state;
    /* What does not say where it stands stands behind the one before. */
    expect_rows("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
                "<row r='4'><c r='C4'><v>4</v></c><c><v>5</v></c></row>",
                "page 1\ntable\nrow 1\ncell\np 1\ncell\np 2\nrow 2\ncell\np 3\ncell\nend\n"
                "table\nrow 4\ncell\np 4\ncell\np 5\nend\n");
    /* A table that begins at C5 has no columns before it, nor behind its last text. */
    expect_rows(
        "<row r='5'><c r='A5'/><c r='C5'><v>1</v></c><c r='E5'><v>2</v></c><c r='J5'/></row>"
        "<row r='6'><c r='D6'><v>3</v></c></row><row r='7'/>",
        "page 1\ntable\nrow 5\ncell\np 1\ncell\ncell\np 2\n"
        "row 6\ncell\ncell\np 3\ncell\nend\n");
}

static void test_far_places(void **state)
{
    (void)state;
    expect_rows(
        "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c><c r='XFD1'><v>3</v></c></row>"
        "<row r='1048576'><c r='B1048576'><v>4</v></c><c r='AMK1048576'><v>5</v></c></row>",
        "page 1\ntable\nrow 1\ncell\np 1\ncell\np 2\nend\np 4\n");
}

static void test_wrong_places(void **state)
{
    static const char *const rows[] = {
        "<row r='2'/><row r='2'/>",
        "<row r='0'/>",
        "<row r='1048577'/>",
        "<row r='x'/>",
        "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>2</v></c></row>",
        "<row r='1'><c r='B1'><v>1</v></c><c r='B1'><v>2</v></c></row>",
        "<row r='1'><c r='A2'><v>1</v></c></row>",
        "<row r='1'><c r='XFE1'><v>1</v></c></row>",
        "<row r='1'><c r='A1B'><v>1</v></c></row>",
        "<row r='1'><c r='1'><v>1</v></c></row>",
        "<row r='1'><c r='ZZZZZZZZZZZZZZZZ99999999999999999999'><v>1</v></c></row>",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_rows(rows[i], "failed input.damaged: the cells of a sheet are out of order\n");
    expect_rows("<row><c t='s'><v>0</v></c></row>",
                "failed input.damaged: a sheet refers to a text that is not there\n");
}

static void test_merged_cells(void **state)
{
    (void)state;
    const struct book book = {
        .sheets =
            {"<sheetData><row><c><v>1</v></c><c><v>9</v></c><c><v>2</v></c><c><v>3</v></c></row>"
             "<row><c><v>9</v></c><c><v>9</v></c><c><v>4</v></c></row>"
             "<row><c/><c/><c/><c><v>5</v></c></row>"
             "<row><c><v>6</v></c><c/><c/><c><v>7</v></c></row></sheetData>"
             "<mergeCells><mergeCell ref='A1:B3'/><mergeCell ref='D1:D2'/>"
             "<mergeCell ref='B4:C4'/><mergeCell ref='A1:A1'/></mergeCells>"},
    };
    expect_book(&book, "page 1\ntable\nrow 1\ncell 2x3\np 1\ncell\np 2\ncell 1x2\np 3\n"
                       "row 2\ncell\np 4\nrow 3\ncell\ncell\np 5\n"
                       "row 4\ncell\np 6\ncell 2x1\ncell\np 7\nend\n");
}

static void test_wrong_merges(void **state)
{
    static const char *const merges[] = {"A1", "A1:", "B1:A2", "A2:A1", "A1:B2:C3", "A0:B1", "x"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(merges); i++) {
        char xml[128];
        snprintf(xml, sizeof xml, "<mergeCells><mergeCell ref='%s'/></mergeCells>", merges[i]);
        expect_book(&(struct book){.sheets = {xml}},
                    "failed input.damaged: the cells of a sheet are out of order\n");
    }
    /* Of two that overlap the second one is not there. */
    expect_book(&(struct book){.sheets = {"<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
                                          "<row><c><v>3</v></c><c><v>4</v></c></row></sheetData>"
                                          "<mergeCells><mergeCell ref='B1:C2'/>"
                                          "<mergeCell ref='A1:B1'/></mergeCells>"}},
                "page 1\np 1\ntable\nrow 2\ncell\np 3\ncell\np 4\nend\n");
}

static void test_hidden_rows_and_columns(void **state)
{
    (void)state;
    const struct book book = {
        .sheets = {"<cols><col min='2' max='2' hidden='1'/><col min='3' max='9' hidden='0'/></cols>"
                   "<sheetData><row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"
                   "<row hidden='1'><c><v>4</v></c><c><v>5</v></c><c><v>6</v></c></row>"
                   "<row><c><v>7</v></c><c><v>8</v></c><c><v>9</v></c></row>"
                   "<row><c><v>10</v></c><c><v>11</v></c><c><v>12</v></c></row></sheetData>"
                   /* One that begins in a hidden place is shown with what is left of it. */
                   "<mergeCells><mergeCell ref='A2:A3'/><mergeCell ref='B4:C4'/></mergeCells>"},
    };
    expect_book(&book, "page 1\ntable\nrow 1\ncell\np 1\ncell\np 3\nrow 3\ncell\np 4\ncell\np 9\n"
                       "row 4\ncell\np 10\ncell\np 11\nend\n");
}

/* ---- paragraphs and tables ---- */

/* Rows of one text above a table are paragraphs; below it only over its whole width. */
static void test_paragraphs_without_lines(void **state)
{
    (void)state;
    const struct book book = {
        .sheets = {"<sheetData><row r='1'><c r='A1' t='str'><v>title</v></c></row>"
                   "<row r='2'><c r='A2' t='str'><v>head</v></c><c r='B2'><v>1</v></c></row>"
                   "<row r='3'><c r='A3' t='str'><v>all blank</v></c></row>"
                   "<row r='4'><c r='A4' t='str'><v>row</v></c><c r='B4'><v>2</v></c></row>"
                   "<row r='5'><c r='A5' t='str'><v>blank at the end</v></c></row>"
                   "<row r='6'><c r='A6' t='str'><v>below</v></c></row>"
                   "<row r='8'><c r='B8' t='str'><v>next</v></c></row>"
                   "<row r='9'><c r='A9'><v>3</v></c><c r='B9'><v>4</v></c></row></sheetData>"
                   "<mergeCells><mergeCell ref='A6:B6'/></mergeCells>"},
    };
    expect_book(&book, "page 1\np title\ntable\nrow 2\ncell\np head\ncell\np 1\n"
                       "row 3\ncell\np all blank\ncell\nrow 4\ncell\np row\ncell\np 2\n"
                       "row 5\ncell\np blank at the end\ncell\nend\np below\np next\n"
                       "table\nrow 9\ncell\np 3\ncell\np 4\nend\n");
}

#define LINES                                                                                      \
    "<borders><border><left/><right/></border>"                                                    \
    "<border><left style='thin'/><right style='thin'/></border>"                                   \
    "<border><left style='thin'/><right style='none'/><top/></border></borders>"                   \
    "<cellXfs><xf borderId='0'/><xf borderId='1'/><xf borderId='2'/></cellXfs>"

/* Where cells have lines around them, these tell what a table is. */
static void test_paragraphs_among_lines(void **state)
{
    (void)state;
    const struct book book = {
        .styles = LINES,
        .sheets = {"<sheetData>"
                   "<row r='1'><c r='A1' t='str'><v>title</v></c></row>"
                   "<row r='2'><c r='A2' s='1' t='str'><v>across</v></c><c r='B2' s='1'/></row>"
                   "<row r='3'><c r='A3' s='1'><v>1</v></c><c r='B3' s='1'><v>2</v></c>"
                   "<c r='C3' s='2'/></row>"
                   "<row r='4'><c r='A4' s='1'/><c r='B4' s='1'/></row>"
                   "<row r='5'><c r='A5' s='1' t='str'><v>blank</v></c><c r='B5' s='1'/></row>"
                   "<row r='6'><c r='A6' t='str'><v>between</v></c></row>"
                   "<row r='7'><c r='A7' s='1'><v>3</v></c><c r='B7' s='1'/></row>"
                   "<row r='8'><c r='A8' t='str'><v>below</v></c></row></sheetData>"
                   "<mergeCells><mergeCell ref='A2:B2'/></mergeCells>"},
    };
    expect_book(&book, "page 1\np title\ntable\nrow 2\ncell 2x1\np across\n"
                       "row 3\ncell\np 1\ncell\np 2\nrow 5\ncell\np blank\ncell\nend\n"
                       "p between\ntable\nrow 7\ncell\np 3\ncell\nend\np below\n");
}

/* Lines around some rows of a table alone tell nothing. */
static void test_lines_here_and_there(void **state)
{
    (void)state;
    const struct book book = {
        .styles = LINES,
        .sheets =
            {"<sheetData>"
             "<row r='1'><c r='A1' s='1' t='str'><v>head</v></c><c r='B1' s='1'><v>1</v></c></row>"
             "<row r='2'><c r='A2' t='str'><v>blank</v></c></row>"
             "<row r='3'><c r='A3' t='str'><v>row</v></c><c r='B3'><v>2</v></c></row></sheetData>"},
    };
    expect_book(&book, "page 1\ntable\nrow 1\ncell\np head\ncell\np 1\nrow 2\ncell\np blank\ncell\n"
                       "row 3\ncell\np row\ncell\np 2\nend\n");
}

/* A merge that reaches over an empty row holds a table together. */
static void test_merge_over_an_empty_row(void **state)
{
    (void)state;
    const struct book book = {
        .sheets =
            {"<sheetData><row r='1'><c r='A1' t='str'><v>group</v></c><c r='B1'><v>1</v></c></row>"
             "<row r='3'><c r='B3'><v>2</v></c></row></sheetData>"
             "<mergeCells><mergeCell ref='A1:A3'/></mergeCells>"},
    };
    expect_book(&book, "page 1\ntable\nrow 1\ncell 1x2\np group\ncell\np 1\nrow 3\ncell\np 2\n"
                       "end\n");
}

/* ---- sheets ---- */

static void test_sheets(void **state)
{
    (void)state;
    static const char row[] = "<sheetData><row><c><v>1</v></c></row></sheetData>";
    const struct book book = {
        .tabs = {"name='Secret' state='hidden'", "name='Chart'", "name='Last'",
                 "name='Well' state='veryHidden'"},
        .sheets = {row, "<drawing/>", row, row},
        .title = "The title",
    };
    expect_book(&book, "title The title\npage 2\np Last\np 1\n");
}

/* The name of a sheet may be its only heading. */
static void test_names_of_sheets(void **state)
{
    (void)state;
    static const struct {
        const char *tab, *said;
    } cases[] = {
        {"name='Sheet1'", "page 1\np a heading\n"},
        {"name='sheet 12'", "page 1\np a heading\n"},
        {"name='Sheet1 (2)'", "page 1\np a heading\n"},
        {"name='工作表3'", "page 1\np a heading\n"},
        {"name='heading'", "page 1\np a heading\n"},
        {"name='Sheets'", "page 1\np Sheets\np a heading\n"},
        {"name='二、情况'", "page 1\np 二、情况\np a heading\n"},
        {"", "page 1\np a heading\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_book(&(struct book){.tabs = {cases[i].tab},
                                   .sheets = {"<sheetData><row><c t='inlineStr'>" TEXT(
                                       "a heading") "</c></row></sheetData>"}},
                    cases[i].said);
    expect_book(&(struct book){.tabs = {"name='Empty'"}, .sheets = {"<sheetData/>"}},
                "failed input.no_text: an Excel file without text\n");
}

/* ---- limits ---- */

/* The same XML so many times, between what begins and ends a sheet. */
static char *read_repeated(const char *before, const char *xml, size_t count, const char *after)
{
    struct nb_buffer sheet;
    nb_buffer_init(&sheet);
    nb_buffer_puts(&sheet, before);
    for (size_t i = 0; i < count; i++)
        nb_buffer_puts(&sheet, xml);
    nb_buffer_puts(&sheet, after);
    assert_false(sheet.failed);
    char *shown = book_read(&(struct book){.sheets = {sheet.bytes}});
    nb_buffer_free(&sheet);
    return shown;
}

static void test_limits(void **state)
{
    static const char large[] = "failed input.too_large: a sheet holds too much\n";
    (void)state;
    expect(read_repeated("<sheetData><row><c t='str'><v>", "0123456789abcdef", XLSX_TEXT / 16 + 1,
                         "</v></c></row></sheetData>"),
           large);
    expect(
        read_repeated("<sheetData>", "<row><c><v>1</v></c></row>", SHEET_TEXTS + 1, "</sheetData>"),
        large);
    expect(read_repeated("<mergeCells>", "<mergeCell ref='A1:B1'/>", SHEET_MERGES + 1,
                         "</mergeCells>"),
           large);
    expect(read_repeated("<sheetData>", "<row/>", SHEET_ROWS + 1, "</sheetData>"),
           "failed input.damaged: the cells of a sheet are out of order\n");
}

/* Of a table only so many columns are told, whatever stands further out. */
static void test_wide_table(void **state)
{
    (void)state;
    char *shown = book_read_rows("<row><c r='A1'><v>1</v></c><c r='ALA1'><v>2</v></c></row>");
    size_t cells = 0;
    for (const char *c = shown; (c = strstr(c, "cell\n")); c++)
        cells++;
    assert_int_equal(cells, NB_DOCUMENT_COLUMNS);
    free(shown);
}

static void test_strict_form(void **state)
{
    (void)state;
    expect_book(
        &(struct book){.space = "http://purl.oclc.org/ooxml/spreadsheetml/main",
                       .strings = "<si><t>a</t></si>",
                       .sheets = {"<sheetData><row><c t='s'><v>0</v></c></row></sheetData>"}},
        "page 1\np a\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_of_cells),
        cmocka_unit_test(test_formulas),
        cmocka_unit_test(test_escaped_characters),
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_far_places),
        cmocka_unit_test(test_wrong_places),
        cmocka_unit_test(test_merged_cells),
        cmocka_unit_test(test_wrong_merges),
        cmocka_unit_test(test_hidden_rows_and_columns),
        cmocka_unit_test(test_paragraphs_without_lines),
        cmocka_unit_test(test_paragraphs_among_lines),
        cmocka_unit_test(test_lines_here_and_there),
        cmocka_unit_test(test_merge_over_an_empty_row),
        cmocka_unit_test(test_sheets),
        cmocka_unit_test(test_names_of_sheets),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_wide_table),
        cmocka_unit_test(test_strict_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
