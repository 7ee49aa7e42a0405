#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "../extract/worker/readers.h"
#include "documents.h"
#include "fixtures.h"

#define FILES "tests/data/pdf/"

#define TABLE                                                                                      \
    "table\n"                                                                                      \
    "row 1\ncell 1x2\np 项目\ncell 2x1\np 件数\n"                                                  \
    "row 2\ncell\np 今年\ncell\np 去年\n"                                                          \
    "row 3\ncell\np 甲类（含往年转来的）\ncell\np 12\ncell\np 7\n"                                 \
    "row 4\ncell\np 乙类\ncell\ncell\np 30\n"                                                      \
    "end\n"

#define PROSE                                                                                      \
    "本页供测试之用，所列数字都是编造的。第一句说明来历，第二句把这一段写得长一些，"               \
    "好让它占到两行以上，从而看出各行是否仍连成一段。"

static void assert_reads(const char *path, const char *expected)
{
    char *shown = documents_read_file(pdf_read, path);
    assert_string_equal(shown, expected);
    free(shown);
}

static void assert_holds(const char *shown, const char *part)
{
    if (!strstr(shown, part))
        fail_msg("\"%s\" is not in:\n%s", part, shown);
}

static void test_rules_make_tables(void **state)
{
    static const char *const names[] = {"stroke", "box",  "bars", "ring", "dots",
                                        "double", "open", "form", "slant"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[64];
        snprintf(path, sizeof path, FILES "%s.pdf", names[i]);
        char *shown = documents_read_file(pdf_read, path);
        assert_holds(shown, "title 小样\npage 1\np 小样\np " PROSE "\n" TABLE "p 表后的话。\n");
        free(shown);
    }
}

static void test_pages_are_turned(void **state)
{
    static const char *const names[] = {"rotate90", "rotate180", "rotate270", "lying"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[64];
        snprintf(path, sizeof path, FILES "%s.pdf", names[i]);
        assert_reads(path, "title 小样\npage 1\np 小样\np " PROSE "\n" TABLE "p 表后的话。\n");
    }
}
