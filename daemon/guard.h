/*
 * What stands guard over reading: that no parse goes on for ever, that a content that brings the
 * daemon down is not tried for ever, and that the program that reads other formats is there.
 */
#ifndef NIANBAOD_GUARD_H
#define NIANBAOD_GUARD_H

#include "../extract/extract.h"
#include "attempts.h"
#include "config.h"
#include "log.h"

struct guard;

/*
 * Opens the attempts in the state directory. All arguments are borrowed. Returns 0 and a new guard,
 * or -1 after the log has said why.
 */
int guard_open(const struct config *config, struct extract *extract, struct log *log,
               struct guard **out);

struct attempts *guard_attempts(const struct guard *guard); /* borrowed */

/* A document could not be read for a reason of the program's that reads them, told in `note`. */
void guard_failed(struct guard *guard, const char *note);

/* To be called about once a second. Ends the process when a parse has hung: a thread cannot be. */
void guard_tick(struct guard *guard);

/* Why some kinds of files are not read, as a sentence, or NULL; borrowed until the next tick. */
const char *guard_trouble(const struct guard *guard);

/* No parse may be under way. NULL is allowed. */
void guard_close(struct guard *guard);

#endif
