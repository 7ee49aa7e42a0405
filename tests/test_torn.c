/* The last numbers of section 四 that a converter has printed behind the text that follows. */
#include "units.h"

#include <stdio.h>

#define ABOVE                                                                                                          \
    "小河镇2024年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n" \
    "三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n" \
    "行政复议\n行政诉讼\n未经复议直接起诉\n复议后起诉\n结果维持 结果纠正 其他结果 尚未审结 总计\n"

static void test_join(void **state)
{
    (void)state;
    static const struct {
        const char *name, *numbers, *behind;
        int joined;
    } cases[] = {
        {"three", "4\n6\n4\n1\n15\n2\n2\n3\n1\n8\n5\n2\n", "5\n\n3\n\n15\n", 1},
        {"between sentences", "4\n6\n4\n1\n15\n2\n2\n3\n1\n8\n5\n2\n", "5\n解读偏少。\n3\n15\n", 1},
        {"too few", "4\n6\n4\n1\n15\n2\n2\n3\n1\n8\n5\n2\n", "5\n\n3\n", 0},
        {"too many", "4\n6\n4\n1\n15\n2\n2\n3\n1\n8\n5\n2\n", "5\n3\n15\n3\n", 0},
        {"no sum", "4\n6\n4\n1\n15\n2\n2\n3\n1\n8\n5\n2\n", "5\n3\n16\n", 0},
        {"no sum above", "4\n6\n4\n1\n16\n2\n2\n3\n1\n8\n5\n2\n", "5\n3\n15\n", 0},
        {"two on a line", "4\n6\n4\n1\n15\n2\n2\n3\n1\n8\n5\n2\n", "5 3\n15\n", 0},
        {"a row on a line", "4 6 4 1 15\n2\n2\n3\n1\n8\n5\n2\n", "5\n3\n15\n", 0},
        {"less than a row", "4\n6\n4\n", "1\n15\n2\n2\n3\n1\n8\n5\n2\n5\n3\n15\n", 0},
        {"nothing torn", "4\n6\n4\n1\n15\n2\n2\n3\n1\n8\n5\n2\n5\n3\n15\n", "5\n", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char source[2048];
        snprintf(source, sizeof source, "%s%s五、存在的主要问题及改进情况\n%s六、其他", ABOVE,
                 cases[i].numbers, cases[i].behind);
        nb_report *report = report_of(source);
        int cell = cell_of(&report->form, "proceedings.litigation_after_review.total");
        int joined = report->cells[cell].state == NB_READ && report->cells[cell].value == 15;
        if (joined != cases[i].joined)
            fail_msg("%s: %s", cases[i].name, joined ? "joined" : "not joined");
        nb_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
