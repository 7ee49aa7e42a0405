/* Whether a body that the prose names is the agency of the report. */
#include "units.h"

#include <stdio.h>
#include <string.h>

#include "../parser/owner.h"

struct body_case {
    const char *agency, *text; /* the text ends with the name; '/' stands before its last word */
    int is_own;
};

static const struct body_case cases[] = {
    {"云岫县人民政府", "我/县", 1},
    {"云岫县人民政府", "全/县", 1},
    {"云岫县人民政府", "2024年云岫/县", 1},
    {"云岫县人民政府", "由县/政府", 1},
    {"云岫县人民政府", "县人民/政府", 1},
    {"云岫县人民政府", "全/市", 0},
    {"云岫县人民政府", "临江/县", 0},
    {"云岫县人民政府", "县教育/局", 0},
    {"云岫县人民政府", "县政府/办公室", 0},
    {"云岫县人民政府", "我县某/单位", 0},
    {"云岫县人民政府", "我/单位", 1},
    {"云岫县人民政府", "各/部门", 0},
    {"云岫县教育局", "我/局", 1},
    {"云岫县教育局", "县教育/局", 1},
    {"云岫县教育局", "我县教育/局", 1},
    {"云岫县教育局", "市教育/局", 0},
    {"云岫县教育局", "县体育/局", 0},
    {"云岫县教育局", "全/县", 0},
    {"云岫县青萝镇", "青萝/镇", 1},
    {"云岫县青萝镇", "镇人民/政府", 1},
    {"云岫县青萝镇", "青 萝\n/镇", 1},
    {"云岫县青萝镇", "绿萝/镇", 0},
    {"城西街道", "城西街道/办事处", 1},
    {"城西街道办事处", "城西/街道", 1},
    {"城西街道", "城东街道/办事处", 0},
    {NULL, "我/县", 1},
    {NULL, "县教育/局", 0},
};

static void test_bodies(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[128];
        struct nb_owner owner;
        struct page page, before;
        size_t head = strcspn(cases[i].text, "/");
        snprintf(text, sizeof text, "%.*s%s", (int)head, cases[i].text, cases[i].text + head + 1);
        page_init(&page, text);
        text[head] = '\0';
        page_init(&before, text);
        nb_owner_init(&owner, cases[i].agency);
        int is_own = nb_owner_is(&owner, &page.text, 0, before.text.length, page.text.length);
        if (is_own != cases[i].is_own)
            print_error("%s: %s\n", cases[i].agency ? cases[i].agency : "-", cases[i].text);
        assert_int_equal(is_own, cases[i].is_own);
        page_free(&page);
        page_free(&before);
    }
}

/* A name of any length does no harm. */
static void test_long_name(void **state)
{
    (void)state;
    char name[1000];
    struct nb_owner owner;
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    nb_owner_init(&owner, name);
    assert_in_range(owner.length, 1, NB_OWNER_NAME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_long_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
