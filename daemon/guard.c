#include "guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

/* How long a rescan and what it finds may take until a failure is seen again. */
#define FAILING_MS 2000

struct guard {
    const struct config *config;
    struct extract *extract;
    struct log *log;
    struct attempts *attempts;
    char lacking[320]; /* of guard_trouble(), or "" */
    char failing[512]; /* the same */
    int64_t failed_ms; /* when that was last so */
};

/* Text is read all the same, so this is no trouble that intake pauses for. */
static void check_program(struct guard *guard)
{
    const char *program = extract_path(guard->extract);
    int error = extract_missing(program), before = *guard->lacking != '\0';

    guard->lacking[0] = '\0';
    if (error)
        snprintf(guard->lacking, sizeof guard->lacking, "%s: %s; only text is read", program,
                 strerror(error));
    if (error && !before)
        log_error(guard->log, "%s", guard->lacking);
    else if (!error && before)
        log_info(guard->log, "%s is there again", program);
}

/* The processes that read documents have limits of their own, and may have to wait for each other;
 * what takes no longer than that has not hung. */
static int64_t longest_parse_ms(const struct guard *guard)
{
    const struct config *c = guard->config;
    int64_t processes = c->processes ? c->processes : c->workers;
    int64_t turns = 1 + (c->workers + processes - 1) / processes;
    int64_t reading = turns * extract_longest_ms(guard->extract);

    return c->hang_ms > reading ? c->hang_ms : reading;
}

void guard_failed(struct guard *guard, const char *note)
{
    char text[sizeof guard->failing - 32];

    /* What is cut must not be cut within a character. */
    log_escape(note, text, sizeof text);
    snprintf(guard->failing, sizeof guard->failing, "documents are not read: %s", text);
    guard->failed_ms = clock_steady();
}

/* What could not be read is tried again at each rescan: when nothing failed then, that has passed.
 */
static void check_failing(struct guard *guard)
{
    int64_t most = 2 * guard->config->rescan_ms + FAILING_MS;

    if (*guard->failing && clock_steady() - guard->failed_ms > most)
        guard->failing[0] = '\0';
}

static void check_hang(struct guard *guard)
{
    char path[256];
    int64_t most = longest_parse_ms(guard);
    int64_t lasted = attempts_look(guard->attempts, most, path, sizeof path);

    if (lasted <= most)
        return;
    log_error(guard->log,
              "%s has been read for %" PRId64 " s without an end: ending, to be started anew", path,
              lasted / 1000);
    _exit(1);
}

void guard_tick(struct guard *guard)
{
    check_hang(guard);
    check_program(guard);
    check_failing(guard);
}

struct attempts *guard_attempts(const struct guard *guard)
{
    return guard->attempts;
}

const char *guard_trouble(const struct guard *guard)
{
    if (*guard->lacking)
        return guard->lacking;
    return *guard->failing ? guard->failing : NULL;
}

static int open_attempts(struct guard *guard)
{
    char *path = NULL;
    int result = -1;

    if (asprintf(&path, "%s/attempts", guard->config->state) >= 0) {
        result = attempts_open(path, guard->log, &guard->attempts);
        free(path);
    }
    return result;
}

int guard_open(const struct config *config, struct extract *extract, struct log *log,
               struct guard **out)
{
    struct guard *guard = calloc(1, sizeof *guard);

    *out = guard;
    if (guard) {
        guard->config = config;
        guard->extract = extract;
        guard->log = log;
        check_program(guard);
        if (open_attempts(guard) == 0)
            return 0;
    }
    log_error(log, "memory ran out");
    free(guard);
    *out = NULL;
    return -1;
}

void guard_close(struct guard *guard)
{
    if (!guard)
        return;
    attempts_close(guard->attempts);
    free(guard);
}
