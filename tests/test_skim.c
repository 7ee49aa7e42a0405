/* Values cut out of a JSON text. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "../daemon/skim.h"

static const char *const names[] = {"a", "bc"};

/* "-" stands for a member that is not there. */
static void expect(const char *text, const char *a, const char *bc)
{
    struct skim found[2], object = {text, strlen(text)};
    const char *const expected[] = {a, bc};

    assert_int_equal(skim_members(object, names, 2, found), 0);
    for (int i = 0; i < 2; i++) {
        if (strcmp(expected[i], "-") == 0) {
            assert_null(found[i].text);
            continue;
        }
        assert_non_null(found[i].text);
        assert_int_equal(found[i].size, strlen(expected[i]));
        assert_memory_equal(found[i].text, expected[i], found[i].size);
    }
}

static void test_values(void **state)
{
    (void)state;
    expect("{}", "-", "-");
    expect("{\"a\":1}", "1", "-");
    expect("{\"bc\":null,\"a\":-1.5e3}", "-1.5e3", "null");
    expect("{\"a\":\"x\",\"bc\":\"\"}", "\"x\"", "\"\"");
    expect("{\"a\":{\"a\":2,\"bc\":[3]},\"x\":{\"bc\":4}}", "{\"a\":2,\"bc\":[3]}", "-");
    expect("{\"a\":[[],{},[\"]\"]],\"bc\":[1,2]}", "[[],{},[\"]\"]]", "[1,2]");
    expect(" { \"a\" : true , \"bc\" : { } } ", "true", "{ }");
    expect("{\"ab\":1,\"b\":2,\"bcd\":3}", "-", "-");
}

/* Brackets, quotes and names in a string are none. */
static void test_strings(void **state)
{
    (void)state;
    expect("{\"x\":\"}\",\"a\":\"\\\",\\\"bc\\\":9\"}", "\"\\\",\\\"bc\\\":9\"", "-");
    expect("{\"x\":[\"]\",\"\\\\\"],\"a\":\"\\\\\",\"bc\":\"小河镇\"}", "\"\\\\\"", "\"小河镇\"");
}

/* Whatever is cut off anywhere is no object, and nothing behind its end is looked at. */
static void test_malformed(void **state)
{
    (void)state;
    static const char whole[] = "{\"a\":{\"x\":[1,\"y\\\"\"]},\"bc\":true}";
    static const char *const cases[] = {
        "",    "[]", "1", "{", "{a:1}", "{\"a\"1}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"bc\":2}",
        "null"};
    struct skim found[2];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(skim_members((struct skim){cases[i], strlen(cases[i])}, names, 2, found),
                         -1);
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        char *copy = malloc(n ? n : 1);
        memcpy(copy, whole, n);
        assert_int_equal(skim_members((struct skim){copy, n}, names, 2, found), -1);
        free(copy);
    }
    expect(whole, "{\"x\":[1,\"y\\\"\"]}", "true");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_malformed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
