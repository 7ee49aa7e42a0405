/*
 * The way of a report through the daemon, and the owner of the rooms along it:
 *
 *   watch, scan -> intake (read and parse) -> journal (commit) -> feed (publish) -> archive (move)
 *
 * A file is journaled before it is published and published before it moves. Whatever point a crash
 * hits, the file is then still in the drop directory or already moved; if it is still there, the
 * next start reads it again and the journal knows its content.
 */
#ifndef NIANBAOD_PIPELINE_H
#define NIANBAOD_PIPELINE_H

#include <uv.h>

#include "../extract/extract.h"
#include "config.h"
#include "log.h"

struct pipeline;

/* Called once, when nothing is on its way any more. */
typedef void (*pipeline_cb)(void *arg);

/*
 * Opens all rooms; files are taken in once the loop runs. All arguments are borrowed and must
 * outlive the pipeline. Returns 0 and a new pipeline, or -1 after the log has said why.
 */
int pipeline_open(uv_loop_t *loop, void *zmq_context, const struct config *config,
                  struct extract *extract, struct log *log, struct pipeline **out);

/* Takes over what has changed in the configuration. */
void pipeline_reload(struct pipeline *pipeline);

/* Takes in nothing more, lets what is on its way finish, and then calls `cb`. */
void pipeline_stop(struct pipeline *pipeline, pipeline_cb cb, void *arg);

/* The state as JSON: a new string (free()), or NULL when memory ran out. */
char *pipeline_status(const struct pipeline *pipeline);

/*
 * Closes all rooms after pipeline_stop() has called back. Messages already published get
 * `linger_ms` more to leave. The loop must run once more before it is closed. NULL is allowed.
 */
void pipeline_close(struct pipeline *pipeline, int linger_ms);

#endif
