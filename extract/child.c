#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "socket.h"

/* A copy that is not locked up after this time will not be. */
#define START_MS 60000

/* One that has closed its socket should have ended after this time. */
#define END_MS 1000

/* ---- the process ---- */

int child_start(const struct template *template, struct child *child)
{
    int ends[2];

    memset(child, 0, sizeof *child);
    int error = socket_pair(ends);
    if (error)
        return error;
    error = template_copy(template, ends[1], &child->pid);
    close(ends[1]);
    if (error)
        close(ends[0]);
    child->fd = ends[0];
    return error;
}

int child_greet(struct child *child)
{
    unsigned char hello[WIRE_HELLO_SIZE];
    int error;

    if (socket_take(child->fd, hello, sizeof hello, socket_now_ms() + START_MS) ||
        wire_read_hello(hello, &error))
        return EPROTO;
    if (error)
        child->fault = "it cannot lock itself up";
    return error;
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

/* Whether it was ended from outside, and neither by us nor for the time that it took. */
static int was_killed(const struct child *child, int status, const struct rusage *used)
{
    int64_t cpu_ms = (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000 +
                     (used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1000;

    if (child->fault || !WIFSIGNALED(status))
        return 0;
    switch (WTERMSIG(status)) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGTERM: return 1;
    case SIGKILL: return cpu_ms < child->cpu_ms;
    default: return 0;
    }
}

/* What has closed its socket is about to end; what does not was up to something. */
static int has_ended(const struct child *child, int *status, struct rusage *used)
{
    struct timespec pause = {0, 1000000};

    for (int i = 0; i < END_MS; i++) {
        if (wait4(child->pid, status, WNOHANG, used) == child->pid)
            return 1;
        nanosleep(&pause, NULL);
    }
    return 0;
}

int child_end(struct child *child, char note[CHILD_NOTE])
{
    struct rusage used = {0};
    int status = 0;

    close(child->fd);
    if (note && !child->fault) {
        if (has_ended(child, &status, &used)) {
            describe(child, status, note);
            return was_killed(child, status, &used);
        }
        child->fault = "it went silent";
    }
    kill(child->pid, SIGKILL);
    status = template_reap(child->pid);
    if (note)
        describe(child, status, note);
    return 0;
}

/* ---- its document ---- */

/* The signal of the first limit can be blocked by a process that was taken over, the second not. */
static void limit_cpu(const struct child *child, int64_t cpu_ms)
{
    rlim_t seconds = (rlim_t)((cpu_ms + 999) / 1000);
    struct rlimit limit = {seconds, seconds + 1};

    prlimit(child->pid, RLIMIT_CPU, &limit, NULL); /* else the time by the clock stands */
}

/* Returns 0 or EPROTO. */
static int check(struct child *child, int error)
{
    if (error == ETIMEDOUT)
        child->fault = "it took too long";
    return error ? EPROTO : 0;
}

static int take_answer(struct child *child, enum wire_format format, struct child_answer *answer,
                       int64_t deadline)
{
    unsigned char header[WIRE_ANSWER_SIZE];

    if (check(child, socket_take(child->fd, header, sizeof header, deadline)))
        return EPROTO;
    if (wire_read_answer(header, format, &answer->header)) {
        child->fault = "its answer made no sense";
        return EPROTO;
    }
    answer->payload = malloc(answer->header.length + 1);
    if (!answer->payload)
        return ENOMEM;
    return check(child, socket_take(child->fd, answer->payload, answer->header.length, deadline));
}

int child_ask(struct child *child, enum wire_format format, const void *bytes, size_t size,
              const struct child_limits *limits, struct child_answer *answer)
{
    unsigned char request[WIRE_REQUEST_SIZE] = "NBq1";
    int64_t deadline = socket_now_ms() + limits->wall_ms;

    memset(answer, 0, sizeof *answer);
    child->cpu_ms = limits->cpu_ms;
    request[4] = (unsigned char)format;
    wire_put64(request + 8, size);
    limit_cpu(child, limits->cpu_ms);
    if (check(child, socket_give(child->fd, request, sizeof request, deadline)) ||
        check(child, socket_give(child->fd, bytes, size, deadline)))
        return EPROTO;
    int error = take_answer(child, format, answer, deadline);
    if (error) {
        free(answer->payload);
        answer->payload = NULL;
    }
    return error;
}
