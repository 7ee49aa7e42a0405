/* Killed at every point of a file's way, at its first, second and a later pass. */
#include "audit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../daemon/fault.h"

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"
#define FILES 60

static const char *const points[] = {
#define X(id, name) name,
    FAULT_POINTS(X)
#undef X
};

/* Starts with the point armed. Returns whether the daemon fell there before it was through; in any
 * case it does not run any more. */
static int fall(struct daemon *d, const char *point, unsigned pass)
{
    char fault[64];
    int status, pid = 0;

    snprintf(fault, sizeof fault, "%s:%u", point, pass);
    setenv("NIANBAO_FAULT", fault, 1);
    daemon_spawn(d);
    unsetenv("NIANBAO_FAULT");
    for (int64_t until = now_ms() + DEADLINE_MS; now_ms() < until && pid == 0; pause_ms(5)) {
        pid = waitpid(d->pid, &status, WNOHANG);
        if (pid == 0 && count_entries(at(d, "drop")) == 0)
            break;
    }
    if (pid == 0) { /* it may still be on its way to the point */
        daemon_signal(d, SIGKILL);
        daemon_wait(d);
        return 0;
    }
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    d->pid = 0;
    return 1;
}

/* Returns how often it was killed: once, or never where no file passes that point so often. */
static size_t kill_at(const char *archive, const char *point, unsigned pass,
                      struct audit_counts *sum)
{
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;

    daemon_init(&d, QUICK);
    snprintf(d.archive, sizeof d.archive, "%s", archive);
    snprintf(d.rejected, sizeof d.rejected, "%s%s", archive, *archive ? "-rejected" : "");
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    load_drop_many(&load, FILES);
    listener_start(&listener, &d, 0);
    int fell = fall(&d, point, pass);
    daemon_spawn(&d);
    audit_settle(&d);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_add(sum, &counts);
    daemon_finish(&d);
    load_free(&load);
    if (*archive) {
        scratch_remove(d.archive);
        scratch_remove(d.rejected);
    }
    return (size_t)fell;
}

/* Points that this way of moving never passes. */
static int is_passed(const char *point, int across)
{
    if (strncmp(point, "copy-", 5) == 0)
        return across;
    return strcmp(point, "retention") != 0;
}

static void kill_everywhere(const char *name, const char *archive)
{
    static const unsigned passes[] = {1, 2, 17};
    struct audit_counts sum = {0};
    size_t kills = 0;
    unsigned turns = audit_number("FAULTS_PASSES", 3, 1);

    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        if (!is_passed(points[i], *archive != '\0'))
            continue;
        for (unsigned turn = 0; turn < turns && turn < 3; turn++) {
            unsigned pass = turns == 1 ? 2 : passes[turn];
            size_t fell = kill_at(archive, points[i], pass, &sum);
            if (!fell && pass == 1)
                fail_msg("the point %s was not passed", points[i]);
            kills += fell;
        }
    }
    audit_tell(name, &sum, ", kills %zu", kills);
}

static void test_same_file_system(void **state)
{
    (void)state;
    kill_everywhere("points, archive on the same file system", "");
}

static void test_other_file_system(void **state)
{
    char archive[PATH_MAX];

    (void)state;
    if (!scratch_elsewhere(archive))
        skip();
    kill_everywhere("points, archive on another file system", archive);
}

/* One life after the other falls at the same point, until the last gets through. */
static void test_again_and_again(void **state)
{
    struct audit_counts sum = {0}, counts;
    unsigned every = audit_number("FAULTS_AGAIN", 1, 4);
    size_t kills = 0;

    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i += every) {
        struct daemon d;
        struct load load;
        if (!is_passed(points[i], 0))
            continue;
        daemon_init(&d, QUICK);
        load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
        load_drop_many(&load, FILES);
        for (unsigned lives = audit_number("FAULTS_LIVES", 100, 20);
             lives > 0 && fall(&d, points[i], 5); lives--)
            kills++;
        daemon_spawn(&d);
        audit_settle(&d);
        audit(&d, &load, NULL, &counts);
        audit_add(&sum, &counts);
        daemon_finish(&d);
        load_free(&load);
    }
    audit_tell("the same point again and again", &sum, ", kills %zu", kills);
}

/* Killed while old events are deleted: they are there or not, and the rest as it was. */
static void test_retention(void **state)
{
    enum { ALL = 200, KEPT = 20 };
    struct daemon d;
    struct load load;
    int status;

    (void)state;
    daemon_init(&d, QUICK);
    load_init(&load, at(&d, "drop"), LOAD_BIT(LOAD_NONSENSE), LOAD_BIT(LOAD_RENAME));
    load_drop_many(&load, ALL);
    daemon_spawn(&d);
    audit_settle(&d);
    audit(&d, &load, NULL, NULL);
    daemon_signal(&d, SIGTERM);
    daemon_wait(&d);
    snprintf(d.extra, sizeof d.extra, QUICK "[journal]\nkeep_events = %d\n", KEPT);
    setenv("NIANBAO_FAULT", "retention:1", 1);
    daemon_spawn(&d);
    unsetenv("NIANBAO_FAULT");
    UNTIL(waitpid(d.pid, &status, WNOHANG) == d.pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_int_equal(query(&d, "SELECT count(*) FROM events"), ALL);
    daemon_spawn(&d);
    UNTIL(query(&d, "SELECT count(*) FROM events") == KEPT);
    assert_int_equal(query(&d, "SELECT min(sequence) FROM events"), ALL - KEPT + 1);
    assert_int_equal(query(&d, "SELECT max(sequence) FROM events"), ALL);
    /* The next one goes on where the sequence was. */
    load_drop_many(&load, 1);
    audit_settle(&d);
    assert_int_equal(query(&d, "SELECT max(sequence) FROM events"), ALL + 1);
    assert_int_equal(count_entries(at(&d, "rejected")), 2 * (ALL + 1));
    daemon_finish(&d);
    load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_file_system),
        cmocka_unit_test(test_other_file_system),
        cmocka_unit_test(test_again_and_again),
        cmocka_unit_test(test_retention),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
