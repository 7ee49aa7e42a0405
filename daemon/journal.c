#include "journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

/* Jobs handed out per turn of the loop, so that a large batch leaves in slices. */
#define SLICE 256

/* From one look for events that need not be kept any more to the next, when none were left. */
#define RETAIN_MS 60000

/* What one transaction came to: the jobs that shared it, and their common error. */
struct batch {
    struct batch *next;
    struct job *jobs;
    char error[STORE_ERROR_SIZE]; /* "" when it is durable */
};

struct journal {
    struct store *store; /* the thread's, once it runs */
    struct log *log;
    uint64_t retain_at; /* the thread's: when it looks next, by uv_hrtime() */
    uint64_t deleted;   /* the thread's: since it last said so */
    journal_cb cb;
    void *arg;
    uint64_t opened_at;
    uv_thread_t thread;
    uv_async_t wake; /* thread to loop: batches are done */

    uv_mutex_t lock; /* guards the rest */
    uv_cond_t work;
    struct job_queue waiting;
    struct batch *done, **done_end;
    struct store_options options;
    int changed; /* the thread has not taken them over yet */
    int stop;
};

/* ---- on the journal's thread ---- */

/* Sets all to failed and drops what a rolled-back attempt had given them. */
static void fail_batch(struct store *store, struct batch *batch)
{
    snprintf(batch->error, sizeof batch->error, "%s", store_error(store));
    for (struct job *job = batch->jobs; job; job = job->next)
        job->journaled = JOURNAL_FAILED;
}

static void write_batch(struct journal *journal, struct batch *batch)
{
    struct store *store = journal->store;

    if (store_begin(store) != 0) {
        fail_batch(store, batch);
        return;
    }
    fault_point(FAULT_JOURNAL_BEGIN);
    for (struct job *job = batch->jobs; job; job = job->next) {
        if (store_put(store, job) != 0) {
            store_rollback(store);
            fail_batch(store, batch);
            return;
        }
        fault_point(FAULT_JOURNAL_PUT);
    }
    fault_point(FAULT_JOURNAL_COMMIT);
    if (store_commit(store) != 0)
        fail_batch(store, batch);
    fault_point(FAULT_JOURNAL_DONE);
}

/* One step of retention, when it is time for it. What goes wrong here is no trouble of a file's. */
static void retain(struct journal *journal)
{
    unsigned deleted;

    if (uv_hrtime() < journal->retain_at)
        return;
    int more = store_retain(journal->store, &deleted);
    journal->deleted += deleted;
    if (more > 0)
        return;
    journal->retain_at = uv_hrtime() + RETAIN_MS * UINT64_C(1000000);
    if (more < 0)
        log_warning(journal->log, "old events cannot be deleted from the journal: %s",
                    store_error(journal->store));
    if (journal->deleted)
        log_info(journal->log, "%" PRIu64 " old events were deleted from the journal",
                 journal->deleted);
    journal->deleted = 0;
}

/* With the lock held: waits until there is something to do. */
static void wait_for_work(struct journal *journal)
{
    while (!journal->waiting.first && !journal->stop && !journal->changed) {
        uint64_t now = uv_hrtime();
        if (now >= journal->retain_at ||
            uv_cond_timedwait(&journal->work, &journal->lock, journal->retain_at - now) != 0)
            return;
    }
}

static void take_options(struct journal *journal)
{
    if (!journal->changed)
        return;
    store_set_options(journal->store, &journal->options);
    journal->changed = 0;
    journal->retain_at = 0;
}

/* Takes all that waits into the batch. Returns 0 when nothing waits and the journal is to stop. */
static int next_batch(struct journal *journal, struct batch *batch)
{
    uv_mutex_lock(&journal->lock);
    wait_for_work(journal);
    take_options(journal);
    batch->jobs = job_queue_take_all(&journal->waiting);
    int go_on = batch->jobs || !journal->stop;
    uv_mutex_unlock(&journal->lock);
    return go_on;
}

static void hand_over(struct journal *journal, struct batch *batch)
{
    uv_mutex_lock(&journal->lock);
    *journal->done_end = batch;
    journal->done_end = &batch->next;
    uv_mutex_unlock(&journal->lock);
    uv_async_send(&journal->wake);
}

/* Room for the next batch. Nothing is lost by waiting for memory. */
static struct batch *make_batch(void)
{
    struct batch *batch;

    while (!(batch = calloc(1, sizeof *batch)))
        uv_sleep(100);
    return batch;
}

static void work(void *arg)
{
    struct journal *journal = arg;
    struct batch *batch = make_batch();

    while (next_batch(journal, batch)) {
        if (batch->jobs) {
            write_batch(journal, batch);
            hand_over(journal, batch);
            batch = make_batch();
        }
        retain(journal);
    }
    free(batch);
}

/* ---- on the loop ---- */

/* Cuts the first `SLICE` jobs off the batch. */
static struct job *take_slice(struct batch *batch)
{
    struct job *first = batch->jobs, *last = first;

    for (int i = 1; i < SLICE && last->next; i++)
        last = last->next;
    batch->jobs = last->next;
    last->next = NULL;
    return first;
}

static void on_wake(uv_async_t *wake)
{
    struct journal *journal = wake->data;

    uv_mutex_lock(&journal->lock);
    struct batch *batch = journal->done;
    uv_mutex_unlock(&journal->lock);
    if (!batch)
        return;
    /* Only the loop removes batches, so the first one stays while the lock is open. */
    struct job *slice = take_slice(batch);
    journal->cb(journal->arg, slice, *batch->error ? batch->error : NULL);
    uv_mutex_lock(&journal->lock);
    if (!batch->jobs) {
        journal->done = batch->next;
        if (!journal->done)
            journal->done_end = &journal->done;
    }
    int more = journal->done != NULL;
    uv_mutex_unlock(&journal->lock);
    if (!batch->jobs)
        free(batch);
    if (more)
        uv_async_send(wake);
}

static int start(uv_loop_t *loop, struct journal *journal)
{
    if (uv_mutex_init(&journal->lock) != 0)
        return -1;
    if (uv_cond_init(&journal->work) != 0) {
        uv_mutex_destroy(&journal->lock);
        return -1;
    }
    if (uv_async_init(loop, &journal->wake, on_wake) == 0) {
        journal->wake.data = journal;
        return 0;
    }
    uv_cond_destroy(&journal->work);
    uv_mutex_destroy(&journal->lock);
    return -1;
}

static void on_closed(uv_handle_t *handle)
{
    struct journal *journal = handle->data;

    uv_cond_destroy(&journal->work);
    uv_mutex_destroy(&journal->lock);
    free(journal);
}

int journal_open(uv_loop_t *loop, const char *path, const struct store_options *options,
                 struct log *log, journal_cb cb, void *arg, struct journal **out,
                 char error[STORE_ERROR_SIZE])
{
    struct journal *journal = calloc(1, sizeof *journal);

    *out = NULL;
    if (!journal || store_open(path, options, log, &journal->store, error) != 0) {
        if (!journal)
            snprintf(error, STORE_ERROR_SIZE, "memory ran out");
        free(journal);
        return -1;
    }
    journal->log = log;
    journal->cb = cb;
    journal->arg = arg;
    journal->opened_at = store_last(journal->store);
    journal->done_end = &journal->done;
    if (start(loop, journal) != 0) {
        store_close(journal->store);
        free(journal);
        snprintf(error, STORE_ERROR_SIZE, "its thread cannot be set up");
        return -1;
    }
    if (uv_thread_create(&journal->thread, work, journal) != 0) {
        store_close(journal->store);
        uv_close((uv_handle_t *)&journal->wake, on_closed);
        snprintf(error, STORE_ERROR_SIZE, "its thread cannot be started");
        return -1;
    }
    *out = journal;
    return 0;
}

void journal_set_options(struct journal *journal, const struct store_options *options)
{
    uv_mutex_lock(&journal->lock);
    journal->options = *options;
    journal->changed = 1;
    uv_cond_signal(&journal->work);
    uv_mutex_unlock(&journal->lock);
}

void journal_append(struct journal *journal, struct job *job)
{
    uv_mutex_lock(&journal->lock);
    job_queue_put(&journal->waiting, job);
    uv_cond_signal(&journal->work);
    uv_mutex_unlock(&journal->lock);
}

const char *journal_epoch(const struct journal *journal)
{
    return store_epoch(journal->store);
}

uint64_t journal_opened_at(const struct journal *journal)
{
    return journal->opened_at;
}

static void free_batches(struct batch *batch)
{
    while (batch) {
        struct batch *next = batch->next;
        free(batch);
        batch = next;
    }
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    uv_mutex_lock(&journal->lock);
    journal->stop = 1;
    uv_cond_signal(&journal->work);
    uv_mutex_unlock(&journal->lock);
    uv_thread_join(&journal->thread);
    store_close(journal->store);
    free_batches(journal->done);
    uv_close((uv_handle_t *)&journal->wake, on_closed);
}
