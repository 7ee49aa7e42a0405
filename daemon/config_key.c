#include "config_key.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

#define AT(field) offsetof(struct config, field)
#define VAR_DIR   "/var/lib/nianbao/"

/* clang-format off */
const struct config_key config_keys[CONFIG_KEYS] = {
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
    {"agency", "prefix", KIND_NAMES, AT(agency_prefix), 0, 0, 0, "", NULL},
    {"report", "lang",  KIND_WORD, AT(lang),      1, 0, 0, "zh", "zh en"},
    {"log",    "level", KIND_WORD, AT(log_level), 1, 0, 0, "info", "error warning info debug"},
};
/* clang-format on */

int config_is_text(const struct config_key *key)
{
    return key->kind <= KIND_TEXT;
}

char **config_text(struct config *config, const struct config_key *key)
{
    return (char **)(void *)((char *)config + key->offset);
}

int64_t *config_number(struct config *config, const struct config_key *key)
{
    return (int64_t *)(void *)((char *)config + key->offset);
}

/* ---- numbers ---- */

/* Digits and, for sizes, one letter. Returns 0, or -1 when the value is none or out of range. */
static int parse_number(const struct config_key *key, const char *value, int64_t *out)
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

static int set_number(const struct config_key *key, int64_t *place, const char *value,
                      char *mistake, size_t size)
{
    if (key->kind == KIND_WORD) {
        int word = parse_word(key->words, value);
        if (word >= 0) {
            *place = word;
            return 0;
        }
        snprintf(mistake, size, "%s = %s: give one of: %s", key->name, value, key->words);
        return -1;
    }
    if (parse_number(key, value, place) == 0)
        return 0;
    snprintf(mistake, size, "%s = %s: give a number from %" PRId64 " to %" PRId64 "%s", key->name,
             value, key->min, key->max,
             key->kind == KIND_SIZE ? ", in bytes or with K, M or G" : "");
    return -1;
}

/* ---- texts ---- */

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

/* Names are made of letters; whatever else stands in a list was meant to part them. */
static const char *mistake_in(const char *name)
{
    utf8proc_int32_t c;

    while (*name) {
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)name, -1, &c);
        if (n < 0)
            return "it is not in UTF-8";
        utf8proc_category_t category = utf8proc_category(c);
        if (category != UTF8PROC_CATEGORY_LO && category != UTF8PROC_CATEGORY_LL &&
            category != UTF8PROC_CATEGORY_LU && category != UTF8PROC_CATEGORY_ND)
            return "give names of letters, separated by blanks";
        name += n;
    }
    return NULL;
}

static void check_names(const struct config_key *key, const char *value, char *mistake, size_t size)
{
    char **names = nb_agency_prefixes(value);
    const char *wrong = names ? NULL : "memory ran out";

    for (char **name = names; name && *name && !wrong; name++)
        if ((wrong = mistake_in(*name)))
            snprintf(mistake, size, "%s: %s: %s", key->name, *name, wrong);
    if (!names)
        snprintf(mistake, size, "%s", wrong);
    free(names);
}

static int check_text(const struct config_key *key, const char *value, char *mistake, size_t size)
{
    *mistake = '\0';
    if (key->kind == KIND_DIRECTORY && !*value)
        snprintf(mistake, size, "%s needs the path of a directory", key->name);
    else if (key->kind == KIND_ENDPOINT && !is_endpoint(value))
        snprintf(mistake, size, "%s = %s: give tcp://ADDRESS:PORT or ipc://PATH", key->name, value);
    else if (key->kind == KIND_NAMES)
        check_names(key, value, mistake, size);
    return *mistake ? -1 : 0;
}

static int set_text(const struct config_key *key, char **place, const char *file, const char *value,
                    char *mistake, size_t size)
{
    int path = key->kind == KIND_DIRECTORY || (key->kind == KIND_FILE && *value);
    char *text = path ? absolute(file, value) : strdup(value);

    if (!text) {
        snprintf(mistake, size, "memory ran out");
        return -1;
    }
    free(*place);
    *place = text;
    return check_text(key, value, mistake, size);
}

/* ---- the whole ---- */

int config_set(struct config *config, const struct config_key *key, const char *file,
               const char *value, char *mistake, size_t size)
{
    if (config_is_text(key))
        return set_text(key, config_text(config, key), file, value, mistake, size);
    return set_number(key, config_number(config, key), value, mistake, size);
}

void config_print(struct config *config, const struct config_key *key, char *out, size_t size)
{
    if (config_is_text(key))
        snprintf(out, size, "%s", *config_text(config, key));
    else if (key->kind == KIND_WORD)
        print_word(key->words, *config_number(config, key), out, size);
    else
        snprintf(out, size, "%" PRId64, *config_number(config, key));
}
