/* Word documents as they are shown: text, tables, changes, text boxes. */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../extract/worker/readers.h"
#include "../parser/buffer.h"
#include "documents.h"
#include "office.h"

#define T(text)        "<w:r><w:t>" text "</w:t></w:r>"
#define P(inner)       "<w:p>" inner "</w:p>"
#define TEXT(text)     P(T(text))
#define TABLE(rows)    "<w:tbl><w:tblPr/><w:tblGrid/>" rows "</w:tbl>"
#define ROW(cells)     "<w:tr>" cells "</w:tr>"
#define CELL(pr, text) "<w:tc><w:tcPr>" pr "</w:tcPr>" TEXT(text) "</w:tc>"
#define FIELD(part)    "<w:r><w:fldChar w:fldCharType='" part "'/></w:r>"
#define CODE(text)     "<w:r><w:instrText>" text "</w:instrText></w:r>"
#define BOX(inner)     "<w:txbxContent>" inner "</w:txbxContent>"
#define MARK(inner)    "<w:pPr><w:rPr>" inner "</w:rPr></w:pPr>"
#define RESTART        "<w:vMerge w:val='restart'/>"
#define CONTINUE       "<w:vMerge/>"

/* What stands in the body, and what is told of it. */
struct body_case {
    const char *name, *body, *told;
};

static int check_document(const char *name, const struct office_word *word, const char *told)
{
    struct bytes file = office_word(word);
    char *shown = documents_read(office_read, file.data, file.size);
    int wrong = strcmp(shown, told) != 0;
    if (wrong)
        fprintf(stderr, "%s:\n%sis not\n%s", name, shown, told);
    free(shown);
    free(file.data);
    return wrong;
}

static void check_bodies(const struct body_case *cases, size_t count)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++)
        wrong += check_document(cases[i].name, &(struct office_word){.body = cases[i].body},
                                cases[i].told);
    assert_int_equal(wrong, 0);
}

static void test_text(void **state)
{
    static const struct body_case cases[] = {
        {"runs", P(T("一、") T("总体情况")) TEXT("b"), "p 一、总体情况\np b\n"},
        {"blanks", P(T(" a ") "<w:r><w:t xml:space='preserve'> b </w:t></w:r>" T("\n c\n")),
         "p a b c\n"},
        {"signs",
         P("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:br w:type='page'/><w:cr/>"
           "<w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/><w:t>3</w:t></w:r>"),
         "p a\tb\\nc\\n\\n1-23\n"},
        {"tab stops are no tabs", P("<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>" T("a")),
         "p a\n"},
        {"symbols",
         P(T("a") "<w:r><w:sym w:font='Symbol' w:char='F035'/>"
                  "<w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:font='A' w:char='2460'/>"
                  "<w:sym w:font='A' w:char='D800'/></w:r>"),
         "p a5\xEF\xBF\xBD①\xEF\xBF\xBD\n"},
        {"entities", TEXT("&lt;&#x4E00;&amp;<![CDATA[<b>]]>"), "p <一&<b>\n"},
        {"links and the like",
         P("<w:hyperlink>" T("a") "</w:hyperlink><w:smartTag>" T(
             "b") "</w:smartTag><w:sdt><w:sdtPr>"
                  "<w:placeholder>" T("no") "</w:placeholder></w:sdtPr><w:sdtContent>" T(
                      "c") "</w:sdtContent></w:sdt><w:customXml>" T("d") "</w:customXml>"),
         "p abcd\n"},
        {"blocks", "<w:sdt><w:sdtContent>" TEXT("a") "</w:sdtContent></w:sdt>" TEXT("b"),
         "p a\np b\n"},
        {"ruby",
         P("<w:r><w:ruby><w:rt>" T("no") "</w:rt><w:rubyBase>" T(
             "a") "</w:rubyBase></w:ruby></w:r>"),
         "p a\n"},
        {"formula", P("<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>"), "p 12\n"},
        {"notes", P(T("a") "<w:r><w:footnoteReference w:id='1'/></w:r>" T("b")), "p ab\n"},
        {"outside of runs", "\n text \n" P("x" T("a") "y"), "p a\n"},
        {"last page break", P("<w:r><w:lastRenderedPageBreak/><w:t>a</w:t></w:r>"), "p a\n"},
    };
    (void)state;
    check_bodies(cases, COUNT_OF(cases));
}

static void test_fields(void **state)
{
    static const struct body_case cases[] = {
        {"simple", P("<w:fldSimple w:instr='PAGE'>" T("3") "</w:fldSimple>"), "p 3\n"},
        {"complex",
         P(T("a") FIELD("begin") CODE("DATE") FIELD("separate") T("2024") FIELD("end") T("b")),
         "p a2024b\n"},
        {"text in the code", P(FIELD("begin") T("no") FIELD("separate") T("a") FIELD("end")),
         "p a\n"},
        {"a field in the code",
         P(FIELD("begin") CODE("IF") FIELD("begin") CODE("X") FIELD("separate") T("no") FIELD("end")
               FIELD("separate") T("a") FIELD("end") T("b")),
         "p ab\n"},
        {"a field in the result",
         P(FIELD("begin") FIELD("separate") T("a") FIELD("begin") T("no") FIELD("separate") T("b")
               FIELD("end") T("c") FIELD("end")),
         "p abc\n"},
        {"without a result", P(FIELD("begin") CODE("XE") FIELD("end") T("a")), "p a\n"},
        {"over paragraphs",
         P(FIELD("begin") CODE("TOC") FIELD("separate") T("a")) P(T("b") FIELD("end")) TEXT("c"),
         "p a\np b\np c\n"},
        {"never begun", P(FIELD("separate") T("a") FIELD("end") FIELD("end") T("b")), "p ab\n"},
        {"open in a cell", TABLE(ROW("<w:tc>" P(FIELD("begin") T("no")) "</w:tc>" CELL("", "a"))),
         "table\nrow 1\ncell\ncell\np a\nend\n"},
    };
    (void)state;
    check_bodies(cases, COUNT_OF(cases));
}

static void test_changes(void **state)
{
    static const struct body_case cases[] = {
        {"text",
         P("<w:ins>" T(
             "a") "</w:ins><w:del><w:r><w:delText>no</w:delText><w:t>no</w:t></w:r></w:del>"
                  "<w:moveTo>" T("b") "</w:moveTo><w:moveFrom>" T("no") "</w:moveFrom>" T("c")),
         "p abc\n"},
        {"an end of a paragraph", P(MARK("<w:del/>") T("a")) TEXT("b") TEXT("c"), "p ab\np c\n"},
        {"a whole paragraph",
         P(T("a")) P(MARK("<w:moveFrom/>") "<w:moveFrom>" T("no") "</w:moveFrom>") TEXT("b"),
         "p a\np b\n"},
        {"an end before a table", P(MARK("<w:del/>") T("a")) TABLE(ROW(CELL("", "b"))),
         "p a\ntable\nrow 1\ncell\np b\nend\n"},
        {"an end at the end of a cell",
         TABLE(ROW("<w:tc>" P(MARK("<w:del/>") T("a")) "</w:tc>" CELL("", "b"))),
         "table\nrow 1\ncell\np a\ncell\np b\nend\n"},
        {"an inserted end", P(MARK("<w:ins/>") T("a")) TEXT("b"), "p a\np b\n"},
        {"rows",
         TABLE(ROW("<w:trPr><w:ins/></w:trPr>" CELL("", "a"))
                   ROW("<w:trPr><w:del/></w:trPr>" CELL("", "no")) ROW(CELL("", "b"))),
         "table\nrow 1\ncell\np a\nrow 2\ncell\np b\nend\n"},
        {"all rows", TEXT("a") TABLE(ROW("<w:trPr><w:del/></w:trPr>" CELL("", "no"))), "p a\n"},
        {"cells", TABLE(ROW(CELL("<w:cellDel/>", "no") CELL("<w:cellIns/>", "a"))),
         "table\nrow 1\ncell\np a\nend\n"},
        {"properties of old",
         TABLE(ROW("<w:tc><w:tcPr><w:gridSpan w:val='2'/><w:tcPrChange><w:tcPr>"
                   "<w:gridSpan w:val='4'/></w:tcPr></w:tcPrChange></w:tcPr>" TEXT("a") "</w:tc>")),
         "table\nrow 1\ncell 2x1\np a\nend\n"},
        {"hidden",
         P("<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t><w:tab/></w:r>" T(
             "a") "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>b</w:t></w:r>")
             P(MARK("<w:vanish/>") T("c")),
         "p ab\np c\n"},
        {"struck out",
         P("<w:r><w:rPr><w:strike/></w:rPr><w:t>5</w:t></w:r>" T(
             "8") "<w:r><w:rPr><w:dstrike/></w:rPr>"
                  "<w:t>5</w:t></w:r><w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>9</w:t></w:r>"),
         "p 89\n"},
        {"raised",
         P(T("5") "<w:r><w:rPr><w:vertAlign "
                  "w:val='superscript'/></w:rPr><w:t>[0129]注①※⑳m</w:t></w:r>"
                  "<w:r><w:rPr><w:vertAlign w:val='baseline'/></w:rPr><w:t>[7]</w:t></w:r>"),
         "p 5\u2070\u00B9\u00B2\u2079m[7]\n"},
        {"a large first letter",
         P("<w:pPr><w:framePr w:dropCap='drop'/></w:pPr>" T("一")) TEXT("二"), "p 一二\n"},
        {"a hidden row",
         TABLE(ROW("<w:trPr><w:hidden/></w:trPr>" CELL("", "no")) ROW(CELL("", "a"))),
         "table\nrow 1\ncell\np a\nend\n"},
    };
    (void)state;
    check_bodies(cases, COUNT_OF(cases));
}

static void test_tables(void **state)
{
    static const struct body_case cases[] = {
        {"spans",
         TABLE(ROW(CELL("<w:gridSpan w:val='3'/>", "a"))
                   ROW(CELL("", "b") CELL("", "") CELL("", "c"))),
         "table\nrow 1\ncell 3x1\np a\nrow 2\ncell\np b\ncell\ncell\np c\nend\n"},
        {"merged downwards",
         TABLE(ROW(CELL(RESTART, "a") CELL("", "b")) ROW(CELL(CONTINUE, "no") CELL("", "c"))
                   ROW(CELL("<w:vMerge w:val='continue'/>", "") CELL(RESTART, "d"))
                       ROW(CELL(RESTART, "e") CELL(CONTINUE, "no"))),
         "table\nrow 1\ncell\np a\ncell\np b\nrow 2\ncell continued\ncell\np c\n"
         "row 3\ncell continued\ncell\np d\nrow 4\ncell\np e\ncell continued\nend\n"},
        {"nothing above to go on with",
         TABLE(ROW(CELL(CONTINUE, "a") CELL("", "b"))
                   ROW(CELL(CONTINUE, "no") CELL(CONTINUE, "c"))),
         "table\nrow 1\ncell\np a\ncell\np b\nrow 2\ncell continued\ncell\np c\nend\n"},
        {"merged in another column",
         TABLE(ROW(CELL(RESTART, "a") CELL("", "b"))
                   ROW(CELL("<w:gridSpan w:val='2'/>", "c") CELL(CONTINUE, "d"))),
         "table\nrow 1\ncell\np a\ncell\np b\nrow 2\ncell 2x1\np c\ncell\np d\nend\n"},
        {"the first is deleted",
         TABLE(ROW("<w:trPr><w:del/></w:trPr>" CELL(RESTART, "no")) ROW(CELL(CONTINUE, "a"))),
         "table\nrow 1\ncell\np a\nend\n"},
        {"merged across",
         TABLE(ROW(CELL("<w:hMerge w:val='restart'/>", "a") CELL("<w:hMerge/>", "no") CELL(
             "<w:hMerge w:val='continue'/><w:gridSpan w:val='2'/>", "no") CELL("", "b"))),
         "table\nrow 1\ncell 4x1\np a\ncell\np b\nend\n"},
        {"merged across, with a table in it",
         TABLE(ROW("<w:tc><w:tcPr><w:hMerge w:val='restart'/></w:tcPr>" TABLE(
             ROW(CELL("", "a"))) "<w:p/></w:tc>" CELL("<w:hMerge/>", "no"))),
         "table\nrow 1\ncell 2x1\ntable\nrow 1\ncell\np a\nend\nend\n"},
        {"gaps",
         TABLE(ROW(CELL(RESTART, "x") CELL(RESTART, "a"))
                   ROW("<w:trPr><w:gridBefore w:val='1'/><w:gridAfter w:val='2'/></w:trPr>" CELL(
                       CONTINUE, "no"))),
         "table\nrow 1\ncell\np x\ncell\np a\nrow 2\ncell continued\ncell continued\n"
         "cell 2x1 continued\nend\n"},
        {"nested", TABLE(ROW("<w:tc>" TEXT("a") TABLE(ROW(CELL("", "b"))) TEXT("c") "</w:tc>")),
         "table\nrow 1\ncell\np a\ntable\nrow 1\ncell\np b\nend\np c\nend\n"},
        {"no properties, no text",
         "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc/></w:tr><w:tr/></w:tbl>" TEXT("a"),
         "table\nrow 1\ncell\ncell\nend\np a\n"},
        {"wrapped in other things",
         TABLE("<w:sdt><w:sdtContent>" ROW("<w:sdt><w:sdtContent>" CELL(
             "", "a") "</w:sdtContent></w:sdt><w:ins><w:bookmarkStart/></"
                      "w:ins>" CELL("", "b")) "</w:sdtContent></w:sdt>"),
         "table\nrow 1\ncell\np a\ncell\np b\nend\n"},
        {"out of place",
         TEXT("a") ROW(CELL("", "no")) CELL("", "no") TABLE(TEXT("no") ROW(
             TEXT("no") CELL("", "b") ROW(CELL("", "no"))) TABLE(ROW(CELL("", "no"))))
             P(T("c") TABLE(ROW(CELL("", "d"))) T("no") P(T("e")) T("no")),
         "p a\ntable\nrow 1\ncell\np b\nend\np c\ntable\nrow 1\ncell\np d\nend\np e\n"},
        {"spans that make no sense",
         TABLE(ROW(CELL("<w:gridSpan w:val='0'/>", "a") CELL("<w:gridSpan w:val='-3'/>", "b")
                       CELL("<w:gridSpan w:val='999999999999'/>", "c") CELL("", "d"))),
         "table\nrow 1\ncell\np a\ncell\np b\ncell 256x1\np c\ncell\np d\nend\n"},
    };
    (void)state;
    check_bodies(cases, COUNT_OF(cases));
}

#define SHAPE(inner) "<wps:wsp><wps:txbx>" BOX(inner) "</wps:txbx></wps:wsp>"
#define CHOICE(needs, inner)                                                                       \
    "<mc:Choice Requires='" needs "'><w:drawing>" inner "</w:drawing></mc:Choice>"
#define FALLBACK(inner) "<mc:Fallback><w:pict>" inner "</w:pict></mc:Fallback>"
#define EITHER(inner)   "<mc:AlternateContent>" inner "</mc:AlternateContent>"

static void test_boxes(void **state)
{
    static const struct body_case cases[] = {
        {"behind its paragraph, once",
         P(T("a") "<w:r>" EITHER(CHOICE("wps", SHAPE(TEXT("box"))) FALLBACK(
             "<v:textbox>" BOX(TEXT("no")) "</v:textbox>")) "</w:r>" T("b")),
         "p ab\np box\n"},
        {"an extension that is not known",
         P("<w:r>" EITHER(CHOICE("wps new", SHAPE(TEXT("no"))) FALLBACK(BOX(TEXT("a")))) "</w:r>"),
         "p a\n"},
        {"several choices",
         P("<w:r>" EITHER(CHOICE("new", BOX(TEXT("no"))) CHOICE("wps", BOX(TEXT("a")))
                              CHOICE("wps", BOX(TEXT("no")))) "</w:r>"),
         "p a\n"},
        {"alternatives in an alternative",
         P("<w:r>" EITHER(CHOICE("wps", BOX(P("<w:r>" EITHER(CHOICE("x", BOX(TEXT("no"))) FALLBACK(
                                            BOX(TEXT("a")))) "</w:r>" T("b"))))
                              FALLBACK(TEXT("no"))) "</w:r>"),
         "p b\np a\n"},
        {"in a cell, with a table",
         TABLE(ROW("<w:tc>" P("<w:r><w:pict>" BOX(TABLE(ROW(CELL("", "a")))) "</w:pict></w:r>" T(
             "b")) TEXT("c") "</w:tc>")),
         "table\nrow 1\ncell\np b\ntable\nrow 1\ncell\np a\nend\np c\nend\n"},
        {"hidden or deleted",
         P("<w:r><w:rPr><w:vanish/></w:rPr><w:pict>" BOX(
             TEXT("no")) "</w:pict></w:r><w:del><w:r>" BOX(TEXT("no")) "</w:r></w:del>" T("a")),
         "p a\n"},
        {"letters as a picture",
         P("<w:r><w:pict><v:shape><v:textpath string='a&#x4E00;'/></v:shape></w:pict></w:r>"),
         "p a一\n"},
        {"a field goes on behind it",
         P(FIELD("begin") CODE("X") FIELD("separate") "<w:r>" BOX(
             P(FIELD("begin") T("no"))) "</w:r>" T("a") FIELD("end")),
         "p a\n"},
    };
    (void)state;
    check_bodies(cases, COUNT_OF(cases));
}

static void test_strict(void **state)
{
    static const char document[] =
        "<x:document xmlns:x='http://purl.oclc.org/ooxml/wordprocessingml/main'><x:body><x:p><x:r>"
        "<x:t>a</x:t></x:r></x:p><x:tbl><x:tr><x:tc><x:tcPr><x:gridSpan x:val='2'/></x:tcPr></x:tc>"
        "</x:tr></x:tbl></x:body></x:document>";
    (void)state;
    assert_int_equal(check_document("strict", &(struct office_word){.document = document},
                                    "p a\ntable\nrow 1\ncell 2x1\nend\n"),
                     0);
}

static void test_title(void **state)
{
    struct office_word word = {.body = TEXT("a"),
                               .core = "<dc:creator>no</dc:creator><dc:title>b&amp;c</dc:title>"};
    (void)state;
    assert_int_equal(check_document("title", &word, "title b&c\np a\n"), 0);
    word.core = "<dc:title/>";
    assert_int_equal(check_document("no title", &word, "p a\n"), 0);
}

static void test_styles(void **state)
{
    static const struct office_word word = {
        .styles =
            "<w:style w:type='character' w:styleId='N'><w:rPr><w:vertAlign w:val='superscript'/>"
            "</w:rPr></w:style>"
            "<w:style w:type='paragraph' w:styleId='P'><w:rPr><w:vanish/></w:rPr></w:style>"
            "<w:style w:type='character' w:styleId='C'><w:basedOn w:val='P'/></w:style>"
            "<w:style w:type='character' w:styleId='S'><w:rPr><w:vanish w:val='false'/></w:rPr>"
            "</w:style>",
        .body = P("<w:pPr><w:pStyle w:val='P'/></w:pPr>" T(
            "no") "<w:r><w:rPr><w:rStyle w:val='S'/></w:rPr><w:t>a</w:t></w:r>")
            P(T("b") "<w:r><w:rPr><w:rStyle w:val='C'/></w:rPr><w:t>no</w:t></w:r>" T(
                "c") "<w:r><w:rPr><w:rStyle w:val='N'/></w:rPr><w:t>1</w:t></w:r>"),
    };
    (void)state;
    assert_int_equal(check_document("styles", &word, "p a\np bc\u00B9\n"), 0);
}

/* `count` times `part`, between two others; free it. */
static char *repeated(const char *before, const char *part, size_t count, const char *after)
{
    struct nb_buffer out;
    nb_buffer_init(&out);
    nb_buffer_puts(&out, before);
    for (size_t i = 0; i < count; i++)
        nb_buffer_puts(&out, part);
    nb_buffer_puts(&out, after);
    assert_false(out.failed);
    return nb_buffer_detach(&out);
}

static void test_failures(void **state)
{
    static const struct body_case cases[] = {
        {"nothing", "", "failed input.no_text: a Word document without text\n"},
        {"blanks", TABLE(ROW(CELL("", " "))),
         "failed input.no_text: a Word document without text\n"},
        {"pictures", P("<w:r><w:drawing/></w:r>"),
         "failed input.no_text: a Word document with pictures and no text\n"},
        {"a file within", "<w:altChunk/>",
         "failed input.unsupported: its text is a file of another kind within; open it in Word and "
         "save it anew\n"},
        {"broken", TEXT("a") "</w:p>" TEXT("b"),
         "failed input.damaged: its XML is wrong or incomplete\n"},
        {"an entity", TEXT("&x;"), "failed input.damaged: its XML is wrong or incomplete\n"},
        {"a prefix without a namespace", TEXT("a") "<x:y/>",
         "failed input.damaged: its XML is wrong or incomplete\n"},
    };
    (void)state;
    check_bodies(cases, COUNT_OF(cases));
}

static void test_depth(void **state)
{
    static const struct {
        const char *part;
        size_t count;
        const char *told;
    } cases[] = {
        {"<w:tbl><w:tr><w:tc>", 17,
         "failed input.too_large: its tables or text boxes are nested too deep\n"},
        {"<w:p>"
         "<w:r><w:txbxContent>",
         30, "failed input.too_large: its tables or text boxes are nested too deep\n"},
        {"<w:sdt>", 100000, "failed input.too_large: its XML is nested too deep\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *body = repeated("", cases[i].part, cases[i].count, "");
        assert_int_equal(
            check_document(cases[i].part, &(struct office_word){.body = body}, cases[i].told), 0);
        free(body);
    }
}

static void test_declarations(void **state)
{
    static const char document[] =
        "<!DOCTYPE w:document [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><w:document" OFFICE_SPACES
        "><w:body>" TEXT("&b;") "</w:body></w:document>";
    (void)state;
    assert_int_equal(
        check_document("declaration", &(struct office_word){.document = document},
                       "failed input.damaged: its XML has a document type declaration, "
                       "which is not allowed\n"),
        0);
}

static void test_lost_text(void **state)
{
    static const struct office_part parts[] = {
        {"[Content_Types].xml",
         "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override "
         "PartName='/word/other.xml' ContentType='application/vnd.openxmlformats-officedocument."
         "wordprocessingml.document.main+xml'/></Types>"},
        {"_rels/.rels",
         "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
         "<Relationship Id='a' Type='http://x/officeDocument' Target='/word/other.xml'/>"
         "</Relationships>"},
        {NULL, NULL},
    };
    (void)state;
    struct bytes file = office_zip(parts);
    char *shown = documents_read(office_read, file.data, file.size);
    assert_string_equal(shown, "failed input.damaged: the Word document has lost its text\n");
    free(shown);
    free(file.data);
}

/* Many times the same: what grows must grow with the file and no faster. */
static void test_long(void **state)
{
    char *body = repeated("", TEXT("a"), 20000, TABLE(ROW(CELL("", "b"))));
    struct bytes file = office_word(&(struct office_word){.body = body});
    char *shown = documents_read(office_read, file.data, file.size);
    (void)state;
    assert_int_equal(strlen(shown), 20000 * 4 + strlen("table\nrow 1\ncell\np b\nend\n"));
    free(shown);
    free(file.data);
    free(body);
}

/* More text in a paragraph than a document may hold is not even gathered. */
static void test_large(void **state)
{
    char *body =
        repeated("<w:p><w:r><w:t>", "0123456789abcdef", (13 << 20) / 16, "</w:t></w:r></w:p>");
    struct bytes file = office_word(&(struct office_word){.body = body});
    char *shown = documents_read(office_read, file.data, file.size);
    (void)state;
    assert_string_equal(shown, "failed input.too_large: it holds too much\n");
    free(shown);
    free(file.data);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),         cmocka_unit_test(test_fields),
        cmocka_unit_test(test_changes),      cmocka_unit_test(test_tables),
        cmocka_unit_test(test_boxes),        cmocka_unit_test(test_strict),
        cmocka_unit_test(test_title),        cmocka_unit_test(test_styles),
        cmocka_unit_test(test_failures),     cmocka_unit_test(test_depth),
        cmocka_unit_test(test_declarations), cmocka_unit_test(test_lost_text),
        cmocka_unit_test(test_long),         cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
