/*
 * Helpers for tests of the replay socket: a journal to replay, and clients that ask for it. Like
 * those of harness.h they fail the running test when something goes wrong.
 */
#ifndef NIANBAO_TESTS_REPLAYER_H
#define NIANBAO_TESTS_REPLAYER_H

#include <stddef.h>
#include <stdint.h>

/* ---- a journal ---- */

/*
 * Adds events to the journal `path`, which is made when it is not there, in one transaction: event
 * number n is the report of agency n modulo `agencies` for 2024 (every third one invalid), and its
 * document has a string of `padding` bytes. Returns the last sequence.
 */
uint64_t fill_journal(const char *path, unsigned count, unsigned agencies, size_t padding);

/* ---- clients ---- */

#define ANSWER_MOST 5 /* frames */

/* One message, whole; each frame is followed by a NUL. */
struct reply {
    char *frames[ANSWER_MOST];
    size_t sizes[ANSWER_MOST];
    int count;
};

void reply_free(struct reply *reply);

/* A DEALER (or another `type`) connected to `endpoint` (NULL: not yet); it takes no more than `hwm`
 * messages that were not received (0: no limit). To be closed with zmq_close(). */
void *connect_client(void *context, int type, const char *endpoint, int hwm);

/* Sends one request; the last word is followed by NULL. */
void request(void *client, const char *const words[]);
#define REQUEST(client, ...) request((client), (const char *const[]){__VA_ARGS__, NULL})

/* Receives one message, within DEADLINE_MS; or one that is there already: returns 0 if none is. */
void receive_reply(void *client, struct reply *out);
int receive_now(void *client, struct reply *out);

/* Receives one message and asserts that its first frame is `word`. The caller frees it. */
void expect_reply(void *client, const char *word, struct reply *out);

/* Receives ERROR with this code. */
void expect_error(void *client, const char *code);

/* The sequence that an EVENT's envelope has. */
uint64_t sequence_of(const struct reply *reply);

/*
 * Receives events up to END and asserts that they are first, first + 1 and so on. Returns the
 * sequence of END, which the last event has, too, unless there is none.
 */
uint64_t expect_gapless(void *client, uint64_t first);

/* Receives events up to END, whichever they are; their number goes to `events` unless NULL. */
uint64_t drain_replies(void *client, unsigned *events);

#endif
