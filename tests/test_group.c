/* The groups of section 二, whose numbers a converter has printed above or beside their labels. */
#include "units.h"

#include <stdio.h>

#define ABOVE "小河镇2024年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"

#define BELOW                                                                                                          \
    "三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n" \
    "五、存在的主要问题及改进情况\n六、其他需要报告的事项\n"

#define FIRST "第二十条第（一）项\n信息内容\n"
#define FIFTH "第二十条第（五）项\n本年处理决定数量\n"
#define SIXTH "第二十条第（六）项\n本年处理决定数量\n"
#define FEES  "第二十条第（八）项\n本年收费金额\n10\n\n行政事业性收费\n"

static void test_gather(void **state)
{
    (void)state;
    static const struct {
        const char *name, *table;
        int known; /* of 1 to 10 */
    } cases[] = {
        {"above the labels",
         FIRST "1 2 3\n4 5 6\n规章\n行政规范性文件\n" FIFTH "7\n\n行政许可\n" SIXTH
               "行政处罚\n行政强制\n8\n9\n" FEES,
         10},
        {"some behind theirs",
         FIRST "规章\n1\n2\n3\n行政规范性文件\n4\n5\n6\n" FIFTH "7\n\n行政许可\n" SIXTH
               "行政处罚\n8\n行政强制\n9\n" FEES,
         10},
        {"one is lost",
         FIRST "规章\n1\n2\n3\n行政规范性文件\n4\n5\n6\n" FIFTH "行政许可\n" SIXTH
               "行政处罚\n8\n行政强制\n9\n" FEES,
         8},
        {"one is lost, another one is too many",
         FIRST "规章\n1\n2\n3\n行政规范性文件\n4\n5\n6\n" FIFTH "行政许可\n" SIXTH
               "行政处罚\n8\n行政强制\n9\n11\n" FEES,
         7},
        {"rows of several cells, one cell a line",
         FIRST "1\n4\n2\n5\n3\n6\n规章\n行政规范性文件\n" FIFTH "7\n\n行政许可\n" SIXTH
               "行政处罚\n8\n行政强制\n9\n" FEES,
         2},
    };
    static const char *const ids[] = {
        "disclosure.regulations.issued",           "disclosure.regulations.repealed",
        "disclosure.regulations.in_force",         "disclosure.normative_documents.issued",
        "disclosure.normative_documents.repealed", "disclosure.normative_documents.in_force",
        "disclosure.licensing.decisions",          "disclosure.penalties.decisions",
        "disclosure.coercion.decisions",           "disclosure.fees.amount",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char source[4096];
        int known = 0;
        snprintf(source, sizeof source, "%s%s%s", ABOVE, cases[i].table, BELOW);
        nb_report *report = report_of(source);
        for (int k = 0; k < 10; k++) {
            const struct nb_cell *cell = &report->cells[cell_of(&report->form, ids[k])];
            known += cell->state == NB_READ;
            if (cell->state == NB_READ && cell->value != k + 1)
                fail_msg("%s: %s is %lld", cases[i].name, ids[k], (long long)cell->value);
        }
        if (known != cases[i].known)
            fail_msg("%s: %d cells are known", cases[i].name, known);
        if (known == 10 && findings_of(report, NB_STRUCTURE_ROW_EXTRA))
            fail_msg("%s: a row too many", cases[i].name);
        nb_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gather),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
