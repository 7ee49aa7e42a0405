/* Documents as readers tell of them: what is kept, what makes no sense, what is too much. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../parser/blocks.h"
#include "documents.h"

static void test_kept(void **state)
{
    (void)state;
    struct nb_document *d = documents_told("title A\n"
                                           "title B\n"
                                           "p one\n"
                                           "page 2\n"
                                           "table\n"
                                           " row 7\n"
                                           "  cell 300x0\n"
                                           "   p two\n"
                                           "  cell 0x5 continued\n"
                                           "end\n");
    static const unsigned char types[] = {NB_EVENT_PARAGRAPH, NB_EVENT_PAGE,     NB_EVENT_TABLE,
                                          NB_EVENT_ROW,       NB_EVENT_CELL,     NB_EVENT_PARAGRAPH,
                                          NB_EVENT_CELL,      NB_EVENT_TABLE_END};
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_OK);
    assert_string_equal(d->title, "A");
    assert_int_equal(d->count, COUNT_OF(types));
    for (size_t i = 0; i < COUNT_OF(types); i++)
        assert_int_equal(d->events[i].type, types[i]);
    assert_int_equal(d->events[3].number, 7);
    assert_int_equal(d->events[4].columns, NB_DOCUMENT_COLUMNS);
    assert_int_equal(d->events[4].number, 1);
    assert_int_equal(d->events[6].columns, 1);
    assert_int_equal(d->events[6].flags, NB_CELL_CONTINUED);
    assert_string_equal(d->text.bytes, "one\n\ftwo\n");
    nb_document_free(d);
}

static void test_nothing_written(void **state)
{
    (void)state;
    struct nb_document *d = nb_document_new();
    assert_non_null(d);
    nb_document_paragraph(d, "", 0);
    nb_document_paragraph(d, " \t\n", 3);
    nb_document_title(d, "", 0);
    assert_int_equal(d->count, 0);
    assert_null(d->title);
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_OK);
    nb_document_free(d);
    nb_document_free(NULL);
}

/* A call that makes no sense where it stands, and all that follow it. */
static void test_misuse(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "row 1\n",
        "cell\n",
        "end\n",
        "table\n",
        "table\ncell\nend\n",
        "table\np x\nend\n",
        "table\nrow 1\np x\nend\n",
        "table\nrow 1\ntable\nend\nend\n",
        "table\nend\nend\n",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nb_document *d = documents_told(cases[i]);
        if (nb_document_error(d) != NB_DOCUMENT_MISUSED)
            fail_msg("taken: %s", cases[i]);
        nb_document_paragraph(d, "x", 1);
        assert_int_equal(nb_document_error(d), NB_DOCUMENT_MISUSED);
        nb_document_free(d);
    }
    struct nb_document *d = documents_told("table\nrow 1\n");
    nb_document_cell(d, 1, 1, 64);
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_MISUSED);
    nb_document_free(d);
}

static void test_too_deep(void **state)
{
    (void)state;
    struct nb_document *d = nb_document_new();
    assert_non_null(d);
    for (int depth = 0; depth < NB_DOCUMENT_DEPTH; depth++) {
        nb_document_table(d);
        nb_document_row(d, 1);
        nb_document_cell(d, 1, 1, 0);
    }
    assert_int_equal(d->error, NB_DOCUMENT_OK);
    nb_document_table(d);
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_TOO_LARGE);
    nb_document_free(d);
}

static void test_too_large(void **state)
{
    (void)state;
    size_t size = NB_DOCUMENT_TEXT / 2;
    char *text = malloc(size);
    struct nb_document *d = nb_document_new();
    assert_non_null(d);
    assert_non_null(text);
    memset(text, 'a', size);
    nb_document_paragraph(d, text, size - 1);
    nb_document_paragraph(d, text, size - 1);
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_OK);
    nb_document_paragraph(d, text, 1);
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_TOO_LARGE);
    nb_document_free(d);
    free(text);
    d = nb_document_new();
    assert_non_null(d);
    for (int i = 0; i < NB_DOCUMENT_EVENTS; i++)
        nb_document_page(d, 1);
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_OK);
    nb_document_page(d, 1);
    assert_int_equal(nb_document_error(d), NB_DOCUMENT_TOO_LARGE);
    nb_document_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),      cmocka_unit_test(test_nothing_written),
        cmocka_unit_test(test_misuse),    cmocka_unit_test(test_too_deep),
        cmocka_unit_test(test_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
