/* The configuration file as lines: which key each one sets, and every line that is wrong. */
#ifndef NIANBAOD_CONFIG_FILE_H
#define NIANBAOD_CONFIG_FILE_H

#include <stdio.h>

#include "config_key.h"

struct config_file {
    const char *path;
    FILE *file;
    FILE *errors;          /* a line for each mistake */
    int failed;            /* there is one */
    int line;              /* of the line that inih holds, counted from 1 */
    int open_line;         /* the line is none that inih may pass over in silence, and it did */
    int seen[CONFIG_KEYS]; /* the line that set the key, or 0 */
    int seen_severity[NB_CODES];
    struct config *config;
};

/* Notes a mistake in that line, or in the file as a whole (0). */
void config_complain(struct config_file *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets in `config` what the file says. */
void config_file_read(struct config_file *file);

#endif
