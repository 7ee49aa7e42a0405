#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../extract/source.h"
#include "clock.h"
#include "fault.h"
#include "filesystem.h"

/* Longer than a tick of the clock that times of files go by, which is 10 ms at the most. */
#define FRESH_MS 50

/* Reports without many findings take about 8 KB. */
#define USUAL_BYTES ((size_t)16 * 1024)

static void fail(struct job *job, int error)
{
    job->state = JOB_FAILED;
    job->error = error;
}

static int64_t age_ms(const struct stat *st)
{
    return clock_now() - ((int64_t)st->st_ctim.tv_sec * 1000 + st->st_ctim.tv_nsec / 1000000);
}

/* What was read is known by its content; anything else by the entry that it is. */
static char *make_identity(const struct job *job, const struct source *src)
{
    char *identity = NULL;

    if (*src->sha256)
        return strdup(src->sha256);
    if (asprintf(&identity,
                 JOB_ENTRY "%" PRIu64 ":%" PRIu64 ":%" PRIu64 ":%" PRId64 ".%09" PRId32 ":%s",
                 job->id.device, job->id.inode, job->id.size, job->id.mtime_s, job->id.mtime_ns,
                 job->path) < 0)
        return NULL;
    return identity;
}

static char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

/* The document of a usual size goes straight into its place: json_dumps() would grow towards it. */
static void dump(struct job *job, const json_t *json)
{
    size_t room = USUAL_BYTES;

    job->report = malloc(room + 1);
    if (!job->report)
        return;
    size_t size = json_dumpb(json, job->report, room, NB_DUMP_FLAGS);
    if (size == 0 || size > room) {
        free(job->report);
        job->report = json_dumps(json, NB_DUMP_FLAGS);
        size = job->report ? strlen(job->report) : 0;
    }
    if (job->report)
        job->report[size] = '\0';
    job->report_size = size;
}

static int write_json(const struct reader_options *options, struct job *job,
                      const nb_report *report, const struct nb_source *source)
{
    json_t *json = nb_report_json(report, source, options->lang);

    if (!json)
        return -1;
    job->name = copy(json_string_value(json_object_get(json_object_get(json, "source"), "name")));
    dump(job, json);
    if (job->status != NB_VALID)
        job->findings = nb_document_text(json, options->lang, 0);
    json_decref(json);
    return job->report && job->name && (job->status == NB_VALID || job->findings) ? 0 : -1;
}

/* Everything that later rooms need of the report, so that the report itself can go. */
static int describe(const struct reader_options *options, struct job *job, const struct source *src,
                    const nb_report *report)
{
    struct nb_source source = {
        .name = job->path,
        .size = job->id.size,
        .sha256 = *src->sha256 ? src->sha256 : NULL,
    };

    job->identity = make_identity(job, src);
    job->status = nb_report_status(report);
    job->year = nb_report_year(report);
    job->agency = copy(nb_report_agency(report));
    if (!job->agency && nb_report_agency(report))
        return -1;
    return job->identity ? write_json(options, job, report, &source) : -1;
}

static void finish(const struct reader_options *options, struct job *job, struct source *src,
                   int failed, nb_report *report)
{
    file_id_set(&job->id, &src->st);
    job->fresh = age_ms(&src->st) < FRESH_MS;
    if (failed || describe(options, job, src, report) != 0)
        fail(job, ENOMEM);
    else
        job->state = JOB_READY;
    nb_report_free(report);
}

static void parse(const struct reader_options *options, struct job *job, struct source *src)
{
    char note[EXTRACT_NOTE];
    nb_report *report;

    fault_content(src->bytes, src->size);
    int error =
        extract_parse(options->extract, src->bytes, src->size, &options->rules, &report, note);

    source_free(src); /* before the report grows its JSON */
    if (*note)
        job->note = strdup(note); /* without memory the log misses a line */
    if (error)
        fail(job, error);
    else
        finish(options, job, src, 0, report);
}

static void reject(const struct reader_options *options, struct job *job, struct source *src)
{
    nb_report *report;
    int failed = nb_reject(src->code, src->detail_zh, src->detail_en, &options->rules, &report);

    finish(options, job, src, failed, report);
}

/* Whatever a content does to this process while it is parsed, it does twice at the most. */
static void judge(const struct reader_options *options, struct job *job, struct source *src)
{
    if (attempts_failures(options->attempts, src->sha256) >= ATTEMPTS_MOST) {
        src->code = NB_INPUT_DAMAGED;
        src->detail_zh = "读取时两次使程序崩溃或失去响应";
        src->detail_en = "reading it crashed or hung the program twice";
        reject(options, job, src);
        return;
    }
    int slot = attempts_begin(options->attempts, src->sha256, job->path);
    parse(options, job, src);
    attempts_end(options->attempts, slot);
}

/* What is remembered of a file that could not be read is what its entry looks like. */
static void identify(const struct reader_options *options, struct job *job, struct source *src)
{
    if (src->st.st_mode != 0 ||
        fstatat(options->root, job->path, &src->st, AT_SYMLINK_NOFOLLOW) == 0)
        file_id_set(&job->id, &src->st);
}

/* Whether it came to be what it is a moment ago. A time in the future tells nothing. */
static int is_new(const struct reader_options *options, const struct stat *st)
{
    int64_t age = age_ms(st);

    return age >= 0 && age < options->settle_ms;
}

/* Permissions are often set right after a file was put in place, so it gets the settle time. */
static void on_error(const struct reader_options *options, struct job *job, struct source *src)
{
    int denied = src->error == EACCES || src->error == EPERM, seen = src->st.st_mode != 0;

    identify(options, job, src);
    if (!denied || !seen) {
        fail(job, src->error);
    } else if (is_new(options, &src->st)) {
        job->state = JOB_WAIT;
    } else {
        src->code = NB_INPUT_UNREADABLE;
        src->detail_zh = "没有读取权限";
        src->detail_en = "no permission to read it";
        reject(options, job, src);
    }
}

/* Without the writer's own sign, an open writer is the best sign that more will come. */
static int is_being_written(const struct reader_options *options, const struct job *job)
{
    struct filesystem filesystem;

    if (job->complete)
        return 0;
    filesystem_of(options->root, &filesystem);
    return !filesystem.remote && source_being_written(options->root, job->path);
}

void reader_read(const struct reader_options *options, struct job *job)
{
    struct source src;

    if (is_being_written(options, job)) {
        job->state = JOB_WAIT;
        return;
    }
    switch (source_read(options->root, job->path, 1, 0, options->max_file_size, &src)) {
    case SOURCE_OK: judge(options, job, &src); break;
    case SOURCE_REJECTED: reject(options, job, &src); break;
    case SOURCE_CHANGED: job->state = JOB_WAIT; break;
    case SOURCE_GONE: job->state = JOB_GONE; break;
    case SOURCE_ERROR: on_error(options, job, &src); break;
    case SOURCE_NOMEM: fail(job, ENOMEM); break;
    }
    source_free(&src);
}
