/*
 * Finding single values in a JSON text without parsing all of it: for texts that were printed by a
 * JSON library and of which little is wanted.
 */
#ifndef NIANBAOD_SKIM_H
#define NIANBAOD_SKIM_H

#include <stddef.h>

/* A value as it stands in the text; borrowed from it. */
struct skim {
    const char *text; /* NULL: it is not there */
    size_t size;
};

/*
 * Looks up members of an object by their names, which are plain letters and stand in the text as
 * they are. Returns 0 with `out` filled in for each of the `count` names, or -1 when the text does
 * not look like one object.
 */
int skim_members(struct skim object, const char *const names[], size_t count, struct skim out[]);

#endif
