/* The form as data: counts, ids and labels of both editions, and the cells in their order. */
#include "units.h"

#include <stdio.h>
#include <string.h>

#include "../parser/buffer.h"
#include "../parser/finding.h"
#include "../parser/label.h"
#include "../parser/utf8.h"

struct form_case {
    const char *edition;
    int cells[NB_TABLES], rows[NB_TABLES];
};

/* Rows with cells and cells in each table, as the two documents prescribe them. */
static const struct form_case forms[NB_EDITIONS] = {
    {"2021", {10, 175, 15}, {6, 25, 3}},
    {"2019", {22, 161, 15}, {8, 23, 3}},
};

static void test_sizes(void **state)
{
    (void)state;
    for (int e = 0; e < NB_EDITIONS; e++) {
        struct nb_form form;
        nb_form_init(&form, &nb_editions[e]);
        assert_string_equal(form.edition->id, forms[e].edition);
        for (int t = 0; t < NB_TABLES; t++) {
            int rows = 0;
            for (int r = 0; r < form.edition->tables[t].row_count; r++)
                rows += form.edition->tables[t].rows[r].column_count > 0;
            assert_int_equal(form.table_first[t + 1] - form.table_first[t], forms[e].cells[t]);
            assert_int_equal(rows, forms[e].rows[t]);
            assert_true(form.edition->tables[t].row_count <= NB_MAX_ROWS);
        }
        assert_int_equal(form.table_first[NB_TABLES], form.cell_count);
        assert_true(form.cell_count <= NB_MAX_CELLS);
    }
}

/* Every id is unique, names its own cell, and cell and place lead to each other. */
static void check_ids(const struct nb_form *form)
{
    for (int cell = 0; cell < form->cell_count; cell++) {
        struct nb_buffer id;
        struct nb_place p = form->places[cell];
        nb_buffer_init(&id);
        nb_cell_id(&id, form, cell);
        assert_int_equal(nb_form_cell(form, id.bytes), cell);
        nb_buffer_puts(&id, "x");
        assert_int_equal(nb_form_cell(form, id.bytes), -1);
        nb_buffer_free(&id);
        assert_int_equal(form->first[p.table][p.row] + p.column, cell);
        assert_ptr_equal(nb_form_row(form, cell), &form->edition->tables[p.table].rows[p.row]);
        assert_ptr_equal(nb_form_column(form, cell), &nb_form_row(form, cell)->columns[p.column]);
    }
}

static void test_ids(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",         "requests",        "requests.received",      "requests.received.",
        "requests", "received.total",  ".received.total",        "requests.received.total.",
        "REQUESTS", "requests..total", "request.received.total",
    };
    for (int e = 0; e < NB_EDITIONS; e++) {
        struct nb_form form;
        nb_form_init(&form, &nb_editions[e]);
        check_ids(&form);
        for (size_t i = 0; i < COUNT_OF(wrong); i++)
            assert_int_equal(nb_form_cell(&form, wrong[i]), -1);
    }
}

static void test_editions_differ(void **state)
{
    (void)state;
    struct nb_form new_form, old_form;
    nb_form_init(&new_form, &nb_editions[0]);
    nb_form_init(&old_form, &nb_editions[1]);
    static const char *const only_new[] = {
        "disclosure.regulations.issued", "disclosure.normative_documents.in_force",
        "disclosure.fees.amount",        "requests.closed_uncorrected.natural_person",
        "requests.closed_unpaid.total",  "requests.closed_other.other",
    };
    static const char *const only_old[] = {
        "disclosure.regulations.made",         "disclosure.licensing.change",
        "disclosure.other_services.decisions", "disclosure.fees.prior_items",
        "disclosure.procurement.amount",       "requests.closed.total",
    };
    for (size_t i = 0; i < COUNT_OF(only_new); i++) {
        assert_true(nb_form_cell(&new_form, only_new[i]) >= 0);
        assert_int_equal(nb_form_cell(&old_form, only_new[i]), -1);
    }
    for (size_t i = 0; i < COUNT_OF(only_old); i++) {
        assert_true(nb_form_cell(&old_form, only_old[i]) >= 0);
        assert_int_equal(nb_form_cell(&new_form, only_old[i]), -1);
    }
    assert_int_equal(nb_form_cell(&old_form, "disclosure.fees.decisions"), -1);
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        int edition;
        const char *id;
        enum nb_kind kind;
    } cases[] = {
        {0, "disclosure.fees.amount", NB_WAN_YUAN},
        {0, "disclosure.licensing.decisions", NB_COUNT},
        {0, "requests.carried_out.total", NB_COUNT},
        {1, "disclosure.licensing.change", NB_CHANGE},
        {1, "disclosure.licensing.decisions", NB_COUNT},
        {1, "disclosure.procurement.amount", NB_DECIMAL},
        {1, "disclosure.procurement.items", NB_COUNT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nb_form form;
        nb_form_init(&form, &nb_editions[cases[i].edition]);
        assert_int_equal(nb_form_column(&form, cell_of(&form, cases[i].id))->kind, cases[i].kind);
    }
}

static void test_years(void **state)
{
    (void)state;
    static const struct {
        int year;
        const char *edition;
    } cases[] = {{2008, NULL},   {2018, NULL},   {2019, "2019"}, {2020, "2019"},
                 {2021, "2021"}, {2022, "2021"}, {2099, "2021"}, {0, NULL}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct nb_edition *edition = nb_edition_for_year(cases[i].year);
        if (cases[i].edition)
            assert_string_equal(edition->id, cases[i].edition);
        else
            assert_null(edition);
    }
}

/* What is compared is made of ideographs only, and begins the printed label or is a part of it. */
static void check_wordings(const char *list)
{
    assert_true(*list && *list != '|');
    for (size_t at = 0; list[at];) {
        uint32_t c;
        at += nb_utf8_decode((const unsigned char *)list + at, strlen(list + at), &c);
        if (c != '|' && !nb_is_han(c))
            fail_msg("%s: U+%04X", list, c);
    }
}

static void test_labels(void **state)
{
    (void)state;
    for (int e = 0; e < NB_EDITIONS; e++) {
        for (int t = 0; t < NB_TABLES; t++) {
            const struct nb_table *table = &nb_editions[e].tables[t];
            check_wordings(table->headings);
            for (int r = 0; r < table->row_count; r++) {
                const struct nb_row *row = &table->rows[r];
                check_wordings(row->labels);
                assert_true(row->zh && *row->zh && row->en && *row->en);
                assert_int_equal(row->id != NULL, row->column_count > 0);
                assert_int_equal(row->mark != NB_MARK_NONE, row->number > 0);
            }
        }
    }
    for (int i = 0; i < NB_SECTIONS; i++) {
        assert_int_equal(nb_sections[i].number, i + 1);
        check_wordings(nb_sections[i].titles);
    }
}

/* The lists of wordings are complete in the index that alignment makes of them. */
static void test_labels_fit(void **state)
{
    (void)state;
    for (int e = 0; e < NB_EDITIONS; e++) {
        for (int t = 0; t < NB_TABLES; t++) {
            const struct nb_table *table = &nb_editions[e].tables[t];
            struct nb_arena arena;
            struct nb_labels labels;
            int wordings = 0;
            nb_arena_init(&arena);
            assert_int_equal(nb_labels_init(&labels, &arena), 0);
            for (int r = 0; r < table->row_count; r++) {
                nb_labels_add(&labels, table->rows[r].labels, r);
                for (const char *c = table->rows[r].labels; *c; c++)
                    wordings += *c == '|';
                wordings++;
            }
            assert_int_equal(labels.count, wordings);
            nb_arena_free(&arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),           cmocka_unit_test(test_ids),
        cmocka_unit_test(test_editions_differ), cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_years),           cmocka_unit_test(test_labels),
        cmocka_unit_test(test_labels_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
