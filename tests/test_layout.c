/*
 * Documents as lines. A line is shown with what closes its cells: <2> is two columns wide, <^1>
 * reaches down, <-3> are three columns without a cell of their own.
 */
#include "units.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "../parser/buffer.h"
#include "../parser/layout.h"
#include "documents.h"

struct laid {
    struct nb_document *document;
    struct nb_arena arena;
    struct nb_text text;
};

static void lay(struct laid *l, const char *calls)
{
    nb_arena_init(&l->arena);
    l->document = documents_told(calls);
    assert_int_equal(nb_document_error(l->document), NB_DOCUMENT_OK);
    assert_int_equal(nb_layout_text(&l->text, &l->arena, l->document), 0);
}

static void laid_free(struct laid *l)
{
    nb_arena_free(&l->arena);
    nb_document_free(l->document);
}

static char *show(const struct nb_text *text)
{
    struct nb_buffer out;
    nb_buffer_init(&out);
    nb_buffer_add(&out, "", 0);
    for (size_t i = 0; i < text->length; i++) {
        uint32_t c = text->cp[i];
        if (c >= NB_CELL_END)
            nb_buffer_printf(&out, "<%s%s%u>", c & NB_CELL_GAP ? "-" : "",
                             c & NB_CELL_TALL ? "^" : "", c & NB_CELL_COLUMNS);
        else
            nb_buffer_codepoint(&out, c);
    }
    return nb_buffer_detach(&out);
}

struct layout_case {
    const char *name, *calls, *lines;
};

static void check(const struct layout_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct laid l;
        lay(&l, cases[i].calls);
        char *lines = show(&l.text);
        if (strcmp(lines, cases[i].lines) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].name, lines, cases[i].lines);
        for (size_t k = 0; k < l.text.length; k++)
            assert_true(l.text.at[k] <= l.text.at[k + 1]);
        assert_int_equal(l.text.at[l.text.length], l.text.size);
        free(lines);
        laid_free(&l);
    }
}

static void test_paragraphs(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"lines", "p a\\nb\np c\n", "a\nb\nc\n"},
        {"tabs and bars are those of a text", "p a\tb|c\n", "a\tb|c\n"},
        {"as a text is normalized", "p （１）\x01x\n", "(1)x\n"},
        {"marks that are none in a document", "p <b>x</b>&nbsp;\n", "<b>x</b>&nbsp;\n"},
        {"bytes that are no UTF-8",
         "p a\xFF"
         "b\n",
         "a\xEF\xBF\xBD"
         "b\n"},
    };
    check(cases, COUNT_OF(cases));
}

static void test_spans(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"cells", "table\nrow 1\ncell\np a\ncell\ncell\np b\nend\n", "a<1><1>b<1>\n"},
        {"a wide one", "table\nrow 1\ncell 2x1\np a\ncell\np b\nend\n", "a<2>b<1>\n"},
        {"rows below a tall one",
         "table\nrow 1\ncell 1x3\np a\ncell\np b\nrow 2\ncell\np c\nrow 3\ncell\np 4\nend\n",
         "a<^1>b<1>\nc\n<-1>4<1>\n"},
        {"a tall one at the end", "table\nrow 1\ncell\np 1\ncell 2x2\np a\nrow 2\ncell\np 2\nend\n",
         "1<1>a<^2>\n2<1><-2>\n"},
        {"one that Word goes on with",
         "table\nrow 1\ncell\np a\ncell\np 1\nrow 2\ncell continued\ncell\np 2\nend\n",
         "a<^1>1<1>\n<-1>2<1>\n"},
        {"a place without a cell", "table\nrow 1\ncell 2x1 continued\ncell\np 1\ncell\np 2\nend\n",
         "<-2>1<1>2<1>\n"},
        {"a row of nothing is left out",
         "table\nrow 1\ncell\ncell\nrow 2\ncell\np 1\ncell\np 2\nend\n", "1<1>2<1>\n"},
        {"a cell across one from above",
         "table\nrow 1\ncell\np 1\ncell 1x2\np 2\nrow 2\ncell 3x1\np 3\ncell\np 4\nend\n",
         "1<1>2<^1>\n3<1><-1>4<1>\n"},
        {"no column is left", "table\nrow 1\ncell 256x1\np 1\ncell\np 2\nend\n", "1<256>\n"},
        {"tabs and bars in a cell", "table\nrow 1\ncell\np a\tb|c\ncell\np 1\nend\n",
         "a b|c<1>1<1>\n"},
        {"a table without rows", "table\nend\np a\n", "a\n"},
        {"cells that hold only white space are empty", "table\nrow 1\ncell\np 　\ncell\np 1\nend\n",
         "<1>1<1>\n"},
    };
    check(cases, COUNT_OF(cases));
}

/* A label may be broken anywhere; two numbers are never made one. */
static void test_cell_of_lines(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"printed down the page", "table\nrow 1\ncell\np 自\np 然\np 人\ncell\np 1\nend\n",
         "自然人<1>1<1>\n"},
        {"a wrapped label", "table\nrow 1\ncell\np 予以\\n 公开\ncell\np 1\nend\n",
         "予以公开<1>1<1>\n"},
        {"two numbers", "table\nrow 1\ncell\np 1\\n234\ncell\np a\nend\n", "1\t234<1>a<1>\n"},
        {"a number and its unit", "table\nrow 1\ncell\np 12\\n件\ncell\np a\nend\n",
         "12\t件<1>a<1>\n"},
        {"a decimal", "table\nrow 1\ncell\np 12.\\n5\ncell\np 1\\n,234\nend\n",
         "12.5<1>1,234<1>\n"},
        {"words", "table\nrow 1\ncell\np a\np b\ncell\np 1\nend\n", "a\tb<1>1<1>\n"},
        {"small tables in it",
         "table\nrow 1\ncell\np 甲\ntable\nrow 1\ncell\np 乙\ncell\np 丙\nend\n"
         "cell\np 1\nend\n",
         "甲乙丙<1>1<1>\n"},
    };
    check(cases, COUNT_OF(cases));
}

#define LONG                                                                                                                                     \
    "本机关全年主动公开信息若干条，内容涉及各个方面，回应群众关切，办理来信来访，听取各方面的意见" \
    "，"                                                                                                                                        \
    "并且逐件登记，逐件答复，按季度核对目录。有关情况已经在公示栏公布，接受监督，欢迎提出意见和建" \
    "议，"                                                                                                                                     \
    "我们将继续改进工作。"

static void test_rows_of_text(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"a heading across the table",
         "table\nrow 1\ncell 3x1\np 一、总体情况\nrow 2\ncell\np a\ncell\np 1\ncell\np 2\nend\n",
         "一、总体情况\na<1>1<1>2<1>\n"},
        {"a number across the table",
         "table\nrow 1\ncell 2x1\np 12\nrow 2\ncell\np a\ncell\np 1\nend\n", "12<2>\na<1>1<1>\n"},
        {"a full-width number across the table",
         "table\nrow 1\ncell 2x1\np １２\nrow 2\ncell\np a\ncell\np 1\nend\n", "12<2>\na<1>1<1>\n"},
        {"a label beside empty cells", "table\nrow 1\ncell\np 规章\ncell\ncell\nend\n",
         "规章<1><1><1>\n"},
        {"a sentence beside empty cells", "table\nrow 1\ncell\np 没有。\ncell\ncell\nend\n",
         "没有。\n"},
        {"prose beside its heading", "table\nrow 1\ncell\np 一、总体情况\ncell\np " LONG "\nend\n",
         "一、总体情况\n" LONG "\n"},
        {"a long label beside numbers",
         "table\nrow 1\ncell\np " LONG "\ncell\np 1\ncell\np 2\nend\n", LONG "<1>1<1>2<1>\n"},
        {"one column", "table\nrow 1\ncell\np 甲\nrow 2\ncell\np 乙\\n丙\nend\n", "甲\n乙\n丙\n"},
    };
    struct layout_case plain[COUNT_OF(cases)];
    memcpy(plain, cases, sizeof cases);
    for (size_t i = 0; i < COUNT_OF(cases); i++) { /* commas are ASCII in a text */
        struct page page;
        page_init(&page, cases[i].lines);
        char *lines = strdup(page_all(&page));
        assert_non_null(lines);
        plain[i].lines = lines;
        check(&plain[i], 1);
        free(lines);
        page_free(&page);
    }
}

/* A page that stands in a table: what its cells hold is taken apart. */
static void test_page_in_table(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"a table in it",
         "table\nrow 1\ncell\np 首页\ncell\np 标题\n"
         "table\nrow 1\ncell\np a\ncell\np 1\ncell\np 2\nrow 2\ncell\np b\ncell\np 3\ncell\np 4\n"
         "row 3\ncell\np c\ncell\np 5\ncell\np 6\nend\np 页脚\nend\n",
         "首页\n标题\na<1>1<1>2<1>\nb<1>3<1>4<1>\nc<1>5<1>6<1>\n页脚\n"},
    };
    check(cases, COUNT_OF(cases));
}

static void expect_place(const struct nb_text *text, size_t line, struct nb_where where)
{
    struct nb_where found = nb_text_where(text, line);
    assert_int_equal(found.page, where.page);
    assert_int_equal(found.table, where.table);
    assert_int_equal(found.row, where.row);
    assert_int_equal(found.paragraph, where.paragraph);
}

static void test_places(void **state)
{
    (void)state;
    struct laid l;
    lay(&l, "p a\\nb\npage 2\np c\n"
            "table\nrow 1\ncell\np 甲\nrow 5\ncell\np 1\ncell\np 2\npage 3\n"
            "row 6\ncell\np 3\ncell\np 4\nend\n"
            "p d\ntable\nrow 1\ncell\np 1\ncell\np 2\nend\n");
    static const struct nb_where wheres[] = {{0, 0, 0, 1}, {0, 0, 0, 1}, {2, 0, 0, 2},
                                             {2, 1, 1, 0}, {2, 1, 5, 0}, {3, 1, 6, 0},
                                             {3, 0, 0, 3}, {3, 2, 1, 0}};
    assert_int_equal(l.text.line_count, COUNT_OF(wheres) + 1);
    for (size_t i = 0; i < COUNT_OF(wheres); i++)
        expect_place(&l.text, i, wheres[i]);
    laid_free(&l);
    struct page page;
    page_init(&page, "a\nb\n");
    expect_place(&page.text, 1, (struct nb_where){0, 0, 0, 0});
    page_free(&page);
}

/* What cells span costs nothing: the text grows with the calls and not with the grid. */
static void test_bombs(void **state)
{
    (void)state;
    struct nb_document *d = nb_document_new();
    struct nb_arena arena;
    struct nb_text text;
    assert_non_null(d);
    nb_document_table(d);
    for (uint32_t r = 1; r <= 20000; r++) {
        nb_document_row(d, r);
        nb_document_cell(d, 200, 65534, 0);
        nb_document_paragraph(d, "1", 1);
        nb_document_cell(d, 200, UINT32_MAX, 0);
        nb_document_paragraph(d, "2", 1);
        nb_document_cell(d, 200, UINT32_MAX, NB_CELL_CONTINUED);
    }
    nb_document_table_end(d);
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_OK);
    nb_arena_init(&arena);
    assert_int_equal(nb_layout_text(&text, &arena, d), 0);
    assert_true(text.length < 4 * 20000);
    nb_arena_free(&arena);
    nb_document_free(d);
}

/* Bytes that are allocated; 0 where a sanitizer's allocator is in place. */
static size_t allocated(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* So many tables as a document may have, each with nothing in it, are no bomb either. */
static void test_many_tables(void **state)
{
    (void)state;
    struct nb_document *d = nb_document_new();
    struct nb_arena arena;
    struct nb_text text;
    assert_non_null(d);
    for (int i = 0; i < NB_DOCUMENT_EVENTS / 2; i++) {
        nb_document_table(d);
        nb_document_table_end(d);
    }
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_OK);
    size_t before = allocated();
    nb_arena_init(&arena);
    assert_int_equal(nb_layout_text(&text, &arena, d), 0);
    assert_true(allocated() - before < (size_t)100 << 20);
    nb_arena_free(&arena);
    nb_document_free(d);
}

/* Calls at random, most of which make sense where they stand. */
static void tell_random(struct nb_document *d, uint32_t *seed, int *open)
{
    static const char *const texts[] = {"1",
                                        "0\n2",
                                        "一、总体情况",
                                        "二、上年结转政府信息公开申请数量",
                                        "（一）予以公开",
                                        "自然人",
                                        "总计",
                                        "三、收到和处理政府信息公开申请情况",
                                        "小河镇2024年政府信息公开工作年度报告",
                                        "-",
                                        "\xFF|\t\x0B",
                                        "没有收到申请。"};
    const char *text = texts[next_random(seed) % COUNT_OF(texts)];
    switch (next_random(seed) % 16) {
    case 0: nb_document_page(d, next_random(seed) % 5); break;
    case 1:
        if (*open < NB_DOCUMENT_DEPTH) {
            nb_document_table(d);
            nb_document_row(d, 1);
            nb_document_cell(d, 1, 1, 0);
            ++*open;
        }
        break;
    case 2:
        if (*open > 0) {
            nb_document_table_end(d);
            --*open;
        }
        break;
    case 3:
    case 4:
        if (*open > 0) {
            nb_document_row(d, next_random(seed) % 99);
            nb_document_cell(d, 1, next_random(seed) % 4, next_random(seed) % 4 == 0);
        }
        break;
    case 5:
    case 6:
    case 7:
    case 8:
    case 9:
        if (*open > 0)
            nb_document_cell(d, next_random(seed) % 6, next_random(seed) % 4,
                             next_random(seed) % 8 == 0);
        break;
    default: nb_document_paragraph(d, text, strlen(text)); break;
    }
}

/* Whatever a document says, its text is sound and something comes of it. */
static void test_random(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int i = 0; i < 300; i++) {
        struct nb_document *d = nb_document_new();
        nb_report *report = NULL;
        int open = 0;
        assert_non_null(d);
        for (int calls = 0; calls < 400; calls++)
            tell_random(d, &seed, &open);
        for (; open > 0; open--)
            nb_document_table_end(d);
        assert_int_equal(nb_document_error(d), NB_DOCUMENT_OK);
        assert_int_equal(nb_parse_document(d, "application/test", NULL, NULL, &report), 0);
        json_t *json = nb_report_json(report, NULL, NB_EN);
        assert_non_null(json);
        json_decref(json);
        nb_report_free(report);
        nb_document_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paragraphs),    cmocka_unit_test(test_spans),
        cmocka_unit_test(test_cell_of_lines), cmocka_unit_test(test_rows_of_text),
        cmocka_unit_test(test_page_in_table), cmocka_unit_test(test_places),
        cmocka_unit_test(test_bombs),         cmocka_unit_test(test_many_tables),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
