/* HTML inside of a text: tags, names of characters, and tables of which each row is one line. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

static void test_tags(void **state)
{
    (void)state;
    static const struct text_case cases[] = {
        {"a break", "社会公益<br>组织<br />", "社会公益 组织 "},
        {"what only looks joins", "<span style=\"x: 7\">12</span><b>5</b>", "125"},
        {"what is raised is another number", "12<sup>1</sup>", "12 1 "},
        {"a tag over two lines", "a<span\nlang=\"EN-US\">9</span>", "a\n9"},
        {"a comment", "a<!-- 7 <b>\n -->b", "a \nb"},
        {"a comment without an end", "a<!-- 7", "a<!-- 7"},
        {"less than", "a < b, 3<5, <表>", "a < b, 3<5, <表>"},
        {"a tag without an end", "a<b c", "a<b c"},
        {"a tag within a tag", "a<b <i>c", "a<b c"},
        {"full-width signs are text", "＜b＞", "<b>"},
        {"an address", "<a@b.cn>", "<a@b.cn>"},
        {"names of characters", "a&nbsp;b&lt;i&gt;&amp;&quot;", "a b<i>&\""},
        {"numbers of characters", "&#49;&#x32;&#160;&#x4e00;", "12 一"},
        {"a bar by its number parts no cells", "a&#124;b", "a/b"},
        {"no names", "&foo; & &#0; &#xZ; &lt", "&foo; & &#0; &#xZ; &lt"},
    };
    check_texts(cases, COUNT_OF(cases));
}

static void test_tables(void **state)
{
    (void)state;
    static const struct text_case cases[] = {
        {"one line", "<table><tr><td>总计</td><td>1</td><td></td></tr></table>", "总计|1||"},
        {"a cell a line",
         "<tr class=\"7\">\n<td rowspan=\"22\">三<br />\n、</td>\n<td>1</td>\n</tr>\n",
         " 三  、| 1|\n\n"},
        {"cells that nothing ends", "<tr><td>a<td>1\n<td>\n<tr><td>b<td>2\n</table>",
         "a|1 |\nb|2\n"},
        {"headings", "<tr><th>a</th><th>b</th></tr>", "a|b|"},
        {"a bar in a cell", "<tr><td>a|b</td></tr> c|d", "a/b| c|d"},
        {"a row that nothing ends", "<tr><td>a</td>\nb\nc", "a|\nb\nc"},
        {"in capitals", "<TR><TD>a</TD></TR>", "a|"},
    };
    check_texts(cases, COUNT_OF(cases));
}

/* A row takes up as many lines as in the source, so that what follows keeps its number. */
static void test_lines(void **state)
{
    (void)state;
    struct page page;
    page_init(&page, "x\n<tr>\n<td>a</td>\n<td\n>1</td>\n</tr>\ny");
    assert_int_equal(page.text.line_count, 7);
    const struct nb_line *l = page.text.lines;
    assert_string_equal(page_words(&page, l[1].start, l[1].end), " a|  1|");
    for (int i = 2; i < 5; i++)
        assert_int_equal(l[i].start, l[i].end);
    assert_string_equal(page_words(&page, l[6].start, l[6].end), "y");
    assert_int_equal(nb_text_line(&page.text, l[1].start + 2), 1);
    assert_int_equal(nb_text_line(&page.text, l[6].start), 6);
    /* The place of what is left is that in the source. */
    assert_int_equal(page.text.at[l[6].start],
                     strlen("x\n<tr>\n<td>a</td>\n<td\n>1</td>\n</tr>\n"));
    page_free(&page);
}

/* A row as pandoc writes it, with blank cells and the label of a group in front. */
static void test_reading(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 9, 40);
    f.instead[cell_of(&f.form, "requests.granted.natural_person")] =
        "<tr>\n<td rowspan=\"22\">三<br "
        "/>\n、本年度办理结果</td>\n<td\ncolspan=\"2\">（一）予以公开</td>\n"
        "<td> </td>\n<td>3</td>\n<td></td>\n<td>&nbsp;</td>\n<td><p>4</p></td>\n<td> </td>\n"
        "<td>7</td>\n</tr>\n";
    reading_init(&r, &f);
    assert_int_equal(cell_at(&r, &f, "requests.granted.enterprise")->value, 3);
    assert_int_equal(cell_at(&r, &f, "requests.granted.legal_service")->value, 4);
    assert_int_equal(cell_at(&r, &f, "requests.granted.total")->value, 7);
    assert_int_equal(cell_at(&r, &f, "requests.granted.total")->state, NB_READ);
    reading_free(&r);
}

/* Time is linear in text that begins many tags and ends none. */
static void test_hostile(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<", "<a ", "<!--", "&a", "<tr><td>", "</tr>\n", "|\n\n"};
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        size_t length = strlen(pieces[i]), count = 300000;
        char *source = malloc(length * count + 1);
        assert_non_null(source);
        for (size_t k = 0; k < count; k++)
            memcpy(source + k * length, pieces[i], length + 1);
        struct page page;
        page_init(&page, source);
        assert_true(page.text.length <= length * count);
        page_free(&page);
        free(source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),    cmocka_unit_test(test_tables),
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_reading),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
