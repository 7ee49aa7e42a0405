/*
 * The two keys of an envelope: in front, anywhere, and in what is no envelope.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "../client/envelope.h"

static void expect(const char *text, const char *epoch, uint64_t sequence)
{
    struct envelope envelope;

    if (envelope_read(text, strlen(text), &envelope) != 0)
        fail_msg("is none: %s", text);
    assert_string_equal(envelope.epoch, epoch);
    assert_int_equal(envelope.sequence, sequence);
}

static void both_keys_are_found(void **state)
{
    (void)state;
    expect("{\"sequence\":\"00000000000000000012\",\"epoch\":\"e\"}", "e", 12);
    expect("{\"epoch\":\"e\",\"sequence\":\"0\",\"data\":{}}", "e", 0);
    expect(" {\n\"a\" : \"b\" ,\t\"sequence\" : \"3\" , \"epoch\" : \"e\" }", "e", 3);
    expect("{\"a\\\"\":\"\\\\\",\"b\":-1.5e3,\"c\":null,\"epoch\":\"e\",\"sequence\":\"3\"}", "e",
           3);
    expect("{\"sequence\":\"9223372036854775806\",\"epoch\":\"e\"}", "e", INT64_MAX - 1);
}

/* Behind nested values, and written with escapes, they mean the same. */
static void the_order_and_the_writing_do_not_matter(void **state)
{
    (void)state;
    expect("{\"data\":{\"sequence\":\"7\",\"epoch\":\"x\"},\"sequence\":\"3\",\"epoch\":\"e\"}",
           "e", 3);
    expect("{\"sequence\":\"3\",\"data\":[{\"epoch\":\"x\"}],\"epoch\":\"e\"}", "e", 3);
    expect("{\"sequ\\u0065nce\":\"3\",\"epoch\":\"\\u0065\"}", "e", 3);
    expect("{\"subject\":\"\\\"sequence\\\":\\\"9\\\"\",\"sequence\":\"3\",\"epoch\":\"e\"}\n", "e",
           3);
}

static void what_is_none_is_refused(void **state)
{
    static const char *const none[] = {
        "",
        "{",
        "}",
        "{}",
        "[]",
        "null",
        "\"sequence\"",
        "{\"sequence\"}",
        "{\"sequence\":\"1\"}",
        "{\"epoch\":\"e\"}",
        "{\"sequence\":1,\"epoch\":\"e\"}",
        "{\"sequence\":\"1\",\"epoch\":1}",
        "{\"sequence\":\"\",\"epoch\":\"e\"}",
        "{\"sequence\":\"-1\",\"epoch\":\"e\"}",
        "{\"sequence\":\" 1\",\"epoch\":\"e\"}",
        "{\"sequence\":\"1 \",\"epoch\":\"e\"}",
        "{\"sequence\":\"0x1\",\"epoch\":\"e\"}",
        "{\"sequence\":\"9223372036854775807\",\"epoch\":\"e\"}",
        "{\"sequence\":\"18446744073709551617\",\"epoch\":\"e\"}",
        "{\"sequence\":\"000000000000000000001\",\"epoch\":\"e\"}",
        "{\"sequence\":\"1\",\"epoch\":\"\"}",
        "{\"sequence\":\"1\",\"epoch\":\"a b\"}",
        "{\"sequence\":\"1\",\"epoch\":\"a\\u0000b\"}",
        "{\"sequence\":\"1\",\"epoch\":\"\xe6\x97\xa5\"}",
        "{\"sequence\":\"1\",\"epoch\":"
        "\"0123456789012345678901234567890123456789012345678901234567890123\"}",
        "{\"sequence\":\"1\",\"data\":{},\"epoch\":\"e\",\"sequence\":\"2\"}",
        "{\"sequence\":\"1\",\"data\":{},\"epoch\":\"e\"",
        "{\"sequence\" \"1\",\"epoch\":\"e\"}",
        "{\"sequence\":\"1\" \"epoch\":\"e\"}",
        "{\"data\":{\"sequence\":\"1\",\"epoch\":\"e\"}}",
        "{\"sequence\":\"1\n\",\"epoch\":\"e\"}",
        "{\"a\":\"\\",
        "{\"a\":\"\\}",
    };
    struct envelope envelope;

    (void)state;
    static const char nul[] = "{\"sequence\":\0\"1\",\"epoch\":\"e\"}";
    assert_int_equal(envelope_read(nul, sizeof nul - 1, &envelope), -1);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (envelope_read(none[i], strlen(none[i]), &envelope) == 0)
            fail_msg("is one: %s", none[i]);
}

/* Cut or changed anywhere: nothing is read beyond the end, and what is read agrees with jansson. */
static void damage_does_no_harm(void **state)
{
    static const char text[] =
        "{\"id\":\"e/1\",\"n\":-1.5,\"subject\":\"\\\"x\\\\\",\"sequence\":\"12\","
        "\"epoch\":\"e\",\"data\":{\"a\":[1,\"}\"]}}";
    struct envelope envelope;

    (void)state;
    for (size_t size = 0; size < sizeof text; size++) {
        for (unsigned changed = 0; changed < 256; changed++) {
            char *copy = malloc(size + 1); /* its end is where a sanitizer sees it */
            assert_non_null(copy);
            memcpy(copy, text, size);
            if (size > 0)
                copy[(size * 7 + changed * 13) % size] = (char)changed;
            int whole = size == sizeof text - 1, found = envelope_read(copy, size, &envelope) == 0;
            json_t *json = json_loadb(copy, size, 0, NULL);
            const char *sequence = json_string_value(json_object_get(json, "sequence"));
            if (found && whole && sequence)
                assert_int_equal(envelope.sequence, strtoull(sequence, NULL, 10));
            json_decref(json);
            free(copy);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_keys_are_found),
        cmocka_unit_test(the_order_and_the_writing_do_not_matter),
        cmocka_unit_test(what_is_none_is_refused),
        cmocka_unit_test(damage_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
