/* The real program among mounts of other file systems; skipped where mounting is not allowed. */
#include "harness.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

static int setup(void **state)
{
    static struct daemon daemon;

    daemon_init(&daemon, QUICK);
    *state = &daemon;
    return 0;
}

static int teardown(void **state)
{
    daemon_finish(*state);
    return 0;
}

/* Mounts made from now on are seen by this program and its children only, and go with them. */
static int may_mount(void)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* Moving fails while journaling works: that alone is no sign that the trouble has passed. */
static void test_full_archive(void **state)
{
    struct daemon *d = *state;

    if (!may_mount())
        skip();
    assert_int_equal(mkdir(at(d, "rejected"), 0700), 0);
    assert_int_equal(mount("none", at(d, "rejected"), "tmpfs", 0, "size=16k"), 0);
    daemon_start(d);
    int fd = open(at(d, "staging/x"), O_WRONLY | O_CREAT, 0600);
    assert_int_equal(ftruncate(fd, 65536), 0);
    close(fd);
    assert_int_equal(rename(at(d, "staging/x"), at(d, "drop/a.txt")), 0);
    expect_event(d, "a.txt");
    UNTIL(logged(d, "No space left on device; taking in nothing for 2000 ms"));
    assert_false(is_healthy(d));
    assert_true(exists(at(d, "drop/a.txt")));
    assert_int_equal(umount2(at(d, "rejected"), MNT_DETACH), 0);
    UNTIL(exists(at(d, "rejected/a.txt")));
    UNTIL(is_healthy(d));
    expect_journal(d, 1);
}

/* A folder of the same file system may be mounted, too; its device does not tell. */
static void test_mount_in_drop_directory(void **state)
{
    struct daemon *d = *state;

    if (!may_mount())
        skip();
    assert_int_equal(mkdir(at(d, "drop/in"), 0700), 0);
    assert_int_equal(mount(at(d, "staging"), at(d, "drop/in"), NULL, MS_BIND, NULL), 0);
    daemon_start(d);
    write_text(at(d, "drop/in/a.txt"), "not ours");
    UNTIL(logged(d, "in is a mount of its own and is left alone"));
    pause_ms(1000); /* some rescans long */
    write_text(at(d, "drop/b.txt"), "ours");
    expect_event(d, "b.txt");
    assert_false(logged(d, "cannot be read now"));
    assert_true(exists(at(d, "drop/in/a.txt")));
    assert_int_equal(umount2(at(d, "drop/in"), MNT_DETACH), 0);
}

/* ---- the drop directory as a mount ---- */

/* Looked through so seldom that only polling finds anything. */
#define POLLED "[intake]\nsettle_ms = 100\nrescan_ms = 86400000\npoll_ms = 100\n"

static int has_trouble(struct daemon *d, const char *text)
{
    json_t *status = ask_status(d);
    const char *trouble = json_string_value(dig(status, "trouble"));
    int found = trouble && strstr(trouble, text);

    assert_true(!found || !json_is_true(dig(status, "healthy")));
    json_decref(status);
    return found;
}

/* What was mounted on it goes, and comes back with files inside. */
static void test_unmounted(void **state)
{
    struct daemon *d = *state;

    if (!may_mount())
        skip();
    assert_int_equal(mount("none", at(d, "drop"), "tmpfs", 0, ""), 0);
    daemon_start(d);
    write_text(at(d, "drop/a.txt"), "no report a");
    expect_event(d, "a.txt");
    UNTIL(is_idle(d));
    assert_int_equal(umount2(at(d, "drop"), MNT_DETACH), 0);
    UNTIL(has_trouble(d, "nothing is mounted on the drop directory any more"));
    assert_true(logged(d, "any more; mount it again"));
    /* Whoever drops something meanwhile is served all the same. */
    write_text(at(d, "drop/b.txt"), "no report b");
    expect_event(d, "b.txt");
    assert_int_equal(mount("none", at(d, "staging"), "tmpfs", 0, ""), 0);
    assert_int_equal(mkdir(at(d, "staging/sub"), 0700), 0);
    write_text(at(d, "staging/sub/c.txt"), "no report c");
    assert_int_equal(mount(at(d, "staging"), at(d, "drop"), NULL, MS_BIND, NULL), 0);
    expect_event(d, "sub/c.txt");
    UNTIL(is_healthy(d));
    write_text(at(d, "drop/d.txt"), "no report d");
    expect_event(d, "d.txt");
    UNTIL(is_idle(d));
    assert_int_equal(umount2(at(d, "drop"), MNT_DETACH), 0);
    assert_int_equal(umount2(at(d, "staging"), MNT_DETACH), 0);
    expect_journal(d, 4);
}

/* Files that are put beneath an overlay come to it without a word from inotify. */
static void test_overlay(void **state)
{
    static const char *const folders[] = {"staging/lower", "staging/upper", "staging/work"};
    struct daemon *d = *state;
    char options[3 * PATH_MAX];

    if (!may_mount())
        skip();
    snprintf(d->extra, sizeof d->extra, POLLED);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        assert_int_equal(mkdir(at(d, "%s", folders[i]), 0700), 0);
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s,workdir=%s", at(d, "staging/lower"),
             at(d, "staging/upper"), at(d, "staging/work"));
    if (mount("none", at(d, "drop"), "overlay", 0, options) != 0)
        skip();
    daemon_start(d);
    UNTIL(logged(d, "unnoticed: its file system is of the kind overlay; it is looked through every "
                    "100 ms"));
    write_text(at(d, "drop/through.txt"), "no report 1");
    expect_event(d, "through.txt");
    write_text(at(d, "staging/upper/upper.txt"), "no report 2");
    expect_event(d, "upper.txt");
    write_text(at(d, "staging/lower/lower.txt"), "no report 3");
    expect_event(d, "lower.txt");
    UNTIL(exists(at(d, "rejected/lower.txt")) && is_idle(d));
    assert_int_equal(count_entries(at(d, "drop")), 0);
    expect_journal(d, 3);
    json_t *status = ask_status(d);
    assert_true(json_is_true(dig(status, "healthy")));
    assert_string_equal(dig_text(status, "polling"), "its file system is of the kind overlay");
    json_decref(status);
    assert_int_equal(umount2(at(d, "drop"), MNT_DETACH), 0);
}

/* The kind of file system changes while the daemon runs, and so does how it is watched. */
static void test_kind_changes(void **state)
{
    struct daemon *d = *state;
    char options[3 * PATH_MAX];

    if (!may_mount())
        skip();
    daemon_start(d);
    assert_false(logged(d, "unnoticed"));
    assert_int_equal(mkdir(at(d, "staging/a"), 0700), 0);
    assert_int_equal(mkdir(at(d, "staging/b"), 0700), 0);
    snprintf(options, sizeof options, "lowerdir=%s:%s", at(d, "staging/a"), at(d, "staging/b"));
    if (mount("none", at(d, "drop"), "overlay", MS_RDONLY, options) != 0)
        skip();
    UNTIL(logged(d, "unnoticed: its file system is of the kind overlay"));
    assert_int_equal(umount2(at(d, "drop"), MNT_DETACH), 0);
    UNTIL(logged(d, "are noticed again"));
    assert_true(has_trouble(d, "nothing is mounted"));
}

/* Behind FUSE there can be another machine; here it is a folder of this one. */
static void test_fuse(void **state)
{
    struct daemon *d = *state;
    char command[2 * PATH_MAX + 64];

    if (!may_mount() || access("/dev/fuse", R_OK | W_OK) != 0)
        skip();
    snprintf(d->extra, sizeof d->extra, POLLED);
    assert_int_equal(mkdir(at(d, "staging/behind"), 0700), 0);
    snprintf(command, sizeof command, "bindfs '%s' '%s' 2>/dev/null", at(d, "staging/behind"),
             at(d, "drop"));
    if (system(command) != 0)
        skip(); /* bindfs is not installed */
    daemon_start(d);
    UNTIL(logged(d, "unnoticed: its file system is of the kind FUSE"));
    write_text(at(d, "staging/behind/a.txt"), "no report 1");
    expect_event(d, "a.txt");
    assert_int_equal(mkdir(at(d, "staging/behind/sub"), 0700), 0);
    write_text(at(d, "staging/behind/sub/b.txt"), "no report 2");
    expect_event(d, "sub/b.txt");
    write_text(at(d, "drop/c.txt"), "no report 3");
    expect_event(d, "c.txt");
    UNTIL(count_entries(at(d, "drop")) == 0 && is_idle(d));
    expect_journal(d, 3);
    assert_int_equal(umount2(at(d, "drop"), MNT_DETACH), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_full_archive), TEST(test_mount_in_drop_directory),
        TEST(test_unmounted),    TEST(test_overlay),
        TEST(test_kind_changes), TEST(test_fuse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
