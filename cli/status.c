/*
 * nianbao status: asks the daemon how it is, over the replay socket.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "command.h"
#include "options.h"
#include "print.h"

enum format { FORMAT_TEXT, FORMAT_JSON };

#define TIMEOUT_DEFAULT 2000 /* milliseconds */
#define FRAMES_MAX      3

struct status {
    int format, language, timeout;
    enum nb_lang lang;
    const char *endpoint;
};

/* An answer of the daemon: its frames, each with a NUL behind it. */
struct answer {
    char *frame[FRAMES_MAX];
    size_t count;
};

/* ---- asking --------------------------------------------------------------------------------- */

static void answer_free(struct answer *answer)
{
    for (size_t i = 0; i < answer->count; i++)
        free(answer->frame[i]);
    answer->count = 0;
}

/* Receives one message, waiting as long as the socket is set to. Returns 0, or -1 with errno. */
static int receive(void *socket, struct answer *answer)
{
    zmq_msg_t msg;
    int more = 1;

    while (more) {
        char *copy = NULL;
        zmq_msg_init(&msg);
        if (zmq_msg_recv(&msg, socket, 0) < 0) {
            zmq_msg_close(&msg);
            return -1;
        }
        more = zmq_msg_more(&msg);
        if (answer->count < FRAMES_MAX)
            copy = strndup(zmq_msg_data(&msg), zmq_msg_size(&msg));
        zmq_msg_close(&msg);
        if (copy != NULL)
            answer->frame[answer->count++] = copy;
    }
    return 0;
}

static int ask(void *socket, const struct status *status, struct answer *answer)
{
    int linger = 0;

    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &status->timeout, sizeof status->timeout);
    zmq_setsockopt(socket, ZMQ_SNDTIMEO, &status->timeout, sizeof status->timeout);
    if (zmq_connect(socket, status->endpoint) < 0 || zmq_send(socket, "STATUS", 6, 0) < 0)
        return -1;
    return receive(socket, answer);
}

/* ---- saying --------------------------------------------------------------------------------- */

enum row_kind { ROW_TEXT, ROW_UNLESS_0, ROW_HEALTH, ROW_DURATION, ROW_SEQUENCE };

/* What the daemon says of itself, in the order in which people want to know it. */
static const struct row {
    const char *key, *inner; /* inner: within the object `key`, or NULL */
    enum row_kind kind;
    const char *zh, *en;
} rows[] = {
    {"healthy", NULL, ROW_HEALTH, "状态", "state"},
    {"trouble", NULL, ROW_TEXT, "原因", "trouble"},
    {"pause_s", NULL, ROW_DURATION, "暂停接收，再试还要等", "taking in nothing, next try in"},
    {"polling", NULL, ROW_TEXT, "收件目录只能定时查看", "drop directory is polled"},
    {"uptime_s", NULL, ROW_DURATION, "已运行", "running for"},
    {"last_sequence", NULL, ROW_SEQUENCE, "最新消息", "last event"},
    {"epoch", NULL, ROW_TEXT, "日志编号", "epoch"},
    {"counts", "valid", ROW_TEXT, "启动以来合格", "valid since start"},
    {"counts", "invalid", ROW_TEXT, "启动以来有错误", "invalid since start"},
    {"counts", "unrecognized", ROW_TEXT, "启动以来无法识别", "unrecognized since start"},
    {"counts", "duplicates", ROW_TEXT, "启动以来内容重复", "duplicates since start"},
    {"backlog", "waiting", ROW_TEXT, "等待处理的文件（约）", "files waiting (about)"},
    {"backlog", "done", ROW_UNLESS_0, "这一批已处理的文件", "files done of these so far"},
    {"backlog", "rate", ROW_TEXT, "每秒处理文件", "files a second"},
    {"backlog", "time_left_s", ROW_DURATION, "预计还需", "time left (about)"},
    {"queue", "in_flight", ROW_TEXT, "正在处理的文件", "files in work"},
    {"queue", "moving", ROW_TEXT, "等待归档的文件", "files to be moved"},
    {"queue", "set_aside", ROW_UNLESS_0, "搁置的文件（读不了或移不走）",
     "files set aside (not to be read or moved)"},
    {"version", NULL, ROW_TEXT, "程序版本", "version"},
    {"ruleset", NULL, ROW_TEXT, "规则版本", "ruleset"},
};

static void print_plain(const json_t *value)
{
    char *text;

    if (json_is_string(value)) {
        print_safe(stdout, json_string_value(value));
        return;
    }
    text = json_dumps(value, JSON_ENCODE_ANY | NB_DUMP_FLAGS);
    if (text != NULL)
        print_safe(stdout, text);
    free(text);
}

static void print_duration(double seconds, enum nb_lang lang)
{
    long long s = seconds > 0 && seconds < 1e15 ? (long long)seconds : 0;

    if (s >= 86400)
        printf(tr(lang, "%lld 天 ", "%lld d "), s / 86400);
    printf("%02lld:%02lld:%02lld", s / 3600 % 24, s / 60 % 60, s % 60);
}

static void print_row(const struct row *row, const json_t *value, enum nb_lang lang)
{
    const char *text = json_string_value(value);

    printf("%s%s", tr(lang, row->zh, row->en), tr(lang, "：", ": "));
    if (row->kind == ROW_HEALTH && json_is_boolean(value)) {
        fputs(json_is_true(value) ? tr(lang, "正常", "healthy") : tr(lang, "不正常", "not healthy"),
              stdout);
    } else if (row->kind == ROW_DURATION && json_is_number(value)) {
        print_duration(json_number_value(value), lang);
    } else if (row->kind == ROW_SEQUENCE && text != NULL) {
        size_t zeros = strspn(text, "0");
        putchar('#');
        print_safe(stdout, text[zeros] != '\0' ? text + zeros : "0");
    } else {
        print_plain(value);
    }
    putchar('\n');
}

static int is_left_out(const struct row *row, const json_t *value)
{
    return !value || json_is_null(value) ||
           (row->kind == ROW_UNLESS_0 && json_is_integer(value) && json_integer_value(value) == 0);
}

static void print_status(const struct status *status, const json_t *json)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const json_t *value = json_object_get(json, rows[i].key);
        if (rows[i].inner != NULL)
            value = json_object_get(value, rows[i].inner);
        if (!is_left_out(&rows[i], value))
            print_row(&rows[i], value, status->lang);
    }
}

static int show(const struct status *status, json_t *json)
{
    if (status->format == FORMAT_JSON) {
        print_json(stdout, json, (NB_DUMP_FLAGS & ~(size_t)JSON_COMPACT) | JSON_INDENT(2), 0);
        putchar('\n');
    } else {
        print_status(status, json);
    }
    if (print_end(status->lang) < 0)
        return EXIT_TROUBLE;
    return json_is_false(json_object_get(json, "healthy")) ? EXIT_FAULT : EXIT_FINE;
}

static int complain(const struct status *status, const char *what)
{
    fputs("nianbao status: ", stderr);
    print_safe(stderr, status->endpoint);
    fputs(tr(status->lang, "：", ": "), stderr);
    print_safe(stderr, what);
    putc('\n', stderr);
    return EXIT_FAULT;
}

static int no_answer(const struct status *status, int error)
{
    char what[400];

    if (error != EAGAIN)
        return complain(status, print_reason(error, status->lang));
    snprintf(
        what, sizeof what,
        tr(status->lang,
           "守护进程 %g 秒内没有回答。请用 systemctl status nianbaod 看它是否在运行；"
           "地址不是这个时用 --replay 指出",
           "no answer from the daemon within %g s; see with systemctl status nianbaod whether it "
           "is running, and name its replay socket with --replay if it is another"),
        status->timeout / 1000.0);
    return complain(status, what);
}

static int show_answer(const struct status *status, const struct answer *answer)
{
    const char *first = answer->count > 0 ? answer->frame[0] : "";
    json_t *json = NULL;
    int result;

    if (strcmp(first, "OK") == 0 && answer->count > 1)
        json = json_loads(answer->frame[1], 0, NULL);
    if (json_is_object(json))
        result = show(status, json);
    else if (strcmp(first, "ERROR") == 0 && answer->count > 2)
        result = complain(status, answer->frame[2]);
    else
        result = complain(status, tr(status->lang, "答的不是 nianbaod，请查对地址",
                                     "what answers is not nianbaod; check the address"));
    json_decref(json);
    return result;
}

/* ---- the command ---------------------------------------------------------------------------- */

static int query(const struct status *status)
{
    struct answer answer = {.count = 0};
    void *context = zmq_ctx_new();
    void *socket = context != NULL ? zmq_socket(context, ZMQ_DEALER) : NULL;
    int result = EXIT_TROUBLE;

    if (socket == NULL)
        complain(status, print_reason(errno, status->lang));
    else if (ask(socket, status, &answer) == 0)
        result = show_answer(status, &answer);
    else if (errno == EINVAL || errno == EPROTONOSUPPORT)
        result = options_error("nianbao status", status->lang,
                               tr(status->lang, "--replay %s 不是能连接的地址，应如 %s",
                                  "--replay %s is no address to connect to; write one like %s"),
                               status->endpoint, REPLAY_DEFAULT);
    else
        result = no_answer(status, errno);
    answer_free(&answer);
    if (socket != NULL)
        zmq_close(socket);
    if (context != NULL)
        zmq_ctx_term(context);
    return result;
}

int status_main(int argc, char **argv)
{
    struct status status = {.timeout = TIMEOUT_DEFAULT, .endpoint = REPLAY_DEFAULT};
    const struct option_spec specs[] = {
        {"replay", "ENDPOINT", OPTION_STRING, &status.endpoint,
         "守护进程的应答地址，默认 " REPLAY_DEFAULT,
         "the replay socket, " REPLAY_DEFAULT " by default"},
        {"endpoint", "ENDPOINT", OPTION_STRING, &status.endpoint, "同 --replay",
         "the same as --replay"},
        {"timeout", "SECONDS", OPTION_SECONDS, &status.timeout, "最多等几秒，默认 2",
         "how long to wait for the answer, 2 by default"},
        {"format", "text|json", OPTION_CHOICE, &status.format, "输出格式：文字（默认）或 JSON",
         "text for people (default) or JSON"},
        {"lang", "zh|en", OPTION_CHOICE, &status.language, "语言：中文（默认）或英文",
         "language: Chinese (default) or English"},
    };
    const struct option_table table = {
        "nianbao status",
        "",
        "看守护进程是否正常。退出码：0 正常；1 不正常或没有回答；2 用法有误。",
        "Says how the daemon is. Exit status: 0 healthy; 1 not healthy or no answer; 2 wrong "
        "usage.",
        specs,
        sizeof specs / sizeof *specs,
    };
    int first, result = options_parse(&table, argc, argv, &first);

    if (result != OPTIONS_GO_ON)
        return result;
    status.lang = (enum nb_lang)status.language;
    return query(&status);
}
