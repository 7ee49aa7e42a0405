/* The daemon as a process, and what it says of itself. */
#include "daemons.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* ---- the process ---- */

static void drop_many(struct daemon *d, int from, int to)
{
    char name[32];

    for (int i = from; i < to; i++) {
        snprintf(name, sizeof name, "%d.txt", i);
        drop(d, name, nonsense(i));
    }
}

static void test_terminate(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop_many(d, 0, 1000);
    int64_t start = now_ms();
    daemon_signal(d, SIGTERM);
    int status = daemon_wait(d);
    print_message("stopped within %lld ms\n", (long long)(now_ms() - start));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    int64_t events = query(d, "SELECT count(*) FROM events");
    expect_journal(d, events);
    daemon_start(d);
    UNTIL(count_entries(at(d, "drop")) == 0 && is_idle(d));
    expect_journal(d, 1000);
    assert_int_equal(count_entries(at(d, "rejected")), 2000);
}

static void test_kill(void **state)
{
    struct daemon *d = *state;
    int from = 0;

    daemon_start(d);
    for (int to = 200; to <= 1000; to += 200) {
        drop_many(d, from, to);
        daemon_signal(d, SIGKILL);
        daemon_wait(d);
        daemon_start(d);
        from = to;
    }
    UNTIL(count_entries(at(d, "drop")) == 0 && is_idle(d));
    expect_journal(d, 1000);
    assert_int_equal(count_entries(at(d, "rejected")), 2000);
}

static void test_interrupt(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    daemon_signal(d, SIGINT);
    int status = daemon_wait(d);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_reload(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    daemon_configure(d,
                     "[intake]\nsettle_ms = 100\nrescan_ms = 300\nmax_file_size = 10\nhwm = 3\n");
    daemon_signal(d, SIGHUP);
    UNTIL(logged(d, "section [intake] has no key hwm"));
    UNTIL(logged(d, "the configuration stays as it was"));
    daemon_configure(d, "[intake]\nsettle_ms = 100\nrescan_ms = 300\nmax_file_size = 10\n"
                        "workers = 7\n[severity]\ninput.too_large = warning\n");
    daemon_signal(d, SIGHUP);
    UNTIL(logged(d, "max_file_size was 20971520, is now 10"));
    UNTIL(logged(d, "a restart would make it 7"));
    UNTIL(logged(d, "severity of input.too_large was default, is now warning"));
    UNTIL(logged(d, "configuration reloaded"));
    drop(d, "a.txt", nonsense(1));
    json_t *event = event_of(d, "a.txt");
    assert_string_equal(dig_text(json_array_get(dig(event, "data.findings"), 0), "code"),
                        "input.too_large");
    json_decref(event);
}

static void test_second_daemon(void **state)
{
    struct daemon *d = *state;
    char *output;

    daemon_start(d);
    const char *arguments[] = {"-c", at(d, "conf"), NULL};
    assert_int_equal(daemon_run(d, arguments, &output), 1);
    assert_non_null(strstr(output, "another nianbaod uses the state directory"));
    free(output);
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
}

/* Without a question ZeroMQ would take the path over, and the first daemon would be deaf. */
static void test_endpoint_in_use(void **state)
{
    struct daemon *d = *state;
    char text[4 * PATH_MAX], *output;

    daemon_start(d);
    snprintf(text, sizeof text,
             "[directories]\ndrop = b/drop\narchive = b/archive\nrejected = b/rejected\n"
             "state = b/state\n[feed]\nfeed = ipc://%s/b-feed\nreplay = ipc://%s/replay\n",
             d->dir, d->dir);
    write_text(at(d, "other.conf"), text);
    const char *arguments[] = {"-c", at(d, "other.conf"), NULL};
    assert_int_equal(daemon_run(d, arguments, &output), 1);
    assert_non_null(strstr(output, "the replay socket cannot listen on"));
    assert_non_null(strstr(output, strerror(EADDRINUSE)));
    free(output);
    assert_true(is_healthy(d));
}

static void test_command_line(void **state)
{
    struct daemon *d = *state;
    char *output;

    daemon_configure(d, QUICK);
    const char *good[] = {"-t", "-c", at(d, "conf"), NULL};
    assert_int_equal(daemon_run(d, good, &output), 0);
    free(output);
    daemon_configure(d, "[intake]\nsettle_ms = soon\nspeed = 3\n");
    assert_int_equal(daemon_run(d, good, &output), 1);
    assert_non_null(strstr(output, "conf:12: settle_ms = soon: give a number from 50 to 3600000"));
    assert_non_null(strstr(output, "conf:13: section [intake] has no key speed"));
    free(output);
    const char *wrong[] = {"--wrong", NULL}, *version[] = {"--version", NULL};
    assert_int_equal(daemon_run(d, wrong, &output), 2);
    assert_non_null(strstr(output, "--help"));
    free(output);
    assert_int_equal(daemon_run(d, version, &output), 0);
    assert_memory_equal(output, "nianbaod ", 9);
    free(output);
    const char *nowhere[] = {"-c", at(d, "nowhere"), NULL};
    assert_int_equal(daemon_run(d, nowhere, &output), 1);
    assert_non_null(strstr(output, "nowhere: No such file"));
    free(output);
}

/* ---- what it says ---- */

static void test_status(void **state)
{
    struct daemon *d = *state;
    const char *const bad[][12] = {
        {"HELLO", NULL},
        {"", NULL},
        {"STATUS2", NULL},
        {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", NULL},
    };
    char *answers[3];

    daemon_start(d);
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
    UNTIL(is_idle(d));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(ask(d, bad[i], answers, 3), 3);
        assert_string_equal(answers[0], "ERROR");
        for (int k = 0; k < 3; k++)
            free(answers[k]);
    }
    json_t *status = ask_status(d);
    assert_string_equal(dig_text(status, "last_sequence"), "00000000000000000001");
    assert_int_equal(strlen(dig_text(status, "epoch")), 36);
    assert_string_equal(dig_text(status, "schema_version"), "1.0");
    assert_non_null(dig(status, "ruleset"));
    assert_true(json_is_true(dig(status, "healthy")));
    assert_true(json_is_null(dig(status, "trouble")));
    assert_int_equal(json_integer_value(dig(status, "counts.unrecognized")), 1);
    json_decref(status);
}

/* A heartbeat names the last event, also after a restart. */
static void test_heartbeat(void **state)
{
    struct daemon *d = *state;
    char topic[256];

    daemon_start(d);
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
    UNTIL(is_idle(d));
    daemon_signal(d, SIGTERM);
    daemon_wait(d);
    daemon_start(d);
    drop(d, "b.txt", nonsense(2));
    json_t *event = next_event(d, topic);
    assert_string_equal(dig_text(event, "sequence"), "00000000000000000002");
    json_decref(event);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, quick_setup, daemon_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_terminate),    TEST(test_kill),          TEST(test_interrupt),
        TEST(test_reload),       TEST(test_second_daemon), TEST(test_endpoint_in_use),
        TEST(test_command_line), TEST(test_status),        TEST(test_heartbeat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
