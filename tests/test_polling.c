/* The real program where there is no inotify, or not enough of it: files are found by looking. */
#include "harness.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

/*
 * This process goes into a user namespace of its own, for good, in which one limit is 0. Returns 0,
 * or -1 where that is not allowed.
 */
static int without(const char *limit)
{
    char map[64], path[128];

    snprintf(map, sizeof map, "0 %d 1", (int)getuid());
    snprintf(path, sizeof path, "/proc/sys/user/%s", limit);
    if (unshare(CLONE_NEWUSER) != 0 || write_to("/proc/self/uid_map", map) != 0)
        return -1;
    return write_to(path, "0");
}

/* The test's own part, in a process that may go into a namespace. */
static int play(struct daemon *d, const char *limit, const char *words)
{
    if (without(limit) != 0)
        return 77;
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
    return 0;
}

static void run(const char *limit, const char *words)
{
    struct daemon daemon;
    int status;

    daemon_init(&daemon, POLLED);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(play(&daemon, limit, words));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    scratch_remove(daemon.dir);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_no_inotify(void **state)
{
    (void)state;
    run("max_inotify_instances", "unnoticed: inotify is not available (");
}

static void test_no_watches(void **state)
{
    (void)state;
    run("max_inotify_watches", "unnoticed: it cannot be watched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_inotify),
        cmocka_unit_test(test_no_watches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
