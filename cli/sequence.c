#include "sequence.h"

#include <stdio.h>
#include <string.h>

static void miss(struct sequence *seq, uint64_t last, struct sequence_gap *gap)
{
    *gap = (struct sequence_gap){SEQUENCE_GAP, seq->last + 1, last};
    seq->last = last;
}

static void see_heartbeat(struct sequence *seq, uint64_t n, struct sequence_gap *gap)
{
    if (seq->ahead > seq->last)
        miss(seq, seq->ahead, gap);
    seq->ahead = n > seq->last ? n : 0;
}

void sequence_see(struct sequence *seq, const char *epoch, uint64_t n, int heartbeat,
                  struct sequence_gap *gap)
{
    *gap = (struct sequence_gap){SEQUENCE_FINE, 0, 0};
    if (strncmp(seq->epoch, epoch, sizeof seq->epoch - 1) != 0) {
        if (seq->epoch[0] != '\0')
            gap->kind = SEQUENCE_NEW_EPOCH;
        snprintf(seq->epoch, sizeof seq->epoch, "%s", epoch);
        seq->last = n;
        seq->ahead = 0;
    } else if (heartbeat) {
        see_heartbeat(seq, n, gap);
    } else if (n > seq->last) {
        if (n - seq->last > 1)
            miss(seq, n - 1, gap);
        seq->last = n;
    }
}
