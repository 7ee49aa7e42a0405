/*
 * A report beside those of the same agency for the years before and after it: what its event says
 * once they are known.
 */
#ifndef NIANBAOD_YEARS_H
#define NIANBAOD_YEARS_H

#include <jansson.h>
#include <stddef.h>

#include "../parser/nianbao.h"
#include "event.h"
#include "job.h"

/* How reports are judged. */
struct years_rules {
    const struct nb_options *options;
    enum nb_lang lang;
};

/*
 * The report document of an event, or of a job, as a new reference. One that cannot be read is as
 * good as none: NULL in `*out`. Returns 0, or -1 when memory ran out.
 */
int years_of_event(const char *text, size_t size, json_t **out);
int years_of_job(const struct job *job, json_t **out);

/*
 * Judges the job's report, whose document is `own`, by that of the year before; its report, status
 * and findings follow. Returns 0, or -1 when memory ran out.
 */
int years_judge(struct job *job, json_t *own, const json_t *before,
                const struct years_rules *rules);

/*
 * For a job whose content has its event already: its status and findings become those of the event,
 * where these come from other years. Returns 0, or -1 when memory ran out.
 */
int years_recall(struct job *job, const char *event, size_t size, enum nb_lang lang);

/* A report that is to be published once more; the document owns its strings. */
struct years_again {
    char *report; /* new */
    size_t report_size;
    const char *agency, *name, *received;
    int year;
    enum nb_status status;
};

/*
 * Judges the report document `later` by that of the year before it. Returns 1 with `out` filled in
 * (free its `report`) when that changes what is found, 0 when not, or -1 when memory ran out.
 */
int years_judge_again(json_t *later, const json_t *before, const struct years_rules *rules,
                      struct years_again *out);

#endif
