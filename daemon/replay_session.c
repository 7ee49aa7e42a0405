#include "replay_session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

#define SLICE    32 /* events in one turn */
#define TURNS    8  /* after which somebody else may want something */
#define REQUESTS 4  /* of one client that are not answered yet */
#define GROWS_MS 50 /* after its last event the journal is taken to grow for so long */
#define ASIDE    8  /* short answers that wait for one client */

struct session {
    struct address client;
    struct request requests[REQUESTS]; /* a ring; the first one is being answered */
    unsigned first, count;
    int begun; /* `range` says what the first request still wants */
    struct cursor_range range;
    struct answer held; /* had no room; nothing is read before it has left */
    struct answer aside[ASIDE];
    unsigned asides;
    int lost;         /* the client is gone, or memory ran out: it asks again in time */
    int64_t taken_ms; /* when the client last had room */
};

struct sessions {
    struct sessions_options options;
    struct session **all;
    unsigned count, turn;
    uint64_t last;                /* event of the journal when it was looked at */
    int64_t looked_ms, growth_ms; /* at `looked_ms`; when it had last grown */
};

/* ---- the table ---- */

struct sessions *sessions_new(const struct sessions_options *options)
{
    struct sessions *sessions = calloc(1, sizeof *sessions);

    if (!sessions)
        return NULL;
    sessions->options = *options;
    sessions->all = calloc(options->clients, sizeof(struct session *));
    if (!sessions->all) {
        free(sessions);
        return NULL;
    }
    return sessions;
}

/* Drops all that the client is still to get. */
static void forget(struct session *session)
{
    answer_free(&session->held);
    for (unsigned i = 0; i < session->asides; i++)
        answer_free(&session->aside[i]);
    session->asides = session->count = 0;
    session->begun = 0;
}

static void free_session(struct session *session)
{
    forget(session);
    free(session);
}

void sessions_free(struct sessions *sessions)
{
    if (!sessions)
        return;
    for (unsigned i = 0; i < sessions->count; i++)
        free_session(sessions->all[i]);
    free(sessions->all);
    free(sessions);
}

unsigned sessions_count(const struct sessions *sessions)
{
    return sessions->count;
}

static struct session *find(const struct sessions *sessions, const struct address *client)
{
    for (unsigned i = 0; i < sessions->count; i++)
        if (address_equal(&sessions->all[i]->client, client))
            return sessions->all[i];
    return NULL;
}

static struct session *make(struct sessions *sessions, const struct address *client,
                            struct refusal *refusal)
{
    if (sessions->count == sessions->options.clients) {
        refusal_set(refusal, "busy", "too many clients catch up at the moment; ask again later");
        return NULL;
    }
    struct session *session = calloc(1, sizeof *session);
    if (!session) {
        refusal_set(refusal, "memory", "memory ran out; ask again later");
        return NULL;
    }
    session->client = *client;
    session->taken_ms = clock_steady();
    sessions->all[sessions->count++] = session;
    return session;
}

int sessions_add(struct sessions *sessions, const struct address *from,
                 const struct request *request, struct refusal *refusal)
{
    struct session *session = find(sessions, from);

    if (!session && !(session = make(sessions, from, refusal)))
        return -1;
    if (from->named)
        forget(session);
    if (session->count == REQUESTS)
        return refusal_set(refusal, "busy", "wait for the answers to your other requests");
    session->requests[(session->first + session->count++) % REQUESTS] = *request;
    return 0;
}

/* ---- sending ---- */

static enum delivery attempt(struct sessions *sessions, struct session *session,
                             struct answer *answer)
{
    enum delivery delivery = router_send(sessions->options.router, &session->client, answer);

    if (delivery == DELIVERED)
        session->taken_ms = clock_steady();
    session->lost = delivery == LOST;
    return delivery;
}

/* Sends the answer or keeps it until there is room; it is none afterwards. */
static void put(struct sessions *sessions, struct session *session, struct answer *answer)
{
    if (attempt(sessions, session, answer) == DELIVERED)
        return;
    answer_move(&session->held, answer);
}

/* Returns nonzero when nothing is kept any more. */
static int flush(struct sessions *sessions, struct session *session)
{
    while (session->asides) {
        if (attempt(sessions, session, &session->aside[0]) != DELIVERED)
            return 0;
        session->asides--;
        for (unsigned i = 0; i < session->asides; i++)
            answer_move(&session->aside[i], &session->aside[i + 1]);
    }
    return !session->held.count || attempt(sessions, session, &session->held) == DELIVERED;
}

void sessions_answer(struct sessions *sessions, const struct address *to, struct answer *answer)
{
    if (router_send(sessions->options.router, to, answer) == FULL) {
        struct session *session = find(sessions, to);
        if (session && session->asides < ASIDE)
            answer_move(&session->aside[session->asides++], answer);
    }
    answer_free(answer);
}

/* ---- answering ---- */

/* Ends the first request with its last answer. */
static void finish(struct sessions *sessions, struct session *session, const char *const *words)
{
    struct answer answer;
    int count = 0;

    while (count < ANSWER_FRAMES && words[count])
        count++;
    session->begun = 0;
    session->first = (session->first + 1) % REQUESTS;
    session->count--;
    if (answer_words(&answer, words, count) == 0)
        put(sessions, session, &answer);
    else
        session->lost = 1;
}

static void finish_end(struct sessions *sessions, struct session *session)
{
    char last[24];
    const char *words[] = {"END", last, NULL};

    snprintf(last, sizeof last, "%" PRIu64, session->range.last);
    finish(sessions, session, words);
}

static void finish_gone(struct sessions *sessions, struct session *session, uint64_t first_kept)
{
    char first[24];
    const char *words[] = {"GONE", cursor_epoch(sessions->options.cursor), first};

    snprintf(first, sizeof first, "%" PRIu64, first_kept);
    finish(sessions, session, words);
}

static void finish_failed(struct sessions *sessions, struct session *session)
{
    const char *error = cursor_error(sessions->options.cursor);
    const char *words[] = {"ERROR", "journal", error};

    log_error(sessions->options.log, "a client cannot be answered: %s", error);
    finish(sessions, session, words);
}

/* Whether the journal cannot give what is asked for. Who is ahead of it learns so from the END. */
static int is_gone(const struct request *request, const char *epoch, uint64_t first_kept)
{
    if (request->kind == REQUEST_SNAPSHOT)
        return 0;
    return (request->epoch[0] && strcmp(request->epoch, epoch) != 0) || request->first < first_kept;
}

/* Looks at the first request. Returns nonzero when there is something to read for it. */
static int begin(struct sessions *sessions, struct session *session)
{
    const struct request *request = &session->requests[session->first];
    struct cursor *cursor = sessions->options.cursor;
    uint64_t first_kept, last;

    if (cursor_bounds(cursor, &first_kept, &last) != 0) {
        finish_failed(sessions, session);
        return 0;
    }
    if (is_gone(request, cursor_epoch(cursor), first_kept)) {
        finish_gone(sessions, session, first_kept);
        return 0;
    }
    session->begun = 1;
    session->range = (struct cursor_range){
        .next = request->first,
        .last = last,
        .prefix = request->prefix,
        .prefix_size = request->prefix_size,
        .latest = request->kind == REQUEST_SNAPSHOT,
    };
    return 1;
}

struct turn {
    struct sessions *sessions;
    struct session *session;
};

static int on_event(void *arg, const struct cursor_event *event)
{
    const struct turn *turn = arg;
    const struct frame frames[] = {
        {"EVENT", 5}, {event->topic, event->topic_size}, {event->text, event->text_size}};
    struct answer answer;

    if (turn->session->held.count || turn->session->lost)
        return 0;
    if (answer_make(&answer, frames, ANSWER_FRAMES) != 0) {
        turn->session->lost = 1;
        return 0;
    }
    put(turn->sessions, turn->session, &answer);
    return 1;
}

/*
 * The range is used up: was more committed meanwhile? A replay goes on until it has caught up, so
 * that little is left to heal between it and the feed. A snapshot does not, so that it has no
 * agency and year twice.
 */
static void catch_up(struct sessions *sessions, struct session *session)
{
    uint64_t first_kept, last = session->range.last;

    if (!session->range.latest && cursor_bounds(sessions->options.cursor, &first_kept, &last) != 0)
        finish_failed(sessions, session);
    else if (last > session->range.last)
        session->range.last = last;
    else
        finish_end(sessions, session);
}

static void read_on(struct sessions *sessions, struct session *session)
{
    struct turn turn = {sessions, session};
    uint64_t first_kept, last;

    enum cursor_result result =
        cursor_read(sessions->options.cursor, &session->range, SLICE, on_event, &turn);
    if (session->held.count || session->lost)
        return;
    if (result == CURSOR_END)
        catch_up(sessions, session);
    else if (result == CURSOR_GONE &&
             cursor_bounds(sessions->options.cursor, &first_kept, &last) == 0)
        finish_gone(sessions, session, first_kept);
    else if (result != CURSOR_MORE)
        finish_failed(sessions, session);
}

/* ---- turns ---- */

static int is_idle(const struct sessions *sessions, const struct session *session)
{
    int64_t idle_ms = clock_steady() - session->taken_ms;

    if (idle_ms <= sessions->options.idle_ms)
        return 0;
    log_info(sessions->options.log,
             "a client of the replay socket has taken nothing for %" PRId64
             " s and is given up; it can ask again",
             idle_ms / 1000);
    return 1;
}

/* One turn. Returns nonzero when the session has got on. */
static int serve(struct sessions *sessions, struct session *session)
{
    if (!flush(sessions, session)) {
        session->lost |= is_idle(sessions, session);
        return session->lost;
    }
    if (session->count && (session->begun || begin(sessions, session)))
        read_on(sessions, session);
    return 1;
}

/* Everything is answered, or nobody is there any more. */
static int is_over(const struct session *session)
{
    return session->lost || (!session->count && !session->held.count && !session->asides);
}

int sessions_give_way(const struct sessions *sessions)
{
    return sessions->count && sessions->looked_ms - sessions->growth_ms < GROWS_MS;
}

/* The clock moves on every few milliseconds only, so that this costs next to nothing. */
static void look_at_growth(struct sessions *sessions)
{
    uint64_t first_kept, last;
    int64_t now = clock_steady();

    if (now == sessions->looked_ms ||
        cursor_bounds(sessions->options.cursor, &first_kept, &last) != 0)
        return;
    if (last != sessions->last)
        sessions->growth_ms = now;
    sessions->last = last;
    sessions->looked_ms = now;
}

int sessions_serve(struct sessions *sessions)
{
    unsigned looked = 0, moved = 0, most = sessions->count, turns = TURNS;

    if (sessions->count)
        look_at_growth(sessions);
    if (sessions_give_way(sessions))
        turns = 1;
    while (looked++ < most && moved < turns) {
        unsigned index = sessions->turn % sessions->count;
        struct session *session = sessions->all[index];
        moved += serve(sessions, session) != 0;
        sessions->turn = index + 1;
        if (is_over(session)) {
            free_session(session);
            sessions->all[index] = sessions->all[--sessions->count];
            sessions->turn = index;
        }
    }
    return moved > 0;
}
