/*
 * The members of a ZIP file that stands in memory, as Word and Excel files are. Only the headers
 * are read on opening; a member is decompressed when it is asked for, so that pictures cost
 * nothing.
 *
 * The directory at the end of the file decides what there is, as it does for the programs that
 * write and read such files; a file that was cut off has none and is input.damaged. Names compare
 * without regard to case, to "\" for "/" and to a leading "/". A name that stands for two members
 * is allowed by no standard and could be read in two ways: asking for it is input.damaged.
 */
#ifndef NIANBAO_PACKAGE_H
#define NIANBAO_PACKAGE_H

#include <stddef.h>

#include "emit.h"

#define PACKAGE_MEMBERS     3000                /* in a file; more is input.too_large */
#define PACKAGE_MEMBER_SIZE ((size_t)64 << 20)  /* bytes of one member, decompressed */
#define PACKAGE_TOTAL_SIZE  ((size_t)128 << 20) /* bytes of all that are asked for */

struct package;

/* What stands in a member. */
struct member {
    unsigned char *bytes; /* owned; a NUL follows that does not count */
    size_t size;
};

/*
 * Reads the directory of the file. `bytes` and `emit` must live as long as the package. Returns 0
 * and a new package, or -1 after emit_fail(); `*out` is NULL then.
 */
int package_open(const unsigned char *bytes, size_t size, struct emit *emit, struct package **out);

/* Frees it; NULL is allowed. */
void package_close(struct package *package);

/*
 * Decompresses a member and checks its sum. Returns 1 and the member (member_free()), 0 when there
 * is none of that name, or -1 after emit_fail(); `out` is empty then. What was read counts against
 * PACKAGE_TOTAL_SIZE also when it is freed.
 */
int package_read(struct package *package, const char *name, struct member *out);

/* True when there is a member of that name. */
int package_has(const struct package *package, const char *name);

/* Frees what stands in the member, which is empty then. */
void member_free(struct member *member);

#endif
