#include "served.h"

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

int served_setup(void **state)
{
    struct served *b = calloc(1, sizeof *b);

    assert_non_null(b);
    scratch_make(b->dir);
    path_in(b->journal, b->dir, "journal.db");
    snprintf(b->endpoint, sizeof b->endpoint, "ipc://%s/replay", b->dir);
    assert_int_equal(uv_loop_init(&b->loop), 0);
    log_init(&b->log, STDERR_FILENO, LOG_LEVEL_ERROR);
    b->options = (struct replay_options){b->endpoint, b->journal, 8, 16, 60000};
    b->context = zmq_ctx_new();
    *state = b;
    return 0;
}

int served_teardown(void **state)
{
    struct served *b = *state;

    for (size_t i = 0; i < SERVED_CLIENTS; i++)
        if (b->clients[i])
            zmq_close(b->clients[i]);
    zmq_ctx_term(b->context);
    replay_close(b->replay, 0);
    uv_run(&b->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&b->loop), 0);
    scratch_remove(b->dir);
    free(b);
    return 0;
}

static char *on_status(void *arg)
{
    struct served *b = arg;
    char *text;

    return asprintf(&text, "{\"asked\":%d}", ++b->asked) < 0 ? NULL : text;
}

void served_start(struct served *b)
{
    assert_int_equal(replay_open(&b->loop, &b->options, on_status, b, &b->log, &b->replay), 0);
}

void *served_client_of(struct served *b, int type, int hwm)
{
    size_t i = 0;

    while (b->clients[i])
        assert_true(++i < SERVED_CLIENTS);
    return b->clients[i] = connect_client(b->context, type, b->endpoint, hwm);
}

void *served_client(struct served *b)
{
    return served_client_of(b, ZMQ_DEALER, 0);
}

void served_close(struct served *b, void *c)
{
    for (size_t i = 0; i < SERVED_CLIENTS; i++)
        if (b->clients[i] == c)
            b->clients[i] = NULL;
    zmq_close(c);
}

void served_receive(struct served *b, void *socket, struct reply *out)
{
    UNTIL((uv_run(&b->loop, UV_RUN_NOWAIT), receive_now(socket, out)));
}

void served_expect_status(struct served *b)
{
    void *c = served_client(b);
    struct reply reply;

    REQUEST(c, "STATUS");
    served_receive(b, c, &reply);
    assert_string_equal(reply.frames[0], "OK");
    reply_free(&reply);
    served_close(b, c);
}
