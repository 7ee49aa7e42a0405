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

/* One content that was dropped, however often. */
struct content {
    const char *sha256;
    size_t dropped, found, events;
    char *event;                 /* the first, unless it says valid; owned */
    const struct dropped *first; /* of the files that had it; they lie behind one another */
};

struct ledger {
    struct dropped *files; /* sorted by content */
    struct content *contents;
    size_t count;
    struct audit_counts counts;
    const struct audit_terms *terms;
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

static void ledger_free(struct ledger *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->contents[i].event);
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

static void count_event(struct ledger *l, const char *event)
{
    static const char key[] = "\"sha256\":\"";
    const char *at = strstr(event, key);
    struct content *content = at ? content_of(l, at + strlen(key)) : NULL;

    l->counts.events++;
    if (!content && !l->terms->passing)
        fail_msg("an event of a content that nobody dropped: %.300s", event);
    if (!content)
        return;
    content->events++;
    if (content->events == 1 && !strstr(event, "\"status\":\"valid\""))
        content->event = strdup(event);
}

/* The next line of what was heard must be this event. */
static void compare_heard(FILE *heard, const char *event)
{
    static char *line;
    static size_t room;
    size_t length = strlen(event);

    if (!heard)
        return;
    ssize_t n = getline(&line, &room, heard);
    if (n < 0)
        fail_msg("this event was not heard: %.200s", event);
    if ((size_t)n != length + 1 || memcmp(line, event, length) != 0)
        fail_msg("heard: %.200s\njournal: %.200s", line, event);
}

static void check_journal(struct daemon *d, struct ledger *l)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    FILE *heard = l->terms->heard ? fopen(l->terms->heard, "r") : NULL;

    assert_true(heard || !l->terms->heard);
    assert_int_equal(sqlite3_open(at(d, "state/journal.db"), &db), SQLITE_OK);
    sqlite3_busy_timeout(db, DEADLINE_MS);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT sequence, event FROM events ORDER BY sequence",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *event = (const char *)sqlite3_column_text(stmt, 1);
        assert_non_null(event);
        count_event(l, event);
        assert_int_equal(sqlite3_column_int64(stmt, 0), l->counts.events);
        compare_heard(heard, event);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    if (heard && getc(heard) != EOF)
        fail_msg("more was heard than the journal has");
    if (heard)
        fclose(heard);
}

/* ---- the folders ---- */

/* Whether these are the findings of the event, had its file this name. */
static int is_findings_of(json_t *report, const char *name, const char *findings)
{
    json_object_set_new(json_object_get(report, "source"), "name", json_string(name));
    char *expected = nb_document_text(report, NB_ZH);
    assert_non_null(expected);
    int same = strcmp(expected, findings) == 0;
    free(expected);
    return same;
}

static void check_findings(const struct content *content, const char *path)
{
    char beside[PATH_MAX + 32];
    int same = 0;

    snprintf(beside, sizeof beside, "%s" NAME_FINDINGS, path);
    if (content->events == 0)
        return; /* told elsewhere */
    if (exists(beside) == !content->event)
        fail_msg("%s: %s", beside, content->event ? "missing" : "findings of a valid report");
    if (!content->event)
        return;
    ledger->counts.findings++;
    char *findings = read_text(beside);
    json_t *event = json_loads(content->event, 0, NULL);
    assert_non_null(event);
    for (size_t i = 0; i < content->dropped && !same; i++)
        same = is_findings_of(json_object_get(event, "data"), content->first[i].name, findings);
    if (!same)
        fail_msg("%s is not whole, or another file's:\n%s", beside, findings);
    json_decref(event);
    free(findings);
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
    if (!content && !ledger->terms->passing)
        fail_msg("%s: nobody dropped that", path);
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
        if (!exists(of))
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
    sum->archived += counts->archived;
    sum->rejected += counts->rejected;
    sum->waiting += counts->waiting;
    sum->findings += counts->findings;
}

void audit_tell(const char *name, const struct audit_counts *c, const char *format, ...)
{
    va_list args;

    printf("counts %s: files %zu, contents %zu, events %zu, archived %zu, rejected %zu, "
           "findings %zu",
           name, c->files, c->contents, c->events, c->archived, c->rejected, c->findings);
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
