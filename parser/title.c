#include "title.h"

#include <string.h>

#include "buffer.h"
#include "date.h"
#include "utf8.h"

#define MAX_LINES   400 /* non-empty lines in which a title is looked for */
#define MAX_TITLE   80  /* characters */
#define MAX_PIECES  5   /* lines of a title */
#define MAX_MIDDLE  24  /* characters between 信息公开 and 报告 */
#define COMPLETE    3   /* what a title tells that has agency and year */
#define LINES_BELOW 3   /* behind the title in which year and agency may stand */

/* Lines joined, without white space and quotation marks. */
struct joined {
    uint32_t cp[MAX_TITLE];
    size_t index[MAX_TITLE]; /* of each in the text */
    size_t length;
    size_t line; /* of the last piece */
};

struct finder {
    struct nb_title *title;
    struct nb_arena *arena;
    const struct nb_text *text;
    size_t lines[MAX_LINES];
    int count;
};

/* A title is about one of these, */
static const char32_t subjects[] = U"信息公开|政务公开";
/* and ends with one of these; what may follow is only a part of the same name. */
static const char32_t kinds[] = U"报告|年报";
static const char32_t tails[] = U"(|[|-|_|~|公示|全文|正文|文本|定稿|终稿|来源|发布|日期|时间|浏览|"
                                U"作者|字号|字体|.doc|.pdf|.wps|.txt|.htm";
/* Anywhere in it they make it a report of another kind. */
static const char32_t other_kinds[] =
    U"评估|评议|审查|审计|自查|检查|整改|调研|考核|测评|培训|指南|"
    U"目录|条例|制度|规定|办法|月度|月份|周报|会议|解读|模板|格式";
static const char32_t part_years[] = U"季度|上半年|下半年|半年度|一季|二季|三季|四季";
/* Words of a sentence, which a name has not. */
static const char32_t sentence_words[] =
    U",|、|现将|根据|按照|依据|本报告|编制的|编制本|编制了|公布|"
    U"印发|转发|以下简称|如何|怎样|怎么|下载|点击|查看|关于做好|"
    U"关于报送|关于开展|通知|发布|出炉|召开|举办|部署|解读|已发|可在";
/* In front of a colon they say that what follows is not the page's own title. */
static const char32_t other_leads[] = U"解读|图解|新闻|简报|通知|链接|相关|上一|下一|下载|推荐";
/* Words of the page around a report: its menu, where and when it was published, how to read it. */
static const char32_t furniture_words[] =
    U"首页|来源|发布|日期|时间|浏览|点击|访问|阅读|次数|字号|字体|打印|分享|收藏|关闭|返回|索引|"
    U"文号|主题|分类|有效性|成文|编辑|作者|责任|登录|注册|搜索|检索|导航|网站|门户|平台|频道|专栏|"
    U"栏目|无障碍|长者|适老|微信|微博|客户端|指南|目录|制度|依申请|法定主动|年报|简体|繁体|"
    U"当前位置|"
    U"所在位置|您现在|上一篇|下一篇|附件|下载|扫一扫|http|www|公开栏|办事大厅|办事服务|互动";
/* What the name of an agency ends with. */
static const char32_t agency_ends[] =
    U"府局委办厅镇乡道院处会心所署部行校社站队县市区州省盟旗团场馆"
    U"司室科组段关台园库矿港";
/* What is no name by itself: the rest of one that began on the line above. */
static const char32_t organ_words[] = U"人民政府|办公室|办公厅|委员会|管理局|监督局|办事处|管理处|"
                                      U"服务中心|分局|管委会|执法局|监督管理局";

static int matches(const struct joined *t, size_t start, size_t end, const char32_t *words)
{
    const struct nb_text view = {.cp = (uint32_t *)(uintptr_t)t->cp, .length = t->length};
    return nb_text_find(&view, start, end, words, NULL) != SIZE_MAX;
}

/* The last of `words` in [start, t->length); SIZE_MAX: there is none. */
static size_t last_of(const struct joined *t, size_t start, const char32_t *words, size_t *after)
{
    const struct nb_text view = {.cp = (uint32_t *)(uintptr_t)t->cp, .length = t->length};
    size_t found = SIZE_MAX, behind = 0, at;
    while ((at = nb_text_find(&view, start, t->length, words, &behind)) != SIZE_MAX) {
        found = at;
        *after = behind;
        start = at + 1;
    }
    return found;
}

/* Whether a line belongs to the page that the report is printed on: its menu, date, source. */
static int is_furniture(const struct nb_text *text, struct nb_line line)
{
    for (size_t i = line.start; i < line.end; i++) {
        uint32_t c = text->cp[i];
        if (c == ':' || c == '>' || c == '/' || c == '@' || nb_parts_cells(c))
            return 1;
    }
    return nb_text_find(text, line.start, line.end, furniture_words, NULL) != SIZE_MAX;
}

static int append(struct joined *t, const struct nb_text *text, struct nb_line l)
{
    for (size_t i = l.start; i < l.end; i++) {
        uint32_t c = text->cp[i];
        if (c == ' ' || c == '\t' || c == '*' || c == '"' || c == U'《' || c == U'》')
            continue;
        if (t->length == MAX_TITLE)
            return 0;
        t->index[t->length] = i;
        t->cp[t->length++] = c;
    }
    return 1;
}

static void cut_out(struct joined *t, size_t start, size_t end)
{
    memmove(t->cp + start, t->cp + end, (t->length - end) * sizeof *t->cp);
    memmove(t->index + start, t->index + end, (t->length - end) * sizeof *t->index);
    t->length -= end - start;
}

/* The characters [start, end) of a title as the source has them, radicals as ideographs. */
static char *as_printed(struct finder *f, const struct joined *t, size_t start, size_t end)
{
    const struct nb_text *text = f->text;
    struct nb_buffer buffer;
    nb_buffer_init(&buffer);
    for (size_t i = start; i < end; i++) {
        size_t from = text->at[t->index[i]];
        uint32_t c;
        size_t size = nb_utf8_decode(text->bytes + from, text->size - from, &c);
        if (i > start && t->index[i] == t->index[i - 1] + 1 && from == text->at[t->index[i - 1]])
            continue; /* one character of the source became several */
        if (nb_text_unified(c) != c)
            nb_buffer_codepoint(&buffer, nb_text_unified(c));
        else
            nb_buffer_foreign(&buffer, (const char *)text->bytes + from, size, 1);
    }
    nb_buffer_add(&buffer, "", 0);
    char *copy = buffer.failed ? NULL : nb_arena_string(f->arena, buffer.bytes, buffer.length);
    nb_buffer_free(&buffer);
    return copy;
}

/* ---- the parts of a title ---- */

/* Where the name of the report begins and ends in the joined lines. */
struct span {
    size_t start, subject, end;
};

/* "首页 > 年报 > 小河镇…", "标题：小河镇…", "【年报】小河镇…", "附件1 小河镇…": the name begins
 * behind that. */
static size_t name_start(const struct joined *t, size_t subject)
{
    size_t start = 0;
    for (size_t i = 0; i < subject; i++)
        if (t->cp[i] == '>' || t->cp[i] == ':' || t->cp[i] == U'»' || t->cp[i] == U'›' ||
            t->cp[i] == '/' || t->cp[i] == U'→' ||
            (i > 1 && t->cp[i] == '-' && matches(t, i - 2, i, kinds)))
            start = i + 1;
    if (start < subject && t->cp[start] == '[')
        while (start < subject && t->cp[start++] != ']')
            ;
    if (subject >= start + 2 && t->cp[start] == U'附' && t->cp[start + 1] == U'件') {
        start += 2;
        while (start < subject && !nb_is_han(t->cp[start]) && !nb_is_digit(t->cp[start]))
            start++;
        if (start < subject && nb_is_digit(t->cp[start]) &&
            (start + 1 >= subject || !nb_is_digit(t->cp[start + 1])))
            start++;
    }
    return start;
}

/* Where 政府信息公开 begins. 人民政府 keeps its 政府. */
static size_t with_government(const struct joined *t, size_t at)
{
    if (at < 2 || t->cp[at - 2] != U'政' || t->cp[at - 1] != U'府')
        return at;
    int peoples = at >= 4 && t->cp[at - 4] == U'人' && t->cp[at - 3] == U'民';
    return peoples ? at : at - 2;
}

/* "(2024年度)" belongs to the title, " - 云岫县人民政府" and ".docx" do not. */
static size_t name_end(const struct joined *t, size_t end)
{
    while (end < t->length && (t->cp[end] == '(' || t->cp[end] == '[')) {
        size_t close = end;
        while (close < t->length && t->cp[close] != ')' && t->cp[close] != ']')
            close++;
        if (close == t->length)
            break;
        end = close + 1;
    }
    return end;
}

/* "小河镇2024年政府信息公开年报 - 信息公开年报 - 小河镇": the name with its year ends at the dash.
 */
static size_t before_trail(const struct joined *t)
{
    const struct nb_text view = {.cp = (uint32_t *)(uintptr_t)t->cp, .length = t->length};
    size_t at = 0, after = 0;
    while ((at = nb_text_find(&view, after, t->length, kinds, &after)) != SIZE_MAX)
        if (after < t->length && (t->cp[after] == '-' || t->cp[after] == '_') &&
            matches(t, 0, at, subjects) && matches(t, 0, at, U"20|二〇|二零|二○"))
            return after;
    return t->length;
}

/* Whether the joined lines are the title of such a report, and where its parts are. */
static int dissect(const struct joined *whole, struct span *span)
{
    struct joined cut = *whole;
    const struct joined *t = &cut;
    cut.length = before_trail(whole);
    size_t subject_end = 0, kind_end = 0, kind = last_of(t, 0, kinds, &kind_end);
    if (kind == SIZE_MAX)
        return 0;
    struct joined front = *t;
    front.length = kind;
    size_t subject = last_of(&front, 0, subjects, &subject_end);
    if (subject == SIZE_MAX || kind - subject_end > MAX_MIDDLE ||
        matches(t, subject_end, kind, other_kinds) ||
        matches(t, subject_end, kind, sentence_words) || matches(t, 0, kind, part_years))
        return 0;
    span->subject = with_government(t, subject);
    span->start = name_start(t, span->subject);
    span->end = name_end(t, kind_end);
    size_t tail = span->end;
    if (tail < t->length) {
        struct joined rest = *t;
        size_t behind;
        cut_out(&rest, 0, tail);
        const struct nb_text view = {.cp = rest.cp, .length = rest.length};
        if (nb_text_find(&view, 0, rest.length, tails, &behind) != 0)
            return 0;
    }
    return !matches(t, span->start, span->subject, sentence_words) &&
           !matches(t, 0, span->start, other_leads);
}

/* Takes every 二〇二四年(度) or 2024年(度) out of t->cp[0, *end); returns the first of them. */
static int take_years(struct joined *t, size_t *end)
{
    int first = 0;
    for (size_t i = 0; i + 5 <= *end;) {
        const struct nb_text view = {.cp = t->cp, .length = t->length};
        int year;
        size_t after = nb_date_year(&view, i, *end, &year);
        if (after == i) {
            i++;
            continue;
        }
        cut_out(t, i, after);
        *end -= after - i;
        first = first ? first : year;
    }
    return first;
}

/* "(2022)": a year without 年. */
static int bare_year(const struct joined *t, size_t start, size_t end)
{
    for (size_t i = start; i + 4 <= end; i++) {
        int year = 0;
        size_t digits = 0;
        while (digits < 5 && i + digits < end && nb_is_digit(t->cp[i + digits]))
            year = year * 10 + (int)(t->cp[i + digits++] - '0');
        if (digits == 4 && year >= 2008 && year <= 2099)
            return year;
        i += digits;
    }
    return 0;
}

static int ends_with(const struct joined *t, size_t start, size_t end, const char32_t *word)
{
    size_t length = 0;
    while (word[length])
        length++;
    return end - start >= length && matches(t, end - length, end, word);
}

/* What is left of the agency's name: no 关于 and no punctuation around it. */
static void trim_agency(const struct joined *t, size_t *start, size_t *end)
{
    for (size_t before = SIZE_MAX; before != *end;) {
        before = *end;
        while (*end > *start && !nb_is_han(t->cp[*end - 1]) && t->cp[*end - 1] != ')')
            --*end;
        if (ends_with(t, *start, *end, U"关于"))
            *end -= 2;
        if (ends_with(t, *start, *end, U"学年") || ends_with(t, *start, *end, U"年度"))
            *end -= 2;
        if (ends_with(t, *start, *end, U"的") || ends_with(t, *start, *end, U"年"))
            --*end;
    }
    while (*end > *start && !nb_is_han(t->cp[*start]))
        ++*start;
    while (*end >= *start + 2 && t->cp[*start] == U'关' && t->cp[*start + 1] == U'于')
        *start += 2;
}

/* ---- candidates ---- */

static int gain(const struct nb_title *title)
{
    return title->text ? 1 + (title->agency != NULL) + (title->year > 0) : 0;
}

/* Reads joined lines. Returns 1 when they are a title, 0 when not, -1 when memory ran out. */
static int read_title(struct finder *f, const struct joined *whole)
{
    struct joined t = *whole;
    struct span span;
    if (!dissect(whole, &span))
        return 0;
    size_t start = span.start, end = span.subject;
    struct nb_title found = {NULL, NULL, 0, whole->line};
    struct joined tail = *whole;
    tail.length = span.end;
    cut_out(&tail, 0, span.subject);
    size_t tail_end = tail.length;
    cut_out(&t, 0, start);
    end -= start;
    start = 0;
    found.year = take_years(&t, &end);
    if (!found.year)
        found.year = take_years(&tail, &tail_end);
    if (!found.year)
        found.year = bare_year(whole, span.start, span.end);
    trim_agency(&t, &start, &end);
    int named = end - start >= 2;
    if (1 + named + (found.year > 0) <= gain(f->title))
        return 1;
    found.text = as_printed(f, whole, span.start, span.end);
    found.agency = named ? as_printed(f, &t, start, end) : NULL;
    if (!found.text || (named && !found.agency))
        return -1;
    *f->title = found;
    return 1;
}

/* A line that may be a part of a title, alone or with others. */
static int can_be_piece(const struct nb_text *text, struct nb_line l)
{
    if (l.end == l.start || l.end - l.start > 2 * MAX_TITLE)
        return 0;
    for (size_t i = l.start; i < l.end; i++)
        if (text->cp[i] == U'。' || text->cp[i] == ';' || text->cp[i] == '@' ||
            nb_parts_cells(text->cp[i]))
            return 0;
    return 1;
}

/* Nothing but ideographs and brackets, and no part of the page around. */
static int is_name_line(const struct nb_text *text, struct nb_line l)
{
    size_t han = 0;
    if (l.end - l.start > MAX_TITLE || is_furniture(text, l))
        return 0;
    for (size_t i = l.start; i < l.end; i++) {
        uint32_t c = text->cp[i];
        han += nb_is_han(c);
        if (!nb_is_han(c) && c != ' ' && c != '(' && c != ')' && c != '*')
            return 0;
    }
    return han >= 3;
}

/* The name of an agency on a line of its own. */
static int is_agency_line(const struct nb_text *text, struct nb_line l)
{
    size_t end = l.end;
    if (!is_name_line(text, l))
        return 0;
    while (end > l.start && text->cp[end - 1] == ')') /* 云岫县司法局（本级） */
        for (end--; end > l.start && text->cp[end] != '(';)
            end--;
    while (end > l.start && !nb_is_han(text->cp[end - 1]))
        end--;
    for (const char32_t *c = agency_ends; end > l.start && *c; c++)
        if (text->cp[end - 1] == *c)
            return 1;
    return 0;
}

/* Whether the line ends with a year that has lost its 年, or is one. */
static int ends_with_year(const struct nb_text *text, struct nb_line l)
{
    size_t i = l.end, digits = 0;
    while (i > l.start && digits < 5 && nb_is_digit(text->cp[i - 1])) {
        i--;
        digits++;
    }
    return digits == 4 && text->cp[i] == '2' && text->cp[i + 1] == '0';
}

/* Whether a title can begin with this line and go on below. */
static int can_begin(const struct nb_text *text, struct nb_line l)
{
    if (is_furniture(text, l))
        return 0;
    return nb_text_find(text, l.start, l.end, subjects, NULL) != SIZE_MAX ||
           nb_text_find(text, l.start, l.end, U"年|关于", NULL) != SIZE_MAX ||
           ends_with_year(text, l) || is_agency_line(text, l);
}

/* Whether all that the line has in front of the year is the rest of a name. */
static int begins_within_name(const struct finder *f, int first)
{
    struct joined t = {.length = 0};
    size_t after = 0;
    if (first == 0 || first >= f->count || f->lines[first] != f->lines[first - 1] + 1 ||
        !is_name_line(f->text, nb_text_trimmed(f->text, f->lines[first - 1])) ||
        !append(&t, f->text, nb_text_trimmed(f->text, f->lines[first])))
        return 0;
    const struct nb_text view = {.cp = t.cp, .length = t.length};
    if (nb_text_find(&view, 0, t.length, organ_words, &after) != 0)
        return 0;
    int year;
    return nb_date_year(&view, after, t.length, &year) > after ||
           matches(&t, after, t.length, U"政府信息公开");
}

/* Joins lines from f->lines[first] on, up to the end of the report's name. */
static int try_title(struct finder *f, int first)
{
    struct joined t = {.length = 0};
    for (int i = first; i < f->count && i < first + MAX_PIECES; i++) {
        struct nb_line l = nb_text_trimmed(f->text, f->lines[i]);
        if (!can_be_piece(f->text, l) || !append(&t, f->text, l))
            return 0;
        t.line = f->lines[i];
        int found = read_title(f, &t);
        if (found || (!can_begin(f->text, l) && !begins_within_name(f, i + 1)))
            return found;
    }
    return 0;
}

/* "（2022年度）", and the agency, on lines of their own below a title that lacks them. */
static int take_below(struct finder *f)
{
    struct nb_title *title = f->title;
    int lines = 0;
    for (size_t line = title->line + 1; title->text && line < f->text->line_count; line++) {
        struct nb_line l = nb_text_trimmed(f->text, line);
        if (l.start == l.end)
            continue;
        if (lines++ == LINES_BELOW)
            break;
        int year, bracket = f->text->cp[l.start] == '(';
        size_t from = l.start + (size_t)bracket, after = nb_date_year(f->text, from, l.end, &year);
        if (after > from && after + (size_t)bracket == l.end) {
            if (!title->year)
                title->year = year;
        } else if (!title->agency && is_agency_line(f->text, l)) {
            struct joined t = {.length = 0};
            if (!append(&t, f->text, l))
                break;
            title->agency = as_printed(f, &t, 0, t.length);
            if (!title->agency)
                return -1;
        } else {
            break;
        }
    }
    return 0;
}

int nb_title_find(struct nb_title *title, struct nb_arena *arena, const struct nb_text *text,
                  size_t last)
{
    struct finder f = {.title = title, .arena = arena, .text = text};
    *title = (struct nb_title){NULL, NULL, 0, 0};
    for (size_t line = 0; line < last && f.count < MAX_LINES; line++) {
        struct nb_line l = nb_text_trimmed(text, line);
        if (l.end > l.start)
            f.lines[f.count++] = line;
    }
    for (int first = f.count - 1; first >= 0 && gain(title) < COMPLETE; first--)
        if (!begins_within_name(&f, first) && try_title(&f, first) < 0)
            return -1;
    return take_below(&f);
}
