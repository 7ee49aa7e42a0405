/*
 * What is being parsed right now, and what has brought its parser down before: a content that kills
 * or hangs the daemon is known at the next start.
 *
 * Which thread parses what is noted in memory before it starts. A note becomes a failure, in a
 * small file that outlives the process, when the process dies of a fatal signal that this thread
 * raised, when the parse has used ATTEMPTS_SLOW_MS of the processor (and is not done by the time
 * that the process ends, however it ends), or when it has lasted longer than the caller allows. A
 * process that is killed from outside proves nothing against what it was parsing: of that nothing
 * is kept.
 */
#ifndef NIANBAOD_ATTEMPTS_H
#define NIANBAOD_ATTEMPTS_H

#include <stddef.h>
#include <stdint.h>

#include "log.h"

#define ATTEMPTS_SLOW_MS 5000
#define ATTEMPTS_MOST    2   /* so many failures, and a content is not parsed any more */
#define ATTEMPTS_SLOTS   128 /* parses at a time; those beyond are not noted */
#define ATTEMPTS_KEPT    512 /* contents; of more, the one that failed longest ago is forgotten */

struct attempts;

/*
 * Reads the file `path`, makes it when it is not there or holds nonsense, and counts what the last
 * run left behind; the log tells of each. Where there can be no file the log says so, and no
 * failure is remembered. From now on fatal signals are noted before they do what they did before.
 * One at a time for a process. `log` is borrowed. Returns 0 and new attempts, or -1 when memory ran
 * out.
 */
int attempts_open(const char *path, struct log *log, struct attempts **out);

/* How often the content of this identity (a job's) has failed since it was parsed to the end. */
unsigned attempts_failures(struct attempts *attempts, const char *identity);

/*
 * Notes that the calling thread begins to parse a content, and that it is done, which clears the
 * content. Returns the slot for attempts_end(). Any thread; a thread parses one content at a time.
 */
int attempts_begin(struct attempts *attempts, const char *identity, const char *path);
void attempts_end(struct attempts *attempts, int slot);

/*
 * To be called about once a second, on the loop: notes which parses have become slow, and as failed
 * those that have lasted longer than `most_ms`. While the process was stopped, no time passes.
 * Returns the time that the longest has lasted, in ms, and its file in `path` (cut to `size`), or 0
 * and "" when none is under way.
 */
int64_t attempts_look(struct attempts *attempts, int64_t most_ms, char *path, size_t size);

/* No parse may be under way. NULL is allowed. */
void attempts_close(struct attempts *attempts);

#endif
