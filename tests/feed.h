/*
 * What tests of libnianbao-feed expect of a client that follows a double of the daemon. All of it
 * fails the running test when it does not hold.
 */
#ifndef TESTS_FEED_H
#define TESTS_FEED_H

#include "../client/nianbao-feed.h"
#include "publisher.h"

#define OTHER_EPOCH "other-epoch"

/* A test's state is a publisher that is not up yet. */
int feed_setup(void **state);
int feed_teardown(void **state);

/* A new client of its sockets. `topic` and `timeout_ms` as in nbf_options. */
nbf_client *open_client(struct publisher *p, enum nbf_start start, uint64_t sequence,
                        const char *topic, int timeout_ms);

/* The next message, whatever it is. */
void next_message(nbf_client *client, struct nbf_message *out);

/* In place of a kind to skip. */
#define SKIP_NONE   (-1)
#define SKIP_OTHERS (-2) /* everything but what is expected */

/* The next message must be of this kind; those of kind `skip` before it do not matter. */
void expect_past(nbf_client *client, enum nbf_kind kind, int skip, struct nbf_message *out);
void expect(nbf_client *client, enum nbf_kind kind);

/* Events `first` to `last` of the epoch must come, byte for byte, and nothing of another kind. */
void expect_events_past(nbf_client *client, const char *epoch, uint64_t first, uint64_t last,
                        size_t size, int skip);

/* The same for PUBLISHER_EPOCH, a size of 10, and nothing to skip. */
void expect_events(nbf_client *client, uint64_t first, uint64_t last);

/* Nothing must come for a moment. */
void expect_quiet(nbf_client *client);

#endif
