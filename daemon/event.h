/*
 * The two frames of a message: its topic and its CloudEvents 1.0 envelope.
 *
 * The report document is spliced into the envelope as text: the parts that only the journal knows
 * (sequence, revision, what it supersedes) go in front of it and behind its last key, so that
 * composing costs one copy and no second pass through a JSON library.
 */
#ifndef NIANBAOD_EVENT_H
#define NIANBAOD_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "job.h"

#define EVENT_EPOCH_SIZE 37 /* a UUID and its NUL */
#define EVENT_TIME_SIZE  32
#define EVENT_ID_SIZE    64 /* EPOCH/SEQUENCE and its NUL */

/* Unix time in milliseconds, by the realtime clock. */
int64_t event_now(void);

/* RFC 3339 in UTC with milliseconds, such as 2025-01-15T08:00:00.000Z. */
void event_time(int64_t unix_ms, char out[EVENT_TIME_SIZE]);

/* EPOCH/SEQUENCE, the sequence as 20 digits. */
void event_id(const char *epoch, uint64_t sequence, char out[EVENT_ID_SIZE]);

/*
 * Composes `job->topic` and `job->event` from its report, sequence and revision. `source` names
 * this daemon; `supersedes` is the sequence of the earlier event, or 0; `now_ms` is the time of the
 * event. The report text is freed. Returns 0, or -1 when memory ran out.
 */
int event_compose(struct job *job, const char *source, const char *epoch, uint64_t supersedes,
                  int64_t now_ms);

/*
 * The envelope of a heartbeat: a new string (free()), or NULL when memory ran out. `data` is a JSON
 * object as text.
 */
char *event_heartbeat(const char *source, const char *epoch, uint64_t last_sequence, int64_t now_ms,
                      const char *data);

#endif
