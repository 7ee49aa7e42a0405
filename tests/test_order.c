/* The order in which numbers are printed: totals first, results as rows, blocks. */
#include "units.h"

#include <string.h>

static const int64_t truth[15] = {72, 64, 178, 37, 351, 13, 4, 8, 1, 26, 12, 1, 1, 6, 20};

/* Reads section four from the text; returns how many of its cells are not known. */
static int read_section(const char *name, const char *section)
{
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 3, 9);
    int first = f.form.table_first[NB_PROCEEDINGS];
    memcpy(f.value + first, truth, sizeof truth);
    f.instead[first] = section;
    f.instead[first + 5] = f.instead[first + 10] = "";
    reading_init(&r, &f);
    int missing = check_known(name, &r, &f);
    reading_free(&r);
    return missing;
}

#define HEADS "结果维持 结果纠正 其他结果 尚未审结 总计"
#define ROWS  "行政复议\n行政诉讼\n未经复议直接起诉\n复议后起诉\n"

static void test_orders(void **state)
{
    (void)state;
    static const struct {
        const char *name, *section;
        int missing;
    } cases[] = {
        {"one line", ROWS HEADS "\n72 64 178 37 351 13 4 8 1 26 12 1 1 6 20\n", 0},
        {"results as rows",
         "结果\t行政复议\t未经复议直接起诉\t复议后起诉\n结果维持\t72\t13\t12\n结果纠正\t64\t4\t1\n"
         "其他结果\t178\t8\t1\n尚未审结\t37\t1\t6\n总计\t351\t26\t20\n",
         0},
        {"results as rows, a cell a line",
         "|结果|\n|行政复议|\n|未经复议直接起诉|\n|复议后起诉|\n|结果维持|\n|72|\n|13|\n|12|\n"
         "|结果纠正|\n|64|\n|4|\n|1|\n|其他结果|\n|178|\n|8|\n|1|\n|尚未审结|\n|37|\n|1|\n|6|\n"
         "|总计|\n|351|\n|26|\n|20|\n",
         0},
        {"results as rows, a blank",
         "结果\t行政复议\t未经复议直接起诉\t复议后起诉\n结果维持\t72\t\t12\n结果纠正\t64\t4\t1\n"
         "其他结果\t178\t8\t1\n尚未审结\t37\t1\t6\n总计\t351\t26\t20\n",
         0},
        {"row by row, a label a line",
         "行政复议\n72\n64\n178\n37\n351\n未经复议直接起诉\n13\n4\n8\n1\n26\n复议后起诉\n12\n1\n1\n"
         "6\n"
         "20\n",
         0},
        {"totals first, row by row",
         "类型\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\n行政复议\t351\t72\t64\t178\t37\n"
         "未经复议直接起诉\t26\t13\t4\t8\t1\n复议后起诉\t20\t12\t1\t1\t6\n",
         0},
        {"totals first, on one line",
         ROWS
         "总计 结果维持 结果纠正 其他结果 尚未审结\n351 72 64 178 37 26 13 4 8 1 20 12 1 1 6\n",
         0},
        {"words between, the sums hold",
         "行政复议\n行政诉讼\n未经复议直接起诉\n结果\n维持\n72\n64\n178\n37\n351\n结果\n复议后起诉"
         "\n"
         "13\n4\n8\n1\n26\n12\n1\n1\n6\n20\n",
         0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int missing = read_section(cases[i].name, cases[i].section);
        if (missing != cases[i].missing)
            fail_msg("%s: %d cells are missing", cases[i].name, missing);
    }
}

/* Blocks whose sums do not hold as they come: nothing is read of them. */
static void test_no_order(void **state)
{
    (void)state;
    assert_int_equal(read_section("no order",
                                  "行政复议\n行政诉讼\n未经复议直接起诉\n结果\n维持\n72\n"
                                  "64\n178\n37\n结果\n复议后起诉\n结果\n12\n1\n1\n6\n"
                                  "总计\n20\n维持\n351\n纠正\n13\n4\n8\n1\n26\n"),
                     15);
}

/* The totals' heading spans lines and so comes first, but the column does not: the sums tell. */
static void test_spanning_head(void **state)
{
    (void)state;
    assert_int_equal(read_section("spanning", "类型\t\t\t\t\t总计\n\t结果维持\t结果纠正\t其他结果\t"
                                              "尚未审结\n行政复议\t72\t64\t178\t37\t351\n"
                                              "未经复议直接起诉\t13\t4\t8\t1\t26\n"
                                              "复议后起诉\t12\t1\t1\t6\t20\n"),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_no_order),
        cmocka_unit_test(test_spanning_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
