/*
 * The replay socket: answers requests of single clients. STATUS is answered here; requests that are
 * known but not offered, and malformed ones, get an ERROR with a code and a text.
 */
#ifndef NIANBAOD_CONTROL_H
#define NIANBAOD_CONTROL_H

#include <stddef.h>
#include <uv.h>

struct control;

/* The daemon's state as JSON: a new string that the control frees, or NULL when memory ran out. */
typedef char *(*control_status_cb)(void *arg);

/* Binds `endpoint`. Returns 0 and a new control, or -1 with errno set. */
int control_open(void *context, uv_loop_t *loop, const char *endpoint, control_status_cb status,
                 void *arg, struct control **out);

void control_endpoint(const struct control *control, char *out, size_t size);

/* Closes the socket; answers that were sent get `linger_ms` more to leave. NULL is allowed. */
void control_close(struct control *control, int linger_ms);

#endif
