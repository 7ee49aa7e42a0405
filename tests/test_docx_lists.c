/* The numbers that Word puts in front of paragraphs. */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../extract/worker/docx_number.h"
#include "../extract/worker/readers.h"
#include "documents.h"
#include "office.h"

static void test_formats(void **state)
{
    static const struct {
        const char *format;
        unsigned number;
        const char *shown;
    } cases[] = {
        {"decimal", 0, "0"},
        {"decimal", 120, "120"},
        {"decimal", 4000000000u, "4000000000"},
        {"nosuchformat", 7, "7"},
        {"none", 7, ""},
        {"bullet", 7, ""},
        {"decimalZero", 7, "07"},
        {"decimalZero", 117, "117"},
        {"decimalFullWidth", 10, "１０"},
        {"numberInDash", 3, "- 3 -"},
        {"upperLetter", 26, "Z"},
        {"upperLetter", 27, "AA"},
        {"lowerLetter", 80, "bbbb"},
        {"lowerLetter", 2000, "2000"},
        {"upperRoman", 1994, "MCMXCIV"},
        {"lowerRoman", 8, "viii"},
        {"lowerRoman", 4000, "4000"},
        {"decimalEnclosedCircle", 20, "⑳"},
        {"decimalEnclosedCircleChinese", 1, "①"},
        {"decimalEnclosedCircle", 21, "21"},
        {"decimalEnclosedParen", 2, "⑵"},
        {"decimalEnclosedFullstop", 3, "⒊"},
        {"ideographEnclosedCircle", 10, "㊉"},
        {"ideographTraditional", 10, "癸"},
        {"ideographTraditional", 11, "11"},
        {"ideographZodiac", 12, "亥"},
        {"chineseCounting", 10, "十"},
        {"chineseCounting", 21, "二十一"},
        {"chineseCounting", 101, "一〇一"},
        {"chineseCountingThousand", 1, "一"},
        {"chineseCountingThousand", 12, "十二"},
        {"chineseCountingThousand", 30, "三十"},
        {"chineseCountingThousand", 105, "一百零五"},
        {"chineseCountingThousand", 110, "一百一十"},
        {"chineseCountingThousand", 2003, "二千零三"},
        {"chineseCountingThousand", 10000, "10000"},
        {"taiwaneseCountingThousand", 11, "十一"},
        {"japaneseCounting", 9, "九"},
        {"chineseLegalSimplified", 12, "壹拾贰"},
        {"ideographLegalTraditional", 3, "參"},
        {"ideographDigital", 10, "一〇"},
        {"ideographDigital", 0, "0"},
    };
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nb_buffer out;
        nb_buffer_init(&out);
        nb_buffer_puts(&out, "");
        docx_number(&out, docx_format(cases[i].format, strlen(cases[i].format)), cases[i].number);
        if (strcmp(out.bytes, cases[i].shown) != 0)
            wrong += fprintf(stderr, "%s %u: %s is not %s\n", cases[i].format, cases[i].number,
                             out.bytes, cases[i].shown);
        nb_buffer_free(&out);
    }
    assert_int_equal(wrong, 0);
}

#define LEVEL(n, format, text, more)                                                               \
    "<w:lvl w:ilvl='" n "'><w:start w:val='1'/><w:numFmt w:val='" format "'/>" more                \
    "<w:lvlText w:val='" text "'/></w:lvl>"
#define PATTERN(id, inner) "<w:abstractNum w:abstractNumId='" id "'>" inner "</w:abstractNum>"
#define LIST(id, pattern, more)                                                                    \
    "<w:num w:numId='" id "'><w:abstractNumId w:val='" pattern "'/>" more "</w:num>"
#define OVERRIDE(n, inner) "<w:lvlOverride w:ilvl='" n "'>" inner "</w:lvlOverride>"
#define START(n)           "<w:startOverride w:val='" n "'/>"
#define RUN(text)          "<w:r><w:t>" text "</w:t></w:r>"
#define PLAIN(text)        "<w:p>" RUN(text) "</w:p>"
#define NUMBER(level, list)                                                                        \
    "<w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" list "'/></w:numPr>"
#define ITEM(level, list, text) "<w:p><w:pPr>" NUMBER(level, list) "</w:pPr>" RUN(text) "</w:p>"
#define STYLED(style, more, text)                                                                  \
    "<w:p><w:pPr><w:pStyle w:val='" style "'/>" more "</w:pPr>" RUN(text) "</w:p>"
#define STYLE(id, base, inner)                                                                     \
    "<w:style w:type='paragraph' w:styleId='" id "'><w:basedOn w:val='" base "'/><w:pPr>" inner    \
    "</w:pPr></w:style>"

#define CHAPTERS                                                                                   \
    PATTERN("0", LEVEL("0", "chineseCounting", "%1、", "<w:suff w:val='nothing'/>")                \
                     LEVEL("1", "chineseCountingThousand", "（%2）", "<w:suff w:val='nothing'/>")  \
                         LEVEL("2", "decimal", "%3.", ""))
#define NESTED                                                                                     \
    PATTERN("0", LEVEL("0", "upperRoman", "%1", "") LEVEL("1", "decimal", "%1.%2", "")             \
                     LEVEL("2", "decimal", "%1.%2.%3", "<w:isLgl/>"))

static void check_lists(const char *name, const char *lists, const char *styles, const char *body,
                        const char *told)
{
    struct bytes file =
        office_word(&(struct office_word){.lists = lists, .styles = styles, .body = body});
    char *shown = documents_read(office_read, file.data, file.size);
    if (strcmp(shown, told) != 0)
        fprintf(stderr, "%s\n", name);
    assert_string_equal(shown, told);
    free(shown);
    free(file.data);
}

static void test_levels(void **state)
{
    (void)state;
    check_lists("three levels", CHAPTERS LIST("5", "0", ""), NULL,
                ITEM("0", "5", "a") ITEM("1", "5", "b") ITEM("2", "5", "c") ITEM("2", "5", "d")
                    PLAIN("e") ITEM("1", "5", "f") ITEM("2", "5", "g") ITEM("0", "5", "h")
                        ITEM("1", "5", "i"),
                "p 一、a\np （一）b\np 1. c\np 2. d\np e\np （二）f\np 1. g\np 二、h\np （一）i\n");
    check_lists("several numbers in one", NESTED LIST("1", "0", ""), NULL,
                ITEM("1", "1", "a") ITEM("0", "1", "b") ITEM("0", "1", "c") ITEM("1", "1", "d")
                    ITEM("2", "1", "e") ITEM("1", "1", "f") ITEM("0", "1", "g") ITEM("2", "1", "h"),
                "p 0.1 a\np I b\np II c\np II.1 d\np 2.1.1 e\np II.2 f\np III g\np 3.0.1 h\n");
}

static void test_restarts(void **state)
{
    (void)state;
    check_lists("one pattern, two lists", CHAPTERS LIST("1", "0", "") LIST("2", "0", ""), NULL,
                ITEM("0", "1", "a") ITEM("0", "2", "b") ITEM("0", "1", "c"),
                "p 一、a\np 二、b\np 三、c\n");
    check_lists("a list that starts anew",
                CHAPTERS LIST("1", "0", "") LIST("2", "0", OVERRIDE("0", START("1"))), NULL,
                ITEM("0", "1", "a") ITEM("0", "1", "b") ITEM("0", "2", "c") ITEM("0", "2", "d"),
                "p 一、a\np 二、b\np 一、c\np 二、d\n");
    check_lists("a level of its own",
                CHAPTERS LIST("1", "0", OVERRIDE("0", LEVEL("0", "decimal", "(%1)", ""))), NULL,
                ITEM("0", "1", "a") ITEM("1", "1", "b"), "p (1) a\np （一）b\n");
    check_lists("a level that is never begun anew",
                PATTERN("0", LEVEL("0", "decimal", "%1.", "")
                                 LEVEL("1", "decimal", "(%2)", "<w:lvlRestart w:val='0'/>"))
                    LIST("1", "0", ""),
                NULL,
                ITEM("0", "1", "a") ITEM("1", "1", "b") ITEM("0", "1", "c") ITEM("1", "1", "d"),
                "p 1. a\np (1) b\np 2. c\np (2) d\n");
    check_lists(
        "another first number",
        PATTERN("0", "<w:lvl w:ilvl='0'><w:start w:val='3'/><w:lvlText w:val='%1)'/></w:lvl>")
            LIST("1", "0", ""),
        NULL, ITEM("0", "1", "a") ITEM("0", "1", "b"), "p 3) a\np 4) b\n");
}

#define HEADINGS                                                                                   \
    STYLE("H1", "N", NUMBER("0", "1"))                                                             \
    STYLE("H2", "H1", "<w:numPr><w:ilvl w:val='1'/></w:numPr>")                                    \
    STYLE("Own", "H2", "")                                                                         \
    STYLE("No", "H1", NUMBER("0", "0")) STYLE("C1", "C2", "") STYLE("C2", "C1", "")

static void test_styles(void **state)
{
    (void)state;
    check_lists("by the style", CHAPTERS LIST("1", "0", ""), HEADINGS,
                STYLED("H1", "", "a") STYLED("H2", "", "b") STYLED("Own", "", "c")
                    STYLED("No", "", "d") STYLED("H1", NUMBER("0", "0"), "e")
                        STYLED("H1", "<w:numPr><w:ilvl w:val='2'/></w:numPr>", "f")
                            STYLED("C1", "", "g") STYLED("Other", "", "h"),
                "p 一、a\np （一）b\np （二）c\np d\np e\np 1. f\np g\np h\n");
    check_lists("levels that name their styles",
                PATTERN("0", LEVEL("0", "decimal", "%1", "<w:pStyle w:val='A'/>")
                                 LEVEL("1", "decimal", "%1-%2", "<w:pStyle w:val='B'/>"))
                    LIST("1", "0", ""),
                STYLE("A", "N", "<w:numPr><w:numId w:val='1'/></w:numPr>")
                    STYLE("B", "N", "<w:numPr><w:numId w:val='1'/></w:numPr>") STYLE("D", "B", ""),
                STYLED("A", "", "a") STYLED("B", "", "b") STYLED("D", "", "c"),
                "p 1 a\np 1-1 b\np 1-2 c\n");
    check_lists("a list by the name of a style",
                PATTERN("7", "<w:numStyleLink w:val='L'/>")
                    PATTERN("8", LEVEL("0", "decimal", "%1)", "")) LIST("1", "7", "")
                        LIST("2", "8", ""),
                STYLE("L", "N", "<w:numPr><w:numId w:val='2'/></w:numPr>"), ITEM("0", "1", "a"),
                "p 1) a\n");
    check_lists("the usual style", CHAPTERS LIST("1", "0", ""),
                "<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:pPr>" NUMBER(
                    "0", "1") "</w:pPr></w:style>",
                PLAIN("a") STYLED("Other", "", "b"), "p 一、a\np 二、b\n");
}

static void test_what_counts(void **state)
{
    (void)state;
    check_lists(
        "empty paragraphs, cells", CHAPTERS LIST("1", "0", ""), NULL,
        "<w:tbl><w:tr><w:tc><w:p><w:pPr>" NUMBER("2", "1") "</w:pPr></w:p></w:tc><w:tc>" ITEM(
            "2", "1", "a") "</w:tc></w:tr></w:tbl>",
        "table\nrow 1\ncell\np 1. \ncell\np 2. a\nend\n");
    check_lists(
        "deleted rows and paragraphs", CHAPTERS LIST("1", "0", ""), NULL,
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" ITEM(
            "0", "1",
            "no") "</w:tc></w:tr></w:tbl><w:p><w:pPr>" NUMBER("2",
                                                              "1") "<w:rPr><w:del/></w:rPr></"
                                                                   "w:pPr>" RUN("a") "</w:p>" ITEM(
                                                                       "0", "1", "b"),
        "p 一、ab\n");
    check_lists("numbers of before", CHAPTERS LIST("1", "0", ""), NULL,
                "<w:p><w:pPr><w:pPrChange><w:pPr>" NUMBER(
                    "0", "1") "</w:pPr></w:pPrChange></w:pPr>" RUN("a") "</w:p>",
                "p a\n");
    check_lists("marks",
                PATTERN("0", LEVEL("0", "bullet", "●", "")
                                 LEVEL("1", "decimal", "%2", "<w:rPr><w:vanish/></w:rPr>"))
                    LIST("1", "0", ""),
                NULL, ITEM("0", "1", "a") ITEM("1", "1", "b"), "p a\np b\n");
}

static void test_nonsense(void **state)
{
    (void)state;
    check_lists(
        "lists that lead nowhere",
        PATTERN("0", LEVEL("9", "decimal", "no", "") LEVEL("-1", "decimal", "no", ""))
            PATTERN("1", "<w:numStyleLink w:val='X'/>") LIST("1", "4", "") LIST("2", "1", "")
                LIST("3", "0", OVERRIDE("99", START("2") LEVEL("0", "decimal", "no", ""))),
        NULL,
        ITEM("0", "1", "a") ITEM("0", "2", "b") ITEM("0", "3", "c") ITEM("77", "3", "d")
            ITEM("x", "y", "e") ITEM("0", "-3", "f"),
        "p a\np b\np c\np d\np e\np f\n");
    check_lists(
        "elements in each other",
        PATTERN("0", LEVEL("0", "decimal", "%1", PATTERN("1", "")) "<w:start w:val='5'/>" LIST(
                         "2", "1", LIST("3", "1", ""))) LIST("1", "0", ""),
        NULL, ITEM("0", "1", "a"), "p a\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),     cmocka_unit_test(test_levels),
        cmocka_unit_test(test_restarts),    cmocka_unit_test(test_styles),
        cmocka_unit_test(test_what_counts), cmocka_unit_test(test_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
