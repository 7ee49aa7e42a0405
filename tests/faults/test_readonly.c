/* Folders that may not be written to, and may again. */
#include "audit.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

typedef void set_writable(struct daemon *d, const char *folder, int writable);

static mode_t mode;

static int set_mode(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    return type == FTW_D ? chmod(path, mode) : 0;
}

/* Also of the folders that are there for years. */
static void by_mode(struct daemon *d, const char *folder, int writable)
{
    mode = writable ? 0700 : 0500;
    nftw(at(d, "%s", folder), set_mode, 16, FTW_PHYS);
}

static void by_mount(struct daemon *d, const char *folder, int writable)
{
    unsigned long flags = MS_REMOUNT | MS_BIND | (writable ? 0 : MS_RDONLY);

    UNTIL(mount(NULL, at(d, "%s", folder), NULL, flags, NULL) == 0);
}

static void expect_trouble(struct daemon *d, const char *place)
{
    UNTIL(!is_healthy(d));
    char *trouble = trouble_of(d);
    if (!strstr(trouble, place))
        fail_msg("it says: %s", trouble);
    assert_true(logged(d, trouble));
    free(trouble);
}

static void run(const char *name, const char *folder, const char *says, set_writable *set)
{
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;
    unsigned turns = audit_number("FAULTS_READONLY", 5, 1);

    daemon_init(&d, QUICK);
    mkdir(at(&d, "%s", folder), 0700);
    if (set == by_mount)
        assert_int_equal(mount(at(&d, "%s", folder), at(&d, "%s", folder), NULL, MS_BIND, NULL), 0);
    d.without_override = 1;
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    daemon_spawn(&d);
    listener_start(&listener, &d, 0);
    for (unsigned i = 0; i < turns; i++) {
        load_drop_many(&load, 40);
        set(&d, folder, 0);
        if (strcmp(folder, "drop") != 0)
            load_drop_many(&load, 40);
        expect_trouble(&d, says);
        set(&d, folder, 1);
        audit_settle(&d);
    }
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell(name, &counts, ", times read-only %u", turns);
    umount2(at(&d, "%s", folder), MNT_DETACH);
    daemon_finish(&d);
    load_free(&load);
}

static void test_archive_mode(void **state)
{
    (void)state;
    run("archive without permission", "archive", "archive: Permission denied", by_mode);
}

static void test_rejected_mode(void **state)
{
    (void)state;
    run("rejected without permission", "rejected", "rejected: Permission denied", by_mode);
}

static void test_archive_mount(void **state)
{
    (void)state;
    if (!mounts_private())
        skip();
    run("archive mounted read-only", "archive", "archive: Read-only file system", by_mount);
}

/* The journal cannot be opened: the daemon says so and ends; the files wait. */
static void test_state(void **state)
{
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;
    char *output;

    (void)state;
    daemon_init(&d, QUICK);
    d.without_override = 1;
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL);
    daemon_spawn(&d);
    listener_start(&listener, &d, 0);
    load_drop_many(&load, 50);
    assert_true(is_healthy(&d));
    daemon_signal(&d, SIGKILL);
    daemon_wait(&d);
    by_mode(&d, "state", 0);
    assert_int_equal(chmod(at(&d, "state/lock"), 0400), 0);
    load_drop_many(&load, 50);
    const char *arguments[] = {"-c", at(&d, "conf"), NULL};
    assert_int_equal(daemon_run(&d, arguments, &output), 1);
    assert_non_null(strstr(output, "state"));
    assert_non_null(strstr(output, "Permission denied"));
    free(output);
    by_mode(&d, "state", 1);
    assert_int_equal(chmod(at(&d, "state/lock"), 0600), 0);
    daemon_spawn(&d);
    audit_settle(&d);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell("state without permission at start", &counts, "%s", "");
    daemon_finish(&d);
    load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_archive_mode),
        cmocka_unit_test(test_rejected_mode),
        cmocka_unit_test(test_archive_mount),
        cmocka_unit_test(test_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
