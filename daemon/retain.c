/* Retention: what a store deletes again. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "fault.h"
#include "store_inside.h"

/* Events looked at in one transaction, so that a commit never waits for long. */
#define SWEEP 256

#define DAY_MS INT64_C(86400000)

int store_keeps_all(const struct store *store)
{
    return store->options.keep_days == 0 && store->options.keep_events == 0;
}

static int set_mark(struct store *store, enum store_statement which, uint64_t *mark, uint64_t value)
{
    char text[24];

    if (*mark == value)
        return 0;
    *mark = value;
    snprintf(text, sizeof text, "%" PRIu64, value);
    sqlite3_bind_text(store->sql.statements[which], 1, text, -1, SQLITE_STATIC);
    return sql_run(&store->sql, which);
}

int store_delete(struct store *store, uint64_t sequence)
{
    uint64_t kept = store->now.first_kept > sequence ? store->now.first_kept : sequence + 1;

    if (store_run(store, DELETE_EVENT, sequence) != 0 ||
        store_run(store, DELETE_LATEST, sequence) != 0 ||
        store_run(store, DELETE_CONTENT, sequence) != 0)
        return -1;
    return set_mark(store, SET_FIRST_KEPT, &store->now.first_kept, kept);
}

struct sweep {
    char cutoff[EVENT_TIME_SIZE]; /* events from before it need not be kept; "" */
    uint64_t enough;              /* nor do those up to this sequence */
    uint64_t next;                /* where the next sweep begins */
    uint64_t last;                /* what is behind is kept */
    uint64_t old[SWEEP];
    unsigned count;
    int more;
};

static void begin_sweep(const struct store *store, struct sweep *sweep)
{
    const struct store_options *o = &store->options;
    uint64_t last = store->now.next - 1;

    memset(sweep, 0, sizeof *sweep);
    /* The last event always stays: its sequence must never be given again. */
    sweep->last = last ? last - 1 : 0;
    sweep->next = store->now.swept;
    if (o->keep_days)
        event_time(clock_now() - o->keep_days * DAY_MS, sweep->cutoff);
    if (o->keep_events && last > (uint64_t)o->keep_events)
        sweep->enough = last - (uint64_t)o->keep_events;
}

/* Collects first and deletes then: rows must not go from under the statement that finds them. */
static int find_old(struct store *store, struct sweep *sweep)
{
    sqlite3_stmt *stmt = store->sql.statements[FIND_OLD];
    int rc;

    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)sweep->next);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)sweep->last);
    sqlite3_bind_int64(stmt, 3, SWEEP);
    for (int rows = 0; (rc = sqlite3_step(stmt)) == SQLITE_ROW; rows++) {
        uint64_t sequence = (uint64_t)sqlite3_column_int64(stmt, 0);
        if (sequence > sweep->enough &&
            strcmp((const char *)sqlite3_column_text(stmt, 1), sweep->cutoff) >= 0)
            break;
        if (!sqlite3_column_int(stmt, 2))
            sweep->old[sweep->count++] = sequence;
        sweep->next = sequence + 1;
        sweep->more = rows == SWEEP - 1;
    }
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        sql_fail(&store->sql);
    sqlite3_reset(stmt);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

static int delete_old(struct store *store, const struct sweep *sweep)
{
    for (unsigned i = 0; i < sweep->count; i++)
        if (store_delete(store, sweep->old[i]) != 0)
            return -1;
    fault_point(FAULT_RETENTION);
    return set_mark(store, SET_SWEPT, &store->now.swept, sweep->next);
}

int store_retain(struct store *store, unsigned *deleted)
{
    struct sweep sweep;

    *deleted = 0;
    if (store_keeps_all(store))
        return 0;
    begin_sweep(store, &sweep);
    if (find_old(store, &sweep) != 0)
        return -1;
    if (sweep.next == store->now.swept)
        return 0;
    if (store_begin(store) != 0)
        return -1;
    if (delete_old(store, &sweep) != 0) {
        store_rollback(store);
        return -1;
    }
    if (store_commit(store) != 0)
        return -1;
    *deleted = sweep.count;
    return sweep.more;
}
