/*
 * nianbao check and the usage of all commands: the real program, run as a shell would.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../parser/nianbao.h"
#include "fixtures.h"
#include "program.h"

#define VALID    "tests/data/valid_dense.txt"
#define INVALID  "tests/data/wrong_cell.txt"
#define FOREIGN  "tests/data/not_a_report.txt"
#define NAMELESS "tests/data/no-such-file.txt"

static size_t count_lines(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

static const char *text_at(const json_t *json, const char *key)
{
    return json_string_value(json_object_get(json, key));
}

/* ---- usage ---------------------------------------------------------------------------------- */

static void help_and_version_end_with_0(void **state)
{
    static const char *const commands[] = {"check", "tail", "status", "rules"};
    struct program p;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(program_run(&p, NULL, commands[i], "--help", "--lang", "en"), 0);
        assert_non_null(strstr(p.said, "usage: nianbao "));
        assert_non_null(strstr(p.said, commands[i]));
        assert_string_equal(p.blamed, "");
        program_free(&p);
        assert_int_equal(program_run(&p, NULL, commands[i], "--version"), 0);
        assert_non_null(strstr(p.said, NB_VERSION));
        program_free(&p);
    }
    assert_int_equal(program_run(&p, NULL, "--help"), 0);
    assert_non_null(strstr(p.said, "check"));
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "--version"), 0);
    assert_non_null(strstr(p.said, "nianbao " NB_VERSION));
    program_free(&p);
}

static void wrong(const char *const *args, const char *because)
{
    struct program p;

    program_start(&p, NULL, args);
    assert_int_equal(program_wait(&p), 2);
    assert_string_equal(p.said, "");
    assert_int_equal(count_lines(p.blamed), 1);
    assert_non_null(strstr(p.blamed, because));
    assert_non_null(strstr(p.blamed, "--help"));
    program_free(&p);
}

#define WRONG(because, ...) wrong((const char *const[]){__VA_ARGS__, NULL}, because)

static void wrong_usage_ends_with_2_and_one_line(void **state)
{
    (void)state;
    WRONG("check", NULL);
    WRONG("frobnicate", "frobnicate");
    WRONG("没有写要检查的文件", "check");
    WRONG("no file", "check", "--lang", "en");
    WRONG("text|json|jsonl", "check", "--format", "xml", VALID);
    WRONG("text|json|jsonl", "check", "--format", "tex", VALID);
    WRONG("--nonsense", "check", "--nonsense", VALID);
    WRONG("--format", "check", VALID, "--format");
    WRONG("20M", "check", "--max-size", "0", VALID);
    WRONG("20M", "check", "--max-size", "-1", VALID);
    WRONG("20M", "check", "--max-size", "5G", VALID);
    WRONG("20M", "check", "--max-size", "20MB", VALID);
    WRONG("0.5", "status", "--timeout", "soon");
    WRONG("0.5", "status", "--timeout", "0");
    WRONG("word", "status", "--lang", "en", "word");
    WRONG("start", "tail", "--from", "0");
    WRONG("start", "tail", "--from", "beginning");
    WRONG("EPOCH SEQUENCE", "tail", "--lang", "en", "--position", VALID);
    WRONG("cell.blanc", "rules", "cell.blanc");
    WRONG("no code", "rules", "--lang", "en", "cell.blan");
    WRONG("“”", "rules", "");
    WRONG("text|markdown", "rules", "--format", "json");
    WRONG("tcp://", "tail", "--feed", "nowhere");
    WRONG("tcp://", "status", "--replay", "nowhere");
    WRONG("\\x1b[2J", "\x1b[2J");
}

/* ---- check ---------------------------------------------------------------------------------- */

static void status_says_what_was_found(void **state)
{
    struct program p;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "check", VALID), 0);
    assert_string_equal(p.blamed, "");
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", INVALID), 1);
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", FOREIGN), 1);
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", VALID, FOREIGN), 1);
    program_free(&p);
}

static void json_of_one_file_is_one_document(void **state)
{
    struct program p;
    json_t *json;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "check", "--format=json", VALID), 0);
    json = json_loads(p.said, 0, NULL);
    assert_true(json_is_object(json));
    assert_string_equal(text_at(json, "status"), "valid");
    assert_string_equal(text_at(json_object_get(json, "source"), "name"), "valid_dense.txt");
    assert_non_null(strstr(p.said, "\n  \"status\": \"valid\""));
    json_decref(json);
    program_free(&p);
}

static void json_of_several_files_is_an_array(void **state)
{
    struct program p;
    json_t *json;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "check", "--format", "json", NAMELESS, VALID, INVALID),
                     2);
    json = json_loads(p.said, 0, NULL);
    assert_int_equal(json_array_size(json), 2);
    assert_string_equal(text_at(json_array_get(json, 0), "status"), "valid");
    assert_string_equal(text_at(json_array_get(json, 1), "status"), "invalid");
    json_decref(json);
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", "--format", "json", NAMELESS, NAMELESS), 2);
    assert_string_equal(p.said, "[]\n");
    program_free(&p);
}

static void jsonl_is_one_line_a_file_in_order(void **state)
{
    static const char *const expected[] = {"invalid", "valid", "unrecognized"};
    struct program p;
    char *line, *rest;
    size_t i = 0;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "check", "--format", "jsonl", INVALID, VALID, FOREIGN),
                     1);
    assert_int_equal(count_lines(p.said), 3);
    for (line = strtok_r(p.said, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        json_t *json = json_loads(line, 0, NULL);
        assert_string_equal(text_at(json, "status"), expected[i++]);
        json_decref(json);
    }
    program_free(&p);
}

static void text_ends_with_a_summary_of_several(void **state)
{
    struct program p;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "check", VALID, INVALID, FOREIGN, NAMELESS), 2);
    assert_non_null(strstr(p.said, "共 4 个文件：合格 1，有错误 1，无法识别 1，打不开 1\n"));
    assert_non_null(strstr(p.said, VALID));
    assert_null(strchr(p.said, '\x1b'));
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", "--lang", "en", VALID, INVALID), 1);
    assert_non_null(strstr(p.said, "2 files: 1 valid, 1 invalid, 0 unrecognized\n"));
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", "--color", "always", INVALID), 1);
    assert_non_null(strchr(p.said, '\x1b'));
    program_free(&p);
}

static void a_file_that_cannot_be_opened_is_named(void **state)
{
    struct program p;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "check", NAMELESS, VALID), 2);
    assert_string_equal(p.blamed, "nianbao: " NAMELESS "：没有这个文件\n");
    assert_non_null(strstr(p.said, VALID));
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", "--lang", "en", "tests/data"), 2);
    assert_non_null(strstr(p.blamed, "nianbao: tests/data: this is a directory; name the files"));
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "check", "/dev/null"), 2);
    assert_non_null(strstr(p.blamed, "/dev/null"));
    program_free(&p);
}

static void a_name_cannot_reach_the_terminal(void **state)
{
    struct program p;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "check", "no\x1b[31m\xff"), 2);
    assert_non_null(strstr(p.blamed, "no\\x1b[31m\\xff"));
    program_free(&p);
}

static void a_link_is_followed(void **state)
{
    char dir[] = "/tmp/nianbao-test.XXXXXX", link[64], target[4096];
    struct program p;

    (void)state;
    assert_non_null(mkdtemp(dir));
    assert_non_null(realpath(VALID, target));
    snprintf(link, sizeof link, "%s/link.txt", dir);
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(program_run(&p, NULL, "check", link), 0);
    program_free(&p);
    unlink(link);
    rmdir(dir);
}

static void standard_input_is_a_dash(void **state)
{
    struct bytes text = fixture_read(VALID);
    struct program a, b;

    (void)state;
    assert_int_equal(program_run(&a, text.data, "check", "--format", "json", "-"), 0);
    assert_int_equal(program_run(&b, NULL, "check", "--format", "json", VALID), 0);
    json_t *from_pipe = json_loads(a.said, 0, NULL), *from_file = json_loads(b.said, 0, NULL);
    json_t *source = json_object_get(from_pipe, "source");
    assert_string_equal(text_at(source, "name"), "-");
    json_object_set_new(source, "name", json_string("valid_dense.txt"));
    assert_true(json_equal(from_pipe, from_file));
    json_decref(from_pipe);
    json_decref(from_file);
    program_free(&a);
    program_free(&b);
    free(text.data);
}

static void too_large_is_a_finding(void **state)
{
    struct program p;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "check", "--max-size", "1K", "--format", "jsonl", VALID),
                     1);
    assert_non_null(strstr(p.said, "\"input.too_large\""));
    program_free(&p);
    assert_int_equal(
        program_run(&p, "more than four", "check", "--max-size", "4", "--format", "jsonl", "-"), 1);
    assert_non_null(strstr(p.said, "\"input.too_large\""));
    program_free(&p);
    assert_int_equal(program_run(&p, "four", "check", "--max-size", "4", "--format", "jsonl", "-"),
                     1);
    assert_null(strstr(p.said, "\"input.too_large\""));
    program_free(&p);
}

/* The exit status of the program with its standard output at `path`. */
static int run_into(const char *path, char *said, size_t size)
{
    const char *build = getenv("BUILD");
    char command[4400];
    FILE *pipe;

    snprintf(command, sizeof command,
             "%s/nianbao check --format json " VALID " " INVALID " 2>&1 >%s",
             build != NULL ? build : "build", path);
    pipe = popen(command, "r"); /* a fixed command */
    assert_non_null(pipe);
    said[fread(said, 1, size - 1, pipe)] = '\0';
    return WEXITSTATUS(pclose(pipe));
}

static void output_that_cannot_be_written_is_an_error(void **state)
{
    char said[512];

    (void)state;
    assert_int_equal(run_into("/dev/full", said, sizeof said), 2);
    assert_non_null(strstr(said, "磁盘已满"));
    assert_int_equal(run_into("&-", said, sizeof said), 2);
}

static void a_reader_that_went_away_ends_it(void **state)
{
    struct program p;

    (void)state;
    program_start(&p, NULL,
                  (const char *const[]){"tail", "--feed", "ipc:///tmp/nianbao-none", NULL});
    close(p.out);
    p.out = -1;
    assert_int_equal(program_wait(&p), 2);
    program_free(&p);
}

/* ---- rules ---------------------------------------------------------------------------------- */

static void rules_explains_what_is_named(void **state)
{
    struct program p;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "rules", "cell.blank"), 0);
    assert_int_equal(strncmp(p.said, "cell.blank\n", strlen("cell.blank\n")), 0);
    assert_non_null(strstr(p.said, "改法："));
    assert_null(strstr(p.said, "cell.missing"));
    program_free(&p);
    assert_int_equal(program_run(&p, NULL, "rules", "--lang", "en", "requests", "cell.blank"), 0);
    assert_non_null(strstr(p.said, "\n\nrequests.row_sum\n"));
    assert_non_null(strstr(p.said, "\n\ncell.blank\n"));
    assert_non_null(strstr(p.said, "How to fix: "));
    program_free(&p);
}

static void rules_prints_all_of_them(void **state)
{
    struct program p;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "rules", "--format", "markdown", "--lang", "en"), 0);
    for (int code = 0; code < NB_CODES; code++)
        assert_non_null(strstr(p.said, nb_code_name(code)));
    assert_int_equal(strncmp(p.said, "# ", 2), 0);
    assert_non_null(strstr(p.said, "42 identities"));
    program_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_and_version_end_with_0),
        cmocka_unit_test(wrong_usage_ends_with_2_and_one_line),
        cmocka_unit_test(status_says_what_was_found),
        cmocka_unit_test(json_of_one_file_is_one_document),
        cmocka_unit_test(json_of_several_files_is_an_array),
        cmocka_unit_test(jsonl_is_one_line_a_file_in_order),
        cmocka_unit_test(text_ends_with_a_summary_of_several),
        cmocka_unit_test(a_file_that_cannot_be_opened_is_named),
        cmocka_unit_test(a_name_cannot_reach_the_terminal),
        cmocka_unit_test(a_link_is_followed),
        cmocka_unit_test(standard_input_is_a_dash),
        cmocka_unit_test(too_large_is_a_finding),
        cmocka_unit_test(output_that_cannot_be_written_is_an_error),
        cmocka_unit_test(a_reader_that_went_away_ends_it),
        cmocka_unit_test(rules_explains_what_is_named),
        cmocka_unit_test(rules_prints_all_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
