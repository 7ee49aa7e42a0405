/*
 * A replay socket by itself, over a journal that the test fills, with clients and a loop that the
 * test runs. Like harness.h it fails the running test when something goes wrong.
 */
#ifndef NIANBAO_TESTS_SERVED_H
#define NIANBAO_TESTS_SERVED_H

#include <limits.h>
#include <stdint.h>
#include <uv.h>

#include "replayer.h"

#include "../daemon/replay.h"

#define SERVED_CLIENTS 100
#define SERVED_LARGE   8192 /* bytes of an event, of which clients leave many unread */

struct served {
    char dir[PATH_MAX], journal[PATH_MAX], endpoint[PATH_MAX + 32];
    uv_loop_t loop;
    struct log log;
    struct replay_options options; /* to be changed before served_start() */
    struct replay *replay;
    void *context;
    void *clients[SERVED_CLIENTS]; /* that are not closed yet */
    int asked;                     /* for the state */
};

/* Of cmocka: `*state` becomes a new struct served; and its end, also while clients are open. */
int served_setup(void **state);
int served_teardown(void **state);

/* Opens the socket; the journal must be there. */
void served_start(struct served *served);

/* A DEALER; or a client of any type that holds at most `hwm` messages that were not received. */
void *served_client(struct served *served);
void *served_client_of(struct served *served, int type, int hwm);
void served_close(struct served *served, void *client);

/* Receives while the loop runs, as the answer to STATUS needs it. */
void served_receive(struct served *served, void *client, struct reply *out);

/* Asserts that a new client gets an answer to STATUS. */
void served_expect_status(struct served *served);

#endif
