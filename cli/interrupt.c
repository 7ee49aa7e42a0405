#include "interrupt.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "command.h"

#define GRACE_MS 2000

struct interrupt {
    pthread_t thread;
    int signals, closed; /* descriptors; the second says that the program is past its loop */
};

/* Waits for a signal, and then for the program to end by itself. */
static void *stand_by(void *arg)
{
    const struct interrupt *interrupt = arg;
    struct pollfd fds[] = {{.fd = interrupt->closed, .events = POLLIN},
                           {.fd = interrupt->signals, .events = POLLIN}};

    poll(fds, 2, -1);
    if (fds[0].revents == 0 && poll(fds, 1, GRACE_MS) == 0)
        _exit(EXIT_TROUBLE);
    return NULL;
}

static void free_interrupt(struct interrupt *interrupt)
{
    if (interrupt->signals >= 0)
        close(interrupt->signals);
    if (interrupt->closed >= 0)
        close(interrupt->closed);
    free(interrupt);
}

/* Returns 0 or an errno value. */
static int start(struct interrupt *interrupt)
{
    sigset_t ends, all, before;

    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    interrupt->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    interrupt->closed = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (interrupt->signals < 0 || interrupt->closed < 0)
        return errno;
    sigfillset(&all); /* the other signals are the program's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&interrupt->thread, NULL, stand_by, interrupt);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

int interrupt_open(struct interrupt **out)
{
    struct interrupt *interrupt = malloc(sizeof *interrupt);

    *out = NULL;
    if (interrupt == NULL)
        return -ENOMEM;
    interrupt->signals = interrupt->closed = -1;
    int error = start(interrupt);
    if (error == 0)
        *out = interrupt;
    else
        free_interrupt(interrupt);
    return -error;
}

int interrupt_fd(const struct interrupt *interrupt)
{
    return interrupt->signals;
}

void interrupt_close(struct interrupt *interrupt)
{
    if (interrupt == NULL)
        return;
    eventfd_write(interrupt->closed, 1);
    pthread_join(interrupt->thread, NULL);
    free_interrupt(interrupt);
}
