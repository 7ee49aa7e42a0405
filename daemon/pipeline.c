#include "pipeline.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive.h"
#include "clock.h"
#include "event.h"
#include "fault.h"
#include "feed.h"
#include "guard.h"
#include "health.h"
#include "inlet.h"
#include "intake.h"
#include "journal.h"
#include "tell.h"
#include "trouble.h"

/* What there can be trouble with besides the directories that files go to. */
static const char journal_writing[] = "the journal cannot be written";

/* When files or memory ran out, the next look comes after this. */
#define LOOK_AGAIN_MS 1000

/* A file that has stood still for so many rescans, and still has a writer, may have it for ever. */
#define STALLED_RESCANS 20

/* How often is looked for what nobody reports: a parse that hangs, a directory that is gone. */
#define TICK_MS 1000

struct pipeline {
    uv_loop_t *loop;
    const struct config *config;
    struct log *log;
    struct inlet *inlet;
    struct intake *intake;
    struct guard *guard;
    struct journal *journal;
    struct feed *feed;
    struct archive *archive;
    struct trouble *trouble;
    struct extract *extract; /* borrowed */
    uv_timer_t heartbeat, tick;
    int timers; /* that are not closed yet */
    int stopping;
    pipeline_cb stopped;
    void *stopped_arg;
    uint64_t started;                                  /* loop time in ms */
    uint64_t last_sequence;                            /* that was published */
    uint64_t reports[NB_UNRECOGNIZED + 1], duplicates; /* since the start */
};

/* ---- trouble ---- */

static void on_pause(void *arg)
{
    struct pipeline *p = arg;

    intake_pause(p->intake);
}

static void on_resume(void *arg)
{
    struct pipeline *p = arg;

    intake_resume(p->intake);
    inlet_look(p->inlet);
}

/* ---- on its way ---- */

static void release(struct pipeline *p, struct job *job)
{
    intake_release(p->intake, job);
    inlet_resume(p->inlet);
    if (p->stopped && intake_flight(p->intake) == 0) {
        pipeline_cb stopped = p->stopped;
        p->stopped = NULL;
        stopped(p->stopped_arg);
    }
}

/* What passes by itself is tried again soon. */
static int passes(int error)
{
    return error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE ||
           error == EINTR || error == EBUSY;
}

/* A note tells of the program that reads other formats: it is waited for until the next rescan. */
static void on_failed(struct pipeline *p, const struct job *job)
{
    if (passes(job->error))
        inlet_look_after(p->inlet, LOOK_AGAIN_MS);
    else if (job->note)
        guard_failed(p->guard, job->note);
    else if (!inlet_set_aside(p->inlet, job, job->error))
        return;
    tell_read(p->log, job);
}

/* Whoever closes the file gives a sign; until then it is enough to look now and then. */
static void on_wait(struct pipeline *p, const struct job *job)
{
    const struct config *c = p->config;

    if (clock_now() - job->received_ms < STALLED_RESCANS * c->rescan_ms) {
        inlet_look_after(p->inlet, c->settle_ms);
        return;
    }
    inlet_look_after(p->inlet, c->rescan_ms);
    if (inlet_set_aside(p->inlet, job, ETXTBSY))
        log_warning(p->log,
                    "%s has not changed for long and is still open for writing; it is taken in when"
                    " the program that writes it closes it",
                    job->path);
}

static void on_read(void *arg, struct job *job)
{
    struct pipeline *p = arg;

    if (job->state == JOB_FAILED) {
        on_failed(p, job);
        release(p, job);
        return;
    }
    tell_read(p->log, job);
    if (job->state == JOB_READY) {
        fault_point(FAULT_READ);
        journal_append(p->journal, job);
        return;
    }
    if (job->state == JOB_WAIT)
        on_wait(p, job);
    release(p, job);
}

static void publish(struct pipeline *p, struct job *job)
{
    fault_point(FAULT_PUBLISH);
    for (const struct event *event = job->events; event; event = event->next) {
        feed_publish(p->feed, event);
        p->last_sequence = event->sequence;
        p->reports[event->status]++;
        if (event != job->events)
            log_info(p->log,
                     "%s changes what is found in the year after: %s is published again, event"
                     " %" PRIu64 ", revision %u",
                     job->path, event->topic, event->sequence, event->revision);
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
        trouble_set(p->trouble, journal_writing, error);
    else
        trouble_passed(p->trouble, journal_writing);
    for (struct job *job = jobs; job; job = next) {
        next = job->next;
        if (job->journaled == JOURNAL_FAILED) {
            release(p, job);
            continue;
        }
        if (job->journaled == JOURNAL_NEW)
            publish(p, job);
        /* Time stamps can be too coarse to show it, but its writer was here once more. */
        job->changed = job->again;
        archive_put(p->archive, job);
    }
}

/* Whether everybody's files would meet the same error. */
static int concerns_all(int error, const char *where)
{
    return error == ENOSPC || error == EDQUOT || error == EROFS || error == EIO ||
           access(where, W_OK | X_OK) != 0;
}

/* Returns whether that is news. */
static int on_not_moved(struct pipeline *p, const struct job *job, const char *where)
{
    const char *why = strerror(job->archive_error);

    if (concerns_all(job->archive_error, where)) {
        trouble_set(p->trouble, where, why);
        return 1;
    }
    if (passes(job->archive_error)) {
        inlet_look_after(p->inlet, LOOK_AGAIN_MS);
        return 1;
    }
    if (!inlet_set_aside(p->inlet, job, job->archive_error))
        return 0;
    log_error(p->log, "%s cannot be moved to %s: %s; it is tried again now and then", job->path,
              where, why);
    return 1;
}

static void on_archived(void *arg, struct job *job)
{
    struct pipeline *p = arg;
    const char *where = job->status == NB_UNRECOGNIZED ? p->config->rejected : p->config->archive;

    if (!job->archive_error || on_not_moved(p, job, where))
        tell_archived(p->log, job);
    if (job->target)
        trouble_passed(p->trouble, where);
    /* Here, since a file that could not be moved was read again, perhaps many times. */
    if (job->target && job->journaled == JOURNAL_DUPLICATE && !inlet_was_set_aside(p->inlet, job))
        p->duplicates++;
    if (job->changed)
        inlet_look_after(p->inlet, p->config->settle_ms);
    inlet_finished(p->inlet, job, !job->archive_error);
    release(p, job);
}

/* ---- heartbeat and status ---- */

static const char *trouble_of(const struct pipeline *p)
{
    const char *trouble = inlet_trouble(p->inlet);

    if (inlet_is_lost(p->inlet))
        return trouble;
    if (trouble_text(p->trouble))
        return trouble_text(p->trouble);
    return guard_trouble(p->guard) ? guard_trouble(p->guard) : trouble;
}

static struct health health_of(const struct pipeline *p)
{
    struct health health = {
        .epoch = journal_epoch(p->journal),
        .last_sequence = p->last_sequence,
        .trouble = trouble_of(p),
        .pause_ms = trouble_pause_ms(p->trouble),
        .polling = inlet_blindness(p->inlet),
        .uptime_s = (double)(uv_now(p->loop) - p->started) / 1000,
        .duplicates = p->duplicates,
        .waiting = intake_waiting(p->intake),
        .flight = intake_flight(p->intake),
        .flight_bytes = intake_bytes(p->intake),
        .moving = archive_waiting(p->archive),
        .aside = inlet_aside(p->inlet),
        .scanning = inlet_walking(p->inlet),
        .backlog = inlet_backlog(p->inlet),
    };

    health.healthy = !health.trouble && !p->stopping;
    /* What was tried in vain lies there uncounted until it is tried again. */
    if (health.pause_ms >= 0 && health.backlog.waiting == 0)
        health.backlog.waiting = -1;
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
    if (!inlet_walking(p->inlet) && intake_flight(p->intake) == 0 && intake_waiting(p->intake) == 0)
        trouble_idle(p->trouble);
}

static void on_heartbeat(uv_timer_t *timer)
{
    struct pipeline *p = timer->data;

    struct health health = health_of(p);
    char *data = health_heartbeat(&health);
    char *envelope = data ? event_heartbeat(p->config->source, journal_epoch(p->journal),
                                            p->last_sequence, clock_now(), data)
                          : NULL;
    if (envelope)
        feed_heartbeat(p->feed, envelope);
    free(envelope);
    free(data);
}

static void on_tick(uv_timer_t *timer)
{
    struct pipeline *p = timer->data;

    guard_tick(p->guard);
    check_trouble(p);
    inlet_tick(p->inlet);
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
        .root = inlet_root(p->inlet),
        .extract = p->extract,
        .attempts = guard_attempts(p->guard),
        .settle_ms = p->config->settle_ms,
        .max_file_size = (uint64_t)p->config->max_file_size,
        .lang = (enum nb_lang)p->config->lang,
        .rules = p->config->rules,
    };
}

static struct store_options store_options(const struct pipeline *p)
{
    return (struct store_options){
        .source = p->config->source,
        .agency_prefix = p->config->agency_prefix,
        .lang = (enum nb_lang)p->config->lang,
        .rules = p->config->rules,
        .keep_days = p->config->keep_days,
        .keep_events = p->config->keep_events,
    };
}

static int open_journal(struct pipeline *p)
{
    char *path = NULL, error[STORE_ERROR_SIZE] = "memory ran out";
    struct store_options options = store_options(p);
    int result = -1;

    if (asprintf(&path, "%s/journal.db", p->config->state) >= 0) {
        result = journal_open(p->loop, path, &options, p->log, on_journaled, p, &p->journal, error);
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

static int open_queues(struct pipeline *p)
{
    const struct config *c = p->config;
    struct intake_options intake = {
        .queue_files = (size_t)c->queue_files,
        .flight_files = (size_t)c->flight_files,
        .flight_bytes = (size_t)c->flight_bytes,
        .workers = (unsigned)c->workers,
    };
    struct move_places places = {inlet_root(p->inlet), c->archive, c->rejected};
    struct reader_options reader = reader_options(p);
    struct trouble_calls calls = {p, on_pause, on_resume};

    p->intake = intake_new(p->loop, &intake, &reader, on_read, p);
    p->archive = archive_new(p->loop, &places, on_archived, p);
    p->trouble = trouble_new(p->loop, p->log, &calls);
    if (p->intake && p->archive && p->trouble)
        return 0;
    log_error(p->log, "memory ran out");
    return -1;
}

static void start_timers(struct pipeline *p)
{
    uv_timer_init(p->loop, &p->heartbeat);
    uv_timer_init(p->loop, &p->tick);
    p->heartbeat.data = p->tick.data = p;
    p->timers = 2;
    p->started = uv_now(p->loop);
    start_heartbeat(p);
    uv_timer_start(&p->tick, on_tick, TICK_MS, TICK_MS);
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
    start_timers(p);
    if (guard_open(config, extract, log, &p->guard) != 0 || open_journal(p) != 0 ||
        open_feed(p, zmq_context) != 0 || inlet_open(loop, config, log, &p->inlet) != 0 ||
        open_queues(p) != 0) {
        pipeline_close(p, 0);
        return -1;
    }
    inlet_start(p->inlet, p->intake);
    *out = p;
    return 0;
}

void pipeline_reload(struct pipeline *p)
{
    struct reader_options reader = reader_options(p);
    struct store_options store = store_options(p);

    journal_set_options(p->journal, &store);
    intake_set_reader(p->intake, &reader);
    inlet_reload(p->inlet);
    start_heartbeat(p);
}

void pipeline_stop(struct pipeline *p, pipeline_cb cb, void *arg)
{
    p->stopping = 1;
    uv_timer_stop(&p->tick);
    uv_timer_stop(&p->heartbeat);
    trouble_stop(p->trouble);
    inlet_stop(p->inlet);
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
    inlet_close(p->inlet);
    journal_close(p->journal);
    feed_close(p->feed, linger_ms);
    archive_free(p->archive);
    intake_free(p->intake);
    guard_close(p->guard);
    trouble_free(p->trouble);
    uv_close((uv_handle_t *)&p->heartbeat, on_closed);
    uv_close((uv_handle_t *)&p->tick, on_closed);
}
