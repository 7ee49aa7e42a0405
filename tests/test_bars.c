/* Bars on lines of their own, and rulers over columns: rows become lines of cells. */
#include "units.h"

#include <stdio.h>
#include <string.h>

static void test_join(void **state)
{
    (void)state;
    static const struct text_case cases[] = {
        {"a row", "x\n\na\n\n|\n\n1\n\n|\n\n2\n\ny", "x\n\na  |  1  |  2\n\ny"},
        {"a blank cell", "a\n\n|\n\n\n\n|\n\n2\n\ny", "a  |    |  2\n\ny"},
        {"a blank at the end", "a\n\n|\n\n  \n  \nb\n\n|\n\n1\n", "a  |\n\n  \n  \nb  |  1\n"},
        {"a cell of two lines", "  \na  \nb\n\n|\n\n1  \nc\n\ny", "  \na   b  |  1   c\n\ny"},
        {"one of two bars beside text", "a\n\n|\n\n1\n\nb\n|\n\n2\n", "a\n\n|\n\n1\n\nb\n|\n\n2\n"},
        {"a bar beside text", "a\n|\nb\n", "a\n|\nb\n"},
        {"two bars", "a\n\n||\n\nb\n", "a\n\n||\n\nb\n"},
        {"a bar and nothing", "|", "|"},
        {"bars and nothing", "\n|\n\n|\n\n", "\n|  |\n\n"},
    };
    check_texts(cases, COUNT_OF(cases));
}

/* The lines that a row took up stay, empty, so that what follows keeps its number. */
static void test_lines(void **state)
{
    (void)state;
    struct page page;
    page_init(&page, "a\n\n|\n\n1\n\ny");
    assert_int_equal(page.text.line_count, 7);
    assert_string_equal(page_words(&page, page.text.lines[0].start, page.text.lines[0].end),
                        "a  |  1");
    for (int i = 1; i < 6; i++)
        assert_int_equal(page.text.lines[i].start, page.text.lines[i].end);
    assert_int_equal(nb_text_line(&page.text, page.text.lines[6].start), 6);
    page_free(&page);
}

static void test_rulers(void **state)
{
    (void)state;
    static const struct text_case cases[] = {
        {"a table", " --- ----\n a   1\n\n b\n     2\n --- ----\n",
         " --- ----\n|a  |1\n\n|b\n|   |2\n --- ----\n"},
        {"ideographs take two columns", " ---- ---\n 规章 1\n ---- ---\n",
         " ---- ---\n|规章|1\n ---- ---\n"},
        {"full-width digits too", " ---- ---\n １２ 1\n ---- ---\n",
         " ---- ---\n|12|1\n ---- ---\n"},
        {"one line of dashes closes it", " --- ----\n a   1\n --------\n",
         " --- ----\n|a  |1\n --------\n"},
        {"below headings, up to an empty line", " x   y\n --- ----\n a   1\n\n b   2\n",
         " x   y\n --- ----\n|a  |1\n\n b   2\n"},
        {"nothing closes it", "\n --- ----\n a   1\n\n", "\n --- ----\n a   1\n\n"},
        {"another ruler", " --- ----\n a   1\n ---- ---\n", " --- ----\n a   1\n ---- ---\n"},
        {"a word across columns", " --- ----\n a   1\n abcde\n --- ----\n",
         " --- ----\n a   1\n abcde\n --- ----\n"},
        {"a quotation mark that may be wide", " ----- ---\n “a”    1\n ----- ---\n",
         " ----- ---\n|\"a\"  | 1\n ----- ---\n"},
        {"and then stands across columns", " ----- ---\n “ab”  1\n ----- ---\n",
         " ----- ---\n \"ab\"  1\n ----- ---\n"},
        {"dashes of blank cells", " - -- -\n 1 2 3\n - -- -\n", " - -- -\n 1 2 3\n - -- -\n"},
        {"an underlined heading", "abc\n-----\na b\n-----\n", "abc\n-----\na b\n-----\n"},
    };
    check_texts(cases, COUNT_OF(cases));
}

/* A table of which no row has all of its numbers: nothing but the ruler tells the columns. */
static void test_reading(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 2, 40);
    memset(f.left_out, 1, sizeof f.left_out);
    f.left_out[1] = 0;
    static const char *const rows[][2] = {
        {"requests.received", "一、本年新收政府信息公开申请数量"},
        {"requests.carried_in", "二、上年结转政府信息公开申请数量"},
    };
    char lines[COUNT_OF(rows)][200];
    for (size_t i = 0; i < NB_MAX_CELLS; i++)
        f.instead[i] = "";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char id[64];
        snprintf(id, sizeof id, "%s.natural_person", rows[i][0]);
        int first = cell_of(&f.form, id);
        const char *ruler = "  -------------------------------- --- --- --- --- --- --- ---\n";
        snprintf(lines[i], sizeof lines[i], "%s  %s     %d       %d           %d\n%s",
                 i == 0 ? ruler : "", rows[i][1], 2, 5, 7, i + 1 == COUNT_OF(rows) ? ruler : "");
        f.instead[first] = lines[i];
    }
    reading_init(&r, &f);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char id[64];
        snprintf(id, sizeof id, "%s.enterprise", rows[i][0]);
        assert_int_equal(cell_at(&r, &f, id)->state, NB_READ);
        assert_int_equal(cell_at(&r, &f, id)->value, 2);
        snprintf(id, sizeof id, "%s.public_welfare", rows[i][0]);
        assert_int_equal(cell_at(&r, &f, id)->value, 5);
        snprintf(id, sizeof id, "%s.total", rows[i][0]);
        assert_int_equal(cell_at(&r, &f, id)->value, 7);
    }
    reading_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_rulers),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
