/*
 * The clients that a replay or a snapshot is under way for, and what they are still to get.
 *
 * They take turns, a slice of events each. Of what a client asks for, no more is read from the
 * journal than it has room for, and one event on top. A client may ask for more before it has
 * everything: its requests are answered one after the other. Only what a client asks that has
 * chosen its own routing id replaces what it asked before: it may have reconnected since, and then
 * nobody waits for the former answer any more.
 */
#ifndef NIANBAOD_REPLAY_SESSION_H
#define NIANBAOD_REPLAY_SESSION_H

#include <stdint.h>

#include "cursor.h"
#include "log.h"
#include "replay_request.h"
#include "replay_router.h"

struct sessions;

struct sessions_options {
    struct router *router; /* all three are borrowed */
    struct cursor *cursor;
    struct log *log;
    unsigned clients; /* at a time */
    int64_t idle_ms;  /* a client that has taken nothing for so long is given up */
};

/* New, or NULL when memory ran out. */
struct sessions *sessions_new(const struct sessions_options *options);

/* Leaves unanswered what is not answered yet; NULL is allowed. */
void sessions_free(struct sessions *sessions);

/* Takes a REPLAY or SNAPSHOT, to be answered in its turn. Returns 0, or -1 and fills `refusal`. */
int sessions_add(struct sessions *sessions, const struct address *from,
                 const struct request *request, struct refusal *refusal);

/*
 * Sends a short answer, ahead of the events that a client still gets; one that reads nothing loses
 * it. The answer is none afterwards.
 */
void sessions_answer(struct sessions *sessions, const struct address *to, struct answer *answer);

/* Gives turns to some sessions. Returns nonzero when one of them has got on, and zero when all
 * wait for their clients to read. */
int sessions_serve(struct sessions *sessions);

/*
 * Whether new events come into the journal at present, so that whoever reads and sends old ones
 * should leave some time to those who write and publish. sessions_serve() has given one turn then.
 */
int sessions_give_way(const struct sessions *sessions);

/* The number of sessions. */
unsigned sessions_count(const struct sessions *sessions);

#endif
