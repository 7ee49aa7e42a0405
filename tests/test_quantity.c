/* Counts in prose: what is one, how many it is, and whether it means just that many. */
#include "units.h"

#include "../parser/quantity.h"

struct count_case {
    const char *text; /* the count begins at its first digit */
    long long value;  /* -1: no count */
    int exact;
};

static const struct count_case cases[] = {
    {"12件", 12, 1},
    {"1,234件", 1234, 1},
    {"1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16-17-18件", -1, 0},
    {"１２ 件", 12, 1},
    {"12\n件", 12, 1},
    {"12件次", 12, 1},
    {"93\n1件", 931, 1},
    {"93\n   1件", 931, 1},
    {"1,2\n34件", 1234, 1},
    {"一百四\n十五件", 145, 1},
    {"一\n〇五件", 105, 1},
    {"9\n 十件", -1, 0},
    {"110，131件", 110131, 0},
    {"１２，３４５件", 12345, 1},
    {"１２，３４件", 1234, 0},
    {"12,34件", 1234, 0},
    {"近五件", 5, 0},
    {"近\n5件", 5, 0},
    {"999999999999999件", 999999999999999, 1},
    {"1000000000000000件", 100000000000000, 0},
    {"0宗", 0, 1},
    {"为0，", 0, 1},
    {"为0", 0, 1},
    {"有0，", -1, 0},
    {"为2024年", -1, 0},
    {"12元", -1, 0},
    {"12%", -1, 0},
    {"12        件", -1, 0},
    {"二十三件", 23, 1},
    {"十件", 10, 1},
    {"两宗", 2, 1},
    {"零件", 0, 1},
    {"一百零三件", 103, 1},
    {"一千二百件", 1200, 1},
    {"三万零五件", 30005, 1},
    {"一〇五件", 105, 1},
    {"一二五件", 125, 1},
    {"三五件", 35, 0},
    {"一百二三十件", 130, 0},
    {"2.5件", 25, 0},
    {"1.2万件", 12, 0},
    {"2万件", 2, 0},
    {"10余件", 10, 0},
    {"10多件", 10, 0},
    {"近3件", 3, 0},
    {"超过3件", 3, 0},
    {"第3件", 3, 0},
    {"2至3件", 2, 0},
    {"2件至3件", 2, 0},
    {"3件以上", 3, 0},
    {"3件左右", 3, 0},
    {"5个工作日", 5, 0},
    {"5个，", 5, 1},
};

static void test_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        page_init(&page, cases[i].text);
        size_t at = 0, end = page.text.length;
        while (!nb_quantity_begins(&page.text, at))
            at++;
        struct nb_quantity quantity;
        size_t after = nb_quantity_read(&page.text, at, end, &quantity);
        long long value = after > at ? (long long)quantity.value : -1;
        if (value != cases[i].value || (value >= 0 && quantity.exact != cases[i].exact))
            print_error("%s: %lld, exact %d\n", cases[i].text, value, quantity.exact);
        assert_int_equal(value, cases[i].value);
        assert_true(value < 0 || quantity.exact == cases[i].exact);
        page_free(&page);
    }
}

/* The end of a range is no count of its own. */
static void test_range(void **state)
{
    (void)state;
    struct page page;
    struct nb_quantity quantity;
    page_init(&page, "2件至3件");
    assert_int_equal(nb_quantity_read(&page.text, 3, 5, &quantity), 5);
    assert_false(quantity.exact);
    page_free(&page);
    page_init(&page, "收到3件");
    assert_int_equal(nb_quantity_read(&page.text, 2, 4, &quantity), 4);
    assert_true(quantity.exact);
    page_free(&page);
}

static void test_ends(void **state)
{
    (void)state;
    static const char *const counters[] = {"3件", "三 件", "百件", "两宗"};
    static const char *const others[] = {"事件", "3元", "条件"};
    for (size_t i = 0; i < COUNT_OF(counters); i++) {
        struct page page;
        page_init(&page, counters[i]);
        assert_true(nb_quantity_ends(&page.text, 0, page.text.length - 1));
        page_free(&page);
    }
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct page page;
        page_init(&page, others[i]);
        assert_false(nb_quantity_ends(&page.text, 0, page.text.length - 1));
        page_free(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
