/* What is dropped, good and bad, once and again: the real program. */
#include "daemons.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- bad input ---- */

static void reject_bytes(struct daemon *d, const char *name, const void *bytes, size_t size)
{
    write_file(at(d, "staging/x"), bytes, size);
    assert_int_equal(rename(at(d, "staging/x"), at(d, "drop/%s", name)), 0);
    json_t *event = event_of(d, name);
    assert_string_equal(dig_text(event, "data.status"), "unrecognized");
    json_decref(event);
    UNTIL(exists(at(d, "rejected/%s", name)) && exists(at(d, "rejected/%s.findings.txt", name)));
}

static void test_bad_bytes(void **state)
{
    struct daemon *d = *state;
    unsigned char binary[4096];

    for (size_t i = 0; i < sizeof binary; i++)
        binary[i] = (unsigned char)(i * 7919 >> 3);
    daemon_start(d);
    reject_bytes(d, "empty.txt", "", 0);
    reject_bytes(d, "binary.doc", binary, sizeof binary);
    reject_bytes(d, "prose.txt", "just a letter\n", 14);
    reject_bytes(d, "cut.txt", "\xe5\xb0\x8f\xe6\xb2", 5);
    reject_bytes(d, "nul.txt", "a\0b\0c", 5);
    expect_journal(d, 5);
    assert_true(is_healthy(d));
}

static void test_too_large(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    int fd = open(at(d, "staging/x"), O_WRONLY | O_CREAT, 0600);
    assert_int_equal(ftruncate(fd, (off_t)100 << 20), 0);
    close(fd);
    assert_int_equal(rename(at(d, "staging/x"), at(d, "drop/large.txt")), 0);
    json_t *event = event_of(d, "large.txt");
    expect_code(event, "input.too_large");
    assert_true(json_is_null(dig(event, "data.source.sha256")));
    assert_int_equal(json_integer_value(dig(event, "data.source.size")), 100 << 20);
    json_decref(event);
    UNTIL(exists(at(d, "rejected/large.txt")));
}

static void expect_unsupported(struct daemon *d, const char *name, mode_t type)
{
    struct stat st;

    json_t *event = event_of(d, name);
    expect_code(event, "input.unsupported");
    json_decref(event);
    UNTIL(exists(at(d, "rejected/%s", name)));
    assert_int_equal(lstat(at(d, "rejected/%s", name), &st), 0);
    assert_int_equal(st.st_mode & S_IFMT, type);
    assert_false(exists(at(d, "drop/%s", name)));
}

static void make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    assert_true(strlen(path) < sizeof address.sun_path);
    strcpy(address.sun_path, path);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
}

static void test_unsupported(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    write_text(at(d, "staging/secret"), "secret");
    assert_int_equal(symlink(at(d, "staging/secret"), at(d, "drop/link.txt")), 0);
    expect_unsupported(d, "link.txt", S_IFLNK);
    assert_true(exists(at(d, "staging/secret")));
    assert_int_equal(mkfifo(at(d, "drop/fifo"), 0600), 0);
    expect_unsupported(d, "fifo", S_IFIFO);
    make_socket(at(d, "drop/socket"));
    expect_unsupported(d, "socket", S_IFSOCK);
    if (mknod(at(d, "drop/zero"), S_IFCHR | 0600, makedev(1, 5)) == 0)
        expect_unsupported(d, "zero", S_IFCHR);
    /* A folder is none of these, however long it stays. */
    assert_int_equal(mkdir(at(d, "drop/folder.txt"), 0700), 0);
    assert_int_equal(symlink("..", at(d, "drop/folder.txt/up")), 0);
    expect_unsupported(d, "folder.txt/up", S_IFLNK);
    assert_true(exists(at(d, "drop/folder.txt")));
    assert_true(is_healthy(d));
}

static void test_unreadable(void **state)
{
    struct daemon *d = *state;

    d->without_override = 1;
    daemon_start(d);
    write_text(at(d, "staging/x"), nonsense(1));
    assert_int_equal(chmod(at(d, "staging/x"), 0), 0);
    assert_int_equal(rename(at(d, "staging/x"), at(d, "drop/locked.txt")), 0);
    json_t *event = event_of(d, "locked.txt");
    expect_code(event, "input.unreadable");
    json_decref(event);
    UNTIL(exists(at(d, "rejected/locked.txt")));
}

/* Something was read and has not reached its end. */
static int is_busy(struct daemon *d)
{
    json_t *status = ask_status(d);
    int busy = json_integer_value(dig(status, "queue.in_flight_bytes")) > 0;

    json_decref(status);
    return busy;
}

/* What is dropped may be gone or different by the time somebody looks. */
static void test_vanishing_and_growing(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    for (int i = 0; i < 300; i++) {
        const char *path = at(d, "drop/gone-%d.txt", i);
        write_text(path, nonsense(i));
        unlink(path); /* it may have been faster */
    }
    for (int i = 0; i < 300; i++) {
        FILE *f = fopen(at(d, "drop/grows.txt"), "a");
        assert_non_null(f);
        fprintf(f, "line %d\n", i);
        fclose(f);
    }
    UNTIL(count_entries(at(d, "drop")) == 0 && is_idle(d));
    assert_true(is_healthy(d));
    /* Each line that was written is in exactly one of the files that were taken. */
    char command[2 * PATH_MAX];
    snprintf(command, sizeof command,
             "test \"$(cat %s/rejected/grows*.txt | grep -c '^line ')\" -ge 300", d->dir);
    assert_int_equal(system(command), 0);
    int64_t events = query(d, "SELECT count(*) FROM events");
    expect_journal(d, events);
}

/* Rewritten between reading and moving, with a time stamp too coarse to tell. */
static void test_rewritten_on_its_way(void **state)
{
    struct daemon *d = *state;
    struct stat st;
    sqlite3 *db;

    daemon_start(d);
    assert_int_equal(sqlite3_open(at(d, "state/journal.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    write_text(at(d, "drop/a.txt"), nonsense(1));
    assert_int_equal(stat(at(d, "drop/a.txt"), &st), 0);
    UNTIL(is_busy(d));
    int fd = open(at(d, "drop/a.txt"), O_WRONLY);
    assert_int_equal(write(fd, nonsense(2), strlen(nonsense(2))), strlen(nonsense(2)));
    assert_int_equal(futimens(fd, (struct timespec[2]){st.st_atim, st.st_mtim}), 0);
    close(fd);
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    expect_event(d, "a.txt");
    expect_event(d, "a.txt");
    UNTIL(exists(at(d, "rejected/a.txt")));
    expect_journal(d, 2);
}

/* ---- the same again ---- */

static void test_duplicate(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
    drop(d, "b.txt", nonsense(1));
    UNTIL(logged(d, "b.txt: duplicate of 1, moved to rejected/b.txt"));
    drop(d, "c.txt", nonsense(2));
    expect_event(d, "c.txt");
    expect_journal(d, 2);
}

static void test_never_overwrites(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    for (int i = 1; i <= 3; i++) {
        drop(d, "a.txt", nonsense(i));
        expect_event(d, "a.txt");
        UNTIL(is_idle(d));
    }
    write_text(at(d, "rejected/b.txt.findings.txt"), "somebody's own");
    drop(d, "b.txt", nonsense(4));
    UNTIL(exists(at(d, "rejected/b.4.txt.findings.txt")) && is_idle(d));
    static const char *const names[] = {"a.txt", "a.2.txt", "a.3.txt", "b.4.txt"};
    for (int i = 0; i < 4; i++) {
        char *text = read_text(at(d, "rejected/%s", names[i]));
        assert_string_equal(text, nonsense(i + 1));
        free(text);
        assert_true(exists(at(d, "rejected/%s.findings.txt", names[i])));
    }
    char *own = read_text(at(d, "rejected/b.txt.findings.txt"));
    assert_string_equal(own, "somebody's own");
    free(own);
}

/* ---- real reports ---- */

/* Puts a sample report into the drop directory, with a line of its own at the end. */
static void drop_sample(struct daemon *d, const char *sample, const char *name, const char *line)
{
    char path[PATH_MAX], *text = read_text(path_in(path, "tests/data", sample)), *whole;

    assert_true(asprintf(&whole, "%s%s", text, line) > 0);
    drop(d, name, whole);
    free(whole);
    free(text);
}

static void test_valid_report(void **state)
{
    struct daemon *d = *state;
    char topic[256], first[128], expected[256];

    daemon_start(d);
    drop_sample(d, "valid_tabs.txt", "a.txt", "");
    json_t *event = next_event(d, topic);
    assert_string_equal(dig_text(event, "data.status"), "valid");
    int year = (int)json_integer_value(dig(event, "data.year"));
    snprintf(expected, sizeof expected, "report/%d/valid/%s", year, dig_text(event, "data.agency"));
    assert_string_equal(topic, expected);
    snprintf(expected, sizeof expected, "%d/%s", year, dig_text(event, "data.agency"));
    assert_string_equal(dig_text(event, "subject"), expected);
    snprintf(first, sizeof first, "%s", dig_text(event, "id"));
    json_decref(event);
    UNTIL(exists(at(d, "archive/%d/a.txt", year)) && is_idle(d));
    assert_false(exists(at(d, "archive/%d/a.txt.findings.txt", year)));

    /* A corrected report for the same year takes the first one's place. */
    drop_sample(d, "valid_tabs.txt", "a.txt", "\n");
    event = next_event(d, NULL);
    assert_int_equal(json_integer_value(dig(event, "data.revision")), 2);
    assert_string_equal(dig_text(event, "data.supersedes"), first);
    json_decref(event);
    UNTIL(exists(at(d, "archive/%d/a.2.txt", year)));
}

static void test_invalid_report(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    drop_sample(d, "wrong_cell.txt", "a.txt", "");
    json_t *event = event_of(d, "a.txt");
    assert_string_equal(dig_text(event, "data.status"), "invalid");
    int year = (int)json_integer_value(dig(event, "data.year"));
    json_decref(event);
    UNTIL(exists(at(d, "archive/%d/a.txt.findings.txt", year)));
    UNTIL(exists(at(d, "archive/%d/a.txt", year)));
}

#define TEST(name)        cmocka_unit_test_setup_teardown(name, quick_setup, daemon_teardown)
#define TEST_EVENTS(name) cmocka_unit_test_setup_teardown(name, events_setup, daemon_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_EVENTS(test_bad_bytes),      TEST_EVENTS(test_too_large),
        TEST(test_unsupported),           TEST(test_unreadable),
        TEST(test_vanishing_and_growing), TEST_EVENTS(test_rewritten_on_its_way),
        TEST_EVENTS(test_duplicate),      TEST_EVENTS(test_never_overwrites),
        TEST_EVENTS(test_valid_report),   TEST_EVENTS(test_invalid_report),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
