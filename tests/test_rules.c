/*
 * The rules on whole reports: a sound one is changed in one place, and the finding must come with
 * its line, its cells and its sentence, and with nothing that is wrong beside it.
 */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../parser/finding.h"
#include "fixtures.h"

#define SOUND "tests/data/valid_tabs.txt"

/* `from` to `to`, the first time it stands there; with `to` NULL its whole line is taken out. */
struct change {
    const char *from, *to;
};

struct rule_case {
    const char *name;
    struct change changes[3];
    enum nb_code code;
    int count;  /* of findings of that code */
    int others; /* findings of other codes */
    uint32_t line;
    const char *message; /* of the first one, in Chinese */
};

static const struct rule_case cases[] = {
    {"a section without its heading",
     {{"五、存在的主要问题及改进情况\n", ""}},
     NB_STRUCTURE_SECTION_MISSING,
     1,
     0,
     0,
     "缺少第五部分“存在的主要问题及改进情况”，请按格式补上。"},
    {"two numbers swapped",
     {{"五、存在的", "六、存在的"}, {"六、其他需要", "五、其他需要"}},
     NB_STRUCTURE_SECTION_ORDER,
     2,
     0,
     74,
     "“存在的主要问题及改进情况”应是第五部分，现在编为第六部分，请按格式规定的次序和序号改正。"},
    {"a number twice",
     {{"六、其他需要", "五、其他需要"}},
     NB_STRUCTURE_SECTION_ORDER,
     1,
     0,
     80,
     "“其他需要报告的事项”应是第六部分，现在编为第五部分，请按格式规定的次序和序号改正。"},
    {"a section above another",
     {{"六、其他需要报告的事项\n", ""}, {"五、存在的", "六、其他需要报告的事项\n五、存在的"}},
     NB_STRUCTURE_SECTION_ORDER,
     1,
     1,
     74,
     "第六部分“其他需要报告的事项”排在了应在它前面的部分之前，请按格式规定的次序和序号改正。"},
    {"a row lost",
     {{"		2.重复申请", NULL}},
     NB_STRUCTURE_ROW_MISSING,
     1,
     0,
     56,
     "缺少“三（五）2.重复申请”一行（应紧接在三（五）1.信访举报投诉类申请之后），请按格式补上，"
     "没有数据的格填“0”。"},
    {"two rows lost",
     {{"		2.重复申请", NULL}, {"		3.要求提供公开出版物", NULL}},
     NB_STRUCTURE_ROW_MISSING,
     2,
     2,
     56,
     "缺少“三（五）2.重复申请”一行（应紧接在三（五）1.信访举报投诉类申请之后），请按格式补上，"
     "没有数据的格填“0”。"},
    {"the first row lost",
     {{"规章	0", NULL}},
     NB_STRUCTURE_ROW_MISSING,
     1,
     1,
     0,
     "缺少“规章”一行，请按格式补上，没有数据的格填“0”。"},
    {"a table cut off",
     {{"行政事业性收费	", NULL}},
     NB_STRUCTURE_TABLE_TRUNCATED,
     1,
     1,
     31,
     "主动公开政府信息情况表到此中断，缺少从“行政事业性收费”起的各行，请补全。"},
    {"a row too many",
     {{"行政许可	0", "行政许可	0\n其他主动公开文件	12"}},
     NB_STRUCTURE_ROW_EXTRA,
     1,
     0,
     28,
     "“其他主动公开文件”不是规定格式中的行，没有计入。"},
    {"another period",
     {{"期限为2023年1月1日至2023年", "期限为2022年1月1日至2022年"}},
     NB_STRUCTURE_YEAR_MISMATCH,
     1,
     0,
     3,
     "标题是2023年，统计期限写的是2022年，请核对报告年度，改成一致。"},
    {"a slip within the period",
     {{"期限为2023年1月1日至2023年", "期限为2023年1月1日至2022年"}},
     NB_STRUCTURE_YEAR_MISMATCH,
     1,
     0,
     3,
     "标题是2023年，统计期限写的是2022年，请核对报告年度，改成一致。"},
    {"a period that begins in the year before",
     {{"期限为2023年1月1日至2023年", "期限为2022年12月1日至2023年"}, {"青萝镇2023年", "青萝镇"}},
     NB_STRUCTURE_TITLE_MISSING,
     1,
     0,
     1,
     "标题中看不出年度，请在标题中写明机关名称和年度。"},
    {"another year in the text",
     {{"2023年，我们", "2022年，我们"}},
     NB_STRUCTURE_YEAR_MISMATCH,
     1,
     0,
     7,
     "标题是2023年，正文说的是2022年，请核对报告年度，改成一致。"},
    {"another year in the text below a title without one",
     {{"云岫县青萝镇2023年", "云岫县青萝镇"}, {"2023年，我们", "2022年，我们"}},
     NB_STRUCTURE_YEAR_MISMATCH,
     1,
     1,
     7,
     "统计期限是2023年，正文说的是2022年，请核对报告年度，改成一致。"},
    {"no title",
     {{"云岫县青萝镇2023年政府信息公开工作年度报告", "工作报告"}},
     NB_STRUCTURE_TITLE_MISSING,
     1,
     0,
     0,
     "标题中看不出机关名称和年度，请在标题中写明机关名称和年度。"},
    {"no agency",
     {{"云岫县青萝镇2023年政府", "2023年政府"}},
     NB_STRUCTURE_TITLE_MISSING,
     1,
     0,
     1,
     "标题中看不出机关名称，请在标题中写明机关名称和年度。"},
    {"a blank row",
     {{"3.危及“三安全一稳定”	14	0	0	0	37	38	89",
       "3.危及“三安全一稳定”							"}},
     NB_CELL_BLANK,
     1,
     0,
     47,
     "“三（三）3.危及‘三安全一稳定’”整行是空白，请填写，没有的填“0”。"},
    {"dashes",
     {{"规章	0	0	0", "规章	-	/	无"}},
     NB_CELL_BLANK,
     1,
     1,
     23,
     "“规章”整行是空白，请填写，没有的填“0”。"},
    {"no value",
     {{"行政许可	0", "行政许可	"}},
     NB_CELL_MISSING,
     1,
     1,
     27,
     "“行政许可”行“本年处理决定数量”列没有数值，也不能由勾稽关系推出，请补填。"},
    {"a word",
     {{"行政许可	0", "行政许可	若干"}},
     NB_CELL_MALFORMED,
     1,
     0,
     27,
     "“行政许可”行“本年处理决定数量”列填的是“若干”，应填不小于0的整数。"},
    {"a negative amount",
     {{"231245.17", "-231245.17"}},
     NB_CELL_MALFORMED,
     1,
     0,
     34,
     "“行政事业性收费”行“本年收费金额（单位：万元）”列填的是“-231245."
     "17”，应填不小于0、以万元为单位的数。"},
    {"a column out of balance",
     {{"4	4\n三、", "4	5\n三、"}},
     NB_REQUESTS_BALANCE,
     1,
     2,
     41,
     "“总计”列第一、二项之和不等于第三（七）总计与第四项之和（464+5>433+35）；很可能是“二、上年结转"
     "政府信息公开申请数量”行“总计”列（第42行，现为5）填错，应为4。"},
    {"a sum down a column",
     {{"5.属于三类内部事务信息	0	24", "5.属于三类内部事务信息	0	42"}},
     NB_REQUESTS_PROCESSED_SUM,
     1,
     1,
     64,
     "“三（七）总计”行“法人或其他组织—商业企业”列是24，但第三项各行之和是42；很可能是“三（三）5."
     "属于三类内部事务信息”行“法人或其他组织—商业企业”列（第49行，现为42）填错，应为24。"},
    {"a sum along a row that has a blank",
     {{"8.属于行政查询事项	0	0	38	0	0",
       "8.属于行政查询事项	0		38	0	9"}},
     NB_REQUESTS_ROW_SUM,
     1,
     3,
     52,
     "“三（三）8.属于行政查询事项”行“总计”列是38，但该行各列只算已填的数就有47，请核对。"},
    {"a sum of results",
     {{"0	0	5	5	10", "0	0	5	5	11"}},
     NB_PROCEEDINGS_SUM,
     1,
     0,
     72,
     "“行政复议”行“总计”列是11，但各项结果之和是10，请核对。"},
    {"a claim",
     {{"申请464件", "申请446件"}},
     NB_CLAIM_MISMATCH,
     1,
     0,
     11,
     "文字中说“一、本年新收政府信息公开申请数量”行“总计”列是446，表格中是464，请核对后改成一致。"},
    {"no word on fees",
     {{"本年度没有收取政府信息公开信息处理费。", "无。"}},
     NB_SECTION6_FEE_MISSING,
     1,
     0,
     80,
     "第六部分没有报告收取信息处理费的情况，请补写（没有收取也应写明）。"},
    {"an identity number",
     {{"本年度没有收取", "身份证110105 19491231 002x，本年度没有收取"}},
     NB_PRIVACY_ID_NUMBER,
     1,
     0,
     82,
     "文中有疑似居民身份证号码（110*************2x），公开前请删除。"},
};

static void apply(struct bytes *text, const struct change *change)
{
    char *at = strstr(text->data, change->from);
    if (!at)
        fail_msg("%s does not stand in %s", change->from, SOUND);
    const char *behind = at + strlen(change->from);
    if (!change->to)
        behind = strchr(behind, '\n') + 1;
    struct bytes out = {NULL, 0};
    bytes_add(&out, text->data, (size_t)(at - text->data));
    bytes_add(&out, change->to ? change->to : "", change->to ? strlen(change->to) : 0);
    bytes_add(&out, behind, strlen(behind));
    free(text->data);
    *text = out;
}

static void check_case(const struct rule_case *c)
{
    struct bytes text = fixture_read(SOUND);
    for (size_t i = 0; i < COUNT_OF(c->changes) && c->changes[i].from; i++)
        apply(&text, &c->changes[i]);
    nb_report *report = report_of(text.data);
    const struct nb_finding *first = NULL;
    int count = 0, others = 0;
    for (const struct nb_finding *f = report->findings; f; f = f->next) {
        if (f->code == c->code && !first)
            first = f;
        count += f->code == c->code;
        others += f->code != c->code;
    }
    if (count != c->count || others != c->others)
        fail_msg("%s: %d findings and %d others", c->name, count, others);
    struct nb_buffer message;
    nb_buffer_init(&message);
    nb_finding_message(&message, report, first, NB_ZH);
    if (strcmp(message.bytes, c->message) != 0 || first->line != c->line)
        fail_msg("%s: line %u: %s", c->name, first->line, message.bytes);
    nb_buffer_free(&message);
    nb_report_free(report);
    free(text.data);
}

static void test_findings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_case(&cases[i]);
}

static void test_sound(void **state)
{
    (void)state;
    struct bytes text = fixture_read(SOUND);
    nb_report *report = report_of(text.data);
    assert_null(report->findings);
    assert_int_equal(report->checks[NB_CHECK_BALANCE][NB_PASSED], 7);
    assert_int_equal(report->checks[NB_CHECK_PROCESSED_SUM][NB_PASSED], 7);
    assert_int_equal(report->checks[NB_CHECK_ROW_SUM][NB_PASSED], 25);
    assert_int_equal(report->checks[NB_CHECK_PROCEEDINGS][NB_PASSED], 3);
    nb_report_free(report);
    free(text.data);
}

/* A form that is not the one of the year, pointed at where its first row stands. */
static void test_edition(void **state)
{
    (void)state;
    struct bytes text = fixture_read(SOUND);
    for (char *at; (at = strstr(text.data, "2023年")) != NULL;)
        memcpy(at, "2020年", strlen("2020年"));
    nb_report *report = report_of(text.data);
    const struct nb_finding *f = report->findings;
    assert_non_null(f);
    assert_int_equal(f->code, NB_STRUCTURE_EDITION_MISMATCH);
    assert_int_equal(f->line, 23);
    assert_null(f->next);
    char *shown = nb_report_text(report, NULL, NB_ZH, 0);
    assert_non_null(strstr(shown, "依据：国办公开办函〔2019〕60号"));
    free(shown);
    nb_report_free(report);
    free(text.data);
}

/* Cells of a table that is not there leave their identities undecided. */
static void test_table_missing(void **state)
{
    (void)state;
    struct bytes text = fixture_read(SOUND);
    char *four = strstr(text.data, "四、政府信息公开行政复议"),
         *five = strstr(text.data, "五、存在");
    char *rest = strchr(four, '\n') + 1;
    memmove(rest, five, strlen(five) + 1);
    nb_report *report = report_of(text.data);
    const struct nb_finding *f = report->findings;
    assert_non_null(f);
    assert_int_equal(f->code, NB_STRUCTURE_TABLE_MISSING);
    assert_int_equal(f->line, 67);
    assert_int_equal(f->cell_count, 15);
    assert_int_equal(report->checks[NB_CHECK_PROCEEDINGS][NB_UNDECIDED], 3);
    assert_int_equal(report->checks[NB_CHECK_ROW_SUM][NB_PASSED], 25);
    nb_report_free(report);
    free(text.data);
}

/* What a caller says of a file is cleaned and cut before it is shown. */
static void test_rejected(void **state)
{
    (void)state;
    char words[1000];
    nb_report *report = NULL;
    memset(words, 'x', sizeof words - 1);
    memcpy(words, "a\x1B[31m\xFF\n", 8);
    words[sizeof words - 1] = '\0';
    assert_int_equal(nb_reject(NB_INPUT_DAMAGED, words, words, NULL, &report), 0);
    char *shown = nb_report_text(report, NULL, NB_EN, 0);
    assert_null(strchr(shown, 0x1B));
    assert_null(strchr(shown, (char)0xFF));
    assert_in_range(strlen(shown), 20, 300);
    free(shown);
    nb_report_free(report);
    assert_int_equal(nb_reject(NB_INPUT_DAMAGED, NULL, NULL, NULL, &report), 0);
    shown = nb_report_text(report, NULL, NB_EN, 0);
    assert_non_null(strstr(shown, "The file is damaged; submit it again."));
    free(shown);
    nb_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings), cmocka_unit_test(test_sound),
        cmocka_unit_test(test_edition),  cmocka_unit_test(test_table_missing),
        cmocka_unit_test(test_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
