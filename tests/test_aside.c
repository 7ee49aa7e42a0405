/* Taking a file aside, and putting back what a crash left there. */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../daemon/aside.h"

static char dir[PATH_MAX];
static int drop_fd, aside_fd;

static const char *in(const char *name)
{
    static char paths[4][PATH_MAX];
    static unsigned turn;

    return path_in(paths[turn++ % 4], dir, name);
}

static int setup(void **state)
{
    (void)state;
    scratch_make(dir);
    assert_int_equal(mkdir(in("drop"), 0700), 0);
    assert_int_equal(mkdir(in("aside"), 0700), 0);
    drop_fd = open(in("drop"), O_RDONLY | O_DIRECTORY);
    aside_fd = open(in("aside"), O_RDONLY | O_DIRECTORY);
    assert_true(drop_fd >= 0 && aside_fd >= 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    close(drop_fd);
    close(aside_fd);
    scratch_remove(dir);
    return 0;
}

static void expect_text(const char *name, const char *text)
{
    char *found = read_text(in(name));

    assert_string_equal(found, text);
    free(found);
}

static void test_put_back(void **state)
{
    static const char *const paths[] = {"a.txt", "100%.txt", "a%sb%p", "county/town/b.txt"};
    char name[NAME_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        write_text(in("drop/leaf"), paths[i]);
        assert_int_equal(aside_take(drop_fd, "leaf", aside_fd, paths[i], name), 0);
        assert_int_equal(name[0], '.');
        assert_false(exists(in("drop/leaf")));
    }
    assert_int_equal(count_entries(in("aside")), 4);
    aside_recover(aside_fd, drop_fd);
    assert_int_equal(count_entries(in("aside")), 0);
    expect_text("drop/a.txt", "a.txt");
    expect_text("drop/100%.txt", "100%.txt");
    expect_text("drop/a%sb%p", "a%sb%p");
    expect_text("drop/county/town/b.txt", "county/town/b.txt");
}

/* What came in its place meanwhile stays there. */
static void test_name_taken(void **state)
{
    char name[NAME_MAX + 1];

    (void)state;
    write_text(in("drop/a.txt"), "first");
    assert_int_equal(aside_take(drop_fd, "a.txt", drop_fd, "a.txt", name), 0);
    write_text(in("drop/a.txt"), "second");
    aside_recover(drop_fd, drop_fd);
    expect_text("drop/a.txt", "second");
    expect_text("drop/a.0.txt", "first");
    assert_int_equal(count_entries(in("drop")), 2);
}

static void test_long_path(void **state)
{
    char path[300], name[NAME_MAX + 1];

    (void)state;
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    write_text(in("drop/a.txt"), "a");
    assert_int_equal(aside_take(drop_fd, "a.txt", aside_fd, path, name), -1);
    assert_int_equal(errno, ENAMETOOLONG);
    assert_true(exists(in("drop/a.txt")));
}

/* Somebody drops a file that looks as if it had been taken aside. */
static void test_made_up_names(void **state)
{
    static const char *const names[] = {
        ".nianbaod-aside-..%sout.txt",
        ".nianbaod-aside-a%s..%s..%sout.txt",
        ".nianbaod-aside-%sout.txt",
        ".nianbaod-aside-.hidden",
        ".nianbaod-aside-",
        ".nianbaod-aside-link%sout.txt",
    };
    char path[PATH_MAX];

    (void)state;
    assert_int_equal(symlink("..", in("drop/link")), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        write_text(path_in(path, in("drop"), names[i]), "mine");
    aside_recover(drop_fd, drop_fd);
    assert_int_equal(count_entries(in("drop")), 7);
    assert_int_equal(count_entries(dir), 7);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_put_back),
        TEST(test_name_taken),
        TEST(test_long_path),
        TEST(test_made_up_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
