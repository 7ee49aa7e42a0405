/* Numbers that a public document should not print are found, and never shown in full. */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../parser/privacy.h"

struct privacy_case {
    const char *name, *source;
    int ids, mobiles;
    const char *masked; /* of the first finding, or NULL */
};

/* The identity numbers are made up; their last characters are the right ones. */
static const struct privacy_case cases[] = {
    {"an identity number", "身份证号11010519491231002X。", 1, 0, "110*************2X"},
    {"a small x", "11010519491231002x", 1, 0, "110*************2x"},
    {"one that ends in a digit", "440524188001010014", 1, 0, "440*************14"},
    {"full-width digits", "４４０５２４１８８００１０１００１４", 1, 0, "440*************14"},
    {"a wrong last digit", "440524188001010015", 0, 0, NULL},
    {"a wrong digit within", "440524188001010114", 0, 0, NULL},
    {"a month that is none", "440524188013010018", 0, 0, NULL},
    {"a day that is none", "440524188001320018", 0, 0, NULL},
    {"one digit more", "1440524188001010014", 0, 0, NULL},
    {"one digit fewer", "44052418800101001", 0, 0, NULL},
    {"a mobile number", "电话13812345678。", 0, 1, "138******78"},
    {"the last of its kind", "19912345678", 0, 1, "199******78"},
    {"not one of 10 to 12", "12012345678", 0, 0, NULL},
    {"a landline", "0571-87654321", 0, 0, NULL},
    {"twelve digits", "138123456789", 0, 0, NULL},
    {"two of them", "13812345678、13912345678", 0, 2, "138******78"},
    {"both kinds", "13812345678 440524188001010014", 1, 1, "138******78"},
    {"spaces", "身份证 440524 18800101 0014", 1, 0, "440*************14"},
    {"hyphens", "440524-18800101-0014", 1, 0, "440*************14"},
    {"spaces and an x", "110105 19491231 002x", 1, 0, "110*************2x"},
    {"behind a number", "1 440524188001010014", 1, 0, "440*************14"},
    {"a code of the same length", "91330100002490007R", 0, 0, NULL},
    {"a century that is none", "440524998001010019", 0, 0, NULL},
    {"a century that is past", "440524170001010019", 0, 0, NULL},
    {"hyphens in a mobile number", "138-1234-5678", 0, 1, "138******78"},
    {"spaces in a mobile number", "电话：138 1234 5678", 0, 1, "138******78"},
    {"three cells of a table", "规章 138 1234 5678", 0, 0, NULL},
    {"three cells, one a column", "手机\t138\t1234\t5678", 0, 0, NULL},
    {"the country in front", "+8613812345678", 0, 1, "138******78"},
    {"the country and a space", "+86 13812345678", 0, 1, "138******78"},
    {"the country and hyphens", "+86-138-1234-5678", 0, 1, "138******78"},
    {"the country by zeros", "008613812345678", 0, 1, "138******78"},
    {"the country alone", "8613812345678", 0, 1, "138******78"},
    {"a full-width mobile number", "１３８１２３４５６７８", 0, 1, "138******78"},
    {"a landline with a mobile's digits", "0571-13812345", 0, 0, NULL},
    {"a number of a service", "400-138-12345", 0, 0, NULL},
    {"an extension", "13812345678-801", 0, 0, NULL},
    {"an order", "订单号13812345678", 0, 0, NULL},
    {"a deed", "不动产权证号13812345678", 0, 0, NULL},
    {"a file's number", "云政〔2024〕13812345678号", 0, 0, NULL},
    {"an amount", "收费13812345678元", 0, 0, NULL},
    {"an amount without its unit", "政府集中采购\t512\t13812345678", 0, 0, NULL},
    {"an amount below its label", "行政事业性收费\n13812345678\n", 0, 0, NULL},
    {"a number to call on fees", "收费咨询电话13812345678", 0, 1, "138******78"},
    {"a number behind a sentence on fees", "未收费。林某13812345678", 0, 1, "138******78"},
    {"a decimal", "13812345678.5", 0, 0, NULL},
    {"a link", "http://x.example/t20230113_13812345678.html", 0, 0, NULL},
    {"a serial", "A13812345678", 0, 0, NULL},
    {"two with a slash", "13812345678/13912345678", 0, 2, "138******78"},
    {"two with a comma", "13812345678，13912345678", 0, 2, "138******78"},
    {"nothing", "全年收到申请2件。", 0, 0, NULL},
    {"empty", "", 0, 0, NULL},
};

static int same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static nb_report *judged(struct page *page, const char *source)
{
    nb_report *report = report_of("政");
    page_init(page, source);
    report->findings = NULL;
    report->last_finding = &report->findings;
    assert_int_equal(nb_privacy_hide(report, &page->arena, &page->text), 0);
    nb_privacy_judge(report);
    assert_false(report->failed);
    return report;
}

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        nb_report *report = judged(&page, cases[i].source);
        const char *masked = report->findings ? report->findings->text : NULL;
        if (findings_of(report, NB_PRIVACY_ID_NUMBER) != cases[i].ids ||
            findings_of(report, NB_PRIVACY_MOBILE_NUMBER) != cases[i].mobiles ||
            !same(masked, cases[i].masked))
            fail_msg("%s: %d and %d, %s", cases[i].name, findings_of(report, NB_PRIVACY_ID_NUMBER),
                     findings_of(report, NB_PRIVACY_MOBILE_NUMBER), masked ? masked : "(none)");
        nb_report_free(report);
        page_free(&page);
    }
}

/* Every check character that there is. */
static void test_check_characters(void **state)
{
    (void)state;
    for (int day = 1; day <= 28; day++) {
        int found = 0;
        for (int last = 0; last <= 10; last++) {
            char number[32];
            struct page page;
            snprintf(number, sizeof number, "110105194912%02d002%c", day, "0123456789X"[last]);
            nb_report *report = judged(&page, number);
            found += findings_of(report, NB_PRIVACY_ID_NUMBER);
            nb_report_free(report);
            page_free(&page);
        }
        assert_int_equal(found, 1);
    }
}

static void test_place_and_limit(void **state)
{
    (void)state;
    struct page page;
    char source[200 * 13 + 1] = "";
    for (int i = 0; i < 200; i++)
        strcat(source, "13812345678\n");
    nb_report *report = judged(&page, source);
    int count = findings_of(report, NB_PRIVACY_MOBILE_NUMBER);
    assert_in_range(count, 20, 100);
    uint32_t line = 0;
    for (const struct nb_finding *f = report->findings; f; f = f->next)
        assert_int_equal(f->line, ++line);
    nb_report_free(report);
    page_free(&page);
}

/* What is hidden is hidden for all that reads the text, and no byte of it moves. */
static void test_masked_in_place(void **state)
{
    (void)state;
    static const struct {
        const char *source, *masked;
    } pairs[] = {
        {"电话138-1234-5678。", "电话138-****-**78。"},
        {"１３８１２３４５６７８", "１３８＊＊＊＊＊＊７８"},
        {"+86 13812345678和010-87654321", "+86 138******78和010-87654321"},
        {"110105 19491231 002x", "110*** ******** **2x"},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct page page;
        nb_report *report = judged(&page, pairs[i].source);
        assert_int_equal(page.text.size, strlen(pairs[i].masked));
        assert_memory_equal(page.text.bytes, pairs[i].masked, page.text.size);
        for (size_t c = 0; i < 2 && c < page.text.length; c++)
            assert_false(nb_is_digit(page.text.cp[c]));
        nb_report_free(report);
        page_free(&page);
    }
}

/*
 * Neither the document nor the text for people has the number in it, though it stands in the title,
 * in headings, in a claim, in a row that is left out and in a cell.
 */
static void test_never_shown(void **state)
{
    (void)state;
    static const char source[] =
        "小河镇2024年政府信息公开工作年度报告（13812345678）\n一、总体情况\n"
        "联系人13812345678，身份证110105 19491231 002X。\n"
        "13812345678全年收到政府信息公开申请9件。\n"
        "二、主动公开政府信息情况\n规章\t0\t0\t13812345678\n行政规范性文件\t0\t0\t0\n"
        "其他文件13812345678\t3\n行政许可\t0\n"
        "三、收到和处理政府信息公开申请情况\n"
        "一、本年新收政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t2\n"
        "二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0\n"
        "（一）予以公开\t0\t0\t0\t0\t0\t0\t13812345678\n"
        "四、政府信息公开行政复议、行政诉讼情况\n"
        "五、存在的主要问题及改进情况\n六、其他需要报告的事项（电话：138 1234 5678）\n";
    nb_report *report = report_of(source);
    assert_int_equal(findings_of(report, NB_PRIVACY_ID_NUMBER), 1);
    assert_int_equal(findings_of(report, NB_PRIVACY_MOBILE_NUMBER), 7);
    assert_int_equal(findings_of(report, NB_CLAIM_MISMATCH), 1);
    assert_int_equal(findings_of(report, NB_STRUCTURE_SECTION_MISSING), 0);
    for (int lang = NB_ZH; lang <= NB_EN; lang++) {
        json_t *json = nb_report_json(report, NULL, (enum nb_lang)lang);
        char *document = json_dumps(json, NB_DUMP_FLAGS);
        char *text = nb_report_text(report, NULL, (enum nb_lang)lang, 0);
        assert_null(strstr(document, "12345"));
        assert_null(strstr(document, "1234 5"));
        assert_null(strstr(document, "19491231"));
        assert_null(strstr(text, "12345"));
        assert_null(strstr(text, "1234 5"));
        assert_null(strstr(text, "19491231"));
        assert_non_null(strstr(text, "138******78"));
        free(document);
        free(text);
        json_decref(json);
    }
    nb_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),         cmocka_unit_test(test_check_characters),
        cmocka_unit_test(test_place_and_limit), cmocka_unit_test(test_masked_in_place),
        cmocka_unit_test(test_never_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
