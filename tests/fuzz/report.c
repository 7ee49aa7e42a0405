/*
 * The whole parser. Most of what is checked is read from the document, as a dashboard would: what
 * it says of its cells, findings and checks must agree with itself and with the identities.
 */
#include <stdlib.h>
#include <string.h>

#include "../../parser/identity.h"
#include "../../parser/nianbao.h"
#include "../../parser/statute.h"
#include "../../parser/text.h"
#include "bodies.h"

#define MAX_TEXT 80 /* characters of the source that are quoted */

static const struct nb_source source = {"input.txt", 1, NULL};

/* The cells of a document as it tells them. */
struct reading {
    struct nb_form form;
    struct nb_identities identities;
    unsigned char known[NB_MAX_CELLS], inferred[NB_MAX_CELLS];
    int64_t value[NB_MAX_CELLS]; /* of counts; no identity has other cells */
};

static json_int_t integer(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    FUZZ_HOLDS(json_is_integer(value));
    return json_integer_value(value);
}

static const char *string(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    FUZZ_HOLDS(value);
    return value;
}

static int is_null(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    FUZZ_HOLDS(value);
    return json_is_null(value);
}

static void check_words(const json_t *object, const char *key)
{
    size_t count = 0;
    if (is_null(object, key))
        return;
    for (const char *c = string(object, key); *c; c++) {
        FUZZ_HOLDS((unsigned char)*c >= ' ' && *c != 0x7F);
        count += (*c & 0xC0) != 0x80;
    }
    FUZZ_HOLDS(count <= MAX_TEXT);
}

static void check_line(const json_t *object, const char *key, size_t lines)
{
    if (!is_null(object, key))
        FUZZ_HOLDS(integer(object, key) >= 1 && (size_t)integer(object, key) <= lines);
}

/* ---- cells ---- */

static const struct nb_edition *edition_of(const json_t *document)
{
    if (is_null(document, "edition"))
        return NULL;
    for (int e = 0; e < NB_EDITIONS; e++)
        if (strcmp(nb_editions[e].id, string(document, "edition")) == 0)
            return &nb_editions[e];
    FUZZ_HOLDS(!"an edition that is known");
    return NULL;
}

static void read_cell(struct reading *r, const json_t *document, int cell)
{
    const char *table = r->form.edition->tables[r->form.places[cell].table].id;
    const struct nb_column *column = nb_form_column(&r->form, cell);
    const json_t *row =
        json_object_get(json_object_get(document, table), nb_form_row(&r->form, cell)->id);
    if (is_null(row, column->id))
        return;
    double value = json_number_value(json_object_get(row, column->id));
    FUZZ_HOLDS(json_is_number(json_object_get(row, column->id)));
    FUZZ_HOLDS(value < 1e15 && value > -1e15);
    FUZZ_HOLDS(value >= 0 || column->kind == NB_CHANGE);
    r->known[cell] = 1;
    if (column->kind == NB_COUNT || column->kind == NB_CHANGE)
        r->value[cell] = integer(row, column->id);
}

static void check_cells(struct reading *r, const json_t *document)
{
    const json_t *counts = json_object_get(document, "cells");
    const json_t *inferred = json_object_get(document, "inferred");
    int missing = 0;
    for (int cell = 0; cell < r->form.cell_count; cell++) {
        read_cell(r, document, cell);
        missing += !r->known[cell];
    }
    for (size_t i = 0; i < json_array_size(inferred); i++) {
        int cell = nb_form_cell(&r->form, json_string_value(json_array_get(inferred, i)));
        FUZZ_HOLDS(cell >= 0 && r->known[cell] && !r->inferred[cell]);
        r->inferred[cell] = 1;
    }
    FUZZ_HOLDS(integer(counts, "expected") == r->form.cell_count);
    FUZZ_HOLDS(integer(counts, "missing") == missing);
    FUZZ_HOLDS(integer(counts, "inferred") == (json_int_t)json_array_size(inferred));
    FUZZ_HOLDS(integer(counts, "read") + integer(counts, "inferred") + missing ==
               r->form.cell_count);
}

/* ---- identities ---- */

/* Whether all cells of an identity are known; their signed sum. */
static int is_decided(const struct reading *r, const struct nb_identity *identity, int64_t *sum)
{
    int decided = 1;
    *sum = 0;
    for (int i = identity->first; i < identity->first + identity->count; i++) {
        const struct nb_term *term = &r->identities.terms[i];
        decided &= r->known[term->cell];
        *sum += term->sign * r->value[term->cell];
    }
    return decided;
}

static int has_inferred(const struct reading *r, const struct nb_identity *identity)
{
    for (int i = identity->first; i < identity->first + identity->count; i++)
        if (r->inferred[r->identities.terms[i].cell])
            return 1;
    return 0;
}

/* What a document says of a family of identities is what its own cells say. */
static void check_family(const struct reading *r, const json_t *document, enum nb_code family)
{
    const json_t *checks =
        json_object_get(json_object_get(document, "checks"), nb_code_name((int)family));
    int hold = 0, fail = 0, all = 0;
    for (int i = 0; i < r->identities.count; i++) {
        const struct nb_identity *identity = &r->identities.list[i];
        int64_t sum;
        if (identity->family != family)
            continue;
        all++;
        if (!is_decided(r, identity, &sum))
            continue;
        hold += sum == 0;
        fail += sum != 0;
        FUZZ_HOLDS(sum == 0 || !has_inferred(r, identity));
    }
    FUZZ_HOLDS(integer(checks, "passed") == hold);
    FUZZ_HOLDS(integer(checks, "failed") >= fail); /* with cells unknown it can fail too */
    FUZZ_HOLDS(hold + integer(checks, "failed") + integer(checks, "undecided") == all);
}

/* A suspect changed to its value repairs every identity of its table that is decided. */
static void check_suspect(const struct reading *read, const json_t *finding)
{
    if (is_null(finding, "suspect"))
        return;
    struct reading changed = *read;
    int suspect = nb_form_cell(&changed.form, string(finding, "suspect"));
    FUZZ_HOLDS(suspect >= 0 && changed.known[suspect] && !changed.inferred[suspect]);
    FUZZ_HOLDS(integer(finding, "suspect_value") >= 0);
    FUZZ_HOLDS(integer(finding, "suspect_value") != changed.value[suspect]);
    changed.value[suspect] = integer(finding, "suspect_value");
    for (int i = 0; i < changed.identities.count; i++) {
        const struct nb_identity *identity = &changed.identities.list[i];
        int64_t sum;
        if (changed.form.places[identity->cell].table == changed.form.places[suspect].table &&
            is_decided(&changed, identity, &sum) && !has_inferred(&changed, identity))
            FUZZ_HOLDS(sum == 0);
    }
}

/* ---- the rest of the document ---- */

static int check_findings(const struct reading *r, const json_t *document, size_t lines)
{
    const json_t *findings = json_object_get(document, "findings"), *finding;
    size_t i;
    int errors = 0;
    FUZZ_HOLDS(json_is_array(findings));
    json_array_foreach(findings, i, finding)
    {
        FUZZ_HOLDS(nb_code_by_name(string(finding, "code")) >= 0);
        FUZZ_HOLDS(nb_severity_by_name(string(finding, "severity")) > NB_OFF);
        FUZZ_HOLDS(*string(finding, "message"));
        errors += strcmp(string(finding, "severity"), "error") == 0;
        check_words(finding, "text");
        check_line(finding, "line", lines);
        if (r->form.edition)
            check_suspect(r, finding);
    }
    return errors;
}

static void check_status(const json_t *document, int errors)
{
    const char *status = string(document, "status");
    const json_t *finding = json_array_get(json_object_get(document, "findings"), 0);
    if (strcmp(status, "unrecognized") == 0)
        FUZZ_HOLDS(errors == 1 && strncmp(string(finding, "code"), "input.", 6) == 0);
    else
        FUZZ_HOLDS(strcmp(status, errors ? "invalid" : "valid") == 0);
}

static void check_claims(const json_t *document, size_t lines)
{
    const json_t *claims = json_object_get(document, "claims"), *claim;
    size_t i;
    json_array_foreach(claims, i, claim)
    {
        FUZZ_HOLDS(integer(claim, "value") >= 0);
        FUZZ_HOLDS(json_array_size(json_object_get(claim, "cells")) > 0);
        check_words(claim, "text");
        check_line(claim, "line", lines);
    }
}

static void check_sections(const json_t *document, size_t lines)
{
    const json_t *sections = json_object_get(document, "sections"), *section;
    size_t i;
    json_int_t last = 0;
    unsigned seen = 0;
    json_array_foreach(sections, i, section)
    {
        json_int_t number = integer(section, "number");
        FUZZ_HOLDS(number >= 1 && number <= NB_SECTIONS && !(seen >> number & 1));
        FUZZ_HOLDS(integer(section, "line") >= last); /* two may stand inside of one line */
        seen |= 1u << number;
        last = integer(section, "line");
        check_words(section, "heading");
        check_line(section, "line", lines);
    }
}

static void check_document(const json_t *document, size_t lines)
{
    struct reading r;
    memset(&r, 0, sizeof r);
    const struct nb_edition *edition = edition_of(document);
    if (edition) {
        nb_form_init(&r.form, edition);
        nb_identities_init(&r.identities, &r.form);
        check_cells(&r, document);
        check_family(&r, document, NB_REQUESTS_BALANCE);
        check_family(&r, document, NB_REQUESTS_PROCESSED_SUM);
        check_family(&r, document, NB_REQUESTS_ROW_SUM);
        check_family(&r, document, NB_PROCEEDINGS_SUM);
    }
    check_status(document, check_findings(&r, document, lines));
    check_claims(document, lines);
    check_sections(document, lines);
}

static size_t lines_of(const uint8_t *data, size_t size)
{
    struct nb_arena arena;
    struct nb_text text;
    nb_arena_init(&arena);
    FUZZ_HOLDS(nb_text_init(&text, &arena, data, size) == 0);
    size_t lines = text.line_count;
    nb_arena_free(&arena);
    return lines;
}

/* The report for people: whole UTF-8, and nothing that a terminal would take for a command. */
static void check_text(const nb_report *report, enum nb_lang lang)
{
    char *text = nb_report_text(report, &source, lang, 0);
    json_t *whole = json_string(text);
    FUZZ_HOLDS(whole);
    for (const char *c = text; *c; c++)
        FUZZ_HOLDS((unsigned char)*c >= ' ' || *c == '\n');
    json_decref(whole);
    free(text);
}

static char *dump_of(const nb_report *report, enum nb_lang lang)
{
    json_t *document = nb_report_json(report, &source, lang);
    FUZZ_HOLDS(document);
    char *dump = json_dumps(document, NB_DUMP_FLAGS);
    FUZZ_HOLDS(dump);
    json_decref(document);
    return dump;
}

void fuzz_report(const uint8_t *data, size_t size)
{
    nb_report *report, *again;
    FUZZ_HOLDS(nb_parse(data, size, NULL, &report) == 0);
    FUZZ_HOLDS(nb_parse(data, size, NULL, &again) == 0);
    char *zh = dump_of(report, NB_ZH), *zh_again = dump_of(again, NB_ZH);
    char *en = dump_of(report, NB_EN);
    FUZZ_HOLDS(strcmp(zh, zh_again) == 0);
    json_t *document = json_loads(zh, JSON_REJECT_DUPLICATES, NULL);
    json_t *english = json_loads(en, JSON_REJECT_DUPLICATES, NULL);
    FUZZ_HOLDS(document && english);
    check_document(document, lines_of(data, size));
    json_decref(document);
    json_decref(english);
    check_text(report, NB_ZH);
    check_text(report, NB_EN);
    free(zh);
    free(zh_again);
    free(en);
    nb_report_free(report);
    nb_report_free(again);
}
