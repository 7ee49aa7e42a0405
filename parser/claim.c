#include "claim.h"

#include <stdio.h>
#include <string.h>

#include "clause.h"
#include "token.h"

#define MAX_CLAIMS   200 /* of a report */
#define MAX_TITLE    30  /* characters of a line that is the title of the paragraph below */
#define MAX_PIECES   200 /* of a sentence that are looked at together */
#define MAX_CLAUSE   48  /* pieces of a clause */
#define MAX_ROWS     4   /* words for rows in front of one number */
#define MAX_READINGS 8   /* of such a word */
#define MIN_WRAPPED  20  /* characters of a line that may go on in the next */

/* How many characters that are no known words may stand between two pieces of a statement. */
#define FAR  12 /* 收到…政府信息公开申请 */
#define NEAR 2  /* 政府信息公开申请…2件 */
#define TAIL 4  /* 未收到政府信息公开申请… */

/* Rows that are told by more than a word: by the time beside 结转, by two verbs, by a denial. */
#define CARRIED (NB_WORD_DENIABLE | NB_WORD_CARRIED)
static const struct nb_word carried_in = {U"", NB_WORD_ROW, NB_OF_REQUESTS, CARRIED, "carried_in"};
static const struct nb_word carried_out = {U"", NB_WORD_ROW, NB_OF_REQUESTS, CARRIED,
                                           "carried_out"};
static const struct nb_word carried = {U"", NB_WORD_ROW, NB_OF_NOTHING, 0, ""};
static const struct nb_word received = {U"", NB_WORD_ROW, NB_OF_REQUESTS, NB_WORD_DENIABLE,
                                        "received|received+carried_in"};
static const struct nb_word received_or_processed = {
    U"", NB_WORD_ROW, NB_OF_REQUESTS, NB_WORD_VERB | NB_WORD_WHOLE,
    "received|received+carried_in|processed_total"};

/* What a number is about. */
struct subject {
    const struct nb_word *rows[MAX_ROWS];
    int row_count;
    const struct nb_word *column; /* NULL: the total */
    int joined;                   /* 、 or 和 between the rows */
    int reading;                  /* which of the readings of its one row was taken */
    int settled;                  /* that one and no other */
};

/* A clause: its pieces without what stands in brackets, and the stop that ends it. */
struct clause {
    struct nb_piece pieces[MAX_CLAUSE + 1];
    int count; /* without the stop */
    size_t start;
};

struct finder {
    struct nb_report *report;
    const struct nb_text *text;
    struct nb_lexicon lexicon;
    struct nb_owner owner;
    int count; /* of claims */

    /* The paragraph so far. */
    unsigned char known[NB_FAMILIES]; /* it speaks of those of the form */
    int counted, claimed;             /* there was a number; the last one became a claim */

    /* The sentence so far. */
    enum nb_family family;
    int foreign;          /* its numbers are those of another body */
    int elsewhere;        /* or of another time */
    int partial;          /* or of a part */
    int now;              /* it names the year */
    int of_which;         /* 其中, and no number since */
    struct subject base;  /* what the last claim was about */
    int base_age;         /* sentences since */
    struct subject queue; /* 分别为2件、1件: what the next number is about */
};

static int is_sense(const struct nb_piece *piece, enum nb_sense sense)
{
    return piece->type == NB_PIECE_WORD && piece->word->sense == sense;
}

static int is_verb(const struct nb_word *row)
{
    return row->flags & NB_WORD_VERB;
}

/* Characters between two pieces of a clause that are no known words. */
static unsigned gap_between(const struct clause *c, int from, int to)
{
    unsigned gap = 0;
    for (int k = from + 1; k <= to; k++)
        gap += c->pieces[k].gap;
    return gap;
}

/* ---- the claim ---- */

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
                     const struct subject *subject, int reading)
{
    const char *columns = subject->column ? subject->column->ids : "total";
    claim->cell_count = 0;
    for (int i = 0; i < subject->row_count; i++)
        if (!add_cells(report, claim, subject->rows[i], reading, columns))
            return 0;
    return claim->cell_count > 0;
}

/*
 * Of the readings of the subject the first that agrees with the table, else the first that cannot
 * be checked, else the first of all. Sets the cells of the claim; 0 when there is none.
 */
static int choose_reading(const struct nb_report *report, struct nb_claim *claim,
                          struct subject *subject)
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

static void add_claim(struct finder *f, struct subject subject, int64_t value, size_t start,
                      size_t end)
{
    struct nb_report *report = f->report;
    struct nb_claim found = {.value = value};
    if (f->count >= MAX_CLAIMS || !choose_reading(report, &found, &subject))
        return;
    struct nb_claim *claim = NB_NEW(&report->arena, struct nb_claim, 1);
    if (!claim) {
        report->failed = 1;
        return;
    }
    const struct nb_text *text = f->text;
    while (start < end && (text->cp[start] == ' ' || text->cp[start] == '\n'))
        start++;
    *claim = found;
    claim->line = (uint32_t)nb_text_line(text, start) + 1;
    claim->text =
        nb_report_excerpt(report, text->bytes + text->at[start], text->at[end] - text->at[start]);
    *report->last_claim = claim;
    report->last_claim = &claim->next;
    f->count++;
    f->base = subject;
    f->base_age = 0;
    f->claimed = 1;
}

/* ---- scope: whether the clause speaks of the agency, the year, and the whole ---- */

static int year_distance(const struct finder *f, const struct nb_piece *piece)
{
    return f->report->year ? piece->year - f->report->year : 0;
}

/* What a 结转 means by the times beside it, which then say nothing else. */
static const struct nb_word *direction(const struct finder *f, struct nb_piece *before,
                                       struct nb_piece *after)
{
    int from = 0, to = 0;
    if (before && before->type == NB_PIECE_YEAR)
        from = year_distance(f, before);
    else if (before)
        from = is_sense(before, NB_WORD_NEXT) - is_sense(before, NB_WORD_PAST);
    if (after && after->type == NB_PIECE_YEAR)
        to = year_distance(f, after);
    else if (after)
        to = is_sense(after, NB_WORD_NEXT) - is_sense(after, NB_WORD_PAST);
    if (to == 1 || (from == 1 && !to))
        return &carried_out;
    return from == -1 || to == -1 ? &carried_in : &carried;
}

static int is_time(const struct nb_piece *piece)
{
    return piece->type == NB_PIECE_YEAR || is_sense(piece, NB_WORD_PAST) ||
           is_sense(piece, NB_WORD_NEXT) || is_sense(piece, NB_WORD_NOW);
}

/* Makes each 结转 of the clause a row, by the times beside it. */
static void resolve_carries(const struct finder *f, struct clause *c)
{
    static const struct nb_word now = {U"", NB_WORD_NOW, NB_OF_NOTHING, 0, NULL};
    for (int k = 0; k < c->count; k++) {
        if (!is_sense(&c->pieces[k], NB_WORD_CARRY))
            continue;
        struct nb_piece *before = k > 0 ? &c->pieces[k - 1] : NULL, *after = &c->pieces[k + 1];
        before = before && is_time(before) && c->pieces[k].gap <= NEAR ? before : NULL;
        after = k + 1 < c->count && is_time(after) && after->gap <= NEAR ? after : NULL;
        c->pieces[k].word = direction(f, before, after);
        for (int i = 0; i < 2; i++) {
            struct nb_piece *time = i ? after : before;
            if (time && c->pieces[k].word != &carried) {
                time->type = NB_PIECE_WORD;
                time->word = &now;
            }
        }
    }
}

/* What the pieces of a clause up to a number say of its scope. */
struct scope {
    int foreign, elsewhere, partial, publishes, compares;
};

static void see_time(struct finder *f, struct scope *scope, const struct nb_piece *piece)
{
    if (scope->compares)
        return;
    int own = is_sense(piece, NB_WORD_NOW) ||
              (piece->type == NB_PIECE_YEAR && year_distance(f, piece) == 0);
    scope->elsewhere = !own;
    f->now |= own;
}

static void see_piece(struct finder *f, struct scope *scope, const struct nb_piece *piece)
{
    if (is_time(piece)) {
        see_time(f, scope, piece);
        return;
    }
    if (piece->type != NB_PIECE_WORD)
        return;
    switch (piece->word->sense) {
    case NB_WORD_WHILE: scope->elsewhere = 1; break;
    case NB_WORD_SINCE: scope->elsewhere |= !f->now; break;
    case NB_WORD_COMPARE: scope->compares = 1; break;
    case NB_WORD_PART: scope->partial = 1; break;
    case NB_WORD_KIND: scope->partial = f->partial = 1; break;
    case NB_WORD_PUBLISH: scope->publishes = 1; break;
    case NB_WORD_BODY: scope->foreign = !piece->own; break;
    case NB_WORD_OF_WHICH:
        f->partial |= f->counted && !f->claimed;
        scope->partial |= f->partial;
        f->of_which = 1;
        break;
    default: break;
    }
}

static int is_out_of_scope(const struct scope *scope, enum nb_family family)
{
    return scope->foreign || scope->elsewhere || scope->partial || scope->compares ||
           (scope->publishes && family == NB_OF_DOCUMENTS);
}

/* ---- subjects: what a clause, or a piece of it, is about ---- */

/* The pieces [from, to) of a clause as the subject of a number or of a denial. */
struct phrase {
    struct subject subject;
    int first, last;  /* of its rows and columns; -1: it has none */
    int verb, object; /* where they stand, or -1 */
    int strong;       /* the object is 政府信息公开申请, not only 申请 */
    int caused;       /* 因, 引发 */
    int each, respective;
    int columns;
    int failed; /* it cannot be told what it is about */
};

static void add_row(struct phrase *p, const struct nb_word *row, int join)
{
    struct subject *s = &p->subject;
    for (int i = 0; i < s->row_count; i++)
        if (s->rows[i] == row || strcmp(s->rows[i]->ids, row->ids) == 0)
            return;
    if (s->row_count == MAX_ROWS) {
        p->failed = 1;
        return;
    }
    s->joined = s->row_count ? s->joined & join : 1;
    s->rows[s->row_count++] = row;
}

static void see_subject(struct phrase *p, const struct nb_piece *piece, int k, int join)
{
    switch (piece->word->sense) {
    case NB_WORD_ROW:
        add_row(p, piece->word, join);
        p->verb = is_verb(piece->word) && p->verb < 0 ? k : p->verb;
        break;
    case NB_WORD_COLUMN:
        p->columns += p->subject.column != piece->word;
        p->subject.column = piece->word;
        break;
    case NB_WORD_REQUEST:
    case NB_WORD_APPLY:
        if (!p->strong || is_sense(piece, NB_WORD_REQUEST)) {
            p->object = k;
            p->strong = is_sense(piece, NB_WORD_REQUEST);
        }
        return;
    case NB_WORD_CAUSE: p->caused = 1; return;
    case NB_WORD_EACH: p->each = 1; return;
    case NB_WORD_RESPECTIVE: p->respective = 1; return;
    default: return;
    }
    p->first = p->first < 0 ? k : p->first;
    p->last = k;
}

static struct phrase read_phrase(const struct clause *c, int from, int to)
{
    struct phrase p = {.first = -1, .last = -1, .verb = -1, .object = -1};
    int join = 0;
    for (int k = from; k < to; k++) {
        const struct nb_piece *piece = &c->pieces[k];
        if (piece->type != NB_PIECE_WORD)
            continue;
        see_subject(&p, piece, k, join);
        join = is_sense(piece, NB_WORD_JOIN) || (join && !is_sense(piece, NB_WORD_ROW));
    }
    p.failed |= p.columns > 1;
    return p;
}

static void drop_row(struct subject *s, int i)
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
static void keep_narrower(struct subject *s)
{
    for (int i = 0; !s->joined && i < s->row_count; i++)
        for (int k = 0; k < s->row_count; k++)
            if (is_among(s->rows[k], s->rows[i])) {
                drop_row(s, i--);
                break;
            }
}

/* Whether a verb in front of (or behind) these rows leaves their number what it is. */
static int allows_verb(const struct phrase *p, const struct nb_word *row,
                       const struct nb_word *verb, int behind)
{
    int comes_in = verb->flags & NB_WORD_DENIABLE;
    if (row->family == NB_OF_PROCEEDINGS)
        return comes_in && (!p->strong || p->caused);
    if (!(row->flags & NB_WORD_CARRIED))
        return 1;
    if (comes_in)
        return !p->subject.joined;
    return behind && (strcmp(row->ids, "carried_out") == 0 || (verb->flags & NB_WORD_LOOSE));
}

/* A verb beside other rows adds nothing (未收到行政复议), or makes a different thing of them. */
static void settle_verbs(struct phrase *p)
{
    struct subject *s = &p->subject;
    const struct nb_word *other = NULL;
    int verbs = 0;
    for (int i = 0; i < s->row_count; i++) {
        verbs += is_verb(s->rows[i]);
        other = is_verb(s->rows[i]) ? other : s->rows[i];
    }
    if (!other && verbs > 1) {
        s->rows[0] = &received_or_processed;
        s->row_count = 1;
    }
    for (int i = 0, behind = 0; other && i < s->row_count; i++) {
        behind |= !is_verb(s->rows[i]);
        if (!is_verb(s->rows[i]))
            continue;
        p->failed |= !allows_verb(p, other, s->rows[i], behind);
        drop_row(s, i--);
        p->verb = -1;
    }
}

/* Rows of one family; and those that one number adds up. */
static void settle_rows(struct phrase *p)
{
    struct subject *s = &p->subject;
    settle_verbs(p);
    keep_narrower(s);
    for (int i = 0; i < s->row_count; i++)
        p->failed |= s->rows[i]->family != s->rows[0]->family || !*s->rows[i]->ids ||
                     (s->row_count > 1 && (is_verb(s->rows[i]) || !s->joined));
    if (s->column && s->row_count)
        p->failed |= s->column->family != s->rows[0]->family;
}

/* Whether the paragraph so far makes it clear that these rows are those of the form. */
static int is_known(const struct finder *f, const struct nb_word *row)
{
    if (row->flags & NB_WORD_CARRIED)
        return f->known[NB_OF_REQUESTS] && f->family != NB_OF_PROCEEDINGS;
    return row->family == NB_OF_DOCUMENTS || f->known[row->family];
}

/* Whether the verb has a request as its object, in front of the number at `q` or behind it. */
static int has_object(const struct finder *f, const struct clause *c, const struct phrase *p, int q)
{
    if (p->object > p->verb)
        return p->strong ? gap_between(c, p->verb, p->object) <= FAR
                         : f->known[NB_OF_REQUESTS] && !gap_between(c, p->verb, p->object);
    if (gap_between(c, p->verb, q) > (p->strong ? NEAR : 0))
        return 0;
    if (c->pieces[q].count.lone)
        return 0; /* 办结一件，巩固一批 */
    if (p->strong || q == c->count)
        return p->strong && gap_between(c, p->object, p->verb) <= NEAR;
    const struct phrase behind = read_phrase(c, q + 1, c->count);
    if (behind.object > q && behind.verb < 0)
        return behind.strong ? gap_between(c, q, behind.object) <= FAR
                             : f->known[NB_OF_REQUESTS] && !gap_between(c, q, behind.object);
    return f->known[NB_OF_REQUESTS] && !c->pieces[q + 1].gap;
}

/* ---- statements ---- */

/* The columns alone are said of what the last claim was about: 其中自然人5件. */
static int take_base(const struct finder *f, struct phrase *p)
{
    struct subject *s = &p->subject;
    if (s->row_count)
        return 1;
    if (!s->column || f->base_age > f->of_which || !f->base.row_count ||
        f->base.rows[0]->family != s->column->family)
        return 0;
    const struct nb_word *column = s->column;
    *s = f->base;
    s->column = column;
    s->settled = 1;
    return 1;
}

static void claim_count(struct finder *f, const struct clause *c, const struct phrase *p,
                        const struct nb_piece *count)
{
    const struct nb_piece *last = p->last < 0 ? count : &c->pieces[p->last];
    size_t end = last->end > count->end ? last->end : count->end;
    struct subject one = p->subject;
    int many = p->subject.row_count > 1;
    if (many && p->respective) {
        f->queue = p->subject;
        drop_row(&f->queue, 0);
        one.row_count = 1;
        add_claim(f, one, count->count.value, c->start, end);
        return;
    }
    int apart = many && (p->each || count->count.value == 0);
    one.row_count = apart ? 1 : one.row_count;
    for (int i = 0; i < (apart ? p->subject.row_count : 1); i++) {
        one.rows[0] = p->subject.rows[i];
        add_claim(f, one, count->count.value, c->start, end);
    }
}

static int has_counter(const struct nb_piece *count, enum nb_family family)
{
    static const char32_t *const counters[] = {U"", U"件条宗份例个", U"件宗起例个",
                                               U"件部个份宗起例"};
    const char32_t *c = counters[family];
    while (*c && *c != count->count.counter)
        c++;
    return *c || !count->count.counter;
}

/* The subject of the number at `q`: in front of it, behind the one before, or behind it. */
static int find_subject(const struct finder *f, const struct clause *c, int from, int q,
                        struct phrase *p)
{
    *p = read_phrase(c, from, q);
    if (p->last >= 0) {
        p->failed |= p->subject.row_count > 1 && gap_between(c, p->first, p->last) > 2 * NEAR;
        settle_rows(p);
        if (c->pieces[q].gap > NEAR)
            return 0;
    } else {
        int to = q + 1;
        while (to < c->count && c->pieces[to].type != NB_PIECE_COUNT)
            to++;
        *p = read_phrase(c, q + 1, to);
        settle_rows(p);
        if (p->last < 0 || p->verb >= 0 || to < c->count || c->pieces[q + 1].gap > NEAR)
            return 0;
    }
    if (p->failed || !take_base(f, p))
        return 0;
    return p->verb < 0 || has_object(f, c, p, q);
}

/* Reads the number at `q` of a clause; `from` is behind the number before it. */
static void read_count(struct finder *f, const struct clause *c, int from, int q,
                       struct scope scope)
{
    const struct nb_piece *count = &c->pieces[q];
    struct phrase p;
    int of_which = f->of_which;
    for (int k = q + 1; k < c->count && c->pieces[k].type != NB_PIECE_COUNT; k++)
        scope.partial |=
            is_sense(&c->pieces[k], NB_WORD_PART) || is_sense(&c->pieces[k], NB_WORD_KIND);
    f->claimed = 0;
    f->counted = 1;
    if (q == 0 && f->queue.row_count) {
        p = (struct phrase){.subject = f->queue, .last = -1, .respective = 1};
        f->queue.row_count = 0;
    } else if (!find_subject(f, c, from, q, &p)) {
        f->of_which = 0;
        return;
    }
    f->of_which = 0;
    const struct nb_word *row = p.subject.rows[0];
    if (!count->count.exact || !has_counter(count, row->family) || !is_known(f, row) ||
        is_out_of_scope(&scope, row->family) ||
        (row->family == NB_OF_DOCUMENTS && !p.subject.column) ||
        (of_which && (row->flags & NB_WORD_WHOLE) && !p.subject.column))
        return;
    claim_count(f, c, &p, count);
}

/* "未收到政府信息公开申请", "无行政复议、行政诉讼": the denial stands at `at`. */
static void read_denial(struct finder *f, const struct clause *c, int at)
{
    struct phrase p = read_phrase(c, at + 1, c->count);
    int last = p.object > p.last ? p.object : p.last;
    if (last < 0 || p.subject.column || c->pieces[c->count].gap > TAIL)
        return;
    int request = p.object >= 0 && (p.verb < 0 ? p.strong && c->pieces[p.object].gap <= NEAR
                                               : has_object(f, c, &p, c->count));
    if (p.last < 0) {
        p.subject.rows[p.subject.row_count++] = &received;
        if (!request || p.caused || c->pieces[c->count].gap)
            return;
    }
    int first = p.first < 0 ? p.object : p.first;
    if (gap_between(c, at, first) > FAR)
        return;
    int others = 0;
    for (int i = 0; i < p.subject.row_count; i++)
        others += !is_verb(p.subject.rows[i]);
    for (int i = 0; i < p.subject.row_count; i++) {
        const struct nb_word *row = p.subject.rows[i];
        struct subject one = {.rows = {row}, .row_count = 1};
        if (!(row->flags & NB_WORD_DENIABLE) || !is_known(f, row) ||
            (is_verb(row) && (!request || p.caused || (others && !p.subject.joined))))
            continue;
        add_claim(f, one, 0, c->start, c->pieces[c->count].start);
    }
}

/* The last denial behind which there is no number; or -1. */
static int find_denial(const struct clause *c)
{
    int at = -1;
    for (int k = 0; k < c->count; k++) {
        if (c->pieces[k].type == NB_PIECE_COUNT)
            return -1;
        if (at < 0 && is_sense(&c->pieces[k], NB_WORD_DENIAL))
            at = k;
    }
    return at;
}

static void read_nil(struct finder *f, const struct clause *c)
{
    for (int k = 0; k < c->count; k++) {
        const struct nb_piece *piece = &c->pieces[k];
        struct subject one = {.rows = {piece->word}, .row_count = 1};
        if (is_sense(piece, NB_WORD_ROW) && (piece->word->flags & NB_WORD_NIL) &&
            is_known(f, piece->word))
            add_claim(f, one, 0, c->start, piece->end);
    }
}

static void read_clause(struct finder *f, struct clause *c)
{
    struct scope scope = {.foreign = f->foreign, .elsewhere = f->elsewhere, .partial = f->partial};
    int from = 0, rows = 0;
    resolve_carries(f, c);
    for (int k = 0; k < c->count; k++) {
        const struct nb_piece *piece = &c->pieces[k];
        see_piece(f, &scope, piece);
        rows |= is_sense(piece, NB_WORD_ROW);
        if (is_sense(piece, NB_WORD_DENIAL))
            from = c->count; /* what is denied has no number */
        if (piece->type != NB_PIECE_COUNT)
            continue;
        read_count(f, c, from < k ? from : k, k, scope);
        from = k + 1;
    }
    int denial = find_denial(c);
    if (!is_out_of_scope(&scope, NB_OF_NOTHING)) {
        if (denial >= 0)
            read_denial(f, c, denial);
        read_nil(f, c);
    }
    f->foreign = rows ? scope.foreign : f->foreign;
    f->elsewhere = scope.elsewhere;
}

/* ---- sentences and paragraphs ---- */

/* What a piece tells the clauses behind it. */
static void note_context(struct finder *f, const struct nb_piece *piece)
{
    if (piece->type != NB_PIECE_WORD)
        return;
    enum nb_sense sense = piece->word->sense;
    if (sense == NB_WORD_REQUEST)
        f->known[NB_OF_REQUESTS] = 1;
    if (sense == NB_WORD_REQUEST || sense == NB_WORD_DISCLOSURE)
        f->known[NB_OF_PROCEEDINGS] = 1;
    if (sense == NB_WORD_ROW)
        f->family = piece->word->family;
}

static void end_clause(struct finder *f, struct clause *c, const struct nb_piece *stop)
{
    c->pieces[c->count] = *stop;
    read_clause(f, c);
    c->count = 0;
    c->start = stop->end;
}

/* The CLOSE that belongs to the OPEN at list[at], or `count`. */
static int find_close(const struct nb_piece *list, int at, int count)
{
    while (at < count && list[at].type != NB_PIECE_CLOSE)
        at++;
    return at;
}

/* Reads the clauses of list[from, to), brackets apart; list[to] ends the last of them. */
static void read_clauses(struct finder *f, struct nb_piece *list, int from, int to, size_t start);

/* What stands in brackets is read by itself and changes nothing for what comes behind. */
static void read_bracket(struct finder *f, struct nb_piece *list, int open, int close)
{
    struct subject base = f->base;
    int claimed = f->claimed, counted = f->counted, foreign = f->foreign, elsewhere = f->elsewhere,
        partial = f->partial;
    enum nb_family family = f->family;
    read_clauses(f, list, open + 1, close, list[open].end);
    f->base = base;
    f->claimed = claimed;
    f->counted = counted;
    f->foreign = foreign;
    f->elsewhere = elsewhere;
    f->partial = partial;
    f->family = family;
}

static void read_clauses(struct finder *f, struct nb_piece *list, int from, int to, size_t start)
{
    struct clause c = {.count = 0, .start = start};
    for (int k = from; k < to; k++) {
        note_context(f, &list[k]);
        if (list[k].type == NB_PIECE_OPEN) {
            int close = find_close(list, k, to);
            if (close == to)
                continue;
            if (c.count && c.pieces[c.count - 1].type == NB_PIECE_COUNT)
                end_clause(f, &c, &list[k]);
            list[close + 1].gap += list[k].gap;
            read_bracket(f, list, k, close);
            k = close;
            c.start = c.count ? c.start : list[k].end;
        } else if (list[k].type == NB_PIECE_COMMA || list[k].type == NB_PIECE_CLOSE ||
                   c.count == MAX_CLAUSE) {
            end_clause(f, &c, &list[k]);
        } else {
            c.pieces[c.count++] = list[k];
        }
    }
    end_clause(f, &c, &list[to]);
}

static void begin_sentence(struct finder *f)
{
    f->family = NB_OF_NOTHING;
    f->foreign = f->elsewhere = f->partial = f->now = f->of_which = 0;
    f->queue.row_count = 0;
    f->base_age++;
}

static void read_paragraph(struct finder *f, size_t start, size_t end)
{
    struct nb_piece list[MAX_PIECES + 1];
    struct nb_prose prose = {f->text, &f->lexicon, &f->owner, start, end};
    f->counted = f->claimed = 0;
    f->base.row_count = 0;
    while (prose.at < end && f->count < MAX_CLAIMS && !f->report->failed) {
        size_t from = prose.at;
        int count = nb_clause_sentence(&prose, list, MAX_PIECES);
        begin_sentence(f);
        int stopped = count && list[count - 1].type == NB_PIECE_STOP;
        if (!stopped)
            list[count] =
                (struct nb_piece){.type = NB_PIECE_STOP, .start = prose.at, .end = prose.at};
        read_clauses(f, list, 0, stopped ? count - 1 : count, from);
    }
}

/* ---- lines ---- */

/* Whether it is prose: it has a stop outside of brackets. */
static int is_prose(const struct nb_text *text, size_t start, size_t end)
{
    int depth = 0;
    for (size_t i = start; i < end; i++) {
        uint32_t c = text->cp[i];
        depth += (c == '(') - (c == ')');
        if (depth <= 0 && (c == U'。' || c == ',' || c == ';'))
            return 1;
    }
    return 0;
}

/* A line of a table that is cut into cells. */
static int is_grid(const struct nb_text *text, struct nb_line l)
{
    for (size_t i = l.start; i < l.end; i++)
        if (text->cp[i] == '\t' || text->cp[i] == '|')
            return 1;
    return 0;
}

/* Whether the sentence of a line goes on in the line below: it is long and stops at no stop. */
static int is_wrapped(const struct nb_text *text, struct nb_line l, struct nb_line below)
{
    struct nb_token mark;
    size_t end = l.end;
    while (end > l.start && text->cp[end - 1] == ' ')
        end--;
    if (end < l.start + MIN_WRAPPED || below.start == below.end || is_grid(text, below))
        return 0;
    uint32_t last = text->cp[end - 1];
    if (last == U'。' || last == ';' || last == ':' || last == '!' || last == '?' || last == ')')
        return 0;
    size_t start = below.start;
    while (start < below.end && text->cp[start] == ' ')
        start++;
    return nb_token_mark(text, start, below.end, &mark) == start;
}

/* The last line of the paragraph that begins with `line`; one empty line may be inside. */
static size_t paragraph_end(const struct nb_text *text, size_t line, size_t last)
{
    while (line + 1 < last) {
        size_t below = line + 1;
        if (text->lines[below].start == text->lines[below].end && below + 1 < last)
            below++;
        if (!is_wrapped(text, text->lines[line], text->lines[below]))
            break;
        line = below;
    }
    return line;
}

/* What the title in front of a paragraph says of it. */
static void note_title(struct finder *f, struct nb_line l)
{
    struct nb_piece list[MAX_TITLE];
    struct nb_prose prose = {f->text, &f->lexicon, &f->owner, l.start, l.end};
    int count = nb_clause_sentence(&prose, list, MAX_TITLE);
    for (int i = 0; i < count; i++)
        note_context(f, &list[i]);
}

/* Reads the prose of lines [first, last) of a section. */
static void read_section(struct finder *f, int section, size_t first, size_t last)
{
    const struct nb_text *text = f->text;
    const struct nb_line *title = NULL;
    for (size_t line = first; line < last && f->count < MAX_CLAIMS && !f->report->failed; line++) {
        struct nb_line l = text->lines[line];
        if (l.start == l.end)
            continue;
        size_t end = is_grid(text, l) ? line : paragraph_end(text, line, last);
        if (!is_grid(text, l) && is_prose(text, l.start, text->lines[end].end)) {
            memset(f->known, 0, sizeof f->known);
            f->known[NB_OF_REQUESTS] = section == 3;
            f->known[NB_OF_PROCEEDINGS] = section == 4;
            if (title)
                note_title(f, *title);
            read_paragraph(f, l.start, text->lines[end].end);
        }
        title = l.end - l.start <= MAX_TITLE ? &text->lines[line] : NULL;
        line = end;
    }
}

void nb_claims_find(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline)
{
    struct finder finder = {.report = report, .text = text};
    nb_lexicon_init(&finder.lexicon);
    nb_owner_init(&finder.owner, report->agency);
    for (int number = 1; number <= NB_SECTIONS; number++) {
        size_t first, last;
        if (!outline->headings[number - 1].found || number == 5)
            continue;
        nb_outline_region(outline, text, number, &first, &last);
        read_section(&finder, number, first, last);
    }
}
