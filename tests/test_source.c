#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../extract/source.h"

static char dir[PATH_MAX];
static int fd;

static int setup(void **state)
{
    (void)state;
    scratch_make(dir);
    fd = open(dir, O_RDONLY | O_DIRECTORY);
    assert_true(fd >= 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    close(fd);
    scratch_remove(dir);
    return 0;
}

static const char *in(const char *name)
{
    static char paths[4][PATH_MAX];
    static int turn;

    return path_in(paths[turn++ % 4], dir, name);
}

static void test_read(void **state)
{
    (void)state;
    struct source src;

    write_text(in("a"), "abc");
    assert_int_equal(source_read(fd, "a", 1, 0, 100, &src), SOURCE_OK);
    assert_int_equal(src.size, 3);
    assert_memory_equal(src.bytes, "abc", 3);
    assert_string_equal(src.sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(src.st.st_size, 3);
    source_free(&src);
    source_free(&src);
}

static void test_empty(void **state)
{
    (void)state;
    struct source src;

    write_text(in("a"), "");
    assert_int_equal(source_read(fd, "a", 1, 0, 100, &src), SOURCE_OK);
    assert_int_equal(src.size, 0);
    assert_int_equal(strlen(src.sha256), 64);
    source_free(&src);
}

static void test_limit(void **state)
{
    (void)state;
    struct source src;

    write_text(in("a"), "0123456789");
    assert_int_equal(source_read(fd, "a", 1, 0, 10, &src), SOURCE_OK);
    source_free(&src);
    assert_int_equal(source_read(fd, "a", 1, 0, 9, &src), SOURCE_REJECTED);
    assert_int_equal(src.code, NB_INPUT_TOO_LARGE);
    assert_non_null(src.detail_zh);
    assert_non_null(src.detail_en);
    assert_null(src.bytes);
    assert_string_equal(src.sha256, "");
    assert_int_equal(src.st.st_size, 10);
}

static void test_gone(void **state)
{
    (void)state;
    struct source src;

    write_text(in("a"), "x");
    assert_int_equal(source_read(fd, "b", 1, 0, 100, &src), SOURCE_GONE);
    assert_int_equal(source_read(fd, "a/b", 1, 0, 100, &src), SOURCE_GONE);
    assert_int_equal(source_read(fd, "", 1, 0, 100, &src), SOURCE_GONE);
}

static void expect_kind(const char *name, const char *detail)
{
    struct source src;

    assert_int_equal(source_read(fd, name, 1, 0, 100, &src), SOURCE_REJECTED);
    assert_int_equal(src.code, NB_INPUT_UNSUPPORTED);
    assert_string_equal(src.detail_en, detail);
    assert_non_null(src.detail_zh);
}

static void test_kinds(void **state)
{
    (void)state;
    struct source src;

    write_text(in("a"), "abc");
    assert_int_equal(symlink("a", in("link")), 0);
    assert_int_equal(mkfifo(in("pipe"), 0600), 0);
    assert_int_equal(mkdir(in("folder"), 0700), 0);
    expect_kind("link", "a symbolic link");
    expect_kind("pipe", "a named pipe"); /* and does not wait for a writer */
    expect_kind("folder", "a directory");
    assert_int_equal(source_read(fd, "link", 0, 1, 100, &src), SOURCE_OK);
    source_free(&src);
}

/* Neither a way up nor a link on the way leads out of the directory. */
static void test_beneath(void **state)
{
    (void)state;
    struct source src;

    assert_int_equal(mkdir(in("sub"), 0700), 0);
    write_text(in("a"), "abc");
    assert_int_equal(symlink("..", in("sub/up")), 0);
    int sub = open(in("sub"), O_RDONLY | O_DIRECTORY);
    assert_int_not_equal(source_read(sub, "../a", 1, 0, 100, &src), SOURCE_OK);
    assert_int_not_equal(source_read(sub, "up/a", 1, 0, 100, &src), SOURCE_OK);
    assert_int_equal(source_read(sub, "../a", 0, 0, 100, &src), SOURCE_OK);
    source_free(&src);
    close(sub);
}

/* A file that others write all the time is read whole or called changed, never half. */
static atomic_int done;

static void *rewrite(void *arg)
{
    static char bytes[1 << 16];
    int file = *(int *)arg;

    for (int i = 0; !atomic_load(&done); i++) {
        memset(bytes, 'a' + i % 26, sizeof bytes);
        if (ftruncate(file, 0) != 0 || pwrite(file, bytes, sizeof bytes / (1 + i % 3), 0) < 0)
            break;
    }
    return NULL;
}

static void test_changing(void **state)
{
    (void)state;
    struct source src;
    pthread_t thread;
    int file = open(in("a"), O_WRONLY | O_CREAT, 0600), changed = 0;

    atomic_store(&done, 0);
    assert_int_equal(pthread_create(&thread, NULL, rewrite, &file), 0);
    int64_t deadline = now_ms() + DEADLINE_MS;
    while (!changed && now_ms() < deadline) {
        enum source_result result = source_read(fd, "a", 1, 0, 1 << 20, &src);
        assert_true(result == SOURCE_OK || result == SOURCE_CHANGED);
        changed += result == SOURCE_CHANGED;
        source_free(&src);
    }
    atomic_store(&done, 1);
    pthread_join(thread, NULL);
    close(file);
    assert_true(changed > 0);
}

static void test_being_written(void **state)
{
    (void)state;

    signal(SIGIO, SIG_IGN);
    int file = open(in("a"), O_WRONLY | O_CREAT, 0600);
    assert_int_equal(source_being_written(fd, "a"), 1);
    close(file);
    assert_int_equal(source_being_written(fd, "a"), 0);
    assert_int_equal(source_being_written(fd, "b"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_read),  TEST(test_empty),   TEST(test_limit),    TEST(test_gone),
        TEST(test_kinds), TEST(test_beneath), TEST(test_changing), TEST(test_being_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
