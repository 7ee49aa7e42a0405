#include "lexicon.h"

#include <string.h>

#define VERB     NB_WORD_VERB
#define DENIABLE NB_WORD_DENIABLE
#define WHOLE    NB_WORD_WHOLE
#define NIL      NB_WORD_NIL
#define CARRIED  NB_WORD_CARRIED
#define ARRIVES  NB_WORD_ARRIVES
#define LOOSE    NB_WORD_LOOSE

#define ROW(family, flags, ids, forms)                                                             \
    {                                                                                              \
        forms, NB_WORD_ROW, NB_OF_##family, flags, ids                                             \
    }
#define COLUMN(family, ids, forms)                                                                 \
    {                                                                                              \
        forms, NB_WORD_COLUMN, NB_OF_##family, 0, ids                                              \
    }
#define WORD(sense, forms)                                                                         \
    {                                                                                              \
        forms, NB_WORD_##sense, NB_OF_NOTHING, 0, NULL                                             \
    }

static const struct nb_word words[] = {
    /* Requests: what came in. */
    ROW(REQUESTS, VERB | DENIABLE | ARRIVES, "received", U"新收|新收到|新接到|新接收|本年新收"),
    ROW(REQUESTS, VERB | DENIABLE | WHOLE | ARRIVES, "received|received+carried_in",
        U"收到|接到|接收|接收到|收件|受到"),
    ROW(REQUESTS, VERB | DENIABLE | WHOLE, "received|received+carried_in|processed_total",
        U"受理|新受理|登记|收办|接办"),
    ROW(REQUESTS, DENIABLE | NIL, "received|received+carried_in", U"零申请|零受理"),
    WORD(CARRY, U"结转|结转到|结转至|转结|转结到|转结至|延续至|顺延|顺延到|顺延至"),
    ROW(REQUESTS, DENIABLE | CARRIED, "carried_out",
        U"转下年|转下年度|转下一年|转下一年度|转入下年|转入下年度|转入下一年度|转至下年度|"
        U"转至下一年度"),

    /* What was done with them. */
    ROW(REQUESTS, VERB | WHOLE | LOOSE, "processed_total|received|received+carried_in",
        U"办理|处理|继续办理|继续处理"),
    ROW(REQUESTS, VERB | WHOLE, "processed_total|received", U"答复|回复|办复"),
    ROW(REQUESTS, VERB | WHOLE, "processed_total", U"办结|办理完毕|处理完毕|办理完结"),
    ROW(REQUESTS, 0, "granted", U"予以公开|同意公开|全部公开"),
    ROW(REQUESTS, 0, "partially_granted", U"部分公开|予以部分公开|同意部分公开"),
    ROW(REQUESTS, 0,
        "denied_state_secret+denied_prohibited_by_law+denied_security_stability+denied_third_party+"
        "denied_internal_affairs+denied_deliberative+denied_enforcement_file+denied_inquiry",
        U"不予公开|决定不予公开"),
    ROW(REQUESTS, 0, "denied_state_secret", U"属于国家秘密|涉及国家秘密"),
    ROW(REQUESTS, 0, "denied_prohibited_by_law",
        U"其他法律行政法规禁止公开|法律行政法规禁止公开|法律、行政法规禁止公开"),
    ROW(REQUESTS, 0, "denied_security_stability", U"危及“三安全一稳定”|三安全一稳定"),
    ROW(REQUESTS, 0, "denied_third_party", U"保护第三方合法权益"),
    ROW(REQUESTS, 0, "denied_internal_affairs",
        U"属于三类内部事务信息|三类内部事务信息|内部事务信息|属于内部事务信息"),
    ROW(REQUESTS, 0, "denied_deliberative",
        U"属于四类过程性信息|四类过程性信息|过程性信息|属于过程性信息"),
    ROW(REQUESTS, 0, "denied_enforcement_file", U"属于行政执法案卷|行政执法案卷|行政执法案卷信息"),
    ROW(REQUESTS, 0, "denied_inquiry", U"属于行政查询事项|行政查询事项"),
    ROW(REQUESTS, 0, "unavailable_not_held+unavailable_needs_creation+unavailable_unclear",
        U"无法提供"),
    ROW(REQUESTS, 0, "unavailable_not_held", U"不掌握相关政府信息|不掌握相关信息|不掌握"),
    ROW(REQUESTS, 0, "unavailable_needs_creation",
        U"没有现成信息需要另行制作|没有现成信息|需要另行制作"),
    ROW(REQUESTS, 0, "unavailable_unclear",
        U"补正后申请内容仍不明确|申请内容仍不明确|内容仍不明确"),
    ROW(REQUESTS, 0,
        "rejected_complaint+rejected_duplicate+rejected_published+rejected_excessive+"
        "rejected_reconfirmation",
        U"不予处理"),
    ROW(REQUESTS, 0, "rejected_complaint",
        U"信访举报投诉类申请|信访、举报、投诉类申请|信访举报投诉类"),
    ROW(REQUESTS, 0, "rejected_duplicate", U"重复申请"),
    ROW(REQUESTS, 0, "rejected_published", U"要求提供公开出版物"),
    ROW(REQUESTS, 0, "rejected_excessive", U"无正当理由大量反复申请|大量反复申请"),
    ROW(REQUESTS, 0, "rejected_reconfirmation",
        U"要求行政机关确认或重新出具已获取信息|确认或重新出具已获取信息"),
    ROW(REQUESTS, 0,
        "closed_uncorrected+closed_unpaid+closed_other|closed|closed_other|"
        "closed_unpaid+closed_other|closed_uncorrected+closed_other",
        U"其他处理|其他方式处理|作其他处理|做其他处理|其他处理情形"),
    ROW(REQUESTS, 0, "closed_uncorrected",
        U"逾期不补正|逾期未补正|无正当理由逾期不补正|申请人无正当理由逾期不补正"),
    ROW(REQUESTS, 0, "closed_unpaid", U"逾期未按收费通知要求缴纳费用"),

    /* By whom they were made. */
    COLUMN(REQUESTS, "natural_person", U"自然人"),
    COLUMN(REQUESTS, "enterprise+research+public_welfare+legal_service+other",
           U"法人或其他组织|法人和其他组织|法人及其他组织|法人或者其他组织|法人、其他组织|"
           U"法人与其他组织|法人和组织|法人组织|法人"),
    COLUMN(REQUESTS, "enterprise", U"商业企业"),
    COLUMN(REQUESTS, "research", U"科研机构"),
    COLUMN(REQUESTS, "public_welfare", U"社会公益组织"),
    COLUMN(REQUESTS, "legal_service", U"法律服务机构"),

    /* Review and litigation. */
    ROW(PROCEEDINGS, DENIABLE, "review", U"行政复议|复议|涉及复议|涉及行政复议|涉行政复议"),
    ROW(PROCEEDINGS, DENIABLE, "direct_litigation+litigation_after_review",
        U"行政诉讼|诉讼|涉及诉讼|涉及行政诉讼|涉行政诉讼"),
    ROW(PROCEEDINGS, DENIABLE, "direct_litigation",
        U"未经复议直接起诉|未经行政复议直接起诉|未经复议直接提起诉讼|未经复议直接提起行政诉讼|"
        U"直接起诉|直接提起诉讼|直接提起行政诉讼"),
    ROW(PROCEEDINGS, DENIABLE, "litigation_after_review",
        U"复议后起诉|行政复议后起诉|复议后提起诉讼|复议后提起行政诉讼|行政复议后提起行政诉讼|"
        U"复议后诉讼"),
    ROW(PROCEEDINGS, DENIABLE | NIL, "review", U"零复议|零行政复议"),
    ROW(PROCEEDINGS, DENIABLE | NIL, "direct_litigation+litigation_after_review",
        U"零诉讼|零行政诉讼"),
    COLUMN(PROCEEDINGS, "upheld", U"结果维持|维持|维持原行政行为|获维持|予以维持|维持原决定"),
    COLUMN(PROCEEDINGS, "corrected", U"结果纠正|纠正|予以纠正|被纠正"),
    COLUMN(PROCEEDINGS, "other", U"其他结果"),
    COLUMN(PROCEEDINGS, "pending", U"尚未审结|未审结|正在审理|尚在审理|正在审理中|尚在审理中"),
    WORD(OPAQUE,
         U"复议机关|行政复议机关|复议决定|行政复议决定|复议决定书|行政复议决定书|复议委员会|"
         U"行政复议委员会|复议法|行政复议法|行政复议局|诉讼法|行政诉讼法|诉讼费|民事诉讼|"
         U"刑事诉讼|公益诉讼|其他行政复议|其他复议|其他行政诉讼|其他诉讼"),

    /* Documents and decisions of the disclosure table. */
    ROW(DOCUMENTS, 0, "normative_documents", U"行政规范性文件|规范性文件"),
    ROW(DOCUMENTS, 0, "regulations", U"规章|政府规章|部门规章"),
    ROW(DOCUMENTS, 0, "licensing", U"行政许可"),
    ROW(DOCUMENTS, 0, "penalties", U"行政处罚"),
    ROW(DOCUMENTS, 0, "coercion", U"行政强制"),
    COLUMN(DOCUMENTS, "issued", U"制发|新制发|本年制发"),
    COLUMN(DOCUMENTS, "repealed", U"废止|本年废止"),
    COLUMN(DOCUMENTS, "in_force", U"现行有效"),
    COLUMN(DOCUMENTS, "decisions", U"处理决定|作出|做出"),
    COLUMN(DOCUMENTS, "made", U"新制作|本年新制作"),
    COLUMN(DOCUMENTS, "newly_public", U"新公开|本年新公开"),
    COLUMN(DOCUMENTS, "total_public", U"对外公开总数|对外公开总数量"),
    WORD(OPAQUE, U"规章制度|规章库|规范性文件库"),
    WORD(PUBLISH, U"公开|公示|公布|发布|刊发|刊登|解读|审查|审核|清理|修改|修订|起草|转发|"
                  U"推送|上传|联合"),

    /* What is asked for. */
    WORD(REQUEST,
         U"政府信息公开申请|信息公开申请|依申请公开|公开申请|申请公开|申请信息公开|"
         U"申请政府信息公开|政府信息申请|公开政府信息申请|公开政府信息的申请|公开信息申请|"
         U"申请公开政府信息|申请公开信息|政府信息公开的申请|信息公开的申请|政务公开申请|"
         U"依申请公开申请|政府信息依申请公开|依申请公开政府信息|依申请信息公开|申请政府信息|"
         U"依申请公开事项|依申请公开信息|关于政府信息公开的申请|有关政府信息公开的申请|"
         U"关于信息公开的申请|关于政府信息公开申请|依申请公开方面|依申请公开工作|"
         U"依申请公开工作方面|依申请公开办理"),
    WORD(APPLY, U"申请|申请书|申请件|申请表"),
    WORD(OPAQUE, U"答复书|答复意见|告知书|决定书|事项|各类|申请人|申请表格|申请办理|申请条件|案件|"
                 U"案|案例|事件|问题|诉求"),
    WORD(DISCLOSURE, U"政府信息公开|信息公开|政务公开|因公开|围绕政府信息公开|围绕信息公开"),
    WORD(CAUSE, U"因|因为|由于|引起|引发|导致|产生|涉|针对|不服|被申请|提起|因申请"),

    /* Denials, and what only looks like one. */
    WORD(DENIAL, U"未|无|没有|没|不存在|不涉及"),
    WORD(FILLER, U"未经|未来|未能|未及时|未按|未补正|未收取|未收费|未明确|无正当|无障碍|无误|无偿|"
                 U"无关|无需|无缝|无线|无锡|无违规|无异议|无差错|无纸化|没收"),

    /* How statements hang together. */
    WORD(JOIN, U"、|和|与|及|以及|或|或者|并|并且|暨"),
    WORD(EACH, U"各"),
    WORD(RESPECTIVE, U"分别"),
    WORD(OF_WHICH, U"其中|含|包含|包括"),

    /* Time. */
    WORD(PAST, U"上年|上年度|上一年|上一年度|去年|往年|以前年度|前一年|前一年度|上期"),
    WORD(NEXT, U"下年|下年度|下一年|下一年度|次年|次年度|明年|来年|翌年"),
    WORD(NOW, U"全年|本年|本年度|今年|当年|一年来|年内|本报告期|报告期|全年度"),
    WORD(WHILE, U"上半年|下半年|季度|月份|历年|历史|截至目前|截止目前|至今|以往|此前|过去|年来|"
                U"近年|近年来|多年|每年|每月|近两年|近三年|近四年|近五年|近2年|近3年|近4年|近5年|"
                U"两年来|三年来|"
                U"四年来|五年来"),
    WORD(SINCE, U"累计|以来"),
    WORD(COMPARE, U"同比|环比|较|相比|比|同期|增长|增加|新增|减少|下降|降低|上升|增幅|上涨|翻番"),

    /* Parts and other things. */
    WORD(PART,
         U"信息数|信息数量|备案|不予受理|不再处理|不再办理|不予答复|责令|重新|上级|交办|通过|"
         U"网上|网络|线上|线下|"
         U"在线|信函|信件|邮寄|邮件|邮箱|"
         U"信箱|传真|当面|现场|来访|窗口|平台|网站|系统|门户|公众号|"
         U"电话|书面|渠道|途径|方式|形式|本级|企业|个人|律师|按时|"
         U"按期|未按时|未按期|如期|逾期|超期|超时|延期|率|占|平均|每|"
         U"人均|余下|剩余|名义|转办|转交|转送|移交|委托|代办|协助|"
         U"协办|配合|指导|督办|撤回|撤销|胜诉|败诉|纠错|驳回|应诉|"
         U"出庭|代理|调解|化解|和解|审理|收到答复|收到回复|一审|二审|再审|被告|各类行政|征询|补正|"
         U"计划|力争|预计|下一步|代表|若|如果|应当|以下简称"),
    WORD(THING, U"举报|投诉|信访|申诉|咨询|留言|提案|建议|意见|热线|来信|来电|工单|培训|宣传|研讨"),
    WORD(KIND, U"模拟|演练|同一申请人|一人|涉及|类|集中|围绕|申请内容"),
    WORD(FILLER, U"比例|对比|评比|类型|类别|此类|分类|政府信息公开类|信息公开类|依法|依法依规"),
    {U"涉及政府信息公开|涉及信息公开|涉政府信息公开|关于政府信息公开|关于信息公开",
     NB_WORD_DISCLOSURE, NB_OF_NOTHING, 0, NULL},

    /* Bodies, by how their names end; whether it is the agency itself is told by the name. */
    WORD(BODY,
         U"局|厅|委|镇|乡|县|区|市|省|旗|村|街道|街办|政府|政府办|政府办公室|办公室|办公厅|我办|"
         U"本办|部门|单位|科室|处室|中心|公司|集团|学校|医院|大队|支队|管委会|委员会|开发区|园区|"
         U"社区|办事处|站所|我处|本处|我所|本所|我院|本院|我站|我队|机关|本机关|我机关"),
    WORD(FILLER,
         U"党委|县委|市委|区委|省委|镇委|乡党委|镇党委|委员|常委|政委|格局|局面|布局|结局|"
         U"大局|区分|地区|小区|区域|市场|城市|市民|村民|村务|农村|乡村|城乡|城镇|乡镇级|县级|"
         U"市级|省级|区级|镇级|乡级|国家级|各级|各级行政机关|行政机关"),

    /* Words to pass over. */
    WORD(FILLER,
         U"共|共计|合计|总计|一共|总共|数量|总数|总量|数|量|为|是|有|了|达|达到|已|均|都|全部|"
         U"办件|办理件|件数|情况|情形|等|现象|相关|有关|的|上述|政府信息|已经|总|再|"
         U"又|该|其|还|也|实际|要求|请求|公民|群众|公众|社会公众|人民群众|提出|提交|被|进行|新|"
         U"申请总量|继续|度|发生|出现|受理的|收到的|任何|一起|及时|直接|"
         U"最终|结果|依申请|件次|本年度办理|信息"),
    WORD(FILLER, U"公民、法人或其他组织|公民、法人和其他组织|公民、法人及其他组织|"
                 U"公民、法人或者其他组织|公民、法人、其他组织|公民、法人|公民法人|"
                 U"自然人、法人或其他组织|自然人、法人和其他组织|自然人、法人"),
};

static unsigned bucket_of(uint32_t c)
{
    return (c ^ c >> 7) & (NB_LEXICON_BUCKETS - 1);
}

static void add_form(struct nb_lexicon *lexicon, const struct nb_word *word, const char32_t *form)
{
    if (lexicon->count == NB_LEXICON_FORMS)
        return;
    short *first = &lexicon->first[bucket_of(*form)];
    int at = lexicon->count++;
    lexicon->form[at] = form;
    lexicon->word[at] = word;
    lexicon->next[at] = *first;
    *first = (short)at;
}

void nb_lexicon_init(struct nb_lexicon *lexicon)
{
    memset(lexicon->first, 0xFF, sizeof lexicon->first);
    lexicon->count = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (const char32_t *form = words[i].forms; *form; form++)
            if (form == words[i].forms || form[-1] == '|')
                add_form(lexicon, &words[i], form);
}

/* The index behind `form`, whose first character stands at cp[start]; `start`: it is another. */
static size_t stands_at(const struct nb_text *text, size_t start, size_t end, const char32_t *form)
{
    size_t i = start + 1;
    for (form++; *form && *form != '|'; form++) {
        if (i < end && text->cp[i] != *form && text->cp[i] <= ' ')
            i = nb_quantity_space(text, i, end);
        if (i >= end || text->cp[i] != *form)
            return start;
        i++;
    }
    return i;
}

size_t nb_lexicon_match(const struct nb_lexicon *lexicon, const struct nb_text *text, size_t start,
                        size_t end, const struct nb_word **word)
{
    size_t best = start;
    for (int at = lexicon->first[bucket_of(text->cp[start])]; at >= 0; at = lexicon->next[at]) {
        if (*lexicon->form[at] != text->cp[start])
            continue;
        size_t behind = stands_at(text, start, end, lexicon->form[at]);
        if (behind <= best)
            continue;
        best = behind;
        *word = lexicon->word[at];
    }
    return best;
}
