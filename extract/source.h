/*
 * Opening what somebody dropped: safely, within a limit, with the hash of the bytes that were read.
 *
 * Nothing here follows a symbolic link in the last component, blocks on a FIFO or trusts a size:
 * the file is opened with O_NOFOLLOW | O_NONBLOCK, must be a regular file, and is read to its end
 * or to the limit.
 */
#ifndef NIANBAO_SOURCE_H
#define NIANBAO_SOURCE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "../parser/nianbao.h"

#define SOURCE_LIMIT_DEFAULT ((uint64_t)20 << 20) /* bytes */

enum source_result {
    SOURCE_OK,       /* bytes, size, sha256 and st are set */
    SOURCE_REJECTED, /* it will never be a report: code and detail say why; st is set */
    SOURCE_CHANGED,  /* it changed while it was read: try again when it has come to rest */
    SOURCE_GONE,     /* nothing of that name is there (any more) */
    SOURCE_ERROR,    /* error holds an errno value (EACCES, EIO, EMFILE, ...); st may be unset */
    SOURCE_NOMEM,
};

struct source {
    unsigned char *bytes; /* owned */
    size_t size;          /* bytes read */
    char sha256[65];      /* hexadecimal, "" when nothing was read */
    struct stat st;       /* of the open file, or of the entry itself when it was rejected */
    enum nb_code code;    /* SOURCE_REJECTED: input.unsupported or input.too_large */
    const char *detail_zh, *detail_en; /* SOURCE_REJECTED: what it is; static strings */
    int error;
};

/*
 * Reads the file `path` below the directory `dirfd` (AT_FDCWD allowed). With `beneath` set, a path
 * that leaves `dirfd` or passes through a symbolic link is not followed (openat2 RESOLVE_BENEATH |
 * RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV, or one openat per component where the kernel lacks it);
 * without it only a link as the last component is refused when `follow` is 0.
 * `limit` is in bytes. `*src` is filled in every case; release it with source_free().
 */
enum source_result source_read(int dirfd, const char *path, int beneath, int follow, uint64_t limit,
                               struct source *src);

/*
 * Whether somebody has the regular file `path` below `dirfd` open for writing. 1 when so; 0 when
 * not, or when it cannot be told: the question is a read lease, which only local file systems
 * grant, and only to the owner or with CAP_LEASE. The caller ignores SIGIO.
 */
int source_being_written(int dirfd, const char *path);

/* Frees the bytes; the struct may be used again. A zeroed struct is allowed. */
void source_free(struct source *src);

#endif
