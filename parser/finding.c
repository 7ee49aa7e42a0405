#include "finding.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "codebook.h"

struct nb_finding *nb_report_add(struct nb_report *report, enum nb_code code, uint32_t line)
{
    int chosen = report->options.severity[code];
    enum nb_severity severity =
        chosen == NB_SEVERITY_DEFAULT ? nb_code_severity(code) : (enum nb_severity)chosen;
    if (severity == NB_OFF)
        return NULL;
    struct nb_finding *finding = NB_NEW(&report->arena, struct nb_finding, 1);
    if (!finding) {
        report->failed = 1;
        return NULL;
    }
    finding->code = code;
    finding->severity = severity;
    finding->overridden = chosen != NB_SEVERITY_DEFAULT;
    finding->suspect = -1;
    finding->line = line;
    *report->last_finding = finding;
    report->last_finding = &finding->next;
    return finding;
}

void nb_finding_cells(struct nb_report *report, struct nb_finding *finding, const short *cells,
                      int count)
{
    if (!finding)
        return;
    finding->cells = NB_NEW(&report->arena, short, (size_t)count);
    if (!finding->cells) {
        report->failed = 1;
        return;
    }
    memcpy(finding->cells, cells, (size_t)count * sizeof *cells);
    finding->cell_count = count;
}

static int is_workbook(const char *media_type)
{
    return media_type && strstr(media_type, "spreadsheetml");
}

int nb_place_text(struct nb_buffer *out, const char *media_type, uint32_t line,
                  const struct nb_where *where, enum nb_lang lang)
{
    int sheets = is_workbook(media_type);
    const struct {
        uint32_t number;
        const char *before[2], *behind[2]; /* by enum nb_lang */
    } parts[] = {
        {line, {"第", "line "}, {"行", ""}},
        {sheets ? where->page : 0, {"第", "sheet "}, {"张工作表", ""}},
        {sheets ? 0 : where->page, {"第", "page "}, {"页", ""}},
        {sheets ? 0 : where->table, {"表", "table "}, {"", ""}},
        {where->row, {"第", "row "}, {"行", ""}},
        {where->paragraph, {"第", "paragraph "}, {"段", ""}},
    };
    int count = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].number)
            continue;
        if (count++ && lang == NB_EN)
            nb_buffer_puts(out, ", ");
        nb_buffer_puts(out, parts[i].before[lang]);
        nb_buffer_printf(out, "%u", parts[i].number);
        nb_buffer_puts(out, parts[i].behind[lang]);
    }
    return count > 0;
}

void nb_cell_id(struct nb_buffer *out, const struct nb_form *form, int cell)
{
    nb_buffer_puts(out, form->edition->tables[form->places[cell].table].id);
    nb_buffer_puts(out, ".");
    nb_buffer_puts(out, nb_form_row(form, cell)->id);
    nb_buffer_puts(out, ".");
    nb_buffer_puts(out, nb_form_column(form, cell)->id);
}

/* A name in Chinese quotation marks; those within it become single ones. */
static void put_quoted(struct nb_buffer *out, const char *name)
{
    nb_buffer_puts(out, "“");
    while (*name) {
        size_t plain = strcspn(name, "\xE2");
        nb_buffer_add(out, name, plain);
        name += plain;
        int opens = strncmp(name, "“", 3) == 0, closes = strncmp(name, "”", 3) == 0;
        if (opens || closes)
            nb_buffer_puts(out, opens ? "‘" : "’");
        else
            nb_buffer_add(out, name, *name != '\0');
        name += opens || closes ? 3 : *name != '\0';
    }
    nb_buffer_puts(out, "”");
}

void nb_cell_name(struct nb_buffer *out, const struct nb_form *form, int cell, enum nb_lang lang)
{
    const struct nb_row *row = nb_form_row(form, cell);
    const struct nb_column *column = nb_form_column(form, cell);
    if (lang == NB_EN) {
        nb_buffer_puts(out, row->en);
        nb_buffer_puts(out, " / ");
        nb_buffer_puts(out, column->en);
        return;
    }
    put_quoted(out, row->zh);
    nb_buffer_puts(out, "行");
    put_quoted(out, column->zh);
    nb_buffer_puts(out, "列");
}

void nb_amount_text(struct nb_buffer *out, int64_t value, unsigned char scale)
{
    char digits[64];
    uint64_t size = value < 0 ? (uint64_t)-value : (uint64_t)value;
    int length = snprintf(digits, sizeof digits, "%0*" PRIu64, scale + 1, size);
    size_t whole = (size_t)length - scale;
    if (value < 0)
        nb_buffer_puts(out, "-");
    nb_buffer_add(out, digits, whole);
    if (scale) {
        nb_buffer_puts(out, ".");
        nb_buffer_add(out, digits + whole, scale);
    }
}

static void put_each(struct nb_buffer *out, const struct nb_form *form,
                     const struct nb_finding *finding, enum nb_lang lang)
{
    for (int i = 0; i < finding->cell_count; i++) {
        if (i)
            nb_buffer_puts(out, lang == NB_EN ? " + " : "与");
        nb_cell_name(out, form, finding->cells[i], lang);
    }
}

/* Columns of one row; of names below the same heading only the first says the heading. */
static void put_columns(struct nb_buffer *out, const struct nb_form *form,
                        const struct nb_finding *finding, enum nb_lang lang)
{
    static const char dash[] = "—";
    size_t heading = 0;
    const char *before = NULL;
    for (int i = 0; i < finding->cell_count; i++) {
        const struct nb_column *column = nb_form_column(form, finding->cells[i]);
        const char *name = lang == NB_EN ? column->en : column->zh;
        if (i)
            nb_buffer_puts(out, lang == NB_EN ? ", " : "、");
        int shared = before && heading && strncmp(before, name, heading) == 0;
        nb_buffer_puts(out, shared ? name + heading : name);
        const char *end = strstr(name, dash);
        heading = end ? (size_t)(end - name) + strlen(dash) : 0;
        before = name;
    }
}

/* The one column of the row that is not among the cells, when all others are; or NULL. */
static const struct nb_column *only_other(const struct nb_form *form,
                                          const struct nb_finding *finding)
{
    const struct nb_row *row = nb_form_row(form, finding->cells[0]);
    const struct nb_place first = form->places[finding->cells[0]];
    int index = 0;
    if (row->column_count < 4 || finding->cell_count != row->column_count - 1)
        return NULL;
    while (index < finding->cell_count &&
           finding->cells[index] == form->first[first.table][first.row] + index)
        index++;
    return &row->columns[index];
}

/* Cells of one row: the whole row, or its name and the columns. */
static void put_row_cells(struct nb_buffer *out, const struct nb_form *form,
                          const struct nb_finding *finding, enum nb_lang lang)
{
    const struct nb_row *row = nb_form_row(form, finding->cells[0]);
    const struct nb_column *other = only_other(form, finding);
    int whole = finding->cell_count == row->column_count;
    if (lang == NB_EN) {
        nb_buffer_puts(out, whole ? "the whole row " : "");
        nb_buffer_puts(out, row->en);
        nb_buffer_puts(out, whole ? "" : other ? " / all columns but " : " / ");
        nb_buffer_puts(out, other ? other->en : "");
    } else {
        put_quoted(out, row->zh);
        nb_buffer_puts(out, whole ? "整行" : other ? "行除" : "行的");
        if (other) {
            put_quoted(out, other->zh);
            nb_buffer_puts(out, "外各列");
        }
    }
    if (!whole && !other)
        put_columns(out, form, finding, lang);
}

static void put_cells(struct nb_buffer *out, const struct nb_form *form,
                      const struct nb_finding *finding, enum nb_lang lang)
{
    if (finding->cell_count == 0)
        return;
    int one_row = finding->cell_count > 1;
    for (int i = 1; i < finding->cell_count; i++)
        one_row &= nb_form_row(form, finding->cells[i]) == nb_form_row(form, finding->cells[0]);
    if (one_row)
        put_row_cells(out, form, finding, lang);
    else
        put_each(out, form, finding, lang);
}

static void put_amount(struct nb_buffer *out, const struct nb_amount *amount, enum nb_lang lang)
{
    if (amount->known)
        nb_amount_text(out, amount->value, amount->scale);
    else
        nb_buffer_puts(out, lang == NB_EN ? "another number" : "别的数");
}

/* Which cell is the wrong one, or a request to find out. */
static void put_suspect(struct nb_buffer *out, const struct nb_report *report,
                        const struct nb_finding *finding, enum nb_lang lang)
{
    if (finding->suspect < 0) {
        nb_buffer_puts(out, lang == NB_EN ? "; check these numbers" : "，请核对");
        return;
    }
    const struct nb_cell *cell = &report->cells[finding->suspect];
    nb_buffer_puts(out, lang == NB_EN ? "; most likely " : "；很可能是");
    int named = finding->cell_count && finding->cells[0] == finding->suspect &&
                finding->code != NB_REQUESTS_BALANCE;
    if (named) {
        nb_buffer_puts(out, lang == NB_EN ? "this cell" : "这一格");
    } else {
        nb_cell_name(out, &report->form, finding->suspect, lang);
        nb_buffer_puts(out, lang == NB_EN ? " (" : "（");
        if (nb_place_text(out, report->media_type, cell->line, &cell->where, lang))
            nb_buffer_puts(out, lang == NB_EN ? ": " : "，");
        nb_buffer_puts(out, lang == NB_EN ? "" : "现为");
        nb_amount_text(out, cell->value, cell->scale);
        nb_buffer_puts(out, lang == NB_EN ? ")" : "）");
    }
    nb_buffer_puts(out, lang == NB_EN ? " is wrong and should be " : "填错，应为");
    nb_amount_text(out, finding->suspect_value, 0);
}

/* The row of the first cell, or the table where the finding has more cells than the row. */
static void put_row(struct nb_buffer *out, const struct nb_report *report,
                    const struct nb_finding *finding, int or_table, enum nb_lang lang)
{
    if (finding->cell_count == 0)
        return;
    const struct nb_place place = report->form.places[finding->cells[0]];
    const struct nb_table *table = &report->form.edition->tables[place.table];
    const struct nb_row *row = &table->rows[place.row];
    int whole = or_table && finding->cell_count > row->column_count;
    if (lang == NB_EN)
        nb_buffer_puts(out, whole ? table->en : row->en);
    else
        put_quoted(out, whole ? table->zh : row->zh);
}

static void put_column(struct nb_buffer *out, const struct nb_report *report,
                       const struct nb_finding *finding, enum nb_lang lang)
{
    if (finding->cell_count == 0)
        return;
    const struct nb_column *column = nb_form_column(&report->form, finding->cells[0]);
    if (lang == NB_EN)
        nb_buffer_puts(out, column->en);
    else
        put_quoted(out, column->zh);
}

/* Whether what the finding is about stands in the report, or only follows from what does. */
static void put_inferred(struct nb_buffer *out, const struct nb_report *report,
                         const struct nb_finding *finding, enum nb_lang lang)
{
    if (finding->cell_count && report->cells[finding->cells[0]].state == NB_INFERRED)
        nb_buffer_puts(out, lang == NB_EN ? " (inferred)" : "（推出）");
}

static void put_detail(struct nb_buffer *out, const struct nb_finding *finding, int brackets,
                       enum nb_lang lang)
{
    const char *detail = lang == NB_EN ? finding->detail_en : finding->detail_zh;
    if (!detail)
        return;
    nb_buffer_puts(out, !brackets ? "" : lang == NB_EN ? " (" : "（");
    nb_buffer_puts(out, detail);
    nb_buffer_puts(out, !brackets ? "" : lang == NB_EN ? ")" : "）");
}

static void put(struct nb_buffer *out, const struct nb_report *report,
                const struct nb_finding *finding, char what, enum nb_lang lang)
{
    switch (what) {
    case 'c': put_cells(out, &report->form, finding, lang); break;
    case 'r': put_row(out, report, finding, 1, lang); break;
    case 'f': put_row(out, report, finding, 0, lang); break;
    case 'k': put_column(out, report, finding, lang); break;
    case 'i': put_inferred(out, report, finding, lang); break;
    case 'y': nb_buffer_printf(out, "%d", report->year); break;
    case 'e': put_amount(out, &finding->expected, lang); break;
    case 'a': put_amount(out, &finding->actual, lang); break;
    case 's': put_suspect(out, report, finding, lang); break;
    case 't': nb_buffer_puts(out, finding->text ? finding->text : ""); break;
    case 'b': put_detail(out, finding, 1, lang); break;
    default: put_detail(out, finding, 0, lang); break;
    }
}

/*
 * Which of a code's two sentences: the other one of a sum is for parts that are too large already
 * while some are not known, that of an unsupported file for one that could be read as text, that of
 * replaced bytes for a document, whose bytes are not those of the file.
 */
static const char *sentence(const struct nb_report *report, const struct nb_finding *finding,
                            enum nb_lang lang)
{
    const struct nb_code_entry *entry = &nb_codebook[finding->code];
    int other = !finding->expected.known;
    if (finding->code == NB_INPUT_UNSUPPORTED)
        other = report->charset != NULL;
    else if (finding->code == NB_INPUT_BYTES_REPLACED)
        other = !finding->detail_zh;
    return other && entry->say_other[lang] ? entry->say_other[lang] : entry->say[lang];
}

void nb_finding_message(struct nb_buffer *out, const struct nb_report *report,
                        const struct nb_finding *finding, enum nb_lang lang)
{
    const char *format = sentence(report, finding, lang);
    size_t start = out->length;
    while (*format) {
        size_t plain = strcspn(format, "{");
        nb_buffer_add(out, format, plain);
        format += plain;
        if (*format) {
            put(out, report, finding, format[1], lang);
            format += 3;
        }
    }
    if (lang == NB_EN && !out->failed && out->bytes[start] >= 'a' && out->bytes[start] <= 'z')
        out->bytes[start] = (char)(out->bytes[start] - 'a' + 'A');
}
