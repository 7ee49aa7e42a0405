#include "years.h"

#include <stdlib.h>
#include <string.h>

#include "figures.h"

/* ---- documents ---- */

/* A new reference, or NULL in `*out` for what is no JSON. Returns 0, or -1: no memory. */
static int load(struct skim text, json_t **out)
{
    json_error_t error;

    *out = text.text ? json_loadb(text.text, text.size, JSON_ALLOW_NUL, &error) : NULL;
    return text.text && !*out && json_error_code(&error) == json_error_out_of_memory ? -1 : 0;
}

static struct skim report_of(const struct job *job)
{
    return (struct skim){job->report, job->report_size};
}

static const char *text_of(const json_t *document, const char *key)
{
    return json_string_value(json_object_get(document, key));
}

/* ---- judging ---- */

/* The job's status and the text of its findings become the document's. */
static int take_findings(struct job *job, const json_t *document, enum nb_lang lang)
{
    enum nb_status status = nb_document_status(document);
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

/* What stands at `place` in the report is replaced. */
static int splice(struct job *job, struct skim place, const char *text)
{
    size_t start = (size_t)(place.text - job->report), size = strlen(text);
    size_t rest = job->report_size - start - place.size;
    char *report = malloc(start + size + rest + 1);

    if (!report)
        return -1;
    memcpy(report, job->report, start);
    memcpy(report + start, text, size);
    memcpy(report + start + size, place.text + place.size, rest);
    free(job->report);
    job->report = report;
    job->report_size = start + size + rest;
    report[job->report_size] = '\0';
    return 0;
}

/* Even where nothing is found, the document says what was compared. */
static int judge_whole(struct job *job, struct skim before, const struct years_rules *rules)
{
    json_t *own = NULL, *former = NULL;
    int result = load(report_of(job), &own) != 0 || load(before, &former) != 0 ? -1 : 0;

    if (result == 0 && own && former &&
        (nb_history_judge(own, former, rules->options, rules->lang) < 0 ||
         take_report(job, own) != 0 || take_findings(job, own, rules->lang) != 0))
        result = -1;
    json_decref(own);
    json_decref(former);
    return result;
}

int years_judge(struct job *job, struct skim before, const struct years_rules *rules)
{
    struct skim document = figures_document(before), place;
    char *checks;

    if (job->status == NB_UNRECOGNIZED)
        return 0;
    /* The text of findings counts the checks, too. */
    if (job->findings || !figures_agree(report_of(job), document, &checks, &place))
        return judge_whole(job, document, rules);
    int result = splice(job, place, checks);
    free(checks);
    return result;
}

/* What is as the reader made it is not parsed: that is nearly every duplicate. */
int years_recall(struct job *job, struct skim event, enum nb_lang lang)
{
    json_t *document;

    if (job->status == NB_UNRECOGNIZED || (!job->findings && !figures_has_history(event)))
        return 0;
    if (load(figures_document(event), &document) != 0)
        return -1;
    int result = 0;
    if (document) {
        json_object_set_new(json_object_get(document, "source"), "name", json_string(job->name));
        result = take_findings(job, document, lang);
    }
    json_decref(document);
    return result;
}

/* ---- publishing again ---- */

/* The report as it was before the journal added its keys, which the document keeps. */
static int take_again(struct years_again *out)
{
    json_t *report = json_copy(out->document);

    json_object_del(report, "revision");
    json_object_del(report, "supersedes");
    json_object_del(report, "received");
    out->report = report ? json_dumps(report, NB_DUMP_FLAGS) : NULL;
    json_decref(report);
    out->report_size = out->report ? strlen(out->report) : 0;
    return out->report ? 1 : -1;
}

static int judge_again(const json_t *own, const struct years_rules *rules, struct years_again *out)
{
    json_t *later = out->document;
    int changed = nb_history_judge(later, own, rules->options, rules->lang);

    if (changed <= 0)
        return changed;
    out->agency = text_of(later, "agency");
    out->name = text_of(json_object_get(later, "source"), "name");
    out->year = (int)json_integer_value(json_object_get(later, "year"));
    out->status = nb_document_status(later);
    out->received = text_of(later, "received");
    /* Without them it is none of our events. */
    return out->agency && out->name && out->received ? take_again(out) : 0;
}

int years_judge_again(struct skim later, struct skim own, const struct years_rules *rules,
                      struct years_again *out)
{
    struct skim document = figures_document(later), place;
    json_t *before = NULL;
    char *checks;

    memset(out, 0, sizeof *out);
    if (figures_agree(document, own, &checks, &place)) {
        free(checks);
        return 0;
    }
    if (load(document, &out->document) != 0 || load(own, &before) != 0)
        return -1;
    int result = out->document && before ? judge_again(before, rules, out) : 0;
    json_decref(before);
    return result;
}

void years_again_free(struct years_again *again)
{
    json_decref(again->document);
    free(again->report);
}
