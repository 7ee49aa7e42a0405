#include "audit.h"

#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../daemon/name.h"
#include "../../parser/nianbao.h"

/* The number of the listener that comes at the end. */
#define FRESH 99

/* An event of a content, or NULL where it says valid. */
struct verdict {
    char *event; /* owned */
    struct verdict *next;
};

/* One content that was dropped, however often. */
struct content {
    const char *sha256;
    size_t dropped, found, events;
    struct verdict *verdicts;    /* more than one where it was judged anew */
    const struct dropped *first; /* of the files that had it; they lie behind one another */
};

struct ledger {
    struct dropped *files; /* sorted by content */
    struct content *contents;
    size_t count;
    struct audit_counts counts;
    const struct audit_terms *terms;
    struct daemon *daemon;
    char epoch[64];
};

/* nftw() passes nothing on. */
static struct ledger *ledger;
static size_t *place; /* which count what is found goes to */

/* ---- what was dropped ---- */

static int by_content(const void *a, const void *b)
{
    return strcmp(((const struct dropped *)a)->sha256, ((const struct dropped *)b)->sha256);
}

static void ledger_init(struct ledger *l, const struct load *load)
{
    memset(l, 0, sizeof *l);
    l->counts.files = load->count;
    l->files = calloc(load->count + 1, sizeof *l->files);
    l->contents = calloc(load->count + 1, sizeof *l->contents);
    assert_true(l->files && l->contents);
    if (load->count)
        memcpy(l->files, load->files, load->count * sizeof *l->files);
    qsort(l->files, load->count, sizeof *l->files, by_content);
    for (size_t i = 0; i < load->count; i++) {
        const struct dropped *file = &l->files[i];
        if (i == 0 || strcmp(file->sha256, file[-1].sha256) != 0)
            l->contents[l->count++] = (struct content){.sha256 = file->sha256, .first = file};
        l->contents[l->count - 1].dropped++;
    }
    l->counts.contents = l->count;
}

static void free_verdicts(struct verdict *verdict)
{
    while (verdict) {
        struct verdict *next = verdict->next;
        free(verdict->event);
        free(verdict);
        verdict = next;
    }
}

static void ledger_free(struct ledger *l)
{
    for (size_t i = 0; i < l->count; i++)
        free_verdicts(l->contents[i].verdicts);
    free(l->files);
    free(l->contents);
}

static int by_sha256(const void *key, const void *content)
{
    return memcmp(key, ((const struct content *)content)->sha256, 64);
}

/* The content of this hash (not NUL-terminated), or NULL when it was never dropped. */
static struct content *content_of(const struct ledger *l, const char *sha256)
{
    return bsearch(sha256, l->contents, l->count, sizeof *l->contents, by_sha256);
}

/* ---- the journal ---- */

static void add_verdict(struct content *content, const char *event)
{
    struct verdict *verdict = calloc(1, sizeof *verdict);

    assert_non_null(verdict);
    verdict->event = strstr(event, "\"status\":\"valid\"") ? NULL : strdup(event);
    verdict->next = content->verdicts;
    content->verdicts = verdict;
}

static void count_event(struct ledger *l, const char *event)
{
    static const char key[] = "\"sha256\":\"";
    const char *at = strstr(event, key);
    struct content *content = at ? content_of(l, at + strlen(key)) : NULL;

    l->counts.events++;
    if (!strstr(event, l->epoch))
        fail_msg("an event of another epoch than %s: %.300s", l->epoch, event);
    if (!content && !l->terms->passing)
        fail_msg("an event of a content that nobody dropped: %.300s", event);
    if (!content)
        return;
    add_verdict(content, event);
    /* A report that was judged before is judged anew when that of the year before comes. */
    if (content->events == 1 && content->first->kind == LOAD_YEARS &&
        strstr(event, "\"supersedes\":\""))
        l->counts.anew++;
    else
        content->events++;
}

/* The files with what listeners heard; the line that is compared. */
struct heard {
    FILE *files[2];
    char *line;
    size_t room;
};

/* The next line that each of them heard must be this event. */
static void compare_heard(struct heard *heard, const char *event)
{
    size_t length = strlen(event);

    for (int i = 0; i < 2; i++) {
        if (!heard->files[i])
            continue;
        ssize_t n = getline(&heard->line, &heard->room, heard->files[i]);
        if (n < 0)
            fail_msg("this event was not heard: %.200s", event);
        if ((size_t)n != length + 1 || memcmp(heard->line, event, length) != 0)
            fail_msg("heard: %.200s\njournal: %.200s", heard->line, event);
    }
}

static void close_heard(struct heard *heard)
{
    for (int i = 0; i < 2; i++) {
        if (!heard->files[i])
            continue;
        if (getc(heard->files[i]) != EOF)
            fail_msg("more was heard than the journal has");
        fclose(heard->files[i]);
    }
    free(heard->line);
}

/* A crash or trouble with a disk begins no new one. */
static void read_epoch(struct ledger *l, sqlite3 *db)
{
    sqlite3_stmt *stmt;

    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT value FROM meta WHERE name = 'epoch'", -1, &stmt, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    snprintf(l->epoch, sizeof l->epoch, "\"epoch\":\"%s\"", sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
}

static void compare_events(struct ledger *l, sqlite3_stmt *stmt)
{
    struct heard heard = {{NULL, NULL}, NULL, 0};
    struct listener fresh;

    if (l->terms->heard)
        heard.files[0] = fopen(listener_end(l->terms->heard), "r");
    if (!l->terms->stopped) {
        listener_start(&fresh, l->daemon, FRESH);
        heard.files[1] = fopen(listener_end(&fresh), "r");
    }
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *event = (const char *)sqlite3_column_text(stmt, 1);
        assert_non_null(event);
        count_event(l, event);
        assert_int_equal(sqlite3_column_int64(stmt, 0), l->counts.events);
        compare_heard(&heard, event);
    }
    close_heard(&heard);
}

static void check_journal(struct daemon *d, struct ledger *l)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_open(at(d, "state/journal.db"), &db), SQLITE_OK);
    sqlite3_busy_timeout(db, DEADLINE_MS);
    read_epoch(l, db);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT sequence, event FROM events ORDER BY sequence",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    compare_events(l, stmt);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* ---- the folders ---- */

/* Whether these are the findings of the event, had its file one of the content's names. */
static int is_findings_of(const struct content *content, const char *event, const char *findings)
{
    json_t *json = json_loads(event, 0, NULL), *report = dig(json, "data");
    int same = 0;

    assert_non_null(report);
    for (size_t i = 0; i < content->dropped && !same; i++) {
        json_object_set_new(dig(report, "source"), "name", json_string(content->first[i].name));
        char *expected = nb_document_text(report, NB_ZH, 0);
        assert_non_null(expected);
        same = strcmp(expected, findings) == 0;
        free(expected);
    }
    json_decref(json);
    return same;
}

/* They are of one of its verdicts: which of them stood when the file moved is not known here. */
static void check_findings(const struct content *content, const char *path)
{
    char beside[PATH_MAX + 32];
    int same = 0;

    snprintf(beside, sizeof beside, "%s" NAME_FINDINGS, path);
    char *findings = exists(beside) ? read_text(beside) : NULL;
    for (const struct verdict *v = content->verdicts; v && !same; v = v->next)
        same = v->event && findings ? is_findings_of(content, v->event, findings)
                                    : !v->event && !findings;
    if (!same && content->verdicts)
        fail_msg("%s is missing, not whole, or another file's:\n%s", beside,
                 findings ? findings : "");
    ledger->counts.findings += findings != NULL;
    free(findings);
}

static int has_event(const char *sha256)
{
    char sql[160];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM contents WHERE identity = '%s'", sha256);
    return query(ledger->daemon, sql) == 1;
}

static int is_findings(const char *path)
{
    size_t length = strlen(path), n = strlen(NAME_FINDINGS);

    return length > n && strcmp(path + length - n, NAME_FINDINGS) == 0;
}

static void check_file(const char *path, int archived)
{
    struct bytes bytes = fixture_read(path);
    char sha256[65];

    load_hash(bytes.data, bytes.size, sha256);
    struct content *content = content_of(ledger, sha256);
    if (!content && (!ledger->terms->passing || !has_event(sha256)))
        fail_msg("%s: nobody dropped that, or nobody heard of it", path);
    if (content) {
        content->found++;
        ++*place;
    }
    if (content && archived)
        check_findings(content, path);
    free(bytes.data);
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    const char *name = path + ftw->base;
    char of[PATH_MAX];

    if (type == FTW_D || type == FTW_DP)
        return 0;
    if (place != &ledger->counts.waiting && name_ignored(name))
        fail_msg("%s was left behind", path);
    if (S_ISREG(st->st_mode) && !is_findings(path)) {
        check_file(path, place != &ledger->counts.waiting);
    } else if (is_findings(path)) {
        snprintf(of, sizeof of, "%.*s", (int)(strlen(path) - strlen(NAME_FINDINGS)), path);
        if (!exists(of) && !ledger->terms->orphans)
            fail_msg("%s has no file", path);
    }
    return 0;
}

static void look_through(const char *folder, size_t *count)
{
    place = count;
    nftw(folder, visit, 16, FTW_PHYS);
}

static void check_contents(const struct ledger *l)
{
    for (size_t i = 0; i < l->count; i++) {
        const struct content *c = &l->contents[i];
        if (c->events != 1 && !(l->terms->in_drop && c->events == 0))
            fail_msg("%s (%s) has %zu events", c->first->name, c->sha256, c->events);
        if (c->found != c->dropped)
            fail_msg("%s (%s) was dropped %zu times and is found %zu times", c->first->name,
                     c->sha256, c->dropped, c->found);
    }
}

/* ---- as a whole ---- */

static const char *folder_of(const struct daemon *d, const char *other, const char *usual)
{
    return *other ? other : at(d, "%s", usual);
}

void audit(struct daemon *d, const struct load *load, const struct audit_terms *terms,
           struct audit_counts *counts)
{
    static const struct audit_terms strict;
    struct ledger l;

    ledger_init(&l, load);
    l.terms = terms ? terms : &strict;
    l.daemon = d;
    ledger = &l;
    if (!l.terms->stopped)
        assert_true(is_healthy(d));
    check_journal(d, &l);
    look_through(folder_of(d, d->archive, "archive"), &l.counts.archived);
    look_through(folder_of(d, d->rejected, "rejected"), &l.counts.rejected);
    look_through(load->drop, &l.counts.waiting);
    if (!l.terms->in_drop)
        assert_int_equal(l.counts.waiting, 0);
    check_contents(&l);
    if (counts)
        *counts = l.counts;
    ledger_free(&l);
}

static size_t waiting;

static int count_waiting(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    waiting += type != FTW_D && type != FTW_DNR && !name_ignored(path + ftw->base);
    return 0;
}

static size_t files_in_drop(const struct daemon *d)
{
    waiting = 0;
    nftw(folder_of(d, d->drop, "drop"), count_waiting, 16, FTW_PHYS);
    return waiting;
}

void audit_settle(struct daemon *d)
{
    size_t least = SIZE_MAX;
    int64_t until = now_ms() + DEADLINE_MS;

    for (;;) {
        size_t now = files_in_drop(d);
        if (now == 0 && is_idle(d) && is_healthy(d))
            return;
        if (now < least) {
            least = now;
            until = now_ms() + DEADLINE_MS;
        }
        if (now_ms() > until)
            fail_msg("%zu files stay in the drop directory; see %s/log", now, d->dir);
        pause_ms(20);
    }
}

void audit_add(struct audit_counts *sum, const struct audit_counts *counts)
{
    sum->files += counts->files;
    sum->contents += counts->contents;
    sum->events += counts->events;
    sum->anew += counts->anew;
    sum->archived += counts->archived;
    sum->rejected += counts->rejected;
    sum->waiting += counts->waiting;
    sum->findings += counts->findings;
}

void audit_tell(const char *name, const struct audit_counts *c, const char *format, ...)
{
    va_list args;

    printf("counts %s: files %zu, contents %zu, events %zu (judged anew: %zu), archived %zu, "
           "rejected %zu, "
           "findings %zu",
           name, c->files, c->contents, c->events, c->anew, c->archived, c->rejected, c->findings);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
}

unsigned audit_number(const char *variable, unsigned full, unsigned brief)
{
    const char *value = getenv(variable), *is_short = getenv("FAULTS_SHORT");

    if (value && *value)
        return (unsigned)strtoul(value, NULL, 10);
    return is_short && *is_short ? brief : full;
}
