/*
 * Noting, in the last moment, what a thread was doing when it crashed: the handler of a fatal
 * signal writes prepared bytes into an open file and then lets the signal do what it did before.
 *
 * Handlers belong to the process and what a thread expects belongs to the thread, so this is the
 * one module with state of its own.
 */
#ifndef NIANBAOD_CRASH_H
#define NIANBAOD_CRASH_H

#include <stddef.h>
#include <sys/types.h>

struct crash {
    int fd; /* -1: nothing is written */
    const void *bytes;
    size_t size;
    off_t offset;
};

/* Catches fatal signals from now on; they go on to whoever caught them before. Once at a time. */
void crash_catch(void);
void crash_release(void);

/*
 * What is written when the calling thread crashes, borrowed until it expects something else; NULL:
 * nothing. At its first use a thread gets a stack for signals, so that running out of its own can
 * be noted, too; it goes with the thread. Where there is no memory for one, that alone goes
 * unnoted.
 */
void crash_expect(const struct crash *crash);

#endif
