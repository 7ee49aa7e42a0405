#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../parser/align.h"
#include "../parser/utf8.h"
#include "fixtures.h"

uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* ---- a text ---- */

void page_init_bytes(struct page *page, const void *bytes, size_t size)
{
    nb_arena_init(&page->arena);
    page->copy = malloc(size ? size : 1);
    assert_non_null(page->copy);
    if (size)
        memcpy(page->copy, bytes, size);
    assert_int_equal(nb_text_init(&page->text, &page->arena, page->copy, size), 0);
}

void page_init(struct page *page, const char *string)
{
    page_init_bytes(page, string, strlen(string));
}

void page_free(struct page *page)
{
    nb_arena_free(&page->arena);
    free(page->copy);
}

const char *page_words(struct page *page, size_t start, size_t end)
{
    char *out = nb_arena_raw(&page->arena, (end - start) * 4 + 1, 1);
    size_t length = 0;
    assert_non_null(out);
    for (size_t i = start; i < end; i++)
        length += nb_utf8_encode(page->text.cp[i], out + length);
    out[length] = '\0';
    return out;
}

const char *page_all(struct page *page)
{
    return page_words(page, 0, page->text.length);
}

void check_texts(const struct text_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct page page;
        page_init(&page, cases[i].source);
        if (strcmp(page_all(&page), cases[i].text) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].name, page_all(&page), cases[i].text);
        page_free(&page);
    }
}

/* ---- tables ---- */

int cell_of(const struct nb_form *form, const char *id)
{
    int cell = nb_form_cell(form, id);
    if (cell < 0)
        fail_msg("no cell %s", id);
    return cell;
}

/* Sets what the identities give, once all other cells of the tables are set. */
static void fill_sums(struct filled *f, uint32_t *seed)
{
    const struct nb_table *requests = &f->form.edition->tables[NB_REQUESTS];
    int received = f->form.first[NB_REQUESTS][0], carried_in = f->form.first[NB_REQUESTS][1];
    int carried_out = f->form.first[NB_REQUESTS][requests->row_count - 1];
    int processed = f->form.first[NB_REQUESTS][requests->row_count - 2];
    for (int c = 0; c < 6; c++) {
        int64_t sum = 0;
        for (int r = 0; r < requests->row_count; r++)
            if (requests->rows[r].role == NB_OUTCOME)
                sum += f->value[f->form.first[NB_REQUESTS][r] + c];
        f->value[processed + c] = sum;
        int64_t all = sum + f->value[carried_out + c];
        f->value[carried_in + c] = all ? next_random(seed) % (uint64_t)(all + 1) : 0;
        f->value[received + c] = all - f->value[carried_in + c];
    }
    for (int cell = 0; cell < f->form.cell_count; cell++) {
        if (nb_form_column(&f->form, cell)->role != NB_TOTAL)
            continue;
        int parts = nb_form_row(&f->form, cell)->column_count - 1;
        f->value[cell] = 0;
        for (int c = 1; c <= parts; c++)
            f->value[cell] += f->value[cell - c];
    }
}

void filled_init(struct filled *f, const struct nb_edition *edition, uint32_t seed, int most)
{
    memset(f, 0, sizeof *f);
    nb_form_init(&f->form, edition);
    nb_identities_init(&f->identities, &f->form);
    for (int cell = 0; cell < f->form.cell_count; cell++)
        f->value[cell] = next_random(&seed) % ((uint32_t)most + 1);
    fill_sums(f, &seed);
    for (int cell = 0; cell < f->form.cell_count; cell++)
        snprintf(f->word[cell], WORD_SIZE, "%lld", (long long)f->value[cell]);
    f->separator = "\t";
}

int identity_of(const struct filled *filled, enum nb_code family, const char *cell)
{
    for (int i = 0; i < filled->identities.count; i++)
        if (filled->identities.list[i].family == family &&
            filled->identities.list[i].cell == cell_of(&filled->form, cell))
            return i;
    fail_msg("no identity gives %s", cell);
    return -1;
}

void filled_set(struct filled *f, const char *id, const char *word)
{
    snprintf(f->word[cell_of(&f->form, id)], WORD_SIZE, "%s", word);
}

void filled_set_row(struct filled *f, const char *row, const char *word)
{
    char first[96];
    snprintf(first, sizeof first, "%s.natural_person", row);
    int cell = cell_of(&f->form, first);
    for (int c = 0; c < nb_form_row(&f->form, cell)->column_count; c++)
        snprintf(f->word[cell + c], WORD_SIZE, "%s", word);
}

static void put(struct bytes *out, const char *string)
{
    bytes_add(out, string, strlen(string));
}

void filled_label(struct bytes *out, const struct nb_row *row)
{
    static const char *const han[] = {"", "一", "二", "三", "四", "五", "六", "七", "八"};
    char mark[16] = "";
    if (row->mark == NB_MARK_HAN)
        snprintf(mark, sizeof mark, "%s、", han[row->number]);
    else if (row->mark == NB_MARK_PAREN)
        snprintf(mark, sizeof mark, "（%s）", han[row->number]);
    else if (row->mark == NB_MARK_ARABIC)
        snprintf(mark, sizeof mark, "%d.", row->number);
    put(out, mark);
    bytes_add(out, row->labels, strcspn(row->labels, "|"));
}

static void put_row(struct bytes *out, const struct filled *f, int t, int r)
{
    const struct nb_row *row = &f->form.edition->tables[t].rows[r];
    int first = f->form.first[t][r];
    if (row->column_count && f->instead[first]) {
        put(out, f->instead[first]);
        return;
    }
    filled_label(out, row);
    for (int c = 0; c < row->column_count; c++) {
        if (strcmp(f->word[first + c], NOT_THERE) == 0)
            continue;
        put(out, f->separator);
        put(out, f->word[first + c]);
    }
    put(out, "\n");
}

void reading_init(struct reading *reading, const struct filled *f)
{
    struct bytes out = {NULL, 0};
    size_t lines[NB_TABLES + 1] = {0};
    bytes_add(&out, "", 0);
    memset(reading, 0, sizeof *reading);
    for (int t = 0; t < NB_TABLES; t++) {
        const struct nb_table *table = &f->form.edition->tables[t];
        for (int r = 0; r < table->row_count && !f->left_out[t]; r++)
            put_row(&out, f, t, r);
        lines[t + 1] = 0;
        for (size_t i = 0; i < out.size; i++)
            lines[t + 1] += out.data[i] == '\n';
    }
    page_init_bytes(&reading->page, out.data, out.size);
    free(out.data);
    struct page *page = &reading->page;
    reading->strips = NB_NEW(&page->arena, struct nb_strips, 1);
    assert_non_null(reading->strips);
    for (int t = 0; t < NB_TABLES; t++) {
        struct nb_tokens *tokens = &reading->tokens[t];
        struct nb_alignment *alignment = &reading->alignment[t];
        assert_int_equal(nb_tokens_scan(tokens, &page->arena, &page->text, lines[t], lines[t + 1]),
                         0);
        assert_int_equal(
            nb_align(alignment, &page->arena, &page->text, tokens, &f->form.edition->tables[t]), 0);
        if (f->left_out[t])
            continue;
        int from = reading->strips->count;
        nb_strips_add(reading->strips, &f->form, t, tokens, alignment);
        nb_ladder_climb(reading->strips, from, &page->text, tokens, alignment);
    }
    assert_int_equal(nb_place(&page->arena, reading->cells, &f->form, &f->identities,
                              reading->strips, &page->text, reading->tokens),
                     0);
}

void reading_free(struct reading *reading)
{
    page_free(&reading->page);
}

const struct nb_cell *cell_at(const struct reading *reading, const struct filled *filled,
                              const char *id)
{
    return &reading->cells[cell_of(&filled->form, id)];
}

static const char *const states[] = {"missing", "read", "inferred"};

int check_known(const char *name, const struct reading *r, const struct filled *f)
{
    int missing = 0;
    for (int cell = 0; cell < f->form.cell_count; cell++) {
        const struct nb_cell *c = &r->cells[cell];
        missing += c->state == NB_MISSING;
        if (c->state != NB_MISSING && c->value != f->value[cell])
            fail_msg("%s: %s / %s is %lld, not %lld (%s)", name, nb_form_row(&f->form, cell)->zh,
                     nb_form_column(&f->form, cell)->zh, (long long)c->value,
                     (long long)f->value[cell], states[c->state]);
    }
    return missing;
}

void expect_state(const struct reading *r, const struct filled *f, const char *id,
                  enum nb_state state, int flags)
{
    const struct nb_cell *cell = cell_at(r, f, id);
    if (cell->state != state || cell->flags != flags)
        fail_msg("%s is %s with flags %d, not %s with %d", id, states[cell->state], cell->flags,
                 states[state], flags);
}

/* ---- a report ---- */

nb_report *report_of(const char *string)
{
    nb_report *report = NULL;
    assert_int_equal(nb_parse(string, strlen(string), NULL, &report), 0);
    assert_non_null(report);
    return report;
}

int findings_of(const nb_report *report, int code)
{
    int count = 0;
    for (const struct nb_finding *f = report->findings; f; f = f->next)
        count += (int)f->code == code;
    return count;
}
