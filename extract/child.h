/*
 * One process that reads documents: starting it, asking it, and making sure that it is gone. Used
 * by the pool; each child belongs to one thread at a time.
 */
#ifndef NIANBAO_CHILD_H
#define NIANBAO_CHILD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "wire.h"

/* What a process is for, and so how tightly it is locked up. */
enum child_class { CHILD_MARKUP, CHILD_OFFICE, CHILD_PDF, CHILD_CLASSES };

#define CHILD_NOTE 160 /* bytes of the words about how a child ended */

struct child {
    struct child *next; /* of the list that holds it */
    pid_t pid;
    int fd;
    enum child_class class;
    unsigned documents; /* that it has read */
    const char *fault;  /* why it is of no more use, when the reason is not that it ended */
};

/* What one document may take. */
struct child_limits {
    int64_t cpu_ms;  /* of the processor, rounded up to seconds */
    int64_t wall_ms; /* by the clock */
};

struct child_answer {
    struct wire_answer header;
    unsigned char *payload; /* owned */
};

/* The class that reads the format. */
enum child_class child_class_of(enum wire_format format);

/*
 * Starts `program` with `memory` bytes to use, and waits until it has locked itself up. Returns 0
 * and a new child, or an errno value, and then words about what went wrong in `note`.
 */
int child_start(const char *program, enum child_class class, size_t memory, struct child **out,
                char note[CHILD_NOTE]);

/*
 * Whether the child still waits for a document: 0 when it ended, or said something without being
 * asked.
 */
int child_waits(const struct child *child);

/*
 * Has a document read. Returns 0 and the answer, whose payload the caller frees, ENOMEM when there
 * is no memory for it, or EPROTO when the child failed. Afterwards, unless the result was 0, the
 * child is of no more use.
 */
int child_ask(struct child *child, enum wire_format format, const void *bytes, size_t size,
              const struct child_limits *limits, struct child_answer *answer);

/* Kills the child, waits for its end, frees it, and says in `note` (or NULL) how it went. */
void child_end(struct child *child, char note[CHILD_NOTE]);

#endif
