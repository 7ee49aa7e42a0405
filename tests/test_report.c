/* The library by its public calls: what is parsed, refused, asked and printed. */
#include "units.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures.h"

#define HEADINGS                                                                                                      \
    "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n" \
    "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n"         \
    "六、其他需要报告的事项\n没有收取信息处理费。\n"

static nb_report *report_of_file(const char *path, const struct nb_options *options)
{
    struct bytes text = fixture_read(path);
    nb_report *report = NULL;
    assert_int_equal(nb_parse(text.data, text.size, options, &report), 0);
    free(text.data);
    return report;
}

static void test_status(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum nb_status status;
        int year;
        const char *agency;
    } cases[] = {
        {"tests/data/valid_tabs.txt", NB_VALID, 2023, "云岫县青萝镇"},
        {"tests/data/markdown.md", NB_VALID, 0, ""},
        {"tests/data/wrong_cell.txt", NB_INVALID, 0, ""},
        {"tests/data/old_form.txt", NB_UNRECOGNIZED, 0, ""},
        {"tests/data/not_a_report.txt", NB_UNRECOGNIZED, 0, NULL},
        {"tests/data/binary.bin", NB_UNRECOGNIZED, 0, NULL},
        {"tests/data/empty.txt", NB_UNRECOGNIZED, 0, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        nb_report *report = report_of_file(cases[i].path, NULL);
        if (nb_report_status(report) != cases[i].status)
            fail_msg("%s is %s", cases[i].path, nb_status_name(nb_report_status(report)));
        if (cases[i].year) {
            assert_int_equal(nb_report_year(report), cases[i].year);
            assert_string_equal(nb_report_agency(report), cases[i].agency);
        }
        if (!cases[i].agency) {
            assert_int_equal(nb_report_year(report), 0);
            assert_null(nb_report_agency(report));
        }
        nb_report_free(report);
    }
    assert_string_equal(nb_status_name(NB_VALID), "valid");
    assert_string_equal(nb_status_name(NB_INVALID), "invalid");
    assert_string_equal(nb_status_name(NB_UNRECOGNIZED), "unrecognized");
    nb_report_free(NULL);
}

static void test_findings_by_index(void **state)
{
    (void)state;
    nb_report *report = report_of_file("tests/data/wrong_cell.txt", NULL);
    size_t count = 0, errors = 0, others = 0;
    while (nb_report_code(report, count) >= 0)
        count++;
    errors = nb_report_count(report, NB_ERROR);
    others = nb_report_count(report, NB_WARNING) + nb_report_count(report, NB_INFO);
    assert_true(errors > 0);
    assert_int_equal(errors + others, count);
    assert_int_equal(nb_report_count(report, NB_OFF), 0);
    assert_int_equal(nb_report_code(report, count + 1), -1);
    json_t *json = nb_report_json(report, NULL, NB_ZH);
    for (size_t i = 0; i < count; i++) {
        json_t *finding = json_array_get(json_object_get(json, "findings"), i);
        assert_string_equal(json_string_value(json_object_get(finding, "code")),
                            nb_code_name(nb_report_code(report, i)));
    }
    json_decref(json);
    nb_report_free(report);
}

/* An error made a warning, info, or nothing at all, and the status with it. */
static void test_severities(void **state)
{
    (void)state;
    static const struct {
        enum nb_severity severity;
        enum nb_status status;
    } cases[] = {
        {NB_ERROR, NB_INVALID}, {NB_WARNING, NB_VALID}, {NB_INFO, NB_VALID}, {NB_OFF, NB_VALID}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nb_options options;
        nb_options_init(&options);
        for (int code = 0; code < NB_CODES; code++)
            assert_int_equal(options.severity[code], NB_SEVERITY_DEFAULT);
        enum nb_code codes[] = {NB_REQUESTS_BALANCE, NB_REQUESTS_PROCESSED_SUM, NB_REQUESTS_ROW_SUM,
                                NB_PROCEEDINGS_SUM};
        for (size_t c = 0; c < COUNT_OF(codes); c++)
            options.severity[codes[c]] = (signed char)cases[i].severity;
        nb_report *report = report_of_file("tests/data/wrong_cell.txt", &options);
        assert_int_equal(nb_report_status(report), cases[i].status);
        json_t *json = nb_report_json(report, NULL, NB_ZH);
        json_t *finding = fixture_finding(json, "requests.row_sum");
        assert_int_equal(finding != NULL, cases[i].severity != NB_OFF);
        if (finding) {
            assert_string_equal(json_string_value(json_object_get(finding, "severity")),
                                nb_severity_name(cases[i].severity));
            assert_true(json_is_true(json_object_get(finding, "severity_overridden")));
        }
        /* What was checked is told all the same. */
        json_t *check = json_object_get(json_object_get(json, "checks"), "requests.row_sum");
        assert_int_equal(json_integer_value(json_object_get(check, "failed")), 1);
        json_decref(json);
        nb_report_free(report);
    }
}

static void test_not_overridden(void **state)
{
    (void)state;
    nb_report *report = report_of_file("tests/data/wrong_cell.txt", NULL);
    json_t *json = nb_report_json(report, NULL, NB_ZH);
    json_t *finding = fixture_finding(json, "requests.row_sum");
    assert_non_null(finding);
    assert_null(json_object_get(finding, "severity_overridden"));
    json_decref(json);
    nb_report_free(report);
}

static void test_reject(void **state)
{
    (void)state;
    nb_report *report = NULL;
    assert_int_equal(nb_reject(NB_INPUT_UNREADABLE, "符号链接", "a symbolic link", NULL, &report),
                     0);
    assert_int_equal(nb_report_status(report), NB_UNRECOGNIZED);
    assert_int_equal(nb_report_code(report, 0), NB_INPUT_UNREADABLE);
    assert_int_equal(nb_report_code(report, 1), -1);
    json_t *json = nb_report_json(report, NULL, NB_ZH);
    json_t *message = json_object_get(fixture_finding(json, "input.unreadable"), "message");
    assert_non_null(strstr(json_string_value(message), "符号链接"));
    assert_true(json_is_null(json_object_get(json_object_get(json, "source"), "sha256")));
    assert_true(json_is_null(json_object_get(json_object_get(json, "source"), "media_type")));
    json_decref(json);
    json = nb_report_json(report, NULL, NB_EN);
    message = json_object_get(fixture_finding(json, "input.unreadable"), "message");
    assert_non_null(strstr(json_string_value(message), "a symbolic link"));
    json_decref(json);
    nb_report_free(report);

    struct nb_options options;
    nb_options_init(&options);
    options.severity[NB_INPUT_EMPTY] = NB_OFF;
    assert_int_equal(nb_reject(NB_INPUT_EMPTY, NULL, NULL, &options, &report), 0);
    assert_int_equal(nb_report_status(report), NB_UNRECOGNIZED);
    assert_int_equal(nb_report_code(report, 0), -1);
    nb_report_free(report);
}

static const char *const keys[] = {
    "schema_version", "ruleset", "source",   "status",   "edition",    "agency",
    "year",           "title",   "period",   "sections", "disclosure", "requests",
    "proceedings",    "cells",   "inferred", "claims",   "findings",   "checks",
};

/* Every key is always there, in its order. */
static void test_keys(void **state)
{
    (void)state;
    static const char *const paths[] = {"tests/data/valid_tabs.txt", "tests/data/edition_2019.txt",
                                        "tests/data/wrong_two.txt", "tests/data/empty.txt",
                                        "tests/data/binary.bin"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        nb_report *report = report_of_file(paths[i], NULL);
        json_t *json = nb_report_json(report, NULL, NB_ZH), *value;
        const char *key;
        size_t n = 0;
        json_object_foreach(json, key, value) assert_string_equal(key, keys[n++]);
        assert_int_equal(n, COUNT_OF(keys));
        json_t *checks = json_object_get(json, "checks");
        assert_int_equal(json_object_size(checks), 7);
        json_decref(json);
        nb_report_free(report);
    }
}

static void test_source(void **state)
{
    (void)state;
    static const char hash[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const struct nb_source source = {"报\xFF\n告.txt", 12345678901, hash};
    nb_report *report = report_of(HEADINGS);
    json_t *json = nb_report_json(report, &source, NB_ZH);
    json_t *said = json_object_get(json, "source");
    assert_string_equal(json_string_value(json_object_get(said, "name")), "报\uFFFD 告.txt");
    assert_int_equal(json_integer_value(json_object_get(said, "size")), 12345678901);
    assert_string_equal(json_string_value(json_object_get(said, "sha256")), hash);
    assert_string_equal(json_string_value(json_object_get(said, "charset")), "UTF-8");
    json_decref(json);
    nb_report_free(report);
}

/* Tables that both editions have are those of the year; what differs decides against it. */
static void test_edition(void **state)
{
    (void)state;
    static const char proceedings[] = "四、政府信息公开行政复议、行政诉讼情况\n"
                                      "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n"
                                      "行政复议\t1\t0\t0\t0\t1\n未经复议直接起诉\t0\t0\t0\t0\t0\n"
                                      "复议后起诉\t0\t0\t0\t0\t0\n";
    static const char of_2019[] = "二、主动公开政府信息情况\n规章\t0\t0\t0\n规范性文件\t0\t0\t0\n"
                                  "行政许可\t1\t0\t1\n其他对外管理服务事项\t0\t0\t0\n"
                                  "行政处罚\t1\t0\t1\n行政强制\t0\t0\t0\n"
                                  "行政事业性收费\t0\t0\n政府集中采购\t2\t3.5\n";
    static const char of_2021[] =
        "二、主动公开政府信息情况\n规章\t0\t0\t0\n行政规范性文件\t0\t0\t0\n"
        "行政许可\t1\n行政处罚\t1\n行政强制\t0\n"
        "本年收费金额（单位：万元）\n行政事业性收费\t0\n";
    static const struct {
        int year;
        const char *tables, *edition;
        int mismatch;
    } cases[] = {
        {2019, proceedings, "2019", 0}, {2020, proceedings, "2019", 0},
        {2021, proceedings, "2021", 0}, {2024, proceedings, "2021", 0},
        {2019, of_2019, "2019", 0},     {2022, of_2019, "2019", 1},
        {2022, of_2021, "2021", 0},     {2020, of_2021, "2021", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char source[2048];
        snprintf(source, sizeof source,
                 "小河镇%d年政府信息公开工作年度报告\n一、总体情况\n平稳。\n%s", cases[i].year,
                 cases[i].tables);
        nb_report *report = report_of(source);
        json_t *json = nb_report_json(report, NULL, NB_ZH);
        const char *edition = json_string_value(json_object_get(json, "edition"));
        if (!edition || strcmp(edition, cases[i].edition) != 0 ||
            findings_of(report, NB_STRUCTURE_EDITION_MISMATCH) != cases[i].mismatch)
            fail_msg("case %zu: edition %s", i, edition ? edition : "(none)");
        json_decref(json);
        nb_report_free(report);
    }
}

/* A heading that is broken over lines is told in one piece. */
static void test_broken_heading(void **state)
{
    (void)state;
    nb_report *report = report_of("小河镇2024年政府信息公开工作年度报告\n一、总体情况\n平稳。\n"
                                  "二、主动公开政府信息情况\n三、收到和处理政府\r\n   "
                                  "信息公开申请情况  \n五、存在的主要\n\n问题及改进情况\n没有。\n"
                                  "六、其他需要报告的事项\n");
    json_t *json = nb_report_json(report, NULL, NB_ZH);
    json_t *sections = json_object_get(json, "sections");
    static const char *const headings[] = {"总体情况", "主动公开政府信息情况",
                                           "收到和处理政府信息公开申请情况",
                                           "存在的主要问题及改进情况", "其他需要报告的事项"};
    assert_int_equal(json_array_size(sections), COUNT_OF(headings));
    for (size_t i = 0; i < COUNT_OF(headings); i++)
        assert_string_equal(
            json_string_value(json_object_get(json_array_get(sections, i), "heading")),
            headings[i]);
    json_decref(json);
    nb_report_free(report);
}

/* Decimals are dumped in the digits that were printed. */
static void test_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *printed, *dumped;
    } cases[] = {
        {"59237.2449", "59237.2449"},
        {"4.947990", "4.94799"},
        {"0.1", "0.1"},
        {"0", "0"},
        {"12.00", "12"},
        {"251000元", "25.1"},
        {"99999999.9999999", "99999999.9999999"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char source[1024], expected[64];
        snprintf(source, sizeof source,
                 "小河镇2024年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
                 "规章\t0\t0\t0\n行政规范性文件\t0\t0\t0\n行政许可\t0\n行政处罚\t0\n行政强制\t0\n"
                 "行政事业性收费\t%s\n",
                 cases[i].printed);
        nb_report *report = report_of(source);
        json_t *json = nb_report_json(report, NULL, NB_ZH);
        char *dump = json_dumps(json, NB_DUMP_FLAGS);
        snprintf(expected, sizeof expected, "\"fees\":{\"amount\":%s}", cases[i].dumped);
        if (!strstr(dump, expected))
            fail_msg("%s is not dumped as %s", cases[i].printed, cases[i].dumped);
        free(dump);
        json_decref(json);
        nb_report_free(report);
    }
}

/* A report with no table at all is judged by the form of its year: no other one was used. */
static void test_no_tables(void **state)
{
    (void)state;
    static const char *const years[] = {"2019", "2020", "2021", "2024"};
    for (size_t i = 0; i < COUNT_OF(years); i++) {
        char source[2048];
        snprintf(source, sizeof source, "小河镇%s年政府信息公开工作年度报告\n%s", years[i],
                 HEADINGS);
        nb_report *report = report_of(source);
        assert_int_equal(nb_report_status(report), NB_INVALID);
        assert_int_equal(findings_of(report, NB_STRUCTURE_TABLE_MISSING), 3);
        if (findings_of(report, NB_STRUCTURE_EDITION_MISMATCH))
            fail_msg("%s: there are no tables of another edition", years[i]);
        json_t *json = nb_report_json(report, NULL, NB_ZH);
        assert_true(json_is_null(json_object_get(json, "edition")));
        assert_true(json_is_null(json_object_get(json, "requests")));
        json_decref(json);
        nb_report_free(report);
    }
}

/* No control character gets through but line ends, whatever stands in the source and its name. */
static void check_clean(const char *text, int colour)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        int escape = *c == 0x1B && colour && c[1] == '[';
        if ((*c < 0x20 && *c != '\n' && !escape) || *c == 0x7F)
            fail_msg("control character %d in: %s", *c, text);
        if (*c == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0)
            fail_msg("a C1 control in: %s", text);
        if (memcmp(c, "\u202E", 2) == 0 && c[2] >= 0xAA && c[2] <= 0xAE)
            fail_msg("a direction override in: %s", text);
    }
}

static void test_control_characters(void **state)
{
    (void)state;
    static const char source[] =
        "小\x1B[31m\xC2\x9B"
        "河\u202E镇\xC2\x9B"
        "2024年政府信息公开工作年度报告\x07\n"
        "一、总体\x1B情况\n全年收到政府信息公开申请\x1B]0;x\x07"
        "9件，\xC2\x9B"
        "2J。\n"
        "二、主动公开政府信息情况\n规章\t0\t0\t\x1B[1m\n行政规范性文件\t0\t0\t0\n"
        "其他\x1B[31m文件\u202E情况\t0\t0\t0\n行政许可\t0\n"
        "三、收到和处理政府信息公开申请情况\n"
        "一、本年新收政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t2\n"
        "二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0\n"
        "（一）予以公开\t0\t0\t0\t0\t0\t\x1B[2J一二\t0\n"
        "五、存在的主要问题及改进情况\n六、其他需要报告的事项\n";
    const struct nb_source from = {"a\x1B[31m\n\u202E.txt", sizeof source - 1, NULL};
    nb_report *report = report_of(source);
    assert_int_equal(nb_report_status(report), NB_INVALID);
    assert_true(nb_report_agency(report) != NULL);
    for (int lang = NB_ZH; lang <= NB_EN; lang++) {
        for (int colour = 0; colour <= 1; colour++) {
            char *text = nb_report_text(report, &from, (enum nb_lang)lang, colour);
            check_clean(text, colour);
            assert_null(strstr(text, "\x1B[2J"));
            assert_null(strstr(text, "\x1B]"));
            assert_int_equal(strstr(text, "\x1B[") != NULL, colour);
            free(text);
        }
    }
    nb_report_free(report);
}

static void test_text(void **state)
{
    (void)state;
    const struct nb_source source = {"青萝镇.txt", 1, NULL};
    nb_report *report = report_of_file("tests/data/wrong_cell.txt", NULL);
    char *zh = nb_report_text(report, &source, NB_ZH, 0);
    char *en = nb_report_text(report, &source, NB_EN, 0);
    assert_int_equal(strncmp(zh, "青萝镇.txt\n", strlen("青萝镇.txt\n")), 0);
    assert_non_null(strstr(zh, nb_report_agency(report)));
    assert_non_null(strstr(zh, "有错误"));
    assert_non_null(strstr(zh, "[requests.row_sum]"));
    assert_non_null(strstr(zh, "行“总计”列"));
    assert_non_null(strstr(en, "has errors"));
    assert_non_null(strstr(en, "error: line "));
    assert_non_null(strstr(en, " / total"));
    free(zh);
    free(en);
    nb_report_free(report);
    report = report_of("");
    zh = nb_report_text(report, NULL, NB_ZH, 0);
    assert_non_null(strstr(zh, "不是可读的年度报告"));
    assert_non_null(strstr(zh, "[input.empty]"));
    free(zh);
    nb_report_free(report);
}

/* Errors come first, whatever their order in the document. */
static void test_text_order(void **state)
{
    (void)state;
    nb_report *report =
        report_of("小河镇2024年政府信息公开工作年度报告\n" HEADINGS "联系人13812345678\n");
    char *text = nb_report_text(report, NULL, NB_EN, 0);
    const char *error = strstr(text, "\n  error:"), *warning = strstr(text, "\n  warning:");
    assert_true(error && warning && error < warning);
    assert_null(strstr(warning, "\n  error:"));
    free(text);
    nb_report_free(report);
}

/* Findings alike that quote nothing share one line of code and article, below the last of them. */
static void test_text_shared(void **state)
{
    (void)state;
    nb_report *report = report_of("小河镇2024年政府信息公开工作年度报告\n" HEADINGS);
    assert_int_equal(findings_of(report, NB_STRUCTURE_TABLE_MISSING), 3);
    char *text = nb_report_text(report, NULL, NB_ZH, 0);
    const char *code = strstr(text, "[structure.table_missing]"),
               *last = strstr(text, "诉讼情况表");
    assert_true(code && last && last < code);
    assert_null(strstr(code + 1, "[structure.table_missing]"));
    free(text);
    nb_report_free(report);
    report = report_of("小河镇2024年政府信息公开工作年度报告\n一、总体情况\n"
                       "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
                       "四、政府信息公开行政复议、行政诉讼情况\n");
    text = nb_report_text(report, NULL, NB_ZH, 0);
    assert_non_null(strstr(text, "[structure.section_missing]"));
    assert_non_null(strstr(text, "[structure.table_missing]"));
    free(text);
    nb_report_free(report);
}

/* The report keeps what it needs: the bytes may change after the call. */
static void test_bytes_not_kept(void **state)
{
    (void)state;
    struct bytes text = fixture_read("tests/data/wrong_cell.txt");
    nb_report *report = NULL;
    assert_int_equal(nb_parse(text.data, text.size, NULL, &report), 0);
    json_t *before = nb_report_json(report, NULL, NB_ZH);
    memset(text.data, 'x', text.size);
    free(text.data);
    json_t *after = nb_report_json(report, NULL, NB_ZH);
    assert_true(json_equal(before, after));
    json_decref(before);
    json_decref(after);
    nb_report_free(report);
}

/* The shared library offers the public calls, and none of the others. */
static void test_shared_library(void **state)
{
    (void)state;
    static const char *const calls[] = {
        "nb_options_init",     "nb_parse",       "nb_reject",        "nb_report_free",
        "nb_report_status",    "nb_status_name", "nb_report_year",   "nb_report_agency",
        "nb_report_count",     "nb_report_code", "nb_report_json",   "nb_report_text",
        "nb_rules_text",       "nb_code_name",   "nb_code_by_name",  "nb_severity_name",
        "nb_severity_by_name", "nb_agency_key",  "nb_history_judge", "nb_document_text",
        "nb_document_status",
    };
    static const char *const own[] = {"nb_align", "nb_text_init", "nb_buffer_add", "nb_place"};
    char path[4096];
    const char *build = getenv("BUILD");
    snprintf(path, sizeof path, "%s/libnianbao.so.0", build ? build : "build");
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        fail_msg("%s", dlerror());
    for (size_t i = 0; i < COUNT_OF(calls); i++)
        if (!dlsym(library, calls[i]))
            fail_msg("%s is not offered", calls[i]);
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (dlsym(library, own[i]))
            fail_msg("%s is offered", own[i]);
    dlclose(library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status),         cmocka_unit_test(test_findings_by_index),
        cmocka_unit_test(test_severities),     cmocka_unit_test(test_not_overridden),
        cmocka_unit_test(test_reject),         cmocka_unit_test(test_keys),
        cmocka_unit_test(test_source),         cmocka_unit_test(test_edition),
        cmocka_unit_test(test_broken_heading), cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_no_tables),      cmocka_unit_test(test_control_characters),
        cmocka_unit_test(test_text),           cmocka_unit_test(test_text_order),
        cmocka_unit_test(test_text_shared),    cmocka_unit_test(test_bytes_not_kept),
        cmocka_unit_test(test_shared_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
