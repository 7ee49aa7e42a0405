/*
 * nianbao history: the real program, asking a daemon that the test plays.
 */
#include "years.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "snapshot.h"

static int ask(struct snapshot *d, struct program *p, const char *const *more)
{
    const char *args[PROGRAM_ARGS_MAX] = {"history", "--replay", d->endpoint, "--timeout", "30"};
    size_t count = 5;

    while (*more)
        args[count++] = *more++;
    args[count] = NULL;
    program_start(p, NULL, args);
    snapshot_answer(d);
    return program_wait(p);
}

#define ASK(daemon, p, ...) ask((daemon), (p), (const char *const[]){__VA_ARGS__, NULL})

/* ---- text ----------------------------------------------------------------------------------- */

static void years_that_fit_end_with_0(void **state)
{
    struct program p;

    snapshot_add_years(*state, "小河镇", 3, 0, "");
    assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en"), 0);
    assert_string_equal(p.blamed, "");
    assert_non_null(strstr(p.said, "小河镇\n"));
    assert_non_null(strstr(p.said, "2021"));
    assert_non_null(strstr(p.said, "Every year is valid"));
    assert_null(strchr(p.said, '!'));
    program_free(&p);
}

/* The columns stand below each other, whatever the labels are written in. */
static void check_columns(const char *text)
{
    const char *line = strstr(text, "\n\n") + 2;
    int width = -1;

    for (; *line && *line != '\n'; line = strchr(line, '\n') + 1) {
        int columns = 0;
        for (const char *at = line; *at != '\n'; at++) /* each sign of ours takes two columns */
            columns += (unsigned char)*at < 0x80 ? 1 : ((unsigned char)*at & 0xC0) == 0xC0 ? 2 : 0;
        if (width >= 0 && columns != width)
            fail_msg("%d columns, not %d: %.40s", columns, width, line);
        width = columns;
    }
    assert_true(width > 0);
}

static void columns_are_aligned(void **state)
{
    struct program p;

    snapshot_add_years(*state, "小河镇", 4, 2022, "requests.carried_in.total");
    for (int en = 0; en < 2; en++) {
        ASK(*state, &p, "小河镇", "--lang", en ? "en" : "zh");
        check_columns(p.said);
        program_free(&p);
    }
}

static const char *line_of(const char *text, const char *label)
{
    static char line[200];
    const char *at = strstr(text, label);

    if (!at)
        fail_msg("no %s", label);
    snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
    return line;
}

static void what_does_not_fit_is_marked(void **state)
{
    struct program p;

    snapshot_add_years(*state, "小河镇", 3, 2022, "requests.carried_in.total");
    assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en"), 1);
    assert_non_null(strchr(line_of(p.said, "carried in"), '!'));
    assert_null(strchr(line_of(p.said, "carried out"), '!'));
    assert_null(strchr(line_of(p.said, "requests received"), '!'));
    assert_null(strchr(line_of(p.said, "regulations in force"), '!'));
    assert_non_null(strstr(p.said, "\n! 2. carried over from the year before / total is "));
    assert_non_null(strstr(p.said, " [history.carry_over]\n"));
    assert_null(strstr(p.said, "Every year is valid"));
    program_free(&p);
}

/* A column of its own is not shown; the total of its row bears the mark. A stock is marked itself.
 */
static void marks_stand_at_their_figures(void **state)
{
    struct program p;

    snapshot_add_years(*state, "小河镇", 2, 2022, "requests.carried_in.research");
    ASK(*state, &p, "小河镇", "--lang", "en");
    assert_non_null(strchr(line_of(p.said, "carried in"), '!'));
    program_free(&p);
    snapshot_add_years(*state, "大河镇", 2, 2022, "disclosure.normative_documents.in_force");
    assert_int_equal(ASK(*state, &p, "大河镇", "--lang", "en"), 1);
    assert_non_null(strchr(line_of(p.said, "normative documents in force"), '!'));
    assert_null(strchr(line_of(p.said, "normative documents issued"), '!'));
    assert_null(strchr(line_of(p.said, "regulations in force"), '!'));
    program_free(&p);
}

static void figures_are_those_of_the_document(void **state)
{
    struct program p;
    struct filled year;
    char want[64], last[64];

    year_fill(&year, &nb_editions[0], NULL, 5, 30);
    json_t *document = year_document(&year, "小河镇", 2024);
    int64_t denied = document_count(document, "requests.denied_state_secret.total");
    static const char *const others[] = {
        "prohibited_by_law", "security_stability", "third_party", "internal_affairs",
        "deliberative",      "enforcement_file",   "inquiry"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        snprintf(want, sizeof want, "requests.denied_%s.total", others[i]);
        denied += document_count(document, want);
    }
    snprintf(want, sizeof want, " %lld",
             (long long)document_count(document, "requests.received.total"));
    snprintf(last, sizeof last, " %lld", (long long)denied);
    document_set(document, "requests.granted.total", json_null());
    document_set(document, "requests.rejected_duplicate.total", json_null());
    snapshot_add(*state, document, 7);
    ASK(*state, &p, "小河镇", "--lang", "en");
    assert_non_null(strstr(line_of(p.said, "requests received"), want));
    assert_non_null(strstr(line_of(p.said, "denied "), last));
    assert_non_null(strstr(line_of(p.said, "revision"), " 7"));
    assert_non_null(strchr(line_of(p.said, "granted "), '-'));
    assert_non_null(strchr(line_of(p.said, "not processed"), '-'));
    program_free(&p);
}

/* The older form has no documents issued, and no tables at all where none were found. */
static void what_is_not_there_is_left_blank(void **state)
{
    struct program p;
    struct filled year;

    year_fill(&year, &nb_editions[1], NULL, 5, 30);
    snapshot_add(*state, year_document(&year, "小河镇", 2020), 1);
    assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en"), 0);
    assert_null(strpbrk(line_of(p.said, "normative documents issued"), "0123456789-"));
    program_free(&p);
    json_t *document = year_document(&year, "小河镇", 2020);
    json_object_set_new(document, "requests", json_null());
    json_object_set_new(document, "status", json_string("invalid"));
    snapshot_add(*state, document, 2);
    assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en"), 1);
    assert_non_null(strchr(line_of(p.said, "requests received"), '-'));
    assert_non_null(strstr(line_of(p.said, "status"), "invalid"));
    program_free(&p);
}

static void years_without_a_report_are_told(void **state)
{
    struct program p;
    struct filled year;
    static const int years[] = {2021, 2023, 2026};

    year_fill(&year, &nb_editions[0], NULL, 5, 30);
    for (size_t i = 0; i < COUNT_OF(years); i++)
        snapshot_add(*state, year_document(&year, "小河镇", years[i]), 1);
    ASK(*state, &p, "小河镇", "--lang", "en");
    assert_non_null(strstr(p.said, "There is no report for 2022.\n"
                                   "There are no reports for 2024 to 2025.\n"));
    assert_non_null(strstr(p.said, "there are no two years in a row to compare"));
    program_free(&p);
}

/* ---- names and years ------------------------------------------------------------------------ */

static void spellings_are_one_agency(void **state)
{
    struct program p;
    struct filled year;
    static const char *const names[] = {"云岫县小河镇", "小河镇人民政府", "云岫县小河镇人民政府"};

    year_fill(&year, &nb_editions[0], NULL, 5, 30);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        snapshot_add(*state, year_document(&year, names[i], 2021 + (int)i), 1);
    snapshot_add(*state, year_document(&year, "云岫县小河镇（分所）", 2021), 1);
    ASK(*state, &p, "小 河镇", "--prefix", "云州市云岫县　云岫县");
    assert_non_null(strstr(p.said, "  2021  2022  2023\n"));
    assert_null(strstr(p.said, "分所"));
    program_free(&p);
    ASK(*state, &p, "小河镇");
    assert_null(strstr(p.said, "2021"));
    assert_non_null(strstr(p.said, "2022"));
    program_free(&p);
}

static void near_names_are_offered(void **state)
{
    struct program p;
    struct filled year;

    year_fill(&year, &nb_editions[0], NULL, 5, 30);
    for (int y = 2021; y < 2024; y++)
        snapshot_add(*state, year_document(&year, "云岫县小河镇", y), 1);
    snapshot_add(*state, year_document(&year, "云岫县司法局", 2021), 1);
    assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en"), 2);
    assert_string_equal(p.said, "");
    assert_string_equal(p.blamed, "nianbao history: there is no report of \"小河镇\"; near it: "
                                  "云岫县小河镇\n");
    program_free(&p);
    assert_int_equal(ASK(*state, &p, "大河镇", "--lang", "en"), 2);
    assert_string_equal(p.blamed, "nianbao history: there is no report of \"大河镇\"\n");
    program_free(&p);
}

/* Topics have no slash; the document tells those apart that differ by it. */
static void a_slash_is_no_underscore(void **state)
{
    struct program p;
    struct filled year;

    year_fill(&year, &nb_editions[0], NULL, 5, 30);
    snapshot_add(*state, year_document(&year, "第1_2中学", 2021), 1);
    assert_int_equal(ASK(*state, &p, "第1/2中学"), 2);
    program_free(&p);
    assert_int_equal(ASK(*state, &p, "第1_2中学"), 0);
    program_free(&p);
}

static void only_the_years_asked_for(void **state)
{
    struct program p;
    static const struct {
        const char *asked, *shown;
    } cases[] = {{"2022", " 2022"}, {"2022-2023", " 2022 2023"}, {"2019-2021", " 2021"}};

    snapshot_add_years(*state, "小河镇", 4, 0, "");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char line[80];
        assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en", "--year", cases[i].asked), 0);
        snprintf(line, sizeof line, "%s", line_of(p.said, " 20"));
        for (char *blank; (blank = strstr(line, "  ")) != NULL;)
            memmove(blank, blank + 1, strlen(blank));
        assert_string_equal(line, cases[i].shown);
        program_free(&p);
    }
    assert_int_equal(ASK(*state, &p, "小河镇", "--year", "2030"), 2);
    program_free(&p);
}

/* ---- JSON, usage, bad daemons --------------------------------------------------------------- */

static void json_has_whole_tables(void **state)
{
    struct program p;

    snapshot_add_years(*state, "小河镇", 2, 2022, "requests.carried_in.total");
    assert_int_equal(ASK(*state, &p, "小河镇人民政府", "--format", "json"), 1);
    json_t *json = json_loads(p.said, 0, NULL), *years = json_object_get(json, "years");
    assert_string_equal(json_string_value(json_object_get(json, "key")), "小河镇");
    assert_int_equal(json_array_size(years), 2);
    json_t *year = json_array_get(years, 1);
    assert_int_equal(json_integer_value(json_object_get(year, "year")), 2022);
    assert_int_equal(json_integer_value(json_object_get(year, "revision")), 2);
    assert_string_equal(json_string_value(json_object_get(year, "id")),
                        SNAPSHOT_EPOCH "/00000000000000000002");
    assert_non_null(fixture_cell(year, "requests.received.total"));
    assert_int_equal(json_array_size(json_object_get(year, "findings")), 1);
    assert_int_equal(json_array_size(json_object_get(json_array_get(years, 0), "findings")), 0);
    json_decref(json);
    program_free(&p);
}

static void bad_usage_ends_with_2(void **state)
{
    static const char *const cases[][4] = {
        {"history"},
        {"history", ""},
        {"history", "小河镇", "大河镇"},
        {"history", "小河镇", "--year", "24"},
        {"history", "小河镇", "--year", "2024-"},
        {"history", "小河镇", "--year", "2024-2020"},
        {"history", "小河镇", "--year", "2024x"},
        {"history", "小河镇", "--replay", "nowhere"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct program p;
        const char *args[5] = {cases[i][0], cases[i][1], cases[i][2], cases[i][3], NULL};
        program_start(&p, NULL, args);
        assert_int_equal(program_wait(&p), 2);
        assert_string_equal(p.said, "");
        assert_non_null(strstr(p.blamed, "--help"));
        program_free(&p);
    }
}

static void nobody_there_ends_with_2(void **state)
{
    struct program p;

    (void)state;
    assert_int_equal(program_run(&p, NULL, "history", "小河镇", "--timeout", "0.3", "--replay",
                                 "ipc:///tmp/nianbao-test.nobody", "--lang", "en"),
                     2);
    assert_non_null(strstr(p.blamed, "nianbao status"));
    program_free(&p);
}

/* A busy daemon is asked again. */
static void a_refusal_is_not_the_end(void **state)
{
    struct snapshot *d = *state;
    struct program p;
    const char *args[] = {"history", "小河镇", "--replay", d->endpoint, "--timeout",
                          "30",      "--lang", "en",       NULL};

    snapshot_add_years(d, "小河镇", 1, 0, "");
    program_start(&p, NULL, args);
    snapshot_refuse(d);
    snapshot_answer(d);
    assert_int_equal(program_wait(&p), 0);
    program_free(&p);
    args[5] = "0.5";
    program_start(&p, NULL, args);
    snapshot_refuse(d);
    assert_int_equal(program_wait(&p), 2);
    assert_string_equal(p.said, "");
    program_free(&p);
}

/* What the daemon sends is input from outside. */
static void hostile_events_do_no_harm(void **state)
{
    struct program p;
    struct filled year;
    static const char *const texts[] = {
        "{}", "{\"data\":[]}", "{\"data\":{\"agency\":\"小河镇\"}}",
        "{\"data\":{\"agency\":\"小河镇\",\"year\":99999999999}}",
        "{\"data\":{\"agency\":\"小河镇\",\"year\":2021,\"findings\":[1,{\"code\":\"history.x\","
        "\"cells\":[1,\"requests\",\"requests.carried_in\"],\"message\":\"a\\u001b[31mb\"}],"
        "\"requests\":{\"received\":7,\"granted\":{\"total\":9223372036854775807}}}}"};
    char envelope[600];

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        snprintf(envelope, sizeof envelope,
                 "{\"sequence\":\"%020zu\",\"epoch\":\"" SNAPSHOT_EPOCH "\",%s", i + 1,
                 texts[i] + 1);
        char *comma = strstr(envelope, ",}");
        if (comma)
            memmove(comma, comma + 1, strlen(comma));
        snapshot_add_text(*state, 2021, "小河镇", envelope);
    }
    year_fill(&year, &nb_editions[0], NULL, 5, 30);
    snapshot_add(*state, year_document(&year, "小河镇", 2022), 1);
    assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en"), 1);
    assert_null(strchr(p.said, 0x1B));
    assert_non_null(strstr(p.said, "\\x1b[31mb"));
    assert_non_null(strstr(p.said, "2022"));
    program_free(&p);
}

int main(void)
{
#define WITH_DAEMON(test) cmocka_unit_test_setup_teardown(test, snapshot_setup, snapshot_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DAEMON(years_that_fit_end_with_0),
        WITH_DAEMON(columns_are_aligned),
        WITH_DAEMON(what_does_not_fit_is_marked),
        WITH_DAEMON(marks_stand_at_their_figures),
        WITH_DAEMON(figures_are_those_of_the_document),
        WITH_DAEMON(what_is_not_there_is_left_blank),
        WITH_DAEMON(years_without_a_report_are_told),
        WITH_DAEMON(spellings_are_one_agency),
        WITH_DAEMON(near_names_are_offered),
        WITH_DAEMON(a_slash_is_no_underscore),
        WITH_DAEMON(only_the_years_asked_for),
        WITH_DAEMON(json_has_whole_tables),
        cmocka_unit_test(bad_usage_ends_with_2),
        cmocka_unit_test(nobody_there_ends_with_2),
        WITH_DAEMON(a_refusal_is_not_the_end),
        WITH_DAEMON(hostile_events_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
