#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_S 30

static time_t deadline(void)
{
    return time(NULL) + PATIENCE_S;
}

/* A file that holds `input` and has no name, open for reading. */
static int make_input(const char *input)
{
    char path[] = "/tmp/nianbao-test.XXXXXX";
    int fd;

    if (input == NULL)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    fd = mkstemp(path);
    if (fd < 0 || unlink(path) != 0 || write(fd, input, strlen(input)) != (ssize_t)strlen(input) ||
        lseek(fd, 0, SEEK_SET) != 0)
        fail_msg("cannot make an input file: %s", strerror(errno));
    return fd;
}

static void run_child(const char *const *args, int in, int out, int err)
{
    char *argv[PROGRAM_ARGS_MAX + 2], path[4096];
    const char *build = getenv("BUILD");
    size_t n = 0;

    snprintf(path, sizeof path, "%s/nianbao", build != NULL ? build : "build");
    argv[n++] = path;
    for (; *args != NULL && n <= PROGRAM_ARGS_MAX; args++)
        argv[n++] = strdup(*args);
    argv[n] = NULL;
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    execv(path, argv);
    _exit(127);
}

void program_start(struct program *p, const char *input, const char *const *args)
{
    int out[2], err[2], in = make_input(input);

    memset(p, 0, sizeof *p);
    p->said = calloc(1, 1);
    p->blamed = calloc(1, 1);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    p->pid = fork();
    assert_true(p->pid >= 0);
    if (p->pid == 0)
        run_child(args, in, out[1], err[1]);
    close(in);
    close(out[1]);
    close(err[1]);
    p->out = out[0];
    p->err = err[0];
}

/* Reads what there is. At the end of the pipe it is closed and the descriptor becomes -1. */
static void read_some(int *fd, char **text, size_t *size)
{
    char piece[65536];
    ssize_t n = read(*fd, piece, sizeof piece);

    if (n <= 0) {
        close(*fd);
        *fd = -1;
        return;
    }
    *text = realloc(*text, *size + (size_t)n + 1);
    assert_non_null(*text);
    memcpy(*text + *size, piece, (size_t)n);
    *size += (size_t)n;
    (*text)[*size] = '\0';
}

/* Waits for output at most until `until`. Returns 0 when there is none to come any more. */
static int pump(struct program *p, time_t until)
{
    struct pollfd polls[] = {{.fd = p->out, .events = POLLIN}, {.fd = p->err, .events = POLLIN}};
    time_t left = until - time(NULL);

    if (p->out < 0 && p->err < 0)
        return 0;
    if (left < 0 || poll(polls, 2, (int)left * 1000 + 1000) == 0) {
        kill(p->pid, SIGKILL);
        fail_msg("no more output for %d s; it said:\n%s\n%s", PATIENCE_S, p->said, p->blamed);
    }
    if (polls[0].revents != 0)
        read_some(&p->out, &p->said, &p->said_size);
    if (polls[1].revents != 0)
        read_some(&p->err, &p->blamed, &p->blamed_size);
    return 1;
}

void program_expect(struct program *p, const char *text, int on_error)
{
    time_t until = deadline();

    while (strstr(on_error ? p->blamed : p->said, text) == NULL)
        if (!pump(p, until))
            fail_msg("\"%s\" did not come; it said:\n%s\n%s", text, p->said, p->blamed);
}

int program_wait(struct program *p)
{
    time_t until = deadline();
    int status = 0;

    while (pump(p, until))
        continue;
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    p->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return p->status;
}

void program_free(struct program *p)
{
    free(p->said);
    free(p->blamed);
    p->said = p->blamed = NULL;
}
