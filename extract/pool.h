/*
 * The processes that read documents: copies of the program nianbao-extract, each locked up, each
 * for one document. Any thread may ask; each waits for its answer.
 *
 * A process that dies, hangs or talks nonsense is killed, and the document given to one more, once.
 * That somebody else kills a process does not speak against the document: it may come again later.
 * Every process is reaped by the thread that had it made; none outlives the pool.
 *
 * The kernel ends a process with the thread that started its template, so that none outlives this
 * program however it ends. Threads that ask should therefore live as long as the pool.
 */
#ifndef NIANBAO_POOL_H
#define NIANBAO_POOL_H

#include "child.h"

struct pool_options {
    unsigned workers; /* processes that may be reading at a time, at least 1 */
    size_t memory;    /* bytes that a process may allocate */
    struct child_limits limits;
};

enum pool_result {
    POOL_OK,      /* payload and length are a document's records */
    POOL_REFUSED, /* reason says why there is no document */
    POOL_FAILED,  /* two processes died, hung or talked nonsense over it */
    POOL_TROUBLE, /* no process could be had now, or kept: error is an errno value */
};

struct pool_answer {
    enum wire_format format; /* POOL_OK, POOL_REFUSED */
    unsigned char *payload;  /* owned */
    size_t length;
    struct wire_reason reason;
    int error;
    char note[CHILD_NOTE]; /* what became of the last process that failed, for a log; or "" */
};

struct pool;

/*
 * A new pool of the program at this path; no process is started yet. Returns NULL when memory ran
 * out.
 */
struct pool *pool_new(const char *program, const struct pool_options *options);

/* Takes over other options, for the documents that come; templates are started anew for them. */
void pool_set_options(struct pool *pool, const struct pool_options *options);

/* The longest that the reading of a document may take by the clock, in ms. */
int64_t pool_longest_ms(struct pool *pool);

/*
 * Has a document read. `*answer` is filled in every case; release it with pool_answer_free(). Waits
 * while all workers are busy.
 */
enum pool_result pool_read(struct pool *pool, enum wire_format format, const void *bytes,
                           size_t size, struct pool_answer *answer);

void pool_answer_free(struct pool_answer *answer);

/* Ends all processes. No call of pool_read() may be under way. NULL is allowed. */
void pool_free(struct pool *pool);

#endif
