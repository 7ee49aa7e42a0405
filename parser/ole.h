/* The compound files ([MS-CFB]) in which old Office programs keep what they write. */
#ifndef NB_OLE_H
#define NB_OLE_H

#include <stddef.h>

/*
 * Whether the file's directory lists a stream or storage of that name (ASCII, up to 31 characters).
 * The chain of sectors is not followed, so that a broken or hostile one cannot lead astray: entries
 * are told by their form, wherever they stand. The time is linear in `size`.
 */
int nb_ole_has(const unsigned char *bytes, size_t size, const char *name);

#endif
