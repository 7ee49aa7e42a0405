/*
 * What an input may cost, whatever it holds: memory in proportion to its size, and no more time
 * than that. How fast inputs are read is for the bench to tell; here only those that would never
 * end are stopped, long after the time that they should take.
 */
#include "units.h"

#include <limits.h>
#include <stdlib.h>

#include "hostile.h"

#ifdef __SANITIZE_ADDRESS__
#define SIZE     ((size_t)30 * 1000) /* a sanitizer takes time and memory of its own */
#define MOST_KIB LONG_MAX
#else
#define SIZE     (HOSTILE_SIZE / 10)
#define MOST_KIB (HOSTILE_KIB / 10 + 24 * 1024) /* and what does not grow: tokens have a limit */
#endif
#define PATIENCE 30 /* seconds of the processor */

static int check(size_t kind, enum hostile_place place, size_t size, long most,
                 const struct bytes *report)
{
    struct hostile_cost cost = hostile_run(kind, place, size, report, PATIENCE);
    if (!cost.signal && !cost.status && cost.kib <= most)
        return 0;
    print_error("%s, %s: signal %d, status %d, %ld KiB, %.2f s\n", hostile_name(kind),
                hostile_place_name(place), cost.signal, cost.status, cost.kib, cost.seconds);
    return 1;
}

static void test_every_kind_everywhere(void **state)
{
    (void)state;
    struct bytes report = fixture_read("tests/data/valid_tabs.txt");
    int wrong = 0;
    for (size_t kind = 0; kind < hostile_count(); kind++)
        for (int place = 0; place < HOSTILE_PLACES; place++)
            wrong += check(kind, (enum hostile_place)place, SIZE, MOST_KIB, &report);
    free(report.data);
    assert_int_equal(wrong, 0);
}

/* At full size, each in another place than the one before it. */
static void test_full_size(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip();
#endif
    struct bytes report = fixture_read("tests/data/valid_tabs.txt");
    int wrong = 0;
    for (size_t kind = 0; kind < hostile_count(); kind += 3)
        wrong += check(kind, (enum hostile_place)(kind / 3 % HOSTILE_PLACES), HOSTILE_SIZE,
                       HOSTILE_KIB, &report);
    free(report.data);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_everywhere),
        cmocka_unit_test(test_full_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
