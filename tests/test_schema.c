/*
 * Real output against the published JSON Schemas, and the schemas against spoiled output: a schema
 * that lets everything pass would be no test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../parser/nianbao.h"
#include "fixtures.h"

#define REPORT_SCHEMA "etc/schema/report.schema.json"
#define EVENT_SCHEMA  "etc/schema/event.schema.json"

/* Where the documents of the running test are collected, one a line. */
static char path[] = "/tmp/nianbao-schema-XXXXXX";
static FILE *lines;

static int open_lines(void **state)
{
    (void)state;
    memcpy(path + sizeof path - 7, "XXXXXX", 6);
    int fd = mkstemp(path);
    lines = fd < 0 ? NULL : fdopen(fd, "w");
    return lines ? 0 : -1;
}

static int close_lines(void **state)
{
    (void)state;
    return unlink(path);
}

static void add_line(const json_t *document)
{
    assert_int_equal(json_dumpf(document, lines, NB_DUMP_FLAGS), 0);
    fputc('\n', lines);
}

/* The exit status of the check of everything that was added. */
static int check_lines(const char *schema, const char *redirect)
{
    char command[512];
    assert_int_equal(fclose(lines), 0);
    snprintf(command, sizeof command, "-B tests/schema_check.py %s %s %s", schema, path, redirect);
    return fixture_python(command);
}

static int add_fixture(const char *file, json_t *expected)
{
    (void)expected;
    struct bytes text = fixture_read(file);
    json_t *document = fixture_parse(file, text.data, text.size);
    add_line(document);
    json_decref(document);
    free(text.data);
    return 0;
}

static void add_rejected(enum nb_code code, const char *sha256)
{
    struct nb_source source = {"\xff\xfe rejected", 17, sha256};
    nb_report *report = NULL;
    assert_int_equal(nb_reject(code, "符号链接", "a symbolic link", NULL, &report), 0);
    json_t *document = nb_report_json(report, &source, NB_EN);
    assert_non_null(document);
    add_line(document);
    json_decref(document);
    nb_report_free(report);
}

static void add_overridden(void)
{
    struct nb_options options;
    nb_options_init(&options);
    options.severity[NB_REQUESTS_ROW_SUM] = NB_INFO;
    options.severity[NB_REQUESTS_PROCESSED_SUM] = NB_OFF;
    struct bytes text = fixture_read("tests/data/wrong_cell.txt");
    struct nb_source source = {"wrong_cell.txt", text.size, NULL};
    nb_report *report = NULL;
    assert_int_equal(nb_parse(text.data, text.size, &options, &report), 0);
    assert_int_equal(nb_report_status(report), NB_VALID);
    json_t *document = nb_report_json(report, &source, NB_EN);
    const json_t *finding = fixture_finding(document, "requests.row_sum");
    assert_true(json_is_true(json_object_get(finding, "severity_overridden")));
    assert_null(fixture_finding(document, "requests.processed_sum"));
    add_line(document);
    json_decref(document);
    nb_report_free(report);
    free(text.data);
}

static void test_reports_fit(void **state)
{
    (void)state;
    assert_int_equal(fixture_each("tests/data", add_fixture), 0);
    add_rejected(NB_INPUT_UNSUPPORTED, NULL);
    add_rejected(NB_INPUT_TOO_LARGE, NULL);
    add_overridden();
    assert_int_equal(check_lines(REPORT_SCHEMA, ""), 0);
}

static json_t *sound_report(void)
{
    struct bytes text = fixture_read("tests/data/valid_tabs.txt");
    json_t *document = fixture_parse("valid_tabs.txt", text.data, text.size);
    free(text.data);
    return document;
}

/* Ways to spoil a document; each must be seen. */
static void drop_key(json_t *document)
{
    json_object_del(document, "ruleset");
}

static void add_key(json_t *document)
{
    json_object_set_new(document, "more", json_null());
}

static void drop_cell(json_t *document)
{
    json_object_del(json_object_get(json_object_get(document, "requests"), "granted"), "other");
}

static void make_negative(json_t *document)
{
    json_t *row = json_object_get(json_object_get(document, "requests"), "granted");
    json_object_set_new(row, "other", json_integer(-1));
}

static void make_fraction(json_t *document)
{
    json_t *row = json_object_get(json_object_get(document, "proceedings"), "review");
    json_object_set_new(row, "total", json_real(1.5));
}

static void name_no_cell(json_t *document)
{
    json_array_append_new(json_object_get(document, "inferred"), json_string("requests.x.total"));
}

static void claim_other_edition(json_t *document)
{
    json_object_set_new(document, "edition", json_string("2019"));
}

static void claim_invalid(json_t *document)
{
    json_object_set_new(document, "status", json_string("invalid"));
}

static void test_spoiled_reports_do_not_fit(void **state)
{
    (void)state;
    static void (*const spoil[])(json_t * document) = {
        drop_key,      add_key,      drop_cell,           make_negative,
        make_fraction, name_no_cell, claim_other_edition, claim_invalid,
    };
    fclose(lines);
    for (size_t i = 0; i < sizeof spoil / sizeof *spoil; i++) {
        json_t *document = sound_report();
        lines = fopen(path, "w");
        assert_non_null(lines);
        spoil[i](document);
        add_line(document);
        json_decref(document);
        int status = check_lines(REPORT_SCHEMA, "2>/dev/null");
        if (status != 1)
            fail_msg("spoiled document %zu: exit status %d, expected 1", i, status);
    }
}

/* An event around `data`; takes the reference. */
static json_t *event(const char *type, const char *topic, json_t *data)
{
    static const char epoch[] = "0b5f4c52-5d0e-4f0e-9c39-3d0b1c6a7e21";
    json_t *document =
        json_pack("{s:s, s:s+, s:s, s:s+, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "specversion", "1.0",
                  "id", epoch, "/00000000000000000001", "source", "urn:nianbao:test", "type",
                  "nianbao.", type, "subject", topic, "time", "2024-01-31T08:00:00.123Z",
                  "datacontenttype", "application/json", "dataschema", "urn:nianbao:report:1.0",
                  "sequence", "00000000000000000001", "epoch", epoch, "data", data);
    assert_non_null(document);
    return document;
}

static json_t *event_data(void)
{
    json_t *data = sound_report();
    json_object_set_new(data, "revision", json_integer(1));
    json_object_set_new(data, "supersedes", json_null());
    json_object_set_new(data, "received", json_string("2024-01-31T08:00:00.100Z"));
    return data;
}

static void test_events_fit(void **state)
{
    (void)state;
    json_t *report = event("report", "report/2023/valid/云岫县青萝镇", event_data());
    json_t *beat = event("heartbeat", "heartbeat", json_object());
    add_line(report);
    add_line(beat);
    json_decref(report);
    json_decref(beat);
    assert_int_equal(check_lines(EVENT_SCHEMA, ""), 0);
}

static void test_event_needs_its_keys(void **state)
{
    (void)state;
    json_t *data = event_data();
    json_object_del(data, "revision");
    json_t *document = event("report", "report/2023/valid/云岫县青萝镇", data);
    add_line(document);
    json_decref(document);
    assert_int_equal(check_lines(EVENT_SCHEMA, "2>/dev/null"), 1);
}

static void test_schemas_are_what_the_generator_makes(void **state)
{
    (void)state;
    assert_int_equal(fixture_python("-B tests/gen/schema.py --check etc/schema"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reports_fit, open_lines, close_lines),
        cmocka_unit_test_setup_teardown(test_spoiled_reports_do_not_fit, open_lines, close_lines),
        cmocka_unit_test_setup_teardown(test_events_fit, open_lines, close_lines),
        cmocka_unit_test_setup_teardown(test_event_needs_its_keys, open_lines, close_lines),
        cmocka_unit_test(test_schemas_are_what_the_generator_makes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
