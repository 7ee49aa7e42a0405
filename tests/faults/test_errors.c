/* Calls of the kernel that fail, or do half of what they were asked for, and work again. */
#include "audit.h"
#include "preload.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

/* What scratch_elsewhere() begins with: the archive on another file system. */
#define ELSEWHERE "/dev/shm/"

struct failure {
    const char *name;
    enum shim_call call;
    const char *path; /* of the files concerned */
    int how, every;
    int elsewhere; /* the archive is on another file system */
    int at_start;
    const char *said; /* in the log; NULL: the daemon has another way, which is not worth a word */
};

static const struct failure failures[] = {
    {"reading a file", SHIM_READ, "/drop/", EIO, 2, 0, 0, "cannot be read now: Input/output error"},
    {"short reads of files", SHIM_READ, "/drop/", PRELOAD_SHORT, 1, 0, 0, NULL},
    {"short reads of the journal", SHIM_READ, "/state/", PRELOAD_SHORT, 2, 0, 1, NULL},
    {"reading the journal", SHIM_READ, "/state/", EIO, 1, 0, 1, "disk I/O error"},
    {"writing the journal", SHIM_WRITE, "/state/", EIO, 3, 0, 0,
     "the journal cannot be written: disk I/O error"},
    {"short writes of the journal", SHIM_WRITE, "/state/", PRELOAD_SHORT, 1, 0, 0, NULL},
    {"syncing the journal", SHIM_SYNC, "/state/", EIO, 2, 0, 0,
     "the journal cannot be written: disk I/O error"},
    {"no room in the journal", SHIM_WRITE, "/state/", ENOSPC, 5, 0, 0,
     "the journal cannot be written: database or disk is full"},
    {"writing findings", SHIM_WRITE, "/rejected/", EIO, 2, 0, 0, "rejected: Input/output error"},
    {"short writes of findings", SHIM_WRITE, "/rejected/", PRELOAD_SHORT, 1, 0, 0, NULL},
    {"moving", SHIM_RENAME, "/rejected/", EIO, 2, 0, 0, "rejected: Input/output error"},
    {"moving where it is said to be another file system", SHIM_RENAME, "/rejected/", EXDEV, 1, 0, 0,
     "Invalid cross-device link"},
    {"moving where a taken name cannot be refused", SHIM_RENAME, "/rejected/", EINVAL, 1, 0, 0,
     NULL},
    {"moving on a quota", SHIM_RENAME, "/archive/", EDQUOT, 1, 0, 0,
     "archive: Disk quota exceeded"},
    {"opening folders of the archive", SHIM_OPEN, "/archive", EMFILE, 2, 0, 0,
     "it cannot be moved: Too many open files"},
    {"copying to another file system", SHIM_WRITE, ELSEWHERE, EIO, 3, 1, 0,
     "Input/output error; taking in nothing"},
    {"short writes to another file system", SHIM_WRITE, ELSEWHERE, PRELOAD_SHORT, 1, 1, 0, NULL},
    {"syncing a copy", SHIM_SYNC, ELSEWHERE, EIO, 3, 1, 0, "Input/output error; taking in nothing"},
    {"naming a copy", SHIM_RENAME, ELSEWHERE, EIO, 2, 1, 0,
     "Input/output error; taking in nothing"},
    {"reading for a copy", SHIM_READ, "/drop/", EIO, 3, 1, 0, "Input/output error"},
    {"no inotify", SHIM_INOTIFY, "/", EMFILE, 1, 0, 1,
     "inotify is not available (Too many open files)"},
    {"no watches for folders", SHIM_INOTIFY, "/drop/", ENOSPC, 1, 0, 1,
     "no more folders can be watched"},
};

static void elsewhere(struct daemon *d)
{
    assert_true(scratch_elsewhere(d->archive));
    snprintf(d->rejected, sizeof d->rejected, "%.255s-rejected", d->archive);
}

/* Where it cannot even start it says why and ends, to be started again. */
static int has_ended(struct daemon *d)
{
    int status;

    if (waitpid(d->pid, &status, WNOHANG) != d->pid)
        return 0;
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    d->pid = 0;
    return 1;
}

/* Files come in before, while and after the call fails; at last it is killed while failing. */
static unsigned long go_through(struct daemon *d, struct load *load, const struct failure *f)
{
    struct shim *shim = preload_make(d);
    unsigned long failed;

    load_drop_many(load, 20);
    if (f->at_start)
        preload_fail(shim, f->call, f->path, f->how, f->every);
    preload_spawn(d, shim);
    if (!f->at_start)
        audit_settle(d);
    for (int turn = 0; turn < 2; turn++) {
        preload_fail(shim, f->call, f->path, f->how, f->every);
        load_drop_many(load, 30);
        UNTIL(shim->rules[f->call].failed > 0 || (f->at_start && turn > 0));
        pause_ms(300);
        load_drop_many(load, 10);
        int ended = f->at_start && has_ended(d);
        if (turn == 1 && !ended) {
            daemon_signal(d, SIGKILL);
            daemon_wait(d);
        }
        if (turn == 1 || !f->at_start || ended)
            preload_pass(shim);
        if (turn == 1 || ended)
            preload_spawn(d, shim);
        audit_settle(d);
    }
    failed = shim->rules[f->call].failed;
    preload_free(shim);
    return failed;
}

static unsigned long fail_and_recover(const struct failure *f, struct audit_counts *sum)
{
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;

    print_message("%s\n", f->name);
    daemon_init(&d, QUICK);
    if (f->elsewhere)
        elsewhere(&d);
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL & ~LOAD_BIT(LOAD_SLOW));
    listener_start(&listener, &d, 0);
    unsigned long failed = go_through(&d, &load, f);
    if (f->said && !logged(&d, f->said))
        fail_msg("%s: the log does not say so; see %s/log", f->name, d.dir);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_add(sum, &counts);
    daemon_finish(&d);
    load_free(&load);
    if (f->elsewhere) {
        scratch_remove(d.archive);
        scratch_remove(d.rejected);
    }
    return failed;
}

static void test_failures(void **state)
{
    struct audit_counts sum = {0};
    unsigned long failed = 0, turns = 0;
    unsigned every = audit_number("FAULTS_ERRORS", 1, 3);
    char other[PATH_MAX];
    int is_apart = scratch_elsewhere(other);

    (void)state;
    if (is_apart)
        scratch_remove(other);
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i += every) {
        if (failures[i].elsewhere && !is_apart)
            continue;
        failed += fail_and_recover(&failures[i], &sum);
        turns++;
    }
    audit_tell("failing calls", &sum, ", kinds of failure %lu, calls that failed %lu", turns,
               failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
