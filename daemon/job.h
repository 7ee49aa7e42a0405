/*
 * One dropped file on its way through the daemon. The same struct goes from room to room; each room
 * fills in its part and passes it on, so only one of them touches it at any time. Intake owns it
 * from the first report of the file to intake_release(), wherever it is in between.
 */
#ifndef NIANBAOD_JOB_H
#define NIANBAOD_JOB_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "event.h"

/* What tells that a directory entry is still the one that was read. */
struct file_id {
    uint64_t device, inode, size;
    int64_t mtime_s;
    int64_t ctime_s; /* of anything that was done to the entry, also of renaming it */
    int32_t mtime_ns, ctime_ns;
};

enum job_state {
    JOB_READY,  /* read and judged: it goes to the journal */
    JOB_WAIT,   /* still changing, being written or too fresh to give up: look again later */
    JOB_GONE,   /* nothing of that name is there any more */
    JOB_FAILED, /* lack of memory, file descriptors or a sound disk: `error` is an errno value */
};

/* How the identity begins of what has no content that was hashed: it is the entry's. */
#define JOB_ENTRY "stat:"

enum job_journaled {
    JOURNAL_NEW,       /* committed as an event of its own */
    JOURNAL_DUPLICATE, /* the same content is event `sequence` already */
    JOURNAL_FAILED,    /* not committed: the file stays where it is */
};

struct job {
    struct job *next;      /* of the queue that holds it */
    struct job *hash_next; /* intake's table of paths */

    /* Intake: what to look at. */
    char *path;          /* below the drop directory, as bytes */
    int complete;        /* the writer has closed it or renamed it into place */
    int again;           /* it was reported once more since its reading began */
    int64_t received_ms; /* Unix time at which it was complete */
    size_t charged;      /* bytes that intake counts for it; its texts can change on their way */

    /* Reader: what it is. */
    enum job_state state;
    int error;
    char *note; /* for the log: what went wrong while it was read, or NULL */
    struct file_id id;
    int fresh;      /* written so shortly before it was read that a change need not show in `id` */
    char *identity; /* what makes it the same file over restarts: its hash, or JOB_ENTRY and more */
    char *name;     /* the path as valid UTF-8 */
    enum nb_status status;
    int year;     /* 0: not known */
    char *agency; /* NULL: not known */
    char *report; /* the report document as JSON */
    size_t report_size;
    char *findings; /* text for NAME.findings.txt, or NULL when the report is valid */

    /* Journal: its place in the sequence. */
    enum job_journaled journaled;
    uint64_t sequence; /* of its own event, or of the one that has the same content */
    unsigned revision;
    struct event *events; /* its own first, then those of other reports that it gave rise to */

    /* Archive: where it went. */
    char *target;      /* path below the archive's or rejected's parent, or NULL: it stayed */
    int archive_error; /* errno value; 0: moved, or `changed` or gone */
    int changed;       /* it was replaced after it was read, and stays to be taken in again */
};

/* A new job with a copy of `path`, or NULL when memory ran out. */
struct job *job_new(const char *path);

/* Frees the job and all it owns; NULL is allowed. */
void job_free(struct job *job);

/* Whether the identity is the hash of its content. */
int job_is_hashed(const struct job *job);

/* How much memory the job's texts take, in bytes. */
size_t job_bytes(const struct job *job);

void file_id_set(struct file_id *id, const struct stat *st);

/* Whether both are the same entry with the same content, as far as its times tell. */
int file_id_equal(const struct file_id *a, const struct file_id *b);

/* Whether something was done to the entry between both, and taking that over into the first. */
int file_id_touched(const struct file_id *a, const struct file_id *b);
void file_id_touch(struct file_id *id, const struct file_id *now);

/* A first-in-first-out list of jobs; all zeros is empty. */
struct job_queue {
    struct job *first, *last;
    size_t count;
};

void job_queue_put(struct job_queue *queue, struct job *job);
struct job *job_queue_take(struct job_queue *queue); /* NULL when empty */

/* Takes everything; the caller walks the list by `next`. */
struct job *job_queue_take_all(struct job_queue *queue);

#endif
