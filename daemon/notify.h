/*
 * Telling systemd how the daemon is. The watchdog's sign of life comes from the loop, so that a
 * loop that hangs is noticed. Without systemd all of this does nothing.
 */
#ifndef NIANBAOD_NOTIFY_H
#define NIANBAOD_NOTIFY_H

#include <uv.h>

struct notify {
    uv_timer_t watchdog;
};

/* Begins the signs of life, when systemd asks for them. */
void notify_init(struct notify *notify, uv_loop_t *loop);

void notify_ready(void);
void notify_reloading(void);
void notify_stopping(void);

/* The struct must stay until the loop has run once more. */
void notify_close(struct notify *notify);

#endif
