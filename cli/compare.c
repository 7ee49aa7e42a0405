#include "compare.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "print.h"

#define CELL_SIZE 48
#define GAP       2

/* What no report exceeds, and no sum overflows with. */
#define ROWS_MOST  100
#define COUNT_MOST 1000000000000000

/* How the codes and the checks begin that take two years. */
#define HISTORY "history."

/* A row of the table: a cell of the form, or the sum of those whose row begins so. */
static const struct figure {
    const char *table, *row, *column;
    int sum;
    const char *zh, *en;
} figures[] = {
    {"requests", "received", "total", 0, "本年新收申请", "requests received"},
    {"requests", "carried_in", "total", 0, "上年结转", "carried in"},
    {"requests", "granted", "total", 0, "予以公开", "granted"},
    {"requests", "partially_granted", "total", 0, "部分公开", "partially granted"},
    {"requests", "denied_", "total", 1, "不予公开", "denied"},
    {"requests", "unavailable_", "total", 1, "无法提供", "unavailable"},
    {"requests", "rejected_", "total", 1, "不予处理", "not processed"},
    {"requests", "closed", "total", 1, "其他处理", "otherwise closed"},
    {"requests", "processed_total", "total", 0, "办理总计", "processed in total"},
    {"requests", "carried_out", "total", 0, "结转下年度", "carried out"},
    {"proceedings", "review", "total", 0, "行政复议", "administrative review"},
    {"proceedings", "direct_litigation", "total", 0, "诉讼（未经复议）", "litigation, direct"},
    {"proceedings", "litigation_after_review", "total", 0, "诉讼（复议后）",
     "litigation after review"},
    {"disclosure", "regulations", "in_force", 0, "现行规章", "regulations in force"},
    {"disclosure", "normative_documents", "issued", 0, "规范性文件本年制发",
     "normative documents issued"},
    {"disclosure", "normative_documents", "repealed", 0, "规范性文件本年废止",
     "normative documents repealed"},
    {"disclosure", "normative_documents", "in_force", 0, "规范性文件现行有效",
     "normative documents in force"},
};

/* ---- events --------------------------------------------------------------------------------- */

static const json_t *document_of(const json_t *event)
{
    return json_object_get(event, "data");
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "-";
}

static int year_of(const json_t *event)
{
    json_int_t year = json_integer_value(json_object_get(document_of(event), "year"));

    return year > 0 && year < 10000 ? (int)year : 0;
}

void compare_free(struct compare *compare)
{
    for (size_t i = 0; i < compare->count; i++)
        json_decref(compare->events[i]);
    compare->count = 0;
}

int compare_take(struct compare *compare, json_t *event)
{
    int year = year_of(event);
    size_t at = 0;

    while (at < compare->count && year_of(compare->events[at]) < year)
        at++;
    if (at < compare->count && year_of(compare->events[at]) == year) {
        json_decref(compare->events[at]);
    } else if (year == 0 || compare->count == COMPARE_YEARS) {
        json_decref(event);
        return -1;
    } else {
        memmove(compare->events + at + 1, compare->events + at,
                (compare->count - at) * sizeof *compare->events);
        compare->count++;
    }
    compare->events[at] = event;
    return 0;
}

static int is_history(const json_t *finding)
{
    return strncmp(text_of(finding, "code"), HISTORY, strlen(HISTORY)) == 0;
}

/* The findings history.* of an event: a new array, or NULL when memory ran out. */
static json_t *history_of(const json_t *event)
{
    json_t *findings = json_object_get(document_of(event), "findings"), *finding;
    json_t *found = json_array();
    size_t i;

    json_array_foreach(findings, i, finding)
    {
        if (is_history(finding) && json_array_append(found, finding) != 0) {
            json_decref(found);
            return NULL;
        }
    }
    return found;
}

static int has_history(const json_t *event)
{
    json_t *findings = json_object_get(document_of(event), "findings"), *finding;
    size_t i;

    json_array_foreach(findings, i, finding)
    {
        if (is_history(finding))
            return 1;
    }
    return 0;
}

/* Whether the daemon has compared anything of the report with the year before. */
static int is_compared(const json_t *event)
{
    json_t *checks = json_object_get(document_of(event), "checks"), *counts;
    const char *check;

    json_object_foreach(checks, check, counts)
    {
        if (strncmp(check, HISTORY, strlen(HISTORY)) == 0 &&
            json_integer_value(json_object_get(counts, "passed")) > 0)
            return 1;
    }
    return 0;
}

int compare_fits(const struct compare *compare)
{
    for (size_t i = 0; i < compare->count; i++)
        if (strcmp(text_of(document_of(compare->events[i]), "status"), nb_status_name(NB_VALID)) !=
                0 ||
            has_history(compare->events[i]))
            return 0;
    return 1;
}

/* ---- figures -------------------------------------------------------------------------------- */

/* Whether a row of the document belongs to the figure. */
static int is_row(const struct figure *figure, const char *row)
{
    return figure->sum ? strncmp(row, figure->row, strlen(figure->row)) == 0
                       : strcmp(row, figure->row) == 0;
}

/* Whether a cell such as "requests.carried_in.other" concerns the figure: its own, or of its row.
 */
static int concerns(const struct figure *figure, const char *cell)
{
    size_t table = strlen(figure->table), row = strlen(figure->row);

    return !figure->sum && strncmp(cell, figure->table, table) == 0 && cell[table] == '.' &&
           strncmp(cell + table + 1, figure->row, row) == 0 && cell[table + 1 + row] == '.' &&
           (strcmp(figure->column, "total") == 0 ||
            strcmp(cell + table + row + 2, figure->column) == 0);
}

static int is_marked(const struct figure *figure, const json_t *event)
{
    json_t *findings = json_object_get(document_of(event), "findings"), *finding, *cell;
    size_t i, k;

    json_array_foreach(findings, i, finding)
    {
        json_t *cells = is_history(finding) ? json_object_get(finding, "cells") : NULL;
        json_array_foreach(cells, k, cell)
        {
            if (json_is_string(cell) && concerns(figure, json_string_value(cell)))
                return 1;
        }
    }
    return 0;
}

/* The figure in one year: its number, "-" where that is not known, nothing where the form has none.
 */
static void put_figure(char out[CELL_SIZE], const struct figure *figure, const json_t *event)
{
    json_t *table = json_object_get(document_of(event), figure->table), *cells;
    json_int_t sum = 0;
    const char *row;
    int rows = 0, known = 1;

    json_object_foreach(table, row, cells)
    {
        json_t *value = json_object_get(cells, figure->column);
        if (!is_row(figure, row) || value == NULL)
            continue;
        rows++;
        known &= json_is_integer(value) && rows <= ROWS_MOST;
        if (known)
            sum += json_integer_value(value) % COUNT_MOST;
    }
    const char *mark = is_marked(figure, event) ? "!" : "";
    if (rows > 0 && known)
        snprintf(out, CELL_SIZE, "%s%" JSON_INTEGER_FORMAT, mark, sum);
    else
        snprintf(out, CELL_SIZE, "%s%s", mark, rows > 0 || !json_is_object(table) ? "-" : "");
}

/* ---- text ----------------------------------------------------------------------------------- */

static const char *status_word(const char *status, enum nb_lang lang)
{
    if (strcmp(status, nb_status_name(NB_VALID)) == 0)
        return tr(lang, "合格", "valid");
    if (strcmp(status, nb_status_name(NB_INVALID)) == 0)
        return tr(lang, "有错误", "invalid");
    return tr(lang, "无法识别", "unrecognized");
}

/* How many columns of a terminal our own words take. */
static int width_of(const char *text)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t size;
    utf8proc_int32_t c;
    int width = 0;

    for (; (size = utf8proc_iterate(at, -1, &c)) > 0 && c != 0; at += size)
        width += utf8proc_charwidth(c);
    return width;
}

/* Rows of the table: the year, the status, the revision, and the figures. */
enum { ROW_YEAR, ROW_STATUS, ROW_REVISION, ROW_FIGURES };
#define ROWS (ROW_FIGURES + sizeof figures / sizeof *figures)

static const char *label_of(size_t row, enum nb_lang lang)
{
    switch (row) {
    case ROW_YEAR: return "";
    case ROW_STATUS: return tr(lang, "状态", "status");
    case ROW_REVISION: return tr(lang, "第几版", "revision");
    default: return tr(lang, figures[row - ROW_FIGURES].zh, figures[row - ROW_FIGURES].en);
    }
}

static void put_cell(char out[CELL_SIZE], size_t row, const json_t *event, enum nb_lang lang)
{
    const json_t *document = document_of(event);

    switch (row) {
    case ROW_YEAR: snprintf(out, CELL_SIZE, "%d", year_of(event)); break;
    case ROW_STATUS:
        snprintf(out, CELL_SIZE, "%s", status_word(text_of(document, "status"), lang));
        break;
    case ROW_REVISION:
        snprintf(out, CELL_SIZE, "%" JSON_INTEGER_FORMAT,
                 json_integer_value(json_object_get(document, "revision")));
        break;
    default: put_figure(out, &figures[row - ROW_FIGURES], event); break;
    }
}

static void print_table(FILE *out, const struct compare *compare, enum nb_lang lang)
{
    char cell[CELL_SIZE];
    int left = 0, width[COMPARE_YEARS] = {0};

    for (size_t row = 0; row < ROWS; row++) {
        int label = width_of(label_of(row, lang));
        left = label > left ? label : left;
        for (size_t i = 0; i < compare->count; i++) {
            put_cell(cell, row, compare->events[i], lang);
            if (width_of(cell) > width[i])
                width[i] = width_of(cell);
        }
    }
    for (size_t row = 0; row < ROWS; row++) {
        const char *label = label_of(row, lang);
        fprintf(out, "%s%*s", label, left - width_of(label), "");
        for (size_t i = 0; i < compare->count; i++) {
            put_cell(cell, row, compare->events[i], lang);
            fprintf(out, "%*s%s", width[i] + GAP - width_of(cell), "", cell);
        }
        putc('\n', out);
    }
}

/* Where the years do not fit, in the words of the daemon. */
static void print_history(FILE *out, const json_t *event)
{
    json_t *findings = json_object_get(document_of(event), "findings"), *finding;
    size_t i;

    json_array_foreach(findings, i, finding)
    {
        if (!is_history(finding))
            continue;
        fputs("! ", out);
        print_safe(out, text_of(finding, "message"));
        fputs(" [", out);
        print_safe(out, text_of(finding, "code"));
        fputs("]\n", out);
    }
}

/* Years of which there is no report, between two of which there is one. */
static void print_gaps(FILE *out, const struct compare *compare, enum nb_lang lang)
{
    for (size_t i = 1; i < compare->count; i++) {
        int after = year_of(compare->events[i - 1]) + 1, before = year_of(compare->events[i]) - 1;
        if (after == before)
            fprintf(out, tr(lang, "没有%d年的报告。\n", "There is no report for %d.\n"), after);
        else if (after < before)
            fprintf(out,
                    tr(lang, "没有%d年至%d年的报告。\n", "There are no reports for %d to %d.\n"),
                    after, before);
    }
}

/* That nothing is wrong means something only with what was compared. */
static void print_fits(FILE *out, const struct compare *compare, enum nb_lang lang)
{
    int compared = 0;

    for (size_t i = 0; i < compare->count; i++)
        compared |= is_compared(compare->events[i]);
    if (compared)
        fputs(tr(lang, "各年都合格，相邻年度前后衔接。\n",
                 "Every year is valid, and takes over what the year before leaves.\n"),
              out);
    else
        fputs(tr(lang, "各年都合格；没有可以前后核对的相邻年度。\n",
                 "Every year is valid; there are no two years in a row to compare.\n"),
              out);
}

void compare_print(FILE *out, const struct compare *compare, enum nb_lang lang)
{
    const json_t *last = compare->count > 0 ? compare->events[compare->count - 1] : NULL;

    print_safe(out, text_of(document_of(last), "agency"));
    fputs("\n\n", out);
    print_table(out, compare, lang);
    putc('\n', out);
    for (size_t i = 0; i < compare->count; i++)
        print_history(out, compare->events[i]);
    print_gaps(out, compare, lang);
    if (compare_fits(compare))
        print_fits(out, compare, lang);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

/* Copies keys as they are; a key that is not there becomes null. */
static int copy_keys(json_t *to, const json_t *from, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        json_t *value = json_object_get(from, *keys);
        if (json_object_set_new(to, *keys, value != NULL ? json_incref(value) : json_null()) != 0)
            return -1;
    }
    return 0;
}

static json_t *year_json(const json_t *event)
{
    static const char *const of_event[] = {"id", "time", NULL};
    static const char *const of_document[] = {"agency",   "year",        "status",
                                              "edition",  "revision",    "disclosure",
                                              "requests", "proceedings", NULL};
    json_t *year = json_object();

    if (copy_keys(year, event, of_event) != 0 ||
        copy_keys(year, document_of(event), of_document) != 0 ||
        json_object_set_new(year, "findings", history_of(event)) != 0) {
        json_decref(year);
        return NULL;
    }
    return year;
}

json_t *compare_json(const struct compare *compare, const char *key)
{
    json_t *object = json_object(), *years = json_array();
    int failed = json_object_set_new(object, "key", json_string(key)) != 0;

    for (size_t i = 0; i < compare->count; i++)
        failed |= json_array_append_new(years, year_json(compare->events[i])) != 0;
    failed |= json_object_set_new(object, "years", years) != 0;
    if (failed) {
        json_decref(object);
        return NULL;
    }
    return object;
}
