#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A process that is not ready after this time will not be. */
#define START_MS 60000

static const char *const class_names[] = {"markup", "office", "pdf"};

enum child_class child_class_of(enum wire_format format)
{
    switch (format) {
    case WIRE_PDF: return CHILD_PDF;
    case WIRE_HTML:
    case WIRE_MHTML: return CHILD_MARKUP;
    default: return CHILD_OFFICE;
    }
}

/* ---- the socket ---- */

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for `events`. Returns what came, or 0 when the time is up. */
static int wait_for(const struct child *child, short events, int64_t deadline)
{
    for (;;) {
        struct pollfd poller = {.fd = child->fd, .events = events};
        int64_t left = deadline - now_ms();
        if (left <= 0)
            return 0;
        if (poll(&poller, 1, left < 60000 ? (int)left : 60000) > 0)
            return poller.revents;
    }
}

/* The child takes the whole request before it says anything, so an early answer is a bad one. */
static int give(struct child *child, const void *bytes, size_t size, int64_t deadline)
{
    const char *at = bytes;

    while (size > 0) {
        ssize_t n = send(child->fd, at, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n >= 0) {
            at += n;
            size -= (size_t)n;
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return -1;
        int events = wait_for(child, POLLIN | POLLOUT, deadline);
        if (!events)
            child->fault = "it took too long";
        if (!events || (events & (POLLIN | POLLHUP | POLLERR)))
            return -1;
    }
    return 0;
}

static int take(struct child *child, void *bytes, size_t size, int64_t deadline)
{
    char *at = bytes;

    while (size > 0) {
        ssize_t n = recv(child->fd, at, size, MSG_DONTWAIT);
        if (n > 0) {
            at += n;
            size -= (size_t)n;
            continue;
        }
        if (n == 0 || (errno != EAGAIN && errno != EINTR))
            return -1;
        if (!wait_for(child, POLLIN, deadline)) {
            child->fault = "it took too long";
            return -1;
        }
    }
    return 0;
}

int child_waits(const struct child *child)
{
    char byte;

    return recv(child->fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

/* ---- the process ---- */

/* Nothing of this process goes with it: no descriptor, no environment, no blocked signal. */
static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int fd)
{
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawn_file_actions_adddup2(actions, fd, 0);
    if (!error)
        error = posix_spawn_file_actions_adddup2(actions, 0, 1);
    if (!error)
        error = posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    if (!error)
        error = posix_spawnattr_setsigmask(attributes, &none);
    return error ? error : posix_spawnattr_setsigdefault(attributes, &all);
}

static int spawn(const char *program, struct child *child, size_t memory, int fd)
{
    static char *const no_environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char name[] = "nianbao-extract", class[8], bytes[24];
    char *argv[] = {name, class, bytes, NULL};

    snprintf(class, sizeof class, "%s", class_names[child->class]);
    snprintf(bytes, sizeof bytes, "%zu", memory);
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = prepare(&actions, &attributes, fd);
        if (!error)
            error = posix_spawn(&child->pid, program, &actions, &attributes, argv, no_environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Returns 0, or an errno value when no process runs. */
static int launch(const char *program, struct child *child, size_t memory)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    int error = spawn(program, child, memory, ends[1]);
    close(ends[1]);
    if (error)
        close(ends[0]);
    child->fd = ends[0];
    return error;
}

/* Returns 0, or an errno value when the process is not ready and never will be. */
static int greet(struct child *child)
{
    unsigned char hello[WIRE_HELLO_SIZE];
    int error;

    if (take(child, hello, sizeof hello, now_ms() + START_MS) || wire_read_hello(hello, &error))
        return EPROTO;
    if (error)
        child->fault = "it cannot lock itself up";
    return error;
}

int child_start(const char *program, enum child_class class, size_t memory, struct child **out,
                char note[CHILD_NOTE])
{
    struct child *child = calloc(1, sizeof *child);

    *out = NULL;
    if (child)
        child->class = class;
    int error = child ? launch(program, child, memory) : ENOMEM;
    if (error) {
        snprintf(note, CHILD_NOTE, "it cannot be started");
        free(child);
        return error;
    }
    error = greet(child);
    if (error) {
        child_end(child, note);
        return error;
    }
    *out = child;
    return 0;
}

static void describe(const struct child *child, int status, char note[CHILD_NOTE])
{
    if (child->fault)
        snprintf(note, CHILD_NOTE, "%s", child->fault);
    else if (WIFSIGNALED(status))
        snprintf(note, CHILD_NOTE, "it was killed by signal %d, %s", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(note, CHILD_NOTE, "it ended with status %d", WEXITSTATUS(status));
}

void child_end(struct child *child, char note[CHILD_NOTE])
{
    int status = 0;

    close(child->fd);
    kill(child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (note)
        describe(child, status, note);
    free(child);
}

/* ---- documents ---- */

/* The process cannot raise its own limits any more, so what it has used so far is added here. */
static void limit_cpu(const struct child *child, int64_t cpu_ms)
{
    struct timespec used;
    struct rlimit limit;
    clockid_t clock;

    if (clock_getcpuclockid(child->pid, &clock) != 0 || clock_gettime(clock, &used) != 0 ||
        prlimit(child->pid, RLIMIT_CPU, NULL, &limit) != 0)
        return; /* the time by the clock stands */
    int64_t until_ms = (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000 + cpu_ms;
    rlim_t soft = (rlim_t)(until_ms / 1000 + 1);
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    prlimit(child->pid, RLIMIT_CPU, &limit, NULL);
}

static int take_answer(struct child *child, enum wire_format format, struct child_answer *answer,
                       int64_t deadline)
{
    unsigned char header[WIRE_ANSWER_SIZE];

    if (take(child, header, sizeof header, deadline))
        return EPROTO;
    if (wire_read_answer(header, format, &answer->header)) {
        child->fault = "its answer made no sense";
        return EPROTO;
    }
    answer->payload = malloc(answer->header.length + 1);
    if (!answer->payload)
        return ENOMEM;
    return take(child, answer->payload, answer->header.length, deadline) ? EPROTO : 0;
}

int child_ask(struct child *child, enum wire_format format, const void *bytes, size_t size,
              const struct child_limits *limits, struct child_answer *answer)
{
    unsigned char request[WIRE_REQUEST_SIZE] = "NBq1";
    int64_t deadline = now_ms() + limits->wall_ms;

    memset(answer, 0, sizeof *answer);
    request[4] = (unsigned char)format;
    wire_put64(request + 8, size);
    limit_cpu(child, limits->cpu_ms);
    child->documents++;
    if (give(child, request, sizeof request, deadline) || give(child, bytes, size, deadline))
        return EPROTO;
    int error = take_answer(child, format, answer, deadline);
    if (error) {
        free(answer->payload);
        answer->payload = NULL;
    }
    return error;
}
