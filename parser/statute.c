#include "statute.h"

#include <string.h>

/* clang-format off: tables read best as tables */

static const struct nb_column documents_2021[] = {
    {"issued", "本年制发件数", "issued this year", NB_COUNT, NB_GAIN,
     "本年制发件数|制发件数|本年制发数"},
    {"repealed", "本年废止件数", "repealed this year", NB_COUNT, NB_LOSS,
     "本年废止件数|废止件数|本年废止数"},
    {"in_force", "现行有效件数", "in force", NB_COUNT, NB_STOCK,
     "现行有效件数|有效件数|现行有效数"},
};
static const struct nb_column decisions_2021[] = {
    {"decisions", "本年处理决定数量", "decisions this year", NB_COUNT, NB_FREE,
     "本年处理决定数量|处理决定数量"},
};
static const struct nb_column amount_2021[] = {
    {"amount", "本年收费金额（单位：万元）", "amount charged this year (10,000 yuan)", NB_WAN_YUAN,
     NB_FREE, "本年收费金额|本年收费金额单位万元|收费金额"},
};
static const struct nb_column documents_2019[] = {
    {"made", "本年新制作数量", "newly made this year", NB_COUNT, NB_FREE,
     "本年新制作数量|新制作数量"},
    {"newly_public", "本年新公开数量", "newly public this year", NB_COUNT, NB_FREE,
     "本年新公开数量|新公开数量"},
    {"total_public", "对外公开总数量", "public in total", NB_COUNT, NB_FREE,
     "对外公开总数量|公开总数量"},
};
static const struct nb_column matters_2019[] = {
    {"prior_items", "上一年项目数量", "items of the year before", NB_COUNT, NB_FREE,
     "上一年项目数量|上年项目数量"},
    {"change", "本年增/减", "change this year", NB_CHANGE, NB_FREE, "本年增减"},
    {"decisions", "处理决定数量", "decisions", NB_COUNT, NB_FREE, "处理决定数量|本年处理决定数量"},
};
static const struct nb_column procurement_2019[] = {
    {"items", "采购项目数量", "projects", NB_COUNT, NB_FREE, "采购项目数量"},
    {"amount", "采购总金额", "total amount", NB_DECIMAL, NB_FREE, "采购总金额|采购总金额单位万元"},
};
static const struct nb_column applicants[] = {
    {"natural_person", "自然人", "natural persons", NB_COUNT, NB_PART, "自然人|公民"},
    {"enterprise", "法人或其他组织—商业企业", "enterprises", NB_COUNT, NB_PART, "商业企业"},
    {"research", "法人或其他组织—科研机构", "research institutes", NB_COUNT, NB_PART, "科研机构"},
    {"public_welfare", "法人或其他组织—社会公益组织", "public-welfare organizations", NB_COUNT,
     NB_PART, "社会公益组织|公益组织"},
    {"legal_service", "法人或其他组织—法律服务机构", "legal-service institutions", NB_COUNT,
     NB_PART, "法律服务机构"},
    {"other", "法人或其他组织—其他", "other organizations", NB_COUNT, NB_PART, "其他"},
    {"total", "总计", "total", NB_COUNT, NB_TOTAL, "总计|合计"},
};
static const struct nb_column results[] = {
    {"upheld", "结果维持", "upheld", NB_COUNT, NB_PART, "结果维持|维持"},
    {"corrected", "结果纠正", "corrected", NB_COUNT, NB_PART, "结果纠正|纠正"},
    {"other", "其他结果", "other results", NB_COUNT, NB_PART, "其他结果|其他"},
    {"pending", "尚未审结", "pending", NB_COUNT, NB_PART, "尚未审结|未审结"},
    {"total", "总计", "total", NB_COUNT, NB_TOTAL, "总计|合计"},
};

#define COLUMNS(list) (list), (int)(sizeof(list) / sizeof *(list))
#define ROWS(list)    (list), (int)(sizeof(list) / sizeof *(list))

static const struct nb_row disclosure_2021[] = {
    {"regulations", "规章", "regulations", NB_MARK_NONE, 0, "规章", NB_FREE,
     COLUMNS(documents_2021)},
    {"normative_documents", "行政规范性文件", "normative documents", NB_MARK_NONE, 0,
     "行政规范性文件|规范性文件", NB_FREE, COLUMNS(documents_2021)},
    {"licensing", "行政许可", "licensing", NB_MARK_NONE, 0, "行政许可", NB_FREE,
     COLUMNS(decisions_2021)},
    {"penalties", "行政处罚", "penalties", NB_MARK_NONE, 0, "行政处罚", NB_FREE,
     COLUMNS(decisions_2021)},
    {"coercion", "行政强制", "coercion", NB_MARK_NONE, 0, "行政强制", NB_FREE,
     COLUMNS(decisions_2021)},
    {"fees", "行政事业性收费", "administrative fees", NB_MARK_NONE, 0, "行政事业性收费", NB_FREE,
     COLUMNS(amount_2021)},
};

static const struct nb_row disclosure_2019[] = {
    {"regulations", "规章", "regulations", NB_MARK_NONE, 0, "规章", NB_FREE,
     COLUMNS(documents_2019)},
    {"normative_documents", "规范性文件", "normative documents", NB_MARK_NONE, 0,
     "规范性文件|行政规范性文件", NB_FREE, COLUMNS(documents_2019)},
    {"licensing", "行政许可", "licensing", NB_MARK_NONE, 0, "行政许可", NB_FREE,
     COLUMNS(matters_2019)},
    {"other_services", "其他对外管理服务事项", "other public services", NB_MARK_NONE, 0,
     "其他对外管理服务事项", NB_FREE, COLUMNS(matters_2019)},
    {"penalties", "行政处罚", "penalties", NB_MARK_NONE, 0, "行政处罚", NB_FREE,
     COLUMNS(matters_2019)},
    {"coercion", "行政强制", "coercion", NB_MARK_NONE, 0, "行政强制", NB_FREE,
     COLUMNS(matters_2019)},
    {"fees", "行政事业性收费", "administrative fees", NB_MARK_NONE, 0, "行政事业性收费", NB_FREE,
     matters_2019, 2},
    {"procurement", "政府集中采购", "centralized procurement", NB_MARK_NONE, 0, "政府集中采购",
     NB_FREE, COLUMNS(procurement_2019)},
};

#define REQUEST(id, zh, en, mark, number, labels, role)                                            \
    {                                                                                              \
        id, zh, en, mark, number, labels, role, COLUMNS(applicants)                                \
    }
#define GROUP(zh, en, mark, number, labels)                                                        \
    {                                                                                              \
        NULL, zh, en, mark, number, labels, NB_FREE, NULL, 0                                       \
    }

/* The rows that both editions share, in the order of the form. */
#define REQUEST_ROWS_TO_REJECTED                                                                   \
    REQUEST("received", "一、本年新收政府信息公开申请数量", "1. received this year", NB_MARK_HAN,  \
            1, "本年新收政府信息公开申请数量", NB_INFLOW),                                         \
        REQUEST("carried_in", "二、上年结转政府信息公开申请数量",                                  \
                "2. carried over from the year before", NB_MARK_HAN, 2,                            \
                "上年结转政府信息公开申请数量", NB_CARRIED),                                       \
        GROUP("三、本年度办理结果", "3. results this year", NB_MARK_HAN, 3, "本年度办理结果"),     \
        REQUEST("granted", "三（一）予以公开", "3(1) granted", NB_MARK_PAREN, 1, "予以公开",       \
                NB_OUTCOME),                                                                       \
        REQUEST("partially_granted", "三（二）部分公开", "3(2) partially granted", NB_MARK_PAREN,  \
                2, "部分公开区分处理的只计这一情形不计其他情形|部分公开", NB_OUTCOME),             \
        GROUP("三（三）不予公开", "3(3) denied", NB_MARK_PAREN, 3, "不予公开"),                    \
        REQUEST("denied_state_secret", "三（三）1.属于国家秘密", "3(3)1 state secret",             \
                NB_MARK_ARABIC, 1, "属于国家秘密", NB_OUTCOME),                                    \
        REQUEST("denied_prohibited_by_law", "三（三）2.其他法律行政法规禁止公开",                  \
                "3(3)2 prohibited by law", NB_MARK_ARABIC, 2, "其他法律行政法规禁止公开",          \
                NB_OUTCOME),                                                                       \
        REQUEST("denied_security_stability", "三（三）3.危及“三安全一稳定”",                       \
                "3(3)3 security and stability", NB_MARK_ARABIC, 3, "危及三安全一稳定",             \
                NB_OUTCOME),                                                                       \
        REQUEST("denied_third_party", "三（三）4.保护第三方合法权益", "3(3)4 third-party rights",  \
                NB_MARK_ARABIC, 4, "保护第三方合法权益", NB_OUTCOME),                              \
        REQUEST("denied_internal_affairs", "三（三）5.属于三类内部事务信息",                       \
                "3(3)5 internal affairs", NB_MARK_ARABIC, 5, "属于三类内部事务信息", NB_OUTCOME),  \
        REQUEST("denied_deliberative", "三（三）6.属于四类过程性信息",                             \
                "3(3)6 deliberative information", NB_MARK_ARABIC, 6, "属于四类过程性信息",         \
                NB_OUTCOME),                                                                       \
        REQUEST("denied_enforcement_file", "三（三）7.属于行政执法案卷",                           \
                "3(3)7 enforcement files", NB_MARK_ARABIC, 7, "属于行政执法案卷", NB_OUTCOME),     \
        REQUEST("denied_inquiry", "三（三）8.属于行政查询事项", "3(3)8 administrative inquiries",  \
                NB_MARK_ARABIC, 8, "属于行政查询事项", NB_OUTCOME),                                \
        GROUP("三（四）无法提供", "3(4) unavailable", NB_MARK_PAREN, 4, "无法提供"),               \
        REQUEST("unavailable_not_held", "三（四）1.本机关不掌握相关政府信息", "3(4)1 not held",    \
                NB_MARK_ARABIC, 1, "本机关不掌握相关政府信息", NB_OUTCOME),                        \
        REQUEST("unavailable_needs_creation", "三（四）2.没有现成信息需要另行制作",                \
                "3(4)2 would have to be created", NB_MARK_ARABIC, 2, "没有现成信息需要另行制作",   \
                NB_OUTCOME),                                                                       \
        REQUEST("unavailable_unclear", "三（四）3.补正后申请内容仍不明确",                         \
                "3(4)3 unclear after correction", NB_MARK_ARABIC, 3, "补正后申请内容仍不明确",     \
                NB_OUTCOME),                                                                       \
        GROUP("三（五）不予处理", "3(5) not processed", NB_MARK_PAREN, 5, "不予处理"),             \
        REQUEST("rejected_complaint", "三（五）1.信访举报投诉类申请",                              \
                "3(5)1 petitions and complaints", NB_MARK_ARABIC, 1, "信访举报投诉类申请",         \
                NB_OUTCOME),                                                                       \
        REQUEST("rejected_duplicate", "三（五）2.重复申请", "3(5)2 duplicates", NB_MARK_ARABIC, 2, \
                "重复申请", NB_OUTCOME),                                                           \
        REQUEST("rejected_published", "三（五）3.要求提供公开出版物", "3(5)3 published works",     \
                NB_MARK_ARABIC, 3, "要求提供公开出版物", NB_OUTCOME),                              \
        REQUEST("rejected_excessive", "三（五）4.无正当理由大量反复申请",                          \
                "3(5)4 excessive requests", NB_MARK_ARABIC, 4, "无正当理由大量反复申请",           \
                NB_OUTCOME),                                                                       \
        REQUEST("rejected_reconfirmation", "三（五）5.要求行政机关确认或重新出具已获取信息",       \
                "3(5)5 reconfirmation of information already given", NB_MARK_ARABIC, 5,            \
                "要求行政机关确认或重新出具已获取信息", NB_OUTCOME)

#define REQUEST_ROWS_FROM_TOTAL                                                                    \
    REQUEST("processed_total", "三（七）总计", "3(7) processed in total", NB_MARK_PAREN, 7,        \
            "总计", NB_PROCESSED),                                                                 \
        REQUEST("carried_out", "四、结转下年度继续办理", "4. carried over to the next year",       \
                NB_MARK_HAN, 4, "结转下年度继续办理", NB_OUTFLOW)

static const struct nb_row requests_2021[] = {
    REQUEST_ROWS_TO_REJECTED,
    GROUP("三（六）其他处理", "3(6) otherwise closed", NB_MARK_PAREN, 6, "其他处理"),
    REQUEST("closed_uncorrected",
            "三（六）1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "3(6)1 not corrected in time", NB_MARK_ARABIC, 1,
            "申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请", NB_OUTCOME),
    REQUEST("closed_unpaid",
            "三（六）2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "3(6)2 fees not paid in time", NB_MARK_ARABIC, 2,
            "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请", NB_OUTCOME),
    REQUEST("closed_other", "三（六）3.其他", "3(6)3 other", NB_MARK_ARABIC, 3, "其他", NB_OUTCOME),
    REQUEST_ROWS_FROM_TOTAL,
};

static const struct nb_row requests_2019[] = {
    REQUEST_ROWS_TO_REJECTED,
    REQUEST("closed", "三（六）其他处理", "3(6) otherwise closed", NB_MARK_PAREN, 6, "其他处理",
            NB_OUTCOME),
    REQUEST_ROWS_FROM_TOTAL,
};

static const struct nb_row proceedings[] = {
    {"review", "行政复议", "administrative review", NB_MARK_NONE, 0, "行政复议", NB_FREE,
     COLUMNS(results)},
    GROUP("行政诉讼", "litigation", NB_MARK_NONE, 0, "行政诉讼"),
    {"direct_litigation", "行政诉讼·未经复议直接起诉", "litigation without review", NB_MARK_NONE, 0,
     "未经复议直接起诉", NB_FREE, COLUMNS(results)},
    {"litigation_after_review", "行政诉讼·复议后起诉", "litigation after review", NB_MARK_NONE, 0,
     "复议后起诉", NB_FREE, COLUMNS(results)},
};

#define DISCLOSURE(rows, headings)                                                                 \
    {                                                                                              \
        "disclosure", "主动公开政府信息情况表", "disclosure table", 2, ROWS(rows), 0, headings     \
    }
#define REQUESTS(rows)                                                                                                        \
    {                                                                                                                         \
        "requests", "收到和处理政府信息公开申请情况表", "requests table", 3, ROWS(rows), 0,                                   \
            "自然人|法人或其他组织|商业企业|科研机构|社会公益组织|法律服务机构|申请人情况" \
    }
#define PROCEEDINGS                                                                                \
    {                                                                                              \
        "proceedings", "行政复议、行政诉讼情况表", "proceedings table", 4, ROWS(proceedings), 1,   \
            "结果维持|结果纠正|其他结果|尚未审结"                                  \
    }

const struct nb_edition nb_editions[NB_EDITIONS] = {
    {"2021",
     "国办公开办函〔2021〕30号",
     2021,
     0,
     {DISCLOSURE(disclosure_2021,
                 "本年制发件数|本年废止件数|现行有效件数|本年处理决定数量|本年收费金额"),
      REQUESTS(requests_2021), PROCEEDINGS}},
    {"2019",
     "国办公开办函〔2019〕60号",
     2019,
     2020,
     {DISCLOSURE(disclosure_2019, "本年新制作数量|本年新公开数量|对外公开总数量|上一年项目数量|"
                                  "本年增减|采购项目数量|采购总金额"),
      REQUESTS(requests_2019), PROCEEDINGS}},
};

const struct nb_section nb_sections[NB_SECTIONS] = {
    {1, "总体情况", "general situation",
     "总体情况|总体工作情况|基本情况|概述|总体概况|政府信息公开工作总体情况|工作概述|概况|"
     "政府信息公开总体情况|年度总体情况|工作开展情况"},
    {2, "主动公开政府信息情况", "proactive disclosure",
     "主动公开政府信息情况|主动公开情况|主动公开政府信息的情况|行政机关主动公开政府信息情况|"
     "政府信息主动公开情况"},
    {3, "收到和处理政府信息公开申请情况", "requests received and processed",
     "收到和处理政府信息公开申请情况|收到和处理政府信息公开申请的情况|依申请公开情况|"
     "依申请公开政府信息情况|行政机关收到和处理政府信息公开申请情况"},
    {4, "政府信息公开行政复议、行政诉讼情况", "review and litigation",
     "政府信息公开行政复议行政诉讼情况|因政府信息公开工作被申请行政复议提起行政诉讼情况|"
     "行政复议行政诉讼情况|行政复议和行政诉讼情况|政府信息公开复议诉讼情况|"
     "因政府信息公开被申请行政复议行政诉讼情况"},
    {5, "存在的主要问题及改进情况", "problems and improvements",
     "存在的主要问题及改进情况|政府信息公开工作存在的主要问题及改进情况|存在问题及改进情况|"
     "存在问题和改进措施|存在的问题及改进措施|存在的主要问题和改进措施|存在的不足及下一步打算|"
     "存在的主要问题及改进措施|存在问题及下一步工作打算|存在的问题和不足|存在不足及改进措施|"
     "存在的问题及改进情况|存在的主要问题和改进情况"},
    {6, "其他需要报告的事项", "other matters",
     "其他需要报告的事项|其他需要报告的情况|其他需报告事项|其他事项|需要报告的其他事项|"
     "其它需要报告的事项|其他需要说明的事项|其他需要报告事项|其他有关事项"},
};

/* clang-format on */

const struct nb_edition *nb_edition_for_year(int year)
{
    for (int i = 0; i < NB_EDITIONS; i++) {
        const struct nb_edition *e = &nb_editions[i];
        if (year >= e->first_year && (!e->last_year || year <= e->last_year))
            return e;
    }
    return NULL;
}

void nb_form_init(struct nb_form *form, const struct nb_edition *edition)
{
    memset(form, 0, sizeof *form);
    form->edition = edition;
    for (int t = 0; t < NB_TABLES; t++) {
        const struct nb_table *table = &edition->tables[t];
        form->table_first[t] = (short)form->cell_count;
        for (int r = 0; r < table->row_count; r++) {
            int columns = table->rows[r].column_count;
            form->first[t][r] = columns ? (short)form->cell_count : -1;
            for (int c = 0; c < columns; c++)
                form->places[form->cell_count++] =
                    (struct nb_place){(unsigned char)t, (unsigned char)r, (unsigned char)c};
        }
    }
    form->table_first[NB_TABLES] = (short)form->cell_count;
}

const struct nb_row *nb_form_row(const struct nb_form *form, int cell)
{
    struct nb_place p = form->places[cell];
    return &form->edition->tables[p.table].rows[p.row];
}

const struct nb_column *nb_form_column(const struct nb_form *form, int cell)
{
    return &nb_form_row(form, cell)->columns[form->places[cell].column];
}

/* Whether `id` continues with `part` at `*at`; steps over it and the dot behind. */
static int step(const char *id, size_t *at, const char *part)
{
    size_t length = strlen(part);
    if (strncmp(id + *at, part, length) != 0)
        return 0;
    char next = id[*at + length];
    if (next != '.' && next != '\0')
        return 0;
    *at += length + (next == '.');
    return 1;
}

int nb_form_cell(const struct nb_form *form, const char *id)
{
    for (int t = 0; t < NB_TABLES; t++) {
        const struct nb_table *table = &form->edition->tables[t];
        size_t in_table = 0;
        if (!step(id, &in_table, table->id))
            continue;
        for (int r = 0; r < table->row_count; r++) {
            const struct nb_row *row = &table->rows[r];
            size_t in_row = in_table;
            if (!row->id || !step(id, &in_row, row->id))
                continue;
            for (int c = 0; c < row->column_count; c++)
                if (strcmp(id + in_row, row->columns[c].id) == 0)
                    return form->first[t][r] + c;
        }
    }
    return -1;
}

int nb_row_paragraph(const struct nb_row *row)
{
    static const struct {
        const char *row;
        int paragraph;
    } paragraphs[] = {
        {"regulations", 1},    {"normative_documents", 1}, {"licensing", 5},
        {"other_services", 5}, {"penalties", 6},           {"coercion", 6},
        {"fees", 8},           {"procurement", 9},
    };
    for (size_t i = 0; row->id && i < sizeof paragraphs / sizeof *paragraphs; i++)
        if (strcmp(paragraphs[i].row, row->id) == 0)
            return paragraphs[i].paragraph;
    return 0;
}
