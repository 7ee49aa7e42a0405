/* Raised text, in which the marks of notes stand. */
#ifndef NIANBAO_RAISED_H
#define NIANBAO_RAISED_H

#include <stddef.h>

#include "../../parser/buffer.h"

/*
 * Adds raised text as it is to be read. Behind a number it is most often the mark of a note, which
 * is no part of the number: its digits become those of Unicode that are raised, and signs that only
 * mark notes are left out.
 */
void raised_add(struct nb_buffer *out, const char *text, size_t length);

#endif
