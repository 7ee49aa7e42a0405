/*
 * Tables of section 4 in a document of which it cannot be told which one counts, or in which order
 * their rows stand. Rows are written as documents_put_row() takes them, "|" between two tables.
 */
#include "units.h"

#include <string.h>

#include "documents.h"

#define OUTCOMES "结果维持 结果纠正 其他结果 尚未审结 总计"

static nb_report *report_with(const char *const *rows)
{
    struct nb_buffer calls;
    nb_buffer_init(&calls);
    nb_buffer_puts(&calls, "p 小河镇2024年政府信息公开工作年度报告\np 一、总体情况\n"
                           "p 二、主动公开政府信息情况\n"
                           "p 三、收到和处理政府信息公开申请情况\n"
                           "p 四、政府信息公开行政复议、行政诉讼情况\ntable\n");
    for (int i = 0; rows[i]; i++) {
        if (strcmp(rows[i], "|") == 0)
            nb_buffer_puts(&calls, "end\np 上年\ntable\n");
        else
            documents_put_row(&calls, i + 1, rows[i]);
    }
    nb_buffer_puts(&calls, "end\np 五、存在的主要问题及改进情况\np 六、其他需要报告的事项\n");
    nb_report *report = documents_report(calls.bytes);
    nb_buffer_free(&calls);
    return report;
}

/* The 15 numbers in the order of the form, "?" for one that is not read. */
static void show(struct nb_buffer *out, const nb_report *report)
{
    int first = cell_of(&report->form, "proceedings.review.upheld");
    for (int c = 0; c < 15; c++) {
        const struct nb_cell *cell = &report->cells[first + c];
        nb_buffer_puts(out, c ? " " : "");
        if (cell->state == NB_READ)
            nb_buffer_printf(out, "%d", (int)cell->value);
        else
            nb_buffer_puts(out, "?");
    }
}

static void check(const char *name, const char *const *rows, const char *expected)
{
    struct nb_buffer out;
    nb_report *report = report_with(rows);
    nb_buffer_init(&out);
    show(&out, report);
    if (strcmp(out.bytes, expected) != 0)
        fail_msg("%s: %s", name, out.bytes);
    nb_buffer_free(&out);
    nb_report_free(report);
}

static const char read[] = "1 2 3 4 10 0 1 0 0 1 2 0 0 0 2";
static const char unread[] = "? ? ? ? ? ? ? ? ? ? ? ? ? ? ?";

#define BY_ROW                                                                                     \
    "类型 " OUTCOMES, "行政复议 1 2 3 4 10", "未经复议直接起诉 0 1 0 0 1", "复议后起诉 2 0 0 0 2"
#define WIDE "行政复议x5 未经复议直接起诉x5 复议后起诉x5", OUTCOMES " " OUTCOMES " " OUTCOMES

static void test_tables(void **state)
{
    (void)state;
    static const char *const one[] = {BY_ROW, NULL};
    static const char *const other_shape[] = {BY_ROW, "|", WIDE, "5 5 5 5 20 1 1 1 1 4 2 2 2 2 8",
                                              NULL};
    static const char *const same_shape[] = {WIDE, "- - - - - - - - - - - - - - -",  "|",
                                             WIDE, "5 5 5 5 20 1 1 1 1 4 2 2 2 2 8", NULL};
    static const char *const copy[] = {BY_ROW, "|", BY_ROW, NULL};
    static const char *const cut[] = {"类型 " OUTCOMES,
                                      "行政复议 1 2 3 4 10",
                                      "|",
                                      "类型 " OUTCOMES,
                                      "未经复议直接起诉 0 1 0 0 1",
                                      "复议后起诉 2 0 0 0 2",
                                      NULL};
    static const char *const parted[] = {WIDE, "|", OUTCOMES " " OUTCOMES " " OUTCOMES,
                                         "1 2 3 4 10 0 1 0 0 1 2 0 0 0 2", NULL};
    check("one table", one, read);
    check("headings, and below them on the next page the numbers", parted, read);
    check("another shape", other_shape, unread);
    check("this one is blank", same_shape, unread);
    check("a copy", copy, read);
    check("a table in two pieces", cut, read);
}

static void test_order(void **state)
{
    (void)state;
    static const char *const wide[] = {WIDE, "1 2 3 4 10 0 1 0 0 1 2 0 0 0 2", NULL};
    static const char *const across[] = {"未经复议直接起诉x5 复议后起诉x5 行政复议x5",
                                         OUTCOMES " " OUTCOMES " " OUTCOMES,
                                         "0 1 0 0 1 2 0 0 0 2 1 2 3 4 10", NULL};
    static const char *const down[] = {"结果 复议后起诉 行政复议 未经复议直接起诉",
                                       "结果维持 2 1 0",
                                       "结果纠正 0 2 1",
                                       "其他结果 0 3 0",
                                       "尚未审结 0 4 0",
                                       "总计 2 10 1",
                                       NULL};
    static const char *const rows[] = {"类型 " OUTCOMES, "复议后起诉 2 0 0 0 2",
                                       "行政复议 1 2 3 4 10", "未经复议直接起诉 0 1 0 0 1", NULL};
    check("in order", wide, read);
    check("other kinds of cases first", across, unread);
    check("columns in another order", down, unread);
    check("rows in another order", rows, unread);
}

/* The outcomes may stand in any order where their headings tell it. */
static void test_outcomes(void **state)
{
    (void)state;
    static const char *const total_first[] = {
        "行政复议x5 未经复议直接起诉x5 复议后起诉x5",
        "总计 结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计 "
        "结果维持 结果纠正 其他结果 尚未审结",
        "10 1 2 3 4 1 0 1 0 0 2 2 0 0 0", NULL};
    static const char *const beside[] = {
        "行政复议x5 未经复议直接起诉x5 复议后起诉x5 行政复议x5 未经复议直接起诉x5 复议后起诉x5",
        OUTCOMES " " OUTCOMES " " OUTCOMES " " OUTCOMES " " OUTCOMES " " OUTCOMES,
        "- - - - - - - - - - - - - - - 5 5 5 5 20 1 1 1 1 4 2 2 2 2 8", NULL};
    check("totals first", total_first, read);
    check("another year beside this one", beside, unread);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_outcomes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
