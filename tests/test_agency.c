/* Which spellings are those of one agency, and which are not. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

static const char *const none[] = {NULL};
static const char *const county[] = {"云岫县", NULL};
static const char *const paths[] = {"云岫县", "云州市云岫县", "云 州 省（云州市）云岫县", "", NULL};
static const char *const bare[] = {"云岫", "云岫县", NULL};
static const char *const twice[] = {"云岫县", "云岫县人民政府", NULL};

static void expect_key(const char *name, const char *const *prefixes, const char *expected)
{
    char *key = nb_agency_key(name, prefixes);
    assert_non_null(key);
    if (strcmp(key, expected) != 0)
        fail_msg("\"%s\" is \"%s\", not \"%s\"", name, key, expected);
    free(key);
}

static void test_keys(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *const *prefixes;
        const char *key;
    } cases[] = {
        {"小河镇", NULL, "小河镇"},
        {"小河镇", none, "小河镇"},
        /* 人民政府 at the end */
        {"小河镇人民政府", none, "小河镇"},
        {"人民政府", none, "人民政府"},
        {"云岫县人民政府办公室", none, "云岫县人民政府办公室"},
        {"小河镇人民政府人民政府", none, "小河镇人民政府"},
        {"小河镇民政府", none, "小河镇民政府"},
        /* white space, and what cannot be seen */
        {" 小 河　镇 ", none, "小河镇"},
        {"小河镇\xC2\xA0人民\t政\n府\r\n", none, "小河镇"},
        {"小\xE2\x80\x8B河\xEF\xBB\xBF镇\xC2\xAD", none, "小河镇"},
        {"小河镇\xE3\x80\x80\xE2\x80\x83\xE2\x80\xA8", none, "小河镇"},
        /* brackets of every shape; what they hold stays */
        {"云岫县司法局（本级）", none, "云岫县司法局本级"},
        {"云岫县司法局(本级)", none, "云岫县司法局本级"},
        {"云岫县司法局〔本级〕", none, "云岫县司法局本级"},
        {"云岫县司法局【本级】", none, "云岫县司法局本级"},
        {"云岫县司法局︵本级︶", none, "云岫县司法局本级"},
        {"云岫县司法局﹙本级﹚", none, "云岫县司法局本级"},
        {"云岫县司法局［本级］", none, "云岫县司法局本级"},
        {"云岫县司法局《本级》", none, "云岫县司法局本级"},
        {"云岫县司法局＜本级＞", none, "云岫县司法局本级"},
        {"云岫县司法局｛本级｝", none, "云岫县司法局本级"},
        {"小河镇（人民政府）", none, "小河镇"},
        /* compatibility characters */
        {"第１２中学", none, "第12中学"},
        {"㈠中学", none, "一中学"},
        {"小河\xE2\xBB\x93", none, "小河\xE9\x95\xBF"}, /* a radical */
        {"\xE2\xBD\xA3人\xE2\xBD\x89政府", none, "生人月政府"},
        {"\xEF\xA4\x80镇", none, "\xE8\xB1\x88镇"},
        /* traditional characters stay what they are */
        {"雲岫縣", none, "雲岫縣"},
        /* prefixes */
        {"云岫县小河镇人民政府", county, "小河镇"},
        {"云岫县小河镇", county, "小河镇"},
        {"小河镇", county, "小河镇"},
        {"云 岫 县（小河镇）", county, "小河镇"},
        {"小河镇云岫县", county, "小河镇云岫县"},
        {"云岫县云岫县小河镇", county, "云岫县小河镇"},
        {"云岫县人民政府办公室", county, "人民政府办公室"},
        {"云岫县云岫镇人民政府", bare, "云岫镇"},
        /* the longest one */
        {"云州市云岫县小河镇", paths, "小河镇"},
        {"云州省云州市云岫县小河镇", paths, "小河镇"},
        {"云州市小河镇", paths, "云州市小河镇"},
        /* the area itself */
        {"云岫县", county, "云岫县"},
        {"云岫县人民政府", county, "云岫县"},
        {"云岫县人民政府", paths, "云岫县"},
        {"云州市云岫县人民政府", paths, "云岫县"},
        {"云州市人民政府", paths, "云州市"},
        {"云岫县人民政府", bare, "云岫县"},
        {"云岫县人民政府", twice, "云岫县"},
        {"云岫县人民政府办公室", twice, "办公室"},
        /* nothing left */
        {"", county, ""},
        {"  ", county, "  "},
        {"（）", county, "（）"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_key(cases[i].name, cases[i].prefixes, cases[i].key);
}

/* Really different agencies keep different keys. */
static void test_different(void **state)
{
    (void)state;
    static const char *const names[] = {
        "云岫县",
        "云岫县人民政府办公室",
        "云岫县司法局",
        "云岫县司法局（本级）",
        "云岫县公安局小河分局",
        "云岫县公安局",
        "云岫县公安局（东）分局",
        "云岫县公安局（西）分局",
        "云岫县小河镇",
        "云岫县小河街道办事处",
        "云岫县小河镇财政所",
        "云州市",
        "云州市司法局",
        "第1中学",
        "第11中学",
        "县",
        "人民政府",
    };
    char *keys[COUNT_OF(names)];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        keys[i] = nb_agency_key(names[i], paths);
        assert_non_null(keys[i]);
        assert_true(*keys[i]);
        for (size_t k = 0; k < i; k++)
            if (strcmp(keys[i], keys[k]) == 0)
                fail_msg("%s and %s are one: %s", names[i], names[k], keys[i]);
    }
    for (size_t i = 0; i < COUNT_OF(names); i++)
        free(keys[i]);
}

/* A key is its own key, so that what was stored can be compared with what is typed. */
static void test_settled(void **state)
{
    (void)state;
    static const char *const names[] = {"云州市云岫县小河镇人民政府",
                                        "云岫县人民政府",
                                        "（）",
                                        "云岫县司法局（本级）",
                                        "ﬁ局",
                                        "\xFF局"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char *key = nb_agency_key(names[i], paths);
        assert_non_null(key);
        expect_key(key, paths, key);
        free(key);
    }
}

/* A string of at least that size, of the same thing over and over; new. */
static char *many(const char *thing, size_t size)
{
    size_t length = strlen(thing), count = size / length + 1;
    char *all = malloc(count * length + 1);
    assert_non_null(all);
    for (size_t i = 0; i < count; i++)
        memcpy(all + i * length, thing, length + 1);
    return all;
}

static void test_hostile(void **state)
{
    (void)state;
    expect_key("\xFF\xFE", county, "\xEF\xBF\xBD\xEF\xBF\xBD");
    expect_key("小河镇\xE4\xBA", county, "小河镇\xEF\xBF\xBD");
    expect_key("\x1B[31m小河镇", none, "31m小河镇");
    static const char *const broken[] = {"\xFF", "\xE4\xBA\x91", NULL};
    expect_key("\xFF小河镇", broken, "小河镇");
    /* The longest compatibility form there is, and marks without a letter. */
    size_t size = 1 << 20;
    static const char *const fillers[] = {"\xEF\xB7\xBA", "\xCC\x81", "\xCC\x81\xCC\x96", "（",
                                          "\xFF",         "云岫县",   "人民政府",         " "};
    for (size_t i = 0; i < COUNT_OF(fillers); i++) {
        char *name = many(fillers[i], size);
        char *key = nb_agency_key(name, county);
        assert_non_null(key);
        assert_true(*key);
        free(key);
        const char *const long_prefix[] = {name, "云岫县", NULL};
        expect_key("云岫县小河镇", long_prefix, "小河镇");
        free(name);
    }
}

/* Random bytes are bounded, valid UTF-8, and settled at once. */
static void test_random(void **state)
{
    (void)state;
    static const char *const pieces[] = {"云岫县", "人民政府", "（",       "）",       " ",
                                         "小河镇", "\xE4",     "\xBA",     "\xEF\xBC", "\x01",
                                         "1",      "１",       "\xCC\x81", "云"};
    uint32_t seed = 20240601;
    for (int n = 0; n < 20000; n++) {
        struct bytes name = {NULL, 0};
        bytes_add(&name, "", 0);
        for (uint32_t left = next_random(&seed) % 8; left; left--) {
            const char *piece = pieces[next_random(&seed) % COUNT_OF(pieces)];
            bytes_add(&name, piece, strlen(piece));
        }
        char *key = nb_agency_key(name.data, county);
        assert_non_null(key);
        assert_int_equal(*key == '\0', name.size == 0);
        json_t *valid = json_string(key);
        assert_non_null(valid);
        json_decref(valid);
        free(key);
        free(name.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),    cmocka_unit_test(test_different),
        cmocka_unit_test(test_settled), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
