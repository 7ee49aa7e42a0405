/*
 * Tables upset by hand: lines that changed places, a table of another year beside the right one,
 * numbers broken or run together, a column lost.
 * A cell may then be missing, but it never gets another cell's number.
 */
#include "fixtures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SOUND  "tests/data/valid_dense.txt"
#define RAGGED "tests/data/ragged_tabs.txt"
#define FIRST  "一、本年新收"
#define LAST   "四、结转下年度"

/* Where the line that holds the words begins, behind the heading of section 3. */
static const char *line_of(const char *text, const char *words)
{
    const char *section = strstr(text, "\n三、收到");
    const char *at = strstr(section ? section : text, words);
    assert_non_null(at);
    while (at > text && at[-1] != '\n')
        at--;
    return at;
}

static const char *next_line(const char *line)
{
    return strchr(line, '\n') + 1;
}

static void add(struct bytes *out, const char *from, const char *to)
{
    bytes_add(out, from, (size_t)(to - from));
}

/* Adds [from, to) with other numbers: each digit between tabs becomes the next one. */
static void add_changed(struct bytes *out, const char *from, const char *to)
{
    size_t first = out->size;
    add(out, from, to);
    for (size_t i = first; i < out->size; i++)
        if (out->data[i] >= '0' && out->data[i] < '9' && i > first &&
            (out->data[i - 1] == '\t' || (out->data[i - 1] >= '0' && out->data[i - 1] <= '9')) &&
            out->data[i + 1] != '.')
            out->data[i]++;
}

/* Counts, of all cells, those that have another value than in the sound text, and those with none.
 */
static void compare(const char *path, const char *name, const struct bytes *changed, int *wrong,
                    int *missing)
{
    struct bytes sound = fixture_read(path);
    json_t *right = fixture_parse("sound", sound.data, sound.size);
    json_t *now = fixture_parse(name, changed->data, changed->size);
    static const char *const tables[] = {"disclosure", "requests", "proceedings"};
    *wrong = *missing = 0;
    for (int t = 0; t < 3; t++) {
        const char *row, *column;
        json_t *columns, *value;
        json_object_foreach(json_object_get(right, tables[t]), row, columns)
        {
            json_object_foreach(columns, column, value)
            {
                json_t *rows = json_object_get(now, tables[t]);
                json_t *given = json_object_get(json_object_get(rows, row), column);
                *missing += !given || json_is_null(given);
                if (!given || json_is_null(given) || json_equal(given, value))
                    continue;
                print_error("%s: %s.%s.%s\n", name, tables[t], row, column);
                ++*wrong;
            }
        }
    }
    json_decref(right);
    json_decref(now);
    free(sound.data);
}

/* Rows with their labels in another order keep their numbers. */
static void test_rows_change_places(void **state)
{
    (void)state;
    static const char *const rows[] = {
        FIRST,         "（一）予以公开", "2.其他法律行政", "7.属于行政执法", "1.信访举报投诉",
        "4.无正当理由"};
    struct bytes text = fixture_read(SOUND);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes changed = {NULL, 0};
        int wrong, missing;
        const char *one = line_of(text.data, rows[i]), *two = next_line(one);
        add(&changed, text.data, one);
        add(&changed, two, next_line(two));
        add(&changed, one, two);
        add(&changed, next_line(two), text.data + text.size);
        compare(SOUND, rows[i], &changed, &wrong, &missing);
        assert_int_equal(wrong, 0);
        assert_true(missing <= 7);
        free(changed.data);
    }
    free(text.data);
}

/* The table of another year, before or behind this year's: which is which cannot be told. */
static void test_table_of_another_year(void **state)
{
    (void)state;
    struct bytes text = fixture_read(SOUND);
    const char *first = line_of(text.data, FIRST), *last = next_line(line_of(first, LAST));
    for (int before = 0; before < 2; before++) {
        struct bytes changed = {NULL, 0};
        int wrong, missing;
        add(&changed, text.data, before ? first : last);
        add_changed(&changed, first, last);
        add(&changed, before ? first : last, text.data + text.size);
        compare(SOUND, before ? "before" : "behind", &changed, &wrong, &missing);
        assert_int_equal(wrong, 0);
        assert_int_equal(missing, 175);
        free(changed.data);
    }
    free(text.data);
}

/* The same table once more changes nothing. */
static void test_table_repeated(void **state)
{
    (void)state;
    struct bytes text = fixture_read(SOUND), changed = {NULL, 0};
    int wrong, missing;
    const char *first = line_of(text.data, FIRST), *last = next_line(line_of(first, LAST));
    add(&changed, text.data, last);
    add(&changed, first, text.data + text.size);
    compare(SOUND, "repeated", &changed, &wrong, &missing);
    assert_int_equal(wrong, 0);
    assert_int_equal(missing, 0);
    free(changed.data);
    free(text.data);
}

/* A number broken over two lines is no number of the row; what it was, the sums tell. */
static void test_broken_numbers(void **state)
{
    (void)state;
    static const char *const rows[] = {FIRST, "（一）予以公开", "2.其他法律行政", "7.属于行政执法"};
    struct bytes text = fixture_read(SOUND);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes changed = {NULL, 0};
        int wrong, missing;
        const char *end = next_line(line_of(text.data, rows[i])) - 1;
        add(&changed, text.data, end - 1);
        bytes_add(&changed, "\n", 1);
        add(&changed, end - 1, text.data + text.size);
        compare(SOUND, rows[i], &changed, &wrong, &missing);
        assert_int_equal(wrong, 0);
        assert_int_equal(missing, 0);
        free(changed.data);
    }
    free(text.data);
}

/* Adds the lines [from, to) without the number `place` of those that have seven. */
static void add_without(struct bytes *out, const char *from, const char *to, int place)
{
    for (const char *line = from; line < to; line = next_line(line)) {
        const char *numbers[8] = {NULL}, *end = next_line(line);
        int count = 0;
        for (const char *c = line + 1; c < end; c++)
            if (c[-1] == '\t' && strspn(c, "0123456789") == strcspn(c, "\t\n") && *c > ' ' &&
                count < 8)
                numbers[count++] = c;
        if (count != 7) {
            add(out, line, end);
            continue;
        }
        add(out, line, numbers[place]);
        add(out, numbers[place] + strcspn(numbers[place], "\t\n") + (place < 6), end);
    }
}

/* Without a column, and with lines that are cut anyhow, no row shows which one it was. */
static void test_column_lost(void **state)
{
    (void)state;
    struct bytes text = fixture_read(RAGGED);
    const char *first = line_of(text.data, FIRST), *last = next_line(line_of(first, LAST));
    for (int place = 0; place < 7; place++) {
        struct bytes changed = {NULL, 0};
        int wrong, missing;
        add(&changed, text.data, first);
        add_without(&changed, first, last, place);
        add(&changed, last, text.data + text.size);
        compare(RAGGED, "column", &changed, &wrong, &missing);
        assert_int_equal(wrong, 0);
        assert_true(missing > 0 || place == 6); /* what is no sum can only be a part */
        free(changed.data);
    }
    free(text.data);
}

/* Two numbers of section 4 that lost what stood between them are none of its numbers. */
static void test_glued_numbers(void **state)
{
    (void)state;
    struct bytes text = fixture_read(SOUND);
    const char *section = strstr(text.data, "\n四、政府");
    assert_non_null(section);
    const char *row = strstr(section, "结果维持");
    while (*row && !(row[0] == '\n' && row[1] >= '0' && row[1] <= '9'))
        row++;
    int wrong, missing, cuts = 0;
    for (const char *tab = row + 1; *tab && *tab != '\n'; tab++) {
        struct bytes changed = {NULL, 0};
        if (*tab != '\t')
            continue;
        cuts++;
        add(&changed, text.data, tab);
        add(&changed, tab + 1, text.data + text.size);
        compare(SOUND, "glued", &changed, &wrong, &missing);
        assert_int_equal(wrong, 0);
        free(changed.data);
    }
    assert_int_equal(cuts, 14);
    free(text.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_change_places), cmocka_unit_test(test_table_of_another_year),
        cmocka_unit_test(test_table_repeated),     cmocka_unit_test(test_broken_numbers),
        cmocka_unit_test(test_column_lost),        cmocka_unit_test(test_glued_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
