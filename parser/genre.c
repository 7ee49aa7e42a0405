#include "genre.h"

#include <string.h>

#include "title.h"

#define HEAD_LINES      30 /* non-empty lines in which the name of a paper stands */
#define NAME_LINES      3  /* on which it may be broken */
#define MAX_NAME        90
#define MIN_NAME        6    /* ideographs; less is a word of a menu */
#define MAX_ROW         100  /* characters of a line that can be a row of the old form */
#define OLD_LINES       3000 /* in which that form is looked for */
#define MAX_WORD        32
#define FIRST_YEAR      2019
#define ENOUGH          6 /* weight of a report */
#define ENOUGH_HEADINGS 3
#define ENOUGH_LINKS    4
#define ENOUGH_OLD      5 /* of the rows of the old form */
#define NEVER           100
#define FEW_WORDS       60 /* ideographs in sentences: a form that nobody has filled in */

#define EXPLANATION 3 /* index in names[] */

/* clang-format off: tables read best as tables */

/* What the last word of a paper's name says of it. */
static const struct name {
    const char32_t *words;
    int against;
    int of_old; /* the old form may be called so */
    const char *zh, *en;
} names[] = {
    {U"通知|通告|公告|通报|公函|复函|批复|意见|决定|命令|函", 8, 0,
     "标题说明它是通知、公告一类的公文",
     "its title is that of a notice or another official letter"},
    {U"条例|办法|规定|细则|制度|规则|规程|准则", 8, 0, "标题说明它是法规或制度",
     "its title is that of a regulation"},
    {U"方案|要点|计划|规划|安排|分工|清单|目录|指南|名单|一览表", 8, 0,
     "标题说明它是计划、指南或目录", "its title is that of a plan, a guide or a list"},
    {U"解读|问答|说明|读懂|答记者问|讲话|致辞|心得|体会|怎么写|怎么看", 8, 0,
     "标题说明它是对年度报告的解读或说明", "its title is that of an explanation"},
    {U"会议|部署会|推进会|培训班|培训会|培训|座谈会|调研|启动|召开|发布会|简报|快报|动态|新闻|要闻",
     8, 0, "标题说明它是新闻或简报", "its title is that of news or a bulletin"},
    {U"模板|模版|格式|样式|样表|范本|示例|空表|参考文本|填报说明|填表说明", NEVER, 0,
     "这是年度报告的格式或模板", "it is the form of a report and not a report"},
    {U"比对|对比|对照", NEVER, 0, "这是几份年度报告的对照", "it sets reports side by side"},
    {U"统计表|统计报表|报表|月报|季报|台账|汇总表|情况表", 6, 1, "标题说明它是统计表",
     "its title is that of statistics"},
    {U"总结|汇报|述职|自查报告|整改报告|评估报告|审计报告|调研报告|决算|预算|绩效|考核", 6, 0,
     "标题说明它是另一种总结或报告", "its title is that of another kind of report"},
};

/* A name with these is not about a whole year. */
static const char32_t part_years[] =
    U"季度|上半年|下半年|半年|前三季|月份|一至三月|一至六月|一至九月|一至十月|一至十一月|"
    U"1至3月|1至6月|1至9月|1至10月|1至11月|1-3月|1-6月|1-9月|1-10月|1-11月";
static const char32_t whole_years[] = U"一至四季度|1至4季度|1-4季度|四个季度";

/* In a name that speaks of a report they say that it only explains one. */
static const char32_t explains[] = U"解读|图解|读懂|怎样|如何|怎么";

/* A menu has these words too. */
static const char32_t menu_words[] =
    U"通知公告|公示公告|政策解读|新闻发布|信息公开指南|信息公开目录|"
    U"信息公开制度|信息公开规定|信息公开条例";

/* Rows and headings that only the reports for 2008 to 2018 have, with their weight. */
static const struct {
    int weight;
    const char32_t *words;
} old_rows[] = {
    {1, U"指标名称|计量单位|统计数|回应解读情况|举报投诉数量|其他情形数|专职人员数|兼职人员数"},
    {1,
     U"主动公开政府信息数|主动公开规范性文件数|制发规范性文件总数|收到申请数|申请办结数|申请答复数|"
     U"按时办结数|延期办结数|行政复议数量|行政诉讼数量|接受培训人员数|举办各类培训班数"},
    {2, U"通过不同渠道和方式公开政府信息的情况|政府公报公开政府信息数|政府网站公开政府信息数|"
        U"政务微博公开政府信息数|政务微信公开政府信息数|其他方式公开政府信息数|"
        U"回应公众关注热点或重大舆情数|通过不同渠道和方式回应解读的情况"},
    {2, U"当面申请数|传真申请数|网络申请数|信函申请数|属于已主动公开范围数|同意公开答复数|"
        U"同意部分公开答复数|不同意公开答复数|不属于本行政机关公开数|申请信息不存在数|"
        U"告知作出更改补充数|告知通过其他途径办理数|维持具体行政行为数|被依法纠错数"},
    {2, U"依申请公开信息收取的费用|机构建设和保障经费情况|政府信息公开工作专门机构数|"
        U"设置政府信息公开查阅点数|从事政府信息公开工作人员数|政府信息公开专项经费|"
        U"政府信息公开会议和培训情况"},
    {3, U"政府信息公开的收费及减免情况|政府信息公开收费及减免情况|收费及减免情况|"
        U"依申请公开政府信息收费及减免情况"},
};

/*
 * What a table is worth. The labels of `disclosure` are words that other statistics use too, its
 * column headings are not.
 */
static const struct {
    int rows;   /* that must have numbers */
    int filled; /* worth with them */
    int labels; /* worth of all labels without a number, and 1 for some of them */
    int headed; /* worth of three column headings */
} table_weights[NB_TABLES] = {
    [NB_DISCLOSURE] = {2, 3, 2, 2},
    [NB_REQUESTS] = {3, 6, 3, 0},
    [NB_PROCEEDINGS] = {1, 5, 2, 0},
};

/* clang-format on */

static const struct nb_genre_found report = {NB_GENRE_REPORT, NULL, NULL};
static const struct nb_genre_found old_report = {
    NB_GENRE_OLD, "这是2018年度及以前的旧格式报告，表格与现行格式不同",
    "it is on the form for 2018 or earlier, which has other tables"};
static const struct nb_genre_found part_of_year = {NB_GENRE_OTHER, "统计期不是一个年度",
                                                   "it is not about a whole year"};
static const struct nb_genre_found blank_form = {
    NB_GENRE_OTHER, "表格和正文都没有填写", "neither its tables nor its sections are filled in"};
static const struct nb_genre_found links = {NB_GENRE_OTHER, "这是年度报告的目录",
                                            "it is a list of reports"};
static const struct nb_genre_found nothing = {
    NB_GENRE_OTHER, "没有找到年度报告的标题、章节和表格",
    "no title, sections or tables of an annual report were found"};

/* ---- the name ---- */

/* Up to NAME_LINES lines as one. */
struct head {
    uint32_t cp[NAME_LINES * MAX_NAME];
    size_t length;
};

/* Whether the line is the heading of a table of contents, below the name of a report. */
static int is_contents(const struct head *h, const struct nb_text *text, struct nb_line l)
{
    const struct nb_text view = {.cp = (uint32_t *)(uintptr_t)h->cp, .length = h->length};
    if (l.end - l.start < 2 || text->cp[l.start] != U'目' || text->cp[l.end - 1] != U'录')
        return 0;
    for (size_t i = l.start + 1; i + 1 < l.end; i++)
        if (text->cp[i] != ' ')
            return 0;
    return nb_text_find(&view, 0, h->length, U"报告|年报", NULL) != SIZE_MAX;
}

/* Takes a line without what is not part of a name; 0 when it cannot be one. */
static int take_line(struct head *h, const struct nb_text *text, size_t line)
{
    struct nb_line l = nb_text_trimmed(text, line);
    if (l.end - l.start > MAX_NAME || is_contents(h, text, l))
        return 0;
    for (size_t i = l.start; i < l.end; i++) {
        uint32_t c = text->cp[i];
        if (c == U'。' || c == ',' || c == ';')
            return 0;
        if (c == '>' || c == '|' || c >= NB_CELL_END)
            h->length = 0;
        else if (c != ' ' && c != '*' && c != '"' && c != U'《' && c != U'》')
            h->cp[h->length++] = c;
    }
    return 1;
}

static const struct name *name_of(const struct head *h)
{
    const struct nb_text view = {.cp = (uint32_t *)(uintptr_t)h->cp, .length = h->length};
    size_t end = h->length, after;
    while (end > 0 && !nb_is_han(h->cp[end - 1]))
        end--;
    size_t han = 0;
    for (size_t i = 0; i < end; i++)
        han += nb_is_han(h->cp[i]);
    if (han < MIN_NAME || nb_text_find(&view, 0, end, menu_words, NULL) != SIZE_MAX)
        return NULL;
    if (nb_text_find(&view, 0, end, explains, NULL) != SIZE_MAX &&
        nb_text_find(&view, 0, end, U"年度报告|年报", NULL) != SIZE_MAX)
        return &names[EXPLANATION];
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        for (size_t back = 1; back <= 5 && back <= end; back++)
            if (nb_text_find(&view, end - back, end, names[n].words, &after) == end - back &&
                after == end)
                return &names[n];
    return NULL;
}

static int is_part_year(const struct head *h)
{
    const struct nb_text view = {.cp = (uint32_t *)(uintptr_t)h->cp, .length = h->length};
    return nb_text_find(&view, 0, h->length, part_years, NULL) != SIZE_MAX &&
           nb_text_find(&view, 0, h->length, whole_years, NULL) == SIZE_MAX &&
           nb_text_find(&view, 0, h->length, U"信息公开|政务公开", NULL) != SIZE_MAX &&
           nb_text_find(&view, 0, h->length, U"统计|报告|报表|情况|总结|年报", NULL) != SIZE_MAX;
}

/* Looks at what stands above the sections for the name of another kind of paper. */
static const struct name *look_at_head(const struct nb_text *text, size_t last, int *part_year)
{
    const struct name *worst = NULL;
    size_t lines[HEAD_LINES];
    int count = 0;
    for (size_t line = 0; line < last && count < HEAD_LINES; line++) {
        struct nb_line l = nb_text_trimmed(text, line);
        if (l.end > l.start)
            lines[count++] = line;
    }
    for (int first = 0; first < count; first++) {
        struct head h = {.length = 0};
        for (int i = first; i < count && i < first + NAME_LINES; i++) {
            if (!take_line(&h, text, lines[i]))
                break;
            const struct name *name = name_of(&h);
            if (name && (!worst || name->against > worst->against))
                worst = name;
            *part_year |= is_part_year(&h);
        }
    }
    return worst;
}

/* ---- the body ---- */

/* Takes the first of the words up to '|' into `word`; returns what is behind it. */
static const char32_t *next_word(const char32_t *words, char32_t *word)
{
    size_t length = 0;
    for (; *words && *words != '|'; words++)
        if (length + 1 < MAX_WORD)
            word[length++] = *words;
    word[length] = 0;
    return words + (*words == '|');
}

/* Whether a row of a table has the word: a short line, up to OLD_LINES of them. */
static int has_row(const struct nb_text *text, const char32_t *word)
{
    size_t last = text->line_count < OLD_LINES ? text->line_count : OLD_LINES;
    for (size_t line = 0; line < last; line++) {
        struct nb_line l = text->lines[line];
        if (l.end - l.start <= MAX_ROW &&
            nb_text_find(text, l.start, l.end, word, NULL) != SIZE_MAX &&
            nb_text_find(text, l.start, l.end, U"。", NULL) == SIZE_MAX)
            return 1;
    }
    return 0;
}

/* The weight of the old form's rows that stand in the text. */
static int weigh_old_rows(const struct nb_text *text)
{
    int weight = 0;
    char32_t word[MAX_WORD];
    for (size_t i = 0; i < sizeof old_rows / sizeof *old_rows; i++)
        for (const char32_t *words = old_rows[i].words; *words;) {
            words = next_word(words, word);
            weight += has_row(text, word) ? old_rows[i].weight : 0;
        }
    return weight;
}

/* Lines that name a report: a page of links has many. */
static int count_links(const struct nb_text *text)
{
    int count = 0;
    for (size_t line = 0; line < text->line_count && count < ENOUGH_LINKS; line++) {
        struct nb_line l = nb_text_trimmed(text, line);
        size_t subject, after;
        count += l.end - l.start <= MAX_NAME &&
                 nb_text_find(text, l.start, l.end, U"信息公开|政务公开", &subject) != SIZE_MAX &&
                 nb_text_find(text, subject, l.end, U"报告|年报", &after) != SIZE_MAX &&
                 nb_text_find(text, l.start, l.end, U"。|,", NULL) == SIZE_MAX;
    }
    return count;
}

/* Ideographs in lines that end a sentence, up to FEW_WORDS. */
static int count_words(const struct nb_text *text)
{
    int words = 0;
    for (size_t line = 0; line < text->line_count && words < FEW_WORDS; line++) {
        struct nb_line l = text->lines[line];
        int in_line = 0, sentence = 0;
        for (size_t i = l.start; i < l.end; i++) {
            in_line += nb_is_han(text->cp[i]);
            sentence |= text->cp[i] == U'。';
        }
        words += sentence ? in_line : 0;
    }
    return words;
}

static int weigh_table(const struct nb_genre_table *table, int t)
{
    if (!table->present)
        return 0;
    int weight = table->headings >= ENOUGH_HEADINGS ? table_weights[t].headed : 0;
    if (table->filled >= table_weights[t].rows)
        return weight + table_weights[t].filled;
    return weight + (table->missing ? 1 : table_weights[t].labels);
}

static int weigh(const struct nb_outline *o, const struct nb_genre_table *tables)
{
    int weight = 0, sections = 0;
    for (int t = 0; t < NB_TABLES; t++)
        weight += weigh_table(&tables[t], t);
    for (int i = 0; i < NB_SECTIONS; i++)
        sections += o->headings[i].found;
    if (o->title)
        weight += 2 + (o->title_year > 0) + (o->agency != NULL);
    return weight + sections / 2 + (o->from.year > 0) + (o->intro_year && !o->title ? 2 : 0);
}

/* Whether it is a report of the time before there were these tables. */
static int is_old(const struct nb_outline *o, int old_rows_weight, int numbers)
{
    int sections = 0;
    for (int i = 0; i < NB_SECTIONS; i++)
        sections += o->headings[i].found;
    int of_old_year = o->year && o->year < FIRST_YEAR;
    if (numbers && !of_old_year)
        return 0;
    int named = o->title || o->intro_year;
    return old_rows_weight >= ENOUGH_OLD || (of_old_year && sections + named >= 2);
}

struct nb_genre_found nb_genre_judge(const struct nb_text *text, const struct nb_outline *outline,
                                     const struct nb_genre_table *tables)
{
    size_t first = text->line_count;
    int part_year = 0, numbers = 0;
    for (int i = 0; i < NB_SECTIONS; i++)
        if (outline->headings[i].found && outline->headings[i].line < first)
            first = outline->headings[i].line;
    for (int t = 0; t < NB_TABLES; t++)
        numbers += tables[t].present ? tables[t].filled : 0;
    const struct name *name = look_at_head(text, first, &part_year);
    int known = outline->agency || outline->year;
    int weight = weigh(outline, tables);
    if (name) /* a report may be published under a notice */
        weight -= outline->agency && outline->title_year && name->against < NEVER
                      ? name->against / 2
                      : name->against;
    int old_weight = tables[NB_REQUESTS].filled ? 0 : weigh_old_rows(text);
    if (part_year && !outline->title_year)
        return part_of_year;
    if (weight < ENOUGH && first == text->line_count && count_links(text) >= ENOUGH_LINKS)
        return links;
    if ((!name || name->of_old) && !tables[NB_REQUESTS].filled &&
        is_old(outline, old_weight, numbers))
        return old_report;
    if (weight >= ENOUGH && (numbers || known || count_words(text) >= FEW_WORDS))
        return report;
    if (name)
        return (struct nb_genre_found){NB_GENRE_OTHER, name->zh, name->en};
    return weight >= ENOUGH ? blank_form : nothing;
}
