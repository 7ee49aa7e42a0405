/*
 * nianbao check: reads reports, judges them, prints what was found. No daemon is needed.
 *
 * Each file is read, printed and forgotten before the next, so that memory does not grow with their
 * number; only where years are to be compared all documents are kept until the last is read.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../extract/extract.h"
#include "../extract/source.h"
#include "across.h"
#include "command.h"
#include "options.h"
#include "print.h"
#include "stdin.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_JSONL };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* How often a file that changes while it is read is read again. */
#define TRIES 3

struct check {
    int format, color, language, history;
    uint64_t limit;
    const char *prefix;
    struct extract *extract;
    enum nb_lang lang;
    size_t files;                       /* named on the command line */
    size_t status[NB_UNRECOGNIZED + 1]; /* how many of each nb_status */
    size_t failed;                      /* could not be opened */
    size_t printed;                     /* documents so far */
};

/* ---- reading -------------------------------------------------------------------------------- */

/* Says on stderr why `path` was not checked. */
static void complain(const struct check *check, const char *path, const char *why)
{
    fputs("nianbao: ", stderr);
    print_safe(stderr, path);
    fprintf(stderr, tr(check->lang, "：%s\n", ": %s\n"), why);
}

static void complain_kind(const struct check *check, const char *path, const struct source *src)
{
    if (S_ISDIR(src->st.st_mode))
        complain(check, path,
                 tr(check->lang, "这是文件夹，请写出其中的文件，如 文件夹/*.docx",
                    "this is a directory; name the files in it, as in DIR/*.docx"));
    else
        complain(check, path,
                 tr(check->lang, "不是普通文件；管道里的内容请用 - 从标准输入读取",
                    "not a regular file; to read from a pipe use - for standard input"));
}

static void complain_program(const struct check *check, const char *path)
{
    const char *program = extract_path(check->extract);
    char why[PATH_MAX + 256];

    snprintf(why, sizeof why,
             tr(check->lang, "这类文件要由程序 %s 来读，它不能运行：%s",
                "this kind of file is read by the program %s, which cannot be run: %s"),
             program, print_reason(extract_missing(program), check->lang));
    complain(check, path, why);
}

static enum source_result read_path(const struct check *check, const char *path, struct source *src)
{
    enum source_result result;
    int tries = TRIES;

    if (strcmp(path, "-") == 0)
        return stdin_read(STDIN_FILENO, check->limit, src);
    while ((result = source_read(AT_FDCWD, path, 0, 1, check->limit, src)) == SOURCE_CHANGED &&
           --tries > 0)
        source_free(src);
    return result;
}

/* Returns like judge(). */
static int judge_bytes(const struct check *check, const char *path, const struct source *src,
                       nb_report **report)
{
    char note[EXTRACT_NOTE];
    int error = extract_parse(check->extract, src->bytes, src->size, NULL, report, note);

    if (error && extract_missing(extract_path(check->extract)))
        complain_program(check, path);
    else if (error)
        complain(check, path, *note ? note : print_reason(error, check->lang));
    return error ? -1 : 0;
}

/*
 * Turns what was read into a report. Returns 0 and a new report, or -1 when there is none; that has
 * been said on stderr then.
 */
static int judge(const struct check *check, const char *path, enum source_result result,
                 const struct source *src, nb_report **report)
{
    const char *why = NULL;
    int error = 0;

    switch (result) {
    case SOURCE_OK: return judge_bytes(check, path, src, report);
    case SOURCE_REJECTED:
        if (src->code != NB_INPUT_TOO_LARGE) {
            complain_kind(check, path, src);
            return -1;
        }
        if (nb_reject(src->code, src->detail_zh, src->detail_en, NULL, report) == 0)
            return 0;
        error = ENOMEM;
        break;
    case SOURCE_CHANGED:
        why = tr(check->lang, "正在被改写，请等写完再检查",
                 "it is being written; check it when it is complete");
        break;
    case SOURCE_GONE: error = ENOENT; break;
    case SOURCE_NOMEM: error = ENOMEM; break;
    case SOURCE_ERROR: error = src->error; break;
    }
    complain(check, path, why != NULL ? why : print_reason(error, check->lang));
    return -1;
}

/* ---- printing ------------------------------------------------------------------------------- */

static int print_document(struct check *check, const json_t *document)
{
    size_t flags = NB_DUMP_FLAGS;
    int array = check->format == FORMAT_JSON && check->files > 1;
    int result;

    if (check->format == FORMAT_JSON)
        flags = (flags & ~(size_t)JSON_COMPACT) | JSON_INDENT(2);
    if (array)
        fputs(check->printed > 0 ? ",\n  " : "[\n  ", stdout);
    result = print_json(stdout, document, flags, array ? 2 : 0);
    if (!array)
        putchar('\n');
    return result;
}

static int print_text(struct check *check, const json_t *document)
{
    int colour = check->color == COLOR_ALWAYS || (check->color == COLOR_AUTO && print_colour());
    char *text = nb_document_text(document, check->lang, colour);
    size_t size;

    if (text == NULL)
        return -1;
    if (check->printed > 0)
        putchar('\n');
    size = strlen(text);
    fwrite(text, 1, size, stdout);
    if (size == 0 || text[size - 1] != '\n')
        putchar('\n');
    free(text);
    return 0;
}

/* Prints a document, and counts it; NULL is one that could not be had, which has been said. */
static void print_report(struct check *check, const char *path, const json_t *document)
{
    int failed = document == NULL;

    if (!failed) {
        failed = (check->format == FORMAT_TEXT ? print_text(check, document)
                                               : print_document(check, document)) < 0;
        if (failed)
            complain(check, path, print_reason(ENOMEM, check->lang));
    }
    if (failed) {
        check->failed++;
        return;
    }
    check->printed++;
    check->status[nb_document_status(document)]++;
}

/* ---- the command ---------------------------------------------------------------------------- */

/*
 * The document names the file as the daemon would, without its folders, so that both say the same
 * of the same file; people get the path that they typed.
 */
static json_t *make_document(const struct check *check, const char *path, const nb_report *report,
                             const struct source *src)
{
    const char *slash = strrchr(path, '/');
    struct nb_source source = {
        .name = slash != NULL && check->format != FORMAT_TEXT ? slash + 1 : path,
        .size = src->bytes != NULL || src->size > 0 ? src->size : (uint64_t)src->st.st_size,
        .sha256 = src->sha256[0] != '\0' ? src->sha256 : NULL,
    };
    json_t *document = nb_report_json(report, &source, check->lang);

    if (document == NULL)
        complain(check, path, print_reason(ENOMEM, check->lang));
    return document;
}

/* The report document of a file, new, or NULL after it was said why there is none. */
static json_t *read_document(const struct check *check, const char *path)
{
    struct source src;
    nb_report *report = NULL;
    json_t *document = NULL;
    enum source_result result;

    memset(&src, 0, sizeof src);
    result = read_path(check, path, &src);
    if (judge(check, path, result, &src, &report) == 0)
        document = make_document(check, path, report, &src);
    nb_report_free(report);
    source_free(&src);
    return document;
}

static void print_summary(const struct check *check)
{
    if (check->format == FORMAT_JSON && check->files > 1)
        fputs(check->printed > 0 ? "\n]\n" : "[]\n", stdout);
    if (check->format != FORMAT_TEXT || check->files < 2)
        return;
    printf(tr(check->lang, "%s共 %zu 个文件：合格 %zu，有错误 %zu，无法识别 %zu",
              "%s%zu files: %zu valid, %zu invalid, %zu unrecognized"),
           check->printed > 0 ? "\n" : "", check->files, check->status[NB_VALID],
           check->status[NB_INVALID], check->status[NB_UNRECOGNIZED]);
    if (check->failed > 0)
        printf(tr(check->lang, "，打不开 %zu", ", %zu could not be opened"), check->failed);
    putchar('\n');
}

/* Returns 0, or -1 when memory ran out. */
static int open_extract(struct check *check)
{
    struct pool_options options;
    char *program = extract_program();

    extract_defaults(&options);
    check->extract = program ? extract_new(program, &options) : NULL;
    free(program);
    return check->extract ? 0 : -1;
}

/* Each file is printed and forgotten before the next. Returns 0, or -1 when nobody can read it. */
static int check_each(struct check *check, char **paths)
{
    for (size_t i = 0; i < check->files; i++) {
        json_t *document = read_document(check, paths[i]);
        print_report(check, paths[i], document);
        json_decref(document);
        if (print_end(check->lang) < 0)
            return -1;
    }
    return 0;
}

/* All are read before the first is printed, since any may be the year before of any. */
static int check_together(struct check *check, char **paths)
{
    json_t **documents = calloc(check->files, sizeof *documents);
    char **prefixes = nb_agency_prefixes(check->prefix);
    int result = -1;

    for (size_t i = 0; documents != NULL && i < check->files; i++)
        documents[i] = read_document(check, paths[i]);
    if (documents != NULL && prefixes != NULL &&
        across_judge(documents, check->files, (const char *const *)prefixes, check->lang) == 0)
        result = 0;
    else
        complain(check, paths[0], print_reason(ENOMEM, check->lang));
    for (size_t i = 0; documents != NULL && i < check->files; i++) {
        if (result == 0)
            print_report(check, paths[i], documents[i]);
        json_decref(documents[i]);
    }
    free(documents);
    free(prefixes);
    return result;
}

static int check_files(struct check *check, char **paths)
{
    if ((check->history ? check_together(check, paths) : check_each(check, paths)) < 0)
        return EXIT_TROUBLE;
    print_summary(check);
    if (print_end(check->lang) < 0 || check->failed > 0)
        return EXIT_TROUBLE;
    return check->status[NB_VALID] == check->files ? EXIT_FINE : EXIT_FAULT;
}

int check_main(int argc, char **argv)
{
    struct check check = {.limit = SOURCE_LIMIT_DEFAULT, .prefix = ""};
    const struct option_spec specs[] = {
        {"format", "text|json|jsonl", OPTION_CHOICE, &check.format,
         "输出格式：给人看的文字（默认）、JSON、每行一个 JSON",
         "what to print: text for people (default), JSON, or one JSON document a line"},
        {"lang", "zh|en", OPTION_CHOICE, &check.language, "语言：中文（默认）或英文",
         "language: Chinese (default) or English"},
        {"color", "auto|always|never", OPTION_CHOICE, &check.color,
         "颜色：输出到终端时才用（默认）、总是、不用",
         "colour: on a terminal (default), always, never"},
        {"max-size", "SIZE", OPTION_SIZE, &check.limit, "文件大小上限，默认 20M",
         "largest file to read, 20M by default"},
        {"history", "", OPTION_FLAG, &check.history,
         "这些文件中同一机关各年的报告也互相核对；全部读完才输出",
         "also compare the years of one agency among these files; prints when all are read"},
        {"prefix", "NAMES", OPTION_STRING, &check.prefix,
         "比较机关名称时略去的县区名，可写几个，用空格分开",
         "names of the county or district that are left out when names of agencies are compared, "
         "blanks between them"},
    };
    const struct option_table table = {
        "nianbao check",
        "FILE…",
        "检查政府信息公开工作年度报告。FILE 为 - 时读标准输入。\n"
        "方括号里的代码是什么意思，见 nianbao rules 代码。\n"
        "退出码：0 全部合格；1 有错误或无法识别的；2 用法有误或文件打不开。",
        "Checks government-information-disclosure annual reports. FILE - is standard input.\n"
        "What a code in square brackets means is told by: nianbao rules CODE --lang en.\n"
        "Exit status: 0 all valid; 1 some invalid or unrecognized; 2 wrong usage or a file that "
        "cannot be opened.",
        specs,
        sizeof specs / sizeof *specs,
    };
    int first, result = options_parse(&table, argc, argv, &first);

    check.lang = (enum nb_lang)check.language;
    if (result != OPTIONS_GO_ON)
        return result;
    if (first == argc)
        return options_error(table.command, check.lang, "%s",
                             tr(check.lang, "没有写要检查的文件", "no file to check was named"));
    check.files = (size_t)(argc - first);
    if (open_extract(&check) != 0) {
        complain(&check, argv[first], print_reason(ENOMEM, check.lang));
        return EXIT_TROUBLE;
    }
    result = check_files(&check, argv + first);
    extract_free(check.extract);
    return result;
}
