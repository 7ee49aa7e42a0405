/* Columns of text that is laid out with spaces: which number stands under which of them. */
#include "units.h"

#include <stdio.h>
#include <string.h>

#define LINE 256

enum flush { LEFT, CENTRED, RIGHT };

/* Tables printed with spaces: the words of a row at every `width` columns behind `indent`. */
struct sheet {
    char lines[NB_MAX_ROWS][LINE];
    int used;
};

static const char *print_row(struct sheet *sheet, const struct filled *f, const char *label,
                             int first, int indent, int width, enum flush flush)
{
    char *line = sheet->lines[sheet->used++];
    int slots = nb_form_row(&f->form, first)->column_count, at = 0, end;
    for (const char *c = label; *c; c++)
        at += (*c & 0xC0) != 0x80; /* an ideograph counts one column here */
    end = snprintf(line, LINE, "%s", label);
    for (int slot = 0; slot < slots; slot++) {
        const char *word = f->word[first + slot];
        int length = (int)strlen(word), gap = width - length;
        int column = indent + slot * width + (flush == LEFT ? 0 : flush == RIGHT ? gap : gap / 2);
        if (!length)
            continue;
        end += snprintf(line + end, (size_t)(LINE - end), "%*s%s", column - at, "", word);
        at = column + length;
    }
    snprintf(line + end, (size_t)(LINE - end), "\n");
    return line;
}

static const char *const rows[][2] = {
    {"requests.received", "一、本年新收政府信息公开申请数量"},
    {"requests.granted", "（一）予以公开"},
    {"requests.partially_granted", "（二）部分公开"},
    {"requests.denied_state_secret", "1.属于国家秘密"},
    {"requests.denied_inquiry", "8.属于行政查询事项"},
    {"requests.rejected_duplicate", "2.重复申请"},
};

static int first_of(const struct filled *f, const char *row)
{
    char id[96];
    snprintf(id, sizeof id, "%s.natural_person", row);
    return cell_of(&f->form, id);
}

/* Prints the rows above; from the row `turn` on with another indent and width. */
static void lay_out(struct sheet *sheet, struct filled *f, enum flush flush, size_t turn)
{
    sheet->used = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int first = first_of(f, rows[i][0]);
        f->instead[first] =
            print_row(sheet, f, rows[i][1], first, i < turn ? 20 : 33, i < turn ? 9 : 13, flush);
    }
}

/* Blanks in two rows and the same two columns: the identities leave the other numbers' places open.
 */
static void blank_corners(struct filled *f)
{
    static const char *const names[] = {"granted", "denied_inquiry"};
    static const char *const columns[] = {"enterprise", "public_welfare"};
    for (int i = 0; i < 4; i++) {
        char id[96];
        snprintf(id, sizeof id, "requests.%s.%s", names[i / 2], columns[i % 2]);
        filled_set(f, id, "");
    }
}

static void test_flush(void **state)
{
    (void)state;
    for (int flush = LEFT; flush <= RIGHT; flush++) {
        for (uint32_t seed = 1; seed <= 10; seed++) {
            struct filled f;
            struct reading r;
            struct sheet sheet;
            filled_init(&f, &nb_editions[0], seed, 2);
            blank_corners(&f);
            lay_out(&sheet, &f, (enum flush)flush, COUNT_OF(rows));
            reading_init(&r, &f);
            check_known("flush", &r, &f);
            expect_state(&r, &f, "requests.granted.research", NB_READ, 0);
            expect_state(&r, &f, "requests.denied_inquiry.legal_service", NB_READ, 0);
            reading_free(&r);
        }
    }
}

/* Behind a form feed the columns are others. */
static void test_pages(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    struct sheet sheet;
    char line[LINE + 1];
    filled_init(&f, &nb_editions[0], 3, 2);
    filled_set(&f, "requests.granted.enterprise", "");
    filled_set(&f, "requests.granted.public_welfare", "");
    filled_set(&f, "requests.denied_inquiry.enterprise", "");
    filled_set(&f, "requests.denied_inquiry.public_welfare", "");
    lay_out(&sheet, &f, RIGHT, 3);
    int turn = first_of(&f, rows[3][0]);
    snprintf(line, sizeof line, "\f%s", f.instead[turn]);
    f.instead[turn] = line;
    reading_init(&r, &f);
    check_known("pages", &r, &f);
    expect_state(&r, &f, "requests.denied_inquiry.research", NB_READ, 0);
    reading_free(&r);
}

/* Without a whole row the headings tell, and no identity helps in table disclosure. */
static void test_headings(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    filled_init(&f, &nb_editions[0], 4, 40);
    f.instead[0] = "信息内容        本年制发件数    本年废止件数    现行有效件数\n"
                   "规章                            7\n";
    f.instead[3] = "行政规范性文件  5                               9\n";
    f.value[1] = 7;
    f.value[3] = 5;
    f.value[5] = 9;
    reading_init(&r, &f);
    check_known("headings", &r, &f);
    expect_state(&r, &f, "disclosure.regulations.issued", NB_MISSING, NB_WAS_BLANK);
    expect_state(&r, &f, "disclosure.regulations.repealed", NB_READ, 0);
    expect_state(&r, &f, "disclosure.normative_documents.issued", NB_READ, 0);
    expect_state(&r, &f, "disclosure.normative_documents.in_force", NB_READ, 0);
    reading_free(&r);
}

/* In text that flows, or between two columns, the place of a number says nothing. */
static void test_unclear(void **state)
{
    (void)state;
    static const char *const unclear[] = {
        "信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 7\n",
        "信息内容        本年制发件数    本年废止件数    现行有效件数\n"
        "规章                        7\n",
    };
    for (size_t i = 0; i < COUNT_OF(unclear); i++) {
        struct filled f;
        struct reading r;
        filled_init(&f, &nb_editions[0], 4, 40);
        f.instead[0] = unclear[i];
        f.instead[3] = "行政规范性文件\n";
        reading_init(&r, &f);
        expect_state(&r, &f, "disclosure.regulations.issued", NB_MISSING, NB_WAS_AMBIGUOUS);
        expect_state(&r, &f, "disclosure.regulations.repealed", NB_MISSING, NB_WAS_AMBIGUOUS);
        reading_free(&r);
    }
}

/* Two numbers without a gap between them are none. */
static void test_glued(void **state)
{
    (void)state;
    struct filled f;
    struct reading r;
    struct sheet sheet;
    filled_init(&f, &nb_editions[0], 5, 40);
    lay_out(&sheet, &f, LEFT, COUNT_OF(rows));
    f.instead[first_of(&f, "requests.rejected_duplicate")] =
        "2.重复申请          1        12345678901234    3        4        5        6\n";
    reading_init(&r, &f);
    const struct nb_cell *cell = cell_at(&r, &f, "requests.rejected_duplicate.enterprise");
    assert_int_not_equal(cell->state, NB_READ);
    assert_int_equal(cell->flags, NB_WAS_AMBIGUOUS);
    check_known("glued", &r, &f);
    reading_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flush),    cmocka_unit_test(test_pages),
        cmocka_unit_test(test_headings), cmocka_unit_test(test_unclear),
        cmocka_unit_test(test_glued),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
