#include "replayer.h"

#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "../daemon/store.h"

/* ---- a journal ---- */

static struct job *make_job(uint64_t number, unsigned agencies, size_t padding)
{
    char text[64];
    struct job *job = job_new("a.txt");

    assert_non_null(job);
    snprintf(text, sizeof text, "identity-%llu", (unsigned long long)number);
    job->identity = strdup(text);
    job->name = strdup("a.txt");
    snprintf(text, sizeof text, "虚构%llu镇", (unsigned long long)number % agencies);
    job->agency = strdup(text);
    job->year = 2024;
    job->status = number % 3 == 0 ? NB_INVALID : NB_VALID;
    job->report = malloc(padding + 16);
    assert_non_null(job->report);
    char *end = stpcpy(job->report, "{\"padding\":\"");
    memset(end, 'x', padding);
    strcpy(end + padding, "\"}");
    job->report_size = strlen(job->report);
    return job;
}

uint64_t fill_journal(const char *path, unsigned count, unsigned agencies, size_t padding)
{
    const struct store_options options = {.source = "urn:test", .agency_prefix = ""};
    char error[STORE_ERROR_SIZE];
    struct store *store;
    struct log log;

    log_init(&log, STDERR_FILENO, LOG_LEVEL_ERROR);
    if (store_open(path, &options, &log, &store, error) != 0)
        fail_msg("%s", error);
    assert_int_equal(store_begin(store), 0);
    uint64_t last = store_last(store);
    for (unsigned i = 0; i < count; i++) {
        struct job *job = make_job(++last, agencies, padding);
        if (store_put(store, job) != 0)
            fail_msg("%s", store_error(store));
        job_free(job);
    }
    assert_int_equal(store_commit(store), 0);
    assert_int_equal(store_last(store), last);
    store_close(store);
    return last;
}

/* ---- clients ---- */

void reply_free(struct reply *reply)
{
    for (int i = 0; i < reply->count; i++)
        free(reply->frames[i]);
    reply->count = 0;
}

void *connect_client(void *context, int type, const char *endpoint, int hwm)
{
    void *client = zmq_socket(context, type);
    int timeout = DEADLINE_MS, linger = 0;

    assert_non_null(client);
    zmq_setsockopt(client, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
    zmq_setsockopt(client, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(client, ZMQ_RCVHWM, &hwm, sizeof hwm);
    if (endpoint)
        assert_int_equal(zmq_connect(client, endpoint), 0);
    return client;
}

void request(void *client, const char *const words[])
{
    for (int i = 0; words[i]; i++)
        assert_true(zmq_send(client, words[i], strlen(words[i]), words[i + 1] ? ZMQ_SNDMORE : 0) >=
                    0);
}

static void keep(struct reply *out, zmq_msg_t *frame)
{
    size_t size = zmq_msg_size(frame);
    char *copy = malloc(size + 1);

    assert_non_null(copy);
    assert_true(out->count < ANSWER_MOST);
    memcpy(copy, zmq_msg_data(frame), size);
    copy[size] = '\0';
    out->frames[out->count] = copy;
    out->sizes[out->count++] = size;
}

static int receive(void *client, struct reply *out, int flags)
{
    zmq_msg_t frame;

    out->count = 0;
    zmq_msg_init(&frame);
    do {
        if (zmq_msg_recv(&frame, client, flags) < 0) {
            zmq_msg_close(&frame);
            return 0;
        }
        keep(out, &frame);
    } while (zmq_msg_more(&frame));
    zmq_msg_close(&frame);
    return 1;
}

void receive_reply(void *client, struct reply *out)
{
    if (!receive(client, out, 0))
        fail_msg("no answer came: %s", zmq_strerror(errno));
}

int receive_now(void *client, struct reply *out)
{
    return receive(client, out, ZMQ_DONTWAIT);
}

void expect_reply(void *client, const char *word, struct reply *out)
{
    receive_reply(client, out);
    assert_string_equal(out->frames[0], word);
}

void expect_error(void *client, const char *code)
{
    struct reply reply;

    expect_reply(client, "ERROR", &reply);
    assert_int_equal(reply.count, 3);
    assert_string_equal(reply.frames[1], code);
    assert_true(reply.sizes[2] > 10);
    reply_free(&reply);
}

uint64_t sequence_of(const struct reply *reply)
{
    static const char key[] = "\"sequence\":\"";

    assert_int_equal(reply->count, 3);
    const char *found = strstr(reply->frames[2], key);
    assert_non_null(found);
    return strtoull(found + strlen(key), NULL, 10);
}

/* The sequence of END, or 0 for an event. */
static uint64_t end_of(const struct reply *reply)
{
    if (strcmp(reply->frames[0], "EVENT") == 0)
        return 0;
    assert_string_equal(reply->frames[0], "END");
    assert_int_equal(reply->count, 2);
    return strtoull(reply->frames[1], NULL, 10);
}

uint64_t expect_gapless(void *client, uint64_t first)
{
    for (;;) {
        struct reply reply;
        receive_reply(client, &reply);
        int is_event = strcmp(reply.frames[0], "EVENT") == 0;
        if (is_event)
            assert_int_equal(sequence_of(&reply), first++);
        uint64_t end = is_event ? 0 : end_of(&reply);
        reply_free(&reply);
        if (!is_event) {
            assert_int_equal(end, first - 1);
            return end;
        }
    }
}

uint64_t drain_replies(void *client, unsigned *events)
{
    unsigned own;

    events = events ? events : &own;
    for (*events = 0;; (*events)++) {
        struct reply reply;
        receive_reply(client, &reply);
        int is_event = strcmp(reply.frames[0], "EVENT") == 0;
        uint64_t end = end_of(&reply);
        reply_free(&reply);
        if (!is_event)
            return end;
    }
}
