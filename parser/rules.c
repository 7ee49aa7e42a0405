#include "rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fees.h"
#include "finding.h"
#include "judge.h"
#include "privacy.h"
#include "succession.h"

const char *nb_judge_words(struct nb_judge *j, const char *format, ...)
{
    char words[512] = "";
    va_list ap;
    va_start(ap, format);
    vsnprintf(words, sizeof words, format, ap);
    va_end(ap);
    char *copy = nb_arena_string(&j->report->arena, words, strlen(words));
    if (!copy)
        j->report->failed = 1;
    return copy;
}

const char *nb_judge_quote(struct nb_judge *j, size_t line)
{
    struct nb_line l = j->text->lines[line];
    size_t from = j->text->at[l.start];
    return nb_report_excerpt(j->report, j->text->bytes + from, j->text->at[l.end] - from);
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

static void add_cells(struct nb_judge *j, enum nb_code code, const short *cells, int count)
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

static void judge_cells(struct nb_judge *j, const struct cell_rule *rule)
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

/* What an identity adds up to, and where. */
struct account {
    const struct nb_identity *identity;
    const unsigned char *known;
    int complete;   /* every cell is known */
    int64_t sum;    /* of the signed known terms; not 0 */
    uint32_t line;  /* of the cell that it gives, or of the first known one */
    char sides[96]; /* "3+4>5+1": the balance in numbers, ? for what is not known */
};

static void put_side(struct nb_judge *j, struct account *a, int sign)
{
    const struct nb_term *terms = j->report->identities.terms + a->identity->first;
    size_t length = strlen(a->sides);
    const char *plus = "";
    for (int i = 0; i < a->identity->count; i++) {
        const struct nb_cell *cell = &j->report->cells[terms[i].cell];
        if (terms[i].sign != sign || length >= sizeof a->sides)
            continue;
        char *end = a->sides + length;
        if (a->known[terms[i].cell])
            length +=
                (size_t)snprintf(end, sizeof a->sides - length, "%s%" PRId64, plus, cell->value);
        else
            length += (size_t)snprintf(end, sizeof a->sides - length, "%s?", plus);
        plus = "+";
    }
}

static void take_account(struct nb_judge *j, struct account *a)
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

static struct nb_finding *add_identity(struct nb_judge *j, struct account *a)
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
    f->detail_zh = identity->family == NB_REQUESTS_BALANCE ? nb_judge_words(j, "%s", a->sides)
                                                           : nb_judge_words(j, "%" PRId64, due);
    f->detail_en = f->detail_zh;
    if (cell->length)
        f->text = nb_report_excerpt(report, j->text->bytes + cell->at, cell->length);
    return f;
}

static void judge_identities(struct nb_judge *j)
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
        report->checks[nb_check_of(a.identity->family)][verdict]++;
        struct nb_finding *f = verdict == NB_FAILED ? add_identity(j, &a) : NULL;
        if (!f)
            continue;
        f->suspect = suspect;
        f->suspect_value = suspect_value;
    }
}

/* A report by itself says nothing of other years; nb_history_judge() does. */
static void leave_history_open(struct nb_report *report)
{
    struct nb_succession list[NB_MAX_SUCCESSIONS];
    if (!report->identities.count)
        return;
    int count = nb_successions(list, &report->form, NULL);
    for (int i = 0; i < count; i++)
        report->checks[nb_check_of(list[i].family)][NB_UNDECIDED]++;
}

static void judge_claims(struct nb_judge *j)
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

static void judge_fee_statement(struct nb_judge *j)
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
    struct nb_judge j = {report, text, outline, tables};
    nb_structure_judge(&j);
    for (size_t i = 0; i < sizeof cell_rules / sizeof *cell_rules; i++)
        judge_cells(&j, &cell_rules[i]);
    judge_identities(&j);
    judge_claims(&j);
    leave_history_open(report);
    judge_fee_statement(&j);
    nb_privacy_judge(report);
}
