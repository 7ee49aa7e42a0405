/* What a store writes down for a job: its event, and those of other years that it gives rise to. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "store_inside.h"
#include "years.h"

/* The latest report of an agency for a year. */
struct former {
    uint64_t sequence; /* 0: there is none */
    unsigned revision; /* the highest so far; 0: there is none */
    char epoch[EVENT_EPOCH_SIZE];
};

/* Those for the year before, the year itself, and the year after. */
struct years {
    struct former of[3];
};

enum {
    BEFORE,
    SAME,
    AFTER,
};

/* 1 and `*sequence` when the content has its event, 0 when not, -1 on failure. */
static int find_content(struct store *store, const char *identity, uint64_t *sequence)
{
    int64_t number;

    sqlite3_bind_text(store->sql.statements[FIND_CONTENT], 1, identity, -1, SQLITE_STATIC);
    int found = sql_number(&store->sql, FIND_CONTENT, &number);
    if (found > 0)
        *sequence = (uint64_t)number;
    return found;
}

/* Before a new epoch began the same sequences belonged to another. */
static void take_former(const struct store *store, sqlite3_stmt *stmt, struct former *out)
{
    const char *head = sqlite3_column_blob(stmt, 3);

    out->sequence = (uint64_t)sqlite3_column_int64(stmt, 1);
    out->revision = (unsigned)sqlite3_column_int64(stmt, 2);
    if (!head || event_epoch(head, (size_t)sqlite3_column_bytes(stmt, 3), out->epoch) != 0)
        memcpy(out->epoch, store->epoch, sizeof out->epoch);
}

static int find_years(struct store *store, const char *key, int year, struct years *out)
{
    sqlite3_stmt *stmt = store->sql.statements[FIND_YEARS];
    int rc;

    memset(out, 0, sizeof *out);
    if (!key || !year)
        return 0;
    sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
    sqlite3_bind_int(stmt, 2, year);
    sqlite3_bind_int(stmt, 3, EVENT_HEAD_SIZE);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
        take_former(store, stmt, &out->of[sqlite3_column_int(stmt, 0) - year + SAME]);
    if (rc != SQLITE_DONE)
        sql_fail(&store->sql);
    sqlite3_reset(stmt);
    return rc == SQLITE_DONE ? 0 : -1;
}

/*
 * The text of an event, borrowed until leave_event(). 1; 0 when it is not there, as somebody else
 * may have deleted it; or -1.
 */
static int find_event(struct store *store, uint64_t sequence, struct skim *out)
{
    sqlite3_stmt *stmt = store->sql.statements[FIND_EVENT];

    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)sequence);
    int rc = sqlite3_step(stmt);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE ? 0 : sql_fail(&store->sql);
    out->text = sqlite3_column_blob(stmt, 0);
    out->size = (size_t)sqlite3_column_bytes(stmt, 0);
    if (!out->text && sqlite3_errcode(store->sql.db) == SQLITE_NOMEM)
        return sql_fail(&store->sql);
    return out->text != NULL;
}

static void leave_event(struct store *store)
{
    sqlite3_reset(store->sql.statements[FIND_EVENT]);
}

static int no_memory(struct store *store)
{
    return sql_complain(&store->sql, "memory ran out");
}

/* After a crash the file of an event may still have to move, with what the event says of it. */
static int recall(struct store *store, struct job *job)
{
    struct skim event;
    int found = find_event(store, job->sequence, &event);

    if (found > 0 && years_recall(job, event, store->options.lang) != 0)
        found = no_memory(store);
    leave_event(store);
    return found < 0 ? -1 : 0;
}

static int add_event(struct store *store, const struct event *event,
                     const struct event_parts *parts)
{
    sqlite3_stmt *stmt = store->sql.statements[ADD_EVENT];
    char time[EVENT_TIME_SIZE];

    event_time(parts->now_ms, time);
    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)event->sequence);
    sqlite3_bind_text(stmt, 2, event->topic, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 3, nb_status_name(event->status), -1, SQLITE_STATIC);
    if (parts->agency)
        sqlite3_bind_text(stmt, 4, parts->agency, -1, SQLITE_STATIC);
    if (parts->year)
        sqlite3_bind_int(stmt, 5, parts->year);
    sqlite3_bind_int64(stmt, 6, event->revision);
    if (parts->supersedes)
        sqlite3_bind_int64(stmt, 7, (sqlite3_int64)parts->supersedes);
    sqlite3_bind_text(stmt, 8, parts->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 9, time, -1, SQLITE_STATIC);
    sqlite3_bind_text64(stmt, 10, event->text, event->size, SQLITE_STATIC, SQLITE_UTF8);
    return sql_run(&store->sql, ADD_EVENT);
}

static int add_latest(struct store *store, const struct event_parts *parts, const char *key)
{
    sqlite3_stmt *stmt = store->sql.statements[ADD_LATEST];

    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)parts->sequence);
    if (key)
        sqlite3_bind_text(stmt, 2, key, -1, SQLITE_STATIC);
    if (parts->year)
        sqlite3_bind_int(stmt, 3, parts->year);
    sqlite3_bind_int64(stmt, 4, parts->revision);
    return sql_run(&store->sql, ADD_LATEST);
}

static int add_content(struct store *store, const struct job *job)
{
    sqlite3_stmt *stmt = store->sql.statements[ADD_CONTENT];

    sqlite3_bind_text(stmt, 1, job->identity, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)job->sequence);
    return sql_run(&store->sql, ADD_CONTENT);
}

/* Gives the next sequence to an event of the job's and writes it down. */
static int put_event(struct store *store, struct job *job, struct event_parts *parts,
                     const char *key)
{
    parts->source = store->options.source;
    parts->epoch = store->epoch;
    parts->sequence = store->now.next;
    parts->now_ms = clock_now();
    struct event *event = event_compose(parts), **end = &job->events;
    if (!event)
        return sql_complain(&store->sql, "memory ran out");
    while (*end)
        end = &(*end)->next;
    *end = event;
    store->now.next++;
    if (add_event(store, event, parts) != 0 || add_latest(store, parts, key) != 0)
        return -1;
    /* It was kept only because nothing had superseded it. */
    if (parts->supersedes && parts->supersedes < store->now.swept && !store_keeps_all(store))
        return store_delete(store, parts->supersedes);
    return 0;
}

static struct years_rules rules_of(const struct store *store)
{
    return (struct years_rules){&store->options.rules, store->options.lang};
}

/* Judges the job's report by the one of the year before. */
static int judge_own(struct store *store, struct job *job, uint64_t before)
{
    struct years_rules rules = rules_of(store);
    struct skim event;
    int found = find_event(store, before, &event);

    if (found > 0 && years_judge(job, event, &rules) != 0)
        found = no_memory(store);
    leave_event(store);
    return found < 0 ? -1 : 0;
}

static int put_own(struct store *store, struct job *job, const struct former *former,
                   const char *key)
{
    char received[EVENT_TIME_SIZE];
    struct event_parts parts = {
        .supersedes = former->sequence,
        .former_epoch = former->epoch,
        .revision = former->revision + 1,
        .status = job->status,
        .year = job->year,
        .agency = job->agency,
        .name = job->name,
        .report = job->report,
        .report_size = job->report_size,
        .received = received,
    };

    event_time(job->received_ms, received);
    job->sequence = store->now.next;
    job->revision = parts.revision;
    return put_event(store, job, &parts, key) != 0 ? -1 : add_content(store, job);
}

/* The same file stands behind the new event: its content belongs to that one from now on. */
static int put_again(struct store *store, struct job *job, const struct years_again *again,
                     const struct former *former, const char *key)
{
    struct event_parts parts = {
        .supersedes = former->sequence,
        .former_epoch = former->epoch,
        .revision = former->revision + 1,
        .status = again->status,
        .year = again->year,
        .agency = again->agency,
        .name = again->name,
        .report = again->report,
        .report_size = again->report_size,
        .received = again->received,
    };

    sqlite3_bind_int64(store->sql.statements[MOVE_CONTENT], 2, (sqlite3_int64)former->sequence);
    if (store_run(store, MOVE_CONTENT, store->now.next) != 0)
        return -1;
    return put_event(store, job, &parts, key);
}

/* Judges the report of the year after by the job's, and publishes it again if that shows. */
static int judge_later(struct store *store, struct job *job, const struct former *former,
                       const char *key)
{
    struct skim event, own = {job->report, job->report_size};
    struct years_rules rules = rules_of(store);
    struct years_again again;
    int found = find_event(store, former->sequence, &event);
    int result = found > 0 ? years_judge_again(event, own, &rules, &again) : found;

    leave_event(store);
    if (found <= 0)
        return found;
    if (result > 0)
        result = put_again(store, job, &again, former, key);
    else if (result < 0)
        no_memory(store);
    years_again_free(&again);
    return result;
}

static int put_among(struct store *store, struct job *job, const struct years *years,
                     const char *key)
{
    uint64_t before = years->of[BEFORE].sequence, after = years->of[AFTER].sequence;

    if ((before && judge_own(store, job, before) != 0) ||
        put_own(store, job, &years->of[SAME], key) != 0)
        return -1;
    return after ? judge_later(store, job, &years->of[AFTER], key) : 0;
}

int store_put(struct store *store, struct job *job)
{
    struct years years;
    char *key = NULL;
    int known = find_content(store, job->identity, &job->sequence);

    if (known != 0) {
        job->journaled = JOURNAL_DUPLICATE;
        return known > 0 ? recall(store, job) : -1;
    }
    if (job->agency) {
        key = nb_agency_key(job->agency, (const char *const *)store->prefixes);
        if (!key)
            return no_memory(store);
    }
    int result = find_years(store, key, job->year, &years);
    if (result == 0)
        result = put_among(store, job, &years, key);
    free(key);
    if (result != 0)
        return -1;
    free(job->report);
    job->report = NULL;
    job->journaled = JOURNAL_NEW;
    return 0;
}
