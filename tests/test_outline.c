/* What stands around the tables: title, agency, years, period, headings and regions. */
#include "units.h"

#include <string.h>

struct around {
    struct page page;
    struct nb_outline outline;
};

static void around_init(struct around *a, const char *source)
{
    page_init(&a->page, source);
    assert_int_equal(nb_outline_init(&a->outline, &a->page.arena, &a->page.text, NULL), 0);
}

static const char *shown(const char *string)
{
    return string ? string : "(none)";
}

static int same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

struct title_case {
    const char *source, *title, *agency; /* NULL: none */
    int year;
};

#define REPORT "政府信息公开工作年度报告"

static const struct title_case title_cases[] = {
    {"小河镇2024年" REPORT, "小河镇2024年" REPORT, "小河镇", 2024},
    {"小河镇 2024 年 " REPORT, "小河镇2024年" REPORT, "小河镇", 2024},
    {"小 河 镇 2024 年政 府 信 息 公 开 工 作 年 度 报 告", "小河镇2024年" REPORT, "小河镇", 2024},
    {"小河镇２０２４年度" REPORT, "小河镇２０２４年度" REPORT, "小河镇", 2024},
    {"小河镇二〇二四年" REPORT, "小河镇二〇二四年" REPORT, "小河镇", 2024},
    {"小河镇二○二四年度" REPORT, "小河镇二○二四年度" REPORT, "小河镇", 2024},
    {"2024年小河镇" REPORT, "2024年小河镇" REPORT, "小河镇", 2024},
    {"小河镇" REPORT "（2024年）", "小河镇" REPORT "（2024年）", "小河镇", 2024},
    {"小河镇政府信息公开工作2024年度报告", "小河镇政府信息公开工作2024年度报告", "小河镇", 2024},
    {"小河镇2024年政府信息公开年报", "小河镇2024年政府信息公开年报", "小河镇", 2024},
    {"小河镇2024年政府信息公开报告", "小河镇2024年政府信息公开报告", "小河镇", 2024},
    {"小河镇人民政府2024年" REPORT, "小河镇人民政府2024年" REPORT, "小河镇人民政府", 2024},
    {"小河镇人民政府" REPORT "\n2024年1月1日", "小河镇人民政府" REPORT, "小河镇人民政府", 0},
    {"小河镇人民政府信息公开工作年度报告", "小河镇人民政府信息公开工作年度报告", "小河镇人民政府",
     0},
    {"2024年小河镇人民政府信息公开工作年度报告", "2024年小河镇人民政府信息公开工作年度报告",
     "小河镇人民政府", 2024},
    {"小河镇关于2024年" REPORT, "小河镇关于2024年" REPORT, "小河镇", 2024},
    {"关于小河镇2024年" REPORT, "关于小河镇2024年" REPORT, "小河镇", 2024},
    {"小河镇关于2024年度" REPORT "的报告", "小河镇关于2024年度" REPORT "的报告", "小河镇", 2024},
    {"小河镇人民政府办公室\n2024年" REPORT, "小河镇人民政府办公室2024年" REPORT,
     "小河镇人民政府办公室", 2024},
    {"小河镇\n2024年\n" REPORT, "小河镇2024年" REPORT, "小河镇", 2024},
    {"小河镇2024年政府信息\n公开工作年度报告", "小河镇2024年" REPORT, "小河镇", 2024},
    {"小河镇\n\n2024年" REPORT, "小河镇2024年" REPORT, "小河镇", 2024},
    {"《小河镇2024年" REPORT "》", "小河镇2024年" REPORT, "小河镇", 2024},
    {"# 小河镇2024年" REPORT, "小河镇2024年" REPORT, "小河镇", 2024},
    {"**小河镇2024年" REPORT "**", "小河镇2024年" REPORT, "小河镇", 2024},
    {"> # 小河镇2024年" REPORT " #", "小河镇2024年" REPORT, "小河镇", 2024},
    {"云岫县司法局（本级）2024年" REPORT, "云岫县司法局（本级）2024年" REPORT,
     "云岫县司法局（本级）", 2024},
    {"首页 > 信息公开 > 年报\n小河镇2024年" REPORT "\n发布日期：2025-01-10", "小河镇2024年" REPORT,
     "小河镇", 2024},
    {"小河镇" REPORT "\n（2024年度）", "小河镇" REPORT, "小河镇", 2024},
    {"小河镇" REPORT "(2024)", "小河镇" REPORT "(2024)", "小河镇", 2024},
    {"2024年" REPORT, "2024年" REPORT, NULL, 2024},
    {REPORT, REPORT, NULL, 0},
    {"小河镇2024年工作总结", NULL, NULL, 0},
    {"小河镇2024年政府信息公开工作会议", NULL, NULL, 0},
    {"根据规定，小河镇编制2024年" REPORT "。", NULL, NULL, 0},
    {"", NULL, NULL, 0},
};

static void test_titles(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < COUNT_OF(title_cases); i++) {
        const struct title_case *c = &title_cases[i];
        struct around a;
        around_init(&a, c->source);
        const struct nb_outline *o = &a.outline;
        if (!same(o->title, c->title) || !same(o->agency, c->agency) || o->title_year != c->year) {
            wrong++;
            print_error("\"%s\": \"%s\" of \"%s\" for %d\n", c->source, shown(o->title),
                        shown(o->agency), o->title_year);
        }
        page_free(&a.page);
    }
    assert_int_equal(wrong, 0);
}

static void test_title_place(void **state)
{
    (void)state;
    struct around a;
    around_init(&a, "\n通知公告\n\n小河镇2024年" REPORT "\n\n一、总体情况\n");
    assert_int_equal(a.outline.title_line, 4);
    page_free(&a.page);
    /* Behind the first heading there is no title any more. */
    around_init(&a, "一、总体情况\n小河镇2024年" REPORT "\n");
    assert_null(a.outline.title);
    page_free(&a.page);
}

static void test_years(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        int taken, year;
    } cases[] = {
        {"2024年", 5, 2024},     {"2024年度", 6, 2024},
        {"2 0 2 4 年", 9, 2024}, {"二〇二四年", 5, 2024},
        {"二零二四年", 5, 2024}, {"二○二四年度", 6, 2024},
        {"２０２４年", 5, 2024}, {"1990年", 5, 1990},
        {"2099年", 5, 2099},     {"1989年", 0, 0},
        {"2100年", 0, 0},        {"2024", 0, 0},
        {"2024月", 0, 0},        {"202年", 0, 0},
        {"二十年", 0, 0},        {"", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        int year = 0;
        page_init(&page, cases[i].source);
        int after = (int)nb_date_year(&page.text, 0, page.text.length, &year);
        if (after != cases[i].taken || (after && year != cases[i].year))
            fail_msg("\"%s\": %d characters, year %d", cases[i].source, after, year);
        page_free(&page);
    }
    struct page page;
    int year;
    page_init(&page, "12024年");
    assert_int_equal(nb_date_year(&page.text, 1, page.text.length, &year), 1);
    page_free(&page);
}

struct period_case {
    const char *source;
    struct nb_date from, to;
};

static void test_periods(void **state)
{
    (void)state;
    static const struct nb_date first = {2024, 1, 1}, last = {2024, 12, 31}, none = {0, 0, 0};
    const struct period_case cases[] = {
        {"自2024年1月1日起至2024年12月31日止。", first, last},
        {"自2024年1月1日起，至2024年12月31日止。", first, last},
        {"期限为2024年1月1日至12月31日。", first, last},
        {"2024年1月1日-2024年12月31日", first, last},
        {"2024年1月1日—12月31日", first, last},
        {"2024年1月1日～2024年12月31日", first, last},
        {"2024 年 1 月 1 日 至 2024 年 12 月 31 日", first, last},
        {"２０２４年１月１日到２０２４年１２月３１日", first, last},
        {"2024年01月01日至2024年12月31日", first, last},
        {"统计期限为2023年7月1日至2024年6月30日", {2023, 7, 1}, {2024, 6, 30}},
        {"2024年9月1日至2024年10月31日完成整改", none, none},
        {"2024年1月1日发布。2024年12月31日前", none, none},
        {"2024年13月1日至2024年12月31日", none, none},
        {"2024年1月32日至2024年12月31日", none, none},
        {"1月1日至12月31日", none, none},
        {"2024年1月1日至", none, none},
        {"", none, none},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct period_case *c = &cases[i];
        struct around a;
        around_init(&a, c->source);
        const struct nb_outline *o = &a.outline;
        if (memcmp(&o->from, &c->from, sizeof c->from) || memcmp(&o->to, &c->to, sizeof c->to))
            fail_msg("\"%s\": %d-%d-%d to %d-%d-%d", c->source, o->from.year, o->from.month,
                     o->from.day, o->to.year, o->to.month, o->to.day);
        page_free(&a.page);
    }
}

static void test_year_of_report(void **state)
{
    (void)state;
    static const struct {
        const char *name, *source;
        int year, prose_year;
    } cases[] = {
        {"title", "小河镇2024年" REPORT "\n2023年1月1日至2023年12月31日", 2024, 0},
        {"period", "小河镇" REPORT "\n2023年1月1日至2023年12月31日", 2023, 0},
        {"period over two years", "小河镇" REPORT "\n2022年7月1日至2023年6月30日", 0, 0},
        {"prose", "小河镇" REPORT "\n一、总体情况\n2023年，我镇公开。\n", 2023, 2023},
        {"prose of two years",
         "小河镇" REPORT "\n一、总体情况\n2023年，我镇公开。\n2022年，我镇公开。\n", 0, 0},
        {"prose names the title's too",
         "小河镇2024年" REPORT "\n一、总体情况\n2023年，我镇起步。2024年继续。\n", 2024, 0},
        {"prose of another year", "小河镇2024年" REPORT "\n一、总体情况\n2023年，我镇公开。\n",
         2024, 2023},
        {"a law of another year", "小河镇2024年" REPORT "\n一、总体情况\n2019年，《条例》修订。\n",
         2024, 0},
        {"a year in passing", "小河镇2024年" REPORT "\n一、总体情况\n我镇2019年起公开。\n", 2024,
         0},
        {"only one year", "小河镇" REPORT "\n一、总体情况\n2023年以来，我镇公开。\n全年平稳。\n",
         2023, 0},
        {"two years in passing",
         "小河镇" REPORT "\n一、总体情况\n2023年以来，我镇公开。\n比2022年多。\n", 0, 0},
        {"a sentence above", "根据规定，现公布小河镇2023年" REPORT "。\n一、总体情况\n平稳。\n",
         2023, 0},
        {"a plan for the year to come",
         "小河镇2024年" REPORT "\n一、总体情况\n全年平稳。\n2025年，我镇将继续公开。\n", 2024, 0},
        {"the year before, compared",
         "小河镇2024年" REPORT "\n一、总体情况\n2023年，全镇公开86条，同比持平。\n", 2024, 0},
        {"a wrapped line that begins with a year",
         "小河镇2024年" REPORT
         "\n一、总体情况\n我镇按照要求整理了历年的文件，并且把其中的一部分放到了网站上，较之\n"
         "2023年，全镇公开。\n",
         2024, 0},
        {"headings of another year",
         "小河镇2024年" REPORT "\n一、2023年总体情况\n平稳。\n二、主动公开政府信息情况\n", 2024,
         2023},
        {"headings of the same year",
         "小河镇2024年" REPORT "\n一、2024年总体情况\n平稳。\n二、主动公开政府信息情况\n", 2024, 0},
        {"none", "小河镇" REPORT "\n", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct around a;
        around_init(&a, cases[i].source);
        if (a.outline.year != cases[i].year || a.outline.prose_year != cases[i].prose_year)
            fail_msg("%s: year %d, prose of %d", cases[i].name, a.outline.year,
                     a.outline.prose_year);
        page_free(&a.page);
    }
}

struct heading_case {
    const char *line;
    int number, printed; /* 0: no heading; not printed */
};

static void test_headings(void **state)
{
    (void)state;
    static const struct heading_case cases[] = {
        {"一、总体情况", 1, 1},
        {"一、 总 体 情 况", 1, 1},
        {"一.总体情况", 1, 1},
        {"总体情况", 1, 0},
        {"## 一、总体情况", 1, 1},
        {"**一、总体情况**", 1, 1},
        {"一、总体情况：", 1, 1},
        {"二、主动公开政府信息情况", 2, 2},
        {"二、主动公开政府信息的情况", 2, 2},
        {"三、收到和处理政府信息公开申请情况", 3, 3},
        {"三、收到和處理政府信息公開申請情況", 3, 3},
        {"四、政府信息公开行政复议、行政诉讼情况", 4, 4},
        {"四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4, 4},
        {"四、行政复议、行政诉讼情况", 4, 4},
        {"五、存在的主要问题及改进情况", 5, 5},
        {"五、政府信息公开工作存在的主要问题及改进情况", 5, 5},
        {"六、其他需要报告的事项", 6, 6},
        {"六、其他需要报告的情况", 6, 6},
        {"一、工作开展情况", 1, 1},
        {"五、存在问题及下一步工作打算", 5, 5},
        {"六、其他有关事项", 6, 6},
        {"一、本年新收政府信息公开申请数量", 0, 0},
        {"四、结转下年度继续办理", 0, 0},
        {"七、其他需要报告的事项", 6, 7},
        {"六、其他需要报告的事项：我镇全年没有收取信息处理费", 6, 6},
        {"一 总体情况", 1, 1},
        {"一，总体情况", 1, 1},
        {"一\u4E36总体情况", 1, 1},
        {"⼀、总体情况", 1, 1},
        {"一、\n总体情况", 1, 1},
        {"第一部分 总体情况", 1, 1},
        {"一、总体情况2024年，我镇按季度核对目录，把群众常问的事项放在前面。", 1, 1},
        {"| 一、总体情况 | | |", 1, 1},
        {"五、存在的主要\n问题及改进情况", 5, 5},
        {"五、存在的主要\n\n问题及改进情况", 5, 5},
        {"四、政府信息公开行政复议、\n行政诉讼情况", 4, 4},
        {"四、政府信息公开行政复议和行政诉讼情况", 4, 4},
        {"五、存在的不足及下一步打算", 5, 5},
        {"六、其它需要报告的事项", 6, 6},
        {"全年工作平稳。六、其他需要报告的事项没有收取信息处理费。", 6, 6},
        {"一、总体情况\t1", 0, 0},
        {"（一）主动公开情况", 0, 0},
        {"1.总体情况", 0, 0},
        {"一、总体情况............1", 0, 0},
        {"一、会议情况", 0, 0},
        {"我镇按照总体情况、主动公开政府信息情况等六个部分编写本报告", 0, 0},
        {"情况", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct around a;
        around_init(&a, cases[i].line);
        for (int n = 1; n <= NB_SECTIONS; n++) {
            const struct nb_heading *h = &a.outline.headings[n - 1];
            if (h->found != (n == cases[i].number) || (h->found && h->printed != cases[i].printed))
                fail_msg("\"%s\": section %d: found %d, printed %d", cases[i].line, n, h->found,
                         h->printed);
        }
        page_free(&a.page);
    }
}

static void test_heading_place(void **state)
{
    (void)state;
    struct around a;
    around_init(&a, "标题\n ## 一、总体情况：全年平稳。\n");
    const struct nb_heading *h = &a.outline.headings[0];
    assert_int_equal(h->line, 1);
    assert_string_equal(page_words(&a.page, h->start, h->end), "总体情况");
    page_free(&a.page);
}

#define ONE   "一、总体情况\n"
#define TWO   "二、主动公开政府信息情况\n"
#define THREE "三、收到和处理政府信息公开申请情况\n"
#define FOUR  "四、政府信息公开行政复议、行政诉讼情况\n"
#define FIVE  "五、存在的主要问题及改进情况\n"
#define SIX   "六、其他需要报告的事项\n"

static void test_regions(void **state)
{
    (void)state;
    static const struct {
        const char *name, *source;
        int number;
        size_t first, last;
    } cases[] = {
        {"between headings", ONE "a\n" TWO "b\nc\n" THREE "d\n", 2, 3, 5},
        {"up to the end", ONE "a\n" TWO "b\nc\n", 2, 3, 6},
        {"heading lost", ONE "a\n" TWO "b\nc\n" FOUR "d\n", 3, 3, 5},
        {"two headings lost", ONE "a\nb\n" FOUR "d\n", 3, 1, 3},
        {"no heading at all", "a\nb\n", 3, 0, 3},
        {"lost behind the last", ONE TWO THREE "a\nb\n", 4, 3, 6},
        {"lost before the first", "a\nb\n" THREE "c\n", 2, 0, 2},
        {"out of order", THREE "a\n" TWO "b\n" FOUR, 3, 1, 2},
        {"nothing between", TWO THREE FOUR, 3, 2, 2},
        {"heading lost above the table", THREE "a\n行政复议\n结果维持\n1\n" FIVE, 4, 2, 5},
        {"heading lost below the table", THREE "a\n行政复议\n结果维持\n1\n" FIVE, 3, 1, 2},
        {"a sentence", THREE "a\n行政复议结果维持5件。\n1\n" FIVE, 3, 1, 4},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct around a;
        size_t first, last;
        around_init(&a, cases[i].source);
        nb_outline_region(&a.outline, &a.page.text, cases[i].number, &first, &last);
        if (first != cases[i].first || last != cases[i].last)
            fail_msg("%s: lines %zu to %zu", cases[i].name, first, last);
        page_free(&a.page);
    }
}

/* Words of a heading quoted in the prose before do not keep the heading itself from being found. */
static void test_quoted(void **state)
{
    (void)state;
    struct around a;
    around_init(&a, "总体情况\n主动公开政府信息情况\n" ONE "a\n" TWO "b\n");
    assert_int_equal(a.outline.headings[0].line, 2);
    assert_int_equal(a.outline.headings[1].line, 4);
    page_free(&a.page);
}

/* A broken heading ends on its last line, and its section begins behind that. */
static void test_broken(void **state)
{
    (void)state;
    struct around a;
    size_t first, last;
    around_init(&a, ONE "a\n五、存在的主要\n问题及改进情况\nb\n");
    const struct nb_heading *h = &a.outline.headings[4];
    assert_int_equal(h->line, 2);
    assert_int_equal(h->last_line, 3);
    nb_outline_region(&a.outline, &a.page.text, 5, &first, &last);
    assert_int_equal(first, 4);
    page_free(&a.page);
    /* What follows a whole heading is no part of it. */
    around_init(&a, "四、政府信息公开行政复议、行政诉讼情况\n行政诉讼情况\n");
    assert_int_equal(a.outline.headings[3].last_line, 0);
    page_free(&a.page);
}

/* A heading inside a paragraph is there, but the lines around it are not cut at it. */
static void test_in_line(void **state)
{
    (void)state;
    struct around a;
    size_t first, last;
    around_init(&a, ONE "全年平稳。二、主动公开政府信息情况 见下表。\n规章\n" THREE "b\n");
    assert_true(a.outline.headings[1].found && a.outline.headings[1].in_line);
    nb_outline_region(&a.outline, &a.page.text, 2, &first, &last);
    assert_int_equal(first, 1);
    assert_int_equal(last, 3);
    page_free(&a.page);
}

/* A table of contents, also its last entry, is not where the sections begin. */
static void test_contents(void **state)
{
    (void)state;
    struct around a;
    around_init(&a, ONE TWO THREE FOUR FIVE SIX "小河镇2024年" REPORT "\n" ONE "a\n" TWO "b\n" THREE
                                                "c\n" FOUR "d\n" FIVE "e\n" SIX "f\n");
    for (int n = 0; n < NB_SECTIONS; n++)
        assert_int_equal(a.outline.headings[n].line, 7 + 2 * n);
    assert_int_equal(a.outline.again, 0);
    assert_int_equal(a.outline.title_line, 7);
    page_free(&a.page);
}

/* Sub-headings and sentences of section 一 that are worded like the headings of the others. */
static void test_sequence(void **state)
{
    (void)state;
    static const int marked[] = {0, 1};
    static const char *const sections[] = {"总体情况",
                                           "主动公开政府信息情况",
                                           "收到和处理政府信息公开申请情况",
                                           "政府信息公开行政复议、行政诉讼情况",
                                           "存在的主要问题及改进情况",
                                           "其他需要报告的事项"};
    static const char *const numbers[] = {"一", "二", "三", "四", "五", "六"};
    for (size_t m = 0; m < COUNT_OF(marked); m++) {
        struct around a;
        char source[2048];
        int n = 0;
        for (int i = 0; i < NB_SECTIONS; i++) {
            if (marked[m])
                n += snprintf(source + n, sizeof source - (size_t)n, "（%s）", numbers[i]);
            n += snprintf(source + n, sizeof source - (size_t)n, "%s\n%s", sections[i],
                          i ? "a。\n"
                            : "主动公开情况\na。\n依申请公开情况。共2件。\n"
                              "政府信息公开行政复议、行政诉讼共2件。\n");
        }
        around_init(&a, source);
        for (int i = 0; i < NB_SECTIONS; i++)
            assert_int_equal(a.outline.headings[i].line, i ? 4 + 2 * i - 1 : 0);
        page_free(&a.page);
    }
    struct around a;
    around_init(&a,
                ONE "政府信息公开行政复议、行政诉讼共2件。\n" TWO "b\n" THREE "c\n" FIVE "e\n" SIX);
    assert_false(a.outline.headings[3].found);
    page_free(&a.page);
}

/* Two reports in one file: nothing of the second one is taken for the first one's. */
static void test_again(void **state)
{
    (void)state;
    struct around a;
    size_t first, last;
    around_init(&a, ONE "a\n" TWO "b\n" THREE "c\n" FOUR "d\n" SIX "e\n小河镇2023年" REPORT "\n" ONE
                        "a\n" TWO "b\n" THREE "c\n" FOUR "d\n" FIVE "x\n" SIX "e\n");
    assert_int_equal(a.outline.again, 11);
    assert_int_equal(a.outline.end_line, 11);
    assert_false(a.outline.headings[4].found);
    nb_outline_region(&a.outline, &a.page.text, 6, &first, &last);
    assert_int_equal(last, 11);
    page_free(&a.page);
    /* Sections in the wrong order are no second report. */
    around_init(&a, ONE "a\n" FOUR "d\n" FIVE "e\n" TWO "b\n" THREE "c\n" SIX "e\n");
    assert_int_equal(a.outline.again, 0);
    page_free(&a.page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles),         cmocka_unit_test(test_title_place),
        cmocka_unit_test(test_years),          cmocka_unit_test(test_periods),
        cmocka_unit_test(test_year_of_report), cmocka_unit_test(test_headings),
        cmocka_unit_test(test_heading_place),  cmocka_unit_test(test_regions),
        cmocka_unit_test(test_quoted),         cmocka_unit_test(test_broken),
        cmocka_unit_test(test_in_line),        cmocka_unit_test(test_contents),
        cmocka_unit_test(test_again),          cmocka_unit_test(test_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
