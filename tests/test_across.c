/* Files of one command line beside each other. */
#include "years.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cli/across.h"
#include "harness.h"
#include "program.h"

#define YEARS 3

/* Three years that fit, from 2022 on; each carries over something. */
static void make_years(struct filled years[YEARS])
{
    for (int y = 0; y < YEARS; y++)
        year_fill(&years[y], &nb_editions[0], y ? &years[y - 1] : NULL, 31 + (uint32_t)y, 9);
}

static json_t *with_other_total(json_t *document)
{
    document_set_count(document, "requests.carried_out.total", 4444);
    return document;
}

static void judge(json_t **documents, size_t count, const char *prefix)
{
    const char *const prefixes[] = {prefix, NULL};
    assert_int_equal(across_judge(documents, count, prefixes, NB_ZH), 0);
}

static void release(json_t **documents, size_t count)
{
    for (size_t i = 0; i < count; i++)
        json_decref(documents[i]);
}

/* Whatever the order, each year is judged by the one before. */
static void test_orders(void **state)
{
    (void)state;
    static const int orders[][YEARS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                        {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct filled years[YEARS];
    make_years(years);
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        json_t *documents[YEARS];
        for (int n = 0; n < YEARS; n++) {
            int y = orders[i][n];
            documents[n] = year_document(&years[y], "小河镇", 2022 + y);
            if (y == 1)
                with_other_total(documents[n]);
        }
        judge(documents, YEARS, NULL);
        for (int n = 0; n < YEARS; n++) {
            int y = orders[i][n];
            assert_int_equal(document_history(documents[n]), y == 2);
            document_expect_check(documents[n], "history.in_force", y ? 2 : 0, 0, y ? 0 : 2);
        }
        release(documents, YEARS);
    }
}

/* Agencies are told apart, and spellings are not. */
static void test_agencies(void **state)
{
    (void)state;
    static const struct {
        const char *before, *now, *prefix;
        int one;
    } cases[] = {
        {"小河镇", "小河镇人民政府", NULL, 1}, {"小河镇", "大河镇", NULL, 0},
        {"小河镇", "云岫县小河镇", NULL, 0},   {"小河镇", "云岫县小河镇", "云岫县", 1},
        {"司法局", "司法局（分局）", NULL, 0},
    };
    struct filled years[YEARS];
    make_years(years);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *documents[2] = {
            year_document(&years[1], cases[i].now, 2023),
            with_other_total(year_document(&years[0], cases[i].before, 2022)),
        };
        judge(documents, 2, cases[i].prefix);
        assert_int_equal(document_history(documents[0]), cases[i].one);
        release(documents, 2);
    }
}

/* Of two reports for the year before the last one counts; a gap is a gap. */
static void test_same_year(void **state)
{
    (void)state;
    struct filled years[YEARS];
    make_years(years);
    json_t *documents[] = {
        with_other_total(year_document(&years[0], "小河镇", 2022)),
        year_document(&years[1], "小河镇", 2023),
        NULL,
        year_document(&years[0], "小河镇", 2022),
        fixture_parse("empty.txt", "", 0),
        year_document(&years[2], "小河镇", 2025),
        year_document(&years[1], "小河镇", 2023),
    };
    judge(documents, COUNT_OF(documents), NULL);
    for (size_t i = 0; i < COUNT_OF(documents); i++)
        assert_int_equal(documents[i] ? document_history(documents[i]) : 0, 0);
    document_expect_check(documents[1], "history.carry_over", 7, 0, 0);
    document_expect_check(documents[5], "history.carry_over", 0, 0, 7);
    document_expect_check(documents[6], "history.carry_over", 7, 0, 0);
    release(documents, COUNT_OF(documents));
    judge(NULL, 0, NULL);
}

/* ---- the program ---------------------------------------------------------------------------- */

static void write_year(const char *base, const char *name, const struct filled *year, int number)
{
    char path[PATH_MAX];
    struct bytes text = year_text(year, "小河镇", number);
    write_file(path_in(path, base, name), text.data, text.size);
    free(text.data);
}

static void test_program(void **state)
{
    (void)state;
    char base[PATH_MAX], old[PATH_MAX], new[PATH_MAX];
    struct filled years[YEARS];
    struct program p;
    make_years(years);
    scratch_make(base);
    filled_set(&years[0], "requests.carried_out.total", "4444");
    write_year(base, "old.txt", &years[0], 2022);
    write_year(base, "new.txt", &years[1], 2023);
    path_in(old, base, "old.txt");
    path_in(new, base, "new.txt");
    assert_int_equal(program_run(&p, NULL, "check", "--format", "jsonl", new, old), 1);
    assert_null(strstr(p.said, "\"code\":\"history."));
    program_free(&p);
    assert_int_equal(
        program_run(&p, NULL, "check", "--history", "--format", "jsonl", new, old, "/nowhere"), 2);
    const char *first = strstr(p.said, "new.txt"), *second = strstr(p.said, "old.txt");
    const char *found = strstr(p.said, "\"code\":\"history.carry_over\"");
    assert_true(first && found && second && first < found && found < second);
    assert_non_null(strstr(p.blamed, "/nowhere"));
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", "--history", "--lang", "en", new), 0);
    assert_non_null(strstr(p.said, " 0 failed, 0 undecided"));
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", "--history", "--lang", "en", new, old), 1);
    assert_non_null(strstr(p.said, "[history.carry_over]"));
    assert_non_null(strstr(p.said, "2 files: 0 valid, 2 invalid"));
    program_free(&p);
    scratch_remove(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_agencies),
        cmocka_unit_test(test_same_year),
        cmocka_unit_test(test_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
