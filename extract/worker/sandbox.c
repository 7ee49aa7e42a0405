#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Address space that is no memory of its own: programs, libraries, what is only reserved. */
#define ADDRESSES_BESIDE ((size_t)512 << 20)

#define STACK ((size_t)8 << 20)
#define FILES 16 /* that may be open at a time, where any may be opened */

#define LAST_KEPT 2 /* the descriptors that stay */

/* ---- limits and rights ---- */

static int limit(int resource, rlim_t most)
{
    struct rlimit now;

    if (getrlimit((__rlimit_resource_t)resource, &now) != 0)
        return errno;
    if (most > now.rlim_max) /* less is fine, more is not ours to have */
        most = now.rlim_max;
    struct rlimit fixed = {most, most};
    return setrlimit((__rlimit_resource_t)resource, &fixed) == 0 ? 0 : errno;
}

static int limit_memory(const struct sandbox *sandbox)
{
#ifdef __SANITIZE_ADDRESS__
    (void)sandbox; /* the sanitizer reserves terabytes */
    return 0;
#else
    int error = limit(RLIMIT_AS, sandbox->memory + ADDRESSES_BESIDE);
    return error ? error : limit(RLIMIT_DATA, sandbox->memory);
#endif
}

static int limit_all(const struct sandbox *sandbox)
{
    const struct {
        int resource;
        rlim_t most;
    } limits[] = {
        {RLIMIT_STACK, STACK},   {RLIMIT_FSIZE, 0},
        {RLIMIT_NPROC, 0},       {RLIMIT_CORE, 0},
        {RLIMIT_MEMLOCK, 0},     {RLIMIT_MSGQUEUE, 0},
        {RLIMIT_NICE, 0},        {RLIMIT_RTPRIO, 0},
        {RLIMIT_SIGPENDING, 64}, {RLIMIT_NOFILE, sandbox->readable ? FILES : LAST_KEPT + 1},
    };

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        int error = limit(limits[i].resource, limits[i].most);
        if (error)
            return error;
    }
    return limit_memory(sandbox);
}

/* Root's rights, and those that systemd hands on. */
static int drop_rights(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}};

    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (syscall(SYS_capset, &header, none) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        return errno;
    umask(077);
    /* libc would look for a file of the time zone each time it needs it. */
    return clearenv() == 0 && setenv("TZ", "UTC0", 1) == 0 ? 0 : ENOMEM;
}

/* ---- Landlock ---- */

/* The interface as of its 7th version; the kernel's headers may be older than the kernel. */
struct ruleset {
    uint64_t fs, net, scoped;
};

#define FS_1      ((UINT64_C(1) << 13) - 1)
#define FS_REFER  (UINT64_C(1) << 13) /* since 2 */
#define FS_TRUNC  (UINT64_C(1) << 14) /* since 3 */
#define NET_TCP   UINT64_C(3)         /* since 4: bind, connect */
#define FS_IOCTL  (UINT64_C(1) << 15) /* since 5 */
#define SCOPE_ALL UINT64_C(3)         /* since 6: abstract sockets, signals */

/* Everything that version `abi` can forbid; returns the size of the struct in that version. */
static size_t handle_all(long abi, struct ruleset *rules)
{
    rules->fs =
        FS_1 | (abi >= 2 ? FS_REFER : 0) | (abi >= 3 ? FS_TRUNC : 0) | (abi >= 5 ? FS_IOCTL : 0);
    rules->net = abi >= 4 ? NET_TCP : 0;
    rules->scoped = abi >= 6 ? SCOPE_ALL : 0;
    return sizeof(uint64_t) * (abi >= 6 ? 3 : abi >= 4 ? 2 : 1);
}

/* A directory that is not there need not be readable. */
static int allow_reading(int ruleset, const char *directory)
{
    struct landlock_path_beneath_attr rule = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
        .parent_fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC),
    };

    if (rule.parent_fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? 0 : errno;
    int failed = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0;
    int error = failed ? errno : 0;
    close(rule.parent_fd);
    return error;
}

/* Sets `*held` where the kernel keeps this process to what is readable. */
static int restrict_files(const struct sandbox *sandbox, int *held)
{
    struct ruleset rules;
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    if (abi < 1)
        return 0; /* the kernel has none */
    size_t size = handle_all(abi, &rules);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (ruleset < 0)
        return errno;
    int error = 0;
    for (const char *const *d = sandbox->readable; d && *d && !error; d++)
        error = allow_reading(ruleset, *d);
    if (!error && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        error = errno;
    close(ruleset);
    *held = !error;
    return error;
}

/* ---- seccomp ---- */

/* What computing takes. */
static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(sched_yield),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(fstat),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sigaltstack),
};

/* What libraries try and do without. Anything else kills the process. */
static const int refused[] = {
    SCMP_SYS(open),      SCMP_SYS(stat),      SCMP_SYS(lstat),      SCMP_SYS(statx),
    SCMP_SYS(access),    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
    SCMP_SYS(getcwd),    SCMP_SYS(uname),     SCMP_SYS(sysinfo),    SCMP_SYS(readlinkat),
    SCMP_SYS(ioctl),     SCMP_SYS(fcntl),     SCMP_SYS(prlimit64),  SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrusage),
};

/* Reading files: what is listed here besides opening, and opening only to read. */
static const int reading[] = {SCMP_SYS(newfstatat), SCMP_SYS(pread64), SCMP_SYS(getdents64)};

/* O_TMPFILE has O_DIRECTORY's bit in it, which reading needs. */
#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))

static int add_list(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    int result = 0;

    for (size_t i = 0; i < count && result == 0; i++)
        result = seccomp_rule_add(filter, action, calls[i], 0);
    return result;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int add_files(scmp_filter_ctx filter, int readable)
{
    const uint32_t refuse = SCMP_ACT_ERRNO(EACCES);

    if (!readable) {
        int result = seccomp_rule_add(filter, refuse, SCMP_SYS(openat), 0);
        return result ? result : seccomp_rule_add(filter, refuse, SCMP_SYS(newfstatat), 0);
    }
    int result = add_list(filter, SCMP_ACT_ALLOW, reading, COUNT(reading));
    return result ? result
                  : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                                     SCMP_A2(SCMP_CMP_MASKED_EQ, WRITING, O_RDONLY));
}

/* Memory of these kinds does not count as data, which is what is limited. */
#define UNCOUNTED (MAP_SHARED | MAP_GROWSDOWN)

/* Memory, but none that can be run. */
static int add_memory(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp harmless = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, harmless,
                                  SCMP_A3(SCMP_CMP_MASKED_EQ, UNCOUNTED, 0));

    if (result == 0)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, harmless);
    return result ? result : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mremap), 0);
}

static int filter_calls(int readable)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

    if (!filter)
        return ENOMEM;
    int result = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (result == 0)
        result = add_list(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
    if (result == 0)
        result = add_list(filter, SCMP_ACT_ERRNO(EACCES), refused, COUNT(refused));
    if (result == 0)
        result = add_files(filter, readable);
    if (result == 0)
        result = add_memory(filter);
    if (result == 0)
        result = seccomp_load(filter);
    seccomp_release(filter);
    return -result;
}

int sandbox_enter(const struct sandbox *sandbox)
{
    int held = 0;

    closefrom(LAST_KEPT + 1);
    int error = drop_rights();
    if (!error)
        error = restrict_files(sandbox, &held);
    if (!error)
        error = limit_all(sandbox);
    /* A filter of calls cannot tell one file from another. */
    return error ? error : filter_calls(held && sandbox->readable);
}
