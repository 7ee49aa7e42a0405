/* Killed at random moments while files of all kinds are dropped in all ways. */
#include "audit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

/* From before the daemon is ready to some time at work. */
#define LONGEST_MS 700

#define PER_SECOND 600

/* Now and then it is asked to end, and may do so before it listens to the request. */
static void end_life(struct daemon *d, int signum)
{
    daemon_signal(d, signum);
    int status = daemon_wait(d);
    if (WIFSIGNALED(status) ? WTERMSIG(status) != signum : signum == SIGKILL || status != 0)
        fail_msg("the daemon ended with status %d; see %s/log", status, d->dir);
}

static void kill_often(const char *name, const char *archive)
{
    unsigned kills = audit_number("FAULTS_KILLS", 500, 15) / 2, random = 12345;
    struct daemon d;
    struct load load;
    struct audit_counts counts;
    struct listener listener;

    daemon_init(&d, QUICK);
    snprintf(d.archive, sizeof d.archive, "%s", archive);
    snprintf(d.rejected, sizeof d.rejected, "%s%s", archive, *archive ? "-rejected" : "");
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL);
    load_start(&load, PER_SECOND);
    listener_start(&listener, &d, 0);
    for (unsigned i = 0; i < kills; i++) {
        daemon_spawn(&d);
        random = random * 1103515245u + 12345;
        pause_ms((int)(random >> 8) % LONGEST_MS);
        end_life(&d, i % 5 == 4 ? SIGTERM : SIGKILL);
    }
    daemon_spawn(&d);
    load_stop(&load);
    audit_settle(&d);
    audit(&d, &load, &(struct audit_terms){.heard = &listener}, &counts);
    audit_tell(name, &counts, ", kills %u, of which asked to end %u", kills, kills / 5);
    daemon_finish(&d);
    load_free(&load);
    if (*archive) {
        scratch_remove(d.archive);
        scratch_remove(d.rejected);
    }
}

static void test_same_file_system(void **state)
{
    (void)state;
    kill_often("random kills, archive on the same file system", "");
}

static void test_other_file_system(void **state)
{
    char archive[PATH_MAX];

    (void)state;
    if (!scratch_elsewhere(archive))
        skip();
    kill_often("random kills, archive on another file system", archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_file_system),
        cmocka_unit_test(test_other_file_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
