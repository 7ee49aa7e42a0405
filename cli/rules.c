/*
 * nianbao rules: explains the rules, all of them or those that are named.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "options.h"
#include "print.h"

struct rules {
    int format, language;
    enum nb_lang lang;
    size_t printed;
};

/* Prints the entry of `code`, or the whole book for -1. Returns 0, or -1 without memory. */
static int print_rule(struct rules *rules, int code)
{
    char *text = nb_rules_text(code, rules->lang, (enum nb_markup)rules->format);

    if (text == NULL) {
        fprintf(stderr, "nianbao: %s\n", print_reason(ENOMEM, rules->lang));
        return -1;
    }
    if (rules->printed++ > 0 && rules->format == NB_PLAIN)
        putchar('\n');
    fputs(text, stdout);
    free(text);
    return 0;
}

/* Whether `word` is the name, or the family in front of its dot: "requests". */
static int names(const char *word, const char *name)
{
    size_t length = strlen(word);

    return strncmp(word, name, length) == 0 && (name[length] == '\0' || name[length] == '.');
}

static int print_named(struct rules *rules, const char *word)
{
    int found = 0;

    for (int code = 0; code < NB_CODES; code++) {
        if (!names(word, nb_code_name(code)))
            continue;
        if (print_rule(rules, code) < 0)
            return EXIT_TROUBLE;
        found = 1;
    }
    if (!found)
        return options_error("nianbao rules", rules->lang,
                             tr(rules->lang, "没有代码“%s”，全部代码见 nianbao rules",
                                "there is no code \"%s\"; nianbao rules lists them"),
                             word);
    return EXIT_FINE;
}

int rules_main(int argc, char **argv)
{
    struct rules rules = {.printed = 0};
    const struct option_spec specs[] = {
        {"format", "text|markdown", OPTION_CHOICE, &rules.format,
         "输出格式：文字（默认）或 Markdown", "text (default) or Markdown"},
        {"lang", "zh|en", OPTION_CHOICE, &rules.language, "语言：中文（默认）或英文",
         "language: Chinese (default) or English"},
    };
    const struct option_table table = {
        "nianbao rules",
        "[CODE…]",
        "解释检查规则：每个代码的含义、级别、例子、改法和依据，以及各版的勾稽关系。\n"
        "CODE 是代码，如 cell.blank，或点号前的一类，如 requests；不写则全部列出。",
        "Explains the rules: what each code means, its severity, an example, how to fix it, its\n"
        "source, and the identities of each edition. CODE is a code such as cell.blank, or the\n"
        "family in front of the dot, such as requests; without one all are printed.",
        specs,
        sizeof specs / sizeof *specs,
    };
    int first, result = options_parse(&table, argc, argv, &first);

    rules.lang = (enum nb_lang)rules.language;
    if (result != OPTIONS_GO_ON)
        return result;
    result = EXIT_FINE;
    if (first == argc && print_rule(&rules, -1) < 0)
        result = EXIT_TROUBLE;
    for (; result == EXIT_FINE && first < argc; first++)
        result = print_named(&rules, argv[first]);
    return print_end(rules.lang) < 0 ? EXIT_TROUBLE : result;
}
