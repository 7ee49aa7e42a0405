#include "rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fees.h"
#include "finding.h"
#include "privacy.h"

struct judge {
    struct nb_report *report;
    const struct nb_text *text;
    const struct nb_outline *outline;
    const struct nb_table_reading *tables;
};

/* A string in the report's arena; longer than any that the rules make is cut off. */
__attribute__((format(printf, 2, 3))) static const char *keepf(struct judge *j, const char *format,
                                                               ...)
{
    char words[512];
    va_list ap;
    va_start(ap, format);
    int length = vsnprintf(words, sizeof words, format, ap);
    va_end(ap);
    size_t size = length < 0                      ? 0
                  : (size_t)length < sizeof words ? (size_t)length
                                                  : sizeof words - 1;
    char *copy = nb_arena_string(&j->report->arena, words, size);
    if (!copy)
        j->report->failed = 1;
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

static const char *const han[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

static void judge_section(struct judge *j, int number, size_t last)
{
    const struct nb_heading *h = &j->outline->headings[number - 1];
    const struct nb_section *s = &nb_sections[number - 1];
    int misnumbered = h->printed && h->printed != number;
    if (h->found && h->line >= last && !misnumbered)
        return;
    struct nb_finding *f =
        h->found ? nb_report_add(j->report, NB_STRUCTURE_SECTION_ORDER, (uint32_t)h->line + 1)
                 : nb_report_add(j->report, NB_STRUCTURE_SECTION_MISSING, 0);
    if (!f)
        return;
    if (!h->found) {
        f->detail_zh = keepf(j, "第%s部分“%s”", han[number], s->zh);
        f->detail_en = keepf(j, "%d (%s)", number, s->en);
        return;
    }
    if (misnumbered) {
        f->detail_zh = keepf(j, "“%s”应是第%s部分，现在编为第%s部分", s->zh, han[number],
                             han[h->printed <= 10 ? h->printed : 10]);
        f->detail_en = keepf(j, "section %d (%s) is numbered %d", number, s->en, h->printed);
    } else {
        f->detail_zh = keepf(j, "第%s部分“%s”排在了应在它前面的部分之前", han[number], s->zh);
        f->detail_en =
            keepf(j, "section %d (%s) stands before one that comes first", number, s->en);
    }
    f->text = quote_line(j, h->line);
}

static void judge_sections(struct judge *j)
{
    size_t last = 0;
    for (int number = 1; number <= NB_SECTIONS; number++) {
        const struct nb_heading *h = &j->outline->headings[number - 1];
        judge_section(j, number, last);
        if (h->found && h->line > last)
            last = h->line;
    }
}

static void judge_years(struct judge *j)
{
    const struct nb_outline *o = j->outline;
    int period = o->from.year && o->from.year == o->to.year ? o->from.year : 0;
    int year = o->title_year ? o->title_year : period;
    int by_period = period && period != year;
    int other = by_period ? period : o->prose_year;
    if (!year || !other || other == year)
        return;
    size_t line = by_period ? o->period_line : o->prose_line;
    struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_YEAR_MISMATCH, (uint32_t)line + 1);
    if (!f)
        return;
    f->detail_zh = keepf(j, "%s是%d年，%s是%d年", o->title_year ? "标题" : "统计期限", year,
                         by_period ? "统计期限" : "正文说的", other);
    f->detail_en = keepf(j, "The %s says %d, the %s %d", o->title_year ? "title" : "period", year,
                         by_period ? "period" : "text speaks of", other);
    f->text = quote_line(j, line);
}

/* The line of the first row that a table has, from 1; 0: it has none. */
static uint32_t table_line(const struct judge *j, int t)
{
    const struct nb_table_reading *table = &j->tables[t];
    int rows = j->report->form.edition->tables[t].row_count;
    for (int r = 0; table->present && r < rows; r++)
        if (table->alignment->start[r] >= 0)
            return table->tokens->list[table->alignment->start[r]].line + 1;
    return 0;
}

static void judge_edition(struct judge *j)
{
    const struct nb_edition *used = j->report->form.edition;
    const struct nb_edition *due = nb_edition_for_year(j->report->year);
    if (!due || due == used)
        return;
    uint32_t line = 0;
    for (int t = 0; t < NB_TABLES && !line; t++)
        line = table_line(j, t);
    struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_EDITION_MISMATCH, line);
    if (!f)
        return;
    f->detail_zh = keepf(j, "%d年的报告应使用%s的表格，现在用的是%s的表格", j->report->year,
                         due->document, used->document);
    f->detail_en = keepf(j, "A report for %d is made on the tables of %s, not of %s",
                         j->report->year, due->document, used->document);
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

static void add_missing_row(struct judge *j, int t, int r, int before)
{
    const struct nb_form *form = &j->report->form;
    const struct nb_row *rows = form->edition->tables[t].rows;
    const struct nb_table_reading *table = &j->tables[t];
    uint32_t line = before < 0 ? 0 : table->tokens->list[table->alignment->start[before]].line + 1;
    struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_ROW_MISSING, line);
    if (!f)
        return;
    all_cells(j, f, form->first[t][r], form->first[t][r] + rows[r].column_count);
    do /* the row above it in the form, there or not */
        r--;
    while (r >= 0 && !rows[r].column_count);
    if (r < 0)
        return;
    f->detail_zh = keepf(j, "应紧接在%s之后", rows[r].zh);
    f->detail_en = keepf(j, "it belongs below \"%s\"", rows[r].en);
}

static void add_truncated(struct judge *j, int t, int stop)
{
    const struct nb_form *form = &j->report->form;
    const struct nb_table *table = &form->edition->tables[t];
    const struct nb_tokens *tokens = j->tables[t].tokens;
    uint32_t line = stop ? tokens->list[j->tables[t].alignment->start[stop - 1]].line : 0;
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

static void judge_rows(struct judge *j, int t)
{
    const struct nb_table *table = &j->report->form.edition->tables[t];
    const int *start = j->tables[t].alignment->start;
    if (table->pooled)
        return;
    int stop = stops_before(table, j->tables[t].alignment), before = -1;
    for (int r = 0; r < stop; r++) {
        if (start[r] >= 0)
            before = r;
        else if (table->rows[r].column_count)
            add_missing_row(j, t, r, before);
    }
    if (stop < table->row_count)
        add_truncated(j, t, stop);
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
        const struct nb_heading *h = &j->outline->headings[table->section - 1];
        uint32_t line = h->found ? (uint32_t)h->line + 1 : 0;
        struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_TABLE_MISSING, line);
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

/* What belongs into a cell of each kind. */
static const struct {
    const char *zh, *en;
} wanted[] = {
    [NB_COUNT] = {"不小于0的整数", "an integer that is not negative"},
    [NB_CHANGE] = {"整数（减少的为负数）", "an integer (negative for a decrease)"},
    [NB_DECIMAL] = {"不小于0的数", "a number that is not negative"},
    [NB_WAN_YUAN] = {"不小于0、以万元为单位的数", "an amount in 10,000 yuan that is not negative"},
};

static void add_cells(struct judge *j, enum nb_code code, const short *cells, int count)
{
    const struct nb_cell *cell = &j->report->cells[cells[0]];
    struct nb_finding *f = nb_report_add(j->report, code, cell->line);
    nb_finding_cells(j->report, f, cells, count);
    if (!f)
        return;
    if (cell->length)
        f->text = nb_report_excerpt(j->report, j->text->bytes + cell->at, cell->length);
    if (code == NB_CELL_MALFORMED) {
        enum nb_kind kind = nb_form_column(&j->report->form, cells[0])->kind;
        f->detail_zh = wanted[kind].zh;
        f->detail_en = wanted[kind].en;
    }
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

/* What an identity adds up to, and where. */
struct account {
    const struct nb_identity *identity;
    const unsigned char *known;
    int complete;   /* every cell is known */
    int64_t sum;    /* of the signed known terms; not 0 */
    uint32_t line;  /* of the cell that it gives, or of the first known one */
    char sides[96]; /* "3+4>5+1": the balance in numbers, ? for what is not known */
};

static void put_side(struct judge *j, struct account *a, int sign)
{
    const struct nb_term *terms = j->report->identities.terms + a->identity->first;
    size_t length = strlen(a->sides);
    const char *plus = "";
    for (int i = 0; i < a->identity->count; i++) {
        const struct nb_cell *cell = &j->report->cells[terms[i].cell];
        char *end = a->sides + length;
        if (terms[i].sign != sign || length >= sizeof a->sides)
            continue;
        if (a->known[terms[i].cell])
            length +=
                (size_t)snprintf(end, sizeof a->sides - length, "%s%" PRId64, plus, cell->value);
        else
            length += (size_t)snprintf(end, sizeof a->sides - length, "%s?", plus);
        plus = "+";
    }
}

static void take_account(struct judge *j, struct account *a)
{
    const struct nb_term *terms = j->report->identities.terms + a->identity->first;
    a->complete = 1;
    a->line = j->report->cells[a->identity->cell].line;
    for (int i = 0; i < a->identity->count; i++) {
        a->complete &= a->known[terms[i].cell] != 0;
        if (!a->line)
            a->line = j->report->cells[terms[i].cell].line;
    }
    put_side(j, a, 1);
    strcat(a->sides, a->sum > 0 ? ">" : "<");
    put_side(j, a, -1);
}

static struct nb_finding *add_identity(struct judge *j, struct account *a)
{
    struct nb_report *report = j->report;
    const struct nb_identity *identity = a->identity;
    const struct nb_cell *cell = &report->cells[identity->cell];
    take_account(j, a);
    struct nb_finding *f = nb_report_add(report, identity->family, a->line);
    if (!f)
        return NULL;
    int64_t due = cell->value - a->sum;
    nb_finding_cells(report, f, &identity->cell, 1);
    f->actual = (struct nb_amount){a->known[identity->cell], cell->value, 0};
    f->expected = (struct nb_amount){a->complete && due >= 0, due, 0};
    f->detail_zh = identity->family == NB_REQUESTS_BALANCE ? keepf(j, "%s", a->sides)
                                                           : keepf(j, "%" PRId64, due);
    f->detail_en = f->detail_zh;
    if (cell->length)
        f->text = nb_report_excerpt(report, j->text->bytes + cell->at, cell->length);
    return f;
}

static void judge_identities(struct judge *j)
{
    struct nb_report *report = j->report;
    unsigned char read[NB_MAX_CELLS], known[NB_MAX_CELLS];
    int64_t value[NB_MAX_CELLS], suspect_value = 0;
    known_values(report, 1, known, value);
    known_values(report, 0, read, value);
    int suspect = nb_identities_suspect(&report->identities, read, value, &suspect_value);
    for (int i = 0; i < report->identities.count; i++) {
        struct account a = {.identity = &report->identities.list[i], .known = known};
        enum nb_verdict verdict = nb_identity_judge(&report->identities, i, known, value, &a.sum);
        report->checks[check_of(a.identity->family)][verdict]++;
        struct nb_finding *f = verdict == NB_FAILED ? add_identity(j, &a) : NULL;
        if (!f)
            continue;
        f->suspect = suspect;
        f->suspect_value = suspect_value;
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
    size_t end = last > first ? j->text->lines[last - 1].end : j->text->lines[h->line].end;
    if (!nb_fees_are_reported(j->text, h->start, end))
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
    nb_privacy_judge(report);
}
