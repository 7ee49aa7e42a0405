/* The real program where there is no inotify, or not enough of it: files are found by looking. */
#include "harness.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Looked through so seldom that only polling finds anything. */
#define POLLED "[intake]\nsettle_ms = 100\nrescan_ms = 86400000\npoll_ms = 100\n"

static int write_to(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? write(fd, text, strlen(text)) : -1;

    close(fd);
    return n == (ssize_t)strlen(text) ? 0 : -1;
}

/* In the user namespace that this process is in. */
static int set_limit(const char *limit, const char *value)
{
    char path[128];

    snprintf(path, sizeof path, "/proc/sys/user/%s", limit);
    return write_to(path, value);
}

/* Goes into a user namespace, for good; where that is not allowed, the state is NULL. */
static int enter_namespace(void **state)
{
    static int inside = 1;
    char map[64];

    snprintf(map, sizeof map, "0 %d 1", (int)getuid());
    *state =
        unshare(CLONE_NEWUSER) == 0 && write_to("/proc/self/uid_map", map) == 0 ? &inside : NULL;
    return 0;
}

static void run(void **state, const char *limit, const char *words)
{
    struct daemon daemon, *d = &daemon;

    if (!*state || set_limit(limit, "0") != 0)
        skip();
    daemon_init(d, POLLED);
    daemon_start(d);
    UNTIL(logged(d, words));
    UNTIL(logged(d, "it is looked through every 100 ms"));
    drop(d, "a.txt", "no report 1");
    expect_event(d, "a.txt");
    assert_int_equal(mkdir(at(d, "drop/sub"), 0700), 0);
    write_text(at(d, "drop/sub/b.txt"), "no report 2");
    expect_event(d, "sub/b.txt");
    UNTIL(is_idle(d));
    assert_true(is_healthy(d));
    expect_journal(d, 2);
    daemon_finish(d);
    assert_int_equal(set_limit(limit, "1000"), 0);
}

static void test_no_inotify(void **state)
{
    run(state, "max_inotify_instances", "unnoticed: inotify is not available (");
}

static void test_no_watches(void **state)
{
    run(state, "max_inotify_watches", "unnoticed: it cannot be watched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_inotify),
        cmocka_unit_test(test_no_watches),
    };

    return cmocka_run_group_tests(tests, enter_namespace, NULL);
}
