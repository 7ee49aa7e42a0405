/* Blank cells that are empty lines: they count where all rows have as many lines as cells. */
#include "units.h"

#include <stdio.h>
#include <string.h>

#define ROWS 5

static const char *const rows[ROWS][2] = {
    {"requests.received", "一、本年新收政府信息公开申请数量"},
    {"requests.carried_in", "二、上年结转政府信息公开申请数量"},
    {"requests.granted", "（一）予以公开"},
    {"requests.partially_granted", "（二）部分公开"},
    {"requests.carried_out", "四、结转下年度继续办理"},
};

/* Of each row's cells; a dot is a blank. */
static const char *const cells[ROWS] = {"123456U", ".1.2..3", "1.....1", ".......", "....2.2"};

struct sheet {
    struct filled filled;
    char lines[ROWS][200];
};

static int first_of(const struct filled *f, const char *row)
{
    char id[64];
    snprintf(id, sizeof id, "%s.natural_person", row);
    return cell_of(&f->form, id);
}

/* One row: what stands below each written cell, and below a blank one. */
static void print_row(struct sheet *s, int row, const char *below, const char *below_blank)
{
    char *line = s->lines[row];
    int first = first_of(&s->filled, rows[row][0]);
    int end = snprintf(line, sizeof s->lines[row], "%s\n%s", rows[row][1], below);
    for (const char *c = cells[row]; *c; c++) {
        const char *word = *c == 'U' ? "21" : *c == '.' ? "" : (const char[]){*c, '\0'};
        end += snprintf(line + end, sizeof s->lines[row] - (size_t)end, "%s\n%s", word,
                        *word ? below : below_blank);
    }
    s->filled.instead[first] = line;
}

static void print(struct sheet *s, const char *below, const char *below_blank)
{
    filled_init(&s->filled, &nb_editions[0], 4, 0);
    memset(s->filled.left_out, 1, sizeof s->filled.left_out);
    s->filled.left_out[1] = 0;
    for (int i = 0; i < NB_MAX_CELLS; i++)
        s->filled.instead[i] = "";
    for (int row = 0; row < ROWS; row++)
        print_row(s, row, below, below_blank);
}

/* How many cells hold the number that was printed for them; none may hold another. */
static int count_read(const char *name, const struct sheet *s)
{
    struct reading r;
    int count = 0;
    reading_init(&r, &s->filled);
    for (int row = 0; row < ROWS; row++) {
        for (int c = 0; c < 7; c++) {
            const struct nb_cell *cell = &r.cells[first_of(&s->filled, rows[row][0]) + c];
            int value = cells[row][c] == 'U' ? 21 : cells[row][c] - '0';
            if (cell->state != NB_READ)
                continue;
            if (cell->value != value)
                fail_msg("%s: %s, column %d: %d", name, rows[row][0], c, (int)cell->value);
            count++;
        }
    }
    reading_free(&r);
    return count;
}

static void test_spacings(void **state)
{
    (void)state;
    static const struct {
        const char *name, *below, *below_blank;
    } cases[] = {
        {"no lines between", "", ""},
        {"a line below what is written", "\n", ""},
        {"a line below each cell", "\n", "\n"},
        {"blanks with a space", "", " "},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sheet s;
        print(&s, cases[i].below, cases[i].below_blank);
        assert_int_equal(count_read(cases[i].name, &s), 14);
    }
}

/* One row that has another number of lines, and no line of the table counts. */
static void test_lines_lost(void **state)
{
    (void)state;
    static const struct {
        const char *name, *row;
        int index;
    } cases[] = {
        {"a line lost", "二、上年结转政府信息公开申请数量\n\n1\n\n2\n\n3\n", 1},
        {"a line more", "二、上年结转政府信息公开申请数量\n\n1\n\n2\n\n\n\n3\n", 1},
        {"a whole row with a line", "一、本年新收政府信息公开申请数量\n1\n2\n3\n\n4\n5\n6\n21\n",
         0},
        {"a row without its lines", "（二）部分公开\n\n\n", 3},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sheet s;
        struct reading r;
        print(&s, "", "");
        s.filled.instead[first_of(&s.filled, rows[cases[i].index][0])] = cases[i].row;
        reading_init(&r, &s.filled);
        expect_state(&r, &s.filled, "requests.carried_in.public_welfare", NB_MISSING,
                     NB_WAS_AMBIGUOUS);
        expect_state(&r, &s.filled, "requests.carried_out.legal_service", NB_MISSING,
                     NB_WAS_AMBIGUOUS);
        reading_free(&r);
    }
}

/* Two rows may agree by chance. */
static void test_few_rows(void **state)
{
    (void)state;
    struct sheet s;
    print(&s, "", "");
    s.filled.instead[first_of(&s.filled, rows[2][0])] = "";
    s.filled.instead[first_of(&s.filled, rows[4][0])] = "";
    assert_int_equal(count_read("few", &s), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spacings),
        cmocka_unit_test(test_lines_lost),
        cmocka_unit_test(test_few_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
