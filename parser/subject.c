#include "subject.h"

#include <stdio.h>
#include <string.h>

#define MAX_READINGS 8 /* of a word for rows */
#define CARRIED      (NB_WORD_DENIABLE | NB_WORD_CARRIED)

const struct nb_word nb_row_carried_in = {U"", NB_WORD_ROW, NB_OF_REQUESTS, CARRIED, "carried_in"};
const struct nb_word nb_row_carried_out = {U"", NB_WORD_ROW, NB_OF_REQUESTS, CARRIED,
                                           "carried_out"};
const struct nb_word nb_row_carried = {U"", NB_WORD_ROW, NB_OF_NOTHING, 0, ""};
const struct nb_word nb_row_received = {U"", NB_WORD_ROW, NB_OF_REQUESTS, NB_WORD_DENIABLE,
                                        "received|received+carried_in"};

/* 收到并办理: what two verbs say of one number. */
static const struct nb_word received_or_processed = {
    U"", NB_WORD_ROW, NB_OF_REQUESTS, NB_WORD_VERB | NB_WORD_WHOLE,
    "received|received+carried_in|processed_total"};

/* Adds the cells of rows ("granted+partially_granted") in columns; 0 when one does not exist. */
static int add_cells(const struct nb_report *report, struct nb_claim *claim,
                     const struct nb_word *row, int reading, const char *columns)
{
    static const char *const tables[] = {"", "requests", "proceedings", "disclosure"};
    const char *rows = row->ids;
    for (; reading > 0 && rows; reading--)
        rows = strchr(rows, '|') ? strchr(rows, '|') + 1 : NULL;
    while (rows && *rows && *rows != '|') {
        int length = (int)strcspn(rows, "+|");
        for (const char *column = columns; *column;) {
            char id[96];
            int width = (int)strcspn(column, "+");
            snprintf(id, sizeof id, "%s.%.*s.%.*s", tables[row->family], length, rows, width,
                     column);
            int cell = nb_form_cell(&report->form, id);
            if (cell < 0 || claim->cell_count == NB_CLAIM_CELLS)
                return 0;
            claim->cells[claim->cell_count++] = (short)cell;
            column += width + (column[width] == '+');
        }
        rows += length + (rows[length] == '+');
    }
    return claim->cell_count > 0;
}

static int set_cells(const struct nb_report *report, struct nb_claim *claim,
                     const struct nb_subject *subject, int reading)
{
    const char *columns = subject->column ? subject->column->ids : "total";
    claim->cell_count = 0;
    for (int i = 0; i < subject->row_count; i++)
        if (!add_cells(report, claim, subject->rows[i], reading, columns))
            return 0;
    return claim->cell_count > 0;
}

int nb_subject_cells(struct nb_subject *subject, const struct nb_report *report,
                     struct nb_claim *claim)
{
    int first = -1, open = -1, chosen = -1;
    int last = subject->settled ? subject->reading : subject->row_count == 1 ? MAX_READINGS - 1 : 0;
    for (int r = subject->reading; r <= last && chosen < 0; r++) {
        int64_t sum;
        if (!set_cells(report, claim, subject, r))
            continue;
        int known = nb_report_sum(report, claim->cells, claim->cell_count, &sum);
        first = first < 0 ? r : first;
        open = open < 0 && !known ? r : open;
        chosen = known && sum == claim->value ? r : -1;
    }
    subject->reading = chosen >= 0 ? chosen : open >= 0 ? open : first;
    return first >= 0 && set_cells(report, claim, subject, subject->reading);
}

static void add_row(struct nb_phrase *p, const struct nb_word *row, int join)
{
    struct nb_subject *s = &p->subject;
    for (int i = 0; i < s->row_count; i++)
        if (s->rows[i] == row || strcmp(s->rows[i]->ids, row->ids) == 0)
            return;
    if (s->row_count == NB_SUBJECT_ROWS) {
        p->failed = 1;
        return;
    }
    s->joined = s->row_count ? s->joined & join : 1;
    s->rows[s->row_count++] = row;
}

static void see_subject(struct nb_phrase *p, const struct nb_piece *piece, int k, int join)
{
    switch (piece->word->sense) {
    case NB_WORD_ROW:
        add_row(p, piece->word, join);
        p->verb = nb_is_verb(piece->word) && p->verb < 0 ? k : p->verb;
        break;
    case NB_WORD_COLUMN:
        p->columns += p->subject.column != piece->word;
        p->subject.column = piece->word;
        break;
    case NB_WORD_REQUEST:
    case NB_WORD_APPLY:
        if (!p->strong || nb_piece_is(piece, NB_WORD_REQUEST)) {
            p->object = k;
            p->strong = nb_piece_is(piece, NB_WORD_REQUEST);
        }
        return;
    case NB_WORD_DISCLOSURE: p->disclosure = 1; return;
    case NB_WORD_CAUSE: p->caused = 1; return;
    case NB_WORD_EACH: p->each = 1; return;
    case NB_WORD_RESPECTIVE: p->respective = 1; return;
    default: return;
    }
    p->first = p->first < 0 ? k : p->first;
    p->last = k;
}

struct nb_phrase nb_phrase_read(const struct nb_clause *c, int from, int to)
{
    struct nb_phrase p = {.first = -1, .last = -1, .verb = -1, .object = -1};
    int join = 0;
    for (int k = from; k < to; k++) {
        const struct nb_piece *piece = &c->pieces[k];
        if (piece->type != NB_PIECE_WORD)
            continue;
        see_subject(&p, piece, k, join);
        join = nb_piece_is(piece, NB_WORD_JOIN) || (join && !nb_piece_is(piece, NB_WORD_ROW));
    }
    p.failed |= p.columns > 1;
    return p;
}

void nb_subject_drop(struct nb_subject *s, int i)
{
    memmove(&s->rows[i], &s->rows[i + 1], (size_t)(s->row_count - i - 1) * sizeof *s->rows);
    s->row_count--;
}

/* Whether rows is one of those that `of` adds up. */
static int is_among(const struct nb_word *row, const struct nb_word *of)
{
    size_t length = strlen(row->ids);
    return row != of && row->family == NB_OF_PROCEEDINGS && strlen(of->ids) > length &&
           strstr(of->ids, row->ids) && !strchr(row->ids, '|');
}

/* 行政诉讼…直接起诉: the narrower one is meant, where nothing joins the two. */
static void keep_narrower(struct nb_subject *s)
{
    for (int i = 0; !s->joined && i < s->row_count; i++)
        for (int k = 0; k < s->row_count; k++)
            if (is_among(s->rows[k], s->rows[i])) {
                nb_subject_drop(s, i--);
                break;
            }
}

/* Whether a verb in front of (or behind) these rows leaves their number what it is. */
static int allows_verb(const struct nb_phrase *p, const struct nb_word *row,
                       const struct nb_word *verb, int behind)
{
    int comes_in = verb->flags & NB_WORD_DENIABLE;
    if (row->family == NB_OF_PROCEEDINGS)
        return (verb->flags & NB_WORD_ARRIVES) && (p->strong ? p->caused : p->disclosure);
    if (!(row->flags & NB_WORD_CARRIED))
        return 1;
    if (comes_in)
        return !p->subject.joined;
    return behind && (strcmp(row->ids, "carried_out") == 0 || (verb->flags & NB_WORD_LOOSE));
}

/* A verb beside other rows adds nothing (未收到行政复议), or makes a different thing of them. */
static void settle_verbs(struct nb_phrase *p)
{
    struct nb_subject *s = &p->subject;
    const struct nb_word *other = NULL;
    int verbs = 0;
    for (int i = 0; i < s->row_count; i++) {
        verbs += nb_is_verb(s->rows[i]);
        other = nb_is_verb(s->rows[i]) ? other : s->rows[i];
    }
    if (!other && verbs > 1) {
        s->rows[0] = &received_or_processed;
        s->row_count = 1;
    }
    for (int i = 0, behind = 0; other && i < s->row_count; i++) {
        behind |= !nb_is_verb(s->rows[i]);
        if (!nb_is_verb(s->rows[i]))
            continue;
        p->failed |= !allows_verb(p, other, s->rows[i], behind);
        nb_subject_drop(s, i--);
        p->verb = -1;
    }
}

void nb_phrase_settle(struct nb_phrase *p, const struct nb_clause *c)
{
    struct nb_subject *s = &p->subject;
    p->failed |= s->row_count > 1 && nb_clause_gap(c, p->first, p->last) > 2 * NB_NEAR;
    settle_verbs(p);
    keep_narrower(s);
    for (int i = 0; i < s->row_count; i++)
        p->failed |= s->rows[i]->family != s->rows[0]->family || !*s->rows[i]->ids ||
                     (s->row_count > 1 && (nb_is_verb(s->rows[i]) || !s->joined));
    p->failed |= p->respective && s->row_count == 1; /* 2023年和2024年分别… */
    if (s->column && s->row_count)
        p->failed |= s->column->family != s->rows[0]->family;
}
