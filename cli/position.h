/*
 * A position file: how far a reader of the feed has come, as "EPOCH SEQUENCE" and a newline.
 */
#ifndef NIANBAO_POSITION_H
#define NIANBAO_POSITION_H

#include "../client/nianbao-feed.h"

/* One program at a time notes its position in a file, so that none goes on from another's. */
struct position_file {
    const char *path;
    int lock; /* the file as it was loaded or saved last, locked; -1: none */
};

/*
 * Returns 1 and the position, 0 when there is no such file, or a negative errno value: -EBADMSG
 * when the file holds something else, -EBUSY when another program notes its position there.
 */
int position_load(struct position_file *file, struct nbf_position *out);

/*
 * Replaces the file at once, so that it always holds one position or the other, whenever the
 * machine stops. Writes PATH.new first. Returns 0 or a negative errno value, as above.
 */
int position_save(struct position_file *file, const struct nbf_position *position);

/* Others may have the file. */
void position_close(struct position_file *file);

#endif
