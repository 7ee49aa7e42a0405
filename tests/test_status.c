/*
 * nianbao status: the real program, asking a daemon that the test plays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zmq.h>

#include "program.h"

struct replay {
    void *context, *socket;
    char dir[32], endpoint[64];
};

static int replay_setup(void **state)
{
    struct replay *replay = calloc(1, sizeof *replay);
    int patience = 30000;

    strcpy(replay->dir, "/tmp/nianbao-test.XXXXXX");
    assert_non_null(mkdtemp(replay->dir));
    snprintf(replay->endpoint, sizeof replay->endpoint, "ipc://%s/replay", replay->dir);
    replay->context = zmq_ctx_new();
    replay->socket = zmq_socket(replay->context, ZMQ_ROUTER);
    zmq_setsockopt(replay->socket, ZMQ_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(zmq_bind(replay->socket, replay->endpoint), 0);
    *state = replay;
    return 0;
}

static int replay_teardown(void **state)
{
    struct replay *replay = *state;

    zmq_close(replay->socket);
    zmq_ctx_term(replay->context);
    unlink(replay->endpoint + strlen("ipc://"));
    rmdir(replay->dir);
    free(replay);
    return 0;
}

/* Takes one request, which has to be STATUS alone, and answers with these frames. */
static void answer(struct replay *replay, const char *const *frames)
{
    char peer[64], word[64];
    int more = 0, n;
    size_t size = sizeof more;
    int length = zmq_recv(replay->socket, peer, sizeof peer, 0);

    assert_true(length > 0);
    n = zmq_recv(replay->socket, word, sizeof word, 0);
    assert_int_equal(n, 6);
    assert_memory_equal(word, "STATUS", 6);
    assert_int_equal(zmq_getsockopt(replay->socket, ZMQ_RCVMORE, &more, &size), 0);
    assert_int_equal(more, 0);
    zmq_send(replay->socket, peer, (size_t)length, ZMQ_SNDMORE);
    for (; *frames != NULL; frames++)
        zmq_send(replay->socket, *frames, strlen(*frames), frames[1] != NULL ? ZMQ_SNDMORE : 0);
}

/* Asks, answers with `frames`, and returns the exit status; what was said stays in `p`. */
static int ask(struct replay *replay, struct program *p, const char *format,
               const char *const *frames)
{
    const char *args[] = {"status", "--replay", replay->endpoint, "--timeout", "30",
                          "--lang", "en",       "--format",       format,      NULL};

    program_start(p, NULL, args);
    answer(replay, frames);
    return program_wait(p);
}

#define ASK(replay, p, format, ...)                                                                \
    ask((replay), (p), (format), (const char *const[]){__VA_ARGS__, NULL})

static void a_healthy_daemon_ends_with_0(void **state)
{
    struct program p;

    assert_int_equal(ASK(*state, &p, "text", "OK",
                         "{\"healthy\":true,\"trouble\":null,\"last_sequence\":\"00012\","
                         "\"epoch\":\"a\\u001b\\u009bb\",\"uptime_s\":90061.5,"
                         "\"queue\":{\"waiting\":3,\"set_aside\":0},\"pause_s\":null,"
                         "\"backlog\":{\"waiting\":3,\"done\":0,\"rate\":null,"
                         "\"time_left_s\":null}}"),
                     0);
    assert_string_equal(p.said, "state: healthy\n"
                                "running for: 1 d 01:01:01\n"
                                "last event: #12\n"
                                "epoch: a\\x1b\\u009bb\n"
                                "files waiting (about): 3\n");
    assert_string_equal(p.blamed, "");
    program_free(&p);
}

static void progress_and_trouble_are_shown(void **state)
{
    struct program p;

    assert_int_equal(ASK(*state, &p, "text", "OK",
                         "{\"healthy\":false,\"trouble\":\"disk full\",\"pause_s\":29.5,"
                         "\"queue\":{\"set_aside\":2},\"backlog\":{\"waiting\":88000,"
                         "\"done\":12000,\"rate\":3900.5,\"time_left_s\":3723.1}}"),
                     1);
    assert_string_equal(p.said, "state: not healthy\n"
                                "trouble: disk full\n"
                                "taking in nothing, next try in: 00:00:29\n"
                                "files waiting (about): 88000\n"
                                "files done of these so far: 12000\n"
                                "files a second: 3900.5\n"
                                "time left (about): 01:02:03\n"
                                "files set aside (not to be read or moved): 2\n");
    program_free(&p);
}

static void json_is_passed_on(void **state)
{
    struct program p;

    assert_int_equal(ASK(*state, &p, "json", "OK", "{\"sequence\":\"00012\"}"), 0);
    assert_string_equal(p.said, "{\n  \"sequence\": \"00012\"\n}\n");
    program_free(&p);
}

static void an_unhealthy_daemon_ends_with_1(void **state)
{
    struct program p;

    assert_int_equal(ASK(*state, &p, "text", "OK", "{\"healthy\":false,\"trouble\":\"disk full\"}"),
                     1);
    assert_string_equal(p.said, "state: not healthy\ntrouble: disk full\n");
    program_free(&p);
}

static void an_error_is_said(void **state)
{
    struct program p;

    assert_int_equal(ASK(*state, &p, "text", "ERROR", "memory", "memory ran out"), 1);
    assert_string_equal(p.said, "");
    assert_non_null(strstr(p.blamed, "memory ran out"));
    program_free(&p);
}

/* Whoever holds the address must not get at the terminal by it. */
static void an_error_cannot_steer_the_terminal(void **state)
{
    struct program p;

    assert_int_equal(ASK(*state, &p, "text", "ERROR", "x", "\x1b]0;new title\x07\n\xffworse"), 1);
    assert_non_null(strstr(p.blamed, "\\x1b]0;new title\\x07\\x0a\\xffworse\n"));
    assert_null(strchr(p.blamed, '\x1b'));
    program_free(&p);
}

static void a_stranger_is_recognized(void **state)
{
    struct program p;

    assert_int_equal(ASK(*state, &p, "text", "HELLO"), 1);
    assert_non_null(strstr(p.blamed, "not nianbaod"));
    program_free(&p);
    assert_int_equal(ASK(*state, &p, "text", "OK", "[]"), 1);
    program_free(&p);
}

static void no_answer_ends_with_1_and_advice(void **state)
{
    struct replay *replay = *state;
    struct program p;

    assert_int_equal(program_run(&p, NULL, "status", "--endpoint", replay->endpoint, "--timeout",
                                 "0.05", "--lang", "en"),
                     1);
    assert_string_equal(p.said, "");
    assert_non_null(strstr(p.blamed, replay->endpoint));
    assert_non_null(strstr(p.blamed, "within 0.05 s"));
    assert_non_null(strstr(p.blamed, "systemctl status nianbaod"));
    program_free(&p);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, replay_setup, replay_teardown)
    const struct CMUnitTest tests[] = {
        TEST(progress_and_trouble_are_shown),
        TEST(a_healthy_daemon_ends_with_0),
        TEST(json_is_passed_on),
        TEST(an_unhealthy_daemon_ends_with_1),
        TEST(an_error_is_said),
        TEST(an_error_cannot_steer_the_terminal),
        TEST(a_stranger_is_recognized),
        TEST(no_answer_ends_with_1_and_advice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
