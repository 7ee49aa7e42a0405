/*
 * One daemon for each state directory.
 */
#ifndef NIANBAOD_LOCK_H
#define NIANBAOD_LOCK_H

/*
 * Takes the lock of the directory `state`; it goes when the process ends, however it ends. Returns
 * a descriptor to close, or -1 with errno set: EWOULDBLOCK when another process holds it.
 */
int lock_take(const char *state);

#endif
