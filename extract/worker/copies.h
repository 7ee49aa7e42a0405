/* The template's side of extract/wire.h: a process that copies itself for each document. */
#ifndef NIANBAO_COPIES_H
#define NIANBAO_COPIES_H

/*
 * Waits on descriptor 0, which 1 is a duplicate of, for sockets. Returns 1 in each copy, where both
 * are its socket then. Returns 0 in the template when nobody wants another copy.
 *
 * A copy is a child of the template's parent, which started both. It is made without what libc does
 * around a fork(), so there must be no second thread.
 */
int copies_make(void);

#endif
