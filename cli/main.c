/*
 * nianbao: the command-line program. Finds the command and hands over.
 */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "options.h"
#include "print.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help_zh, *help_en;
} commands[] = {
    {"check", check_main, "检查年报文件", "check report files"},
    {"tail", tail_main, "跟看守护进程发布的消息", "follow what the daemon publishes"},
    {"history", history_main, "一个机关各年的报告并排列出", "show an agency's years side by side"},
    {"status", status_main, "看守护进程是否正常", "see whether the daemon is well"},
    {"rules", rules_main, "解释检查规则和代码", "explain the rules and their codes"},
};

static int usage(enum nb_lang lang)
{
    fputs(tr(lang, "用法：nianbao 命令 [选项] …\n检查、发布政府信息公开工作年度报告。\n\n",
             "usage: nianbao COMMAND [options] …\n"
             "Checks and publishes government-information-disclosure annual reports.\n\n"),
          stdout);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        printf("  %-8s %s\n", commands[i].name, tr(lang, commands[i].help_zh, commands[i].help_en));
    fputs(tr(lang, "\n各命令的选项见：nianbao 命令 --help（English: nianbao --help --lang en）\n",
             "\nOptions of each command: nianbao COMMAND --help --lang en\n"),
          stdout);
    return print_end(lang) == 0 ? EXIT_FINE : EXIT_TROUBLE;
}

int main(int argc, char **argv)
{
    enum nb_lang lang = options_lang(argc, argv);

    print_begin();
    if (argc < 2)
        return options_error("nianbao", lang, "%s",
                             tr(lang, "要写命令：check、tail、history、status 或 rules",
                                "name a command: check, tail, history, status or rules"));
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return usage(lang);
    if (strcmp(argv[1], "--version") == 0)
        return options_version(lang);
    return options_error(
        "nianbao", lang,
        tr(lang, "没有命令“%s”，只有 check、tail、history、status、rules",
           "there is no command \"%s\", only check, tail, history, status and rules"),
        argv[1]);
}
