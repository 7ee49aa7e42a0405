#include "finding.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    enum nb_severity severity;
} codes[] = {
#define CODE(id, name, severity) {name, severity},
    NB_CODE_LIST(CODE)
#undef CODE
};

static const char *const severities[] = {"off", "info", "warning", "error"};

/*
 * Placeholders: {c} the cells, {r} the row of the first cell, {e} expected, {a} actual, {s} a
 * clause on the suspect cell, {d} the finding's detail.
 */
static const struct {
    const char *zh, *en;
} wordings[NB_CODES] = {
    [NB_STRUCTURE_SECTION_MISSING] = {"缺少第{d}部分，请按格式补上。",
                                      "Section {d} is missing; add it."},
    [NB_STRUCTURE_SECTION_ORDER] =
        {"{d}，请按格式规定的次序和序号改正。",
         "{d}; put the sections in the prescribed order and number them so."},
    [NB_STRUCTURE_TABLE_MISSING] = {"缺少{d}，请补上。", "The {d} is missing; add it."},
    [NB_STRUCTURE_TABLE_TRUNCATED] = {"{d}不完整，后面的行没有了，请补全。",
                                      "The {d} stops before its last row; complete it."},
    [NB_STRUCTURE_ROW_MISSING] = {"缺少“{r}”一行，请补上。", "The row \"{r}\" is missing; add it."},
    [NB_STRUCTURE_ROW_EXTRA] = {"“{d}”不是规定格式中的行，未计入。",
                                "\"{d}\" is not a row of the form; it was left out."},
    [NB_STRUCTURE_EDITION_MISMATCH] = {"{d}，请换用该年度规定的表格。",
                                       "{d}; use the tables prescribed for that year."},
    [NB_STRUCTURE_YEAR_MISMATCH] = {"{d}，请核对报告年度。", "{d}; check which year is meant."},
    [NB_STRUCTURE_TITLE_MISSING] = {"标题中看不出{d}，请写明机关名称和年度。",
                                    "The title does not give {d}; name the agency and the year."},
    [NB_CELL_MISSING] = {"{c}的数值无法得知。", "The value of {c} is not known."},
    [NB_CELL_BLANK] = {"{c}是空白，没有数据也应填“0”。",
                       "{c} is blank; write 0 where there is none."},
    [NB_CELL_MALFORMED] = {"{c}填的不是该格应有的数字，请改正。",
                           "What stands in {c} is not a number that belongs there; correct it."},
    [NB_CELL_AMBIGUOUS] = {"“{r}”一行的数字比格子少或多，无法判断各属哪一列，请对照原件填全。",
                           "The numbers in the row \"{r}\" do not match its cells, so their "
                           "columns cannot be told; fill in "
                           "every cell."},
    [NB_REQUESTS_BALANCE] =
        {"{c}是{a}，按勾稽关系（第一项加第二项之和，等于第三项加第四项之和）应为{e}{s}。",
         "{c} is {a}, but by the balance (items 1 + 2 = items 3 + 4) it should be {e}{s}."},
    [NB_REQUESTS_PROCESSED_SUM] = {"{c}是{a}，但第三项各行之和是{e}{s}。",
                                   "{c} is {a}, but the rows of item 3 add up to {e}{s}."},
    [NB_REQUESTS_ROW_SUM] = {"{c}是{a}，但该行各列之和是{e}{s}。",
                             "{c} is {a}, but the columns of that row add up to {e}{s}."},
    [NB_PROCEEDINGS_SUM] = {"{c}是{a}，但各项结果之和是{e}。",
                            "{c} is {a}, but the results add up to {e}."},
    [NB_CLAIM_MISMATCH] =
        {"文字中说{c}是{a}，表格中是{e}，请核对。",
         "The text says that {c} is {a}, the table has {e}; check which is right."},
    [NB_SECTION6_FEE_MISSING] =
        {"第六部分没有报告收取信息处理费的情况，请补充说明（没有收取也应写明）。",
         "Section 6 does not report on information-processing fees; say so even if none were "
         "charged."},
    [NB_PRIVACY_ID_NUMBER] =
        {"文中有疑似居民身份证号码（{d}），公开前请删除。",
         "The text prints what looks like a resident identity number ({d}); remove it."},
    [NB_PRIVACY_MOBILE_NUMBER] = {"文中有疑似个人手机号码（{d}），请确认是否应当公开。",
                                  "The text prints what looks like a personal mobile number ({d}); "
                                  "check whether it may be public."},
    [NB_INPUT_EMPTY] = {"文件是空的，请重新提交。", "The file is empty; submit it again."},
    [NB_INPUT_TOO_LARGE] =
        {"文件太大（{d}），没有读取；请确认是不是年度报告。",
         "The file is too large ({d}) and was not read; check that it is the report."},
    [NB_INPUT_ENCODING] =
        {"文件的文字编码无法识别（{d}），请另存为UTF-8后再提交。",
         "The encoding of the file is not known ({d}); save it as UTF-8 and submit it again."},
    [NB_INPUT_UNSUPPORTED] = {"没有读取：{d}。", "Not read: {d}."},
    [NB_INPUT_DAMAGED] = {"文件已损坏（{d}），请重新提交。",
                          "The file is damaged ({d}); submit it again."},
    [NB_INPUT_ENCRYPTED] =
        {"文件已加密（{d}），请去掉密码后再提交。",
         "The file is encrypted ({d}); remove the password and submit it again."},
    [NB_INPUT_NO_TEXT] = {"文件中没有文字（{d}），可能是扫描件；请提交有文字的文件。",
                          "The file holds no text ({d}); it may be a scan. Submit one with text."},
    [NB_INPUT_UNREADABLE] =
        {"文件无法打开或读取（{d}），请检查文件权限后再提交。",
         "The file cannot be opened or read ({d}); check its permissions and submit it again."},
    [NB_INPUT_NOT_A_REPORT] = {"这份文件不是政府信息公开工作年度报告：{d}。",
                               "This is not an annual report on the disclosure of government "
                               "information: {d}."},
    [NB_INPUT_BYTES_REPLACED] =
        {"有{a}处字节不成文字，已用“\xEF\xBF\xBD”代替；请核对第{d}个字节附近的内容。",
         "{a} byte sequences fit no character and were replaced; check the text near byte {d}."},
};

const char *nb_code_name(int code)
{
    return code >= 0 && code < NB_CODES ? codes[code].name : NULL;
}

int nb_code_by_name(const char *name)
{
    for (int i = 0; i < NB_CODES; i++)
        if (strcmp(codes[i].name, name) == 0)
            return i;
    return -1;
}

const char *nb_severity_name(enum nb_severity severity)
{
    return severities[severity];
}

int nb_severity_by_name(const char *name)
{
    for (int i = 0; i <= NB_ERROR; i++)
        if (strcmp(severities[i], name) == 0)
            return i;
    return -1;
}

struct nb_finding *nb_report_add(struct nb_report *report, enum nb_code code, uint32_t line)
{
    int chosen = report->options.severity[code];
    enum nb_severity severity =
        chosen == NB_SEVERITY_DEFAULT ? codes[code].severity : (enum nb_severity)chosen;
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

void nb_cell_id(struct nb_buffer *out, const struct nb_form *form, int cell)
{
    nb_buffer_puts(out, form->edition->tables[form->places[cell].table].id);
    nb_buffer_puts(out, ".");
    nb_buffer_puts(out, nb_form_row(form, cell)->id);
    nb_buffer_puts(out, ".");
    nb_buffer_puts(out, nb_form_column(form, cell)->id);
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
    nb_buffer_puts(out, "“");
    nb_buffer_puts(out, row->zh);
    nb_buffer_puts(out, "”行“");
    nb_buffer_puts(out, column->zh);
    nb_buffer_puts(out, "”列");
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

/* One cell by its name; of several in a row, the row and the columns; else how many there are. */
static void put_cells(struct nb_buffer *out, const struct nb_form *form,
                      const struct nb_finding *finding, enum nb_lang lang)
{
    if (finding->cell_count == 0)
        return;
    int first = finding->cells[0], one_row = 1;
    for (int i = 1; i < finding->cell_count; i++)
        one_row &= nb_form_row(form, finding->cells[i]) == nb_form_row(form, first);
    if (finding->cell_count == 1) {
        nb_cell_name(out, form, first, lang);
        return;
    }
    if (!one_row) {
        for (int i = 0; i < finding->cell_count; i++) {
            if (i)
                nb_buffer_puts(out, lang == NB_EN ? " + " : "与");
            nb_cell_name(out, form, finding->cells[i], lang);
        }
        return;
    }
    nb_buffer_puts(out, lang == NB_EN ? "" : "“");
    nb_buffer_puts(out,
                   lang == NB_EN ? nb_form_row(form, first)->en : nb_form_row(form, first)->zh);
    nb_buffer_puts(out, lang == NB_EN ? " / " : "”行的");
    for (int i = 0; i < finding->cell_count; i++) {
        if (i)
            nb_buffer_puts(out, lang == NB_EN ? ", " : "、");
        const struct nb_column *column = nb_form_column(form, finding->cells[i]);
        nb_buffer_puts(out, lang == NB_EN ? column->en : column->zh);
    }
}

static void put_amount(struct nb_buffer *out, const struct nb_amount *amount, enum nb_lang lang)
{
    if (amount->known)
        nb_amount_text(out, amount->value, amount->scale);
    else
        nb_buffer_puts(out, lang == NB_EN ? "another number" : "别的数");
}

static void put_suspect(struct nb_buffer *out, const struct nb_report *report,
                        const struct nb_finding *finding, enum nb_lang lang)
{
    if (finding->suspect < 0)
        return;
    const struct nb_cell *cell = &report->cells[finding->suspect];
    nb_buffer_puts(out, lang == NB_EN ? "; most likely " : "；很可能是");
    nb_cell_name(out, &report->form, finding->suspect, lang);
    nb_buffer_printf(out, lang == NB_EN ? " (line %u: " : "（第%u行，现为", cell->line);
    nb_amount_text(out, cell->value, cell->scale);
    nb_buffer_puts(out, lang == NB_EN ? ") is wrong and should be " : "）填错，应为");
    nb_amount_text(out, finding->suspect_value, 0);
}

static void put_row(struct nb_buffer *out, const struct nb_report *report,
                    const struct nb_finding *finding, enum nb_lang lang)
{
    if (finding->cell_count == 0)
        return;
    const struct nb_place place = report->form.places[finding->cells[0]];
    const struct nb_table *table = &report->form.edition->tables[place.table];
    const struct nb_row *row = &table->rows[place.row];
    int whole = finding->cell_count > row->column_count;
    if (lang == NB_EN)
        nb_buffer_puts(out, whole ? table->en : row->en);
    else
        nb_buffer_puts(out, whole ? table->zh : row->zh);
}

static void put(struct nb_buffer *out, const struct nb_report *report,
                const struct nb_finding *finding, char what, enum nb_lang lang)
{
    const char *detail = lang == NB_EN ? finding->detail_en : finding->detail_zh;
    switch (what) {
    case 'c': put_cells(out, &report->form, finding, lang); break;
    case 'r': put_row(out, report, finding, lang); break;
    case 'e': put_amount(out, &finding->expected, lang); break;
    case 'a': put_amount(out, &finding->actual, lang); break;
    case 's': put_suspect(out, report, finding, lang); break;
    default: nb_buffer_puts(out, detail ? detail : "?"); break;
    }
}

void nb_finding_message(struct nb_buffer *out, const struct nb_report *report,
                        const struct nb_finding *finding, enum nb_lang lang)
{
    const char *format = lang == NB_EN ? wordings[finding->code].en : wordings[finding->code].zh;
    while (*format) {
        size_t plain = strcspn(format, "{");
        nb_buffer_add(out, format, plain);
        format += plain;
        if (*format) {
            put(out, report, finding, format[1], lang);
            format += 3;
        }
    }
}
