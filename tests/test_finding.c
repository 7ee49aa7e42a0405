/* Findings: codes and their names, wording in both languages, the names of cells, numbers. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../parser/buffer.h"
#include "../parser/finding.h"

/* The codes that are promised, with their severities. */
static const struct {
    const char *name;
    enum nb_severity severity;
} promised[] = {
    {"structure.section_missing", NB_ERROR},
    {"structure.section_order", NB_ERROR},
    {"structure.table_missing", NB_ERROR},
    {"structure.table_truncated", NB_ERROR},
    {"structure.row_missing", NB_ERROR},
    {"structure.row_extra", NB_INFO},
    {"structure.edition_mismatch", NB_ERROR},
    {"structure.year_mismatch", NB_ERROR},
    {"structure.title_missing", NB_WARNING},
    {"cell.missing", NB_WARNING},
    {"cell.blank", NB_WARNING},
    {"cell.malformed", NB_ERROR},
    {"cell.ambiguous", NB_WARNING},
    {"requests.balance", NB_ERROR},
    {"requests.processed_sum", NB_ERROR},
    {"requests.row_sum", NB_ERROR},
    {"proceedings.sum", NB_ERROR},
    {"claim.mismatch", NB_WARNING},
    {"section6.fee_statement_missing", NB_INFO},
    {"privacy.id_number", NB_WARNING},
    {"privacy.mobile_number", NB_WARNING},
    {"input.empty", NB_ERROR},
    {"input.too_large", NB_ERROR},
    {"input.encoding", NB_ERROR},
    {"input.unsupported", NB_ERROR},
    {"input.damaged", NB_ERROR},
    {"input.encrypted", NB_ERROR},
    {"input.no_text", NB_ERROR},
    {"input.not_a_report", NB_ERROR},
    {"input.bytes_replaced", NB_WARNING},
};

static void test_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(promised); i++) {
        int code = nb_code_by_name(promised[i].name);
        if (code < 0)
            fail_msg("%s is not known", promised[i].name);
        nb_report *report = report_of("");
        struct nb_finding *f = nb_report_add(report, (enum nb_code)code, 3);
        assert_non_null(f);
        assert_int_equal(f->severity, promised[i].severity);
        assert_int_equal(f->line, 3);
        assert_int_equal(f->suspect, -1);
        assert_false(f->overridden);
        nb_report_free(report);
    }
}

static void test_code_names(void **state)
{
    (void)state;
    for (int code = 0; code < NB_CODES; code++) {
        const char *name = nb_code_name(code);
        assert_non_null(name);
        assert_int_equal(nb_code_by_name(name), code);
        assert_non_null(strchr(name, '.'));
    }
    assert_null(nb_code_name(-1));
    assert_null(nb_code_name(NB_CODES));
    assert_int_equal(nb_code_by_name(""), -1);
    assert_int_equal(nb_code_by_name("requests"), -1);
    assert_int_equal(nb_code_by_name("requests.balanc"), -1);
    assert_int_equal(nb_code_by_name("requests.balances"), -1);
}

static void test_severities(void **state)
{
    (void)state;
    static const char *const names[] = {"off", "info", "warning", "error"};
    for (int i = NB_OFF; i <= NB_ERROR; i++) {
        assert_string_equal(nb_severity_name((enum nb_severity)i), names[i]);
        assert_int_equal(nb_severity_by_name(names[i]), i);
    }
    assert_int_equal(nb_severity_by_name("fatal"), -1);
    assert_int_equal(nb_severity_by_name(""), -1);
}

/* A report with nothing in it but the form, as those of the messages need it. */
static nb_report *report_with_form(const struct nb_edition *edition)
{
    nb_report *report = report_of("");
    nb_form_init(&report->form, edition);
    return report;
}

static char *message(const nb_report *report, const struct nb_finding *f, enum nb_lang lang)
{
    struct nb_buffer out;
    nb_buffer_init(&out);
    nb_finding_message(&out, report, f, lang);
    char *string = nb_buffer_detach(&out);
    assert_non_null(string);
    return string;
}

static int has_byte_above(const char *string, unsigned char limit)
{
    for (; *string; string++)
        if ((unsigned char)*string > limit)
            return 1;
    return 0;
}

/* Every code has a sentence in both languages, all of whose gaps are filled. */
static void test_every_message(void **state)
{
    (void)state;
    for (int code = 0; code < NB_CODES; code++) {
        nb_report *report = report_with_form(&nb_editions[0]);
        struct nb_finding *f = nb_report_add(report, (enum nb_code)code, 1);
        short cell = (short)cell_of(&report->form, "requests.received.total");
        nb_finding_cells(report, f, &cell, 1);
        f->expected = (struct nb_amount){1, 17, 0};
        f->actual = (struct nb_amount){1, 19, 0};
        f->detail_zh = "细节";
        f->detail_en = "detail";
        char *zh = message(report, f, NB_ZH), *en = message(report, f, NB_EN);
        size_t length = strlen(zh);
        if (length < 12 || strcmp(zh + length - strlen("。"), "。") != 0 || strpbrk(zh, "{}?"))
            fail_msg("%s: %s", nb_code_name(code), zh);
        const char *row = strstr(en, "1. received");
        if (strlen(en) < 12 || en[strlen(en) - 1] != '.' || strpbrk(en, "{}?") ||
            (!row && has_byte_above(en, 0x7E)))
            fail_msg("%s: %s", nb_code_name(code), en);
        free(zh);
        free(en);
        nb_report_free(report);
    }
}

static void check_message(const struct nb_report *report, const struct nb_finding *f,
                          const char *zh, const char *en)
{
    char *found = message(report, f, NB_ZH);
    assert_string_equal(found, zh);
    free(found);
    found = message(report, f, NB_EN);
    assert_string_equal(found, en);
    free(found);
}

static void test_wording(void **state)
{
    (void)state;
    nb_report *report = report_with_form(&nb_editions[0]);
    const struct nb_form *form = &report->form;
    short total = (short)cell_of(form, "requests.granted.total");
    short both[] = {(short)cell_of(form, "proceedings.direct_litigation.total"),
                    (short)cell_of(form, "proceedings.litigation_after_review.total")};
    short row[] = {total - 1, total};
    short enterprise = (short)cell_of(form, "requests.received.enterprise");

    struct nb_finding *f = nb_report_add(report, NB_REQUESTS_ROW_SUM, 1);
    nb_finding_cells(report, f, &total, 1);
    f->actual = (struct nb_amount){1, 3, 0};
    f->expected = (struct nb_amount){1, 2, 0};
    f->suspect = total - 6;
    f->suspect_value = 1;
    report->cells[f->suspect] = (struct nb_cell){.state = NB_READ, .value = 2, .line = 40};
    check_message(report, f,
                  "“三（一）予以公开”行“总计”列是3，但该行各列之和是2；很可能是“三（一）予以公开”"
                  "行“自然人”列（第40行，现为2）填错，应为1。",
                  "3(1) granted / total is 3, but the columns of that row add up to 2; most likely "
                  "3(1) granted / natural persons (line 40: 2) is wrong and should be 1.");
    f->suspect = total;
    f->suspect_value = 2;
    check_message(report, f,
                  "“三（一）予以公开”行“总计”列是3，但该行各列之和是2；很可能是这一格填错，应为2。",
                  "3(1) granted / total is 3, but the columns of that row add up to 2; most likely "
                  "this cell is wrong and should be 2.");
    f->suspect = -1;
    f->expected.known = 0;
    f->detail_zh = f->detail_en = "5";
    check_message(
        report, f, "“三（一）予以公开”行“总计”列是3，但该行各列只算已填的数就有5，请核对。",
        "3(1) granted / total is 3, but the columns of that row that are filled in add up "
        "to 5 already; check them.");

    f = nb_report_add(report, NB_REQUESTS_BALANCE, 1);
    nb_finding_cells(report, f, &enterprise, 1);
    f->detail_zh = f->detail_en = "5+1>4+1";
    check_message(report, f,
                  "“法人或其他组织—商业企业”列第一、二项之和不等于第三（七）总计与第四项之和"
                  "（5+1>4+1），请核对。",
                  "In the column enterprises items 1 + 2 do not equal items 3(7) + 4 (5+1>4+1); "
                  "check these numbers.");

    f = nb_report_add(report, NB_CELL_BLANK, 1);
    nb_finding_cells(report, f, row, 2);
    check_message(report, f,
                  "“三（一）予以公开”行的法人或其他组织—其他、总计是空白，请填写，没有的填“0”。",
                  "3(1) granted / other organizations, total is blank; write 0 where there is "
                  "none.");

    f = nb_report_add(report, NB_CLAIM_MISMATCH, 1);
    nb_finding_cells(report, f, both, 2);
    f->actual = (struct nb_amount){1, 4, 0};
    f->expected = (struct nb_amount){1, 5, 0};
    check_message(
        report, f,
        "文字中说“行政诉讼·未经复议直接起诉”行“总计”列与“行政诉讼·复议后起诉”行“总计”列是4，表格"
        "中是5，请核对后改成一致。",
        "The text says that litigation without review / total + litigation after review / total is "
        "4, the table has 5; check which is right.");
    nb_report_free(report);
}

/* Columns under one heading name it once; a whole row is called so; marks within marks change. */
static void test_names_in_rows(void **state)
{
    (void)state;
    nb_report *report = report_with_form(&nb_editions[0]);
    int first = cell_of(&report->form, "requests.denied_security_stability.natural_person");
    short cells[7];
    for (int i = 0; i < 7; i++)
        cells[i] = (short)(first + i);
    struct nb_finding *f = nb_report_add(report, NB_CELL_BLANK, 1);
    nb_finding_cells(report, f, cells, 7);
    check_message(report, f, "“三（三）3.危及‘三安全一稳定’”整行是空白，请填写，没有的填“0”。",
                  "The whole row 3(3)3 security and stability is blank; write 0 where there is "
                  "none.");
    nb_finding_cells(report, f, cells, 6);
    check_message(report, f,
                  "“三（三）3.危及‘三安全一稳定’”行除“总计”外各列是空白，请填写，没有的填“0”。",
                  "3(3)3 security and stability / all columns but total is blank; write 0 where "
                  "there is none.");
    nb_finding_cells(report, f, cells + 1, 6);
    check_message(report, f,
                  "“三（三）3.危及‘三安全一稳定’”行除“自然人”外各列是空白，请填写，没有的填“0”。",
                  "3(3)3 security and stability / all columns but natural persons is blank; write "
                  "0 where there is none.");
    nb_finding_cells(report, f, cells, 3);
    check_message(report, f,
                  "“三（三）3.危及‘三安全一稳定’”行的自然人、法人或其他组织—商业企业、科研机构"
                  "是空白，请填写，没有的填“0”。",
                  "3(3)3 security and stability / natural persons, enterprises, research "
                  "institutes is blank; write 0 where there is none.");
    nb_report_free(report);
}

/* What is unsupported by its kind can be saved as something else; an old report cannot. */
static void test_unsupported(void **state)
{
    (void)state;
    nb_report *report = report_of("");
    report->charset = NULL;
    struct nb_finding *f = nb_report_add(report, NB_INPUT_UNSUPPORTED, 0);
    f->detail_zh = "图片";
    f->detail_en = "a picture";
    check_message(report, f, "不能读取这种文件（图片），请提交.docx、.xlsx、PDF、网页或文本文件。",
                  "This kind of file cannot be read (a picture); submit a .docx, .xlsx, PDF, HTML "
                  "or text file.");
    f->detail_zh = f->detail_en = NULL;
    check_message(report, f, "不能读取这种文件，请提交.docx、.xlsx、PDF、网页或文本文件。",
                  "This kind of file cannot be read; submit a .docx, .xlsx, PDF, HTML or text "
                  "file.");
    report->charset = "UTF-8";
    f->detail_zh = "旧格式";
    f->detail_en = "an old form";
    check_message(report, f, "不能读取这种报告（旧格式），没有核对。",
                  "This kind of report cannot be read (an old form) and was not checked.");
    nb_report_free(report);
}

/* Messages that name the row name the table where the finding has more cells than a row. */
static void test_row_or_table(void **state)
{
    (void)state;
    nb_report *report = report_with_form(&nb_editions[0]);
    short cells[15];
    int first = report->form.table_first[NB_PROCEEDINGS];
    for (int i = 0; i < 15; i++)
        cells[i] = (short)(first + i);
    struct nb_finding *f = nb_report_add(report, NB_CELL_AMBIGUOUS, 1);
    nb_finding_cells(report, f, cells, 15);
    char *zh = message(report, f, NB_ZH);
    assert_non_null(strstr(zh, "行政复议、行政诉讼情况表"));
    free(zh);
    nb_finding_cells(report, f, cells, 5);
    zh = message(report, f, NB_ZH);
    assert_null(strstr(zh, "情况表"));
    free(zh);
    nb_report_free(report);
}

static void test_cell_names(void **state)
{
    (void)state;
    static const struct {
        int edition;
        const char *id, *zh, *en;
    } cases[] = {
        {0, "disclosure.regulations.issued", "“规章”行“本年制发件数”列",
         "regulations / issued this year"},
        {0, "requests.closed_other.legal_service",
         "“三（六）3.其他”行“法人或其他组织—法律服务机构”列",
         "3(6)3 other / legal-service institutions"},
        {0, "proceedings.review.pending", "“行政复议”行“尚未审结”列",
         "administrative review / pending"},
        {1, "disclosure.procurement.amount", "“政府集中采购”行“采购总金额”列",
         "centralized procurement / total amount"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nb_form form;
        struct nb_buffer out;
        nb_form_init(&form, &nb_editions[cases[i].edition]);
        nb_buffer_init(&out);
        nb_cell_name(&out, &form, cell_of(&form, cases[i].id), NB_ZH);
        assert_string_equal(out.bytes, cases[i].zh);
        nb_buffer_free(&out);
        nb_cell_name(&out, &form, cell_of(&form, cases[i].id), NB_EN);
        assert_string_equal(out.bytes, cases[i].en);
        nb_buffer_free(&out);
    }
}

static void test_amounts(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        unsigned char scale;
        const char *text;
    } cases[] = {
        {0, 0, "0"},
        {7, 0, "7"},
        {-7, 0, "-7"},
        {5, 1, "0.5"},
        {5, 3, "0.005"},
        {-5, 3, "-0.005"},
        {592372449, 4, "59237.2449"},
        {494799, 5, "4.94799"},
        {999999999999999, 0, "999999999999999"},
        {1, 15, "0.000000000000001"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nb_buffer out;
        nb_buffer_init(&out);
        nb_amount_text(&out, cases[i].value, cases[i].scale);
        assert_string_equal(out.bytes, cases[i].text);
        nb_buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),         cmocka_unit_test(test_code_names),
        cmocka_unit_test(test_severities),    cmocka_unit_test(test_every_message),
        cmocka_unit_test(test_wording),       cmocka_unit_test(test_row_or_table),
        cmocka_unit_test(test_cell_names),    cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_names_in_rows), cmocka_unit_test(test_unsupported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
