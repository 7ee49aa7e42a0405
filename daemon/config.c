#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "../extract/extract.h"
#include "config_file.h"

/* Whether `inner` is `outer` or lies below it. */
static int lies_in(const char *inner, const char *outer)
{
    size_t n = strlen(outer);

    return strncmp(inner, outer, n) == 0 && (inner[n] == '/' || inner[n] == '\0' || n == 1);
}

static void check_directories(struct config_file *r)
{
    const struct config *c = r->config;
    const char *others[] = {c->archive, c->rejected, c->state};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (!lies_in(others[i], c->drop) && !lies_in(c->drop, others[i]))
            continue;
        config_complain(r, r->seen[0], "the drop directory %s and %s may not lie in each other",
                        c->drop, others[i]);
    }
}

static void fill_defaults(struct config_file *r)
{
    char mistake[512];

    nb_options_init(&r->config->rules);
    for (size_t i = 0; i < CONFIG_KEYS; i++)
        if (config_set(r->config, &config_keys[i], r->path, config_keys[i].fallback, mistake,
                       sizeof mistake) != 0)
            config_complain(r, 0, "%s", mistake);
}

static void finish(struct config_file *r)
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
        config_complain(r, 0, "memory ran out");
    if (!r->failed)
        check_directories(r);
}

static void read_all(struct config_file *r)
{
    fill_defaults(r);
    config_file_read(r);
    finish(r);
}

int config_load(const char *path, struct config **out, char **errors)
{
    struct config_file r = {.path = path};
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
    for (size_t i = 0; i < CONFIG_KEYS; i++)
        if (config_is_text(&config_keys[i]))
            free(*config_text(config, &config_keys[i]));
    free(config);
}

/* ---- reload ---- */

static int reload_key(struct config *config, struct config *fresh, const struct config_key *key,
                      struct log *log)
{
    char before[512], after[512];

    config_print(config, key, before, sizeof before);
    config_print(fresh, key, after, sizeof after);
    if (strcmp(before, after) == 0)
        return 0;
    if (!key->reload) {
        log_warning(log, "configuration: %s stays %s; a restart would make it %s", key->name,
                    before, after);
        return 0;
    }
    *config_number(config, key) = *config_number(fresh, key);
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

    for (size_t i = 0; i < CONFIG_KEYS; i++)
        changes += reload_key(config, fresh, &config_keys[i], log);
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
