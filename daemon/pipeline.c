#include "pipeline.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "event.h"
#include "fault.h"
#include "feed.h"
#include "health.h"
#include "intake.h"
#include "journal.h"
#include "scan.h"
#include "tell.h"
#include "watch.h"

/* Pauses after trouble with a disk double from the first to the last, in milliseconds. */
#define RETRY_FIRST 1000
#define RETRY_LAST  30000

/* What there can be trouble with besides the directories that files go to. */
static const char journal_writing[] = "the journal cannot be written";

/* When the drop directory is gone, or files or memory ran out, the next look comes after this. */
#define LOOK_AGAIN_MS 1000

struct pipeline {
    uv_loop_t *loop;
    const struct config *config;
    struct log *log;
    struct watch *watch;
    struct scan *scan;
    struct intake *intake;
    struct journal *journal;
    struct feed *feed;
    struct archive *archive;
    struct extract *extract;
    uv_timer_t heartbeat, retry;
    int timers; /* that are not closed yet */
    int watch_paused, stopping;
    pipeline_cb stopped;
    void *stopped_arg;
    uint64_t started;                                  /* loop time in ms */
    uint64_t last_sequence;                            /* that was published */
    uint64_t reports[NB_UNRECOGNIZED + 1], duplicates; /* since the start */
    int gone;                                          /* the drop directory is not there */
    char lacking[320];                                 /* why some kinds are not read, or "" */
    char trouble[320];                                 /* why intake pauses, or "" */
    const char *trouble_with;                          /* what has to work again */
    int probing;                                       /* after a pause: has the trouble passed? */
    uint64_t retry_ms;                                 /* the next pause */
};

/* ---- trouble ---- */

static void on_retry(uv_timer_t *timer)
{
    struct pipeline *p = timer->data;

    p->probing = 1;
    log_info(p->log, "trying again after trouble: %s", p->trouble);
    intake_resume(p->intake);
    scan_now(p->scan);
}

/* The files stay where they are until the disk takes them again. */
static void set_trouble(struct pipeline *p, const char *what, const char *why)
{
    if (p->stopping || uv_is_active((uv_handle_t *)&p->retry))
        return;
    snprintf(p->trouble, sizeof p->trouble, "%s: %s", what, why);
    log_error(p->log, "%s; taking in nothing for %" PRIu64 " ms, the files stay in %s", p->trouble,
              p->retry_ms, p->config->drop);
    p->trouble_with = what;
    p->probing = 0;
    intake_pause(p->intake);
    uv_timer_start(&p->retry, on_retry, p->retry_ms, 0);
    p->retry_ms = p->retry_ms * 2 < RETRY_LAST ? p->retry_ms * 2 : RETRY_LAST;
}

static void clear_trouble(struct pipeline *p)
{
    if (!p->probing)
        return;
    log_info(p->log, "the trouble has passed: %s", p->trouble);
    p->probing = 0;
    p->trouble[0] = '\0';
    p->retry_ms = RETRY_FIRST;
}

/* ---- from the drop directory into intake ---- */

static void on_hint(void *arg, enum watch_kind kind, const char *path)
{
    struct pipeline *p = arg;

    if (p->stopping)
        return;
    if (kind == WATCH_CREATED) {
        scan_after(p->scan, p->config->settle_ms);
    } else if (kind != WATCH_COMPLETE) {
        scan_now(p->scan);
    } else {
        if (intake_offer(p->intake, path, 1, event_now()) == INTAKE_FULL)
            scan_after(p->scan, p->config->settle_ms);
        if (!intake_has_room(p->intake, 1) && !p->watch_paused) {
            p->watch_paused = 1;
            watch_pause(p->watch);
        }
    }
}

static int on_scanned(void *arg, const char *path, int64_t since_ms)
{
    struct pipeline *p = arg;

    return intake_offer(p->intake, path, 0, since_ms) != INTAKE_FULL;
}

static int on_scan_begin(void *arg)
{
    struct pipeline *p = arg;
    int state = watch_check(p->watch);

    if (state < 0) {
        if (!p->gone)
            log_error(p->log, "the drop directory %s is gone: %s; put it back", p->config->drop,
                      strerror(errno));
        p->gone = 1;
        scan_after(p->scan, LOOK_AGAIN_MS);
        return -1;
    }
    if (p->gone || state > 0)
        log_warning(p->log, "the drop directory %s was replaced; watching the new one",
                    p->config->drop);
    p->gone = 0;
    return 0;
}

/* ---- on its way ---- */

static void release(struct pipeline *p, struct job *job)
{
    intake_release(p->intake, job);
    if (p->stopping) {
        if (intake_flight(p->intake) == 0 && p->stopped) {
            pipeline_cb stopped = p->stopped;
            p->stopped = NULL;
            stopped(p->stopped_arg);
        }
        return;
    }
    if (p->watch_paused && intake_has_room(p->intake, 1)) {
        p->watch_paused = 0;
        watch_resume(p->watch);
    }
    if (intake_has_room(p->intake, 0))
        scan_resume(p->scan);
}

/* What passes by itself is tried again soon, what an administrator has to mend at the rescan. */
static int passes(const struct job *job)
{
    return !job->note || job->error == EAGAIN || job->error == ENOMEM || job->error == EMFILE ||
           job->error == ENFILE;
}

static void on_read(void *arg, struct job *job)
{
    struct pipeline *p = arg;

    tell_read(p->log, job);
    if (job->state == JOB_READY) {
        fault_point(FAULT_READ);
        journal_append(p->journal, job);
        return;
    }
    if (job->state == JOB_WAIT)
        scan_after(p->scan, p->config->settle_ms);
    else if (job->state == JOB_FAILED && passes(job))
        scan_after(p->scan, LOOK_AGAIN_MS);
    release(p, job);
}

static void publish(struct pipeline *p, struct job *job)
{
    fault_point(FAULT_PUBLISH);
    for (const struct event *event = job->events; event; event = event->next) {
        feed_publish(p->feed, event);
        p->last_sequence = event->sequence;
        p->reports[event->status]++;
    }
    fault_point(FAULT_PUBLISHED);
    /* The feed has its copies. */
    event_free(job->events);
    job->events = NULL;
}

static void on_journaled(void *arg, struct job *jobs, const char *error)
{
    struct pipeline *p = arg;
    struct job *next;

    if (error)
        set_trouble(p, journal_writing, error);
    else if (p->trouble_with == journal_writing)
        clear_trouble(p);
    for (struct job *job = jobs; job; job = next) {
        next = job->next;
        if (job->journaled == JOURNAL_FAILED) {
            release(p, job);
            continue;
        }
        if (job->journaled == JOURNAL_NEW)
            publish(p, job);
        else
            p->duplicates++;
        /* Time stamps can be too coarse to show it, but its writer was here once more. */
        job->changed = job->again;
        archive_put(p->archive, job);
    }
}

/* Whether everybody's files would meet the same error. */
static int concerns_all(int error)
{
    return error == ENOSPC || error == EDQUOT || error == EROFS || error == EIO;
}

static void on_archived(void *arg, struct job *job)
{
    struct pipeline *p = arg;
    const char *where = job->status == NB_UNRECOGNIZED ? p->config->rejected : p->config->archive;

    tell_archived(p->log, job);
    if (job->target && p->trouble_with == where)
        clear_trouble(p);
    if (job->archive_error) {
        if (concerns_all(job->archive_error))
            set_trouble(p, where, strerror(job->archive_error));
        else
            log_error(p->log, "%s cannot be moved to %s: %s; it is tried again at each rescan",
                      job->path, where, strerror(job->archive_error));
    }
    if (job->changed && !p->stopping)
        scan_after(p->scan, p->config->settle_ms);
    release(p, job);
}

/* ---- heartbeat and status ---- */

static struct health health_of(const struct pipeline *p)
{
    struct health health = {
        .epoch = journal_epoch(p->journal),
        .last_sequence = p->last_sequence,
        .healthy = !p->gone && !*p->trouble && !*p->lacking && !p->stopping,
        .trouble = p->gone       ? "the drop directory is gone"
                   : *p->trouble ? p->trouble
                   : *p->lacking ? p->lacking
                                 : NULL,
        .uptime_s = (double)(uv_now(p->loop) - p->started) / 1000,
        .duplicates = p->duplicates,
        .waiting = intake_waiting(p->intake),
        .flight = intake_flight(p->intake),
        .flight_bytes = intake_bytes(p->intake),
        .moving = archive_waiting(p->archive),
        .scanning = scan_walking(p->scan),
    };

    memcpy(health.reports, p->reports, sizeof health.reports);
    return health;
}

char *pipeline_status(const struct pipeline *p)
{
    struct health health = health_of(p);

    return health_status(&health);
}

/* With nothing on its way after a pause there is nothing left that could be in trouble. */
static void check_trouble(struct pipeline *p)
{
    if (p->probing && !scan_walking(p->scan) && intake_flight(p->intake) == 0 &&
        intake_waiting(p->intake) == 0)
        clear_trouble(p);
}

/* Text is read all the same, so this is no trouble that intake pauses for. */
static void check_program(struct pipeline *p)
{
    const char *program = extract_path(p->extract);
    int error = extract_missing(program), before = *p->lacking != '\0';

    p->lacking[0] = '\0';
    if (error)
        snprintf(p->lacking, sizeof p->lacking, "%s: %s; only text is read", program,
                 strerror(error));
    if (error && !before)
        log_error(p->log, "%s", p->lacking);
    else if (!error && before)
        log_info(p->log, "%s is there again", program);
}

static void on_heartbeat(uv_timer_t *timer)
{
    struct pipeline *p = timer->data;

    check_program(p);
    check_trouble(p);
    if (!p->gone && watch_root_removed(p->watch))
        scan_now(p->scan);
    struct health health = health_of(p);
    char *data = health_heartbeat(&health);
    char *envelope = data ? event_heartbeat(p->config->source, journal_epoch(p->journal),
                                            p->last_sequence, event_now(), data)
                          : NULL;
    if (envelope)
        feed_heartbeat(p->feed, envelope);
    free(envelope);
    free(data);
}

static void start_heartbeat(struct pipeline *p)
{
    uint64_t ms = (uint64_t)p->config->heartbeat_ms;

    uv_timer_start(&p->heartbeat, on_heartbeat, ms, ms);
}

/* ---- opening and closing ---- */

static struct reader_options reader_options(const struct pipeline *p)
{
    return (struct reader_options){
        .root = watch_root(p->watch),
        .extract = p->extract,
        .leases = watch_is_local(p->watch),
        .settle_ms = p->config->settle_ms,
        .max_file_size = (uint64_t)p->config->max_file_size,
        .lang = (enum nb_lang)p->config->lang,
        .rules = p->config->rules,
    };
}

static struct scan_options scan_options(const struct pipeline *p)
{
    return (struct scan_options){p->config->settle_ms, p->config->rescan_ms};
}

static int open_journal(struct pipeline *p)
{
    char *path = NULL, error[STORE_ERROR_SIZE] = "memory ran out";
    int result = -1;

    if (asprintf(&path, "%s/journal.db", p->config->state) >= 0) {
        result =
            journal_open(p->loop, path, p->config->source, on_journaled, p, &p->journal, error);
        free(path);
    }
    if (result != 0) {
        log_error(p->log, "%s/journal.db cannot be opened: %s", p->config->state, error);
        return -1;
    }
    p->last_sequence = journal_opened_at(p->journal);
    return 0;
}

static int open_feed(struct pipeline *p, void *zmq_context)
{
    char endpoint[256];

    if (feed_open(zmq_context, p->loop, p->config->feed, (int)p->config->hwm, &p->feed) != 0) {
        log_error(p->log, "the feed cannot listen on %s: %s", p->config->feed, strerror(errno));
        return -1;
    }
    feed_endpoint(p->feed, endpoint, sizeof endpoint);
    log_info(p->log, "the feed is on %s, epoch %s, last event %" PRIu64, endpoint,
             journal_epoch(p->journal), p->last_sequence);
    return 0;
}

static int open_watch(struct pipeline *p)
{
    if (watch_open(p->loop, p->config->drop, p->log, on_hint, p, &p->watch) == 0)
        return 0;
    log_error(p->log, "the drop directory %s cannot be opened: %s", p->config->drop,
              strerror(errno));
    return -1;
}

static int open_queues(struct pipeline *p)
{
    const struct config *c = p->config;
    struct intake_options intake = {
        .queue_files = (size_t)c->queue_files,
        .flight_files = (size_t)c->flight_files,
        .flight_bytes = (size_t)c->flight_bytes,
        .workers = (unsigned)c->workers,
    };
    struct move_places places = {watch_root(p->watch), c->archive, c->rejected,
                                 watch_is_local(p->watch)};
    struct reader_options reader = reader_options(p);
    struct scan_options scan = scan_options(p);
    struct scan_calls calls = {p, on_scanned, on_scan_begin};

    p->intake = intake_new(p->loop, &intake, &reader, on_read, p);
    p->archive = archive_new(p->loop, &places, on_archived, p);
    p->scan = scan_new(p->loop, p->watch, p->log, &scan, &calls);
    if (p->intake && p->archive && p->scan)
        return 0;
    log_error(p->log, "memory ran out");
    return -1;
}

static void start_timers(struct pipeline *p)
{
    uv_timer_init(p->loop, &p->heartbeat);
    uv_timer_init(p->loop, &p->retry);
    p->heartbeat.data = p->retry.data = p;
    p->timers = 2;
    p->retry_ms = RETRY_FIRST;
    p->started = uv_now(p->loop);
    start_heartbeat(p);
}

int pipeline_open(uv_loop_t *loop, void *zmq_context, const struct config *config,
                  struct extract *extract, struct log *log, struct pipeline **out)
{
    struct pipeline *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p) {
        log_error(log, "memory ran out");
        return -1;
    }
    p->loop = loop;
    p->config = config;
    p->extract = extract;
    p->log = log;
    check_program(p);
    start_timers(p);
    if (open_journal(p) != 0 || open_feed(p, zmq_context) != 0 || open_watch(p) != 0 ||
        open_queues(p) != 0) {
        pipeline_close(p, 0);
        return -1;
    }
    scan_now(p->scan);
    *out = p;
    return 0;
}

void pipeline_reload(struct pipeline *p)
{
    struct reader_options reader = reader_options(p);
    struct scan_options scan = scan_options(p);

    intake_set_reader(p->intake, &reader);
    scan_set_options(p->scan, &scan);
    start_heartbeat(p);
}

void pipeline_stop(struct pipeline *p, pipeline_cb cb, void *arg)
{
    p->stopping = 1;
    uv_timer_stop(&p->retry);
    uv_timer_stop(&p->heartbeat);
    watch_pause(p->watch);
    scan_stop(p->scan);
    intake_stop(p->intake);
    if (intake_flight(p->intake) == 0) {
        cb(arg);
        return;
    }
    p->stopped = cb;
    p->stopped_arg = arg;
}

static void on_closed(uv_handle_t *handle)
{
    struct pipeline *p = handle->data;

    if (--p->timers == 0)
        free(p);
}

void pipeline_close(struct pipeline *p, int linger_ms)
{
    if (!p)
        return;
    scan_free(p->scan);
    watch_close(p->watch);
    journal_close(p->journal);
    feed_close(p->feed, linger_ms);
    archive_free(p->archive);
    intake_free(p->intake);
    uv_close((uv_handle_t *)&p->heartbeat, on_closed);
    uv_close((uv_handle_t *)&p->retry, on_closed);
}
