/*
 * Helpers for tests that need files, and for tests that run the real daemon. All of them fail the
 * running test when something goes wrong, so callers check nothing. Waiting is always for a
 * condition, with a deadline that only a broken program reaches.
 */
#ifndef NIANBAO_TESTS_HARNESS_H
#define NIANBAO_TESTS_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <limits.h>
#include <sys/types.h>

#define DEADLINE_MS 30000

/* ---- files ---- */

/* Makes a directory for one test and writes its path, which scratch_remove() takes. */
void scratch_make(char path[PATH_MAX]);
void scratch_remove(const char *path);

/* The same on another file system. Returns 0 where there is none to write to. */
int scratch_elsewhere(char path[PATH_MAX]);

/* "BASE/NAME" in `out`. */
const char *path_in(char out[PATH_MAX], const char *base, const char *name);

void write_file(const char *path, const void *bytes, size_t size);
void write_text(const char *path, const char *text);
char *read_text(const char *path); /* new */
int exists(const char *path);      /* the entry itself, not what a link leads to */

/* Regular files and other entries below `path`, folders not counted. */
size_t count_entries(const char *path);

/*
 * The children of a process by the kernel's account, dead or alive; those in the state `kind` only,
 * such as 'Z', unless it is 0. Up to `most` of their numbers go to `pids`. Returns how many those
 * are.
 */
size_t children_of(pid_t parent, char kind, pid_t pids[], size_t most);

/*
 * Mounts made from now on are seen by this program and its children only, and go with them. Returns
 * 0 where mounting is not allowed.
 */
int mounts_private(void);

int64_t now_ms(void); /* monotonic */
void pause_ms(int ms);

/* Waits until `condition` holds. */
#define UNTIL(condition)                                                                           \
    do {                                                                                           \
        int64_t until_ = now_ms() + DEADLINE_MS;                                                   \
        while (!(condition)) {                                                                     \
            if (now_ms() > until_)                                                                 \
                fail_msg("never came true: %s", #condition);                                       \
            pause_ms(5);                                                                           \
        }                                                                                          \
    } while (0)

/* ---- the daemon ---- */

struct daemon {
    char dir[PATH_MAX]; /* scratch directory; below it: drop, archive, rejected, state, staging */
    char extra[1024];   /* more of the configuration */
    /* Set before daemon_start() to use other places than those below `dir`; "" otherwise. */
    char drop[PATH_MAX], archive[PATH_MAX], rejected[PATH_MAX], state[PATH_MAX];
    int hwm;              /* of the feed; 0: so high that a test's own listener misses nothing */
    int without_override; /* takes from root the right to read what permissions forbid */
    pid_t pid;
    void *zmq, *sub;
};

/* Makes the scratch directory; `extra` is more of the configuration, in whole sections. */
void daemon_init(struct daemon *daemon, const char *extra);

/* Starts the program, without waiting for anything. */
void daemon_spawn(struct daemon *daemon);

/* Starts the program and waits until it is ready and its feed is heard. */
void daemon_start(struct daemon *daemon);

/* Writes the configuration again with another `extra`. */
void daemon_configure(struct daemon *daemon, const char *extra);

void daemon_signal(struct daemon *daemon, int signum);

/* Waits for the end and returns what waitpid() says. */
int daemon_wait(struct daemon *daemon);

/* Ends it with SIGTERM, asserts that it ended well, and removes the scratch directory. */
void daemon_finish(struct daemon *daemon);

/* Runs nianbaod with these arguments to its end; returns its exit status, stderr in `*output`. */
int daemon_run(struct daemon *daemon, const char *const arguments[], char **output);

/* "DIR/NAME" below the scratch directory; valid until the eighth call from now. */
const char *at(const struct daemon *daemon, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts a text into the drop directory by rename; `name` may have folders that exist. */
void drop(struct daemon *daemon, const char *name, const char *text);

/* The next report event from the feed, new; its topic in `topic` (256 bytes) unless NULL. */
json_t *next_event(struct daemon *daemon, char *topic);

/* The next report event's file name must be this. */
void expect_event(struct daemon *daemon, const char *name);

/* Sends a request to the replay socket; the answer's frames, up to `most`, new. Their number. */
int ask(struct daemon *daemon, const char *const words[], char *answers[], int most);

/* The answer to STATUS, new. */
json_t *ask_status(struct daemon *daemon);
int is_idle(struct daemon *daemon); /* nothing waits or is on its way */
int is_healthy(struct daemon *daemon);

/* What STATUS says is the trouble, new; "" when it says none. */
char *trouble_of(struct daemon *daemon);

/* One number from the journal's file. */
int64_t query(struct daemon *daemon, const char *sql);

/* Asserts that the journal has `count` events without a gap. */
void expect_journal(struct daemon *daemon, int64_t count);

/* Whether the log has this text by now. */
int logged(struct daemon *daemon, const char *text);

/* A value deep in a JSON object, such as "data.source.name"; NULL when it is not there. */
json_t *dig(json_t *json, const char *path);
const char *dig_text(json_t *json, const char *path);

#endif
