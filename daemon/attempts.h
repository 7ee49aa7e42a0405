/*
 * What is being parsed right now, and what has brought its parser down before. It is kept in a
 * small file that is mapped into memory: what was noted there outlives the process at the price of
 * a memory write, and a file that kills or hangs the daemon is known at the next start.
 *
 * A failure is a parse during which the process died of a fatal signal of its own, or that had
 * lasted for ATTEMPTS_SLOW_MS when the process ended, however it ended. A process that is killed
 * from outside while it parses something proves nothing against that something.
 */
#ifndef NIANBAOD_ATTEMPTS_H
#define NIANBAOD_ATTEMPTS_H

#include <stddef.h>
#include <stdint.h>

#define ATTEMPTS_SLOW_MS 5000
#define ATTEMPTS_MOST    2 /* so many failures, and a content is not parsed any more */

struct attempts;

/*
 * Opens the file `path` for up to `slots` parses at a time, makes it when it is not there or holds
 * nonsense, and counts what the last run left behind. From now on fatal signals are noted before
 * they do what they did before. One at a time for a process. Returns 0 and new attempts, or -1
 * with errno set.
 */
int attempts_open(const char *path, unsigned slots, struct attempts **out);

/* How often this content has failed so far. `identity` is the job's. Any thread. */
unsigned attempts_failures(struct attempts *attempts, const char *identity);

/*
 * Notes that the calling thread begins to parse a content, and that it is done. Returns the slot
 * for attempts_end(). Any thread; a thread parses one content at a time.
 */
int attempts_begin(struct attempts *attempts, const char *identity, const char *path);
void attempts_end(struct attempts *attempts, int slot);

/*
 * To be called every now and then, on the loop: notes which parses have become slow. Returns the
 * time that the longest has lasted, in ms, and its file in `path` unless none is under way (0).
 */
int64_t attempts_look(struct attempts *attempts, char *path, size_t size);

/* NULL is allowed. */
void attempts_close(struct attempts *attempts);

#endif
