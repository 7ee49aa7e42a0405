/* Titles as pages and papers print them: what is the name, whose report it is, and of which year.
 */
#include "units.h"

#include <string.h>

#include "../parser/title.h"

#define REPORT "政府信息公开工作年度报告"

struct title_case {
    const char *source, *title, *agency; /* NULL: none */
    int year;
};

static const char *shown(const char *string)
{
    return string ? string : "(none)";
}

static int same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void check(const struct title_case *cases, size_t count)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const struct title_case *c = &cases[i];
        struct page page;
        struct nb_title t;
        page_init(&page, c->source);
        assert_int_equal(nb_title_find(&t, &page.arena, &page.text, page.text.line_count), 0);
        if (!same(t.text, c->title) || !same(t.agency, c->agency) || t.year != c->year) {
            wrong++;
            print_error("\"%s\": \"%s\" of \"%s\" for %d\n", c->source, shown(t.text),
                        shown(t.agency), t.year);
        }
        page_free(&page);
    }
    assert_int_equal(wrong, 0);
}

static void test_wordings(void **state)
{
    (void)state;
    static const struct title_case cases[] = {
        {"2023年云岫县水务局政府信息公开工作年度报告", "2023年云岫县水务局" REPORT, "云岫县水务局",
         2023},
        {"云岫县水务局关于2023年度政府信息公开工作情况的报告",
         "云岫县水务局关于2023年度政府信息公开工作情况的报告", "云岫县水务局", 2023},
        {"关于2023年度政府信息公开工作情况的报告", "关于2023年度政府信息公开工作情况的报告", NULL,
         2023},
        {"云岫县水务局二〇二三年政府信息公开年报", "云岫县水务局二〇二三年政府信息公开年报",
         "云岫县水务局", 2023},
        {"云岫县水务局二O二三年" REPORT, "云岫县水务局二O二三年" REPORT, "云岫县水务局", 2023},
        {"云岫县水务局2023年年度信息公开报告", "云岫县水务局2023年年度信息公开报告", "云岫县水务局",
         2023},
        {"云岫县水务局2022-2023学年信息公开报告", "云岫县水务局2022-2023学年信息公开报告",
         "云岫县水务局", 2022},
        {"云岫县水务局2023年信息公开年度报告", "云岫县水务局2023年信息公开年度报告", "云岫县水务局",
         2023},
        {"云岫县水务局2023年度政务公开工作年度报告", "云岫县水务局2023年度政务公开工作年度报告",
         "云岫县水务局", 2023},
        {"云岫县水务局政府信息公开2023年年度报告", "云岫县水务局政府信息公开2023年年度报告",
         "云岫县水务局", 2023},
        {"云岫县水务局2023年度的政府信息公开工作年度报告",
         "云岫县水务局2023年度的政府信息公开工作年度报告", "云岫县水务局", 2023},
        {"中共云岫县委机构编制委员会办公室2023年" REPORT,
         "中共云岫县委机构编制委员会办公室2023年" REPORT, "中共云岫县委机构编制委员会办公室", 2023},
        {"云岫县水務局2023年政府信息公開工作年度報告", "云岫县水務局2023年政府信息公開工作年度報告",
         "云岫县水務局", 2023},
        {"\u2F29河\u2ED3镇\u2F08民政府2023年" REPORT, "小河长镇人民政府2023年" REPORT,
         "小河长镇人民政府", 2023},
        {"云岫县城关街道办事处2023年" REPORT "（公示稿）",
         "云岫县城关街道办事处2023年" REPORT "（公示稿）", "云岫县城关街道办事处", 2023},
    };
    check(cases, COUNT_OF(cases));
}

/* What a page prints around the name is no part of it. */
static void test_pages(void **state)
{
    (void)state;
    static const struct title_case cases[] = {
        {"首页 > 政府信息公开 > 年报 > 云岫县水务局2023年" REPORT, "云岫县水务局2023年" REPORT,
         "云岫县水务局", 2023},
        {"名    称：云岫县水务局2023年" REPORT "\n文    号：无\n2023年" REPORT,
         "云岫县水务局2023年" REPORT, "云岫县水务局", 2023},
        {"【年度报告】云岫县水务局2023年" REPORT, "云岫县水务局2023年" REPORT, "云岫县水务局",
         2023},
        {"云岫县水务局2023年" REPORT " - 政府信息公开年报 - 云岫县", "云岫县水务局2023年" REPORT,
         "云岫县水务局", 2023},
        {"政府信息公开年度报告 - 云岫县水务局2023年" REPORT, "云岫县水务局2023年" REPORT,
         "云岫县水务局", 2023},
        {"附件1：云岫县水务局2023年" REPORT, "云岫县水务局2023年" REPORT, "云岫县水务局", 2023},
        {"附件\n2023年云岫县水务局" REPORT, "2023年云岫县水务局" REPORT, "云岫县水务局", 2023},
        {"云岫县水务局2023年" REPORT "_云岫县人民政府", "云岫县水务局2023年" REPORT, "云岫县水务局",
         2023},
        {"云岫县水务局2023年" REPORT " - 信息公开 - 云岫县", "云岫县水务局2023年" REPORT,
         "云岫县水务局", 2023},
        {"云岫县水务局2023年" REPORT ".docx", "云岫县水务局2023年" REPORT, "云岫县水务局", 2023},
        {"政府信息公开年报\n依申请公开\n云岫县水务局2023年" REPORT "\n来源：水务局\n浏览：12次",
         "云岫县水务局2023年" REPORT, "云岫县水务局", 2023},
        /* A line of the menu or of the page's head is not the agency. */
        {"依申请公开\n2023年" REPORT, "2023年" REPORT, NULL, 2023},
        {"云岫县人民政府门户网站\n2023年" REPORT, "2023年" REPORT, NULL, 2023},
        {"来源：云岫县水务局\n2023年" REPORT, "2023年" REPORT, NULL, 2023},
        {"发布机构：云岫县水务局\n名称：2023年" REPORT, "2023年" REPORT, NULL, 2023},
        {"索引号\n2023年" REPORT "\n发布日期：2024年1月3日", "2023年" REPORT, NULL, 2023},
    };
    check(cases, COUNT_OF(cases));
}

static void test_lines(void **state)
{
    (void)state;
    static const struct title_case cases[] = {
        {"云岫县水务局\n2023年度\n政府信息公开工作\n年度报告", "云岫县水务局2023年度" REPORT,
         "云岫县水务局", 2023},
        {"云岫县水务局政府信息公开工\n作年度报告（2023年度）", "云岫县水务局" REPORT "（2023年度）",
         "云岫县水务局", 2023},
        {"云岫县人民政府\n办公室2023年" REPORT, "云岫县人民政府办公室2023年" REPORT,
         "云岫县人民政府办公室", 2023},
        {"云岫县住房和城乡建设\n管理局2023年" REPORT, "云岫县住房和城乡建设管理局2023年" REPORT,
         "云岫县住房和城乡建设管理局", 2023},
        {"首页\n办公室2023年" REPORT, "办公室2023年" REPORT, "办公室", 2023},
        {"2023年度\n" REPORT "\n\n云岫县水务局\n2024年1月", "2023年度" REPORT, "云岫县水务局",
         2023},
        {REPORT "\n（2023年度）\n云岫县水务局", REPORT, "云岫县水务局", 2023},
        {"2023年" REPORT "\n目录\n云岫县水务局", "2023年" REPORT, NULL, 2023},
        {"2023年" REPORT "\n根据条例，现公布本局的年度报告。", "2023年" REPORT, NULL, 2023},
    };
    check(cases, COUNT_OF(cases));
}

/* Names of other papers, and sentences that speak of a report. */
static void test_no_titles(void **state)
{
    (void)state;
    static const struct title_case cases[] = {
        {"关于报送2023年" REPORT "的通知", NULL, NULL, 0},
        {"关于印发《2023年" REPORT "格式》的通知", NULL, NULL, 0},
        {"云岫县2023年" REPORT "解读", NULL, NULL, 0},
        {REPORT "格式模板", NULL, NULL, 0},
        {"一图读懂2023年" REPORT "汇编", NULL, NULL, 0},
        {"云岫县2023年上半年政府信息公开工作报告", NULL, NULL, 0},
        {"云岫县2023年第一季度政府信息公开工作报告", NULL, NULL, 0},
        {"云岫县2023年政府信息公开工作自查报告", NULL, NULL, 0},
        {"云岫县2023年政府信息公开第三方评估报告", NULL, NULL, 0},
        {"云岫县2023年法治政府建设年度报告", NULL, NULL, 0},
        {"现将云岫县2023年" REPORT, NULL, NULL, 0},
        {"根据要求，云岫县2023年" REPORT, NULL, NULL, 0},
        {"如何写好政府信息公开年报", NULL, NULL, 0},
        {"政府信息公开指南", NULL, NULL, 0},
    };
    check(cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wordings),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_no_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
