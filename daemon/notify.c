#include "notify.h"

#include <stdint.h>
#include <systemd/sd-daemon.h>

static void on_watchdog(uv_timer_t *timer)
{
    (void)timer;
    sd_notify(0, "WATCHDOG=1");
}

void notify_init(struct notify *notify, uv_loop_t *loop)
{
    uint64_t interval_us = 0;

    uv_timer_init(loop, &notify->watchdog);
    uv_unref((uv_handle_t *)&notify->watchdog);
    if (sd_watchdog_enabled(0, &interval_us) <= 0)
        return;
    uint64_t half_ms = interval_us / 2000;
    uv_timer_start(&notify->watchdog, on_watchdog, half_ms, half_ms ? half_ms : 1);
}

void notify_ready(void)
{
    sd_notify(0, "READY=1");
}

void notify_reloading(void)
{
    sd_notify(0, "RELOADING=1");
}

void notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void notify_close(struct notify *notify)
{
    uv_close((uv_handle_t *)&notify->watchdog, NULL);
}
