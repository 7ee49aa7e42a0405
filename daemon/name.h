/*
 * File names: which are left alone, and which name a file gets where it is put. Names are bytes;
 * nothing here assumes that they are UTF-8.
 */
#ifndef NIANBAOD_NAME_H
#define NIANBAOD_NAME_H

#include <stddef.h>
#include <stdint.h>

/*
 * Whether a file or folder of this name (one component) is still being written or none of ours: it
 * begins with "." or ends in .part, .tmp, .crdownload, .filepart or ~.
 */
int name_ignored(const char *name);

/* A hash of a path, never 0; with an unknown `seed` nobody can choose paths that collide. */
uint64_t name_hash(const char *path, uint64_t seed);

/* Whether the directory has an entry of that name, whatever it is. */
int name_exists(int dir, const char *name);

/* What is put behind a file's name for its findings. */
#define NAME_FINDINGS ".findings.txt"

/*
 * The name for the `attempt`-th try (from 0) to store a file: `name` itself, then STEM.SEQ.EXT,
 * then STEM.SEQ-2.EXT and so on. The stem is cut at a character where NAME and NAME.findings.txt
 * would not fit a directory entry. Writes at most 256 bytes to `out`.
 */
void name_candidate(const char *name, uint64_t sequence, int attempt, char out[256]);

#endif
