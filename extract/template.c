#include "template.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "socket.h"

/* A program that is not ready after this time will not be. */
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

static int spawn(const char *program, enum child_class class, struct template *template, int fd)
{
    static char *const no_environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char name[] = "nianbao-extract", of_class[8], bytes[24];
    char *argv[] = {name, of_class, bytes, NULL};

    snprintf(of_class, sizeof of_class, "%s", class_names[class]);
    snprintf(bytes, sizeof bytes, "%zu", template->memory);
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = prepare(&actions, &attributes, fd);
        if (!error)
            error =
                posix_spawn(&template->pid, program, &actions, &attributes, argv, no_environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Returns 0, or an errno value when no process runs. */
static int launch(const char *program, enum child_class class, struct template *template)
{
    int ends[2], error = socket_pair(ends);

    if (error)
        return error;
    error = spawn(program, class, template, ends[1]);
    close(ends[1]);
    if (error)
        close(ends[0]);
    template->fd = ends[0];
    return error;
}

int template_start(const char *program, enum child_class class, size_t memory,
                   struct template **out)
{
    struct template *template = calloc(1, sizeof *template);

    *out = NULL;
    if (!template)
        return ENOMEM;
    template->memory = memory;
    int error = launch(program, class, template);
    if (error)
        free(template);
    else
        *out = template;
    return error;
}

int template_copy(const struct template *template, int fd, pid_t *pid)
{
    unsigned char copy[WIRE_COPY_SIZE];
    int error;

    if (socket_give_descriptor(template->fd, fd) ||
        socket_take(template->fd, copy, sizeof copy, socket_now_ms() + START_MS) ||
        wire_read_copy(copy, pid, &error))
        return EPROTO;
    return error;
}

int template_reap(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

void template_end(struct template *template)
{
    if (!template)
        return;
    close(template->fd);
    kill(template->pid, SIGKILL);
    template_reap(template->pid);
    free(template);
}
