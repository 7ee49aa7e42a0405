/*
 * One process that reads one document: having it started, asking it, and making sure that it is
 * gone. Used by the pool; each child belongs to one thread.
 */
#ifndef NIANBAO_CHILD_H
#define NIANBAO_CHILD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "template.h"
#include "wire.h"

#define CHILD_NOTE 160 /* bytes of the words about how a child ended */

struct child {
    pid_t pid;
    int fd;
    const char *fault; /* why it is of no more use, when the reason is not that it ended */
    int64_t cpu_ms;    /* what its document may take of the processor */
};

/* What the document may take. */
struct child_limits {
    int64_t cpu_ms;  /* of the processor, rounded up to seconds */
    int64_t wall_ms; /* by the clock */
};

struct child_answer {
    struct wire_answer header;
    unsigned char *payload; /* owned */
};

/*
 * Has a child made by the template; it need not have locked itself up by then. Returns what
 * template_copy() does, or EMFILE and the like.
 */
int child_start(const struct template *template, struct child *child);

/* Waits until it is locked up. Returns 0 or an errno value; it is of no use then. */
int child_greet(struct child *child);

/*
 * Has a document read. Returns 0 and the answer, whose payload the caller frees, ENOMEM when there
 * is no memory for it, or EPROTO when the child failed. It is of no more use afterwards.
 */
int child_ask(struct child *child, enum wire_format format, const void *bytes, size_t size,
              const struct child_limits *limits, struct child_answer *answer);

/*
 * Kills the child and waits for its end. For one that failed, how it went is said in `note` (else
 * NULL), and 1 is returned when somebody else killed it: mostly the system, which is short of
 * memory. That tells nothing of its document.
 */
int child_end(struct child *child, char note[CHILD_NOTE]);

#endif
