#include "judge.h"

static void judge_title(struct nb_judge *j)
{
    const struct nb_outline *o = j->outline;
    if (o->agency && o->title_year)
        return;
    struct nb_finding *f =
        nb_report_add(j->report, NB_STRUCTURE_TITLE_MISSING, (uint32_t)o->title_line);
    if (!f)
        return;
    int both = !o->agency && !o->title_year;
    f->detail_zh = both ? "机关名称和年度" : o->agency ? "年度" : "机关名称";
    f->detail_en = both ? "the agency and the year" : o->agency ? "the year" : "the agency";
    f->text = j->report->title;
}

static const char *const han[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

static void judge_section(struct nb_judge *j, int number, size_t last)
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
        f->detail_zh = nb_judge_words(j, "第%s部分“%s”", han[number], s->zh);
        f->detail_en = nb_judge_words(j, "%d (%s)", number, s->en);
        return;
    }
    if (misnumbered) {
        f->detail_zh = nb_judge_words(j, "“%s”应是第%s部分，现在编为第%s部分", s->zh, han[number],
                                      han[h->printed <= 10 ? h->printed : 10]);
        f->detail_en =
            nb_judge_words(j, "section %d (%s) is numbered %d", number, s->en, h->printed);
    } else {
        f->detail_zh =
            nb_judge_words(j, "第%s部分“%s”排在了应在它前面的部分之前", han[number], s->zh);
        f->detail_en =
            nb_judge_words(j, "section %d (%s) stands before one that comes first", number, s->en);
    }
    f->text = nb_judge_quote(j, h->line);
}

static void judge_sections(struct nb_judge *j)
{
    size_t last = 0;
    for (int number = 1; number <= NB_SECTIONS; number++) {
        const struct nb_heading *h = &j->outline->headings[number - 1];
        judge_section(j, number, last);
        if (h->found && h->line > last)
            last = h->line;
    }
}

/* A year that the period names and that is not `year`, or 0; slips within one period too. */
static int year_of_period(const struct nb_outline *o, int year)
{
    int whole = o->from.month == 1 && o->from.day == 1 && o->to.month == 12 && o->to.day == 31;
    if (!o->from.year || (o->from.year != o->to.year && !whole))
        return 0;
    return o->from.year != year ? o->from.year : o->to.year != year ? o->to.year : 0;
}

static void judge_years(struct nb_judge *j)
{
    const struct nb_outline *o = j->outline;
    int year = o->title_year;
    if (!year && o->from.year == o->to.year)
        year = o->from.year;
    int by_period = year_of_period(o, year);
    int other = by_period ? by_period : o->prose_year;
    if (!year || !other || other == year)
        return;
    size_t line = by_period ? o->period_line : o->prose_line;
    struct nb_finding *f = nb_report_add(j->report, NB_STRUCTURE_YEAR_MISMATCH, (uint32_t)line + 1);
    if (!f)
        return;
    f->detail_zh = nb_judge_words(j, "%s是%d年，%s是%d年", o->title_year ? "标题" : "统计期限",
                                  year, by_period ? "统计期限写的" : "正文说的", other);
    f->detail_en =
        nb_judge_words(j, "The %s says %d, the %s %d", o->title_year ? "title" : "period", year,
                       by_period ? "period names" : "text speaks of", other);
    f->text = nb_judge_quote(j, line);
}

/* The line of the first row that a table has, from 1; 0: it has none. */
static uint32_t table_line(const struct nb_judge *j, int t)
{
    const struct nb_table_reading *table = &j->tables[t];
    int rows = j->report->form.edition->tables[t].row_count;
    for (int r = 0; table->present && r < rows; r++)
        if (table->alignment->start[r] >= 0)
            return table->tokens->list[table->alignment->start[r]].line + 1;
    return 0;
}

/* What stands behind the first report was not read, which must not go unsaid. */
static void judge_number(struct nb_judge *j)
{
    size_t line = j->outline->again;
    struct nb_finding *f =
        line ? nb_report_add(j->report, NB_STRUCTURE_SEVERAL_REPORTS, (uint32_t)line + 1) : NULL;
    if (f)
        f->text = nb_judge_quote(j, line);
}

static void judge_edition(struct nb_judge *j)
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
    f->detail_zh = nb_judge_words(j, "%d年的报告应使用%s的表格，现在用的是%s的表格",
                                  j->report->year, due->document, used->document);
    f->detail_en = nb_judge_words(j, "A report for %d is made on the tables of %s, not of %s",
                                  j->report->year, due->document, used->document);
}

static void all_cells(struct nb_judge *j, struct nb_finding *f, int first, int last)
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

static void add_missing_row(struct nb_judge *j, int t, int r, int before)
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
    f->detail_zh = nb_judge_words(j, "应紧接在%s之后", rows[r].zh);
    f->detail_en = nb_judge_words(j, "it belongs below \"%s\"", rows[r].en);
}

static void add_truncated(struct nb_judge *j, int t, int stop)
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
    f->text = nb_judge_quote(j, line);
}

static void judge_rows(struct nb_judge *j, int t)
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

static void judge_extra_rows(struct nb_judge *j, int t)
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

static void judge_tables(struct nb_judge *j)
{
    const struct nb_form *form = &j->report->form;
    for (int t = 0; t < NB_TABLES; t++) {
        const struct nb_table *table = &form->edition->tables[t];
        if (j->tables[t].present) {
            judge_rows(j, t);
            if (!table->pooled) /* its lines may be the columns of the form */
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

void nb_structure_judge(struct nb_judge *j)
{
    judge_title(j);
    judge_years(j);
    judge_number(j);
    judge_sections(j);
    judge_edition(j);
    judge_tables(j);
}
