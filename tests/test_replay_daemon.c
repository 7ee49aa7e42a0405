/* The replay socket of the running daemon: beside the feed, over restarts, and at its end. */
#include "harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#include "replayer.h"

#define SLEEPERS 20
#define EVENTS   4000
#define LARGE    16384 /* bytes of an event: all of them together are 64 MiB */
#define DROPPED  200

/* The daemon may have this much more than before while clients sleep; what it holds for them is
 * SLEEPERS times 16 events, some 5 MiB. */
#ifdef __SANITIZE_ADDRESS__ /* which keeps freed memory for a while */
#define MEMORY_KIB 524288
#else
#define MEMORY_KIB 32768
#endif

static int setup(void **state)
{
    struct daemon *d = malloc(sizeof *d);

    assert_non_null(d);
    daemon_init(d, "[replay]\nhwm = 16\n");
    assert_int_equal(mkdir(at(d, "state"), 0700), 0);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    daemon_finish(*state);
    free(*state);
    return 0;
}

static void *client(struct daemon *d, int hwm)
{
    char endpoint[PATH_MAX + 16];

    snprintf(endpoint, sizeof endpoint, "ipc://%s/replay", d->dir);
    return connect_client(d->zmq, ZMQ_DEALER, endpoint, hwm);
}

static long memory_kib(const struct daemon *d)
{
    char path[64], line[256];
    long kib = -1;

    snprintf(path, sizeof path, "/proc/%d/status", (int)d->pid);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    fclose(f);
    assert_true(kib > 0);
    return kib;
}

static void drop_report(struct daemon *d, int number)
{
    char name[32], text[64];

    snprintf(name, sizeof name, "%d.txt", number);
    snprintf(text, sizeof text, "第%d号文件，不是年度报告。", number);
    drop(d, name, text);
}

/* While files come in, a client asks again and again from where it is; then the feed goes on from
 * there. */
static void test_joins_the_feed(void **state)
{
    struct daemon *d = *state;
    uint64_t last = 0;

    daemon_start(d);
    void *c = client(d, 0);
    for (int i = 0; i < DROPPED; i++) {
        drop_report(d, i);
        if (i % 20 == 0) {
            char first[32];
            snprintf(first, sizeof first, "%llu", (unsigned long long)last + 1);
            REQUEST(c, "REPLAY", "", first, "");
            last = expect_gapless(c, last + 1);
        }
    }
    zmq_close(c);
    for (uint64_t sequence = 0; sequence < DROPPED;) {
        json_t *event = next_event(d, NULL);
        sequence = strtoull(dig_text(event, "sequence"), NULL, 10);
        if (sequence > last)
            assert_int_equal(sequence, ++last);
        json_decref(event);
    }
    assert_int_equal(last, DROPPED);
}

static void test_same_after_restart(void **state)
{
    struct daemon *d = *state;
    char *topics[3], *texts[3];
    struct reply reply;

    daemon_start(d);
    for (int i = 0; i < 3; i++)
        drop_report(d, i);
    UNTIL(is_idle(d));
    for (int round = 0; round < 2; round++) {
        void *c = client(d, 0);
        REQUEST(c, "REPLAY", "", "1", "");
        for (int i = 0; i < 3; i++) {
            expect_reply(c, "EVENT", &reply);
            if (round == 0) {
                topics[i] = strdup(reply.frames[1]);
                texts[i] = strdup(reply.frames[2]);
            } else {
                assert_string_equal(reply.frames[1], topics[i]);
                assert_string_equal(reply.frames[2], texts[i]);
                free(topics[i]);
                free(texts[i]);
            }
            reply_free(&reply);
        }
        assert_int_equal(drain_replies(c, NULL), 3);
        zmq_close(c);
        daemon_signal(d, SIGKILL);
        daemon_wait(d);
        daemon_start(d);
    }
}

/* Clients that ask for everything and read nothing cost the daemon little, and the feed nothing. */
static void test_sleepers_cost_little(void **state)
{
    struct daemon *d = *state;
    void *clients[SLEEPERS];

    fill_journal(at(d, "state/journal.db"), EVENTS, 100, LARGE);
    daemon_start(d);
    long before = memory_kib(d);
    for (size_t i = 0; i < SLEEPERS; i++) {
        struct reply reply;
        clients[i] = client(d, 1);
        REQUEST(clients[i], "REPLAY", "", "1", "");
        receive_reply(clients[i], &reply);
        reply_free(&reply);
    }
    for (int i = 0; i < 50; i++) {
        char name[32];
        drop_report(d, i);
        snprintf(name, sizeof name, "%d.txt", i);
        json_decref(next_event(d, NULL));
    }
    long more = memory_kib(d) - before;
    if (more > MEMORY_KIB)
        fail_msg("%ld KiB more than before", more);
    for (size_t i = 0; i < SLEEPERS; i++)
        zmq_close(clients[i]);
    assert_true(is_healthy(d));
}

/* The body of another process: replays everything and returns how many events came. It asserts
 * nothing, since a failed assertion would go on with the parent's tests. */
static int replay_apart(const char *endpoint, int ready)
{
    void *dealer = zmq_socket(zmq_ctx_new(), ZMQ_DEALER);
    int one = 1, timeout = DEADLINE_MS, events = 0;
    char frame[LARGE * 2];

    zmq_setsockopt(dealer, ZMQ_RCVHWM, &one, sizeof one);
    zmq_setsockopt(dealer, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
    zmq_connect(dealer, endpoint);
    REQUEST(dealer, "REPLAY", "", "1", "");
    while (zmq_recv(dealer, frame, sizeof frame, 0) == 5) {
        zmq_recv(dealer, frame, sizeof frame, 0);
        zmq_recv(dealer, frame, sizeof frame, 0);
        if (events++ == 0 && write(ready, "", 1) != 1)
            break;
    }
    return events;
}

/* A process that is stopped in the middle gets everything when it goes on. */
static void test_stopped_process(void **state)
{
    struct daemon *d = *state;
    char endpoint[PATH_MAX + 16], byte;
    int status, ready[2];

    fill_journal(at(d, "state/journal.db"), EVENTS, 100, LARGE);
    daemon_start(d);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/replay", d->dir);
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(replay_apart(endpoint, ready[1]) != EVENTS + 1);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(kill(pid, SIGSTOP), 0);
    drop_report(d, 1);
    json_decref(next_event(d, NULL));
    assert_true(is_healthy(d));
    assert_int_equal(kill(pid, SIGCONT), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(ready[0]);
    close(ready[1]);
}

/* SIGTERM ends the daemon in good order while replays run; teardown() asserts it. */
static void test_end_while_replaying(void **state)
{
    struct daemon *d = *state;
    void *clients[4];

    fill_journal(at(d, "state/journal.db"), EVENTS, 100, LARGE);
    daemon_start(d);
    for (size_t i = 0; i < 4; i++) {
        struct reply reply;
        clients[i] = client(d, i % 2);
        REQUEST(clients[i], "REPLAY", "", "1", "");
        receive_reply(clients[i], &reply);
        reply_free(&reply);
    }
    int64_t begin = now_ms();
    daemon_signal(d, SIGTERM);
    int status = daemon_wait(d);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(now_ms() - begin < DEADLINE_MS / 2);
    for (size_t i = 0; i < 4; i++)
        zmq_close(clients[i]);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_joins_the_feed),  TEST(test_same_after_restart),  TEST(test_sleepers_cost_little),
        TEST(test_stopped_process), TEST(test_end_while_replaying),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
