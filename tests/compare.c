#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../parser/nianbao.h"
#include "fixtures.h"

#define COLUMNS_MAX 8 /* cells of a row, at most */

/* What is being compared, and how many differences were printed. */
struct comparison {
    const char *name;
    const json_t *document;
    int differences;
};

static void __attribute__((format(printf, 2, 3)))
differ(struct comparison *cmp, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "%s: ", cmp->name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    cmp->differences++;
}

/* A JSON value as text for a message or a comparison; new, NULL prints as "absent". */
static char *shown(const json_t *value)
{
    char *text = value ? json_dumps(value, NB_DUMP_FLAGS | JSON_ENCODE_ANY | JSON_SORT_KEYS)
                       : strdup("absent");
    if (!text)
        abort();
    return text;
}

static void compare_value(struct comparison *cmp, const char *what, const json_t *expected,
                          const json_t *got)
{
    char *wanted = shown(expected), *seen = shown(got);
    if (strcmp(wanted, seen) != 0)
        differ(cmp, "%s: got %s, expected %s", what, seen, wanted);
    free(wanted);
    free(seen);
}

static void compare_heads(struct comparison *cmp, const json_t *expected)
{
    static const char *const keys[] = {"edition", "agency", "year", "period", "status"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *wanted = json_object_get(expected, keys[i]);
        if (wanted)
            compare_value(cmp, keys[i], wanted, json_object_get(cmp->document, keys[i]));
    }
}

/* Which sections there are; in what order they are listed does not matter. */
static void compare_sections(struct comparison *cmp, const json_t *expected)
{
    const json_t *wanted = json_object_get(expected, "sections");
    if (!wanted)
        return;
    json_t *numbers = json_array(), *section;
    for (json_int_t number = 1; number <= 6; number++) {
        size_t i;
        json_array_foreach(json_object_get(cmp->document, "sections"), i, section)
        {
            if (json_integer_value(json_object_get(section, "number")) == number)
                json_array_append_new(numbers, json_integer(number));
        }
    }
    compare_value(cmp, "sections", wanted, numbers);
    json_decref(numbers);
}

/* The bytes without ASCII and ideographic spaces, tabs, carriage returns and NULs; new. */
static struct bytes squeezed(const char *from, size_t size)
{
    struct bytes out = {NULL, 0};
    bytes_add(&out, "", 0);
    for (size_t i = 0; i < size; i++) {
        if (size - i >= 3 && memcmp(from + i, "\xe3\x80\x80", 3) == 0)
            i += 2;
        else if (!memchr(" \t\r", from[i], 4))
            bytes_add(&out, from + i, 1);
    }
    return out;
}

/* Line `number` of the text, counted from 1, without its white space; new. */
static struct bytes line_of(const struct bytes *text, json_int_t number)
{
    const char *start = text->data, *end = text->data + text->size;
    for (json_int_t line = 1; start < end && line < number; line++) {
        const char *feed = memchr(start, '\n', (size_t)(end - start));
        start = feed ? feed + 1 : end;
    }
    const char *feed = start < end ? memchr(start, '\n', (size_t)(end - start)) : NULL;
    return squeezed(start, (size_t)((feed ? feed : end) - start));
}

/* The line that a section names must hold its heading. */
static void compare_lines(struct comparison *cmp, const struct bytes *text)
{
    size_t i;
    json_t *section;
    json_array_foreach(json_object_get(cmp->document, "sections"), i, section)
    {
        json_int_t number = json_integer_value(json_object_get(section, "line"));
        const char *heading = json_string_value(json_object_get(section, "heading"));
        struct bytes line = line_of(text, number);
        struct bytes wanted = squeezed(heading ? heading : "", heading ? strlen(heading) : 0);
        if (!wanted.size || !strstr(line.data, wanted.data))
            differ(cmp, "section %zu: heading \"%s\" is not on line %d", i, wanted.data,
                   (int)number);
        free(wanted.data);
        free(line.data);
    }
}

static void compare_findings(struct comparison *cmp, const json_t *expected)
{
    size_t i;
    json_t *code;
    json_array_foreach(json_object_get(expected, "findings_must_include"), i, code)
    {
        if (!fixture_finding(cmp->document, json_string_value(code)))
            differ(cmp, "finding %s: not made", json_string_value(code));
    }
    json_array_foreach(json_object_get(expected, "findings_must_not_include"), i, code)
    {
        const json_t *finding = fixture_finding(cmp->document, json_string_value(code));
        if (finding) {
            char *text = shown(finding);
            differ(cmp, "finding made by mistake: %s", text);
            free(text);
        }
    }
}

/* True when `cells` (an array of the document) are the expected ones: one id, or an array. */
static int same_cells(const json_t *expected, const json_t *cells)
{
    if (json_is_string(expected))
        return json_array_size(cells) == 1 && json_equal(json_array_get(cells, 0), expected);
    size_t i;
    json_t *cell;
    json_array_foreach(expected, i, cell)
    {
        if (!fixture_has_string(cells, json_string_value(cell)))
            return 0;
    }
    return json_array_size(cells) == json_array_size(expected);
}

static void compare_claims(struct comparison *cmp, const json_t *expected)
{
    const json_t *claims = json_object_get(cmp->document, "claims");
    size_t i, j;
    json_t *wanted, *claim;
    json_array_foreach(json_object_get(expected, "claims_must_include"), i, wanted)
    {
        int found = 0;
        json_array_foreach(claims, j, claim)
        {
            found |= same_cells(json_array_get(wanted, 0), json_object_get(claim, "cells")) &&
                     json_equal(json_array_get(wanted, 1), json_object_get(claim, "value"));
        }
        char *text = shown(wanted);
        if (!found)
            differ(cmp, "claim %s: not found in the prose", text);
        free(text);
    }
}

/* The state of a cell by the report document. */
static const char *state_of(const json_t *document, const char *cell)
{
    if (fixture_has_string(json_object_get(document, "inferred"), cell))
        return "inferred";
    return json_is_null(fixture_cell(document, cell)) ? "missing" : "read";
}

/* An expected decimal stands as text, so that its digits are compared and not their rounding. */
static void compare_cell(struct comparison *cmp, const char *cell, const json_t *wanted)
{
    const json_t *got = fixture_cell(cmp->document, cell);
    char *digits = shown(got);
    if (!json_is_string(wanted))
        compare_value(cmp, cell, wanted, got);
    else if (strcmp(digits, json_string_value(wanted)) != 0)
        differ(cmp, "%s: got %s, expected %s", cell, digits, json_string_value(wanted));
    free(digits);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The states and values of one row, sorted and joined: which of several equal cells counts as the
 * inferred one cannot be decided, so rows are compared as multisets. */
struct row {
    char cells[COLUMNS_MAX][48];
    size_t count;
};

static void row_add(struct row *row, const char *state, const json_t *value)
{
    char *text = json_is_string(value) ? strdup(json_string_value(value)) : shown(value);
    if (!text || row->count == COLUMNS_MAX)
        abort();
    snprintf(row->cells[row->count++], sizeof row->cells[0], "%s %s", state, text);
    free(text);
}

static void compare_row(struct comparison *cmp, const char *id, struct row *wanted, struct row *got)
{
    qsort(wanted->cells, wanted->count, sizeof wanted->cells[0], by_text);
    qsort(got->cells, got->count, sizeof got->cells[0], by_text);
    for (size_t i = 0; i < wanted->count; i++) {
        if (strcmp(wanted->cells[i], got->cells[i]) != 0) {
            differ(cmp, "row %s: got a cell \"%s\", expected \"%s\"", id, got->cells[i],
                   wanted->cells[i]);
            break;
        }
    }
    wanted->count = got->count = 0;
}

static void compare_states(struct comparison *cmp, json_t *cells)
{
    struct row wanted = {.count = 0}, got = {.count = 0};
    char id[96] = "";
    const char *cell;
    json_t *known;
    json_object_foreach(cells, cell, known)
    {
        size_t length = (size_t)(strrchr(cell, '.') - cell);
        if (strlen(id) != length || strncmp(id, cell, length) != 0)
            compare_row(cmp, id, &wanted, &got);
        snprintf(id, sizeof id, "%.*s", (int)length, cell);
        row_add(&wanted, json_string_value(json_object_get(known, "state")),
                json_object_get(known, "value"));
        row_add(&got, state_of(cmp->document, cell), fixture_cell(cmp->document, cell));
    }
    compare_row(cmp, id, &wanted, &got);
}

static void compare_counts(struct comparison *cmp, json_t *cells)
{
    static const char *const states[] = {"read", "inferred", "missing"};
    json_int_t counts[3] = {0, 0, 0};
    const char *cell;
    json_t *known;
    json_object_foreach(cells, cell, known)
    {
        for (size_t i = 0; i < 3; i++)
            counts[i] += strcmp(json_string_value(json_object_get(known, "state")), states[i]) == 0;
    }
    const json_t *got = json_object_get(cmp->document, "cells");
    /* An expectation that leaves a cell open says nothing about their number. */
    if (json_integer_value(json_object_get(got, "expected")) != (json_int_t)json_object_size(cells))
        return;
    json_t *wanted = json_pack("{s:I,s:I,s:I,s:I}", "expected", (json_int_t)json_object_size(cells),
                               states[0], counts[0], states[1], counts[1], states[2], counts[2]);
    compare_value(cmp, "cells", wanted, got);
    json_decref(wanted);
}

static void compare_cells(struct comparison *cmp, const json_t *expected)
{
    json_t *cells = json_object_get(expected, "cells");
    if (!cells)
        return;
    const char *cell;
    json_t *known;
    int before = cmp->differences;
    json_object_foreach(cells, cell, known)
        compare_cell(cmp, cell, json_object_get(known, "value"));
    /* Where values differ, the states say nothing new. */
    if (cmp->differences == before) {
        compare_states(cmp, cells);
        compare_counts(cmp, cells);
    }
}

int fixture_compare(const char *name, const json_t *expected, const json_t *document,
                    const struct bytes *text)
{
    struct comparison cmp = {name, document, 0};
    compare_heads(&cmp, expected);
    compare_sections(&cmp, expected);
    if (text)
        compare_lines(&cmp, text);
    compare_cells(&cmp, expected);
    compare_findings(&cmp, expected);
    compare_claims(&cmp, expected);
    return cmp.differences;
}
