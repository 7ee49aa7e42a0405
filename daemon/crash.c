#include "crash.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Enough for the handlers of sanitizers, which run on it as well. */
#define STACK_BYTES ((size_t)64 * 1024)

static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

#define FATAL_COUNT (sizeof fatal / sizeof fatal[0])

static struct sigaction before[FATAL_COUNT];
static pid_t owner; /* a child that has not yet become another program is none of ours */
static pthread_key_t stack_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local const struct crash *_Atomic expected;

/* ---- the stack for signals ---- */

static void free_stack(void *stack)
{
    stack_t none = {.ss_flags = SS_DISABLE};

    sigaltstack(&none, NULL);
    free(stack);
}

static void make_key(void)
{
    pthread_key_create(&stack_key, free_stack);
}

static void give_stack(void)
{
    stack_t stack;

    pthread_once(&once, make_key);
    if (sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE))
        return; /* a sanitizer has given it one */
    stack = (stack_t){.ss_sp = malloc(STACK_BYTES), .ss_size = STACK_BYTES};
    if (!stack.ss_sp)
        return;
    if (pthread_setspecific(stack_key, stack.ss_sp) != 0 || sigaltstack(&stack, NULL) != 0) {
        pthread_setspecific(stack_key, NULL);
        free(stack.ss_sp);
    }
}

void crash_expect(const struct crash *crash)
{
    static _Thread_local int has_stack;

    if (!has_stack) {
        has_stack = 1;
        give_stack();
    }
    atomic_store_explicit(&expected, crash, memory_order_release);
}

/* ---- the handler ---- */

/* The thread did it, by a fault or by abort(); a signal from another process proves nothing. */
static int is_own(const siginfo_t *info)
{
    return info->si_code > 0 || (info->si_code == SI_TKILL && info->si_pid == getpid());
}

static void pass_on(int index, int signum, siginfo_t *info, void *context)
{
    const struct sigaction *old = &before[index];

    if (old->sa_flags & SA_SIGINFO) {
        old->sa_sigaction(signum, info, context);
    } else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
        old->sa_handler(signum);
    } else {
        /* A fault comes again when this returns, and then ends the process as it would have; what
         * was sent has to be sent again. */
        sigaction(signum, old, NULL);
        if (info->si_code <= 0)
            raise(signum);
    }
}

static void on_fatal(int signum, siginfo_t *info, void *context)
{
    const struct crash *crash = atomic_load_explicit(&expected, memory_order_acquire);
    int index = 0;

    if (crash && crash->fd >= 0 && is_own(info) && getpid() == owner &&
        pwrite(crash->fd, crash->bytes, crash->size, crash->offset) < 0) {
        /* There is nobody left to tell. */
    }
    while (fatal[index] != signum)
        index++;
    pass_on(index, signum, info, context);
}

void crash_catch(void)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};

    owner = getpid();
    action.sa_sigaction = on_fatal;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < FATAL_COUNT; i++)
        sigaction(fatal[i], &action, &before[i]);
}

void crash_release(void)
{
    for (size_t i = 0; i < FATAL_COUNT; i++)
        sigaction(fatal[i], &before[i], NULL);
}
