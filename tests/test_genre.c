/* What a paper is: a report, a report of the old format, or something else that speaks of one. */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures.h"

#define NAME "政府信息公开工作年度报告"
#define HEADINGS                                                                                                                               \
    "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"                          \
    "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项" \
    "\n"
#define BLANK_TABLES                                                                                                                 \
    "二、主动公开政府信息情况\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t\t\t\n" \
    "行政规范性文件\t\t\t\n行政许可\t\n行政处罚\t\n行政强制\t\n行政事业性收费\t\n"                         \
    "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\t\t\t\t\t\t\t\n"          \
    "二、上年结转政府信息公开申请数量\t\t\t\t\t\t\t\n（一）予以公开\t\t\t\t\t\t\t\n"
#define OLD_ROWS                                                                                                                    \
    "指标名称\t计量单位\t统计数\n（一）主动公开政府信息数\t条\t86\n1."                                      \
    "政府公报公开政府信息数\t条\t0\n"                                                                                   \
    "2.政府网站公开政府信息数\t条\t52\n3.政务微博公开政府信息数\t条\t3\n（一）收到申请数\t件\t1\n" \
    "1.当面申请数\t件\t1\n（二）申请办结数\t件\t1\n"

struct genre_case {
    const char *name, *source;
    int code;         /* NB_CODES: a report */
    const char *said; /* in the Chinese message; or NULL */
};

static void check(const struct genre_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct genre_case *c = &cases[i];
        nb_report *report = report_of(c->source);
        int accepted = nb_report_status(report) != NB_UNRECOGNIZED;
        if (c->code == NB_CODES ? !accepted : accepted || nb_report_code(report, 0) != c->code)
            fail_msg("%s: %s, %s", c->name, nb_status_name(nb_report_status(report)),
                     nb_code_name(nb_report_code(report, 0)));
        char *text = nb_report_text(report, NULL, NB_ZH, 0);
        if (c->said && !strstr(text, c->said))
            fail_msg("%s: %s", c->name, text);
        free(text);
        nb_report_free(report);
    }
}

static void test_other_papers(void **state)
{
    (void)state;
    static const struct genre_case cases[] = {
        {"a notice that lists the sections",
         "关于报送2023年度" NAME "的通知\n各镇人民政府：\n请按下列格式编写。\n" HEADINGS,
         NB_INPUT_NOT_A_REPORT, "通知"},
        {"a notice with the empty form",
         "关于印发《" NAME "格式》的通知\n各单位：\n现印发给你们，请认真执行。\n附件：" NAME
         "格式\n一、总体情况\n（文字描述）\n" BLANK_TABLES,
         NB_INPUT_NOT_A_REPORT, NULL},
        {"the empty form", NAME "格式模板\n一、总体情况\n（文字描述）\n" BLANK_TABLES,
         NB_INPUT_NOT_A_REPORT, "模板"},
        {"the empty form without its name",
         NAME "\n一、总体情况\n（文字描述）\n" BLANK_TABLES
              "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n"
              "六、其他需要报告的事项\n",
         NB_INPUT_NOT_A_REPORT, "没有填写"},
        {"an explanation",
         "解读：云岫县水务局2023年" NAME "\n报告有六个部分。\n" HEADINGS "全文见网站。\n",
         NB_INPUT_NOT_A_REPORT, "解读"},
        {"news", "云岫县召开2023年政府信息公开工作年度报告编制部署会\n会上讲解了格式。\n" HEADINGS,
         NB_INPUT_NOT_A_REPORT, "新闻"},
        {"news of its publication",
         "云岫县水务局发布2023年" NAME "\n日前，水务局在网站发布2023年" NAME
         "。\n共收到申请3件。\n",
         NB_INPUT_NOT_A_REPORT, NULL},
        {"links",
         "政府信息公开年报\n云岫县水务局2023年" NAME "\n云岫县教育局2023年" NAME
         "\n云岫县财政局2022年" NAME "\n云岫县民政局2021年" NAME "\n",
         NB_INPUT_NOT_A_REPORT, "目录"},
        {"the regulation",
         "云岫县政府信息公开办法\n第一条 制定本办法。\n第二条 "
         "政府信息公开工作年度报告应当包括：\n" HEADINGS,
         NB_INPUT_NOT_A_REPORT, "法规"},
        {"a report on the rule of law",
         "云岫县水务局2023年法治政府建设年度报告\n一、总体情况\n行政许可12件\n行政处罚3件\n"
         "行政强制0件\n四、行政复议、行政诉讼情况\n结果维持2件\n五、存在的主要问题\n",
         NB_INPUT_NOT_A_REPORT, NULL},
        {"statistics of enforcement",
         "云岫县水务局2023年度行政执法统计年报\n统计期限为2023年1月1日至2023年12月31日。\n"
         "行政许可\t12\n行政处罚\t3\n行政强制\t0\n",
         NB_INPUT_NOT_A_REPORT, NULL},
        {"a work summary",
         "云岫县水务局2023年政府信息公开工作总结\n一、基本情况\n全年发布信息86条。\n二、存在问题\n",
         NB_INPUT_NOT_A_REPORT, "总结"},
    };
    check(cases, COUNT_OF(cases));
}

static void test_old_reports(void **state)
{
    (void)state;
    static const struct genre_case cases[] = {
        {"with its indicators", "云岫县水务局2016年" NAME "\n一、概述\n平稳。\n" OLD_ROWS,
         NB_INPUT_UNSUPPORTED, "旧格式"},
        {"above its contents", "云岫县水务局2016年" NAME "\n目  录\n一、概述\n平稳。\n" OLD_ROWS,
         NB_INPUT_UNSUPPORTED, "旧格式"},
        {"without a year", "云岫县水务局" NAME "\n一、概述\n平稳。\n" OLD_ROWS,
         NB_INPUT_UNSUPPORTED, "旧格式"},
        {"the indicators alone", "政府信息公开情况统计表（2016年度）\n" OLD_ROWS,
         NB_INPUT_UNSUPPORTED, "旧格式"},
        {"one value a line",
         "云岫县水务局2016年" NAME "\n指标名称\n计量单位\n统计数\n主动公开政府信息数\n条\n86\n"
         "政府网站公开政府信息数\n条\n52\n当面申请数\n件\n1\n",
         NB_INPUT_UNSUPPORTED, NULL},
        {"prose only",
         "云岫县水务局2012年" NAME "\n一、概述\n平稳。\n二、主动公开政府信息情况\n86条。\n",
         NB_INPUT_UNSUPPORTED, NULL},
        {"named in a sentence",
         "根据条例，现公布云岫县水务局2013年政府信息公开工作年度报告。\n一、概述\n平稳。\n"
         "二、主动公开政府信息情况\n86条。\n",
         NB_INPUT_UNSUPPORTED, NULL},
        {"its fees",
         "云岫县水务局" NAME "\n一、概述\n平稳。\n四、政府信息公开的收费及减免情况\n没有收费。\n"
         "（一）收到申请数\t件\t1\n（二）申请办结数\t件\t1\n",
         NB_INPUT_UNSUPPORTED, NULL},
        {"of a quarter", "2016年第三季度政府信息公开情况统计表\n" OLD_ROWS, NB_INPUT_NOT_A_REPORT,
         "不是一个年度"},
        {"the rule that asks for it", "云岫县政府信息公开统计制度\n附表\n" OLD_ROWS,
         NB_INPUT_NOT_A_REPORT, NULL},
    };
    check(cases, COUNT_OF(cases));
}

/* Little is enough where it is of the form and of nothing else. */
static void test_reports(void **state)
{
    (void)state;
    static const struct genre_case cases[] = {
        {"headings and a title", "云岫县水务局2023年" NAME "\n" HEADINGS, NB_CODES, NULL},
        {"one table and a title",
         "云岫县水务局2023年" NAME "\n二、主动公开政府信息情况\n规章\t0\t0\t0\n"
         "行政规范性文件\t0\t0\t0\n行政许可\t3\n",
         NB_CODES, NULL},
        {"a table of requests",
         "三、收到和处理政府信息公开申请情况\n"
         "一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1\n"
         "二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0\n（一）予以公开\t1\t0\t0\t0\t0\t0\t"
         "1\n",
         NB_CODES, NULL},
        {"a menu above",
         "政府信息公开指南\n政府信息公开制度\n通知公告\n云岫县水务局2023年" NAME "\n" HEADINGS,
         NB_CODES, NULL},
    };
    check(cases, COUNT_OF(cases));
}

/* A sound report under another name. */
static void check_named(const char *title, int accepted)
{
    struct bytes text = fixture_read("tests/data/valid_tabs.txt"), out = {NULL, 0};
    const char *rest = strchr(text.data, '\n');
    bytes_add(&out, title, strlen(title));
    bytes_add(&out, rest, text.size - (size_t)(rest - text.data));
    nb_report *report = NULL;
    assert_int_equal(nb_parse(out.data, out.size, NULL, &report), 0);
    if ((nb_report_status(report) != NB_UNRECOGNIZED) != accepted)
        fail_msg("%s: %s", title, nb_status_name(nb_report_status(report)));
    nb_report_free(report);
    free(text.data);
    free(out.data);
}

static void test_names(void **state)
{
    (void)state;
    check_named("云岫县青萝镇2023年" NAME, 1);
    check_named("", 1);
    check_named("关于公布2023年" NAME "的公告", 1);
    check_named("关于公布2023年" NAME "的公告\n云岫县青萝镇2023年" NAME, 1);
    check_named("云岫县青萝镇2023年政府信息公开情况统计表", 1);
    check_named("发布日期：2024-01-06  浏览：1-3月", 1);
    check_named("云岫县青萝镇2023年上半年政府信息公开工作统计表", 0);
    check_named("云岫县青萝镇2023年第三季度政府信息公开工作报告", 0);
    check_named("云岫县青萝镇政府信息公开年报比对", 0);
    check_named(NAME "（样表）\n年度报告填写示例", 0);
}

/* Two reports: the first is read, and that there is another one is said. */
static void test_several(void **state)
{
    (void)state;
    struct bytes one = fixture_read("tests/data/valid_tabs.txt"), two = {NULL, 0};
    struct bytes other = fixture_read("tests/data/valid_dense.txt");
    bytes_add(&two, one.data, one.size);
    bytes_add(&two, "\n", 1);
    bytes_add(&two, other.data, other.size);
    json_t *single = fixture_parse("one", one.data, one.size);
    json_t *both = fixture_parse("two", two.data, two.size);
    static const char *const keys[] = {"agency",   "year",        "title", "disclosure",
                                       "requests", "proceedings", "cells", "claims"};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (!json_equal(json_object_get(single, keys[i]), json_object_get(both, keys[i])))
            fail_msg("%s is not that of the first report", keys[i]);
    assert_null(fixture_finding(single, "structure.several_reports"));
    assert_non_null(fixture_finding(both, "structure.several_reports"));
    json_decref(single);
    json_decref(both);
    free(one.data);
    free(two.data);
    free(other.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_papers), cmocka_unit_test(test_old_reports),
        cmocka_unit_test(test_reports),      cmocka_unit_test(test_names),
        cmocka_unit_test(test_several),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
