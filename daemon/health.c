#include "health.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

static json_t *queue_json(const struct health *h)
{
    return json_pack("{s:I,s:I,s:I,s:I,s:I,s:b}", "waiting", (json_int_t)h->waiting, "in_flight",
                     (json_int_t)h->flight, "in_flight_bytes", (json_int_t)h->flight_bytes,
                     "moving", (json_int_t)h->moving, "set_aside", (json_int_t)h->aside, "scanning",
                     h->scanning);
}

/* A number with one digit behind the point, or null for what is not known. */
static json_t *known(double value)
{
    return value < 0 ? json_null() : json_real((double)(int64_t)(value * 10 + 0.5) / 10);
}

static json_t *backlog_json(const struct backlog_view *b)
{
    return json_pack("{s:I,s:o,s:o,s:o}", "done", (json_int_t)b->done, "waiting",
                     b->waiting < 0 ? json_null() : json_integer(b->waiting), "rate",
                     known(b->rate), "time_left_s", known(b->left_s));
}

static json_t *counts_json(const struct health *h)
{
    return json_pack("{s:I,s:I,s:I,s:I}", "valid", (json_int_t)h->reports[NB_VALID], "invalid",
                     (json_int_t)h->reports[NB_INVALID], "unrecognized",
                     (json_int_t)h->reports[NB_UNRECOGNIZED], "duplicates",
                     (json_int_t)h->duplicates);
}

static char *dump(json_t *json)
{
    char *text = json ? json_dumps(json, NB_DUMP_FLAGS) : NULL;

    json_decref(json);
    return text;
}

char *health_status(const struct health *h)
{
    char last[24];

    snprintf(last, sizeof last, "%020" PRIu64, h->last_sequence);
    return dump(json_pack("{s:s,s:s,s:s,s:s,s:s,s:b,s:s?,s:o,s:s?,s:f,s:o,s:o,s:o}", "epoch",
                          h->epoch, "last_sequence", last, "version", NB_VERSION, "schema_version",
                          NB_SCHEMA_VERSION, "ruleset", NB_RULESET, "healthy", h->healthy,
                          "trouble", h->trouble, "pause_s", known((double)h->pause_ms / 1000),
                          "polling", h->polling, "uptime_s", h->uptime_s, "counts", counts_json(h),
                          "queue", queue_json(h), "backlog", backlog_json(&h->backlog)));
}

char *health_heartbeat(const struct health *h)
{
    return dump(json_pack("{s:b,s:f,s:o,s:o}", "healthy", h->healthy, "uptime_s", h->uptime_s,
                          "counts", counts_json(h), "queue", queue_json(h)));
}
