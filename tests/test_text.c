/* The source as text: decoding, lines, and the one form that everything after it compares. */
#include "units.h"

#include <string.h>

#include "../parser/variant.h"

static void test_forms(void **state)
{
    (void)state;
    static const struct text_case cases[] = {
        {"plain", "申请 2 件", "申请 2 件"},
        {"full-width digits and letters", "０１２９ＡＺａｚ", "0129AZaz"},
        {"full-width marks", "（一）１．％，：；", "(一)1.%,:;"},
        {"ideographs in brackets", "㈠㈩", "(一)(十)"},
        {"circled numbers count", "①⑳", "1.20."},
        {"numbers in brackets", "⑴⒇", "(1)(20)"},
        {"numbers with a stop", "⒈⒛", "1.20."},
        {"circled ideographs", "㊀", "一"},
        {"Roman numerals", "Ⅳ", "IV"},
        {"Kangxi radicals", "⼀⾏⾯", "一行面"},
        {"a Kangxi radical that is traditional", "⾧", "长"},
        {"a compatibility ideograph", "\uF9B5", "例"},
        {"traditional characters", "屬於國家祕密無", "属于国家秘密无"},
        {"spaces of every width", "a\u00A0b\u2003c\u3000d\u202Fe", "a b c d e"},
        {"characters of no width", "申\u200B请\uFEFF数\u00AD量\u2060", "申请数量"},
        {"turned writing directions", "\u202E申请\u202C", "申请"},
        {"dashes", "‐‑‒–—―−─━－﹣", "-----------"},
        {"quotation marks", "“三安全一稳定”‘’'「」『』", "\"三安全一稳定\"\"\"\"\"\"\"\""},
        {"bars", "│┃丨¦｜", "|||||"},
        {"brackets", "〔2021〕【2】", "[2021][2]"},
        {"circles for the digit nought", "二○二◯", "二〇二〇"},
        {"ligatures and fractions", "ﬁ½", "fi1⁄2"},
        {"a character beyond the basic plane", "\U00020000", "\U00020000"},
        {"radicals that have no compatibility form", "\u2ED3期公开\u2EDA数", "长期公开页数"},
        {"variant characters", "説眾戶", "说众户"},
        {"a stroke for a comma", "一\u4E36总体情况", "一、总体情况"},
        {"dark and double circles", "\u2776\u277F\u24F5\u24EB", "1.10.1.11."},
        {"more of no width", "申\uFE0F请\u034F数\U000E0101量", "申请数量"},
        {"fillers", "申\u3164请", "申 请"},
        {"waves", "1～2〜3∼4", "1~2~3~4"},
        {"dots of a table of contents", "⋯…", "...."},
        {"digits of mathematics", "\U0001D7D8\U0001D7F7", "01"},
        {"a digit whose font is lost", "\uF0315", "\uF0315"},
        {"a footnote", "12\u00B2", "12"},
        {"a vertical bracket", "︵一︶", "(一)"},
    };
    check_texts(cases, COUNT_OF(cases));
}

static void test_line_ends(void **state)
{
    (void)state;
    static const struct text_case cases[] = {
        {"LF", "a\nb\n", "a\nb\n"},
        {"CR LF", "a\r\nb\r\n", "a\nb\n"},
        {"CR", "a\rb\r", "a\nb\n"},
        {"CR CR LF", "a\r\r\nb", "a\n\nb"},
        {"form feed and vertical tab", "a\fb\vc", "a\nb\nc"},
        {"a page that begins with a line", "\fa\n\fb\r\n\f\n", "a\nb\n\n"},
        {"NEL and Unicode's own",
         "a\xC2\x85"
         "b\u2028c\u2029d",
         "a\nb\nc\nd"},
        {"a byte order mark", "\uFEFFa", "a"},
        {"nothing but a byte order mark", "\uFEFF", ""},
        {"a byte order mark in the middle", "a\uFEFFb", "ab"},
        {"half a byte order mark", "\xEF\xBB", "\uFFFD"},
    };
    check_texts(cases, COUNT_OF(cases));
}

struct bad_case {
    const char *name, *bytes;
    size_t size, replaced, nuls, controls, first_bad;
    const char *text;
};

#define BYTES(string) (string), sizeof(string) - 1
#define R             "\uFFFD"

static void test_bad_bytes(void **state)
{
    (void)state;
    static const struct bad_case cases[] = {
        {"nothing", BYTES(""), 0, 0, 0, 0, ""},
        {"a continuation byte", BYTES("a\x80z"), 1, 0, 0, 1, "a" R "z"},
        {"overlong, two bytes", BYTES("\xC0\xAF"), 2, 0, 0, 0, R R},
        {"overlong, three bytes", BYTES("\xE0\x80\xAF"), 3, 0, 0, 0, R R R},
        {"overlong, four bytes", BYTES("\xF0\x80\x80\xAF"), 4, 0, 0, 0, R R R R},
        {"a surrogate", BYTES("\xED\xA0\x80"), 3, 0, 0, 0, R R R},
        {"beyond U+10FFFF", BYTES("\xF4\x90\x80\x80"), 4, 0, 0, 0, R R R R},
        {"bytes that never occur", BYTES("\xFE\xFF"), 2, 0, 0, 0, R R},
        {"cut off after two of three", BYTES("a\xE5\xB9"), 1, 0, 0, 1, "a" R},
        {"cut off after three of four", BYTES("\xF0\xA0\x80"), 1, 0, 0, 0, R},
        {"broken off by a letter", BYTES("\xE5\xB9z"), 1, 0, 0, 0, R "z"},
        {"NUL", BYTES("a\0b\0"), 0, 2, 0, 1, "ab"},
        {"control characters", BYTES("a\x1B[1m\x7F\b"), 0, 0, 3, 1, "a[1m"},
        {"the first of several kinds", BYTES("ab\xFF\0\x01"), 1, 1, 1, 2, "ab" R},
        {"the last that are allowed", BYTES("\xF4\x8F\xBF\xBF\xED\x9F\xBF"), 0, 0, 0, 0,
         "\U0010FFFF\uD7FF"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct bad_case *c = &cases[i];
        struct page page;
        page_init_bytes(&page, c->bytes, c->size);
        const struct nb_text *t = &page.text;
        if (t->replaced != c->replaced || t->nuls != c->nuls || t->controls != c->controls ||
            t->first_bad != c->first_bad || strcmp(page_all(&page), c->text) != 0)
            fail_msg("%s: %zu, %zu, %zu from %zu: %s", c->name, t->replaced, t->nuls, t->controls,
                     t->first_bad, page_all(&page));
        page_free(&page);
    }
}

/* Cut after any byte, the text is that of the whole up to there, and at most one sign of damage. */
static void test_cut_anywhere(void **state)
{
    (void)state;
    static const char source[] = "\uFEFF一、本年（㈠）①２件\r\n屬於“\U00020000”—\u3000⼀\f完";
    struct page whole;
    page_init(&whole, source);
    for (size_t size = 0; size < sizeof source; size++) {
        struct page page;
        page_init_bytes(&page, source, size);
        const struct nb_text *t = &page.text;
        assert_true(t->replaced <= 1);
        assert_int_equal(t->at[t->length], size);
        for (size_t i = 0; i + 1 < t->length; i++) {
            assert_int_equal(t->cp[i], whole.text.cp[i]);
            assert_int_equal(t->at[i], whole.text.at[i]);
        }
        page_free(&page);
    }
    page_free(&whole);
}

static void test_places(void **state)
{
    (void)state;
    struct page page;
    page_init(&page, "\uFEFF一①\r\n２");
    static const uint32_t cp[] = {0x4E00, '1', '.', '\n', '2'}, at[] = {3, 6, 6, 10, 11, 14};
    assert_int_equal(page.text.length, COUNT_OF(cp));
    for (size_t i = 0; i < COUNT_OF(cp); i++)
        assert_int_equal(page.text.cp[i], cp[i]);
    for (size_t i = 0; i < COUNT_OF(at); i++)
        assert_int_equal(page.text.at[i], at[i]);
    page_free(&page);
}

static void test_lines(void **state)
{
    (void)state;
    struct page page;
    page_init(&page, "ab\n\ncd");
    static const struct nb_line lines[] = {{0, 2}, {3, 3}, {4, 6}};
    static const size_t line_of[] = {0, 0, 0, 1, 2, 2, 2};
    assert_int_equal(page.text.line_count, COUNT_OF(lines));
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        assert_int_equal(page.text.lines[i].start, lines[i].start);
        assert_int_equal(page.text.lines[i].end, lines[i].end);
    }
    for (size_t i = 0; i < COUNT_OF(line_of); i++)
        assert_int_equal(nb_text_line(&page.text, i), line_of[i]);
    page_free(&page);
    page_init(&page, "");
    assert_int_equal(page.text.line_count, 1);
    assert_int_equal(nb_text_line(&page.text, 0), 0);
    page_free(&page);
}

/* The longest expansion there is, over and over: what has no room left stays as it is. */
static void test_expansion(void **state)
{
    (void)state;
    char source[3 * 2000];
    for (size_t i = 0; i < sizeof source; i++)
        source[i] = "\uFDFA"[i % 3];
    struct page page;
    page_init_bytes(&page, source, sizeof source);
    assert_true(page.text.length <= sizeof source + 64);
    assert_true(page.text.length >= 2000);
    assert_int_equal(page.text.at[page.text.length], sizeof source);
    page_free(&page);
}

static void test_too_long(void **state)
{
    (void)state;
    struct nb_arena arena;
    struct nb_text text;
    nb_arena_init(&arena);
    assert_int_equal(nb_text_init(&text, &arena, "", (size_t)UINT32_MAX / 8 + 1), -1);
    assert_null(arena.blocks);
}

static void test_markdown(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        int markdown;
    } cases[] = {
        {"# 标题", 1},    {"x\n###### 标题\n", 1}, {"|---|---|", 1},
        {"|:--|:-:|", 1}, {"| --- | --- |", 1},    {"####### 七个", 0},
        {"#标题", 0},     {"| 1 | 2 |", 0},        {"|--", 0},
        {"", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        page_init(&page, cases[i].source);
        if (page.text.markdown != cases[i].markdown)
            fail_msg("\"%s\": markdown is %d", cases[i].source, page.text.markdown);
        page_free(&page);
    }
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        const char32_t *words;
        size_t at, after;
    } cases[] = {
        {"未收到申请", U"申请", 3, 5},      {"未收到申 请。", U"申请", 3, 6},
        {"未收到申  请。", U"申请", 3, 7},  {"申诉申请", U"申请", 2, 4},
        {"复议和诉讼", U"诉讼|复议", 0, 2}, {"行政复议", U"复议|行政复议", 0, 4},
        {"申", U"申请", SIZE_MAX, 0},       {"申\n请", U"申请", SIZE_MAX, 0},
        {"", U"申请", SIZE_MAX, 0},         {"申请", U"", SIZE_MAX, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        size_t after = 0;
        page_init(&page, cases[i].source);
        size_t at = nb_text_find(&page.text, 0, page.text.length, cases[i].words, &after);
        if (at != cases[i].at || after != cases[i].after)
            fail_msg("case %zu, %s: %zu to %zu", i, cases[i].source, at, after);
        page_free(&page);
    }
    struct page page;
    page_init(&page, "申请申请");
    assert_int_equal(nb_text_find(&page.text, 1, 4, U"申请", NULL), 2);
    assert_int_equal(nb_text_find(&page.text, 1, 3, U"申请", NULL), SIZE_MAX);
    page_free(&page);
}

static void test_han_digits(void **state)
{
    (void)state;
    static const char32_t digits[] = U"〇一二三四五六七八九十";
    for (int i = 0; i <= 10; i++)
        assert_int_equal(nb_han_digit(digits[i]), i);
    assert_int_equal(nb_han_digit(U'零'), 0);
    assert_int_equal(nb_han_digit(U'百'), -1);
    assert_int_equal(nb_han_digit('1'), -1);
    assert_true(nb_is_han(U'〇') && nb_is_han(U'申') && nb_is_han(0x20000));
    assert_false(nb_is_han('1') || nb_is_han(U'、') || nb_is_han(U'（'));
}

static void test_variants(void **state)
{
    (void)state;
    static const char32_t from[] = U"總計屬處辦繼續閱為説戶餘\u2ED3\u2EDA\u2ED4\u2EA0",
                          to[] = U"总计属处办继续阅为说户余长页门民";
    for (size_t i = 0; from[i]; i++)
        assert_int_equal(nb_variant(from[i]), to[i]);
    int changed = 0;
    for (uint32_t c = 0x2E00; c <= 0xA000; c++) {
        uint32_t simple = nb_variant(c);
        changed += simple != c;
        assert_int_equal(nb_variant(simple), simple);
    }
    assert_in_range(changed, 2500, 4000);
}

/* A name in the source stays as it was written, whatever it is compared as. */
static void test_prescribed(void **state)
{
    (void)state;
    static const char32_t same[] = U"着乾中年公开报告府制发废止现行有效件数处理决定量收费金额万元";
    for (size_t i = 0; same[i]; i++)
        assert_int_equal(nb_variant(same[i]), same[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),      cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_bad_bytes),  cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_places),     cmocka_unit_test(test_lines),
        cmocka_unit_test(test_expansion),  cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_markdown),   cmocka_unit_test(test_find),
        cmocka_unit_test(test_han_digits), cmocka_unit_test(test_variants),
        cmocka_unit_test(test_prescribed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
