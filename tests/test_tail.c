/*
 * nianbao tail: the real program, following a feed that the test publishes.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>
#include <zmq.h>

#include "../parser/nianbao.h"
#include "program.h"

#define EPOCH "7b0d7c52-6a5f-4a0e-9c57-0d6a2f1f3b11"

struct feed {
    void *context, *socket;
    char dir[32], endpoint[64];
};

static int feed_setup(void **state)
{
    struct feed *feed = calloc(1, sizeof *feed);
    int patience = 30000;

    strcpy(feed->dir, "/tmp/nianbao-test.XXXXXX");
    assert_non_null(mkdtemp(feed->dir));
    snprintf(feed->endpoint, sizeof feed->endpoint, "ipc://%s/feed", feed->dir);
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
                   (const char *const[]){"tail", "--feed", (feed)->endpoint, __VA_ARGS__}),        \
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

static void gaps_are_said(void **state)
{
    struct feed *feed = *state;
    struct program p;

    START(feed, &p, NULL);
    publish_report(feed, 5, "a");
    publish_report(feed, 9, "b");
    program_expect(&p, "漏收 3 条消息：#6 至 #8\n", 1);
    publish_heartbeat(feed, 11);
    publish_heartbeat(feed, 11);
    program_expect(&p, "漏收 2 条消息：#10 至 #11\n", 1);
    end(&p, SIGTERM);
    program_free(&p);
}

static void a_filter_makes_no_gaps(void **state)
{
    struct feed *feed = *state;
    struct program p;

    START(feed, &p, "--topic", "report/2024/invalid/", NULL);
    publish_report(feed, 5, "a");
    publish(feed, "report/2023/valid/y", "{}");
    publish_report(feed, 9, "b");
    publish_heartbeat(feed, 30);
    publish_heartbeat(feed, 30);
    publish_report(feed, 31, "c");
    program_expect(&p, "#31", 0);
    end(&p, SIGTERM);
    assert_non_null(strstr(p.said, "#5"));
    assert_null(strstr(p.blamed, "漏收"));
    program_free(&p);
}

static void jsonl_is_the_message(void **state)
{
    struct feed *feed = *state;
    struct program p;
    json_t *json;

    START(feed, &p, "--format", "jsonl", NULL);
    publish_heartbeat(feed, 11);
    publish_report(feed, 12, "小河镇");
    program_expect(&p, "\n", 0);
    end(&p, SIGTERM);
    json = json_loads(p.said, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(json, "epoch")), EPOCH);
    assert_non_null(strstr(p.said, "59237.2449}"));
    json_decref(json);
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
    publish_report(feed, 12, "a");
    program_expect(&p, "#12", 0);
    program_expect(&p, "skipped a message that is not JSON", 1);
    end(&p, SIGTERM);
    program_free(&p);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, feed_setup, feed_teardown)
    const struct CMUnitTest tests[] = {
        TEST(events_are_lines),     TEST(foreign_text_cannot_reach_the_terminal),
        TEST(gaps_are_said),        TEST(a_filter_makes_no_gaps),
        TEST(jsonl_is_the_message), TEST(heartbeats_are_shown_on_request),
        TEST(nonsense_is_skipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
