#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A document that one process failed over is given to one more. */
#define TRIES 2

/* The template of a class of formats. */
struct stock {
    pthread_mutex_t lock; /* of all below */
    struct template *template;
    unsigned generation; /* of the options that it was started under */
};

struct pool {
    char *program;
    pthread_mutex_t lock; /* of all below, but not of what is in the stocks */
    pthread_cond_t freed;
    struct pool_options options;
    unsigned generation; /* of the options */
    unsigned busy;       /* documents being read */
    struct stock stocks[CHILD_CLASSES];
};

struct pool *pool_new(const char *program, const struct pool_options *options)
{
    struct pool *pool = calloc(1, sizeof *pool);

    if (!pool)
        return NULL;
    pool->program = strdup(program);
    if (!pool->program) {
        free(pool);
        return NULL;
    }
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->freed, NULL);
    for (int c = 0; c < CHILD_CLASSES; c++)
        pthread_mutex_init(&pool->stocks[c].lock, NULL);
    pool->options = *options;
    return pool;
}

/* ---- processes ---- */

/* What a document is read under, from its first try on. */
struct order {
    struct pool_options options;
    unsigned generation; /* of the options */
    enum wire_format format;
    const void *bytes;
    size_t size;
};

static void clear(struct stock *stock)
{
    template_end(stock->template);
    stock->template = NULL;
}

/* Has the stock's template make a child; without one, or when it is gone, a fresh template. */
static int draw(struct stock *stock, const char *program, const struct order *order,
                struct child *child)
{
    if (stock->generation != order->generation)
        clear(stock);
    int error = stock->template ? child_start(stock->template, child) : EPROTO;
    if (error != EPROTO)
        return error;
    clear(stock);
    error = template_start(program, child_class_of(order->format), order->options.memory,
                           &stock->template);
    if (error)
        return error;
    stock->generation = order->generation;
    error = child_start(stock->template, child);
    if (error == EPROTO)
        clear(stock);
    return error;
}

/* Returns 0 and a child that waits for its document, or an errno value. */
static int make_child(struct pool *pool, const struct order *order, struct child *child,
                      char note[CHILD_NOTE])
{
    struct stock *stock = &pool->stocks[child_class_of(order->format)];

    pthread_mutex_lock(&stock->lock);
    int error = draw(stock, pool->program, order, child);
    pthread_mutex_unlock(&stock->lock);
    if (error) {
        snprintf(note, CHILD_NOTE, "it cannot be started");
        return error;
    }
    error = child_greet(child);
    if (error)
        child_end(child, note);
    return error;
}

/* ---- reading ---- */

static void enter(struct pool *pool, struct order *order)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->busy >= pool->options.workers)
        pthread_cond_wait(&pool->freed, &pool->lock);
    pool->busy++;
    order->options = pool->options;
    order->generation = pool->generation;
    pthread_mutex_unlock(&pool->lock);
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

/* `*killed` is set when somebody else killed the child. */
static enum pool_result ask(struct child *child, const struct order *order,
                            struct pool_answer *answer, int *killed)
{
    struct child_answer said;
    int error =
        child_ask(child, order->format, order->bytes, order->size, &order->options.limits, &said);
    enum pool_result result = error ? POOL_FAILED : accept(answer, &said);

    if (!error && result == POOL_FAILED)
        child->fault = "its reason made no sense";
    *killed |= child_end(child, result == POOL_FAILED ? answer->note : NULL);
    return error == ENOMEM ? trouble(answer, ENOMEM) : result;
}

static enum pool_result try(struct pool *pool, const struct order *order,
                            struct pool_answer *answer)
{
    enum pool_result result = POOL_FAILED;
    int killed = 0;

    for (int i = 0; i < TRIES && result == POOL_FAILED; i++) {
        struct child child;
        int error = make_child(pool, order, &child, answer->note);
        result = error ? trouble(answer, error) : ask(&child, order, answer, &killed);
    }
    return result == POOL_FAILED && killed ? trouble(answer, ECANCELED) : result;
}

enum pool_result pool_read(struct pool *pool, enum wire_format format, const void *bytes,
                           size_t size, struct pool_answer *answer)
{
    struct order order = {.format = format, .bytes = bytes, .size = size};

    memset(answer, 0, sizeof *answer);
    enter(pool, &order);
    enum pool_result result = try(pool, &order, answer);
    leave(pool);
    return result;
}

void pool_answer_free(struct pool_answer *answer)
{
    free(answer->payload);
    answer->payload = NULL;
}

/* ---- the whole ---- */

int64_t pool_longest_ms(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    int64_t ms = pool->options.limits.wall_ms * TRIES;
    pthread_mutex_unlock(&pool->lock);
    return ms;
}

void pool_set_options(struct pool *pool, const struct pool_options *options)
{
    pthread_mutex_lock(&pool->lock);
    pool->options = *options;
    pool->generation++;
    pthread_cond_broadcast(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    for (int c = 0; c < CHILD_CLASSES; c++) {
        clear(&pool->stocks[c]);
        pthread_mutex_destroy(&pool->stocks[c].lock);
    }
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->program);
    free(pool);
}
