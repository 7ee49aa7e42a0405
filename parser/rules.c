#include "rules.h"

#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "finding.h"
#include "privacy.h"

struct judge {
    struct nb_report *report;
    const struct nb_text *text;
    const struct nb_outline *outline;
    const struct nb_table_reading *tables;
};

/* A string in the report's arena that both languages may share. */
static const char *keep(struct judge *j, struct nb_buffer *buffer)
{
    char *copy = NULL;
    nb_buffer_add(buffer, "", 0);
    if (!buffer->failed)
        copy = nb_arena_string(&j->report->arena, buffer->bytes, buffer->length);
    if (!copy)
        j->report->failed = 1;
    nb_buffer_free(buffer);
    return copy;
}

static const char *quote_line(struct judge *j, size_t line)
{
    struct nb_line l = j->text->lines[line];
    size_t from = j->text->at[l.start];
    return nb_report_excerpt(j->report, j->text->bytes + from, j->text->at[l.end] - from);
}

/* ---- structure ---- */

static void judge_title(struct judge *j)
{
    const struct nb_outline *o = j->outline;
    if (o->agency && o->title_year)
        return;
    struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_TITLE_MISSING,
                                         o->title ? (uint32_t)o->title_line + 1 : 0);
    if (!f)
        return;
    int both = !o->agency && !o->title_year;
    f->detail_zh = both ? "机关名称和年度" : o->agency ? "年度" : "机关名称";
    f->detail_en = both ? "the agency and the year" : o->agency ? "the year" : "the agency";
    f->text = j->report->title;
}

static void section_detail(struct judge *j, struct nb_finding *f, int number, int printed)
{
    static const char *const han[] = {"",   "一", "二", "三", "四", "五",
                                      "六", "七", "八", "九", "十"};
    const struct nb_section *s = &nb_sections[number - 1];
    struct nb_buffer zh, en;
    nb_buffer_init(&zh);
    nb_buffer_init(&en);
    if (printed < 0) {
        nb_buffer_printf(&zh, "%s（%s）", han[number], s->zh);
        nb_buffer_printf(&en, "%d (%s)", number, s->en);
    } else if (printed == 0 || printed == number) {
        nb_buffer_printf(&zh, "第%s部分“%s”的位置不对", han[number], s->zh);
        nb_buffer_printf(&en, "section %d (%s) is out of place", number, s->en);
    } else {
        nb_buffer_printf(&zh, "“%s”应是第%s部分，现在编为第%s部分", s->zh, han[number],
                         han[printed <= 10 ? printed : 10]);
        nb_buffer_printf(&en, "section %d (%s) is numbered %d", number, s->en, printed);
    }
    f->detail_zh = keep(j, &zh);
    f->detail_en = keep(j, &en);
}

static void judge_sections(struct judge *j)
{
    size_t last = 0;
    for (int i = 0; i < NB_SECTIONS; i++) {
        const struct nb_heading *h = &j->outline->headings[i];
        struct nb_finding *f = NULL;
        if (!h->found) {
            f = nb_report_add(j->report, NB_STRUCTURE_SECTION_MISSING, 0);
            if (f)
                section_detail(j, f, i + 1, -1);
            continue;
        }
        if (h->line < last || (h->printed && h->printed != i + 1)) {
            f = nb_report_add(j->report, NB_STRUCTURE_SECTION_ORDER, (uint32_t)h->line + 1);
            if (f) {
                section_detail(j, f, i + 1, h->printed);
                f->text = quote_line(j, h->line);
            }
        }
        if (h->line > last)
            last = h->line;
    }
}

static void judge_years(struct judge *j)
{
    const struct nb_outline *o = j->outline;
    int period = o->from.year && o->from.year == o->to.year ? o->from.year : 0;
    int other = 0;
    size_t line = 0;
    if (o->title_year && period && period != o->title_year) {
        other = period;
        line = o->period_line;
    } else if (o->title_year && o->prose_year && o->prose_year != o->title_year) {
        other = o->prose_year;
        line = o->prose_line;
    }
    struct nb_finding *f =
        other ? nb_report_add(j->report, NB_STRUCTURE_YEAR_MISMATCH, (uint32_t)line + 1) : NULL;
    if (!f)
        return;
    struct nb_buffer zh, en;
    nb_buffer_init(&zh);
    nb_buffer_init(&en);
    nb_buffer_printf(&zh, "标题是%d年，正文说的是%d年", o->title_year, other);
    nb_buffer_printf(&en, "the title says %d, the text speaks of %d", o->title_year, other);
    f->detail_zh = keep(j, &zh);
    f->detail_en = keep(j, &en);
    f->text = quote_line(j, line);
}

static void judge_edition(struct judge *j)
{
    const struct nb_edition *used = j->report->form.edition;
    const struct nb_edition *due = nb_edition_for_year(j->report->year);
    if (!due || due == used)
        return;
    struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_EDITION_MISMATCH, 0);
    if (!f)
        return;
    struct nb_buffer zh, en;
    nb_buffer_init(&zh);
    nb_buffer_init(&en);
    nb_buffer_printf(&zh, "%d年的报告应使用%s的表格，现在用的是%s的表格", j->report->year,
                     due->document, used->document);
    nb_buffer_printf(&en, "a report for %d is made on the tables of %s, not of %s", j->report->year,
                     due->document, used->document);
    f->detail_zh = keep(j, &zh);
    f->detail_en = keep(j, &en);
}

static void all_cells(struct judge *j, struct nb_finding *f, int first, int last)
{
    short cells[NB_MAX_CELLS];
    for (int cell = first; cell < last; cell++)
        cells[cell - first] = (short)cell;
    nb_finding_cells(j->report, f, cells, last - first);
}

/* The first row after the last one that is there, or row_count when the last one is. */
static int stops_before(const struct nb_table *table, const struct nb_alignment *a)
{
    int r = table->row_count;
    while (r > 0 && (a->start[r - 1] < 0 || !table->rows[r - 1].column_count))
        r--;
    return r;
}

static void judge_rows(struct judge *j, int t)
{
    const struct nb_form *form = &j->report->form;
    const struct nb_table *table = &form->edition->tables[t];
    const struct nb_alignment *a = j->tables[t].alignment;
    int stop = table->pooled ? table->row_count : stops_before(table, a);
    for (int r = 0; r < stop; r++) {
        const struct nb_row *row = &table->rows[r];
        if (table->pooled || !row->column_count || a->start[r] >= 0)
            continue;
        struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_ROW_MISSING, 0);
        if (f)
            all_cells(j, f, form->first[t][r], form->first[t][r] + row->column_count);
    }
    if (stop == table->row_count)
        return;
    const struct nb_tokens *tokens = j->tables[t].tokens;
    uint32_t line = stop ? tokens->list[a->start[stop - 1]].line : 0;
    struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_TABLE_TRUNCATED, line + 1);
    if (!f)
        return;
    int first = form->table_first[t + 1];
    for (int r = table->row_count - 1; r >= stop; r--)
        if (form->first[t][r] >= 0)
            first = form->first[t][r];
    all_cells(j, f, first, form->table_first[t + 1]);
    f->detail_zh = table->zh;
    f->detail_en = table->en;
    f->text = quote_line(j, line);
}

static void judge_extra_rows(struct judge *j, int t)
{
    const struct nb_tokens *tokens = j->tables[t].tokens;
    const short *owner = j->tables[t].alignment->owner;
    for (size_t i = 1; i < tokens->count; i++) {
        const struct nb_token *token = &tokens->list[i];
        if (owner[i] != NB_OWNER_EXTRA || owner[i - 1] == NB_OWNER_EXTRA)
            continue;
        struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_ROW_EXTRA, token->line + 1);
        if (!f)
            return;
        size_t from = j->text->at[token->start];
        f->text =
            nb_report_excerpt(j->report, j->text->bytes + from, j->text->at[token->end] - from);
        f->detail_zh = f->detail_en = f->text;
    }
}

static void judge_tables(struct judge *j)
{
    const struct nb_form *form = &j->report->form;
    for (int t = 0; t < NB_TABLES; t++) {
        const struct nb_table *table = &form->edition->tables[t];
        if (j->tables[t].present) {
            judge_rows(j, t);
            judge_extra_rows(j, t);
            continue;
        }
        struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_TABLE_MISSING, 0);
        if (!f)
            continue;
        all_cells(j, f, form->table_first[t], form->table_first[t + 1]);
        f->detail_zh = table->zh;
        f->detail_en = table->en;
    }
}

/* ---- cells ---- */

struct cell_rule {
    enum nb_code code;
    unsigned char flag;    /* the cell has it */
    unsigned char without; /* and none of these */
    int missing;           /* and its value is not known */
    int each;              /* one finding a cell; else one a row */
};

static const struct cell_rule cell_rules[] = {
    {NB_CELL_MALFORMED, NB_WAS_BAD, 0, 0, 1},
    {NB_CELL_AMBIGUOUS, NB_WAS_AMBIGUOUS, 0, 0, 0},
    {NB_CELL_BLANK, NB_WAS_BLANK, NB_WAS_BAD | NB_WAS_AMBIGUOUS, 0, 0},
    {NB_CELL_MISSING, NB_WAS_BLANK | NB_WAS_LOST, 0, 1, 0},
};

static void add_cells(struct judge *j, enum nb_code code, const short *cells, int count)
{
    const struct nb_cell *cell = &j->report->cells[cells[0]];
    struct nb_finding *f = nb_report_add(j->report, code, cell->line);
    nb_finding_cells(j->report, f, cells, count);
    if (f && cell->length)
        f->text = nb_report_excerpt(j->report, j->text->bytes + cell->at, cell->length);
}

static void judge_cells(struct judge *j, const struct cell_rule *rule)
{
    const struct nb_form *form = &j->report->form;
    short cells[NB_MAX_COLUMNS];
    int count = 0;
    for (int cell = 0; cell < form->cell_count; cell++) {
        const struct nb_cell *c = &j->report->cells[cell];
        int applies = (c->flags & rule->flag) && !(c->flags & rule->without) &&
                      (!rule->missing || c->state == NB_MISSING);
        if (applies)
            cells[count++] = (short)cell;
        int row_ends =
            cell + 1 == form->cell_count || nb_form_row(form, cell) != nb_form_row(form, cell + 1);
        if (count && (row_ends || rule->each)) {
            add_cells(j, rule->code, cells, count);
            count = 0;
        }
    }
}

/* ---- identities and claims ---- */

static void known_values(const struct nb_report *report, int with_inferred, unsigned char *known,
                         int64_t *value)
{
    for (int cell = 0; cell < NB_MAX_CELLS; cell++) {
        const struct nb_cell *c = &report->cells[cell];
        known[cell] = c->state == NB_READ || (with_inferred && c->state == NB_INFERRED);
        value[cell] = c->value;
    }
}

static enum nb_check check_of(enum nb_code family)
{
    switch (family) {
    case NB_REQUESTS_BALANCE: return NB_CHECK_BALANCE;
    case NB_REQUESTS_PROCESSED_SUM: return NB_CHECK_PROCESSED_SUM;
    case NB_REQUESTS_ROW_SUM: return NB_CHECK_ROW_SUM;
    default: return NB_CHECK_PROCEEDINGS;
    }
}

static void add_identity(struct judge *j, const struct nb_identity *identity, int64_t sum,
                         int suspect, int64_t suspect_value, int actual_known)
{
    struct nb_report *report = j->report;
    const struct nb_cell *cell = &report->cells[identity->cell];
    struct nb_finding *f = nb_report_add(report, identity->family, cell->line);
    if (!f)
        return;
    nb_finding_cells(report, f, &identity->cell, 1);
    f->actual = (struct nb_amount){actual_known, cell->value, 0};
    f->expected = (struct nb_amount){actual_known && cell->value - sum >= 0, cell->value - sum, 0};
    f->suspect = suspect;
    f->suspect_value = suspect_value;
    if (cell->length)
        f->text = nb_report_excerpt(report, j->text->bytes + cell->at, cell->length);
}

static void judge_identities(struct judge *j)
{
    struct nb_report *report = j->report;
    unsigned char read[NB_MAX_CELLS], known[NB_MAX_CELLS];
    int64_t value[NB_MAX_CELLS], suspect_value = 0, sum;
    known_values(report, 1, known, value);
    known_values(report, 0, read, value);
    int suspect = nb_identities_suspect(&report->identities, read, value, &suspect_value);
    for (int i = 0; i < report->identities.count; i++) {
        const struct nb_identity *identity = &report->identities.list[i];
        enum nb_verdict verdict = nb_identity_judge(&report->identities, i, known, value, &sum);
        report->checks[check_of(identity->family)][verdict]++;
        if (verdict == NB_FAILED)
            add_identity(j, identity, sum, suspect, suspect_value, known[identity->cell]);
    }
}

static void judge_claims(struct judge *j)
{
    struct nb_report *report = j->report;
    for (const struct nb_claim *claim = report->claims; claim; claim = claim->next) {
        int64_t sum;
        if (!nb_report_sum(report, claim->cells, claim->cell_count, &sum)) {
            report->checks[NB_CHECK_CLAIM][NB_UNDECIDED]++;
            continue;
        }
        report->checks[NB_CHECK_CLAIM][sum == claim->value ? NB_PASSED : NB_FAILED]++;
        struct nb_finding *f =
            sum == claim->value ? NULL : nb_report_add(report, NB_CLAIM_MISMATCH, claim->line);
        if (!f)
            continue;
        nb_finding_cells(report, f, claim->cells, claim->cell_count);
        f->actual = (struct nb_amount){1, claim->value, 0};
        f->expected = (struct nb_amount){1, sum, 0};
        f->text = claim->text;
    }
}

static void judge_fee_statement(struct judge *j)
{
    const struct nb_heading *h = &j->outline->headings[NB_SECTIONS - 1];
    if (!h->found || j->report->form.edition != &nb_editions[0])
        return;
    size_t first, last;
    nb_outline_region(j->outline, j->text, NB_SECTIONS, &first, &last);
    size_t start = h->start;
    size_t end = last > first ? j->text->lines[last - 1].end : j->text->lines[h->line].end;
    if (nb_text_find(j->text, start, end, U"处理费", NULL) == SIZE_MAX)
        nb_report_add(j->report, NB_SECTION6_FEE_MISSING, (uint32_t)h->line + 1);
}

void nb_rules_judge(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline, const struct nb_table_reading *tables)
{
    struct judge j = {report, text, outline, tables};
    judge_title(&j);
    judge_years(&j);
    judge_sections(&j);
    judge_edition(&j);
    judge_tables(&j);
    for (size_t i = 0; i < sizeof cell_rules / sizeof *cell_rules; i++)
        judge_cells(&j, &cell_rules[i]);
    judge_identities(&j);
    judge_claims(&j);
    judge_fee_statement(&j);
    nb_privacy_judge(report, text);
}
