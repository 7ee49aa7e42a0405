/* The real program among mounts of other file systems; skipped where mounting is not allowed. */
#include "harness.h"

#include <fcntl.h>
#include <sched.h>
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_full_archive),
        TEST(test_mount_in_drop_directory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
