/*
 * Placement: numbers go into their cells where there is one way to put them, and nowhere where
 * there are two.
 */
#include "units.h"

#include <stdio.h>
#include <string.h>

static void test_complete(void **state)
{
    (void)state;
    static const char *const separators[] = {"\t", "|", " ", "   ", " | "};
    for (int e = 0; e < NB_EDITIONS; e++) {
        for (size_t s = 0; s < COUNT_OF(separators); s++) {
            struct filled f;
            struct reading r;
            filled_init(&f, &nb_editions[e], 5, 300);
            f.separator = separators[s];
            reading_init(&r, &f);
            assert_int_equal(check_known(separators[s], &r, &f), 0);
            for (int cell = 0; cell < f.form.cell_count; cell++) {
                assert_int_equal(r.cells[cell].state, NB_READ);
                assert_int_equal(r.cells[cell].flags, 0);
                assert_int_equal(
                    strncmp(r.page.copy + r.cells[cell].at, f.word[cell], r.cells[cell].length), 0);
                assert_true(r.cells[cell].line > 0);
            }
            reading_free(&r);
        }
    }
}

/* A blank cell between others: its place is known, and its value where the identities give it. */
static void test_blank(void **state)
{
    (void)state;
    static const char *const signs[] = {"", " ", "-", "——", "/", "无", "無", "－"};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        struct filled f;
        struct reading r;
        filled_init(&f, &nb_editions[0], 6, 40);
        filled_set(&f, "requests.granted.research", signs[i]);
        filled_set(&f, "disclosure.licensing.decisions", signs[i]);
        filled_set(&f, "proceedings.review.other", signs[i]);
        reading_init(&r, &f);
        assert_int_equal(check_known(signs[i], &r, &f), 1);
        expect_state(&r, &f, "requests.granted.research", NB_INFERRED, NB_WAS_BLANK);
        expect_state(&r, &f, "proceedings.review.other", NB_INFERRED, NB_WAS_BLANK);
        expect_state(&r, &f, "disclosure.licensing.decisions", NB_MISSING, NB_WAS_BLANK);
        expect_state(&r, &f, "requests.granted.other", NB_READ, 0);
        reading_free(&r);
    }
}

/* Four blanks at the corners of a rectangle: a cycle, so none of them is known. */
static void test_cycle(void **state)
{
    (void)state;
    static const char *const corners[] = {"requests.granted.research", "requests.granted.other",
                                          "requests.rejected_published.research",
                                          "requests.rejected_published.other"};
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 6, 40);
    for (size_t i = 0; i < COUNT_OF(corners); i++)
        filled_set(&f, corners[i], "");
    reading_init(&r, &f);
    assert_int_equal(check_known("cycle", &r, &f), 4);
    for (size_t i = 0; i < COUNT_OF(corners); i++)
        expect_state(&r, &f, corners[i], NB_MISSING, NB_WAS_BLANK);
    reading_free(&r);
}

/* A cell vanished without a trace: the identities say where the six numbers belong. */
static void test_vanished(void **state)
{
    (void)state;
    for (int column = 0; column < NB_MAX_COLUMNS; column++) {
        struct filled f;
        struct reading r;
        filled_init(&f, &nb_editions[0], 8, 40);
        int first = cell_of(&f.form, "requests.denied_third_party.natural_person");
        snprintf(f.word[first + column], WORD_SIZE, NOT_THERE);
        f.separator = column % 2 ? "\t" : " ";
        reading_init(&r, &f);
        assert_int_equal(check_known("vanished", &r, &f), 0);
        for (int c = 0; c < NB_MAX_COLUMNS; c++)
            assert_int_equal(r.cells[first + c].state, c == column ? NB_INFERRED : NB_READ);
        reading_free(&r);
    }
}

/* Five numbers of the same value for seven cells, all identities of its columns out of reach. */
static void test_ambiguous(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 9, 40);
    static const char *const rows[] = {"requests.granted", "requests.partially_granted",
                                       "requests.denied_inquiry"};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        filled_set_row(&f, rows[i], NOT_THERE);
    filled_set(&f, "requests.granted.natural_person", "3");
    filled_set(&f, "requests.granted.total", "9");
    f.separator = " ";
    reading_init(&r, &f);
    check_known("ambiguous", &r, &f);
    expect_state(&r, &f, "requests.partially_granted.other", NB_MISSING, NB_WAS_BLANK);
    expect_state(&r, &f, "requests.granted.research", NB_MISSING, NB_WAS_AMBIGUOUS);
    assert_true(cell_at(&r, &f, "requests.granted.research")->line > 0);
    reading_free(&r);
}

/* Only where it stands is open, not what: 0 in one cell or in its neighbour. */
static void test_agreed(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 1, 0);
    filled_set(&f, "requests.granted.research", NOT_THERE);
    filled_set(&f, "requests.partially_granted.other", NOT_THERE);
    f.separator = " ";
    reading_init(&r, &f);
    assert_int_equal(check_known("agreed", &r, &f), 0);
    int flags = 0;
    for (int cell = 0; cell < f.form.cell_count; cell++)
        flags |= r.cells[cell].flags;
    assert_int_equal(flags & NB_WAS_AMBIGUOUS, 0);
    reading_free(&r);
}

/* Rows with one value for all, "n" in front of the total: the total's place is sure, the n's not.
 */
static void test_agreed_slots(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 1, 0);
    static const char *const columns[] = {"natural_person", "total"};
    static const char *const rows[] = {"granted", "processed_total"};
    filled_set_row(&f, "requests.received", "");
    filled_set(&f, "requests.received.total", "2");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char row[64];
        snprintf(row, sizeof row, "requests.%s", rows[i]);
        filled_set_row(&f, row, NOT_THERE);
        for (size_t c = 0; c < COUNT_OF(columns); c++) {
            char id[96];
            snprintf(id, sizeof id, "requests.%s.%s", rows[i], columns[c]);
            filled_set(&f, id, "2");
            f.value[cell_of(&f.form, id)] = 2;
        }
    }
    reading_init(&r, &f);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char id[96];
        snprintf(id, sizeof id, "requests.%s.total", rows[i]);
        expect_state(&r, &f, id, NB_READ, 0);
        assert_int_equal(cell_at(&r, &f, id)->value, 2);
        snprintf(id, sizeof id, "requests.%s.research", rows[i]);
        expect_state(&r, &f, id, NB_MISSING, NB_WAS_AMBIGUOUS);
    }
    reading_free(&r);
}

/* Likewise on a line without cells, where words behind the numbers make the row complete. */
static void test_malformed_in_blanks(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 4, 40);
    f.instead[cell_of(&f.form, "requests.granted.natural_person")] =
        "（一）予以公开  1  2  3  4  5  6  十余\n";
    reading_init(&r, &f);
    expect_state(&r, &f, "requests.granted.other", NB_READ, 0);
    expect_state(&r, &f, "requests.granted.total", NB_MISSING, NB_WAS_BAD);
    reading_free(&r);
}

/* What is no number of the cell's kind is malformed, and its value never inferred. */
static void test_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *word;
    } cases[] = {
        {"requests.granted.other", "-3"},          {"requests.granted.other", "2.5"},
        {"requests.granted.other", "约三件"},      {"requests.granted.other", "1234567890123456"},
        {"disclosure.licensing.decisions", "1.5"}, {"disclosure.fees.amount", "-1"},
        {"proceedings.review.upheld", "-1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filled f;
        struct reading r;
        filled_init(&f, &nb_editions[0], 4, 40);
        filled_set(&f, cases[i].cell, cases[i].word);
        reading_init(&r, &f);
        if (check_known(cases[i].word, &r, &f) != 1)
            fail_msg("%s: more than that cell is missing", cases[i].word);
        expect_state(&r, &f, cases[i].cell, NB_MISSING, NB_WAS_BAD);
        const struct nb_cell *cell = cell_at(&r, &f, cases[i].cell);
        assert_int_equal(cell->length, strlen(cases[i].word));
        assert_memory_equal(r.page.copy + cell->at, cases[i].word, cell->length);
        reading_free(&r);
    }
}

static void test_number_kinds(void **state)
{
    (void)state;
    static const struct {
        int edition;
        const char *cell, *word;
        int64_t value;
        int scale;
    } cases[] = {
        {0, "requests.received.other", "０", 0, 0},
        {0, "requests.granted.other", "12件", 12, 0},
        {0, "disclosure.licensing.decisions", "1，234", 1234, 0},
        {0, "disclosure.licensing.decisions", "3万件", 30000, 0},
        {0, "disclosure.licensing.decisions", "1.5万", 15000, 0},
        {0, "disclosure.licensing.decisions", "2.0", 2, 0},
        {0, "disclosure.fees.amount", "6816.5271", 68165271, 4},
        {0, "disclosure.fees.amount", "251000元", 251, 1},
        {0, "disclosure.fees.amount", "4.947990", 494799, 5},
        {0, "disclosure.fees.amount", "5万元", 5, 0},
        {0, "disclosure.fees.amount", "1亿元", 10000, 0},
        {0, "disclosure.fees.amount", "5", 5, 0},
        {1, "disclosure.licensing.change", "-5", -5, 0},
        {1, "disclosure.licensing.change", "－５", -5, 0},
        {1, "disclosure.licensing.change", "+5", 5, 0},
        {1, "disclosure.procurement.amount", "3.50万元", 35, 1},
        {1, "disclosure.procurement.amount", "35000元", 35000, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filled f;
        struct reading r;
        filled_init(&f, &nb_editions[cases[i].edition], 4, 0);
        filled_set(&f, cases[i].cell, cases[i].word);
        reading_init(&r, &f);
        const struct nb_cell *cell = cell_at(&r, &f, cases[i].cell);
        if (cell->state != NB_READ || cell->value != cases[i].value ||
            cell->scale != cases[i].scale)
            fail_msg("%s: state %d, %lld with %d digits behind the point", cases[i].word,
                     cell->state, (long long)cell->value, cell->scale);
        reading_free(&r);
    }
}

/* A lost table leaves its cells missing, without a flag, and the others as they are. */
static void test_lost_table(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 3, 9);
    f.left_out[NB_PROCEEDINGS] = 1;
    reading_init(&r, &f);
    assert_int_equal(check_known("lost", &r, &f), 15);
    reading_free(&r);
}

/* A lost row: its columns give it back, all seven cells. */
static void test_lost_row(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 3, 9);
    int first = cell_of(&f.form, "requests.rejected_duplicate.natural_person");
    f.instead[first] = "";
    reading_init(&r, &f);
    assert_int_equal(check_known("lost row", &r, &f), 0);
    for (int c = 0; c < 7; c++)
        assert_int_equal(r.cells[first + c].state, NB_INFERRED);
    reading_free(&r);
}

/* Numbers that contradict each other: nothing is inferred through their identities. */
static void test_contradiction(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 3, 9);
    filled_set(&f, "requests.granted.enterprise", "700");
    filled_set(&f, "requests.granted.research", "");
    filled_set(&f, "requests.denied_inquiry.research", "");
    filled_set(&f, "proceedings.review.other", "");
    reading_init(&r, &f);
    f.value[cell_of(&f.form, "requests.granted.enterprise")] = 700;
    check_known("contradiction", &r, &f);
    expect_state(&r, &f, "requests.granted.research", NB_MISSING, NB_WAS_BLANK);
    expect_state(&r, &f, "proceedings.review.other", NB_INFERRED, NB_WAS_BLANK);
    reading_free(&r);
}

/* Every row has lost cells without a trace, in small numbers: time is bounded, nothing is wrong. */
static void test_budget(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        struct filled f;
        struct reading r;
        uint32_t random = seed;
        filled_init(&f, &nb_editions[0], seed, 2);
        for (int cell = 0; cell < f.form.cell_count; cell++)
            if (f.form.places[cell].table != NB_DISCLOSURE && next_random(&random) % 3 == 0)
                snprintf(f.word[cell], WORD_SIZE, NOT_THERE);
        f.separator = seed % 2 ? " " : "\t";
        reading_init(&r, &f);
        int missing = check_known("budget", &r, &f);
        assert_in_range(missing, 1, 190);
        reading_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_blank),
        cmocka_unit_test(test_cycle),
        cmocka_unit_test(test_vanished),
        cmocka_unit_test(test_ambiguous),
        cmocka_unit_test(test_agreed),
        cmocka_unit_test(test_agreed_slots),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_malformed_in_blanks),
        cmocka_unit_test(test_number_kinds),
        cmocka_unit_test(test_lost_table),
        cmocka_unit_test(test_lost_row),
        cmocka_unit_test(test_contradiction),
        cmocka_unit_test(test_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
