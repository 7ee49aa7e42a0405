#include "journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

/* Jobs handed out per turn of the loop, so that a large batch leaves in slices. */
#define SLICE 256

/* What one transaction came to: the jobs that shared it, and their common error. */
struct batch {
    struct batch *next;
    struct job *jobs;
    char error[STORE_ERROR_SIZE]; /* "" when it is durable */
};

struct journal {
    struct store *store; /* the thread's, once it runs */
    const char *source;
    journal_cb cb;
    void *arg;
    uint64_t opened_at;
    uv_thread_t thread;
    uv_async_t wake; /* thread to loop: batches are done */

    uv_mutex_t lock; /* guards the rest */
    uv_cond_t work;
    struct job_queue waiting;
    struct batch *done, **done_end;
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
        if (store_put(store, job, journal->source) != 0) {
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

/* All that waits, as one batch; NULL when the journal is to stop and nothing waits. */
static struct batch *next_batch(struct journal *journal, struct batch *room)
{
    struct batch *batch = NULL;

    uv_mutex_lock(&journal->lock);
    while (!journal->waiting.first && !journal->stop)
        uv_cond_wait(&journal->work, &journal->lock);
    if (journal->waiting.first) {
        batch = room;
        batch->jobs = job_queue_take_all(&journal->waiting);
    }
    uv_mutex_unlock(&journal->lock);
    return batch;
}

static void hand_over(struct journal *journal, struct batch *batch)
{
    uv_mutex_lock(&journal->lock);
    *journal->done_end = batch;
    journal->done_end = &batch->next;
    uv_mutex_unlock(&journal->lock);
    uv_async_send(&journal->wake);
}

static void work(void *arg)
{
    struct journal *journal = arg;

    for (;;) {
        struct batch *room = calloc(1, sizeof *room);
        if (!room) { /* nothing is lost by waiting for memory */
            uv_sleep(100);
            continue;
        }
        struct batch *batch = next_batch(journal, room);
        if (!batch) {
            free(room);
            return;
        }
        write_batch(journal, batch);
        hand_over(journal, batch);
    }
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

int journal_open(uv_loop_t *loop, const char *path, const char *source, journal_cb cb, void *arg,
                 struct journal **out, char error[STORE_ERROR_SIZE])
{
    struct journal *journal = calloc(1, sizeof *journal);

    *out = NULL;
    if (!journal || store_open(path, &journal->store, error) != 0) {
        if (!journal)
            snprintf(error, STORE_ERROR_SIZE, "journal: memory ran out");
        free(journal);
        return -1;
    }
    journal->source = source;
    journal->cb = cb;
    journal->arg = arg;
    journal->opened_at = store_last(journal->store);
    journal->done_end = &journal->done;
    if (start(loop, journal) != 0) {
        store_close(journal->store);
        free(journal);
        snprintf(error, STORE_ERROR_SIZE, "journal: its thread cannot be set up");
        return -1;
    }
    if (uv_thread_create(&journal->thread, work, journal) != 0) {
        store_close(journal->store);
        uv_close((uv_handle_t *)&journal->wake, on_closed);
        snprintf(error, STORE_ERROR_SIZE, "journal: its thread cannot be started");
        return -1;
    }
    *out = journal;
    return 0;
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
