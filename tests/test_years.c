/* Reports of neighbouring years in the journal, in whichever order they arrive. */
#include "journals.h"
#include "years.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGENCY "云岫县小河镇"

/* Reports for 2022 to 2024 that fit each other, and the journal they go to. */
struct three {
    struct filled year[3];
    struct store *store;
};

static struct three three;

static int setup(void **state)
{
    journal_setup(state);
    for (int i = 0; i < 3; i++)
        year_fill(&three.year[i], &nb_editions[0], i ? &three.year[i - 1] : NULL, 31 + (uint32_t)i,
                  20);
    three.store = journal_store(NULL);
    return 0;
}

static int teardown(void **state)
{
    store_close(three.store);
    return journal_teardown(state);
}

static json_t *document_of(int year)
{
    return year_document(&three.year[year - 2022], AGENCY, year);
}

/* The document of a year in which more is carried out than the next year's report carries in. */
static json_t *contradicting(int year)
{
    struct filled changed = three.year[year - 2022];

    /* Moved from one place to the next: the sums in the year itself stay right. */
    static const char *const up[] = {"requests.received.natural_person", "requests.received.total",
                                     "requests.carried_out.natural_person",
                                     "requests.carried_out.total"};
    for (size_t i = 0; i < COUNT_OF(up); i++) {
        int cell = cell_of(&changed.form, up[i]);
        snprintf(changed.word[cell], WORD_SIZE, "%lld", (long long)changed.value[cell] + 3);
    }
    return year_document(&changed, AGENCY, year);
}

/* Takes the document. */
static struct job *job_of(const char *identity, json_t *document)
{
    struct job *job =
        journal_job(identity, AGENCY, (int)json_integer_value(json_object_get(document, "year")));

    free(job->report);
    job->report = json_dumps(document, NB_DUMP_FLAGS);
    job->report_size = strlen(job->report);
    job->status = strcmp(document_status(document), "valid") == 0 ? NB_VALID : NB_INVALID;
    if (job->status != NB_VALID)
        job->findings = nb_document_text(document, NB_EN, 0);
    json_decref(document);
    return job;
}

static struct job *put_document(const char *identity, json_t *document)
{
    return journal_put(three.store, job_of(identity, document));
}

/* The event of that sequence, as the journal has it. */
static json_t *event_at(uint64_t sequence)
{
    char sql[80];

    snprintf(sql, sizeof sql, "SELECT event FROM events WHERE sequence = %d", (int)sequence);
    char *text = journal_text(sql);
    json_t *event = json_loads(text, 0, NULL);
    assert_non_null(event);
    free(text);
    return event;
}

static void expect_checks(uint64_t sequence, int passed, int failed, int undecided)
{
    json_t *event = event_at(sequence);

    document_expect_check(json_object_get(event, "data"), "history.carry_over", passed, failed,
                          undecided);
    json_decref(event);
}

/* In order: each is judged when it comes. */
static void test_in_order(void **state)
{
    (void)state;
    struct job *job = put_document("2022", document_of(2022));

    expect_checks(1, 0, 0, 7);
    job_free(job);
    job = put_document("2023", document_of(2023));
    assert_int_equal(job->status, NB_VALID);
    assert_null(job->findings);
    assert_null(job->events->next);
    job_free(job);
    expect_checks(2, 7, 0, 0);
}

/* The job goes on with what the journal found, so that the archive says the same. */
static void test_contradiction(void **state)
{
    (void)state;
    job_free(put_document("2022", contradicting(2022)));
    struct job *job = put_document("2023", document_of(2023));

    assert_int_equal(job->status, NB_INVALID);
    assert_non_null(strstr(job->findings, "history.carry_over"));
    assert_string_equal(job->events->topic, "report/2023/invalid/" AGENCY);
    assert_int_equal(job->events->status, NB_INVALID);
    job_free(job);
    expect_checks(2, 5, 2, 0);
    char *status = journal_text("SELECT status FROM events WHERE sequence = 2");
    assert_string_equal(status, "invalid");
    free(status);
}

/* The severity of the finding is the configuration's, also when it changes while running. */
static void test_severity(void **state)
{
    (void)state;
    struct store_options options = journal_options();

    options.rules.severity[NB_HISTORY_CARRY_OVER] = NB_WARNING;
    store_set_options(three.store, &options);
    job_free(put_document("2022", contradicting(2022)));
    struct job *job = put_document("2023", document_of(2023));
    assert_int_equal(job->status, NB_VALID);
    assert_null(job->findings);
    json_t *event = event_at(2);
    json_t *finding = fixture_finding(json_object_get(event, "data"), "history.carry_over");
    assert_string_equal(dig_text(finding, "severity"), "warning");
    json_decref(event);
    job_free(job);
}

/* The earlier year comes later: the later one is published once more. */
static void test_out_of_order(void **state)
{
    (void)state;
    char id[EVENT_ID_SIZE];
    struct job *job = job_of("2023", document_of(2023));

    job->received_ms = 1736928000007;
    journal_put(three.store, job);
    job_free(job);
    job = put_document("2022", contradicting(2022));
    assert_int_equal(job->sequence, 2);
    assert_int_equal(job->status, NB_VALID);
    struct event *again = job->events->next;
    assert_non_null(again);
    assert_null(again->next);
    assert_int_equal(again->sequence, 3);
    assert_int_equal(again->revision, 2);
    assert_string_equal(again->topic, "report/2023/invalid/" AGENCY);
    json_t *event = event_at(3), *before = event_at(1);
    event_id(store_epoch(three.store), 1, id);
    assert_string_equal(dig_text(event, "data.supersedes"), id);
    assert_string_equal(dig_text(event, "data.received"), "2025-01-15T08:00:00.007Z");
    assert_int_equal(json_integer_value(dig(event, "data.revision")), 2);
    assert_true(json_equal(dig(event, "data.source"), dig(before, "data.source")));
    assert_true(json_equal(dig(event, "data.requests"), dig(before, "data.requests")));
    assert_string_equal(dig_text(event, "id") + EVENT_EPOCH_SIZE, "00000000000000000003");
    expect_checks(3, 5, 2, 0);
    json_decref(event);
    json_decref(before);
    job_free(job);
    assert_int_equal(store_last(three.store), 3);
    assert_int_equal(journal_number("SELECT count(*) FROM latest"), 2);
}

/* The text of the job's event must be what judging the whole document makes of it. */
static void expect_judged(const struct job *job, json_t *document, const json_t *before)
{
    struct store_options options = journal_options();

    assert_true(nb_history_judge(document, before, &options.rules, options.lang) >= 0);
    char *expected = json_dumps(document, NB_DUMP_FLAGS);
    expected[strlen(expected) - 1] = '\0'; /* the journal's own keys follow */
    const char *data = strstr(job->events->text, ",\"data\":");
    assert_non_null(data);
    if (strncmp(data + 8, expected, strlen(expected)) != 0)
        fail_msg("%s\nis not\n%s", data, expected);
    assert_string_equal(job->events->status == NB_VALID ? "valid" : "invalid",
                        document_status(document));
    free(expected);
    if (job->status == NB_VALID) {
        assert_null(job->findings);
        return;
    }
    char *findings = nb_document_text(document, NB_EN, 0);
    assert_string_equal(job->findings, findings);
    free(findings);
}

/* That little is parsed where years agree must not show: in no byte. */
static void test_same_as_whole(void **state)
{
    (void)state;
    char identity[32];

    for (int i = 0; i < 60; i++) {
        struct filled before, now;
        const struct nb_edition *edition = &nb_editions[i % 7 == 3];
        year_fill(&before, edition, NULL, 100 + (uint32_t)i, 20);
        year_fill(&now, &nb_editions[i % 7 == 5], i % 3 ? &before : NULL, 900 + (uint32_t)i, 20);
        if (i % 5 == 0) /* a blank, which is inferred, and a decimal */
            filled_set(&now, "requests.carried_in.total", "");
        if (i % 5 == 1 && edition == &nb_editions[0])
            filled_set(&before, "disclosure.fees.amount", "59237.2449");
        if (i % 5 == 2)
            filled_set_row(&before, "requests.carried_out", NOT_THERE);
        json_t *former = year_document(&before, AGENCY, 2011 + 2 * i);
        json_t *document = year_document(&now, AGENCY, 2012 + 2 * i);
        snprintf(identity, sizeof identity, "former %d", i);
        job_free(put_document(identity, json_incref(former)));
        snprintf(identity, sizeof identity, "document %d", i);
        struct job *job = put_document(identity, json_incref(document));
        expect_judged(job, document, former);
        struct job *again = put_document(identity, json_incref(document));
        assert_int_equal(again->journaled, JOURNAL_DUPLICATE);
        assert_int_equal(again->status, job->status);
        if (job->findings)
            assert_string_equal(strchr(again->findings, '\n'), strchr(job->findings, '\n'));
        job_free(again);
        job_free(job);
        json_decref(former);
        json_decref(document);
    }
}

/* Nothing is published again for a later year in which nothing new is found. */
static void test_out_of_order_in_peace(void **state)
{
    (void)state;
    job_free(put_document("2023", document_of(2023)));
    struct job *job = put_document("2022", document_of(2022));

    assert_null(job->events->next);
    job_free(job);
    assert_int_equal(store_last(three.store), 2);
}

/* A corrected report of the earlier year takes the finding away again. */
static void test_corrected(void **state)
{
    (void)state;
    job_free(put_document("2022", contradicting(2022)));
    job_free(put_document("2023", document_of(2023)));
    struct job *job = put_document("2022 corrected", document_of(2022));

    assert_int_equal(job->revision, 2);
    assert_non_null(job->events->next);
    assert_int_equal(job->events->next->status, NB_VALID);
    job_free(job);
    expect_checks(4, 7, 0, 0);
    json_t *event = event_at(4);
    assert_int_equal(document_history(json_object_get(event, "data")), 0);
    json_decref(event);
}

/* A year between two: judged by the one, and the other by it; no further. */
static void test_between(void **state)
{
    (void)state;
    job_free(put_document("2022", contradicting(2022)));
    job_free(put_document("2024", document_of(2024)));
    struct job *job = put_document("2023", contradicting(2023));

    assert_int_equal(job->status, NB_INVALID);
    assert_non_null(job->events->next);
    assert_int_equal(job->events->next->sequence, 4);
    job_free(job);
    assert_int_equal(store_last(three.store), 4);
}

/* One transaction of several jobs gives the same as several. */
static void test_in_one_transaction(void **state)
{
    (void)state;
    struct job *later = job_of("2023", document_of(2023));
    struct job *earlier = job_of("2022", contradicting(2022));

    assert_int_equal(store_begin(three.store), 0);
    assert_int_equal(store_put(three.store, later), 0);
    assert_int_equal(store_put(three.store, earlier), 0);
    assert_int_equal(store_commit(three.store), 0);
    assert_int_equal(later->events->sequence, 1);
    assert_int_equal(earlier->events->sequence, 2);
    assert_int_equal(earlier->events->next->sequence, 3);
    job_free(later);
    job_free(earlier);
}

/*
 * The content of a report that was published again is that of its last event: the same file is a
 * duplicate, and what is put beside it in the archive is what that event says.
 */
static void test_duplicate_of_reissued(void **state)
{
    (void)state;
    job_free(put_document("2023", document_of(2023)));
    job_free(put_document("2022", contradicting(2022)));
    struct job *job = job_of("2023", document_of(2023));

    free(job->name);
    job->name = strdup("other name.txt");
    journal_put(three.store, job);
    assert_int_equal(job->journaled, JOURNAL_DUPLICATE);
    assert_int_equal(job->sequence, 3);
    assert_int_equal(job->status, NB_INVALID);
    assert_non_null(strstr(job->findings, "history.carry_over"));
    assert_non_null(strstr(job->findings, "other name.txt"));
    job_free(job);
    job = put_document("2022", contradicting(2022));
    assert_int_equal(job->status, NB_VALID);
    assert_null(job->findings);
    job_free(job);
    assert_int_equal(store_last(three.store), 3);
}

/* What is not recognized is no ground to judge by, and is not judged. */
static void test_unrecognized(void **state)
{
    (void)state;
    struct job *job = journal_job("2022", AGENCY, 2022);

    job->status = NB_UNRECOGNIZED;
    job_free(journal_put(three.store, job));
    job_free(put_document("2023", document_of(2023)));
    expect_checks(2, 0, 0, 7);
    job = journal_job("2024", AGENCY, 2024);
    job->status = NB_UNRECOGNIZED;
    journal_put(three.store, job);
    assert_int_equal(job->status, NB_UNRECOGNIZED);
    json_t *event = event_at(3);
    assert_string_equal(dig_text(event, "data.status"), "x"); /* as it was */
    json_decref(event);
    job_free(job);
}

/* An event that something else has spoilt must not keep later reports out of the journal. */
static void test_spoilt_event(void **state)
{
    (void)state;
    job_free(put_document("2023", document_of(2023)));
    journal_change("UPDATE events SET event = 'no JSON at all'");
    job_free(put_document("2022 early", document_of(2022)));
    journal_change("UPDATE events SET event = '' WHERE sequence = 1");
    struct job *job = put_document("2022", contradicting(2022));
    assert_null(job->events->next);
    job_free(job);
    job_free(put_document("2024", document_of(2024)));
    assert_int_equal(store_last(three.store), 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_in_order),
        TEST(test_contradiction),
        TEST(test_severity),
        TEST(test_out_of_order),
        TEST(test_out_of_order_in_peace),
        TEST(test_same_as_whole),
        TEST(test_corrected),
        TEST(test_between),
        TEST(test_in_one_transaction),
        TEST(test_duplicate_of_reissued),
        TEST(test_unrecognized),
        TEST(test_spoilt_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
