#include "trouble.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pauses double from the first to the last, in milliseconds. */
#define PAUSE_FIRST 1000
#define PAUSE_LAST  30000

struct trouble {
    struct log *log;
    struct trouble_calls calls;
    uv_timer_t pause;
    char text[320];
    const char *what; /* that has to work again; NULL: no trouble */
    int probing;      /* after a pause: has it passed? */
    int stopped;
    uint64_t next_ms; /* the next pause */
};

static int pausing(const struct trouble *trouble)
{
    return uv_is_active((const uv_handle_t *)&trouble->pause);
}

static void on_end(uv_timer_t *timer)
{
    struct trouble *trouble = timer->data;

    trouble->probing = 1;
    log_info(trouble->log, "trying again after trouble: %s", trouble->text);
    trouble->calls.resume(trouble->calls.arg);
}

void trouble_set(struct trouble *trouble, const char *what, const char *why)
{
    if (trouble->stopped || pausing(trouble))
        return;
    trouble->what = what;
    trouble->probing = 0;
    snprintf(trouble->text, sizeof trouble->text, "%s: %s", what, why);
    log_error(trouble->log, "%s; taking in nothing for %" PRIu64 " ms, the files stay",
              trouble->text, trouble->next_ms);
    trouble->calls.pause(trouble->calls.arg);
    uv_timer_start(&trouble->pause, on_end, trouble->next_ms, 0);
    trouble->next_ms = trouble->next_ms * 2 < PAUSE_LAST ? trouble->next_ms * 2 : PAUSE_LAST;
}

static void clear(struct trouble *trouble)
{
    log_info(trouble->log, "the trouble has passed: %s", trouble->text);
    trouble->what = NULL;
    trouble->probing = 0;
    trouble->next_ms = PAUSE_FIRST;
}

void trouble_passed(struct trouble *trouble, const char *what)
{
    if (trouble->probing && strcmp(trouble->what, what) == 0)
        clear(trouble);
}

void trouble_idle(struct trouble *trouble)
{
    if (trouble->probing)
        clear(trouble);
}

const char *trouble_text(const struct trouble *trouble)
{
    return trouble->what ? trouble->text : NULL;
}

int64_t trouble_pause_ms(const struct trouble *trouble)
{
    return pausing(trouble) ? (int64_t)uv_timer_get_due_in(&trouble->pause) : -1;
}

struct trouble *trouble_new(uv_loop_t *loop, struct log *log, const struct trouble_calls *calls)
{
    struct trouble *trouble = calloc(1, sizeof *trouble);

    if (!trouble)
        return NULL;
    trouble->log = log;
    trouble->calls = *calls;
    trouble->next_ms = PAUSE_FIRST;
    uv_timer_init(loop, &trouble->pause);
    trouble->pause.data = trouble;
    return trouble;
}

void trouble_stop(struct trouble *trouble)
{
    trouble->stopped = 1;
    uv_timer_stop(&trouble->pause);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void trouble_free(struct trouble *trouble)
{
    if (trouble)
        uv_close((uv_handle_t *)&trouble->pause, on_closed);
}
