#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "print.h"

#define OPTIONS_MAX 16
#define HELP_COLUMN 34
#define SIZE_LIMIT  ((uint64_t)4 << 30)

enum { KEY_HELP = 1000, KEY_VERSION, KEY_FIRST };

enum nb_lang options_lang(int argc, char **argv)
{
    enum nb_lang lang = NB_ZH;

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *word = NULL;
        if (strncmp(argv[i], "--lang=", 7) == 0)
            word = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            word = argv[i + 1];
        if (word != NULL)
            lang = strcmp(word, "en") == 0 ? NB_EN : NB_ZH;
    }
    return lang;
}

int options_error(const char *command, enum nb_lang lang, const char *format, ...)
{
    char what[512];
    va_list ap;

    va_start(ap, format);
    vsnprintf(what, sizeof what, format, ap);
    va_end(ap);
    fprintf(stderr, "%s: ", command);
    print_safe(stderr, what);
    fprintf(stderr, tr(lang, "；用法见：%s --help\n", "; for help: %s --help --lang en\n"),
            command);
    return EXIT_TROUBLE;
}

/* ---- values --------------------------------------------------------------------------------- */

static int set_choice(const struct option_spec *spec, const char *word)
{
    const char *choice = spec->argument;
    size_t size = strlen(word);

    for (int i = 0;; i++) {
        size_t length = strcspn(choice, "|");
        if (length == size && memcmp(choice, word, size) == 0) {
            *(int *)spec->value = i;
            return 0;
        }
        if (choice[length] == '\0')
            return -1;
        choice += length + 1;
    }
}

static int set_size(const struct option_spec *spec, const char *word)
{
    char *end;
    unsigned long long n;
    int shift = 0;

    if (*word < '0' || *word > '9')
        return -1;
    errno = 0;
    n = strtoull(word, &end, 10);
    if (*end != '\0') {
        shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : -1;
        if (shift < 0 || end[1] != '\0')
            return -1;
    }
    if (errno != 0 || n == 0 || n > SIZE_LIMIT >> shift)
        return -1;
    *(uint64_t *)spec->value = (uint64_t)n << shift;
    return 0;
}

static int set_seconds(const struct option_spec *spec, const char *word)
{
    char *end;
    double seconds = strtod(word, &end);

    if (end == word || *end != '\0' || !isfinite(seconds) || seconds <= 0 || seconds > 86400)
        return -1;
    *(int *)spec->value = seconds < 0.001 ? 1 : (int)(seconds * 1000);
    return 0;
}

static int set_value(const struct option_spec *spec, const char *word)
{
    switch (spec->kind) {
    case OPTION_FLAG: *(int *)spec->value = 1; return 0;
    case OPTION_CHOICE: return set_choice(spec, word);
    case OPTION_SIZE: return set_size(spec, word);
    case OPTION_SECONDS: return set_seconds(spec, word);
    case OPTION_STRING: *(const char **)spec->value = word; return 0;
    }
    return -1;
}

/* What would be right, in a word or two. */
static const char *example(const struct option_spec *spec, enum nb_lang lang)
{
    switch (spec->kind) {
    case OPTION_SIZE: return tr(lang, "字节数，如 20M，最多 4G", "bytes such as 20M, 4G at most");
    case OPTION_SECONDS: return tr(lang, "秒数，如 2 或 0.5", "seconds such as 2 or 0.5");
    default: return spec->argument;
    }
}

/* ---- help ----------------------------------------------------------------------------------- */

static void print_option(const char *name, const char *argument, const char *help)
{
    char left[80];
    int width =
        snprintf(left, sizeof left, "  --%s%s%s", name, *argument != '\0' ? " " : "", argument);

    if (width >= HELP_COLUMN)
        printf("%s\n%*s%s\n", left, HELP_COLUMN, "", help);
    else
        printf("%-*s%s\n", HELP_COLUMN, left, help);
}

static int print_help(const struct option_table *table, enum nb_lang lang)
{
    printf(tr(lang, "用法：%s [选项]%s%s\n", "usage: %s [options]%s%s\n"), table->command,
           *table->operands != '\0' ? " " : "", table->operands);
    printf("%s\n\n", tr(lang, table->summary_zh, table->summary_en));
    for (size_t i = 0; i < table->count; i++)
        print_option(table->specs[i].name, table->specs[i].argument,
                     tr(lang, table->specs[i].help_zh, table->specs[i].help_en));
    print_option("help", "", tr(lang, "显示本说明（英文：--help --lang en）", "print this"));
    print_option("version", "", tr(lang, "显示版本", "print the version"));
    return print_end(lang) == 0 ? EXIT_FINE : EXIT_TROUBLE;
}

int options_version(enum nb_lang lang)
{
    printf("nianbao %s (schema %s, ruleset %s)\n", NB_VERSION, NB_SCHEMA_VERSION, NB_RULESET);
    return print_end(lang) == 0 ? EXIT_FINE : EXIT_TROUBLE;
}

/* ---- parsing -------------------------------------------------------------------------------- */

static void make_getopt_table(const struct option_table *table, struct option *longs)
{
    size_t n = 0;

    for (; n < table->count && n < OPTIONS_MAX; n++)
        longs[n] =
            (struct option){table->specs[n].name,
                            table->specs[n].kind == OPTION_FLAG ? no_argument : required_argument,
                            NULL, KEY_FIRST + (int)n};
    longs[n++] = (struct option){"help", no_argument, NULL, KEY_HELP};
    longs[n++] = (struct option){"version", no_argument, NULL, KEY_VERSION};
    longs[n] = (struct option){NULL, 0, NULL, 0};
}

static int unknown_option(const struct option_table *table, const char *word, int key,
                          enum nb_lang lang)
{
    if (key == ':')
        return options_error(table->command, lang,
                             tr(lang, "选项 %s 后面要有值", "%s needs a value"), word);
    return options_error(table->command, lang, tr(lang, "没有选项 %s", "there is no option %s"),
                         word);
}

int options_parse(const struct option_table *table, int argc, char **argv, int *operands)
{
    struct option longs[OPTIONS_MAX + 3];
    enum nb_lang lang = options_lang(argc, argv);
    int key;

    make_getopt_table(table, longs);
    /* 0 makes glibc start afresh, whatever was parsed before in this process. */
    optind = 0;
    while ((key = getopt_long(argc, argv, ":", longs, NULL)) != -1) {
        const struct option_spec *spec;
        if (key == KEY_HELP)
            return print_help(table, lang);
        if (key == KEY_VERSION)
            return options_version(lang);
        if (key < KEY_FIRST)
            return unknown_option(table, argv[optind - 1], key, lang);
        spec = &table->specs[key - KEY_FIRST];
        if (set_value(spec, optarg) < 0)
            return options_error(
                table->command, lang,
                tr(lang, "--%s 不能是“%s”，应为：%s", "--%s cannot be \"%s\", only: %s"),
                spec->name, optarg, example(spec, lang));
    }
    *operands = optind;
    if (*table->operands == '\0' && optind < argc)
        return options_error(table->command, lang,
                             tr(lang, "不需要“%s”", "\"%s\" is one word too many"), argv[optind]);
    return OPTIONS_GO_ON;
}
