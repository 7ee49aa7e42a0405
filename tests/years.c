#include "years.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers -------------------------------------------------------------------------------- */

static int row_of(const struct nb_form *form, const char *id)
{
    char cell[96];
    snprintf(cell, sizeof cell, "requests.%s.natural_person", id);
    return cell_of(form, cell);
}

/* Takes over what the year before carries out; what is missing in the results was granted. */
static void carry(struct filled *year, const struct filled *before)
{
    int received = row_of(&year->form, "received"), carried_in = row_of(&year->form, "carried_in");
    int granted = row_of(&year->form, "granted");
    int processed = row_of(&year->form, "processed_total");
    int carried_out = row_of(&year->form, "carried_out");
    int former = row_of(&before->form, "carried_out");
    int64_t added = 0;
    for (int c = 0; c < 6; c++) {
        int64_t in = before->value[former + c], *all = &year->value[processed + c];
        int64_t lacking = in - *all - year->value[carried_out + c];
        lacking = lacking > 0 ? lacking : 0;
        *all += lacking;
        year->value[granted + c] += lacking;
        added += lacking;
        year->value[carried_in + c] = in;
        year->value[received + c] = *all + year->value[carried_out + c] - in;
    }
    year->value[granted + 6] += added;
    year->value[processed + 6] += added;
    for (int row = received; row <= carried_in; row += carried_in - received) {
        year->value[row + 6] = 0;
        for (int c = 0; c < 6; c++)
            year->value[row + 6] += year->value[row + c];
    }
}

/* The three cells of a row stand in the order issued, repealed, in force. */
static void roll(struct filled *year, const struct filled *before, const char *row)
{
    char id[96];
    snprintf(id, sizeof id, "disclosure.%s.issued", row);
    int64_t *cell = &year->value[cell_of(&year->form, id)];
    int64_t stock = before->value[cell_of(&before->form, id) + 2] + cell[0];
    cell[1] = cell[1] > stock ? stock : cell[1];
    cell[2] = stock - cell[1];
}

void year_fill(struct filled *year, const struct nb_edition *edition, const struct filled *before,
               uint32_t seed, int most)
{
    filled_init(year, edition, seed, most);
    if (!before)
        return;
    carry(year, before);
    if (edition == before->form.edition && edition == &nb_editions[0]) {
        roll(year, before, "regulations");
        roll(year, before, "normative_documents");
    }
    for (int cell = 0; cell < year->form.cell_count; cell++)
        snprintf(year->word[cell], WORD_SIZE, "%lld", (long long)year->value[cell]);
}

/* ---- the report ----------------------------------------------------------------------------- */

static void put(struct bytes *out, const char *string)
{
    bytes_add(out, string, strlen(string));
}

static void put_table(struct bytes *out, const struct filled *year, int t)
{
    const struct nb_table *table = &year->form.edition->tables[t];
    for (int r = 0; r < table->row_count; r++) {
        const struct nb_row *row = &table->rows[r];
        filled_label(out, row);
        for (int c = 0; c < row->column_count; c++) {
            put(out, "\t");
            put(out, year->word[year->form.first[t][r] + c]);
        }
        put(out, "\n");
    }
}

struct bytes year_text(const struct filled *year, const char *agency, int number)
{
    static const char *const han[] = {"一", "二", "三", "四", "五", "六"};
    struct bytes out = {NULL, 0};
    char line[200];
    snprintf(line, sizeof line, "%s%d年政府信息公开工作年度报告\n", agency, number);
    put(&out, line);
    for (int s = 0; s < NB_SECTIONS; s++) {
        snprintf(line, sizeof line, "%s、%s\n", han[s], nb_sections[s].zh);
        put(&out, line);
        for (int t = 0; t < NB_TABLES; t++)
            if (year->form.edition->tables[t].section == nb_sections[s].number)
                put_table(&out, year, t);
        if (s + 1 == NB_SECTIONS)
            put(&out, "本年度没有收取信息处理费。\n");
    }
    return out;
}

json_t *year_document(const struct filled *year, const char *agency, int number)
{
    struct bytes text = year_text(year, agency, number);
    json_t *document = fixture_parse("report.txt", text.data, text.size);
    free(text.data);
    return document;
}

/* ---- its document ------------------------------------------------------------------------------
 */

void document_set(json_t *document, const char *id, json_t *value)
{
    char path[96];
    snprintf(path, sizeof path, "%s", id);
    char *row = strchr(path, '.');
    *row++ = '\0';
    char *column = strchr(row, '.');
    *column++ = '\0';
    json_t *cells = json_object_get(json_object_get(document, path), row);
    assert_int_equal(json_object_set_new(cells, column, value), 0);
}

void document_set_count(json_t *document, const char *id, json_int_t value)
{
    document_set(document, id, json_integer(value));
}

json_int_t document_count(const json_t *document, const char *id)
{
    return json_integer_value(fixture_cell(document, id));
}

void document_expect_check(const json_t *document, const char *check, int passed, int failed,
                           int undecided)
{
    const json_t *counts = json_object_get(json_object_get(document, "checks"), check);
    assert_int_equal(json_integer_value(json_object_get(counts, "passed")), passed);
    assert_int_equal(json_integer_value(json_object_get(counts, "failed")), failed);
    assert_int_equal(json_integer_value(json_object_get(counts, "undecided")), undecided);
}

const char *document_status(const json_t *document)
{
    return json_string_value(json_object_get(document, "status"));
}

size_t document_history(const json_t *document)
{
    size_t index, count = 0;
    json_t *finding, *findings = json_object_get(document, "findings");
    json_array_foreach(findings, index, finding)
    {
        const char *name = json_string_value(json_object_get(finding, "code"));
        count += strncmp(name, "history.", strlen("history.")) == 0;
    }
    return count;
}

void document_expect_settled(json_t *document, const json_t *before)
{
    json_t *copy = json_deep_copy(document);
    assert_int_equal(nb_history_judge(document, before, NULL, NB_ZH), 0);
    assert_true(json_equal(copy, document));
    json_decref(copy);
}
