/*
 * What a test and the library that is preloaded into its daemon share: a file mapped by both, so
 * that failures are switched on and off while the daemon runs. $NIANBAO_SHIM names the file.
 */
#ifndef NIANBAO_TESTS_FAULTS_SHIM_H
#define NIANBAO_TESTS_FAULTS_SHIM_H

#include <stdatomic.h>

enum shim_call {
    SHIM_READ,    /* read, pread */
    SHIM_WRITE,   /* write, pwrite */
    SHIM_SYNC,    /* fsync, fdatasync */
    SHIM_RENAME,  /* renameat2 and its kin */
    SHIM_OPEN,    /* open, openat */
    SHIM_INOTIFY, /* inotify_init1, inotify_add_watch */
    SHIM_CALLS,
};

struct shim_rule {
    atomic_int error;    /* an errno value; 0: no failure */
    atomic_int shorter;  /* instead, half of what was asked for is read or written */
    atomic_int every;    /* each n-th call that this rule concerns */
    char path[128];      /* it concerns files whose path holds this; set before `error` */
    atomic_ulong passed; /* calls that it concerned */
    atomic_ulong failed;
};

struct shim {
    struct shim_rule rules[SHIM_CALLS];
    atomic_llong clock_ms; /* the realtime clock is ahead by so much */
};

#endif
