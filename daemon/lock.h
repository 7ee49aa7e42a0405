/*
 * One daemon for each state directory, and for each drop directory.
 */
#ifndef NIANBAOD_LOCK_H
#define NIANBAOD_LOCK_H

/*
 * Takes the lock of a directory: the file `name` in it, or, with NULL, the directory itself, which
 * leaves no trace there. It goes when the process ends, however it ends. Waits a second for another
 * process to give it up. Returns a descriptor to close, or -1 with errno set: EWOULDBLOCK when
 * another process holds it.
 */
int lock_take(const char *directory, const char *name);

#endif
