#include "privacy.h"

#include <string.h>

#include "report.h"

#define MAX_FINDINGS 50 /* of each kind; a list of people needs no more to be noticed */
#define ID_LENGTH    18
#define MAX_LENGTH   ID_LENGTH

/* A number in the text, with whatever stands between its groups. */
struct number {
    enum nb_code code;
    size_t start, end;           /* in cp */
    char characters[MAX_LENGTH]; /* without what stands between */
    int length;
};

/* How people group the characters; a space or a hyphen stands between. Ends with 0. */
static const unsigned char id_groups[][6] = {{18, 0},         {6, 8, 4, 0},    {6, 12, 0},
                                             {6, 4, 4, 4, 0}, {3, 3, 8, 4, 0}, {4, 4, 4, 4, 2, 0}};
static const unsigned char mobile_groups[][6] = {
    {11, 0}, {3, 4, 4, 0}, {3, 8, 0}, {4, 3, 4, 0}, {7, 4, 0}};

static int is_alnum(uint32_t c)
{
    return nb_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The character `back` places before cp[i], or 0. */
static uint32_t before(const struct nb_text *text, size_t i, size_t back)
{
    return i >= back ? text->cp[i - back] : 0;
}

static uint32_t at(const struct nb_text *text, size_t i)
{
    return i < text->length ? text->cp[i] : 0;
}

/* Reads groups of digits from cp[n->start] on; the last of all may be an X if `with_x`. */
static int read_groups(const struct nb_text *text, const unsigned char *groups, int with_x,
                       struct number *n)
{
    size_t i = n->start;
    n->length = 0;
    for (; *groups; groups++) {
        if (n->length) {
            if (at(text, i) != ' ' && at(text, i) != '-')
                return 0;
            i++;
        }
        for (int k = 0; k < *groups; k++, i++) {
            uint32_t c = at(text, i);
            int last = with_x && !groups[1] && k + 1 == *groups;
            if (!nb_is_digit(c) && !(last && (c == 'X' || c == 'x')))
                return 0;
            n->characters[n->length++] = (char)c;
        }
    }
    n->end = i;
    return !is_alnum(at(text, i));
}

/* GB 11643-1999: a province, a date, and a check character after ISO 7064 MOD 11-2. */
static int is_id_number(const char *c)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char regions[] = "123456789";
    int sum = 0;
    for (int i = 0; i < ID_LENGTH - 1; i++)
        sum += (c[i] - '0') * weights[i];
    int century = (c[6] - '0') * 10 + c[7] - '0';
    int month = (c[10] - '0') * 10 + c[11] - '0', day = (c[12] - '0') * 10 + c[13] - '0';
    char last = c[17] == 'x' ? 'X' : c[17];
    return strchr(regions, c[0]) && century >= 18 && century <= 20 && month >= 1 && month <= 12 &&
           day >= 1 && day <= 31 && last == "10X98765432"[sum % 11];
}

/* Between other letters and digits it is a part of something else: a file's name, a serial. */
static int stands_alone(const struct nb_text *text, size_t start)
{
    uint32_t first = before(text, start, 1), second = before(text, start, 2);
    if (is_alnum(first))
        return 0;
    if (first == '-' || first == '_' || first == '.')
        return !is_alnum(second);
    return (first != '/' && first != '=') || nb_is_digit(second) || !is_alnum(second);
}

static int find_id(const struct nb_text *text, size_t start, struct number *n)
{
    if (!stands_alone(text, start))
        return 0;
    n->start = start;
    n->code = NB_PRIVACY_ID_NUMBER;
    for (size_t i = 0; i < sizeof id_groups / sizeof *id_groups; i++)
        if (read_groups(text, id_groups[i], 1, n) && is_id_number(n->characters))
            return 1;
    return 0;
}

/* The index behind +86, 0086 or 86 with what joins it to the number, or `start`. */
static size_t skip_prefix(const struct nb_text *text, size_t start)
{
    size_t i = start;
    if (at(text, i) == '0' && at(text, i + 1) == '0')
        i += 2;
    if (at(text, i) != '8' || at(text, i + 1) != '6')
        return start;
    i += 2;
    return i + (at(text, i) == ' ' || at(text, i) == '-');
}

/* Whether one of `words` stands at most `reach` characters in front, with no `barrier` between. */
static int mentioned(const struct nb_text *text, size_t start, size_t reach, uint32_t barrier,
                     const char32_t *words)
{
    size_t from = start;
    while (from > 0 && start - from < reach && text->cp[from - 1] != barrier)
        from--;
    return nb_text_find(text, from, start, words, NULL) != SIZE_MAX;
}

/* A count or an amount of eleven digits, or the number of a paper. */
static int is_something_else(const struct nb_text *text, const struct number *n)
{
    static const char32_t units[] = U"元万亿件条人份个次%";
    size_t i = n->end;
    while (at(text, i) == ' ')
        i++;
    for (const char32_t *unit = units; *unit; unit++)
        if (at(text, i) == *unit)
            return 1;
    uint32_t next = at(text, n->end);
    if ((next == '.' || next == '-') && nb_is_digit(at(text, n->end + 1)))
        return 1;
    return mentioned(text, n->start, 10, '\n', U"订单|单号|编号|流水|案号|文号|索引|许可证|代码");
}

/*
 * Groups with spaces between could be three cells of a table, and a number of eleven digits an
 * amount of one: then somebody must be called by them.
 */
static int is_doubtful(const struct nb_text *text, const struct number *n)
{
    for (size_t i = n->start; i < n->end; i++)
        if (text->cp[i] == ' ')
            return 1;
    return mentioned(text, n->start, 60, 0x3002, U"采购|收费|金额|总额"); /* 。 */
}

static int is_called(const struct nb_text *text, const struct number *n)
{
    static const char32_t calls[] = U"电话|手机|联系|咨询|热线|拨打|致电|号码";
    return mentioned(text, n->start, 40, '\n', calls);
}

static int find_mobile(const struct nb_text *text, size_t start, struct number *n)
{
    size_t digits = skip_prefix(text, start);
    if (!stands_alone(text, start))
        return 0;
    for (size_t i = 0; i < sizeof mobile_groups / sizeof *mobile_groups; i++) {
        n->start = digits;
        n->code = NB_PRIVACY_MOBILE_NUMBER;
        if (read_groups(text, mobile_groups[i], 0, n) && n->characters[0] == '1' &&
            n->characters[1] >= '3' && !is_something_else(text, n) &&
            (!is_doubtful(text, n) || is_called(text, n)))
            return 1;
    }
    return 0;
}

/* The next number from cp[*from] on; `*from` becomes the index behind it. */
static int next_number(const struct nb_text *text, size_t *from, struct number *n)
{
    for (size_t i = *from; i < text->length; i++) {
        if (!nb_is_digit(text->cp[i]) || nb_is_digit(before(text, i, 1)) ||
            !nb_is_digit(at(text, i + 1)))
            continue; /* a number's first group, or its prefix, has two digits at least */
        if (find_id(text, i, n) || find_mobile(text, i, n)) {
            *from = n->end;
            return 1;
        }
    }
    return 0;
}

static int keep(struct nb_report *report, struct nb_private ***last, const struct nb_text *text,
                struct number *n)
{
    struct nb_private *p = NB_NEW(&report->arena, struct nb_private, 1);
    if (!p)
        return -1;
    for (int i = 3; i + 2 < n->length; i++)
        n->characters[i] = '*';
    p->code = n->code;
    p->line = (uint32_t)nb_text_line(text, n->start) + 1;
    p->shown = nb_arena_string(&report->arena, n->characters, (size_t)n->length);
    **last = p;
    *last = &p->next;
    return p->shown ? 0 : -1;
}

/* Stars over the source's own characters, as wide as they are, so that no byte moves. */
static void mask(struct nb_text *text, unsigned char *bytes, const struct number *n)
{
    static const char wide[] = "＊";
    int index = 0;
    for (size_t i = n->start; i < n->end; i++) {
        size_t from = text->at[i], size = text->at[i + 1] - from;
        int between = text->cp[i] == ' ' || text->cp[i] == '-';
        text->cp[i] = 0x3013; /* 〓, which stands for a character that is not there */
        if (between || index++ < 3 || index > n->length - 2)
            continue;
        if (size == strlen(wide))
            memcpy(bytes + from, wide, size);
        else
            memset(bytes + from, '*', size);
    }
}

int nb_privacy_hide(struct nb_report *report, struct nb_arena *arena, struct nb_text *text)
{
    struct nb_private **last = &report->privates;
    unsigned char *copy = NULL;
    struct number n;
    int counts[NB_CODES] = {0};
    for (size_t from = 0; next_number(text, &from, &n);) {
        if (!copy) {
            copy = nb_arena_raw(arena, text->size, 1);
            if (!copy)
                return -1;
            memcpy(copy, text->bytes, text->size);
            text->bytes = copy;
        }
        mask(text, copy, &n);
        if (counts[n.code]++ < MAX_FINDINGS && keep(report, &last, text, &n))
            return -1;
    }
    return 0;
}

void nb_privacy_judge(struct nb_report *report)
{
    for (const struct nb_private *p = report->privates; p; p = p->next) {
        struct nb_finding *f = nb_report_add(report, p->code, p->line);
        if (f)
            f->text = f->detail_zh = f->detail_en = p->shown;
    }
}
