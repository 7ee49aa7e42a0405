/*
 * The library that makes calls of the daemon fail (shim.h), from the test's side.
 */
#ifndef NIANBAO_TESTS_FAULTS_PRELOAD_H
#define NIANBAO_TESTS_FAULTS_PRELOAD_H

#include "../harness.h"
#include "shim.h"

/*
 * Starts the daemon with the library, without waiting for anything. Nothing fails yet. With `shim`
 * NULL a new one is made, in the daemon's directory; the same can be given again after a restart.
 */
struct shim *preload_spawn(struct daemon *daemon, struct shim *shim);

/* A new one for a daemon that is still to be started: what is to fail at its start. */
struct shim *preload_make(struct daemon *daemon);

/* How a call fails: an errno value, or with half of what was asked for. */
#define PRELOAD_SHORT (-1)

/* Each `every`-th of the calls that concern files whose path holds `path` fails from now on. */
void preload_fail(struct shim *shim, enum shim_call call, const char *path, int how, int every);
void preload_pass(struct shim *shim);

void preload_free(struct shim *shim);

#endif
