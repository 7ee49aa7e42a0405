#include "units.h"

#include <stdio.h>
#include <string.h>

#include "../extract/worker/pdf_grid.h"

/* The tables that lines make, each as its cells "row,column,height,width;" and a "/" behind. */
static void assert_tables(const struct pdf_rule *across, size_t across_count,
                          const struct pdf_rule *down, size_t down_count, const char *expected)
{
    char shown[1024] = "";
    struct pdf_rules rules;
    struct pdf_tables tables;
    pdf_rules_init(&rules, 600, 800);
    for (size_t i = 0; i < across_count; i++)
        pdf_rules_line(&rules, across[i].from, across[i].at, across[i].to, across[i].at);
    for (size_t i = 0; i < down_count; i++)
        pdf_rules_line(&rules, down[i].at, down[i].from, down[i].at, down[i].to);
    pdf_rules_join(&rules);
    assert_int_equal(pdf_tables_find(&rules, &tables), 0);
    for (size_t t = 0; t < tables.count; t++) {
        for (int i = 0; i < tables.tables[t].cell_count; i++) {
            const struct pdf_cell *cell = &tables.tables[t].cells[i];
            size_t length = strlen(shown);
            snprintf(shown + length, sizeof shown - length, "%d,%d,%d,%d;", cell->row, cell->column,
                     cell->height, cell->width);
        }
        strcat(shown, "/");
    }
    pdf_tables_free(&tables);
    pdf_rules_free(&rules);
    assert_string_equal(shown, expected);
}

#define ASSERT_TABLES(across, down, expected)                                                      \
    assert_tables(across, COUNT_OF(across), down, COUNT_OF(down), expected)

static void test_every_cell(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 100}, {30, 0, 100}, {50, 0, 100}};
    const struct pdf_rule down[] = {{0, 10, 50}, {50, 10, 50}, {100, 10, 50}};
    (void)state;
    ASSERT_TABLES(across, down, "0,0,1,1;0,1,1,1;1,0,1,1;1,1,1,1;/");
}

/* The line between the columns is missing in the first row, that between the rows on the right. */
static void test_spans(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 90}, {30, 0, 90}, {50, 0, 60}, {70, 0, 90}};
    const struct pdf_rule down[] = {{0, 10, 70}, {30, 30, 70}, {60, 30, 70}, {90, 10, 70}};
    (void)state;
    ASSERT_TABLES(across, down, "0,0,1,3;1,0,1,1;1,1,1,1;1,2,2,1;2,0,1,1;2,1,1,1;/");
}

static void test_double_lines_are_one(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 100}, {12, 2, 98}, {48, 2, 98}, {50, 0, 100}};
    const struct pdf_rule down[] = {{0, 10, 50},  {2, 12, 48},  {49, 12, 48},
                                    {51, 12, 48}, {98, 12, 48}, {100, 10, 50}};
    (void)state;
    ASSERT_TABLES(across, down, "0,0,1,1;0,1,1,1;/");
}

static void test_pieces_are_joined(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 40}, {10.4, 41, 100}, {50, 0, 52}, {50, 50, 100}};
    const struct pdf_rule down[] = {{0, 10, 30}, {0, 31, 50}, {50, 10, 50}, {100, 10, 50}};
    (void)state;
    ASSERT_TABLES(across, down, "0,0,1,1;0,1,1,1;/");
}

/* Neither the sides of the table nor its end on this page are drawn. */
static void test_open_sides(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 100}, {30, 0, 100}};
    const struct pdf_rule down[] = {{50, 10, 50}};
    (void)state;
    ASSERT_TABLES(across, down, "0,0,1,1;0,1,1,1;1,0,1,1;1,1,1,1;/");
}

static void test_frames_and_single_lines_are_no_tables(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 100}, {50, 0, 100}, {200, 0, 100}};
    const struct pdf_rule down[] = {{0, 10, 50}, {100, 10, 50}, {300, 300, 400}};
    (void)state;
    ASSERT_TABLES(across, down, "");
}

static void test_two_tables(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 100}, {50, 0, 100}, {60, 0, 100}, {90, 0, 100}};
    const struct pdf_rule down[] = {{0, 10, 50}, {50, 10, 50}, {100, 10, 50},
                                    {0, 60, 90}, {30, 60, 90}, {100, 60, 90}};
    (void)state;
    ASSERT_TABLES(across, down, "0,0,1,1;0,1,1,1;/0,0,1,1;0,1,1,1;/");
}

/* A line too short to part anything makes no row of its own. */
static void test_stubs_do_not_count(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 100}, {30, 0, 12}, {50, 0, 100}};
    const struct pdf_rule down[] = {{0, 10, 50}, {50, 10, 50}, {100, 10, 50}};
    (void)state;
    ASSERT_TABLES(across, down, "0,0,1,1;0,1,1,1;/");
}

/* What is left of a cell that is not a box is cut into boxes; no place is lost or counted twice. */
static void test_bent_cells_are_cut(void **state)
{
    const struct pdf_rule across[] = {{10, 0, 90}, {40, 0, 50}, {70, 0, 90}};
    const struct pdf_rule down[] = {{0, 10, 70}, {50, 40, 70}, {90, 10, 70}};
    (void)state;
    ASSERT_TABLES(across, down, "0,0,1,2;1,0,1,1;1,1,1,1;/");
}

static void test_too_many_lines_make_no_table(void **state)
{
    struct pdf_rules rules;
    struct pdf_tables tables;
    (void)state;
    pdf_rules_init(&rules, 100000, 100000);
    for (int i = 0; i <= PDF_LINES; i++) {
        pdf_rules_line(&rules, 0, i * 10, 100, i * 10);
        pdf_rules_line(&rules, i * 10, 0, i * 10, 100);
    }
    pdf_rules_join(&rules);
    assert_int_equal(pdf_tables_find(&rules, &tables), -1);
    assert_int_equal(tables.count, 0);
    pdf_rules_free(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cell),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_double_lines_are_one),
        cmocka_unit_test(test_pieces_are_joined),
        cmocka_unit_test(test_open_sides),
        cmocka_unit_test(test_frames_and_single_lines_are_no_tables),
        cmocka_unit_test(test_two_tables),
        cmocka_unit_test(test_stubs_do_not_count),
        cmocka_unit_test(test_bent_cells_are_cut),
        cmocka_unit_test(test_too_many_lines_make_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
