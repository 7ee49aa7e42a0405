#include "statement.h"

#include <string.h>

#define TAIL 4 /* characters that are no known words behind a denial: 未收到政府信息公开申请… */

static void add_claim(struct nb_speech *speech, struct nb_subject subject, int64_t value,
                      size_t start, size_t end)
{
    struct nb_report *report = speech->report;
    struct nb_claim found = {.value = value};
    if (speech->count >= NB_STATEMENTS || !nb_subject_cells(&subject, report, &found))
        return;
    struct nb_claim *claim = NB_NEW(&report->arena, struct nb_claim, 1);
    if (!claim) {
        report->failed = 1;
        return;
    }
    const struct nb_text *text = speech->text;
    while (start < end && (text->cp[start] == ' ' || text->cp[start] == '\n'))
        start++;
    *claim = found;
    claim->line = (uint32_t)nb_text_line(text, start) + 1;
    claim->text =
        nb_report_excerpt(report, text->bytes + text->at[start], text->at[end] - text->at[start]);
    *report->last_claim = claim;
    report->last_claim = &claim->next;
    speech->count++;
    speech->base = subject;
    speech->base_age = 0;
    speech->scope.claimed = 1;
}

/* Whether the paragraph so far makes it clear that these rows are those of the form. */
static int is_known(const struct nb_speech *speech, const struct nb_word *row)
{
    if (row->flags & NB_WORD_CARRIED)
        return speech->known[NB_OF_REQUESTS] && speech->family != NB_OF_PROCEEDINGS;
    return row->family == NB_OF_DOCUMENTS || speech->known[row->family];
}

/* Whether the phrase can count requests without naming them: "上年结转2件", "答复5件". */
static int is_bare(const struct nb_speech *speech, const struct nb_clause *c,
                   const struct nb_phrase *p, int q)
{
    return speech->at_hand && !c->pieces[q].count.lone &&
           nb_clause_gap(c, -1, p->first) <= NB_NEAR && !nb_clause_gap(c, p->first, q);
}

/* Whether the verb has a request as its object, in front of the number at `q` or behind it. */
static int has_object(const struct nb_speech *speech, const struct nb_clause *c,
                      const struct nb_phrase *p, int q)
{
    if (p->object > p->verb)
        return p->strong ? nb_clause_gap(c, p->verb, p->object) <= NB_FAR
                         : speech->known[NB_OF_REQUESTS] && !nb_clause_gap(c, p->verb, p->object);
    if (nb_clause_gap(c, p->verb, q) > (p->strong ? NB_NEAR : 0))
        return 0;
    if (p->strong || q == c->count)
        return p->strong && !c->pieces[q].count.lone &&
               nb_clause_gap(c, p->object, p->verb) <= NB_NEAR;
    if (c->pieces[q].count.lone)
        return 0; /* 办结一件申请、温暖一颗民心 */
    const struct nb_phrase behind = nb_phrase_read(c, q + 1, c->count);
    if (behind.object > q && behind.verb < 0)
        return behind.strong ? nb_clause_gap(c, q, behind.object) <= NB_FAR
                             : speech->known[NB_OF_REQUESTS] && !nb_clause_gap(c, q, behind.object);
    return is_bare(speech, c, p, q) && !c->pieces[q + 1].gap;
}

/* Whether the number at `q` counts what the rows of the phrase do. */
static int counts_rows(const struct nb_speech *speech, const struct nb_clause *c,
                       const struct nb_phrase *p, int q)
{
    if (p->verb >= 0)
        return has_object(speech, c, p, q);
    int carries = p->subject.rows[0]->flags & NB_WORD_CARRIED;
    return !carries || p->object >= 0 || p->first > q || is_bare(speech, c, p, q);
}

/* The columns alone are said of what the last claim was about: 其中自然人5件. */
static int take_base(const struct nb_speech *speech, struct nb_phrase *p)
{
    struct nb_subject *s = &p->subject;
    if (s->row_count)
        return 1;
    if (!s->column || speech->base_age > speech->scope.of_which || !speech->base.row_count ||
        speech->base.rows[0]->family != s->column->family)
        return 0;
    const struct nb_word *column = s->column;
    *s = speech->base;
    s->column = column;
    s->settled = 1;
    return 1;
}

static void claim_count(struct nb_speech *speech, const struct nb_clause *c,
                        const struct nb_phrase *p, const struct nb_piece *count)
{
    const struct nb_piece *last = p->last < 0 ? count : &c->pieces[p->last];
    size_t end = last->end > count->end ? last->end : count->end;
    struct nb_subject one = p->subject;
    int many = p->subject.row_count > 1;
    if (many && p->respective) {
        speech->queue = p->subject;
        nb_subject_drop(&speech->queue, 0);
        one.row_count = 1;
        add_claim(speech, one, count->count.value, c->start, end);
        return;
    }
    int apart = many && (p->each || count->count.value == 0);
    one.row_count = apart ? 1 : one.row_count;
    for (int i = 0; i < (apart ? p->subject.row_count : 1); i++) {
        one.rows[0] = p->subject.rows[i];
        add_claim(speech, one, count->count.value, c->start, end);
    }
}

static int has_counter(const struct nb_piece *count, enum nb_family family)
{
    static const char32_t *const counters[] = {U"", U"件条宗份例个", U"件宗份起例个",
                                               U"件部个份宗起例"};
    const char32_t *c = counters[family];
    while (*c && *c != count->count.counter)
        c++;
    return *c || !count->count.counter;
}

/* The subject of the number at `q`: in front of it, behind the one before, or behind it. */
static int find_subject(const struct nb_speech *speech, const struct nb_clause *c, int from, int q,
                        struct nb_phrase *p)
{
    *p = nb_phrase_read(c, from, q);
    if (p->last >= 0) {
        nb_phrase_settle(p, c);
        if (nb_clause_gap(c, p->object > p->last ? p->object : p->last, q) > NB_NEAR)
            return 0;
    } else {
        int to = q + 1;
        while (to < c->count && c->pieces[to].type != NB_PIECE_COUNT)
            to++;
        *p = nb_phrase_read(c, q + 1, to);
        nb_phrase_settle(p, c);
        if (p->last < 0 || p->verb >= 0 || to < c->count || c->pieces[q + 1].gap > NB_NEAR)
            return 0;
    }
    if (p->failed || !take_base(speech, p))
        return 0;
    return p->first < 0 || counts_rows(speech, c, p, q);
}

/* What stands behind a number, up to the next one, can make it that of a part as well. */
static int is_part(const struct nb_clause *c, int q)
{
    for (int k = q + 1; k < c->count && c->pieces[k].type != NB_PIECE_COUNT; k++)
        if (nb_piece_is(&c->pieces[k], NB_WORD_PART) || nb_piece_is(&c->pieces[k], NB_WORD_KIND) ||
            nb_piece_is(&c->pieces[k], NB_WORD_THING))
            return 1;
    return 0;
}

/* Whether the number at `q` is that of its subject in the form: exact, of its kind, in scope. */
static int is_stated(const struct nb_speech *speech, const struct nb_clause *c, int q,
                     const struct nb_subject *subject)
{
    const struct nb_word *row = subject->rows[0];
    if (!subject->column && (row->family == NB_OF_DOCUMENTS ||
                             (speech->scope.of_which && (row->flags & NB_WORD_WHOLE))))
        return 0;
    return c->pieces[q].count.exact && has_counter(&c->pieces[q], row->family) &&
           is_known(speech, row) && !nb_scope_excludes(&speech->scope, row->family) &&
           !is_part(c, q);
}

/* Reads the number at `q` of a clause; `from` is behind the number before it. */
static void read_count(struct nb_speech *speech, const struct nb_clause *c, int from, int q)
{
    struct nb_phrase p;
    int found = 1;
    speech->scope.claimed = 0;
    speech->scope.counted = 1;
    if (q == 0 && speech->queue.row_count) {
        p = (struct nb_phrase){.subject = speech->queue, .last = -1, .respective = 1};
        speech->queue.row_count = 0;
    } else {
        found = find_subject(speech, c, from, q, &p);
    }
    int others = found && speech->scope.clause.foreign; /* 部门收到8件: requests, though not ours */
    found = found && is_stated(speech, c, q, &p.subject);
    speech->scope.of_which = 0;
    if (found)
        claim_count(speech, c, &p, &c->pieces[q]);
    else if (!others && (p.verb >= 0 || (p.subject.row_count && p.object < 0)))
        speech->at_hand = 0; /* 收到来信30件，答复28件 */
    if (!found && speech->family == NB_OF_PROCEEDINGS)
        speech->scope.sentence.partial = 1; /* 办理行政复议30件，行政诉讼5件 */
}

/* Claims that there were none of the rows of a phrase; `request`: its verb has its object. */
static void deny_rows(struct nb_speech *speech, const struct nb_clause *c,
                      const struct nb_phrase *p, int request)
{
    const struct nb_subject *s = &p->subject;
    int verbs = 0;
    for (int i = 0; i < s->row_count; i++)
        verbs += nb_is_verb(s->rows[i]) != 0;
    int alone = verbs == s->row_count || s->joined;
    for (int i = 0; i < s->row_count; i++) {
        struct nb_subject one = {.rows = {s->rows[i]}, .row_count = 1};
        int usable = !nb_is_verb(s->rows[i]) || (request && !p->caused && alone);
        if (usable && (s->rows[i]->flags & NB_WORD_DENIABLE) && is_known(speech, s->rows[i]))
            add_claim(speech, one, 0, c->start, c->pieces[c->count].start);
    }
}

/* Whether another thing is denied that is not one of a list: 未收到…举报, but not 无举报、复议. */
static int denies_thing(const struct nb_clause *c, int at)
{
    for (int k = at + 1; k < c->count; k++)
        if (nb_piece_is(&c->pieces[k], NB_WORD_THING) &&
            !nb_piece_is(&c->pieces[k - 1], NB_WORD_JOIN) &&
            !nb_piece_is(&c->pieces[k + 1], NB_WORD_JOIN))
            return 1;
    return 0;
}

/* "未收到政府信息公开申请", "无行政复议、行政诉讼": the denial stands at `at`. */
static void read_denial(struct nb_speech *speech, const struct nb_clause *c, int at)
{
    struct nb_phrase p = nb_phrase_read(c, at + 1, c->count);
    unsigned behind = c->pieces[c->count].gap;
    if ((p.last < 0 && p.object < 0) || p.subject.column || behind > TAIL || denies_thing(c, at))
        return;
    int request = p.object >= 0 && (p.verb < 0 ? p.strong && c->pieces[p.object].gap <= NB_NEAR
                                               : has_object(speech, c, &p, c->count));
    if (p.last < 0) { /* 无依申请公开 */
        if (!request || p.caused || behind)
            return;
        p.subject.rows[p.subject.row_count++] = &nb_row_received;
    }
    if (nb_clause_gap(c, at, p.first < 0 ? p.object : p.first) <= NB_FAR)
        deny_rows(speech, c, &p, request);
}

/* The first denial, where there is no number behind it; or -1. */
static int find_denial(const struct nb_clause *c)
{
    int at = -1;
    for (int k = 0; k < c->count; k++) {
        if (c->pieces[k].type == NB_PIECE_COUNT)
            return -1;
        if (at < 0 && nb_piece_is(&c->pieces[k], NB_WORD_DENIAL))
            at = k;
    }
    return at;
}

/* "零申请": the word alone says it. */
static void read_nil(struct nb_speech *speech, const struct nb_clause *c)
{
    for (int k = 0; k < c->count; k++) {
        const struct nb_piece *piece = &c->pieces[k];
        struct nb_subject one = {.rows = {piece->word}, .row_count = 1};
        if (nb_piece_is(piece, NB_WORD_ROW) && (piece->word->flags & NB_WORD_NIL) &&
            is_known(speech, piece->word))
            add_claim(speech, one, 0, c->start, piece->end);
    }
}

void nb_speech_read(struct nb_speech *speech, struct nb_clause *c)
{
    int from = 0, stated = 0;
    nb_scope_clause(&speech->scope);
    nb_scope_carries(&speech->scope, c);
    for (int k = 0; k < c->count; k++) {
        const struct nb_piece *piece = &c->pieces[k];
        nb_scope_see(&speech->scope, piece);
        stated |= nb_piece_is(piece, NB_WORD_ROW);
        if (nb_piece_is(piece, NB_WORD_DENIAL))
            from = c->count; /* what is denied has no number */
        if (piece->type != NB_PIECE_COUNT)
            continue;
        read_count(speech, c, from < k ? from : k, k);
        from = k + 1;
    }
    int denial = find_denial(c);
    if (!nb_scope_excludes(&speech->scope, NB_OF_NOTHING)) {
        if (denial >= 0)
            read_denial(speech, c, denial);
        read_nil(speech, c);
    }
    nb_scope_end(&speech->scope, stated);
}

/* Whether a title may have it: 依申请公开情况, 收到和处理申请. */
static int is_of_title(const struct nb_piece *piece)
{
    if (nb_piece_is(piece, NB_WORD_REQUEST) || nb_piece_is(piece, NB_WORD_DISCLOSURE))
        return piece->gap <= NB_NEAR;
    return !piece->gap && (piece->type != NB_PIECE_WORD || nb_piece_is(piece, NB_WORD_JOIN) ||
                           (nb_piece_is(piece, NB_WORD_ROW) && nb_is_verb(piece->word)));
}

void nb_speech_note(struct nb_speech *speech, const struct nb_piece *piece)
{
    speech->title &= is_of_title(piece);
    if (piece->type != NB_PIECE_WORD)
        return;
    enum nb_sense sense = piece->word->sense;
    if (sense == NB_WORD_REQUEST)
        speech->known[NB_OF_REQUESTS] = speech->at_hand = 1;
    if (sense == NB_WORD_REQUEST || sense == NB_WORD_DISCLOSURE)
        speech->known[NB_OF_PROCEEDINGS] = 1;
    if (sense == NB_WORD_THING)
        speech->at_hand = 0;
    if (sense == NB_WORD_ROW)
        speech->family = piece->word->family;
}

/* Whether two claims of a list give the same cells different numbers. */
static int is_contested(const struct nb_claim *list)
{
    for (; list; list = list->next)
        for (const struct nb_claim *other = list->next; other; other = other->next)
            if (list->value != other->value && list->cell_count == other->cell_count &&
                memcmp(list->cells, other->cells, sizeof *list->cells * list->cell_count) == 0)
                return 1;
    return 0;
}

void nb_speech_end(struct nb_speech *speech)
{
    struct nb_report *report = speech->report;
    struct nb_claim *list = *speech->sentence, **last = speech->sentence;
    int contested = is_contested(list);
    for (; list; list = list->next) {
        int64_t sum;
        if (contested &&
            !(nb_report_sum(report, list->cells, list->cell_count, &sum) && sum == list->value))
            continue;
        *last = list;
        last = &list->next;
    }
    *last = NULL;
    speech->sentence = report->last_claim = last;
}

void nb_speech_paragraph(struct nb_speech *speech, int section)
{
    memset(speech->known, 0, sizeof speech->known);
    speech->known[NB_OF_REQUESTS] = speech->at_hand = section == 3;
    speech->known[NB_OF_PROCEEDINGS] = section == 4;
    speech->scope.counted = speech->scope.claimed = 0;
    speech->base.row_count = 0;
    speech->title = 1;
}

void nb_speech_sentence(struct nb_speech *speech, int continues)
{
    int told = speech->scope.claimed && speech->base.row_count &&
               speech->base.rows[0]->family == NB_OF_REQUESTS;
    if (!continues)
        nb_speech_end(speech);
    nb_scope_sentence(&speech->scope, continues);
    speech->at_hand &= continues || told || speech->title;
    speech->title = 1;
    speech->family = NB_OF_NOTHING;
    speech->queue.row_count = 0;
    speech->base_age++;
}
