/*
 * Files with something changed in them: bytes, lengths, numbers, pieces taken out, doubled or
 * brought in from another file. In a ZIP file it is mostly one of its members that is changed, and
 * the file put together again, so that more than the decompressor gets to see it.
 */
#ifndef TESTS_MUTATE_H
#define TESTS_MUTATE_H

#include <stdint.h>

#include "fixtures.h"

/* A changed copy of `file`, new (free data). `other` gives pieces. `*state` is as in units.h. */
struct bytes mutate_file(const struct bytes *file, const struct bytes *other, uint32_t *state);

#endif
