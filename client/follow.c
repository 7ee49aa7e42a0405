#include "follow.h"

#include <stdio.h>
#include <string.h>

/* What was asked in vain twice is asked again after a pause, which doubles. */
#define VAIN_FREE    2
#define PAUSE_MS     100
#define PAUSE_MAX_MS 5000

/* Where few events match, the daemon may search for long: time-outs are doubled so many times. */
#define LATE_MAX 6

/* With a filter nearly every event is a reason to ask: some are waited for, to ask for all. */
#define GATHER_MS 20

/* The feed is not read while an answer is awaited, unless the answer lets itself be awaited. */
#define PATIENCE_MS 1000

static void tell(struct follow *f, enum nbf_kind kind, uint64_t first, uint64_t last)
{
    if (f->count < FOLLOW_NOTICES)
        f->notices[f->count++] = (struct follow_notice){
            .kind = kind, .position = f->position, .first = first, .last = last};
}

static void tell_error(struct follow *f, const char *text)
{
    tell(f, NBF_ERROR, 0, 0);
    f->notices[f->count - 1].text = text;
}

int follow_notice(struct follow *f, struct follow_notice *out)
{
    if (f->count == 0)
        return 0;
    *out = f->notices[0];
    f->count--;
    memmove(f->notices, f->notices + 1, f->count * sizeof f->notices[0]);
    return 1;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---- asking --------------------------------------------------------------------------------- */

static int64_t pause_of(const struct follow *f)
{
    int64_t pause = f->filtered && f->caught_up ? GATHER_MS : 0;

    if (f->vain + f->failed >= VAIN_FREE) {
        unsigned doubled = f->vain + f->failed - VAIN_FREE;
        pause = doubled < 16 ? earlier((int64_t)PAUSE_MS << doubled, PAUSE_MAX_MS) : PAUSE_MAX_MS;
    }
    return pause;
}

/* There is a reason to ask, unless it is being asked already. */
static void want(struct follow *f, int64_t now)
{
    if (f->phase == FOLLOW_IDLE && f->placed) {
        f->phase = FOLLOW_DUE;
        f->due = now + pause_of(f);
    }
}

static void ask_again(struct follow *f, int64_t now)
{
    f->phase = FOLLOW_IDLE;
    want(f, now);
}

static void fail(struct follow *f, int64_t now)
{
    f->failed++;
    ask_again(f, now);
}

int follow_asks(struct follow *f, int64_t now)
{
    if (f->phase != FOLLOW_DUE || now < f->due)
        return 0;
    f->phase = FOLLOW_ASKED;
    f->asked = now;
    f->base = f->position;
    f->first = 0;
    return 1;
}

int follow_reads_answers(const struct follow *f)
{
    return f->phase == FOLLOW_ASKED || f->phase == FOLLOW_ANSWERING;
}

/*
 * What the feed says while a replay is under way, or about to be, lies behind it: left in the queue
 * it is the continuation, read now it would be a gap.
 */
int follow_reads_feed(const struct follow *f, int64_t now)
{
    switch (f->phase) {
    case FOLLOW_IDLE: return 1;
    case FOLLOW_DUE: return f->due - now > GATHER_MS;
    case FOLLOW_ASKED: return now - f->asked >= PATIENCE_MS;
    case FOLLOW_ANSWERING: break;
    }
    return 0;
}

/* ---- the place ------------------------------------------------------------------------------ */

static int is_other_epoch(const struct follow *f, const char *epoch)
{
    return f->position.epoch[0] != '\0' && strcmp(f->position.epoch, epoch) != 0;
}

static void adopt_epoch(struct follow *f, const char *epoch)
{
    snprintf(f->position.epoch, sizeof f->position.epoch, "%s", epoch);
}

/* By an answer. */
static void advance(struct follow *f, uint64_t sequence)
{
    if (sequence > f->position.sequence) {
        f->position.sequence = sequence;
        f->vain = f->failed = f->late = 0;
    }
}

/* Another journal: all of it is new. */
static void begin_epoch(struct follow *f, const char *epoch, int64_t now)
{
    f->position.sequence = 0;
    adopt_epoch(f, epoch);
    f->ask = FOLLOW_REPLAY;
    f->limit = 0;
    f->quiet = 1;
    f->renew_replay = 1;
    tell(f, NBF_NEW_EPOCH, 0, 0);
    fail(f, now);
}

static void tell_caught_up(struct follow *f)
{
    if (!f->caught_up)
        tell(f, NBF_CAUGHT_UP, 0, 0);
    f->caught_up = 1;
}

/* Nothing lies behind the position any more. */
static void settle(struct follow *f)
{
    f->phase = FOLLOW_IDLE;
    f->ask = FOLLOW_REPLAY;
    f->failed = f->late = 0;
    f->backlog = 1;
    if (f->caught_up && !f->quiet && !f->filtered && f->first > 0)
        tell(f, NBF_HEALED, f->first, f->position.sequence);
    tell_caught_up(f);
    f->quiet = 0;
}

/* The kept part of what is older than the limit is through: the rest comes as a replay. */
static void end_old_part(struct follow *f, int64_t now)
{
    if (f->position.sequence < f->limit - 1)
        f->position.sequence = f->limit - 1;
    /* Retention that is always ahead must not be run after without a pause. */
    f->vain++;
    f->ask = FOLLOW_REPLAY;
    f->limit = 0;
    ask_again(f, now);
}

/* ---- signs of life -------------------------------------------------------------------------- */

static void connect(struct follow *f)
{
    if (f->life != FOLLOW_ALIVE)
        tell(f, NBF_CONNECTED, 0, 0);
    f->life = FOLLOW_ALIVE;
}

static void hear_feed(struct follow *f, int64_t now)
{
    f->heard = now;
    connect(f);
    if (f->unanswered)
        tell_error(f, "the replay socket does not answer");
    f->unanswered = 0;
}

/* An answer breaks no silence of the feed, or each one would be told as if all were well. */
static void hear_answer(struct follow *f, int64_t now)
{
    f->heard = f->asked = now;
    f->unanswered = 0;
    if (f->life == FOLLOW_UNHEARD)
        connect(f);
}

static void fall_silent(struct follow *f, int64_t now)
{
    if (f->life != FOLLOW_SILENT)
        tell(f, NBF_SILENT, 0, 0);
    f->life = FOLLOW_SILENT;
    f->heard = now;
    f->unanswered = 0;
    /* A connection whose other end vanished without a word never comes back by itself. */
    f->renew_feed = 1;
    want(f, now);
}

static int64_t answer_deadline(const struct follow *f)
{
    return f->asked + (f->timeout << (f->late < LATE_MAX ? f->late : LATE_MAX));
}

void follow_idle(struct follow *f, int64_t now)
{
    if (follow_reads_feed(f, now))
        f->backlog = 0;
    else
        f->heard = now; /* It may well have said something. */
    if (follow_reads_answers(f) && now >= answer_deadline(f)) {
        f->unanswered = 1;
        f->late++;
        follow_lost(f, now);
    }
    if (now - f->heard >= f->timeout)
        fall_silent(f, now);
}

int64_t follow_deadline(const struct follow *f, int64_t now)
{
    int64_t deadline = f->heard + f->timeout;

    if (f->phase == FOLLOW_DUE)
        deadline = earlier(deadline, f->due);
    if (follow_reads_answers(f))
        deadline = earlier(deadline, answer_deadline(f));
    if (f->phase == FOLLOW_ASKED && now - f->asked < PATIENCE_MS)
        deadline = earlier(deadline, f->asked + PATIENCE_MS);
    return deadline;
}

void follow_away(struct follow *f, int64_t now)
{
    f->heard = f->asked = now;
}

/* ---- the feed ------------------------------------------------------------------------------- */

/* The first message tells where "from now on" begins. */
static void place(struct follow *f, const char *epoch, uint64_t last)
{
    adopt_epoch(f, epoch);
    f->position.sequence = last;
    f->placed = 1;
    tell_caught_up(f);
}

/* Returns 0 when the message belongs to another journal, or seems to. */
static int belongs(struct follow *f, const struct envelope *envelope, int64_t now)
{
    if (is_other_epoch(f, envelope->epoch)) {
        want(f, now);
        return 0;
    }
    adopt_epoch(f, envelope->epoch);
    return 1;
}

int follow_feed_event(struct follow *f, const struct envelope *envelope, int64_t now)
{
    uint64_t sequence = envelope->sequence;

    if (sequence == 0)
        return 0;
    hear_feed(f, now);
    if (!f->placed)
        place(f, envelope->epoch, sequence - 1);
    if (!belongs(f, envelope, now) || sequence <= f->position.sequence)
        return 0;
    if (sequence > f->position.sequence + 1 || f->ask != FOLLOW_REPLAY) {
        want(f, now);
        return 0;
    }
    f->position.sequence = sequence;
    f->vain = 0;
    return 1;
}

void follow_feed_heartbeat(struct follow *f, const struct envelope *envelope, int64_t now)
{
    hear_feed(f, now);
    if (!f->placed)
        place(f, envelope->epoch, envelope->sequence);
    if (!belongs(f, envelope, now) || envelope->sequence == f->position.sequence)
        return;
    /* One behind the position is old, unless the journal was set back. */
    if (envelope->sequence > f->position.sequence || !f->backlog)
        want(f, now);
}

/* ---- answers -------------------------------------------------------------------------------- */

static void refuse_epoch(struct follow *f, int64_t now)
{
    follow_refused(f, "the replay socket does not name its epoch", now);
}

int follow_event(struct follow *f, const struct envelope *envelope, int64_t now)
{
    uint64_t sequence = envelope->sequence;

    if (f->ask == FOLLOW_EPOCH) {
        refuse_epoch(f, now);
        return 0;
    }
    hear_answer(f, now);
    f->phase = FOLLOW_ANSWERING;
    /* What is old in a snapshot may come from before its journal got its epoch. */
    if (f->ask == FOLLOW_REPLAY) {
        if (is_other_epoch(f, envelope->epoch)) {
            begin_epoch(f, envelope->epoch, now);
            return 0;
        }
        adopt_epoch(f, envelope->epoch);
    }
    if (f->limit > 0 && sequence >= f->limit) {
        f->renew_replay = 1;
        end_old_part(f, now);
        return 0;
    }
    if (sequence <= f->position.sequence)
        return 0;
    advance(f, sequence);
    if (f->first == 0)
        f->first = sequence;
    return 1;
}

/* The journal ends before the position at which it was asked. */
static void end_before(struct follow *f, uint64_t last, int64_t now)
{
    if (f->base.epoch[0] != '\0') {
        begin_epoch(f, f->base.epoch, now);
        return;
    }
    if (f->position.sequence == f->base.sequence)
        f->position.sequence = last;
    settle(f);
}

void follow_end(struct follow *f, uint64_t last, int64_t now)
{
    hear_answer(f, now);
    if (f->ask == FOLLOW_EPOCH) {
        refuse_epoch(f, now);
    } else if (f->limit > 0) {
        end_old_part(f, now);
    } else if (f->ask == FOLLOW_REPLAY && last < f->base.sequence) {
        end_before(f, last, now);
    } else {
        advance(f, last);
        if (f->position.sequence == f->base.sequence)
            f->vain++;
        settle(f);
    }
}

void follow_gone(struct follow *f, const char *epoch, uint64_t first_kept, int64_t now)
{
    hear_answer(f, now);
    if (f->ask == FOLLOW_SNAPSHOT || (f->ask == FOLLOW_REPLAY && !is_other_epoch(f, epoch) &&
                                      first_kept < f->position.sequence + 2)) {
        follow_refused(f, "the replay socket says that what it keeps is gone", now);
    } else if (is_other_epoch(f, epoch)) {
        begin_epoch(f, epoch, now);
    } else if (f->ask == FOLLOW_EPOCH) {
        adopt_epoch(f, epoch);
        f->ask = FOLLOW_SNAPSHOT;
        ask_again(f, now);
    } else {
        adopt_epoch(f, epoch);
        tell(f, NBF_GONE, f->position.sequence + 1, first_kept - 1);
        f->ask = FOLLOW_SNAPSHOT;
        f->limit = first_kept;
        f->quiet = 1;
        ask_again(f, now);
    }
}

void follow_refused(struct follow *f, const char *text, int64_t now)
{
    hear_answer(f, now);
    f->renew_replay = 1;
    tell_error(f, text);
    fail(f, now);
}

void follow_lost(struct follow *f, int64_t now)
{
    if (!follow_reads_answers(f))
        return;
    f->renew_replay = 1;
    fail(f, now);
}

/* ---- beginning ------------------------------------------------------------------------------ */

void follow_init(struct follow *f, const struct nbf_options *options, int filtered, int64_t now)
{
    memset(f, 0, sizeof *f);
    f->filtered = filtered;
    f->timeout = options->timeout_ms;
    f->heard = now;
    if (options->start == NBF_START_LIVE)
        return;
    if (options->start == NBF_START_POSITION)
        f->position = options->position;
    else
        f->ask = FOLLOW_EPOCH;
    f->placed = 1;
    want(f, now);
}
