#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

/* ---- files ---- */

void scratch_make(char path[PATH_MAX])
{
    const char *base = getenv("TMPDIR");

    snprintf(path, PATH_MAX, "%s/nianbao-test-XXXXXX", base && *base ? base : "/tmp");
    assert_non_null(mkdtemp(path));
}

int scratch_elsewhere(char path[PATH_MAX])
{
    const char *base = getenv("TMPDIR");
    struct stat here, there;

    strcpy(path, "/dev/shm/nianbao-test-XXXXXX");
    return stat(base && *base ? base : "/tmp", &here) == 0 && stat("/dev/shm", &there) == 0 &&
           here.st_dev != there.st_dev && mkdtemp(path);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void scratch_remove(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *path_in(char out[PATH_MAX], const char *base, const char *name)
{
    assert_true(snprintf(out, PATH_MAX, "%s/%s", base, name) < PATH_MAX);
    return out;
}

void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");

    if (!f)
        fail_msg("%s: %s", path, strerror(errno));
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

void write_text(const char *path, const char *text)
{
    write_file(path, text, strlen(text));
}

char *read_text(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    size_t capacity = 0;

    if (!f)
        fail_msg("%s: %s", path, strerror(errno));
    if (getdelim(&text, &capacity, 0, f) < 0) {
        free(text);
        text = strdup("");
    }
    fclose(f);
    assert_non_null(text);
    return text;
}

int exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

static size_t entries;

static int count_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)path;
    (void)st;
    (void)ftw;
    entries += type != FTW_D && type != FTW_DNR;
    return 0;
}

size_t count_entries(const char *path)
{
    entries = 0;
    nftw(path, count_entry, 16, FTW_PHYS);
    return entries;
}

size_t children_of(pid_t parent, char kind, pid_t pids[], size_t most)
{
    DIR *directory = opendir("/proc");
    size_t count = 0;

    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) && count < most;) {
        char path[300], text[512] = "", state = 0;
        pid_t above = 0;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *f = atoi(entry->d_name) > 0 ? fopen(path, "r") : NULL;
        if (!f)
            continue;
        if (!fgets(text, sizeof text, f))
            text[0] = '\0';
        fclose(f);
        const char *behind_name = strrchr(text, ')');
        if (behind_name && sscanf(behind_name, ") %c %d", &state, &above) == 2 && above == parent &&
            (!kind || state == kind))
            pids[count++] = atoi(entry->d_name);
    }
    closedir(directory);
    return count;
}

int mounts_private(void)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

int64_t now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void pause_ms(int ms)
{
    struct timespec ts = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&ts, NULL);
}

/* ---- the daemon ---- */

const char *at(const struct daemon *daemon, const char *format, ...)
{
    static char paths[8][PATH_MAX];
    static unsigned turn;
    char *path = paths[turn++ % 8];
    int n = snprintf(path, PATH_MAX, "%s/", daemon->dir);
    va_list args;

    va_start(args, format);
    vsnprintf(path + n, (size_t)(PATH_MAX - n), format, args);
    va_end(args);
    return path;
}

static const char *place(const char *other, const char *usual)
{
    return *other ? other : usual;
}

void daemon_configure(struct daemon *daemon, const char *extra)
{
    FILE *f = fopen(at(daemon, "conf"), "w");

    assert_non_null(f);
    fprintf(f,
            "[directories]\ndrop = %s\narchive = %s\nrejected = %s\nstate = %s\n"
            "[feed]\nfeed = ipc://%s/feed\nreplay = ipc://%s/replay\nheartbeat_ms = 100\n"
            "hwm = %d\n%s\n",
            place(daemon->drop, "drop"), place(daemon->archive, "archive"),
            place(daemon->rejected, "rejected"), place(daemon->state, "state"), daemon->dir,
            daemon->dir, daemon->hwm ? daemon->hwm : 100000, extra);
    assert_int_equal(fclose(f), 0);
}

void daemon_init(struct daemon *daemon, const char *extra)
{
    memset(daemon, 0, sizeof *daemon);
    scratch_make(daemon->dir);
    snprintf(daemon->extra, sizeof daemon->extra, "%s", extra);
    daemon->zmq = zmq_ctx_new();
    assert_int_equal(mkdir(at(daemon, "staging"), 0700), 0);
    assert_int_equal(mkdir(at(daemon, "drop"), 0700), 0);
}

static const char *program(void)
{
    static char path[PATH_MAX];
    const char *build = getenv("BUILD");

    snprintf(path, sizeof path, "%s/nianbaod", build ? build : "build");
    return path;
}

static void exec_daemon(const struct daemon *daemon, const char *log, char *const argv[])
{
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);

    dup2(fd, STDERR_FILENO);
    dup2(fd, STDOUT_FILENO);
    if (daemon->without_override) {
        prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
        prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execv(program(), argv);
    _exit(127);
}

static void subscribe(struct daemon *daemon)
{
    char endpoint[PATH_MAX + 16];
    int none = 0, timeout = DEADLINE_MS;

    daemon->sub = zmq_socket(daemon->zmq, ZMQ_SUB);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/feed", daemon->dir);
    zmq_setsockopt(daemon->sub, ZMQ_RCVHWM, &none, sizeof none);
    zmq_setsockopt(daemon->sub, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
    zmq_setsockopt(daemon->sub, ZMQ_SUBSCRIBE, "", 0);
    assert_int_equal(zmq_connect(daemon->sub, endpoint), 0);
}

/* One message as two strings. Returns 0, or -1 when none came in time. */
static int receive(struct daemon *daemon, char topic[256], char **text)
{
    zmq_msg_t message;

    int n = zmq_recv(daemon->sub, topic, 255, 0);
    if (n < 0)
        return -1;
    topic[n < 255 ? n : 255] = '\0';
    zmq_msg_init(&message);
    assert_true(zmq_msg_recv(&message, daemon->sub, 0) >= 0);
    *text = strndup(zmq_msg_data(&message), zmq_msg_size(&message));
    zmq_msg_close(&message);
    assert_non_null(*text);
    return 0;
}

void daemon_spawn(struct daemon *daemon)
{
    char conf[PATH_MAX], log[PATH_MAX];
    char *argv[] = {(char *)(uintptr_t) "nianbaod", (char *)(uintptr_t) "-c", conf, NULL};

    path_in(conf, daemon->dir, "conf");
    path_in(log, daemon->dir, "log");
    daemon_configure(daemon, daemon->extra);
    daemon->pid = fork();
    assert_true(daemon->pid >= 0);
    if (daemon->pid == 0)
        exec_daemon(daemon, log, argv);
}

void daemon_start(struct daemon *daemon)
{
    char topic[256], *text;

    daemon_spawn(daemon);
    if (!daemon->sub)
        subscribe(daemon);
    do { /* whatever is published from now on is heard */
        if (receive(daemon, topic, &text) != 0)
            fail_msg("the daemon is not heard; see %s/log", daemon->dir);
        free(text);
    } while (strcmp(topic, "heartbeat") != 0);
}

void daemon_signal(struct daemon *daemon, int signum)
{
    assert_int_equal(kill(daemon->pid, signum), 0);
}

int daemon_wait(struct daemon *daemon)
{
    int status = -1;

    UNTIL(waitpid(daemon->pid, &status, WNOHANG) == daemon->pid);
    daemon->pid = 0;
    return status;
}

void daemon_finish(struct daemon *daemon)
{
    if (daemon->pid) {
        daemon_signal(daemon, SIGTERM);
        int status = daemon_wait(daemon);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            char *log = read_text(at(daemon, "log"));
            fail_msg("the daemon ended with status %d; its log:\n%s", status, log);
        }
    }
    if (daemon->sub)
        zmq_close(daemon->sub);
    zmq_ctx_term(daemon->zmq);
    scratch_remove(daemon->dir);
}

int daemon_run(struct daemon *daemon, const char *const arguments[], char **output)
{
    char *argv[8] = {(char *)(uintptr_t) "nianbaod"};
    int status;

    for (int i = 0; arguments[i]; i++)
        argv[i + 1] = (char *)(uintptr_t)arguments[i];
    const char *log = at(daemon, "output");
    unlink(log);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        exec_daemon(daemon, log, argv);
    UNTIL(waitpid(pid, &status, WNOHANG) == pid);
    *output = read_text(log);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

void drop(struct daemon *daemon, const char *name, const char *text)
{
    const char *staged = at(daemon, "staging/file");

    write_text(staged, text);
    assert_int_equal(rename(staged, at(daemon, "drop/%s", name)), 0);
}

json_t *next_event(struct daemon *daemon, char *topic)
{
    char own[256], *text;
    int64_t deadline = now_ms() + DEADLINE_MS;

    topic = topic ? topic : own;
    for (;;) {
        if (receive(daemon, topic, &text) != 0 || now_ms() > deadline)
            fail_msg("no event came; see %s/log", daemon->dir);
        if (strcmp(topic, "heartbeat") != 0)
            break;
        free(text);
    }
    json_t *event = json_loads(text, 0, NULL);
    assert_non_null(event);
    free(text);
    return event;
}

void expect_event(struct daemon *daemon, const char *name)
{
    json_t *event = next_event(daemon, NULL);

    assert_string_equal(dig_text(event, "data.source.name"), name);
    json_decref(event);
}

int ask(struct daemon *daemon, const char *const words[], char *answers[], int most)
{
    char endpoint[PATH_MAX + 16];
    int timeout = DEADLINE_MS, linger = 0, count = 0, more = 1;
    size_t size = sizeof more;
    void *dealer = zmq_socket(daemon->zmq, ZMQ_DEALER);

    zmq_setsockopt(dealer, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
    zmq_setsockopt(dealer, ZMQ_LINGER, &linger, sizeof linger);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/replay", daemon->dir);
    assert_int_equal(zmq_connect(dealer, endpoint), 0);
    for (int i = 0; words[i]; i++)
        zmq_send(dealer, words[i], strlen(words[i]), words[i + 1] ? ZMQ_SNDMORE : 0);
    while (more) {
        zmq_msg_t message;
        zmq_msg_init(&message);
        assert_true(zmq_msg_recv(&message, dealer, 0) >= 0);
        if (count < most)
            answers[count++] = strndup(zmq_msg_data(&message), zmq_msg_size(&message));
        zmq_msg_close(&message);
        zmq_getsockopt(dealer, ZMQ_RCVMORE, &more, &size);
    }
    zmq_close(dealer);
    return count;
}

json_t *ask_status(struct daemon *daemon)
{
    const char *words[] = {"STATUS", NULL};
    char *answers[2];

    assert_int_equal(ask(daemon, words, answers, 2), 2);
    assert_string_equal(answers[0], "OK");
    json_t *status = json_loads(answers[1], 0, NULL);
    assert_non_null(status);
    free(answers[0]);
    free(answers[1]);
    return status;
}

int is_idle(struct daemon *daemon)
{
    json_t *status = ask_status(daemon);
    int idle = json_integer_value(dig(status, "queue.waiting")) == 0 &&
               json_integer_value(dig(status, "queue.in_flight")) == 0;

    /* With nothing on its way the account of its bytes must be even. */
    if (idle)
        assert_int_equal(json_integer_value(dig(status, "queue.in_flight_bytes")), 0);
    json_decref(status);
    return idle;
}

int is_healthy(struct daemon *daemon)
{
    json_t *status = ask_status(daemon);
    int healthy = json_is_true(dig(status, "healthy"));

    json_decref(status);
    return healthy;
}

char *trouble_of(struct daemon *daemon)
{
    json_t *status = ask_status(daemon);
    const char *text = json_string_value(dig(status, "trouble"));
    char *trouble = strdup(text ? text : "");

    json_decref(status);
    assert_non_null(trouble);
    return trouble;
}

int64_t query(struct daemon *daemon, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_open(at(daemon, "state/journal.db"), &db), SQLITE_OK);
    sqlite3_busy_timeout(db, DEADLINE_MS);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return n;
}

void expect_journal(struct daemon *daemon, int64_t count)
{
    assert_int_equal(query(daemon, "SELECT count(*) FROM events"), count);
    assert_int_equal(query(daemon, "SELECT coalesce(min(sequence), 1) FROM events"), 1);
    assert_int_equal(query(daemon, "SELECT coalesce(max(sequence), 0) FROM events"), count);
    assert_int_equal(query(daemon, "SELECT count(*) FROM contents"), count);
    assert_int_equal(query(daemon, "SELECT count(DISTINCT sequence) FROM contents"), count);
}

int logged(struct daemon *daemon, const char *text)
{
    char *log = read_text(at(daemon, "log"));
    int found = strstr(log, text) != NULL;

    free(log);
    return found;
}

json_t *dig(json_t *json, const char *path)
{
    char key[64];

    while (json && *path) {
        size_t n = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        json = json_object_get(json, key);
        path += n + (path[n] == '.');
    }
    return json;
}

const char *dig_text(json_t *json, const char *path)
{
    const char *text = json_string_value(dig(json, path));

    if (!text)
        fail_msg("there is no %s", path);
    return text;
}
