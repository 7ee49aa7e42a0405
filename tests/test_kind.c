/* The kind of a file by its first bytes. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../parser/kind.h"

#define BYTES(string) (string), sizeof(string) - 1

struct kind_case {
    const char *bytes;
    size_t size;
    const char *media_type; /* NULL: it may be text */
};

static const struct kind_case cases[] = {
    {BYTES("%PDF-1.7\n"), "application/pdf"},
    {BYTES("PK\003\004...."), "application/zip"},
    {BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "application/x-ole-storage"},
    {BYTES("{\\rtf1\\ansi"), "application/rtf"},
    {BYTES("\x89PNG\r\n\x1A\n"), "image/png"},
    {BYTES("\xFF\xD8\xFF\xE0"), "image/jpeg"},
    {BYTES("GIF89a"), "image/gif"},
    {BYTES("II*\0...."), "image/tiff"},
    {BYTES("MM\0*...."), "image/tiff"},
    {BYTES("\x1F\x8B\x08"), "application/gzip"},
    {BYTES("7z\xBC\xAF\x27\x1C"), "application/x-7z-compressed"},
    {BYTES("Rar!\x1A\x07"), "application/vnd.rar"},
    {BYTES("\x7F"
           "ELF\x02"),
     "application/x-elf"},
    {BYTES("MZ\x90\0"), "application/x-msdownload"},
    {BYTES("SQLite format 3\0"), "application/vnd.sqlite3"},
    {BYTES("<!DOCTYPE html><p>"), "text/html"},
    {BYTES("\xEF\xBB\xBF\n <HTML lang=zh>"), "text/html"},
    {BYTES("<table><tr><td>1</td></tr></table>"), "text/html"},
    {BYTES("\xEF\xBB\xBF\n<table><tr><td>1</td></tr></table>"), "text/html"},
    {BYTES("**小河镇**\n\n<table><tr><td>1</td></tr></table>"), NULL},
    {BYTES(""), NULL},
    {BYTES("%PDF"), NULL},
    {BYTES("PK"), NULL},
    {BYTES("MZ镇"), NULL},
    {BYTES("<"), NULL},
    {BYTES("<tabl"), NULL},
    {BYTES("a < b, b > c"), NULL},
    {BYTES("<br>一、总体情况"), NULL},
    {BYTES("小河镇2024年政府信息公开工作年度报告"), NULL},
    {BYTES(" %PDF-1.7"), NULL},
};

static void test_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        /* Of just its size, so that a sanitizer sees a read past the end. */
        unsigned char *copy = malloc(cases[i].size ? cases[i].size : 1);
        assert_non_null(copy);
        memcpy(copy, cases[i].bytes, cases[i].size);
        const struct nb_kind_found *kind = nb_kind_of(copy, cases[i].size);
        const char *found = kind ? kind->media_type : "(text)";
        if (strcmp(found, cases[i].media_type ? cases[i].media_type : "(text)") != 0)
            fail_msg("case %zu: %s, not %s", i, found, cases[i].media_type);
        if (kind)
            assert_true(*kind->zh && *kind->en);
        free(copy);
    }
}

/* A tag far down in a text does not make it a web page. */
static void test_far_tag(void **state)
{
    (void)state;
    char text[4096];
    memset(text, 'a', sizeof text);
    memcpy(text + 3000, "<html>", 6);
    assert_null(nb_kind_of((const unsigned char *)text, sizeof text));
    memcpy(text + 1000, "<html>", 6);
    assert_non_null(nb_kind_of((const unsigned char *)text, sizeof text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_far_tag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
