/* A report document beside that of the year before. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "codebook.h"
#include "json.h"
#include "report.h"
#include "succession.h"

#define COUNT_LIMIT INT64_C(1000000000000000) /* 10 to the power of NB_MAX_DIGITS */

/* The cells of two documents, and what is found. */
struct history {
    struct nb_report *now, *before; /* as far as a document tells; `before` NULL: not known */
};

/* ---- documents ------------------------------------------------------------------------------ */

static int year_of(const json_t *document)
{
    json_int_t year = json_integer_value(json_object_get(document, "year"));
    return year > 0 && year < 10000 ? (int)year : 0;
}

/* The edition of a document that is a report with tables, and made as it should be, or NULL. */
static const struct nb_edition *edition_of(const json_t *document)
{
    const char *id = json_string_value(json_object_get(document, "edition"));
    const char *status = json_string_value(json_object_get(document, "status"));
    if (!id || !status || strcmp(status, nb_status_name(NB_UNRECOGNIZED)) == 0 ||
        !json_is_array(json_object_get(document, "findings")) ||
        !json_is_object(json_object_get(document, "checks")))
        return NULL;
    for (int i = 0; i < NB_EDITIONS; i++)
        if (strcmp(nb_editions[i].id, id) == 0)
            return &nb_editions[i];
    return NULL;
}

/* Counts only: decimals are bound to nothing. */
static void take_cells(struct nb_report *report, const json_t *document)
{
    const struct nb_form *form = &report->form;
    for (int cell = 0; cell < form->cell_count; cell++) {
        const char *table = form->edition->tables[form->places[cell].table].id;
        const json_t *row =
            json_object_get(json_object_get(document, table), nb_form_row(form, cell)->id);
        const json_t *value = json_object_get(row, nb_form_column(form, cell)->id);
        json_int_t number = json_integer_value(value);
        if (json_is_integer(value) && number >= 0 && number < COUNT_LIMIT) {
            report->cells[cell].state = NB_READ;
            report->cells[cell].value = number;
        }
    }
    size_t index;
    json_t *id, *inferred = json_object_get(document, "inferred");
    json_array_foreach(inferred, index, id)
    {
        int cell = json_is_string(id) ? nb_form_cell(form, json_string_value(id)) : -1;
        if (cell >= 0 && report->cells[cell].state == NB_READ)
            report->cells[cell].state = NB_INFERRED;
    }
}

/* What a document tells as a report; NULL when memory ran out. */
static struct nb_report *take_document(const json_t *document, const struct nb_edition *edition,
                                       const struct nb_options *options)
{
    struct nb_report *report = nb_report_new(options);
    if (!report)
        return NULL;
    report->year = year_of(document);
    nb_form_init(&report->form, edition);
    nb_identities_init(&report->identities, &report->form);
    take_cells(report, document);
    return report;
}

/* ---- findings ------------------------------------------------------------------------------- */

static void take_amount(struct nb_amount *amount, int known, int64_t value)
{
    *amount = (struct nb_amount){known, value, 0};
}

static const char *inferred_words(const struct nb_cell *cell, enum nb_lang lang)
{
    if (cell->state != NB_INFERRED)
        return "";
    return lang == NB_EN ? " (inferred)" : "（推出）";
}

/* Puts a string into the report's arena. */
static const char *keep(struct nb_report *report, struct nb_buffer *buffer)
{
    char *copy =
        buffer->failed ? NULL : nb_arena_string(&report->arena, buffer->bytes, buffer->length);
    report->failed |= !copy;
    nb_buffer_free(buffer);
    return copy;
}

static const char *carried_words(struct history *h, const struct nb_succession *s,
                                 enum nb_lang lang)
{
    const struct nb_cell *former = &h->before->cells[s->former];
    const struct nb_row *row = nb_form_row(&h->before->form, s->former);
    struct nb_buffer words;
    nb_buffer_init(&words);
    if (lang == NB_EN)
        nb_buffer_printf(&words, "\"%s\" in that column of the report for %d is %" PRId64 "%s",
                         row->en, h->before->year, former->value, inferred_words(former, lang));
    else
        nb_buffer_printf(&words, "%d年报告“%s”行同一列是%" PRId64 "%s", h->before->year, row->zh,
                         former->value, inferred_words(former, lang));
    return keep(h->now, &words);
}

static const char *stock_words(struct history *h, const struct nb_succession *s, enum nb_lang lang)
{
    const struct nb_column *gain = nb_form_column(&h->now->form, s->gain);
    const struct nb_column *loss = nb_form_column(&h->now->form, s->loss);
    struct nb_buffer words;
    nb_buffer_init(&words);
    if (lang == NB_EN)
        nb_buffer_printf(
            &words, "%" PRId64 " in the report for %d + %" PRId64 " %s - %" PRId64 " %s",
            h->before->cells[s->former].value, h->before->year, h->now->cells[s->gain].value,
            gain->en, h->now->cells[s->loss].value, loss->en);
    else
        nb_buffer_printf(&words, "%d年报告同一格是%" PRId64 "，加“%s”%" PRId64 "，减“%s”%" PRId64,
                         h->before->year, h->before->cells[s->former].value, gain->zh,
                         h->now->cells[s->gain].value, loss->zh, h->now->cells[s->loss].value);
    return keep(h->now, &words);
}

static void add_finding(struct history *h, const struct nb_succession *s, int64_t expected)
{
    struct nb_report *now = h->now;
    struct nb_finding *f = nb_report_add(now, s->family, 0);
    if (!f)
        return;
    nb_finding_cells(now, f, &s->cell, 1);
    take_amount(&f->actual, 1, now->cells[s->cell].value);
    take_amount(&f->expected, expected >= 0, expected);
    const char *(*words)(struct history *, const struct nb_succession *, enum nb_lang) =
        s->gain < 0 ? carried_words : stock_words;
    f->detail_zh = words(h, s, NB_ZH);
    f->detail_en = words(h, s, NB_EN);
}

/* ---- judging -------------------------------------------------------------------------------- */

static int is_known(const struct nb_report *report, int cell)
{
    return cell >= 0 && report->cells[cell].state != NB_MISSING;
}

/* `*expected` is what the cell has to be, where all is known. */
static enum nb_verdict judge_one(const struct history *h, const struct nb_succession *s,
                                 int64_t *expected)
{
    const struct nb_report *now = h->now;
    int moves = s->gain >= 0;
    if (!h->before || !is_known(h->before, s->former) || !is_known(now, s->cell) ||
        (moves && (!is_known(now, s->gain) || !is_known(now, s->loss))))
        return NB_UNDECIDED;
    *expected = h->before->cells[s->former].value;
    if (moves)
        *expected += now->cells[s->gain].value - now->cells[s->loss].value;
    return *expected == now->cells[s->cell].value ? NB_PASSED : NB_FAILED;
}

/*
 * Whether `value` in that cell would satisfy every identity of the report itself that fails, at
 * least one, and break none that holds.
 */
static int repairs(const struct nb_report *report, int cell, int64_t value)
{
    unsigned char read[NB_MAX_CELLS];
    int64_t was[NB_MAX_CELLS], becomes[NB_MAX_CELLS], sum;
    int failed = 0;
    for (int i = 0; i < NB_MAX_CELLS; i++) {
        read[i] = report->cells[i].state == NB_READ;
        was[i] = becomes[i] = report->cells[i].value;
    }
    becomes[cell] = value;
    for (int i = 0; i < report->identities.count; i++) {
        enum nb_verdict before = nb_identity_judge(&report->identities, i, read, was, &sum);
        enum nb_verdict after = nb_identity_judge(&report->identities, i, read, becomes, &sum);
        if (before != NB_UNDECIDED && after != NB_PASSED)
            return 0;
        failed += before == NB_FAILED;
    }
    return failed > 0;
}

/*
 * Only the cell itself can mend what it carries over, so it is the suspect where it is the only one
 * of its row and the report's own identities accuse it, too. Without them it may as well be the
 * year before that is wrong.
 */
static void find_suspect(struct nb_report *report)
{
    if (report->checks[NB_CHECK_CARRY_OVER][NB_FAILED] != 1)
        return;
    for (struct nb_finding *f = report->findings; f && f->cells; f = f->next) {
        if (f->code != NB_HISTORY_CARRY_OVER || !repairs(report, f->cells[0], f->expected.value))
            continue;
        f->suspect = f->cells[0];
        f->suspect_value = f->expected.value;
    }
}

static void judge(struct history *h)
{
    struct nb_succession list[NB_MAX_SUCCESSIONS];
    int count = nb_successions(list, &h->now->form, h->before ? &h->before->form : NULL);
    for (int i = 0; i < count; i++) {
        int64_t expected = 0;
        enum nb_verdict verdict = judge_one(h, &list[i], &expected);
        h->now->checks[nb_check_of(list[i].family)][verdict]++;
        if (verdict == NB_FAILED)
            add_finding(h, &list[i], expected);
    }
    find_suspect(h->now);
}

/* ---- the document --------------------------------------------------------------------------- */

static int is_history(const json_t *finding)
{
    const char *code = json_string_value(json_object_get(finding, "code"));
    int known = code ? nb_code_by_name(code) : -1;
    return known == NB_HISTORY_CARRY_OVER || known == NB_HISTORY_IN_FORCE;
}

/* The document's findings history.*, taken out of it; NULL when memory ran out. */
static json_t *take_out(json_t *findings)
{
    json_t *taken = json_array();
    int failed = !taken;
    for (size_t i = 0; !failed && i < json_array_size(findings);) {
        json_t *finding = json_array_get(findings, i);
        if (is_history(finding))
            failed = json_array_append(taken, finding) || json_array_remove(findings, i);
        else
            i++;
    }
    if (failed)
        json_decref(taken);
    return failed ? NULL : taken;
}

/* The new findings; NULL when memory ran out. */
static json_t *made_anew(const struct nb_report *report, enum nb_lang lang)
{
    json_t *made = json_array();
    int failed = !made || report->failed;
    for (const struct nb_finding *f = report->findings; f && !failed; f = f->next)
        failed = json_array_append_new(made, nb_finding_json(report, f, lang)) != 0;
    if (failed)
        json_decref(made);
    return failed ? NULL : made;
}

/* An unrecognized document never comes here. */
static int set_status(json_t *document)
{
    enum nb_status status = NB_VALID;
    size_t index;
    json_t *finding, *findings = json_object_get(document, "findings");
    json_array_foreach(findings, index, finding)
    {
        const char *severity = json_string_value(json_object_get(finding, "severity"));
        if (severity && strcmp(severity, nb_severity_name(NB_ERROR)) == 0)
            status = NB_INVALID;
    }
    return json_object_set_new(document, "status", json_string(nb_status_name(status)));
}

/* Puts what was found into the document. Returns like nb_history_judge(). */
static int put_findings(json_t *document, const struct nb_report *report, enum nb_lang lang)
{
    json_t *findings = json_object_get(document, "findings");
    json_t *checks = json_object_get(document, "checks");
    json_t *taken = take_out(findings), *made = made_anew(report, lang);
    int failed = !taken || !made || json_array_extend(findings, made) || set_status(document);
    for (int check = NB_CHECK_CARRY_OVER; check <= NB_CHECK_IN_FORCE; check++)
        failed |= nb_check_set(checks, (enum nb_check)check, report->checks[check]) != 0;
    int changed = !failed && !json_equal(taken, made);
    json_decref(taken);
    json_decref(made);
    return failed ? -1 : changed;
}

int nb_history_judge(json_t *document, const json_t *before, const struct nb_options *options,
                     enum nb_lang lang)
{
    const struct nb_edition *edition = edition_of(document);
    const struct nb_edition *former = before ? edition_of(before) : NULL;
    struct history h = {NULL, NULL};
    if (!edition)
        return 0;
    if (former && year_of(before) && year_of(before) + 1 == year_of(document))
        h.before = take_document(before, former, options);
    else
        former = NULL;
    h.now = take_document(document, edition, options);
    int result = -1;
    if (h.now && (h.before || !former)) {
        judge(&h);
        result = put_findings(document, h.now, lang);
    }
    nb_report_free(h.before);
    nb_report_free(h.now);
    return result;
}
