/* A parse that hangs ends the daemon: here a process that stands in for it. */
#include "harness.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../daemon/guard.h"

struct place {
    char dir[PATH_MAX], log_path[PATH_MAX], program[PATH_MAX];
    struct log log;
    struct config config;
    struct extract *extract;
};

static int setup(void **state)
{
    static struct place place;
    struct place *p = &place;

    memset(p, 0, sizeof *p);
    scratch_make(p->dir);
    path_in(p->log_path, p->dir, "log");
    path_in(p->program, p->dir, "program");
    log_init(&p->log, open(p->log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600),
             LOG_LEVEL_DEBUG);
    p->config.state = p->dir;
    p->config.hang_ms = 300;
    p->config.workers = 2;
    write_text(p->program, "");
    assert_int_equal(chmod(p->program, 0700), 0);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;

    extract_free(p->extract);
    close(p->log.fd);
    scratch_remove(p->dir);
    return 0;
}

/* The program that reads other formats gets so long for a document. */
static struct guard *open_guard(struct place *p, int64_t wall_ms)
{
    struct pool_options options = {.workers = 2, .memory = 1 << 20, .limits = {1000, wall_ms}};
    struct guard *guard;

    if (!p->extract)
        p->extract = extract_new(p->program, &options);
    assert_non_null(p->extract);
    assert_int_equal(guard_open(&p->config, p->extract, &p->log, &guard), 0);
    return guard;
}

static int logs(struct place *p, const char *text)
{
    char *log = read_text(p->log_path);
    int found = strstr(log, text) != NULL;

    free(log);
    return found;
}

static void *hang(void *guard)
{
    attempts_begin(guard_attempts(guard), "content", "hangs.txt");
    for (;;)
        pause();
    return NULL;
}

/* Parses something for ever while it looks; _exit(1) is the guard's. */
static void stand_in(struct place *p, int64_t wall_ms)
{
    pthread_t thread;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct guard *guard = open_guard(p, wall_ms);
    pthread_create(&thread, NULL, hang, guard);
    for (;;) {
        guard_tick(guard);
        pause_ms(10);
    }
}

static pid_t start(struct place *p, int64_t wall_ms)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        stand_in(p, wall_ms);
    return pid;
}

static void test_hang(void **state)
{
    struct place *p = *state;
    int status;

    for (unsigned n = 1; n <= ATTEMPTS_MOST; n++) {
        int64_t began = now_ms();
        pid_t pid = start(p, 10);
        UNTIL(waitpid(pid, &status, WNOHANG) == pid);
        assert_true(now_ms() - began >= p->config.hang_ms);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 1);
        assert_true(logs(p, "hangs.txt has been read for 0 s without an end: ending"));
        struct guard *guard = open_guard(p, 10);
        assert_int_equal(attempts_failures(guard_attempts(guard), "content"), n);
        guard_close(guard);
    }
    assert_true(logs(p, "the last run ended while it read hangs.txt (time 1 of 2)\n"));
    assert_true(logs(p, "(time 2 of 2): it is rejected without being read again"));
}

/* What other processes are given time for is not taken from them. */
static void test_patience(void **state)
{
    struct place *p = *state;
    int status;
    pid_t pid = start(p, 3600000);

    pause_ms(1000);
    assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    struct guard *guard = open_guard(p, 10);
    assert_int_equal(attempts_failures(guard_attempts(guard), "content"), 0);
    guard_close(guard);
}

static void test_program(void **state)
{
    struct place *p = *state;
    struct guard *guard = open_guard(p, 10);

    assert_null(guard_trouble(guard));
    assert_int_equal(unlink(p->program), 0);
    guard_tick(guard);
    assert_non_null(strstr(guard_trouble(guard), "No such file or directory; only text is read"));
    write_text(p->program, "");
    assert_int_equal(chmod(p->program, 0700), 0);
    guard_tick(guard);
    assert_null(guard_trouble(guard));
    assert_true(logs(p, "is there again"));
    guard_close(guard);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_hang),
        TEST(test_patience),
        TEST(test_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
