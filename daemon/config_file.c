#include "config_file.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* inih hands over lines of this length at most, with its line end and NUL. */
#define LINE_BYTES 198

#define SEVERITY_SECTION "severity"

void config_complain(struct config_file *r, int line, const char *format, ...)
{
    va_list args;

    r->failed = 1;
    if (line > 0)
        fprintf(r->errors, "%s:%d: ", r->path, line);
    else
        fprintf(r->errors, "%s: ", r->path);
    va_start(args, format);
    vfprintf(r->errors, format, args);
    va_end(args);
    fputc('\n', r->errors);
}

/* ---- values ---- */

static void set_value(struct config_file *r, const struct config_key *key, const char *value)
{
    char mistake[LINE_BYTES + 256];

    if (config_set(r->config, key, r->path, value, mistake, sizeof mistake) != 0)
        config_complain(r, r->line, "%s", mistake);
}

static void set_severity(struct config_file *r, const char *name, const char *value)
{
    int code = nb_code_by_name(name), severity = nb_severity_by_name(value);

    if (code < 0) {
        config_complain(r, r->line, "no finding has the code %s", name);
    } else if (severity < 0) {
        config_complain(r, r->line, "%s = %s: give one of: off info warning error", name, value);
    } else if (r->seen_severity[code]) {
        config_complain(r, r->line, "%s is already set in line %d", name, r->seen_severity[code]);
    } else {
        r->seen_severity[code] = r->line;
        r->config->rules.severity[code] = (signed char)severity;
    }
}

/* ---- lines ---- */

static int known_section(const char *name, size_t length)
{
    if (length == strlen(SEVERITY_SECTION) && memcmp(name, SEVERITY_SECTION, length) == 0)
        return 1;
    for (size_t i = 0; i < CONFIG_KEYS; i++)
        if (strlen(config_keys[i].section) == length &&
            memcmp(config_keys[i].section, name, length) == 0)
            return 1;
    return 0;
}

/* Called by inih for each "name = value". */
static int on_pair(void *user, const char *section, const char *name, const char *value)
{
    struct config_file *r = user;

    r->open_line = 0;
    if (strcmp(section, SEVERITY_SECTION) == 0) {
        set_severity(r, name, value);
        return 1;
    }
    for (size_t i = 0; i < CONFIG_KEYS; i++) {
        if (strcmp(config_keys[i].section, section) != 0 || strcmp(config_keys[i].name, name) != 0)
            continue;
        if (r->seen[i])
            config_complain(r, r->line, "%s is already set in line %d", name, r->seen[i]);
        r->seen[i] = r->line;
        set_value(r, &config_keys[i], value);
        return 1;
    }
    if (!*section)
        config_complain(r, r->line, "%s stands before the first section", name);
    else if (known_section(section, strlen(section)))
        config_complain(r, r->line, "section [%s] has no key %s", section, name);
    return 1; /* an unknown section was named at its head */
}

static void check_section(struct config_file *r, const char *line)
{
    const char *end = strchr(line, ']');

    if (!end)
        config_complain(r, r->line, "the section name has no closing ]");
    else if (!known_section(line + 1, (size_t)(end - line) - 1))
        config_complain(r, r->line, "there is no section %.*s", (int)(end - line) + 1, line);
}

/* inih names only the first bad line and gives no line numbers: what it passes over shows here. */
static void close_line(struct config_file *r)
{
    if (r->open_line)
        config_complain(r, r->line, "this is neither KEY = VALUE nor [SECTION] nor a comment");
    r->open_line = 0;
}

/* Hands inih the next line, without leading blanks: it would take such a line for a continuation.
 */
static char *next_line(char *out, int size, void *user)
{
    struct config_file *r = user;
    char *line = NULL;
    size_t capacity = 0;

    close_line(r);
    ssize_t length = getline(&line, &capacity, r->file);
    if (length < 0) {
        free(line);
        return NULL;
    }
    r->line++;
    const char *start = r->line == 1 && strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? line + 3 : line;
    start += strspn(start, " \t");
    *out = '\0';
    if (strlen(line) != (size_t)length)
        config_complain(r, r->line, "the line holds a NUL byte");
    else if (strlen(start) > LINE_BYTES || strlen(start) >= (size_t)size)
        config_complain(r, r->line, "the line is longer than %d bytes", LINE_BYTES);
    else
        strcpy(out, start);
    if (*out == '[')
        check_section(r, out);
    r->open_line = *out && !strchr("[#;\r\n", *out);
    free(line);
    return out;
}

void config_file_read(struct config_file *r)
{
    r->file = fopen(r->path, "re");
    if (!r->file) {
        config_complain(r, 0, "%s; name the configuration file with -c FILE", strerror(errno));
        return;
    }
    if (ini_parse_stream(next_line, r, on_pair, r) == -2)
        config_complain(r, 0, "memory ran out");
    close_line(r);
    if (ferror(r->file))
        config_complain(r, 0, "cannot be read: %s", strerror(errno));
    fclose(r->file);
}
