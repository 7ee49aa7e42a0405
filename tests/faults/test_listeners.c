/* Listeners that come, go, are killed and come back while many files flow. */
#include "audit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUICK     "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"
#define LISTENERS 10
#define RESTLESS  5 /* the first of them */

static void expect_same(const char *a, const char *b)
{
    FILE *fa = fopen(a, "r"), *fb = fopen(b, "r");
    static char ba[65536], bb[65536];
    size_t n;

    assert_true(fa && fb);
    do {
        n = fread(ba, 1, sizeof ba, fa);
        if (fread(bb, 1, sizeof bb, fb) != n || memcmp(ba, bb, n) != 0)
            fail_msg("%s and %s differ", a, b);
    } while (n > 0);
    fclose(fa);
    fclose(fb);
}

/* Drops the files while the restless ones are killed or ended and come back at random. */
static unsigned disturb(struct load *load, struct listener *listeners, unsigned files)
{
    unsigned restarts = 0, random = 99;

    while (load->count < files) {
        load_drop_many(load, 50);
        random = random * 1103515245u + 12345;
        pause_ms((int)(random >> 16) % 40);
        if ((random >> 8) % 2 != 0)
            continue;
        listener_restart(&listeners[(random >> 12) % RESTLESS],
                         (random >> 24) % 2 ? SIGKILL : SIGTERM);
        restarts++;
    }
    return restarts;
}

static void test_restless(void **state)
{
    unsigned files = audit_number("FAULTS_FILES", 50000, 500);
    struct daemon d;
    struct load load;
    struct audit_counts counts;
    struct listener listeners[LISTENERS];
    size_t again = 0;
    char first[PATH_MAX];

    (void)state;
    daemon_init(&d, QUICK);
    load_init(&load, at(&d, "drop"), LOAD_BIT(LOAD_NONSENSE), LOAD_BIT(LOAD_RENAME));
    daemon_spawn(&d);
    for (unsigned i = 0; i < LISTENERS; i++)
        listener_start(&listeners[i], &d, i);
    unsigned restarts = disturb(&load, listeners, files);
    audit_settle(&d);
    audit(&d, &load, &(struct audit_terms){.heard = &listeners[0]}, &counts);
    snprintf(first, sizeof first, "%s", at(&d, "heard-0"));
    again = listeners[0].again;
    for (unsigned i = 1; i < LISTENERS; i++) {
        expect_same(first, listener_end(&listeners[i]));
        again += listeners[i].again;
    }
    audit_tell("listeners", &counts,
               ", listeners %d that heard the same, restarts %u, events said again behind the "
               "noted position of a killed one %zu",
               LISTENERS, restarts, again);
    daemon_finish(&d);
    load_free(&load);
}

/* ---- stopped ---- */

static long resident_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = -1;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (kb < 0 && fgets(line, sizeof line, f))
        if (sscanf(line, "VmRSS: %ld", &kb) != 1)
            kb = -1;
    fclose(f);
    return kb;
}

/* A listener to the feed, and one that was just asking for a replay, stop for a minute. */
static void test_stopped(void **state)
{
    unsigned seconds = audit_number("FAULTS_STOP_S", 60, 3);
    struct daemon d;
    struct load load;
    struct audit_counts counts;
    struct listener live, replaying;

    (void)state;
    daemon_init(&d, QUICK "[replay]\nhwm = 64\n");
    d.hwm = 64;
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    daemon_spawn(&d);
    listener_start(&live, &d, 0);
    load_drop_many(&load, 1000);
    audit_settle(&d);
    long before = resident_kb(d.pid);
    listener_start(&replaying, &d, 1);
    pause_ms(20);
    assert_int_equal(kill(replaying.pid, SIGSTOP), 0);
    assert_int_equal(kill(live.pid, SIGSTOP), 0);
    load_start(&load, 300);
    pause_ms((int)seconds * 1000);
    load_stop(&load);
    audit_settle(&d);
    long after = resident_kb(d.pid);
    assert_int_equal(kill(live.pid, SIGCONT), 0);
    assert_int_equal(kill(replaying.pid, SIGCONT), 0);
    audit(&d, &load, &(struct audit_terms){.heard = &live}, &counts);
    expect_same(at(&d, "heard-0"), listener_end(&replaying));
    audit_tell("stopped listeners", &counts,
               ", stopped for %u s, the daemon's memory %ld KiB before and %ld KiB after", seconds,
               before, after);
    assert_true(after - before < 32 * 1024);
    daemon_finish(&d);
    load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_restless),
        cmocka_unit_test(test_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
