/*
 * The judgement in which every fault test ends: what was dropped is compared with what the journal,
 * the folders and the listeners hold.
 */
#ifndef NIANBAO_TESTS_FAULTS_AUDIT_H
#define NIANBAO_TESTS_FAULTS_AUDIT_H

#include "../harness.h"
#include "listen.h"
#include "load.h"

/* What a test asks for beyond the promise, or cannot promise. All zeros is the strict form. */
struct audit_terms {
    struct listener *heard; /* ran all through and is ended now, or NULL */
    int passing;            /* contents that were only passing may have events, too */
    int in_drop;            /* files may still lie in the drop directory */
    int orphans; /* findings may lie there of a file that changed before it could follow */
    int stopped; /* the daemon need not run */
};

struct audit_counts {
    size_t files;    /* dropped complete */
    size_t contents; /* different ones */
    size_t events;
    size_t anew; /* of these: judged anew, since the report of the year before came */
    size_t archived, rejected, waiting; /* where the files are */
    size_t findings;
};

/*
 * Waits until nothing waits in the drop directory and the daemon is idle and healthy. Fails the
 * running test when there is no progress for half a minute.
 */
void audit_settle(struct daemon *daemon);

/*
 * Fails the running test unless: each content that was dropped has exactly one event; the sequence
 * has no gap from 1; every file that was dropped is found exactly once, with its bytes, and nothing
 * else; findings lie beside every file that is not valid and are whole; what was heard, and what is
 * heard by one that comes now, is the journal, byte for byte; the daemon is healthy. `counts` may
 * be NULL.
 */
void audit(struct daemon *daemon, const struct load *load, const struct audit_terms *terms,
           struct audit_counts *counts);

/* Adds up the counts of several audits. */
void audit_add(struct audit_counts *sum, const struct audit_counts *counts);

/* Prints a line "counts NAME: ..." with the audit's counts and what the format adds. */
void audit_tell(const char *name, const struct audit_counts *counts, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The number in the environment variable, or else `full`, or `brief` when FAULTS_SHORT is set. */
unsigned audit_number(const char *variable, unsigned full, unsigned brief);

#endif
