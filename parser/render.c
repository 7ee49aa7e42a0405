/* The report document as a text for people. */
#include <string.h>

#include "buffer.h"
#include "codebook.h"
#include "finding.h"
#include "report.h"

struct style {
    const char *bold, *dim, *reset;
    const char *of_severity[4];
};

static const struct style plain = {"", "", "", {"", "", "", ""}};
static const struct style coloured = {
    "\033[1m", "\033[2m", "\033[0m", {"", "\033[36m", "\033[33m", "\033[31m"}};

static const char *const statuses[2][3] = {
    {"合格", "有错误", "不是可读的年度报告"},
    {"valid", "has errors", "not readable as an annual report"},
};

/* A text in the making. */
struct text {
    struct nb_buffer out;
    const json_t *document;
    enum nb_lang lang;
    const struct style *style;
};

static void put(struct text *t, const char *string)
{
    nb_buffer_puts(&t->out, string);
}

/* The document's own words. */
static void put_foreign(struct text *t, const char *string, size_t limit)
{
    nb_buffer_foreign(&t->out, string, strlen(string), limit);
}

static const char *words(const struct text *t, const char *zh, const char *en)
{
    return t->lang == NB_EN ? en : zh;
}

static const char *string_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static int integer_at(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value >= 0 && value <= INT32_MAX ? (int)value : 0;
}

enum nb_status nb_document_status(const json_t *document)
{
    const char *name = string_at(document, "status");
    for (int status = NB_VALID; name && status < NB_UNRECOGNIZED; status++)
        if (strcmp(nb_status_name((enum nb_status)status), name) == 0)
            return (enum nb_status)status;
    return NB_UNRECOGNIZED;
}

static void put_head(struct text *t)
{
    const char *name = string_at(json_object_get(t->document, "source"), "name");
    const char *agency = string_at(t->document, "agency");
    int year = integer_at(t->document, "year");
    enum nb_status status = nb_document_status(t->document);
    put(t, t->style->bold);
    put_foreign(t, name ? name : "", 300);
    put(t, t->style->reset);
    put(t, "\n  ");
    if (agency || year) {
        put_foreign(t, agency ? agency : words(t, "（机关不明）", "(agency not known)"), 100);
        put(t, words(t, "  ", ", "));
        if (year)
            nb_buffer_printf(&t->out, "%d%s", year, words(t, "年", ""));
        else
            put(t, words(t, "年度不明", "year not known"));
        put(t, words(t, "  ", ", "));
    }
    put(t, t->style->of_severity[status == NB_VALID ? NB_OFF : NB_ERROR]);
    put(t, statuses[t->lang == NB_EN][status]);
    put(t, t->style->reset);
    put(t, "\n");
}

/*
 * What was compared. Of the checks across years nothing is said where there was no other year, as
 * when a file is checked by itself.
 */
static void count_checks(const json_t *document, int counts[3])
{
    static const char across_years[] = "history.";
    const char *family;
    json_t *check, *checks = json_object_get(document, "checks");
    json_object_foreach(checks, family, check)
    {
        int passed = integer_at(check, "passed"), failed = integer_at(check, "failed");
        if (strncmp(family, across_years, sizeof across_years - 1) == 0 && passed + failed == 0)
            continue;
        counts[NB_PASSED] += passed;
        counts[NB_FAILED] += failed;
        counts[NB_UNDECIDED] += integer_at(check, "undecided");
    }
}

static void put_evidence(struct text *t)
{
    int verdicts[3] = {0};
    const json_t *cells = json_object_get(t->document, "cells");
    if (nb_document_status(t->document) == NB_UNRECOGNIZED)
        return;
    count_checks(t->document, verdicts);
    nb_buffer_printf(&t->out,
                     t->lang == NB_EN ? "  cells: %d read, %d inferred, %d not known; "
                                      : "  数据：读出%d个，推出%d个，未知%d个；",
                     integer_at(cells, "read"), integer_at(cells, "inferred"),
                     integer_at(cells, "missing"));
    nb_buffer_printf(&t->out,
                     t->lang == NB_EN ? "checks: %d passed, %d failed, %d undecided\n"
                                      : "核对：相符%d项，不符%d项，无法核对%d项\n",
                     verdicts[NB_PASSED], verdicts[NB_FAILED], verdicts[NB_UNDECIDED]);
}

/* The edition that a finding rests on: that of the report, else the one that its year prescribes.
 */
static const struct nb_edition *edition_for(const struct text *t, int code)
{
    const char *id = string_at(t->document, "edition");
    for (int i = 0; id && code != NB_STRUCTURE_EDITION_MISMATCH && i < NB_EDITIONS; i++)
        if (strcmp(nb_editions[i].id, id) == 0)
            return &nb_editions[i];
    const struct nb_edition *due = nb_edition_for_year(integer_at(t->document, "year"));
    return due ? due : &nb_editions[0];
}

/* The article behind a finding, where there is one. */
static void put_basis(struct text *t, int code)
{
    const char *brief = code < 0 ? NULL : nb_bases[nb_codebook[code].basis].brief[t->lang];
    if (!brief)
        return;
    const char *form = strstr(brief, "{f}");
    put(t, words(t, "  依据：", "  under: "));
    nb_buffer_add(&t->out, brief, form ? (size_t)(form - brief) : strlen(brief));
    if (form) {
        put(t, edition_for(t, code)->document);
        put(t, form + strlen("{f}"));
    }
}

static int put_place(struct text *t, const json_t *finding)
{
    const json_t *place = json_object_get(finding, "where");
    const struct nb_where where = {
        .page = (uint32_t)integer_at(place, "page"),
        .table = (uint32_t)integer_at(place, "table"),
        .row = (uint32_t)integer_at(place, "row"),
        .paragraph = (uint32_t)integer_at(place, "paragraph"),
    };
    return nb_place_text(&t->out, string_at(json_object_get(t->document, "source"), "media_type"),
                         (uint32_t)integer_at(finding, "line"), &where, t->lang);
}

static void put_finding(struct text *t, const json_t *finding, enum nb_severity severity)
{
    const char *message = string_at(finding, "message");
    put(t, "  ");
    put(t, t->style->of_severity[severity]);
    put(t, nb_severity_word(severity, t->lang));
    put(t, t->style->reset);
    put(t, words(t, " ", ": "));
    if (put_place(t, finding))
        put(t, words(t, "：", ": "));
    put_foreign(t, message ? message : "", SIZE_MAX);
    put(t, "\n");
}

static void put_code(struct text *t, const json_t *finding)
{
    const char *code = string_at(finding, "code"), *source = string_at(finding, "text");
    put(t, "    ");
    put(t, t->style->dim);
    put(t, "[");
    put_foreign(t, code ? code : "", 100);
    put(t, "]");
    if (source) {
        put(t, words(t, " 原文：", " source: "));
        put_foreign(t, source, SIZE_MAX);
    }
    put_basis(t, code ? nb_code_by_name(code) : -1);
    put(t, t->style->reset);
    put(t, "\n");
}

/* The first finding of that severity from `*index` on, which becomes its index; or NULL. */
static const json_t *find(const json_t *findings, size_t *index, enum nb_severity severity)
{
    for (; *index < json_array_size(findings); ++*index) {
        const json_t *finding = json_array_get(findings, *index);
        const char *name = string_at(finding, "severity");
        if (name && strcmp(name, nb_severity_name(severity)) == 0)
            return finding;
    }
    return NULL;
}

/* Findings of one severity; of those alike that quote nothing, only the last one tells the code. */
static void put_findings(struct text *t, enum nb_severity severity)
{
    const json_t *findings = json_object_get(t->document, "findings");
    size_t index = 0;
    const json_t *f = find(findings, &index, severity), *next;
    for (; f; f = next) {
        index++;
        next = find(findings, &index, severity);
        put_finding(t, f, severity);
        if (string_at(f, "text") || !next || string_at(next, "text") ||
            !json_equal(json_object_get(f, "code"), json_object_get(next, "code")))
            put_code(t, f);
    }
}

char *nb_document_text(const json_t *document, enum nb_lang lang, int colour)
{
    struct text text = {.document = document, .lang = lang, .style = colour ? &coloured : &plain};
    nb_buffer_init(&text.out);
    put_head(&text);
    put_evidence(&text);
    for (int severity = NB_ERROR; severity > NB_OFF; severity--)
        put_findings(&text, (enum nb_severity)severity);
    return nb_buffer_detach(&text.out);
}

char *nb_report_text(const nb_report *report, const struct nb_source *source, enum nb_lang lang,
                     int colour)
{
    json_t *document = nb_report_json(report, source, lang);
    char *text = document ? nb_document_text(document, lang, colour) : NULL;
    json_decref(document);
    return text;
}
