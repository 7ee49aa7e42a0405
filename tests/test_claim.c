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

static void prose_init(struct prose *p, const char *section, const char *sentence)
{
    char source[2048];
    snprintf(source, sizeof source, "小河镇2024年政府信息公开工作年度报告\n%s\n%s\n", section,
             sentence);
    page_init(&p->page, source);
    assert_int_equal(nb_outline_init(&p->outline, &p->page.arena, &p->page.text), 0);
    p->report = report_of(""); /* an empty one, made as reports are */
    nb_form_init(&p->report->form, &nb_editions[0]);
    p->report->year = p->outline.year;
    nb_claims_find(p->report, &p->page.text, &p->outline);
    assert_false(p->report->failed);
}

static void prose_free(struct prose *p)
{
    nb_report_free(p->report);
    page_free(&p->page);
}

/* Claims as one string: "received=2 review=0", rows only, "+" between those of a sum. */
static char *shown(struct prose *p)
{
    struct nb_buffer out;
    nb_buffer_init(&out);
    for (const struct nb_claim *c = p->report->claims; c; c = c->next) {
        nb_buffer_puts(&out, c == p->report->claims ? "" : " ");
        for (int i = 0; i < c->cell_count; i++) {
            nb_buffer_puts(&out, i ? "+" : "");
            nb_buffer_puts(&out, nb_form_row(&p->report->form, c->cells[i])->id);
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

#define LITIGATION "direct_litigation+litigation_after_review"

static const struct claim_case cases[] = {
    /* counts */
    {"全年共收到政府信息公开申请2件。", "received=2"},
    {"全年新收政府信息公开申请１２件。", "received=12"},
    {"全年收到政府信息公开申请 1,234 件，均已答复。", "received=1234"},
    {"依申请公开：全年受理公开申请3宗。", "received=3"},
    {"依申请公开：全年收到申请共计2 件。", "received=2"},
    {"依申请公开：上年结转4件，结转下年度继续办理35件。", "carried_in=4 carried_out=35"},
    {"依申请公开：全年办结申请5件。", "processed_total=5"},
    {"因政府信息公开被申请行政复议3件，被提起行政诉讼1件。", "review=3 " LITIGATION "=1"},
    /* Chinese numerals */
    {"全年收到政府信息公开申请两件。", "received=2"},
    {"全年收到政府信息公开申请十件。", "received=10"},
    {"全年收到政府信息公开申请十二件。", "received=12"},
    {"全年收到政府信息公开申请二十三件。", "received=23"},
    {"全年收到政府信息公开申请零件。", "received=0"},
    {"全年收到政府信息公开申请一百二十件。", ""},
    {"全年收到政府信息公开申请一百零五件。", ""},
    {"全年收到政府信息公开申请一千件。", ""},
    {"全年收到政府信息公开申请一〇五件。", ""},
    {"全年收到政府信息公开申请三五件。", ""},
    {"全年收到政府信息公开申请两三件。", ""},
    {"全年收到政府信息公开申请十几件。", ""},
    {"全年收到政府信息公开申请10余件。", ""},
    {"平均每季度收到政府信息公开申请2.5件。", ""},
    /* denials */
    {"全年未收到政府信息公开申请。", "received=0"},
    {"全年没有收到政府信息公开申请。", "received=0"},
    {"政府信息公开方面：本年度无行政复议、行政诉讼。", "review=0 " LITIGATION "=0"},
    {"政府信息公开方面：未发生行政复议，未发生行政诉讼。", "review=0 " LITIGATION "=0"},
    {"未经复议直接起诉的情况已说明。", ""},
    {"对无法提供的申请，收到后及时告知。", ""},
    /* other years and comparisons */
    {"2023年收到政府信息公开申请5件，今年有所变化。", ""},
    {"2024年收到政府信息公开申请5件，均已答复。", "received=5"},
    {"收到政府信息公开申请同比增加3件。", ""},
    {"收到政府信息公开申请较去年减少3件。", ""},
    {"历年累计收到政府信息公开申请99件。", ""},
    /* something else */
    {"其中，网上收到申请1件，当面收到申请1件。", ""},
    {"全年收到举报3件。", ""},
    {"行政复议结果维持2件。", ""},
    {"依照《行政复议法》规定，办理事项2件。", ""},
    {"政府信息公开行政复议、行政诉讼共2件。", ""},
    {"政府信息公开行政复议、行政诉讼均为0件。", "review=0 " LITIGATION "=0"},
    {"全年收到申请5件。", ""},
    {"政府信息公开有序，受理行政许可申请230件。", ""},
    {"教育局收到政府信息公开申请12件。", ""},
    {"全年收到政府信息公开申请近3000件。", ""},
    {"政府信息公开有序，结转下年度继续推进的工作5项。", ""},
    {"因政府信息公开发生行政复议（含上年结转2件）18件。", "review=18"},
    {"全年收到政府信息公开申请若干。", ""},
    {"全年收取费用2元，收到申请。", ""},
    {"全年收到政府信息公开申请表格200元。", ""},
    {"收到的申请都按规定的程序和时限办理并存档，全年召开会议3次。", ""},
    /* no prose */
    {"收到申请\t2件，", ""},
    {"收到申请2件", ""},
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
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_sections),
        cmocka_unit_test(test_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
