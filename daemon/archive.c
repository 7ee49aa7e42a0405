#include "archive.h"

#include <errno.h>
#include <stdlib.h>

struct archive {
    uv_loop_t *loop;
    struct move_places places;
    archive_cb cb;
    void *arg;
    uv_work_t work;
    int busy;
    struct job_queue waiting;
    struct job *batch;
    size_t batch_count;
};

static void start(struct archive *archive);

static void on_work(uv_work_t *work)
{
    struct archive *archive = work->data;
    struct mover *mover = mover_new(&archive->places);

    for (struct job *job = archive->batch; job; job = job->next) {
        if (mover)
            mover_move(mover, job);
        else
            job->archive_error = ENOMEM;
    }
    mover_free(mover);
}

static void on_done(uv_work_t *work, int status)
{
    struct archive *archive = work->data;
    struct job *job = archive->batch;

    (void)status; /* nothing is ever cancelled */
    archive->busy = 0;
    archive->batch = NULL;
    archive->batch_count = 0;
    start(archive); /* the thread works on while the loop tells about this batch */
    while (job) {
        struct job *next = job->next;
        archive->cb(archive->arg, job);
        job = next;
    }
}

static void start(struct archive *archive)
{
    if (archive->busy || !archive->waiting.first)
        return;
    archive->batch_count = archive->waiting.count;
    archive->batch = job_queue_take_all(&archive->waiting);
    archive->busy = 1;
    archive->work.data = archive;
    uv_queue_work(archive->loop, &archive->work, on_work, on_done);
}

struct archive *archive_new(uv_loop_t *loop, const struct move_places *places, archive_cb cb,
                            void *arg)
{
    struct archive *archive = calloc(1, sizeof *archive);

    if (!archive)
        return NULL;
    archive->loop = loop;
    archive->places = *places;
    archive->cb = cb;
    archive->arg = arg;
    mover_clean(places);
    return archive;
}

void archive_put(struct archive *archive, struct job *job)
{
    job_queue_put(&archive->waiting, job);
    start(archive);
}

size_t archive_waiting(const struct archive *archive)
{
    return archive->waiting.count + archive->batch_count;
}

void archive_free(struct archive *archive)
{
    free(archive);
}
