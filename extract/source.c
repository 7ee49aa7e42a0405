#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

static const struct {
    mode_t type;
    const char *zh, *en;
} kinds[] = {
    {S_IFLNK, "符号链接", "a symbolic link"}, {S_IFIFO, "命名管道", "a named pipe"},
    {S_IFSOCK, "套接字", "a socket"},         {S_IFCHR, "字符设备", "a character device"},
    {S_IFBLK, "块设备", "a block device"},    {S_IFDIR, "文件夹", "a directory"},
};

static enum source_result reject(struct source *src, enum nb_code code, const char *zh,
                                 const char *en)
{
    src->code = code;
    src->detail_zh = zh;
    src->detail_en = en;
    return SOURCE_REJECTED;
}

static enum source_result reject_kind(struct source *src)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if ((src->st.st_mode & S_IFMT) == kinds[i].type)
            return reject(src, NB_INPUT_UNSUPPORTED, kinds[i].zh, kinds[i].en);
    return reject(src, NB_INPUT_UNSUPPORTED, NULL, NULL);
}

static enum source_result reject_size(struct source *src)
{
    return reject(src, NB_INPUT_TOO_LARGE, "超过大小上限", "over the size limit");
}

static enum source_result failure(struct source *src, int error)
{
    src->error = error;
    if (error == ENOMEM)
        return SOURCE_NOMEM;
    return error == ENOENT || error == ENOTDIR ? SOURCE_GONE : SOURCE_ERROR;
}

/* Where the kernel has no openat2: one step per component, none of them through a link. */
static int open_stepwise(int dirfd, const char *path, int flags)
{
    char part[NAME_MAX + 1];
    int at = dirfd;

    for (;;) {
        size_t n = strcspn(path, "/");
        int last = path[n] == '\0';
        if (n == 0 || n > NAME_MAX || (n == 2 && memcmp(path, "..", 2) == 0)) {
            errno = n > NAME_MAX ? ENAMETOOLONG : EXDEV;
            break;
        }
        memcpy(part, path, n);
        part[n] = '\0';
        int fd = openat(at, part, last ? flags : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int error = errno;
        if (at != dirfd)
            close(at);
        errno = error;
        if (fd < 0 || last)
            return fd;
        at = fd;
        path += n + 1;
    }
    int error = errno;
    if (at != dirfd)
        close(at);
    errno = error;
    return -1;
}

static int open_beneath(int dirfd, const char *path, int flags)
{
    struct open_how how = {
        .flags = (unsigned)flags,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
    };
    long fd;

    do
        fd = syscall(SYS_openat2, dirfd, path, &how, sizeof how);
    while (fd < 0 && errno == EAGAIN);
    /* EPERM: a sandbox that does not know the call. */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        return open_stepwise(dirfd, path, flags);
    return (int)fd;
}

/*
 * Reads to the end or one byte past the limit. Starts with room for the size that fstat() gave plus
 * one byte, so that a file which did not grow is read without copying.
 */
static enum source_result read_bytes(int fd, uint64_t limit, struct source *src)
{
    size_t room = (size_t)src->st.st_size + 1;

    for (;;) {
        unsigned char *bytes = realloc(src->bytes, room);
        if (!bytes)
            return SOURCE_NOMEM;
        src->bytes = bytes;
        while (src->size < room) {
            ssize_t n = read(fd, src->bytes + src->size, room - src->size);
            if (n == 0)
                return SOURCE_OK;
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                return failure(src, errno);
            src->size += (size_t)n;
        }
        if (src->size > limit)
            return reject_size(src);
        room = room < limit / 2 ? room * 2 : (size_t)limit + 1;
    }
}

static int same_content(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static enum source_result hash(struct source *src)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;

    if (!EVP_Digest(src->bytes, src->size, digest, &length, EVP_sha256(), NULL) || length != 32)
        return SOURCE_NOMEM;
    char *out = src->sha256;
    for (unsigned int i = 0; i < length; i++) {
        *out++ = hex[digest[i] >> 4];
        *out++ = hex[digest[i] & 15];
    }
    *out = '\0';
    return SOURCE_OK;
}

static enum source_result read_open(int fd, uint64_t limit, struct source *src)
{
    struct stat after;

    if (fstat(fd, &src->st) != 0)
        return failure(src, errno);
    if (!S_ISREG(src->st.st_mode))
        return reject_kind(src);
    if ((uint64_t)src->st.st_size > limit)
        return reject_size(src);
    enum source_result result = read_bytes(fd, limit, src);
    if (result != SOURCE_OK)
        return result;
    if (fstat(fd, &after) != 0)
        return failure(src, errno);
    if (!same_content(&src->st, &after) || src->size != (uint64_t)after.st_size)
        return SOURCE_CHANGED;
    return hash(src);
}

enum source_result source_read(int dirfd, const char *path, int beneath, int follow, uint64_t limit,
                               struct source *src)
{
    memset(src, 0, sizeof *src);
    /* Devices may act on being opened, so what it is gets asked first. */
    if (fstatat(dirfd, path, &src->st, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
        return failure(src, errno);
    if (!S_ISREG(src->st.st_mode))
        return reject_kind(src);

    int flags = OPEN_FLAGS | (follow ? 0 : O_NOFOLLOW);
    int fd = beneath ? open_beneath(dirfd, path, flags) : openat(dirfd, path, flags);
    if (fd < 0) /* ELOOP: a link took the file's place after the question above */
        return errno == ELOOP ? SOURCE_CHANGED : failure(src, errno);
    enum source_result result = read_open(fd, limit, src);
    close(fd);
    if (result != SOURCE_OK) {
        free(src->bytes);
        src->bytes = NULL;
        src->size = 0;
    }
    return result;
}

int source_being_written(int dirfd, const char *path)
{
    int fd = open_beneath(dirfd, path, OPEN_FLAGS | O_NOFOLLOW);

    if (fd < 0)
        return 0;
    /* Granted only while nobody writes; it goes with the descriptor. */
    int busy = fcntl(fd, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
    close(fd);
    return busy;
}

void source_free(struct source *src)
{
    free(src->bytes);
    src->bytes = NULL;
    src->size = 0;
}
