/* Text in other encodings than UTF-8: which one it is, what it says, and where it is broken. */
#include "units.h"

#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../parser/charset.h"
#include "../parser/utf8.h"
#include "../parser/variant.h"
#include "fixtures.h"

#define BYTES(string) (string), sizeof(string) - 1
#define SECONDS       120 /* far above what any input here may take, also under a sanitizer */

static int no_converters; /* an errno value: libc's files are not there, or memory */

/* Stands in front of libc's own. */
iconv_t iconv_open(const char *to, const char *from)
{
    iconv_t (*own)(const char *, const char *);
    void *found = dlsym(RTLD_NEXT, "iconv_open");
    if (no_converters || !found) {
        errno = no_converters ? no_converters : EINVAL;
        return (iconv_t)-1; /* NOLINT: it is how iconv_open() fails */
    }
    memcpy(&own, &found, sizeof own);
    return own(to, from);
}

/* The encodings as reports name them, as iconv() calls them, and with a byte order mark. */
static const struct {
    const char *name, *iconv, *mark;
    size_t mark_length;
} forms[] = {
    {"UTF-8", "UTF-8", "\xEF\xBB\xBF", 3},
    {"UTF-16LE", "UTF-16LE", "", 0},
    {"UTF-16BE", "UTF-16BE", "", 0},
    {"UTF-16LE", "UTF-16LE", "\xFF\xFE", 2},
    {"UTF-16BE", "UTF-16BE", "\xFE\xFF", 2},
    {"GB18030", "GB18030", "", 0},
    {"GB18030", "GBK", "", 0},
    {"Big5", "BIG5-HKSCS", "", 0},
};

/* Appends a text in UTF-8 as another encoding has it. Returns 0 when that lacks a character. */
static int encode(struct bytes *out, const char *text, size_t size, const char *encoding)
{
    size_t room = size * 4 + 16, left = room;
    char *buffer = malloc(room), *to = buffer, *from = NULL;
    iconv_t converter = iconv_open(encoding, "UTF-8");
    assert_non_null(buffer);
    assert_true(converter != (iconv_t)-1);
    memcpy(&from, &text, sizeof from);
    int whole = iconv(converter, &from, &size, &to, &left) != (size_t)-1;
    iconv_close(converter);
    bytes_add(out, buffer, room - left);
    free(buffer);
    return whole;
}

struct reading_of {
    struct nb_arena arena;
    struct nb_charsets set;
    struct nb_decoded decoded;
    unsigned char *copy; /* of just its size, so that a sanitizer sees a read past it */
    size_t size;
};

static void reading_of_init(struct reading_of *r, const char *bytes, size_t size,
                            enum nb_charset declared)
{
    nb_arena_init(&r->arena);
    nb_charsets_init(&r->set);
    r->size = size;
    r->copy = malloc(size ? size : 1);
    assert_non_null(r->copy);
    memcpy(r->copy, bytes, size);
    assert_int_equal(nb_charset_decode(&r->set, &r->arena, r->copy, size, declared, &r->decoded),
                     0);
}

static void reading_of_free(struct reading_of *r)
{
    nb_charsets_close(&r->set);
    nb_arena_free(&r->arena);
    free(r->copy);
}

/* ---- names ---- */

static enum nb_charset by_name(const char *name)
{
    return nb_charset_by_name(name, strlen(name));
}

static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < NB_CHARSETS; i++)
        assert_int_equal(by_name(nb_charset_name((enum nb_charset)i)), i);
    assert_null(nb_charset_name(NB_CHARSET_NONE));
    assert_int_equal(by_name("GB2312"), NB_GB18030);
    assert_int_equal(by_name("x-gbk"), NB_GB18030);
    assert_int_equal(by_name("utf8"), NB_UTF8);
    assert_int_equal(by_name("cp950"), NB_BIG5);
    assert_int_equal(by_name("utf"), NB_CHARSET_NONE);
    assert_int_equal(by_name("gbk|"), NB_CHARSET_NONE);
    assert_int_equal(by_name("|"), NB_CHARSET_NONE);
    assert_int_equal(by_name(""), NB_CHARSET_NONE);
    assert_int_equal(by_name("ISO-2022-CN-EXT"), NB_CHARSET_NONE);
}

static void test_declared(void **state)
{
    (void)state;
    static const struct {
        const char *page;
        enum nb_charset charset;
    } cases[] = {
        {"<meta charset=gbk>", NB_GB18030},
        {"<META HTTP-EQUIV='Content-Type' content=\"text/html; CHARSET = gb2312\">", NB_GB18030},
        {"<?xml version=\"1.0\" encoding='Big5'?>", NB_BIG5},
        {"<script charset=\"klingon\"></script><meta charset=\"utf-8\">", NB_UTF8},
        {"<meta charset=", NB_CHARSET_NONE},
        {"<meta charset=\"gb", NB_CHARSET_NONE},
        {"charset", NB_CHARSET_NONE},
        {"", NB_CHARSET_NONE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct reading_of r;
        reading_of_init(&r, cases[i].page, strlen(cases[i].page), NB_CHARSET_NONE);
        assert_int_equal(nb_charset_declared(r.copy, r.size), cases[i].charset);
        reading_of_free(&r);
    }
}

/* ---- whole reports ---- */

/* Whether the document's finding says that bytes were replaced, whose offsets depend on them. */
static int has_offsets(json_t *document)
{
    return fixture_finding(document, "input.bytes_replaced") ||
           fixture_finding(document, "input.encoding") || fixture_finding(document, "input.empty");
}

/* The parsed text in another encoding must give the document of the text itself. */
static int check_form(const char *path, const struct bytes *text, size_t form, json_t *own)
{
    struct bytes other = {NULL, 0};
    int differs = 0;
    bytes_add(&other, forms[form].mark, forms[form].mark_length);
    if (encode(&other, text->data, text->size, forms[form].iconv)) {
        json_t *document = fixture_parse("x", other.data, other.size);
        json_t *source = json_object_get(document, "source");
        const char *charset = json_string_value(json_object_get(source, "charset"));
        differs = !charset || strcmp(charset, forms[form].name) != 0;
        if (differs)
            fprintf(stderr, "%s as %s (%zu): %s\n", path, forms[form].iconv, form, charset);
        json_object_set(document, "source", json_object_get(own, "source"));
        if (!json_equal(document, own)) {
            fprintf(stderr, "%s as %s (%zu) says something else\n", path, forms[form].iconv, form);
            differs = 1;
        }
        json_decref(document);
    }
    free(other.data);
    return differs;
}

static int check_forms(const char *path, json_t *expected)
{
    struct bytes text = fixture_read(path);
    json_t *own = fixture_parse("x", text.data, text.size);
    int differ = 0;
    (void)expected;
    for (size_t i = 0; i < COUNT_OF(forms) && !has_offsets(own); i++)
        differ += check_form(path, &text, i, own);
    json_decref(own);
    free(text.data);
    return differ;
}

/* Appends the first character that Big5 has and that stands for `c`; returns 0 without one. */
static int add_traditional(struct bytes *out, uint32_t c)
{
    static const size_t big5 = COUNT_OF(forms) - 1;
    for (uint32_t form = NB_VARIANT_FIRST - 1; form <= NB_VARIANT_LAST; form++) {
        char utf8[4];
        struct bytes code = {NULL, 0};
        uint32_t tried = form < NB_VARIANT_FIRST ? c : form;
        if (tried != c && nb_variant(tried) != c)
            continue;
        size_t length = nb_utf8_encode(tried, utf8);
        int there = encode(&code, utf8, length, forms[big5].iconv);
        free(code.data);
        if (!there)
            continue;
        bytes_add(out, utf8, length);
        return 1;
    }
    return 0;
}

/* The same report as it is written in traditional characters. */
static int check_big5(const char *path, json_t *expected)
{
    struct bytes text = fixture_read(path), traditional = {NULL, 0};
    int whole = 1, differs = 0;
    (void)expected;
    for (size_t i = 0; i < text.size && whole;) {
        uint32_t c;
        i += nb_utf8_decode((unsigned char *)text.data + i, text.size - i, &c);
        whole = c != NB_UTF8_INVALID && add_traditional(&traditional, c);
    }
    json_t *own = fixture_parse("x", traditional.data, traditional.size);
    if (whole && !has_offsets(own))
        differs = check_form(path, &traditional, COUNT_OF(forms) - 1, own);
    json_decref(own);
    free(traditional.data);
    free(text.data);
    return differs;
}

/* A report says the same in every encoding. */
static void test_reports(void **state)
{
    (void)state;
    assert_int_equal(fixture_each("tests/data", check_forms), 0);
    assert_int_equal(fixture_each("tests/data/converted", check_forms), 0);
    assert_int_equal(fixture_each("tests/data", check_big5), 0);
}

/* ---- little evidence ---- */

static void test_short(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "小河镇",
        "小河镇\n",
        "2024年",
        "小河镇2024年政府信息公开工作年度报告",
        "一、总体情况",
        "姓名\t年龄\n张三\t20\n",
        "Total requests received in the year 2024: 12, of which by 自然人: 10\n",
        "岫岩满族自治县",
        "本年新收１２件",
        "臺北市政府",
        "財務審計報銷憑證",
        "縣級單位職權歸屬",
    };
    for (size_t t = 0; t < COUNT_OF(texts); t++)
        for (size_t i = 0; i < COUNT_OF(forms); i++) {
            struct bytes other = {NULL, 0};
            struct reading_of r;
            bytes_add(&other, forms[i].mark, forms[i].mark_length);
            if (encode(&other, texts[t], strlen(texts[t]), forms[i].iconv)) {
                reading_of_init(&r, other.data, other.size, NB_CHARSET_NONE);
                if (strcmp(nb_charset_name(r.decoded.charset), forms[i].name) != 0)
                    fail_msg("%s in %s: %s", texts[t], forms[i].iconv,
                             nb_charset_name(r.decoded.charset));
                size_t mark = r.decoded.charset == NB_UTF8 ? forms[i].mark_length : 0;
                assert_int_equal(r.decoded.size - mark, strlen(texts[t]));
                assert_memory_equal(r.decoded.bytes + mark, texts[t], strlen(texts[t]));
                assert_int_equal(r.decoded.replaced, 0);
                reading_of_free(&r);
            }
            free(other.data);
        }
}

/* What a file says of itself decides only where nothing else does. */
static void test_labels(void **state)
{
    (void)state;
    static const char report[] = "小河镇2024年政府信息公开工作年度报告";
    for (int declared = NB_CHARSET_NONE; declared < NB_CHARSETS; declared++)
        for (size_t i = 0; i < COUNT_OF(forms); i++) {
            struct bytes other = {NULL, 0};
            struct reading_of r;
            if (encode(&other, report, sizeof report - 1, forms[i].iconv)) {
                reading_of_init(&r, other.data, other.size, (enum nb_charset)declared);
                assert_string_equal(nb_charset_name(r.decoded.charset), forms[i].name);
                reading_of_free(&r);
            }
            free(other.data);
        }
    struct reading_of r;
    static const char either[] = "\xB5\xD3\xB4\xDE"; /* two words that are as good as each other */
    for (int declared = NB_CHARSET_NONE; declared < NB_CHARSETS; declared++) {
        reading_of_init(&r, BYTES(either), (enum nb_charset)declared);
        assert_int_equal(r.decoded.charset, declared == NB_BIG5 ? NB_BIG5 : NB_GB18030);
        reading_of_free(&r);
    }
    static const char rare[] = "\xE5\xB0\x81"; /* sound UTF-8 needs no label */
    reading_of_init(&r, BYTES(rare), NB_GB18030);
    assert_int_equal(r.decoded.charset, NB_UTF8);
    reading_of_free(&r);
}

/* The signs of a frame, out of step by a lost byte, are the same ideograph again and again. */
static void test_frames(void **state)
{
    (void)state;
    struct bytes text = {NULL, 0};
    struct reading_of r;
    static const char title[] = "小河镇2024年政府信息公开工作年度报告\n";
    encode(&text, title, sizeof title - 1, "GBK");
    bytes_add(&text, "\xA4", 1);
    for (int i = 0; i < 200; i++)
        bytes_add(&text, "\xA9\xA4", 2);
    reading_of_init(&r, text.data, text.size, NB_CHARSET_NONE);
    assert_int_equal(r.decoded.charset, NB_GB18030);
    reading_of_free(&r);
    free(text.data);
}

/* ---- what is broken ---- */

struct broken {
    const char *bytes;
    size_t size;
    const char *charset, *text;
    size_t replaced, nuls, controls, first_bad;
};

#define GBK_YEAR  "\xC4\xEA\xB6\xC8\xB1\xA8\xB8\xE6" /* 年度报告 */
#define BIG5_YEAR "\xA6\x7E\xAB\xD7\xB3\xF8\xA7\x69" /* 年度報告 */
#define LE_YEAR   "\x74\x5E\xA6\x5E\xA5\x62\x4A\x54" /* 年度报告 */
#define LE_MARKED "\xFF\xFE" LE_YEAR
#define YEAR      "年度报告"

/* clang-format off: one row for each */
static const struct broken broken[] = {
    {BYTES("\xEF\xBB\xBF" YEAR "\xE5\xB9"), "UTF-8", YEAR "\xEF\xBF\xBD", 1, 0, 0, 15},
    {BYTES(YEAR GBK_YEAR "\n" YEAR YEAR), "UTF-8", NULL, 5, 0, 0, 12},
    {BYTES(GBK_YEAR "\xFF" GBK_YEAR), "GB18030", YEAR "\xEF\xBF\xBD" YEAR, 1, 0, 0, 8},
    {BYTES("\x80" GBK_YEAR), "GB18030", "\xEF\xBF\xBD" YEAR, 1, 0, 0, 0},
    {BYTES(GBK_YEAR "\xC4"), "GB18030", YEAR "\xEF\xBF\xBD", 1, 0, 0, 8},
    {BYTES(GBK_YEAR "\xC4\n1"), "GB18030", YEAR "\xEF\xBF\xBD\n1", 1, 0, 0, 8},
    {BYTES(GBK_YEAR "\xC4"
                    "2\t3"),
     "GB18030",
     YEAR "\xEF\xBF\xBD"
          "2\t3",
     1, 0, 0, 8},
    {BYTES(GBK_YEAR "\xC4"
                    "2"),
     "GB18030",
     YEAR "\xEF\xBF\xBD"
          "2",
     1, 0, 0, 8},
    {BYTES(GBK_YEAR "\xE3\x32\x9A\x36\xFF"), "GB18030", YEAR "\xEF\xBF\xBD\xEF\xBF\xBD", 2, 0, 0,
     8},
    {BYTES(GBK_YEAR "\x81\x39\xEE\x39"), "GB18030", YEAR "\xE3\x90\x80", 0, 0, 0, 0},
    {BYTES(GBK_YEAR "\x95\x32\x82\x36"), "GB18030", YEAR "\xF0\xA0\x80\x80", 0, 0, 0, 0},
    {BYTES(GBK_YEAR "\0"
                    "1\0"),
     "GB18030", YEAR "1", 0, 2, 0, 8},
    {BYTES(GBK_YEAR "\001\xFF"), "GB18030", YEAR "\xEF\xBF\xBD", 1, 0, 1, 8},
    {BYTES(GBK_YEAR "\xFF\001"), "GB18030", YEAR "\xEF\xBF\xBD", 1, 0, 1, 8},
    {BYTES(BIG5_YEAR "\xA1\xFE"
                     "1\xA2\x40"
                     "2"),
     "Big5", YEAR "/1\\2", 0, 0, 0, 0},
    {BYTES(BIG5_YEAR BIG5_YEAR "\x81\x41\xFF\xA6"), "Big5",
     YEAR YEAR "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3, 0, 0, 16},
    {BYTES(BIG5_YEAR "\xC6\xA1\xC6\xA2\x07"), "Big5", YEAR "1.2.", 0, 0, 1, 12},
    {BYTES(LE_YEAR "\x00\xDC\x31\x00"), "UTF-16LE",
     YEAR "\xEF\xBF\xBD"
          "1",
     1, 0, 0, 8},
    {BYTES(LE_YEAR "\x31\x00\x00"), "UTF-16LE", YEAR "1\xEF\xBF\xBD", 1, 0, 0, 10},
    {BYTES(LE_MARKED "\x00\xD8\x31\x00\x00\x00"), "UTF-16LE",
     YEAR "\xEF\xBF\xBD"
          "1",
     1, 1, 0, 10},
    {BYTES(LE_MARKED "\x00\x00\x40\xD8\x00\xDC"), "UTF-16LE", YEAR "\xF0\xA0\x80\x80", 0, 1, 0, 10},
};
/* clang-format on */

static void check_broken(size_t number, const struct broken *b)
{
    struct nb_text text;
    struct nb_decoded decoded;
    struct page page;
    unsigned char *copy = malloc(b->size);
    assert_non_null(copy);
    memcpy(copy, b->bytes, b->size);
    nb_arena_init(&page.arena);
    assert_int_equal(nb_text_decode(&page.text, &page.arena, copy, b->size, &decoded), 0);
    text = page.text;
    const char *words = page_all(&page);
    if (strcmp(nb_charset_name(decoded.charset), b->charset) != 0 || text.replaced != b->replaced ||
        text.nuls != b->nuls || text.controls != b->controls || text.first_bad != b->first_bad ||
        (b->text && strcmp(words, b->text) != 0))
        fail_msg("case %zu: %s, %zu, %zu, %zu from %zu: %s", number,
                 nb_charset_name(decoded.charset), text.replaced, text.nuls, text.controls,
                 text.first_bad, words);
    nb_arena_free(&page.arena);
    free(copy);
}

static void test_broken(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(broken); i++)
        check_broken(i, &broken[i]);
}

/* The report names the byte of the source, counted from 1. */
static void test_places(void **state)
{
    (void)state;
    struct bytes text = fixture_read("tests/data/valid_dense.txt"), other = {NULL, 0};
    bytes_add(&other, "\xFF\xFE", 2);
    assert_true(encode(&other, text.data, text.size, "UTF-16LE"));
    size_t at = 2 + 2 * 100;
    memcpy(other.data + at, "\x00\xDC", 2);
    json_t *document = fixture_parse("x", other.data, other.size);
    json_t *finding = fixture_finding(document, "input.bytes_replaced");
    assert_non_null(finding);
    assert_int_equal(json_integer_value(json_object_get(finding, "actual")), 1);
    assert_non_null(strstr(json_string_value(json_object_get(finding, "message")), "第203个字节"));
    json_decref(document);
    free(other.data);
    free(text.data);
}

/* ---- no text at all ---- */

static void fill_random(unsigned char *bytes, size_t size, uint32_t seed, unsigned lowest)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(lowest + (next_random(&seed) >> 9) % (256 - lowest));
}

static void test_noise(void **state)
{
    (void)state;
    static const unsigned lowest[] = {0, 0x20, 0x40, 0x80, 0xA1};
    static const size_t sizes[] = {64, 1000, 4096, 300000};
    unsigned char *bytes = malloc(300000);
    assert_non_null(bytes);
    for (size_t i = 0; i < COUNT_OF(lowest) * COUNT_OF(sizes); i++) {
        size_t size = sizes[i % COUNT_OF(sizes)];
        fill_random(bytes, size, (uint32_t)i + 7, lowest[i / COUNT_OF(sizes)]);
        nb_report *report = NULL;
        assert_int_equal(nb_parse(bytes, size, NULL, &report), 0);
        assert_int_equal(nb_report_status(report), NB_UNRECOGNIZED);
        if (size > 64)
            assert_int_equal(nb_report_code(report, 0), NB_INPUT_ENCODING);
        nb_report_free(report);
    }
    free(bytes);
}

/* ---- what always holds ---- */

/* The part of the source in front of a character makes just what stands in front of it. */
static void check_offsets(struct reading_of *r)
{
    size_t before = 0;
    for (size_t at = 0; at < r->decoded.size;) {
        uint32_t c;
        size_t offset = nb_charset_offset(&r->set, &r->decoded, r->copy, r->size, at);
        assert_true(offset >= before && offset < r->size);
        before = offset;
        at += nb_utf8_decode(r->decoded.bytes + at, r->decoded.size - at, &c);
        assert_true(r->decoded.charset == NB_UTF8 || c != NB_UTF8_INVALID);
    }
}

static void check_decoded(const struct reading_of *r)
{
    const struct nb_decoded *d = &r->decoded;
    assert_true(d->charset >= 0 && d->charset < NB_CHARSETS);
    assert_true(d->replaced <= r->size && (d->replaced == 0 || d->first_bad < r->size));
    assert_true(d->charset != NB_UTF8 || d->bytes == r->copy);
}

static void test_mutations(void **state)
{
    (void)state;
    static const char text[] = "小河镇2024年政府信息公开\n一、总体情况\t12\t3\n报告";
    uint32_t random = 99;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct bytes other = {NULL, 0};
        bytes_add(&other, forms[i].mark, forms[i].mark_length);
        if (encode(&other, text, sizeof text - 1, forms[i].iconv))
            for (int round = 0; round < 300; round++) {
                struct reading_of r;
                size_t size = other.size - next_random(&random) % 8, at = 0;
                char kept[256];
                memcpy(kept, other.data, size);
                for (int k = 0; k < round % 4; k++) {
                    at = next_random(&random) % size;
                    kept[at] = (char)(next_random(&random) >> 7);
                }
                reading_of_init(&r, kept, size, NB_CHARSET_NONE);
                check_decoded(&r);
                check_offsets(&r);
                reading_of_free(&r);
            }
        free(other.data);
    }
}

/* Megabytes of one thing behind what tells the encoding. */
static void test_large(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        size_t length;
    } units[] = {{BYTES("\xFF")},         {BYTES("\x80")},     {BYTES("\xC4")},
                 {BYTES("\xC4\xEA")},     {BYTES("\x81\x30")}, {BYTES("\x88\x62")},
                 {BYTES("\x00\xDC")},     {BYTES("\x00")},     {BYTES("\xC4\x0A")},
                 {BYTES("\x81\x41\xFF")}, {BYTES("a\xA4\xC4")}};
    size_t size = (size_t)10 << 20, head = 200000;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    for (size_t i = 0; i < COUNT_OF(units) * 2; i++) {
        struct reading_of r;
        const char *unit = units[i / 2].unit;
        for (size_t k = 0; k < size; k++)
            bytes[k] = unit[k % units[i / 2].length];
        for (size_t k = 0; i % 2 && k < head; k++)
            bytes[k] = GBK_YEAR[k % 8];
        alarm(SECONDS);
        reading_of_init(&r, bytes, size, NB_CHARSET_NONE);
        check_decoded(&r);
        reading_of_free(&r);
        alarm(0);
    }
    free(bytes);
}

/* ---- the converters ---- */

/* Without libc's files UTF-8 is read all the same, and the answer says what is not there. */
static void test_unavailable(void **state)
{
    (void)state;
    struct reading_of r;
    static const char page[] = GBK_YEAR GBK_YEAR GBK_YEAR;
    no_converters = EINVAL;
    nb_report *report = NULL;
    assert_int_equal(nb_parse(BYTES(page), NULL, &report), 0);
    assert_int_equal(nb_report_code(report, 0), NB_INPUT_ENCODING);
    struct nb_source source = {"x", sizeof page - 1, NULL};
    char *said = nb_report_text(report, &source, NB_ZH, 0);
    assert_non_null(said);
    assert_non_null(strstr(said, "转换表"));
    free(said);
    nb_report_free(report);
    reading_of_init(&r, BYTES(YEAR "\xFF"), NB_CHARSET_NONE);
    assert_int_equal(r.decoded.charset, NB_UTF8);
    assert_int_equal(r.decoded.replaced, 1);
    assert_int_equal(r.decoded.senseless, 0);
    reading_of_free(&r);
    no_converters = ENOMEM;
    assert_int_equal(nb_parse(BYTES(page), NULL, &report), -1);
    assert_int_equal(nb_parse(BYTES(YEAR), NULL, &report), 0);
    nb_report_free(report);
    no_converters = 0;
}

/* Opened once, they serve any number of texts, and open nothing later. */
static void test_opened(void **state)
{
    (void)state;
    struct nb_charsets set;
    struct nb_arena arena;
    nb_charsets_init(&set);
    assert_int_equal(nb_charsets_open(&set), 0);
    assert_int_equal(nb_charsets_open(&set), 0);
    no_converters = EINVAL;
    nb_arena_init(&arena);
    for (int i = 0; i < 3; i++) {
        struct nb_decoded d;
        assert_int_equal(
            nb_charset_decode(&set, &arena, BYTES(GBK_YEAR "\xC4"), NB_CHARSET_NONE, &d), 0);
        assert_int_equal(d.charset, NB_GB18030);
        assert_memory_equal(d.bytes, YEAR, sizeof YEAR - 1);
        assert_int_equal(d.replaced, 1);
    }
    nb_arena_free(&arena);
    no_converters = 0;
    nb_charsets_close(&set);
    nb_charsets_close(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),   cmocka_unit_test(test_declared),
        cmocka_unit_test(test_reports), cmocka_unit_test(test_short),
        cmocka_unit_test(test_labels),  cmocka_unit_test(test_frames),
        cmocka_unit_test(test_broken),  cmocka_unit_test(test_places),
        cmocka_unit_test(test_noise),   cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_large),   cmocka_unit_test(test_unavailable),
        cmocka_unit_test(test_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
