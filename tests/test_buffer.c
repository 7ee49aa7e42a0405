/* The three helpers below everything: growing strings, UTF-8 and arenas. */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../parser/buffer.h"
#include "../parser/utf8.h"

static void check_detached(struct nb_buffer *buffer, const char *expected)
{
    char *string = nb_buffer_detach(buffer);
    assert_non_null(string);
    assert_string_equal(string, expected);
    assert_null(buffer->bytes);
    free(string);
}

static void test_add(void **state)
{
    (void)state;
    struct nb_buffer buffer;
    nb_buffer_init(&buffer);
    nb_buffer_add(&buffer, "abc", 2);
    nb_buffer_add(&buffer, NULL, 0);
    nb_buffer_puts(&buffer, "总计");
    nb_buffer_printf(&buffer, " %d%s", -7, "!");
    nb_buffer_codepoint(&buffer, 0x20000);
    assert_int_equal(buffer.length, strlen(buffer.bytes));
    check_detached(&buffer, "ab总计 -7!\U00020000");
    check_detached(&buffer, "");
}

static void test_growth(void **state)
{
    (void)state;
    struct nb_buffer buffer;
    nb_buffer_init(&buffer);
    for (int i = 0; i < 5000; i++)
        nb_buffer_add(&buffer, &"0123456789"[i % 10], 1);
    assert_int_equal(buffer.length, 5000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(buffer.bytes[i], '0' + i % 10);
    assert_int_equal(buffer.bytes[5000], '\0');
    nb_buffer_free(&buffer);
    assert_null(buffer.bytes);
}

static void test_failure_sticks(void **state)
{
    (void)state;
    struct nb_buffer buffer;
    nb_buffer_init(&buffer);
    nb_buffer_puts(&buffer, "a");
    nb_buffer_add(&buffer, "", SIZE_MAX / 2);
    assert_true(buffer.failed);
    nb_buffer_puts(&buffer, "b");
    nb_buffer_codepoint(&buffer, 'c');
    assert_int_equal(buffer.length, 1);
    assert_null(nb_buffer_detach(&buffer));
    assert_null(buffer.bytes);
    assert_false(buffer.failed);

    char wide[300];
    memset(wide, 'x', sizeof wide - 1);
    wide[sizeof wide - 1] = '\0';
    nb_buffer_printf(&buffer, "%s", wide);
    assert_null(nb_buffer_detach(&buffer));
}

#define R             "\uFFFD"
#define BYTES(string) (string), sizeof(string) - 1

static void test_foreign(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size, limit;
        const char *text;
    } cases[] = {
        {BYTES("申请"), 80, "申请"},
        {BYTES("申请数"), 2, "申请…"},
        {BYTES("申请"), 2, "申请"},
        {BYTES("申请"), 0, "…"},
        {BYTES(""), 0, ""},
        {BYTES("a\xFF"
               "b\xE5\xB9"),
         80, "a" R "b" R},
        {BYTES("\xC0\xAF\xED\xA0\x80"), 80, R R R R R},
        {BYTES("a\0b\x1B[31m\n\t\x7F"), 80, "a b [31m   "},
        {BYTES("\xC2\x9B"
               "31m\xC2\x85"),
         80, " 31m "},                                /* the one-byte escapes of C1 */
        {BYTES("\u202Ea\u2066b\u2069"), 80, " a b "}, /* turned writing directions */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nb_buffer buffer;
        nb_buffer_init(&buffer);
        nb_buffer_foreign(&buffer, cases[i].bytes, cases[i].size, cases[i].limit);
        char *text = nb_buffer_detach(&buffer);
        if (!text || strcmp(text, cases[i].text) != 0)
            fail_msg("case %zu: \"%s\", not \"%s\"", i, text ? text : "(null)", cases[i].text);
        free(text);
    }
}

/* Every code point there is comes back from its bytes; cut short, it does not. */
static void test_utf8_all(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        uint32_t back;
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        size_t size = nb_utf8_encode(c, bytes);
        const unsigned char *in = (const unsigned char *)bytes;
        if (nb_utf8_decode(in, size, &back) != size || back != c)
            fail_msg("U+%04X becomes U+%04X", c, back);
        for (size_t cut = 1; cut < size; cut++)
            if (nb_utf8_decode(in, cut, &back) != cut || back != NB_UTF8_INVALID)
                fail_msg("U+%04X is read from %zu of %zu bytes", c, cut, size);
    }
}

static void test_utf8_invalid(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t taken;
    } cases[] = {
        {"\x80...", 1},          {"\xBF...", 1},       {"\xC0\x80..", 1},
        {"\xC1\xBF..", 1},       {"\xC2...", 1},       {"\xE0\x9F\xBF.", 1},
        {"\xE4\xB8..", 2},       {"\xED\xA0\x80.", 1}, {"\xED\xBF\xBF.", 1},
        {"\xF0\x8F\xBF\xBF", 1}, {"\xF0\x90\x80.", 3}, {"\xF4\x90\x80\x80", 1},
        {"\xF5\x80\x80\x80", 1}, {"\xFF...", 1},       {"\xE4\xFF..", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint32_t c = 0;
        size_t taken = nb_utf8_decode((const unsigned char *)cases[i].bytes, 4, &c);
        if (taken != cases[i].taken || c != NB_UTF8_INVALID)
            fail_msg("case %zu: U+%04X, %zu bytes", i, c, taken);
    }
}

static void test_arena(void **state)
{
    (void)state;
    struct nb_arena arena;
    nb_arena_init(&arena);
    assert_null(arena.blocks);
    unsigned char *before = NULL;
    for (size_t i = 1; i < 2000; i += 7) {
        unsigned char *object = nb_arena_alloc(&arena, i, 3);
        assert_non_null(object);
        assert_int_equal((uintptr_t)object % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < i * 3; j++)
            assert_int_equal(object[j], 0);
        memset(object, 0xAA, i * 3);
        assert_true(object != before);
        before = object;
    }
    assert_non_null(nb_arena_alloc(&arena, 1, 1000000)); /* larger than a block */
    assert_non_null(nb_arena_alloc(&arena, 0, 8));
    char *copy = nb_arena_string(&arena, "总计xyz", 6);
    assert_string_equal(copy, "总计");
    assert_string_equal(nb_arena_string(&arena, NULL, 0), "");
    nb_arena_free(&arena);
    assert_null(arena.blocks);
    assert_non_null(nb_arena_raw(&arena, 1, 1));
    nb_arena_free(&arena);
}

static void test_arena_overflow(void **state)
{
    (void)state;
    struct nb_arena arena;
    nb_arena_init(&arena);
    assert_null(nb_arena_alloc(&arena, SIZE_MAX, 2));
    assert_null(nb_arena_raw(&arena, SIZE_MAX / 2, 4));
    assert_null(nb_arena_alloc(&arena, 2, SIZE_MAX / 2));
    assert_null(arena.blocks);
    nb_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_failure_sticks),
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_utf8_all),
        cmocka_unit_test(test_utf8_invalid),
        cmocka_unit_test(test_arena),
        cmocka_unit_test(test_arena_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
