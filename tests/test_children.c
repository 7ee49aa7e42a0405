/* The daemon and the processes that read for it: dropped files of other formats than text. */
#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "double.h"
#include "fixtures.h"

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\nworkers = 2\n"

#define PAGE "<html><body><p>会议通知</p></body></html>"

static char own[PATH_MAX]; /* this program, which plays the double */

static int set_up_with(void **state, const char *program)
{
    static struct daemon daemon;
    char extra[sizeof daemon.extra];

    assert_true(snprintf(extra, sizeof extra, QUICK "[extract]\nprogram = %s\n", program) <
                (int)sizeof extra);
    daemon_init(&daemon, extra);
    *state = &daemon;
    return 0;
}

static int set_up(void **state)
{
    return set_up_with(state, "");
}

static int set_up_double(void **state)
{
    return set_up_with(state, own);
}

static int set_up_missing(void **state)
{
    return set_up_with(state, "reader"); /* beside the configuration */
}

static int tear_down(void **state)
{
    daemon_finish(*state);
    return 0;
}

/* A web page that tells a double what to do; in a different file each time. */
static const char *order(const char *what, int number)
{
    static char page[PATH_MAX + 64];

    snprintf(page, sizeof page, "<html><!--%s--><p>%d", what, number);
    return page;
}

static void expect_report(struct daemon *d, const char *name, const char *media_type,
                          const char *code)
{
    json_t *event = next_event(d, NULL);

    assert_string_equal(dig_text(event, "data.source.name"), name);
    assert_string_equal(dig_text(event, "data.source.media_type"), media_type);
    assert_string_equal(dig_text(json_array_get(dig(event, "data.findings"), 0), "code"), code);
    json_decref(event);
}

/* ---- the real program ---- */

static void test_each_kind(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop(d, "page.txt", PAGE);
    expect_report(d, "page.txt", "text/html", "input.not_a_report");
    drop(d, "document", "PK\003\004");
    expect_report(d, "document", "application/zip", "input.damaged");
    drop(d, "scan.html", "%PDF-1.4\n");
    expect_report(d, "scan.html", "application/pdf", "input.damaged");
    drop(d, "text.pdf", "no report\n");
    expect_report(d, "text.pdf", "text/plain", "input.not_a_report");
    UNTIL(count_entries(at(d, "drop")) == 0);
    expect_journal(d, 4);
}

/* Processes are killed as fast as they are found while files come in: each has its one event. */
static void test_killed_under_load(void **state)
{
    enum { FILES = 200 };
    struct daemon *d = *state;
    char name[32], page[128];
    pid_t pids[64];

    daemon_start(d);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "%d.html", i);
        snprintf(page, sizeof page, PAGE "<!-- %d -->", i);
        drop(d, name, page);
        if (i % 5 == 0)
            for (size_t n = children_of(d->pid, 0, pids, 64); n > 0; n--)
                kill(pids[n - 1], SIGKILL);
    }
    for (int i = 0; i < FILES; i++)
        json_decref(next_event(d, NULL));
    expect_journal(d, FILES);
    UNTIL(count_entries(at(d, "drop")) == 0);
    UNTIL(is_idle(d) && is_healthy(d));
}

/* ---- doubles ---- */

static void test_crash_is_an_event(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop(d, "bad.html", order("die", 1));
    expect_report(d, "bad.html", "text/html", "input.damaged");
    drop(d, "good.html", order("answer", 2));
    expect_report(d, "good.html", "text/html", "input.empty");
    assert_true(logged(d, "ended with status 3; so was a second one"));
    expect_journal(d, 2);
    UNTIL(exists(at(d, "rejected/bad.html")));
}

static size_t open_files(const struct daemon *d)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/fd", (int)d->pid);
    DIR *directory = opendir(path);
    assert_non_null(directory);
    size_t count = 0;
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

/* Many crashes leave neither descriptors nor dead processes behind. */
static void test_nothing_left(void **state)
{
    static const char *const orders[] = {"die", "answer", "nonsense", "refuse", "cut"};
    struct daemon *d = *state;
    char name[32];
    pid_t pids[64];
    size_t before = 0;

    daemon_start(d);
    for (int i = 0; i < 60; i++) {
        if (i == 20) { /* by now each worker has had its processes */
            UNTIL(is_idle(d));
            before = open_files(d);
        }
        snprintf(name, sizeof name, "%d.html", i);
        drop(d, name, order(orders[i % 5], i));
        expect_event(d, name);
    }
    UNTIL(is_idle(d) && open_files(d) <= before); /* a rescan may have a directory open */
    assert_int_equal(children_of(d->pid, 'Z', pids, 64), 0);
    assert_int_equal(children_of(d->pid, 0, pids, 64), 1); /* the template */
}

/* The daemon stops in time although a process hangs; the file is taken in at the next start. */
static void test_stop_while_one_hangs(void **state)
{
    struct daemon *d = *state;
    char what[PATH_MAX + 16];
    pid_t pids[64];

    daemon_start(d);
    snprintf(what, sizeof what, "hang-once %s/seen", d->dir);
    drop(d, "slow.html", order(what, 1));
    UNTIL(exists(at(d, "seen")));
    assert_int_equal(children_of(d->pid, 0, pids, 64), 2); /* the template and its copy */
    daemon_signal(d, SIGTERM);
    assert_int_equal(daemon_wait(d), 0);
    for (int i = 0; i < 2; i++)
        UNTIL(kill(pids[i], 0) != 0 && errno == ESRCH);
    assert_true(exists(at(d, "drop/slow.html")));
    daemon_start(d);
    UNTIL(count_entries(at(d, "drop")) == 0); /* its event may have come before we listened */
    expect_journal(d, 1);
}

static void test_reload(void **state)
{
    struct daemon *d = *state;
    char extra[PATH_MAX + 256];

    daemon_start(d);
    drop(d, "a.html", order("answer", 1));
    expect_event(d, "a.html");
    snprintf(extra, sizeof extra, QUICK "[extract]\nprogram = %s\nprocesses = 1\nmemory = 1G\n",
             own);
    daemon_configure(d, extra);
    daemon_signal(d, SIGHUP);
    UNTIL(logged(d, "memory was 536870912, is now 1073741824"));
    UNTIL(logged(d, "values changed: 2"));
    drop(d, "b.html", order("answer", 2));
    expect_event(d, "b.html");
    pid_t pids[64];
    assert_int_equal(children_of(d->pid, 0, pids, 64), 1); /* the template; what read it is gone */
}

/* ---- no program ---- */

static void test_missing(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    assert_true(logged(d, "/reader: No such file or directory; only text is read"));
    assert_false(is_healthy(d));
    drop(d, "page.html", order("answer", 1));
    UNTIL(logged(d, "page.html: cannot be read now"));
    drop(d, "text.txt", "no report\n");
    expect_report(d, "text.txt", "text/plain", "input.not_a_report");
    assert_true(exists(at(d, "drop/page.html")));
    expect_journal(d, 1);

    assert_int_equal(symlink(own, at(d, "reader")), 0);
    expect_report(d, "page.html", "text/html", "input.empty");
    UNTIL(is_healthy(d));
    UNTIL(count_entries(at(d, "drop")) == 0);
    expect_journal(d, 2);
}

static void test_configuration_test(void **state)
{
    struct daemon *d = *state;
    char conf[PATH_MAX], *output;

    daemon_configure(d, d->extra);
    path_in(conf, d->dir, "conf");
    const char *const arguments[] = {"-t", "-c", conf, NULL};
    assert_int_equal(daemon_run(d, arguments, &output), 1);
    assert_non_null(strstr(output, "/reader cannot be run, only text would be read"));
    free(output);
    daemon_configure(d, "");
    assert_int_equal(daemon_run(d, arguments, &output), 0);
    free(output);
}

/* A program that is there and does not do its work is no less of a trouble. */
static void test_useless(void **state)
{
    struct daemon *d = *state;

    assert_int_equal(symlink("/bin/false", at(d, "reader")), 0);
    daemon_start(d);
    assert_true(is_healthy(d));
    drop(d, "page.html", order("answer", 1));
    UNTIL(!is_healthy(d));
    char *trouble = trouble_of(d);
    assert_non_null(strstr(trouble, "documents are not read: "));
    assert_non_null(strstr(trouble, "/reader: "));
    free(trouble);
    assert_int_equal(unlink(at(d, "reader")), 0);
    assert_int_equal(symlink(own, at(d, "reader")), 0);
    expect_report(d, "page.html", "text/html", "input.empty");
    UNTIL(is_healthy(d));
}

int main(int argc, char **argv)
{
    int result = double_main(argc, argv);
    if (result >= 0)
        return result;
    assert_true(readlink("/proc/self/exe", own, sizeof own - 1) > 0);
#define TEST(test, setup) cmocka_unit_test_setup_teardown(test, setup, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_each_kind, set_up),
        TEST(test_killed_under_load, set_up),
        TEST(test_crash_is_an_event, set_up_double),
        TEST(test_nothing_left, set_up_double),
        TEST(test_stop_while_one_hangs, set_up_double),
        TEST(test_reload, set_up_double),
        TEST(test_missing, set_up_missing),
        TEST(test_useless, set_up_missing),
        TEST(test_configuration_test, set_up_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
