/* Units of money: printed in the cell, beside it, in the label, in the heading, or nowhere. */
#include "units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures.h"

/* A report of edition 2019 whose row and heading of procurement are these. */
static json_t *procurement(const char *heading, const char *row)
{
    char source[2048];
    int length =
        snprintf(source, sizeof source,
                 "小河镇2020年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
                 "信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n规章\t0\t0\t0\n"
                 "规范性文件\t0\t0\t0\n信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n"
                 "行政许可\t0\t0\t0\n其他对外管理服务事项\t0\t0\t0\n行政处罚\t0\t0\t0\n"
                 "行政强制\t0\t0\t0\n行政事业性收费\t0\t0\n信息内容\t采购项目数量\t%s\n%s\n"
                 "三、收到和处理政府信息公开申请情况\n",
                 heading, row);
    return fixture_parse(row, source, (size_t)length);
}

static void test_procurement(void **state)
{
    (void)state;
    static const struct {
        const char *heading, *row;
        double amount;
        const char *unit; /* NULL: none */
    } cases[] = {
        {"采购总金额", "政府集中采购\t7\t1853.65", 1853.65, NULL},
        {"采购总金额", "政府集中采购\t7\t1853.65万元", 1853.65, "万元"},
        {"采购总金额", "政府集中采购\t7\t1853.65（万元）", 1853.65, "万元"},
        {"采购总金额", "政府集中采购\t7\t1853.65\t万元", 1853.65, "万元"},
        {"采购总金额", "政府集中采购\t7\n1853.65\n万元", 1853.65, "万元"},
        {"采购总金额", "政府集中采购\t7\t18,536,500元", 18536500, "元"},
        {"采购总金额", "政府集中采购\t7\t1.85億元", 1.85, "亿元"},
        {"采购总金额", "政府集中采购\t7\t1.85亿", 1.85, "亿"},
        {"采购总金额（万元）", "政府集中采购\t7\t1853.65", 1853.65, "万元"},
        {"采购总金额（单位：万元）", "政府集中采购\t7\t1853.65", 1853.65, "万元"},
        {"采购总金额\n（单位：万\n元）", "政府集中采购\t7\t1853.65", 1853.65, "万元"},
        {"采购总金额（元）", "政府集中采购\t7\t1853.65", 1853.65, "元"},
        {"采购总金额（万元）", "政府集中采购\t7\t1853.65元", 1853.65, "元"},
        {"采购总金额", "政府集中采购（万元）\t7\t1853.65", 1853.65, "万元"},
        {"采购总金额（含税）", "政府集中采购\t7\t1853.65", 1853.65, NULL},
        {"采购总金额", "政府集中采购\t7\t1853.65\n元旦前公布。", 1853.65, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *document = procurement(cases[i].heading, cases[i].row);
        json_t *row = json_object_get(json_object_get(document, "disclosure"), "procurement");
        double amount = json_number_value(json_object_get(row, "amount"));
        const char *unit = json_string_value(json_object_get(row, "amount_unit"));
        if (fabs(amount - cases[i].amount) > 1e-9 ||
            (cases[i].unit ? !unit || strcmp(unit, cases[i].unit) != 0 : unit != NULL))
            fail_msg("%s under %s: %g %s", cases[i].row, cases[i].heading, amount,
                     unit ? unit : "without a unit");
        json_decref(document);
    }
}

static json_t *fees(const char *heading, const char *row)
{
    char source[1024];
    int length = snprintf(source, sizeof source,
                          "小河镇2024年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
                          "规章\t0\t0\t0\n行政规范性文件\t0\t0\t0\n行政许可\t0\n行政处罚\t0\n"
                          "行政强制\t0\n信息内容\t%s\n%s\n三、收到和处理政府信息公开申请情况\n",
                          heading, row);
    return fixture_parse(row, source, (size_t)length);
}

static void test_fees(void **state)
{
    (void)state;
    static const struct {
        const char *heading, *row, *amount;
    } cases[] = {
        {"本年收费金额（单位：万元）", "行政事业性收费\t25.1", "25.1"},
        {"本年收费金额（单位：元）", "行政事业性收费\t251000", "25.1"},
        {"本年收费金额（单位：元）", "行政事业性收费\t0", "0"},
        {"本年收费金额（单位：元）", "行政事业性收费\t25.1万元", "25.1"},
        {"本年收费金额（单位：亿元）", "行政事业性收费\t1.5", "15000"},
        {"本年收费金额（单位：\n万元）", "行政事业性收费\t25.1", "25.1"},
        {"本年收费金额（单位：万元）", "行政事业性收费\t251000元", "25.1"},
        {"本年收费金额", "行政事业性收费（元）\t251000", "25.1"},
        {"本年收费金额（单位：万元）", "行政事业性收费\t251000\t元", "25.1"},
        {"本年收费金额", "行政事业性收费\t25.1", "25.1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *document = fees(cases[i].heading, cases[i].row);
        json_t *row = json_object_get(json_object_get(document, "disclosure"), "fees");
        char *amount = json_dumps(json_object_get(row, "amount"), NB_DUMP_FLAGS | JSON_ENCODE_ANY);
        if (!amount || strcmp(amount, cases[i].amount) != 0)
            fail_msg("%s under %s: %s", cases[i].row, cases[i].heading, amount);
        free(amount);
        json_decref(document);
    }
}

/* A number too long for the unit that the form sets is not known, rather than rounded. */
static void test_too_long(void **state)
{
    (void)state;
    json_t *document = fees("本年收费金额（单位：亿元）", "行政事业性收费\t999999999999999");
    json_t *row = json_object_get(json_object_get(document, "disclosure"), "fees");
    assert_true(json_is_null(json_object_get(row, "amount")));
    assert_non_null(fixture_finding(document, "cell.malformed"));
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_procurement),
        cmocka_unit_test(test_fees),
        cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
