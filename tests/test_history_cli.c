/*
 * nianbao history: the real program, asking a daemon that the test plays.
 */
#include "years.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "program.h"

#define EPOCH  "7b0d7c52-6a5f-4a0e-9c57-0d6a2f1f3b11"
#define EVENTS 16

/* A daemon with a few events. */
struct daemon {
    void *context, *socket;
    char dir[32], endpoint[64];
    char *topics[EVENTS], *texts[EVENTS];
    size_t count;
};

static int daemon_setup(void **state)
{
    struct daemon *d = calloc(1, sizeof *d);
    int patience = 30000;

    assert_non_null(d);
    strcpy(d->dir, "/tmp/nianbao-test.XXXXXX");
    assert_non_null(mkdtemp(d->dir));
    snprintf(d->endpoint, sizeof d->endpoint, "ipc://%s/replay", d->dir);
    d->context = zmq_ctx_new();
    d->socket = zmq_socket(d->context, ZMQ_ROUTER);
    zmq_setsockopt(d->socket, ZMQ_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(zmq_bind(d->socket, d->endpoint), 0);
    *state = d;
    return 0;
}

static int daemon_teardown(void **state)
{
    struct daemon *d = *state;

    zmq_close(d->socket);
    zmq_ctx_term(d->context);
    unlink(d->endpoint + strlen("ipc://"));
    rmdir(d->dir);
    for (size_t i = 0; i < d->count; i++) {
        free(d->topics[i]);
        free(d->texts[i]);
    }
    free(d);
    return 0;
}

/* Journals a text under the topic of that name. */
static void add_text(struct daemon *d, int year, const char *name, const char *text)
{
    assert_true(d->count < EVENTS);
    assert_true(asprintf(&d->topics[d->count], "report/%04d/valid/%s", year, name) > 0);
    d->texts[d->count] = strdup(text);
    assert_non_null(d->texts[d->count++]);
}

/* Journals a report document, which is taken, as the daemon would. */
static void add(struct daemon *d, json_t *document, int revision)
{
    char number[24], id[80];
    const char *agency = json_string_value(json_object_get(document, "agency"));
    int year = (int)json_integer_value(json_object_get(document, "year"));

    snprintf(number, sizeof number, "%020zu", d->count + 1);
    snprintf(id, sizeof id, EPOCH "/%s", number);
    json_object_set_new(document, "revision", json_integer(revision));
    json_t *event =
        json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", id, "time", "2025-01-31T08:00:00.000Z",
                  "sequence", number, "epoch", EPOCH, "data", document);
    char *text = json_dumps(event, NB_DUMP_FLAGS);
    assert_non_null(text);
    add_text(d, year, agency, text);
    free(text);
    json_decref(event);
}

/* Adds years from 2021 on that fit each other; from `wrong` on (0: none) `cell` is one too many. */
static void add_years(struct daemon *d, const char *agency, int count, int wrong, const char *cell)
{
    struct filled *years = calloc((size_t)count, sizeof *years);
    json_t *before = NULL;

    assert_non_null(years);
    for (int y = 0; y < count; y++) {
        year_fill(&years[y], &nb_editions[0], y ? &years[y - 1] : NULL, 77 + (uint32_t)y, 20);
        json_t *document = year_document(&years[y], agency, 2021 + y);
        if (2021 + y == wrong)
            document_set_count(document, cell, document_count(document, cell) + 1);
        nb_history_judge(document, before, NULL, NB_EN);
        json_decref(before);
        before = json_deep_copy(document);
        add(d, document, y + 1);
    }
    json_decref(before);
    free(years);
}

static void send_frames(struct daemon *d, const char *peer, int length, const char *const *frames)
{
    zmq_send(d->socket, peer, (size_t)length, ZMQ_SNDMORE);
    for (; *frames; frames++)
        zmq_send(d->socket, *frames, strlen(*frames), frames[1] ? ZMQ_SNDMORE : 0);
}

/* Takes one request, which has to be SNAPSHOT, and answers with the events of its topic. */
static void answer(struct daemon *d)
{
    char peer[64], word[64] = "", prefix[64] = "", last[24];
    int length = zmq_recv(d->socket, peer, sizeof peer, 0);

    assert_true(length > 0);
    assert_int_equal(zmq_recv(d->socket, word, sizeof word - 1, 0), 8);
    assert_string_equal(word, "SNAPSHOT");
    assert_true(zmq_recv(d->socket, prefix, sizeof prefix - 1, 0) >= 0);
    for (size_t i = 0; i < d->count; i++)
        if (strncmp(d->topics[i], prefix, strlen(prefix)) == 0)
            send_frames(d, peer, length,
                        (const char *const[]){"EVENT", d->topics[i], d->texts[i], NULL});
    snprintf(last, sizeof last, "%zu", d->count);
    send_frames(d, peer, length, (const char *const[]){"END", last, NULL});
}

static int ask(struct daemon *d, struct program *p, const char *const *more)
{
    const char *args[PROGRAM_ARGS_MAX] = {"history", "--replay", d->endpoint, "--timeout", "30"};
    size_t count = 5;

    while (*more)
        args[count++] = *more++;
    args[count] = NULL;
    program_start(p, NULL, args);
    answer(d);
    return program_wait(p);
}

#define ASK(daemon, p, ...) ask((daemon), (p), (const char *const[]){__VA_ARGS__, NULL})

/* ---- text ----------------------------------------------------------------------------------- */

static void years_that_fit_end_with_0(void **state)
{
    struct program p;

    add_years(*state, "小河镇", 3, 0, "");
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

    add_years(*state, "小河镇", 4, 2022, "requests.carried_in.total");
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

    add_years(*state, "小河镇", 3, 2022, "requests.carried_in.total");
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

    add_years(*state, "小河镇", 2, 2022, "requests.carried_in.research");
    ASK(*state, &p, "小河镇", "--lang", "en");
    assert_non_null(strchr(line_of(p.said, "carried in"), '!'));
    program_free(&p);
    add_years(*state, "大河镇", 2, 2022, "disclosure.normative_documents.in_force");
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
    add(*state, document, 7);
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
    add(*state, year_document(&year, "小河镇", 2020), 1);
    assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en"), 0);
    assert_null(strpbrk(line_of(p.said, "normative documents issued"), "0123456789-"));
    program_free(&p);
    json_t *document = year_document(&year, "小河镇", 2020);
    json_object_set_new(document, "requests", json_null());
    json_object_set_new(document, "status", json_string("invalid"));
    add(*state, document, 2);
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
        add(*state, year_document(&year, "小河镇", years[i]), 1);
    ASK(*state, &p, "小河镇", "--lang", "en");
    assert_non_null(strstr(p.said, "There is no report for 2022.\n"
                                   "There are no reports for 2024 to 2025.\n"));
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
        add(*state, year_document(&year, names[i], 2021 + (int)i), 1);
    add(*state, year_document(&year, "云岫县小河镇（分所）", 2021), 1);
    ASK(*state, &p, "小 河镇", "--prefix", "云州市云岫县 云岫县");
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
        add(*state, year_document(&year, "云岫县小河镇", y), 1);
    add(*state, year_document(&year, "云岫县司法局", 2021), 1);
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
    add(*state, year_document(&year, "第1_2中学", 2021), 1);
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

    add_years(*state, "小河镇", 4, 0, "");
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

    add_years(*state, "小河镇", 2, 2022, "requests.carried_in.total");
    assert_int_equal(ASK(*state, &p, "小河镇人民政府", "--format", "json"), 1);
    json_t *json = json_loads(p.said, 0, NULL), *years = json_object_get(json, "years");
    assert_string_equal(json_string_value(json_object_get(json, "key")), "小河镇");
    assert_int_equal(json_array_size(years), 2);
    json_t *year = json_array_get(years, 1);
    assert_int_equal(json_integer_value(json_object_get(year, "year")), 2022);
    assert_int_equal(json_integer_value(json_object_get(year, "revision")), 2);
    assert_string_equal(json_string_value(json_object_get(year, "id")),
                        EPOCH "/00000000000000000002");
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
        snprintf(envelope, sizeof envelope, "{\"sequence\":\"%020zu\",\"epoch\":\"" EPOCH "\",%s",
                 i + 1, texts[i] + 1);
        char *comma = strstr(envelope, ",}");
        if (comma)
            memmove(comma, comma + 1, strlen(comma));
        add_text(*state, 2021, "小河镇", envelope);
    }
    year_fill(&year, &nb_editions[0], NULL, 5, 30);
    add(*state, year_document(&year, "小河镇", 2022), 1);
    assert_int_equal(ASK(*state, &p, "小河镇", "--lang", "en"), 1);
    assert_null(strchr(p.said, 0x1B));
    assert_non_null(strstr(p.said, "\\x1b[31mb"));
    assert_non_null(strstr(p.said, "2022"));
    program_free(&p);
}

int main(void)
{
#define WITH_DAEMON(test) cmocka_unit_test_setup_teardown(test, daemon_setup, daemon_teardown)
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
        WITH_DAEMON(hostile_events_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
