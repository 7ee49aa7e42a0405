/* The report document. Keys and their order are those of the schema in etc/schema. */
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "finding.h"
#include "report.h"

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

static json_t *source_json(const nb_report *report, const struct nb_source *source)
{
    struct nb_buffer name;
    nb_buffer_init(&name);
    if (source && source->name)
        nb_buffer_foreign(&name, source->name, strlen(source->name), SIZE_MAX);
    json_t *object = json_object();
    json_object_set_new_nocheck(object, "name", built(&name));
    json_object_set_new_nocheck(object, "size",
                                json_integer(source ? (json_int_t)source->size : 0));
    json_object_set_new_nocheck(object, "sha256", string_or_null(source ? source->sha256 : NULL));
    json_object_set_new_nocheck(object, "media_type", string_or_null(report->media_type));
    json_object_set_new_nocheck(object, "charset", string_or_null(report->charset));
    return object;
}

static json_t *date_json(const struct nb_date *date)
{
    char text[48];
    snprintf(text, sizeof text, "%04d-%02d-%02d", date->year, date->month, date->day);
    return json_string_nocheck(text);
}

static json_t *period_json(const nb_report *report)
{
    if (!report->from.year)
        return json_null();
    json_t *object = json_object();
    json_object_set_new_nocheck(object, "from", date_json(&report->from));
    json_object_set_new_nocheck(object, "to", date_json(&report->to));
    return object;
}

static json_t *sections_json(const nb_report *report)
{
    json_t *array = json_array();
    for (int i = 0; i < report->section_count; i++) {
        const struct nb_section_found *s = &report->sections[i];
        json_t *object = json_object();
        json_object_set_new_nocheck(object, "number", json_integer(s->number));
        json_object_set_new_nocheck(object, "printed",
                                    s->printed ? json_integer(s->printed) : json_null());
        json_object_set_new_nocheck(object, "heading", json_string_nocheck(s->heading));
        json_object_set_new_nocheck(object, "line", json_integer(s->line));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *table_json(const nb_report *report, int edition_known, int t)
{
    if (!edition_known)
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
            json_object_set_new_nocheck(
                columns, row->columns[c].id,
                amount(cell->state != NB_MISSING, cell->value, cell->scale));
            if (row->columns[c].kind == NB_DECIMAL)
                json_object_set_new_nocheck(columns, "amount_unit",
                                            string_or_null(report->amount_unit));
        }
        json_object_set_new_nocheck(object, row->id, columns);
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

static json_t *cell_ids_json(const nb_report *report, const short *cells, int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(array, cell_id_json(report, cells[i]));
    return array;
}

static json_t *counts_json(const nb_report *report, int edition_known)
{
    static const char *const names[] = {"missing", "read", "inferred"};
    int counts[3] = {0}, expected = edition_known ? report->form.cell_count : 0;
    for (int cell = 0; cell < expected; cell++)
        counts[report->cells[cell].state]++;
    json_t *object = json_object();
    json_object_set_new_nocheck(object, "expected", json_integer(expected));
    for (int i = NB_READ; i <= NB_INFERRED; i++)
        json_object_set_new_nocheck(object, names[i], json_integer(counts[i]));
    json_object_set_new_nocheck(object, names[NB_MISSING], json_integer(counts[NB_MISSING]));
    return object;
}

static json_t *inferred_json(const nb_report *report)
{
    json_t *array = json_array();
    for (int cell = 0; cell < report->form.cell_count; cell++)
        if (report->cells[cell].state == NB_INFERRED)
            json_array_append_new(array, cell_id_json(report, cell));
    return array;
}

static json_t *claims_json(const nb_report *report)
{
    json_t *array = json_array();
    for (const struct nb_claim *claim = report->claims; claim; claim = claim->next) {
        json_t *object = json_object();
        json_object_set_new_nocheck(object, "cells",
                                    cell_ids_json(report, claim->cells, claim->cell_count));
        json_object_set_new_nocheck(object, "value", json_integer(claim->value));
        json_object_set_new_nocheck(object, "line", json_integer(claim->line));
        json_object_set_new_nocheck(object, "text", string_or_null(claim->text));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *finding_json(const nb_report *report, const struct nb_finding *f, enum nb_lang lang)
{
    struct nb_buffer message;
    nb_buffer_init(&message);
    nb_finding_message(&message, report, f, lang);
    json_t *object = json_object();
    json_object_set_new_nocheck(object, "code", json_string_nocheck(nb_code_name((int)f->code)));
    json_object_set_new_nocheck(object, "severity",
                                json_string_nocheck(nb_severity_name(f->severity)));
    if (f->overridden)
        json_object_set_new_nocheck(object, "severity_overridden", json_true());
    json_object_set_new_nocheck(object, "cells", cell_ids_json(report, f->cells, f->cell_count));
    json_object_set_new_nocheck(object, "expected",
                                amount(f->expected.known, f->expected.value, f->expected.scale));
    json_object_set_new_nocheck(object, "actual",
                                amount(f->actual.known, f->actual.value, f->actual.scale));
    json_object_set_new_nocheck(object, "suspect",
                                f->suspect < 0 ? json_null() : cell_id_json(report, f->suspect));
    json_object_set_new_nocheck(object, "suspect_value",
                                f->suspect < 0 ? json_null() : json_integer(f->suspect_value));
    json_object_set_new_nocheck(object, "line", f->line ? json_integer(f->line) : json_null());
    json_object_set_new_nocheck(object, "text", string_or_null(f->text));
    json_object_set_new_nocheck(object, "message", built(&message));
    return object;
}

static json_t *findings_json(const nb_report *report, enum nb_lang lang)
{
    json_t *array = json_array();
    for (const struct nb_finding *f = report->findings; f; f = f->next)
        json_array_append_new(array, finding_json(report, f, lang));
    return array;
}

static json_t *checks_json(const nb_report *report)
{
    static const char *const names[NB_CHECKS] = {"requests.balance", "requests.processed_sum",
                                                 "requests.row_sum", "proceedings.sum", "claim"};
    static const char *const verdicts[] = {"passed", "failed", "undecided"};
    json_t *object = json_object();
    for (int check = 0; check < NB_CHECKS; check++) {
        json_t *counts = json_object();
        for (int v = 0; v < 3; v++)
            json_object_set_new_nocheck(counts, verdicts[v],
                                        json_integer(report->checks[check][v]));
        json_object_set_new_nocheck(object, names[check], counts);
    }
    return object;
}

/* jansson refuses a NULL value and keeps the rest, so one lost value shows as a missing key. */
#define DOCUMENT_KEYS 18

json_t *nb_report_json(const nb_report *report, const struct nb_source *source, enum nb_lang lang)
{
    int edition_known = report->identities.count > 0;
    json_t *object = json_object();
    json_object_set_new_nocheck(object, "schema_version", json_string_nocheck(NB_SCHEMA_VERSION));
    json_object_set_new_nocheck(object, "ruleset", json_string_nocheck(NB_RULESET));
    json_object_set_new_nocheck(object, "source", source_json(report, source));
    json_object_set_new_nocheck(object, "status",
                                json_string_nocheck(nb_status_name(report->status)));
    json_object_set_new_nocheck(object, "edition",
                                string_or_null(edition_known ? report->form.edition->id : NULL));
    json_object_set_new_nocheck(object, "agency", string_or_null(report->agency));
    json_object_set_new_nocheck(object, "year",
                                report->year ? json_integer(report->year) : json_null());
    json_object_set_new_nocheck(object, "title", string_or_null(report->title));
    json_object_set_new_nocheck(object, "period", period_json(report));
    json_object_set_new_nocheck(object, "sections", sections_json(report));
    for (int t = 0; t < NB_TABLES; t++)
        json_object_set_new_nocheck(object, nb_editions[0].tables[t].id,
                                    table_json(report, edition_known, t));
    json_object_set_new_nocheck(object, "cells", counts_json(report, edition_known));
    json_object_set_new_nocheck(object, "inferred", inferred_json(report));
    json_object_set_new_nocheck(object, "claims", claims_json(report));
    json_object_set_new_nocheck(object, "findings", findings_json(report, lang));
    json_object_set_new_nocheck(object, "checks", checks_json(report));
    if (json_object_size(object) != DOCUMENT_KEYS) {
        json_decref(object);
        return NULL;
    }
    return object;
}
