/* Contents that bring the daemon down while it reads them, among others that do not. */
#include "audit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define QUICK  "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"
#define MARKER "this text is poison"

static void drop_poison(struct load *load, unsigned number)
{
    char name[32], text[64];

    snprintf(name, sizeof name, "poison %u.txt", number);
    snprintf(text, sizeof text, MARKER ", number %u\n", number);
    assert_int_equal(load_drop_bytes(load, name, text, strlen(text), LOAD_NONSENSE), 0);
}

/* Whether nothing is left in the drop directory before the daemon falls. */
static int gets_through(struct daemon *d)
{
    int status;

    for (int64_t until = now_ms() + DEADLINE_MS; now_ms() < until; pause_ms(5)) {
        if (waitpid(d->pid, &status, WNOHANG) == d->pid) {
            assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
            d->pid = 0;
            return 0;
        }
        if (count_entries(at(d, "drop")) == 0)
            return 1;
    }
    fail_msg("neither fell nor got through; see %s/log", d->dir);
    return 0;
}

static void test_poison(void **state)
{
    unsigned poisons = audit_number("FAULTS_POISONS", 20, 3), falls = 0;
    struct daemon d;
    struct load load;
    struct audit_counts counts;
    struct listener listener;

    (void)state;
    daemon_init(&d, QUICK);
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    listener_start(&listener, &d, 0);
    for (unsigned i = 0; i < poisons; i++) {
        load_drop_many(&load, 10);
        drop_poison(&load, i);
    }
    setenv("NIANBAO_FAULT_CONTENT", MARKER, 1);
    for (daemon_spawn(&d); !gets_through(&d); daemon_spawn(&d))
        falls++;
    unsetenv("NIANBAO_FAULT_CONTENT");
    if (falls > 2 * poisons)
        fail_msg("%u falls over %u contents; see %s/log", falls, poisons, d.dir);
    audit_settle(&d);
    assert_int_equal(query(&d, "SELECT count(*) FROM events WHERE event LIKE '%input.damaged%'"),
                     poisons);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell("poison", &counts, ", contents that abort %u, falls %u", poisons, falls);
    daemon_finish(&d);
    load_free(&load);
}

/* Killed from outside while it reads something proves nothing against that. */
static void test_kill_is_no_proof(void **state)
{
    struct daemon d;
    struct load load;

    (void)state;
    daemon_init(&d, QUICK);
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    drop_poison(&load, 0);
    setenv("NIANBAO_FAULT_HANG", MARKER, 1);
    for (int i = 0; i < 3; i++) {
        daemon_spawn(&d);
        json_t *status;
        UNTIL((status = ask_status(&d)) != NULL &&
              (json_integer_value(dig(status, "queue.in_flight")) > 0 || (json_decref(status), 0)));
        json_decref(status);
        daemon_signal(&d, SIGKILL);
        daemon_wait(&d);
    }
    unsetenv("NIANBAO_FAULT_HANG");
    daemon_spawn(&d);
    audit_settle(&d);
    assert_int_equal(query(&d, "SELECT count(*) FROM events WHERE event LIKE '%input.damaged%'"),
                     0);
    audit(&d, &load, NULL, NULL);
    daemon_finish(&d);
    load_free(&load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_poison),
        cmocka_unit_test(test_kill_is_no_proof),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
