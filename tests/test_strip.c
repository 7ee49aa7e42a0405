/*
 * Strips: the runs of numbers and blanks that the source has for each row, whatever stands between
 * a label and its numbers or among them.
 */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures.h"

/* A line of cells that lost its first or last ones, or has blanks that belong to its label. */
static void test_shifts(void **state)
{
    (void)state;
    static const struct {
        const char *name, *row;
    } cases[] = {
        {"two cells of the label before it", "（一）予以公开\t\t\t1\t2\t3\t4\t5\t6\t21\n"},
        {"cells behind it", "（一）予以公开\t1\t2\t3\t4\t5\t6\t21\t\t\n"},
        {"a blank first cell is its own", "（一）予以公开\t\t2\t3\t4\t5\t6\t21\n"},
        {"the last cell lost", "（一）予以公开\t1\t2\t3\t4\t5\t6\n"},
        {"a blank in the middle", "（一）予以公开\t1\t2\t\t4\t5\t6\t21\n"},
        {"the group's label in front",
         "三、本年度办理结果\t（一）予以公开\t1\t2\t3\t4\t5\t6\t21\n"},
        {"bars at the ends", "| （一）予以公开 | 1 | 2 | 3 | 4 | 5 | 6 | 21 |\n"},
        {"a dash in a wide label's row", "（一）予以公开\t\t-\t2\t3\t4\t5\t6\t21\n"},
        {"one cell a line", "（一）予以公开\n1\n2\n3\n4\n5\n6\n21\n"},
        {"one cell a line in bars", "|（一）予以公开|\n|1|\n|2|\n||\n|4|\n|5|\n|6|\n|21|\n"},
        {"the label wrapped around it", "（一）予以\t1\t2\t3\t4\t5\t6\t21\n公开\n"},
        {"a blank at the end of a line with bars, one cell a line",
         "（一）予以公开 |\n1 |\n2 |\n3 |\n4 |\n5 |\n6 |\n21 |\n|||\n"},
        {"an empty cell, then the bars that close the row",
         "（一）予以公开 |\n|\n2 |\n3 |\n4 |\n5 |\n6 |\n21 |\n||\n"},
        {"bars between, an empty cell first", " | （一）予以公开 | 1 | 2 | 3 |  | 5 | 6 | 21\n"},
        {"the label in two cells", "（一）予以公开\t（一）予以公开\t1\t2\t3\t4\t5\t6\t21\n"},
        {"a note with numbers", "（一）予以公开（含 2 种情形）\t1\t2\t3\t4\t5\t6\t21\n"},
        {"a note with numbers on the next line", "（一）予以公开 1 2 3 4 5 6 21\n含 2 种情形）\n"},
        {"a wrapped note before the numbers",
         "（一）予以公开（同一申请人就\n同一内容再次提出的） 1 2 3 4 5 6 21\n"},
        {"a page number in it", "（一）予以公开\n1\n2\n3\n- 4 -\n4\n5\n6\n21\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filled f;
        struct reading r;
        filled_init(&f, &nb_editions[0], 1, 0);
        for (int c = 0; c < 7; c++) {
            static const char *const rows[] = {"requests.received.natural_person",
                                               "requests.granted.natural_person",
                                               "requests.processed_total.natural_person"};
            for (size_t n = 0; n < COUNT_OF(rows); n++) {
                int cell = cell_of(&f.form, rows[n]) + c;
                f.value[cell] = c < 6 ? c + 1 : 21;
                snprintf(f.word[cell], WORD_SIZE, "%d", c < 6 ? c + 1 : 21);
            }
        }
        f.instead[cell_of(&f.form, "requests.granted.natural_person")] = cases[i].row;
        reading_init(&r, &f);
        assert_int_equal(check_known(cases[i].name, &r, &f), 0);
        reading_free(&r);
    }
}

/*
 * Where other rows have an empty cell between label and numbers, one in front of too few numbers
 * is no place: it is not told which cell of the row was lost.
 */
static void test_gap(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 4, 40);
    f.instead[0] = "规章\t\t1\t2\t3\n";
    f.instead[6] = "行政许可\t\t4\n";
    f.instead[7] = "行政处罚\t\t4\n";
    f.instead[8] = "行政强制\t\t4\n";
    f.instead[9] = "行政事业性收费\t\t4\n";
    f.instead[3] = "行政规范性文件\t\t5\t7\n";
    reading_init(&r, &f);
    expect_state(&r, &f, "disclosure.regulations.in_force", NB_READ, 0);
    expect_state(&r, &f, "disclosure.normative_documents.issued", NB_MISSING, NB_WAS_AMBIGUOUS);
    expect_state(&r, &f, "disclosure.normative_documents.repealed", NB_MISSING, NB_WAS_AMBIGUOUS);
    reading_free(&r);
    f.instead[3] = "行政规范性文件\t\t\t5\t7\n";
    reading_init(&r, &f);
    expect_state(&r, &f, "disclosure.normative_documents.issued", NB_MISSING, NB_WAS_BLANK);
    expect_state(&r, &f, "disclosure.normative_documents.repealed", NB_READ, 0);
    assert_int_equal(cell_at(&r, &f, "disclosure.normative_documents.repealed")->value, 5);
    reading_free(&r);
}

/* The 15 numbers of section four in all the ways they stand. */
static void test_pooled(void **state)
{
    (void)state;
    static const struct {
        const char *name, *first, *second, *third, *fourth;
    } cases[] = {
        {"on one line behind all labels", "行政复议\n", "行政诉讼\n", "未经复议直接起诉\n",
         "复议后起诉\n1 0 2 0 3 0 4 0 0 4 5 0 0 6 11\n"},
        {"one a line", "行政复议\n", "行政诉讼\n", "未经复议直接起诉\n",
         "复议后起诉\n1\n0\n2\n0\n3\n0\n4\n0\n0\n4\n5\n0\n0\n6\n11\n"},
        {"row by row", "行政复议\t1\t0\t2\t0\t3\n", "行政诉讼\n",
         "未经复议直接起诉\t0\t4\t0\t0\t4\n", "复议后起诉\t5\t0\t0\t6\t11\n"},
        {"a blank among them", "行政复议\t1\t\t2\t0\t3\n", "行政诉讼\n",
         "未经复议直接起诉\t0\t4\t0\t0\t4\n", "复议后起诉\t5\t0\t0\t6\t11\n"},
        {"two numbers lost", "行政复议\t1\t2\t0\t3\n", "行政诉讼\n",
         "未经复议直接起诉\t0\t4\t0\t0\t4\n", "复议后起诉\t5\t0\t6\t11\n"},
    };
    static const int64_t value[15] = {1, 0, 2, 0, 3, 0, 4, 0, 0, 4, 5, 0, 0, 6, 11};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filled f;
        struct reading r;
        filled_init(&f, &nb_editions[0], 3, 9);
        int first = f.form.table_first[NB_PROCEEDINGS];
        memcpy(f.value + first, value, sizeof value);
        char row[128];
        snprintf(row, sizeof row, "%s%s", cases[i].first, cases[i].second);
        f.instead[first] = cases[i].first;
        f.instead[first + 5] = cases[i].third;
        f.instead[first + 10] = cases[i].fourth;
        reading_init(&r, &f);
        if (check_known(cases[i].name, &r, &f) > 0 && i < 4)
            fail_msg("%s: cells are missing", cases[i].name);
        reading_free(&r);
    }
}

/* More numbers in a row than it can hold: it is not read, and the others are. */
static void test_overfull(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    char row[512] = "2.重复申请";
    filled_init(&f, &nb_editions[0], 3, 9);
    for (int i = 0; i < NB_MAX_ITEMS + 3; i++)
        strcat(row, "\t1");
    strcat(row, "\n");
    int first = cell_of(&f.form, "requests.rejected_duplicate.natural_person");
    f.instead[first] = row;
    reading_init(&r, &f);
    for (int c = 0; c < 7; c++) {
        assert_int_not_equal(r.cells[first + c].state, NB_READ);
        assert_int_equal(r.cells[first + c].flags, NB_WAS_AMBIGUOUS);
    }
    check_known("overfull", &r, &f);
    reading_free(&r);
}

/* A number too many, such as that of a page: the identities find out which. */
static void test_surplus(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 13, 40);
    int first = cell_of(&f.form, "requests.rejected_duplicate.natural_person");
    char row[256] = "2.重复申请", number[32];
    for (int c = 0; c < 7; c++) {
        snprintf(number, sizeof number, " %s%s", c == 3 ? "997 " : "", f.word[first + c]);
        strcat(row, number);
    }
    strcat(row, "\n");
    f.instead[first] = row;
    reading_init(&r, &f);
    assert_int_equal(check_known("surplus", &r, &f), 0);
    reading_free(&r);
}

/* Two rows in tables of their own, under headings that have numbers in them. */
static void test_own_tables(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 6, 40);
    for (int i = 0; i < NB_MAX_CELLS; i++)
        f.instead[i] = "";
    f.instead[cell_of(&f.form, "requests.received.natural_person")] =
        "一、本年新收政府信息公开申请数量\n|类别|数据1|数据2|数据3|数据4|数据5|数据6|总计|\n"
        "|本年新收政府信息公开申请数量|9|8|7|6|5|4|39|\n";
    f.instead[cell_of(&f.form, "requests.granted.natural_person")] =
        "（一）予以公开\n|类别|数据1|数据2|数据3|数据4|数据5|数据6|总计|\n"
        "|予以公开|2|2|2|2|2|2|12|\n";
    reading_init(&r, &f);
    expect_state(&r, &f, "requests.granted.natural_person", NB_READ, 0);
    assert_int_equal(cell_at(&r, &f, "requests.granted.natural_person")->value, 2);
    expect_state(&r, &f, "requests.received.natural_person", NB_READ, 0);
    assert_int_equal(cell_at(&r, &f, "requests.received.natural_person")->value, 9);
    reading_free(&r);
}

/*
 * A cell that spans rows stands in the first of them only: the others have fewer cells and have
 * still lost none. But one that is short behind its label too has.
 */
static void test_spanned(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 6, 40);
    f.instead[cell_of(&f.form, "requests.denied_state_secret.natural_person")] =
        "（三）不予公开\t1.属于国家秘密\t1\t2\t3\t4\t5\t6\t21\n";
    f.instead[cell_of(&f.form, "requests.unavailable_not_held.natural_person")] =
        "（四）无法提供\t1.本机关不掌握相关政府信息\t1\t2\t3\t4\t5\t6\t21\n";
    f.instead[cell_of(&f.form, "requests.rejected_complaint.natural_person")] =
        "（五）不予处理\t1.信访举报投诉类申请\t1\t2\t3\t4\t5\t6\t21\n";
    f.instead[cell_of(&f.form, "requests.denied_third_party.natural_person")] =
        "4.保护第三方合法权益\t\t0\t\t\t0\t\t0\n";
    f.instead[cell_of(&f.form, "requests.denied_inquiry.natural_person")] =
        "8.属于行政查询事项\t0\t\t\t\t0\t0\n";
    reading_init(&r, &f);
    expect_state(&r, &f, "requests.denied_third_party.enterprise", NB_READ, 0);
    expect_state(&r, &f, "requests.denied_third_party.total", NB_READ, 0);
    assert_int_not_equal(cell_at(&r, &f, "requests.denied_inquiry.legal_service")->state, NB_READ);
    reading_free(&r);
}

/* A label far behind many numbers, as in a text that is mostly other tables. */
static void test_far_label(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    struct bytes before = {NULL, 0};
    filled_init(&f, &nb_editions[0], 3, 9);
    for (int i = 0; i < 40000; i++)
        bytes_add(&before, i % 100 == 99 ? "7\n" : "7 ", 2);
    bytes_add(&before, "一、本年新收政府信息公开申请数量",
              strlen("一、本年新收政府信息公开申请数量"));
    int first = cell_of(&f.form, "requests.received.natural_person");
    for (int c = 0; c < 7; c++) {
        bytes_add(&before, "\t", 1);
        bytes_add(&before, f.word[first + c], strlen(f.word[first + c]));
    }
    bytes_add(&before, "\n", 1);
    f.instead[first] = before.data;
    filled_set_row(&f, "requests.granted", "");
    reading_init(&r, &f);
    assert_int_equal(check_known("far", &r, &f), 0);
    expect_state(&r, &f, "requests.granted.other", NB_INFERRED, NB_WAS_BLANK);
    assert_true(cell_at(&r, &f, "requests.granted.other")->line > 400);
    reading_free(&r);
    free(before.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shifts),  cmocka_unit_test(test_gap),
        cmocka_unit_test(test_pooled),  cmocka_unit_test(test_overfull),
        cmocka_unit_test(test_surplus), cmocka_unit_test(test_far_label),
        cmocka_unit_test(test_spanned), cmocka_unit_test(test_own_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
