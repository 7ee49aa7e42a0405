/* The report as a thing: how it is made and freed, and what is asked of it. */
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "report.h"

void nb_options_init(struct nb_options *options)
{
    memset(options->severity, NB_SEVERITY_DEFAULT, sizeof options->severity);
}

struct nb_report *nb_report_new(const struct nb_options *options)
{
    struct nb_report *report = calloc(1, sizeof *report);
    if (!report)
        return NULL;
    nb_arena_init(&report->arena);
    if (options)
        report->options = *options;
    else
        nb_options_init(&report->options);
    report->last_finding = &report->findings;
    report->last_claim = &report->claims;
    report->status = NB_UNRECOGNIZED;
    return report;
}

void nb_report_free(struct nb_report *report)
{
    if (!report)
        return;
    nb_arena_free(&report->arena);
    free(report);
}

const char *nb_report_excerpt(struct nb_report *report, const unsigned char *bytes, size_t length)
{
    struct nb_buffer buffer;
    nb_buffer_init(&buffer);
    while (length && (*bytes == ' ' || *bytes == '\t')) {
        bytes++;
        length--;
    }
    while (length && (bytes[length - 1] == ' ' || bytes[length - 1] == '\t'))
        length--;
    nb_buffer_foreign(&buffer, (const char *)bytes, length, NB_EXCERPT - 1);
    nb_buffer_add(&buffer, "", 0);
    char *copy = NULL;
    if (!buffer.failed)
        copy = nb_arena_string(&report->arena, buffer.bytes, buffer.length);
    nb_buffer_free(&buffer);
    if (!copy)
        report->failed = 1;
    return copy;
}

int nb_report_sum(const struct nb_report *report, const short *cells, int count, int64_t *sum)
{
    *sum = 0;
    for (int i = 0; i < count; i++) {
        if (report->cells[cells[i]].state == NB_MISSING)
            return 0;
        *sum += report->cells[cells[i]].value;
    }
    return 1;
}

enum nb_check nb_check_of(enum nb_code family)
{
    switch (family) {
    case NB_REQUESTS_BALANCE: return NB_CHECK_BALANCE;
    case NB_REQUESTS_PROCESSED_SUM: return NB_CHECK_PROCESSED_SUM;
    case NB_REQUESTS_ROW_SUM: return NB_CHECK_ROW_SUM;
    case NB_PROCEEDINGS_SUM: return NB_CHECK_PROCEEDINGS;
    case NB_HISTORY_CARRY_OVER: return NB_CHECK_CARRY_OVER;
    case NB_HISTORY_IN_FORCE: return NB_CHECK_IN_FORCE;
    default: return NB_CHECK_CLAIM;
    }
}

enum nb_status nb_report_status(const nb_report *report)
{
    return report->status;
}

const char *nb_status_name(enum nb_status status)
{
    static const char *const names[] = {"valid", "invalid", "unrecognized"};
    return names[status];
}

int nb_report_year(const nb_report *report)
{
    return report->year;
}

const char *nb_report_agency(const nb_report *report)
{
    return report->agency;
}

size_t nb_report_count(const nb_report *report, enum nb_severity severity)
{
    size_t count = 0;
    for (const struct nb_finding *f = report->findings; f; f = f->next)
        count += f->severity == severity;
    return count;
}

int nb_report_code(const nb_report *report, size_t index)
{
    const struct nb_finding *f = report->findings;
    while (f && index--)
        f = f->next;
    return f ? (int)f->code : -1;
}
