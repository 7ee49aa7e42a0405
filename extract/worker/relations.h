/* How the members of an Office file refer to each other: the .rels file that goes with a member. */
#ifndef NIANBAO_RELATIONS_H
#define NIANBAO_RELATIONS_H

#include "../../parser/arena.h"
#include "package.h"

#define RELATIONS_LIMIT 10000 /* of one member, to others within the file */

struct relation {
    const char *id;
    const char *type;   /* the last word of the address that names it: "styles" */
    const char *target; /* the member, without a leading "/" */
};

struct relations {
    struct nb_arena arena; /* holds the strings */
    struct relation *list; /* owned */
    size_t count, room;
};

/*
 * Reads the relations of the member `part`, or of the file as a whole where `part` is "". A member
 * without a .rels file has none. Returns 0 and the relations (relations_free()), or -1 after
 * emit_fail(); there is nothing to free then.
 */
int relations_read(struct package *package, const char *part, struct emit *emit,
                   struct relations *out);
void relations_free(struct relations *relations);

/* The relation of that id, or NULL. */
const struct relation *relations_find(const struct relations *relations, const char *id,
                                      size_t length);

/* The member that the first relation of this type leads to, or NULL. */
const char *relations_of_type(const struct relations *relations, const char *type);

#endif
