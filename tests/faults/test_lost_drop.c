/* The drop directory, or what the kernel says of it, is lost for a while. */
#include "audit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

/* Only events, or the scan that their loss asks for, find files soon. */
#define NO_RESCAN "[intake]\nsettle_ms = 100\nrescan_ms = 86400000\npoll_ms = 86400000\n"

#define QUEUE "/proc/sys/fs/inotify/max_queued_events"

typedef void change(struct daemon *d, int back);

static void by_rename(struct daemon *d, int back)
{
    const char *here = at(d, "drop"), *away = at(d, "away");

    assert_int_equal(back ? rename(away, here) : rename(here, away), 0);
}

/* Another takes its place for a while; what came there is moved over by whoever put it there. */
static void by_replacement(struct daemon *d, int back)
{
    if (back) {
        audit_settle(d);
        scratch_remove(at(d, "drop"));
        UNTIL(!exists(at(d, "drop")));
    }
    by_rename(d, back);
    if (!back)
        assert_int_equal(mkdir(at(d, "drop"), 0700), 0);
}

static void by_unmounting(struct daemon *d, int back)
{
    if (back)
        assert_int_equal(mount(at(d, "behind"), at(d, "drop"), NULL, MS_BIND, NULL), 0);
    else
        assert_int_equal(umount2(at(d, "drop"), MNT_DETACH), 0);
}

/* Removed with all that is in it once that is through, and made again. */
static void by_removal(struct daemon *d, int back)
{
    if (back)
        assert_int_equal(mkdir(at(d, "drop"), 0700), 0);
    else
        scratch_remove(at(d, "drop"));
    if (back)
        assert_int_equal(mkdir(at(d, "drop/.staging"), 0700), 0);
}

static void run(const char *name, change *lose)
{
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;
    unsigned turns = audit_number("FAULTS_LOST", 10, 1);

    daemon_init(&d, QUICK);
    if (lose == by_unmounting) {
        assert_int_equal(mkdir(at(&d, "behind"), 0700), 0);
        lose(&d, 1);
    }
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL);
    daemon_spawn(&d);
    listener_start(&listener, &d, 0);
    UNTIL(is_healthy(&d)); /* at its start it needs the directory */
    for (unsigned i = 0; i < turns; i++) {
        load_start(&load, 500);
        pause_ms(300);
        if (lose != by_rename) { /* what is written meanwhile would be gone for its writer, too */
            load_stop(&load);
            if (lose == by_removal)
                audit_settle(&d);
        }
        lose(&d, 0);
        if (lose == by_replacement) {
            UNTIL(logged(&d, "was replaced"));
        } else {
            UNTIL(!is_healthy(&d));
            UNTIL(logged(&d, lose == by_unmounting ? "nothing is mounted" : "is gone"));
        }
        lose(&d, 1);
        if (lose == by_rename)
            load_stop(&load);
        load_drop_many(&load, 50);
        audit_settle(&d);
    }
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell(name, &counts, ", times lost %u", turns);
    if (lose == by_unmounting)
        umount2(at(&d, "drop"), MNT_DETACH);
    daemon_finish(&d);
    load_free(&load);
}

static void test_renamed(void **state)
{
    (void)state;
    run("drop directory renamed", by_rename);
}

static void test_replaced(void **state)
{
    (void)state;
    run("drop directory replaced", by_replacement);
}

static void test_removed(void **state)
{
    (void)state;
    run("drop directory removed", by_removal);
}

static void test_unmounted(void **state)
{
    (void)state;
    if (!mounts_private())
        skip();
    run("drop directory unmounted", by_unmounting);
}

/* ---- lost events ---- */

static char usual_queue[32];
static int queue_is_short;

static int set_queue(const char *length)
{
    FILE *f = fopen(QUEUE, "w");

    if (!f)
        return -1;
    int failed = fputs(length, f) < 0;
    return fclose(f) != 0 || failed ? -1 : 0;
}

static int restore_queue(void **state)
{
    (void)state;
    return queue_is_short ? set_queue(usual_queue) : 0;
}

/* The daemon is stopped while more comes than the kernel's queue holds. */
static void overflow(const char *name, unsigned files, int small)
{
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;

    daemon_init(&d, NO_RESCAN);
    load_init(&load, at(&d, "drop"), LOAD_BIT(LOAD_NONSENSE), LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    queue_is_short = small && *usual_queue && set_queue("64") == 0;
    if (small && !queue_is_short) {
        daemon_finish(&d);
        load_free(&load);
        skip();
    }
    daemon_spawn(&d);
    listener_start(&listener, &d, 0);
    UNTIL(is_healthy(&d));
    restore_queue(NULL);
    daemon_signal(&d, SIGSTOP);
    load_drop_many(&load, files);
    daemon_signal(&d, SIGCONT);
    audit_settle(&d);
    if (small)
        assert_true(logged(&d, "the kernel dropped file events"));
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell(name, &counts, "%s", logged(&d, "dropped file events") ? ", events were lost" : "");
    daemon_finish(&d);
    load_free(&load);
}

static void test_small_queue(void **state)
{
    (void)state;
    overflow("small inotify queue", audit_number("FAULTS_QUEUE", 5000, 500), 1);
}

static void test_stopped(void **state)
{
    (void)state;
    overflow("daemon stopped", audit_number("FAULTS_STOPPED", 20000, 1000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_renamed), cmocka_unit_test(test_replaced),
        cmocka_unit_test(test_removed), cmocka_unit_test_teardown(test_small_queue, restore_queue),
        cmocka_unit_test(test_stopped), cmocka_unit_test(test_unmounted),
    };
    FILE *f = fopen(QUEUE, "r");

    if (f) {
        if (!fgets(usual_queue, sizeof usual_queue, f))
            usual_queue[0] = '\0';
        fclose(f);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
