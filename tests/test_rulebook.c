/* The printed rules: complete, in both languages, and the same as the pages in docs/. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../parser/codebook.h"
#include "fixtures.h"

static int is_ascii(const char *string)
{
    while (*string && (unsigned char)*string < 0x80)
        string++;
    return !*string;
}

static void check_words(int code, const char *what, const char *const *words)
{
    if (!words[NB_ZH] || !words[NB_EN] || is_ascii(words[NB_ZH]))
        fail_msg("%s: %s is missing in a language", nb_code_name(code), what);
    const char *zh = words[NB_ZH] + strlen(words[NB_ZH]) - strlen("。");
    if (strcmp(zh, "。") != 0 || words[NB_EN][strlen(words[NB_EN]) - 1] != '.')
        fail_msg("%s: %s is no sentence", nb_code_name(code), what);
}

static void test_every_code(void **state)
{
    (void)state;
    for (int code = 0; code < NB_CODES; code++) {
        const struct nb_code_entry *entry = &nb_codebook[code];
        check_words(code, "message", entry->say);
        check_words(code, "meaning", entry->meaning);
        check_words(code, "remedy", entry->fix);
        assert_int_equal(!entry->say_other[NB_ZH], !entry->say_other[NB_EN]);
        if (entry->say_other[NB_ZH])
            check_words(code, "other message", entry->say_other);
        assert_non_null(entry->example);
        assert_in_range(entry->basis, NB_BASIS_NONE, NB_BASES - 1);
        if (strncmp(nb_code_name(code), "input.", 6) != 0 && !*entry->example)
            fail_msg("%s has no example", nb_code_name(code));
    }
    for (int basis = 0; basis < NB_BASES; basis++) {
        assert_non_null(nb_bases[basis].whole[NB_ZH]);
        assert_non_null(nb_bases[basis].whole[NB_EN]);
        assert_int_equal(!nb_bases[basis].brief[NB_ZH], basis == NB_BASIS_NONE);
        assert_int_equal(!nb_bases[basis].brief[NB_EN], basis == NB_BASIS_NONE);
    }
}

/* The placeholders of a sentence stand in the other language's too. */
static void test_placeholders(void **state)
{
    (void)state;
    for (int code = 0; code < NB_CODES; code++) {
        for (const char *p = nb_codebook[code].say[NB_ZH]; (p = strchr(p, '{')) != NULL; p++) {
            char name[4] = {p[0], p[1], p[2], 0};
            assert_int_equal(p[2], '}');
            assert_non_null(strchr("crfkieyastdb", p[1]));
            if (!strstr(nb_codebook[code].say[NB_EN], name))
                fail_msg("%s: no %s in English", nb_code_name(code), name);
        }
    }
}

static void check_book(enum nb_lang lang, enum nb_markup markup)
{
    char *book = nb_rules_text(-1, lang, markup);
    assert_non_null(book);
    assert_non_null(strstr(book, NB_RULESET));
    for (int code = 0; code < NB_CODES; code++) {
        char *entry = nb_rules_text(code, lang, markup);
        assert_non_null(entry);
        if (!strstr(book, entry))
            fail_msg("%s is not in the book as it is alone", nb_code_name(code));
        assert_non_null(strstr(entry, nb_code_name(code)));
        assert_non_null(strstr(entry, nb_severity_name(nb_code_severity((enum nb_code)code))));
        assert_non_null(strstr(entry, nb_codebook[code].fix[lang]));
        assert_null(strstr(entry, "{f}"));
        free(entry);
    }
    assert_non_null(strstr(book, lang == NB_EN ? "42 identities" : "42条"));
    assert_non_null(strstr(book, lang == NB_EN ? "40 identities" : "40条"));
    assert_int_equal(book[strlen(book) - 1], '\n');
    assert_null(strstr(book, " \n"));
    assert_null(strstr(book, "\n\n\n"));
    free(book);
}

static void test_books(void **state)
{
    (void)state;
    check_book(NB_ZH, NB_PLAIN);
    check_book(NB_EN, NB_PLAIN);
    check_book(NB_ZH, NB_MARKDOWN);
    check_book(NB_EN, NB_MARKDOWN);
}

/* What is committed is what `make docs` would write. */
static void test_pages(void **state)
{
    (void)state;
    static const char *const pages[] = {[NB_ZH] = "docs/rules.zh.md", [NB_EN] = "docs/rules.md"};
    for (int lang = NB_ZH; lang <= NB_EN; lang++) {
        struct bytes page = fixture_read(pages[lang]);
        char *book = nb_rules_text(-1, (enum nb_lang)lang, NB_MARKDOWN);
        assert_non_null(book);
        if (strcmp(page.data, book) != 0)
            fail_msg("%s is not what the program says; run: make docs", pages[lang]);
        free(book);
        free(page.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code),
        cmocka_unit_test(test_placeholders),
        cmocka_unit_test(test_books),
        cmocka_unit_test(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
