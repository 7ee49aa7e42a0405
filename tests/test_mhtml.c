/* The page in a file that holds it with its pictures. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/worker/readers.h"
#include "documents.h"

struct sample {
    const char *file, *told;
};

static void check(const struct sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *told = documents_read(mhtml_read, samples[i].file, strlen(samples[i].file));
        assert_string_equal(told, samples[i].told);
        free(told);
    }
}

#define CHECK(samples) check((samples), sizeof(samples) / sizeof *(samples))

#define RELATED(more)                                                                              \
    "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"                                          \
    "Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"b;1\"" more         \
    "\r\n\r\nno part\r\n"

#define PICTURE                                                                                    \
    "--b;1\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"

static void the_page_is_read(void **state)
{
    static const struct sample samples[] = {
        {RELATED("") PICTURE "--b;1\r\nContent-Type: text/html\r\n\r\n<p>甲\r\n" PICTURE "--b;1--",
         "p 甲\n"},
        {RELATED("") "--b;1\nContent-Type: TEXT/HTML ; charset=utf-8\n\n<p>--b;12--\n\n--b;1--\n乙",
         "p --b;12--\n"},
        {RELATED("; start=\"<2>\"") "--b;1\r\nContent-Type: text/html\r\n\r\n甲\r\n"
                                    "--b;1\r\nContent-ID: <2>\r\nContent-Type: text/html\r\n\r\n乙",
         "p 乙\n"},
        {"Content-Type: multipart/related; boundary=a\n\n--a\n"
         "Content-Type: multipart/alternative; boundary=aa\n\n--aa\nContent-Type: "
         "text/plain\n\n甲\n"
         "--aa\nContent-Type: text/html\n\n乙\n--aa--\n--a--\n",
         "p 乙\n"},
        {"\xEF\xBB\xBF\r\nContent-Type: text/html\r\n\r\n<table><tr><td>1</table>",
         "table\nrow 1\ncell\np 1\nend\n"},
    };
    (void)state;
    CHECK(samples);
}

static void transport_is_undone(void **state)
{
    static const struct sample samples[] = {
        {RELATED("") "--b;1\r\nContent-Type: text/html; charset=\"utf-8\"\r\n"
                     "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                     "<p>=E7=94=B2=\r\n=e4=b9=99 = =4 <b a=3D1>1= \n2</b>",
         "p 甲乙 = =4 12\n"},
        {RELATED("") "--b;1\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: Base64\r\n\r\n"
                     "PHA+\r\n55 Sy5Lm\r\nZ==xx",
         "p 甲乙\n"},
    };
    (void)state;
    CHECK(samples);
}

static void the_charset_is_told_by_part_page_and_evidence(void **state)
{
    static const struct sample samples[] = {
        {RELATED(
             "") "--b;1\r\nContent-Type: text/html; charset=gb2312\r\n"
                 "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=D5=FE=B8=AE=B9=AB=BF=AA",
         "p 政府公开\n"},
        {RELATED("") "--b;1\r\nContent-Type: text/html\r\n\r\n"
                     "<meta charset=gbk><p>\xD5\xFE\xB8\xAE\xB9\xAB\xBF\xAA",
         "p 政府公开\n"},
        {RELATED("") "--b;1\r\nContent-Type: text/html; charset=unicode\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n//48AHAAPgAydTEA",
         "p 甲1\n"},
    };
    (void)state;
    CHECK(samples);
}

static void a_frame_is_followed_by_its_pages(void **state)
{
    static const struct sample samples[] = {
        {RELATED(
             "") "--b;1\r\nContent-Type: text/html\r\n\r\n<frameset><frame src=1></frameset>\r\n"
                 "--b;1\r\nContent-Type: text/html\r\n\r\n<p>甲\r\n" PICTURE
                 "--b;1\r\nContent-Type: text/html\r\n\r\n<p>乙\r\n--b;1--",
         "page 1\np 甲\npage 2\np 乙\n"},
        {RELATED("") "--b;1\r\nContent-Type: text/html\r\n\r\n<p>甲\r\n"
                     "--b;1\r\nContent-Type: text/html\r\n\r\n<p>乙\r\n--b;1--",
         "p 甲\n"},
    };
    (void)state;
    CHECK(samples);
}

static void files_without_a_page_are_damaged(void **state)
{
    static const char *const files[] = {
        "",
        "MIME-Version: 1.0",
        RELATED(""),
        RELATED("") PICTURE,
        RELATED("") "--b;1--\r\nContent-Type: text/html\r\n\r\n<p>x",
        "Content-Type: multipart/related; boundary=\"\"\n\n--\nContent-Type: text/html\n\n<p>x",
        "Content-Type: multipart/related; boundary\n\n--\nContent-Type: text/html\n\n<p>x",
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *told = documents_read(mhtml_read, files[i], strlen(files[i]));
        assert_string_equal(told,
                            "failed input.damaged: an MHTML file without a web page; it may be "
                            "incomplete\n");
        free(told);
    }
}

static void parts_in_parts_are_bounded(void **state)
{
    char *file = malloc(400000), *at = file;
    (void)state;
    assert_non_null(file);
    for (int i = 0; i < 5000; i++)
        at += sprintf(at, "Content-Type: multipart/x; boundary=%d\n\n--%d\n", i, i);
    strcpy(at, "Content-Type: text/html\n\n<p>x");
    char *told = documents_read(mhtml_read, file, strlen(file));
    assert_non_null(strstr(told, "failed input.damaged"));
    free(told);
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_read),
        cmocka_unit_test(transport_is_undone),
        cmocka_unit_test(the_charset_is_told_by_part_page_and_evidence),
        cmocka_unit_test(a_frame_is_followed_by_its_pages),
        cmocka_unit_test(files_without_a_page_are_damaged),
        cmocka_unit_test(parts_in_parts_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
