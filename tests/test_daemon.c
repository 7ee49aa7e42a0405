/* The real program on a scratch directory, heard through a real SUB socket. */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Short times, so that what has to settle settles soon. */
#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

/* Times in which no rescan helps: what is seen is seen by its event. */
#define EVENTS_ONLY "[intake]\nsettle_ms = 3600000\nrescan_ms = 86400000\n"

static int setup(void **state)
{
    static struct daemon daemon;

    daemon_init(&daemon, QUICK);
    *state = &daemon;
    return 0;
}

static int setup_events_only(void **state)
{
    static struct daemon daemon;

    daemon_init(&daemon, EVENTS_ONLY);
    *state = &daemon;
    return 0;
}

static int teardown(void **state)
{
    struct daemon *d = *state;

    daemon_finish(d);
    return 0;
}

/* The name in an event of a file that cannot be a report, whatever parser there is. */
static const char *nonsense(int i)
{
    static char text[64];

    snprintf(text, sizeof text, "no report at all, number %d\n", i);
    return text;
}

static json_t *event_of(struct daemon *d, const char *name)
{
    json_t *event = next_event(d, NULL);

    assert_string_equal(dig_text(event, "data.source.name"), name);
    return event;
}

static void expect_code(json_t *event, const char *code)
{
    json_t *finding = json_array_get(dig(event, "data.findings"), 0);

    assert_string_equal(dig_text(finding, "code"), code);
    assert_string_equal(dig_text(event, "data.status"), "unrecognized");
}

/* ---- ways to drop ---- */

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

/* ---- trouble ---- */

/* While somebody else holds the journal nothing is published and nothing lost. */
static void test_journal_busy(void **state)
{
    struct daemon *d = *state;
    sqlite3 *db;

    daemon_start(d);
    assert_int_equal(sqlite3_open(at(d, "state/journal.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    drop(d, "a.txt", nonsense(1));
    UNTIL(logged(d, "the journal cannot be written"));
    assert_false(is_healthy(d));
    assert_true(exists(at(d, "drop/a.txt")));
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    expect_event(d, "a.txt");
    UNTIL(is_healthy(d));
    UNTIL(exists(at(d, "rejected/a.txt")));
    expect_journal(d, 1);
}

static void test_drop_directory_replaced(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    assert_int_equal(rename(at(d, "drop"), at(d, "elsewhere")), 0);
    UNTIL(!is_healthy(d));
    assert_int_equal(mkdir(at(d, "drop"), 0700), 0);
    UNTIL(is_healthy(d));
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
    UNTIL(exists(at(d, "rejected/a.txt")));
}

static void test_drop_directory_removed(void **state)
{
    struct daemon *d = *state;

    daemon_start(d);
    assert_int_equal(rmdir(at(d, "drop")), 0);
    assert_int_equal(mkdir(at(d, "drop"), 0700), 0);
    UNTIL(logged(d, "was replaced"));
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
}

/* An archive on another file system is reached by copying. */
static void test_other_file_system(void **state)
{
    struct daemon *d = *state;
    struct stat here, there;

    if (stat(d->dir, &here) != 0 || stat("/dev/shm", &there) != 0 || here.st_dev == there.st_dev ||
        access("/dev/shm", W_OK) != 0)
        skip();
    char other[PATH_MAX] = "/dev/shm/nianbao-test-XXXXXX";
    assert_non_null(mkdtemp(other));
    daemon_configure(d, "");
    assert_int_equal(symlink(other, at(d, "rejected")), 0);
    daemon_start(d);
    drop(d, "a.txt", nonsense(1));
    expect_event(d, "a.txt");
    UNTIL(is_idle(d));
    char *text = read_text(at(d, "rejected/a.txt"));
    assert_string_equal(text, nonsense(1));
    free(text);
    assert_int_equal(symlink("nowhere", at(d, "drop/link")), 0);
    expect_event(d, "link");
    UNTIL(is_idle(d));
    assert_true(exists(at(d, "rejected/link")));
    assert_int_equal(count_entries(at(d, "drop")), 0);
    scratch_remove(other);
}

#define TEST(name)        cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_EVENTS(name) cmocka_unit_test_setup_teardown(name, setup_events_only, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_EVENTS(test_rename),
        TEST(test_state_is_private),
        TEST_EVENTS(test_direct_write),
        TEST(test_slow_writing),
        TEST(test_folder),
        TEST(test_folder_moved_in),
        TEST(test_hard_link),
        TEST(test_waiting_at_start),
        TEST_EVENTS(test_names),
        TEST_EVENTS(test_long_name),
        TEST(test_temporary_names),
        TEST_EVENTS(test_thousand),
        TEST(test_small_queue),
        TEST_EVENTS(test_bad_bytes),
        TEST_EVENTS(test_too_large),
        TEST(test_unsupported),
        TEST(test_unreadable),
        TEST(test_vanishing_and_growing),
        TEST_EVENTS(test_rewritten_on_its_way),
        TEST_EVENTS(test_duplicate),
        TEST_EVENTS(test_never_overwrites),
        TEST_EVENTS(test_valid_report),
        TEST_EVENTS(test_invalid_report),
        TEST(test_terminate),
        TEST(test_kill),
        TEST(test_interrupt),
        TEST(test_reload),
        TEST(test_second_daemon),
        TEST(test_endpoint_in_use),
        TEST(test_command_line),
        TEST(test_status),
        TEST(test_heartbeat),
        TEST(test_journal_busy),
        TEST(test_drop_directory_replaced),
        TEST_EVENTS(test_drop_directory_removed),
        TEST(test_other_file_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
