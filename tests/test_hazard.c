/*
 * Numbers that stand where a cell's number could be taken from and are none: each case changes one
 * place of a consistent report, and says what the cell must then hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixtures.h"

#define UNKNOWN (-1.0)

struct hazard {
    const char *name, *from, *to;
    const char *cell;
    double value;     /* or UNKNOWN */
    const char *code; /* a finding that must be there, or NULL */
};

static const struct hazard hazards[] = {
    {"a page number where a cell is blank", "行政许可\t0\t\t\n", "行政许可\t\t\t\n4\n",
     "disclosure.licensing.decisions", UNKNOWN, "cell.blank"},
    {"a year in a remark below a blank cell", "行政事业性收费\t231245.17\t\t\n",
     "行政事业性收费\t\t\t\n注：表中数据截至 2022\n", "disclosure.fees.amount", UNKNOWN,
     "cell.blank"},
    {"a unit of its own in the cell", "行政事业性收费\t231245.17\t", "行政事业性收费\t251000 元\t",
     "disclosure.fees.amount", 25.1, NULL},
    {"a counter in a cell of money", "行政事业性收费\t231245.17\t", "行政事业性收费\t3个\t",
     "disclosure.fees.amount", UNKNOWN, "cell.malformed"},
    {"a number in words", "行政许可\t0\t", "行政许可\t见附件2\t", "disclosure.licensing.decisions",
     UNKNOWN, "cell.malformed"},
    {"a rate", "行政许可\t0\t", "行政许可\t25%\t", "disclosure.licensing.decisions", UNKNOWN,
     "cell.malformed"},
    {"a unit in brackets", "行政许可\t0\t", "行政许可\t36（件）\t",
     "disclosure.licensing.decisions", 36, NULL},
    {"the number of a footnote", "行政许可\t0\t", "行政许可\t36¹\t",
     "disclosure.licensing.decisions", 36, NULL},
    {"a serial number in front of a row", "\t\t2.重复申请", "17\t\t2.重复申请",
     "requests.rejected_complaint.total", 21, NULL},
    {"the number of a label without its point", "\t\t2.重复申请", "\t\t2 重复申请",
     "requests.rejected_complaint.total", 21, NULL},
    {"a page number below a row", "\t\t2.重复申请", "9\n\t\t2.重复申请",
     "requests.rejected_complaint.total", 21, NULL},
    {"another report behind this one", "六、其他需要报告的事项",
     "六、其他需要报告的事项\n本年度未收取信息处理费。\n二、主动公开政府信息情况\n行政许可\t77\n行"
     "政处罚\t78\n"
     "三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n",
     "disclosure.licensing.decisions", 0, NULL},
};

/* The text with its first `from` replaced; new. */
static struct bytes replaced(const struct bytes *text, const char *from, const char *to)
{
    struct bytes result = {NULL, 0};
    const char *at = strstr(text->data, from);
    if (!at)
        fail_msg("the sample has no \"%s\"", from);
    bytes_add(&result, text->data, (size_t)(at - text->data));
    bytes_add(&result, to, strlen(to));
    bytes_add(&result, at + strlen(from), strlen(at + strlen(from)));
    return result;
}

static void test_hazards(void **state)
{
    (void)state;
    struct bytes sample = fixture_read("tests/data/valid_tabs.txt");
    int wrong = 0;
    for (size_t i = 0; i < sizeof hazards / sizeof *hazards; i++) {
        const struct hazard *h = &hazards[i];
        struct bytes text = replaced(&sample, h->from, h->to);
        json_t *document = fixture_parse(h->name, text.data, text.size);
        const json_t *cell = fixture_cell(document, h->cell);
        double value = json_is_number(cell) ? json_number_value(cell) : UNKNOWN;
        if (value != h->value || (h->code && !fixture_finding(document, h->code))) {
            print_error("%s: %s is %g, not %g; %s\n", h->name, h->cell, value, h->value,
                        h->code ? h->code : "");
            wrong++;
        }
        json_decref(document);
        free(text.data);
    }
    free(sample.data);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hazards)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
