/* The realtime clock jumps by hours and years, forward and back, while files come in. */
#include "audit.h"
#include "preload.h"

#include <signal.h>
#include <stdlib.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

#define HOUR 3600000LL
#define YEAR (365 * 24 * HOUR)

static void test_jumps(void **state)
{
    static const long long jumps[] = {HOUR, 0, -HOUR, 30 * YEAR, -30 * YEAR, 5, 0, -56 * YEAR};
    unsigned turns = audit_number("FAULTS_CLOCK", 80, 9);
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;

    (void)state;
    daemon_init(&d, QUICK);
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL);
    struct shim *shim = preload_spawn(&d, NULL);
    load_start(&load, 300);
    listener_start(&listener, &d, 0);
    for (unsigned i = 0; i < turns; i++) {
        shim->clock_ms = jumps[i % (sizeof jumps / sizeof jumps[0])];
        pause_ms(150);
        if (i % 3 == 2) { /* the next one starts with the clock as it stands */
            daemon_signal(&d, SIGKILL);
            daemon_wait(&d);
            preload_spawn(&d, shim);
        }
    }
    load_stop(&load);
    audit_settle(&d);
    shim->clock_ms = -30 * YEAR; /* all that is dropped now is from the future */
    load_drop_many(&load, 50);
    audit_settle(&d);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell("clock", &counts, ", jumps %u", turns);
    daemon_finish(&d);
    load_free(&load);
    preload_free(shim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jumps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
