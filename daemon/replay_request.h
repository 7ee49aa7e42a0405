/*
 * What a client asks of the replay socket, read from the frames of its message.
 */
#ifndef NIANBAOD_REPLAY_REQUEST_H
#define NIANBAOD_REPLAY_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#define REQUEST_FRAMES 4 /* that a request may have at most */
#define REQUEST_EPOCH  64
#define REQUEST_PREFIX 512

struct frame {
    const void *bytes;
    size_t size;
};

enum request_kind {
    REQUEST_STATUS,
    REQUEST_REPLAY,
    REQUEST_SNAPSHOT,
};

struct request {
    enum request_kind kind;
    char epoch[REQUEST_EPOCH + 1]; /* "": any */
    uint64_t first;                /* sequence, from 1 */
    size_t prefix_size;
    char prefix[REQUEST_PREFIX]; /* of topics, as bytes */
};

/* Why a request is refused: a code for programs and a sentence for people. Both are static. */
struct refusal {
    const char *code, *text;
};

/* Fills it; returns -1. */
int refusal_set(struct refusal *refusal, const char *code, const char *text);

/* Reads a request. Returns 0, or -1 and fills `refusal`. */
int request_read(const struct frame *frames, size_t count, struct request *out,
                 struct refusal *refusal);

#endif
