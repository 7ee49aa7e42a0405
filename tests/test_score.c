/*
 * A small run of `make score` with a seed that does not change: every goal must be met. The full
 * run takes fresh seeds and is no part of the tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixtures.h"

static void every_goal_is_met(void **state)
{
    (void)state;
    const char *build = getenv("BUILD");
    char command[512];
    snprintf(command, sizeof command,
             "-B tests/score/score.py --seed 1 --n 24 --kinds texts --quiet --program %s/nianbao",
             build ? build : "build");
    assert_int_equal(fixture_python(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_goal_is_met)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
