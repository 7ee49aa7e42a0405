/*
 * Files that are rewritten, grow, shrink, or are replaced by something else, at any moment of their
 * way through the daemon. What their writers themselves destroyed is not looked for; what they
 * left in the end is.
 */
#include "audit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\nworkers = 4\n"

enum change { REWRITE, APPEND, TRUNCATE, REPLACE, TOUCH, LINK, PIPE, FOLDER, CHANGES };

static void overwrite(const char *path, int flags, const char *text)
{
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | flags, 0600);

    if (fd < 0)
        return; /* it is something else by now, or gone */
    if (write(fd, text, strlen(text)) < 0)
        assert_int_equal(errno, EPIPE);
    close(fd);
}

/* Rewritten so that neither its size nor its time shows it. */
static void rewrite_unseen(const char *path, const char *text)
{
    struct stat st;
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        return;
    }
    if (write(fd, text, strlen(text)) > 0)
        futimens(fd, (struct timespec[2]){st.st_atim, st.st_mtim});
    close(fd);
}

#define PRECIOUS "what a link leads to is nobody's to touch\n"

static void change(struct daemon *d, const char *path, unsigned random)
{
    char text[64];

    snprintf(text, sizeof text, "passing content %08x of a file\n", random);
    unlink(at(d, "staging/passing"));
    switch ((enum change)(random >> 8) % CHANGES) {
    case REWRITE: overwrite(path, O_CREAT | O_TRUNC, text); break;
    case APPEND: overwrite(path, O_CREAT | O_APPEND, text); break;
    case TRUNCATE: overwrite(path, O_TRUNC, "cut"); break;
    case REPLACE:
        write_text(at(d, "staging/passing"), text);
        rename(at(d, "staging/passing"), path);
        break;
    case TOUCH: rewrite_unseen(path, text); break;
    case LINK:
        if (symlink(at(d, "precious"), at(d, "staging/passing")) == 0)
            rename(at(d, "staging/passing"), path);
        break;
    case PIPE:
        if (mkfifo(at(d, "staging/passing"), 0600) == 0)
            rename(at(d, "staging/passing"), path);
        break;
    default:
        unlink(path);
        mkdir(path, 0700);
        break;
    }
}

/* In the end it is a file with a content of its own, whatever it was before. */
static void put_last(struct daemon *d, struct load *load, const char *name, unsigned number)
{
    char text[64];

    snprintf(text, sizeof text, "what was left in the end, number %u\n", number);
    rmdir(at(d, "drop/%s", name));
    unlink(at(d, "drop/%s", name));
    UNTIL(load_drop_bytes(load, name, text, strlen(text), LOAD_NONSENSE) == 0);
}

static void storm(const char *title, int kills)
{
    unsigned rounds = audit_number("FAULTS_CHANGES", 200, 12), random = 7;
    struct daemon d;
    struct load load;
    struct listener listener;
    struct audit_counts counts;
    char name[32];

    daemon_init(&d, QUICK);
    load_init(&load, at(&d, "drop"), LOAD_ALL, LOAD_ALL);
    daemon_spawn(&d);
    listener_start(&listener, &d, 0);
    write_text(at(&d, "precious"), PRECIOUS);
    for (unsigned round = 0; round < rounds; round++) {
        for (unsigned i = 0; i < 100; i++) {
            random = random * 1103515245u + 12345;
            change(&d, at(&d, "drop/%u.txt", random % 10), random);
            if (i % 10 == 0)
                pause_ms((int)(random >> 20) % 4);
        }
        for (unsigned i = 0; i < 10; i++) {
            snprintf(name, sizeof name, "%u.txt", i);
            put_last(&d, &load, name, 10 * round + i);
        }
        if (kills && round % 4 == 3) {
            daemon_signal(&d, SIGKILL);
            daemon_wait(&d);
            daemon_spawn(&d);
        }
        audit_settle(&d);
    }
    char *precious = read_text(at(&d, "precious"));
    assert_string_equal(precious, PRECIOUS);
    free(precious);
    audit(&d, &load, &(struct audit_terms){.heard = &listener, .passing = 1, .orphans = kills},
          &counts);
    audit_tell(title, &counts, ", changes %u", 100 * rounds);
    daemon_finish(&d);
    load_free(&load);
}

static void test_storm(void **state)
{
    (void)state;
    storm("changing files", 0);
}

static void test_storm_and_kills(void **state)
{
    (void)state;
    storm("changing files and kills", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_storm),
        cmocka_unit_test(test_storm_and_kills),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
