/*
 * A replay socket over a journal that the test writes, and its clients. Like those of harness.h the
 * helpers fail the running test when something goes wrong.
 */
#ifndef NIANBAO_TESTS_REPLAYS_H
#define NIANBAO_TESTS_REPLAYS_H

#include "harness.h"
#include "replayer.h"

#include <uv.h>

#include "../daemon/replay.h"

#define CLIENTS 100

struct bench {
    char dir[PATH_MAX], journal[PATH_MAX], endpoint[PATH_MAX + 32];
    uv_loop_t loop;
    struct log log;
    struct replay_options options;
    struct replay *replay;
    void *context;
    void *clients[CLIENTS]; /* that are not closed yet */
    int asked;              /* for the state */
};

/* For cmocka: the scratch directory and all but the replay; ends what is open. */
int replays_setup(void **state);
int replays_teardown(void **state);

#define REPLAY_TEST(name) cmocka_unit_test_setup_teardown(name, replays_setup, replays_teardown)

/* Opens the replay by `options`; the journal must be there. */
void replays_start(struct bench *b);

/* A client that holds at most `hwm` messages that were not received; replays_teardown() closes it.
 */
void *client_of(struct bench *b, int type, int hwm);
void *client(struct bench *b); /* a DEALER without a limit */
void close_client(struct bench *b, void *client);

/* Receives while the loop runs, as STATUS needs it. */
void receive_looping(struct bench *b, void *socket, struct reply *out);

/* Runs one statement on the journal's file, as the daemon's own thread may at any time. */
void execute(struct bench *b, const char *sql);

/* Deletes the events below this one, as retention does. */
void forget_before(struct bench *b, unsigned first_kept);

#endif
