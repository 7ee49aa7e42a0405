#include "listen.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *life_path(const struct listener *l, unsigned life)
{
    return at(l->daemon, "heard-%u.%u", l->number, life);
}

static const char *position_path(const struct listener *l)
{
    return at(l->daemon, "position-%u", l->number);
}

static void exec_tail(const char *position, const char *feed, const char *replay)
{
    const char *build = getenv("BUILD");
    char program[PATH_MAX];

    snprintf(program, sizeof program, "%s/nianbao", build ? build : "build");
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execl(program, "nianbao", "tail", "--from", "start", "--position", position, "--format",
          "jsonl", "--feed", feed, "--replay", replay, (char *)NULL);
    _exit(127);
}

static void spawn(struct listener *l)
{
    char feed[PATH_MAX + 16], replay[PATH_MAX + 16];
    const char *position = position_path(l);
    int out = open(life_path(l, l->life), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int err = open(at(l->daemon, "heard-%u.log", l->number),
                   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    assert_true(out >= 0 && err >= 0);
    snprintf(feed, sizeof feed, "ipc://%s/feed", l->daemon->dir);
    snprintf(replay, sizeof replay, "ipc://%s/replay", l->daemon->dir);
    l->pid = fork();
    assert_true(l->pid >= 0);
    if (l->pid == 0) {
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        exec_tail(position, feed, replay);
    }
    close(out);
    close(err);
}

static void end(struct listener *l, int signum)
{
    int status = 0;

    assert_int_equal(kill(l->pid, signum), 0);
    UNTIL(waitpid(l->pid, &status, WNOHANG) == l->pid);
    /* One that is told to end before it listens to signals just dies of it. */
    if (WIFSIGNALED(status) ? WTERMSIG(status) != signum : status != 0)
        fail_msg("listener %u ended with status %d; see %s/heard-%u.log", l->number, status,
                 l->daemon->dir, l->number);
    l->pid = 0;
}

void listener_start(struct listener *l, const struct daemon *daemon, unsigned number)
{
    memset(l, 0, sizeof *l);
    l->daemon = daemon;
    l->number = number;
    spawn(l);
}

void listener_restart(struct listener *l, int signum)
{
    end(l, signum);
    l->life++;
    spawn(l);
}

/* ---- putting it together ---- */

static uint64_t noted(const struct listener *l)
{
    FILE *f = fopen(position_path(l), "r");
    uint64_t sequence = 0;

    if (!f)
        return 0;
    if (fscanf(f, "%*s %" SCNu64, &sequence) != 1)
        sequence = 0;
    fclose(f);
    return sequence;
}

static uint64_t sequence_of(const char *line)
{
    static const char key[] = "\"sequence\":\"";
    const char *at = strstr(line, key);

    return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

/* Appends what this life printed and an earlier one had not. Returns the last sequence. */
static uint64_t collect(struct listener *l, FILE *out, FILE *in, uint64_t last)
{
    char *line = NULL;
    size_t room = 0;

    for (ssize_t n; (n = getline(&line, &room, in)) > 0;) {
        if (line[n - 1] != '\n')
            break; /* cut off by its end */
        uint64_t sequence = sequence_of(line);
        if (sequence <= last) {
            l->again++;
            continue;
        }
        last = sequence;
        assert_int_equal(fwrite(line, 1, (size_t)n, out), n);
    }
    free(line);
    return last;
}

static void put_together(struct listener *l)
{
    FILE *out = fopen(at(l->daemon, "heard-%u", l->number), "w");
    uint64_t last = 0;

    assert_non_null(out);
    for (unsigned life = 0; life <= l->life; life++) {
        FILE *in = fopen(life_path(l, life), "r");
        assert_non_null(in);
        last = collect(l, out, in, last);
        fclose(in);
        unlink(life_path(l, life));
    }
    assert_int_equal(fclose(out), 0);
}

static int64_t last_event(const struct listener *l)
{
    struct daemon daemon = *l->daemon;

    return query(&daemon, "SELECT coalesce(max(sequence), 0) FROM events");
}

const char *listener_end(struct listener *l)
{
    uint64_t last = (uint64_t)last_event(l), before = 0;
    int64_t until = now_ms() + DEADLINE_MS;

    for (uint64_t now; (now = noted(l)) < last; pause_ms(20)) {
        if (now > before)
            until = now_ms() + DEADLINE_MS;
        before = now;
        if (now_ms() > until)
            fail_msg("listener %u stays at %" PRIu64 " of %" PRIu64 "; see %s/heard-%u.log",
                     l->number, now, last, l->daemon->dir, l->number);
    }
    end(l, SIGTERM);
    put_together(l);
    return at(l->daemon, "heard-%u", l->number);
}
