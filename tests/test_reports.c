/*
 * The library seen from outside: every fixture of tests/data, more of the same kind with other
 * numbers, and the real reports beside the repository where they are present.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../parser/nianbao.h"
#include "fixtures.h"

static int check_bytes(const char *name, const json_t *expected, const struct bytes *text)
{
    json_t *document = fixture_parse(name, text->data, text->size);
    int differences = fixture_compare(name, expected, document, text);
    json_decref(document);
    return differences;
}

static int check_file(const char *path, json_t *expected)
{
    struct bytes text = fixture_read(path);
    int differences = check_bytes(path, expected, &text);
    free(text.data);
    return differences;
}

/* The text with CR LF where it has LF; new. */
static struct bytes with_crlf(const struct bytes *text)
{
    struct bytes out = {NULL, 0};
    bytes_add(&out, "", 0);
    for (size_t i = 0; i < text->size; i++) {
        if (text->data[i] == '\n' && (i == 0 || text->data[i - 1] != '\r'))
            bytes_add(&out, "\r", 1);
        bytes_add(&out, text->data + i, 1);
    }
    return out;
}

static struct bytes with_bom(const struct bytes *text)
{
    struct bytes out = {NULL, 0};
    int has_bom = text->size >= 3 && memcmp(text->data, "\xef\xbb\xbf", 3) == 0;
    bytes_add(&out, "\xef\xbb\xbf", has_bom ? 0 : 3);
    bytes_add(&out, text->data, text->size);
    return out;
}

static int check_changed(const char *path, json_t *expected, const char *how,
                         struct bytes (*change)(const struct bytes *text))
{
    char name[4200];
    struct bytes text = fixture_read(path), changed = change(&text);
    snprintf(name, sizeof name, "%s (%s)", path, how);
    int differences = check_bytes(name, expected, &changed);
    free(text.data);
    free(changed.data);
    return differences;
}

/* Bytes that are no text would be another file with other line ends. */
static int is_binary(const char *path)
{
    return strstr(path, ".bin") != NULL;
}

static int check_crlf(const char *path, json_t *expected)
{
    return is_binary(path) ? 0 : check_changed(path, expected, "CR LF", with_crlf);
}

static int check_bom(const char *path, json_t *expected)
{
    return is_binary(path) ? 0 : check_changed(path, expected, "BOM", with_bom);
}

static void test_fixtures(void **state)
{
    (void)state;
    assert_int_equal(fixture_each("tests/data", check_file), 0);
}

/* Texts that real converters made; tests/gen/convert.py wrote them. */
static void test_converted(void **state)
{
    (void)state;
    assert_int_equal(fixture_each("tests/data/converted", check_file), 0);
}

static void test_fixtures_crlf(void **state)
{
    (void)state;
    assert_int_equal(fixture_each("tests/data", check_crlf), 0);
}

static void test_fixtures_bom(void **state)
{
    (void)state;
    assert_int_equal(fixture_each("tests/data", check_bom), 0);
}

/* Makes fixtures with `seed` in a scratch folder, checks them there and removes it. */
static int check_seed(int seed)
{
    char folder[] = "/tmp/nianbao-reports-XXXXXX", command[256];
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "-B tests/gen/make_reports.py --out %s --seed %d", folder,
             seed);
    int status = fixture_python(command);
    int differences = status == 0 ? fixture_each(folder, check_file) : -1;
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(status, 0);
    return differences;
}

static void test_other_seeds(void **state)
{
    int differences = 0;
    (void)state;
    for (int seed = 2; seed <= 4; seed++)
        differences += check_seed(seed);
    assert_int_equal(differences, 0);
}

static void test_data_is_what_the_generator_makes(void **state)
{
    (void)state;
    assert_int_equal(fixture_python("-B tests/gen/make_reports.py --check tests/data --seed 1"), 0);
}

/* ---- real reports, where they are --------------------------------------------------------------
 */

/* A folder of real reports that may lie beside the repository; NIANBAO_SHARED names another. */
static int check_shared(const char *folder, int (*check)(const char *path, json_t *expected))
{
    char path[4096];
    const char *root = getenv("NIANBAO_SHARED");
    snprintf(path, sizeof path, "%s/%s", root ? root : "../shared", folder);
    return fixture_each(path, check);
}

/* True when the bytes before `at` end a cell: a line end, a tab, or the beginning. */
static int starts_cell(const struct bytes *text, size_t at)
{
    return at == 0 || strchr("\t\n", text->data[at - 1]) != NULL;
}

/* The length of the integer that fills the cell at `at`, 0 when something else stands there. */
static size_t whole_number(const struct bytes *text, size_t at)
{
    size_t end = at;
    while (isdigit((unsigned char)text->data[end]))
        end++;
    size_t digits = end - at;
    while (text->data[end] == ' ')
        end++;
    return starts_cell(text, at) && strchr("\t\r\n|", text->data[end]) ? digits : 0;
}

/*
 * Multiplies every count that fills a cell: all identities go on holding. The reports that this is
 * for print no count below 30, so page numbers and numbers of labels are left alone. New.
 */
static struct bytes multiplied(const struct bytes *text, json_int_t factor)
{
    struct bytes out = {NULL, 0};
    char number[32];
    bytes_add(&out, "", 0);
    for (size_t i = 0; i < text->size;) {
        size_t digits = whole_number(text, i);
        long long value = digits ? strtoll(text->data + i, NULL, 10) : 0;
        if (value < 30) {
            bytes_add(&out, text->data + i++, 1);
            continue;
        }
        int n = snprintf(number, sizeof number, "%lld", value * factor);
        bytes_add(&out, number, (size_t)n);
        i += digits;
    }
    return out;
}

/* The expected counts times `factor`; decimals stand as text and stay. New. */
static json_t *multiplied_cells(const json_t *expected, json_int_t factor)
{
    json_t *copy = json_deep_copy(expected), *known;
    const char *cell;
    json_object_foreach(json_object_get(copy, "cells"), cell, known)
    {
        json_t *value = json_object_get(known, "value");
        if (json_is_integer(value))
            json_integer_set(value, json_integer_value(value) * factor);
    }
    return copy;
}

static int check_other_numbers(const char *path, json_t *expected)
{
    int differences = 0;
    struct bytes text = fixture_read(path);
    for (json_int_t factor = 2; factor <= 9; factor++) {
        char name[4200];
        snprintf(name, sizeof name, "%s (times %d)", path, (int)factor);
        struct bytes changed = multiplied(&text, factor);
        json_t *wanted = multiplied_cells(expected, factor);
        differences += check_bytes(name, wanted, &changed);
        json_decref(wanted);
        free(changed.data);
    }
    free(text.data);
    return differences;
}

static void check_real(const char *folder, int (*check)(const char *path, json_t *expected))
{
    int differences = check_shared(folder, check);
    if (differences < 0)
        skip();
    assert_int_equal(differences, 0);
}

static void test_real(void **state)
{
    (void)state;
    check_real("reports", check_file);
}

static void test_real_crlf(void **state)
{
    (void)state;
    check_real("reports", check_crlf);
}

static void test_real_bom(void **state)
{
    (void)state;
    check_real("reports", check_bom);
}

static void test_filled(void **state)
{
    (void)state;
    check_real("reports/filled", check_file);
}

static void test_filled_crlf(void **state)
{
    (void)state;
    check_real("reports/filled", check_crlf);
}

static void test_filled_bom(void **state)
{
    (void)state;
    check_real("reports/filled", check_bom);
}

static void test_filled_with_other_numbers(void **state)
{
    (void)state;
    check_real("reports/filled", check_other_numbers);
}

/* The name goes into the document and nowhere else. */
static void test_name_does_not_matter(void **state)
{
    (void)state;
    struct bytes text = fixture_read("tests/data/wrong_cell.txt");
    json_t *a = fixture_parse("wrong_cell.txt", text.data, text.size);
    json_t *b = fixture_parse("2019年涧水乡.md", text.data, text.size);
    assert_string_equal(json_string_value(json_object_get(json_object_get(b, "source"), "name")),
                        "2019年涧水乡.md");
    assert_int_equal(json_object_set(b, "source", json_object_get(a, "source")), 0);
    assert_true(json_equal(a, b));
    json_decref(a);
    json_decref(b);
    free(text.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixtures),
        cmocka_unit_test(test_converted),
        cmocka_unit_test(test_fixtures_crlf),
        cmocka_unit_test(test_fixtures_bom),
        cmocka_unit_test(test_other_seeds),
        cmocka_unit_test(test_data_is_what_the_generator_makes),
        cmocka_unit_test(test_real),
        cmocka_unit_test(test_real_crlf),
        cmocka_unit_test(test_real_bom),
        cmocka_unit_test(test_filled),
        cmocka_unit_test(test_filled_crlf),
        cmocka_unit_test(test_filled_bom),
        cmocka_unit_test(test_filled_with_other_numbers),
        cmocka_unit_test(test_name_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
