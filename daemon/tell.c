#include "tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void tell_read(struct log *log, const struct job *job)
{
    switch (job->state) {
    case JOB_READY:
        if (job->note)
            log_warning(log, "%s: %s", job->path, job->note);
        break;
    case JOB_WAIT: log_debug(log, "%s: still changing, waiting", job->path); break;
    case JOB_GONE: log_debug(log, "%s: gone before it was read", job->path); break;
    case JOB_FAILED:
        log_warning(log, "%s: cannot be read now: %s; it stays and is tried again", job->path,
                    job->note ? job->note : strerror(job->error));
        break;
    }
}

void tell_archived(struct log *log, const struct job *job)
{
    char place[512] = "it is gone from the drop directory";

    if (job->target)
        snprintf(place, sizeof place, "moved to %s", job->target);
    else if (job->changed)
        strcpy(place, "it has changed since and is taken in again");
    else if (job->archive_error)
        snprintf(place, sizeof place, "it cannot be moved: %s", strerror(job->archive_error));
    if (job->journaled == JOURNAL_DUPLICATE)
        log_info(log, "%s: duplicate of %" PRIu64 ", %s", job->path, job->sequence, place);
    else if (job->agency && job->year)
        log_info(log, "%s: %s, %s %d, event %" PRIu64 ", revision %u, %s", job->path,
                 nb_status_name(job->status), job->agency, job->year, job->sequence, job->revision,
                 place);
    else
        log_info(log, "%s: %s, event %" PRIu64 ", %s", job->path, nb_status_name(job->status),
                 job->sequence, place);
}
