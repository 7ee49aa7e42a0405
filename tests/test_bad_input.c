/*
 * Contents that are no report, or a report with broken bytes: always an answer, never a crash, and
 * nothing that grows faster than the input.
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

#define LARGE   ((size_t)10 << 20)
#define SECONDS 120 /* far above what any input here may take, also under a sanitizer */

static int has_code(const nb_report *report, enum nb_code code)
{
    for (size_t i = 0; nb_report_code(report, i) >= 0; i++) {
        if (nb_report_code(report, i) == (int)code)
            return 1;
    }
    return 0;
}

/* The bytes must be unrecognized, with the finding `code` (or any where it is negative). */
static void check_rejected(const char *what, const void *bytes, size_t size, int code)
{
    nb_report *report = NULL;
    alarm(SECONDS);
    assert_int_equal(nb_parse(bytes, size, NULL, &report), 0);
    alarm(0);
    if (nb_report_status(report) != NB_UNRECOGNIZED)
        fail_msg("%s: status %s", what, nb_status_name(nb_report_status(report)));
    if (code >= 0 ? !has_code(report, (enum nb_code)code) : nb_report_code(report, 0) < 0)
        fail_msg("%s: no finding %s, the first is %s", what, nb_code_name(code),
                 nb_code_name(nb_report_code(report, 0)));
    assert_int_equal(nb_report_year(report), 0);
    assert_null(nb_report_agency(report));
    nb_report_free(report);
}

static void test_empty(void **state)
{
    (void)state;
    check_rejected("no bytes", "", 0, NB_INPUT_EMPTY);
    check_rejected("no bytes at no address", NULL, 0, NB_INPUT_EMPTY);
}

static void test_no_text(void **state)
{
    (void)state;
    static const char zeros[4096];
    static const char elf[] = "\x7f"
                              "ELF\x02\x01\x01\x00\x00\x00\xc0\xde\xfe\xed\x80\x81\x00\xff\xfe";
    check_rejected("one NUL", "", 1, -1);
    check_rejected("NULs", zeros, sizeof zeros, -1);
    check_rejected("an object file", elf, sizeof elf, -1);
    check_rejected("white space", " \r\n\t\n", 5, -1);
    check_rejected("a BOM", "\xef\xbb\xbf", 3, -1);
    check_rejected("half a character", "\xe5\xb9", 2, -1);
}

static void test_no_report(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "x",
        "0",
        "政府信息公开工作年度报告",
        "一、总体情况",
        "今天下午三点开会。",
        "<html><body>404</body></html>",
        "name,count\na,1\nb,2\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        nb_report *report = NULL;
        assert_int_equal(nb_parse(texts[i], strlen(texts[i]), NULL, &report), 0);
        if (nb_report_status(report) == NB_VALID)
            fail_msg("\"%s\" passes for a valid report", texts[i]);
        nb_report_free(report);
    }
    check_rejected("one letter", "x", 1, NB_INPUT_NOT_A_REPORT);
    check_rejected("a sentence", texts[4], strlen(texts[4]), NB_INPUT_NOT_A_REPORT);
    check_rejected("a list", texts[6], strlen(texts[6]), NB_INPUT_NOT_A_REPORT);
}

/* Fills `size` bytes with copies of `unit`. */
static char *repeated(const char *unit, size_t length, size_t size)
{
    char *bytes = malloc(size);
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = unit[i % length];
    return bytes;
}

static void check_large(const char *what, const char *unit, size_t length)
{
    char *bytes = repeated(unit, length, LARGE);
    check_rejected(what, bytes, LARGE, -1);
    free(bytes);
}

static void test_large_garbage(void **state)
{
    (void)state;
    check_large("NULs", "", 1);
    check_large("one line of one letter", "a", 1);
    check_large("one line of digits", "1", 1);
    check_large("numbers on one line", "7 ", 2);
    check_large("numbers, one a line", "12\n", 3);
    check_large("tabs", "\t", 1);
    check_large("empty lines", "\n", 1);
    check_large("bars", "|", 1);
    check_large("bars and line ends", " |\n", 3);
    check_large("bytes that are no UTF-8", "\xff", 1);
    check_large("lead bytes", "\xe4", 1);
    check_large("one word of Chinese", "申请", 6);
    check_large("words of labels", "总计\n", 7);
    check_large("number signs", "# ", 2);
    check_large("asterisks", "*", 1);
    check_large("opening brackets", "（", 3);
}

static void test_large_noise(void **state)
{
    (void)state;
    uint32_t random = 2463534242u;
    char *bytes = malloc(LARGE);
    assert_non_null(bytes);
    for (size_t i = 0; i < LARGE; i++) {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        bytes[i] = (char)(random >> 11);
    }
    check_rejected("random bytes", bytes, LARGE, -1);
    for (size_t i = 0; i < LARGE; i++)
        bytes[i] = (char)(' ' + (unsigned char)bytes[i] % 95);
    check_rejected("random letters", bytes, LARGE, -1);
    free(bytes);
}

/* Headings and labels over and over: what they are worth does not matter, time does. */
static void check_time(const char *unit)
{
    char *bytes = repeated(unit, strlen(unit), LARGE);
    nb_report *report = NULL;
    alarm(SECONDS);
    assert_int_equal(nb_parse(bytes, LARGE, NULL, &report), 0);
    alarm(0);
    nb_report_free(report);
    free(bytes);
}

static void test_large_repetitions(void **state)
{
    (void)state;
    check_time("一、总体情况\n");
    check_time("青萝镇2023年政府信息公开工作年度报告\n");
    check_time("三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\t1\t2\t3\n");
    check_time("（一）予以公开\t1\t2\t3\t4\t5\t6\t21\n");
    check_time("三、\n1\n2\n3\n4\n5\n6\n7\n");
    check_time("2023年收到政府信息公开申请3件，");
    struct bytes report = fixture_read("tests/data/valid_dense.txt");
    check_time(report.data);
    free(report.data);
}

/* The sound report with `insert` put in behind the first `count` commas. */
static struct bytes damaged(const char *insert, size_t length, int count)
{
    struct bytes sound = fixture_read("tests/data/valid_tabs.txt"), out = {NULL, 0};
    const char *from = sound.data;
    for (int i = 0; i < count; i++) {
        const char *comma = strstr(from, "，") + strlen("，");
        bytes_add(&out, from, (size_t)(comma - from));
        bytes_add(&out, insert, length);
        from = comma;
    }
    bytes_add(&out, from, sound.size - (size_t)(from - sound.data));
    free(sound.data);
    return out;
}

static void check_repaired(const char *what, const char *insert, size_t length)
{
    struct bytes text = damaged(insert, length, 2);
    json_t *document = fixture_parse(what, text.data, text.size);
    const json_t *finding = fixture_finding(document, "input.bytes_replaced");
    const char *status = json_string_value(json_object_get(document, "status"));
    if (!finding || strcmp(status, "valid") != 0)
        fail_msg("%s: status %s, %s", what, status, finding ? "found" : "not found");
    assert_int_equal(json_integer_value(fixture_cell(document, "requests.received.total")), 464);
    json_decref(document);
    free(text.data);
}

static void test_few_bad_bytes(void **state)
{
    (void)state;
    check_repaired("a comma of another encoding", "\xa3\xac", 2);
    check_repaired("a lone continuation byte", "\x80", 1);
    check_repaired("an overlong slash", "\xc0\xaf", 2);
    check_repaired("half a surrogate pair", "\xed\xa0\x80", 3);
    check_repaired("a byte that UTF-8 never has", "\xff", 1);
    check_repaired("NUL", "\0", 1);
}

/* A report cut off anywhere is an answer; cut off in its tables, it is not a valid one. */
static void test_cut_anywhere(void **state)
{
    (void)state;
    struct bytes text = fixture_read("tests/data/valid_dense.txt");
    size_t tables_end = (size_t)(strstr(text.data, "\n五、") - text.data);
    for (size_t size = 0; size < text.size; size += 13) {
        nb_report *report = NULL;
        /* A copy of just that size, so that a sanitizer sees a read past the end. */
        char *copy = malloc(size ? size : 1);
        assert_non_null(copy);
        memcpy(copy, text.data, size);
        assert_int_equal(nb_parse(copy, size, NULL, &report), 0);
        if (size < tables_end && nb_report_status(report) == NB_VALID)
            fail_msg("cut off after %zu bytes, and valid", size);
        nb_report_free(report);
        free(copy);
    }
    free(text.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),         cmocka_unit_test(test_no_text),
        cmocka_unit_test(test_no_report),     cmocka_unit_test(test_large_garbage),
        cmocka_unit_test(test_large_noise),   cmocka_unit_test(test_large_repetitions),
        cmocka_unit_test(test_few_bad_bytes), cmocka_unit_test(test_cut_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
