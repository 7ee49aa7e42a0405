/* From bytes to reports, with the real reading program and with doubles of it. */
#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../extract/extract.h"
#include "double.h"
#include "fixtures.h"
#include "landlock.h"

#define DOUBLE "/proc/self/exe"

static const char *real_program(void)
{
    static char path[PATH_MAX];
    const char *build = getenv("BUILD");

    snprintf(path, sizeof path, "%s/nianbao-extract", build ? build : "build");
    return path;
}

static struct extract *make(const char *program)
{
    struct pool_options options;

    extract_defaults(&options);
    struct extract *extract = extract_new(program, &options);
    assert_non_null(extract);
    return extract;
}

/* The report document on these bytes, new; what the log would hear in `note`. */
static json_t *parse(const char *program, const void *bytes, size_t size, char note[EXTRACT_NOTE])
{
    static const struct nb_source source = {"x", 1, NULL};
    struct extract *extract = make(program);
    nb_report *report;

    assert_int_equal(extract_parse(extract, bytes, size, NULL, &report, note), 0);
    json_t *json = nb_report_json(report, &source, NB_EN);
    assert_non_null(json);
    nb_report_free(report);
    extract_free(extract);
    return json;
}

static const char *first_code(json_t *json)
{
    return json_string_value(json_object_get(json_array_get(dig(json, "findings"), 0), "code"));
}

static void expect(const char *program, const void *bytes, size_t size, const char *media_type,
                   const char *charset, const char *code)
{
    char note[EXTRACT_NOTE];
    json_t *json = parse(program, bytes, size, note);
    const char *found = json_string_value(dig(json, "source.charset"));

    assert_string_equal(dig_text(json, "source.media_type"), media_type);
    assert_string_equal(found ? found : "", charset ? charset : "");
    assert_string_equal(first_code(json), code);
    assert_string_equal(note, "");
    json_decref(json);
}

/* ---- the real one ---- */

static void test_web_page(void **state)
{
    static const char utf8[] = "<html><body><p>会议通知</p></body></html>";
    static const char gb[] = "<html><head><meta charset=gbk><body><p>\xBB\xE1\xD2\xE9\xCD\xA8"
                             "\xD6\xAA\xB9\xDC\xC0\xED\xB0\xEC\xB7\xA8</p>";

    (void)state;
    expect(real_program(), utf8, sizeof utf8 - 1, "text/html", "UTF-8", "input.not_a_report");
    expect(real_program(), gb, sizeof gb - 1, "text/html", "GB18030", "input.not_a_report");
}

static void test_senseless_page(void **state)
{
    char bytes[4096] = "<html>";

    (void)state;
    for (size_t i = 6; i < sizeof bytes; i++)
        bytes[i] = (char)(i % 2 ? 0xFF : 0x80 + i % 7);
    char note[EXTRACT_NOTE];
    json_t *json = parse(real_program(), bytes, sizeof bytes, note);
    assert_string_equal(first_code(json), "input.encoding");
    json_decref(json);
}

static void test_broken_files(void **state)
{
    static const char pdf[] = "%PDF-1.4\nand nothing else\n";
    static const char zip[] = "PK\003\004and nothing else";

    (void)state;
    expect(real_program(), pdf, sizeof pdf - 1, "application/pdf", NULL, "input.damaged");
    expect(real_program(), zip, sizeof zip - 1, "application/zip", NULL, "input.damaged");
}

static void test_text(void **state)
{
    static const char text[] = "no report at all";

    (void)state;
    expect("/nowhere", text, sizeof text - 1, "text/plain", "UTF-8", "input.not_a_report");
}

/* Each class of processes is locked up by the time it says that it is ready. */
static void test_locked_up(void **state)
{
    static const char *const lines[] = {"NoNewPrivs:\t1\n",
                                        "Seccomp:\t2\n",
                                        "CapEff:\t0000000000000000\n",
                                        "CapPrm:\t0000000000000000\n",
                                        "CapInh:\t0000000000000000\n",
                                        "CapAmb:\t0000000000000000\n",
                                        "Threads:\t1\n"};
    char path[64];

    (void)state;
    for (int class = 0; class < CHILD_CLASSES; class ++) {
        struct template *template;
        struct child child;
        assert_int_equal(
            template_start(real_program(), (enum child_class) class, (size_t)512 << 20, &template),
            0);
        assert_int_equal(child_start(template, &child), 0);
        assert_int_equal(child_greet(&child), 0);
        snprintf(path, sizeof path, "/proc/%d/status", (int)child.pid);
        char *status = read_text(path);
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
            if (!strstr(status, lines[i]))
                fail_msg("no %s in\n%s", lines[i], status);
        free(status);
        child_end(&child, NULL);
        template_end(template);
    }
}

static char *report_of(const char *name)
{
    char note[EXTRACT_NOTE];
    struct bytes file = fixture_read(name);
    json_t *json = parse(real_program(), file.data, file.size, note);
    char *text = json_dumps(json, JSON_COMPACT);

    json_decref(json);
    free(file.data);
    assert_non_null(text);
    return text;
}

/* Without Landlock no table can be opened; those that most files use are there all the same. */
static void test_kept_tables(void **state)
{
    static const char file[] = "tests/data/formats/print.pdf";
    int status;

    (void)state;
    char *report = report_of(file);
    assert_non_null(strstr(report, "\"status\":\"valid\""));
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(hide_landlock() || strcmp(report_of(file), report) != 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    free(report);
}

/* ---- doubles ---- */

static void expect_double(const char *order, const char *code, const char *in_note)
{
    char page[256], note[EXTRACT_NOTE];

    snprintf(page, sizeof page, "<html><!--%s-->", order);
    json_t *json = parse(DOUBLE, page, strlen(page), note);
    assert_string_equal(first_code(json), code);
    assert_string_equal(dig_text(json, "source.media_type"), "text/html");
    assert_string_equal(dig_text(json, "status"), "unrecognized");
    if (in_note)
        assert_non_null(strstr(note, in_note));
    else
        assert_string_equal(note, "");
    json_decref(json);
}

static void test_misfortunes(void **state)
{
    (void)state;
    expect_double("die", "input.damaged", "ended with status 3; so was a second one");
    expect_double("abort", "input.damaged", "killed by signal 6");
    expect_double("misuse", "input.damaged", NULL);
    expect_double("refuse", "input.encrypted", NULL);
    expect_double("answer", "input.empty", NULL);
}

/* A reason's words are foreign: nothing of them can harm a terminal or break the JSON. */
static void test_hostile_words(void **state)
{
    static const char page[] = "<html><!--refuse-->";
    char note[EXTRACT_NOTE];

    (void)state;
    json_t *json = parse(DOUBLE, page, sizeof page - 1, note);
    const char *message =
        json_string_value(json_object_get(json_array_get(dig(json, "findings"), 0), "message"));
    assert_non_null(strstr(message, "encrypted"));
    assert_null(strchr(message, '\x1B'));
    json_decref(json);
}

static void test_no_program(void **state)
{
    static const char page[] = "<html><p>x";
    char note[EXTRACT_NOTE];
    struct extract *extract = make("/nowhere/nianbao-extract");
    nb_report *report;

    (void)state;
    assert_int_equal(
        extract_parse(extract, (const unsigned char *)page, sizeof page - 1, NULL, &report, note),
        ENOENT);
    assert_null(report);
    assert_non_null(strstr(note, "/nowhere/nianbao-extract"));
    assert_int_equal(extract_missing(extract_path(extract)), ENOENT);
    extract_free(extract);
}

int main(int argc, char **argv)
{
    int result = double_main(argc, argv);
    if (result >= 0)
        return result;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_web_page),     cmocka_unit_test(test_senseless_page),
        cmocka_unit_test(test_broken_files), cmocka_unit_test(test_text),
        cmocka_unit_test(test_locked_up),    cmocka_unit_test(test_kept_tables),
        cmocka_unit_test(test_misfortunes),  cmocka_unit_test(test_hostile_words),
        cmocka_unit_test(test_no_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
