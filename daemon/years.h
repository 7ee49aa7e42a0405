/*
 * A report beside those of the same agency for the years before and after it: what its event says
 * once they are known.
 *
 * Nearly all reports agree with their neighbours. That is found out from the few figures that
 * matter, cut out of the texts; a document is parsed as a whole only where something is found.
 */
#ifndef NIANBAOD_YEARS_H
#define NIANBAOD_YEARS_H

#include <jansson.h>
#include <stddef.h>

#include "../parser/nianbao.h"
#include "job.h"
#include "skim.h"

/* How reports are judged. */
struct years_rules {
    const struct nb_options *options;
    enum nb_lang lang;
};

/*
 * Judges the job's report by that of the year before, which is in the event `before`; its report,
 * status and findings follow. An event that cannot be read is as good as none. Returns 0, or -1
 * when memory ran out.
 */
int years_judge(struct job *job, struct skim before, const struct years_rules *rules);

/*
 * For a job whose content has its event already: its status and findings become those of the event,
 * which other years may have changed. Returns 0, or -1 when memory ran out.
 */
int years_recall(struct job *job, struct skim event, enum nb_lang lang);

/* A report that is to be published once more; the document owns its strings. */
struct years_again {
    json_t *document;
    char *report;
    size_t report_size;
    const char *agency, *name, *received;
    int year;
    enum nb_status status;
};

/*
 * Judges the report in the event `later` by the document `own` of the year before it. Returns 1
 * when that changes what is found, 0 when not, or -1 when memory ran out. Free `out` with
 * years_again_free() in any case.
 */
int years_judge_again(struct skim later, struct skim own, const struct years_rules *rules,
                      struct years_again *out);
void years_again_free(struct years_again *again);

#endif
