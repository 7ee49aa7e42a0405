/*
 * What the library has to know of a message: the two keys of its envelope that say where in the
 * feed it belongs.
 */
#ifndef NIANBAO_ENVELOPE_H
#define NIANBAO_ENVELOPE_H

#include <stddef.h>
#include <stdint.h>

#include "nianbao-feed.h"

struct envelope {
    char epoch[NBF_EPOCH_SIZE];
    uint64_t sequence; /* less than INT64_MAX */
};

/* A decimal number of 1 to 20 digits, less than INT64_MAX. Returns 0, or -1 when it is none. */
int envelope_number(const char *digits, size_t size, uint64_t *out);

/* An epoch: 1 to 63 graphic ASCII characters. Returns 0, or -1 when it is none. */
int envelope_epoch(const char *text, size_t size, char out[NBF_EPOCH_SIZE]);

/*
 * Reads the envelope of a message of `size` bytes. Where both keys stand in front of the first
 * nested value, as nianbaod writes them, nothing behind them is looked at, and the first of
 * repeated keys counts; otherwise the whole has to be JSON without repeated keys. Returns 0, or -1
 * when there is no such envelope or memory ran out.
 */
int envelope_read(const char *text, size_t size, struct envelope *out);

#endif
