/*
 * Reading a report from a pipe: like source_read(), for what has no name.
 */
#ifndef NIANBAO_STDIN_H
#define NIANBAO_STDIN_H

#include "../extract/source.h"

/*
 * Reads `fd` to its end, `limit` bytes at most. Returns SOURCE_OK, SOURCE_REJECTED (more than
 * `limit` bytes, or a directory), SOURCE_ERROR or SOURCE_NOMEM, and fills `*src` as source_read()
 * does; release it with source_free(). `fd` stays open.
 */
enum source_result stdin_read(int fd, uint64_t limit, struct source *src);

#endif
