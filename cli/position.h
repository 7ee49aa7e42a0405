/*
 * A position file: how far a reader of the feed has come, as "EPOCH SEQUENCE" and a newline.
 */
#ifndef NIANBAO_POSITION_H
#define NIANBAO_POSITION_H

#include "../client/nianbao-feed.h"

/* Returns 1 and the position, 0 when there is no such file, or a negative errno value: -EBADMSG
 * when the file holds something else. */
int position_load(const char *path, struct nbf_position *out);

/*
 * Replaces the file at once, so that it always holds one position or the other, whenever the
 * machine stops. Writes PATH.new first. Returns 0 or a negative errno value.
 */
int position_save(const char *path, const struct nbf_position *position);

#endif
