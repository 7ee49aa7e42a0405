/*
 * Whole reports as documents: the statutory tables in the shapes that files of offices have. Every
 * cell must be read, whatever the shape.
 */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../parser/buffer.h"
#include "documents.h"

/* How the tables are told of. */
struct shape {
    const char *name;
    int continued; /* cells that go on below are told of again, as Word does */
    int flat;      /* no spans: a label stands in the first of its cells, as in a sheet */
    int upright;   /* the label of the group is typed one character a line */
    int broken;    /* the table goes on in another one behind that many rows */
    int repeated;  /* and the headings stand there again */
    int together;  /* everything stands in one table, headings of sections in rows of their own */
    int enclosed;  /* the page stands in a table */
};

struct paper {
    struct nb_buffer calls;
    const struct filled *filled;
    const struct shape *shape;
    int row;
};

static void say(struct paper *p, const char *call)
{
    nb_buffer_puts(&p->calls, call);
    nb_buffer_puts(&p->calls, "\n");
}

static void begin_row(struct paper *p)
{
    nb_buffer_printf(&p->calls, "row %d\n", ++p->row);
}

static void say_text(struct paper *p, const char *text)
{
    if (*text) {
        nb_buffer_puts(&p->calls, "p ");
        say(p, text);
    }
}

/* A cell of `columns` by `rows` with a text, "" for none. */
static void say_cell(struct paper *p, int columns, int rows, const char *text)
{
    int spans = !p->shape->flat, tall = spans && !p->shape->continued ? rows : 1;
    nb_buffer_printf(&p->calls, "cell %dx%d\n", spans ? columns : 1, tall);
    say_text(p, text);
    for (int i = 1; i < columns && !spans; i++)
        say(p, "cell");
}

/* What stands below a cell of more than one row. */
static void say_below(struct paper *p, int columns)
{
    if (p->shape->continued)
        nb_buffer_printf(&p->calls, "cell %dx1 continued\n", columns);
    for (int i = 0; i < columns && p->shape->flat; i++)
        say(p, "cell");
}

/* A line of its own: a paragraph, or a row of the one table. */
static void say_line(struct paper *p, const char *text)
{
    if (p->shape->together) {
        begin_row(p);
        say_cell(p, 10, 1, text);
    } else {
        say_text(p, text);
    }
}

static void begin_table(struct paper *p)
{
    if (!p->shape->together)
        say(p, "table");
}

static void end_table(struct paper *p)
{
    if (!p->shape->together)
        say(p, "end");
}

static const char *word(const struct paper *p, int table, int row, int column)
{
    return p->filled->word[p->filled->form.first[table][row] + column];
}

static void say_label(struct paper *p, int columns, int rows, const struct nb_row *row)
{
    struct bytes label = {NULL, 0};
    filled_label(&label, row);
    say_cell(p, columns, rows, label.data);
    free(label.data);
}

/* The rows of table 二, each under the headings of its own. */
static void say_disclosure(struct paper *p)
{
    const struct nb_table *table = &p->filled->form.edition->tables[NB_DISCLOSURE];
    begin_table(p);
    for (int r = 0; r < table->row_count; r++) {
        const struct nb_row *row = &table->rows[r];
        int width = 3 / row->column_count;
        if (r == 0 || row->columns != row[-1].columns) {
            begin_row(p);
            say_cell(p, 1, 1, "信息内容");
            for (int c = 0; c < row->column_count; c++)
                say_cell(p, width, 1, row->columns[c].zh);
        }
        begin_row(p);
        say_label(p, 1, 1, row);
        for (int c = 0; c < row->column_count; c++)
            say_cell(p, width, 1, word(p, NB_DISCLOSURE, r, c));
    }
    end_table(p);
}

static void say_applicants(struct paper *p)
{
    static const char *const kinds[] = {"商业企业", "科研机构", "社会公益组织", "法律服务机构",
                                        "其他"};
    begin_row(p);
    say_cell(p, 3, 3, "（本列数据的勾稽关系）");
    say_cell(p, 7, 1, "申请人情况");
    begin_row(p);
    say_below(p, 3);
    say_cell(p, 1, 2, "自然人");
    say_cell(p, 5, 1, "法人或其他组织");
    say_cell(p, 1, 2, "总计");
    begin_row(p);
    say_below(p, 3);
    say_below(p, 1);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        say_cell(p, 1, 1, kinds[i]);
    say_below(p, 1);
}

/* How many rows with cells stand below the label of a group. */
static int height_of(const struct nb_table *table, int group)
{
    int rows = 0;
    for (int r = group + 1; r < table->row_count && table->rows[r].mark > table->rows[group].mark;
         r++)
        rows += table->rows[r].column_count > 0;
    return rows;
}

static void say_group(struct paper *p, const struct nb_table *table, int r, int rows)
{
    static const char upright[] = "三、\\n本\\n年\\n度\\n办\\n理\\n结\\n果";
    int outer = table->rows[r].mark == NB_MARK_HAN;
    if (outer && p->shape->upright)
        say_cell(p, 1, rows, upright);
    else
        say_label(p, 1, rows, &table->rows[r]);
}

/* The label cells of a row of table 三, with those of the groups that begin with it. */
static void say_labels(struct paper *p, const struct nb_table *table, int r)
{
    int depth = table->rows[r].mark - NB_MARK_HAN, group = r;
    int begins[3] = {-1, -1, -1};
    while (group > 0 && !table->rows[group - 1].column_count) {
        group--;
        begins[table->rows[group].mark - NB_MARK_HAN] = group;
    }
    for (int level = 0; level < depth; level++) {
        if (begins[level] >= 0)
            say_group(p, table, begins[level], height_of(table, begins[level]));
        else
            say_below(p, 1);
    }
    say_label(p, 3 - depth, 1, &table->rows[r]);
}

static void say_requests(struct paper *p)
{
    const struct nb_table *table = &p->filled->form.edition->tables[NB_REQUESTS];
    int rows = 0;
    begin_table(p);
    say_applicants(p);
    for (int r = 0; r < table->row_count; r++) {
        if (!table->rows[r].column_count)
            continue;
        if (p->shape->broken && rows++ == p->shape->broken) {
            end_table(p);
            say(p, "page 2");
            begin_table(p);
            if (p->shape->repeated)
                say_applicants(p);
        }
        begin_row(p);
        say_labels(p, table, r);
        for (int c = 0; c < 7; c++)
            say_cell(p, 1, 1, word(p, NB_REQUESTS, r, c));
    }
    end_table(p);
}

static void say_proceedings(struct paper *p)
{
    static const char *const results[] = {"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"};
    begin_table(p);
    begin_row(p);
    say_cell(p, 5, 1, "行政复议");
    say_cell(p, 10, 1, "行政诉讼");
    begin_row(p);
    for (int i = 0; i < 5; i++)
        say_cell(p, 1, 2, results[i]);
    say_cell(p, 5, 1, "未经复议直接起诉");
    say_cell(p, 5, 1, "复议后起诉");
    begin_row(p);
    for (int i = 0; i < 5; i++)
        say_below(p, 1);
    for (int i = 0; i < 10; i++)
        say_cell(p, 1, 1, results[i % 5]);
    begin_row(p);
    for (int i = 0; i < 15; i++)
        say_cell(p, 1, 1, p->filled->word[p->filled->form.table_first[NB_PROCEEDINGS] + i]);
    end_table(p);
}

static nb_report *report_in(const struct shape *shape, const struct filled *filled)
{
    struct paper p = {.filled = filled, .shape = shape};
    nb_buffer_init(&p.calls);
    if (shape->enclosed)
        nb_buffer_puts(&p.calls, "table\nrow 1\ncell\np 首页\ncell\np 公开\nrow 2\ncell\n");
    if (shape->together)
        say(&p, "table");
    say_line(&p, "小河镇2024年政府信息公开工作年度报告");
    say_line(&p, "一、总体情况");
    say_line(&p, "本镇按时公开各类信息，接受监督。");
    say_line(&p, "二、主动公开政府信息情况");
    say_disclosure(&p);
    say_line(&p, "三、收到和处理政府信息公开申请情况");
    say_requests(&p);
    say_line(&p, "四、政府信息公开行政复议、行政诉讼情况");
    say_proceedings(&p);
    say_line(&p, "五、存在的主要问题及改进情况");
    say_line(&p, "更新有时不及时，已经改进。");
    say_line(&p, "六、其他需要报告的事项");
    say_line(&p, "本年度没有收取政府信息公开信息处理费。");
    if (shape->together || shape->enclosed)
        say(&p, "end");
    nb_report *report = documents_report(p.calls.bytes);
    nb_buffer_free(&p.calls);
    return report;
}

static const struct shape shapes[] = {
    {.name = "spans"},
    {.name = "spans told of again", .continued = 1},
    {.name = "a flat sheet", .flat = 1},
    {.name = "an upright label", .upright = 1},
    {.name = "a page break", .continued = 1, .broken = 12},
    {.name = "a page break with headings", .continued = 1, .broken = 7, .repeated = 1},
    {.name = "one table", .together = 1},
    {.name = "one flat sheet", .together = 1, .flat = 1},
    {.name = "a page in a table", .enclosed = 1},
    {.name = "all of it", .continued = 1, .broken = 9, .upright = 1, .enclosed = 1},
};

/* Returns how many cells have no value; those that have one must have the filled one. */
static int check_cells(const char *name, const nb_report *report, const struct filled *filled)
{
    int missing = 0;
    assert_non_null(report);
    if (report->form.edition != filled->form.edition)
        fail_msg("%s: the edition is not the one", name);
    for (int cell = 0; cell < filled->form.cell_count; cell++) {
        const struct nb_cell *c = &report->cells[cell];
        missing += c->state == NB_MISSING;
        if (c->state != NB_MISSING && c->value != filled->value[cell])
            fail_msg("%s: cell %d is %lld, not %lld", name, cell, (long long)c->value,
                     (long long)filled->value[cell]);
    }
    return missing;
}

static void test_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        struct filled f;
        filled_init(&f, &nb_editions[0], (uint32_t)i + 1, 40);
        nb_report *report = report_in(&shapes[i], &f);
        assert_int_equal(check_cells(shapes[i].name, report, &f), 0);
        if (report->status != NB_VALID || report->findings)
            fail_msg("%s: %s", shapes[i].name, nb_code_name(nb_report_code(report, 0)));
        assert_string_equal(report->agency, "小河镇");
        assert_int_equal(report->section_count, 6);
        nb_report_free(report);
    }
}

/* Empty cells are 0 where the identities say so, and take no number from another column. */
static void test_blanks(void **state)
{
    (void)state;
    static const char *const blanks[] = {"", "-", "/", "无"};
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        for (size_t b = 0; b < COUNT_OF(blanks); b++) {
            struct filled f;
            filled_init(&f, &nb_editions[0], (uint32_t)(10 * i + b) + 1, 2);
            for (int cell = 0; cell < f.form.cell_count; cell++)
                if (f.value[cell] == 0)
                    snprintf(f.word[cell], WORD_SIZE, "%s", blanks[b]);
            nb_report *report = report_in(&shapes[i], &f);
            check_cells(shapes[i].name, report, &f);
            for (int cell = 0; cell < f.form.cell_count; cell++)
                if (f.value[cell] && report->cells[cell].state != NB_READ)
                    fail_msg("%s: cell %d is not read", shapes[i].name, cell);
            nb_report_free(report);
        }
    }
}

/* What the cell of a row says instead of its number, and what becomes of it. */
static void test_odd_cells(void **state)
{
    (void)state;
    static const struct {
        const char *name, *cell, *word;
        int flags, sure;
    } cases[] = {
        {"two numbers", "requests.granted.research", "1\\n2", NB_WAS_AMBIGUOUS, 1},
        {"two numbers and a total", "requests.granted.total", "1\\n234", NB_WAS_AMBIGUOUS, 1},
        {"a word", "requests.granted.research", "若干", NB_WAS_BAD, 0},
        {"a number and a dash", "requests.granted.research", "/\\n3", NB_WAS_AMBIGUOUS, 1},
        {"a number behind words", "requests.granted.research", "其中3", NB_WAS_BAD, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filled f;
        filled_init(&f, &nb_editions[0], 5, 40);
        int cell = cell_of(&f.form, cases[i].cell);
        filled_set(&f, cases[i].cell, cases[i].word);
        nb_report *report = report_in(&shapes[0], &f);
        int missing = check_cells(cases[i].name, report, &f);
        assert_int_equal(report->cells[cell].flags, cases[i].flags);
        assert_int_equal(missing, !cases[i].sure);
        nb_report_free(report);
    }
}

/* Places are those of the document, and lines are none. */
static void test_places(void **state)
{
    (void)state;
    struct filled f;
    filled_init(&f, &nb_editions[0], 3, 40);
    filled_set(&f, "requests.carried_out.total", "若干");
    nb_report *report = report_in(&shapes[4], &f);
    const struct nb_finding *finding = report->findings;
    assert_non_null(finding);
    assert_int_equal(finding->code, NB_CELL_MALFORMED);
    assert_int_equal(finding->line, 0);
    assert_int_equal(finding->where.page, 2);
    assert_int_equal(finding->where.table, 3);
    assert_true(finding->where.row > 0);
    assert_string_equal(finding->text, "若干");
    assert_int_equal(report->sections[0].line, 0);
    assert_int_equal(report->sections[0].where.paragraph, 2);
    assert_int_equal(report->sections[5].where.page, 2);
    char *text = nb_report_text(report, NULL, NB_ZH, 0);
    assert_non_null(text);
    assert_non_null(strstr(text, "第2页表3第"));
    free(text);
    text = nb_report_text(report, NULL, NB_EN, 0);
    assert_non_null(text);
    assert_non_null(strstr(text, "page 2, table 3, row "));
    free(text);
    /* The rows of a workbook's sheets have numbers of their own. */
    report->media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    text = nb_report_text(report, NULL, NB_ZH, 0);
    assert_non_null(text);
    assert_non_null(strstr(text, "第2张工作表第"));
    assert_null(strstr(text, "表3"));
    free(text);
    nb_report_free(report);
}

static const char body[] = "p 一、总体情况\np 本镇按时公开各类信息。\n"
                           "p 二、主动公开政府信息情况\ntable\nrow 1\ncell\np 规章\ncell\np 0\n"
                           "cell\np 0\ncell\np 0\nend\n"
                           "p 三、收到和处理政府信息公开申请情况\n"
                           "p 四、政府信息公开行政复议、行政诉讼情况\n"
                           "p 五、存在的主要问题及改进情况\np 六、其他需要报告的事项\n";

/* The title of the file's properties counts where the text has none. */
static void test_title(void **state)
{
    (void)state;
    struct nb_buffer calls;
    nb_buffer_init(&calls);
    nb_buffer_puts(&calls, "title 大山镇2022年政府信息公开工作年度报告\n");
    nb_buffer_puts(&calls, body);
    nb_report *report = documents_report(calls.bytes);
    assert_string_equal(report->agency, "大山镇");
    assert_int_equal(report->year, 2022);
    nb_report_free(report);
    nb_buffer_free(&calls);
    nb_buffer_init(&calls);
    nb_buffer_puts(&calls, "title 大山镇2022年政府信息公开工作年度报告\n"
                           "p 小河镇2024年政府信息公开工作年度报告\n");
    nb_buffer_puts(&calls, body);
    report = documents_report(calls.bytes);
    assert_string_equal(report->agency, "小河镇");
    assert_int_equal(report->year, 2024);
    nb_report_free(report);
    nb_buffer_free(&calls);
}

static void test_privacy(void **state)
{
    (void)state;
    nb_report *report = documents_report("p 小河镇2024年政府信息公开工作年度报告\n"
                                         "p 一、总体情况\np 有事请拨打联系电话13912345678。\n"
                                         "p 二、主动公开政府信息情况\n"
                                         "p 三、收到和处理政府信息公开申请情况\n"
                                         "p 四、政府信息公开行政复议、行政诉讼情况\n"
                                         "p 五、存在的主要问题及改进情况\n"
                                         "p 六、其他需要报告的事项\n");
    assert_int_equal(findings_of(report, NB_PRIVACY_MOBILE_NUMBER), 1);
    char *text = nb_report_text(report, NULL, NB_ZH, 0);
    assert_non_null(text);
    assert_null(strstr(text, "13912345678"));
    free(text);
    nb_report_free(report);
}

/* Characters that are none: how many, and where the first one stands. */
static void test_replaced(void **state)
{
    (void)state;
    struct nb_buffer calls;
    nb_buffer_init(&calls);
    nb_buffer_puts(&calls, "p 小河镇2024年政府信息公开工作年度报告\np a\xFF\x01\np \xEF\xBF\xBD\n");
    nb_buffer_puts(&calls, body);
    nb_report *report = documents_report(calls.bytes);
    const struct nb_finding *f = report->findings;
    assert_non_null(f);
    assert_int_equal(f->code, NB_INPUT_BYTES_REPLACED);
    assert_int_equal(f->actual.value, 3); /* one was replaced by whoever told of the document */
    assert_int_equal(f->where.paragraph, 2);
    char *text = nb_report_text(report, NULL, NB_EN, 0);
    assert_non_null(text);
    assert_non_null(strstr(text, "paragraph 2: 3 characters make no text"));
    free(text);
    nb_report_free(report);
    nb_buffer_free(&calls);
}

static void test_source(void **state)
{
    (void)state;
    struct nb_document *document = documents_told("p x\n"), *empty = documents_told("");
    nb_report *report;
    assert_int_equal(nb_parse_document(document, "text/html", "GB18030", NULL, &report), 0);
    assert_string_equal(report->media_type, "text/html");
    assert_string_equal(report->charset, "GB18030");
    assert_int_equal(nb_report_status(report), NB_UNRECOGNIZED);
    nb_report_free(report);
    assert_int_equal(nb_parse_document(empty, "application/pdf", NULL, NULL, &report), 0);
    assert_null(report->charset);
    assert_int_equal(nb_report_code(report, 0), NB_INPUT_EMPTY);
    nb_report_free(report);
    nb_document_free(document);
    nb_document_free(empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),    cmocka_unit_test(test_blanks),
        cmocka_unit_test(test_odd_cells), cmocka_unit_test(test_places),
        cmocka_unit_test(test_title),     cmocka_unit_test(test_privacy),
        cmocka_unit_test(test_source),    cmocka_unit_test(test_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
