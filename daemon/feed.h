/*
 * The feed: publishes events and heartbeats to whoever subscribed. A subscriber that is slow or
 * late misses messages by design; the sequence tells it, and the journal has them.
 */
#ifndef NIANBAOD_FEED_H
#define NIANBAOD_FEED_H

#include <stddef.h>
#include <uv.h>

#include "event.h"

struct feed;

/*
 * Binds `endpoint`; at most `hwm` messages wait for one subscriber. Returns 0 and a new feed, or -1
 * with errno set.
 */
int feed_open(void *context, uv_loop_t *loop, const char *endpoint, int hwm, struct feed **out);

/* Publishes a journaled event. Never waits. */
void feed_publish(struct feed *feed, const struct event *event);

/* Publishes a heartbeat's envelope. Never waits. */
void feed_heartbeat(struct feed *feed, const char *envelope);

void feed_endpoint(const struct feed *feed, char *out, size_t size);

/* Closes the feed; what was published gets `linger_ms` more to leave. NULL is allowed. */
void feed_close(struct feed *feed, int linger_ms);

#endif
