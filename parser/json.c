/* The report document. Keys and their order are those of the schema in etc/schema. */
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "finding.h"
#include "json.h"
#include "report.h"

/* A document in the making. Every value goes in through set() or append(), which note failures. */
struct maker {
    const nb_report *report;
    enum nb_lang lang;
    int edition_known;
    int failed; /* memory ran out */
};

/* Takes `value`, which is NULL where memory ran out; so may `object` be. */
static void set(struct maker *m, json_t *object, const char *key, json_t *value)
{
    m->failed |= json_object_set_new_nocheck(object, key, value) != 0;
}

static void append(struct maker *m, json_t *array, json_t *value)
{
    m->failed |= json_array_append_new(array, value) != 0;
}

static json_t *string_or_null(const char *string)
{
    return string ? json_string_nocheck(string) : json_null();
}

static json_t *amount(int known, int64_t value, unsigned char scale)
{
    if (!known)
        return json_null();
    if (scale == 0)
        return json_integer(value);
    double divisor = 1;
    for (int i = 0; i < scale; i++)
        divisor *= 10;
    return json_real((double)value / divisor); /* both exact: the nearest double to the decimal */
}

/* A string made by one of the put functions, or null. */
static json_t *built(struct nb_buffer *buffer)
{
    nb_buffer_add(buffer, "", 0);
    json_t *string = buffer->failed ? NULL : json_stringn_nocheck(buffer->bytes, buffer->length);
    nb_buffer_free(buffer);
    return string;
}

static json_t *source_json(struct maker *m, const struct nb_source *source)
{
    const nb_report *report = m->report;
    struct nb_buffer name;
    nb_buffer_init(&name);
    if (source && source->name)
        nb_buffer_foreign(&name, source->name, strlen(source->name), SIZE_MAX);
    json_t *object = json_object();
    set(m, object, "name", built(&name));
    set(m, object, "size", json_integer(source ? (json_int_t)source->size : 0));
    set(m, object, "sha256", string_or_null(source ? source->sha256 : NULL));
    set(m, object, "media_type", string_or_null(report->media_type));
    set(m, object, "charset", string_or_null(report->charset));
    return object;
}

static json_t *date_json(const struct nb_date *date)
{
    char text[48];
    snprintf(text, sizeof text, "%04d-%02d-%02d", date->year, date->month, date->day);
    return json_string_nocheck(text);
}

static json_t *period_json(struct maker *m)
{
    const nb_report *report = m->report;
    if (!report->from.year)
        return json_null();
    json_t *object = json_object();
    set(m, object, "from", date_json(&report->from));
    set(m, object, "to", date_json(&report->to));
    return object;
}

static json_t *number_or_null(uint32_t number)
{
    return number ? json_integer(number) : json_null();
}

/* The place of something: a line, or, in a document, a page, table, row or paragraph. */
static void set_place(struct maker *m, json_t *object, uint32_t line, const struct nb_where *where)
{
    set(m, object, "line", number_or_null(line));
    if (!nb_where_is_known(where)) {
        set(m, object, "where", json_null());
        return;
    }
    json_t *place = json_object();
    set(m, place, "page", number_or_null(where->page));
    set(m, place, "table", number_or_null(where->table));
    set(m, place, "row", number_or_null(where->row));
    set(m, place, "paragraph", number_or_null(where->paragraph));
    set(m, object, "where", place);
}

static json_t *sections_json(struct maker *m)
{
    const nb_report *report = m->report;
    json_t *array = json_array();
    for (int i = 0; i < report->section_count; i++) {
        const struct nb_section_found *s = &report->sections[i];
        json_t *object = json_object();
        set(m, object, "number", json_integer(s->number));
        set(m, object, "printed", s->printed ? json_integer(s->printed) : json_null());
        set(m, object, "heading", json_string_nocheck(s->heading));
        set_place(m, object, s->line, &s->where);
        append(m, array, object);
    }
    return array;
}

static json_t *table_json(struct maker *m, int t)
{
    const nb_report *report = m->report;
    if (!m->edition_known)
        return json_null();
    const struct nb_form *form = &report->form;
    const struct nb_table *table = &form->edition->tables[t];
    json_t *object = json_object();
    for (int r = 0; r < table->row_count; r++) {
        const struct nb_row *row = &table->rows[r];
        if (!row->column_count)
            continue;
        json_t *columns = json_object();
        for (int c = 0; c < row->column_count; c++) {
            const struct nb_cell *cell = &report->cells[form->first[t][r] + c];
            set(m, columns, row->columns[c].id,
                amount(cell->state != NB_MISSING, cell->value, cell->scale));
            if (row->columns[c].kind == NB_DECIMAL)
                set(m, columns, "amount_unit", string_or_null(report->amount_unit));
        }
        set(m, object, row->id, columns);
    }
    return object;
}

static json_t *cell_id_json(const nb_report *report, int cell)
{
    struct nb_buffer id;
    nb_buffer_init(&id);
    nb_cell_id(&id, &report->form, cell);
    return built(&id);
}

static json_t *cell_ids_json(struct maker *m, const short *cells, int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++)
        append(m, array, cell_id_json(m->report, cells[i]));
    return array;
}

static json_t *counts_json(struct maker *m)
{
    const nb_report *report = m->report;
    static const char *const names[] = {"missing", "read", "inferred"};
    int counts[3] = {0}, expected = m->edition_known ? report->form.cell_count : 0;
    for (int cell = 0; cell < expected; cell++)
        counts[report->cells[cell].state]++;
    json_t *object = json_object();
    set(m, object, "expected", json_integer(expected));
    for (int i = NB_READ; i <= NB_INFERRED; i++)
        set(m, object, names[i], json_integer(counts[i]));
    set(m, object, names[NB_MISSING], json_integer(counts[NB_MISSING]));
    return object;
}

static json_t *inferred_json(struct maker *m)
{
    const nb_report *report = m->report;
    json_t *array = json_array();
    for (int cell = 0; cell < report->form.cell_count; cell++)
        if (report->cells[cell].state == NB_INFERRED)
            append(m, array, cell_id_json(report, cell));
    return array;
}

static json_t *claims_json(struct maker *m)
{
    const nb_report *report = m->report;
    json_t *array = json_array();
    for (const struct nb_claim *claim = report->claims; claim; claim = claim->next) {
        json_t *object = json_object();
        set(m, object, "cells", cell_ids_json(m, claim->cells, claim->cell_count));
        set(m, object, "value", json_integer(claim->value));
        set_place(m, object, claim->line, &claim->where);
        set(m, object, "text", string_or_null(claim->text));
        append(m, array, object);
    }
    return array;
}

static json_t *finding_json(struct maker *m, const struct nb_finding *f)
{
    const nb_report *report = m->report;
    struct nb_buffer message;
    nb_buffer_init(&message);
    nb_finding_message(&message, report, f, m->lang);
    json_t *object = json_object();
    set(m, object, "code", json_string_nocheck(nb_code_name((int)f->code)));
    set(m, object, "severity", json_string_nocheck(nb_severity_name(f->severity)));
    if (f->overridden)
        set(m, object, "severity_overridden", json_true());
    set(m, object, "cells", cell_ids_json(m, f->cells, f->cell_count));
    set(m, object, "expected", amount(f->expected.known, f->expected.value, f->expected.scale));
    set(m, object, "actual", amount(f->actual.known, f->actual.value, f->actual.scale));
    set(m, object, "suspect", f->suspect < 0 ? json_null() : cell_id_json(report, f->suspect));
    set(m, object, "suspect_value", f->suspect < 0 ? json_null() : json_integer(f->suspect_value));
    set_place(m, object, f->line, &f->where);
    set(m, object, "text", string_or_null(f->text));
    set(m, object, "message", built(&message));
    return object;
}

json_t *nb_finding_json(const struct nb_report *report, const struct nb_finding *finding,
                        enum nb_lang lang)
{
    struct maker maker = {.report = report, .lang = lang};
    json_t *object = finding_json(&maker, finding);
    if (maker.failed) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *findings_json(struct maker *m)
{
    json_t *array = json_array();
    for (const struct nb_finding *f = m->report->findings; f; f = f->next)
        append(m, array, finding_json(m, f));
    return array;
}

int nb_check_set(json_t *checks, enum nb_check check, const int counts[3])
{
    static const char *const names[NB_CHECKS] = {"requests.balance",
                                                 "requests.processed_sum",
                                                 "requests.row_sum",
                                                 "proceedings.sum",
                                                 "claim",
                                                 "history.carry_over",
                                                 "history.in_force"};
    json_t *object = json_pack("{s:i, s:i, s:i}", "passed", counts[NB_PASSED], "failed",
                               counts[NB_FAILED], "undecided", counts[NB_UNDECIDED]);
    return json_object_set_new_nocheck(checks, names[check], object);
}

static json_t *checks_json(struct maker *m)
{
    json_t *object = json_object();
    for (int check = 0; check < NB_CHECKS; check++)
        m->failed |= nb_check_set(object, (enum nb_check)check, m->report->checks[check]) != 0;
    return object;
}

json_t *nb_report_json(const nb_report *report, const struct nb_source *source, enum nb_lang lang)
{
    struct maker maker = {report, lang, report->identities.count > 0, 0}, *m = &maker;
    const char *edition = m->edition_known ? report->form.edition->id : NULL;
    json_t *object = json_object();
    set(m, object, "schema_version", json_string_nocheck(NB_SCHEMA_VERSION));
    set(m, object, "ruleset", json_string_nocheck(NB_RULESET));
    set(m, object, "source", source_json(m, source));
    set(m, object, "status", json_string_nocheck(nb_status_name(report->status)));
    set(m, object, "edition", string_or_null(edition));
    set(m, object, "agency", string_or_null(report->agency));
    set(m, object, "year", report->year ? json_integer(report->year) : json_null());
    set(m, object, "title", string_or_null(report->title));
    set(m, object, "period", period_json(m));
    set(m, object, "sections", sections_json(m));
    for (int t = 0; t < NB_TABLES; t++)
        set(m, object, nb_editions[0].tables[t].id, table_json(m, t));
    set(m, object, "cells", counts_json(m));
    set(m, object, "inferred", inferred_json(m));
    set(m, object, "claims", claims_json(m));
    set(m, object, "findings", findings_json(m));
    set(m, object, "checks", checks_json(m));
    if (m->failed) {
        json_decref(object);
        return NULL;
    }
    return object;
}
