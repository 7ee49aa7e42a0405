/*
 * The configuration: an INI file, read into one struct. Each key is one row of the table in
 * config_key.c and is documented in etc/nianbaod.conf.
 */
#ifndef NIANBAOD_CONFIG_H
#define NIANBAOD_CONFIG_H

#include <stdint.h>

#include "../parser/nianbao.h"
#include "log.h"

#define CONFIG_PATH_DEFAULT "/etc/nianbaod.conf"

/* All numbers are int64_t and all texts char *, because the table reaches them by offset. */
struct config {
    char *drop, *archive, *rejected, *state; /* absolute paths without a slash at the end */
    char *feed, *replay;                     /* ZeroMQ endpoints */
    char *source;                            /* of the events; never empty */
    char *program;                           /* that reads other formats than text; never empty */
    char *agency_prefix;                     /* names of places, separated by blanks; or "" */
    int64_t heartbeat_ms, hwm;
    int64_t replay_clients, replay_hwm, replay_idle_ms;
    int64_t keep_days, keep_events; /* 0: all */
    int64_t settle_ms, rescan_ms;
    int64_t poll_ms;       /* rescan_ms where inotify does not see everything */
    int64_t hang_ms;       /* a parse that lasts longer has hung */
    int64_t max_file_size; /* bytes */
    int64_t workers;       /* at least 1: 0 in the file has become the number of processors */
    int64_t queue_files, flight_files, flight_bytes;
    int64_t processes; /* of that program; 0: as many as workers */
    int64_t memory, cpu_ms;
    int64_t lang;      /* enum nb_lang */
    int64_t log_level; /* enum log_level */
    struct nb_options rules;
};

/*
 * Reads `path`. Returns 0 and a new configuration in `*out` (free with config_free()). Otherwise
 * -1, and `*errors` is a new string (free()) with one line "FILE:LINE: what is wrong" for each
 * mistake in the file, or NULL when memory ran out.
 */
int config_load(const char *path, struct config **out, char **errors);

/* Frees the configuration; NULL is allowed. */
void config_free(struct config *config);

/*
 * Takes over from `fresh` what may change while running, and logs each change by name with its old
 * and new value; a change that needs a restart is logged and left. `fresh` stays the caller's and
 * must only be freed afterwards. Returns the number of values taken over.
 */
int config_reload(struct config *config, struct config *fresh, struct log *log);

#endif
