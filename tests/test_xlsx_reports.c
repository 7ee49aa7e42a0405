/*
 * Reports laid out on the sheets of Excel files: what they say must be what the text says that the
 * sheets were filled from.
 */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../extract/worker/readers.h"
#include "../parser/buffer.h"
#include "books.h"
#include "documents.h"
#include "fixtures.h"

/* ---- sheets from a text ---- */

/* How the lines of a text come to stand on sheets. */
struct spread {
    int by_section;  /* each section on a sheet of its own, after a first one; else all on one */
    int close;       /* no empty rows */
    int row, column; /* of the first cell, from 0 */
    int as_text;     /* numbers are texts */
};

static void add_escaped(struct nb_buffer *xml, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '<' || text[i] == '&')
            nb_buffer_printf(xml, "&#%d;", text[i]);
        else
            nb_buffer_add(xml, text + i, 1);
    }
}

static int is_number(const char *text, size_t length)
{
    size_t digits = strspn(text, "0123456789");
    if (digits > 0 && digits < length && text[digits] == '.')
        digits += 1 + strspn(text + digits + 1, "0123456789");
    return length > 0 && length < 16 && digits >= length;
}

static void add_cell(struct nb_buffer *xml, const struct spread *spread, int row, int column,
                     const char *text, size_t length)
{
    if (length == 0)
        return;
    nb_buffer_printf(xml, "<c r='%c%d'", 'A' + column, row);
    if (!spread->as_text && is_number(text, length)) {
        char number[16];
        memcpy(number, text, length);
        number[length] = '\0';
        nb_buffer_printf(xml, "><v>%.17g</v></c>", strtod(number, NULL));
        return;
    }
    nb_buffer_puts(xml, " t='inlineStr'><is><t>");
    add_escaped(xml, text, length);
    nb_buffer_puts(xml, "</t></is></c>");
}

/* One line as a row; its cells stand between tabs. */
static void add_row(struct nb_buffer *xml, const struct spread *spread, int row, const char *line,
                    size_t length)
{
    int column = spread->column;
    nb_buffer_printf(xml, "<row r='%d'>", row);
    for (const char *end = line + length; line <= end; column++) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));
        size_t width = (size_t)((tab ? tab : end) - line);
        add_cell(xml, spread, row, column, line, width);
        line += width + 1;
    }
    nb_buffer_puts(xml, "</row>");
}

/* "三、": what the headings of sections 2, 3 and 4 begin with. */
static int begins_section(const char *line, size_t length, int number)
{
    static const char *const numerals[] = {"二、", "三、", "四、"};
    return number < 3 && length > 6 && length < 90 && !memchr(line, '\t', length) &&
           memcmp(line, numerals[number], 6) == 0;
}

/* Writes the text as a workbook. */
static struct zip spread_text(const struct bytes *text, const struct spread *spread)
{
    struct nb_buffer sheets[BOOK_SHEETS];
    struct book book = {.tabs = {NULL}};
    int count = 0, row = spread->row;
    nb_buffer_init(&sheets[0]);
    nb_buffer_puts(&sheets[0], "<sheetData>");
    for (const char *line = text->data, *end = line + text->size; line < end;) {
        size_t length = strcspn(line, "\n");
        if (spread->by_section && begins_section(line, length, count)) {
            nb_buffer_puts(&sheets[count++], "</sheetData>");
            nb_buffer_init(&sheets[count]);
            nb_buffer_puts(&sheets[count], "<sheetData>");
            row = spread->row;
        }
        if (length > 0 || !spread->close)
            add_row(&sheets[count], spread, ++row, line, length);
        line += length + 1;
    }
    nb_buffer_puts(&sheets[count++], "</sheetData>");
    for (int i = 0; i < count; i++) {
        assert_false(sheets[i].failed);
        book.sheets[i] = sheets[i].bytes;
    }
    struct zip zip = book_write(&book);
    for (int i = 0; i < count; i++)
        nb_buffer_free(&sheets[i]);
    return zip;
}

/* ---- the two ways of reading ---- */

/* Takes out of the list of findings or claims what tells of places in the source. */
static void forget_places(json_t *list)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        json_object_del(item, "line");
        json_object_del(item, "where");
        json_object_del(item, "text");
        json_object_del(item, "message");
    }
}

/* Compares what both reports say; returns how many of their keys differ. */
static int compare(const char *name, json_t *text, json_t *sheet)
{
    static const char *const keys[] = {"status",   "edition",  "agency",      "year",  "title",
                                       "period",   "requests", "proceedings", "cells", "disclosure",
                                       "inferred", "findings", "claims",      "checks"};
    int differences = 0;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        json_t *left = json_object_get(text, keys[i]), *right = json_object_get(sheet, keys[i]);
        forget_places(left);
        forget_places(right);
        if (json_equal(left, right))
            continue;
        char *was = json_dumps(left, JSON_ENCODE_ANY), *is = json_dumps(right, JSON_ENCODE_ANY);
        fprintf(stderr, "%s: %s\n  text  %s\n  sheet %s\n", name, keys[i], was, is);
        free(was);
        free(is);
        differences++;
    }
    return differences;
}

static int check_spread(const char *name, const struct spread *spread)
{
    char path[256];
    snprintf(path, sizeof path, "tests/data/%s.txt", name);
    struct bytes text = fixture_read(path);
    struct zip zip = spread_text(&text, spread);
    struct nb_source source = {.name = "a"};
    nb_report *report = documents_parse(office_read, zip.bytes, zip.size);
    assert_non_null(report);
    json_t *sheet = nb_report_json(report, &source, NB_ZH);
    json_t *same = fixture_parse("a", text.data, text.size);
    int differences = compare(name, same, sheet);
    json_decref(sheet);
    json_decref(same);
    nb_report_free(report);
    free(zip.bytes);
    free(text.data);
    return differences;
}

static void test_reports(void **state)
{
    /* All with tabs, but for damage that only a text can have: lost tabs, wrong bytes, one sign a
     * line. */
    static const char *const names[] = {"blank",
                                        "claim_mismatch",
                                        "dashes",
                                        "edition_2019",
                                        "enclosed_numerals",
                                        "extra_row",
                                        "heading_lost",
                                        "headings_quoted",
                                        "headings_reworded",
                                        "labels_misspelt",
                                        "labels_only",
                                        "malformed_cells",
                                        "no_fee_statement",
                                        "no_period",
                                        "number_styles",
                                        "old_form",
                                        "page_numbers",
                                        "privacy",
                                        "ragged_tabs",
                                        "row_lost",
                                        "section4_lost",
                                        "section4_one_line",
                                        "section6_numbered",
                                        "sections_swapped",
                                        "six_numbers",
                                        "six_numbers_ragged",
                                        "spaced_words",
                                        "split_row",
                                        "title_missing",
                                        "title_shared_words",
                                        "totals_only",
                                        "totals_only_dense",
                                        "traditional",
                                        "truncated",
                                        "valid_dense",
                                        "valid_tabs",
                                        "valid_zero",
                                        "vertical_group",
                                        "wrong_cell",
                                        "wrong_form",
                                        "wrong_proceedings",
                                        "wrong_two",
                                        "wrong_year"};
    static const struct spread spreads[] = {
        {.by_section = 0},
        {.by_section = 1},
        {.close = 1},
        {.row = 4, .column = 2, .as_text = 1},
    };
    int differences = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (size_t k = 0; k < COUNT_OF(spreads); k++)
            differences += check_spread(names[i], &spreads[k]);
    assert_int_equal(differences, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reports)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
