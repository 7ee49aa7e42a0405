/*
 * What a process can still do once it is locked up: each attempt runs in a process of its own, that
 * goes through the same door as nianbao-extract.
 */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../extract/worker/sandbox.h"
#include "landlock.h"

#define MEMORY ((size_t)256 << 20)

/* How an attempt ended, where it is not an errno value or 0 for success. */
#define KILLED 1000 /* by the filter of system calls */
#define OTHER  1001

static char room[PATH_MAX];   /* scratch directory */
static char inside[PATH_MAX]; /* a directory that stays readable, where any does */
static const char *const readable[] = {inside, NULL};

static int set_up(void **state)
{
    char path[PATH_MAX];

    (void)state;
    scratch_make(room);
    path_in(inside, room, "inside");
    assert_int_equal(mkdir(inside, 0755), 0);
    write_text(path_in(path, inside, "file"), "x");
    write_text(path_in(path, room, "file"), "x");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(room);
    return 0;
}

/* ---- attempts; they run in the scratch directory ---- */

static int error_of(long result)
{
    return result < 0 ? errno : 0;
}

static int open_passwd(void)
{
    return error_of(open("/etc/passwd", O_RDONLY));
}

static int open_inside(void)
{
    return error_of(open("inside/file", O_RDONLY));
}

static int list_inside(void)
{
    return error_of(open("inside", O_RDONLY | O_DIRECTORY));
}

static int open_beside(void)
{
    return error_of(open("file", O_RDONLY));
}

static int open_above(void)
{
    return error_of(open("inside/../file", O_RDONLY));
}

static int open_to_write(void)
{
    return error_of(open("inside/file", O_WRONLY));
}

static int open_to_truncate(void)
{
    return error_of(open("inside/file", O_RDONLY | O_TRUNC));
}

static int make_file(void)
{
    return error_of(open("inside/new", O_RDONLY | O_CREAT, 0600));
}

static int make_unnamed(void)
{
    return error_of(open("inside", O_TMPFILE | O_RDWR, 0600));
}

static int make_in_memory(void)
{
    return error_of(memfd_create("x", 0));
}

static int open_by_openat2(void)
{
    return error_of(syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", NULL, 0));
}

static int make_directory(void)
{
    return error_of(mkdir("new", 0700));
}

static int remove_file(void)
{
    return error_of(unlink("file"));
}

static int rename_file(void)
{
    return error_of(rename("file", "other"));
}

static int make_link(void)
{
    return error_of(symlink("/etc/passwd", "link"));
}

static int change_mode(void)
{
    return error_of(chmod("file", 0777));
}

static int truncate_file(void)
{
    return error_of(truncate("file", 0));
}

static int open_socket(void)
{
    return error_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int open_unix_socket(void)
{
    return error_of(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int connect_stdin(void)
{
    struct sockaddr none = {.sa_family = AF_UNSPEC};

    return error_of(connect(0, &none, sizeof none));
}

static int pass_descriptor(void)
{
    struct msghdr message = {0};

    return error_of(sendmsg(1, &message, 0));
}

static int run_program(void)
{
    char *argv[] = {room, NULL};

    return error_of(execv("/bin/true", argv));
}

static int make_process(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return error_of(pid);
}

static int make_thread(void)
{
    return error_of(syscall(SYS_clone3, NULL, 0));
}

static int trace_parent(void)
{
    return error_of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int read_parent(void)
{
    return error_of(syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0));
}

static int signal_parent(void)
{
    return error_of(kill(getpid(), SIGURG));
}

static int catch_signal(void)
{
    return error_of(sigaction(SIGXCPU, &(struct sigaction){.sa_handler = SIG_IGN}, NULL));
}

static int raise_limit(void)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

    return error_of(setrlimit(RLIMIT_CPU, &limit));
}

static int make_executable_memory(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? errno : 0;
}

static int turn_executable(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? OTHER : error_of(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

/* Neither may be a way around the limit on memory. */
static int share_memory(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? errno : 0;
}

static int grow_memory(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN,
                   -1, 0);

    return p == MAP_FAILED ? errno : 0;
}

/* It also sets the mask of signals, and so could block the one of the processor's time. */
static int forge_signal_frame(void)
{
    return error_of(syscall(SYS_rt_sigreturn));
}

static int mount_something(void)
{
    return error_of(mount("none", room, "tmpfs", 0, NULL));
}

static int leave_namespace(void)
{
    return error_of(unshare(CLONE_NEWUSER));
}

static int load_filter(void)
{
    return error_of(syscall(SYS_seccomp, 1, 0, NULL));
}

static int use_rings(void)
{
    return error_of(syscall(SYS_io_uring_setup, 1, NULL));
}

static int use_another_table(void)
{
    return error_of(syscall(0x40000000 | SYS_getpid)); /* x32's getpid */
}

static int write_elsewhere(void)
{
    return error_of(write(7, "x", 1));
}

static int has_environment(void)
{
    return getenv("PATH") ? 0 : ENOENT;
}

/* The sanitizer reserves terabytes, so that there is no limit then. */
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_ERROR 0
#else
#define MEMORY_ERROR ENOMEM
#endif

static int use_much_memory(void)
{
    /* Asking the kernel, as the sanitizer's own malloc() would end the process. */
    void *p = mmap(NULL, MEMORY + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? errno : 0;
}

static int compute(void)
{
    char *p = malloc(1 << 20);

    if (!p)
        return errno;
    memset(p, 1, 1 << 20);
    int fine = p[12345] == 1 && write(1, p, 0) == 0;
    free(p);
    return fine ? 0 : OTHER;
}

/* ---- trying them ---- */

static void attempt(int (*what)(void), const struct sandbox *sandbox)
{
    int null = open("/dev/null", O_RDWR);

    for (int fd = 0; fd < 3; fd++)
        dup2(null, fd);
    dup2(null, 7);
    setenv("PATH", "/bin", 1);
    int result = chdir(room) || sandbox_enter(sandbox) ? OTHER : what();
    /* Values that fit no exit status are told by numbers that no errno has. */
    _exit(result == OTHER ? 255 : result);
}

static int try_it(int (*what)(void), const struct sandbox *sandbox)
{
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        attempt(what, sandbox);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGSYS ? KILLED : OTHER;
    return WEXITSTATUS(status) == 255 ? OTHER : WEXITSTATUS(status);
}

static const struct {
    const char *name;
    int (*what)(void);
    int closed, reading; /* what comes of it, without and with a directory that stays readable */
} attempts[] = {
#define TRY(what, closed, reading)                                                                 \
    {                                                                                              \
#what, what, closed, reading                                                               \
    }
    TRY(compute, 0, 0),
    TRY(open_passwd, EACCES, EACCES),
    TRY(open_inside, EACCES, 0),
    TRY(list_inside, EACCES, 0),
    TRY(open_beside, EACCES, EACCES),
    TRY(open_above, EACCES, EACCES),
    TRY(open_to_write, EACCES, KILLED),
    TRY(open_to_truncate, EACCES, KILLED),
    TRY(make_file, EACCES, KILLED),
    TRY(make_unnamed, EACCES, KILLED),
    TRY(make_in_memory, KILLED, KILLED),
    TRY(open_by_openat2, KILLED, KILLED),
    TRY(make_directory, KILLED, KILLED),
    TRY(remove_file, KILLED, KILLED),
    TRY(rename_file, KILLED, KILLED),
    TRY(make_link, KILLED, KILLED),
    TRY(change_mode, KILLED, KILLED),
    TRY(truncate_file, KILLED, KILLED),
    TRY(open_socket, KILLED, KILLED),
    TRY(open_unix_socket, KILLED, KILLED),
    TRY(connect_stdin, KILLED, KILLED),
    TRY(pass_descriptor, KILLED, KILLED),
    TRY(run_program, KILLED, KILLED),
    TRY(make_process, KILLED, KILLED),
    TRY(make_thread, KILLED, KILLED),
    TRY(trace_parent, KILLED, KILLED),
    TRY(read_parent, KILLED, KILLED),
    TRY(signal_parent, KILLED, KILLED),
    TRY(catch_signal, KILLED, KILLED),
    TRY(raise_limit, EACCES, EACCES),
    TRY(make_executable_memory, KILLED, KILLED),
    TRY(turn_executable, KILLED, KILLED),
    TRY(share_memory, KILLED, KILLED),
    TRY(grow_memory, KILLED, KILLED),
    TRY(forge_signal_frame, KILLED, KILLED),
    TRY(mount_something, KILLED, KILLED),
    TRY(leave_namespace, KILLED, KILLED),
    TRY(load_filter, KILLED, KILLED),
    TRY(use_rings, KILLED, KILLED),
    TRY(write_elsewhere, EBADF, EBADF),
    TRY(has_environment, ENOENT, ENOENT),
#ifdef __x86_64__
    TRY(use_another_table, KILLED, KILLED),
#endif
    TRY(use_much_memory, MEMORY_ERROR, MEMORY_ERROR),
#undef TRY
};

static int has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

static void expect(size_t i, const struct sandbox *sandbox, int expected)
{
    int result = try_it(attempts[i].what, sandbox);

    if (result != expected)
        fail_msg("%s: %d, not %d", attempts[i].name, result, expected);
}

static void test_closed(void **state)
{
    const struct sandbox sandbox = {MEMORY, NULL};

    (void)state;
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++)
        expect(i, &sandbox, attempts[i].closed);
}

static void test_reading(void **state)
{
    const struct sandbox sandbox = {MEMORY, readable};

    (void)state;
    if (!has_landlock())
        skip();
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++)
        expect(i, &sandbox, attempts[i].reading);
}

/* None of it left a trace. */
static void test_untouched(void **state)
{
    char path[PATH_MAX];

    (void)state;
    assert_int_equal(count_entries(room), 2);
    char *text = read_text(path_in(path, inside, "file"));
    assert_string_equal(text, "x");
    free(text);
}

static int open_without_landlock(int (*what)(void))
{
    const struct sandbox sandbox = {MEMORY, readable};
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        if (hide_landlock())
            _exit(255);
        attempt(what, &sandbox);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : OTHER;
}

/* Rather no file than all of them. */
static void test_without_landlock(void **state)
{
    (void)state;
    assert_int_equal(open_without_landlock(compute), 0);
    assert_int_equal(open_without_landlock(open_passwd), EACCES);
    assert_int_equal(open_without_landlock(open_inside), EACCES);
}

/* A directory that is not there is no reason to fail. */
static void test_absent_directory(void **state)
{
    static const char *const absent[] = {"/nowhere/at/all", NULL};
    const struct sandbox sandbox = {MEMORY, absent};

    (void)state;
    assert_int_equal(try_it(compute, &sandbox), 0);
    if (has_landlock())
        assert_int_equal(try_it(open_passwd, &sandbox), EACCES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closed),           cmocka_unit_test(test_reading),
        cmocka_unit_test(test_without_landlock), cmocka_unit_test(test_untouched),
        cmocka_unit_test(test_absent_directory),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
