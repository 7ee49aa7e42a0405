/*
 * Following the sequence numbers of the feed: which events did not come?
 */
#ifndef NIANBAO_SEQUENCE_H
#define NIANBAO_SEQUENCE_H

#include <stdint.h>

enum sequence_kind {
    SEQUENCE_FINE,
    SEQUENCE_GAP,       /* the events from first to last did not come */
    SEQUENCE_NEW_EPOCH, /* the daemon has another journal: numbers start again */
};

struct sequence_gap {
    enum sequence_kind kind;
    uint64_t first, last;
};

/* All zero at the start. */
struct sequence {
    char epoch[40]; /* "" before the first message */
    uint64_t last;  /* the newest event that is accounted for: it came, or was said to be missing */
    uint64_t ahead; /* what the heartbeat before said, when that was more than `last`; else 0 */
};

/*
 * Takes note of an event with number `n`, or of a heartbeat that says that `n` was the last, and
 * says in `*gap` what is missing. The first message of an epoch sets the start. A heartbeat may
 * overtake the event that it speaks of, so it takes two of them to call an event missing.
 */
void sequence_see(struct sequence *seq, const char *epoch, uint64_t n, int heartbeat,
                  struct sequence_gap *gap);

#endif
