/*
 * The network against the plain meaning of the identities: on tables with a few unknown cells and
 * small numbers, all assignments are tried, and what they leave open is what the network says.
 */
#include "units.h"

#include <string.h>

#include "../parser/network.h"

#define MOST_UNKNOWN 5

struct trial {
    struct filled filled;
    struct nb_network network;
    unsigned char known[NB_MAX_CELLS];
    unsigned char used[NB_MAX_IDENTITIES]; /* the identities that count */
    int unknown[MOST_UNKNOWN], count;
    int64_t bound; /* values of unknown cells that are tried: 0 to this */
    /* What trying all assignments finds. */
    int solutions;
    int64_t first[MOST_UNKNOWN];
    int same[MOST_UNKNOWN]; /* the cell has the same value in all solutions */
};

static int satisfied(const struct trial *t)
{
    for (int i = 0; i < t->filled.identities.count; i++) {
        const struct nb_identity *id = &t->filled.identities.list[i];
        int64_t sum = 0;
        if (!t->used[i])
            continue;
        for (int n = 0; n < id->count; n++) {
            const struct nb_term *term = &t->filled.identities.terms[id->first + n];
            sum += term->sign * t->filled.value[term->cell];
        }
        if (sum != 0)
            return 0;
    }
    return 1;
}

static void note_solution(struct trial *t)
{
    for (int i = 0; i < t->count; i++) {
        int64_t value = t->filled.value[t->unknown[i]];
        if (t->solutions == 0)
            t->first[i] = value;
        t->same[i] &= value == t->first[i];
    }
    t->solutions++;
}

/* Tries every value of the unknown cells from `index` on. */
static void try_all(struct trial *t, int index)
{
    if (index == t->count) {
        if (satisfied(t))
            note_solution(t);
        return;
    }
    int cell = t->unknown[index];
    int64_t old = t->filled.value[cell];
    for (int64_t value = 0; value <= t->bound; value++) {
        t->filled.value[cell] = value;
        try_all(t, index + 1);
    }
    t->filled.value[cell] = old;
}

/* Unknown cells in a few rows and columns, so that they meet in identities, and some elsewhere. */
static void choose_unknown(struct trial *t, uint32_t *random)
{
    const struct nb_form *form = &t->filled.form;
    int first = form->table_first[NB_REQUESTS], count = form->cell_count - first;
    int wanted = 1 + (int)(next_random(random) % MOST_UNKNOWN), rows[2], columns[3];
    memset(t->known, 0, sizeof t->known);
    memset(t->known, 1, (size_t)form->cell_count);
    for (int i = 0; i < 2; i++)
        rows[i] = (int)(next_random(random) % (uint32_t)(count / NB_MAX_COLUMNS));
    for (int i = 0; i < 3; i++)
        columns[i] = (int)(next_random(random) % NB_MAX_COLUMNS);
    for (t->count = 0; t->count < wanted;) {
        uint32_t pick = next_random(random);
        int cell = first + rows[pick % 2] * NB_MAX_COLUMNS + columns[pick / 2 % 3];
        if (pick / 8 % 4 == 0)
            cell = first + (int)(pick / 32 % (uint32_t)count);
        if (!t->known[cell])
            continue;
        t->known[cell] = 0;
        t->unknown[t->count++] = cell;
    }
}

static void trial_init(struct trial *t, int edition, uint32_t *random)
{
    memset(t, 0, sizeof *t);
    filled_init(&t->filled, &nb_editions[edition], next_random(random), 0);
    nb_network_init(&t->network, &t->filled.identities, &t->filled.form);
    memset(t->used, 1, sizeof t->used);
    t->bound = 5;
}

/*
 * A few requests, each of one applicant with one outcome, entered in all the rows that it counts
 * in; where it can be, in the rows and columns of unknown cells.
 */
static void add_requests(struct trial *t, uint32_t *random, int requests)
{
    const struct nb_form *form = &t->filled.form;
    const struct nb_table *table = &form->edition->tables[NB_REQUESTS];
    for (int n = 0; n < requests; n++) {
        uint32_t pick = next_random(random);
        int column = (int)(pick % 6), in = (int)(pick / 8 % 2), r;
        do
            r = (int)(next_random(random) % (uint32_t)table->row_count);
        while (table->rows[r].role != NB_OUTCOME && table->rows[r].role != NB_OUTFLOW);
        struct nb_place near = form->places[t->unknown[pick / 16 % (uint32_t)t->count]];
        if (near.table == NB_REQUESTS && table->rows[near.row].role == NB_OUTCOME)
            r = near.row;
        if (near.table == NB_REQUESTS && near.column < 6)
            column = near.column;
        int rows[3] = {in, r, table->row_count - 2};
        for (int i = 0; i < (table->rows[r].role == NB_OUTCOME ? 3 : 2); i++) {
            t->filled.value[form->first[NB_REQUESTS][rows[i]] + column]++;
            t->filled.value[form->first[NB_REQUESTS][rows[i]] + 6]++;
        }
    }
}

static void check_against_trying(struct trial *t, int number)
{
    int64_t flow[NB_MAX_CELLS];
    for (int i = 0; i < t->count; i++)
        t->same[i] = 1;
    try_all(t, 0);
    int feasible = nb_network_feasible(&t->network, t->known, t->filled.value, flow, NULL);
    if (feasible != (t->solutions > 0))
        fail_msg("trial %d: feasible is %d, there are %d solutions", number, feasible,
                 t->solutions);
    for (int i = 0; feasible && i < t->count; i++) {
        int cell = t->unknown[i];
        int unique = nb_network_unique(&t->network, t->known, flow, cell);
        if (unique != t->same[i])
            fail_msg("trial %d: unknown cell %d: unique is %d, trying says %d", number, cell,
                     unique, t->same[i]);
        if (unique && flow[cell] != t->first[i])
            fail_msg("trial %d: cell %d is %lld, not %lld", number, cell, (long long)flow[cell],
                     (long long)t->first[i]);
    }
}

/* What the flow says is a solution itself. */
static void check_flow(struct trial *t, int number)
{
    int64_t flow[NB_MAX_CELLS];
    if (!nb_network_feasible(&t->network, t->known, t->filled.value, flow, NULL))
        return;
    for (int i = 0; i < t->count; i++) {
        assert_true(flow[t->unknown[i]] >= 0);
        t->filled.value[t->unknown[i]] = flow[t->unknown[i]];
    }
    if (!satisfied(t))
        fail_msg("trial %d: the flow satisfies not all identities", number);
}

static void test_against_trying(void **state)
{
    (void)state;
    uint32_t random = 20240101;
    int feasible = 0, unique = 0;
    for (int number = 0; number < 2000; number++) {
        struct trial t;
        trial_init(&t, number % NB_EDITIONS, &random);
        choose_unknown(&t, &random);
        add_requests(&t, &random, (int)(next_random(&random) % 4));
        if (number % 3 == 0) { /* a wrong number somewhere */
            const struct nb_form *form = &t.filled.form;
            int first = form->table_first[NB_REQUESTS];
            int cell = first + (int)(next_random(&random) % (uint32_t)(form->cell_count - first));
            t.filled.value[cell] += t.known[cell] != 0;
        }
        check_against_trying(&t, number);
        check_flow(&t, number);
        feasible += t.solutions > 0;
        for (int i = 0; i < t.count; i++)
            unique += t.solutions > 1 && t.same[i];
    }
    /* The trials are worth something only if all kinds of outcome occur. */
    assert_in_range(feasible, 500, 1950);
    assert_true(unique > 20);
}

/* With an identity out of use, as if it were not there. */
static void test_grounded(void **state)
{
    (void)state;
    uint32_t random = 77;
    for (int number = 0; number < 800; number++) {
        struct trial t;
        trial_init(&t, 0, &random);
        choose_unknown(&t, &random);
        add_requests(&t, &random, (int)(next_random(&random) % 4));
        const struct nb_identities *all = &t.filled.identities;
        int out = all->of_cell[t.unknown[0]][next_random(&random) % 2];
        if (out < 0)
            continue;
        for (int i = 0; i < all->count; i++)
            t.used[i] = i != out && !all->list[i].implied;
        t.network.grounded[out] = 1;
        if (number % 2)
            t.filled.value[all->list[out].cell] += t.known[all->list[out].cell] != 0;
        check_against_trying(&t, number);
    }
}

/* Cells of table disclosure are bound by nothing: never unique. */
static void test_unbound(void **state)
{
    (void)state;
    uint32_t random = 5;
    struct trial t;
    trial_init(&t, 0, &random);
    int64_t flow[NB_MAX_CELLS];
    memset(t.known, 0, sizeof t.known);
    assert_true(nb_network_feasible(&t.network, t.known, t.filled.value, flow, NULL));
    for (int cell = 0; cell < t.filled.form.table_first[NB_REQUESTS]; cell++)
        assert_false(nb_network_unique(&t.network, t.known, flow, cell));
}

/* Totals of nought leave one value for all that is lost in their rows and columns. */
static void test_noughts(void **state)
{
    (void)state;
    struct filled f;
    struct nb_network network;
    unsigned char known[NB_MAX_CELLS] = {0};
    int64_t flow[NB_MAX_CELLS];
    filled_init(&f, &nb_editions[0], 1, 0);
    nb_network_init(&network, &f.identities, &f.form);
    for (int cell = 0; cell < f.form.cell_count; cell++)
        known[cell] = nb_form_column(&f.form, cell)->role == NB_TOTAL;
    assert_true(nb_network_feasible(&network, known, f.value, flow, NULL));
    for (int cell = f.form.table_first[NB_REQUESTS]; cell < f.form.cell_count; cell++) {
        if (known[cell])
            continue;
        assert_true(nb_network_unique(&network, known, flow, cell));
        assert_int_equal(flow[cell], 0);
    }
}

static void test_conflict(void **state)
{
    (void)state;
    struct filled f;
    struct nb_network network;
    unsigned char known[NB_MAX_CELLS];
    uint64_t conflict = 0;
    filled_init(&f, &nb_editions[0], 3, 9);
    nb_network_init(&network, &f.identities, &f.form);
    memset(known, 1, sizeof known);
    int cell = cell_of(&f.form, "proceedings.review.upheld");
    assert_true(nb_network_feasible(&network, known, f.value, NULL, &conflict));
    f.value[cell]++;
    assert_false(nb_network_feasible(&network, known, f.value, NULL, &conflict));
    assert_int_equal(conflict, (uint64_t)1 << f.identities.of_cell[cell][0]);
}

/* Two identities fail; they and what shares a cell with them go, what is far from them stays. */
static void test_quarantine(void **state)
{
    (void)state;
    struct filled f;
    struct nb_network network;
    unsigned char known[NB_MAX_CELLS];
    filled_init(&f, &nb_editions[0], 3, 9);
    nb_network_init(&network, &f.identities, &f.form);
    memset(known, 1, sizeof known);
    nb_network_quarantine(&network, known, f.value);
    for (int i = 0; i < f.identities.count; i++)
        assert_false(network.grounded[i]);
    int cell = cell_of(&f.form, "proceedings.review.upheld");
    f.value[cell]++;
    nb_network_quarantine(&network, known, f.value);
    for (int i = 0; i < f.identities.count; i++)
        assert_int_equal(network.grounded[i], i == f.identities.of_cell[cell][0]);
    assert_true(nb_network_feasible(&network, known, f.value, NULL, NULL));
}

/* A wrong cell of table requests: all that shares a known cell with what fails goes too. */
static void test_quarantine_spreads(void **state)
{
    (void)state;
    static const struct {
        enum nb_code family;
        const char *cell;
        int out;
    } cases[] = {
        {NB_REQUESTS_ROW_SUM, "requests.granted.total", 1},
        {NB_REQUESTS_PROCESSED_SUM, "requests.processed_total.research", 1},
        {NB_REQUESTS_PROCESSED_SUM, "requests.processed_total.other", 1},
        {NB_REQUESTS_ROW_SUM, "requests.rejected_published.total", 1},
        {NB_REQUESTS_BALANCE, "requests.received.research", 1},
        {NB_REQUESTS_BALANCE, "requests.received.other", 0},
        {NB_REQUESTS_ROW_SUM, "requests.received.total", 0},
        {NB_PROCEEDINGS_SUM, "proceedings.review.total", 0},
    };
    struct filled f;
    struct nb_network network;
    unsigned char known[NB_MAX_CELLS];
    filled_init(&f, &nb_editions[0], 3, 9);
    nb_network_init(&network, &f.identities, &f.form);
    memset(known, 1, sizeof known);
    f.value[cell_of(&f.form, "requests.granted.research")] += 2;
    nb_network_quarantine(&network, known, f.value);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (network.grounded[identity_of(&f, cases[i].family, cases[i].cell)] != cases[i].out)
            fail_msg("the identity of %s: not %d", cases[i].cell, cases[i].out);
}

/* Half of a table lost, large numbers: what is found satisfies all, what is unique is right. */
static void test_large(void **state)
{
    (void)state;
    uint32_t random = 31;
    for (int number = 0; number < 400; number++) {
        struct filled f;
        struct nb_network network;
        unsigned char known[NB_MAX_CELLS];
        int64_t flow[NB_MAX_CELLS], sum;
        filled_init(&f, &nb_editions[number % NB_EDITIONS], next_random(&random), 1 + number);
        nb_network_init(&network, &f.identities, &f.form);
        for (int cell = 0; cell < NB_MAX_CELLS; cell++)
            known[cell] = next_random(&random) % 100 >= (uint32_t)(10 + number % 80);
        assert_true(nb_network_feasible(&network, known, f.value, flow, NULL));
        for (int cell = 0; cell < f.form.cell_count; cell++) {
            if (known[cell])
                continue;
            assert_true(flow[cell] >= 0);
            if (nb_network_unique(&network, known, flow, cell))
                assert_int_equal(flow[cell], f.value[cell]);
            f.value[cell] = flow[cell];
        }
        memset(known, 1, sizeof known);
        for (int i = 0; i < f.identities.count; i++)
            assert_int_equal(nb_identity_judge(&f.identities, i, known, f.value, &sum), NB_PASSED);
    }
}

/* Whatever the numbers, what is left in use after a quarantine can be satisfied. */
static void test_quarantine_any(void **state)
{
    (void)state;
    uint32_t random = 99;
    for (int number = 0; number < 300; number++) {
        struct trial t;
        trial_init(&t, number % NB_EDITIONS, &random);
        for (int cell = 0; cell < NB_MAX_CELLS; cell++) {
            t.filled.value[cell] = next_random(&random) % 3;
            t.known[cell] = next_random(&random) % 4 != 0;
        }
        nb_network_quarantine(&t.network, t.known, t.filled.value);
        assert_true(nb_network_feasible(&t.network, t.known, t.filled.value, NULL, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_trying), cmocka_unit_test(test_grounded),
        cmocka_unit_test(test_unbound),        cmocka_unit_test(test_noughts),
        cmocka_unit_test(test_conflict),       cmocka_unit_test(test_quarantine),
        cmocka_unit_test(test_quarantine_any), cmocka_unit_test(test_quarantine_spreads),
        cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
