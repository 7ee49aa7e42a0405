/* The report as a text for people. */
#include <string.h>

#include "buffer.h"
#include "codebook.h"
#include "finding.h"
#include "report.h"

struct style {
    const char *bold, *dim, *reset;
    const char *of_severity[4];
};

static const struct style plain = {"", "", "", {"", "", "", ""}};
static const struct style coloured = {
    "\033[1m", "\033[2m", "\033[0m", {"", "\033[36m", "\033[33m", "\033[31m"}};

static const char *const statuses[2][3] = {
    {"合格", "有错误", "不是可读的年度报告"},
    {"valid", "has errors", "not readable as an annual report"},
};

static void put_foreign(struct nb_buffer *out, const char *string, size_t limit)
{
    nb_buffer_foreign(out, string, strlen(string), limit);
}

static void put_head(struct nb_buffer *out, const nb_report *report, const struct nb_source *source,
                     enum nb_lang lang, const struct style *style)
{
    int zh = lang == NB_ZH;
    nb_buffer_puts(out, style->bold);
    if (source && source->name)
        put_foreign(out, source->name, 300);
    nb_buffer_puts(out, style->reset);
    nb_buffer_puts(out, "\n  ");
    if (report->agency || report->year) {
        if (report->agency)
            put_foreign(out, report->agency, 100);
        else
            nb_buffer_puts(out, zh ? "（机关不明）" : "(agency not known)");
        nb_buffer_puts(out, zh ? "  " : ", ");
        if (report->year)
            nb_buffer_printf(out, zh ? "%d年" : "%d", report->year);
        else
            nb_buffer_puts(out, zh ? "年度不明" : "year not known");
        nb_buffer_puts(out, zh ? "  " : ", ");
    }
    enum nb_severity worst = report->status == NB_VALID ? NB_OFF : NB_ERROR;
    nb_buffer_puts(out, style->of_severity[worst]);
    nb_buffer_puts(out, statuses[!zh][report->status]);
    nb_buffer_puts(out, style->reset);
    nb_buffer_puts(out, "\n");
}

static void put_evidence(struct nb_buffer *out, const nb_report *report, enum nb_lang lang)
{
    int counts[3] = {0}, verdicts[3] = {0};
    if (report->status == NB_UNRECOGNIZED)
        return;
    for (int cell = 0; report->identities.count && cell < report->form.cell_count; cell++)
        counts[report->cells[cell].state]++;
    for (int check = 0; check < NB_CHECKS; check++)
        for (int v = 0; v < 3; v++)
            verdicts[v] += report->checks[check][v];
    nb_buffer_printf(out,
                     lang == NB_ZH ? "  数据：读出%d个，推出%d个，未知%d个；"
                                   : "  cells: %d read, %d inferred, %d not known; ",
                     counts[NB_READ], counts[NB_INFERRED], counts[NB_MISSING]);
    nb_buffer_printf(out,
                     lang == NB_ZH ? "核对：相符%d项，不符%d项，无法核对%d项\n"
                                   : "checks: %d passed, %d failed, %d undecided\n",
                     verdicts[NB_PASSED], verdicts[NB_FAILED], verdicts[NB_UNDECIDED]);
}

/* The article behind a finding, by the form of the report's own edition, where there is one. */
static void put_basis(struct nb_buffer *out, const nb_report *report, enum nb_code code,
                      enum nb_lang lang)
{
    const char *words = nb_bases[nb_codebook[code].basis].brief[lang];
    const struct nb_edition *edition = report->form.edition;
    if (!words)
        return;
    if (code == NB_STRUCTURE_EDITION_MISMATCH)
        edition = nb_edition_for_year(report->year);
    const char *form = strstr(words, "{f}");
    nb_buffer_puts(out, lang == NB_ZH ? "  依据：" : "  under: ");
    nb_buffer_add(out, words, form ? (size_t)(form - words) : strlen(words));
    if (form) {
        nb_buffer_puts(out, (edition ? edition : &nb_editions[0])->document);
        nb_buffer_puts(out, form + strlen("{f}"));
    }
}

static void put_finding(struct nb_buffer *out, const nb_report *report, const struct nb_finding *f,
                        enum nb_lang lang, const struct style *style)
{
    int zh = lang == NB_ZH;
    nb_buffer_puts(out, "  ");
    nb_buffer_puts(out, style->of_severity[f->severity]);
    nb_buffer_puts(out, nb_severity_word(f->severity, lang));
    nb_buffer_puts(out, style->reset);
    nb_buffer_puts(out, zh ? " " : ": ");
    if (nb_place_text(out, report, f->line, &f->where, lang))
        nb_buffer_puts(out, zh ? "：" : ": ");
    nb_finding_message(out, report, f, lang);
    nb_buffer_puts(out, "\n");
}

static void put_code(struct nb_buffer *out, const nb_report *report, const struct nb_finding *f,
                     enum nb_lang lang, const struct style *style)
{
    nb_buffer_puts(out, "    ");
    nb_buffer_puts(out, style->dim);
    nb_buffer_printf(out, "[%s]", nb_code_name((int)f->code));
    if (f->text) {
        nb_buffer_puts(out, lang == NB_ZH ? " 原文：" : " source: ");
        nb_buffer_puts(out, f->text);
    }
    put_basis(out, report, f->code, lang);
    nb_buffer_puts(out, style->reset);
    nb_buffer_puts(out, "\n");
}

/* The first finding of that severity from `f` on. */
static const struct nb_finding *find(const struct nb_finding *f, int severity)
{
    while (f && (int)f->severity != severity)
        f = f->next;
    return f;
}

/* Findings of one severity; of those alike that quote nothing, only the last one tells the code. */
static void put_findings(struct nb_buffer *out, const nb_report *report, int severity,
                         enum nb_lang lang, const struct style *style)
{
    const struct nb_finding *f = find(report->findings, severity), *next;
    for (; f; f = next) {
        next = find(f->next, severity);
        put_finding(out, report, f, lang, style);
        if (f->text || !next || next->code != f->code || next->text)
            put_code(out, report, f, lang, style);
    }
}

char *nb_report_text(const nb_report *report, const struct nb_source *source, enum nb_lang lang,
                     int colour)
{
    const struct style *style = colour ? &coloured : &plain;
    struct nb_buffer out;
    nb_buffer_init(&out);
    put_head(&out, report, source, lang, style);
    put_evidence(&out, report, lang);
    for (int severity = NB_ERROR; severity > NB_OFF; severity--)
        put_findings(&out, report, severity, lang, style);
    return nb_buffer_detach(&out);
}
