#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "align.h"
#include "buffer.h"
#include "claim.h"
#include "copies.h"
#include "fit.h"
#include "genre.h"
#include "group.h"
#include "kind.h"
#include "ladder.h"
#include "lattice.h"
#include "layout.h"
#include "place.h"
#include "rules.h"
#include "scatter.h"
#include "strip.h"
#include "text.h"
#include "token.h"
#include "torn.h"
#include "unit.h"

/* One table of one edition as it was found. */
struct found {
    struct nb_alignment alignment;
    int present;
};

/* What is parsed: bytes of a text, or a document. */
struct input {
    const void *bytes;
    size_t size;
    const struct nb_document *document; /* NULL: a text */
    const char *media_type, *charset;   /* of a document */
};

struct parse {
    struct nb_report *report;
    struct nb_arena arena; /* for the parse only */
    struct nb_text text;
    struct nb_text label; /* a title that stands beside the text, in the file's properties */
    struct nb_outline outline;
    struct nb_tokens tokens[NB_TABLES];
    struct found found[NB_EDITIONS][NB_TABLES];
    struct nb_rivals rivals[NB_TABLES];
    int edition; /* index of the one that the tables follow, or -1 */
};

/* Adds the one finding of a file that cannot be read as a report. */
static void reject(struct nb_report *report, enum nb_code code, const char *zh, const char *en)
{
    struct nb_finding *f = nb_report_add(report, code, 0);
    if (f) {
        f->detail_zh = zh;
        f->detail_en = en;
    }
}

static const char *copy_string(struct nb_report *report, const char *string)
{
    if (!string)
        return NULL;
    char *copy = nb_arena_string(&report->arena, string, strlen(string));
    report->failed |= !copy;
    return copy;
}

/* The place of a byte, counted from 1, in words. */
static const char *place_text(struct nb_report *report, const char *before, size_t at,
                              const char *behind)
{
    char words[64];
    int length = snprintf(words, sizeof words, "%s%zu%s", before, at + 1, behind);
    char *copy = nb_arena_string(&report->arena, words, (size_t)length);
    report->failed |= !copy;
    return copy;
}

static void reject_encoding(struct parse *p, int unavailable)
{
    size_t first = p->text.first_bad;
    if (p->text.blocks)
        reject(p->report, NB_INPUT_ENCODING, NULL, NULL);
    else if (unavailable)
        reject(p->report, NB_INPUT_ENCODING, "本机系统库缺少UTF-8以外编码的转换表",
               "this system's C library lacks the tables of encodings other than UTF-8");
    else
        reject(p->report, NB_INPUT_ENCODING, place_text(p->report, "第", first, "个字节起"),
               place_text(p->report, "from byte ", first, " on"));
}

/* ---- the steps of a parse ---- */

/* Whether what was decoded makes sense as text; else it is turned away. */
static int is_text(struct parse *p, size_t bad, int unavailable)
{
    if (!nb_charset_is_senseless(bad, p->text.length))
        return 1;
    reject_encoding(p, unavailable);
    return 0;
}

static int is_blank(const struct nb_text *text)
{
    for (size_t i = 0; i < text->length; i++)
        if (text->cp[i] != ' ' && text->cp[i] != '\n' && text->cp[i] != '\t')
            return 0;
    return 1;
}

/* 1. What cannot be text is turned away. Returns 1 where there is text, -1 without memory. */
static int admit_bytes(struct parse *p, const struct input *input)
{
    struct nb_report *report = p->report;
    const struct nb_kind_found *kind = input->size ? nb_kind_of(input->bytes, input->size) : NULL;
    if (kind) {
        report->media_type = kind->media_type;
        reject(report, kind->code, kind->zh, kind->en);
        return 0;
    }
    struct nb_decoded decoded;
    if (nb_text_decode(&p->text, &p->arena, input->bytes, input->size, &decoded))
        return -1;
    const struct nb_text *text = &p->text;
    if (!is_text(p, text->replaced + text->nuls + text->controls, decoded.unavailable))
        return 0;
    report->charset = nb_charset_name(decoded.charset);
    report->media_type = p->text.markdown ? "text/markdown" : "text/plain";
    return 1;
}

static int admit_document(struct parse *p, const struct input *input)
{
    const struct nb_document *document = input->document;
    p->report->media_type = copy_string(p->report, input->media_type);
    p->report->charset = copy_string(p->report, input->charset);
    if (nb_layout_text(&p->text, &p->arena, document) ||
        nb_text_init(&p->label, &p->arena, document->title, document->title_length))
        return -1;
    return is_text(p, p->text.replaced, 0); /* signs that are not shown may be many */
}

static int admit(struct parse *p, const struct input *input)
{
    int admitted = input->document ? admit_document(p, input) : admit_bytes(p, input);
    if (admitted > 0 && is_blank(&p->text)) {
        reject(p->report, NB_INPUT_EMPTY, NULL, NULL);
        return 0;
    }
    return admitted;
}

/*
 * 2. Aligns the text with the tables of every edition, and keeps the one that fits best. Where what
 * is there stands in both, it is the one that the year prescribes.
 */
static int find_tables(struct parse *p)
{
    for (int t = 0; t < NB_TABLES; t++) {
        size_t first, last;
        const struct nb_table *table = &nb_editions[0].tables[t];
        nb_outline_region(&p->outline, &p->text, table->section, &first, &last);
        if (nb_tokens_scan(&p->tokens[t], &p->arena, &p->text, first, last) ||
            (table->pooled && nb_torn_join(&p->tokens[t], &p->arena, &p->text, last, table)) ||
            nb_copies_part(&p->rivals[t], &p->tokens[t], &p->arena, &p->text, first, t,
                           p->outline.year))
            return -1;
    }
    int best = 0;
    p->edition = -1;
    for (int e = 0; e < NB_EDITIONS; e++) {
        int score = 0, present = 0, complete = 1;
        for (int t = 0; t < NB_TABLES; t++) {
            const struct nb_table *table = &nb_editions[e].tables[t];
            struct found *found = &p->found[e][t];
            if (e > 0 && table->rows == nb_editions[0].tables[t].rows)
                *found = p->found[0][t];
            else if (nb_align(&found->alignment, &p->arena, &p->text, &p->tokens[t], table))
                return -1;
            found->present = nb_fit_is_present(&found->alignment, table, &p->tokens[t]);
            present += found->present;
            complete &= found->alignment.rows == nb_fit_rows(table);
            if (found->present)
                score += nb_fit_score(&found->alignment, table, &p->tokens[t]);
        }
        int due = &nb_editions[e] == nb_edition_for_year(p->outline.year);
        if (present && (score > best || (score == best && due))) {
            best = score;
            p->edition = e;
        }
        if (complete) /* no other one can fit better */
            break;
    }
    return 0;
}

/* 3. Whether all of this makes an annual report. */
static int is_report(struct parse *p)
{
    struct nb_genre_table tables[NB_TABLES] = {{0}};
    for (int t = 0; p->edition >= 0 && t < NB_TABLES; t++)
        tables[t] =
            nb_fit_survey(&p->found[p->edition][t].alignment, p->found[p->edition][t].present,
                          &nb_editions[p->edition].tables[t], &p->tokens[t]);
    struct nb_genre_found genre = nb_genre_judge(&p->text, &p->outline, tables);
    if (genre.genre == NB_GENRE_REPORT)
        return 1;
    reject(p->report, genre.genre == NB_GENRE_OLD ? NB_INPUT_UNSUPPORTED : NB_INPUT_NOT_A_REPORT,
           genre.zh, genre.en);
    return 0;
}

/* A heading as it is printed; the parts of a broken one are joined. */
static const char *heading_text(struct parse *p, const struct nb_heading *h)
{
    struct nb_buffer buffer;
    nb_buffer_init(&buffer);
    for (size_t i = h->start; i < h->end; i++) {
        size_t stop = i;
        while (stop < h->end && p->text.cp[stop] != '\n')
            stop++;
        size_t from = p->text.at[i], to = p->text.at[stop];
        while (to > from && (p->text.bytes[to - 1] == '\r' || p->text.bytes[to - 1] == ' '))
            to--;
        nb_buffer_add(&buffer, (const char *)p->text.bytes + from, to - from);
        for (i = stop; i + 1 < h->end && p->text.cp[i + 1] <= ' ';)
            i++;
    }
    const char *copy = NULL;
    if (!buffer.failed)
        copy = nb_report_excerpt(p->report, (const unsigned char *)buffer.bytes, buffer.length);
    p->report->failed |= buffer.failed;
    nb_buffer_free(&buffer);
    return copy;
}

/* 4. What the outline says goes into the report. */
static void take_outline(struct parse *p)
{
    struct nb_report *report = p->report;
    const struct nb_outline *o = &p->outline;
    report->title = copy_string(report, o->title);
    report->agency = copy_string(report, o->agency);
    report->year = o->year;
    report->from = o->from;
    report->to = o->to;
    for (int i = 0; i < NB_SECTIONS; i++) {
        const struct nb_heading *h = &o->headings[i];
        if (!h->found)
            continue;
        struct nb_section_found found = {
            i + 1, h->printed, heading_text(p, h), (uint32_t)h->line + 1, {0, 0, 0, 0}};
        int place = report->section_count++; /* they are listed as they stand */
        for (; place > 0 && report->sections[place - 1].line > found.line; place--)
            report->sections[place] = report->sections[place - 1];
        report->sections[place] = found;
    }
}

/* 5. Numbers go into the cells. */
static int read_tables(struct parse *p)
{
    struct nb_report *report = p->report;
    if (p->edition < 0)
        return 0;
    struct nb_strips *strips = NB_NEW(&p->arena, struct nb_strips, 1);
    if (!strips)
        return -1;
    nb_form_init(&report->form, &nb_editions[p->edition]);
    nb_identities_init(&report->identities, &report->form);
    for (int t = 0; t < NB_TABLES; t++) {
        struct found *found = &p->found[p->edition][t];
        const struct nb_table *table = &report->form.edition->tables[t];
        int from = strips->count;
        if (!found->present)
            continue;
        nb_strips_add(strips, &report->form, t, &p->tokens[t], &found->alignment);
        nb_ladder_climb(strips, from, &p->text, &p->tokens[t], &found->alignment);
        nb_group_gather(strips, from, &report->form, t, &p->text, &p->tokens[t], &found->alignment);
        if (nb_scatter_gather(strips, from, &p->arena, &report->form, &report->identities, t,
                              &p->tokens[t], &found->alignment) ||
            nb_lattice_place(strips, from, &p->arena, &report->form, t, &p->text, &p->tokens[t],
                             &found->alignment))
            return -1;
        for (int i = from; i < strips->count; i++)
            strips->list[i].astray |= nb_copies_is_rival(
                &p->rivals[t], nb_form_row(&report->form, strips->list[i].first));
        for (int r = 0; r < table->row_count && !table->pooled; r++)
            for (int c = 0; found->alignment.start[r] < 0 && c < table->rows[r].column_count; c++)
                report->cells[report->form.first[t][r] + c].flags |= NB_WAS_LOST;
    }
    if (nb_place(&p->arena, report->cells, &report->form, &report->identities, strips, &p->text,
                 p->tokens))
        return -1;
    nb_units_apply(report, &p->text, &p->outline);
    return 0;
}

/* The line of the source's byte `at`, from 1. */
static uint32_t line_of_byte(const struct nb_text *text, size_t at)
{
    size_t low = 0, high = text->length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text->at[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)nb_text_line(text, low) + 1;
}

/* Says that characters were replaced: from which byte on, or, in a document, on which line. */
static void note_replaced(struct parse *p)
{
    const struct nb_text *text = &p->text;
    size_t bad = text->replaced + text->nuls + text->controls;
    uint32_t line = text->blocks ? line_of_byte(text, text->first_bad) : 0;
    struct nb_finding *f = bad ? nb_report_add(p->report, NB_INPUT_BYTES_REPLACED, line) : NULL;
    if (!f)
        return;
    f->actual = (struct nb_amount){1, (int64_t)bad, 0};
    if (!text->blocks)
        f->detail_zh = f->detail_en = place_text(p->report, "", text->first_bad, "");
}

/* 6. What is wrong with it. */
static void judge(struct parse *p)
{
    struct nb_report *report = p->report;
    struct nb_table_reading tables[NB_TABLES];
    memset(tables, 0, sizeof tables);
    note_replaced(p);
    for (int t = 0; p->edition >= 0 && t < NB_TABLES; t++) {
        tables[t].present = p->found[p->edition][t].present;
        tables[t].tokens = &p->tokens[t];
        tables[t].alignment = &p->found[p->edition][t].alignment;
    }
    if (p->edition < 0) { /* a report without any table is judged by the form of its year */
        const struct nb_edition *due = nb_edition_for_year(report->year);
        nb_form_init(&report->form, due ? due : &nb_editions[0]);
    }
    nb_claims_find(report, &p->text, &p->outline);
    nb_rules_judge(report, &p->text, &p->outline, tables);
    report->status = NB_VALID;
    if (nb_report_count(report, NB_ERROR))
        report->status = NB_INVALID;
}

/* Puts the place of a line (from 1; 0: nowhere) instead of it. */
static void take_place(const struct nb_text *text, uint32_t *line, struct nb_where *where)
{
    if (*line)
        *where = nb_text_where(text, *line - 1);
    *line = 0;
}

/* 7. In a document what was found stands on a page, in a table, in a row. */
static void locate(struct parse *p)
{
    struct nb_report *report = p->report;
    if (!p->text.blocks)
        return;
    for (struct nb_finding *f = report->findings; f; f = f->next)
        take_place(&p->text, &f->line, &f->where);
    for (struct nb_claim *c = report->claims; c; c = c->next)
        take_place(&p->text, &c->line, &c->where);
    for (int i = 0; i < report->section_count; i++)
        take_place(&p->text, &report->sections[i].line, &report->sections[i].where);
    for (int i = 0; i < NB_MAX_CELLS; i++)
        take_place(&p->text, &report->cells[i].line, &report->cells[i].where);
}

static int run(struct parse *p, const struct input *input)
{
    int admitted = admit(p, input);
    if (admitted <= 0)
        return admitted;
    if (nb_privacy_hide(p->report, &p->arena, &p->text) ||
        nb_outline_init(&p->outline, &p->arena, &p->text, &p->label) || find_tables(p))
        return -1;
    if (!is_report(p))
        return 0;
    take_outline(p);
    if (read_tables(p))
        return -1;
    judge(p);
    return 0;
}

static int parse(const struct input *input, const struct nb_options *options, nb_report **out)
{
    *out = NULL;
    struct parse *p = calloc(1, sizeof *p);
    struct nb_report *report = nb_report_new(options);
    int failed = !p || !report;
    if (!failed) {
        p->report = report;
        nb_arena_init(&p->arena);
        failed = run(p, input) || report->failed;
        if (!failed)
            locate(p);
        nb_arena_free(&p->arena);
    }
    free(p);
    if (failed) {
        nb_report_free(report);
        return -1;
    }
    *out = report;
    return 0;
}

int nb_parse(const void *bytes, size_t size, const struct nb_options *options, nb_report **out)
{
    struct input input = {.bytes = bytes, .size = size};
    return parse(&input, options, out);
}

int nb_parse_document(const struct nb_document *document, const char *media_type,
                      const char *charset, const struct nb_options *options, nb_report **out)
{
    struct input input = {.document = document, .media_type = media_type, .charset = charset};
    return parse(&input, options, out);
}

/* A caller's words, made fit to be shown. */
static const char *clean_string(struct nb_report *report, const char *string)
{
    return string ? nb_report_excerpt(report, (const unsigned char *)string, strlen(string)) : NULL;
}

int nb_reject(enum nb_code code, const char *detail_zh, const char *detail_en,
              const struct nb_options *options, nb_report **out)
{
    return nb_reject_as(NULL, code, detail_zh, detail_en, options, out);
}

int nb_reject_as(const char *media_type, enum nb_code code, const char *detail_zh,
                 const char *detail_en, const struct nb_options *options, nb_report **out)
{
    *out = NULL;
    struct nb_report *report = nb_report_new(options);
    if (!report)
        return -1;
    report->media_type = media_type;
    reject(report, code, clean_string(report, detail_zh), clean_string(report, detail_en));
    if (report->failed) {
        nb_report_free(report);
        return -1;
    }
    *out = report;
    return 0;
}
