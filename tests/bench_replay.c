/*
 * Measures how fast a client catches up, beside the same pair of sockets that sends the same
 * messages from memory.
 *
 * usage: bench_replay fill JOURNAL COUNT SAMPLE
 *        bench_replay drain ENDPOINT TIMES
 *        bench_replay floor ENDPOINT COUNT JOURNAL
 *
 * `fill`: makes a journal of COUNT events, each with the report that SAMPLE is. `drain`: asks the
 * daemon for everything, so many times, or until it is told to end (0). `floor`: a process of its
 * own sends COUNT messages, over and over the first events of JOURNAL, which lie in memory, as fast
 * as the client takes them. The last two print the events and megabytes a second that the client
 * got.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include "../daemon/cursor.h"
#include "../daemon/store.h"
#include "../parser/nianbao.h"

#define AGENCIES    5000
#define BATCH       512  /* events in one transaction */
#define KEPT        1000 /* events that the floor has in memory */
#define PATIENCE_MS 60000

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    fputs("bench_replay: ", stderr);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* ---- a journal ------------------------------------------------------------------------------ */

static char *read_file(const char *path, size_t *size)
{
    FILE *in = fopen(path, "rb");
    char *bytes = malloc(1 << 20);

    if (in == NULL || bytes == NULL)
        die("cannot read %s", path);
    *size = fread(bytes, 1, 1 << 20, in);
    fclose(in);
    return bytes;
}

/* The sample as the reader would hand it on: its report document as JSON. */
static char *make_report(const char *path)
{
    size_t size;
    char *bytes = read_file(path, &size), *json = NULL;
    const struct nb_source source = {.name = "bench.txt", .size = size};
    nb_report *report;

    if (nb_parse(bytes, size, NULL, &report) != 0)
        die("cannot parse %s", path);
    json_t *document = nb_report_json(report, &source, NB_ZH);
    if (document != NULL)
        json = json_dumps(document, NB_DUMP_FLAGS);
    if (json == NULL)
        die("no memory");
    json_decref(document);
    nb_report_free(report);
    free(bytes);
    return json;
}

static void add(struct store *store, const char *report, uint64_t i)
{
    char text[64];
    struct job *job;

    snprintf(text, sizeof text, "bench-%07" PRIu64 ".txt", i);
    job = job_new(text);
    if (job == NULL)
        die("no memory");
    job->name = strdup(text);
    job->identity = strdup(text);
    snprintf(text, sizeof text, "虚构%" PRIu64 "镇", i % AGENCIES);
    job->agency = strdup(text);
    job->year = 2024;
    job->status = NB_VALID;
    job->report = strdup(report);
    job->report_size = strlen(report);
    if (store_put(store, job) != 0)
        die("%s", store_error(store));
    job_free(job);
}

static void fill(const char *path, uint64_t count, const char *sample)
{
    const struct store_options options = {.source = "urn:nianbao:bench", .agency_prefix = ""};
    char error[STORE_ERROR_SIZE], *report = make_report(sample);
    struct store *store;
    struct log log;

    log_init(&log, STDERR_FILENO, LOG_LEVEL_WARNING);
    if (store_open(path, &options, &log, &store, error) != 0)
        die("%s %s", path, error);
    for (uint64_t i = 0; i < count;) {
        if (store_begin(store) != 0)
            die("%s", store_error(store));
        for (unsigned n = 0; n < BATCH && i < count; n++)
            add(store, report, i++);
        if (store_commit(store) != 0)
            die("%s", store_error(store));
    }
    store_close(store);
    free(report);
}

/* ---- the client ----------------------------------------------------------------------------- */

struct taken {
    uint64_t events, bytes;
};

static volatile sig_atomic_t ended; /* by a signal */

static void on_signal(int signum)
{
    (void)signum;
    ended = 1;
}

/* Takes one message of an answer. Returns nonzero when it is an event, so that more will come. */
static int take(void *dealer, struct taken *taken)
{
    int more = 1, is_event = 0;

    for (int i = 0; more; i++) {
        zmq_msg_t frame;
        zmq_msg_init(&frame);
        if (zmq_msg_recv(&frame, dealer, 0) < 0) {
            if (ended)
                return 0;
            die("nothing came: %s", zmq_strerror(zmq_errno()));
        }
        if (i == 0)
            is_event = zmq_msg_size(&frame) == 5 && memcmp(zmq_msg_data(&frame), "EVENT", 5) == 0;
        if (i == 0 && !is_event &&
            (zmq_msg_size(&frame) != 3 || memcmp(zmq_msg_data(&frame), "END", 3) != 0))
            die("asking for everything is refused");
        taken->bytes += zmq_msg_size(&frame);
        more = zmq_msg_more(&frame);
        zmq_msg_close(&frame);
    }
    taken->events += (uint64_t)is_event;
    return is_event;
}

static void ask(void *dealer)
{
    const char *words[] = {"REPLAY", "", "1", ""};

    for (int i = 0; i < 4; i++)
        zmq_send(dealer, words[i], strlen(words[i]), i < 3 ? ZMQ_SNDMORE : 0);
}

static void drain(const char *endpoint, unsigned long times)
{
    void *context = zmq_ctx_new(), *dealer = zmq_socket(context, ZMQ_DEALER);
    int patience = PATIENCE_MS, linger = 0;
    struct taken taken = {0, 0};

    zmq_setsockopt(dealer, ZMQ_RCVTIMEO, &patience, sizeof patience);
    zmq_setsockopt(dealer, ZMQ_LINGER, &linger, sizeof linger);
    if (zmq_connect(dealer, endpoint) != 0)
        die("cannot connect to %s: %s", endpoint, zmq_strerror(zmq_errno()));
    double begin = now();
    for (unsigned long i = 0; !ended && (times == 0 || i < times); i++) {
        ask(dealer);
        while (!ended && take(dealer, &taken))
            continue;
    }
    double seconds = now() - begin;
    printf("events=%" PRIu64 " events_per_s=%.0f mb_per_s=%.0f\n", taken.events,
           (double)taken.events / seconds, (double)taken.bytes / 1e6 / seconds);
    zmq_close(dealer);
    zmq_ctx_term(context);
}

/* ---- the floor ------------------------------------------------------------------------------ */

struct message {
    char *topic, *text;
    size_t topic_size, text_size;
};

struct memory {
    struct message messages[KEPT];
    size_t count;
};

static char *copy(const char *bytes, size_t size)
{
    char *out = malloc(size + 1);

    if (out == NULL)
        die("no memory");
    return memcpy(out, bytes, size);
}

static int remember(void *arg, const struct cursor_event *event)
{
    struct memory *memory = arg;

    memory->messages[memory->count++] = (struct message){
        copy(event->topic, event->topic_size),
        copy(event->text, event->text_size),
        event->topic_size,
        event->text_size,
    };
    return 1;
}

static void load(const char *journal, struct memory *memory)
{
    struct cursor_range range = {.next = 1, .last = KEPT};
    struct cursor *cursor;
    char error[256];

    if (cursor_open(journal, &cursor, error, sizeof error) != 0)
        die("%s", error);
    while (range.next <= range.last && memory->count < KEPT)
        if (cursor_read(cursor, &range, KEPT, remember, memory) < 0)
            die("%s", cursor_error(cursor));
    cursor_close(cursor);
    if (memory->count == 0)
        die("%s is empty", journal);
}

/* Sends wait while the client is full, as a ROUTER does that must not drop. */
static void send_all(void *router, uint64_t count, const struct memory *memory)
{
    char id[256];
    int size = zmq_recv(router, id, sizeof id, 0), more = 1;
    size_t more_size = sizeof more;

    while (more) {
        char word[64];
        zmq_recv(router, word, sizeof word, 0);
        zmq_getsockopt(router, ZMQ_RCVMORE, &more, &more_size);
    }
    for (uint64_t i = 0; i < count; i++) {
        const struct message *m = &memory->messages[i % memory->count];
        zmq_send(router, id, (size_t)size, ZMQ_SNDMORE);
        zmq_send(router, "EVENT", 5, ZMQ_SNDMORE);
        zmq_send(router, m->topic, m->topic_size, ZMQ_SNDMORE);
        zmq_send(router, m->text, m->text_size, 0);
    }
    zmq_send(router, id, (size_t)size, ZMQ_SNDMORE);
    zmq_send(router, "END", 3, 0);
}

static void serve(const char *endpoint, uint64_t count, const struct memory *memory)
{
    void *context = zmq_ctx_new(), *router = zmq_socket(context, ZMQ_ROUTER);
    int on = 1;

    zmq_setsockopt(router, ZMQ_ROUTER_MANDATORY, &on, sizeof on);
    if (zmq_bind(router, endpoint) != 0)
        die("cannot bind %s: %s", endpoint, zmq_strerror(zmq_errno()));
    send_all(router, count, memory);
    zmq_close(router);
    zmq_ctx_term(context);
}

static void measure_floor(const char *endpoint, uint64_t count, const char *journal)
{
    static struct memory memory;
    pid_t pid, parent = getpid();
    int status;

    load(journal, &memory);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == parent)
            serve(endpoint, count, &memory);
        _exit(0);
    }
    if (pid < 0)
        die("cannot fork: %s", strerror(errno));
    drain(endpoint, 1);
    waitpid(pid, &status, 0);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_signal}; /* interrupts what waits */

    sigaction(SIGTERM, &action, NULL);
    if (argc == 5 && strcmp(argv[1], "fill") == 0)
        fill(argv[2], strtoull(argv[3], NULL, 10), argv[4]);
    else if (argc == 4 && strcmp(argv[1], "drain") == 0)
        drain(argv[2], strtoul(argv[3], NULL, 10));
    else if (argc == 5 && strcmp(argv[1], "floor") == 0)
        measure_floor(argv[2], strtoull(argv[3], NULL, 10), argv[4]);
    else
        die("usage: bench_replay fill JOURNAL COUNT SAMPLE | drain ENDPOINT TIMES | "
            "floor ENDPOINT COUNT JOURNAL");
    return 0;
}
