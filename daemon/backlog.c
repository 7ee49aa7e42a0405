#include "backlog.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void backlog_init(struct backlog *backlog, struct log *log)
{
    memset(backlog, 0, sizeof *backlog);
    backlog->log = log;
    backlog->counted = -1;
}

void backlog_finished(struct backlog *backlog)
{
    backlog->finished++;
}

/* 1234567 as 1,234,567. */
static const char *grouped(uint64_t n, char out[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, n), at = 0;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

/* ---- the rate ---- */

static void sample(struct backlog *backlog, int64_t now_ms)
{
    if (backlog->sampled == BACKLOG_SAMPLES)
        memmove(backlog->samples, backlog->samples + 1,
                (size_t)--backlog->sampled * sizeof backlog->samples[0]);
    backlog->samples[backlog->sampled].ms = now_ms;
    backlog->samples[backlog->sampled++].finished = backlog->finished;
}

static double rate_of(const struct backlog *backlog)
{
    if (backlog->sampled < 2)
        return -1;
    int64_t ms = backlog->samples[backlog->sampled - 1].ms - backlog->samples[0].ms;
    uint64_t files = backlog->samples[backlog->sampled - 1].finished - backlog->samples[0].finished;
    return ms > 0 ? (double)files * 1000 / (double)ms : -1;
}

/* ---- what waits ---- */

static int64_t waiting_of(const struct backlog *backlog, uint64_t in_hand, int walking)
{
    if (!walking)
        return (int64_t)in_hand;
    if (backlog->counted < 0)
        return -1;
    int64_t left = backlog->counted - (int64_t)(backlog->finished - backlog->counted_at);
    return left > (int64_t)in_hand ? left : (int64_t)in_hand;
}

struct backlog_view backlog_view(const struct backlog *backlog, uint64_t in_hand, int walking)
{
    struct backlog_view view = {.rate = -1, .left_s = -1};

    if (!backlog->active) {
        view.waiting = (int64_t)in_hand;
        return view;
    }
    view.done = backlog->finished - backlog->begun_at;
    view.waiting = waiting_of(backlog, in_hand, walking);
    view.rate = rate_of(backlog);
    if (view.waiting >= 0 && view.rate > 0)
        view.left_s = (double)view.waiting / view.rate;
    return view;
}

void backlog_counted(struct backlog *backlog, int64_t files)
{
    char number[32];

    backlog->counted = files;
    backlog->counted_at = backlog->asked_at;
    if (backlog->active && !backlog->told && files >= BACKLOG_LARGE) {
        backlog->told = 1;
        log_info(backlog->log, "%s files are waiting in the drop directory",
                 grouped((uint64_t)files, number));
    }
}

/* ---- from tick to tick ---- */

static void begin(struct backlog *backlog, int64_t now_ms)
{
    backlog->active = 1;
    backlog->told = 0;
    backlog->told_ms = now_ms;
    backlog->counted = -1;
    backlog->asked_ms = now_ms - BACKLOG_COUNT_MS;
    backlog->sampled = 0;
}

static void end(struct backlog *backlog)
{
    char number[32];

    backlog->active = 0;
    if (backlog->told)
        log_info(backlog->log, "nothing is waiting any more, %s files were read",
                 grouped(backlog->finished - backlog->begun_at, number));
}

static void tell(struct backlog *backlog, const struct backlog_view *view)
{
    char done[32], all[32], rate[32];

    backlog->told = 1;
    grouped(view->done, done);
    grouped(view->done + (uint64_t)view->waiting, all);
    grouped(view->rate > 0 ? (uint64_t)(view->rate + 0.5) : 0, rate);
    if (view->left_s >= 0)
        log_info(backlog->log, "%s of about %s files read, %s/s, about %.0f s left", done, all,
                 rate, view->left_s);
    else
        log_info(backlog->log, "%s of about %s files read", done, all);
}

int backlog_tick(struct backlog *backlog, uint64_t in_hand, int walking, int64_t now_ms)
{
    if (in_hand == 0 && !walking) {
        if (backlog->active)
            end(backlog);
        /* What the next one has done by its first tick counts. */
        backlog->begun_at = backlog->finished;
        return 0;
    }
    if (!backlog->active && in_hand == 0)
        return 0; /* a rescan that may find nothing */
    if (!backlog->active)
        begin(backlog, now_ms);
    sample(backlog, now_ms);
    struct backlog_view view = backlog_view(backlog, in_hand, walking);
    if (view.waiting > 0 && now_ms - backlog->told_ms >= BACKLOG_TELL_MS) {
        backlog->told_ms = now_ms;
        tell(backlog, &view);
    }
    if (!walking || now_ms - backlog->asked_ms < BACKLOG_COUNT_MS)
        return 0;
    backlog->asked_ms = now_ms;
    backlog->asked_at = backlog->finished;
    return 1;
}
