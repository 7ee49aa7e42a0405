/*
 * Trouble that every file would meet, such as a full disk: intake pauses, so that the files stay
 * where they are, and goes on by itself. After a pause everything is tried again; only when what
 * failed has worked, or nothing is left that could fail, has the trouble passed.
 */
#ifndef NIANBAOD_TROUBLE_H
#define NIANBAOD_TROUBLE_H

#include <stdint.h>
#include <uv.h>

#include "log.h"

struct trouble;

struct trouble_calls {
    void *arg;
    void (*pause)(void *arg);
    void (*resume)(void *arg);
};

/* No trouble yet; NULL when memory ran out. `log` is borrowed. */
struct trouble *trouble_new(uv_loop_t *loop, struct log *log, const struct trouble_calls *calls);

/* `what` has failed; it is borrowed as long as the trouble lasts. Pauses, unless paused already. */
void trouble_set(struct trouble *trouble, const char *what, const char *why);

/* `what` has worked. */
void trouble_passed(struct trouble *trouble, const char *what);

/* Nothing is waiting or on its way. */
void trouble_idle(struct trouble *trouble);

/* A sentence, borrowed, or NULL when there is none. */
const char *trouble_text(const struct trouble *trouble);

/* Until the end of the pause in ms, or -1 outside of one. */
int64_t trouble_pause_ms(const struct trouble *trouble);

/* Ends a pause for good, without a resume. */
void trouble_stop(struct trouble *trouble);

/* The memory goes when the loop has run once more. NULL is allowed. */
void trouble_free(struct trouble *trouble);

#endif
