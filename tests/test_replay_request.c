/* What is taken for a request, and what is refused with which code. */
#include "harness.h"

#include <string.h>

#include "../daemon/replay_request.h"

#define LONGEST_PREFIX 512
#define LONGEST_EPOCH  64

static int read_words(const char *const words[], struct request *out, struct refusal *refusal)
{
    struct frame frames[16];
    size_t count = 0;

    for (; words[count]; count++)
        frames[count] = (struct frame){words[count], strlen(words[count])};
    return request_read(frames, count, out, refusal);
}

static void test_kinds(void **state)
{
    (void)state;
    struct request request;
    struct refusal refusal;

    assert_int_equal(read_words((const char *const[]){"STATUS", NULL}, &request, &refusal), 0);
    assert_int_equal(request.kind, REQUEST_STATUS);
    assert_int_equal(
        read_words((const char *const[]){"REPLAY", "e", "7", "p/", NULL}, &request, &refusal), 0);
    assert_int_equal(request.kind, REQUEST_REPLAY);
    assert_string_equal(request.epoch, "e");
    assert_int_equal(request.first, 7);
    assert_int_equal(request.prefix_size, 2);
    assert_memory_equal(request.prefix, "p/", 2);
    assert_int_equal(read_words((const char *const[]){"SNAPSHOT", "q", NULL}, &request, &refusal),
                     0);
    assert_int_equal(request.kind, REQUEST_SNAPSHOT);
    assert_string_equal(request.epoch, "");
    assert_int_equal(request.prefix_size, 1);
    assert_int_equal(read_words((const char *const[]){"SNAPSHOT", NULL}, &request, &refusal), 0);
    assert_int_equal(request.prefix_size, 0);
}

static void test_sequences(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t first; /* 0: refused */
    } cases[] = {
        {"0", 1}, /* behind nothing */
        {"1", 1},
        {"00000000000000000042", 42},
        {"9223372036854775807", INT64_MAX},
        {"9223372036854775808", 0},
        {"18446744073709551616", 0},
        {"99999999999999999999", 0},
        {"000000000000000000001", 0}, /* 21 digits */
        {"111111111111111111111111111111", 0},
        {"", 0},
        {"-1", 0},
        {"+1", 0},
        {" 1", 0},
        {"1 ", 0},
        {"0x10", 0},
        {"1.0", 0},
        {"one", 0},
        {"１", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request request;
        struct refusal refusal = {"", ""};
        int rc = read_words((const char *const[]){"REPLAY", "", cases[i].text, NULL}, &request,
                            &refusal);
        if (rc != (cases[i].first ? 0 : -1) || (rc == 0 && request.first != cases[i].first) ||
            (rc != 0 && strcmp(refusal.code, "sequence") != 0))
            fail_msg("\"%s\": %d, %s", cases[i].text, rc, refusal.code);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        const char *words[8];
    } cases[] = {
        {"malformed", {NULL}},
        {"malformed", {"1", "2", "3", "4", "5", NULL}},
        {"malformed", {"STATUS", "", NULL}},
        {"malformed", {"REPLAY", NULL}},
        {"malformed", {"REPLAY", "", NULL}},
        {"malformed", {"SNAPSHOT", "", "", NULL}},
        {"unknown", {"", NULL}},
        {"unknown", {"status", NULL}},
        {"unknown", {"STATUS ", NULL}},
        {"unknown", {"STATU", NULL}},
        {"unknown", {"EVENT", "", "1", "", NULL}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct request request;
        struct refusal refusal = {"", ""};
        if (read_words(cases[i].words, &request, &refusal) == 0 ||
            strcmp(refusal.code, cases[i].code) != 0 || strlen(refusal.text) < 10)
            fail_msg("case %zu: %s, %s", i, refusal.code, refusal.text);
    }
}

/* Bytes at the very limits, and one more; NUL in an epoch would cut it short. */
static void test_sizes(void **state)
{
    (void)state;
    char bytes[LONGEST_PREFIX + 1];
    struct request request;
    struct refusal refusal;

    memset(bytes, 0xff, sizeof bytes);
    struct frame frames[] = {
        {"REPLAY", 6}, {bytes, LONGEST_EPOCH}, {"1", 1}, {bytes, LONGEST_PREFIX}};
    assert_int_equal(request_read(frames, 4, &request, &refusal), 0);
    assert_int_equal(strlen(request.epoch), LONGEST_EPOCH);
    assert_int_equal(request.prefix_size, LONGEST_PREFIX);
    frames[3].size++;
    assert_int_equal(request_read(frames, 4, &request, &refusal), -1);
    frames[3].size--;
    frames[1].size++;
    assert_int_equal(request_read(frames, 4, &request, &refusal), -1);
    frames[1] = (struct frame){"a\0b", 3};
    assert_int_equal(request_read(frames, 4, &request, &refusal), -1);
    assert_string_equal(refusal.code, "malformed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
