/*
 * `nianbao tail` as a listener that may be stopped, killed and started again: each life goes on at
 * the noted position and writes a file of its own. What its user has in the end is all of them, one
 * after the other, without what a killed life did not finish and its successor said again.
 */
#ifndef NIANBAO_TESTS_FAULTS_LISTEN_H
#define NIANBAO_TESTS_FAULTS_LISTEN_H

#include "../harness.h"

struct listener {
    const struct daemon *daemon;
    unsigned number; /* of this listener, and of its present life */
    unsigned life;
    pid_t pid;
    size_t again; /* events that two lives printed; after listener_end() */
};

/* Starts the first life. The daemon need not run yet. */
void listener_start(struct listener *listener, const struct daemon *daemon, unsigned number);

/* Ends the present life with this signal, and starts the next one. */
void listener_restart(struct listener *listener, int signum);

/*
 * Waits until the listener has noted the journal's last event, ends it, and puts together what it
 * heard. Returns the path of that file; valid until the eighth call of at() from now.
 */
const char *listener_end(struct listener *listener);

#endif
