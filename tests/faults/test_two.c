/* A second daemon on the state directory, an endpoint or the drop directory of the first. */
#include "audit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

/* Starts another one as configured; it must refuse and say why. */
static void expect_refusal(struct daemon *second, const char *why)
{
    char *output;

    daemon_configure(second, second->extra);
    const char *arguments[] = {"-c", at(second, "conf"), NULL};
    assert_int_equal(daemon_run(second, arguments, &output), 1);
    if (!strstr(output, why))
        fail_msg("it said: %s", output);
    free(output);
}

static void refuse_all(struct daemon *first)
{
    struct daemon second;
    char text[4 * PATH_MAX];

    daemon_init(&second, QUICK);
    snprintf(second.state, sizeof second.state, "%s", at(first, "state"));
    expect_refusal(&second, "another nianbaod uses the state directory");
    second.state[0] = '\0';
    snprintf(second.drop, sizeof second.drop, "%s", at(first, "drop"));
    expect_refusal(&second, "another nianbaod takes in the drop directory");
    const char *const names[] = {"feed", "replay"};
    for (int i = 0; i < 2; i++) {
        snprintf(text, sizeof text,
                 "[directories]\ndrop = drop\narchive = archive\nrejected = rejected\n"
                 "state = state\n[feed]\nfeed = ipc://%s/feed\nreplay = ipc://%s/replay\n",
                 i == 0 ? first->dir : second.dir, i == 1 ? first->dir : second.dir);
        write_text(at(&second, "conf"), text);
        const char *arguments[] = {"-c", at(&second, "conf"), NULL};
        char *output;
        assert_int_equal(daemon_run(&second, arguments, &output), 1);
        assert_non_null(strstr(output, "cannot listen on"));
        assert_non_null(strstr(output, names[i]));
        free(output);
    }
    daemon_finish(&second);
}

static void test_second_daemons(void **state)
{
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;
    unsigned turns = audit_number("FAULTS_TWO", 10, 1);

    (void)state;
    daemon_init(&d, QUICK);
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL);
    daemon_spawn(&d);
    assert_true(is_healthy(&d));
    load_start(&load, 300);
    listener_start(&listener, &d, 0);
    for (unsigned i = 0; i < turns; i++)
        refuse_all(&d);
    /* The lock goes with its holder, however that ends. */
    daemon_signal(&d, SIGKILL);
    daemon_wait(&d);
    daemon_spawn(&d);
    load_stop(&load);
    audit_settle(&d);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell("second daemons", &counts, ", refused %u", 4 * turns);
    daemon_finish(&d);
    load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second_daemons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
