/* Wordings of section 六 that report on information-processing fees, and those that do not. */
#include "units.h"

#include <string.h>

#include "../parser/fees.h"

static const struct {
    int reported;
    const char *words;
} cases[] = {
    {1, "本年度没有收取政府信息公开信息处理费。"},
    {1, "本年度收取信息公开处理费0元。"},
    {1, "一、信息处理费收取情况：无。"},
    {1, "信 息 处 理 费：0元"},
    {1, "收取信息\n处理费共计0元"},
    {1, "信息处理\n费情况：无"},
    {1, "本单位全年未收取任何费用。"},
    {1, "全年依申请公开未收取费用"},
    {1, "2023年度，向1名申请人收取120元。"},
    {1, "未发生政府信息公开收费情况。"},
    {1, "无收费情况"},
    {1, "依申请公开全部免费提供。"},
    {1, "发出收费通知0件，总金额0元。"},
    {1, "公开了教育收费目录，另外，本年度信息处理费为0。"},
    {1, "本年度未收取處理費"},
    {0, ""},
    {0, "本镇无其他需要报告的事项。"},
    {0, "公开行政事业性收费目录清单1份。"},
    {0, "发布涉企收费信息12条。"},
    {0, "公开“三公”经费，比上年节约费用20万元。"},
    {0, "开展教育收费专项检查。"},
    {0, "公布城镇垃圾处理费征收办法。"},
    {0, "免费发放宣传册300份。"},
    {0, "收取群众意见12条。"},
    {0, "处理信息23条，费时较长。"},
};

static void test_wordings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        page_init(&page, cases[i].words);
        if (nb_fees_are_reported(&page.text, 0, page.text.length) != cases[i].reported)
            fail_msg("%s", cases[i].words);
        page_free(&page);
    }
}

/* Only what lies between the bounds counts, and a long clause is not read past its limit. */
static void test_bounds(void **state)
{
    (void)state;
    struct page page;
    char words[3 * 600 + 1];
    page_init(&page, "信息处理费。无。信息处理费");
    assert_int_equal(nb_fees_are_reported(&page.text, 6, 8), 0);
    assert_int_equal(nb_fees_are_reported(&page.text, 6, page.text.length), 1);
    assert_int_equal(nb_fees_are_reported(&page.text, 0, 0), 0);
    page_free(&page);
    for (size_t i = 0; i < 600; i++)
        memcpy(words + 3 * i, "字", 3);
    words[3 * 600] = '\0';
    page_init(&page, words);
    assert_int_equal(nb_fees_are_reported(&page.text, 0, page.text.length), 0);
    page_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wordings),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
