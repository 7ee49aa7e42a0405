/* Every input that once broke a fuzzer, and every fixture, through the bodies of all fuzzers. */
#include "units.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "../parser/utf8.h"
#include "fixtures.h"
#include "fuzz/bodies.h"
#include "fuzz/mutator.h"

/* How often each fixture is changed before it is fed again. */
#define CHANGES 20

static const char *current; /* the file that is fed */

void fuzz_broken(const char *file, int line, const char *what)
{
    print_error("%s: %s:%d: does not hold: %s\n", current, file, line, what);
    _fail(file, line);
    abort(); /* not reached: the line above leaves the test */
}

/* Feeds a copy of just its size, so that a sanitizer sees a read past it. */
static void feed(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    if (size)
        memcpy(copy, data, size);
    fuzz_charset(copy, size);
    fuzz_decode(copy, size);
    fuzz_tokens(copy, size);
    fuzz_align(copy, size);
    fuzz_report(copy, size);
    free(copy);
}

/* Calls `use` for each file; returns how many there are. */
static size_t each(const char *pattern, void (*use)(struct bytes bytes))
{
    glob_t files;
    if (glob(pattern, 0, NULL, &files))
        return 0;
    size_t count = files.gl_pathc;
    for (size_t i = 0; i < count; i++) {
        struct bytes bytes = fixture_read(files.gl_pathv[i]);
        current = files.gl_pathv[i];
        use(bytes);
        free(bytes.data);
    }
    globfree(&files);
    return count;
}

static void use_as_is(struct bytes bytes)
{
    feed((const uint8_t *)bytes.data, bytes.size);
}

static void use_changed(struct bytes bytes)
{
    size_t room = bytes.size * 2 + 256, size = bytes.size;
    uint8_t *data = malloc(room);
    assert_non_null(data);
    if (size)
        memcpy(data, bytes.data, size);
    for (unsigned i = 0; i < CHANGES; i++) {
        size = fuzz_mutate(data, size, room, i * 2654435761u + (unsigned)bytes.size);
        assert_true(size <= room);
    }
    feed(data, size);
    free(data);
}

static void test_regressions(void **state)
{
    (void)state;
    assert_true(each("tests/fuzz/regressions/*", use_as_is) > 0);
}

static void test_fixtures(void **state)
{
    (void)state;
    assert_true(each("tests/data/*.txt", use_as_is) > 0);
    assert_true(each("tests/data/*.md", use_as_is) > 0);
}

static void test_changed_fixtures(void **state)
{
    (void)state;
    assert_true(each("tests/data/*.txt", use_changed) > 0);
}

/* Each character there is, with room behind it for what it stands for. */
static void test_every_character(void **state)
{
    (void)state;
    static const char room[] = "\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B";
    static char text[4096 * (sizeof room + 4)];
    current = "every character";
    for (uint32_t c = 1; c <= 0x10FFFF;) {
        size_t size = 0;
        for (int i = 0; i < 4096 && c <= 0x10FFFF; i++, c++) {
            if (c >= 0xD800 && c <= 0xDFFF)
                continue;
            size += nb_utf8_encode(c, text + size);
            memcpy(text + size, room, sizeof room - 1);
            size += sizeof room - 1;
        }
        fuzz_decode((const uint8_t *)text, size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regressions),
        cmocka_unit_test(test_fixtures),
        cmocka_unit_test(test_changed_fixtures),
        cmocka_unit_test(test_every_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
