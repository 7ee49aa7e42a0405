/*
 * File systems that fill up under the daemon, one after the other, and get room again. Skipped
 * where mounting is not allowed.
 */
#include "audit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

static void mount_small(const char *folder, const char *size)
{
    mkdir(folder, 0700);
    assert_int_equal(mount("none", folder, "tmpfs", 0, size), 0);
}

/* Takes all room that is left. */
static void fill(const char *folder)
{
    static const char block[4096];
    char path[PATH_MAX];
    int fd = open(path_in(path, folder, ".filler"), O_WRONLY | O_CREAT | O_APPEND, 0600);

    assert_true(fd >= 0);
    for (size_t step = sizeof block; step > 0; step /= 2)
        while (write(fd, block, step) > 0)
            ;
    assert_int_equal(errno, ENOSPC);
    close(fd);
}

static void make_room(const char *folder)
{
    char path[PATH_MAX];

    assert_int_equal(unlink(path_in(path, folder, ".filler")), 0);
}

/*
 * Drops until there is trouble: the journal's log may have room of its own for a while. The daemon
 * must say in its status and its log what is wrong.
 */
static void expect_trouble(struct daemon *d, struct load *load, const char *text)
{
    UNTIL((load_drop_many(load, 10), !is_healthy(d)));
    char *trouble = trouble_of(d);
    assert_non_null(strstr(trouble, text));
    assert_true(logged(d, trouble));
    free(trouble);
}

static void expect_left(struct daemon *d, const struct load *load, size_t count)
{
    for (size_t i = load->count - count; i < load->count; i++)
        assert_true(exists(at(d, "drop/%s", load->files[i].name)));
}

static void unmount_and_finish(struct daemon *d, const char *folder)
{
    umount2(at(d, "%s", folder), MNT_DETACH);
    daemon_finish(d);
}

struct turn {
    const char *folder, *size; /* what is small */
    const char *says;          /* the trouble */
    unsigned kinds;            /* so that the files go there */
};

/* Started with no room at all it waits, or ends and says why; nothing is lost either way. */
static void start_full(struct daemon *d, struct load *load, const struct turn *turn)
{
    int status;

    daemon_signal(d, SIGKILL);
    daemon_wait(d);
    fill(at(d, "%s", turn->folder));
    load_drop_many(load, 40);
    daemon_spawn(d);
    pause_ms(500);
    if (waitpid(d->pid, &status, WNOHANG) == d->pid) {
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
        assert_true(logged(d, "cannot be opened"));
        d->pid = 0;
    } else {
        expect_trouble(d, load, turn->says);
    }
    expect_left(d, load, 40);
    make_room(at(d, "%s", turn->folder));
    if (!d->pid)
        daemon_spawn(d);
    audit_settle(d);
}

/* Fills the folder up some times while files come in, and in the end at start, too. */
static void run_turn(const struct turn *turn)
{
    unsigned times = audit_number("FAULTS_FULL", 10, 1);
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;

    daemon_init(&d, QUICK);
    const char *small = at(&d, "%s", turn->folder);
    mount_small(small, turn->size);
    load_init(&load, at(&d, "drop"), turn->kinds, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    daemon_spawn(&d);
    listener_start(&listener, &d, 0);
    for (unsigned i = 0; i < times; i++) {
        load_drop_many(&load, 40);
        fill(at(&d, "%s", turn->folder));
        expect_trouble(&d, &load, turn->says);
        load_drop_many(&load, 40);
        expect_left(&d, &load, 40);
        make_room(at(&d, "%s", turn->folder));
        audit_settle(&d);
    }
    start_full(&d, &load, turn);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    char name[64];

    snprintf(name, sizeof name, "full %s", turn->folder);
    audit_tell(name, &counts, ", times full %u", times + 1);
    unmount_and_finish(&d, turn->folder);
    load_free(&load);
}

static void test_state(void **state)
{
    (void)state;
    if (!mounts_private())
        skip();
    run_turn(&(struct turn){"state", "size=64m", "the journal cannot be written", LOAD_ALL});
}

static void test_archive(void **state)
{
    (void)state;
    if (!mounts_private())
        skip();
    run_turn(
        &(struct turn){"archive", "size=24m", "archive: No space left on device",
                       LOAD_BIT(LOAD_VALID) | LOAD_BIT(LOAD_INVALID) | LOAD_BIT(LOAD_REVISION)});
}

static void test_rejected(void **state)
{
    (void)state;
    if (!mounts_private())
        skip();
    run_turn(&(struct turn){"rejected", "size=24m", "rejected: No space left on device",
                            LOAD_BIT(LOAD_NONSENSE)});
}

/* Whoever drops finds no room; what is there is taken away, and so there is room again. */
static void test_drop(void **state)
{
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;
    unsigned refused = 0, files = audit_number("FAULTS_FULL_DROP", 5000, 300);

    (void)state;
    if (!mounts_private())
        skip();
    daemon_init(&d, QUICK);
    mount_small(at(&d, "drop"), "size=128k");
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    daemon_spawn(&d);
    listener_start(&listener, &d, 0);
    while (load.count < files) {
        if (load_drop(&load) == 0)
            continue;
        assert_int_equal(errno, ENOSPC);
        refused++;
        pause_ms(1);
    }
    audit_settle(&d);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell("full drop", &counts, ", refused for lack of room %u", refused);
    unmount_and_finish(&d, "drop");
    load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_archive),
        cmocka_unit_test(test_rejected),
        cmocka_unit_test(test_drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
