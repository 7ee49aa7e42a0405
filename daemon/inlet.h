/*
 * From the drop directory into intake: what was noticed there, what looking through it finds, and
 * what is to be left alone for now.
 */
#ifndef NIANBAOD_INLET_H
#define NIANBAOD_INLET_H

#include <stddef.h>
#include <uv.h>

#include "backlog.h"
#include "config.h"
#include "intake.h"
#include "log.h"

struct inlet;

/*
 * Opens the drop directory; nothing is offered yet. `config` and `log` are borrowed. Returns 0 and
 * a new inlet, or -1 after the log has said why.
 */
int inlet_open(uv_loop_t *loop, const struct config *config, struct log *log, struct inlet **out);

/* The drop directory, as watch_root() has it. */
int inlet_root(const struct inlet *inlet);

/* Files are offered to `intake`, which is borrowed, from the loop's next turn on. */
void inlet_start(struct inlet *inlet, struct intake *intake);

/* Takes over what has changed in the configuration. */
void inlet_reload(struct inlet *inlet);

/* Intake has room again, perhaps. */
void inlet_resume(struct inlet *inlet);

/* Looks through the directory now, or after `ms` at the latest. */
void inlet_look(struct inlet *inlet);
void inlet_look_after(struct inlet *inlet, int64_t ms);

/* A job's file cannot be read or moved, for reasons of its own; it is left alone for a while.
 * Returns whether that is news. */
int inlet_set_aside(struct inlet *inlet, const struct job *job, int error);

/* Whether a job's file was set aside before. */
int inlet_was_set_aside(const struct inlet *inlet, const struct job *job);

/* A job has reached its end; `settled`: its file needs nothing more. */
void inlet_finished(struct inlet *inlet, const struct job *job, int settled);

/* To be called about once a second. */
void inlet_tick(struct inlet *inlet);

int inlet_walking(const struct inlet *inlet);
struct backlog_view inlet_backlog(const struct inlet *inlet);

/* As watch_blindness() has it. */
const char *inlet_blindness(const struct inlet *inlet);

/* What is wrong with the drop directory, as a sentence, or NULL; borrowed until the next call. */
const char *inlet_trouble(struct inlet *inlet);

/* Whether that is so grave that nothing can come from there. */
int inlet_is_lost(const struct inlet *inlet);

/* How many files are set aside. */
size_t inlet_aside(const struct inlet *inlet);

/* Offers nothing more. */
void inlet_stop(struct inlet *inlet);

/* The memory goes when the loop has run once more. NULL is allowed. */
void inlet_close(struct inlet *inlet);

#endif
