#include "replays.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

int replays_setup(void **state)
{
    struct bench *b = calloc(1, sizeof *b);

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

int replays_teardown(void **state)
{
    struct bench *b = *state;

    for (size_t i = 0; i < CLIENTS; i++)
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
    struct bench *b = arg;
    char *text;

    return asprintf(&text, "{\"asked\":%d}", ++b->asked) < 0 ? NULL : text;
}

void replays_start(struct bench *b)
{
    assert_int_equal(replay_open(&b->loop, &b->options, on_status, b, &b->log, &b->replay), 0);
}

void *client_of(struct bench *b, int type, int hwm)
{
    size_t i = 0;

    while (b->clients[i])
        assert_true(++i < CLIENTS);
    return b->clients[i] = connect_client(b->context, type, b->endpoint, hwm);
}

void *client(struct bench *b)
{
    return client_of(b, ZMQ_DEALER, 0);
}

void close_client(struct bench *b, void *c)
{
    for (size_t i = 0; i < CLIENTS; i++)
        if (b->clients[i] == c)
            b->clients[i] = NULL;
    zmq_close(c);
}

void receive_looping(struct bench *b, void *socket, struct reply *out)
{
    UNTIL((uv_run(&b->loop, UV_RUN_NOWAIT), receive_now(socket, out)));
}

void execute(struct bench *b, const char *sql)
{
    sqlite3 *db;
    char *error = NULL;

    assert_int_equal(sqlite3_open(b->journal, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, DEADLINE_MS);
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s: %s", sql, error);
    sqlite3_close(db);
}

void forget_before(struct bench *b, unsigned first_kept)
{
    char sql[256];

    snprintf(sql, sizeof sql,
             "BEGIN; DELETE FROM events WHERE sequence < %u;"
             "UPDATE meta SET value = '%u' WHERE name = 'first_kept'; COMMIT",
             first_kept, first_kept);
    execute(b, sql);
}
