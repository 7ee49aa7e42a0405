/*
 * How the daemon is, as JSON: in full for those who ask, and in short with each heartbeat.
 */
#ifndef NIANBAOD_HEALTH_H
#define NIANBAOD_HEALTH_H

#include <stddef.h>
#include <stdint.h>

#include "../parser/nianbao.h"
#include "backlog.h"

struct health {
    const char *epoch;
    uint64_t last_sequence; /* that was published */
    int healthy;
    const char *trouble; /* what keeps it from being healthy, or NULL */
    int64_t pause_ms;    /* nothing is taken in until then; -1: no pause */
    const char *polling; /* why files can come unnoticed, or NULL */
    double uptime_s;
    uint64_t reports[NB_UNRECOGNIZED + 1]; /* by status, since the start */
    uint64_t duplicates;                   /* since the start */
    size_t waiting;                        /* files to be read */
    size_t flight, flight_bytes;           /* files being read or later, and their texts */
    size_t moving;                         /* of these, files on their way to the archive */
    size_t aside;                          /* files left alone: not to be read or moved */
    int scanning;                          /* the drop directory is being looked through */
    struct backlog_view backlog;
};

/* The answer to STATUS: a new string (free()), or NULL when memory ran out. */
char *health_status(const struct health *health);

/* The data of a heartbeat, likewise. */
char *health_heartbeat(const struct health *health);

#endif
