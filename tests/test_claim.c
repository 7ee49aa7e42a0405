/* Claims: what the prose says of the tables, and what it says of something else. */
#include "units.h"

#include <stdio.h>
#include <string.h>

#include "../parser/buffer.h"
#include "../parser/claim.h"
#include "../parser/finding.h"

struct prose {
    struct page page;
    struct nb_outline outline;
    nb_report *report;
};

static void prose_init_bytes(struct prose *p, const void *bytes, size_t size)
{
    page_init_bytes(&p->page, bytes, size);
    assert_int_equal(nb_outline_init(&p->outline, &p->page.arena, &p->page.text, NULL), 0);
    p->report = report_of(""); /* an empty one, made as reports are */
    nb_form_init(&p->report->form, &nb_editions[0]);
    p->report->year = p->outline.year;
    p->report->agency = "云岫县人民政府";
    nb_claims_find(p->report, &p->page.text, &p->outline);
    assert_false(p->report->failed);
}

static void prose_init(struct prose *p, const char *section, const char *sentence)
{
    char source[2048];
    int length = snprintf(source, sizeof source, "小河镇2024年政府信息公开工作年度报告\n%s\n%s\n",
                          section, sentence);
    prose_init_bytes(p, source, (size_t)length);
}

static void prose_free(struct prose *p)
{
    nb_report_free(p->report);
    page_free(&p->page);
}

/* Claims as one string: "received=2 review=0": rows, with the column where it is not the total. */
static char *shown(struct prose *p)
{
    struct nb_buffer out;
    nb_buffer_init(&out);
    for (const struct nb_claim *c = p->report->claims; c; c = c->next) {
        nb_buffer_puts(&out, c == p->report->claims ? "" : " ");
        for (int i = 0; i < c->cell_count; i++) {
            const char *column = nb_form_column(&p->report->form, c->cells[i])->id;
            nb_buffer_printf(&out, "%s%s", i ? "+" : "",
                             nb_form_row(&p->report->form, c->cells[i])->id);
            if (strcmp(column, "total") != 0)
                nb_buffer_printf(&out, ".%s", column);
        }
        nb_buffer_printf(&out, "=%lld", (long long)c->value);
    }
    char *string = nb_arena_string(&p->page.arena, out.bytes ? out.bytes : "", out.length);
    nb_buffer_free(&out);
    return string;
}

struct claim_case {
    const char *sentence, *claims;
};

#define DENIED                                                                                     \
    "denied_state_secret+denied_prohibited_by_law+denied_security_stability+denied_third_party+"   \
    "denied_internal_affairs+denied_deliberative+denied_enforcement_file+denied_inquiry"
#define UNAVAILABLE "unavailable_not_held+unavailable_needs_creation+unavailable_unclear"
#define REJECTED                                                                                   \
    "rejected_complaint+rejected_duplicate+rejected_published+rejected_excessive+"                 \
    "rejected_reconfirmation"
#define CLOSED     "closed_uncorrected+closed_unpaid+closed_other"
#define LITIGATION "direct_litigation+litigation_after_review"
#define LEGAL(row)                                                                                 \
    row ".enterprise+" row ".research+" row ".public_welfare+" row ".legal_service+" row ".other"

/* Of 云岫县人民政府, for 2024. */
static const struct claim_case cases[] = {
    /* what came in */
    {"全年共收到政府信息公开申请2件。", "received=2"},
    {"全年新收政府信息公开申请１２件。", "received=12"},
    {"一年来全县各级行政机关共收到公民、法人政府信息公开申请93\n1件。", "received=931"},
    {"全县各级行政机关收到政府信息公开申请分别为110，131，145件。", ""},
    {"全年收到政府信息公开申请 1,234 件，均已答复。", "received=1234"},
    {"依申请公开：全年受理公开申请3宗。", "received=3"},
    {"依申请公开：全年收到申请共计2 件。", "received=2"},
    {"2024年我县收到依申请公开件9件。", "received=9"},
    {"2024年，县政府共收到7份政府信息公开申请。", "received=7"},
    {"办理依申请公开事项。全年收到12份申请，无积压。", "received=12"},
    {"办结政府信息公开申请9件，其中全部公开4件、部分公开5件。",
     "processed_total=9 granted=4 partially_granted=5"},
    {"围绕政府信息公开，被申请行政复议4份，没有被提起行政诉讼。",
     "review=4 direct_litigation+litigation_after_review=0"},
    {"因政府信息公开被申请行政复议3件。承办其他行政复议案件31件。", "review=3"},
    {"全县共接到公民、法人和其他组织提出的政府信息公开申请15条。", "received=15"},
    {"本年新收政府信息公开申请数量为6件。", "received=6"},
    {"本年度政府信息公开申请收到4件。", "received=4"},
    {"我县共登记受理依申请公开事项8件。", "received=8"},
    {"全年收到申请公开政府信息2条，收到信件40封。", "received=2"},
    {"一年来，收到和办理依申请公开5件。", "received=5"},
    {"截至2024年12月31日，全县累计收到政府信息公开申请31件。", "received=31"},
    {"2024年1月1日至12月31日，收到政府信息公开申请31件。", "received=31"},
    {"云岫县人民政府全年收到政府信息公开申请11件。", "received=11"},
    {"全县各级行政机关共收到政府信息公开申请61件。", "received=61"},
    {"收到政府信息公开申请数为0，无行政复议。", "received=0 review=0"},
    /* carried over */
    {"依申请公开：上年结转4件，结转下年度继续办理35件。", "carried_in=4 carried_out=35"},
    {"依申请公开：新收8件，上一年度结转2件，结转至下一年度办理1件。",
     "received=8 carried_in=2 carried_out=1"},
    {"依申请公开：收到5件，2023年结转申请3件，结转至2025年办理2件。",
     "received=5 carried_in=3 carried_out=2"},
    {"依申请公开：结转上年度申请6件，顺延到下年度办理7件。", "carried_in=6 carried_out=7"},
    {"收到依申请公开14件，已办结12件，2件结转下年办理。",
     "received=14 processed_total=12 carried_out=2"},
    {"收到依申请公开14件，尚未办结的2件结转下年度。", "received=14 carried_out=2"},
    {"共办理依申请公开62件（其中上年结转3件），均在期限内。", "processed_total=62 carried_in=3"},
    {"无上年结转政府信息公开申请，无结转下年度继续办理情况。", "carried_in=0 carried_out=0"},
    {"依申请公开：新收和上年结转共9件。", ""},
    {"依申请公开：本年结转3件。", ""},
    {"依申请公开：2022年结转3件。", ""},
    /* what became of them */
    {"依申请公开：全年办结申请5件。", "processed_total=5"},
    {"依申请公开：收到6件，答复5件。", "received=6 processed_total=5"},
    {"收到政府信息公开申请9件，予以公开3件，部分公开2件，不予公开4件。",
     "received=9 granted=3 partially_granted=2 " DENIED "=4"},
    {"收到政府信息公开申请9件，其中予以公开3件、无法提供2件、不予处理4件、其他处理0件。",
     "received=9 granted=3 " UNAVAILABLE "=2 " REJECTED "=4 " CLOSED "=0"},
    {"办结政府信息公开申请9件，其中：3件予以公开，6件不予公开。",
     "processed_total=9 granted=3 " DENIED "=6"},
    {"答复政府信息公开申请9件，予以公开和部分公开的共5件。",
     "processed_total=9 granted+partially_granted=5"},
    {"办结政府信息公开申请9件，予以公开、部分公开各2件。",
     "processed_total=9 granted=2 partially_granted=2"},
    {"办结政府信息公开申请9件，予以公开、部分公开分别为4件、5件。",
     "processed_total=9 granted=4 partially_granted=5"},
    {"办结政府信息公开申请9件，共答复予以公开8件。", "processed_total=9 granted=8"},
    {"依申请公开答复中，属于国家秘密1件，过程性信息2件，重复申请3件。",
     "denied_state_secret=1 denied_deliberative=2 rejected_duplicate=3"},
    {"依申请公开：本机关不掌握相关政府信息7件，无法提供8件。",
     "unavailable_not_held=7 " UNAVAILABLE "=8"},
    {"依申请公开：因不掌握等原因无法提供的8件。", ""},
    /* by whom */
    {"收到政府信息公开申请9件，其中自然人7件，法人或其他组织2件。",
     "received=9 received.natural_person=7 " LEGAL("received") "=2"},
    {"全年收到政府信息公开申请9件。其中，自然人申请7件，商业企业申请2件。",
     "received=9 received.natural_person=7 received.enterprise=2"},
    {"全年收到自然人政府信息公开申请7件。", "received.natural_person=7"},
    {"全年办结政府信息公开申请9件（自然人8件、科研机构1件），结转下年度1件。",
     "processed_total=9 processed_total.natural_person=8 processed_total.research=1 carried_out=1"},
    {"全年收到自然人、法人或其他组织政府信息公开申请7件。", "received=7"},
    {"自然人申请7件，企业申请2件。", ""},
    /* review and litigation */
    {"（三）因政府信息公开行政复议、行政诉讼情况\n行政复议3件，行政诉讼1件。",
     "review=3 " LITIGATION "=1"},
    {"因政府信息公开被申请行政复议3件，被提起行政诉讼1件。", "review=3 " LITIGATION "=1"},
    {"因政府信息公开发生行政复议（含上年结转2件）18件。", "review=18"},
    {"因政府信息公开引起的行政复议案件9件，已审结。行政诉讼案件3件，正在审理中。",
     "review=9 " LITIGATION "=3"},
    {"全年政府信息公开行政复议、行政诉讼共2件。", "review+" LITIGATION "=2"},
    {"政府信息公开行政复议、行政诉讼均为0件。", "review=0 " LITIGATION "=0"},
    {"政府信息公开行政复议和行政诉讼各2件。", "review=2 " LITIGATION "=2"},
    {"政府信息公开行政复议、行政诉讼分别为2件、5件。", "review=2 " LITIGATION "=5"},
    {"因政府信息公开被申请行政复议9件，其中维持5件，纠正2件，其他结果1件，尚未审结1件。",
     "review=9 review.upheld=5 review.corrected=2 review.other=1 review.pending=1"},
    {"因政府信息公开被提起行政诉讼4件，其中结果维持3件。",
     LITIGATION "=4 direct_litigation.upheld+litigation_after_review.upheld=3"},
    {"因政府信息公开发生行政诉讼4件（未经复议直接起诉3件，复议后起诉1件），均已审结。",
     LITIGATION "=4 direct_litigation=3 litigation_after_review=1"},
    {"政府信息公开行政诉讼中未经复议直接起诉3起。", "direct_litigation=3"},
    {"收到政府信息公开行政复议申请2宗。", "review=2"},
    {"因政府信息公开行政复议结果维持2件。", "review.upheld=2"},
    {"涉及政府信息公开的行政复议5件。", "review=5"},
    /* disclosure */
    {"全年制发行政规范性文件4件，废止2件，现行有效20件。",
     "normative_documents.issued=4 normative_documents.repealed=2 normative_documents.in_force=20"},
    {"本年制发规章1件。", "regulations.issued=1"},
    {"全年作出行政许可决定120件，行政处罚处理决定35件。",
     "licensing.decisions=120 penalties.decisions=35"},
    {"行政强制处理决定数量为3件。", "coercion.decisions=3"},
    /* Chinese numerals */
    {"全年收到政府信息公开申请一件。", "received=1"},
    {"全年收到政府信息公开申请两件。", "received=2"},
    {"全年收到政府信息公开申请十件。", "received=10"},
    {"全年收到政府信息公开申请十二件。", "received=12"},
    {"全年收到政府信息公开申请二十三件。", "received=23"},
    {"全年收到政府信息公开申请零件。", "received=0"},
    {"全年收到政府信息公开申请一百零三件。", "received=103"},
    {"全年收到政府信息公开申请一百二十件。", "received=120"},
    {"全年收到政府信息公开申请一千二百件。", "received=1200"},
    {"全年收到政府信息公开申请一万零三十件。", "received=10030"},
    {"全年收到政府信息公开申请一〇五件。", "received=105"},
    {"全年收到政府信息公开申请三五件。", ""},
    {"全年收到政府信息公开申请两三件。", ""},
    {"全年收到政府信息公开申请一百二三十件。", ""},
    {"全年收到政府信息公开申请十几件。", ""},
    {"依申请公开做到办结一件，总结一件。", ""},
    /* not that many exactly */
    {"全年收到政府信息公开申请10余件。", ""},
    {"全年收到政府信息公开申请近3000件。", ""},
    {"全年收到政府信息公开申请超过300件。", ""},
    {"全年收到政府信息公开申请1.2万件。", ""},
    {"全年收到政府信息公开申请2万件。", ""},
    {"全年收到政府信息公开申请3-5件。", ""},
    {"全年收到政府信息公开申请3至5件。", ""},
    {"全年收到政府信息公开申请若干。", ""},
    {"平均每季度收到政府信息公开申请2.5件。", ""},
    {"全年收到第3件政府信息公开申请。", ""},
    /* denials */
    {"全年未收到政府信息公开申请。", "received=0"},
    {"全年没有收到政府信息公开申请。", "received=0"},
    {"全年没有接到群众要求公开政府信息的申请。", "received=0"},
    {"全年未收到公民、法人和其他组织关于政府信息公开的申请。", "received=0"},
    {"2024年无依申请公开事项。", "received=0"},
    {"我县全年依申请公开零申请。", "received=0"},
    {"政府信息公开方面：本年度无行政复议、行政诉讼。", "review=0 " LITIGATION "=0"},
    {"政府信息公开方面：未发生行政复议，未发生行政诉讼。", "review=0 " LITIGATION "=0"},
    {"没有发生因政府信息公开申请行政复议和提起行政诉讼的情况。", "review=0 " LITIGATION "=0"},
    {"收到政府信息公开申请1件，未引起行政复议和行政诉讼。", "received=1 review=0 " LITIGATION "=0"},
    {"未收到政府信息公开申请及相关行政复议。", "received=0 review=0"},
    {"政府信息公开工作零复议、零诉讼。", "review=0 " LITIGATION "=0"},
    {"全县尚未收到政府信息公开申请，均未发生行政诉讼。", "received=0 " LITIGATION "=0"},
    {"未经复议直接起诉的情况已说明。", ""},
    {"对无法提供的申请，收到后及时告知。", ""},
    {"没有出现应公开而不予公开的政府信息公开申请。", ""},
    {"政府信息公开工作未发生行政复议被纠错、行政诉讼败诉。", ""},
    {"未收到政府信息公开申请人补正的材料。", ""},
    {"未收到对政府信息公开工作的举报。", ""},
    {"全年无信息公开举报、复议和诉讼等情形。", "review=0 " LITIGATION "=0"},
    {"未收到政府信息公开申请的投诉。", ""},
    {"未按期答复的政府信息公开申请2件。", ""},
    {"没有超期答复政府信息公开申请。", ""},
    /* other years and comparisons */
    {"2023年收到政府信息公开申请5件，今年有所变化。", ""},
    {"2023年收到政府信息公开申请5件，答复4件，今年收到依申请公开6件。", "received=6"},
    {"2024年收到政府信息公开申请5件，均已答复。", "received=5"},
    {"2024年收到政府信息公开申请5件，较2023年增加2件，答复5件。", "received=5 processed_total=5"},
    {"收到政府信息公开申请同比增加3件。", ""},
    {"收到政府信息公开申请较去年减少3件。", ""},
    {"新增政府信息公开申请3件。", ""},
    {"去年收到政府信息公开申请3件。", ""},
    {"历年累计收到政府信息公开申请99件。", ""},
    {"条例施行以来收到政府信息公开申请99件。", ""},
    {"截至目前，累计收到政府信息公开申请99件。", ""},
    {"上半年收到政府信息公开申请9件，答复8件。", ""},
    {"第三季度收到政府信息公开申请9件。", ""},
    {"6月收到政府信息公开申请9件。", ""},
    {"予以公开的政府信息公开申请占58.5%，较上年提高2个百分点。", ""},
    {"与2023年的5件相比，本年收到政府信息公开申请7件。", "received=7"},
    {"政府信息公开申请量由2023年的5件增加到7件。", ""},
    {"2023年和2024年分别收到政府信息公开申请5件、7件。", ""},
    {"2021年办理政府信息公开申请1件，2022年办理3件，2023年办理2件。", ""},
    {"一季度受理政府信息公开申请2件，二季度受理3件。", ""},
    {"2024年上半年收到依申请公开4件；下半年收到依申请公开5件。", ""},
    {"下一步，力争办结政府信息公开申请100件。", ""},
    {"2023年收到政府信息公开申请5件；答复4件。", ""},
    {"依申请公开：近三年收到申请386件，近3年答复380件。", ""},
    /* parts */
    {"其中，网上收到申请1件，当面收到申请1件。", ""},
    {"收到政府信息公开申请9件，其中网上申请5件，信函申请4件。", "received=9"},
    {"收到政府信息公开申请9件（网络8件、邮寄1件），予以公开2件。", "received=9 granted=2"},
    {"通过网络收到政府信息公开申请5件。", ""},
    {"共收到3件网上政府信息公开申请。", ""},
    {"收到涉及征地的政府信息公开申请20件，予以公开15件。", ""},
    {"受理房屋征收类政府信息公开申请20件，其中予以公开15件。", ""},
    {"按时答复政府信息公开申请9件。", ""},
    {"以县政府名义收到政府信息公开申请9件。", ""},
    {"收到上级转办的政府信息公开申请9件。", ""},
    {"收到政府信息公开申请9件，其中收到5件。", "received=9"},
    {"收到网络政府信息公开申请9件，其中予以公开3件。", ""},
    {"收到政府信息公开申请5件，其中征地12件，规划方面收到3件。", "received=5"},
    {"收到政府信息公开申请后5个工作日内登记，15件以内当日办结。", ""},
    {"收到政府信息公开申请但不属于本机关职责的3件。", ""},
    {"同一申请人提交政府信息公开申请20件，办结20件。", ""},
    {"县教育局收到政府信息公开申请12件，予以公开3件；部分公开2件。", ""},
    {"2023年收到政府信息公开申请5件，予以公开3件；部分公开2件。", ""},
    {"不予受理政府信息公开申请2件，责令重新答复1件。", ""},
    {"模拟提交政府信息公开申请6件，收到答复5件。", ""},
    {"协调化解政府信息公开行政复议案件5件。", ""},
    {"依申请公开未发生因答复不规范引发的行政复议。", ""},
    {"没有因公开不及时引发的行政复议和行政诉讼。", ""},
    {"答复的政府信息公开申请有2件被申请行政复议。", ""},
    {"收到政府信息公开申请9件，未办结的2件（含上年结转0件）正在办理。", "received=9"},
    {"未予答复政府信息公开申请2件。", ""},
    {"政府信息公开申请补正告知5件，延期答复3件。", ""},
    /* other bodies */
    {"教育局收到政府信息公开申请12件。", ""},
    {"县教育局收到政府信息公开申请12件，答复10件。", ""},
    {"全县收到政府信息公开申请20件，其中县住建局收到12件，县政府办公室收到8件。", "received=20"},
    {"各镇街共收到政府信息公开申请12件。", ""},
    {"县直各部门收到政府信息公开申请12件。", ""},
    {"县本级收到政府信息公开申请12件。", ""},
    {"委托县自然资源局办理政府信息公开申请25件。", ""},
    {"临江市收到政府信息公开申请12件，我县收到依申请公开5件。", "received=5"},
    {"教育局收到政府信息公开申请12件。其中予以公开3件。", ""},
    {"在县委、县政府领导下，收到政府信息公开申请5件。", "received=5"},
    {"县公安局、县住建局收到政府信息公开申请较多，分别为12件、10件。", ""},
    {"收到政府信息公开申请较多的为县公安局12件、县住建局10件。", ""},
    {"指导各单位办理政府信息公开申请30件，审核依申请公开答复书25件。", ""},
    {"我县某单位收到依申请公开2件，县教育系统收到依申请公开8件。", ""},
    {"县政府办代表县政府受理政府信息公开申请17件。", ""},
    {"县级部门收到依申请公开32件；乡镇（街道）收到依申请公开12件。", ""},
    {"县教育局收到政府信息公开申请12件；答复10件。", ""},
    {"县政府门户网站收到依申请公开32件。", ""},
    {"部门收到依申请公开32件，答复30件，全县共收到35件。", "received=35"},
    {"督促临江县办理政府信息公开申请47件。", ""},
    /* something else */
    {"全年收到举报3件。", ""},
    {"行政复议结果维持2件。", ""},
    {"依照《行政复议法》规定，办理事项2件。", ""},
    {"全年收到申请5件。", ""},
    {"政府信息公开有序，受理行政许可申请230件。", ""},
    {"依申请公开有序，受理低保申请230件。", ""},
    {"依申请公开有序，收到人大代表建议30件，收到群众意见12条。", ""},
    {"依申请公开有序，办理12345热线工单230件。", ""},
    {"政府信息公开有序，全年办理行政复议案件30件。", ""},
    {"政府信息公开有序，全年审理行政诉讼案件30件。", ""},
    {"政府信息公开有序，办理行政应诉案件30件。", ""},
    {"全年公开行政许可12条、行政处罚12件。", ""},
    {"公开行政处罚决定12件，公开现行有效规章8件。", ""},
    {"公开行政规范性文件17件（含新制发5件，废止4件）。", ""},
    {"主动公开政府信息315条，其中予以公开文件20件。", ""},
    {"本年行政事业性收费3万元，收取信息处理费200元。", ""},
    {"依申请公开：对3件申请收取信息处理费共2950元。", ""},
    {"政府信息公开有序，结转下年度继续推进的工作5项。", ""},
    {"因政府信息公开收到行政复议2件，上年结转1件。", "review=2"},
    {"收到政府信息公开申请和行政复议共7件。", ""},
    {"全年收取费用2元，收到申请。", ""},
    {"全年收到政府信息公开申请表格200元。", ""},
    {"全年收到政府信息公开申请补正材料3件。", ""},
    {"收到的申请都按规定的程序和时限办理并存档，全年召开会议3次。", ""},
    {"收到政府信息公开申请3人次。", ""},
    {"依申请公开有序，收到县长信箱来信320件，办结320件。", ""},
    {"依申请公开有序开展。全年受理行政审批事项5000件，办结4990件。", ""},
    {"依申请公开有序开展，全年共办理各类事项5000件。", ""},
    {"依申请公开：受理投诉举报12件，办结12件。", ""},
    {"依申请公开有序。全年共受理5000件。", ""},
    {"全年收到网民留言120条，办结118条。（二）依申请公开情况。全年收到5件。", "received=5"},
    {"依申请公开。重点项目上年结转12个，结转下年3个。", ""},
    {"收到留言64条，其余8条留言结转下年度继续办理。", ""},
    {"依申请公开信息数为0条，不予公开信息数为0条。", ""},
    {"县政府作为复议机关，受理政府信息公开行政复议案件5件，维持3件。", ""},
    {"政府信息公开有序。全年收到行政复议案件80件，行政诉讼12件。", ""},
    {"政府信息公开有序，办理行政复议80件，行政诉讼12件。", ""},
    {"法院受理政府信息公开行政诉讼案件12件。", ""},
    {"备案政府信息公开行政复议案件13件，行政诉讼案件5件。", ""},
    {"全年作为被告的行政诉讼案件12件，其中政府信息公开0件。", ""},
    {"政府信息公开行政复议案件败诉1件，行政诉讼撤销2件。", ""},
    {"办理行政许可1200件，行政处罚案件80件，作出责任追究决定0件。", ""},
    {"以县政府名义制发行政规范性文件3件。", ""},
    {"清理行政规范性文件20件，其中废止5件、继续有效12件。", ""},
    /* no prose */
    {"收到申请\t2件，", ""},
    {"收到申请2件", ""},
    {"（二）部分公开（区分处理的，只计这一情形，不计其他情形） 3件 0件 0件", ""},
};

static void test_claims(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct prose p;
        prose_init(&p, "一、总体情况", cases[i].sentence);
        const char *found = shown(&p);
        if (strcmp(found, cases[i].claims) != 0) {
            wrong++;
            print_error("%s: \"%s\", not \"%s\"\n", cases[i].sentence, found, cases[i].claims);
        }
        prose_free(&p);
    }
    assert_int_equal(wrong, 0);
}

static void set_cell(struct prose *p, const char *id, int64_t value)
{
    struct nb_cell *cell = &p->report->cells[cell_of(&p->report->form, id)];
    cell->state = NB_READ;
    cell->value = value;
}

static void read_again(struct prose *p)
{
    p->report->claims = NULL;
    p->report->last_claim = &p->report->claims;
    nb_claims_find(p->report, &p->page.text, &p->outline);
}

/* A sentence with two numbers for the same cells is about more than the agency's total. */
static void test_contested(void **state)
{
    (void)state;
    static const struct {
        const char *sentence, *claims;
    } contested[] = {
        {"县政府收到依申请公开3件，答复2件，全县共收到9件。", "received=9"},
        {"收到政府信息公开申请9件，其中网上4件，答复4件；信函5件，答复5件。", "received=9"},
        {"收到政府信息公开申请9件，当年办结6件，共办结10件。", "received=9 processed_total=10"},
        {"收到政府信息公开申请8件。全县共收到9件。", "received=8 received=9"},
        {"收到政府信息公开申请8件，共收到8件。", "received=8 received=8"},
    };
    for (size_t i = 0; i < COUNT_OF(contested); i++) {
        struct prose p;
        prose_init(&p, "一、总体情况", contested[i].sentence);
        set_cell(&p, "requests.received.total", 9);
        set_cell(&p, "requests.carried_in.total", 3);
        set_cell(&p, "requests.processed_total.total", 10);
        read_again(&p);
        assert_string_equal(shown(&p), contested[i].claims);
        prose_free(&p);
    }
}

/* 受理 and 办理 say one of several things: the one that the table bears out, if there is one. */
static void test_readings(void **state)
{
    (void)state;
    static const struct {
        const char *sentence;
        int received, carried_in, processed;
        const char *claims;
    } readings[] = {
        {"全年受理政府信息公开申请9件。", 9, 2, 10, "received=9"},
        {"全年受理政府信息公开申请11件。", 9, 2, 10, "received+carried_in=11"},
        {"全年受理政府信息公开申请10件。", 9, 2, 10, "processed_total=10"},
        {"全年受理政府信息公开申请7件。", 9, 2, 10, "received=7"},
        {"全年办理政府信息公开申请11件。", 9, 2, 10, "received+carried_in=11"},
        {"全年办理政府信息公开申请7件。", 9, 2, 10, "processed_total=7"},
        {"全年收到政府信息公开申请11件（含上年结转2件）。", 9, 2, 10,
         "received+carried_in=11 carried_in=2"},
        {"全年收到政府信息公开申请10件。", 9, 2, 10, "received=10"},
        {"全年新收政府信息公开申请11件。", 9, 2, 10, "received=11"},
        {"全年办结政府信息公开申请9件。", 9, 2, 10, "processed_total=9"},
        {"全年收到和办理政府信息公开申请10件。", 9, 2, 10, "processed_total=10"},
        {"全年受理政府信息公开申请11件，其中自然人10件。", 9, 2, 10,
         "received+carried_in=11 received.natural_person+carried_in.natural_person=10"},
    };
    for (size_t i = 0; i < COUNT_OF(readings); i++) {
        struct prose p;
        prose_init(&p, "一、总体情况", readings[i].sentence);
        set_cell(&p, "requests.received.total", readings[i].received);
        set_cell(&p, "requests.carried_in.total", readings[i].carried_in);
        set_cell(&p, "requests.processed_total.total", readings[i].processed);
        read_again(&p);
        assert_string_equal(shown(&p), readings[i].claims);
        prose_free(&p);
    }
}

/* Where the cells of one reading are not known, nothing is held against another one. */
static void test_open_reading(void **state)
{
    (void)state;
    struct prose p;
    prose_init(&p, "一、总体情况", "全年受理政府信息公开申请11件。");
    set_cell(&p, "requests.received.total", 9);
    read_again(&p);
    assert_string_equal(shown(&p), "received+carried_in=11");
    prose_free(&p);
}

static void test_edition_2019(void **state)
{
    (void)state;
    struct prose p;
    prose_init(&p, "一、总体情况",
               "收到政府信息公开申请9件，其他处理2件。新制作行政规范性文件3件，新公开2件。");
    nb_form_init(&p.report->form, &nb_editions[1]);
    read_again(&p);
    assert_string_equal(shown(&p), "received=9 closed=2 normative_documents.made=3 "
                                   "normative_documents.newly_public=2");
    prose_free(&p);
}

/* A sentence that goes on in the next line is one, but not over the rows of a table. */
static void test_wrapped(void **state)
{
    (void)state;
    static const struct claim_case wrapped[] = {
        {"全年依法依规办理群众提出的事项，共收到政府信息公\n开申请12件，均已答复。", "received=12"},
        {"全年依法依规办理群众提出的事项，共收到政府信息公开申请\n\n  12 件，均已答复。",
         "received=12"},
        {"全年依法依规办理群众提出的各种事项，收到申请书若干。\n上年结转12件，均已答复。", ""},
        {"全年依法依规办理，收到政府信息公开申请和其他各类材料等\n|12件|", ""},
        {"收到政府信息公开申请\n12件，均已答复。", ""},
    };
    for (size_t i = 0; i < COUNT_OF(wrapped); i++) {
        struct prose p;
        prose_init(&p, "一、总体情况", wrapped[i].sentence);
        assert_string_equal(shown(&p), wrapped[i].claims);
        prose_free(&p);
    }
}

static void test_agencies(void **state)
{
    (void)state;
    static const struct {
        const char *agency, *sentence, *claims;
    } bodies[] = {
        {"云岫县教育局", "我局收到政府信息公开申请12件。", "received=12"},
        {"云岫县教育局", "县教育局收到政府信息公开申请12件。", "received=12"},
        {"云岫县教育局", "全县收到政府信息公开申请12件。", ""},
        {"云岫县教育局", "县政府收到政府信息公开申请12件。", ""},
        {"云岫县青萝镇", "青萝镇人民政府收到政府信息公开申请12件。", "received=12"},
        {"云岫县青萝镇", "我镇收到政府信息公开申请12件。", "received=12"},
        {"云岫县青萝镇", "紫藤镇收到政府信息公开申请12件。", ""},
        {"城西街道", "城西街道办事处收到政府信息公开申请12件。", "received=12"},
        {"云岫县人民政府办公室", "县政府办公室收到政府信息公开申请12件。", "received=12"},
        {"云岫县人民政府办公室", "全县收到政府信息公开申请12件。", ""},
        {NULL, "我县收到政府信息公开申请12件。", "received=12"},
        {NULL, "县教育局收到政府信息公开申请12件。", ""},
    };
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct prose p;
        prose_init(&p, "一、总体情况", bodies[i].sentence);
        p.report->agency = bodies[i].agency;
        read_again(&p);
        assert_string_equal(shown(&p), bodies[i].claims);
        prose_free(&p);
    }
}

/* Without end: many claims, one endless clause, brackets that never close. */
static void test_endless(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "收到政府信息公开申请2件。",
        "收到政府信息公开申请",
        "（行政复议",
        "未收到",
        "行   ",
        "《",
        "2件、",
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct nb_buffer text;
        nb_buffer_init(&text);
        nb_buffer_puts(&text, "小河镇2024年政府信息公开工作年度报告\n一、总体情况\n平稳。");
        for (int n = 0; n < 20000; n++)
            nb_buffer_puts(&text, parts[i]);
        struct prose p;
        prose_init_bytes(&p, text.bytes, text.length);
        int count = 0;
        for (const struct nb_claim *c = p.report->claims; c; c = c->next)
            count++;
        assert_int_equal(count, i == 0 ? 200 : 0);
        prose_free(&p);
        nb_buffer_free(&text);
    }
}

/* In the section on problems nothing is claimed, and without a heading nothing is looked at. */
static void test_sections(void **state)
{
    (void)state;
    static const struct claim_case sections[] = {
        {"一、总体情况", "received=2"},
        {"三、收到和处理政府信息公开申请情况", "received=2"},
        {"五、存在的主要问题及改进情况", ""},
        {"（一）基本情况", ""},
    };
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        struct prose p;
        prose_init(&p, sections[i].sentence, "全年共收到政府信息公开申请2件。");
        assert_string_equal(shown(&p), sections[i].claims);
        prose_free(&p);
    }
}

static void test_place(void **state)
{
    (void)state;
    struct prose p;
    prose_init(&p, "一、总体情况",
               "平稳。\n依申请公开。 全年共收到政府信息公开申请2件，均已答复。");
    const struct nb_claim *claim = p.report->claims;
    assert_non_null(claim);
    assert_null(claim->next);
    assert_int_equal(claim->line, 4);
    assert_string_equal(claim->text, "全年共收到政府信息公开申请2件");
    assert_int_equal(claim->cells[0], cell_of(&p.report->form, "requests.received.total"));
    prose_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_claims),       cmocka_unit_test(test_contested),
        cmocka_unit_test(test_readings),     cmocka_unit_test(test_open_reading),
        cmocka_unit_test(test_edition_2019), cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_agencies),     cmocka_unit_test(test_endless),
        cmocka_unit_test(test_sections),     cmocka_unit_test(test_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
