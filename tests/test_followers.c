/*
 * Those who follow the feed, beside the real daemon: nianbao tail and client/follow.py, while the
 * daemon is killed and started again, and while they are stopped. What they print has to be what
 * the journal holds, byte for byte.
 */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixtures.h"
#include "harness.h"

/* A feed that drops what a subscriber leaves for a moment. */
#define SMALL_HWM 16

/* A program that prints the feed into a file. */
struct reader {
    pid_t pid;
    char output[PATH_MAX], errors[PATH_MAX];
};

/* Runs a program with a NULL-terminated list of arguments. */
static void reader_start(struct reader *reader, const struct daemon *daemon, const char *name,
                         const char *const argv[])
{
    path_in(reader->output, daemon->dir, name);
    snprintf(reader->errors, PATH_MAX, "%.*s.errors", PATH_MAX - 10, reader->output);
    reader->pid = fork();
    assert_true(reader->pid >= 0);
    if (reader->pid == 0) {
        dup2(open(reader->output, O_WRONLY | O_CREAT | O_APPEND, 0600), STDOUT_FILENO);
        dup2(open(reader->errors, O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
}

static int reader_end(struct reader *reader, int signum)
{
    int status = -1;

    assert_int_equal(kill(reader->pid, signum), 0);
    UNTIL(waitpid(reader->pid, &status, WNOHANG) == reader->pid);
    return status;
}

static void start_tail(struct reader *reader, const struct daemon *daemon)
{
    char program[PATH_MAX], feed[PATH_MAX + 16], replay[PATH_MAX + 16], position[PATH_MAX];
    const char *build = getenv("BUILD");

    snprintf(program, sizeof program, "%s/nianbao", build ? build : "build");
    snprintf(feed, sizeof feed, "ipc://%s/feed", daemon->dir);
    snprintf(replay, sizeof replay, "ipc://%s/replay", daemon->dir);
    path_in(position, daemon->dir, "position");
    reader_start(reader, daemon, "tail",
                 (const char *const[]){program, "tail", "--lang", "en", "--format", "jsonl",
                                       "--feed", feed, "--replay", replay, "--from", "start",
                                       "--position", position, NULL});
}

static void start_python(struct reader *reader, const struct daemon *daemon)
{
    char feed[PATH_MAX + 16], replay[PATH_MAX + 16];

    snprintf(feed, sizeof feed, "ipc://%s/feed", daemon->dir);
    snprintf(replay, sizeof replay, "ipc://%s/replay", daemon->dir);
    reader_start(reader, daemon, "python",
                 (const char *const[]){"/usr/bin/python3", "client/follow.py", feed, replay, NULL});
}

/* ---- the daemon ----------------------------------------------------------------------------- */

/* Drops `count` reports, of which none is like another. */
static void drop_reports(struct daemon *daemon, int count)
{
    static int number;
    struct bytes report = fixture_read("tests/data/valid_dense.txt");

    for (int i = 0; i < count; i++, number++) {
        char name[64], *text = NULL;
        snprintf(name, sizeof name, "%d.txt", number);
        assert_true(asprintf(&text, "%s\n（第%d稿）\n", report.data, number) > 0);
        drop(daemon, name, text);
        free(text);
    }
    free(report.data);
}

/* Drops a report of another agency. */
static void drop_sample(struct daemon *daemon, const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "tests/data/%s", name);
    struct bytes report = fixture_read(path);
    drop(daemon, name, report.data);
    free(report.data);
}

static void kill_and_start(struct daemon *daemon)
{
    daemon_signal(daemon, SIGKILL);
    daemon_wait(daemon);
    daemon_start(daemon);
}

/* What a query gives, a line each. */
static struct bytes read_events(struct daemon *daemon, const char *sql)
{
    struct bytes all = {0};
    sqlite3 *db;
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_open(at(daemon, "state/journal.db"), &db), SQLITE_OK);
    sqlite3_busy_timeout(db, DEADLINE_MS);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        bytes_add(&all, (const char *)sqlite3_column_text(stmt, 0),
                  (size_t)sqlite3_column_bytes(stmt, 0));
        bytes_add(&all, "\n", 1);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return all;
}

/* All of the journal's events. */
static struct bytes read_journal(struct daemon *daemon)
{
    return read_events(daemon, "SELECT event FROM events ORDER BY sequence");
}

static size_t size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

static int64_t journaled(struct daemon *daemon)
{
    return query(daemon, "SELECT count(*) FROM contents");
}

/* Waits until the reader has printed this, and nothing else. */
static void expect_printed(const struct reader *reader, const struct bytes *expected)
{
    UNTIL(size_of(reader->output) >= expected->size);
    struct bytes output = fixture_read(reader->output);

    assert_int_equal(output.size, expected->size);
    assert_memory_equal(output.data, expected->data, expected->size);
    free(output.data);
}

/* Waits until all is journaled, and until the reader has printed it. */
static void expect_whole(struct daemon *daemon, const struct reader *reader, int count)
{
    UNTIL(journaled(daemon) == count && is_idle(daemon));
    struct bytes journal = read_journal(daemon);

    expect_printed(reader, &journal);
    free(journal.data);
}

static void survive_kills(void (*start)(struct reader *, const struct daemon *))
{
    struct daemon daemon;
    struct reader reader;

    daemon_init(&daemon, "");
    daemon_start(&daemon);
    drop_reports(&daemon, 10);
    start(&reader, &daemon);
    for (int i = 0; i < 6; i++) {
        drop_reports(&daemon, 20);
        UNTIL(journaled(&daemon) > 10 + 20 * i);
        kill_and_start(&daemon);
    }
    expect_whole(&daemon, &reader, 130);
    drop_reports(&daemon, 5);
    expect_whole(&daemon, &reader, 135);
    reader_end(&reader, SIGTERM);
    daemon_finish(&daemon);
}

static void survive_stops(void (*start)(struct reader *, const struct daemon *))
{
    struct daemon daemon;
    struct reader reader;

    daemon_init(&daemon, "");
    daemon.hwm = SMALL_HWM;
    daemon_start(&daemon);
    start(&reader, &daemon);
    drop_reports(&daemon, 1);
    expect_whole(&daemon, &reader, 1);
    for (int i = 1; i <= 3; i++) {
        kill(reader.pid, SIGSTOP);
        drop_reports(&daemon, 200);
        UNTIL(journaled(&daemon) == 1 + 200 * i);
        kill(reader.pid, SIGCONT);
        expect_whole(&daemon, &reader, 1 + 200 * i);
    }
    reader_end(&reader, SIGTERM);
    if (start == start_tail) {
        char *said = read_text(reader.errors);
        assert_non_null(strstr(said, "were missed and have been replayed"));
        free(said);
    }
    daemon_finish(&daemon);
}

/* ---- tests ---------------------------------------------------------------------------------- */

static void tail_survives_kills(void **state)
{
    (void)state;
    survive_kills(start_tail);
}

static void tail_survives_being_stopped(void **state)
{
    (void)state;
    survive_stops(start_tail);
}

static void python_survives_kills(void **state)
{
    (void)state;
    survive_kills(start_python);
}

static void python_survives_being_stopped(void **state)
{
    (void)state;
    survive_stops(start_python);
}

static void tail_goes_on_where_it_ended(void **state)
{
    struct daemon daemon;
    struct reader reader;

    (void)state;
    daemon_init(&daemon, "");
    daemon_start(&daemon);
    for (int i = 1; i <= 4; i++) {
        start_tail(&reader, &daemon);
        drop_reports(&daemon, 20);
        expect_whole(&daemon, &reader, 40 * i - 20);
        int status = reader_end(&reader, i % 2 ? SIGTERM : SIGINT);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        drop_reports(&daemon, 20);
        UNTIL(journaled(&daemon) == 40 * i);
    }
    daemon_finish(&daemon);
}

/* What retention leaves comes: of the old events the latest revisions, and all that are not old. */
static void what_is_kept_comes_whole(void **state)
{
    static const char *const old[] = {"valid_tabs.txt", "row_lost.txt", "markdown.md"};
    struct daemon daemon;
    struct reader tail, python;

    (void)state;
    daemon_init(&daemon, "[journal]\nkeep_events = 20\n");
    daemon_start(&daemon);
    for (int i = 0; i < 3; i++)
        drop_sample(&daemon, old[i]);
    UNTIL(journaled(&daemon) == 3);
    drop_reports(&daemon, 67);
    UNTIL(journaled(&daemon) == 70);
    kill_and_start(
        &daemon); /* old events are looked for at the start, and then every now and then */
    UNTIL(query(&daemon, "SELECT count(*) FROM events") == 23);
    start_tail(&tail, &daemon);
    start_python(&python, &daemon);
    struct bytes journal = read_journal(&daemon);
    expect_printed(&tail, &journal);
    expect_printed(&python, &journal);
    free(journal.data);
    reader_end(&tail, SIGTERM);
    reader_end(&python, SIGTERM);
    char *said = read_text(tail.errors);
    assert_non_null(strstr(said, " are no longer kept"));
    free(said);
    daemon_finish(&daemon);
}

static void stop(struct daemon *daemon)
{
    daemon_signal(daemon, SIGTERM);
    daemon_wait(daemon);
}

static void move(struct daemon *daemon, const char *from, const char *to)
{
    struct bytes journal = fixture_read(at(daemon, "%s", from));

    unlink(at(daemon, "state/journal.db-wal"));
    unlink(at(daemon, "state/journal.db-shm"));
    write_file(at(daemon, "%s", to), journal.data, journal.size);
    free(journal.data);
}

/* An old copy of the journal is another one: its latest revisions come, and what is new in it. */
static void a_restored_journal_comes_anew(void **state)
{
    struct daemon daemon;
    struct reader tail, python;

    (void)state;
    daemon_init(&daemon, "");
    daemon_start(&daemon);
    drop_reports(&daemon, 5);
    UNTIL(journaled(&daemon) == 5);
    stop(&daemon);
    move(&daemon, "state/journal.db", "backup");
    daemon_start(&daemon);
    start_tail(&tail, &daemon);
    start_python(&python, &daemon);
    drop_reports(&daemon, 5);
    expect_whole(&daemon, &tail, 10);
    expect_whole(&daemon, &python, 10);
    struct bytes expected = read_journal(&daemon);
    stop(&daemon);
    move(&daemon, "backup", "state/journal.db");
    daemon_start(&daemon);
    drop_sample(&daemon, "valid_tabs.txt");
    drop_sample(&daemon, "row_lost.txt");
    UNTIL(journaled(&daemon) == 7);
    struct bytes anew = read_events(
        &daemon, "SELECT event FROM events WHERE sequence IN (SELECT sequence FROM latest) OR "
                 "sequence >= (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'first_kept') "
                 "ORDER BY sequence");
    bytes_add(&expected, anew.data, anew.size);
    expect_printed(&tail, &expected);
    expect_printed(&python, &expected);
    free(expected.data);
    free(anew.data);
    reader_end(&tail, SIGTERM);
    reader_end(&python, SIGTERM);
    daemon_finish(&daemon);
}

static void a_line_that_was_cut_off_is_ended(void **state)
{
    static const char cut[] = "{\"specversion\":\"1.0\",\"id";
    struct daemon daemon;
    struct reader reader;
    struct bytes expected = {0};

    (void)state;
    daemon_init(&daemon, "");
    daemon_start(&daemon);
    start_tail(&reader, &daemon);
    drop_reports(&daemon, 1);
    expect_whole(&daemon, &reader, 1);
    reader_end(&reader, SIGTERM);
    /* As if it had been killed in the middle of the second one. */
    FILE *output = fopen(reader.output, "a");
    assert_non_null(output);
    fputs(cut, output);
    fclose(output);
    drop_reports(&daemon, 1);
    UNTIL(journaled(&daemon) == 2);
    start_tail(&reader, &daemon);
    struct bytes journal = read_journal(&daemon);
    size_t first = (size_t)(strchr(journal.data, '\n') - journal.data) + 1;
    bytes_add(&expected, journal.data, first);
    bytes_add(&expected, cut, strlen(cut));
    bytes_add(&expected, "\n", 1);
    bytes_add(&expected, journal.data + first, journal.size - first);
    expect_printed(&reader, &expected);
    free(expected.data);
    free(journal.data);
    reader_end(&reader, SIGTERM);
    daemon_finish(&daemon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tail_survives_kills),
        cmocka_unit_test(tail_survives_being_stopped),
        cmocka_unit_test(tail_goes_on_where_it_ended),
        cmocka_unit_test(python_survives_kills),
        cmocka_unit_test(python_survives_being_stopped),
        cmocka_unit_test(a_line_that_was_cut_off_is_ended),
        cmocka_unit_test(a_restored_journal_comes_anew),
        cmocka_unit_test(what_is_kept_comes_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
