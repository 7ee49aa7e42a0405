/*
 * The program nianbao-extract, started and warmed up: it never sees a document, only makes a copy
 * of itself for each. A document that takes over the copy that reads it meets no other document.
 * Used by the pool; each template belongs to one thread at a time.
 */
#ifndef NIANBAO_TEMPLATE_H
#define NIANBAO_TEMPLATE_H

#include <stddef.h>
#include <sys/types.h>

#include "wire.h"

/* What a process is for, and so how tightly it is locked up. */
enum child_class { CHILD_MARKUP, CHILD_OFFICE, CHILD_PDF, CHILD_CLASSES };

/* The class that reads the format. */
enum child_class child_class_of(enum wire_format format);

struct template
{
    pid_t pid;
    int fd;
    size_t memory; /* that its copies may allocate */
};

/*
 * Starts `program`, whose copies may allocate `memory` bytes. Returns 0 and a new template, or an
 * errno value. It is not known yet whether the program does what it should.
 */
int template_start(const char *program, enum child_class class, size_t memory,
                   struct template **out);

/*
 * Has a copy made that talks over the socket `fd`. Returns 0 and its id, which is a child of this
 * process; an errno value when there is no room for one more process; or EPROTO when the template
 * is of no more use.
 */
int template_copy(const struct template *template, int fd, pid_t *pid);

/* Kills the template, waits for its end and frees it. Its copies go on. NULL is allowed. */
void template_end(struct template *template);

/* Waits for the end of a process that was killed; returns how it ended. */
int template_reap(pid_t pid);

#endif
