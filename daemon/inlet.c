#include "inlet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "count.h"
#include "scan.h"
#include "stuck.h"
#include "watch.h"

/* When the drop directory cannot be opened, the next look comes after this. */
#define LOOK_AGAIN_MS 1000

struct inlet {
    uv_loop_t *loop;
    const struct config *config;
    struct log *log;
    struct watch *watch;
    struct scan *scan;
    struct stuck *stuck;
    struct count *count;
    struct backlog backlog;
    struct intake *intake;
    int watch_paused, stopped;
    int lost;       /* why the drop directory cannot be opened, as an errno value, or 0 */
    int mounted;    /* something was mounted on it */
    int unmounted;  /* and is not any more */
    char told[128]; /* the log's last word on why files can come unnoticed */
    char text[512]; /* of inlet_trouble() */
};

static int64_t loop_ms(const struct inlet *inlet)
{
    return (int64_t)uv_now(inlet->loop);
}

/* ---- what the directory is ---- */

static struct scan_options scan_options(const struct inlet *inlet)
{
    const struct config *c = inlet->config;
    int blind = watch_blindness(inlet->watch) != NULL;

    return (struct scan_options){
        .settle_ms = c->settle_ms,
        .rescan_ms = blind && c->poll_ms < c->rescan_ms ? c->poll_ms : c->rescan_ms,
        .remote = watch_is_remote(inlet->watch),
    };
}

static void tell_blindness(struct inlet *inlet)
{
    const char *why = watch_blindness(inlet->watch);
    struct scan_options options = scan_options(inlet);

    if (why && strcmp(why, inlet->told) != 0)
        log_warning(inlet->log,
                    "files can come to %s unnoticed: %s; it is looked through every %" PRId64 " ms",
                    inlet->config->drop, why, options.rescan_ms);
    else if (!why && *inlet->told)
        log_info(inlet->log, "files that come to %s are noticed again", inlet->config->drop);
    snprintf(inlet->told, sizeof inlet->told, "%s", why ? why : "");
}

static void tell_mount(struct inlet *inlet)
{
    int mounted = watch_is_mounted(inlet->watch);

    if (inlet->mounted && !mounted) {
        inlet->unmounted = 1;
        log_error(inlet->log, "nothing is mounted on %s any more; mount it again",
                  inlet->config->drop);
    } else if (mounted) {
        inlet->unmounted = 0;
    }
    inlet->mounted = mounted;
}

static void turn_to_directory(struct inlet *inlet)
{
    struct scan_options options = scan_options(inlet);

    tell_blindness(inlet);
    tell_mount(inlet);
    if (inlet->scan)
        scan_set_options(inlet->scan, &options);
}

/* ---- what watch and scan say ---- */

static void on_hint(void *arg, enum watch_kind kind, const char *path)
{
    struct inlet *inlet = arg;

    if (inlet->stopped || !inlet->scan)
        return;
    if (kind == WATCH_CREATED) {
        inlet_look_after(inlet, inlet->config->settle_ms);
    } else if (kind != WATCH_COMPLETE) {
        inlet_look(inlet);
    } else {
        if (intake_offer(inlet->intake, path, 1, clock_now()) == INTAKE_FULL)
            inlet_look_after(inlet, inlet->config->settle_ms);
        if (!intake_has_room(inlet->intake, 1) && !inlet->watch_paused) {
            inlet->watch_paused = 1;
            watch_pause(inlet->watch);
        }
    }
}

static int on_scanned(void *arg, const char *path, const struct file_id *id, int64_t since_ms)
{
    struct inlet *inlet = arg;

    return stuck_holds(inlet->stuck, path, id, loop_ms(inlet)) ||
           intake_offer(inlet->intake, path, 0, since_ms) != INTAKE_FULL;
}

static int is_gone(int error)
{
    return error == ENOENT || error == ENOTDIR;
}

/* Said once for each reason. */
static void lose(struct inlet *inlet, int error)
{
    if (error != inlet->lost && is_gone(error))
        log_error(inlet->log, "the drop directory %s is gone: %s; put it back", inlet->config->drop,
                  strerror(error));
    else if (error != inlet->lost)
        log_error(inlet->log, "the drop directory %s cannot be opened: %s; it is tried again",
                  inlet->config->drop, strerror(error));
    inlet->lost = error;
    inlet_look_after(inlet, LOOK_AGAIN_MS);
}

static int on_begin(void *arg)
{
    struct inlet *inlet = arg;
    const char *drop = inlet->config->drop;
    int state = watch_check(inlet->watch);

    if (state < 0) {
        lose(inlet, errno);
        return -1;
    }
    if (state > 0) {
        log_warning(inlet->log, "the drop directory %s was replaced; watching the new one", drop);
        turn_to_directory(inlet);
    } else if (inlet->lost) {
        log_info(inlet->log, "the drop directory %s is there again", drop);
    }
    inlet->lost = 0;
    return 0;
}

static void on_end(void *arg)
{
    struct inlet *inlet = arg;

    stuck_sweep(inlet->stuck);
}

/* ---- from outside ---- */

int inlet_root(const struct inlet *inlet)
{
    return watch_root(inlet->watch);
}

const char *inlet_blindness(const struct inlet *inlet)
{
    return watch_blindness(inlet->watch);
}

void inlet_look(struct inlet *inlet)
{
    if (!inlet->stopped)
        scan_now(inlet->scan);
}

void inlet_look_after(struct inlet *inlet, int64_t ms)
{
    scan_after(inlet->scan, ms);
}

void inlet_resume(struct inlet *inlet)
{
    if (inlet->stopped)
        return;
    if (inlet->watch_paused && intake_has_room(inlet->intake, 1)) {
        inlet->watch_paused = 0;
        watch_resume(inlet->watch);
    }
    if (intake_has_room(inlet->intake, 0))
        scan_resume(inlet->scan);
}

void inlet_reload(struct inlet *inlet)
{
    struct scan_options options = scan_options(inlet);

    scan_set_options(inlet->scan, &options);
}

int inlet_set_aside(struct inlet *inlet, const struct job *job, int error)
{
    return stuck_put(inlet->stuck, job->path, &job->id, error, loop_ms(inlet),
                     scan_options(inlet).rescan_ms);
}

int inlet_was_set_aside(const struct inlet *inlet, const struct job *job)
{
    return stuck_knows(inlet->stuck, job->path, &job->id);
}

void inlet_finished(struct inlet *inlet, const struct job *job, int settled)
{
    backlog_finished(&inlet->backlog);
    if (settled)
        stuck_forget(inlet->stuck, job->path);
}

static uint64_t in_hand(const struct inlet *inlet)
{
    return intake_waiting(inlet->intake) + intake_flight(inlet->intake);
}

static void on_counted(void *arg, int64_t files)
{
    struct inlet *inlet = arg;

    backlog_counted(&inlet->backlog, files - (int64_t)stuck_count(inlet->stuck));
}

void inlet_tick(struct inlet *inlet)
{
    if (inlet->stopped)
        return;
    if (!inlet->lost && watch_is_astray(inlet->watch))
        scan_now(inlet->scan);
    if (backlog_tick(&inlet->backlog, in_hand(inlet), scan_walking(inlet->scan), loop_ms(inlet)))
        count_start(inlet->count, watch_root(inlet->watch));
}

int inlet_walking(const struct inlet *inlet)
{
    return scan_walking(inlet->scan);
}

struct backlog_view inlet_backlog(const struct inlet *inlet)
{
    return backlog_view(&inlet->backlog, in_hand(inlet), scan_walking(inlet->scan));
}

int inlet_is_lost(const struct inlet *inlet)
{
    return inlet->lost || inlet->unmounted;
}

size_t inlet_aside(const struct inlet *inlet)
{
    return stuck_count(inlet->stuck);
}

const char *inlet_trouble(struct inlet *inlet)
{
    char name[256];
    int error;

    if (is_gone(inlet->lost))
        return "the drop directory is gone";
    if (inlet->lost) {
        snprintf(inlet->text, sizeof inlet->text, "the drop directory cannot be opened: %s",
                 strerror(inlet->lost));
        return inlet->text;
    }
    if (inlet->unmounted)
        return "nothing is mounted on the drop directory any more";
    if (stuck_count(inlet->stuck) == 0)
        return NULL;
    log_escape(stuck_latest(inlet->stuck, &error), name, sizeof name);
    snprintf(inlet->text, sizeof inlet->text,
             "files in the drop directory that cannot be read or moved: %zu, the latest is %s: %s",
             stuck_count(inlet->stuck), name, strerror(error));
    return inlet->text;
}

/* ---- opening and closing ---- */

static int make_rooms(uv_loop_t *loop, struct inlet *inlet)
{
    struct scan_options options = scan_options(inlet);
    struct scan_calls calls = {inlet, on_scanned, on_begin, on_end};

    inlet->scan = scan_new(loop, inlet->watch, inlet->log, &options, &calls);
    inlet->stuck = stuck_new();
    inlet->count = count_new(loop, on_counted, inlet);
    return inlet->scan && inlet->stuck && inlet->count ? 0 : -1;
}

int inlet_open(uv_loop_t *loop, const struct config *config, struct log *log, struct inlet **out)
{
    struct inlet *inlet = calloc(1, sizeof *inlet);

    *out = inlet;
    if (!inlet) {
        log_error(log, "memory ran out");
        return -1;
    }
    inlet->loop = loop;
    inlet->config = config;
    inlet->log = log;
    backlog_init(&inlet->backlog, log);
    if (watch_open(loop, config->drop, log, on_hint, inlet, &inlet->watch) != 0) {
        log_error(log, "the drop directory %s cannot be opened: %s", config->drop, strerror(errno));
    } else if (make_rooms(loop, inlet) != 0) {
        log_error(log, "memory ran out");
    } else {
        turn_to_directory(inlet);
        return 0;
    }
    inlet_close(inlet);
    *out = NULL;
    return -1;
}

void inlet_start(struct inlet *inlet, struct intake *intake)
{
    inlet->intake = intake;
    scan_now(inlet->scan);
}

void inlet_stop(struct inlet *inlet)
{
    inlet->stopped = 1;
    watch_pause(inlet->watch);
    scan_stop(inlet->scan);
}

void inlet_close(struct inlet *inlet)
{
    if (!inlet)
        return;
    count_free(inlet->count);
    scan_free(inlet->scan);
    watch_close(inlet->watch);
    stuck_free(inlet->stuck);
    free(inlet);
}
