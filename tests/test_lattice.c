/*
 * Numbers under the headings of a document's table. A row is written as its cells, "x2" behind one
 * that takes two columns and "v" behind one that reaches down; what becomes of the form's cells is
 * shown as the number that was read, _ for blank, ? for a number that may be that of another cell
 * and ! for what is no number.
 */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../parser/buffer.h"
#include "documents.h"

static const char heads[] = "项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计";

/* The report with these rows of table 三, in which nothing else says where numbers stand. */
static nb_report *report_with(const char *const *rows)
{
    struct nb_buffer calls;
    nb_buffer_init(&calls);
    nb_buffer_puts(&calls, "p 小河镇2024年政府信息公开工作年度报告\np 一、总体情况\n"
                           "p 二、主动公开政府信息情况\n"
                           "p 三、收到和处理政府信息公开申请情况\ntable\n");
    for (int i = 0; rows[i]; i++)
        documents_put_row(&calls, i + 1, rows[i]);
    nb_buffer_puts(&calls, "end\np 四、政府信息公开行政复议、行政诉讼情况\n"
                           "p 五、存在的主要问题及改进情况\np 六、其他需要报告的事项\n");
    nb_report *report = documents_report(calls.bytes);
    nb_buffer_free(&calls);
    return report;
}

static void show_row(struct nb_buffer *out, const nb_report *report, const char *row)
{
    char id[64];
    snprintf(id, sizeof id, "requests.%s.natural_person", row);
    for (int c = 0; c < 7; c++) {
        const struct nb_cell *cell = &report->cells[cell_of(&report->form, id) + c];
        nb_buffer_puts(out, c ? " " : "");
        if (cell->state == NB_READ)
            nb_buffer_printf(out, "%d", (int)cell->value);
        else
            nb_buffer_puts(out, cell->flags & NB_WAS_BAD         ? "!"
                                : cell->flags & NB_WAS_AMBIGUOUS ? "?"
                                : cell->flags & NB_WAS_BLANK     ? "_"
                                                                 : ".");
    }
}

struct lattice_case {
    const char *name;
    const char *rows[8];
    const char *received, *carried_in;
};

static void check(const struct lattice_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        nb_report *report = report_with(cases[i].rows);
        struct nb_buffer received, carried_in;
        nb_buffer_init(&received);
        nb_buffer_init(&carried_in);
        show_row(&received, report, "received");
        show_row(&carried_in, report, "carried_in");
        if (strcmp(received.bytes, cases[i].received) != 0 ||
            strcmp(carried_in.bytes, cases[i].carried_in) != 0)
            fail_msg("%s: \"%s\" and \"%s\"", cases[i].name, received.bytes, carried_in.bytes);
        nb_buffer_free(&received);
        nb_buffer_free(&carried_in);
        nb_report_free(report);
    }
}

#define RECEIVED   "一、本年新收政府信息公开申请数量"
#define CARRIED_IN "二、上年结转政府信息公开申请数量"

static void test_placed(void **state)
{
    (void)state;
    static const struct lattice_case cases[] = {
        {"all cells",
         {heads, RECEIVED " 1 2 3 4 5 6 21", CARRIED_IN " 0 0 1 0 0 0 1"},
         "1 2 3 4 5 6 21",
         "0 0 1 0 0 0 1"},
        {"blanks",
         {heads, RECEIVED " . 2 . . 5 . 9", CARRIED_IN " . . . . . . 4"},
         "_ 2 _ _ 5 _ 9",
         "_ _ _ _ _ _ 4"},
        {"sums that do not hold",
         {heads, RECEIVED " . 2 . . 5 . 9", CARRIED_IN " 7 . . . . . 4"},
         "_ 2 _ _ 5 _ 9",
         "7 _ _ _ _ _ 4"},
        {"blanks that are one cell",
         {heads, RECEIVED " .x3 4 .x2 9", CARRIED_IN " .x6 4"},
         "_ _ _ 4 _ _ 9",
         "_ _ _ _ _ _ 4"},
        {"blanks that reach down",
         {heads, RECEIVED " 1 .v 3 . . .v 9", CARRIED_IN " 5 . . . 6"},
         "1 _ 3 _ _ _ 9",
         "5 _ _ _ _ _ 6"},
        {"the total first",
         {"项目 总计 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他",
          RECEIVED " 9 . 2 . . 5 .", CARRIED_IN " 4 . . . . . ."},
         "_ 2 _ _ 5 _ 9",
         "_ _ _ _ _ _ 4"},
        {"headings over two columns",
         {"项目 自然人x2 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计",
          RECEIVED " . 1 2 3 . . . 6", CARRIED_IN " 5x2 . . . . . 6"},
         "1 2 3 _ _ _ 6",
         "5 _ _ _ _ _ 6"},
        {"numbers of another heading",
         {"序号 项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计 上年数",
          "1 " RECEIVED " . 2 . . 5 . 9 88", "2 " CARRIED_IN " . . . . . . 4 77"},
         "_ 2 _ _ 5 _ 9",
         "_ _ _ _ _ _ 4"},
        {"columns in another order",
         {"项目 自然人 科研机构 商业企业 社会公益组织 法律服务机构 其他 总计",
          RECEIVED " 1 3 2 4 5 6 21", CARRIED_IN " . . 1 . . . 1"},
         "1 2 3 4 5 6 21",
         "_ 1 _ _ _ _ 1"},
        {"the total second",
         {"项目 自然人 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他",
          RECEIVED " 1 21 2 3 4 5 6", CARRIED_IN " . 4 . . . . ."},
         "1 2 3 4 5 6 21",
         "_ _ _ _ _ _ 4"},
        {"a heading that a merged cell left behind",
         {"项目 自然人 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计",
          RECEIVED " 1 . 2 3 4 5 6 21", CARRIED_IN " . . . . . . . 4"},
         "1 2 3 4 5 6 21",
         "_ _ _ _ _ _ 4"},
        {"rows that show the columns",
         {RECEIVED " 1 2 3 4 5 6 21", CARRIED_IN " . . 1 . . . 1", "（一）予以公开 . . . . . . 2",
          "（二）部分公开 1 . . . . . 2", "（七）总计 1 2 3 4 5 6 21"},
         "1 2 3 4 5 6 21",
         "_ _ 1 _ _ _ 1"},
    };
    check(cases, COUNT_OF(cases));
}

static void test_unsure(void **state)
{
    (void)state;
    static const struct lattice_case cases[] = {
        {"a number over two columns",
         {heads, RECEIVED " 1x2 3 4 5 6 21", CARRIED_IN " . . . . . . 4"},
         "? ? 3 4 5 6 21",
         "_ _ _ _ _ _ 4"},
        {"a number over two rows",
         {heads, RECEIVED " 1v 2 3 4 5 6 21", CARRIED_IN " . . . . . 4"},
         "? 2 3 4 5 6 21",
         "? _ _ _ _ _ 4"},
        {"two numbers in a cell",
         {heads, RECEIVED " 1\\n2 . 3 4 5 6 21", CARRIED_IN " . . . . . . 4"},
         "? _ 3 4 5 6 21",
         "_ _ _ _ _ _ 4"},
        {"a word",
         {heads, RECEIVED " 若干 2 3 4 5 6 21", CARRIED_IN " . . . . . . 4"},
         "! 2 3 4 5 6 21",
         "_ _ _ _ _ _ 4"},
        {"a cell is lost",
         {heads, RECEIVED " 1 7 . . . 9", CARRIED_IN " . . . . . . 4"},
         "? ? ? ? ? ? ?",
         "_ _ _ _ _ _ 4"},
        {"a cell too many",
         {heads, RECEIVED " . 1 7 . . . . 9", CARRIED_IN " . . . . . . 4"},
         "? ? ? ? ? ? ?",
         "_ _ _ _ _ _ 4"},
        {"another order with a heading that cannot be read",
         {"项目 自然人 科研机构 商业企业 某某 法律服务机构 其他 总计", RECEIVED " 1 3 2 4 5 6 21",
          CARRIED_IN " . . . . . . 4"},
         "? ? ? ? ? ? ?",
         "? ? ? ? ? ? ?"},
        {"another order and a row of another width",
         {"项目 自然人 科研机构 商业企业 社会公益组织 法律服务机构 其他 总计",
          RECEIVED " 1 3 2 4 5 6 21", CARRIED_IN " 1 3 2 4 5 6 21 .",
          "（一）予以公开 1 3 2 4 5 6 21"},
         "1 2 3 4 5 6 21",
         "? ? ? ? ? ? ?"},
        {"another order in headings of another width",
         {"项目 自然人 科研机构 商业企业 社会公益组织 法律服务机构 其他 总计",
          RECEIVED " 1 3 2 4 5 6 21 .", CARRIED_IN " 1 3 2 4 5 6 21 ."},
         "? ? ? ? ? ? ?",
         "? ? ? ? ? ? ?"},
        {"a lost cell and a number of the row",
         {"序号 " RECEIVED " 1 2 3 4 5 6 21", "2 " CARRIED_IN " 1 2 3 4 5 15",
          "3 （一）予以公开 1 2 3 4 5 6 21", "4 （七）总计 1 2 3 4 5 6 21"},
         "1 2 3 4 5 6 21",
         "? ? ? ? ? ? ?"},
        {"two columns of totals",
         {"项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计 合计",
          RECEIVED " . . . . . . . 9", CARRIED_IN " . . . . . . . 4"},
         "? ? ? ? ? ? ?",
         "? ? ? ? ? ? ?"},
        {"another year beside this one",
         {"项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计 自然人 商业企业 "
          "科研机构 社会公益组织 法律服务机构 其他 总计",
          RECEIVED " - - - - - - - 1 2 3 4 5 6 21", CARRIED_IN " . . . . . . . 1 1 . . . . 2"},
         "? ? ? ? ? ? ?",
         "? ? ? ? ? ? ?"},
        {"another year beside this one, without headings",
         {RECEIVED " - - - - - - - 1 2 3 4 5 6 21", CARRIED_IN " - - - - - - - 1 1 . . . . 2",
          "（一）予以公开 - - - - - - - 1 . . . . . 1",
          "（二）部分公开 - - - - - - - 1 . . . . . 1", "（七）总计 - - - - - - - 1 2 3 4 5 6 21"},
         "? ? ? ? ? ? ?",
         "? ? ? ? ? ? ?"},
        {"a row on two lines",
         {heads, RECEIVED " 1 2 3 . . . .", ". . . . 4 5 . 15", CARRIED_IN " . . . . . . 4"},
         "1 2 3 _ _ _ _",
         "_ _ _ _ _ _ 4"},
        {"six numbers in a table with a row beyond its headings",
         {"项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计 .",
          RECEIVED " . . 1 2 3 4 5 6", CARRIED_IN " . 1 2 3 4 5 6 ."},
         "1 2 3 4 5 6 _",
         "1 2 3 4 5 6 _"},
        {"two labels in one row",
         {heads, RECEIVED "\\n" CARRIED_IN " 1 2 3 4 5 6 21",
          "四、结转下年度继续办理 1 . . . . . 1"},
         "? ? ? ? ? ? ?",
         "? ? ? ? ? ? ?"},
    };
    check(cases, COUNT_OF(cases));
}

/* A row whose label was lost gives its numbers to nobody. */
static void test_lost_label(void **state)
{
    (void)state;
    static const struct lattice_case cases[] = {
        {"below a row of dashes",
         {heads, RECEIVED " - - - - - - -", ". 1 2 3 4 5 6 21", CARRIED_IN " . . . . . . 4"},
         "_ _ _ _ _ _ _",
         "_ _ _ _ _ _ 4"},
    };
    check(cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_placed),
        cmocka_unit_test(test_unsure),
        cmocka_unit_test(test_lost_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
