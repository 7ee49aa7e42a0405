#include "replay_request.h"

#include <string.h>

#define SEQUENCE_DIGITS 20

int refusal_set(struct refusal *refusal, const char *code, const char *text)
{
    refusal->code = code;
    refusal->text = text;
    return -1;
}

/* A decimal of at most 20 digits. A journal's sequences are SQLite's integers, so 63 bits. */
static int read_sequence(const struct frame *frame, uint64_t *out)
{
    const char *digits = frame->bytes;
    uint64_t n = 0;

    if (frame->size == 0 || frame->size > SEQUENCE_DIGITS)
        return -1;
    for (size_t i = 0; i < frame->size; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return -1;
        uint64_t digit = (uint64_t)(digits[i] - '0');
        if (n > (INT64_MAX - digit) / 10)
            return -1;
        n = n * 10 + digit;
    }
    *out = n;
    return 0;
}

/* Text without NUL that fits; an epoch that does not is none of ours, but it need not be kept. */
static int read_epoch(const struct frame *frame, struct request *out, struct refusal *refusal)
{
    if (frame->size > REQUEST_EPOCH || memchr(frame->bytes, '\0', frame->size))
        return refusal_set(refusal, "malformed", "the second frame is an epoch, or empty for any");
    memcpy(out->epoch, frame->bytes, frame->size);
    out->epoch[frame->size] = '\0';
    return 0;
}

static int read_prefix(const struct frame *frame, struct request *out, struct refusal *refusal)
{
    if (frame->size > sizeof out->prefix)
        return refusal_set(refusal, "malformed", "a topic prefix has at most 512 bytes");
    memcpy(out->prefix, frame->bytes, frame->size);
    out->prefix_size = frame->size;
    return 0;
}

static int read_replay(const struct frame *frames, size_t count, struct request *out,
                       struct refusal *refusal)
{
    if (count < 3)
        return refusal_set(refusal, "malformed",
                           "a replay has the frames REPLAY, epoch, first sequence, topic prefix");
    if (read_epoch(&frames[1], out, refusal) != 0)
        return -1;
    if (read_sequence(&frames[2], &out->first) != 0)
        return refusal_set(refusal, "sequence", "the third frame is a sequence in decimal digits");
    if (out->first == 0)
        out->first = 1; /* "behind nothing" and "from the first on" are the same */
    return count > 3 ? read_prefix(&frames[3], out, refusal) : 0;
}

static int read_snapshot(const struct frame *frames, size_t count, struct request *out,
                         struct refusal *refusal)
{
    out->first = 1;
    return count > 1 ? read_prefix(&frames[1], out, refusal) : 0;
}

static int read_status(const struct frame *frames, size_t count, struct request *out,
                       struct refusal *refusal)
{
    (void)frames;
    (void)count;
    (void)out;
    (void)refusal;
    return 0;
}

static const struct {
    const char *word;
    enum request_kind kind;
    size_t most; /* frames */
    int (*read)(const struct frame *frames, size_t count, struct request *out,
                struct refusal *refusal);
} kinds[] = {
    {"STATUS", REQUEST_STATUS, 1, read_status},
    {"REPLAY", REQUEST_REPLAY, 4, read_replay},
    {"SNAPSHOT", REQUEST_SNAPSHOT, 2, read_snapshot},
};

int request_read(const struct frame *frames, size_t count, struct request *out,
                 struct refusal *refusal)
{
    if (count == 0 || count > REQUEST_FRAMES)
        return refusal_set(refusal, "malformed", "a request has one to four frames");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t size = strlen(kinds[i].word);
        if (frames[0].size != size || memcmp(frames[0].bytes, kinds[i].word, size) != 0)
            continue;
        if (count > kinds[i].most)
            return refusal_set(refusal, "malformed", "the request has more frames than its kind");
        memset(out, 0, offsetof(struct request, prefix));
        out->kind = kinds[i].kind;
        return kinds[i].read(frames, count, out, refusal);
    }
    return refusal_set(refusal, "unknown", "ask for STATUS, REPLAY or SNAPSHOT");
}
