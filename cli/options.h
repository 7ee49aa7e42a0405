/*
 * Command-line options, described once: the description is parsed by getopt_long(), and the help is
 * printed from it.
 */
#ifndef NIANBAO_OPTIONS_H
#define NIANBAO_OPTIONS_H

#include <stddef.h>

#include "../parser/nianbao.h"

enum option_kind {
    OPTION_FLAG,    /* value is an int *: becomes 1; takes no argument, which is "" */
    OPTION_CHOICE,  /* value is an int *: the index of the word within `argument` */
    OPTION_STRING,  /* value is a const char **: points into argv */
    OPTION_SIZE,    /* value is a uint64_t *: bytes; K, M and G are understood, as in 20M */
    OPTION_SECONDS, /* value is an int *: milliseconds, given in seconds, as in 0.5 */
};

struct option_spec {
    const char *name;     /* the long name without its dashes */
    const char *argument; /* what the help calls it; for OPTION_CHOICE the words: "text|json" */
    enum option_kind kind;
    void *value; /* keeps what it holds when the option is not given */
    const char *help_zh, *help_en;
};

/* One command: its line of usage, one sentence, and its options. --help and --version come by
 * themselves. */
struct option_table {
    const char *command;  /* "nianbao check" */
    const char *operands; /* "FILE…", or "" when it takes none */
    const char *summary_zh, *summary_en;
    const struct option_spec *specs;
    size_t count;
};

#define OPTIONS_GO_ON (-1)

/*
 * Parses argv[1] and on. Afterwards `*operands` is the index of the first operand. Operands may
 * stand between options. Returns OPTIONS_GO_ON, or the exit status with which the program has to
 * end: 0 after --help and
 * --version, 2 after an error, which has then been said in one line on stderr.
 */
int options_parse(const struct option_table *table, int argc, char **argv, int *operands);

/* The language that the arguments ask for with --lang, before they are parsed; NB_ZH otherwise. */
enum nb_lang options_lang(int argc, char **argv);

/* Prints the versions of program, schema and rules. Returns an exit status. */
int options_version(enum nb_lang lang);

/* Says on stderr what is wrong with the usage and where help is. Returns the exit status 2. */
__attribute__((format(printf, 3, 4))) int options_error(const char *command, enum nb_lang lang,
                                                        const char *format, ...);

#endif
