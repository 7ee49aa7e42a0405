/*
 * Drives a daemon for the end-to-end bench and measures it from outside: it drops files by rename,
 * subscribes to the feed and finds each file's message by the file's name. The daemon and its floor
 * are driven by the same code.
 *
 * usage: bench_drive run|pace|wait SAMPLE DIR ENDPOINT COUNT DAEMON [ARGUMENT...]
 *
 * `run`: first a paced phase, then COUNT files as fast as they can be dropped. Prints files per
 * second, latency p50 and p99 in microseconds, peak memory in KiB, and how many messages were lost.
 * `pace`: COUNT files at the pace of the first phase. Prints latency p50 and p99.
 * `wait`: COUNT files lie in DIR/drop before the daemon starts. Prints peak memory and files per
 * second.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#define NAME_FORMAT  "bench-%07zu.txt"
#define NAME_PREFIX  "bench-"
#define NAME_DIGITS  7
#define AGENCIES     5000
#define PACED_RATE   200 /* files a second */
#define PACED_FILES  1000
#define PATIENCE_MS  20000 /* without a message, the rest counts as lost */
#define CELL_TO_VARY "行政许可\t"

struct drive {
    const char *dir, *endpoint;
    size_t count;      /* files in all */
    long salt;         /* makes contents differ from those of runs before */
    int64_t *dropped;  /* when, in ns */
    int64_t *heard;    /* when, in ns; 0: not yet */
    atomic_size_t got; /* messages so far, each file counted once */
    atomic_int ready;  /* the first message of any kind has come */
    atomic_int stop;
    int stage, drop;
    pid_t pid;
};

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    fputs("bench_drive: ", stderr);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

static int64_t now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void sleep_until(int64_t t)
{
    struct timespec ts = {t / 1000000000, t % 1000000000};

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
        continue;
}

/* ---- files ---------------------------------------------------------------------------------- */

static char *read_sample(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = malloc(65536);
    size_t n;

    if (in == NULL || text == NULL)
        die("cannot read %s", path);
    n = fread(text, 1, 65535, in);
    text[n] = '\0';
    fclose(in);
    if (strstr(text, CELL_TO_VARY) == NULL)
        die("%s has no cell to vary", path);
    return text;
}

/*
 * Report number `i`: another agency, by a character in front of its name, and another number in a
 * cell that no identity binds, so that every content differs and every report stays as valid as the
 * sample.
 */
static void write_report(const struct drive *d, const char *sample, size_t i)
{
    const char *cell = strstr(sample, CELL_TO_VARY) + strlen(CELL_TO_VARY);
    unsigned c = 0x5000u + (unsigned)(i % AGENCIES);
    char name[64];
    FILE *out;
    int fd;

    snprintf(name, sizeof name, NAME_FORMAT, i);
    fd = openat(d->stage, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0 || (out = fdopen(fd, "wb")) == NULL)
        die("cannot make files in %s: %s", d->dir, strerror(errno));
    fprintf(out, "%c%c%c%.*s%ld%s", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3F)),
            (int)(0x80 | (c & 0x3F)), (int)(cell - sample), sample, d->salt + (long)i,
            cell + strspn(cell, "0123456789"));
    if (fclose(out) != 0)
        die("cannot write files in %s: %s", d->dir, strerror(errno));
}

static void make_files(const struct drive *d, const char *sample)
{
    for (size_t i = 0; i < d->count; i++)
        write_report(d, sample, i);
    /* What is still to be written must not be paid for by the daemon's own syncs. */
    syncfs(d->stage);
}

static void drop_file(struct drive *d, size_t i)
{
    char name[64];

    snprintf(name, sizeof name, NAME_FORMAT, i);
    d->dropped[i] = now();
    if (renameat(d->stage, name, d->drop, name) != 0)
        die("cannot drop %s: %s", name, strerror(errno));
}

static int open_dir(const char *dir, const char *name)
{
    char path[4096];
    int fd;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        die("cannot open %s: %s", path, strerror(errno));
    return fd;
}

/* Nonzero when nothing is left in the drop directory. */
static int is_empty(const struct drive *d)
{
    DIR *dir = fdopendir(openat(d->drop, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const struct dirent *entry;
    int empty = 1;

    if (dir == NULL)
        die("cannot look into the drop directory: %s", strerror(errno));
    while (empty && (entry = readdir(dir)) != NULL)
        empty = strncmp(entry->d_name, NAME_PREFIX, strlen(NAME_PREFIX)) != 0;
    closedir(dir);
    return empty;
}

/* ---- messages ------------------------------------------------------------------------------- */

/* The number of the file that a frame speaks of, or SIZE_MAX. */
static size_t find_number(zmq_msg_t *frame)
{
    const char *data = zmq_msg_data(frame), *end = data + zmq_msg_size(frame);
    const char *p = memmem(data, (size_t)(end - data), NAME_PREFIX, strlen(NAME_PREFIX));
    char digits[NAME_DIGITS + 1] = "";

    if (p == NULL || end - p < (ptrdiff_t)(strlen(NAME_PREFIX) + NAME_DIGITS))
        return SIZE_MAX;
    memcpy(digits, p + strlen(NAME_PREFIX), NAME_DIGITS);
    return strtoul(digits, NULL, 10);
}

static void hear(struct drive *d, void *socket)
{
    zmq_msg_t frame;
    int64_t t = 0;
    int more = 1;

    while (more) {
        size_t i;
        zmq_msg_init(&frame);
        if (zmq_msg_recv(&frame, socket, 0) < 0) {
            zmq_msg_close(&frame);
            return;
        }
        t = t != 0 ? t : now();
        more = zmq_msg_more(&frame);
        i = find_number(&frame);
        if (i < d->count && d->heard[i] == 0) {
            d->heard[i] = t;
            atomic_fetch_add(&d->got, 1);
        }
        zmq_msg_close(&frame);
    }
    atomic_store(&d->ready, 1);
}

static void *listen_to_feed(void *arg)
{
    struct drive *d = arg;
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_SUB);
    int unlimited = 0, wait = 100;

    zmq_setsockopt(socket, ZMQ_RCVHWM, &unlimited, sizeof unlimited);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &wait, sizeof wait);
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0);
    if (zmq_connect(socket, d->endpoint) != 0)
        die("cannot connect to %s: %s", d->endpoint, zmq_strerror(zmq_errno()));
    while (!atomic_load(&d->stop))
        hear(d, socket);
    zmq_close(socket);
    zmq_ctx_term(context);
    return NULL;
}

/* Waits until `wanted` files were heard of, or nothing has come for long. Returns how many were. */
static size_t wait_for(struct drive *d, size_t wanted)
{
    size_t got = atomic_load(&d->got), before = got;
    int64_t since = now();

    while (got < wanted && now() - since < (int64_t)PATIENCE_MS * 1000000) {
        usleep(2000);
        got = atomic_load(&d->got);
        if (got != before)
            since = now();
        before = got;
    }
    return got;
}

/* ---- the daemon ----------------------------------------------------------------------------- */

static void start(struct drive *d, char **argv)
{
    pid_t parent = getpid();

    d->pid = fork();
    if (d->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() == parent)
            execv(argv[0], argv);
        die("cannot run %s: %s", argv[0], strerror(errno));
    }
    if (d->pid < 0)
        die("cannot fork: %s", strerror(errno));
}

static long peak_kib(const struct drive *d)
{
    char path[64], line[256];
    long kib = -1;
    FILE *in;

    snprintf(path, sizeof path, "/proc/%d/status", (int)d->pid);
    in = fopen(path, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (in != NULL)
        fclose(in);
    return kib;
}

static void end(struct drive *d)
{
    kill(d->pid, SIGTERM);
    waitpid(d->pid, NULL, 0);
}

static void check_alive(const struct drive *d)
{
    if (waitpid(d->pid, NULL, WNOHANG) != 0)
        die("the daemon has ended by itself");
}

/* ---- the two ways --------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Drops the first `count` files at an even pace, and prints how long their messages took. */
static void measure_latency(struct drive *d, size_t count)
{
    int64_t *latency = calloc(count, sizeof *latency), begin = now();
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        sleep_until(begin + (int64_t)i * (1000000000 / PACED_RATE));
        drop_file(d, i);
    }
    wait_for(d, count);
    for (size_t i = 0; latency != NULL && i < count; i++)
        if (d->heard[i] != 0)
            latency[n++] = d->heard[i] - d->dropped[i];
    if (n == 0)
        die("no message came for any file");
    qsort(latency, n, sizeof *latency, by_size);
    printf("p50_us=%ld p99_us=%ld ", (long)(latency[n / 2] / 1000),
           (long)(latency[n * 99 / 100] / 1000));
    free(latency);
}

static void measure_throughput(struct drive *d)
{
    size_t got, before = atomic_load(&d->got);
    int64_t last = 0;

    for (size_t i = PACED_FILES; i < d->count; i++)
        drop_file(d, i);
    got = wait_for(d, d->count);
    for (size_t i = PACED_FILES; i < d->count; i++)
        last = d->heard[i] > last ? d->heard[i] : last;
    printf("files_per_s=%.0f ",
           (double)(got - before) * 1e9 / (double)(last - d->dropped[PACED_FILES]));
}

static void run(struct drive *d, char **argv, int paced)
{
    pthread_t listener;

    start(d, argv);
    if (pthread_create(&listener, NULL, listen_to_feed, d) != 0)
        die("cannot start a thread");
    for (int i = 0; !atomic_load(&d->ready) && i < 300; i++) {
        check_alive(d);
        usleep(100000);
    }
    if (!atomic_load(&d->ready))
        die("no heartbeat came from %s", d->endpoint);
    measure_latency(d, paced ? d->count : PACED_FILES);
    if (!paced)
        measure_throughput(d);
    printf("peak_kib=%ld lost=%zu\n", peak_kib(d), d->count - atomic_load(&d->got));
    atomic_store(&d->stop, 1);
    pthread_join(listener, NULL);
    end(d);
}

static void run_waiting(struct drive *d, char **argv)
{
    int64_t begin;

    for (size_t i = 0; i < d->count; i++)
        drop_file(d, i);
    syncfs(d->drop);
    begin = now();
    start(d, argv);
    while (!is_empty(d)) {
        check_alive(d);
        usleep(50000);
    }
    printf("peak_kib=%ld files_per_s=%.0f\n", peak_kib(d),
           (double)d->count * 1e9 / (double)(now() - begin));
    end(d);
}

int main(int argc, char **argv)
{
    static struct drive d;
    int waiting = argc > 1 && strcmp(argv[1], "wait") == 0;
    int paced = argc > 1 && strcmp(argv[1], "pace") == 0;
    char *sample;

    if (argc < 7)
        die("usage: bench_drive run|pace|wait SAMPLE DIR ENDPOINT COUNT DAEMON [ARGUMENT...]");
    sample = read_sample(argv[2]);
    d.dir = argv[3];
    d.endpoint = argv[4];
    d.count = strtoul(argv[5], NULL, 10) + (waiting || paced ? 0 : PACED_FILES);
    d.salt = time(NULL) % 1000000 * 10000000;
    d.dropped = calloc(d.count, sizeof *d.dropped);
    d.heard = calloc(d.count, sizeof *d.heard);
    if (d.dropped == NULL || d.heard == NULL)
        die("no memory");
    d.stage = open_dir(d.dir, "stage");
    d.drop = open_dir(d.dir, "drop");
    make_files(&d, sample);
    if (waiting)
        run_waiting(&d, argv + 6);
    else
        run(&d, argv + 6, paced);
    free(sample);
    free(d.dropped);
    free(d.heard);
    return 0;
}
