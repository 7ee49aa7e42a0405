#include "event.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void event_time(int64_t unix_ms, char out[EVENT_TIME_SIZE])
{
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm tm;
    char day[24];

    if (unix_ms < 0 || !gmtime_r(&seconds, &tm) ||
        !strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm))
        strcpy(day, "1970-01-01T00:00:00");
    snprintf(out, EVENT_TIME_SIZE, "%s.%03dZ", day, (int)(unix_ms < 0 ? 0 : unix_ms % 1000));
}

void event_id(const char *epoch, uint64_t sequence, char out[EVENT_ID_SIZE])
{
    snprintf(out, EVENT_ID_SIZE, "%s/%020" PRIu64, epoch, sequence);
}

/* Subscribers split topics at "/" and compare bytes: neither that nor a control may come in. */
static void clean_topic(char *text)
{
    for (unsigned char *p = (unsigned char *)text; *p; p++)
        if (*p < 0x20 || *p == 0x7f || *p == '/')
            *p = '_';
}

static char *make_topic(const struct event_parts *parts)
{
    char *agency = strdup(parts->agency && *parts->agency ? parts->agency : "unknown"),
         *topic = NULL;

    if (!agency)
        return NULL;
    clean_topic(agency);
    if (asprintf(&topic, "report/%04d/%s/%s", parts->year, nb_status_name(parts->status), agency) <
        0)
        topic = NULL;
    free(agency);
    return topic;
}

/* `text` as a JSON string with its quotes, new; NULL when memory ran out. */
static char *quote(const char *text)
{
    json_t *string = json_string(text);
    char *quoted = string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;

    json_decref(string);
    return quoted;
}

/* YEAR/AGENCY where both are known, else the file's name: what the event is about. */
static char *make_subject(const struct event_parts *parts)
{
    char *plain = NULL;

    if (!parts->agency || !parts->year)
        return quote(parts->name ? parts->name : "");
    if (asprintf(&plain, "%04d/%s", parts->year, parts->agency) < 0)
        return NULL;
    char *subject = quote(plain);
    free(plain);
    return subject;
}

/* Whether everything that was printed is there. */
static int close_text(FILE *out)
{
    int failed = ferror(out);

    return fclose(out) == 0 && !failed;
}

struct envelope {
    const char *type, *id, *source, *subject; /* source and subject quoted */
    const char *epoch;
    uint64_t sequence;
    int64_t now_ms;
};

/* What every event begins with; its id follows. */
#define HEAD "{\"specversion\":\"1.0\",\"id\":\""

static void print_head(FILE *out, const struct envelope *e)
{
    char when[EVENT_TIME_SIZE];

    event_time(e->now_ms, when);
    fprintf(out,
            HEAD "%s\",\"source\":%s,\"type\":\"nianbao.%s\","
                 "\"subject\":%s,\"time\":\"%s\",\"datacontenttype\":\"application/json\","
                 "\"dataschema\":\"urn:nianbao:%s:%s\",\"sequence\":\"%020" PRIu64
                 "\",\"epoch\":\"%s\",\"data\":",
            e->id, e->source, e->type, e->subject, when, e->type, NB_SCHEMA_VERSION, e->sequence,
            e->epoch);
}

/* The report with the three keys of the journal behind its own. */
static void print_data(FILE *out, const struct event_parts *parts)
{
    char id[EVENT_ID_SIZE];

    fwrite(parts->report, 1, parts->report_size - 1, out); /* all but the closing brace */
    fprintf(out, "%s\"revision\":%u,\"supersedes\":", parts->report_size > 2 ? "," : "",
            parts->revision);
    if (parts->supersedes) {
        event_id(parts->former_epoch, parts->supersedes, id);
        fprintf(out, "\"%s\"", id);
    } else {
        fputs("null", out);
    }
    fprintf(out, ",\"received\":\"%s\"}}", parts->received);
}

/* The envelope's text, new, and its size; NULL when memory ran out. */
static char *make_text(const struct event_parts *parts, size_t *size)
{
    char id[EVENT_ID_SIZE], *text = NULL;
    char *source = quote(parts->source), *subject = make_subject(parts);
    FILE *out = source && subject ? open_memstream(&text, size) : NULL;

    if (out) {
        event_id(parts->epoch, parts->sequence, id);
        print_head(out, &(struct envelope){.type = "report",
                                           .id = id,
                                           .source = source,
                                           .subject = subject,
                                           .epoch = parts->epoch,
                                           .sequence = parts->sequence,
                                           .now_ms = parts->now_ms});
        print_data(out, parts);
        if (!close_text(out)) {
            free(text);
            text = NULL;
        }
    }
    free(source);
    free(subject);
    return text;
}

struct event *event_compose(const struct event_parts *parts)
{
    struct event *event = calloc(1, sizeof *event);

    if (!event)
        return NULL;
    event->sequence = parts->sequence;
    event->status = parts->status;
    event->revision = parts->revision;
    event->topic = make_topic(parts);
    event->text = event->topic ? make_text(parts, &event->size) : NULL;
    if (!event->text) {
        event_free(event);
        return NULL;
    }
    return event;
}

int event_epoch(const char *text, size_t size, char out[EVENT_EPOCH_SIZE])
{
    size_t start = sizeof HEAD - 1, length = EVENT_EPOCH_SIZE - 1;

    if (size <= start + length || memcmp(text, HEAD, start) != 0 || text[start + length] != '/')
        return -1;
    memcpy(out, text + start, length);
    out[length] = '\0';
    return strspn(out, "0123456789abcdef-") == length ? 0 : -1;
}

void event_free(struct event *event)
{
    while (event) {
        struct event *next = event->next;
        free(event->topic);
        free(event->text);
        free(event);
        event = next;
    }
}

char *event_heartbeat(const char *source, const char *epoch, uint64_t last_sequence, int64_t now_ms,
                      const char *data)
{
    char id[EVENT_ID_SIZE + 16], *text = NULL, *quoted = quote(source);
    size_t size;
    FILE *out = open_memstream(&text, &size);
    int ok = quoted && out;

    /* Not EPOCH/SEQUENCE: that is the id of a report's event. */
    snprintf(id, sizeof id, "%s/heartbeat/%" PRId64, epoch, now_ms);
    if (ok) {
        print_head(out, &(struct envelope){.type = "heartbeat",
                                           .id = id,
                                           .source = quoted,
                                           .subject = "\"heartbeat\"",
                                           .epoch = epoch,
                                           .sequence = last_sequence,
                                           .now_ms = now_ms});
        fprintf(out, "%s}", data);
    }
    if (out && !close_text(out))
        ok = 0;
    free(quoted);
    if (!ok) {
        free(text);
        return NULL;
    }
    return text;
}
