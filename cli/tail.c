/*
 * nianbao tail: prints what the daemon publishes, as it comes.
 *
 * A subscriber of PUB/SUB can miss messages: it came late, it was too slow. The sequence shows it,
 * so every gap is said on stderr, where it does not disturb what reads the output.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include "command.h"
#include "options.h"
#include "print.h"
#include "sequence.h"

enum format { FORMAT_TEXT, FORMAT_JSONL };
enum connection { CONNECTION_NEW, CONNECTION_ALIVE, CONNECTION_SILENT };

#define TOPIC_HEARTBEAT "heartbeat"
#define TOPIC_REPORTS   "report/"

/* The daemon sends a heartbeat a second; after so many silent ones something is wrong. */
#define SILENCE_MS 10000

struct tail {
    int format, language;
    enum nb_lang lang;
    const char *topic, *feed, *from;
    int filtered; /* events outside the topic are not seen, so gaps cannot be told from them */
    int told;     /* what was last said of the connection: an enum connection */
    struct sequence sequence;
};

/* ---- events --------------------------------------------------------------------------------- */

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "-";
}

/* The time of an event, such as 2025-01-31T08:00:00.123Z, by the clock on the wall. */
static void print_time(const char *utc)
{
    struct tm tm;
    time_t t;
    char local[32];

    memset(&tm, 0, sizeof tm);
    if (strptime(utc, "%Y-%m-%dT%H:%M:%S", &tm) == NULL || (t = timegm(&tm)) == (time_t)-1 ||
        localtime_r(&t, &tm) == NULL || strftime(local, sizeof local, "%F %T", &tm) == 0)
        print_safe(stdout, utc);
    else
        fputs(local, stdout);
}

static size_t count_findings(const json_t *data, enum nb_severity severity)
{
    const json_t *findings = json_object_get(data, "findings"), *finding;
    size_t i, n = 0;

    json_array_foreach(findings, i, finding) n +=
        strcmp(text_of(finding, "severity"), nb_severity_name(severity)) == 0;
    return n;
}

static const char *status_word(const char *status, enum nb_lang lang)
{
    if (lang == NB_EN)
        return status;
    if (strcmp(status, nb_status_name(NB_VALID)) == 0)
        return "合格";
    if (strcmp(status, nb_status_name(NB_INVALID)) == 0)
        return "有错误";
    return strcmp(status, nb_status_name(NB_UNRECOGNIZED)) == 0 ? "无法识别" : status;
}

static void print_event(const struct tail *tail, const json_t *event)
{
    const json_t *data = json_object_get(event, "data");
    json_int_t year = json_integer_value(json_object_get(data, "year"));
    const char *digits = text_of(event, "sequence");

    print_time(text_of(event, "time"));
    fputs("  #", stdout);
    print_safe(stdout, digits + strspn(digits, "0"));
    fputs("  ", stdout);
    print_safe(stdout, text_of(data, "agency"));
    if (year > 0)
        printf("  %" JSON_INTEGER_FORMAT "  ", year);
    else
        fputs("  -  ", stdout);
    print_safe(stdout, status_word(text_of(data, "status"), tail->lang));
    printf(
        tr(tail->lang, "  错误 %zu 警告 %zu 提示 %zu  ", "  %zu errors %zu warnings %zu infos  "),
        count_findings(data, NB_ERROR), count_findings(data, NB_WARNING),
        count_findings(data, NB_INFO));
    print_safe(stdout, text_of(json_object_get(data, "source"), "name"));
    putchar('\n');
}

/* ---- gaps ----------------------------------------------------------------------------------- */

static void say_gap(const struct tail *tail, const struct sequence_gap *gap)
{
    if (gap->kind == SEQUENCE_GAP)
        fprintf(
            stderr,
            tr(tail->lang, "nianbao tail: 漏收 %" PRIu64 " 条消息：#%" PRIu64 " 至 #%" PRIu64 "\n",
               "nianbao tail: %" PRIu64 " messages were missed: #%" PRIu64 " to #%" PRIu64 "\n"),
            gap->last - gap->first + 1, gap->first, gap->last);
    else if (gap->kind == SEQUENCE_NEW_EPOCH)
        fputs(tr(tail->lang, "nianbao tail: 守护进程换了新的日志，序号重新开始\n",
                 "nianbao tail: the daemon has a new journal; the sequence starts again\n"),
              stderr);
}

static void follow_sequence(struct tail *tail, const json_t *event, int heartbeat)
{
    struct sequence_gap gap;
    uint64_t n = strtoull(text_of(event, "sequence"), NULL, 10);

    sequence_see(&tail->sequence, text_of(event, "epoch"), n, heartbeat, &gap);
    if (!tail->filtered || gap.kind == SEQUENCE_NEW_EPOCH)
        say_gap(tail, &gap);
}

/* ---- messages ------------------------------------------------------------------------------- */

/* Appends the frames of one waiting message to `frames`. Returns 0, or -1 when none is waiting. */
static int receive(void *socket, zmq_msg_t frames[2], int *count)
{
    zmq_msg_t rest;
    int more = 1;

    *count = 0;
    while (more) {
        zmq_msg_t *frame = *count < 2 ? &frames[*count] : &rest;
        zmq_msg_init(frame);
        if (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(frame);
            return -1;
        }
        more = zmq_msg_more(frame);
        if (frame == &rest)
            zmq_msg_close(frame);
        ++*count;
    }
    return 0;
}

static int is_heartbeat(zmq_msg_t *topic)
{
    return zmq_msg_size(topic) == strlen(TOPIC_HEARTBEAT) &&
           memcmp(zmq_msg_data(topic), TOPIC_HEARTBEAT, strlen(TOPIC_HEARTBEAT)) == 0;
}

/* Heartbeats are asked for to see gaps; they are shown only to who asked for them by name. */
static int shows_heartbeats(const struct tail *tail)
{
    size_t size = strlen(tail->topic);

    return size > 0 && strncmp(tail->topic, TOPIC_HEARTBEAT, size) == 0;
}

static void handle(struct tail *tail, zmq_msg_t *topic, zmq_msg_t *body)
{
    json_t *event = json_loadb(zmq_msg_data(body), zmq_msg_size(body), 0, NULL);
    int heartbeat = is_heartbeat(topic);

    if (!json_is_object(event)) {
        fputs(tr(tail->lang, "nianbao tail: 收到一条不是 JSON 的消息，已略过\n",
                 "nianbao tail: skipped a message that is not JSON\n"),
              stderr);
        json_decref(event);
        return;
    }
    follow_sequence(tail, event, heartbeat);
    if (!heartbeat || shows_heartbeats(tail)) {
        if (tail->format == FORMAT_TEXT && !heartbeat) {
            print_event(tail, event);
        } else {
            print_json(stdout, event, NB_DUMP_FLAGS, 0);
            putchar('\n');
        }
    }
    json_decref(event);
}

/* Takes every message that is waiting. Returns 0, or -1 when they cannot be printed. */
static int drain(struct tail *tail, void *socket)
{
    zmq_msg_t frames[2];
    int count;

    while (receive(socket, frames, &count) == 0) {
        if (count == 2)
            handle(tail, &frames[0], &frames[1]);
        for (int i = 0; i < count && i < 2; i++)
            zmq_msg_close(&frames[i]);
        if (print_end(tail->lang) < 0)
            return -1;
    }
    return 0;
}

/* ---- the loop ------------------------------------------------------------------------------- */

/* Says on stderr when the connection becomes alive or silent; once, until it changes. */
static void say_connection(struct tail *tail, int connection)
{
    if (connection == tail->told)
        return;
    tail->told = connection;
    fputs("nianbao tail: ", stderr);
    print_safe(stderr, tail->feed);
    if (connection == CONNECTION_ALIVE)
        fputs(tr(tail->lang, "：已连上\n", ": connected\n"), stderr);
    else
        fputs(tr(tail->lang, "：没有消息，继续等待；守护进程在运行吗？（nianbao status）\n",
                 ": nothing comes, still waiting; is the daemon running? (nianbao status)\n"),
              stderr);
}

/* Follows the feed until a signal comes. Returns an exit status. */
static int follow(struct tail *tail, void *socket, int signals)
{
    zmq_pollitem_t items[] = {
        {.socket = socket, .events = ZMQ_POLLIN},
        {.fd = signals, .events = ZMQ_POLLIN},
        /* Says when the reader of a pipe has gone, even while nothing is published. */
        {.fd = STDOUT_FILENO, .events = ZMQ_POLLERR},
    };

    for (;;) {
        int n = zmq_poll(items, 3, SILENCE_MS);
        if (n < 0 && errno != EINTR)
            return EXIT_TROUBLE;
        if (n == 0)
            say_connection(tail, CONNECTION_SILENT);
        if (n <= 0)
            continue;
        if (items[1].revents != 0)
            return EXIT_FINE;
        if (items[2].revents & ZMQ_POLLERR)
            return EXIT_TROUBLE;
        say_connection(tail, CONNECTION_ALIVE);
        if (drain(tail, socket) < 0)
            return EXIT_TROUBLE;
    }
}

/* Signals become readable, so that the loop can wait for them and messages alike. */
static int open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    /* Before ZeroMQ starts its threads: they inherit it. */
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int subscribe(const struct tail *tail, void *socket)
{
    int unlimited = 0, linger = 0;

    if (zmq_setsockopt(socket, ZMQ_RCVHWM, &unlimited, sizeof unlimited) < 0 ||
        zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger) < 0 ||
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, tail->topic, strlen(tail->topic)) < 0 ||
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, TOPIC_HEARTBEAT, strlen(TOPIC_HEARTBEAT)) < 0)
        return -1;
    return zmq_connect(socket, tail->feed);
}

static int tail_feed(struct tail *tail)
{
    int signals = open_signals(), result = EXIT_TROUBLE;
    void *context = zmq_ctx_new();
    void *socket = context != NULL ? zmq_socket(context, ZMQ_SUB) : NULL;

    if (signals < 0 || socket == NULL)
        fprintf(stderr, "nianbao tail: %s\n", print_reason(errno, tail->lang));
    else if (subscribe(tail, socket) < 0)
        result = options_error("nianbao tail", tail->lang,
                               tr(tail->lang, "--feed %s 不是能连接的地址，应如 %s",
                                  "--feed %s is no address to connect to; write one like %s"),
                               tail->feed, FEED_DEFAULT);
    else
        result = follow(tail, socket, signals);
    if (socket != NULL)
        zmq_close(socket);
    if (context != NULL)
        zmq_ctx_term(context);
    if (signals >= 0)
        close(signals);
    return result;
}

/* ---- the command ---------------------------------------------------------------------------- */

/* A prefix that lets every report through leaves no holes in the sequence. */
static int is_filter(const char *topic)
{
    return strncmp(TOPIC_REPORTS, topic, strlen(topic)) != 0;
}

static int tail_run(struct tail *tail)
{
    tail->lang = (enum nb_lang)tail->language;
    tail->filtered = is_filter(tail->topic);
    if (tail->from != NULL)
        return options_error("nianbao tail", tail->lang, "%s",
                             tr(tail->lang, "本版本还不能补看以前的消息，请去掉 --from",
                                "this version cannot catch up yet; leave out --from"));
    setvbuf(stdout, NULL, _IOLBF, 0);
    return tail_feed(tail);
}

int tail_main(int argc, char **argv)
{
    struct tail tail = {.topic = "", .feed = FEED_DEFAULT};
    const struct option_spec specs[] = {
        {"topic", "PREFIX", OPTION_STRING, &tail.topic,
         "只看主题以此开头的，如 report/2024/invalid/",
         "only topics that begin so, as in report/2024/invalid/"},
        {"format", "text|jsonl", OPTION_CHOICE, &tail.format,
         "输出格式：每条一行文字（默认）、每条一行 JSON",
         "one line of text an event (default), or JSON"},
        {"feed", "ENDPOINT", OPTION_STRING, &tail.feed, "消息地址，默认 " FEED_DEFAULT,
         "where the feed is, " FEED_DEFAULT " by default"},
        {"lang", "zh|en", OPTION_CHOICE, &tail.language, "语言：中文（默认）或英文",
         "language: Chinese (default) or English"},
        {"from", "N|start", OPTION_STRING, &tail.from, "补看以前的消息（本版本还不能）",
         "catch up first (not available yet)"},
    };
    const struct option_table table = {
        "nianbao tail",
        "",
        "跟看守护进程发布的消息，按 Ctrl-C 结束。",
        "Follows what the daemon publishes, until Ctrl-C.",
        specs,
        sizeof specs / sizeof *specs,
    };
    int first, result = options_parse(&table, argc, argv, &first);

    return result != OPTIONS_GO_ON ? result : tail_run(&tail);
}
