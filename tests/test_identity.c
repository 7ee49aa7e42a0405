/* The identities: how many, what binds a cell, what is judged, and the suspect cell. */
#include "units.h"

#include <string.h>

/* The number of identities of that family. */
static int family_count(const struct nb_identities *all, enum nb_code family)
{
    int count = 0;
    for (int i = 0; i < all->count; i++)
        count += all->list[i].family == family;
    return count;
}

static void test_counts(void **state)
{
    (void)state;
    static const int rows[NB_EDITIONS] = {25, 23};
    for (int e = 0; e < NB_EDITIONS; e++) {
        struct filled f;
        filled_init(&f, &nb_editions[e], 1, 9);
        assert_int_equal(family_count(&f.identities, NB_REQUESTS_BALANCE), 7);
        assert_int_equal(family_count(&f.identities, NB_REQUESTS_PROCESSED_SUM), 7);
        assert_int_equal(family_count(&f.identities, NB_REQUESTS_ROW_SUM), rows[e]);
        assert_int_equal(family_count(&f.identities, NB_PROCEEDINGS_SUM), 3);
        assert_int_equal(f.identities.count, 7 + 7 + rows[e] + 3);
        assert_true(f.identities.count <= NB_MAX_IDENTITIES);
    }
}

static int sign_in(const struct filled *f, int identity, const char *cell)
{
    const struct nb_identity *id = &f->identities.list[identity];
    for (int i = 0; i < id->count; i++)
        if (f->identities.terms[id->first + i].cell == cell_of(&f->form, cell))
            return f->identities.terms[id->first + i].sign;
    return 0;
}

static void test_terms(void **state)
{
    (void)state;
    struct filled f;
    filled_init(&f, &nb_editions[0], 1, 9);
    int balance = identity_of(&f, NB_REQUESTS_BALANCE, "requests.received.research");
    assert_int_equal(f.identities.list[balance].count, 4);
    assert_int_equal(sign_in(&f, balance, "requests.received.research"), 1);
    assert_int_equal(sign_in(&f, balance, "requests.carried_in.research"), 1);
    assert_int_equal(sign_in(&f, balance, "requests.processed_total.research"), -1);
    assert_int_equal(sign_in(&f, balance, "requests.carried_out.research"), -1);
    int sum = identity_of(&f, NB_REQUESTS_PROCESSED_SUM, "requests.processed_total.total");
    assert_int_equal(f.identities.list[sum].count, 22);
    assert_int_equal(sign_in(&f, sum, "requests.processed_total.total"), 1);
    assert_int_equal(sign_in(&f, sum, "requests.granted.total"), -1);
    assert_int_equal(sign_in(&f, sum, "requests.closed_other.total"), -1);
    assert_int_equal(sign_in(&f, sum, "requests.carried_out.total"), 0);
    int row = identity_of(&f, NB_REQUESTS_ROW_SUM, "requests.denied_inquiry.total");
    assert_int_equal(f.identities.list[row].count, 7);
    assert_int_equal(sign_in(&f, row, "requests.denied_inquiry.other"), -1);
    assert_false(f.identities.list[row].implied);
    int implied = identity_of(&f, NB_REQUESTS_ROW_SUM, "requests.processed_total.total");
    assert_true(f.identities.list[implied].implied);
    int review = identity_of(&f, NB_PROCEEDINGS_SUM, "proceedings.review.total");
    assert_int_equal(f.identities.list[review].count, 5);
}

/* A cell stands in as many identities as it should: 0, 1 or 2, and 3 in processed_total. */
static void test_of_cell(void **state)
{
    (void)state;
    for (int e = 0; e < NB_EDITIONS; e++) {
        struct filled f;
        filled_init(&f, &nb_editions[e], 1, 9);
        for (int cell = 0; cell < f.form.cell_count; cell++) {
            int table = f.form.places[cell].table, count = 0;
            int expected = table == NB_REQUESTS ? 2 : table == NB_PROCEEDINGS ? 1 : 0;
            if (nb_form_row(&f.form, cell)->role == NB_PROCESSED)
                expected = 3;
            for (int i = 0; i < NB_PER_CELL; i++)
                count += f.identities.of_cell[cell][i] >= 0;
            assert_int_equal(count, expected);
        }
    }
}

/* Tables that were filled to add up satisfy all; one more anywhere breaks its identities. */
static void test_judge(void **state)
{
    (void)state;
    int64_t sum;
    unsigned char known[NB_MAX_CELLS];
    memset(known, 1, sizeof known);
    for (int e = 0; e < NB_EDITIONS; e++) {
        struct filled f;
        filled_init(&f, &nb_editions[e], 7, 20);
        for (int i = 0; i < f.identities.count; i++)
            assert_int_equal(nb_identity_judge(&f.identities, i, known, f.value, &sum), NB_PASSED);
        for (int cell = f.form.table_first[NB_REQUESTS]; cell < f.form.cell_count; cell++) {
            int failed = 0, in = 0;
            f.value[cell]++;
            for (int i = 0; i < f.identities.count; i++) {
                failed += nb_identity_judge(&f.identities, i, known, f.value, &sum) == NB_FAILED;
            }
            for (int i = 0; i < NB_PER_CELL; i++)
                in += f.identities.of_cell[cell][i] >= 0;
            assert_int_equal(failed, in);
            f.value[cell]--;
        }
    }
}

static void test_judge_unknown(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int total, part; /* of proceedings.review; -1: not known */
        enum nb_verdict verdict;
        int sum;
    } cases[] = {
        {"both known, right", 3, 3, NB_PASSED, 0},
        {"both known, wrong", 3, 4, NB_FAILED, -1},
        {"a part unknown, room for it", 3, -1, NB_UNDECIDED, 3},
        {"the total unknown", -1, 3, NB_UNDECIDED, -3},
        {"both unknown", -1, -1, NB_UNDECIDED, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filled f;
        unsigned char known[NB_MAX_CELLS];
        int64_t sum;
        filled_init(&f, &nb_editions[0], 1, 0);
        memset(known, 1, sizeof known);
        int total = cell_of(&f.form, "proceedings.review.total");
        int part = cell_of(&f.form, "proceedings.review.pending");
        known[total] = cases[i].total >= 0;
        known[part] = cases[i].part >= 0;
        f.value[total] = cases[i].total;
        f.value[part] = cases[i].part;
        int review = identity_of(&f, NB_PROCEEDINGS_SUM, "proceedings.review.total");
        enum nb_verdict verdict = nb_identity_judge(&f.identities, review, known, f.value, &sum);
        if (verdict != cases[i].verdict || sum != cases[i].sum)
            fail_msg("%s: verdict %d, sum %lld", cases[i].name, verdict, (long long)sum);
    }
}

/* Parts that alone exceed the total: no value of a lost part can make up for it. */
static void test_judge_hopeless(void **state)
{
    (void)state;
    struct filled f;
    unsigned char known[NB_MAX_CELLS];
    int64_t sum;
    filled_init(&f, &nb_editions[0], 1, 0);
    memset(known, 1, sizeof known);
    known[cell_of(&f.form, "proceedings.review.pending")] = 0;
    f.value[cell_of(&f.form, "proceedings.review.upheld")] = 4;
    f.value[cell_of(&f.form, "proceedings.review.total")] = 3;
    int review = identity_of(&f, NB_PROCEEDINGS_SUM, "proceedings.review.total");
    assert_int_equal(nb_identity_judge(&f.identities, review, known, f.value, &sum), NB_FAILED);
    known[cell_of(&f.form, "proceedings.review.total")] = 0;
    assert_int_equal(nb_identity_judge(&f.identities, review, known, f.value, &sum), NB_UNDECIDED);
}

/* One of two inflows alone exceeds what was processed and carried out. */
static void test_judge_hopeless_inflow(void **state)
{
    (void)state;
    struct filled f;
    unsigned char known[NB_MAX_CELLS];
    int64_t sum;
    filled_init(&f, &nb_editions[0], 1, 0);
    memset(known, 1, sizeof known);
    known[cell_of(&f.form, "requests.carried_in.other")] = 0;
    f.value[cell_of(&f.form, "requests.received.other")] = 2;
    int balance = identity_of(&f, NB_REQUESTS_BALANCE, "requests.received.other");
    assert_int_equal(nb_identity_judge(&f.identities, balance, known, f.value, &sum), NB_FAILED);
    assert_int_equal(sum, 2);
    known[cell_of(&f.form, "requests.carried_out.other")] = 0;
    assert_int_equal(nb_identity_judge(&f.identities, balance, known, f.value, &sum), NB_UNDECIDED);
}

struct change {
    const char *cell;
    int by;
};

struct suspect_case {
    const char *name;
    struct change changes[3];
    const char *unknown;
    const char *suspect; /* NULL: none */
};

static const struct suspect_case suspect_cases[] = {
    {"nothing wrong", {{NULL, 0}}, NULL, NULL},
    {"one part", {{"requests.granted.other", 1}}, NULL, "requests.granted.other"},
    {"one part, less", {{"requests.granted.other", -1}}, NULL, "requests.granted.other"},
    {"one total", {{"requests.received.total", 5}}, NULL, "requests.received.total"},
    {"a processed total",
     {{"requests.processed_total.research", 2}},
     NULL,
     "requests.processed_total.research"},
    {"the grand total",
     {{"requests.processed_total.total", 2}},
     NULL,
     "requests.processed_total.total"},
    {"two in one row",
     {{"requests.granted.other", 1}, {"requests.granted.research", 1}},
     NULL,
     NULL},
    {"two that cancel out in their row",
     {{"requests.granted.other", 1}, {"requests.granted.research", -1}},
     NULL,
     NULL},
    {"two far apart",
     {{"requests.granted.other", 1}, {"requests.carried_out.research", 3}},
     NULL,
     NULL},
    {"in table proceedings", {{"proceedings.review.upheld", 1}}, NULL, NULL},
    {"one in each table",
     {{"requests.granted.other", 1}, {"proceedings.review.upheld", 1}},
     NULL,
     NULL},
    {"its row sum cannot be checked",
     {{"requests.granted.other", 1}},
     "requests.granted.research",
     NULL},
    {"another row is incomplete",
     {{"requests.granted.other", 1}},
     "requests.denied_inquiry.research",
     "requests.granted.other"},
};

static void check_suspect(const struct suspect_case *c)
{
    struct filled f;
    unsigned char known[NB_MAX_CELLS];
    int64_t value = -1, old = 0;
    filled_init(&f, &nb_editions[0], 11, 30);
    memset(known, 0, sizeof known);
    memset(known, 1, (size_t)f.form.cell_count);
    if (c->unknown)
        known[cell_of(&f.form, c->unknown)] = 0;
    if (c->suspect)
        old = f.value[cell_of(&f.form, c->suspect)];
    for (int i = 0; i < 3 && c->changes[i].cell; i++)
        f.value[cell_of(&f.form, c->changes[i].cell)] += c->changes[i].by;
    int suspect = nb_identities_suspect(&f.identities, known, f.value, &value);
    if (suspect != (c->suspect ? cell_of(&f.form, c->suspect) : -1))
        fail_msg("%s: suspect is %d", c->name, suspect);
    if (c->suspect && value != old)
        fail_msg("%s: it should be %lld, not %lld", c->name, (long long)old, (long long)value);
}

static void test_suspect(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(suspect_cases); i++)
        check_suspect(&suspect_cases[i]);
}

/* A cell whose repair would be negative is no suspect. */
static void test_suspect_negative(void **state)
{
    (void)state;
    struct filled f;
    unsigned char known[NB_MAX_CELLS];
    int64_t value;
    filled_init(&f, &nb_editions[0], 1, 0);
    memset(known, 1, sizeof known);
    int total = cell_of(&f.form, "requests.granted.total");
    int sum = cell_of(&f.form, "requests.processed_total.total");
    int received = cell_of(&f.form, "requests.received.total");
    f.value[total] = 3;
    assert_int_equal(nb_identities_suspect(&f.identities, known, f.value, &value), total);
    assert_int_equal(value, 0);
    f.value[total] = 0;
    f.value[cell_of(&f.form, "requests.granted.other")] = 3;
    f.value[sum] = f.value[received] = 3;
    f.value[cell_of(&f.form, "requests.processed_total.other")] = 3;
    f.value[cell_of(&f.form, "requests.received.other")] = 3;
    assert_int_equal(nb_identities_suspect(&f.identities, known, f.value, &value), total);
    assert_int_equal(value, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_of_cell),
        cmocka_unit_test(test_judge),
        cmocka_unit_test(test_judge_unknown),
        cmocka_unit_test(test_judge_hopeless),
        cmocka_unit_test(test_judge_hopeless_inflow),
        cmocka_unit_test(test_suspect),
        cmocka_unit_test(test_suspect_negative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
