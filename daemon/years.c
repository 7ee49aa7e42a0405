#include "years.h"

#include <stdlib.h>
#include <string.h>

/* ---- documents ---- */

/* NULL in `*out` for what is no JSON object. */
static int load(const char *text, size_t size, json_t **out)
{
    json_error_t error;

    *out = json_loadb(text, size, JSON_ALLOW_NUL, &error);
    return !*out && json_error_code(&error) == json_error_out_of_memory ? -1 : 0;
}

int years_of_event(const char *text, size_t size, json_t **out)
{
    json_t *event;

    if (load(text, size, &event) != 0)
        return -1;
    *out = json_incref(json_object_get(event, "data"));
    json_decref(event);
    return 0;
}

int years_of_job(const struct job *job, json_t **out)
{
    return load(job->report, job->report_size, out);
}

static const char *text_of(const json_t *document, const char *key)
{
    return json_string_value(json_object_get(document, key));
}

static enum nb_status status_of(const json_t *document)
{
    const char *name = text_of(document, "status");
    enum nb_status status = NB_VALID;

    while (status < NB_UNRECOGNIZED && (!name || strcmp(name, nb_status_name(status)) != 0))
        status++;
    return status;
}

/* ---- judging ---- */

/* The job's status and the text of its findings become the document's. */
static int take_findings(struct job *job, const json_t *document, enum nb_lang lang)
{
    enum nb_status status = status_of(document);
    char *findings = status != NB_VALID ? nb_document_text(document, lang, 0) : NULL;

    if (status != NB_VALID && !findings)
        return -1;
    free(job->findings);
    job->status = status;
    job->findings = findings;
    return 0;
}

static int take_report(struct job *job, const json_t *document)
{
    char *report = json_dumps(document, NB_DUMP_FLAGS);

    if (!report)
        return -1;
    free(job->report);
    job->report = report;
    job->report_size = strlen(report);
    return 0;
}

int years_judge(struct job *job, json_t *own, const json_t *before, const struct years_rules *rules)
{
    if (job->status == NB_UNRECOGNIZED)
        return 0;
    /* Even where nothing is found, the document says what was compared. */
    if (nb_history_judge(own, before, rules->options, rules->lang) < 0)
        return -1;
    return take_report(job, own) != 0 ? -1 : take_findings(job, own, rules->lang);
}

/* What is as the reader made it is not parsed: that is nearly every duplicate. */
int years_recall(struct job *job, const char *event, size_t size, enum nb_lang lang)
{
    static const char mark[] = "\"code\":\"history.";
    json_t *document;

    if (!memmem(event, size, mark, sizeof mark - 1))
        return 0;
    if (years_of_event(event, size, &document) != 0)
        return -1;
    int result = 0;
    if (document) {
        json_object_set_new(json_object_get(document, "source"), "name", json_string(job->name));
        result = take_findings(job, document, lang);
    }
    json_decref(document);
    return result;
}

int years_judge_again(json_t *later, const json_t *before, const struct years_rules *rules,
                      struct years_again *out)
{
    int changed = nb_history_judge(later, before, rules->options, rules->lang);

    if (changed <= 0)
        return changed;
    out->agency = text_of(later, "agency");
    out->name = text_of(json_object_get(later, "source"), "name");
    out->year = (int)json_integer_value(json_object_get(later, "year"));
    out->status = status_of(later);
    out->received = text_of(later, "received");
    if (!out->agency || !out->name || !out->received)
        return 0; /* none of our events */
    /* `received` is borrowed from the document, which stays whole: the keys go from a copy. */
    json_t *report = json_copy(later);
    json_object_del(report, "revision");
    json_object_del(report, "supersedes");
    json_object_del(report, "received");
    out->report = report ? json_dumps(report, NB_DUMP_FLAGS) : NULL;
    json_decref(report);
    out->report_size = out->report ? strlen(out->report) : 0;
    return out->report ? 1 : -1;
}
