#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>
#include <zmq.h>

#include "lock.h"
#include "notify.h"
#include "pipeline.h"
#include "replay.h"

/* What is on its way gets this long to finish; then the next start repeats it. */
#define STOP_MS   1500
#define LINGER_MS 300

/* A document's time by the clock, in terms of its time on the processor: others want some, too. */
#define CLOCK_FACTOR 6

struct server {
    const char *config_path;
    struct config *config;
    struct log *log;
    uv_loop_t loop;
    void *zmq;
    int lock, drop_lock;
    struct extract *extract;
    struct pipeline *pipeline;
    struct replay *replay;
    struct notify notify;
    uv_signal_t term, interrupt, hangup;
    uv_timer_t deadline;
    int stopping;
};

/* ---- directories ---- */

/* The directory does not vanish in a power loss with what has been made durable in it. */
static int make_one(const char *path, mode_t mode)
{
    char parent[PATH_MAX];

    if (mkdir(path, mode) != 0)
        return errno == EEXIST ? 0 : -1;
    snprintf(parent, sizeof parent, "%.*s", (int)(strrchr(path, '/') - path) + 1, path);
    int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd); /* a file system that cannot do that has nothing to promise */
        close(fd);
    }
    return 0;
}

/* Makes the directory, an absolute path, and those above it. */
static int make_directory(const char *path, mode_t mode)
{
    char part[PATH_MAX];
    struct stat st;

    if (stat(path, &st) == 0) {
        errno = ENOTDIR;
        return S_ISDIR(st.st_mode) ? 0 : -1;
    }
    if (strlen(path) >= sizeof part) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(part, path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (make_one(part, 0777) != 0)
            return -1;
        *slash = '/';
    }
    return make_one(path, mode);
}

/* The configuration compares paths as they are written; links can still lead into each other. */
static int lies_in(const char *inner, const char *outer)
{
    char a[PATH_MAX], b[PATH_MAX];

    if (!realpath(inner, a) || !realpath(outer, b))
        return 0;
    size_t n = strlen(b);
    return strncmp(a, b, n) == 0 && (a[n] == '/' || a[n] == '\0');
}

static int prepare_directories(const struct server *s)
{
    const struct config *c = s->config;
    const char *all[] = {c->drop, c->archive, c->rejected, c->state};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        /* Who may drop reports need not be able to remove the journal. */
        if (make_directory(all[i], all[i] == c->state ? 0700 : 0777) != 0) {
            log_error(s->log, "the directory %s cannot be made: %s", all[i], strerror(errno));
            return -1;
        }
        if (i > 0 && (lies_in(all[i], c->drop) || lies_in(c->drop, all[i]))) {
            log_error(s->log, "%s and the drop directory %s lie in each other", all[i], c->drop);
            return -1;
        }
    }
    return 0;
}

/*
 * Two daemons on one drop directory would tear each report from the other: it would be an event of
 * both, or of whichever came first. Network file systems need not have locks; there nothing warns.
 */
static int take_drop_lock(struct server *s)
{
    s->drop_lock = lock_take(s->config->drop, NULL);
    if (s->drop_lock >= 0)
        return 0;
    if (errno == EWOULDBLOCK) {
        log_error(s->log, "another nianbaod takes in the drop directory %s; stop it first",
                  s->config->drop);
        return -1;
    }
    log_warning(s->log,
                "the drop directory %s cannot be locked: %s; see to it that no other "
                "nianbaod uses it",
                s->config->drop, strerror(errno));
    return 0;
}

static int take_lock(struct server *s)
{
    s->lock = lock_take(s->config->state, "lock");
    if (s->lock >= 0)
        return take_drop_lock(s);
    if (errno == EWOULDBLOCK)
        log_error(s->log, "another nianbaod uses the state directory %s; stop it first",
                  s->config->state);
    else
        log_error(s->log, "%s/lock cannot be taken: %s", s->config->state, strerror(errno));
    return -1;
}

/* ---- signals ---- */

static void log_lines(struct log *log, char *text)
{
    char *rest = NULL;

    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        log_error(log, "%s", line);
}

/* What the configuration says of reading in other processes. */
static struct pool_options pool_options(const struct config *c)
{
    return (struct pool_options){
        .workers = (unsigned)(c->processes ? c->processes : c->workers),
        .memory = (size_t)c->memory,
        .limits = {c->cpu_ms, c->cpu_ms * CLOCK_FACTOR},
    };
}

static void on_hangup(uv_signal_t *handle, int signum)
{
    struct server *s = handle->data;
    struct config *fresh;
    char *errors;

    (void)signum;
    if (s->stopping)
        return;
    notify_reloading();
    if (config_load(s->config_path, &fresh, &errors) != 0) {
        if (errors)
            log_lines(s->log, errors);
        free(errors);
        log_error(s->log, "the configuration stays as it was");
    } else {
        int changes = config_reload(s->config, fresh, s->log);
        config_free(fresh);
        log_set_level(s->log, (enum log_level)s->config->log_level);
        struct pool_options options = pool_options(s->config);
        extract_set_options(s->extract, &options);
        pipeline_reload(s->pipeline);
        log_info(s->log, "configuration reloaded, values changed: %d", changes);
    }
    notify_ready();
}

static void close_all(struct server *s)
{
    pipeline_close(s->pipeline, LINGER_MS);
    replay_close(s->replay, LINGER_MS);
    s->pipeline = NULL;
    s->replay = NULL;
    notify_close(&s->notify);
    uv_close((uv_handle_t *)&s->term, NULL);
    uv_close((uv_handle_t *)&s->interrupt, NULL);
    uv_close((uv_handle_t *)&s->hangup, NULL);
    uv_close((uv_handle_t *)&s->deadline, NULL);
}

static void on_close(uv_timer_t *timer)
{
    close_all(timer->data);
}

/* The last job's room is still calling, so the rooms close in the loop's next turn. */
static void on_stopped(void *arg)
{
    struct server *s = arg;

    uv_timer_start(&s->deadline, on_close, 0, 0);
}

/*
 * A worker that still reads cannot be interrupted, so the process ends around it. Nothing is lost:
 * its file is still in the drop directory.
 */
static void on_deadline(uv_timer_t *timer)
{
    struct server *s = timer->data;

    log_warning(s->log, "stopping with files on their way; they are taken in at the next start");
    _exit(0);
}

static void on_terminate(uv_signal_t *handle, int signum)
{
    struct server *s = handle->data;

    (void)signum;
    if (s->stopping)
        return;
    s->stopping = 1;
    notify_stopping();
    log_info(s->log, "stopping");
    uv_timer_start(&s->deadline, on_deadline, STOP_MS, 0);
    pipeline_stop(s->pipeline, on_stopped, s);
}

/* ---- start ---- */

static int init_handles(struct server *s)
{
    if (uv_loop_init(&s->loop) != 0)
        return -1;
    notify_init(&s->notify, &s->loop);
    uv_timer_init(&s->loop, &s->deadline);
    uv_signal_init(&s->loop, &s->term);
    uv_signal_init(&s->loop, &s->interrupt);
    uv_signal_init(&s->loop, &s->hangup);
    s->term.data = s->interrupt.data = s->hangup.data = s->deadline.data = s;
    return 0;
}

static int start_signals(struct server *s)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGIO, SIG_IGN); /* of leases that a writer breaks */
    if (uv_signal_start(&s->term, on_terminate, SIGTERM) != 0 ||
        uv_signal_start(&s->interrupt, on_terminate, SIGINT) != 0 ||
        uv_signal_start(&s->hangup, on_hangup, SIGHUP) != 0) {
        log_error(s->log, "signals cannot be received");
        return -1;
    }
    return 0;
}

static char *on_status(void *arg)
{
    const struct server *s = arg;

    return pipeline_status(s->pipeline);
}

static int open_replay(struct server *s)
{
    const struct config *c = s->config;
    char journal[PATH_MAX], endpoint[256];
    struct replay_options options = {
        .endpoint = c->replay,
        .journal = journal,
        .clients = (unsigned)c->replay_clients,
        .hwm = (int)c->replay_hwm,
        .idle_ms = c->replay_idle_ms,
    };

    snprintf(journal, sizeof journal, "%s/journal.db", c->state);
    if (replay_open(&s->loop, &options, on_status, s, s->log, &s->replay) != 0)
        return -1;
    replay_endpoint(s->replay, endpoint, sizeof endpoint);
    log_info(s->log, "the replay socket is on %s", endpoint);
    return 0;
}

/* The pool is made at its first use, so its size must be known before. */
static void size_pool(const struct config *config)
{
    char size[16];

    snprintf(size, sizeof size, "%d", (int)config->workers + 1); /* one moves files */
    setenv("UV_THREADPOOL_SIZE", size, 1);
}

/*
 * Parsing takes and gives back some hundred KiB for each file. By default the allocator returns
 * that to the kernel each time, which costs more than parsing; this lets it keep a little.
 */
static void tune_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
}

static int open_extract(struct server *s)
{
    struct pool_options options = pool_options(s->config);

    s->extract = extract_new(s->config->program, &options);
    if (!s->extract)
        log_error(s->log, "memory ran out");
    return s->extract ? 0 : -1;
}

static int start(struct server *s)
{
    if (prepare_directories(s) != 0 || take_lock(s) != 0 || start_signals(s) != 0 ||
        open_extract(s) != 0 ||
        pipeline_open(&s->loop, s->zmq, s->config, s->extract, s->log, &s->pipeline) != 0 ||
        open_replay(s) != 0)
        return -1;
    log_info(s->log, "nianbaod %s is ready, watching %s", NB_VERSION, s->config->drop);
    notify_ready();
    return 0;
}

int server_run(const char *config_path, struct config *config, struct log *log)
{
    struct server s = {
        .config_path = config_path, .config = config, .log = log, .lock = -1, .drop_lock = -1};
    int status = 0;

    size_pool(config);
    tune_memory();
    s.zmq = zmq_ctx_new();
    if (!s.zmq || init_handles(&s) != 0) {
        log_error(log, "the event loop cannot be made");
        return 1;
    }
    if (start(&s) != 0) {
        status = 1;
        close_all(&s);
    }
    uv_run(&s.loop, UV_RUN_DEFAULT);
    uv_loop_close(&s.loop);
    zmq_ctx_term(s.zmq);
    extract_free(s.extract);
    if (s.drop_lock >= 0)
        close(s.drop_lock);
    if (s.lock >= 0)
        close(s.lock);
    if (status == 0)
        log_info(log, "stopped");
    return status;
}
