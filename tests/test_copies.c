/* Sections that hold a table twice: rows of two tables are never read as those of one. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../parser/buffer.h"

/* The rows of a table that are told, by their place among those with cells: "0-24" or "0,2,3". */
static int is_listed(const char *rows, int row)
{
    int at = 0;
    for (const char *c = rows; *c; c++) {
        if (*c != ',' && *c != '-') {
            at = at * 10 + (*c - '0');
            continue;
        }
        if (at == row)
            return 1;
        if (*c == '-') {
            int last = (int)strtol(c + 1, NULL, 10);
            if (row >= at && row <= last)
                return 1;
        }
        at = 0;
    }
    return at == row;
}

static const char *const marks[] = {"", "一二三四", "一二三四五六七", "12345678"};

static void print_mark(struct nb_buffer *out, const struct nb_row *row)
{
    if (row->mark == NB_MARK_ARABIC)
        nb_buffer_printf(out, "%d.", row->number);
    else if (row->mark != NB_MARK_NONE)
        nb_buffer_printf(out, row->mark == NB_MARK_HAN ? "%.3s、" : "（%.3s）",
                         marks[row->mark] + (size_t)3 * (size_t)(row->number - 1));
}

static void print_rows(struct nb_buffer *out, const struct filled *f, int table, const char *rows)
{
    const struct nb_table *t = &f->form.edition->tables[table];
    for (int r = 0, seen = 0; r < t->row_count; r++) {
        const struct nb_row *row = &t->rows[r];
        if (row->column_count && !is_listed(rows, seen++))
            continue;
        print_mark(out, row);
        nb_buffer_printf(out, "%.*s", (int)strcspn(row->labels, "|"), row->labels);
        for (int c = 0; c < row->column_count; c++)
            nb_buffer_printf(out, "\t%lld", (long long)f->value[f->form.first[table][r] + c]);
        nb_buffer_puts(out, "\n");
    }
}

/* One of the tables in a section: whose numbers, which rows, and the line in front of it. */
struct copy {
    char whose; /* 'A' the report's, 'B' another one's; 0: no more */
    const char *rows, *caption;
};

static nb_report *report_with(const struct filled *a, const struct filled *b, int table,
                              const struct copy *copies)
{
    struct nb_buffer out;
    nb_buffer_init(&out);
    nb_buffer_puts(&out, "小河镇2024年政府信息公开工作年度报告\n一、总体情况\n");
    for (int t = 0; t < NB_TABLES; t++) {
        static const char *const headings[] = {"二、主动公开政府信息情况\n",
                                               "三、收到和处理政府信息公开申请情况\n",
                                               "四、政府信息公开行政复议、行政诉讼情况\n"};
        nb_buffer_puts(&out, headings[t]);
        if (t != table)
            print_rows(&out, a, t, "0-40");
        for (const struct copy *c = copies; t == table && c->whose; c++) {
            nb_buffer_puts(&out, c->caption);
            print_rows(&out, c->whose == 'A' ? a : b, t, c->rows);
        }
    }
    nb_buffer_puts(&out, "五、存在的主要问题及改进情况\n六、其他需要报告的事项\n");
    nb_buffer_add(&out, "", 1);
    nb_report *report = report_of(out.bytes);
    nb_buffer_free(&out);
    return report;
}

/* How many cells of the table are known; none of them may have another value than that of `a`. */
static int count_known(const char *name, const nb_report *report, const struct filled *a, int table)
{
    int known = 0;
    for (int cell = a->form.table_first[table]; cell < a->form.table_first[table + 1]; cell++) {
        if (report->cells[cell].state == NB_MISSING)
            continue;
        known++;
        if (report->cells[cell].value != a->value[cell])
            fail_msg("%s: cell %d is of the other table", name, cell);
    }
    return known;
}

static void test_two_tables(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int table, known;
        struct copy copies[5];
    } cases[] = {
        {"one", 1, 175, {{'A', "0-24", ""}}},
        {"the same twice", 1, 175, {{'A', "0-24", ""}, {'A', "0-24", ""}}},
        {"two that differ", 1, 0, {{'A', "0-24", ""}, {'B', "0-24", ""}}},
        {"last year's behind it", 1, 175, {{'A', "0-24", ""}, {'B', "0-24", "附：上年度数据\n"}}},
        {"years in front", 1, 175, {{'B', "0-24", "2023年数据\n"}, {'A', "0-24", "2024年数据\n"}}},
        {"some rows again", 1, 175, {{'A', "0-24", ""}, {'B', "0,2,3,24", ""}}},
        {"some rows before", 1, 175, {{'B', "0,2,3,24", ""}, {'A', "0-24", ""}}},
        {"first rows before", 1, 175, {{'B', "2,3", ""}, {'A', "0-24", ""}}},
        {"the last row lost", 1, 0, {{'A', "0-23", ""}, {'B', "0-24", ""}}},
        {"the first row lost", 1, 0, {{'A', "1-24", ""}, {'B', "0-24", ""}}},
        {"page by page",
         1,
         0,
         {{'A', "0-12", ""}, {'B', "0-12", ""}, {'A', "13-24", ""}, {'B', "13-24", ""}}},
        {"one row twice", 1, 175, {{'A', "0-6", ""}, {'B', "6", ""}, {'A', "7-24", ""}}},
        {"documents that differ", 0, 0, {{'A', "0-5", ""}, {'B', "0-5", ""}}},
        {"documents of last year", 0, 10, {{'A', "0-5", ""}, {'B', "0-5", "2023年\n"}}},
        {"rows of section four", 2, 0, {{'A', "0-2", ""}, {'B', "0-2", ""}}},
        {"one of them twice", 2, 10, {{'A', "0", ""}, {'B', "0", ""}, {'A', "1,2", ""}}},
    };
    struct filled a, b;
    filled_init(&a, &nb_editions[0], 5, 40);
    filled_init(&b, &nb_editions[0], 6, 40);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        nb_report *report = report_with(&a, &b, cases[i].table, cases[i].copies);
        int known = count_known(cases[i].name, report, &a, cases[i].table);
        if (known != cases[i].known)
            fail_msg("%s: %d cells are known", cases[i].name, known);
        if (!known && !findings_of(report, NB_CELL_AMBIGUOUS))
            fail_msg("%s: nothing is said of it", cases[i].name);
        nb_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
