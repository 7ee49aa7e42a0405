/* Tokens: marks, numbers with their units, blanks, and where pieces of text end. */
#include "../parser/number.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

#include "../parser/buffer.h"

struct number_case {
    const char *source;
    int taken; /* characters; 0: no number */
    int64_t value;
    int scale, shift, yuan, overlong;
};

static void test_numbers(void **state)
{
    (void)state;
    static const struct number_case cases[] = {
        {"0", 1, 0, 0, 0, 0, 0},
        {"12", 2, 12, 0, 0, 0, 0},
        {"１２", 2, 12, 0, 0, 0, 0},
        {"-5", 2, -5, 0, 0, 0, 0},
        {"−５", 2, -5, 0, 0, 0, 0},
        {"+5", 2, 5, 0, 0, 0, 0},
        {"-", 0, 0, 0, 0, 0, 0},
        {"--5", 0, 0, 0, 0, 0, 0},
        {"007", 3, 7, 0, 0, 0, 0},
        {"2件", 2, 2, 0, 0, 0, 0},
        {"3次会", 2, 3, 0, 0, 0, 0},
        {"251000元", 7, 251000, 0, 0, 1, 0},
        {"5.50万元", 6, 550, 2, 4, 1, 0},
        {"3万", 2, 3, 0, 4, 0, 0},
        {"1亿元", 3, 1, 0, 8, 1, 0},
        {"4万件", 3, 4, 0, 4, 0, 0},
        {"1,234", 5, 1234, 0, 0, 0, 0},
        {"1，234，567", 9, 1234567, 0, 0, 0, 0},
        {"1,234.5", 7, 12345, 1, 0, 0, 0},
        {"1,23", 1, 1, 0, 0, 0, 0},
        {"1,2345", 1, 1, 0, 0, 0, 0},
        {"1.", 1, 1, 0, 0, 0, 0},
        {"1.2.3", 3, 12, 1, 0, 0, 0},
        {".5", 0, 0, 0, 0, 0, 0},
        {"4.947990", 8, 4947990, 6, 0, 0, 0},
        {"999999999999999", 15, 999999999999999, 0, 0, 0, 0},
        {"000999999999999999", 18, 999999999999999, 0, 0, 0, 0},
        {"1000000000000000", 16, 100000000000000, 0, 0, 0, 1},
        {"0.0000000000000001", 18, 1, 16, 0, 0, 1},
        {"件", 0, 0, 0, 0, 0, 0},
        {"", 0, 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct number_case *c = &cases[i];
        struct page page;
        struct nb_token token = {0};
        page_init(&page, c->source);
        int taken = (int)nb_token_number(&page.text, 0, page.text.length, &token);
        int same = taken == c->taken && token.overlong == c->overlong;
        if (taken)
            same = same && (c->overlong || token.value == c->value) && token.scale == c->scale &&
                   token.shift == c->shift && token.yuan == c->yuan;
        if (!same)
            fail_msg("\"%s\": %d characters, %lld, scale %d, shift %d, yuan %d, overlong %d",
                     c->source, taken, (long long)token.value, token.scale, token.shift, token.yuan,
                     token.overlong);
        page_free(&page);
    }
}

static void test_number_ends(void **state)
{
    (void)state;
    struct page page;
    struct nb_token token = {0};
    page_init(&page, "12345");
    for (size_t end = 0; end <= 5; end++)
        assert_int_equal(nb_token_number(&page.text, 0, end, &token), end);
    assert_int_equal(token.value, 12345);
    page_free(&page);
}

struct mark_case {
    const char *source;
    int taken;
    enum nb_mark mark;
    int number;
};

static void test_marks(void **state)
{
    (void)state;
    static const struct mark_case cases[] = {
        {"一、本年", 2, NB_MARK_HAN, 1},
        {"十、", 2, NB_MARK_HAN, 10},
        {"十一、", 3, NB_MARK_HAN, 11},
        {"二十、", 3, NB_MARK_HAN, 20},
        {"二十一、", 4, NB_MARK_HAN, 21},
        {"二三、", 0, NB_MARK_NONE, 0},
        {"四.结转", 2, NB_MARK_HAN, 4},
        {"三 、", 3, NB_MARK_HAN, 3},
        {"（一）予以公开", 3, NB_MARK_PAREN, 1},
        {"(七)总计", 3, NB_MARK_PAREN, 7},
        {"（ 一 ）", 5, NB_MARK_PAREN, 1},
        {"㈠予以公开", 3, NB_MARK_PAREN, 1},
        {"1.属于", 2, NB_MARK_ARABIC, 1},
        {"１．属于", 2, NB_MARK_ARABIC, 1},
        {"1、属于", 2, NB_MARK_ARABIC, 1},
        {"8)属于", 2, NB_MARK_ARABIC, 8},
        {"（3）属于", 3, NB_MARK_ARABIC, 3},
        {"⑶属于", 3, NB_MARK_ARABIC, 3},
        {"①属于", 2, NB_MARK_ARABIC, 1},
        {"⑫属于", 3, NB_MARK_ARABIC, 12},
        {"1\\. 属于", 3, NB_MARK_ARABIC, 1},
        {"1.5", 0, NB_MARK_NONE, 0},
        {"2024、", 0, NB_MARK_NONE, 0},
        {"0.属于", 0, NB_MARK_NONE, 0},
        {"（一", 0, NB_MARK_NONE, 0},
        {"（）", 0, NB_MARK_NONE, 0},
        {"（区分处理）", 0, NB_MARK_NONE, 0},
        {"一般", 0, NB_MARK_NONE, 0},
        {"〇、", 0, NB_MARK_NONE, 0},
        {"本年", 0, NB_MARK_NONE, 0},
        {"", 0, NB_MARK_NONE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct mark_case *c = &cases[i];
        struct page page;
        struct nb_token token = {0};
        page_init(&page, c->source);
        int taken = (int)nb_token_mark(&page.text, 0, page.text.length, &token);
        if (taken != c->taken || token.mark != c->mark || token.mark_number != c->number)
            fail_msg("\"%s\": %d characters, mark %d, number %d", c->source, taken, token.mark,
                     token.mark_number);
        page_free(&page);
    }
}

/*
 * Tokens as one string: a text in <>, with its mark before it (H一, P（一）, A 1.), a number as it
 * is ("!" where it is overlong), a blank as "_", each with the cell it stands in where its line has
 * cells, "/" between lines.
 */
static char *shown(struct page *page, const struct nb_tokens *tokens)
{
    struct nb_buffer out;
    nb_buffer_init(&out);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct nb_token *t = &tokens->list[i];
        if (i)
            nb_buffer_puts(&out, t->line != tokens->list[i - 1].line ? " / " : " ");
        if (t->grid)
            nb_buffer_printf(&out, "%u:", t->cell);
        if (t->mark)
            nb_buffer_printf(&out, "%c%d", " HPA"[t->mark], t -> mark_number);
        if (t->type == NB_TOK_TEXT) {
            nb_buffer_puts(&out, "<");
            nb_buffer_puts(&out, page_words(page, t->start, t->end));
            nb_buffer_puts(&out, ">");
        } else if (t->type == NB_TOK_NUMBER && t->overlong) {
            nb_buffer_puts(&out, "!");
        } else if (t->type == NB_TOK_NUMBER) {
            nb_buffer_printf(&out, "%lld", (long long)t->value);
        } else {
            nb_buffer_puts(&out, "_");
        }
    }
    char *string = nb_arena_string(&page->arena, out.bytes ? out.bytes : "", out.length);
    nb_buffer_free(&out);
    return string;
}

static void test_scan(void **state)
{
    (void)state;
    static const struct {
        const char *name, *source, *tokens;
    } cases[] = {
        {"nothing", "", ""},
        {"blank lines", " \n\t\n\u3000", ""},
        {"a row in tabs", "一、本年新收\t\t1\t2", "0:H1<本年新收> 1:_ 2:1 3:2"},
        {"bars at the ends", "| 1.重复 | 0 |  | 3 |", "0:A1<重复> 1:0 2:_ 3:3"},
        {"bars without ends", "重复|0|3", "0:<重复> 1:0 2:3"},
        {"one cell a line", "|重复|\n|0|\n||\n|3|", "0:<重复> / 0:0 / 0:_ / 0:3"},
        {"spaces", "（七）总计 1 2  3", "P7<总计> 1 2 3"},
        {"a number glued to its label", "（七）总计12", "P7<总计> 12"},
        {"words spaced", "自 然 人", "<自 然 人>"},
        {"a wide gap", "商业企业   科研机构", "<商业企业> <科研机构>"},
        {"dashes and slashes", "总计 - — / ／ —— 无 3", "<总计> _ _ _ _ _ _ 3"},
        {"dashes alone behind a label", "总计 - -", "<总计> _ _"},
        {"a dash between words", "法人 - 其他 3", "<法人 - 其他> 3"},
        {"blank signs in cells", "总计\t-\t／\t无\t————", "0:<总计> 1:_ 2:_ 3:_ 4:_"},
        {"a dash beside a word", "总计-其他", "<总计-其他>"},
        {"a negative number", "总计\t-3", "0:<总计> 1:-3"},
        {"a range of cells", "5~6\t7", "0:<5~6> 1:7"},
        {"units", "总计\t2件\t251000元", "0:<总计> 1:2 2:251000"},
        {"digits in groups", "总计\t1 234\t12 345 678\t1 23",
         "0:<总计> 1:1234 2:12345678 3:1 3:23"},
        {"zero in words", "总计\t〇\t零\tO", "0:<总计> 1:0 2:0 3:<O>"},
        {"a unit without a number", "总计\t件\t/件\t2", "0:<总计> 1:_ 2:_ 3:2"},
        {"a note with a number", "总计（含 2 种情形） 3", "<总计(含 2 种情形)> 3"},
        {"a bar that closes an empty cell", " | 重复 | 0", "0:_ 1:<重复> 2:0"},
        {"thousands", "总计\t1,234\t1，234", "0:<总计> 1:1234 2:1234"},
        {"a label with a number in it", "第1季度", "<第1季度>"},
        {"two marks in one cell", "（五）不予处理 1.信访", "P5<不予处理> A1<信访>"},
        {"glued marks", "（五）不予处理1.信访", "P5<不予处理> A1<信访>"},
        {"a mark alone", "一、\t5", "0:H1<> 1:5"},
        {"a mark alone before numbers", "（五）   32 30\n（五） 32", "P5<> 32 30 / P5<32>"},
        {"bold", "**总计** | **12** | `3`", "0:<总计> 1:12 2:3"},
        {"tags", "社会公益<br>组织 &nbsp; 3", "<社会公益 组织> 3"},
        {"a rule of Markdown", "|---|:-:|--:|\n总计", "<总计>"},
        {"a frame", "+-----+----+\n=====\n总计", "<总计>"},
        {"page numbers", "-4-\n— 4 —\n第 4 页\n第4页 共8页\n总计", "<总计>"},
        {"one number alone is a cell", "4", "4"},
        {"a row of dashes is of cells", "- 4", "_ 4"},
        {"a sentence", "本表数据由各科室报送。\n总计", "<总计>"},
        {"a number with a full stop", "总计\t264。", "0:<总计> 1:264"},
        {"a unit behind a space", "收费\t251000 元", "0:<收费> 1:251000"},
        {"a unit in brackets", "总计\t36（件）", "0:<总计> 1:36"},
        {"a double counter", "总计\t36人次", "0:<总计> 1:36"},
        {"the sign of yuan", "收费\t￥25.1", "0:<收费> 1:251"},
        {"the number of a footnote", "总计\t36¹\t36[^1]", "0:<总计> 1:36 2:36 2:<[^1]>"},
        {"a decrease in words", "行政许可\t减369\t增3", "0:<行政许可> 1:-369 2:3"},
        {"a sign apart from its number", "行政许可\t- 369", "0:<行政许可> 1:-369"},
        {"a number behind a colon", "行政许可：264", "<行政许可:> 264"},
        {"a page in English", "Page 9\n总计", "<总计>"},
        {"a sentence in a cell", "总计\t无误。\t3", "0:<总计> 2:3"},
        {"an upright label", "不\n予\n公\n开\n1.属于", "<不\n予\n公\n开> / A1<属于>"},
        {"too many digits", "1234567890123456", "!"},
        {"traditional", "總計\t３", "0:<总计> 1:3"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page;
        struct nb_tokens tokens;
        page_init(&page, cases[i].source);
        assert_int_equal(nb_tokens_scan(&tokens, &page.arena, &page.text, 0, page.text.line_count),
                         0);
        char *found = shown(&page, &tokens);
        if (strcmp(found, cases[i].tokens) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].name, found, cases[i].tokens);
        page_free(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_number_ends),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
