/* A report beside that of the year before. */
#include "years.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGENCY "云岫县小河镇"

static const struct nb_edition *const current = &nb_editions[0], *const older = &nb_editions[1];

/* Two years that fit each other. */
struct pair {
    struct filled before, now;
    json_t *before_document, *document;
};

static void pair_make(struct pair *pair, const struct nb_edition *before,
                      const struct nb_edition *now, uint32_t seed)
{
    year_fill(&pair->before, before, NULL, seed, 20);
    year_fill(&pair->now, now, &pair->before, seed + 1, 20);
    pair->before_document = year_document(&pair->before, AGENCY, before == older ? 2019 : 2023);
    pair->document = year_document(&pair->now, AGENCY, now == older ? 2020 : 2024);
    int year = (int)json_integer_value(json_object_get(pair->document, "year")) - 1;
    json_object_set_new(pair->before_document, "year", json_integer(year));
}

static void pair_free(struct pair *pair)
{
    json_decref(pair->before_document);
    json_decref(pair->document);
}

/* ---- two years ------------------------------------------------------------------------------ */

static void test_alone(void **state)
{
    (void)state;
    struct pair pair;
    pair_make(&pair, current, current, 11);
    assert_string_equal(document_status(pair.document), "valid");
    document_expect_check(pair.document, "history.carry_over", 0, 0, 7);
    document_expect_check(pair.document, "history.in_force", 0, 0, 2);
    json_t *copy = json_deep_copy(pair.document);
    assert_int_equal(nb_history_judge(pair.document, NULL, NULL, NB_ZH), 0);
    assert_true(json_equal(copy, pair.document));
    json_decref(copy);
    pair_free(&pair);
}

static void test_consistent(void **state)
{
    (void)state;
    struct pair pair;
    pair_make(&pair, current, current, 12);
    assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 0);
    document_expect_check(pair.document, "history.carry_over", 7, 0, 0);
    document_expect_check(pair.document, "history.in_force", 2, 0, 0);
    assert_int_equal(document_history(pair.document), 0);
    assert_string_equal(document_status(pair.document), "valid");
    document_expect_settled(pair.document, pair.before_document);
    pair_free(&pair);
}

static void test_editions(void **state)
{
    (void)state;
    static const struct {
        const struct nb_edition *const *before, *const *now;
        int stocks; /* checks of the stock that the later form has */
        int decided;
    } cases[] = {{&older, &older, 0, 0},
                 {&older, &current, 2, 0},
                 {&current, &older, 0, 0},
                 {&current, &current, 2, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pair pair;
        pair_make(&pair, *cases[i].before, *cases[i].now, 13);
        document_expect_check(pair.document, "history.in_force", 0, 0, cases[i].stocks);
        assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 0);
        document_expect_check(pair.document, "history.carry_over", 7, 0, 0);
        document_expect_check(pair.document, "history.in_force",
                              cases[i].decided ? cases[i].stocks : 0, 0,
                              cases[i].decided ? 0 : cases[i].stocks);
        document_set_count(pair.before_document, "requests.carried_out.total", 1000);
        assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 1);
        assert_int_equal(document_history(pair.document), 1);
        pair_free(&pair);
    }
}

/* What a finding says: every key, in both languages. */
static void test_carry_over(void **state)
{
    (void)state;
    for (int lang = NB_ZH; lang <= NB_EN; lang++) {
        struct pair pair;
        pair_make(&pair, current, current, 14);
        document_set_count(pair.before_document, "requests.carried_out.research", 1234);
        document_set_count(pair.document, "requests.carried_in.research", 567);
        assert_int_equal(
            nb_history_judge(pair.document, pair.before_document, NULL, (enum nb_lang)lang), 1);
        assert_string_equal(document_status(pair.document), "invalid");
        document_expect_check(pair.document, "history.carry_over", 6, 1, 0);
        const json_t *f = fixture_finding(pair.document, "history.carry_over");
        assert_non_null(f);
        json_t *expected = json_pack(
            "{s:s, s:s, s:[s], s:i, s:i, s:n, s:n, s:n, s:n, s:n, s:s}", "code",
            "history.carry_over", "severity", "error", "cells", "requests.carried_in.research",
            "expected", 1234, "actual", 567, "suspect", "suspect_value", "line", "where", "text",
            "message",
            lang == NB_EN
                ? "2. carried over from the year before / research institutes is 567 in the report "
                  "for 2024, but \"4. carried over to the next year\" in that column of the report "
                  "for 2023 is 1234; check these numbers."
                : "2024年报告的“二、上年结转政府信息公开申请数量”行“法人或其他组织—科研机构”列"
                  "是567，但2023年报告“四、结转下年度继续办理”行同一列是1234，请核对。");
        assert_non_null(expected);
        if (!json_equal(f, expected))
            fail_msg("%s", json_dumps(f, 0));
        json_decref(expected);
        assert_int_equal(
            nb_history_judge(pair.document, pair.before_document, NULL, (enum nb_lang)lang), 0);
        pair_free(&pair);
    }
}

static void test_in_force(void **state)
{
    (void)state;
    for (int lang = NB_ZH; lang <= NB_EN; lang++) {
        struct pair pair;
        pair_make(&pair, current, current, 15);
        document_set_count(pair.before_document, "disclosure.normative_documents.in_force", 40);
        document_set_count(pair.document, "disclosure.normative_documents.issued", 3);
        document_set_count(pair.document, "disclosure.normative_documents.repealed", 2);
        document_set_count(pair.document, "disclosure.normative_documents.in_force", 44);
        assert_int_equal(
            nb_history_judge(pair.document, pair.before_document, NULL, (enum nb_lang)lang), 1);
        assert_string_equal(document_status(pair.document), "valid"); /* a warning */
        document_expect_check(pair.document, "history.in_force", 1, 1, 0);
        const json_t *f = fixture_finding(pair.document, "history.in_force");
        assert_string_equal(json_string_value(json_object_get(f, "severity")), "warning");
        assert_int_equal(json_integer_value(json_object_get(f, "expected")), 41);
        assert_int_equal(json_integer_value(json_object_get(f, "actual")), 44);
        assert_true(json_is_null(json_object_get(f, "suspect")));
        assert_string_equal(
            json_string_value(json_object_get(f, "message")),
            lang == NB_EN
                ? "Normative documents / in force is 44 in the report for 2024, but 40 in the "
                  "report for 2023 + 3 issued this year - 2 repealed this year makes 41; check "
                  "these numbers."
                : "2024年报告的“行政规范性文件”行“现行有效件数”列是44，但2023年报告同一格是40，加“"
                  "本年制发件数”3，减“本年废止件数”2，应为41，请核对。");
        pair_free(&pair);
    }
}

/* More was repealed than there can have been. */
static void test_less_than_nothing(void **state)
{
    (void)state;
    struct pair pair;
    pair_make(&pair, current, current, 16);
    document_set_count(pair.before_document, "disclosure.regulations.in_force", 1);
    document_set_count(pair.document, "disclosure.regulations.issued", 0);
    document_set_count(pair.document, "disclosure.regulations.repealed", 3);
    assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 1);
    const json_t *f = fixture_finding(pair.document, "history.in_force");
    assert_true(json_is_null(json_object_get(f, "expected")));
    assert_non_null(strstr(json_string_value(json_object_get(f, "message")), "不够减"));
    pair_free(&pair);
}

/* ---- who is suspected ----------------------------------------------------------------------- */

/* A cell that its own report accuses as well is named; else either year may be wrong. */
static void test_suspect(void **state)
{
    (void)state;
    static const struct {
        const char *name, *now[3], *before; /* cells to which 5 is added */
        const char *suspect;
    } cases[] = {
        {"one cell", {"carried_in.enterprise"}, NULL, "requests.carried_in.enterprise"},
        {"a total", {"carried_in.total"}, NULL, "requests.carried_in.total"},
        {"the year before", {NULL}, "carried_out.enterprise", NULL},
        {"both of its sums hold", {"carried_in.enterprise", "carried_in.total"}, NULL, NULL},
        {"two cells", {"carried_in.enterprise", "carried_in.other"}, NULL, NULL},
        {"another cell is wrong, too", {"carried_in.enterprise", "granted.other"}, NULL, NULL},
        {"and the year before", {"carried_in.enterprise"}, "carried_out.other", NULL},
        {"another cell is wrong", {"granted.other"}, "carried_out.enterprise", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pair pair;
        char id[96];
        pair_make(&pair, current, current, 17);
        json_int_t right = 0;
        for (int n = 0; n < 3 && cases[i].now[n]; n++) {
            snprintf(id, sizeof id, "requests.%s", cases[i].now[n]);
            right = document_count(pair.document, id);
            document_set_count(pair.document, id, right + 5);
        }
        if (cases[i].before) {
            snprintf(id, sizeof id, "requests.%s", cases[i].before);
            document_set_count(pair.before_document, id,
                               document_count(pair.before_document, id) + 5);
        }
        assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 1);
        const json_t *f = fixture_finding(pair.document, "history.carry_over");
        const char *suspect = json_string_value(json_object_get(f, "suspect"));
        if (!cases[i].suspect != !suspect || (suspect && strcmp(suspect, cases[i].suspect) != 0))
            fail_msg("%s: suspect is %s", cases[i].name, suspect ? suspect : "null");
        if (suspect) {
            assert_int_equal(json_integer_value(json_object_get(f, "suspect_value")), right);
            assert_non_null(
                strstr(json_string_value(json_object_get(f, "message")), "很可能是这一格填错"));
        }
        pair_free(&pair);
    }
}

/* ---- numbers that are not known, or only inferred ------------------------------------------- */

static void test_missing(void **state)
{
    (void)state;
    static const struct {
        const char *now, *before, *check;
        int passed, undecided;
    } cases[] = {
        {"requests.carried_in.other", NULL, "history.carry_over", 6, 1},
        {NULL, "requests.carried_out.total", "history.carry_over", 6, 1},
        {"disclosure.regulations.in_force", NULL, "history.in_force", 1, 1},
        {"disclosure.regulations.issued", NULL, "history.in_force", 1, 1},
        {"disclosure.regulations.repealed", NULL, "history.in_force", 1, 1},
        {NULL, "disclosure.regulations.in_force", "history.in_force", 1, 1},
        {NULL, "disclosure.regulations.issued", "history.in_force", 2, 0},
        {"requests.carried_out.other", "requests.carried_in.other", "history.carry_over", 7, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pair pair;
        pair_make(&pair, current, current, 18);
        if (cases[i].now)
            document_set(pair.document, cases[i].now, json_null());
        if (cases[i].before)
            document_set(pair.before_document, cases[i].before, json_null());
        assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 0);
        document_expect_check(pair.document, cases[i].check, cases[i].passed, 0,
                              cases[i].undecided);
        pair_free(&pair);
    }
}

/* A blank cell of which the sums leave one value cannot disagree with the year before either. */
static void test_inferred(void **state)
{
    (void)state;
    struct pair pair;
    pair_make(&pair, current, current, 19);
    json_decref(pair.document);
    filled_set(&pair.now, "requests.carried_in.enterprise", "");
    pair.document = year_document(&pair.now, AGENCY, 2024);
    assert_true(fixture_has_string(json_object_get(pair.document, "inferred"),
                                   "requests.carried_in.enterprise"));
    assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 0);
    document_expect_check(pair.document, "history.carry_over", 7, 0, 0);

    json_int_t right = document_count(pair.before_document, "requests.carried_out.enterprise");
    document_set_count(pair.before_document, "requests.carried_out.enterprise", right + 1);
    json_array_append_new(json_object_get(pair.before_document, "inferred"),
                          json_string("requests.carried_out.enterprise"));
    assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 1);
    document_expect_check(pair.document, "history.carry_over", 6, 1, 0);
    const json_t *f = fixture_finding(pair.document, "history.carry_over");
    assert_true(json_is_null(json_object_get(f, "suspect")));
    char said[64];
    snprintf(said, sizeof said, "列是%lld（推出），", (long long)right);
    assert_non_null(strstr(json_string_value(json_object_get(f, "message")), said));
    snprintf(said, sizeof said, "同一列是%lld（推出），", (long long)right + 1);
    assert_non_null(strstr(json_string_value(json_object_get(f, "message")), said));
    pair_free(&pair);
}

/* ---- severities, status, what was there before ---------------------------------------------- */

static void test_severities(void **state)
{
    (void)state;
    static const struct {
        signed char severity;
        const char *name, *status;
    } cases[] = {
        {NB_SEVERITY_DEFAULT, "error", "invalid"},
        {NB_ERROR, "error", "invalid"},
        {NB_WARNING, "warning", "valid"},
        {NB_INFO, "info", "valid"},
        {NB_OFF, NULL, "valid"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pair pair;
        struct nb_options options;
        pair_make(&pair, current, current, 20);
        nb_options_init(&options);
        options.severity[NB_HISTORY_CARRY_OVER] = cases[i].severity;
        document_set_count(pair.before_document, "requests.carried_out.total", 999);
        assert_int_equal(nb_history_judge(pair.document, pair.before_document, &options, NB_ZH),
                         cases[i].name != NULL);
        document_expect_check(pair.document, "history.carry_over", 6, 1, 0);
        assert_string_equal(document_status(pair.document), cases[i].status);
        const json_t *f = fixture_finding(pair.document, "history.carry_over");
        assert_int_equal(!f, !cases[i].name);
        if (f) {
            assert_string_equal(json_string_value(json_object_get(f, "severity")), cases[i].name);
            assert_int_equal(!json_object_get(f, "severity_overridden"),
                             cases[i].severity == NB_SEVERITY_DEFAULT);
        }
        pair_free(&pair);
    }
}

/* Findings come and go with the year before; all others stay where they are. */
static void test_come_and_go(void **state)
{
    (void)state;
    struct bytes text = fixture_read("tests/data/wrong_cell.txt");
    json_t *document = fixture_parse("wrong_cell.txt", text.data, text.size);
    free(text.data);
    json_t *before = json_deep_copy(document), *alone = json_deep_copy(document);
    json_object_set_new(before, "year", json_integer(2022));
    assert_int_equal(nb_history_judge(document, before, NULL, NB_ZH), 1);
    size_t found = document_history(document),
           own = json_array_size(json_object_get(alone, "findings"));
    assert_true(found > 1);
    json_t *findings = json_object_get(document, "findings");
    assert_int_equal(json_array_size(findings), own + found);
    for (size_t i = 0; i < own; i++)
        assert_true(json_equal(json_array_get(findings, i),
                               json_array_get(json_object_get(alone, "findings"), i)));
    document_expect_settled(document, before);
    assert_int_equal(nb_history_judge(document, NULL, NULL, NB_ZH), 1);
    assert_true(json_equal(document, alone));
    json_decref(document);
    json_decref(before);
    json_decref(alone);
}

/* The year before is known only where it is a report, and of that year. */
static void test_unknown_before(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value;
        int year;
    } cases[] = {{"status", "unrecognized", 0}, {"edition", NULL, 0}, {"edition", "2035", 0},
                 {"year", NULL, 2022},          {"year", NULL, 2024}, {"year", NULL, 0},
                 {"findings", NULL, 0},         {"checks", "none", 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pair pair;
        pair_make(&pair, current, current, 21);
        document_set_count(pair.before_document, "requests.carried_out.total", 999);
        json_object_set_new(pair.before_document, cases[i].key,
                            cases[i].value  ? json_string(cases[i].value)
                            : cases[i].year ? json_integer(cases[i].year)
                                            : json_null());
        assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 0);
        document_expect_check(pair.document, "history.carry_over", 0, 0, 7);
        pair_free(&pair);
    }
}

/* What is no report stays as it is, and so does what only looks like a report document. */
static void test_left_alone(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "{}",
        "[]",
        "null",
        "{\"status\": \"valid\"}",
        "{\"status\": \"valid\", \"edition\": \"2021\", \"findings\": {}, \"checks\": []}",
        "{\"status\": 1, \"edition\": 2, \"findings\": [], \"checks\": {}}"};
    struct pair pair;
    pair_make(&pair, current, current, 22);
    json_t *empty = fixture_parse("empty.txt", "", 0), *copy = json_deep_copy(empty);
    assert_int_equal(nb_history_judge(empty, pair.before_document, NULL, NB_ZH), 0);
    assert_true(json_equal(empty, copy));
    json_decref(empty);
    json_decref(copy);
    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        json_t *document = json_loads(documents[i], JSON_DECODE_ANY, NULL);
        assert_non_null(document);
        copy = json_deep_copy(document);
        assert_int_equal(nb_history_judge(document, pair.before_document, NULL, NB_ZH), 0);
        assert_true(json_equal(document, copy));
        json_decref(copy);
        nb_history_judge(pair.document, document, NULL, NB_ZH);
        json_decref(document);
    }
    pair_free(&pair);
}

/* Numbers and keys of the wrong kind are not known; nothing overflows. */
static void test_hostile(void **state)
{
    (void)state;
    struct pair pair;
    pair_make(&pair, current, current, 23);
    document_set(pair.document, "requests.carried_in.other", json_string("1"));
    document_set(pair.document, "requests.carried_in.research", json_real(1.5));
    document_set_count(pair.document, "requests.carried_in.enterprise", -1);
    document_set_count(pair.before_document, "requests.carried_out.total", INT64_MAX);
    document_set_count(pair.before_document, "requests.carried_out.legal_service", INT64_MIN);
    document_set_count(pair.document, "disclosure.regulations.in_force",
                       document_count(pair.before_document, "disclosure.regulations.in_force"));
    document_set_count(pair.document, "disclosure.regulations.issued", 999999999999999);
    document_set_count(pair.document, "disclosure.regulations.repealed", 999999999999999);
    json_array_append_new(json_object_get(pair.document, "inferred"), json_integer(1));
    json_array_append_new(json_object_get(pair.document, "inferred"), json_string("no.such.cell"));
    json_array_append_new(json_object_get(pair.document, "findings"), json_string("no finding"));
    json_array_append_new(json_object_get(pair.document, "findings"),
                          json_pack("{s:i}", "code", 1));
    assert_int_equal(nb_history_judge(pair.document, pair.before_document, NULL, NB_ZH), 0);
    document_expect_check(pair.document, "history.carry_over", 2, 0, 5);
    document_expect_check(pair.document, "history.in_force", 2, 0, 0);
    char *text = nb_document_text(pair.document, NB_ZH, 0);
    assert_non_null(text);
    free(text);
    pair_free(&pair);
}

/* Decimals survive being read, judged and printed. */
static void test_decimals(void **state)
{
    (void)state;
    static const char *const amounts[] = {"59237.2449",       "4.94799", "0.1",
                                          "1234567890.12345", "12.50",   "0.000001"};
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        struct filled year;
        year_fill(&year, current, NULL, 24, 9);
        filled_set(&year, "disclosure.fees.amount", amounts[i]);
        json_t *document = year_document(&year, AGENCY, 2024);
        json_t *before = year_document(&year, AGENCY, 2023);
        char *printed = json_dumps(document, NB_DUMP_FLAGS);
        json_t *read = json_loads(printed, 0, NULL);
        nb_history_judge(read, before, NULL, NB_ZH);
        nb_history_judge(read, NULL, NULL, NB_ZH);
        char *again = json_dumps(read, NB_DUMP_FLAGS);
        assert_string_equal(printed, again);
        free(printed);
        free(again);
        json_decref(read);
        json_decref(before);
        json_decref(document);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone),       cmocka_unit_test(test_consistent),
        cmocka_unit_test(test_editions),    cmocka_unit_test(test_carry_over),
        cmocka_unit_test(test_in_force),    cmocka_unit_test(test_less_than_nothing),
        cmocka_unit_test(test_suspect),     cmocka_unit_test(test_missing),
        cmocka_unit_test(test_inferred),    cmocka_unit_test(test_severities),
        cmocka_unit_test(test_come_and_go), cmocka_unit_test(test_unknown_before),
        cmocka_unit_test(test_left_alone),  cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
