/* The words of claims: the table is sound, and the longest word is found. */
#include "units.h"

#include <stdio.h>
#include <string.h>

#include "../parser/lexicon.h"

static const char *const tables[NB_FAMILIES] = {"", "requests", "proceedings", "disclosure"};

static void test_room(void **state)
{
    (void)state;
    struct nb_lexicon lexicon;
    nb_lexicon_init(&lexicon);
    assert_in_range(lexicon.count, 100, NB_LEXICON_FORMS - 1);
}

static int same_form(const char32_t *a, const char32_t *b)
{
    for (; *a && *a != '|' && *a == *b; a++)
        b++;
    return (!*a || *a == '|') && (!*b || *b == '|');
}

/* A form that stands twice would mean two things. */
static void test_once(void **state)
{
    (void)state;
    struct nb_lexicon lexicon;
    nb_lexicon_init(&lexicon);
    int twice = 0;
    for (int i = 0; i < lexicon.count; i++)
        for (int k = 0; k < i; k++)
            if (same_form(lexicon.form[i], lexicon.form[k])) {
                twice++;
                for (const char32_t *c = lexicon.form[i]; *c && *c != '|'; c++)
                    print_error("U+%04X ", (unsigned)*c);
                print_error("stands twice\n");
            }
    assert_int_equal(twice, 0);
}

/* Whether `row` or `column` (the other is NULL) exists in the table of some edition. */
static int exists(const char *table, const char *row, const char *column)
{
    for (int e = 0; e < NB_EDITIONS; e++) {
        struct nb_form form;
        nb_form_init(&form, &nb_editions[e]);
        for (int cell = 0; cell < form.cell_count; cell++) {
            const struct nb_table *t = &form.edition->tables[form.places[cell].table];
            if (strcmp(t->id, table) == 0 &&
                (!row || strcmp(nb_form_row(&form, cell)->id, row) == 0) &&
                (!column || strcmp(nb_form_column(&form, cell)->id, column) == 0))
                return 1;
        }
    }
    return 0;
}

static void test_ids(void **state)
{
    (void)state;
    struct nb_lexicon lexicon;
    nb_lexicon_init(&lexicon);
    for (int i = 0; i < lexicon.count; i++) {
        const struct nb_word *word = lexicon.word[i];
        int row = word->sense == NB_WORD_ROW, column = word->sense == NB_WORD_COLUMN;
        assert_int_equal(row || column, word->ids != NULL);
        for (const char *id = word->ids; id && *id;) {
            char name[64];
            size_t length = strcspn(id, "+|");
            snprintf(name, sizeof name, "%.*s", (int)length, id);
            assert_true(exists(tables[word->family], row ? name : NULL, column ? name : NULL));
            id += length + (id[length] != '\0');
        }
    }
}

static void test_match(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
        enum nb_sense sense;
    } matches[] = {
        {"行政复议3件", 4, NB_WORD_ROW},     {"行 政\n  复议", 7 + 1, NB_WORD_ROW},
        {"行政复议机关", 6, NB_WORD_OPAQUE}, {"无法提供3件", 4, NB_WORD_ROW},
        {"无锡市", 2, NB_WORD_FILLER},       {"无申请", 1, NB_WORD_DENIAL},
        {"行     政复议", 0, NB_WORD_ROW},   {"行政", 0, NB_WORD_ROW},
    };
    struct nb_lexicon lexicon;
    nb_lexicon_init(&lexicon);
    for (size_t i = 0; i < COUNT_OF(matches); i++) {
        struct page page;
        const struct nb_word *word = NULL;
        page_init(&page, matches[i].text);
        size_t after = nb_lexicon_match(&lexicon, &page.text, 0, page.text.length, &word);
        assert_int_equal(after, matches[i].length);
        if (after)
            assert_int_equal(word->sense, matches[i].sense);
        page_free(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
