/* What the properties of an Office file say of it. */
#ifndef NIANBAO_PROPERTIES_H
#define NIANBAO_PROPERTIES_H

#include "emit.h"
#include "package.h"
#include "relations.h"

/*
 * Tells the title that stands in the properties, if there is one. `root` are the relations of the
 * file as a whole. Returns 0, or -1 after emit_fail().
 */
int properties_read(struct package *package, const struct relations *root, struct emit *emit);

#endif
