/*
 * What waits in the drop directory, how fast it gets less, and how long that will take: for the
 * status, and now and then for the log. Nothing here reads a clock; times are in ms of a steady
 * one.
 *
 * A backlog begins when there is something to do and ends when nothing is left.
 */
#ifndef NIANBAOD_BACKLOG_H
#define NIANBAOD_BACKLOG_H

#include <stdint.h>

#include "log.h"

#define BACKLOG_TELL_MS  10000 /* between two lines in the log */
#define BACKLOG_COUNT_MS 10000 /* between two counts of what waits */
#define BACKLOG_LARGE    1000  /* so many files are worth a line at once */
#define BACKLOG_SAMPLES  11    /* the rate is that of so many ticks */

struct backlog {
    struct log *log; /* borrowed */
    int active, told;
    int64_t told_ms;
    uint64_t finished;   /* files since the start */
    uint64_t begun_at;   /* `finished` when the backlog began */
    int64_t counted;     /* files when they were last counted, or -1 */
    int64_t asked_ms;    /* when a count was last asked for */
    uint64_t counted_at; /* `finished` when that count began */
    uint64_t asked_at;
    struct {
        int64_t ms;
        uint64_t finished;
    } samples[BACKLOG_SAMPLES]; /* of the last ticks, the oldest first */
    int sampled;
};

/* What is known; -1 where it is not. */
struct backlog_view {
    uint64_t done;   /* since the backlog began */
    int64_t waiting; /* an estimate while the directory is looked through */
    double rate;     /* files a second */
    double left_s;
};

/* Nothing waits. Nothing to free. */
void backlog_init(struct backlog *backlog, struct log *log);

/* One more file has reached its end. */
void backlog_finished(struct backlog *backlog);

/*
 * To be called about once a second. `in_hand` is what intake holds; `walking` says that there may
 * be more. Returns 1 when the files should be counted now: backlog_counted() takes the answer.
 */
int backlog_tick(struct backlog *backlog, uint64_t in_hand, int walking, int64_t now_ms);

void backlog_counted(struct backlog *backlog, int64_t files);

struct backlog_view backlog_view(const struct backlog *backlog, uint64_t in_hand, int walking);

#endif
