/*
 * What goes to the terminal: two languages, foreign text made harmless, output errors noticed.
 */
#ifndef NIANBAO_PRINT_H
#define NIANBAO_PRINT_H

#include <jansson.h>
#include <stdio.h>

#include "../parser/nianbao.h"

/* The wording in `lang`. Known to the compiler as a format if both are. */
__attribute__((format_arg(2), format_arg(3))) static inline const char *
tr(enum nb_lang lang, const char *zh, const char *en)
{
    return lang == NB_EN ? en : zh;
}

/*
 * Writes `text` so that it can do nothing to a terminal: control characters, invisible marks that
 * turn the direction of writing, and bytes that are not UTF-8 come out as \x1b, \u202e and so on.
 */
void print_safe(FILE *out, const char *text);

/*
 * Writes `json` with jansson's `flags`, each line but the first indented by `indent` spaces. What
 * print_safe() would change is written in JSON's own escapes, so that the value stays the same.
 * Returns 0, or -1 when memory ran out; errors of `out` are left to print_end().
 */
int print_json(FILE *out, const json_t *json, size_t flags, int indent);

/* The same for JSON that is text already: its value stays the same. */
void print_json_text(FILE *out, const char *text);

/* Nonzero when standard output is a terminal that wants colour: NO_COLOR and TERM are heeded. */
int print_colour(void);

/* The reason for the errno value `error` in `lang`. Borrowed; valid until the next call. */
const char *print_reason(int error, enum nb_lang lang);

/*
 * Flushes standard output. Returns 0, or -1 when something could not be written; that has been said
 * on stderr then, except that a reader who went away (`| head`) needs no message.
 */
int print_end(enum nb_lang lang);

/* Has SIGPIPE ignored, so that a reader who went away is an error of write() like any other. */
void print_begin(void);

#endif
