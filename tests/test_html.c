/* What a browser shows of a web page is what its reader tells, in the same order. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/worker/readers.h"
#include "documents.h"
#include "fixtures.h"

struct sample {
    const char *page, *told;
};

static void check(const struct sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *told = documents_read(html_read, samples[i].page, strlen(samples[i].page));
        assert_string_equal(told, samples[i].told);
        free(told);
    }
}

#define CHECK(samples) check((samples), sizeof(samples) / sizeof *(samples))

/* What is told of the page that has `before`, `count` times `piece`, and `behind`. */
static char *read_repeated(const char *before, const char *piece, size_t count, const char *behind)
{
    size_t size = strlen(before) + strlen(piece) * count + strlen(behind);
    char *page = malloc(size + 1), *at = page;
    assert_non_null(page);
    at = stpcpy(at, before);
    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, piece);
    strcpy(at, behind);
    char *told = documents_read(html_read, page, size);
    free(page);
    return told;
}

static void text_is_told_by_paragraphs(void **state)
{
    static const struct sample samples[] = {
        {"<p>甲</p><p>乙", "p 甲\np 乙\n"},
        {"甲<div>乙<span>丙</span></div>丁", "p 甲\np 乙丙\np 丁\n"},
        {"<p> a \n\t b<b> c </b> d </p>", "p a b c d\n"},
        {"<p>甲<br>乙 <br/> 丙<br></p>", "p 甲\\n乙\\n丙\\n\n"},
        {"<h1>甲</h1>乙<hr>丙", "p 甲\np 乙\np 丙\n"},
        {"<pre>a  b\n c</pre>", "p a  b\\n c\n"},
        {"<textarea>\na\nb</textarea>", "p a\\nb\n"},
        {"<span style='white-space: pre-wrap'>a\nb</span>", "p a\\nb\n"},
        {"<div style='display: inline'>1</div><div style='display:inline-block'>2</div>", "p 12\n"},
        {"<a style='x:y; DISPLAY : block'>甲</a><a>乙</a>", "p 甲\np 乙\n"},
        {"\xEF\xBB\xBF甲&nbsp;&lt;&#x4e59;&hellip;&#150;", "p 甲\xC2\xA0<乙…–\n"},
        {"36<sup>12</sup> 36<span style='vertical-align:super'>[3]</span>", "p 36¹² 36³\n"},
        {"<sup>3<b>6</b></sup>", "p 36\n"},
        {"1<sup>2<p>3<b>6</b></p></sup>5", "p 1²\np 36\np 5\n"},
        {"H<sub>2</sub>O <font>甲<font color=red>乙", "p H2O 甲乙\n"},
        {"<p>&nbsp;</p><p>　</p><p>&#8203;</p>甲", "p 甲\n"},
        {"<ruby>甲<rp>(</rp><rt>jia</rt></ruby>", "p 甲\n"},
    };
    (void)state;
    CHECK(samples);
}

static void what_is_not_shown_is_not_told(void **state)
{
    static const struct sample samples[] = {
        {"<head><style>x</style></head>甲<script>document.write('<p>乙')</script>", "p 甲\n"},
        {"甲<!-- 乙 --><!--[if gte mso 9]><p>丙</p><![endif]-->", "p 甲\n"},
        {"甲<![if !vml]>乙<![endif]><?xml:namespace x />", "p 甲乙\n"},
        {"甲<noscript>乙</noscript><template>丙</template><iframe>丁</iframe>", "p 甲\n"},
        {"甲<p hidden>乙</p><p style='display:none'>丙</p><p style='Display : None'>丁</p>",
         "p 甲\n"},
        {"甲<p style='color:red;display:none!important'>乙<b>丙</b></p>", "p 甲\n"},
        {"甲<div style='mso-element:comment-list'>乙</div>", "p 甲\n"},
        {"甲<span style='mso-hide:all'>乙</span><b style='visibility:hidden'>丙</b>", "p 甲\n"},
        {"甲<select><optgroup><option>乙<option>丙</select><input type=hidden value=丁>", "p 甲\n"},
        {"甲<svg><text>乙</text></svg><math><mi>丙</mi></math><img alt=丁>", "p 甲\n"},
        {"甲<xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>", "p 甲\n"},
        {"<p>&lt;!--[if !supportLists]--&gt;二、&lt;!--[endif]--&gt;甲&lt;!-- 乙",
         "p 二、甲<!-- 乙\n"},
        {"<del>12</del><ins>15</ins><s>1</s><span style='text-decoration: line-through'>2</span>",
         "p 15\n"},
        {"<p style='display:none;display:block'>甲", "p 甲\n"},
        {"<p style=':;;display'>甲", "p 甲\n"},
    };
    (void)state;
    CHECK(samples);
}

static void tables_are_told_by_rows_and_cells(void **state)
{
    static const struct sample samples[] = {
        {"<table><tr><th>甲<td>乙<tr><td>丙<td>&nbsp;</table>",
         "table\nrow 1\ncell\np 甲\ncell\np 乙\nrow 2\ncell\np 丙\ncell\nend\n"},
        {"<table><tr><td rowspan=2 colspan=' +3x'>甲</td></tr><tr><td colspan=0 rowspan=x>乙",
         "table\nrow 1\ncell 3x2\np 甲\nrow 2\ncell\np 乙\nend\n"},
        {"<table><tr><td rowspan=0>甲<td colspan=1e9>乙<tr><td rowspan=65000 "
         "colspan=99999999999>丙",
         "table\nrow 1\ncell 1x2\np 甲\ncell\np 乙\nrow 2\ncell 256x1\np 丙\nend\n"},
        {"<table><thead><tr><td rowspan=3>甲</thead><tr><td>乙</table>",
         "table\nrow 1\ncell\np 甲\nrow 2\ncell\np 乙\nend\n"},
        {"<table><tfoot><tr><td>丁</tfoot><tbody><tr><td>丙</tbody><thead><tr><td>乙</thead>"
         "<tbody><tr><td>戊</tbody><caption>甲</caption></table>",
         "p 甲\ntable\nrow 1\ncell\np 乙\nrow 2\ncell\np 丙\nrow 3\ncell\np 戊\n"
         "row 4\ncell\np 丁\nend\n"},
        {"<table><tr><td>甲<p>乙</p>丙<table><tr><td>1</table>丁<td>2</table>",
         "table\nrow 1\ncell\np 甲\np 乙\np 丙\ntable\nrow 1\ncell\np 1\nend\np 丁\ncell\np "
         "2\nend\n"},
        {"<table></table><table><tr></tr></table>甲", "table\nrow 1\nend\np 甲\n"},
    };
    (void)state;
    CHECK(samples);
}

static void rows_and_cells_that_are_hidden_have_no_place(void **state)
{
    static const struct sample samples[] = {
        {"<table><tr><td rowspan=3>甲<td>1<tr style='display:none'><td>x<tr><td>2</table>",
         "table\nrow 1\ncell 1x2\np 甲\ncell\np 1\nrow 2\ncell\np 2\nend\n"},
        {"<table><tr><td colspan=2>甲<td style='display:none'>乙<td>丙</table>",
         "table\nrow 1\ncell 2x1\np 甲\ncell\np 丙\nend\n"},
        {"<table><tr><td>1<td style='visibility:hidden'>2<td>3</table>",
         "table\nrow 1\ncell\np 1\ncell\ncell\np 3\nend\n"},
        {"<table hidden><tr><td>1</table>甲", "p 甲\n"},
    };
    (void)state;
    CHECK(samples);
}

static void tags_that_are_left_open_or_misplaced(void **state)
{
    static const struct sample samples[] = {
        {"<table>甲<tr>乙<td>1</td>丙</tr></table>", "p 甲乙丙\ntable\nrow 1\ncell\np 1\nend\n"},
        {"<p>甲<table><tr><td><p>1<td><div>2<td><b>3</table>乙",
         "p 甲\ntable\nrow 1\ncell\np 1\ncell\np 2\ncell\np 3\nend\np 乙\n"},
        {"<table><form><tr><td>1</form></td></tr><input type=hidden></table></table></td>甲",
         "table\nrow 1\ncell\np 1\nend\np 甲\n"},
        {"<td>甲</td><tr><td>乙", "p 甲乙\n"},
        {"<table><td>1</table>", "table\nrow 1\ncell\np 1\nend\n"},
    };
    (void)state;
    CHECK(samples);
}

static void lists_show_their_numbers(void **state)
{
    static const struct sample samples[] = {
        {"<ul><li>甲<li>乙</ul>", "p 甲\np 乙\n"},
        {"<ol><li>甲<li><p>乙</p>丙<li></ol>", "p 1. 甲\np 2. 乙\np 丙\n"},
        {"<ol><li></ol>甲", "p 甲\n"},
        {"<ol start=3><li>甲<li value=7>乙<li>丙</ol>", "p 3. 甲\np 7. 乙\np 8. 丙\n"},
        {"<ol type=a><li>甲<li type=I>乙</ol>", "p a. 甲\np II. 乙\n"},
        {"<ol start=19 style='list-style-type:cjk-ideographic'><li>甲<li>乙</ol>",
         "p 十九、甲\np 二十、乙\n"},
        {"<ol style='list-style: none inside'><li>甲</ol>", "p 甲\n"},
        {"<ul style='list-style-type:decimal'><li>甲</ul>", "p 1. 甲\n"},
        {"<ol><li>甲<ol type=i><li>乙<li>丙</ol><li>丁</ol>",
         "p 1. 甲\np i. 乙\np ii. 丙\np 2. 丁\n"},
        {"<ol><li><table><tr><td>5</table></ol>", "p 1. \ntable\nrow 1\ncell\np 5\nend\n"},
        {"<p><span style='mso-list:Ignore'>一、<span>&nbsp;</span></span>甲</p>",
         "p 一、\xC2\xA0甲\n"},
    };
    (void)state;
    CHECK(samples);
}

static void a_page_whose_tables_are_all_hidden_is_unfolded(void **state)
{
    static const struct sample samples[] = {
        {"甲<table hidden><tr><td>1</table>", "p 甲\n"},
        {"<div style='visibility:hidden'>甲<img></div>", "p 甲\n"},
        {"<body style='display:none'>甲<p hidden>乙", "p 甲\n"},
    };
    static const char row[] = "<tr><td>1<td style='display:none'>2<td style='mso-hide:all'>3";
    (void)state;
    CHECK(samples);
    char *told = read_repeated("甲<div style='display:none'><table>", row, 99, "</table>");
    assert_string_equal(told, "p 甲\n");
    free(told);
    told = read_repeated("甲<div style='display:none'><table>", row, 100, "</table><del>乙</del>");
    assert_int_equal(strncmp(told, "p 甲\ntable\nrow 1\ncell\np 1\nrow 2", 32), 0);
    assert_null(strstr(told, "乙"));
    free(told);
    told = read_repeated("<table><tr><td><td><td><td><td><td><td><td><td><td><tr><td><td><td><td>"
                         "<td><td><td><td><td><td>x</table><table hidden>",
                         row, 100, "");
    assert_null(strstr(told, "p 1\n"));
    free(told);
}

static void titles_come_from_the_head(void **state)
{
    static const struct sample samples[] = {
        {"<title> 甲\n乙 </title>丙", "p 丙\ntitle 甲 乙\n"},
        {"<title>甲</title><meta name=articletitle content=乙><meta name=ArticleTitle content=x>丙",
         "p 丙\ntitle 乙\n"},
        {"<title>甲</title><meta name=ArticleTitle content=' '><svg><title>x</title></svg>丙",
         "p 丙\ntitle 甲\n"},
    };
    (void)state;
    CHECK(samples);
}

static void pages_without_text_say_why(void **state)
{
    static const struct sample samples[] = {
        {"", "failed input.empty: a web page without text\n"},
        {"<title>甲</title><p>&nbsp;</p>", "failed input.empty: a web page without text\n"},
        {"<p><img src=1.jpg><script>x</script></p>",
         "failed input.no_text: a web page of pictures, without text\n"},
        {"<div id=app></div><script src=x></script>",
         "failed input.no_text: a page whose text scripts or frames fetch; save it from a browser "
         "that shows it\n"},
        {"<FRAMESET cols=*><frame src=a><noframes>甲</noframes></FRAMESET>",
         "failed input.no_text: a page whose text scripts or frames fetch; save it from a browser "
         "that shows it\n"},
    };
    (void)state;
    CHECK(samples);
}

static void whole_pages(void **state)
{
    static const struct {
        document_reader reader;
        const char *page, *told;
    } files[] = {
        {html_read, "tests/data/html/portal.html", "tests/data/html/portal.told"},
        {html_read, "tests/data/html/word.html", "tests/data/html/word.told"},
        {mhtml_read, "tests/data/html/page.mht", "tests/data/html/page.told"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *told = documents_read_file(files[i].reader, files[i].page);
        struct bytes wanted = fixture_read(files[i].told);
        bytes_add(&wanted, "", 1);
        assert_string_equal(told, wanted.data);
        free(wanted.data);
        free(told);
    }
}

static void hostile_pages_are_bounded(void **state)
{
    static const struct {
        const char *before, *piece;
        size_t count;
        const char *told;
    } pages[] = {
        {"", "<p>", 1000000, "failed input.too_large"},           /* memory */
        {"<i ", "a='' b=''", 1000000, "failed input.empty"},      /* one attribute */
        {"", "<font size=1>x", 200000, "failed input.too_large"}, /* time */
        {"", "<table><tr><td>", 17, "failed input.too_large: tables are nested too deeply"},
        {"", "<svg>", 200000, "failed input.empty"}, /* deeper than the stack would take */
        {"<p>x", "&amp;&nbsp;&nosuch;&#x110000;&", 100000, "p x&"},
        {"<table>", "<td colspan=99999 rowspan=99999>1", 100000, "table\nrow 1\ncell 256x1\np 1\n"},
        {"", "<table><svg><select><desc><select><caption>", 2, "failed input.empty"},
        {"", "<!--", 100000, "failed input.empty"},
        {"x", "&lt;!--[", 100000, "p x<!--[<!--["},
        {"", "<p style=';;;:::display'>x", 1000, "p x\np x\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *told = read_repeated(pages[i].before, pages[i].piece, pages[i].count, "");
        if (strlen(told) > strlen(pages[i].told))
            told[strlen(pages[i].told)] = '\0';
        assert_string_equal(told, pages[i].told);
        free(told);
    }
}

/* Gumbo throws the page away at a frameset, by recursion. */
static void a_frameset_in_deep_elements(void **state)
{
    (void)state;
    char *told = read_repeated("", "<svg>", 300000, "<p><FrameSet>");
    assert_int_equal(strncmp(told, "failed input.no_text", 20), 0);
    free(told);
}

static void nuls_and_broken_characters(void **state)
{
    static const char page[] = "<p>1\0002</p\0><p>\xFF\xE7</p>";
    (void)state;
    char *told = documents_read(html_read, page, sizeof page - 1);
    assert_string_equal(told, "p 12\np \uFFFD\uFFFD\n");
    free(told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_told_by_paragraphs),
        cmocka_unit_test(what_is_not_shown_is_not_told),
        cmocka_unit_test(tables_are_told_by_rows_and_cells),
        cmocka_unit_test(rows_and_cells_that_are_hidden_have_no_place),
        cmocka_unit_test(tags_that_are_left_open_or_misplaced),
        cmocka_unit_test(lists_show_their_numbers),
        cmocka_unit_test(a_page_whose_tables_are_all_hidden_is_unfolded),
        cmocka_unit_test(titles_come_from_the_head),
        cmocka_unit_test(pages_without_text_say_why),
        cmocka_unit_test(whole_pages),
        cmocka_unit_test(hostile_pages_are_bounded),
        cmocka_unit_test(a_frameset_in_deep_elements),
        cmocka_unit_test(nuls_and_broken_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
