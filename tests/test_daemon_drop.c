/* Ways to drop files, and names they have: the real program, heard through a real SUB socket. */
#include "daemons.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_rename(void **state)
{
    struct daemon *d = *state;
    char topic[256];

    daemon_start(d);
    drop(d, "a.txt", nonsense(1));
    json_t *event = next_event(d, topic);
    assert_string_equal(topic, "report/0000/unrecognized/unknown");
    assert_string_equal(dig_text(event, "specversion"), "1.0");
    assert_string_equal(dig_text(event, "type"), "nianbao.report");
    assert_string_equal(dig_text(event, "subject"), "a.txt");
    assert_string_equal(dig_text(event, "datacontenttype"), "application/json");
    assert_string_equal(dig_text(event, "dataschema"), "urn:nianbao:report:1.0");
    assert_string_equal(dig_text(event, "sequence"), "00000000000000000001");
    assert_int_equal(strlen(dig_text(event, "epoch")), 36);
    assert_memory_equal(dig_text(event, "id"), dig_text(event, "epoch"), 36);
    assert_string_equal(dig_text(event, "id") + 36, "/00000000000000000001");
    assert_int_equal(json_integer_value(dig(event, "data.revision")), 1);
    assert_true(json_is_null(dig(event, "data.supersedes")));
    assert_int_equal(strlen(dig_text(event, "data.received")), strlen("2025-01-15T08:00:00.000Z"));
    assert_int_equal(strlen(dig_text(event, "time")), strlen("2025-01-15T08:00:00.000Z"));
    json_decref(event);
    UNTIL(exists(at(d, "rejected/a.txt")) && exists(at(d, "rejected/a.txt.findings.txt")));
    UNTIL(logged(d, "a.txt: unrecognized, event 1, moved to rejected/a.txt"));
    assert_false(exists(at(d, "drop/a.txt")));
    expect_journal(d, 1);
}

/* Whoever may drop reports must not be able to remove the journal. */
static void test_state_is_private(void **state)
{
    struct daemon *d = *state;
    struct stat st;

    daemon_start(d);
    assert_int_equal(stat(at(d, "state"), &st), 0);
    assert_int_equal(st.st_mode & 077, 0);
}

static void test_direct_write(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    write_text(at(d, "drop/a.txt"), nonsense(1));
    expect_event(d, "a.txt");
}

/* A writer that neither writes nor closes: the file is not taken, and that is said. */
static void test_stalled_writing(void **state)
{
    struct daemon *d = *state;

    daemon_configure(d, "[intake]\nsettle_ms = 50\nrescan_ms = 100\n");
    daemon_start(d);
    int fd = open(at(d, "drop/stalled.txt"), O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "half", 4), 4);
    UNTIL(logged(d, "stalled.txt has not changed for long and is still open for writing"));
    UNTIL(!is_healthy(d));
    assert_int_equal(query(d, "SELECT count(*) FROM events"), 0);
    close(fd);
    expect_event(d, "stalled.txt");
    UNTIL(exists(at(d, "rejected/stalled.txt")));
    UNTIL(is_healthy(d));
}

/* The writer pauses for much longer than the settle time: its open file keeps it from being taken.
 */
static void test_slow_writing(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    int fd = open(at(d, "drop/slow.txt"), O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(write(fd, "0123456789", 10), 10);
        pause_ms(250);
    }
    close(fd);
    json_t *event = event_of(d, "slow.txt");
    assert_int_equal(json_integer_value(dig(event, "data.source.size")), 50);
    json_decref(event);
    UNTIL(exists(at(d, "rejected/slow.txt")));
    expect_journal(d, 1);
}

static void test_folder(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    assert_int_equal(mkdir(at(d, "drop/county"), 0700), 0);
    assert_int_equal(mkdir(at(d, "drop/county/town"), 0700), 0);
    drop(d, "county/town/a.txt", nonsense(1));
    expect_event(d, "county/town/a.txt");
    UNTIL(exists(at(d, "rejected/county/town/a.txt")));
    drop(d, "county/b.txt", nonsense(2));
    expect_event(d, "county/b.txt");
}

static void test_folder_moved_in(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    assert_int_equal(mkdir(at(d, "staging/in"), 0700), 0);
    assert_int_equal(mkdir(at(d, "staging/in/deep"), 0700), 0);
    write_text(at(d, "staging/in/deep/a.txt"), nonsense(1));
    assert_int_equal(rename(at(d, "staging/in"), at(d, "drop/in")), 0);
    expect_event(d, "in/deep/a.txt");
    drop(d, "in/deep/b.txt", nonsense(2));
    expect_event(d, "in/deep/b.txt");
    /* Under its new name, too. */
    UNTIL(is_idle(d));
    assert_int_equal(rename(at(d, "drop/in"), at(d, "drop/renamed")), 0);
    drop(d, "renamed/deep/c.txt", nonsense(3));
    expect_event(d, "renamed/deep/c.txt");
}

static void test_hard_link(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    write_text(at(d, "staging/a"), nonsense(1));
    assert_int_equal(link(at(d, "staging/a"), at(d, "drop/a.txt")), 0);
    expect_event(d, "a.txt");
    UNTIL(exists(at(d, "rejected/a.txt")));
    assert_true(exists(at(d, "staging/a")));
}

static void test_waiting_at_start(void **state)
{
    struct daemon *d = *state;

    drop(d, "a.txt", nonsense(1));
    assert_int_equal(mkdir(at(d, "drop/sub"), 0700), 0);
    drop(d, "sub/b.txt", nonsense(2));
    daemon_start(d);
    UNTIL(exists(at(d, "rejected/a.txt")) && exists(at(d, "rejected/sub/b.txt")));
    expect_journal(d, 2);
}

static void test_names(void **state)
{
    static const char *const names[] = {
        "with some spaces .txt",
        "new\nline\t.txt",
        "\xff\xfe not utf-8 \xc3.txt",
        "-rf",
        "小河镇2024年.txt",
        "\"quoted\\\".txt",
        "%s%n.txt",
    };
    struct daemon *d = *state;

    daemon_start(d);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        drop(d, names[i], nonsense((int)i));
        json_decref(next_event(d, NULL));
        UNTIL(exists(at(d, "rejected/%s", names[i])));
        UNTIL(exists(at(d, "rejected/%s.findings.txt", names[i])));
    }
    assert_true(logged(d, "new\\x0aline\\x09.txt: unrecognized"));
    expect_journal(d, sizeof names / sizeof names[0]);
}

/* A name as long as a directory allows leaves no room for that of its findings. */
static void test_long_name(void **state)
{
    struct daemon *d = *state;
    char name[256] = "";

    daemon_start(d);
    for (int i = 0; i < 83; i++)
        strcat(name, "河");
    strcat(name, "a.txt"); /* 254 bytes */
    drop(d, name, nonsense(1));
    json_decref(next_event(d, NULL));
    UNTIL(is_idle(d));
    assert_int_equal(count_entries(at(d, "drop")), 0);
    assert_int_equal(count_entries(at(d, "rejected")), 2);
}

static void test_temporary_names(void **state)
{
    static const char *const names[] = {".hidden",      "a.part",     "a.tmp",
                                        "a.crdownload", "a.filepart", "a.txt~"};
    struct daemon *d = *state;

    daemon_start(d);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        write_text(at(d, "drop/%s", names[i]), nonsense((int)i));
    assert_int_equal(mkdir(at(d, "drop/.sync"), 0700), 0);
    write_text(at(d, "drop/.sync/b.txt"), nonsense(10));
    /* A file that came later is through, and several rescans have passed. */
    write_text(at(d, "drop/later.txt"), nonsense(11));
    expect_event(d, "later.txt");
    pause_ms(1000);
    assert_int_equal(count_entries(at(d, "drop")), 7);
    assert_int_equal(rename(at(d, "drop/a.part"), at(d, "drop/a.txt")), 0);
    expect_event(d, "a.txt");
    expect_journal(d, 2);
}

static void test_thousand(void **state)
{
    struct daemon *d = *state;
    char name[32];
    int seen[1000] = {0}, n;

    daemon_start(d);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%d.txt", i);
        drop(d, name, nonsense(i));
    }
    for (int i = 0; i < 1000; i++) {
        json_t *event = next_event(d, NULL);
        assert_int_equal(sscanf(dig_text(event, "data.source.name"), "%d.txt", &n), 1);
        assert_int_equal(strtoull(dig_text(event, "sequence"), NULL, 10), i + 1);
        assert_int_equal(seen[n]++, 0);
        json_decref(event);
    }
    UNTIL(count_entries(at(d, "drop")) == 0 && is_idle(d));
    assert_int_equal(count_entries(at(d, "rejected")), 2000);
    expect_journal(d, 1000);
}

/* The queue is much smaller than what is dropped, and only events and scans together find all. */
static void test_small_queue(void **state)
{
    struct daemon *d = *state;
    char name[32];

    snprintf(d->extra, sizeof d->extra, "%s", QUICK "queue_files = 64\nflight_files = 2\n");
    daemon_start(d);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%d.txt", i);
        drop(d, name, nonsense(i));
    }
    UNTIL(count_entries(at(d, "drop")) == 0 && is_idle(d));
    expect_journal(d, 1000);
}

#define TEST(name)        cmocka_unit_test_setup_teardown(name, quick_setup, daemon_teardown)
#define TEST_EVENTS(name) cmocka_unit_test_setup_teardown(name, events_setup, daemon_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_EVENTS(test_rename),   TEST(test_state_is_private), TEST_EVENTS(test_direct_write),
        TEST(test_slow_writing),    TEST(test_stalled_writing),  TEST(test_folder),
        TEST(test_folder_moved_in), TEST(test_hard_link),        TEST(test_waiting_at_start),
        TEST_EVENTS(test_names),    TEST_EVENTS(test_long_name), TEST(test_temporary_names),
        TEST_EVENTS(test_thousand), TEST(test_small_queue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
