#include "schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "../parser/nianbao.h"
#include "clock.h"

/* Each step brings the schema from the version of its index to the next one. */
static const char *const migrations[SCHEMA_VERSION] = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE events ("
    "  sequence INTEGER PRIMARY KEY,"
    "  topic TEXT NOT NULL,"
    "  status TEXT NOT NULL,"
    "  agency TEXT,"
    "  year INTEGER,"
    "  revision INTEGER NOT NULL,"
    "  supersedes INTEGER," /* a sequence */
    "  name TEXT NOT NULL," /* of the file, as valid UTF-8 */
    "  time TEXT NOT NULL,"
    "  event TEXT NOT NULL);" /* the envelope as published */
    "CREATE UNIQUE INDEX events_revision ON events (agency, year, revision)"
    "  WHERE agency IS NOT NULL AND year IS NOT NULL;"
    /* Contents that have their event: apart, since an event need not come from a file. */
    "CREATE TABLE contents (identity TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;",

    /*
     * One agency may write its name in several ways, so revisions are told by a key. The events
     * stay as they are, which would have to be written anew page by page: `latest` has a narrow
     * row for each event that no other has superseded. Without an agency or a year none can be.
     * Its revision is the highest of that key and year: where keys have become one since, another
     * event may have a higher one than the last.
     */
    "CREATE TABLE latest (sequence INTEGER PRIMARY KEY, agency_key TEXT, year INTEGER,"
    "  revision INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX latest_report ON latest (agency_key, year);"
    "DROP INDEX events_revision;"
    "CREATE UNIQUE INDEX contents_sequence ON contents (sequence);"
    "INSERT INTO meta (name, value) VALUES ('" META_FIRST_KEPT "', '1'), ('" META_SWEPT "', '1');",
};

static double seconds_since(int64_t start)
{
    return (double)(clock_now() - start) / 1000;
}

/* ---- soundness ---- */

/* The words behind the line that names the database. */
static const char *last_line(const char *text)
{
    const char *end = strrchr(text, '\n');

    return end ? end + 1 : text;
}

static int check_integrity(struct sql *sql)
{
    sqlite3_stmt *stmt = NULL;
    const char *found;
    int result = 0;

    /* One complaint is enough to know. */
    if (sqlite3_prepare_v2(sql->db, "PRAGMA integrity_check(1)", -1, &stmt, NULL) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_ROW || !(found = (const char *)sqlite3_column_text(stmt, 0)))
        result = sql_fail(sql);
    else if (strcmp(found, "ok") != 0)
        result = sql_damaged(sql, last_line(found));
    sqlite3_finalize(stmt);
    return result;
}

static int check(struct sql *sql, struct log *log, struct schema *schema)
{
    char clean[8] = "";
    int64_t start = clock_now();

    if (sql_get_meta(sql, META_CLEAN, clean, sizeof clean) < 0)
        return -1;
    schema->clean = strcmp(clean, "1") == 0;
    if (schema->clean)
        return 0;
    log_warning(log, "the journal was not closed in order and is checked now; this takes a while"
                     " when it is large");
    if (check_integrity(sql) != 0)
        return -1;
    log_info(log, "the journal is sound; checking it took %.1f s", seconds_since(start));
    return 0;
}

/* ---- the agencies' keys ---- */

static void key_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    const char *agency = (const char *)sqlite3_value_text(values[0]);

    (void)count;
    if (!agency)
        return; /* NULL makes NULL */
    char *key = nb_agency_key(agency, sqlite3_user_data(context));
    if (key)
        sqlite3_result_text(context, key, -1, free);
    else
        sqlite3_result_error_nomem(context);
}

/* A later event takes the place of an earlier one with the same key and year. */
static int make_keys(struct sql *sql, const char *agency_prefix)
{
    char **prefixes = nb_agency_prefixes(agency_prefix);
    int result = -1;

    if (!prefixes)
        return sql_complain(sql, "memory ran out");
    if (sqlite3_create_function(sql->db, "agency_key", 1, SQLITE_UTF8, prefixes, key_function, NULL,
                                NULL) != SQLITE_OK)
        sql_fail(sql);
    else
        result = sql_exec(sql, "DELETE FROM latest;"
                               "INSERT INTO latest (sequence, agency_key, year, revision)"
                               "  SELECT sequence, agency_key(agency), year, revision FROM events"
                               "  WHERE true ORDER BY sequence"
                               "  ON CONFLICT (agency_key, year) DO UPDATE SET"
                               "    sequence = excluded.sequence,"
                               "    revision = max(revision, excluded.revision)");
    sqlite3_create_function(sql->db, "agency_key", 1, SQLITE_UTF8, NULL, NULL, NULL, NULL);
    free(prefixes);
    return result != 0 ? -1 : sql_set_meta(sql, META_PREFIX, agency_prefix);
}

static int update_keys(struct sql *sql, const char *agency_prefix, struct log *log)
{
    char before[1024] = "";
    int64_t last, start = clock_now();
    int found = sql_get_meta(sql, META_PREFIX, before, sizeof before);

    if (found < 0 || (found > 0 && strcmp(before, agency_prefix) == 0))
        return found < 0 ? -1 : 0;
    if (sql_ask(sql, "SELECT coalesce(max(sequence), 0) FROM events", &last) < 0)
        return -1;
    if (last)
        log_info(log, "the names of all agencies in the journal are compared anew");
    if (make_keys(sql, agency_prefix) != 0)
        return -1;
    if (last)
        log_info(log, "comparing them took %.1f s", seconds_since(start));
    return 0;
}

/* ---- the epoch ---- */

/* A random UUID (version 4) as text. */
static int make_epoch(char out[EVENT_EPOCH_SIZE])
{
    unsigned char b[16];

    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        return -1;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, EVENT_EPOCH_SIZE,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
             b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
             b[15]);
    return 0;
}

static int write_epoch(struct sql *sql, int64_t last, char epoch[EVENT_EPOCH_SIZE])
{
    char first[24];

    if (make_epoch(epoch) != 0)
        return sql_complain(sql, "there are no random numbers for its epoch");
    snprintf(first, sizeof first, "%" PRId64, last + 1);
    return sql_set_meta(sql, META_EPOCH, epoch) != 0 ? -1
                                                     : sql_set_meta(sql, META_FIRST_KEPT, first);
}

/* Why the journal's sequences could be given once more, or NULL. `epoch` is its own, or "". */
static const char *epoch_is_spent(const char *epoch, int64_t version, int64_t last,
                                  const struct mark *mark)
{
    if (!*epoch)
        return "has no epoch";
    if (!mark->known) /* version 1 knew of no mark */
        return version == SCHEMA_VERSION && last > 0 ? "was put into a new place" : NULL;
    return strcmp(mark->epoch, epoch) == 0 && mark->sequence > (uint64_t)last ? "is an older copy"
                                                                              : NULL;
}

static int ensure_epoch(struct sql *sql, int64_t version, const struct mark *mark, struct log *log,
                        char epoch[EVENT_EPOCH_SIZE])
{
    char value[2 * EVENT_EPOCH_SIZE] = "";
    int64_t last;

    if (sql_get_meta(sql, META_EPOCH, value, sizeof value) < 0 ||
        sql_ask(sql, "SELECT coalesce(max(sequence), 0) FROM events", &last) < 0)
        return -1;
    const char *why = epoch_is_spent(value, version, last, mark);
    if (why) {
        if (last)
            log_warning(log,
                        "the journal %s: it gets a new epoch, and clients take a snapshot of its"
                        " %" PRId64 " events",
                        why, last);
        return write_epoch(sql, last, epoch);
    }
    if (strlen(value) != EVENT_EPOCH_SIZE - 1)
        return sql_damaged(sql, "its epoch is none");
    memcpy(epoch, value, EVENT_EPOCH_SIZE);
    return 0;
}

/* ---- the whole ---- */

static int migrate(struct sql *sql, int64_t version)
{
    char text[64];

    if (version == SCHEMA_VERSION)
        return 0;
    for (int64_t v = version; v < SCHEMA_VERSION; v++)
        if (sql_exec(sql, migrations[v]) != 0)
            return -1;
    snprintf(text, sizeof text, "PRAGMA user_version = %d", SCHEMA_VERSION);
    return sql_exec(sql, text);
}

/* Where nothing is to be done, nothing is written: a full disk is no reason not to start. */
static int bring_up(struct sql *sql, int64_t version, const char *agency_prefix,
                    const struct mark *mark, struct log *log, struct schema *schema)
{
    if (version > 0 && version < SCHEMA_VERSION)
        log_info(log, "the journal is brought from version %" PRId64 " to %d", version,
                 SCHEMA_VERSION);
    if (sql_exec(sql, "BEGIN IMMEDIATE") != 0 || migrate(sql, version) != 0 ||
        update_keys(sql, agency_prefix, log) != 0 ||
        ensure_epoch(sql, version, mark, log, schema->epoch) != 0)
        return -1;
    return sql_exec(sql, "COMMIT");
}

int schema_open(struct sql *sql, const char *agency_prefix, const struct mark *mark,
                struct log *log, struct schema *out)
{
    int64_t version = 0;

    memset(out, 0, sizeof *out);
    if (sql_ask(sql, "PRAGMA user_version", &version) < 0)
        return -1;
    if (version < 0 || version > SCHEMA_VERSION)
        return sql_complain(
            sql, "it was written by a newer nianbaod (schema %" PRId64 ", this one knows %d)",
            version, SCHEMA_VERSION);
    if (version > 0 && check(sql, log, out) != 0)
        return -1;
    return bring_up(sql, version, agency_prefix, mark, log, out);
}
