/* Preloaded into the daemon: lets calls fail as shim.h says. Nothing else links with it. */
#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define SHIM_EXPORT __attribute__((visibility("default")))

/* What the compiler makes of calls with buffers of a known size; no header declares them. */
ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room);
ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t at, size_t room);
ssize_t __pread64_chk(int fd, void *bytes, size_t size, off64_t at, size_t room);
int __openat_2(int dir, const char *path, int flags);

/* The function that would have been called. */
#define REAL(type, name, ...)                                                                      \
    static type (*real)(__VA_ARGS__);                                                              \
    if (!real)                                                                                     \
    *(void **)&real = dlsym(RTLD_NEXT, name)

static struct shim *shim;

__attribute__((constructor)) static void attach(void)
{
    const char *path = getenv("NIANBAO_SHIM");
    int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0) : -1;

    /* Of the programs that the daemon starts some may not even ask for a file. */
    unsetenv("LD_PRELOAD");
    if (fd < 0)
        return;
    void *memory = mmap(NULL, sizeof *shim, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED)
        shim = memory;
    syscall(SYS_close, fd);
}

/* ---- whether a call fails ---- */

static const char *path_of(int fd, char out[PATH_MAX])
{
    char link[48];

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, out, (size_t)PATH_MAX - 1);
    out[n < 0 ? 0 : n] = '\0';
    return out;
}

enum verdict { PASS, FAIL, SHORT };

/* The rule's verdict on a call that has to do with `name` (NULL: none) in the directory, or with
 * the file, that `fd` is open for. */
static enum verdict judge(enum shim_call call, int fd, const char *name)
{
    struct shim_rule *rule = shim ? &shim->rules[call] : NULL;
    char path[PATH_MAX], whole[2 * PATH_MAX];

    int error = rule ? rule->error : 0, shorter = rule ? rule->shorter : 0;

    if (!error && !shorter) /* each is looked at once: they change at any time */
        return PASS;
    snprintf(whole, sizeof whole, "%s/%s", name && *name == '/' ? "" : path_of(fd, path),
             name ? name : "");
    if (!strstr(whole, rule->path))
        return PASS;
    unsigned long pass = atomic_fetch_add(&rule->passed, 1);
    unsigned long every = (unsigned long)rule->every;
    if (every > 1 && pass % every != 0)
        return PASS;
    atomic_fetch_add(&rule->failed, 1);
    if (shorter)
        return SHORT;
    errno = error;
    return FAIL;
}

static size_t shorten(enum verdict verdict, size_t size)
{
    return verdict == SHORT && size > 1 ? size / 2 : size;
}

/* ---- reading and writing ---- */

SHIM_EXPORT ssize_t read(int fd, void *bytes, size_t size)
{
    REAL(ssize_t, "read", int, void *, size_t);
    enum verdict verdict = judge(SHIM_READ, fd, NULL);
    return verdict == FAIL ? -1 : real(fd, bytes, shorten(verdict, size));
}

SHIM_EXPORT ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room)
{
    (void)room;
    return read(fd, bytes, size);
}

SHIM_EXPORT ssize_t pread64(int fd, void *bytes, size_t size, off64_t at)
{
    REAL(ssize_t, "pread64", int, void *, size_t, off64_t);
    enum verdict verdict = judge(SHIM_READ, fd, NULL);
    return verdict == FAIL ? -1 : real(fd, bytes, shorten(verdict, size), at);
}

SHIM_EXPORT ssize_t pread(int fd, void *bytes, size_t size, off_t at)
{
    return pread64(fd, bytes, size, at);
}

SHIM_EXPORT ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t at, size_t room)
{
    (void)room;
    return pread64(fd, bytes, size, at);
}

SHIM_EXPORT ssize_t __pread64_chk(int fd, void *bytes, size_t size, off64_t at, size_t room)
{
    (void)room;
    return pread64(fd, bytes, size, at);
}

SHIM_EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    enum verdict verdict = judge(SHIM_WRITE, fd, NULL);
    return verdict == FAIL ? -1 : real(fd, bytes, shorten(verdict, size));
}

SHIM_EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    enum verdict verdict = judge(SHIM_WRITE, fd, NULL);
    return verdict == FAIL ? -1 : real(fd, bytes, shorten(verdict, size), at);
}

SHIM_EXPORT ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return pwrite64(fd, bytes, size, at);
}

SHIM_EXPORT int fsync(int fd)
{
    REAL(int, "fsync", int);
    return judge(SHIM_SYNC, fd, NULL) ? -1 : real(fd);
}

SHIM_EXPORT int fdatasync(int fd)
{
    REAL(int, "fdatasync", int);
    return judge(SHIM_SYNC, fd, NULL) ? -1 : real(fd);
}

/* ---- names ---- */

SHIM_EXPORT int renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    return judge(SHIM_RENAME, to, new) ? -1 : real(from, old, to, new, flags);
}

SHIM_EXPORT int openat64(int dir, const char *path, int flags, ...)
{
    REAL(int, "openat64", int, const char *, int, ...);
    va_list args;

    va_start(args, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    return judge(SHIM_OPEN, dir, path) ? -1 : real(dir, path, flags, mode);
}

SHIM_EXPORT int openat(int dir, const char *path, int flags, ...)
{
    va_list args;

    va_start(args, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    return openat64(dir, path, flags, mode);
}

SHIM_EXPORT int __openat_2(int dir, const char *path, int flags)
{
    return openat64(dir, path, flags, 0);
}

SHIM_EXPORT int open64(const char *path, int flags, ...)
{
    va_list args;

    va_start(args, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    return openat64(AT_FDCWD, path, flags, mode);
}

SHIM_EXPORT int open(const char *path, int flags, ...)
{
    va_list args;

    va_start(args, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    return openat64(AT_FDCWD, path, flags, mode);
}

/* ---- inotify and the clock ---- */

SHIM_EXPORT int inotify_init1(int flags)
{
    REAL(int, "inotify_init1", int);
    return judge(SHIM_INOTIFY, AT_FDCWD, "/") ? -1 : real(flags);
}

SHIM_EXPORT int inotify_add_watch(int fd, const char *path, uint32_t mask)
{
    REAL(int, "inotify_add_watch", int, const char *, uint32_t);
    return judge(SHIM_INOTIFY, AT_FDCWD, path) ? -1 : real(fd, path, mask);
}

SHIM_EXPORT int clock_gettime(clockid_t clock, struct timespec *ts)
{
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int result = real(clock, ts);

    if (result == 0 && shim && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        long long ms = shim->clock_ms;
        ts->tv_sec += ms / 1000;
        ts->tv_nsec += ms % 1000 * 1000000;
        if (ts->tv_nsec < 0 || ts->tv_nsec >= 1000000000) {
            ts->tv_sec += ts->tv_nsec < 0 ? -1 : 1;
            ts->tv_nsec += ts->tv_nsec < 0 ? 1000000000 : -1000000000;
        }
    }
    return result;
}
