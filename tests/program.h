/*
 * Helpers for tests that run the nianbao program itself, as a shell would.
 */
#ifndef NIANBAO_TESTS_PROGRAM_H
#define NIANBAO_TESTS_PROGRAM_H

#include <stddef.h>
#include <sys/types.h>

#define PROGRAM_ARGS_MAX 32

/* A program that runs, or has run. */
struct program {
    pid_t pid;
    int out, err; /* pipes from its standard output and error */
    int status;   /* exit status once ended; 128 + N when signal N ended it */
    char *said;   /* all of standard output so far, NUL-terminated; owned */
    char *blamed; /* all of standard error so far; owned */
    size_t said_size, blamed_size;
};

/*
 * Starts build/nianbao (or $BUILD/nianbao) with a NULL-terminated list of arguments. `input` is its
 * standard input, or NULL for none. Fails the running test when that cannot be done.
 */
void program_start(struct program *p, const char *input, const char *const *args);

/* Reads until standard output (or error, with `on_error`) holds `text`; fails after 30 s. */
void program_expect(struct program *p, const char *text, int on_error);

/* Reads the rest and waits for the end; fails after 30 s. Returns the exit status. */
int program_wait(struct program *p);

/* Frees what the program said. It must have ended. */
void program_free(struct program *p);

/* Starts, waits; the arguments follow as strings. Free with program_free(). */
#define program_run(p, input, ...)                                                                 \
    (program_start((p), (input), (const char *const[]){__VA_ARGS__, NULL}), program_wait(p))

#endif
