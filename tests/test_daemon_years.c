/* The real program and an agency's reports for several years; its journal over restarts. */
#include "harness.h"
#include "years.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../daemon/event.h"

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n[agency]\nprefix = 云岫县\n"

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

/* Drops a report whose numbers are those of `seed`: two seeds contradict each other. */
static void drop_year(struct daemon *d, const char *name, const char *agency, int year,
                      uint32_t seed)
{
    struct filled filled;

    year_fill(&filled, &nb_editions[0], NULL, seed, 20);
    struct bytes text = year_text(&filled, agency, year);
    drop(d, name, text.data);
    free(text.data);
}

static void expect_status(struct daemon *d, const char *topic, int revision)
{
    char found[256];
    json_t *event = next_event(d, found);

    assert_string_equal(found, topic);
    assert_int_equal(json_integer_value(dig(event, "data.revision")), revision);
    json_decref(event);
}

/* A report that is published again has one content and two events. */
static void expect_events(struct daemon *d, int64_t count)
{
    assert_int_equal(query(d, "SELECT count(*) FROM events"), count);
    assert_int_equal(query(d, "SELECT max(sequence) FROM events"), count);
    assert_int_equal(query(d, "SELECT count(*) FROM contents"), count - 1);
}

/* An earlier year comes later; all is published, archived, and counted out again. */
static void test_out_of_order(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop_year(d, "2024.txt", "云岫县小河镇", 2024, 5);
    expect_status(d, "report/2024/valid/云岫县小河镇", 1);
    drop_year(d, "2023.txt", "小河镇人民政府", 2023, 6);
    expect_status(d, "report/2023/valid/小河镇人民政府", 1);
    expect_status(d, "report/2024/invalid/云岫县小河镇", 2);
    drop_year(d, "2025.txt", "小河镇", 2025, 7);
    expect_status(d, "report/2025/invalid/小河镇", 1);
    UNTIL(exists(at(d, "archive/2025/2025.txt")));
    char *findings = read_text(at(d, "archive/2025/2025.txt.findings.txt"));
    assert_non_null(strstr(findings, "history.carry_over"));
    free(findings);
    UNTIL(logged(d, "is published again, event 3, revision 2"));
    UNTIL(is_idle(d));
    json_t *status = ask_status(d);
    assert_int_equal(json_integer_value(dig(status, "queue.in_flight_bytes")), 0);
    assert_int_equal(json_integer_value(dig(status, "counts.invalid")), 2);
    json_decref(status);
    expect_events(d, 4);
}

/* What lies beside the same file dropped again is what its event says by now. */
static void test_dropped_again(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop_year(d, "2024.txt", "小河镇", 2024, 5);
    expect_event(d, "2024.txt");
    drop_year(d, "2023.txt", "小河镇", 2023, 6);
    expect_event(d, "2023.txt");
    expect_event(d, "2024.txt");
    drop_year(d, "again.txt", "小河镇", 2024, 5);
    UNTIL(exists(at(d, "archive/2024/again.txt")));
    char *findings = read_text(at(d, "archive/2024/again.txt.findings.txt"));
    assert_memory_equal(findings, "again.txt", 9);
    assert_non_null(strstr(findings, "history.carry_over"));
    free(findings);
    UNTIL(logged(d, "duplicate of 3"));
    expect_events(d, 3);
}

/* How reports are judged can change while running, here too. */
static void test_severity_changes(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop_year(d, "2023.txt", "小河镇", 2023, 6);
    expect_event(d, "2023.txt");
    daemon_configure(d, QUICK "[severity]\nhistory.carry_over = info\n");
    daemon_signal(d, SIGHUP);
    UNTIL(logged(d, "severity of history.carry_over was default, is now info"));
    drop_year(d, "2024.txt", "小河镇", 2024, 5);
    expect_status(d, "report/2024/valid/小河镇", 1);
}

static void stop(struct daemon *d)
{
    daemon_signal(d, SIGTERM);
    assert_int_equal(daemon_wait(d), 0);
}

/* After kill -9 the journal is checked; after an orderly end it is not. */
static void test_check_after_crash(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop_year(d, "2023.txt", "小河镇", 2023, 6);
    expect_event(d, "2023.txt");
    UNTIL(is_idle(d));
    stop(d);
    daemon_start(d);
    drop_year(d, "2024.txt", "小河镇", 2024, 5);
    expect_event(d, "2024.txt");
    assert_false(logged(d, "the journal is sound"));
    daemon_signal(d, SIGKILL);
    daemon_wait(d);
    daemon_start(d);
    UNTIL(logged(d, "the journal is sound"));
    expect_journal(d, 2);
}

/* An older copy in the journal's place is another journal to all who listen. */
static void test_older_copy(void **state)
{
    struct daemon *d = *state;
    char command[2 * PATH_MAX + 16];

    daemon_start(d);
    drop_year(d, "2023.txt", "小河镇", 2023, 6);
    expect_event(d, "2023.txt");
    UNTIL(is_idle(d));
    stop(d);
    snprintf(command, sizeof command, "cp %s %s", at(d, "state/journal.db"), at(d, "backup"));
    assert_int_equal(system(command), 0);
    daemon_start(d);
    drop_year(d, "2024.txt", "小河镇", 2024, 5);
    expect_event(d, "2024.txt");
    UNTIL(is_idle(d));
    stop(d);
    snprintf(command, sizeof command, "cp %s %s", at(d, "backup"), at(d, "state/journal.db"));
    assert_int_equal(system(command), 0);
    daemon_start(d);
    UNTIL(logged(d, "the journal is an older copy"));
    drop_year(d, "once more.txt", "小河镇", 2024, 5);
    expect_event(d, "once more.txt");
    expect_journal(d, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_out_of_order),      TEST(test_dropped_again), TEST(test_severity_changes),
        TEST(test_check_after_crash), TEST(test_older_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
