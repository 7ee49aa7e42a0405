/* Periods as reports write them. */
#include "units.h"

#include <string.h>

#include "../parser/date.h"

static void test_periods(void **state)
{
    (void)state;
    static const struct nb_date first = {2024, 1, 1}, last = {2024, 12, 31}, none = {0, 0, 0};
    static const struct {
        const char *source;
        int year; /* that of the title */
        const struct nb_date *from, *to;
    } cases[] = {
        {"统计期限：2024.1.1-2024.12.31", 0, &first, &last},
        {"统计期限：2024.01.01—2024.12.31", 0, &first, &last},
        {"自2024-01-01至2024-12-31", 0, &first, &last},
        {"2024-01-01-2024-12-31", 0, &first, &last},
        {"2024/1/1~2024/12/31", 0, &first, &last},
        {"2024.1.1-12.31", 0, &first, &last},
        {"二〇二四年一月一日至二〇二四年十二月三十一日", 0, &first, &last},
        {"二○二四年一月一日起至十二月三十一日止", 0, &first, &last},
        {"2024年1月至12月", 0, &first, &last},
        {"2024年1—12月", 0, &first, &last},
        {"统计期限为 2024 年 1 月 1\n日至 2024 年 12 月 31 日。", 0, &first, &last},
        {"2024年1月1日至\n2024年12月31日", 0, &first, &last},
        {"2024年1月1日至\n\n2024年12月31日", 0, &none, &none},
        {"2024年1月1日零时", 0, &none, &none},
        {"1月1日至12月31日", 2024, &first, &last},
        {"2024年度（1月1日至12月31日）", 2023, &first, &last},
        {"1月1日至2024年12月31日", 0, &first, &last},
        {"1月1日至12月31日", 0, &none, &none},
        {"1-12月", 2024, &first, &last},
        {"3-5月开展培训", 2024, &none, &none},
        {"2024年1月1日至2024年2月30日统计", 0, &none, &none},
        {"共收到1-12件", 2024, &none, &none},
        {"电话2024-1-1234-12-31", 0, &none, &none},
        {"20240101-20241231", 0, &none, &none},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        struct nb_period p;
        page_init(&page, cases[i].source);
        int found = nb_date_period(&p, &page.text, page.text.line_count, cases[i].year);
        if (found != (cases[i].from->year > 0) || memcmp(&p.from, cases[i].from, sizeof p.from) ||
            memcmp(&p.to, cases[i].to, sizeof p.to))
            fail_msg("\"%s\": %d-%d-%d to %d-%d-%d", cases[i].source, p.from.year, p.from.month,
                     p.from.day, p.to.year, p.to.month, p.to.day);
        page_free(&page);
    }
}

/* Months end when they end, also in leap years. */
static void test_month_ends(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        int month, day;
    } cases[] = {
        {"统计期限为2024年1月至2月", 2, 29},
        {"统计期限为2023年1月至2月", 2, 28},
        {"统计期限为2024年3月至11月", 11, 30},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        struct nb_period p;
        page_init(&page, cases[i].source);
        assert_int_equal(nb_date_period(&p, &page.text, page.text.line_count, 0), 1);
        assert_int_equal(p.to.month, cases[i].month);
        assert_int_equal(p.to.day, cases[i].day);
        page_free(&page);
    }
}

/* Far down a year's dates may be about anything; a line that says what they are counts. */
static void test_far_down(void **state)
{
    (void)state;
    struct page page;
    struct nb_period p;
    page_init(&page, "标题\n正文\n租期2024年1月1日至2024年12月31日\n"
                     "数据统计期限为2023年1月1日至2023年12月31日\n");
    assert_int_equal(nb_date_period(&p, &page.text, 2, 0), 1);
    assert_int_equal(p.from.year, 2023);
    assert_int_equal(p.line, 3);
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_month_ends),
        cmocka_unit_test(test_far_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
