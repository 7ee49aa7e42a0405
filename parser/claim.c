#include "claim.h"

#include <string.h>

#include "number.h"
#include "utf8.h"

#define MAX_CLAIMS 200 /* of a report */
#define MAX_TITLE  30  /* characters of a line that is the title of the paragraph below */
#define MAX_GAP    16  /* characters between a topic and its number */

/* What a clause can speak of. Lists have '|' between their words. */
struct topic {
    const char *cells;        /* ids; several: the claim is on their sum */
    const char32_t *keys;     /* one of these names it */
    const char32_t *also;     /* and one of these stands in the clause too, if not NULL */
    const char32_t *context;  /* and one of these in the paragraph so far */
    const char32_t *never;    /* a clause with one of these speaks of something else */
    const char32_t *counters; /* what such things are counted by */
    int deniable;             /* "没有…" means zero */
};

/* What a paragraph is about when its requests, or its cases, are those of the form. */
static const char32_t about_requests[] = U"信息公开|依申请";
static const char32_t about_disclosure[] = U"信息公开|依申请|因公开|政务公开";

static const struct topic topics[] = {
    {"requests.received.total", U"收到|新收|受理|接收|接到", U"申请", about_requests,
     U"结转|复议|诉讼|举报|答复|通过|网上|网络|信函|邮寄|当面|现场|其中|累计|许可|投诉|咨询|季度|"
     U"上半年|下半年|方面|低保|补助|入党|办事|事项申请|工单|热线|自然人|企业|法人|科研|的申请|"
     U"第三方|征询|意见",
     U"件条宗份个例", 1},
    {"requests.carried_in.total", U"上年结转|上年度结转|上一年结转|上一年度结转|结转上年", NULL,
     about_requests, U"其中|含|项目|资金|工作|任务", U"件条宗份例", 1},
    {"requests.carried_out.total",
     U"结转下年|结转至下年|结转到下年|结转下一年|结转至下一年|结转到下一年", NULL, about_requests,
     U"其中|项目|资金|工作|任务", U"件条宗份例", 1},
    {"requests.processed_total.total", U"答复|办结", U"申请", about_requests,
     U"结转|复议|诉讼|其中|按时|率|类申请|收到|新收|受理|提案|建议|许可|投诉|咨询|季度|上半年|"
     U"下半年",
     U"件条宗份例", 0},
    {"proceedings.review.total", U"行政复议|复议", NULL, about_disclosure,
     U"维持|纠正|撤销|驳回|复议决定|复议机关|其中|条例|规定|培训|宣传|应诉|办理|审理|代理|调解|"
     U"败诉|"
     U"纠错|起诉|机关作为|各类",
     U"件宗起例", 1},
    {"proceedings.direct_litigation.total|proceedings.litigation_after_review.total",
     U"行政诉讼|诉讼", NULL, about_disclosure,
     U"维持|纠正|撤销|驳回|其中|未经|条例|规定|培训|宣传|应诉|办理|审理|代理|调解|败诉|纠错|各类|"
     U"其他行政诉讼|一审|二审|新增|复议后|机关作为",
     U"件宗起例", 1},
};

#define TOPICS (int)(sizeof topics / sizeof *topics)

/* Words that turn a whole clause to other years or to comparisons. */
static const char32_t elsewhere[] =
    U"同比|比上年|较上年|比去年|较去年|去年|增长|下降|增加|减少|%|历年|下一步|计划|各单位|各部门|"
    U"各镇|各乡|各县|各区|各市|系统内";

struct finder {
    struct nb_report *report;
    const struct nb_text *text;
    int count;
    size_t context;         /* where the paragraph begins, with a short line in front of it */
    uint32_t own[2];        /* the last two characters of the agency's name */
    uint64_t signs[TOPICS]; /* of the first characters of each topic's keys */
};

/* A character as one bit of 64: a clause without the bits of a topic does not name it. */
static uint64_t sign(uint32_t c)
{
    return (uint64_t)1 << ((c ^ c >> 6) & 63);
}

/* Whether the clause is about another year than the report's, or compares. */
static int is_elsewhere(const struct finder *f, size_t start, size_t end)
{
    int year;
    for (size_t i = start; f->report->year && i < end; i++)
        if (nb_outline_year(f->text, i, end, &year) > i && year != f->report->year)
            return 1;
    return nb_text_find(f->text, start, end, elsewhere, NULL) != SIZE_MAX;
}

static int mentions(const struct nb_text *text, size_t start, size_t end, const char32_t *words)
{
    return nb_text_find(text, start, end, words, NULL) != SIZE_MAX;
}

static int is_counter(uint32_t c)
{
    static const uint32_t counters[] = {0x4EF6, 0x6761, 0x8D77, 0x5B97, 0x4F8B,
                                        0x9879, 0x6B21, 0x4EFD, 0x4E2A}; /* 件条起宗例项次份个 */
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        if (counters[i] == c)
            return 1;
    return 0;
}

/* Whether numbers are written with it: what stands behind one is no number of its own. */
static int is_of_number(uint32_t c)
{
    return nb_is_digit(c) || c == '.' || nb_han_digit(c) >= 0 || c == 0x4E24 || c == 0x767E ||
           c == 0x5343 || c == 0x4E07 || c == 0x4EBF; /* 两百千万亿 */
}

/*
 * 零 to 九十九, and 两. Returns the index behind it, or `start`: 三五 and 两三 mean "a few", and in
 * 一〇五 digits count by their place.
 */
static size_t han_count(const struct nb_text *text, size_t start, size_t end, int64_t *value)
{
    size_t i = start;
    int64_t tens = -1, ones = 0;
    for (; i < end && i < start + 4; i++) {
        int digit = text->cp[i] == 0x4E24 ? 2 : nb_han_digit(text->cp[i]); /* 两 */
        if (digit < 0)
            break;
        if (i > start && digit < 10 && text->cp[i - 1] != 0x5341) /* 十 */
            return start;
        if (digit == 10) {
            tens = i > start ? ones : 1;
            ones = 0;
        } else {
            ones = digit;
        }
    }
    *value = (tens > 0 ? tens * 10 : 0) + ones;
    return i;
}

/* A count with its counter at cp[start]. Returns the index behind it, or `start`. */
static size_t counted(const struct nb_text *text, size_t start, size_t end, int64_t *value)
{
    const uint32_t *c = text->cp;
    size_t i = start;
    while (i < end && c[i] == ' ')
        i++;
    if (i < end && nb_is_digit(c[i])) {
        struct nb_token token = {0};
        size_t after = nb_token_number(text, i, end, &token);
        if (after == i || token.overlong || token.yuan || token.value < 0)
            return start;
        int counter = is_counter(c[after - 1]);
        while (!counter && after < end && c[after] == ' ')
            after++;
        if (!counter && (after >= end || !is_counter(c[after])))
            return start;
        unsigned char scale;
        if (nb_cell_number(&token, NB_COUNT, value, &scale))
            return start;
        return after + !counter;
    }
    size_t after = han_count(text, i, end, value);
    if (after == i || after >= end || !is_counter(c[after]))
        return start;
    return after + 1;
}

static void add_claim(struct finder *f, const struct topic *topic, int64_t value, size_t start,
                      size_t end)
{
    struct nb_report *report = f->report;
    if (f->count++ >= MAX_CLAIMS)
        return;
    struct nb_claim *claim = NB_NEW(&report->arena, struct nb_claim, 1);
    if (!claim) {
        report->failed = 1;
        return;
    }
    for (const char *ids = topic->cells; *ids && claim->cell_count < NB_CLAIM_CELLS;) {
        char id[80];
        size_t length = strcspn(ids, "|");
        if (length < sizeof id) {
            memcpy(id, ids, length);
            id[length] = '\0';
            int cell = nb_form_cell(&report->form, id);
            if (cell >= 0)
                claim->cells[claim->cell_count++] = (short)cell;
        }
        ids += length + (ids[length] == '|');
    }
    if (!claim->cell_count)
        return;
    const struct nb_text *text = f->text;
    while (start < end && text->cp[start] == ' ')
        start++;
    claim->value = value;
    claim->line = (uint32_t)nb_text_line(text, start) + 1;
    claim->text =
        nb_report_excerpt(report, text->bytes + text->at[start], text->at[end] - text->at[start]);
    *report->last_claim = claim;
    report->last_claim = &claim->next;
}

/* 未, 无, 没有 in front of the topic, as a denial and not as a part of another word. */
static int is_denied(const struct nb_text *text, size_t start, size_t key)
{
    for (size_t i = start; i < key; i++) {
        uint32_t c = text->cp[i], next = i + 1 < text->length ? text->cp[i + 1] : 0;
        if (c == 0x672A && next != 0x7ECF && next != 0x6765) /* 未, not 未经 未来 */
            return 1;
        if (c == 0x65E0 && next != 0x6CD5 && next != 0x6B63 && next != 0x969C && next != 0x8BEF &&
            next != 0x507F) /* 无, not 无法 无正 无障 无误 无偿 */
            return 1;
        if (c == 0x6CA1 && next == 0x6709) /* 没有 */
            return 1;
    }
    return 0;
}

static int is_one_of(const char32_t *list, uint32_t c)
{
    while (*list && *list != c)
        list++;
    return *list != 0;
}

/* "教育局收到…": a body that is named is another one, unless it is said to be one's own. */
static int is_other_body(const struct finder *f, size_t start, size_t key)
{
    const uint32_t *c = f->text->cp;
    for (size_t i = start + 1; i < key; i++)
        if (is_one_of(U"局委办厅科镇乡县区市街道", c[i]) && !is_one_of(U"我全本该", c[i - 1]) &&
            nb_is_han(c[i - 1]) && !(c[i] == f->own[1] && c[i - 1] == f->own[0]))
            return 1;
    return 0;
}

/* The number of a topic behind its key; its index, or SIZE_MAX. `*behind` is behind its counter. */
static size_t find_count(const struct nb_text *text, const struct topic *topic, size_t after,
                         size_t end, int64_t *value, size_t *behind)
{
    const uint32_t *c = text->cp;
    size_t limit = after + MAX_GAP;
    for (size_t i = after; i < end && i <= limit; i++) {
        if (c[i] == '(') { /* "（含上年结转2件）" */
            while (i < end && c[i] != ')')
                i++;
            limit = i + MAX_GAP;
            continue;
        }
        *behind = is_of_number(c[i - 1]) ? i : counted(text, i, end, value);
        if (*behind == i)
            continue;
        size_t counter = *behind - 1 - (c[*behind - 1] == 0x6B21); /* 件次 */
        int near = is_one_of(U"近约超逾第", c[i - 1]);
        return !near && is_one_of(topic->counters, c[counter]) ? i : SIZE_MAX - 1;
    }
    return SIZE_MAX;
}

/* Whether cp[from, to) names another topic and has no number: "行政复议、行政诉讼2件". */
static int names_other(const struct nb_text *text, const struct topic *topic, size_t from,
                       size_t to)
{
    for (size_t i = from; i < to; i++)
        if (nb_is_digit(text->cp[i]))
            return 0;
    for (int t = 0; t < TOPICS; t++)
        if (&topics[t] != topic && mentions(text, from, to, topics[t].keys))
            return 1;
    return 0;
}

static void read_topic(struct finder *f, const struct topic *topic, size_t start, size_t end)
{
    const struct nb_text *text = f->text;
    size_t after, behind;
    int64_t value;
    size_t key = nb_text_find(text, start, end, topic->keys, &after);
    if (key == SIZE_MAX || (topic->also && !mentions(text, start, end, topic->also)) ||
        !mentions(text, f->context, end, topic->context) ||
        mentions(text, start, end, topic->never) || is_elsewhere(f, start, end) ||
        is_other_body(f, start, key))
        return;
    size_t at = find_count(text, topic, after, end, &value, &behind);
    if (at < end) {
        /* Several topics with one number: how many there are together, unless it is none. */
        if (value == 0 ||
            (!names_other(text, topic, after, at) && !names_other(text, topic, start, key)))
            add_claim(f, topic, value, start, behind);
    } else if (at == SIZE_MAX && topic->deniable && is_denied(text, start, key)) {
        add_claim(f, topic, 0, start, end);
    }
}

static int ends_clause(uint32_t c)
{
    return c == ',' || c == ';' || c == 0x3002 || c == ':' || c == '!' || c == '?';
}

static void read_line(struct finder *f, struct nb_line l)
{
    const struct nb_text *text = f->text;
    size_t start = l.start;
    uint64_t signs = 0;
    for (size_t i = l.start; i <= l.end; i++) {
        signs |= i < l.end ? sign(text->cp[i]) : 0;
        int thousands = i > l.start && i + 1 < l.end && text->cp[i] == ',' &&
                        nb_is_digit(text->cp[i - 1]) && nb_is_digit(text->cp[i + 1]);
        if (thousands || (i < l.end && !ends_clause(text->cp[i])))
            continue;
        for (int t = 0; t < TOPICS; t++)
            if (signs & f->signs[t])
                read_topic(f, &topics[t], start, i);
        start = i + 1;
        signs = 0;
    }
}

static int is_prose(const struct nb_text *text, struct nb_line l)
{
    int sentence = 0;
    for (size_t i = l.start; i < l.end; i++) {
        if (text->cp[i] == '\t' || text->cp[i] == '|')
            return 0;
        sentence |= text->cp[i] == 0x3002 || text->cp[i] == ',';
    }
    return sentence;
}

/* 县 and the character before it, of 云岫县人民政府: what the agency calls itself in the text. */
static void find_own(struct finder *f)
{
    static const char people[] = "人民政府";
    const char *name = f->report->agency;
    size_t length = name ? strlen(name) : 0, tail = strlen(people);
    if (length > tail && strcmp(name + length - tail, people) == 0)
        length -= tail;
    if (length < 6)
        return;
    for (int i = 0; i < 2; i++)
        nb_utf8_decode((const unsigned char *)name + length - 6 + 3 * i, 3, &f->own[i]);
}

/* Reads the prose of lines [first, last). */
static void read_section(struct finder *f, size_t first, size_t last)
{
    const struct nb_text *text = f->text;
    size_t before = SIZE_MAX;
    for (size_t line = first; line < last && f->count < MAX_CLAIMS && !f->report->failed; line++) {
        struct nb_line l = text->lines[line];
        if (l.start == l.end)
            continue;
        f->context = before == SIZE_MAX ? l.start : before;
        before = l.end - l.start <= MAX_TITLE ? l.start : SIZE_MAX;
        if (is_prose(text, l))
            read_line(f, l);
    }
}

void nb_claims_find(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline)
{
    struct finder finder = {.report = report, .text = text};
    find_own(&finder);
    for (int t = 0; t < TOPICS; t++)
        for (const char32_t *key = topics[t].keys; *key; key++)
            if (key == topics[t].keys || key[-1] == '|')
                finder.signs[t] |= sign(*key);
    for (int number = 1; number <= NB_SECTIONS; number++) {
        size_t first, last;
        if (!outline->headings[number - 1].found || number == 5)
            continue;
        nb_outline_region(outline, text, number, &first, &last);
        read_section(&finder, first, last);
    }
}
