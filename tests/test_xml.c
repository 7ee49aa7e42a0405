/* The XML of Office files: namespaces, alternatives, attributes, and what is refused. */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "../extract/worker/xml.h"
#include "../parser/buffer.h"

#define WORD   "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define MARKUP "http://schemas.openxmlformats.org/markup-compatibility/2006"

/* What was called, as text. */
struct calls {
    struct nb_buffer text;
    struct emit emit;
    const char *stop; /* the element at which the handler gives up; NULL: none */
};

static void on_start(void *context, const struct xml_element *element)
{
    struct calls *calls = context;
    nb_buffer_printf(&calls->text, "<%d:%s", (int)element->space, element->name);
    for (int i = 0; i < element->attribute_count; i++)
        nb_buffer_printf(&calls->text, " %s", (const char *)element->attributes[(size_t)i * 5]);
    nb_buffer_puts(&calls->text, ">");
    if (calls->stop && !strcmp(element->name, calls->stop))
        emit_fail(&calls->emit, NB_INPUT_UNSUPPORTED, "停", "stop");
}

static void on_end(void *context, enum xml_space space, const char *name)
{
    struct calls *calls = context;
    nb_buffer_printf(&calls->text, "</%d:%s>", (int)space, name);
}

static void on_text(void *context, const char *text, size_t length)
{
    struct calls *calls = context;
    nb_buffer_add(&calls->text, text, length);
}

static const struct xml_handler handler = {on_start, on_end, on_text};

static void calls_init(struct calls *calls)
{
    nb_buffer_init(&calls->text);
    nb_buffer_puts(&calls->text, "");
    emit_init(&calls->emit, WIRE_LIMIT);
    calls->stop = NULL;
}

static void calls_free(struct calls *calls)
{
    nb_buffer_free(&calls->text);
    emit_free(&calls->emit);
}

static int read_bytes(struct calls *calls, const void *bytes, size_t size)
{
    int result = xml_read(bytes, size, &handler, calls, &calls->emit);
    assert_int_equal(result, emit_failed(&calls->emit) ? -1 : 0);
    return result;
}

static void expect_calls(const char *xml, const char *told)
{
    struct calls calls;
    calls_init(&calls);
    assert_int_equal(read_bytes(&calls, xml, strlen(xml)), 0);
    assert_string_equal(calls.text.bytes, told);
    calls_free(&calls);
}

static void expect_failure(const char *xml, size_t size, enum nb_code code)
{
    struct calls calls;
    calls_init(&calls);
    assert_int_equal(read_bytes(&calls, xml, size), -1);
    assert_string_equal(nb_code_name(calls.emit.code), nb_code_name(code));
    assert_non_null(calls.emit.zh);
    assert_non_null(calls.emit.en);
    calls_free(&calls);
}

static void test_elements(void **state)
{
    (void)state;
    expect_calls("<a:p xmlns:a='" WORD "' xmlns='x'><b a:c='1' d='2'>t&amp;</b><a:r/></a:p>",
                 "<2:p><1:b c d>t&</1:b><2:r></2:r></2:p>");
    expect_calls("<p xmlns='" STRICT "'><q xmlns=''> </q><![CDATA[<x>]]><!-- no --><?no no?></p>",
                 "<2:p><0:q> </0:q><x></2:p>");
    expect_calls("\xEF\xBB\xBF<?xml version='1.0' encoding='UTF-8'?><p>&#x4E00;</p>",
                 "<0:p>一</0:p>");
}

static void test_encodings(void **state)
{
    static const char wide[] = "\xFF\xFE<\0p\0>\0\0\x4E<\0/\0p\0>\0";
    struct calls calls;
    (void)state;
    calls_init(&calls);
    assert_int_equal(read_bytes(&calls, wide, sizeof wide - 1), 0);
    assert_string_equal(calls.text.bytes, "<0:p>一</0:p>");
    calls_free(&calls);
    expect_failure("<p>\xFF\xFE</p>", 9, NB_INPUT_DAMAGED);
}

#define ALTERNATIVES(inner)                                                                        \
    "<p xmlns:mc='" MARKUP "'><mc:AlternateContent>" inner "</mc:AlternateContent><z/></p>"

static void test_alternatives(void **state)
{
    (void)state;
    expect_calls(ALTERNATIVES("<mc:Choice Requires='wps w14'><a/></mc:Choice>"
                              "<mc:Fallback><b/></mc:Fallback>"),
                 "<0:p><0:a></0:a><0:z></0:z></0:p>");
    expect_calls(ALTERNATIVES("<mc:Choice Requires='wps new'><a/></mc:Choice>"
                              "<mc:Choice><c/></mc:Choice><mc:Fallback>b</mc:Fallback>"),
                 "<0:p>b<0:z></0:z></0:p>");
    expect_calls(ALTERNATIVES("<mc:Choice Requires='wps'>a</mc:Choice>"
                              "<mc:Choice Requires='wps'>b</mc:Choice>"),
                 "<0:p>a<0:z></0:z></0:p>");
    expect_calls(ALTERNATIVES("<mc:Choice Requires='new'><a>x</a></mc:Choice>"),
                 "<0:p><0:z></0:z></0:p>");
    expect_calls("<mc:Fallback xmlns:mc='" MARKUP "'><a/></mc:Fallback>", "");
    expect_calls("<p xmlns:mc='" MARKUP "'><mc:Other><a/></mc:Other></p>", "<0:p></0:p>");
}

static void test_refused(void **state)
{
    static const char *const damaged[] = {
        "",
        "text",
        "<p>",
        "<p></q>",
        "<p/><p/>",
        "<p>&x;</p>",
        "<x:p/>",
        "<!DOCTYPE p><p/>",
        "<!DOCTYPE p SYSTEM 'file:///etc/hostname'><p/>",
        "<!DOCTYPE p [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><p>&b;</p>",
        "<p a='1' a='2'/>",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(damaged); i++)
        expect_failure(damaged[i], strlen(damaged[i]), NB_INPUT_DAMAGED);
}

/* The first `size` bytes of "<a><a><a>...". */
static char *nested(size_t size)
{
    char *xml = malloc(size + 1);
    assert_non_null(xml);
    for (size_t i = 0; i < size; i++)
        xml[i] = "<a>"[i % 3];
    xml[size] = '\0';
    return xml;
}

static void test_depth(void **state)
{
    char *deep = nested(3 * XML_DEPTH), *deeper = nested(3 * XML_DEPTH + 3);
    (void)state;
    /* Not too deep, but never closed. */
    expect_failure(deep, strlen(deep), NB_INPUT_DAMAGED);
    expect_failure(deeper, strlen(deeper), NB_INPUT_TOO_LARGE);
    free(deep);
    free(deeper);
}

/* A file that has no name twice is none of an office. */
static void test_names(void **state)
{
    struct nb_buffer xml;
    (void)state;
    nb_buffer_init(&xml);
    nb_buffer_puts(&xml, "<p>");
    for (int i = 0; i < 200000; i++)
        nb_buffer_printf(&xml, "<n%d/>", i);
    nb_buffer_puts(&xml, "</p>");
    expect_failure(xml.bytes, xml.length, NB_INPUT_DAMAGED);
    nb_buffer_free(&xml);
}

static void test_many_attributes(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct nb_buffer xml;
        nb_buffer_init(&xml);
        nb_buffer_puts(&xml, "<p");
        for (int i = 0; i <= 1000; i++)
            nb_buffer_printf(&xml, k ? " xmlns:a%d='x'" : " a%d=''", i);
        nb_buffer_puts(&xml, "/>");
        expect_failure(xml.bytes, xml.length, NB_INPUT_TOO_LARGE);
        nb_buffer_free(&xml);
    }
}

static void test_stop(void **state)
{
    static const char xml[] = "<p><q/>text<r/></p>";
    struct calls calls;
    (void)state;
    calls_init(&calls);
    calls.stop = "q";
    assert_int_equal(read_bytes(&calls, xml, sizeof xml - 1), -1);
    assert_int_equal(calls.emit.code, NB_INPUT_UNSUPPORTED);
    assert_string_equal(calls.text.bytes, "<0:p><0:q>");
    calls_free(&calls);
}

/* ---- attributes ---- */

static void check_attributes(void *context, const struct xml_element *element)
{
    size_t length;
    int *calls = context;
    ++*calls;
    assert_true(xml_is(element, XML_WORD, "p"));
    assert_false(xml_is(element, XML_WORD, "q"));
    assert_false(xml_is(element, XML_NONE, "p"));
    assert_memory_equal(xml_attribute(element, XML_WORD, "a", &length), "x>y", 3);
    assert_int_equal(length, 3);
    assert_null(xml_attribute(element, XML_NONE, "a", &length));
    assert_null(xml_attribute(element, XML_WORD, "space", &length));
    assert_true(xml_attribute_is(element, XML_ITSELF, "space", "preserve"));
    assert_false(xml_attribute_is(element, XML_ITSELF, "space", "preserved"));
    assert_false(xml_attribute_is(element, XML_ITSELF, "space", "pre"));
    assert_int_equal(xml_number(element, XML_NONE, "n", 7), -12);
    assert_int_equal(xml_number(element, XML_NONE, "large", 7), 1000000000);
    assert_int_equal(xml_number(element, XML_NONE, "empty", 7), 7);
    assert_int_equal(xml_number(element, XML_NONE, "minus", 7), 7);
    assert_int_equal(xml_number(element, XML_NONE, "word", 7), 7);
    assert_int_equal(xml_number(element, XML_NONE, "none", 7), 7);
    assert_true(xml_switch(element, XML_NONE, "none"));
    assert_true(xml_switch(element, XML_NONE, "n"));
    assert_false(xml_switch(element, XML_NONE, "off"));
    assert_false(xml_switch(element, XML_NONE, "zero"));
}

static void test_attributes(void **state)
{
    static const char xml[] =
        "<w:p xmlns:w='" WORD "' w:a='x&gt;y' xml:space='preserve' n='-12' large='99999999999999' "
        "empty='' minus='-' word='1a' off='false' zero='0'/>";
    static const struct xml_handler checks = {.start = check_attributes};
    struct emit emit;
    int count = 0;
    (void)state;
    emit_init(&emit, WIRE_LIMIT);
    assert_int_equal(xml_read((const unsigned char *)xml, sizeof xml - 1, &checks, &count, &emit),
                     0);
    assert_int_equal(count, 1);
    emit_free(&emit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elements),        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_alternatives),    cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth),           cmocka_unit_test(test_stop),
        cmocka_unit_test(test_attributes),      cmocka_unit_test(test_names),
        cmocka_unit_test(test_many_attributes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
