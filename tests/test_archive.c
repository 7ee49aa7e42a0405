/* Names, moving, and copying to another file system. */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../daemon/copy.h"
#include "../daemon/move.h"
#include "../daemon/name.h"

static char dir[PATH_MAX], archive[PATH_MAX], rejected[PATH_MAX];
static int root;

static const char *in(const char *name)
{
    static char paths[4][PATH_MAX];
    static int turn;

    return path_in(paths[turn++ % 4], dir, name);
}

static int setup(void **state)
{
    (void)state;
    scratch_make(dir);
    path_in(archive, dir, "archive");
    path_in(rejected, dir, "rejected");
    assert_int_equal(mkdir(in("drop"), 0700), 0);
    assert_int_equal(mkdir(in("drop/sub"), 0700), 0);
    root = open(in("drop"), O_RDONLY | O_DIRECTORY);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    close(root);
    scratch_remove(dir);
    return 0;
}

/* A job for the file as it is now. */
static struct job *job_for(const char *path, enum nb_status status, int year)
{
    struct stat st;
    struct job *job = job_new(path);

    assert_int_equal(fstatat(root, path, &st, AT_SYMLINK_NOFOLLOW), 0);
    file_id_set(&job->id, &st);
    job->status = status;
    job->year = year;
    job->sequence = 7;
    job->findings = status == NB_VALID ? NULL : strdup("what is wrong\n");
    return job;
}

static void move(struct job *job)
{
    struct move_places places = {root, archive, rejected};
    struct mover *mover = mover_new(&places);

    mover_move(mover, job);
    mover_free(mover);
}

static void move_to(struct job *job, const char *target)
{
    move(job);
    assert_int_equal(job->archive_error, 0);
    assert_string_equal(job->target, target);
    assert_true(exists(in(target)));
    job_free(job);
}

static void expect_text(const char *name, const char *text)
{
    char *found = read_text(in(name));

    assert_string_equal(found, text);
    free(found);
}

static void test_places(void **state)
{
    (void)state;
    write_text(in("drop/a.txt"), "a");
    write_text(in("drop/sub/b.txt"), "b");
    write_text(in("drop/sub/c.txt"), "c");
    write_text(in("drop/d.txt"), "d");
    move_to(job_for("a.txt", NB_VALID, 2024), "archive/2024/a.txt");
    move_to(job_for("sub/b.txt", NB_INVALID, 0), "archive/0000/sub/b.txt");
    move_to(job_for("sub/c.txt", NB_UNRECOGNIZED, 2024), "rejected/sub/c.txt");
    move_to(job_for("d.txt", NB_UNRECOGNIZED, 0), "rejected/d.txt");
    assert_false(exists(in("archive/2024/a.txt.findings.txt")));
    expect_text("archive/0000/sub/b.txt.findings.txt", "what is wrong\n");
    expect_text("rejected/sub/c.txt.findings.txt", "what is wrong\n");
}

/* Written anew in the same tick of the clock: only the content shows it. */
static void test_fresh(void **state)
{
    static const char hash_of_a[] =
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    (void)state;
    for (int changed = 0; changed <= 1; changed++) {
        write_text(in("drop/a.txt"), changed ? "b" : "a");
        struct job *job = job_for("a.txt", NB_INVALID, changed ? 2023 : 2024);
        job->fresh = 1;
        job->identity = strdup(hash_of_a);
        move(job);
        assert_int_equal(job->changed, changed);
        assert_int_equal(exists(in("drop/a.txt")), changed);
        job_free(job);
    }
    assert_true(exists(in("archive/2024/a.txt.findings.txt")));
    assert_false(exists(in("archive/2023/a.txt.findings.txt")));
    expect_text("drop/a.txt", "b");
}

/* Written anew by one who sets the time back, as programs do that copy or unpack. */
static void test_time_set_back(void **state)
{
    static const char hash_of_a[] =
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    (void)state;
    for (int changed = 0; changed <= 1; changed++) {
        write_text(in("drop/a.txt"), "a");
        struct job *job = job_for("a.txt", NB_INVALID, changed ? 2023 : 2024);
        struct timespec times[2] = {{0, UTIME_OMIT}, {job->id.mtime_s, job->id.mtime_ns}};
        job->identity = strdup(hash_of_a);
        pause_ms(20); /* the clock of file times must have ticked */
        write_text(in("drop/a.txt"), changed ? "b" : "a");
        assert_int_equal(utimensat(AT_FDCWD, in("drop/a.txt"), times, 0), 0);
        move(job);
        assert_int_equal(job->changed, changed);
        assert_int_equal(exists(in("drop/a.txt")), changed);
        job_free(job);
    }
}

static void test_taken_names(void **state)
{
    (void)state;
    static const char *const targets[] = {"archive/2024/a.txt", "archive/2024/a.7.txt",
                                          "archive/2024/a.7-2.txt"};

    for (int i = 0; i < 3; i++) {
        write_text(in("drop/a.txt"), targets[i]);
        move_to(job_for("a.txt", NB_INVALID, 2024), targets[i]);
        /* Somebody edits the findings: they are his now. */
        char findings[PATH_MAX];
        snprintf(findings, sizeof findings, "%s.findings.txt", targets[i]);
        write_text(in(findings), "mine");
    }
    for (int i = 0; i < 3; i++)
        expect_text(targets[i], targets[i]);
    expect_text("archive/2024/a.txt.findings.txt", "mine");
}

/* A valid report has no findings that would hold its name. */
static void test_taken_name_of_valid(void **state)
{
    (void)state;
    write_text(in("drop/a.txt"), "first");
    move_to(job_for("a.txt", NB_VALID, 2024), "archive/2024/a.txt");
    write_text(in("drop/a.txt"), "second");
    move_to(job_for("a.txt", NB_VALID, 2024), "archive/2024/a.7.txt");
    expect_text("archive/2024/a.txt", "first");
    expect_text("archive/2024/a.7.txt", "second");
}

/* Where a killed run left findings without their file, the next run goes on. */
static void test_cut_findings(void **state)
{
    (void)state;
    static const char *const left[] = {"", "what", "what is wrong\n"};

    assert_int_equal(mkdir(rejected, 0700), 0);
    for (int i = 0; i < 3; i++) {
        write_text(in("rejected/a.txt.findings.txt"), left[i]);
        write_text(in("drop/a.txt"), "a");
        move_to(job_for("a.txt", NB_UNRECOGNIZED, 0), "rejected/a.txt");
        expect_text("rejected/a.txt.findings.txt", "what is wrong\n");
        assert_int_equal(unlink(in("rejected/a.txt")), 0);
    }
}

/*
 * A killed run left findings, and what they are of was replaced before the next one: they must not
 * lie beside another file.
 */
static void test_left_findings(void **state)
{
    (void)state;
    assert_int_equal(mkdir(archive, 0700), 0);
    assert_int_equal(mkdir(in("archive/2024"), 0700), 0);
    write_text(in("archive/2024/a.txt.findings.txt"), "what is wrong\n");
    write_text(in("drop/a.txt"), "mended");
    move_to(job_for("a.txt", NB_VALID, 2024), "archive/2024/a.7.txt");
    assert_false(exists(in("archive/2024/a.txt")));
    assert_false(exists(in("archive/2024/a.7.txt.findings.txt")));
}

/* What begins like the new findings may still be another file's, or a file that was dropped. */
static void test_findings_of_others(void **state)
{
    (void)state;
    assert_int_equal(mkdir(rejected, 0700), 0);
    write_text(in("rejected/a.txt"), "in place");
    write_text(in("rejected/a.txt.findings.txt"), "what");
    write_text(in("drop/a.txt"), "a");
    move_to(job_for("a.txt", NB_UNRECOGNIZED, 0), "rejected/a.7.txt");
    expect_text("rejected/a.txt.findings.txt", "what");

    write_text(in("drop/b.txt.findings.txt"), "");
    move_to(job_for("b.txt.findings.txt", NB_UNRECOGNIZED, 0), "rejected/b.txt.findings.txt");
    write_text(in("drop/b.txt"), "b");
    move_to(job_for("b.txt", NB_UNRECOGNIZED, 0), "rejected/b.7.txt");
    expect_text("rejected/b.txt.findings.txt", "");
}

/* A writer has opened the file again since it was read: what he adds must not go unseen. */
static void test_being_written(void **state)
{
    (void)state;
    write_text(in("drop/a.txt"), "a");
    int writer = open(in("drop/a.txt"), O_WRONLY | O_APPEND);
    struct job *job = job_for("a.txt", NB_UNRECOGNIZED, 0);
    move(job);
    assert_int_equal(job->archive_error, 0);
    assert_int_equal(job->changed, 1);
    assert_null(job->target);
    assert_true(exists(in("drop/a.txt")));
    close(writer);
    job_free(job);
    move_to(job_for("a.txt", NB_UNRECOGNIZED, 0), "rejected/a.txt");
}

static void test_changed(void **state)
{
    (void)state;
    write_text(in("drop/a.txt"), "a");
    struct job *job = job_for("a.txt", NB_VALID, 2024);
    write_text(in("drop/a.txt"), "longer");
    move(job);
    assert_int_equal(job->archive_error, 0);
    assert_int_equal(job->changed, 1);
    assert_null(job->target);
    expect_text("drop/a.txt", "longer");
    job_free(job);
    job = job_for("a.txt", NB_VALID, 2024);
    assert_int_equal(unlink(in("drop/a.txt")), 0);
    move(job);
    assert_int_equal(job->archive_error, 0);
    assert_int_equal(job->changed, 0);
    assert_null(job->target);
    job_free(job);
}

static void test_links_are_not_followed(void **state)
{
    (void)state;
    assert_int_equal(mkdir(archive, 0700), 0);
    assert_int_equal(mkdir(in("elsewhere"), 0700), 0);
    assert_int_equal(symlink("../elsewhere", in("archive/2024")), 0);
    write_text(in("drop/a.txt"), "a");
    struct job *job = job_for("a.txt", NB_VALID, 2024);
    move(job);
    assert_int_not_equal(job->archive_error, 0);
    assert_true(exists(in("drop/a.txt")));
    assert_int_equal(count_entries(in("elsewhere")), 0);
    job_free(job);
}

static int copy_make(const struct copy_way *way)
{
    struct copy copy, *copies[] = {&copy};

    if (copy_begin(&copy, way) != 0)
        return -1;
    copy_settle(copies, 1);
    errno = copy.error;
    return copy.error ? -1 : 0;
}

static void test_copy(void **state)
{
    (void)state;
    struct stat before, after;
    struct file_id id;
    int to = open(in("drop/sub"), O_RDONLY | O_DIRECTORY);
    struct copy_way way = {root, "a.txt", to, to, "taken", &id, NULL};

    write_text(in("drop/a.txt"), "content");
    assert_int_equal(chmod(in("drop/a.txt"), 0626), 0); /* whatever the umask */
    assert_int_equal(stat(in("drop/a.txt"), &before), 0);
    file_id_set(&id, &before);
    write_text(in("drop/sub/taken"), "mine");
    assert_int_equal(copy_make(&way), -1);
    assert_int_equal(errno, EEXIST);
    assert_false(copy_is_there(&way));
    expect_text("drop/sub/taken", "mine");
    way.to = "b.txt";
    assert_false(copy_is_there(&way));
    assert_int_equal(copy_make(&way), 0);
    expect_text("drop/sub/b.txt", "content");
    assert_true(copy_is_there(&way)); /* as after a crash here */
    assert_int_equal(copy_finish(&way), 0);
    assert_false(exists(in("drop/a.txt")));
    assert_int_equal(stat(in("drop/sub/b.txt"), &after), 0);
    assert_int_equal(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
    assert_int_equal(after.st_mode, before.st_mode);
    write_text(in("drop/a.txt"), "another");
    way.to = "c.txt";
    assert_int_equal(copy_make(&way), -1);
    assert_int_equal(errno, EBUSY);
    assert_true(exists(in("drop/a.txt")));
    /* Rewritten with its old time: only the content tells. */
    assert_int_equal(stat(in("drop/a.txt"), &before), 0);
    file_id_set(&id, &before);
    way.sha256 = "0000000000000000000000000000000000000000000000000000000000000000";
    assert_int_equal(copy_make(&way), -1);
    assert_int_equal(errno, EBUSY);
    assert_true(exists(in("drop/a.txt")));
    assert_int_equal(count_entries(in("drop/sub")), 2); /* no temporary file is left */
    close(to);
}

static void test_ignored_names(void **state)
{
    (void)state;
    static const char *const ignored[] = {"",       ".",      "..",           ".a",
                                          "a.part", "a.tmp",  "a.crdownload", "a.filepart",
                                          "~",      "a.txt~", ".part"};
    static const char *const taken[] = {"a", "part", "a.parts", "tmp", "a.tmp.txt", "~a", "a.PART"};

    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        assert_true(name_ignored(ignored[i]));
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        assert_false(name_ignored(taken[i]));
}

static void expect_candidate(const char *name, int attempt, const char *expected)
{
    char out[256];

    name_candidate(name, 12, attempt, out);
    assert_string_equal(out, expected);
}

static void test_candidates(void **state)
{
    (void)state;
    char name[300], out[256];

    expect_candidate("a.txt", 0, "a.txt");
    expect_candidate("a.txt", 1, "a.12.txt");
    expect_candidate("a.txt", 2, "a.12-2.txt");
    expect_candidate("noext", 1, "noext.12");
    expect_candidate("a.b.txt", 1, "a.b.12.txt");
    expect_candidate(".hidden", 1, ".hidden.12");
    expect_candidate("a. a whole sentence follows", 1, "a. a whole sentence follows.12");
    memset(name, 0, sizeof name);
    for (int i = 0; i < 83; i++)
        strcat(name, "河");
    strcat(name, "a.txt");
    name_candidate(name, 12, 1, out);
    assert_true(strlen(out) + strlen(NAME_FINDINGS) <= 255);
    assert_string_equal(out + strlen(out) - 7, ".12.txt");
    assert_int_equal((strlen(out) - 7) % 3, 0); /* whole characters */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_places),
        TEST(test_fresh),
        TEST(test_time_set_back),
        TEST(test_taken_names),
        TEST(test_taken_name_of_valid),
        TEST(test_cut_findings),
        TEST(test_left_findings),
        TEST(test_findings_of_others),
        TEST(test_being_written),
        TEST(test_changed),
        TEST(test_links_are_not_followed),
        TEST(test_copy),
        cmocka_unit_test(test_ignored_names),
        cmocka_unit_test(test_candidates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
