/* The rules in words: one entry a code, and the identities of each edition. */
#include <string.h>

#include "buffer.h"
#include "codebook.h"
#include "finding.h"
#include "identity.h"
#include "nianbao.h"
#include "succession.h"

/* Of more terms on one side of an identity only the first and the last are shown. */
#define MANY_TERMS 4

/* Everything that one book is made with. */
struct book {
    struct nb_buffer out;
    enum nb_lang lang;
    int markdown;
};

/* The wording in the book's language. Known to the compiler as a format if both are. */
__attribute__((format_arg(2), format_arg(3))) static const char *tr(const struct book *book,
                                                                    const char *zh, const char *en)
{
    return book->lang == NB_EN ? en : zh;
}

static void put(struct book *book, const char *string)
{
    nb_buffer_puts(&book->out, string);
}

static void put_heading(struct book *book, int level, const char *string)
{
    static const char signs[] = "####";
    if (book->markdown)
        nb_buffer_printf(&book->out, "\n%s %s\n\n", signs + strlen(signs) - level, string);
    else
        nb_buffer_printf(&book->out, "\n%s\n\n", string);
}

/* The documents that set the form, newest first. */
static void put_documents(struct book *book)
{
    for (int i = 0; i < NB_EDITIONS; i++) {
        put(book, i ? tr(book, "、", ", ") : "");
        put(book, nb_editions[i].document);
    }
}

static void put_basis(struct book *book, enum nb_basis basis)
{
    const char *words = nb_bases[basis].whole[book->lang];
    const char *form = strstr(words, "{f}");
    nb_buffer_add(&book->out, words, form ? (size_t)(form - words) : strlen(words));
    if (form) {
        put_documents(book);
        put(book, form + strlen("{f}"));
    }
}

/* ---- codes ---- */

static void put_example(struct book *book, const char *example)
{
    put(book, book->markdown ? "\n```text\n" : "");
    while (*example) {
        size_t line = strcspn(example, "\n");
        put(book, book->markdown ? "" : "      ");
        nb_buffer_add(&book->out, example, line);
        put(book, "\n");
        example += line + (example[line] == '\n');
    }
    put(book, book->markdown ? "```\n" : "");
}

/* Begins a field of an entry; its value follows. */
static void put_field(struct book *book, const char *zh, const char *en)
{
    put(book, book->markdown ? "\n" : "    ");
    put(book, tr(book, zh, en));
}

static void put_severity(struct book *book, int code)
{
    enum nb_severity severity = nb_code_severity((enum nb_code)code);
    if (book->lang == NB_ZH)
        nb_buffer_printf(&book->out, "%s（%s）", nb_severity_word(severity, NB_ZH),
                         nb_severity_name(severity));
    else
        put(book, nb_severity_name(severity));
}

static void put_code(struct book *book, int code)
{
    const struct nb_code_entry *entry = &nb_codebook[code];
    nb_buffer_printf(&book->out, book->markdown ? "\n### `%s`\n\n%s\n" : "%s\n    %s\n",
                     nb_code_name(code), entry->meaning[book->lang]);
    put_field(book, "级别：", "Severity: ");
    put_severity(book, code);
    put(book, "\n");
    if (*entry->example) {
        put_field(book, "例：\n", "Example:\n");
        put_example(book, entry->example);
    }
    put_field(book, "改法：", "How to fix: ");
    put(book, entry->fix[book->lang]);
    put(book, "\n");
    put_field(book, "依据：", "Source: ");
    put_basis(book, entry->basis);
    put(book, "\n");
}

static void put_overview(struct book *book)
{
    put(book, tr(book, "| 代码 | 级别 | 含义 |\n", "| code | severity | when |\n"));
    put(book, "|---|---|---|\n");
    for (int code = 0; code < NB_CODES; code++) {
        nb_buffer_printf(&book->out, "| `%s` | ", nb_code_name(code));
        put_severity(book, code);
        nb_buffer_printf(&book->out, " | %s |\n", nb_codebook[code].meaning[book->lang]);
    }
}

static void put_codes(struct book *book)
{
    put_heading(book, 2, tr(book, "发现的代码", "Codes of findings"));
    if (book->markdown)
        put_overview(book);
    for (int code = 0; code < NB_CODES; code++) {
        if (code && !book->markdown)
            put(book, "\n");
        put_code(book, code);
    }
}

/* ---- identities ---- */

/* Terms of a sum down a column differ by row, those of a sum along a row by column. */
static void put_term(struct book *book, const struct nb_form *form, int by_column, int cell)
{
    if (by_column)
        put(book, tr(book, nb_form_row(form, cell)->zh, nb_form_row(form, cell)->en));
    else
        put(book, tr(book, nb_form_column(form, cell)->zh, nb_form_column(form, cell)->en));
}

static int is_by_column(enum nb_code family)
{
    return family == NB_REQUESTS_BALANCE || family == NB_REQUESTS_PROCESSED_SUM;
}

static void put_side(struct book *book, const struct nb_identities *all, int index,
                     const struct nb_form *form, int sign)
{
    const struct nb_identity *identity = &all->list[index];
    const struct nb_term *terms = &all->terms[identity->first];
    int count = 0, n = 0;
    for (int i = 0; i < identity->count; i++)
        count += terms[i].sign == sign;
    for (int i = 0; i < identity->count; i++) {
        if (terms[i].sign != sign)
            continue;
        n++;
        if (count > MANY_TERMS && n > 1 && n < count) {
            put(book, n == 2 ? " + …" : "");
            continue;
        }
        put(book, n > 1 ? " + " : "");
        put_term(book, form, is_by_column(identity->family), terms[i].cell);
    }
    if (count > MANY_TERMS)
        nb_buffer_printf(&book->out, tr(book, "（%d项）", " (%d terms)"), count);
}

static void put_instances(struct book *book, int by_column, int count)
{
    nb_buffer_printf(&book->out,
                     by_column ? tr(book, "。每列一条，共%d条：", ". One a column, %d in all: ")
                               : tr(book, "。每行一条，共%d条：", ". One a row, %d in all: "),
                     count);
}

/* The name of one identity of a family, by the cell that it gives. */
static void put_instance(struct book *book, const struct nb_form *form, int by_column, int cell,
                         int first)
{
    put(book, first ? "" : tr(book, "；", "; "));
    put_term(book, form, !by_column, cell);
}

/* All identities of the family that begins at `index`; returns the index behind them. */
static int put_family(struct book *book, const struct nb_identities *all, int index,
                      const struct nb_form *form)
{
    enum nb_code family = all->list[index].family;
    int by_column = is_by_column(family), end = index;
    while (end < all->count && all->list[end].family == family)
        end++;
    nb_buffer_printf(&book->out, book->markdown ? "- `%s`" : "    %s", nb_code_name(family));
    put(book, tr(book, "：", ": "));
    put_side(book, all, index, form, 1);
    put(book, " = ");
    put_side(book, all, index, form, -1);
    put_instances(book, by_column, end - index);
    for (int i = index; i < end; i++)
        put_instance(book, form, by_column, all->list[i].cell, i == index);
    put(book, tr(book, "。\n", ".\n"));
    return end;
}

static void put_edition(struct book *book, const struct nb_edition *edition)
{
    struct nb_form form;
    struct nb_identities identities;
    char heading[200];
    nb_form_init(&form, edition);
    nb_identities_init(&identities, &form);
    snprintf(heading, sizeof heading,
             tr(book, "%s年版（%s）：%d条", "Edition %s (%s): %d identities"), edition->id,
             edition->document, identities.count);
    put_heading(book, 3, heading);
    for (int i = 0; i < identities.count;)
        i = put_family(book, &identities, i, &form);
}

/* ---- across years ---- */

static void put_succession(struct book *book, const struct nb_succession *s,
                           const struct nb_form *form)
{
    int by_column = s->gain < 0;
    nb_buffer_printf(&book->out, book->markdown ? "- `%s`" : "    %s", nb_code_name(s->family));
    put(book, tr(book, "：", ": "));
    put_term(book, form, by_column, s->cell);
    put(book, tr(book, " = 上一年度的", " = last year's "));
    put_term(book, form, by_column, s->former);
    if (!by_column) {
        put(book, " + ");
        put_term(book, form, by_column, s->gain);
        put(book, " - ");
        put_term(book, form, by_column, s->loss);
    }
}

static void put_successions(struct book *book)
{
    struct nb_succession list[NB_MAX_SUCCESSIONS];
    struct nb_form form;
    nb_form_init(&form, &nb_editions[0]);
    int count = nb_successions(list, &form, &form);
    put_heading(book, 3, tr(book, "与上一年度报告的关系", "Across years"));
    put(book,
        tr(book,
           "同一机关上一年度的报告已知时才核对，以它的最新一版为准；任何一格不知道的，不核对。推出"
           "的"
           "数同读出的一样算数，因为它是唯一可能的值。第一种各版格式都核对，第二种只在两年都用2021"
           "年版格式时核对。报告自己的勾稽关系也指向同一格时，才指出这一格填错；否则也可能是上一年"
           "度"
           "的报告错了。\n",
           "Checked where the report of the same agency for the year before is known, by its "
           "latest "
           "version, and where all cells that take part are known. A number that was inferred "
           "counts like one that was read, for no other is possible. The first kind is checked in "
           "every edition, the second where both reports have the form of edition 2021. A cell is "
           "named as the wrong one only where the identities of the report itself point at it, "
           "too; else the report of the year before may be the wrong one.\n"));
    put(book, book->markdown ? "\n" : "");
    for (int i = 0, end; i < count; i = end) {
        for (end = i; end < count && list[end].family == list[i].family;)
            end++;
        put_succession(book, &list[i], &form);
        put_instances(book, list[i].gain < 0, end - i);
        for (int n = i; n < end; n++)
            put_instance(book, &form, list[i].gain < 0, list[n].cell, n == i);
        put(book, tr(book, "。\n", ".\n"));
    }
}

static void put_identities(struct book *book)
{
    put_heading(book, 2, tr(book, "勾稽关系", "Identities"));
    put(book,
        tr(book,
           "第一种（balance）印在表中，其余各种由“总计”的含义得出。格中没有数的，只有当勾稽关系"
           "和“不小于0”只留下一个值时才推出；不能成立的勾稽关系不用来推断。\n",
           "The first kind (balance) is printed in the table, the others follow from what a "
           "total is. A cell without a number is inferred only where the identities, with no "
           "number below zero, leave one value; an identity that fails infers nothing.\n"));
    for (int i = 0; i < NB_EDITIONS; i++)
        put_edition(book, &nb_editions[i]);
    put_heading(book, 3, tr(book, "怎样指出填错的一格", "How the wrong cell is found"));
    put(book,
        tr(book,
           "申请情况表的每一格都在两条以上的勾稽关系中。如果改动某一格，能使所有不成立的勾稽关系同"
           "时成立"
           "，"
           "又不破坏成立的，而且这样的格只有一个，改后的数也不小于0，就指出这一格和应有的数；只有一"
           "条"
           "不成立，或者有两格以上说得通，就不指出。复议诉讼情况表的每一格只在一条中，所以从不指出"
           "。\n",
           "Every cell of the requests table stands in two identities or more. Where a change of "
           "one cell "
           "would satisfy all identities that fail and break none that holds, to a number not "
           "below zero, and no other cell could do that, it is named with the number it should "
           "have. One failing identity alone, or two cells that would do, name none. A cell of the "
           "proceedings table stands in one identity only, so none of them is ever named.\n"));
}

static void put_book(struct book *book)
{
    const char *title = tr(book, "nianbao 的规则，版本", "The rules of nianbao, version");
    nb_buffer_printf(&book->out, "%s%s %s\n\n", book->markdown ? "# " : "", title, NB_RULESET);
    put(book,
        tr(book,
           "检查年度报告时用的全部规则。级别为 error 的，报告不合格；warning 和 info 不影响合格。"
           "每个代码的级别可以在守护进程的配置中改。命令 nianbao rules 打印这些规则，nianbao rules "
           "代码 只打印一条。\n",
           "All rules by which a report is checked. A report with a finding of severity error is "
           "not valid; warning and info leave it valid. The severity of each code can be changed "
           "in the daemon's configuration. The command nianbao rules prints these rules, nianbao "
           "rules CODE one of them.\n"));
    put_codes(book);
    put_identities(book);
    put_successions(book);
}

char *nb_rules_text(int code, enum nb_lang lang, enum nb_markup markup)
{
    struct book book = {.lang = lang, .markdown = markup == NB_MARKDOWN};
    nb_buffer_init(&book.out);
    if (code >= 0 && code < NB_CODES)
        put_code(&book, code);
    else
        put_book(&book);
    return nb_buffer_detach(&book.out);
}
