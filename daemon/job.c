#include "job.h"

#include <stdlib.h>
#include <string.h>

struct job *job_new(const char *path)
{
    struct job *job = calloc(1, sizeof *job);

    if (!job)
        return NULL;
    job->path = strdup(path);
    if (!job->path) {
        free(job);
        return NULL;
    }
    return job;
}

void job_free(struct job *job)
{
    if (!job)
        return;
    free(job->path);
    free(job->note);
    free(job->identity);
    free(job->name);
    free(job->agency);
    free(job->report);
    free(job->findings);
    event_free(job->events);
    free(job->target);
    free(job);
}

int job_is_hashed(const struct job *job)
{
    return strncmp(job->identity, JOB_ENTRY, strlen(JOB_ENTRY)) != 0;
}

size_t job_bytes(const struct job *job)
{
    /* The event is made from the report while that still exists. */
    return sizeof *job + 2 * job->report_size + (job->findings ? strlen(job->findings) : 0);
}

void file_id_set(struct file_id *id, const struct stat *st)
{
    id->device = st->st_dev;
    id->inode = st->st_ino;
    id->size = (uint64_t)st->st_size;
    id->mtime_s = st->st_mtim.tv_sec;
    id->mtime_ns = (int32_t)st->st_mtim.tv_nsec;
    id->ctime_s = st->st_ctim.tv_sec;
    id->ctime_ns = (int32_t)st->st_ctim.tv_nsec;
}

int file_id_equal(const struct file_id *a, const struct file_id *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->mtime_s == b->mtime_s && a->mtime_ns == b->mtime_ns;
}

int file_id_touched(const struct file_id *a, const struct file_id *b)
{
    return a->ctime_s != b->ctime_s || a->ctime_ns != b->ctime_ns;
}

void file_id_touch(struct file_id *id, const struct file_id *now)
{
    id->ctime_s = now->ctime_s;
    id->ctime_ns = now->ctime_ns;
}

void job_queue_put(struct job_queue *queue, struct job *job)
{
    job->next = NULL;
    if (queue->last)
        queue->last->next = job;
    else
        queue->first = job;
    queue->last = job;
    queue->count++;
}

struct job *job_queue_take(struct job_queue *queue)
{
    struct job *job = queue->first;

    if (!job)
        return NULL;
    queue->first = job->next;
    if (!queue->first)
        queue->last = NULL;
    queue->count--;
    job->next = NULL;
    return job;
}

struct job *job_queue_take_all(struct job_queue *queue)
{
    struct job *first = queue->first;

    memset(queue, 0, sizeof *queue);
    return first;
}
