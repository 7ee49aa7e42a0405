/*
 * The decisions of who follows the feed (client/follow.c), without sockets: against a model of a
 * daemon that loses, repeats, restarts, forgets and changes its journal at random.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../client/follow.h"

#define EVENTS_MAX   600
#define PIPE_MAX     12
#define AGENCIES     5
#define TIMEOUT_MS   3000
#define HEARTBEAT_MS 100

/* ---- the model ------------------------------------------------------------------------------ */

struct message {
    enum { EVENT, HEARTBEAT, END, GONE, ERROR } kind;
    unsigned epoch;
    uint64_t sequence;
};

struct pipe {
    struct message messages[PIPE_MAX];
    unsigned count;
};

struct model {
    uint32_t seed, random;
    int64_t now, beat;
    int calm; /* no more mischief */

    /* The daemon. */
    int up, filtered;
    unsigned epoch;
    uint64_t last, published, first_kept, restored;
    struct pipe feed;

    /* Its answer to the one request that is under way. */
    int asked, snapshot, stranger; /* stranger: asked with an epoch that is none */
    unsigned asked_epoch;
    uint64_t next, end;
    struct pipe answers;
    int broken; /* the connection is, which the client has not seen yet */

    /* The client, and what it got of this journal. */
    struct follow follow;
    enum nbf_start start;
    unsigned got_epoch;
    int partial; /* it began with a snapshot */
    uint64_t from, newest;
    unsigned char got[EVENTS_MAX + 1], excused[EVENTS_MAX + 1];
    unsigned caught_up, asks;
};

static unsigned draw(struct model *m, unsigned below)
{
    m->random = m->random * 1664525u + 1013904223u;
    return (m->random >> 8) % below;
}

/* One of so many times, unless all is to be calm. */
static int mischief(struct model *m, unsigned times)
{
    return !m->calm && draw(m, times) == 0;
}

static int matches(const struct model *m, uint64_t sequence)
{
    return !m->filtered || sequence * 7 % 11 < 3;
}

static int is_kept(const struct model *m, uint64_t sequence)
{
    return sequence >= m->first_kept || sequence + AGENCIES > m->last;
}

static int put(struct pipe *pipe, struct message message)
{
    if (pipe->count == PIPE_MAX)
        return 0;
    pipe->messages[pipe->count++] = message;
    return 1;
}

static int take(struct pipe *pipe, struct message *out)
{
    if (pipe->count == 0)
        return 0;
    *out = pipe->messages[0];
    pipe->count--;
    memmove(pipe->messages, pipe->messages + 1, pipe->count * sizeof *out);
    return 1;
}

static void publish(struct model *m)
{
    for (; m->published < m->last; m->published++) {
        struct message event = {EVENT, m->epoch, m->published + 1};
        if (!matches(m, event.sequence) || mischief(m, 5))
            continue;
        put(&m->feed, event);
        if (mischief(m, 10))
            put(&m->feed, event);
    }
    if (m->now >= m->beat) {
        put(&m->feed, (struct message){HEARTBEAT, m->epoch, m->published});
        m->beat = m->now + HEARTBEAT_MS;
    }
}

static void begin_answer(struct model *m)
{
    m->asks++;
    m->asked = m->up && !mischief(m, 10);
    m->stranger = m->follow.ask == FOLLOW_EPOCH;
    m->snapshot = m->follow.ask == FOLLOW_SNAPSHOT;
    m->asked_epoch = (unsigned)atoi(m->follow.base.epoch);
    m->next = m->snapshot ? 1 : m->follow.base.sequence + 1;
    m->end = m->last;
}

/* A journal that was restored keeps events of the epoch before, which only snapshots give. */
static unsigned epoch_of(const struct model *m, uint64_t sequence)
{
    return sequence <= m->restored ? 0 : m->epoch;
}

/* The next piece of the answer. A replay follows the journal; a snapshot ends where it began. */
static void answer(struct model *m)
{
    struct message end = {END, m->epoch, m->snapshot ? m->end : m->last};

    if (!m->asked || m->answers.count == PIPE_MAX)
        return;
    if (mischief(m, 30)) {
        m->asked = 0;
        put(&m->answers, (struct message){ERROR, m->epoch, 0});
    } else if (!m->snapshot && (m->stranger || (m->asked_epoch && m->asked_epoch != m->epoch) ||
                                m->next < m->first_kept)) {
        m->asked = 0;
        put(&m->answers, (struct message){GONE, m->epoch, m->first_kept});
    } else if (m->next > end.sequence) {
        m->asked = 0;
        put(&m->answers, end);
    } else {
        uint64_t sequence = m->next++;
        int latest = sequence + AGENCIES > m->last;
        if (matches(m, sequence) && (!m->snapshot || latest))
            put(&m->answers, (struct message){EVENT, epoch_of(m, sequence), sequence});
    }
}

static void break_connections(struct model *m)
{
    m->asked = 0;
    m->broken = 1;
    if (draw(m, 2))
        m->feed.count = draw(m, m->feed.count + 1);
}

static void new_journal(struct model *m)
{
    break_connections(m);
    m->epoch++;
    m->last = m->published = draw(m, 10);
    m->restored = draw(m, 2) ? m->last : 0;
    m->first_kept = m->restored + 1;
}

static void disturb(struct model *m)
{
    if (mischief(m, 3) && m->last < EVENTS_MAX - 100)
        m->last += draw(m, 6);
    if (mischief(m, 40)) {
        break_connections(m);
        m->up = !m->up;
    }
    if (mischief(m, 60))
        m->first_kept += draw(m, (unsigned)(m->last - m->first_kept + 2));
    if (mischief(m, 400))
        new_journal(m);
    if (m->calm)
        m->up = 1;
}

/* ---- the client ----------------------------------------------------------------------------- */

static struct envelope envelope_of(const struct message *message)
{
    struct envelope envelope = {.sequence = message->sequence};

    snprintf(envelope.epoch, sizeof envelope.epoch, "%u", message->epoch);
    return envelope;
}

static void get(struct model *m, const struct message *message)
{
    uint64_t sequence = message->sequence;

    assert_true(matches(m, sequence));
    if (m->got_epoch == 0)
        m->got_epoch = message->epoch;
    /* Snapshots have older ones, and may be of a journal that has just come. */
    assert_true(message->epoch == m->got_epoch || m->follow.ask == FOLLOW_SNAPSHOT);
    assert_true(sequence > m->newest);
    assert_false(m->got[sequence]);
    m->got[sequence] = 1;
    m->newest = sequence;
}

static void begin_journal(struct model *m, const struct follow_notice *notice)
{
    assert_int_equal(notice->position.sequence, 0);
    m->got_epoch = (unsigned)atoi(notice->position.epoch);
    m->from = m->newest = 0;
    m->partial = 0;
    memset(m->got, 0, sizeof m->got);
    memset(m->excused, 0, sizeof m->excused);
}

static void heed(struct model *m, const struct follow_notice *notice)
{
    switch (notice->kind) {
    case NBF_CAUGHT_UP:
        m->caught_up++;
        if (m->start == NBF_START_LIVE) {
            m->from = notice->position.sequence;
            m->got_epoch = (unsigned)atoi(notice->position.epoch);
        }
        /* A number of no epoch that lies behind the end counts as the end. */
        if (m->newest > notice->position.sequence)
            m->from = m->newest = notice->position.sequence;
        break;
    case NBF_NEW_EPOCH: begin_journal(m, notice); break;
    case NBF_GONE:
        assert_true(notice->first <= notice->last);
        assert_true(notice->first > m->newest);
        for (uint64_t n = notice->first; n <= notice->last; n++)
            m->excused[n] = 1;
        break;
    case NBF_HEALED:
        assert_true(notice->first <= notice->last);
        assert_int_equal(notice->last, notice->position.sequence);
        assert_true(m->got[notice->first]);
        assert_false(m->filtered);
        break;
    case NBF_ERROR: assert_non_null(notice->text); break;
    default: break;
    }
}

static void heed_notices(struct model *m)
{
    struct follow_notice notice;

    while (follow_notice(&m->follow, &notice))
        heed(m, &notice);
}

static int read_answer(struct model *m)
{
    struct message message;
    struct envelope envelope;

    if (!follow_reads_answers(&m->follow) || !take(&m->answers, &message))
        return 0;
    envelope = envelope_of(&message);
    switch (message.kind) {
    case EVENT:
        if (follow_event(&m->follow, &envelope, m->now)) {
            heed_notices(m);
            get(m, &message);
        }
        break;
    case END: follow_end(&m->follow, message.sequence, m->now); break;
    case GONE: follow_gone(&m->follow, envelope.epoch, message.sequence, m->now); break;
    default: follow_refused(&m->follow, "busy", m->now); break;
    }
    return 1;
}

static int read_feed(struct model *m)
{
    struct message message;
    struct envelope envelope;

    if (!follow_reads_feed(&m->follow, m->now) || !take(&m->feed, &message))
        return 0;
    envelope = envelope_of(&message);
    if (message.kind == HEARTBEAT) {
        follow_feed_heartbeat(&m->follow, &envelope, m->now);
    } else if (follow_feed_event(&m->follow, &envelope, m->now)) {
        heed_notices(m);
        get(m, &message);
    }
    return 1;
}

/* What the sockets do for it: see client.c. */
static void serve_client(struct model *m)
{
    heed_notices(m);
    if (m->follow.renew_feed)
        m->feed.count = 0;
    if (m->follow.renew_replay)
        m->asked = m->broken = (int)(m->answers.count = 0);
    m->follow.renew_feed = m->follow.renew_replay = 0;
    if (follow_asks(&m->follow, m->now)) {
        m->broken = 0;
        begin_answer(m);
    }
    if (read_answer(m) || read_feed(m))
        return;
    /* Sometimes a broken connection goes unnoticed. */
    if (m->broken && follow_reads_answers(&m->follow) && !mischief(m, 3))
        follow_lost(&m->follow, m->now);
    m->broken = 0;
    follow_idle(&m->follow, m->now);
}

static void step(struct model *m)
{
    disturb(m);
    if (m->up) {
        publish(m);
        for (unsigned i = draw(m, 6); i > 0; i--)
            answer(m);
    }
    for (unsigned i = draw(m, m->calm ? 40 : 8); i > 0; i--)
        serve_client(m);
    m->now += draw(m, 20) == 0 ? draw(m, 2000) : draw(m, 20);
}

/* ---- what must hold ------------------------------------------------------------------------- */

static int is_settled(const struct model *m)
{
    return m->follow.placed && m->follow.phase == FOLLOW_IDLE && m->follow.count == 0 &&
           m->follow.position.sequence == m->last &&
           (unsigned)atoi(m->follow.position.epoch) == m->epoch;
}

static void calm_down(struct model *m)
{
    int64_t until;

    m->calm = 1;
    for (until = m->now + 1800000; m->now < until && !is_settled(m);)
        step(m);
    if (!is_settled(m))
        fail_msg("never settled: position %llu of %llu, phase %d, seed %u",
                 (unsigned long long)m->follow.position.sequence, (unsigned long long)m->last,
                 m->follow.phase, m->seed);
}

static void expect_complete(const struct model *m)
{
    assert_int_equal(m->caught_up, 1);
    for (uint64_t n = m->from + 1; n <= m->last; n++) {
        if (!matches(m, n) || m->got[n])
            continue;
        /* A snapshot at the start leaves out what is superseded. */
        if (m->partial && n + AGENCIES <= m->last)
            continue;
        if (!m->excused[n] || is_kept(m, n))
            fail_msg("event %llu of %llu is missing, seed %u", (unsigned long long)n,
                     (unsigned long long)m->last, m->seed);
    }
}

static void model_init(struct model *m, uint32_t seed)
{
    struct nbf_options options = {.timeout_ms = TIMEOUT_MS};

    memset(m, 0, sizeof *m);
    m->seed = seed;
    m->random = seed * 2654435761u + 1;
    m->up = (int)draw(m, 2);
    m->filtered = draw(m, 3) == 0;
    m->epoch = 1;
    m->last = m->published = draw(m, 40);
    m->first_kept = draw(m, 3) == 0 ? draw(m, (unsigned)m->last + 1) + 1 : 1;
    m->now = 1000;
    m->start = options.start = (enum nbf_start)draw(m, 3);
    m->partial = m->start == NBF_START_SNAPSHOT;
    if (m->start == NBF_START_POSITION) {
        m->from = options.position.sequence = draw(m, (unsigned)m->last + 1);
        if (draw(m, 2)) {
            strcpy(options.position.epoch, "1");
            m->got_epoch = 1;
        }
        m->newest = m->from;
    }
    follow_init(&m->follow, &options, m->filtered, m->now);
}

static void nothing_is_lost_whatever_happens(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 4000; seed++) {
        static struct model m;
        model_init(&m, seed);
        for (int i = 0; i < 300; i++)
            step(&m);
        calm_down(&m);
        expect_complete(&m);
    }
}

/* In peace and quiet there is nothing to ask. */
static void who_has_all_does_not_ask(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 50; seed++) {
        static struct model m;
        model_init(&m, seed);
        calm_down(&m);
        m.asks = 0;
        m.filtered = m.follow.filtered = 0;
        for (int64_t until = m.now + 60000; m.now < until;) {
            if (m.feed.count == 0 && m.last < EVENTS_MAX - 10)
                m.last += draw(&m, 3);
            step(&m);
        }
        assert_int_equal(m.asks, 0);
        assert_int_equal(m.follow.position.sequence + m.feed.count >= m.last, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_whatever_happens),
        cmocka_unit_test(who_has_all_does_not_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
