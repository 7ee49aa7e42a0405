/* The members of ZIP files that are written here, in memory, well-formed and otherwise. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "../extract/worker/package.h"
#include "zip.h"

/* Two members, written with these options of the library. */
static struct zip zip_of_two(const char *options)
{
    struct zip zip;
    zip_begin(&zip, options);
    zip_add(&zip, "word/document.xml", "first member", 12);
    zip_add(&zip, "word/media/image1.png", "second", 6);
    zip_end(&zip);
    return zip;
}

/* The member must have that text; NULL: there is no such member. */
static void expect_member(struct package *package, const char *name, const char *text)
{
    struct member member;
    assert_int_equal(package_read(package, name, &member), text != NULL);
    assert_int_equal(package_has(package, name), text != NULL);
    if (text) {
        assert_int_equal(member.size, strlen(text));
        assert_string_equal((char *)member.bytes, text);
    }
    member_free(&member);
    assert_null(member.bytes);
}

/* Opening the file, or else reading the member, must fail for that reason. */
static void expect_failure(const void *bytes, size_t size, const char *name, enum nb_code code)
{
    struct emit emit;
    struct package *package;
    struct member member = {NULL, 0};
    emit_init(&emit, WIRE_LIMIT);
    if (package_open(bytes, size, &emit, &package) == 0)
        assert_int_equal(package_read(package, name, &member), -1);
    assert_null(member.bytes);
    assert_true(emit_failed(&emit));
    assert_string_equal(nb_code_name(emit.code), nb_code_name(code));
    assert_non_null(emit.zh);
    assert_non_null(emit.en);
    package_close(package);
    emit_free(&emit);
}

static void test_every_way_of_writing(void **state)
{
    static const char *const options[] = {NULL, "zip:compression=store", "zip:zip64"};
    (void)state;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct zip zip = zip_of_two(options[i]);
        struct emit emit;
        struct package *package;
        emit_init(&emit, WIRE_LIMIT);
        assert_int_equal(package_open(zip.bytes, zip.size, &emit, &package), 0);
        expect_member(package, "word/media/image1.png", "second");
        expect_member(package, "word/document.xml", "first member");
        expect_member(package, "word/document.xml", "first member");
        expect_member(package, "word/footnotes.xml", NULL);
        expect_member(package, "word/document.xm", NULL);
        expect_member(package, "", NULL);
        assert_false(emit_failed(&emit));
        package_close(package);
        emit_free(&emit);
        free(zip.bytes);
    }
}

static void test_names(void **state)
{
    (void)state;
    struct zip zip;
    struct emit emit;
    struct package *package;
    zip_begin(&zip, NULL);
    zip_add(&zip, "[content_types].XML", "types", 5);
    zip_add(&zip, "xl\\Workbook.xml", "book", 4);
    zip_add(&zip, "/xl/styles.xml", "styles", 6);
    zip_add(&zip, "\xB1\xA8\xB1\xED.txt", "x", 1);
    zip_end(&zip);
    emit_init(&emit, WIRE_LIMIT);
    assert_int_equal(package_open(zip.bytes, zip.size, &emit, &package), 0);
    expect_member(package, "[Content_Types].xml", "types");
    expect_member(package, "xl/workbook.xml", "book");
    expect_member(package, "/XL/Styles.xml", "styles");
    package_close(package);
    emit_free(&emit);
    free(zip.bytes);
}

static void test_two_of_one_name(void **state)
{
    (void)state;
    struct zip zip;
    zip_begin(&zip, NULL);
    zip_add(&zip, "a.xml", "1", 1);
    zip_add(&zip, "b.xml", "x", 1);
    zip_add(&zip, "A.XML", "2", 1);
    zip_end(&zip);
    expect_failure(zip.bytes, zip.size, "a.xml", NB_INPUT_DAMAGED);
    free(zip.bytes);
}

static void test_encrypted(void **state)
{
    (void)state;
    struct zip zip = zip_of_two("zip:encryption=zipcrypt");
    expect_failure(zip.bytes, zip.size, "word/document.xml", NB_INPUT_ENCRYPTED);
    free(zip.bytes);
}

/* Wherever the file is cut off, it is damaged, and never half read. */
static void test_cut_off(void **state)
{
    (void)state;
    struct zip zip = zip_of_two(NULL);
    for (size_t size = 0; size < zip.size; size++) {
        unsigned char *copy = malloc(size + !size);
        assert_non_null(copy);
        memcpy(copy, zip.bytes, size);
        expect_failure(copy, size, "word/document.xml", NB_INPUT_DAMAGED);
        free(copy);
    }
    free(zip.bytes);
}

static void test_wrong_byte(void **state)
{
    (void)state;
    struct zip zip = zip_of_two("zip:compression=store");
    unsigned char *text = memmem(zip.bytes, zip.size, "first", 5);
    assert_non_null(text);
    text[0] = 'g';
    expect_failure(zip.bytes, zip.size, "word/document.xml", NB_INPUT_DAMAGED);
    free(zip.bytes);
}

/* One byte of the file changed in every way: nothing but the text that was written is read. */
static void test_every_wrong_byte(void **state)
{
    (void)state;
    struct zip zip = zip_of_two(NULL);
    for (size_t i = 0; i < zip.size * 8; i++) {
        struct emit emit;
        struct package *package;
        struct member member;
        emit_init(&emit, WIRE_LIMIT);
        zip.bytes[i / 8] ^= (unsigned char)(1U << i % 8);
        if (package_open(zip.bytes, zip.size, &emit, &package) == 0) {
            if (package_read(package, "word/document.xml", &member) > 0)
                assert_string_equal((char *)member.bytes, "first member");
            member_free(&member);
        }
        zip.bytes[i / 8] ^= (unsigned char)(1U << i % 8);
        package_close(package);
        emit_free(&emit);
    }
    free(zip.bytes);
}

static void test_no_zip(void **state)
{
    (void)state;
    expect_failure("", 0, "a", NB_INPUT_DAMAGED);
    expect_failure("PK\003\004 and then nothing of the kind", 35, "a", NB_INPUT_DAMAGED);
}

/* A member that grows beyond the limit, and members that do so together. */
static void test_bombs(void **state)
{
    (void)state;
    size_t size = PACKAGE_MEMBER_SIZE + 1;
    unsigned char *zeros = calloc(1, size);
    struct zip zip;
    struct emit emit;
    struct package *package;
    struct member member;
    assert_non_null(zeros);
    zip_begin(&zip, "zip:compression-level=1");
    zip_add(&zip, "bomb", zeros, size);
    zip_add(&zip, "large", zeros, size - 1);
    zip_end(&zip);
    free(zeros);
    expect_failure(zip.bytes, zip.size, "bomb", NB_INPUT_TOO_LARGE);
    emit_init(&emit, WIRE_LIMIT);
    assert_int_equal(package_open(zip.bytes, zip.size, &emit, &package), 0);
    for (size_t read = 0; read < PACKAGE_TOTAL_SIZE; read += PACKAGE_MEMBER_SIZE) {
        assert_int_equal(package_read(package, "large", &member), 1);
        assert_int_equal(member.size, PACKAGE_MEMBER_SIZE);
        member_free(&member);
    }
    assert_int_equal(package_read(package, "large", &member), -1);
    assert_int_equal(emit.code, NB_INPUT_TOO_LARGE);
    package_close(package);
    emit_free(&emit);
    free(zip.bytes);
}

static void test_too_many_members(void **state)
{
    (void)state;
    struct zip zip;
    char name[16];
    zip_begin(&zip, "zip:compression=store");
    for (int i = 0; i <= PACKAGE_MEMBERS; i++) {
        snprintf(name, sizeof name, "%d", i);
        zip_add(&zip, name, "", 0);
    }
    zip_end(&zip);
    expect_failure(zip.bytes, zip.size, "1", NB_INPUT_TOO_LARGE);
    free(zip.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_way_of_writing),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_two_of_one_name),
        cmocka_unit_test(test_encrypted),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_wrong_byte),
        cmocka_unit_test(test_every_wrong_byte),
        cmocka_unit_test(test_no_zip),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_too_many_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
