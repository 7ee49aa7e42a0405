#include "config.h"

#include <errno.h>
#include <ini.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "../extract/extract.h"

/* inih hands over lines of this length at most, with its line end and NUL. */
#define LINE_BYTES 198

enum kind {
    KIND_DIRECTORY,
    KIND_FILE,
    KIND_ENDPOINT,
    KIND_TEXT, /* up to here they are texts, from here on numbers */
    KIND_NUMBER,
    KIND_SIZE,
    KIND_WORD,
};

struct key {
    const char *section, *name;
    enum kind kind;
    size_t offset; /* in struct config */
    int reload;
    int64_t min, max;
    const char *fallback;
    const char *words; /* KIND_WORD: separated by blanks, in the order of the enum */
};

#define AT(field) offsetof(struct config, field)
#define VAR_DIR   "/var/lib/nianbao/"

/* clang-format off */
static const struct key keys[] = {
    {"directories", "drop",     KIND_DIRECTORY, AT(drop),     0, 0, 0, VAR_DIR "drop", NULL},
    {"directories", "archive",  KIND_DIRECTORY, AT(archive),  0, 0, 0, VAR_DIR "archive", NULL},
    {"directories", "rejected", KIND_DIRECTORY, AT(rejected), 0, 0, 0, VAR_DIR "rejected", NULL},
    {"directories", "state",    KIND_DIRECTORY, AT(state),    0, 0, 0, VAR_DIR "state", NULL},
    {"feed", "feed",          KIND_ENDPOINT, AT(feed),          0, 0, 0, "tcp://127.0.0.1:5560", NULL},
    {"feed", "replay",        KIND_ENDPOINT, AT(replay),        0, 0, 0, "tcp://127.0.0.1:5561", NULL},
    {"feed", "heartbeat_ms",  KIND_NUMBER,   AT(heartbeat_ms),  1, 100, 3600000, "1000", NULL},
    {"feed", "hwm",           KIND_NUMBER,   AT(hwm),           0, 16, 1000000, "4096", NULL},
    {"feed", "source",        KIND_TEXT,     AT(source),        0, 0, 0, "", NULL},
    {"replay", "clients", KIND_NUMBER, AT(replay_clients), 0, 1, 4096, "64", NULL},
    {"replay", "hwm",     KIND_NUMBER, AT(replay_hwm),     0, 1, 100000, "128", NULL},
    {"replay", "idle_ms", KIND_NUMBER, AT(replay_idle_ms), 0, 1000, 3600000, "60000", NULL},
    {"journal", "keep_days",   KIND_NUMBER, AT(keep_days),   1, 0, 36500, "0", NULL},
    {"journal", "keep_events", KIND_NUMBER, AT(keep_events), 1, 0, 1000000000, "0", NULL},
    {"intake", "settle_ms",     KIND_NUMBER, AT(settle_ms),     1, 50, 3600000, "2000", NULL},
    {"intake", "rescan_ms",     KIND_NUMBER, AT(rescan_ms),     1, 100, 86400000, "30000", NULL},
    {"intake", "poll_ms",       KIND_NUMBER, AT(poll_ms),       1, 100, 86400000, "2000", NULL},
    {"intake", "hang_ms",       KIND_NUMBER, AT(hang_ms),       1, 1000, 86400000, "300000", NULL},
    {"intake", "max_file_size", KIND_SIZE,   AT(max_file_size), 1, 1, 1 << 30, "20M", NULL},
    {"intake", "workers",       KIND_NUMBER, AT(workers),       0, 0, 64, "0", NULL},
    {"intake", "queue_files",   KIND_NUMBER, AT(queue_files),   0, 64, 1048576, "16384", NULL},
    {"intake", "flight_files",  KIND_NUMBER, AT(flight_files),  0, 1, 65536, "512", NULL},
    {"intake", "flight_bytes",  KIND_SIZE,   AT(flight_bytes),  0, 1 << 20, 1 << 30, "16M", NULL},
    {"extract", "program",   KIND_FILE,   AT(program),   0, 0, 0, "", NULL},
    {"extract", "processes", KIND_NUMBER, AT(processes), 1, 0, 64, "0", NULL},
    {"extract", "memory",    KIND_SIZE,   AT(memory),    1, 64 << 20, INT64_C(8) << 30, "512M", NULL},
    {"extract", "cpu_ms",    KIND_NUMBER, AT(cpu_ms),    1, 1000, 3600000, "10000", NULL},
    {"agency", "prefix", KIND_TEXT, AT(agency_prefix), 0, 0, 0, "", NULL},
    {"report", "lang",  KIND_WORD, AT(lang),      1, 0, 0, "zh", "zh en"},
    {"log",    "level", KIND_WORD, AT(log_level), 1, 0, 0, "info", "error warning info debug"},
};
/* clang-format on */

#define KEYS             (sizeof keys / sizeof keys[0])
#define SEVERITY_SECTION "severity"

struct reading {
    const char *path;
    FILE *file;
    FILE *errors;
    int failed;
    int line;       /* of the line that inih holds, counted from 1 */
    int open_line;  /* the line is none that inih may pass over in silence, and it did */
    int seen[KEYS]; /* the line that set the key, or 0 */
    int seen_severity[NB_CODES];
    struct config *config;
};

static void complain(struct reading *r, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(struct reading *r, int line, const char *format, ...)
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

static char **text_of(struct config *config, const struct key *key)
{
    return (char **)(void *)((char *)config + key->offset);
}

static int64_t *number_of(struct config *config, const struct key *key)
{
    return (int64_t *)(void *)((char *)config + key->offset);
}

static int is_text(const struct key *key)
{
    return key->kind <= KIND_TEXT;
}

/* ---- values ---- */

/* Digits and, for sizes, one letter. Returns 0, or -1 when the value is none or out of range. */
static int parse_number(const struct key *key, const char *value, int64_t *out)
{
    static const char units[] = "KMG";
    char *end;

    if (*value < '0' || *value > '9')
        return -1;
    errno = 0;
    intmax_t n = strtoimax(value, &end, 10);
    if (errno || n > key->max)
        return -1;
    const char *unit = *end ? strchr(units, *end) : NULL;
    if (unit && key->kind == KIND_SIZE) {
        for (const char *u = units; u <= unit; u++)
            n *= 1024;
        end++;
    }
    if (*end || n < key->min || n > key->max)
        return -1;
    *out = n;
    return 0;
}

/* The place of `value` among the words, or -1. */
static int parse_word(const char *words, const char *value)
{
    size_t length = strlen(value);
    int index = 0;

    for (const char *w = words; *w; index++) {
        size_t n = strcspn(w, " ");
        if (n == length && memcmp(w, value, n) == 0)
            return index;
        w += n + (w[n] == ' ');
    }
    return -1;
}

/* The word at `index`, for the log. */
static void print_word(const char *words, int64_t index, char *out, size_t size)
{
    while (index-- > 0)
        words += strcspn(words, " ") + 1;
    snprintf(out, size, "%.*s", (int)strcspn(words, " "), words);
}

/* A new absolute path without a slash at the end, or NULL when memory ran out. */
static char *absolute(const char *file, const char *value)
{
    char *path = NULL, *cwd = NULL;
    const char *slash = strrchr(file, '/');

    if (*value == '/') {
        path = strdup(value);
    } else if (*file == '/') {
        if (asprintf(&path, "%.*s/%s", (int)(slash - file), file, value) < 0)
            return NULL;
    } else {
        cwd = getcwd(NULL, 0);
        if (!cwd)
            return NULL;
        int n = slash ? asprintf(&path, "%s/%.*s/%s", cwd, (int)(slash - file), file, value)
                      : asprintf(&path, "%s/%s", cwd, value);
        free(cwd);
        if (n < 0)
            return NULL;
    }
    for (size_t n = path ? strlen(path) : 0; n > 1 && path[n - 1] == '/';)
        path[--n] = '\0';
    return path;
}

static int is_endpoint(const char *value)
{
    return (strncmp(value, "tcp://", 6) == 0 && strchr(value + 6, ':')) ||
           (strncmp(value, "ipc://", 6) == 0 && value[6]);
}

static void set_text(struct reading *r, const struct key *key, const char *value, int line)
{
    char **place = text_of(r->config, key);
    int path = key->kind == KIND_DIRECTORY || (key->kind == KIND_FILE && *value);
    char *text = path ? absolute(r->path, value) : strdup(value);

    if (!text) {
        complain(r, line, "memory ran out");
        return;
    }
    free(*place);
    *place = text;
    if (key->kind == KIND_DIRECTORY && !*value)
        complain(r, line, "%s needs the path of a directory", key->name);
    if (key->kind == KIND_ENDPOINT && !is_endpoint(value))
        complain(r, line, "%s = %s: give tcp://ADDRESS:PORT or ipc://PATH", key->name, value);
}

static void set_value(struct reading *r, const struct key *key, const char *value, int line)
{
    int64_t *place = number_of(r->config, key);

    if (is_text(key)) {
        set_text(r, key, value, line);
    } else if (key->kind == KIND_WORD) {
        int word = parse_word(key->words, value);
        if (word < 0)
            complain(r, line, "%s = %s: give one of: %s", key->name, value, key->words);
        else
            *place = word;
    } else if (parse_number(key, value, place) != 0) {
        complain(r, line, "%s = %s: give a number from %" PRId64 " to %" PRId64 "%s", key->name,
                 value, key->min, key->max,
                 key->kind == KIND_SIZE ? ", in bytes or with K, M or G" : "");
    }
}

static void set_severity(struct reading *r, const char *name, const char *value)
{
    int code = nb_code_by_name(name), severity = nb_severity_by_name(value);

    if (code < 0) {
        complain(r, r->line, "no finding has the code %s", name);
    } else if (severity < 0) {
        complain(r, r->line, "%s = %s: give one of: off info warning error", name, value);
    } else if (r->seen_severity[code]) {
        complain(r, r->line, "%s is already set in line %d", name, r->seen_severity[code]);
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
    for (size_t i = 0; i < KEYS; i++)
        if (strlen(keys[i].section) == length && memcmp(keys[i].section, name, length) == 0)
            return 1;
    return 0;
}

/* Called by inih for each "name = value". */
static int on_pair(void *user, const char *section, const char *name, const char *value)
{
    struct reading *r = user;

    r->open_line = 0;
    if (strcmp(section, SEVERITY_SECTION) == 0) {
        set_severity(r, name, value);
        return 1;
    }
    for (size_t i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].section, section) != 0 || strcmp(keys[i].name, name) != 0)
            continue;
        if (r->seen[i])
            complain(r, r->line, "%s is already set in line %d", name, r->seen[i]);
        r->seen[i] = r->line;
        set_value(r, &keys[i], value, r->line);
        return 1;
    }
    if (!*section)
        complain(r, r->line, "%s stands before the first section", name);
    else if (known_section(section, strlen(section)))
        complain(r, r->line, "section [%s] has no key %s", section, name);
    return 1; /* an unknown section was named at its head */
}

static void check_section(struct reading *r, const char *line)
{
    const char *end = strchr(line, ']');

    if (!end)
        complain(r, r->line, "the section name has no closing ]");
    else if (!known_section(line + 1, (size_t)(end - line) - 1))
        complain(r, r->line, "there is no section %.*s", (int)(end - line) + 1, line);
}

/* inih names only the first bad line and gives no line numbers: what it passes over shows here. */
static void close_line(struct reading *r)
{
    if (r->open_line)
        complain(r, r->line, "this is neither KEY = VALUE nor [SECTION] nor a comment");
    r->open_line = 0;
}

/* Hands inih the next line, without leading blanks: it would take such a line for a continuation.
 */
static char *next_line(char *out, int size, void *user)
{
    struct reading *r = user;
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
        complain(r, r->line, "the line holds a NUL byte");
    else if (strlen(start) > LINE_BYTES || strlen(start) >= (size_t)size)
        complain(r, r->line, "the line is longer than %d bytes", LINE_BYTES);
    else
        strcpy(out, start);
    if (*out == '[')
        check_section(r, out);
    r->open_line = *out && !strchr("[#;\r\n", *out);
    free(line);
    return out;
}

/* ---- the whole ---- */

/* Whether `inner` is `outer` or lies below it. */
static int lies_in(const char *inner, const char *outer)
{
    size_t n = strlen(outer);

    return strncmp(inner, outer, n) == 0 && (inner[n] == '/' || inner[n] == '\0' || n == 1);
}

static void check_directories(struct reading *r)
{
    const struct config *c = r->config;
    const char *others[] = {c->archive, c->rejected, c->state};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (!lies_in(others[i], c->drop) && !lies_in(c->drop, others[i]))
            continue;
        complain(r, r->seen[0], "the drop directory %s and %s may not lie in each other", c->drop,
                 others[i]);
    }
}

static void fill_defaults(struct reading *r)
{
    nb_options_init(&r->config->rules);
    for (size_t i = 0; i < KEYS; i++)
        set_value(r, &keys[i], keys[i].fallback, 0);
}

static void finish(struct reading *r)
{
    struct config *c = r->config;
    char host[256] = "";

    if (c->workers == 0)
        c->workers = uv_available_parallelism() > 64 ? 64 : (int64_t)uv_available_parallelism();
    if (c->source && !*c->source) {
        free(c->source);
        c->source = NULL;
        if (gethostname(host, sizeof host - 1) != 0 || !*host)
            strcpy(host, "localhost");
        if (asprintf(&c->source, "urn:nianbao:%s", host) < 0)
            c->source = NULL;
    }
    if (c->program && !*c->program) {
        free(c->program);
        c->program = extract_program();
    }
    if (!c->source || !c->program)
        complain(r, 0, "memory ran out");
    if (!r->failed)
        check_directories(r);
}

static void read_all(struct reading *r)
{
    fill_defaults(r);
    r->file = fopen(r->path, "re");
    if (!r->file) {
        complain(r, 0, "%s; name the configuration file with -c FILE", strerror(errno));
        return;
    }
    if (ini_parse_stream(next_line, r, on_pair, r) == -2)
        complain(r, 0, "memory ran out");
    close_line(r);
    if (ferror(r->file))
        complain(r, 0, "cannot be read: %s", strerror(errno));
    fclose(r->file);
    finish(r);
}

int config_load(const char *path, struct config **out, char **errors)
{
    struct reading r = {.path = path};
    size_t size;

    *out = NULL;
    *errors = NULL;
    r.config = calloc(1, sizeof *r.config);
    r.errors = open_memstream(errors, &size);
    if (r.config && r.errors)
        read_all(&r);
    else
        r.failed = 1;
    if (r.errors)
        fclose(r.errors);
    if (r.failed) {
        config_free(r.config);
        return -1;
    }
    free(*errors);
    *errors = NULL;
    *out = r.config;
    return 0;
}

void config_free(struct config *config)
{
    if (!config)
        return;
    for (size_t i = 0; i < KEYS; i++)
        if (is_text(&keys[i]))
            free(*text_of(config, &keys[i]));
    free(config);
}

/* ---- reload ---- */

static void print_value(struct config *config, const struct key *key, char *out, size_t size)
{
    if (is_text(key))
        snprintf(out, size, "%s", *text_of(config, key));
    else if (key->kind == KIND_WORD)
        print_word(key->words, *number_of(config, key), out, size);
    else
        snprintf(out, size, "%" PRId64, *number_of(config, key));
}

static int reload_key(struct config *config, struct config *fresh, const struct key *key,
                      struct log *log)
{
    char before[512], after[512];

    print_value(config, key, before, sizeof before);
    print_value(fresh, key, after, sizeof after);
    if (strcmp(before, after) == 0)
        return 0;
    if (!key->reload) {
        log_warning(log, "configuration: %s stays %s; a restart would make it %s", key->name,
                    before, after);
        return 0;
    }
    *number_of(config, key) = *number_of(fresh, key);
    log_info(log, "configuration: %s was %s, is now %s", key->name, before, after);
    return 1;
}

static const char *severity_text(int severity)
{
    return severity < 0 ? "default" : nb_severity_name((enum nb_severity)severity);
}

int config_reload(struct config *config, struct config *fresh, struct log *log)
{
    int changes = 0;

    for (size_t i = 0; i < KEYS; i++)
        changes += reload_key(config, fresh, &keys[i], log);
    for (int i = 0; i < NB_CODES; i++) {
        signed char *before = &config->rules.severity[i], after = fresh->rules.severity[i];
        if (*before == after)
            continue;
        log_info(log, "configuration: severity of %s was %s, is now %s", nb_code_name(i),
                 severity_text(*before), severity_text(after));
        *before = after;
        changes++;
    }
    return changes;
}
