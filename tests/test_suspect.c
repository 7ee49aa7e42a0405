/*
 * One wrong number in a consistent report: the identities must show it, and in table requests name
 * the cell and its true value. Two wrong numbers: no cell may be blamed.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixtures.h"

#define COLUMNS     7
#define REQUESTS    (25 * COLUMNS)
#define PROCEEDINGS 15
#define CELLS       (REQUESTS + PROCEEDINGS)

/* A report in tabs and where the numbers of its tables requests and proceedings stand. */
struct sheet {
    struct bytes text;
    size_t at[CELLS], length[CELLS];
    long value[CELLS];
};

static const char *const ROWS[] = {
    "received",
    "carried_in",
    "granted",
    "partially_granted",
    "denied_state_secret",
    "denied_prohibited_by_law",
    "denied_security_stability",
    "denied_third_party",
    "denied_internal_affairs",
    "denied_deliberative",
    "denied_enforcement_file",
    "denied_inquiry",
    "unavailable_not_held",
    "unavailable_needs_creation",
    "unavailable_unclear",
    "rejected_complaint",
    "rejected_duplicate",
    "rejected_published",
    "rejected_excessive",
    "rejected_reconfirmation",
    "closed_uncorrected",
    "closed_unpaid",
    "closed_other",
    "processed_total",
    "carried_out",
};
static const char *const APPLICANTS[] = {
    "natural_person", "enterprise", "research", "public_welfare", "legal_service", "other", "total",
};
static const char *const PROCEEDING_ROWS[] = {
    "review",
    "direct_litigation",
    "litigation_after_review",
};
static const char *const OUTCOMES[] = {"upheld", "corrected", "other", "pending", "total"};

static void cell_name(int cell, char *name, size_t size)
{
    if (cell < REQUESTS)
        snprintf(name, size, "requests.%s.%s", ROWS[cell / COLUMNS], APPLICANTS[cell % COLUMNS]);
    else
        snprintf(name, size, "proceedings.%s.%s", PROCEEDING_ROWS[(cell - REQUESTS) / 5],
                 OUTCOMES[(cell - REQUESTS) % 5]);
}

/* Notes the last `count` cells of the line when all of them are numbers; returns how many. */
static int note_numbers(struct sheet *sheet, size_t start, size_t end, int first, int count)
{
    size_t at = end;
    for (int i = count - 1; i >= 0; i--) {
        size_t stop = at;
        while (at > start && isdigit((unsigned char)sheet->text.data[at - 1]))
            at--;
        if (at == stop || (at > start && sheet->text.data[at - 1] != '\t'))
            return 0;
        sheet->at[first + i] = at;
        sheet->length[first + i] = stop - at;
        sheet->value[first + i] = strtol(sheet->text.data + at, NULL, 10);
        at -= at > start;
    }
    return count;
}

static struct sheet sheet_open(const char *path)
{
    struct sheet sheet = {.text = fixture_read(path)};
    int found = 0;
    const char *third = strstr(sheet.text.data, "\n三、");
    assert_non_null(third);
    for (size_t start = (size_t)(third - sheet.text.data) + 1; start < sheet.text.size;) {
        size_t end = start + strcspn(sheet.text.data + start, "\n");
        int count = found < REQUESTS ? COLUMNS : PROCEEDINGS;
        if (found < CELLS)
            found += note_numbers(&sheet, start, end, found, count);
        start = end + 1;
    }
    assert_int_equal(found, CELLS);
    return sheet;
}

/* The text with other numbers in two cells (twice the same cell: one change); a new document. */
static json_t *changed(const struct sheet *sheet, int a, long value_a, int b, long value_b)
{
    struct bytes text = {NULL, 0};
    char number[32];
    int cells[2] = {a < b ? a : b, a < b ? b : a};
    long values[2] = {a < b ? value_a : value_b, a < b ? value_b : value_a};
    size_t from = 0;
    for (int i = a == b; i < 2; i++) {
        int n = snprintf(number, sizeof number, "%ld", values[i]);
        bytes_add(&text, sheet->text.data + from, sheet->at[cells[i]] - from);
        bytes_add(&text, number, (size_t)n);
        from = sheet->at[cells[i]] + sheet->length[cells[i]];
    }
    bytes_add(&text, sheet->text.data + from, sheet->text.size - from);
    json_t *document = fixture_parse("changed.txt", text.data, text.size);
    free(text.data);
    return document;
}

static int is_identity(const json_t *finding)
{
    const char *code = json_string_value(json_object_get(finding, "code"));
    return strncmp(code, "requests.", 9) == 0 || strncmp(code, "proceedings.", 12) == 0;
}

/* The findings of a slip in `cell`: every identity the cell stands in, and no other. */
static int family_fits(int cell, const char *code)
{
    int row = cell / COLUMNS, last = REQUESTS / COLUMNS - 1;
    if (cell >= REQUESTS)
        return strcmp(code, "proceedings.sum") == 0;
    if (strcmp(code, "requests.row_sum") == 0)
        return 1;
    if (strcmp(code, "requests.balance") == 0)
        return row < 2 || row >= last - 1;
    return strcmp(code, "requests.processed_sum") == 0 && row >= 2 && row < last;
}

static const char *expected_family(int cell)
{
    int row = cell / COLUMNS, last = REQUESTS / COLUMNS - 1;
    if (cell >= REQUESTS)
        return "proceedings.sum";
    return row < 2 || row >= last - 1 ? "requests.balance" : "requests.processed_sum";
}

/* The finding must name the cell with its old value; in table proceedings it must name none. */
static int blames(const json_t *finding, int cell, const char *name, long old)
{
    const json_t *suspect = json_object_get(finding, "suspect");
    const json_t *value = json_object_get(finding, "suspect_value");
    if (cell >= REQUESTS)
        return json_is_null(suspect) && json_is_null(value);
    return json_is_string(suspect) && strcmp(json_string_value(suspect), name) == 0 &&
           json_is_integer(value) && json_integer_value(value) == old;
}

static int report(const char *name, long value, const char *what, const json_t *finding)
{
    char *text = finding ? json_dumps(finding, JSON_COMPACT) : NULL;
    fprintf(stderr, "%s set to %ld: %s %s\n", name, value, what, text ? text : "");
    free(text);
    return 1;
}

/* Changes one cell; the number of things that are wrong with what is found. */
static int check_change(const struct sheet *sheet, int cell, long value)
{
    char name[96];
    size_t i;
    json_t *finding, *document = changed(sheet, cell, value, cell, value);
    int differences = 0;
    cell_name(cell, name, sizeof name);
    if (!fixture_finding(document, expected_family(cell)))
        differences += report(name, value, "no finding", NULL);
    if (cell < REQUESTS && !fixture_finding(document, "requests.row_sum"))
        differences += report(name, value, "no finding for its row", NULL);
    json_array_foreach(json_object_get(document, "findings"), i, finding)
    {
        if (!is_identity(finding))
            continue;
        if (!family_fits(cell, json_string_value(json_object_get(finding, "code"))))
            differences += report(name, value, "an identity that holds:", finding);
        if (!blames(finding, cell, name, sheet->value[cell]))
            differences += report(name, value, "the suspect is wrong:", finding);
    }
    json_decref(document);
    return differences;
}

static int check_all(const char *path, long (*change)(long old))
{
    struct sheet sheet = sheet_open(path);
    int differences = 0;
    for (int cell = 0; cell < CELLS; cell++) {
        long value = change(sheet.value[cell]);
        if (value != sheet.value[cell])
            differences += check_change(&sheet, cell, value);
    }
    free(sheet.text.data);
    return differences;
}

static long plus_one(long old)
{
    return old + 1;
}

static long to_zero(long old)
{
    (void)old;
    return 0;
}

static long much_more(long old)
{
    return old + 1000000;
}

static void test_dense(void **state)
{
    (void)state;
    assert_int_equal(check_all("tests/data/valid_dense.txt", plus_one), 0);
    assert_int_equal(check_all("tests/data/valid_dense.txt", to_zero), 0);
    assert_int_equal(check_all("tests/data/valid_dense.txt", much_more), 0);
}

static void test_sparse(void **state)
{
    (void)state;
    assert_int_equal(check_all("tests/data/valid_tabs.txt", plus_one), 0);
    assert_int_equal(check_all("tests/data/valid_tabs.txt", to_zero), 0);
    assert_int_equal(check_all("tests/data/valid_tabs.txt", much_more), 0);
}

/* Nothing but zeros: only the upward change is a change. */
static void test_zero(void **state)
{
    (void)state;
    assert_int_equal(check_all("tests/data/valid_zero.txt", plus_one), 0);
}

/* Whether two wrong cells leave every identity whole is no matter of this test. */
static int check_pair(const struct sheet *sheet, int a, int b, long change)
{
    char name[96];
    size_t i;
    int differences = 0;
    json_t *finding,
        *document = changed(sheet, a, sheet->value[a] + 3, b, sheet->value[b] + change);
    cell_name(a, name, sizeof name);
    json_array_foreach(json_object_get(document, "findings"), i, finding)
    {
        if (is_identity(finding) && !json_is_null(json_object_get(finding, "suspect")))
            differences += report(name, sheet->value[a] + 3, "and another, one blamed:", finding);
    }
    json_decref(document);
    return differences;
}

/* Pairs all over the table: each cell with eight others, near and far. */
static int check_pairs(const char *path)
{
    static const int steps[] = {1, 2, COLUMNS, 2 * COLUMNS, 22 * COLUMNS, 23, 58, 101};
    struct sheet sheet = sheet_open(path);
    int differences = 0;
    for (int a = 0; a < REQUESTS; a++) {
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            int b = (a + steps[i]) % REQUESTS;
            differences += check_pair(&sheet, a, b, i % 2 ? 3 : 5);
        }
    }
    free(sheet.text.data);
    return differences;
}

static void test_two_changes(void **state)
{
    (void)state;
    assert_int_equal(check_pairs("tests/data/valid_dense.txt"), 0);
    assert_int_equal(check_pairs("tests/data/valid_tabs.txt"), 0);
}

/* The finding says where the wrong number stands. */
static void test_place(void **state)
{
    (void)state;
    struct sheet sheet = sheet_open("tests/data/valid_dense.txt");
    int cell = 10 * COLUMNS + 3;
    json_int_t line = 1;
    for (size_t i = 0; i < sheet.at[cell]; i++)
        line += sheet.text.data[i] == '\n';
    json_t *document = changed(&sheet, cell, sheet.value[cell] + 1, cell, sheet.value[cell] + 1);
    const json_t *finding = fixture_finding(document, "requests.row_sum");
    assert_non_null(finding);
    assert_int_equal(json_integer_value(json_object_get(finding, "line")), line);
    json_decref(document);
    free(sheet.text.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dense), cmocka_unit_test(test_sparse),
        cmocka_unit_test(test_zero),  cmocka_unit_test(test_two_changes),
        cmocka_unit_test(test_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
