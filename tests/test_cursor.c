/* Reading the journal while it grows and shrinks. */
#include "journals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <uv.h>

#include "../daemon/cursor.h"

static struct cursor *open_cursor(void)
{
    char error[256];
    struct cursor *cursor;

    if (cursor_open(journal_path, &cursor, error, sizeof error) != 0)
        fail_msg("%s", error);
    return cursor;
}

/* What a reader takes: the sequences, at most `most` of them before it refuses. */
struct taken {
    uint64_t sequences[64];
    int count, most;
    char text[512]; /* of the last event */
};

static int take(void *arg, const struct cursor_event *event)
{
    struct taken *taken = arg;

    if (taken->count == taken->most)
        return 0;
    taken->sequences[taken->count++] = event->sequence;
    assert_true(event->text_size < sizeof taken->text);
    memcpy(taken->text, event->text, event->text_size);
    taken->text[event->text_size] = '\0';
    return 1;
}

static struct cursor_range range_of(uint64_t next, uint64_t last, const char *prefix)
{
    return (struct cursor_range){
        .next = next, .last = last, .prefix = prefix, .prefix_size = strlen(prefix)};
}

static void expect(const struct taken *taken, const uint64_t *expected, int count)
{
    assert_int_equal(taken->count, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(taken->sequences[i], expected[i]);
}

#define EXPECT(taken, ...)                                                                         \
    expect(taken, (const uint64_t[]){__VA_ARGS__},                                                 \
           (int)(sizeof(const uint64_t[]){__VA_ARGS__} / sizeof(uint64_t)))

static void expect_bounds(struct cursor *cursor, uint64_t first, uint64_t last)
{
    uint64_t first_kept, known;

    assert_int_equal(cursor_bounds(cursor, &first_kept, &known), 0);
    assert_int_equal(first_kept, first);
    assert_int_equal(known, last);
}

static void test_empty(void **state)
{
    (void)state;
    struct store *store = journal_store(NULL);
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(1, 0, "");
    struct taken taken = {.most = 64};

    assert_string_equal(cursor_epoch(cursor), store_epoch(store));
    expect_bounds(cursor, 1, 0);
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_END);
    assert_int_equal(taken.count, 0);
    cursor_close(cursor);
    store_close(store);
}

/* Three agencies, one of them corrected, and a file that is no report. */
static struct store *make_five(const struct store_options *options)
{
    struct store *store = journal_store(options);

    journal_add(store, "1", "小河镇", 2024);
    journal_add(store, "2", "小溪镇", 2023);
    journal_add(store, "3", NULL, 0);
    journal_add(store, "4", "小河镇", 2024);
    journal_add(store, "5", "小湖镇", 2024);
    return store;
}

static void test_read(void **state)
{
    (void)state;
    struct store *store = make_five(NULL);
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(2, 5, "");
    struct taken taken = {.most = 64};

    expect_bounds(cursor, 1, 5);
    assert_int_equal(cursor_read(cursor, &range, 2, take, &taken), CURSOR_MORE);
    EXPECT(&taken, 2, 3);
    assert_int_equal(range.next, 4);
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_END);
    EXPECT(&taken, 2, 3, 4, 5);
    assert_int_equal(range.next, 6);
    char *text = journal_text("SELECT event FROM events WHERE sequence = 5");
    assert_string_equal(taken.text, text);
    free(text);
    /* What is committed later is there at the next call. */
    journal_add(store, "6", NULL, 0);
    expect_bounds(cursor, 1, 6);
    range.last = 6;
    assert_int_equal(cursor_read(cursor, &range, 1, take, &taken), CURSOR_END);
    EXPECT(&taken, 2, 3, 4, 5, 6);
    cursor_close(cursor);
    store_close(store);
}

static void test_prefix(void **state)
{
    (void)state;
    struct store *store = make_five(NULL);
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(1, 5, "report/2024/valid/小河");
    struct taken taken = {.most = 64};

    assert_int_equal(cursor_read(cursor, &range, 1, take, &taken), CURSOR_MORE);
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_END);
    EXPECT(&taken, 1, 4);
    assert_int_equal(range.next, 6);
    range = range_of(1, 5, "report/2024/valid/小河镇 and so much longer than any topic is");
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_END);
    EXPECT(&taken, 1, 4);
    cursor_close(cursor);
    store_close(store);
}

static void test_latest(void **state)
{
    (void)state;
    struct store *store = make_five(NULL);
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(1, 5, "");
    struct taken taken = {.most = 64};

    range.latest = 1;
    while (cursor_read(cursor, &range, 1, take, &taken) == CURSOR_MORE)
        ;
    EXPECT(&taken, 2, 3, 4, 5);
    range = range_of(1, 4, "report/2024/");
    range.latest = 1;
    memset(&taken, 0, sizeof taken);
    taken.most = 64;
    assert_int_equal(cursor_read(cursor, &range, 9, take, &taken), CURSOR_END);
    EXPECT(&taken, 4);
    cursor_close(cursor);
    store_close(store);
}

/* What a reader has no room for comes again, be it the first or a later one. */
static void test_refused(void **state)
{
    (void)state;
    struct store *store = make_five(NULL);
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(1, 5, "");
    struct taken taken = {.most = 2};

    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_MORE);
    assert_int_equal(range.next, 3);
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_MORE);
    assert_int_equal(range.next, 3);
    taken.most = 64;
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_END);
    EXPECT(&taken, 1, 2, 3, 4, 5);
    cursor_close(cursor);
    store_close(store);
}

/* Behind an event that matched nothing the range moves on, however many rows a call looks at. */
static void test_long_way_without_a_match(void **state)
{
    (void)state;
    struct store *store = journal_store(NULL);
    char identity[32];
    int calls = 0;

    assert_int_equal(store_begin(store), 0);
    for (int i = 0; i < 5000; i++) {
        snprintf(identity, sizeof identity, "%d", i);
        struct job *job = journal_job(identity, NULL, 0);
        assert_int_equal(store_put(store, job), 0);
        job_free(job);
    }
    assert_int_equal(store_commit(store), 0);
    journal_add(store, "last", "小河镇", 2024);
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(1, 5001, "report/2024/");
    struct taken taken = {.most = 64};
    while (cursor_read(cursor, &range, 10, take, &taken) == CURSOR_MORE)
        calls++;
    assert_true(calls > 0);
    EXPECT(&taken, 5001);
    cursor_close(cursor);
    store_close(store);
}

/* What retention has deleted under a reader is told, and never passed over in silence. */
static void test_gone(void **state)
{
    (void)state;
    struct store_options options = journal_options();
    struct store *store;
    unsigned deleted;

    options.keep_events = 1;
    store = make_five(&options);
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(1, 5, "");
    struct taken taken = {.most = 64};
    assert_int_equal(cursor_read(cursor, &range, 1, take, &taken), CURSOR_MORE);
    while (store_retain(store, &deleted) > 0)
        ;
    expect_bounds(cursor, 4, 5); /* 1 and 3 went, 2 is the latest of its kind */
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_GONE);
    assert_int_equal(range.next, 2);
    EXPECT(&taken, 1);
    range.latest = 1;
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_END);
    EXPECT(&taken, 1, 2, 4, 5);
    cursor_close(cursor);
    store_close(store);
}

/* ---- beside a writer ---- */

struct writer {
    struct store *store;
    int count;
    int done;
    uv_mutex_t lock;
};

static void write_events(void *arg)
{
    struct writer *writer = arg;
    static char report[12000];
    char identity[32];

    memset(report, ' ', sizeof report - 1);
    report[0] = '{';
    report[sizeof report - 2] = '}';
    for (int i = 0; i < writer->count; i++) {
        snprintf(identity, sizeof identity, "%d", i);
        struct job *job = journal_job(identity, NULL, 0);
        free(job->report);
        job->report = strdup(report);
        job->report_size = strlen(report);
        if (store_begin(writer->store) == 0 && store_put(writer->store, job) == 0)
            store_commit(writer->store);
        job_free(job);
    }
    uv_mutex_lock(&writer->lock);
    writer->done = 1;
    uv_mutex_unlock(&writer->lock);
}

static int follow(void *arg, const struct cursor_event *event)
{
    uint64_t *last = arg;

    assert_int_equal(event->sequence, *last + 1);
    assert_true(event->text_size > 12000);
    assert_int_equal(event->text[event->text_size - 1], '}');
    *last = event->sequence;
    return 1;
}

static int is_done(struct writer *writer)
{
    uv_mutex_lock(&writer->lock);
    int done = writer->done;
    uv_mutex_unlock(&writer->lock);
    return done;
}

/* Reads without a pause while events are written; returns how many came. */
static uint64_t read_along(struct writer *writer)
{
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(1, 0, "");
    uint64_t first_kept, seen = 0, checked = 0;
    int done;

    do {
        done = is_done(writer);
        assert_int_equal(cursor_bounds(cursor, &first_kept, &range.last), 0);
        while (cursor_read(cursor, &range, 16, follow, &seen) == CURSOR_MORE)
            ;
        /* From the beginning over and over: the reader is always in the middle of something. */
        struct cursor_range again = range_of(1, range.last, "");
        for (checked = 0; checked < 64 && again.next <= again.last;)
            assert_true(cursor_read(cursor, &again, 16, follow, &checked) >= 0);
    } while (!done);
    cursor_close(cursor);
    return seen;
}

/* No reader, however busy, keeps the WAL from being copied back and used again. */
static void test_beside_a_writer(void **state)
{
    (void)state;
    struct writer writer = {.store = journal_store(NULL), .count = 8000};
    char wal[PATH_MAX];
    struct stat st;
    uv_thread_t thread;

    uv_mutex_init(&writer.lock);
    assert_int_equal(uv_thread_create(&thread, write_events, &writer), 0);
    uint64_t seen = read_along(&writer);
    uv_thread_join(&thread);
    uv_mutex_destroy(&writer.lock);
    assert_int_equal(store_last(writer.store), writer.count);
    assert_int_equal(seen, writer.count);
    /* All in all some 200 MB went through it. */
    assert_int_equal(stat(path_in(wal, journal_dir, "journal.db-wal"), &st), 0);
    assert_true(st.st_size <= 64 << 20);
    store_close(writer.store);
}

/* ---- what cannot be read ---- */

static void test_no_journal(void **state)
{
    (void)state;
    char error[256] = "";
    struct cursor *cursor;

    assert_int_equal(cursor_open(journal_path, &cursor, error, sizeof error), -1);
    assert_null(cursor);
    assert_true(strlen(error) > 0);
    write_text(journal_path, "this is certainly no database, only a text of some length\n");
    assert_int_equal(cursor_open(journal_path, &cursor, error, sizeof error), -1);
}

static void test_table_is_gone(void **state)
{
    (void)state;
    struct store *store = make_five(NULL);
    struct cursor *cursor = open_cursor();
    struct cursor_range range = range_of(1, 5, "");
    struct taken taken = {.most = 64};
    uint64_t first_kept, last;

    store_close(store);
    journal_change("DROP TABLE events");
    assert_int_equal(cursor_read(cursor, &range, 10, take, &taken), CURSOR_FAILED);
    assert_non_null(strstr(cursor_error(cursor), "no such table"));
    assert_int_equal(cursor_bounds(cursor, &first_kept, &last), -1);
    /* And no transaction is left open behind it. */
    journal_change("CREATE TABLE events (sequence INTEGER PRIMARY KEY, topic, event)");
    assert_int_equal(cursor_bounds(cursor, &first_kept, &last), 0);
    cursor_close(cursor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        JOURNAL_TEST(test_empty),      JOURNAL_TEST(test_read),
        JOURNAL_TEST(test_prefix),     JOURNAL_TEST(test_latest),
        JOURNAL_TEST(test_refused),    JOURNAL_TEST(test_long_way_without_a_match),
        JOURNAL_TEST(test_gone),       JOURNAL_TEST(test_beside_a_writer),
        JOURNAL_TEST(test_no_journal), JOURNAL_TEST(test_table_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
