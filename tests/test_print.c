/*
 * Foreign text on its way to a terminal.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../cli/print.h"

static void shows(const char *text, const char *expected)
{
    char *shown = NULL;
    size_t size;
    FILE *out = open_memstream(&shown, &size);

    assert_non_null(out);
    print_safe(out, text);
    fclose(out);
    assert_string_equal(shown, expected);
    free(shown);
}

static void plain_text_stays(void **state)
{
    (void)state;
    shows("", "");
    shows("a.txt", "a.txt");
    shows("小河镇 2024 年 — 𠀀", "小河镇 2024 年 — 𠀀");
}

static void controls_are_spelt_out(void **state)
{
    (void)state;
    shows("a\x1b[2Jb\n\t\x7f", "a\\x1b[2Jb\\x0a\\x09\\x7f");
    shows("\xc2\x9b", "\\u009b");
    shows("年\xe2\x80\xae报", "年\\u202e报");
    shows("\xe2\x80\xa8", "\\u2028");
}

static void bytes_that_are_not_utf8_are_spelt_out(void **state)
{
    (void)state;
    shows("a\xff\xb2", "a\\xff\\xb2");
    shows("\xc0\xaf", "\\xc0\\xaf");          /* overlong */
    shows("\xed\xa0\x80", "\\xed\\xa0\\x80"); /* a surrogate */
    shows("年\xe5\xb9", "年\\xe5\\xb9");      /* cut off */
    shows("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
}

static char *json_shown(const json_t *json, size_t flags, int indent)
{
    char *shown = NULL;
    size_t size;
    FILE *out = open_memstream(&shown, &size);

    assert_non_null(out);
    assert_int_equal(print_json(out, json, flags, indent), 0);
    fclose(out);
    return shown;
}

static void json_keeps_its_value(void **state)
{
    json_t *json = json_pack("{s:s}", "name", "\x1b年\xc2\x9b\xe2\x80\xae");
    char *shown = json_shown(json, NB_DUMP_FLAGS, 0);
    json_t *again = json_loads(shown, 0, NULL);

    (void)state;
    assert_string_equal(shown, "{\"name\":\"\\u001B年\\u009b\\u202e\"}");
    assert_true(json_equal(json, again));
    json_decref(again);
    json_decref(json);
    free(shown);
}

static void json_is_indented(void **state)
{
    json_t *json = json_pack("{s:i}", "a", 1);
    char *shown = json_shown(json, JSON_INDENT(2), 2);

    (void)state;
    assert_string_equal(shown, "{\n    \"a\": 1\n  }");
    json_decref(json);
    free(shown);
}

static void reasons_are_in_both_languages(void **state)
{
    (void)state;
    assert_string_equal(print_reason(EACCES, NB_ZH), "没有权限读取");
    assert_string_equal(print_reason(EACCES, NB_EN), strerror(EACCES));
    assert_string_equal(print_reason(EXDEV, NB_ZH), strerror(EXDEV));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_stays),
        cmocka_unit_test(controls_are_spelt_out),
        cmocka_unit_test(bytes_that_are_not_utf8_are_spelt_out),
        cmocka_unit_test(json_keeps_its_value),
        cmocka_unit_test(json_is_indented),
        cmocka_unit_test(reasons_are_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
