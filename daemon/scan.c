#include "scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "filesystem.h"
#include "name.h"

#define STEP_ENTRIES 256 /* looked at in one turn of the loop */
#define OBSERVATIONS 16384

/* Clocks that are slewed into step run wrong by no more than a part in a thousand. */
#define CLOCK_LEEWAY_MS 100
#define CLOCK_LEEWAY    1000

struct level {
    DIR *dir;
    size_t length; /* of the path up to this folder */
};

/* What a file whose change time says nothing looked like when it was first seen. */
struct observation {
    uint64_t key; /* hash of its path; 0: the slot is free */
    struct file_id id;
    uint64_t since, seen; /* loop time in ms */
};

struct scan {
    struct watch *watch;
    struct log *log;
    struct scan_options options;
    struct scan_calls calls;
    uv_timer_t timer;
    uv_idle_t idle; /* active while walking and not halted */
    int handles;
    int stopped, walking, again;
    int pending;        /* `path` waits for room */
    int64_t pending_ms; /* since when it was complete */
    struct file_id pending_id;
    int64_t wake_ms;   /* until the first file will have settled that had not */
    int64_t clock_ms;  /* Unix time at loop time 0, as the clock says now */
    int64_t looked_ms; /* loop time of the last look at that */
    int64_t steady_ms; /* loop time since which the clock has not been set */
    int told_mount, told_depth;
    struct mount mount; /* of the drop directory */
    int depth, complete;
    struct level levels[SCAN_DEPTH_MAX];
    char path[PATH_MAX];
    struct observation *observations; /* OBSERVATIONS of them, or NULL while there is none */
};

static void finish(struct scan *scan);

/* ---- has it settled? ---- */

static int64_t loop_ms(const struct scan *scan)
{
    return (int64_t)uv_now(scan->timer.loop);
}

/* A clock that was set makes every age wrong. */
static void look_at_clock(struct scan *scan)
{
    int64_t now = clock_steady(), clock = clock_now() - now;
    int64_t leeway = CLOCK_LEEWAY_MS + (now - scan->looked_ms) / CLOCK_LEEWAY;

    if (clock > scan->clock_ms + leeway || clock < scan->clock_ms - leeway) {
        log_debug(scan->log, "the clock was set: every file has to stand still anew");
        scan->steady_ms = now;
    }
    scan->clock_ms = clock;
    scan->looked_ms = now;
}

/* A network file system may answer from what it remembers; the last look is at the file itself. */
static int is_still(const struct scan *scan, int parent, const char *name, const struct file_id *id)
{
    struct statx stx;
    int flags = AT_SYMLINK_NOFOLLOW | AT_STATX_FORCE_SYNC;

    return !scan->options.remote ||
           (statx(parent, name, flags, STATX_BASIC_STATS, &stx) == 0 && stx.stx_size == id->size &&
            stx.stx_mtime.tv_sec == id->mtime_s && stx.stx_mtime.tv_nsec == (uint32_t)id->mtime_ns);
}

/* The slot of a path, or NULL when another one has it. A slot belongs to one path until that has
 * not been seen for a few walks. */
static struct observation *slot_of(struct scan *scan, uint64_t key, uint64_t now)
{
    uint64_t stale = 3 * (uint64_t)(scan->options.rescan_ms + scan->options.settle_ms);

    if (!scan->observations)
        scan->observations = calloc(OBSERVATIONS, sizeof *scan->observations);
    if (!scan->observations)
        return NULL;
    struct observation *o = &scan->observations[key % OBSERVATIONS];
    return o->key == key || o->key == 0 || now - o->seen >= stale ? o : NULL;
}

/* Whether a file has looked the same for the settle time. One without a slot waits for a later
 * walk. */
static int observed(struct scan *scan, int parent, const char *name, const struct file_id *id)
{
    uint64_t key = name_hash(scan->path, 0), now = (uint64_t)loop_ms(scan);
    struct observation *o = slot_of(scan, key, now);

    if (!o)
        return 0;
    if (o->key != key || !file_id_equal(&o->id, id)) {
        o->key = key;
        o->id = *id;
        o->since = now;
    }
    o->seen = now;
    if (now - o->since < (uint64_t)scan->options.settle_ms)
        return 0;
    o->key = 0;
    return is_still(scan, parent, name, id);
}

/* Sets what is pending of a file that has settled. */
static int settled(struct scan *scan, int parent, const char *name, const struct stat *st)
{
    int64_t now = clock_now(), settle = scan->options.settle_ms, wait = settle;
    int64_t changed = (int64_t)st->st_ctim.tv_sec * 1000 + st->st_ctim.tv_nsec / 1000000;

    file_id_set(&scan->pending_id, st);
    scan->pending_ms = now;
    if (!scan->options.remote && changed <= now) {
        int64_t steady = clock_steady() - scan->steady_ms, age = now - changed;
        scan->pending_ms = changed;
        wait = settle - (age < steady ? age : steady);
        if (wait <= 0)
            return 1;
    } else if (observed(scan, parent, name, &scan->pending_id)) {
        return 1;
    }
    if (wait < scan->wake_ms)
        scan->wake_ms = wait;
    return 0;
}

/* ---- walking ---- */

static void descend(struct scan *scan, int parent, const char *name)
{
    struct mount mount;
    struct stat st;

    if (scan->depth == SCAN_DEPTH_MAX) {
        if (!scan->told_depth++)
            log_warning(scan->log, "the folder %s lies too deep and is left alone", scan->path);
        return;
    }
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    /* A folder can be listed and still keep what is in it from being looked at. */
    int ours = fd >= 0 && filesystem_mount(fd, "", &mount) == 0 && fstatat(fd, ".", &st, 0) == 0;
    DIR *dir = ours ? fdopendir(fd) : NULL;
    if (!dir) {
        if (errno != ENOENT)
            log_warning(scan->log, "the folder %s cannot be read: %s", scan->path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return;
    }
    if (scan->depth == 0)
        scan->mount = mount;
    if (!filesystem_same_mount(&mount, &scan->mount)) {
        if (!scan->told_mount++)
            log_warning(scan->log, "the folder %s is a mount of its own and is left alone",
                        scan->path);
        closedir(dir);
        return;
    }
    watch_add(scan->watch, scan->path);
    scan->levels[scan->depth++] = (struct level){dir, strlen(scan->path)};
}

/* Offers the file at `path`. Returns 0 when there is no room. */
static int offer(struct scan *scan)
{
    scan->pending =
        !scan->calls.offer(scan->calls.arg, scan->path, &scan->pending_id, scan->pending_ms);
    return !scan->pending;
}

static int visit(struct scan *scan, int parent, const char *name)
{
    struct stat st;

    if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return 1; /* moved away meanwhile */
    if (S_ISDIR(st.st_mode)) {
        descend(scan, parent, name);
        return 1;
    }
    return !settled(scan, parent, name, &st) || offer(scan);
}

/* One entry, or the end of a folder. Returns 0 when the walk halts. */
static int step(struct scan *scan)
{
    struct level *level = &scan->levels[scan->depth - 1];
    struct dirent *entry = readdir(level->dir);

    if (!entry) {
        closedir(level->dir);
        scan->depth--;
        return 1;
    }
    if (name_ignored(entry->d_name))
        return 1;
    size_t n = level->length, length = strlen(entry->d_name);
    if (n + 1 + length >= sizeof scan->path)
        return 1;
    if (n > 0)
        scan->path[n++] = '/';
    memcpy(scan->path + n, entry->d_name, length + 1);
    return visit(scan, dirfd(level->dir), entry->d_name);
}

static void on_idle(uv_idle_t *idle)
{
    struct scan *scan = idle->data;

    look_at_clock(scan);
    if (scan->pending && !offer(scan)) {
        uv_idle_stop(idle);
        return;
    }
    for (int i = 0; i < STEP_ENTRIES && scan->depth > 0; i++) {
        if (!step(scan)) {
            uv_idle_stop(idle);
            return;
        }
    }
    if (scan->depth == 0)
        finish(scan);
}

static void begin(struct scan *scan)
{
    scan->again = 0;
    scan->wake_ms = scan->options.rescan_ms;
    if (scan->stopped)
        return;
    look_at_clock(scan);
    scan->path[0] = '\0';
    scan->complete = scan->calls.begin(scan->calls.arg) == 0;
    if (scan->complete)
        descend(scan, watch_root(scan->watch), ".");
    scan->walking = 1;
    uv_idle_start(&scan->idle, on_idle);
}

static void on_timer(uv_timer_t *timer)
{
    begin(timer->data);
}

static void finish(struct scan *scan)
{
    uv_idle_stop(&scan->idle);
    scan->walking = 0;
    if (scan->complete)
        scan->calls.end(scan->calls.arg);
    if (scan->again)
        begin(scan);
    else
        scan_after(scan, scan->wake_ms);
}

/* ---- from outside ---- */

void scan_now(struct scan *scan)
{
    if (scan->walking) {
        scan->again = 1;
        return;
    }
    uv_timer_stop(&scan->timer);
    begin(scan);
}

void scan_after(struct scan *scan, int64_t ms)
{
    if (scan->stopped)
        return;
    if (scan->walking) {
        if (ms < scan->wake_ms)
            scan->wake_ms = ms;
        return;
    }
    if (!uv_is_active((uv_handle_t *)&scan->timer) ||
        uv_timer_get_due_in(&scan->timer) > (uint64_t)ms)
        uv_timer_start(&scan->timer, on_timer, (uint64_t)ms, 0);
}

void scan_resume(struct scan *scan)
{
    if (scan->walking && scan->pending && !scan->stopped)
        uv_idle_start(&scan->idle, on_idle);
}

void scan_set_options(struct scan *scan, const struct scan_options *options)
{
    scan->options = *options;
    scan_after(scan, options->rescan_ms);
}

int scan_walking(const struct scan *scan)
{
    return scan->walking;
}

struct scan *scan_new(uv_loop_t *loop, struct watch *watch, struct log *log,
                      const struct scan_options *options, const struct scan_calls *calls)
{
    struct scan *scan = calloc(1, sizeof *scan);

    if (!scan)
        return NULL;
    scan->watch = watch;
    scan->log = log;
    scan->options = *options;
    scan->calls = *calls;
    uv_timer_init(loop, &scan->timer);
    uv_idle_init(loop, &scan->idle);
    scan->timer.data = scan->idle.data = scan;
    scan->handles = 2;
    scan->looked_ms = clock_steady();
    scan->clock_ms = clock_now() - scan->looked_ms;
    scan->steady_ms = INT64_MIN / 2; /* what was before, nobody knows */
    return scan;
}

void scan_stop(struct scan *scan)
{
    scan->stopped = 1;
    scan->walking = 0;
    uv_timer_stop(&scan->timer);
    uv_idle_stop(&scan->idle);
    while (scan->depth > 0)
        closedir(scan->levels[--scan->depth].dir);
}

static void on_closed(uv_handle_t *handle)
{
    struct scan *scan = handle->data;

    if (--scan->handles > 0)
        return;
    free(scan->observations);
    free(scan);
}

void scan_free(struct scan *scan)
{
    if (!scan)
        return;
    scan_stop(scan);
    uv_close((uv_handle_t *)&scan->timer, on_closed);
    uv_close((uv_handle_t *)&scan->idle, on_closed);
}
