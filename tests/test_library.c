/*
 * libnianbao-feed as others use it: what it exports, and the program in its manual page.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness.h"
#include "publisher.h"

static const char *build(void)
{
    const char *build = getenv("BUILD");

    return build ? build : "build";
}

/* Every name that `nm` lists with these options must be one of the header's. */
static void expect_names(const char *options, const char *file)
{
    static const char *const names[] = {"nbf_close", "nbf_next", "nbf_open", "nbf_options_init",
                                        "nbf_position"};
    char command[PATH_MAX + 64], line[512], name[256], kind;
    size_t count = 0;

    snprintf(command, sizeof command, "nm --defined-only %s %s/%s", options, build(), file);
    FILE *nm = popen(command, "r");
    assert_non_null(nm);
    while (fgets(line, sizeof line, nm)) {
        if (sscanf(line, "%*x %c %255s", &kind, name) != 2)
            continue;
        assert_true(count < sizeof names / sizeof *names);
        assert_string_equal(name, names[count++]);
    }
    assert_int_equal(pclose(nm), 0);
    assert_int_equal(count, sizeof names / sizeof *names);
}

static void only_the_headers_names_are_seen(void **state)
{
    (void)state;
    if (strstr(build(), "sanitize"))
        skip(); /* a sanitizer adds names of its own */
    expect_names("-D", "libnianbao-feed.so.0");
    expect_names("-g", "libnianbao-feed.a");
}

static void cxx_programs_can_use_it(void **state)
{
    char command[PATH_MAX + 256];

    (void)state;
    if (strstr(build(), "sanitize") || system("c++ --version > /dev/null 2>&1") != 0)
        skip();
    snprintf(command, sizeof command,
             "printf '#include \"client/nianbao-feed.h\"\nint main() { nbf_close(0); }' |"
             " c++ -x c++ - -I. -L%s -l:libnianbao-feed.so.0 -o /dev/null",
             build());
    assert_int_equal(system(command), 0);
}

/* ---- the program in the manual page --------------------------------------------------------- */

static pid_t start_example(const struct publisher *p, const char *position, int output[2])
{
    char program[PATH_MAX];

    snprintf(program, sizeof program, "%s/tests/feed_example", build());
    assert_int_equal(pipe(output), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(output[1], STDOUT_FILENO);
        close(output[0]);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        execl(program, program, publisher_feed(p), publisher_replay(p), position, (char *)NULL);
        _exit(127);
    }
    close(output[1]);
    return pid;
}

static void end_example(pid_t pid, int output)
{
    close(output);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void expect_lines(FILE *in, uint64_t first, uint64_t last)
{
    char line[1024];

    for (; first <= last; first++) {
        char *text = publisher_text(PUBLISHER_EPOCH, first, 10);
        assert_non_null(fgets(line, sizeof line, in));
        line[strcspn(line, "\n")] = '\0';
        assert_string_equal(line, text);
        free(text);
    }
}

static int file_is(const char *path, const char *expected)
{
    char *text = exists(path) ? read_text(path) : strdup("");
    int same = strcmp(text, expected) == 0;

    free(text);
    return same;
}

static void the_manuals_program_works(void **state)
{
    struct publisher *p = publisher_new();
    char dir[PATH_MAX], position[PATH_MAX];
    int output[2];

    (void)state;
    scratch_make(dir);
    path_in(position, dir, "position");
    publisher_append(p, 30, 10);
    publisher_up(p);
    pid_t pid = start_example(p, position, output);
    FILE *in = fdopen(dup(output[0]), "r");
    expect_lines(in, 1, 30);
    publisher_down(p);
    publisher_append(p, 5, 10);
    publisher_up(p);
    expect_lines(in, 31, 35);
    UNTIL(file_is(position, PUBLISHER_EPOCH " 35\n"));
    fclose(in);
    end_example(pid, output[0]);
    publisher_append(p, 5, 10);
    pid = start_example(p, position, output);
    in = fdopen(dup(output[0]), "r");
    expect_lines(in, 36, 40);
    fclose(in);
    end_example(pid, output[0]);
    scratch_remove(dir);
    publisher_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_headers_names_are_seen),
        cmocka_unit_test(cxx_programs_can_use_it),
        cmocka_unit_test(the_manuals_program_works),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
