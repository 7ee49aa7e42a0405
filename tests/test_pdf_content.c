#include "units.h"

#include <stdio.h>
#include <string.h>

#include "../extract/worker/pdf_content.h"
#include "../extract/worker/pdf_lexer.h"

#define WIDTH  200
#define HEIGHT 100

static const struct pdf_matrix upright = {1, 0, 0, -1, 0, HEIGHT};

/* What the content draws, as "H y from-to" and "V x from-to" in the order of drawing. */
static void assert_draws(const char *content, const char *expected)
{
    char shown[1024] = "";
    struct pdf_rules rules;
    pdf_rules_init(&rules, WIDTH, HEIGHT);
    assert_int_equal(pdf_content_run((const unsigned char *)content, strlen(content), &upright,
                                     NULL, NULL, &rules),
                     0);
    for (int way = PDF_ACROSS; way <= PDF_DOWN; way++) {
        for (size_t i = 0; i < rules.list[way].count; i++) {
            const struct pdf_rule *rule = &rules.list[way].rules[i];
            size_t length = strlen(shown);
            snprintf(shown + length, sizeof shown - length, "%c %g %g-%g;", "HV"[way], rule -> at,
                     rule -> from, rule -> to);
        }
    }
    pdf_rules_free(&rules);
    assert_string_equal(shown, expected);
}

static void test_strokes(void **state)
{
    (void)state;
    assert_draws("10 20 m 60 20 l S", "H 80 10-60;");
    assert_draws("10 20 m 10 70 l S", "V 10 30-80;");
    assert_draws("10 20 m 60 40 l S", "");
    assert_draws("10 20 30 40 re S", "H 80 10-40;H 40 10-40;V 40 40-80;V 10 40-80;");
    assert_draws("10 20 m 40 20 l 40 60 l s", "H 80 10-40;V 40 40-80;");
    assert_draws("10 20 m 60 20 l n 10 30 m 60 30 l S", "H 70 10-60;");
    assert_draws("10 20 m 0 0 5 5 60 20 c 60 70 l S", "V 60 30-80;");
}

static void test_fills(void **state)
{
    (void)state;
    assert_draws("10 20 50 0.5 re f", "H 79.75 10-60;");
    assert_draws("10 20 0.5 50 re f*", "V 10.25 30-80;");
    assert_draws("10 20 50 40 re f", "");
    assert_draws("10 20 0.5 0.5 re F", "H 79.75 10-10.5;V 10.25 79.5-80;");
    assert_draws("10 20 50 40 re 11 21 48 38 re f*",
                 "H 41 11-59;H 79 11-59;V 11 41-79;V 59 41-79;");
    assert_draws("0.1 0 0 0.1 5 5 cm 50 150 500 5 re B",
                 "H 79.75 10-60;H 80 10-60;H 79.5 10-60;V 60 79.5-80;V 10 79.5-80;");
}

static void test_states_are_kept(void **state)
{
    (void)state;
    assert_draws("q 2 0 0 2 0 0 cm 10 20 m 60 20 l S Q 10 20 m 60 20 l S",
                 "H 60 20-120;H 80 10-60;");
    assert_draws("q 0 1 -1 0 100 0 cm 10 20 m 60 20 l S Q", "V 80 40-90;");
    assert_draws("Q Q 10 20 m 60 20 l S", "H 80 10-60;");
}

static void test_what_is_no_path_is_passed_over(void **state)
{
    (void)state;
    assert_draws("BT (1 2 m \\) 3 4 l S (5)) Tj [(a) -3 <3031>] TJ ET 10 20 m 60 20 l S",
                 "H 80 10-60;");
    assert_draws("/P << /A (Q) /B [1 2] >> BDC % 0 0 m 9 9 l\n10 20 m 60 20 l S EMC",
                 "H 80 10-60;");
    assert_draws("q BI /W 1 /H 1 ID \x01 EI\x02 EI Q 10 20 m 60 20 l S",
                 "H 99.5 0-1;H 80 10-60;V 0.5 99-100;");
    assert_draws("10 20 m 60 20 l", "");
    assert_draws("l S 5 l S", "");
    assert_draws("(never closed", "");
    assert_draws("<30", "");
    assert_draws("q BI ID never ended", "H 99.5 0-1;V 0.5 99-100;");
}

static void test_lines_are_cut_at_the_page(void **state)
{
    (void)state;
    assert_draws("-50 20 m 999 20 l S", "H 80 0-200;");
    assert_draws("10 500 m 60 500 l S", "");
    assert_draws("99999999999 20 m 99999999999999999999 20 l S", "");
}

static void test_numbers(void **state)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"12", 12}, {"-.5", -0.5},  {"+3.25", 3.25}, {"--4", -4},
                 {"4.", 4},  {"1.5.5", 1.5}, {"6-7", 6},      {"-", 0}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pdf_lexer lexer;
        pdf_lexer_init(&lexer, (const unsigned char *)cases[i].text, strlen(cases[i].text));
        assert_int_equal(pdf_lexer_next(&lexer), PDF_NUMBER);
        assert_true(lexer.number == cases[i].value);
        assert_int_equal(pdf_lexer_next(&lexer), PDF_END);
    }
}

static void test_states_without_end(void **state)
{
    static char content[40000];
    struct pdf_rules rules;
    (void)state;
    for (size_t i = 0; i < sizeof content; i += 2)
        memcpy(content + i, "q ", 2);
    pdf_rules_init(&rules, WIDTH, HEIGHT);
    assert_int_equal(pdf_content_run((const unsigned char *)content, sizeof content, &upright, NULL,
                                     NULL, &rules),
                     -1);
    pdf_rules_free(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strokes),
        cmocka_unit_test(test_fills),
        cmocka_unit_test(test_states_are_kept),
        cmocka_unit_test(test_what_is_no_path_is_passed_over),
        cmocka_unit_test(test_lines_are_cut_at_the_page),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_states_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
