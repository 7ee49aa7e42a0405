/* Alignment: labels that were lost, misspelt or wrapped, and rows that the form does not have. */
#include "units.h"

#include <stdio.h>
#include <string.h>

#include "../parser/align.h"

struct aligned {
    struct page page;
    struct nb_tokens tokens;
    struct nb_alignment alignment;
    const struct nb_table *table;
};

static void aligned_init(struct aligned *a, const struct nb_table *table, const char *source)
{
    struct page *page = &a->page;
    a->table = table;
    page_init(page, source);
    assert_int_equal(
        nb_tokens_scan(&a->tokens, &page->arena, &page->text, 0, page->text.line_count), 0);
    assert_int_equal(nb_align(&a->alignment, &page->arena, &page->text, &a->tokens, table), 0);
}

static int row_by_id(const struct nb_table *table, const char *id)
{
    for (int r = 0; r < table->row_count; r++)
        if (table->rows[r].id && strcmp(table->rows[r].id, id) == 0)
            return r;
    fail_msg("no row %s", id);
    return -1;
}

/* The id of the row that owns the first number `value`; "-" for none, "extra" beyond the form. */
static const char *owner_of(const struct aligned *a, int64_t value)
{
    for (size_t i = 0; i < a->tokens.count; i++) {
        if (a->tokens.list[i].type != NB_TOK_NUMBER || a->tokens.list[i].value != value)
            continue;
        int owner = a->alignment.owner[i];
        if (owner == NB_OWNER_EXTRA)
            return "extra";
        return owner < 0 ? "-" : a->table->rows[owner].id ? a->table->rows[owner].id : "group";
    }
    return "lost";
}

struct align_case {
    const char *name, *source;
    const char *owners[4]; /* of the numbers 1001, 1002, … */
};

static void check_owners(const struct nb_table *table, const struct align_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct aligned a;
        aligned_init(&a, table, cases[i].source);
        for (int n = 0; n < 4 && cases[i].owners[n]; n++) {
            const char *owner = owner_of(&a, 1001 + n);
            if (strcmp(owner, cases[i].owners[n]) != 0)
                fail_msg("%s: %d is of %s, not of %s", cases[i].name, 1001 + n, owner,
                         cases[i].owners[n]);
        }
        page_free(&a.page);
    }
}

static const struct align_case requests_cases[] = {
    {"as printed",
     "一、本年新收政府信息公开申请数量\t1001\n二、上年结转政府信息公开申请数量\t1002\n",
     {"received", "carried_in"}},
    {"mark alone with the numbers",
     "一、          1001\n本年新收政府\n信息公开申请数量\n"
     "二、          1002\n上年结转政府\n信息公开申请数量\n",
     {"received", "carried_in"}},
    {"without marks",
     "本年新收政府信息公开申请数量\t1001\n上年结转政府信息公开申请数量\t1002\n",
     {"received", "carried_in"}},
    {"other marks",
     "1.本年新收政府信息公开申请数量\t1001\n①予以公开\t1002\n",
     {"received", "granted"}},
    {"group label in the row",
     "三、本年度办理结果\t（一）予以公开\t1001\n\t（二）部分公开\t1002",
     {"granted", "partially_granted"}},
    {"group label on the next page",
     "二、上年结转政府信息公开申请数量\t1001\t1\t1\t1\t1\t1\t6\n"
     "\t（一）予公开\t1002\t1\t1\t1\t1\t1\t6\n"
     "三、本年度办理结果\t（二）部分公开\t1003\t1\t1\t1\t1\t1\t6\n",
     {"carried_in", "granted", "partially_granted"}},
    {"headings repeated on the next page",
     "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请\t1001\n"
     "3.其他\t1002\n申请人情况\t申请人情况\t申请人情况\t申请人情况\n自然人\t其他\t总计\n"
     "（七）总计\t1003\n",
     {"closed_unpaid", "closed_other", "processed_total"}},
    {"misspelt",
     "3.补证后申请内容仍不明确\t1001\n1.信仿举报投诉类申请\t1002\n",
     {"unavailable_unclear", "rejected_complaint"}},
    {"characters lost",
     "6.属于四类过程信息\t1001\n7.属行政执法案卷\t1002\n",
     {"denied_deliberative", "denied_enforcement_file"}},
    {"characters repeated",
     "2.重复复申请\t1001\n3.要求提供公开出版物物\t1002\n",
     {"rejected_duplicate", "rejected_published"}},
    {"words spaced",
     "1.属 于 国 家 秘 密\t1001\n2.其 他 法 律 行 政 法 规 禁 止 公 开\t1002",
     {"denied_state_secret", "denied_prohibited_by_law"}},
    {"wrapped, numbers behind",
     "5.要求行政机关确认或\n重新出具已获取信息\t1001\n",
     {"rejected_reconfirmation"}},
    {"wrapped, numbers in the middle",
     "1.申请人无正当理由逾期不补正、\n行政机关不再处理\t1001\n其政府信息公开申请\n2."
     "申请人逾期未按收费"
     "通知要求缴纳费用、\n行政机关不再处理\t1002\n其政府信息公开申请\n",
     {"closed_uncorrected", "closed_unpaid"}},
    {"explained in brackets",
     "（二）部分公开（区分处理的，只计这一情形，不计其他情形）\t1001\n（三）不予公开\n"
     "1.属于国家秘密\t1002",
     {"partially_granted", "denied_state_secret"}},
    {"explained otherwise",
     "（一）予以公开（包括主动公开后申请人再次申请的）\t1001\n",
     {"granted"}},
    {"a label lost",
     "1.属于国家秘密\t1001\n3.危及“三安全一稳定”\t1002\n",
     {"denied_state_secret", "denied_security_stability"}},
    {"its mark only",
     "（七）总计\t1001\n四、结转下年度继续办理\t1002\n",
     {"processed_total", "carried_out"}},
    {"其他 and 其他处理",
     "（六）其他处理\n3.其他\t1001\n（七）总计\t1002",
     {"closed_other", "processed_total"}},
    {"total in the heading",
     "自然人\t商业企业\t其他\t总计\n一、本年新收政府信息公开申请数量\t1001\n"
     "（七）总计\t1002\n",
     {"received", "processed_total"}},
    {"traditional",
     "一、本年新收政府信息公開申請數量\t1001\n（七）總計\t1002\n",
     {"received", "processed_total"}},
    {"a page number between",
     "1.属于国家秘密\t1001\n- 4 -\n2.其他法律行政法规禁止公开\t1002",
     {"denied_state_secret", "denied_prohibited_by_law"}},
    {"a row of its own",
     "（一）予以公开\t1001\n依申请转主动公开\t1002\n（二）部分公开\t1003\n",
     {"granted", "extra", "partially_granted"}},
    {"numbers before the table", "1001\t1002\n（一）予以公开\t1003\n", {"-", "-", "granted"}},
    {"below a group",
     "（三）不予公开\t1001\n1.属于国家秘密\t1002\n",
     {"group", "denied_state_secret"}},
    {"nothing like it", "会议\t1001\n培训\t1002\n", {"-", "-"}},
};

static void test_requests(void **state)
{
    (void)state;
    check_owners(&nb_editions[0].tables[NB_REQUESTS], requests_cases, COUNT_OF(requests_cases));
}

static void test_disclosure(void **state)
{
    (void)state;
    static const struct align_case cases[] = {
        {"as printed",
         "规章\t1001\n行政规范性文件\t1002\n行政许可\t1003\n行政处罚\t1004\n",
         {"regulations", "normative_documents", "licensing", "penalties"}},
        {"by its other name",
         "规章\t1001\n规范性文件\t1002\n行政许可\t1003\n",
         {"regulations", "normative_documents", "licensing"}},
        {"a row of its own",
         "规章\t1001\n其他主动公开文件\t1002\n行政许可\t1003\n",
         {"regulations", "extra", "licensing"}},
        {"fees", "行政强制\t1001\n行政事业性收费\t1002\n", {"coercion", "fees"}},
    };
    check_owners(&nb_editions[0].tables[NB_DISCLOSURE], cases, COUNT_OF(cases));
}

/* Every row of every table is found by its own label, in a table of nothing but labels too. */
static void check_all_rows(const struct nb_table *table, const char *after)
{
    char source[8192];
    size_t length = 0;
    for (int r = 0; r < table->row_count; r++)
        length += (size_t)snprintf(source + length, sizeof source - length, "%.*s%s\n",
                                   (int)strcspn(table->rows[r].labels, "|"), table->rows[r].labels,
                                   after);
    struct aligned a;
    int rows = 0;
    aligned_init(&a, table, source);
    for (int r = 0; r < table->row_count; r++) {
        if (a.alignment.start[r] < 0)
            fail_msg("%s is not found", table->rows[r].zh);
        const struct nb_token *token = &a.tokens.list[a.alignment.start[r]];
        assert_int_equal(token->line, r);
        rows += table->rows[r].column_count > 0;
    }
    assert_int_equal(a.alignment.rows, rows);
    page_free(&a.page);
}

static void test_all_rows(void **state)
{
    (void)state;
    for (int e = 0; e < NB_EDITIONS; e++) {
        for (int t = 0; t < NB_TABLES; t++) {
            check_all_rows(&nb_editions[e].tables[t], "");
            check_all_rows(&nb_editions[e].tables[t], "\t1\t2\t3");
        }
    }
}

static void test_headings(void **state)
{
    (void)state;
    struct aligned a;
    aligned_init(&a, &nb_editions[0].tables[NB_REQUESTS], "自 然 人\t商业企业\n科研机构\t\n");
    assert_int_equal(a.alignment.headings, 3);
    assert_int_equal(a.alignment.rows, 0);
    page_free(&a.page);
}

/* All lines of a wrapped label are parts of it; a text of another kind is none. */
static void test_parts(void **state)
{
    (void)state;
    struct aligned a;
    aligned_init(&a, &nb_editions[0].tables[NB_REQUESTS],
                 "5.要求行政机关确认或\n重新出具\t7\n已获取信息\n会议室\n");
    static const int parts[] = {1, 1, 0, 1, 0};
    assert_int_equal(a.tokens.count, COUNT_OF(parts));
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        assert_int_equal(a.alignment.part[i], parts[i]);
    page_free(&a.page);
}

static void test_nothing(void **state)
{
    (void)state;
    static const char *const sources[] = {"", "\n\n", "1\t2\t3\n", "本镇召开会议三次\n"};
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        struct aligned a;
        aligned_init(&a, &nb_editions[0].tables[NB_REQUESTS], sources[i]);
        assert_int_equal(a.alignment.rows, 0);
        assert_int_equal(a.alignment.score, 0);
        for (int r = 0; r < a.table->row_count; r++)
            assert_int_equal(a.alignment.start[r], -1);
        page_free(&a.page);
    }
}

/* The last of several tables' worth of labels does not take rows out of their order. */
static void test_order(void **state)
{
    (void)state;
    struct aligned a;
    aligned_init(&a, &nb_editions[0].tables[NB_REQUESTS],
                 "1.信访举报投诉类申请\n（一）予以公开\t5\n（二）部分公开\t6\n（三）不予公开\n"
                 "1.属于国家秘密\t7\n4.保护第三方合法权益\t8\n");
    int last = -1;
    for (int r = 0; r < a.table->row_count; r++) {
        if (a.alignment.start[r] < 0)
            continue;
        assert_true(a.alignment.start[r] > last);
        last = a.alignment.start[r];
    }
    assert_int_equal(a.alignment.start[row_by_id(a.table, "rejected_complaint")], -1);
    assert_string_equal(owner_of(&a, 5), "granted");
    page_free(&a.page);
}

#define SEVEN(n) "\t" n "\t0\t0\t0\t0\t0\t" n "\n"

/* Rows that stand among the others, but not where the form has them, are read all the same. */
static void test_displaced(void **state)
{
    (void)state;
    static const struct {
        const char *name, *rows;
        const char *owner; /* of the number 7 */
    } cases[] = {
        {"two changed places",
         "4.保护第三方合法权益" SEVEN("8") "1.属于国家秘密" SEVEN(
             "7") "5.属于三类内部事务信息" SEVEN("9"),
         "denied_state_secret"},
        {"one far from its place",
         "四、结转下年度继续办理" SEVEN("7") "（一）予以公开" SEVEN("8") "2.重复申请" SEVEN("9"),
         "carried_out"},
        {"a cell is lost",
         "四、结转下年度继续办理\t7\t0\n（一）予以公开" SEVEN("8") "2.重复申请" SEVEN("9"),
         "extra"},
        {"a label that is not whole",
         "四、结转下年度" SEVEN("7") "（一）予以公开" SEVEN("8") "2.重复申请" SEVEN("9"), "extra"},
        {"a label that needs its group",
         "3.其他" SEVEN("7") "（一）予以公开" SEVEN("8") "2.重复申请" SEVEN("9"), "received"},
        {"twice",
         "四、结转下年度继续办理" SEVEN("7") "四、结转下年度继续办理" SEVEN(
             "6") "（一）予以公开" SEVEN("8") "2.重复申请" SEVEN("9"),
         "extra"},
        {"above one that comes first",
         "（一）予以公开" SEVEN("8") "2.重复申请" SEVEN("9") "1.属于国家秘密" SEVEN("7"),
         "denied_state_secret"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct aligned a;
        char source[1024];
        snprintf(source, sizeof source, "一、本年新收政府信息公开申请数量%s%s", SEVEN("1"),
                 cases[i].rows);
        aligned_init(&a, &nb_editions[0].tables[NB_REQUESTS], source);
        if (strcmp(owner_of(&a, 7), cases[i].owner) != 0)
            fail_msg("%s: %s", cases[i].name, owner_of(&a, 7));
        assert_string_equal(owner_of(&a, 9), strstr(source, "5.属于") ? "denied_internal_affairs"
                                                                      : "rejected_duplicate");
        page_free(&a.page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests), cmocka_unit_test(test_disclosure),
        cmocka_unit_test(test_all_rows), cmocka_unit_test(test_headings),
        cmocka_unit_test(test_parts),    cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_order),    cmocka_unit_test(test_displaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
