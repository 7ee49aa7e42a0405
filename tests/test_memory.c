/*
 * Every allocation is made to fail, one after the other: what was called says so, crashes never and
 * leaks nothing.
 *
 * The sources of the parser that allocate are compiled into this program, with the calls of malloc
 * and its kin turned to the ones below; the linker then leaves the library's copies out. In place
 * of the arena stands one that takes every object from malloc by itself, so that each of them can
 * fail, and a sanitizer sees a step from one into the next.
 */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures.h"

static long left = -1; /* allocations that succeed before one fails; -1: all do */
static long refused;   /* how many failed */
static long live;      /* how many are not freed yet */

static int refuse(void)
{
    if (left < 0 || left-- > 0)
        return 0;
    refused++;
    return 1;
}

static void *counted(void *memory)
{
    live += memory != NULL;
    return memory;
}

static void *try_malloc(size_t size)
{
    return refuse() ? NULL : counted(malloc(size));
}

static void *try_calloc(size_t count, size_t size)
{
    return refuse() ? NULL : counted(calloc(count, size));
}

static void *try_realloc(void *memory, size_t size)
{
    if (refuse())
        return NULL;
    void *grown = realloc(memory, size);
    live += !memory && grown;
    return grown;
}

static void try_free(void *memory)
{
    live -= memory != NULL;
    free(memory);
}

#define malloc  try_malloc
#define calloc  try_calloc
#define realloc try_realloc
#define free    try_free

#include "../parser/agency.c"
#include "../parser/buffer.c"
#include "../parser/report.c"
#include "../parser/result.c"

/* ---- an arena whose objects stand alone ---- */

struct nb_arena_block {
    struct nb_arena_block *next;
    _Alignas(max_align_t) unsigned char bytes[];
};

void nb_arena_init(struct nb_arena *arena)
{
    arena->blocks = NULL;
}

void nb_arena_free(struct nb_arena *arena)
{
    while (arena->blocks) {
        struct nb_arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

void *nb_arena_raw(struct nb_arena *arena, size_t count, size_t size)
{
    struct nb_arena_block *block = malloc(sizeof *block + count * size);
    if (!block)
        return NULL;
    block->next = arena->blocks;
    arena->blocks = block;
    return block->bytes;
}

void *nb_arena_alloc(struct nb_arena *arena, size_t count, size_t size)
{
    void *object = nb_arena_raw(arena, count, size);
    return object ? memset(object, 0, count * size) : NULL;
}

char *nb_arena_string(struct nb_arena *arena, const char *bytes, size_t length)
{
    char *copy = nb_arena_raw(arena, length + 1, 1);
    if (!copy)
        return NULL;
    memcpy(copy, length ? bytes : "", length);
    copy[length] = '\0';
    return copy;
}

/* ---- the calls ---- */

struct sample {
    const char *path;
    struct bytes text;
    nb_report *report;         /* for the calls that need one */
    json_t *before, *document; /* for those of the history */
};

/* A call: returns 0, or -1 when it says that memory ran out. It frees what it made. */
typedef int call(struct sample *sample);

static int call_parse(struct sample *sample)
{
    nb_report *report = NULL;
    if (nb_parse(sample->text.data, sample->text.size, NULL, &report)) {
        assert_null(report);
        return -1;
    }
    nb_report_free(report);
    return 0;
}

static int call_reject(struct sample *sample)
{
    nb_report *report = NULL;
    (void)sample;
    if (nb_reject(NB_INPUT_TOO_LARGE, "30 MB", "30 MB", NULL, &report)) {
        assert_null(report);
        return -1;
    }
    nb_report_free(report);
    return 0;
}

static int call_json(struct sample *sample)
{
    static const struct nb_source source = {"报告.txt", 7, NULL};
    json_t *document = nb_report_json(sample->report, &source, NB_ZH);
    json_decref(document);
    return document ? 0 : -1;
}

static int call_text(struct sample *sample)
{
    static const struct nb_source source = {"报告.txt", 7, NULL};
    char *text = nb_report_text(sample->report, &source, NB_EN, 1);
    free(text);
    return text ? 0 : -1;
}

static int call_key(struct sample *sample)
{
    static const char *const prefixes[] = {"云岫县", "云州市云岫县", NULL};
    (void)sample;
    char *key = nb_agency_key("云州市云岫县（小河镇）人民政府", prefixes);
    free(key);
    return key ? 0 : -1;
}

static int call_document_text(struct sample *sample)
{
    char *text = nb_document_text(sample->document, NB_ZH, 1);
    free(text);
    return text ? 0 : -1;
}

static int call_history(struct sample *sample)
{
    json_t *document = json_deep_copy(sample->document);
    int result = document ? nb_history_judge(document, sample->before, NULL, NB_ZH) : -1;
    json_decref(document);
    return result < 0 ? -1 : 0;
}

/* Makes the call with the first allocation failing, then the second, …, until none is left to. */
static void check_call(const char *name, call *make, struct sample *sample)
{
    long before = live, failing = 0;
    for (refused = 1; refused; failing++) {
        left = failing;
        refused = 0;
        int result = make(sample);
        left = -1;
        if (refused && result == 0)
            fail_msg("%s, %s: allocation %ld failed and nobody noticed", sample->path, name,
                     failing);
        if (!refused && result != 0)
            fail_msg("%s, %s: failed with all the memory it asked for", sample->path, name);
        if (live != before)
            fail_msg("%s, %s: allocation %ld failed, %ld were not freed", sample->path, name,
                     failing, live - before);
    }
    assert_true(failing > 1);
}

static void check_sample(const char *path, struct bytes text, int whole)
{
    struct sample sample = {.path = path, .text = text};
    check_call("parse", call_parse, &sample);
    assert_int_equal(nb_parse(text.data, text.size, NULL, &sample.report), 0);
    check_call("text", call_text, &sample);
    if (whole)
        check_call("JSON", call_json, &sample);
    nb_report_free(sample.report);
}

static void test_fixtures(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int whole; /* JSON too, which takes thousands of allocations */
    } samples[] = {
        {"tests/data/wrong_cell.txt", 1},      {"tests/data/edition_2019.txt", 1},
        {"tests/data/nul_bytes.txt", 0},       {"tests/data/privacy.txt", 0},
        {"tests/data/malformed_cells.txt", 0}, {"tests/data/claim_mismatch.txt", 0},
        {"tests/data/extra_row.txt", 0},       {"tests/data/truncated.txt", 0},
        {"tests/data/wrong_year.txt", 0},      {"tests/data/sections_swapped.txt", 0},
        {"tests/data/wrong_form.txt", 0},      {"tests/data/title_missing.txt", 0},
        {"tests/data/section4_lost.txt", 0},   {"tests/data/ambiguous.txt", 0},
        {"tests/data/not_a_report.txt", 1},    {"tests/data/binary.bin", 1},
        {"tests/data/empty.txt", 1},           {"tests/data/old_form.txt", 0},
        {"tests/data/markdown.md", 0},         {"tests/data/no_fee_statement.txt", 0},
    };
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct bytes text = fixture_read(samples[i].path);
        check_sample(samples[i].path, text, samples[i].whole);
        (free)(text.data);
    }
}

/* A text that is turned away for its bytes, and a report without a table. */
static void test_others(void **state)
{
    (void)state;
    static char bad[] = "\xFF\xFE\xFD\xFC\xFB\xFA\xF9\xF8\xF7\xF6小河镇";
    static char headings[] =
        "小河镇2020年政府信息公开工作年度报告\n一、总体情况\n全年收到政府信息公开申请3件。\n"
        "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
        "四、政府信息公开行政复议、行政诉讼情况\n六、其他需要报告的事项\n";
    static char gbk[] = "\xD0\xA1\xBA\xD3\xD5\xF2\xC4\xEA\xB6\xC8\xB1\xA8\xB8\xE6\xFF\0";
    check_sample("a text in GBK", (struct bytes){gbk, sizeof gbk - 1}, 1);
    check_sample("bytes that are no text", (struct bytes){bad, sizeof bad - 1}, 1);
    check_sample("headings", (struct bytes){headings, sizeof headings - 1}, 1);
}

static void test_reject(void **state)
{
    (void)state;
    struct sample sample = {.path = "a file that is too large"};
    check_call("reject", call_reject, &sample);
}

static void test_agency(void **state)
{
    (void)state;
    struct sample sample = {.path = "an agency"};
    check_call("key", call_key, &sample);
}

static void test_history(void **state)
{
    (void)state;
    struct bytes text = fixture_read("tests/data/wrong_cell.txt");
    struct sample sample = {.path = "two years"};
    sample.document = fixture_parse("now.txt", text.data, text.size);
    sample.before = json_deep_copy(sample.document);
    json_object_set_new(sample.before, "year", json_integer(2022));
    assert_int_equal(nb_history_judge(sample.document, sample.before, NULL, NB_ZH), 1);
    check_call("text of a document", call_document_text, &sample);
    check_call("history", call_history, &sample);
    json_decref(sample.before);
    json_decref(sample.document);
    (free)(text.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixtures), cmocka_unit_test(test_others),
        cmocka_unit_test(test_reject),   cmocka_unit_test(test_agency),
        cmocka_unit_test(test_history),
    };
    json_set_alloc_funcs(try_malloc, try_free);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
