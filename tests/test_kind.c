/* The kind of a file by its content. */
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

/* The kind's media type, of a copy of just its size, so that a sanitizer sees a read past it. */
static const char *type_of(const char *bytes, size_t size)
{
    unsigned char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    const struct nb_kind_found *kind = nb_kind_of(copy, size);
    free(copy);
    return kind ? kind->media_type : NULL;
}

static void check_kinds(const struct kind_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *found = type_of(cases[i].bytes, cases[i].size);
        const char *wanted = cases[i].media_type;
        if (strcmp(found ? found : "(text)", wanted ? wanted : "(text)") != 0)
            fail_msg("case %zu (%.40s): %s, not %s", i, cases[i].bytes, found, wanted);
    }
}

/* clang-format off: one row for each */
static const struct kind_case magics[] = {
    {BYTES("%PDF-1.7\n"), "application/pdf"},
    {BYTES("PK\003\004...."), "application/zip"},
    {BYTES("PK\005\006\0\0\0\0"), "application/zip"},
    {BYTES("\x89PNG\r\n\x1A\n"), "image/png"},
    {BYTES("\xFF\xD8\xFF\xE0"), "image/jpeg"},
    {BYTES("GIF89a"), "image/gif"},
    {BYTES("II*\0...."), "image/tiff"},
    {BYTES("MM\0*...."), "image/tiff"},
    {BYTES("BM\x36\x10\x0E\0\0\0\0\0\x36\0\0\0"), "image/bmp"},
    {BYTES("RIFF\x10\0\0\0WEBPVP8 "), "image/webp"},
    {BYTES("\0\0\0\x18"
           "ftypheic"),
     "image/heic"},
    {BYTES("AT&TFORM\0\0\0\x10"
           "DJVU"),
     "image/vnd.djvu"},
    {BYTES("CAJ\0\0\0"), "application/x-caj"},
    {BYTES("Founder CEB 3.0"), "application/x-ceb"},
    {BYTES("\x1F\x8B\x08"), "application/gzip"},
    {BYTES("7z\xBC\xAF\x27\x1C"), "application/x-7z-compressed"},
    {BYTES("Rar!\x1A\x07"), "application/vnd.rar"},
    {BYTES("\xFD"
           "7zXZ\0"),
     "application/x-xz"},
    {BYTES("BZh91AY&SY"), "application/x-bzip2"},
    {BYTES("\x7F"
           "ELF\x02"),
     "application/x-elf"},
    {BYTES("MZ\x90\0"), "application/x-msdownload"},
    {BYTES("L\0\0\0\001\024\002\0\0\0"), "application/x-ms-shortcut"},
    {BYTES("SQLite format 3\0"), "application/vnd.sqlite3"},
    {BYTES("bplist00\xD1"), "application/x-webarchive"},
    {BYTES(""), NULL},
    {BYTES("%PDF"), NULL},
    {BYTES("PK"), NULL},
    {BYTES("MZ镇"), NULL},
    {BYTES("BM镇2024年"), NULL},
    {BYTES("7z镇"), NULL},
    {BYTES("ID3镇"), NULL},
    {BYTES("小河镇2024年政府信息公开工作年度报告"), NULL},
};

static const struct kind_case pages[] = {
    {BYTES("<!DOCTYPE html><p>"), "text/html"},
    {BYTES("\xEF\xBB\xBF\n <HTML lang=zh>"), "text/html"},
    {BYTES("<html xmlns:v=\"urn:schemas-microsoft-com:vml\">\n<head>"), "text/html"},
    {BYTES("<!-- saved from url=(0014)about:internet -->\r\n<html>"), "text/html"},
    {BYTES(
         "<?xml version=\"1.0\" encoding=\"gb2312\"?>\n<!DOCTYPE html PUBLIC \"-//W3C\">\n<html>"),
     "text/html"},
    {BYTES("\n\n\t<meta charset=gbk>\n<title>\xC4\xEA\xB1\xA8</title>"), "text/html"},
    {BYTES("<style>#a{}</style>\n\n小河镇"), "text/html"},
    {BYTES("HTTP/1.1 200 OK\n\n<html><body>1</body></html>"), "text/html"},
    {BYTES("<table><tr><td>1</td></tr></table>"), "text/html"},
    {BYTES("\xEF\xBB\xBF\n<table><tr><td>1</td></tr></table>"), "text/html"},
    {BYTES("<div class=\"view TRS_UEDITOR\">\n<p>小河镇</p>\n\n<p>一、总体情况</p></div>"),
     "text/html"},
    {BYTES("<p class=MsoNormal><span\nlang=EN-US>小河镇2024年\n政府信息</span></p>"), "text/html"},
    {BYTES("\xFF\xFE<\0h\0t\0m\0l\0>\0"), "text/html"},
    {BYTES("\xFE\xFF\0\n\0<\0H\0T\0M\0L\0>"), "text/html"},
    {BYTES("<\0!\0d\0o\0c\0t\0y\0p\0e\0 \0h\0t\0m\0l\0>\0"), "text/html"},
    {BYTES("\0<\0d\0i\0v\0>\0<\0p\0>"), "text/html"},
    {BYTES("**小河镇**\n\n<table><tr><td>1</td></tr></table>"), NULL},
    {BYTES("<div align=center>小河镇</div>\n\n## 一、总体情况\n\n<table><tr><td>1</table>"), NULL},
    {BYTES("<p align=center>小河镇</p>\n\n一、总体情况\n\n全年收到申请2件。\n"), NULL},
    {BYTES("<p align=center>小河镇</p>\n一、总体情况\n全年收到申请2件。\n二、\n三、\n四、\n"),
     NULL},
    {BYTES("<table><tr><td>1</td></tr></table>\n\n| a | b |\n|---|---|\n"), NULL},
    {BYTES("网页的源代码以“<html>”开头，以</html>结尾。"), NULL},
    {BYTES("a <body> b"), NULL},
    {BYTES("<"), NULL},
    {BYTES("<tabl"), NULL},
    {BYTES("<!-- "), NULL},
    {BYTES("<?xml"), "application/xml"},
    {BYTES("a < b, b > c"), NULL},
    {BYTES("<br>一、总体情况"), NULL},
    {BYTES("\xFF\xFE<\0"), NULL},
    {BYTES("<\0"), NULL},
};

static const struct kind_case words[] = {
    {BYTES("From: <Saved by Blink>\r\nSubject: =?utf-8?B?5bCP?=\r\nMIME-Version: 1.0\r\n"),
     "multipart/related"},
    {BYTES("MIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=\"x\"\n\n--x\n"),
     "multipart/related"},
    {BYTES("Subject: a\nMime-Version: 1.0\nContent-Type: Multipart/\n related\n"),
     "message/rfc822"},
    {BYTES("Received: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<html>"), "message/rfc822"},
    {BYTES("To: a\nMIME-Version: 1.0\nContent-Type: text/plain\nX: multipart/related\n\na"),
     "message/rfc822"},
    {BYTES("标题: a\n\nMIME-Version: 1.0\nContent-Type: multipart/related\n"), NULL},
    {BYTES("MIME-Version: 1.0"), NULL},
    {BYTES("{\\rtf1\\ansi"), "application/rtf"},
    {BYTES("\n {\\RTF1"), "application/rtf"},
    {BYTES("{\\r"), NULL},
    {BYTES("{\"year\": 2024}"), NULL},
    {BYTES(
         "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Word.Document\"?>\n<w:wordDocument>"),
     "application/xml"},
    {BYTES("<?xml version=\"1.0\"?><note/>"), "application/xml"},
    {BYTES("<?xml version=\"1.0\"?>\n<opml>\n<body>\n</body></opml>"), "application/xml"},
    {BYTES("<?xml version=\"1.0\"?>\n<Workbook "
           "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"),
     "application/xml"},
};
/* clang-format on */

static void test_kinds(void **state)
{
    (void)state;
    check_kinds(magics, COUNT_OF(magics));
    check_kinds(pages, COUNT_OF(pages));
    check_kinds(words, COUNT_OF(words));
}

/* A tag within a line is quoted; at the beginning of one, and near the top, it is the page's. */
static void test_far_tag(void **state)
{
    (void)state;
    char text[8192];
    memset(text, 'a', sizeof text);
    memcpy(text + 6000, "\n<html>", 7);
    assert_null(nb_kind_of((const unsigned char *)text, sizeof text));
    memcpy(text + 1000, "<html>", 6);
    assert_null(nb_kind_of((const unsigned char *)text, sizeof text));
    memcpy(text + 2000, "\n<html>", 7);
    assert_non_null(nb_kind_of((const unsigned char *)text, sizeof text));
}

/* Other bytes may stand in front of a PDF file; a text that speaks of one is none. */
static void test_pdf_behind(void **state)
{
    (void)state;
    static const char file[] = "\r\njunk\n%PDF-1.4\n1 0 obj\nstartxref\n9\n%%EOF";
    static const char text[] = "PDF文件以“%PDF-1.4”开头。";
    assert_string_equal(type_of(BYTES(file)), "application/pdf");
    assert_null(type_of(BYTES(text)));
    char far[2048];
    memset(far, ' ', sizeof far);
    memcpy(far + 1500, file, sizeof file - 1);
    assert_null(type_of(far, sizeof far));
    assert_string_equal(type_of(far + 1000, sizeof far - 1000), "application/pdf");
}

/* Puts the entry of a directory at `at`. */
static void put_entry(char *file, size_t at, const char *name, char type)
{
    for (size_t i = 0; name[i]; i++)
        file[at + 2 * i] = name[i];
    file[at + 64] = (char)(2 * strlen(name) + 2);
    file[at + 66] = type;
}

/* What an old Office file is stands in its directory. */
static void test_ole(void **state)
{
    (void)state;
    static const struct {
        const char *stream, *media_type;
        enum nb_code code;
    } cases[] = {
        {"WordDocument", "application/msword", NB_INPUT_UNSUPPORTED},
        {"Workbook", "application/vnd.ms-excel", NB_INPUT_UNSUPPORTED},
        {"Book", "application/vnd.ms-excel", NB_INPUT_UNSUPPORTED},
        {"PowerPoint Document", "application/vnd.ms-powerpoint", NB_INPUT_UNSUPPORTED},
        {"EncryptedPackage", "application/x-ole-storage", NB_INPUT_ENCRYPTED},
        {"EncryptionInfo", "application/x-ole-storage", NB_INPUT_ENCRYPTED},
        {"__properties_version1.0", "application/vnd.ms-outlook", NB_INPUT_UNSUPPORTED},
        {"Books", "application/x-ole-storage", NB_INPUT_UNSUPPORTED},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char file[2048] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        put_entry(file, 1024, "Root Entry", 5);
        put_entry(file, 1024 + 128, cases[i].stream, 2);
        const struct nb_kind_found *kind = nb_kind_of((const unsigned char *)file, sizeof file);
        assert_non_null(kind);
        assert_string_equal(kind->media_type, cases[i].media_type);
        assert_int_equal(kind->code, cases[i].code);
        for (size_t size = 0; size <= sizeof file; size += 61)
            type_of(file, size);
    }
    char misplaced[2048] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    put_entry(misplaced, 1024 + 64, "WordDocument", 2);
    assert_string_equal(type_of(misplaced, sizeof misplaced), "application/x-ole-storage");
    put_entry(misplaced, 1024 + 256, "WordDocument", 0);
    assert_string_equal(type_of(misplaced, sizeof misplaced), "application/x-ole-storage");
}

/* Each kind has a reader or a finding, and words that say what to do. */
static void test_answers(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        enum nb_format format;
        enum nb_code code;
    } cases[] = {
        {"<html>", NB_FORMAT_HTML, NB_INPUT_UNSUPPORTED},
        {"From: <Saved by Blink>\n", NB_FORMAT_MHTML, NB_INPUT_UNSUPPORTED},
        {"PK\003\004", NB_FORMAT_ZIP, NB_INPUT_UNSUPPORTED},
        {"%PDF-1.4", NB_FORMAT_PDF, NB_INPUT_UNSUPPORTED},
        {"\x89PNG", NB_FORMAT_NONE, NB_INPUT_NO_TEXT},
        {"Rar!\x1A", NB_FORMAT_NONE, NB_INPUT_UNSUPPORTED},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct nb_kind_found *kind =
            nb_kind_of((const unsigned char *)cases[i].bytes, strlen(cases[i].bytes));
        assert_non_null(kind);
        assert_int_equal(kind->format, cases[i].format);
        assert_int_equal(kind->code, cases[i].code);
        assert_true(*kind->zh && *kind->en);
        nb_report *report = report_of(cases[i].bytes);
        assert_int_equal(findings_of(report, (int)cases[i].code), 1);
        nb_report_free(report);
    }
}

/* Whatever begins like a tag or a header takes no longer than its length. */
static void test_hostile(void **state)
{
    (void)state;
    static const char *const units[] = {
        "<",      "<!--",   "<?",    "<p>",      "<p>\n\n", "<p>\n\na",
        "<div\n", "<p>\n|", "a:\n ", "\xD0\xCF", "{\\",
    };
    size_t size = (size_t)8 << 20;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        size_t length = strlen(units[i]);
        for (size_t k = 0; k < size; k++)
            bytes[k] = units[i][k % length];
        nb_kind_of((const unsigned char *)bytes, size);
        memcpy(bytes, "<p>", 3);
        nb_kind_of((const unsigned char *)bytes, size);
        memcpy(bytes, "MIME-Version: 1.0\nContent-Type: \n", 33);
        nb_kind_of((const unsigned char *)bytes, size);
        memcpy(bytes, "\xD0\xCF\x11\xE0", 4);
        nb_kind_of((const unsigned char *)bytes, size);
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),      cmocka_unit_test(test_far_tag),
        cmocka_unit_test(test_pdf_behind), cmocka_unit_test(test_ole),
        cmocka_unit_test(test_answers),    cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
