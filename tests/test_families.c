/* Families of years: those that fit give no finding, and each change shows where it should. */
#include "years.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define YEARS 5

/* A number that is changed in one year, and the years in which that shows, all counted from 0. */
struct change {
    int year;
    const char *row, *column; /* NULL: of any applicant */
    int shows[2];             /* NOWHERE where it does not */
    const char *code, *shows_row;
};

#define NOWHERE (-1)

static const struct change changes[] = {
    {4, "requests.carried_in", NULL, {4, NOWHERE}, "history.carry_over", "requests.carried_in"},
    {3, "requests.carried_in", NULL, {3, NOWHERE}, "history.carry_over", "requests.carried_in"},
    {1, "requests.carried_in", NULL, {1, NOWHERE}, "history.carry_over", "requests.carried_in"},
    {0, "requests.carried_in", NULL, {NOWHERE, NOWHERE}, NULL, NULL},
    {3, "requests.carried_out", NULL, {4, NOWHERE}, "history.carry_over", "requests.carried_in"},
    {1, "requests.carried_out", NULL, {2, NOWHERE}, "history.carry_over", "requests.carried_in"},
    {4, "requests.carried_out", NULL, {NOWHERE, NOWHERE}, NULL, NULL},
    {3, "requests.received", NULL, {NOWHERE, NOWHERE}, NULL, NULL},
    {3, "requests.granted", NULL, {NOWHERE, NOWHERE}, NULL, NULL},
    {4,
     "disclosure.regulations",
     "in_force",
     {4, NOWHERE},
     "history.in_force",
     "disclosure.regulations"},
    {3,
     "disclosure.normative_documents",
     "in_force",
     {3, 4},
     "history.in_force",
     "disclosure.normative_documents"},
    {2,
     "disclosure.normative_documents",
     "in_force",
     {3, NOWHERE},
     "history.in_force",
     "disclosure.normative_documents"},
    {3,
     "disclosure.regulations",
     "issued",
     {3, NOWHERE},
     "history.in_force",
     "disclosure.regulations"},
    {4,
     "disclosure.normative_documents",
     "repealed",
     {4, NOWHERE},
     "history.in_force",
     "disclosure.normative_documents"},
    {2, "disclosure.regulations", "issued", {NOWHERE, NOWHERE}, NULL, NULL},
    {3, "disclosure.licensing", "decisions", {NOWHERE, NOWHERE}, NULL, NULL},
};

static void make_family(json_t *family[YEARS], uint32_t seed)
{
    struct filled *years = calloc(YEARS, sizeof *years);
    assert_non_null(years);
    for (int y = 0; y < YEARS; y++) {
        /* The first two on the old form, as it was. */
        year_fill(&years[y], &nb_editions[y < 2], y ? &years[y - 1] : NULL, next_random(&seed),
                  (int)(next_random(&seed) % 50));
        family[y] = year_document(&years[y], "云岫县小河镇", 2019 + y);
        assert_string_equal(document_status(family[y]), "valid");
    }
    free(years);
}

static void judge_family(json_t *family[YEARS])
{
    for (int y = 0; y < YEARS; y++) {
        json_t *before = y ? family[y - 1] : NULL;
        assert_true(nb_history_judge(family[y], before, NULL, NB_ZH) >= 0);
        document_expect_settled(family[y], before);
    }
}

static const char *const applicants[] = {"natural_person", "enterprise",    "research",
                                         "public_welfare", "legal_service", "other",
                                         "total"};

/* What each year must show of the change, and no more. */
static void expect_shown(json_t *family[YEARS], const struct change *change, const char *column)
{
    char cell[96];
    snprintf(cell, sizeof cell, "%s.%s", change->shows_row, change->column ? "in_force" : column);
    for (int y = 0; y < YEARS; y++) {
        int shows = change->shows[0] == y || change->shows[1] == y;
        if (document_history(family[y]) != (size_t)shows)
            fail_msg("%s.%s of year %d changed: %zu findings in year %d", change->row, column,
                     change->year, document_history(family[y]), y);
        if (!shows)
            continue;
        const json_t *f = fixture_finding(family[y], change->code);
        assert_true(fixture_has_string(json_object_get(f, "cells"), cell));
    }
}

static void check_change(json_t *family[YEARS], const struct change *change, uint32_t *seed)
{
    const char *column =
        change->column ? change->column : applicants[next_random(seed) % COUNT_OF(applicants)];
    char id[96];
    snprintf(id, sizeof id, "%s.%s", change->row, column);
    json_int_t was = document_count(family[change->year], id);
    document_set_count(family[change->year], id, was + 1 + next_random(seed) % 9);
    judge_family(family);
    expect_shown(family, change, column);
    document_set_count(family[change->year], id, was);
    judge_family(family);
    for (int y = 0; y < YEARS; y++)
        assert_int_equal(document_history(family[y]), 0);
}

static void test_families(void **state)
{
    (void)state;
    uint32_t seed = 4711;
    for (int n = 0; n < 40; n++) {
        json_t *family[YEARS];
        make_family(family, next_random(&seed));
        judge_family(family);
        for (int y = 0; y < YEARS; y++) {
            assert_int_equal(document_history(family[y]), 0);
            document_expect_check(family[y], "history.carry_over", y ? 7 : 0, 0, y ? 0 : 7);
            document_expect_check(family[y], "history.in_force", y > 2 ? 2 : 0, 0, y == 2 ? 2 : 0);
        }
        for (size_t i = 0; i < COUNT_OF(changes); i++)
            check_change(family, &changes[i], &seed);
        for (int y = 0; y < YEARS; y++)
            json_decref(family[y]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_families),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
