#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A document that one process failed over is given to one more. */
#define TRIES 2

struct pool {
    char *program;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t freed;
    struct pool_options options;
    unsigned busy; /* documents being read */
    unsigned idle_count[CHILD_CLASSES];
    struct child *idle[CHILD_CLASSES]; /* the one that read last comes first */
};

struct pool *pool_new(const char *program, const struct pool_options *options)
{
    struct pool *pool = calloc(1, sizeof *pool);

    if (!pool)
        return NULL;
    pool->program = strdup(program);
    if (!pool->program || pthread_mutex_init(&pool->lock, NULL) != 0) {
        free(pool->program);
        free(pool);
        return NULL;
    }
    pthread_cond_init(&pool->freed, NULL);
    pool->options = *options;
    return pool;
}

/* ---- idle processes ---- */

/* Takes those that `keep` says no to out of the lists. They are ended outside of the lock. */
static struct child *sift(struct pool *pool, int (*keep)(const struct child *child))
{
    struct child *out = NULL;

    for (int c = 0; c < CHILD_CLASSES; c++) {
        struct child **link = &pool->idle[c];
        while (*link) {
            struct child *child = *link;
            if (keep(child)) {
                link = &child->next;
                continue;
            }
            *link = child->next;
            pool->idle_count[c]--;
            child->next = out;
            out = child;
        }
    }
    return out;
}

static int keep_none(const struct child *child)
{
    (void)child;
    return 0;
}

static void end_all(struct child *children)
{
    while (children) {
        struct child *next = children->next;
        child_end(children, NULL);
        children = next;
    }
}

/* A process that waits, or NULL. Those that did not wait for it are ended on the way. */
static struct child *take_idle(struct pool *pool, enum child_class class)
{
    pthread_mutex_lock(&pool->lock);
    struct child *ended = sift(pool, child_waits);
    struct child *child = pool->idle[class];
    if (child) {
        pool->idle[class] = child->next;
        pool->idle_count[class]--;
    }
    pthread_mutex_unlock(&pool->lock);
    end_all(ended);
    return child;
}

/* `options` are those that the process was started under. */
static void give_back(struct pool *pool, struct child *child, const struct pool_options *options)
{
    pthread_mutex_lock(&pool->lock);
    int keep = child->documents < pool->options.documents &&
               options->memory == pool->options.memory &&
               pool->idle_count[child->class] < pool->options.workers;
    if (keep) {
        child->next = pool->idle[child->class];
        pool->idle[child->class] = child;
        pool->idle_count[child->class]++;
    }
    pthread_mutex_unlock(&pool->lock);
    if (!keep)
        child_end(child, NULL);
}

/* ---- reading ---- */

static struct pool_options enter(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->busy >= pool->options.workers)
        pthread_cond_wait(&pool->freed, &pool->lock);
    pool->busy++;
    struct pool_options options = pool->options;
    pthread_mutex_unlock(&pool->lock);
    return options;
}

static void leave(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->busy--;
    pthread_cond_signal(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
}

static enum pool_result trouble(struct pool_answer *answer, int error)
{
    answer->error = error;
    return POOL_TROUBLE;
}

/* Turns what a process said into the answer. POOL_FAILED: it made no sense. */
static enum pool_result accept(struct pool_answer *answer, struct child_answer *said)
{
    answer->format = said->header.format;
    if (!said->header.failed) {
        answer->payload = said->payload;
        answer->length = said->header.length;
        return POOL_OK;
    }
    int bad = wire_read_reason(said->payload, said->header.length, &answer->reason);
    free(said->payload);
    return bad ? POOL_FAILED : POOL_REFUSED;
}

static enum pool_result ask(struct pool *pool, struct child *child, enum wire_format format,
                            const void *bytes, size_t size, const struct pool_options *options,
                            struct pool_answer *answer)
{
    struct child_answer said;
    int error = child_ask(child, format, bytes, size, &options->limits, &said);
    enum pool_result result = error ? POOL_FAILED : accept(answer, &said);

    if (!error && result == POOL_FAILED)
        child->fault = "its reason made no sense";
    if (result == POOL_FAILED)
        child_end(child, answer->note);
    else
        give_back(pool, child, options);
    return error == ENOMEM ? trouble(answer, ENOMEM) : result;
}

static enum pool_result try(struct pool *pool, enum wire_format format, const void *bytes,
                            size_t size, struct pool_answer *answer)
{
    enum child_class class = child_class_of(format);
    struct pool_options options = enter(pool);
    enum pool_result result = POOL_FAILED;

    for (int i = 0; i < TRIES && result == POOL_FAILED; i++) {
        struct child *child = i == 0 ? take_idle(pool, class) : NULL;
        int error =
            child ? 0 : child_start(pool->program, class, options.memory, &child, answer->note);
        result = error ? trouble(answer, error)
                       : ask(pool, child, format, bytes, size, &options, answer);
    }
    leave(pool);
    return result;
}

enum pool_result pool_read(struct pool *pool, enum wire_format format, const void *bytes,
                           size_t size, struct pool_answer *answer)
{
    memset(answer, 0, sizeof *answer);
    return try(pool, format, bytes, size, answer);
}

void pool_answer_free(struct pool_answer *answer)
{
    free(answer->payload);
    answer->payload = NULL;
}

/* ---- the whole ---- */

void pool_set_options(struct pool *pool, const struct pool_options *options)
{
    pthread_mutex_lock(&pool->lock);
    pool->options = *options;
    struct child *old = sift(pool, keep_none);
    pthread_cond_broadcast(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
    end_all(old);
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    end_all(sift(pool, keep_none));
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->program);
    free(pool);
}
