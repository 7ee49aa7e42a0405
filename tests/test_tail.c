/*
 * nianbao tail: the real program, following a feed that the test publishes, or a double of the
 * daemon with a replay socket.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>
#include <zmq.h>

#include "../parser/nianbao.h"
#include "harness.h"
#include "program.h"
#include "publisher.h"

#define EPOCH "7b0d7c52-6a5f-4a0e-9c57-0d6a2f1f3b11"

struct feed {
    void *context, *socket;
    char dir[32], endpoint[64], nowhere[64];
};

static int feed_setup(void **state)
{
    struct feed *feed = calloc(1, sizeof *feed);
    int patience = 30000;

    strcpy(feed->dir, "/tmp/nianbao-test.XXXXXX");
    assert_non_null(mkdtemp(feed->dir));
    snprintf(feed->endpoint, sizeof feed->endpoint, "ipc://%s/feed", feed->dir);
    snprintf(feed->nowhere, sizeof feed->nowhere, "ipc://%s/replay", feed->dir);
    feed->context = zmq_ctx_new();
    feed->socket = zmq_socket(feed->context, ZMQ_XPUB);
    zmq_setsockopt(feed->socket, ZMQ_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(zmq_bind(feed->socket, feed->endpoint), 0);
    *state = feed;
    return 0;
}

static int feed_teardown(void **state)
{
    struct feed *feed = *state;

    zmq_close(feed->socket);
    zmq_ctx_term(feed->context);
    unlink(feed->endpoint + strlen("ipc://"));
    rmdir(feed->dir);
    free(feed);
    return 0;
}

/* The program subscribes to heartbeats last: what is published from then on reaches it. */
static void wait_for_subscriber(struct feed *feed)
{
    char message[256] = "";
    int n;

    do {
        n = zmq_recv(feed->socket, message, sizeof message, 0);
        assert_true(n > 0);
    } while (n != 10 || memcmp(message, "\1heartbeat", 10) != 0);
}

static void publish(struct feed *feed, const char *topic, const char *body)
{
    assert_true(zmq_send(feed->socket, topic, strlen(topic), ZMQ_SNDMORE) >= 0);
    assert_true(zmq_send(feed->socket, body, strlen(body), 0) >= 0);
}

static void publish_report(struct feed *feed, unsigned sequence, const char *agency)
{
    json_t *event =
        json_pack("{s:s, s:o, s:s, s:{s:s, s:i, s:s, s:[{s:s}, {s:s}, {s:s}], s:{s:s}, s:f}}",
                  "epoch", EPOCH, "sequence", json_sprintf("%020u", sequence), "time",
                  "2025-01-31T08:00:00.000Z", "data", "agency", agency, "year", 2024, "status",
                  "invalid", "findings", "severity", "error", "severity", "error", "severity",
                  "info", "source", "name", "小河镇\n.txt", "fee", 59237.2449);
    char *body = json_dumps(event, NB_DUMP_FLAGS);

    publish(feed, "report/2024/invalid/x", body);
    free(body);
    json_decref(event);
}

static void publish_heartbeat(struct feed *feed, unsigned sequence)
{
    char body[200];

    snprintf(body, sizeof body, "{\"epoch\":\"" EPOCH "\",\"sequence\":\"%020u\",\"data\":{}}",
             sequence);
    publish(feed, "heartbeat", body);
}

#define START(feed, p, ...)                                                                        \
    (program_start((p), NULL,                                                                      \
                   (const char *const[]){"tail", "--feed", (feed)->endpoint, "--replay",           \
                                         (feed)->nowhere, __VA_ARGS__}),                           \
     wait_for_subscriber(feed))

static void end(struct program *p, int signal)
{
    kill(p->pid, signal);
    assert_int_equal(program_wait(p), 0);
}

static void events_are_lines(void **state)
{
    struct feed *feed = *state;
    struct program p;

    setenv("TZ", "Asia/Shanghai", 1);
    START(feed, &p, NULL);
    publish_heartbeat(feed, 11);
    publish_report(feed, 12, "小河镇");
    program_expect(&p, "\n", 0);
    end(&p, SIGTERM);
    assert_string_equal(p.said, "2025-01-31 16:00:00  #12  小河镇  2024  有错误"
                                "  错误 2 警告 0 提示 1  小河镇\\x0a.txt\n");
    assert_non_null(strstr(p.blamed, feed->endpoint));
    assert_non_null(strstr(p.blamed, "：已连上\n"));
    assert_null(strstr(p.blamed, "漏收"));
    program_free(&p);
}

static void foreign_text_cannot_reach_the_terminal(void **state)
{
    struct feed *feed = *state;
    struct program p;

    START(feed, &p, "--lang", "en", NULL);
    publish_report(feed, 1, "\x1b[31m镇");
    program_expect(&p, "\n", 0);
    end(&p, SIGINT);
    assert_non_null(strstr(p.said, "#1  \\x1b[31m镇  2024  invalid  2 errors 0 warnings 1 infos"));
    program_free(&p);
}

static void jsonl_is_the_message(void **state)
{
    static const char text[] =
        "{ \"sequence\":\"12\",\"epoch\":\"" EPOCH "\",\"data\":[59237.24490,\"\u202e\",\n1e2]}";
    struct feed *feed = *state;
    struct program p;
    char *expected;

    START(feed, &p, "--format", "jsonl", NULL);
    publish_heartbeat(feed, 11);
    publish(feed, "report/2024/valid/x", text);
    program_expect(&p, "\n", 0);
    end(&p, SIGTERM);
    /* Byte for byte, but for the line break, which is none of the daemon's. */
    expected = strdup(text);
    *strchr(expected, '\n') = ' ';
    assert_int_equal(strncmp(p.said, expected, strlen(expected)), 0);
    assert_string_equal(p.said + strlen(expected), "\n");
    free(expected);
    program_free(&p);
}

static void heartbeats_are_shown_on_request(void **state)
{
    struct feed *feed = *state;
    struct program p;

    START(feed, &p, "--topic", "heartbeat", NULL);
    publish_heartbeat(feed, 11);
    program_expect(&p, "00000000000000000011", 0);
    end(&p, SIGTERM);
    program_free(&p);
}

static void nonsense_is_skipped(void **state)
{
    struct feed *feed = *state;
    struct program p;

    START(feed, &p, "--lang", "en", NULL);
    publish(feed, "report/x", "no JSON");
    publish(feed, "report/x", "[1]");
    publish(feed, "report/x", "{}");
    publish(feed, "report/x", "{\"sequence\":7,\"data\":[],\"time\":{}}");
    publish_report(feed, 11, "a");
    publish(feed, "report/x",
            "{\"sequence\":\"12\",\"epoch\":\"" EPOCH "\",\"data\":[,\"time\":{}}");
    publish_report(feed, 13, "a");
    program_expect(&p, "#13", 0);
    program_expect(&p, "skipped a message that is not JSON", 1);
    end(&p, SIGTERM);
    program_free(&p);
}

/* ---- with a replay socket ------------------------------------------------------------------- */

static int double_setup(void **state)
{
    *state = publisher_new();
    return 0;
}

static int double_teardown(void **state)
{
    publisher_free(*state);
    return 0;
}

#define FOLLOW(publisher, p, ...)                                                                  \
    program_start((p), NULL,                                                                       \
                  (const char *const[]){"tail", "--lang", "en", "--format", "jsonl", "--timeout",  \
                                        "5", "--feed", publisher_feed(publisher), "--replay",      \
                                        publisher_replay(publisher), __VA_ARGS__, NULL})

static void drop_front(struct program *p, size_t size)
{
    assert_true(p->said_size >= size);
    p->said_size -= size;
    memmove(p->said, p->said + size, p->said_size + 1);
}

/* What it said begins with these events, a line each; they are taken off. */
static void expect_lines(struct program *p, uint64_t first, uint64_t last)
{
    for (; first <= last; first++) {
        char *text = publisher_text(PUBLISHER_EPOCH, first, 10);
        program_expect(p, "\n", 0);
        assert_int_equal(strncmp(p->said, text, strlen(text)), 0);
        assert_int_equal(p->said[strlen(text)], '\n');
        drop_front(p, strlen(text) + 1);
        free(text);
    }
}

static void once_prints_what_is_there(void **state)
{
    struct publisher *publisher = *state;
    struct program p;

    publisher_append(publisher, 7, 10);
    publisher_up(publisher);
    FOLLOW(publisher, &p, "--from", "3", "--once");
    assert_int_equal(program_wait(&p), 0);
    expect_lines(&p, 3, 7);
    assert_string_equal(p.said, "");
    program_free(&p);
    FOLLOW(publisher, &p, "--from", "start", "--once", "--topic", "report/2024/");
    assert_int_equal(program_wait(&p), 0);
    for (uint64_t n = 2; n <= 6; n += 2)
        expect_lines(&p, n, n);
    assert_string_equal(p.said, "");
    program_free(&p);
}

static void once_ends_without_an_answer(void **state)
{
    struct publisher *publisher = *state;
    struct program p;

    FOLLOW(publisher, &p, "--timeout", "0.1", "--from", "start", "--once");
    assert_int_equal(program_wait(&p), 1);
    assert_non_null(strstr(p.blamed, "nothing comes"));
    program_free(&p);
    publisher_set(publisher, PUBLISHER_MANNER, PUBLISHER_BUSY);
    publisher_up(publisher);
    FOLLOW(publisher, &p, "--from", "start", "--once");
    assert_int_equal(program_wait(&p), 1);
    assert_non_null(strstr(p.blamed, "cannot catch up, trying again: busy: come later"));
    program_free(&p);
}

static void gaps_are_healed_and_said(void **state)
{
    struct publisher *publisher = *state;
    struct program p;

    publisher_up(publisher);
    FOLLOW(publisher, &p, "--from", "start");
    program_expect(&p, ": connected\n", 1);
    publisher_set(publisher, PUBLISHER_LOSES, 1);
    publisher_append(publisher, 4, 10);
    program_expect(&p, "4 messages were missed and have been replayed: #1 to #4\n", 1);
    expect_lines(&p, 1, 4);
    end(&p, SIGTERM);
    assert_string_equal(p.said, "");
    program_free(&p);
}

static void what_is_gone_is_said(void **state)
{
    struct publisher *publisher = *state;
    struct program p;

    publisher_append(publisher, 20, 10);
    publisher_set(publisher, PUBLISHER_KEEPS, 15);
    publisher_up(publisher);
    FOLLOW(publisher, &p, "--from", "start", "--once");
    assert_int_equal(program_wait(&p), 0);
    program_expect(&p, "#1 to #14 are no longer kept", 1);
    expect_lines(&p, 11, 20);
    program_free(&p);
}

static void a_new_journal_is_said(void **state)
{
    struct publisher *publisher = *state;
    struct program p;

    publisher_append(publisher, 3, 10);
    publisher_up(publisher);
    FOLLOW(publisher, &p, "--from", "start");
    expect_lines(&p, 1, 3);
    publisher_down(publisher);
    publisher_new_epoch(publisher, "other");
    publisher_append(publisher, 1, 10);
    publisher_up(publisher);
    program_expect(&p, "the daemon has a new journal", 1);
    program_expect(&p, "\"epoch\":\"other\"", 0);
    end(&p, SIGINT);
    program_free(&p);
}

/* Whoever reads the output has stopped doing so: the program must end all the same. */
static void a_signal_ends_it_in_the_middle_of_a_write(void **state)
{
    struct publisher *publisher = *state;
    struct program p;
    siginfo_t ended = {.si_pid = 0};
    int waiting = 0;

    publisher_append(publisher, 100, 10000);
    publisher_up(publisher);
    FOLLOW(publisher, &p, "--from", "start");
    UNTIL((ioctl(p.out, FIONREAD, &waiting), waiting) > 0);
    kill(p.pid, SIGTERM);
    UNTIL((waitid(P_PID, (id_t)p.pid, &ended, WEXITED | WNOHANG | WNOWAIT), ended.si_pid) == p.pid);
    assert_int_equal(program_wait(&p), 2);
    program_free(&p);
}

/* ---- the position file ---------------------------------------------------------------------- */

static void the_position_is_gone_on_from(void **state)
{
    struct publisher *publisher = *state;
    char dir[PATH_MAX], file[PATH_MAX], *text;
    struct program p;

    scratch_make(dir);
    path_in(file, dir, "position");
    publisher_append(publisher, 3, 10);
    publisher_up(publisher);
    FOLLOW(publisher, &p, "--from", "2", "--position", file, "--once");
    assert_int_equal(program_wait(&p), 0);
    expect_lines(&p, 2, 3);
    program_free(&p);
    text = read_text(file);
    assert_string_equal(text, PUBLISHER_EPOCH " 3\n");
    free(text);
    publisher_append(publisher, 2, 10);
    FOLLOW(publisher, &p, "--from", "1", "--position", file);
    expect_lines(&p, 4, 5);
    publisher_append(publisher, 1, 10);
    expect_lines(&p, 6, 6);
    end(&p, SIGTERM);
    assert_string_equal(p.said, "");
    program_free(&p);
    text = read_text(file);
    assert_string_equal(text, PUBLISHER_EPOCH " 6\n");
    free(text);
    assert_int_equal(count_entries(dir), 1);
    scratch_remove(dir);
}

static void a_position_of_another_journal_gives_all_of_this(void **state)
{
    struct publisher *publisher = *state;
    char dir[PATH_MAX], file[PATH_MAX];
    struct program p;

    scratch_make(dir);
    write_text(path_in(file, dir, "position"), "another 2\n");
    publisher_append(publisher, 3, 10);
    publisher_up(publisher);
    FOLLOW(publisher, &p, "--position", file, "--once");
    assert_int_equal(program_wait(&p), 0);
    expect_lines(&p, 1, 3);
    program_expect(&p, "new journal", 1);
    program_free(&p);
    scratch_remove(dir);
}

static void what_is_no_position_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "3\n",
        "epoch\n",
        "epoch 3",
        "epoch  3\n",
        "epoch 3 \n",
        "epoch x\n",
        "epoch 3\nmore",
        " epoch 3\n",
        "epoch -3\n",
        "日志 3\n",
        "epoch 99999999999999999999\n",
        "0123456789012345678901234567890123456789012345678901234567890123 3\n",
    };
    struct publisher *publisher = *state;
    char dir[PATH_MAX], file[PATH_MAX];
    struct program p;

    scratch_make(dir);
    path_in(file, dir, "position");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_text(file, wrong[i]);
        FOLLOW(publisher, &p, "--position", file);
        assert_int_equal(program_wait(&p), 2);
        assert_non_null(strstr(p.blamed, "EPOCH SEQUENCE"));
        program_free(&p);
    }
    FOLLOW(publisher, &p, "--position", dir);
    assert_int_equal(program_wait(&p), 2);
    program_free(&p);
    scratch_remove(dir);
}

static void a_position_that_cannot_be_noted_ends_it(void **state)
{
    struct publisher *publisher = *state;
    struct program p;

    publisher_append(publisher, 1, 10);
    publisher_up(publisher);
    FOLLOW(publisher, &p, "--from", "start", "--position", "/proc/none/position");
    assert_int_equal(program_wait(&p), 2);
    assert_non_null(strstr(p.blamed, "/proc/none/position: cannot be written"));
    program_free(&p);
}

static int holds(const char *file, const char *what)
{
    char *text = read_text(file);
    int same = strcmp(text, what) == 0;

    free(text);
    return same;
}

/* Two that note their positions in turn would each go on from the other's next time. */
static void a_position_is_noted_by_one_only(void **state)
{
    struct publisher *publisher = *state;
    char dir[PATH_MAX], file[PATH_MAX];
    struct program p, late;

    scratch_make(dir);
    path_in(file, dir, "position");
    publisher_up(publisher);
    publisher_append(publisher, 1, 10);
    FOLLOW(publisher, &p, "--from", "start", "--position", file);
    expect_lines(&p, 1, 1);
    UNTIL(access(file, F_OK) == 0);
    FOLLOW(publisher, &late, "--position", file);
    assert_int_equal(program_wait(&late), 2);
    assert_non_null(strstr(late.blamed, "another nianbao tail uses it"));
    program_free(&late);
    /* The file is another one after each event, and still taken. */
    publisher_append(publisher, 1, 10);
    expect_lines(&p, 2, 2);
    UNTIL(holds(file, PUBLISHER_EPOCH " 2\n"));
    FOLLOW(publisher, &late, "--position", file);
    assert_int_equal(program_wait(&late), 2);
    program_free(&late);
    end(&p, SIGTERM);
    program_free(&p);
    FOLLOW(publisher, &late, "--position", file, "--once");
    assert_int_equal(program_wait(&late), 0);
    program_free(&late);
    scratch_remove(dir);
}

int main(void)
{
#define TEST(name)   cmocka_unit_test_setup_teardown(name, feed_setup, feed_teardown)
#define DOUBLE(name) cmocka_unit_test_setup_teardown(name, double_setup, double_teardown)
    const struct CMUnitTest tests[] = {
        TEST(events_are_lines),
        TEST(foreign_text_cannot_reach_the_terminal),
        TEST(jsonl_is_the_message),
        TEST(heartbeats_are_shown_on_request),
        TEST(nonsense_is_skipped),
        DOUBLE(once_prints_what_is_there),
        DOUBLE(once_ends_without_an_answer),
        DOUBLE(gaps_are_healed_and_said),
        DOUBLE(what_is_gone_is_said),
        DOUBLE(a_new_journal_is_said),
        DOUBLE(a_signal_ends_it_in_the_middle_of_a_write),
        DOUBLE(the_position_is_gone_on_from),
        DOUBLE(a_position_of_another_journal_gives_all_of_this),
        DOUBLE(what_is_no_position_is_refused),
        DOUBLE(a_position_that_cannot_be_noted_ends_it),
        DOUBLE(a_position_is_noted_by_one_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
