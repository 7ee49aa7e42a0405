/* Numbers that stand in bands of rows, apart from their labels, with only arithmetic to tell. */
#include "units.h"

#include <string.h>

#include "../parser/band.h"

#define WIDTH 7

static int rows_of(const struct filled *f, short *first)
{
    int rows = 0;
    for (int r = 0; r < NB_MAX_ROWS && r < f->form.edition->tables[NB_REQUESTS].row_count; r++)
        if (f->form.first[NB_REQUESTS][r] >= 0)
            first[rows++] = f->form.first[NB_REQUESTS][r];
    return rows;
}

/* The numbers of the table as bands of these heights print them; `heights` ends with 0. */
static void print_bands(const struct filled *f, const short *first, const int *heights,
                        int64_t *value)
{
    int row = 0;
    for (; *heights; row += *heights++)
        for (int c = 0; c < WIDTH; c++)
            for (int r = 0; r < *heights; r++)
                *value++ = f->value[first[row + r] + c];
}

struct solved {
    struct filled filled;
    short first[NB_MAX_ROWS];
    int rows;
    int64_t value[NB_MAX_CELLS];
    uint32_t line[NB_MAX_CELLS];
    short number[NB_MAX_CELLS];
};

static void start(struct solved *s, const struct nb_edition *edition, uint32_t seed, uint32_t top)
{
    filled_init(&s->filled, edition, seed, top);
    for (uint32_t i = 0; i < COUNT_OF(s->line); i++)
        s->line[i] = i;
    s->rows = rows_of(&s->filled, s->first);
}

static int solve(struct solved *s)
{
    struct nb_arena arena;
    nb_arena_init(&arena);
    int told = nb_bands_solve(&arena, &s->filled.identities, s->first, s->rows, WIDTH, s->value,
                              s->line, s->number);
    nb_arena_free(&arena);
    return told;
}

static void assert_right(const struct solved *s)
{
    for (int i = 0; i < s->rows * WIDTH; i++)
        assert_int_equal(s->value[s->number[i]], s->filled.value[s->first[i / WIDTH] + i % WIDTH]);
}

static void test_any_bands_are_told(void **state)
{
    (void)state;
    uint32_t random = 7;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        struct solved s;
        int heights[NB_MAX_ROWS + 1], count = 0;
        start(&s, &nb_editions[seed % NB_EDITIONS], seed, 40);
        for (int left = s.rows; left > 0; left -= heights[count++]) {
            heights[count] = 1 + (int)(next_random(&random) % 13);
            if (heights[count] > left)
                heights[count] = left;
        }
        heights[count] = 0;
        print_bands(&s.filled, s.first, heights, s.value);
        assert_int_equal(solve(&s), 1);
        assert_right(&s);
    }
}

static void test_zeros_are_zeros(void **state)
{
    (void)state;
    struct solved s;
    start(&s, &nb_editions[0], 1, 0);
    print_bands(&s.filled, s.first, (const int[]){10, 15, 0}, s.value);
    assert_int_equal(solve(&s), 1);
    assert_right(&s);
}

static void test_one_slip_is_kept(void **state)
{
    (void)state;
    struct solved s;
    start(&s, &nb_editions[0], 3, 40);
    s.filled.value[s.first[6] + 2] += 9;
    print_bands(&s.filled, s.first, (const int[]){2, 11, 1, 1, 10, 0}, s.value);
    assert_int_equal(solve(&s), 1);
    assert_right(&s);
}

static void test_a_lost_row_is_no_matter(void **state)
{
    (void)state;
    struct solved s;
    start(&s, &nb_editions[0], 5, 40);
    s.rows--;
    memmove(&s.first[9], &s.first[10], (size_t)(s.rows - 9) * sizeof *s.first);
    print_bands(&s.filled, s.first, (const int[]){14, 10, 0}, s.value);
    assert_int_equal(solve(&s), 1);
    assert_right(&s);
}

static void test_disorder_is_not_told(void **state)
{
    (void)state;
    uint32_t random = 11;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        struct solved s;
        start(&s, &nb_editions[0], seed, 40);
        print_bands(&s.filled, s.first, (const int[]){25, 0}, s.value);
        for (int i = 0; i < 6; i++) {
            uint32_t a = next_random(&random) % 175, b = next_random(&random) % 175;
            int64_t held = s.value[a];
            s.value[a] = s.value[b];
            s.value[b] = held;
        }
        assert_int_equal(solve(&s), 0);
    }
}

/* Two rows of which the same numbers make sense row by row and column by column. */
static void test_two_readings_are_none(void **state)
{
    (void)state;
    struct filled f;
    struct nb_arena arena;
    short number[NB_MAX_CELLS];
    filled_init(&f, &nb_editions[0], 1, 9);
    const short first[] = {f.form.first[NB_PROCEEDINGS][0], f.form.first[NB_PROCEEDINGS][1]};
    const int64_t value[] = {1, 2, 3, 4, 10, 0, 1, 6, 1, 8};
    /* 0 1 0 2 3 and 4 0 5 3 12, or 0 0 3 0 3 and 1 2 4 5 12. */
    const int64_t twofold[] = {0, 1, 0, 2, 3, 4, 0, 5, 3, 12};
    const uint32_t line[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                   lines[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    nb_arena_init(&arena);
    assert_int_equal(nb_bands_solve(&arena, &f.identities, first, 2, 5, value, line, number), 1);
    for (int i = 0; i < 10; i++)
        assert_int_equal(number[i], i);
    assert_int_equal(nb_bands_solve(&arena, &f.identities, first, 2, 5, twofold, line, number), 0);
    assert_int_equal(nb_bands_solve(&arena, &f.identities, first, 2, 5, twofold, lines, number), 1);
    for (int i = 0; i < 10; i++)
        assert_int_equal(number[i], i);
    nb_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_bands_are_told),   cmocka_unit_test(test_zeros_are_zeros),
        cmocka_unit_test(test_one_slip_is_kept),     cmocka_unit_test(test_a_lost_row_is_no_matter),
        cmocka_unit_test(test_disorder_is_not_told), cmocka_unit_test(test_two_readings_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
