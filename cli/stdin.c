#include "stdin.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_SIZE ((size_t)64 << 10)

static enum source_result fail(struct source *src, int error)
{
    src->error = error;
    return error == ENOMEM ? SOURCE_NOMEM : SOURCE_ERROR;
}

static enum source_result too_large(struct source *src)
{
    src->code = NB_INPUT_TOO_LARGE;
    src->detail_zh = "标准输入";
    src->detail_en = "standard input";
    return SOURCE_REJECTED;
}

/* Doubles the buffer, up to one byte more than the limit, by which too much is noticed. */
static int grow(struct source *src, size_t *room, uint64_t limit)
{
    size_t wanted = *room == 0 ? FIRST_SIZE : *room * 2;
    unsigned char *bytes;

    if (wanted > limit + 1)
        wanted = (size_t)limit + 1;
    bytes = realloc(src->bytes, wanted);
    if (bytes == NULL)
        return -1;
    src->bytes = bytes;
    *room = wanted;
    return 0;
}

static int hash(struct source *src)
{
    unsigned char digest[EVP_MAX_MD_SIZE];

    if (EVP_Digest(src->bytes, src->size, digest, NULL, EVP_sha256(), NULL) != 1)
        return -1;
    for (size_t i = 0; i < 32; i++)
        snprintf(src->sha256 + 2 * i, 3, "%02x", digest[i]);
    return 0;
}

enum source_result stdin_read(int fd, uint64_t limit, struct source *src)
{
    size_t room = 0;
    ssize_t n = 1;

    memset(src, 0, sizeof *src);
    if (fstat(fd, &src->st) < 0)
        return fail(src, errno);
    while (n != 0) {
        if (src->size == room && grow(src, &room, limit) < 0)
            return fail(src, ENOMEM);
        n = read(fd, src->bytes + src->size, room - src->size);
        if (n < 0 && errno != EINTR)
            return fail(src, errno);
        if (n > 0)
            src->size += (size_t)n;
        if (src->size > limit)
            return too_large(src);
    }
    return hash(src) < 0 ? fail(src, ENOMEM) : SOURCE_OK;
}
