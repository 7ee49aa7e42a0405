/* What comes back from a process that may have been taken over: every answer is a hostile one. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "../extract/worker/emit.h"
#include "../parser/buffer.h"

/* ---- records ---- */

static enum nb_document_error decode(const struct emit *emit)
{
    struct nb_document *document;
    enum nb_document_error error = wire_decode(emit->bytes, emit->length, &document);

    assert_int_equal(error == NB_DOCUMENT_OK, document != NULL);
    nb_document_free(document);
    return error;
}

static void describe(struct emit *emit)
{
    emit_init(emit, WIRE_LIMIT);
    emit_title(emit, "年报", 6);
    emit_page(emit, 1);
    emit_paragraph(emit, "一、总体情况", 18);
    emit_table(emit);
    emit_row(emit, 1);
    emit_cell(emit, 2, 1, 0);
    emit_paragraph(emit, "7", 1);
    emit_table_end(emit);
    assert_false(emit_failed(emit));
}

static void test_document(void **state)
{
    struct emit emit;

    (void)state;
    describe(&emit);
    assert_int_equal(decode(&emit), NB_DOCUMENT_OK);
    emit_free(&emit);
}

static void test_nothing(void **state)
{
    struct nb_document *document;

    (void)state;
    assert_int_equal(wire_decode(NULL, 0, &document), NB_DOCUMENT_OK);
    nb_document_free(document);
}

/* A document that stops anywhere but behind its last record is none. */
static void test_truncated(void **state)
{
    struct emit emit;

    (void)state;
    describe(&emit);
    size_t whole = emit.length, title = WIRE_RECORD_SIZE + 6, page = title + WIRE_RECORD_SIZE,
           paragraph = page + WIRE_RECORD_SIZE + 18;
    for (size_t n = 0; n < whole; n++) {
        /* In a copy of its own, so that a sanitizer sees a step over the end. */
        struct emit part = {.bytes = malloc(n + !n), .length = n};
        memcpy(part.bytes, emit.bytes, n);
        int sound = n == 0 || n == title || n == page || n == paragraph;
        assert_int_equal(decode(&part) == NB_DOCUMENT_OK, sound);
        free(part.bytes);
    }
    emit_free(&emit);
}

/* Every byte of a sound answer turned into others: whatever comes out, nothing breaks. */
static void test_changed(void **state)
{
    static const unsigned char others[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
    struct emit emit;

    (void)state;
    describe(&emit);
    for (size_t i = 0; i < emit.length; i++) {
        unsigned char before = emit.bytes[i];
        for (size_t k = 0; k < sizeof others; k++) {
            emit.bytes[i] = others[k];
            decode(&emit);
        }
        emit.bytes[i] = before;
    }
    assert_int_equal(decode(&emit), NB_DOCUMENT_OK);
    emit_free(&emit);
}

static void one_record(struct emit *emit, int type, uint32_t number, uint32_t length)
{
    unsigned char record[WIRE_RECORD_SIZE] = {(unsigned char)type};

    wire_put32(record + 4, number);
    wire_put32(record + 8, length);
    emit->bytes = realloc(emit->bytes, emit->length + sizeof record);
    assert_non_null(emit->bytes);
    memcpy(emit->bytes + emit->length, record, sizeof record);
    emit->length += sizeof record;
}

static void test_unknown_type(void **state)
{
    static const int types[] = {0, WIRE_TABLE_END + 1, 255};

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct emit emit = {0};
        one_record(&emit, types[i], 0, 0);
        assert_int_equal(decode(&emit), NB_DOCUMENT_MISUSED);
        emit_free(&emit);
    }
}

static void test_wrong_length(void **state)
{
    static const uint32_t lengths[] = {1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF4, 0xFFFFFFFF};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct emit emit = {0};
        one_record(&emit, WIRE_PARAGRAPH, 0, lengths[i]);
        assert_int_equal(decode(&emit), NB_DOCUMENT_MISUSED);
        emit_free(&emit);
    }
}

/* Records that make no sense where they stand. */
static void test_misuse(void **state)
{
    static const int cases[][4] = {
        {WIRE_ROW},
        {WIRE_CELL},
        {WIRE_TABLE_END},
        {WIRE_TABLE},
        {WIRE_TABLE, WIRE_CELL},
        {WIRE_TABLE, WIRE_ROW},
        {WIRE_TABLE, WIRE_TABLE_END, WIRE_ROW},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct emit emit = {0};
        for (size_t k = 0; k < 4 && cases[i][k]; k++)
            one_record(&emit, cases[i][k], 1, 0);
        assert_int_equal(decode(&emit), NB_DOCUMENT_MISUSED);
        emit_free(&emit);
    }
}

static void test_too_many(void **state)
{
    struct emit emit;

    (void)state;
    emit_init(&emit, WIRE_LIMIT);
    for (int i = 0; i <= NB_DOCUMENT_EVENTS; i++)
        emit_paragraph(&emit, "x", 1);
    assert_int_equal(decode(&emit), NB_DOCUMENT_TOO_LARGE);
    emit_free(&emit);
}

static void test_too_deep(void **state)
{
    struct emit emit;

    (void)state;
    emit_init(&emit, WIRE_LIMIT);
    for (int i = 0; i <= NB_DOCUMENT_DEPTH; i++) {
        emit_table(&emit);
        emit_row(&emit, 1);
        emit_cell(&emit, 1, 1, 0);
    }
    assert_int_equal(decode(&emit), NB_DOCUMENT_TOO_LARGE);
    emit_free(&emit);
}

/* ---- headers ---- */

static void test_hello(void **state)
{
    int error;

    (void)state;
    assert_int_equal(wire_read_hello((const unsigned char *)"NBh1\x16\0\0\0", &error), 0);
    assert_int_equal(error, 22);
    assert_int_equal(wire_read_hello((const unsigned char *)"NBh2\0\0\0\0", &error), -1);
}

static void test_answer(void **state)
{
    static const struct {
        const char *header;
        enum wire_format asked;
        int good;
    } cases[] = {
        {"NBa1\0\0\0\0\1\0\0\0", WIRE_HTML, 1},
        {"NBa1\0\1\0\0\1\0\0\0", WIRE_HTML, 1},
        {"NBa1\4\0\0\0\1\0\0\0", WIRE_OFFICE, 1},
        {"NBa1\5\0\0\0\1\0\0\0", WIRE_OFFICE, 1},
        {"NBa1\2\1\0\0\1\0\0\0", WIRE_OFFICE, 1},
        {"NBa1\0\0\0\0\0\0\0\4", WIRE_HTML, 1}, /* as much as is allowed */
        {"NBa1\0\0\0\0\1\0\0\4", WIRE_HTML, 0}, /* and one more */
        {"NBa1\0\0\0\0\xFF\xFF\xFF\xFF", WIRE_HTML, 0},
        {"NBa1\2\0\0\0\1\0\0\0", WIRE_OFFICE, 0}, /* a document is one or the other */
        {"NBa1\4\0\0\0\1\0\0\0", WIRE_HTML, 0},   /* another format than was asked for */
        {"NBa1\6\0\0\0\1\0\0\0", WIRE_OFFICE, 0},
        {"NBa1\xFF\0\0\0\1\0\0\0", WIRE_HTML, 0},
        {"NBa1\0\2\0\0\1\0\0\0", WIRE_HTML, 0},
        {"NBa1\0\0\1\0\1\0\0\0", WIRE_HTML, 0},
        {"NBq1\0\0\0\0\1\0\0\0", WIRE_HTML, 0},
    };
    struct wire_answer answer;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(
            wire_read_answer((const unsigned char *)cases[i].header, cases[i].asked, &answer) == 0,
            cases[i].good);
}

/* ---- reasons ---- */

static void put(struct nb_buffer *out, const char *text, size_t length)
{
    unsigned char size[4];

    wire_put32(size, (uint32_t)length);
    nb_buffer_add(out, (const char *)size, sizeof size);
    nb_buffer_add(out, text, strlen(text));
}

static char *reason_bytes(const char *code, const char *zh, const char *en, size_t *length)
{
    struct nb_buffer out;

    nb_buffer_init(&out);
    put(&out, code, strlen(code));
    put(&out, zh, strlen(zh));
    put(&out, en, strlen(en));
    *length = out.length;
    return nb_buffer_detach(&out);
}

static void test_reason(void **state)
{
    struct wire_reason reason;
    size_t length;
    char *bytes = reason_bytes("input.encrypted", "加密", "encrypted", &length);

    (void)state;
    assert_int_equal(wire_read_reason((unsigned char *)bytes, length, &reason), 0);
    assert_int_equal(reason.code, NB_INPUT_ENCRYPTED);
    assert_string_equal(reason.zh, "加密");
    assert_string_equal(reason.en, "encrypted");
    for (size_t n = 0; n < length; n++)
        assert_int_equal(wire_read_reason((unsigned char *)bytes, n, &reason), -1);
    free(bytes);
}

static void test_reason_code(void **state)
{
    static const char *const codes[] = {"",
                                        "input",
                                        "input.",
                                        "input.unknown",
                                        "requests.balance",
                                        "input.encrypted.and.much.more.than.fits.into.the.room"};
    struct wire_reason reason;
    size_t length;

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char *bytes = reason_bytes(codes[i], "", "", &length);
        assert_int_equal(wire_read_reason((unsigned char *)bytes, length, &reason), -1);
        free(bytes);
    }
}

static void test_reason_long(void **state)
{
    struct wire_reason reason;
    char words[1000];
    size_t length;

    (void)state;
    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    char *bytes = reason_bytes("input.damaged", words, words, &length);
    assert_int_equal(wire_read_reason((unsigned char *)bytes, length, &reason), 0);
    assert_int_equal(strlen(reason.zh), WIRE_WORDS - 1);
    assert_int_equal(strlen(reason.en), WIRE_WORDS - 1);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_document),     cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_truncated),    cmocka_unit_test(test_changed),
        cmocka_unit_test(test_unknown_type), cmocka_unit_test(test_wrong_length),
        cmocka_unit_test(test_misuse),       cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_too_deep),     cmocka_unit_test(test_hello),
        cmocka_unit_test(test_answer),       cmocka_unit_test(test_reason),
        cmocka_unit_test(test_reason_code),  cmocka_unit_test(test_reason_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
