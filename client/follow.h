/*
 * How to miss nothing: decides what becomes of each message of the feed and each answer of the
 * replay socket, and when to ask for a replay. Pure: no sockets, no clock, no memory of its own.
 *
 * There is one rule. The event behind the position is handed out; whatever else the feed says
 * (a later event, a heartbeat that differs from the position, another epoch, silence) is only a
 * reason to ask the replay socket for what lies behind the position, and its answer decides. So
 * gaps, topic filters, restarts and new journals need no cases of their own, and messages that
 * waited in a queue for long do no harm. What turns out to be asked in vain is asked more and more
 * slowly.
 *
 * Times are milliseconds of one monotonic clock.
 */
#ifndef NIANBAO_FOLLOW_H
#define NIANBAO_FOLLOW_H

#include <stdint.h>

#include "envelope.h"
#include "nianbao-feed.h"

#define FOLLOW_NOTICES 4

enum follow_ask {
    FOLLOW_REPLAY,
    FOLLOW_SNAPSHOT,
    FOLLOW_EPOCH, /* a replay of FOLLOW_NO_EPOCH, since its refusal names the epoch that there is */
};

#define FOLLOW_NO_EPOCH "-"

enum follow_phase {
    FOLLOW_IDLE,      /* live: nothing is asked for */
    FOLLOW_DUE,       /* there is a reason to ask, from `due` on */
    FOLLOW_ASKED,     /* no answer so far */
    FOLLOW_ANSWERING, /* events come, the end is still to come */
};

struct follow_notice {
    enum nbf_kind kind;
    struct nbf_position position;
    uint64_t first, last;
    const char *text; /* of NBF_ERROR; borrowed */
};

struct follow {
    /* Given once. */
    int filtered; /* the topic leaves events out: a jump in the sequence need be no gap */
    int64_t timeout;

    /* The place, and whether it is known: with NBF_START_LIVE the feed tells it. */
    struct nbf_position position;
    int placed;

    /* Asking. */
    enum follow_phase phase;
    enum follow_ask ask;
    uint64_t limit;           /* of a snapshot: only what is older is wanted; 0: all */
    struct nbf_position base; /* the position at the time of asking */
    uint64_t first;           /* event that came by this replay, or 0 */
    int64_t due, asked;       /* `asked`: when that was, or when the last answer came */
    unsigned vain;            /* times in a row that the answer changed nothing */
    unsigned failed;          /* times in a row that there was no answer of use */
    unsigned late;            /* times in a row that an answer did not come in time */

    /* Signs of life. */
    enum { FOLLOW_UNHEARD, FOLLOW_ALIVE, FOLLOW_SILENT } life;
    int64_t heard;
    int backlog;    /* what the feed said before the last answer may still be waiting */
    int unanswered; /* the replay socket has let a time-out pass; not told yet */

    /* Telling. */
    int caught_up; /* has been told */
    int quiet;     /* until the next end no gap is told: it was told as something else */
    struct follow_notice notices[FOLLOW_NOTICES];
    unsigned count;

    /* What the sockets have to do; they set it back to 0. */
    int renew_replay; /* what may still come on this socket is no answer to the next question */
    int renew_feed;
};

/* Begins. Of `options` start, position and time-out (which is not 0) are heeded. */
void follow_init(struct follow *follow, const struct nbf_options *options, int filtered,
                 int64_t now);

/* The next thing to tell, in order, before anything else is done. Returns 0 when there is none. */
int follow_notice(struct follow *follow, struct follow_notice *out);

/* Whether to read the feed, and whether to read answers. */
int follow_reads_feed(const struct follow *follow, int64_t now);
int follow_reads_answers(const struct follow *follow);

/* Returns 1 when `follow->ask` is to be sent now, for what lies behind `follow->base`. */
int follow_asks(struct follow *follow, int64_t now);

/* A message of the feed. Both tell whether it is to be handed out, behind the notices. */
int follow_feed_event(struct follow *follow, const struct envelope *envelope, int64_t now);
void follow_feed_heartbeat(struct follow *follow, const struct envelope *envelope, int64_t now);

/* An answer. EVENT: returns whether it is to be handed out. */
int follow_event(struct follow *follow, const struct envelope *envelope, int64_t now);
void follow_end(struct follow *follow, uint64_t last, int64_t now);
void follow_gone(struct follow *follow, const char *epoch, uint64_t first_kept, int64_t now);
/* ERROR, or what is no answer at all; `text` is told. */
void follow_refused(struct follow *follow, const char *text, int64_t now);

/* The connection to the replay socket broke: an answer that is under way will not come. */
void follow_lost(struct follow *follow, int64_t now);

/* Nothing has come up to `now`: for time-outs. */
void follow_idle(struct follow *follow, int64_t now);

/* When to call follow_asks() and follow_idle() at the latest. */
int64_t follow_deadline(const struct follow *follow, int64_t now);

/* Up to `now` nobody looked, so that nothing could be heard: time-outs begin anew. */
void follow_away(struct follow *follow, int64_t now);

#endif
