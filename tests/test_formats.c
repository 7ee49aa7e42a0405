/*
 * Files of every format through the whole program: one of each kind that is kept with the tests,
 * and a small run of `make score` with a seed that does not change.
 */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>

#include "fixtures.h"
#include "program.h"

static int check_file(const char *path, json_t *expected)
{
    struct program p;
    int status = program_run(&p, NULL, "check", "--format", "jsonl", path);
    json_t *document = json_loads(p.said, 0, NULL);
    if (status > 1 || !document)
        fail_msg("%s: exit status %d: %s", path, status, p.blamed);
    int differences = fixture_compare(path, expected, document, NULL);
    json_decref(document);
    program_free(&p);
    return differences;
}

static void one_of_each_is_read(void **state)
{
    (void)state;
    assert_int_equal(fixture_each("tests/data/formats", check_file), 0);
}

static void goals_of(const char *kind)
{
    const char *build = getenv("BUILD");
    char command[512];
    snprintf(command, sizeof command,
             "-B tests/score/score.py --seed 1 --n 24 --kinds %s --quiet --program %s/nianbao",
             kind, build ? build : "build");
    assert_int_equal(fixture_python(command), 0);
}

static void web_pages_are_read(void **state)
{
    (void)state;
    goals_of("html,mhtml");
}

static void word_documents_are_read(void **state)
{
    (void)state;
    goals_of("docx");
}

static void excel_workbooks_are_read(void **state)
{
    (void)state;
    goals_of("xlsx");
}

static void pdf_files_are_read(void **state)
{
    (void)state;
    goals_of("pdf");
}

static void all_encodings_are_read(void **state)
{
    (void)state;
    goals_of("encoding");
}

static void the_format_changes_nothing(void **state)
{
    (void)state;
    goals_of("same");
}

static void other_documents_are_refused(void **state)
{
    (void)state;
    goals_of("foreign");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_each_is_read),        cmocka_unit_test(web_pages_are_read),
        cmocka_unit_test(word_documents_are_read),    cmocka_unit_test(excel_workbooks_are_read),
        cmocka_unit_test(pdf_files_are_read),         cmocka_unit_test(all_encodings_are_read),
        cmocka_unit_test(the_format_changes_nothing), cmocka_unit_test(other_documents_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
