/*
 * nianbao tail: prints what the daemon publishes, every event once and in order.
 *
 * Following, replaying and healing are the library's work (client/). Here is what a program of the
 * shell needs: lines, a place to go on from next time, and words on stderr, where they do not
 * disturb what reads the output.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../client/nianbao-feed.h"
#include "command.h"
#include "digest.h"
#include "interrupt.h"
#include "options.h"
#include "position.h"
#include "print.h"

enum format { FORMAT_TEXT, FORMAT_JSONL };

#define COMMAND         "nianbao tail"
#define TOPIC_HEARTBEAT "heartbeat"

#define OUTPUT_BUFFER (1 << 18)

/* While more is waiting all the time, the position is noted this often: it takes a sync. */
#define EVENTS_PER_SAVE 4096

struct tail {
    int format, language, once, timeout;
    enum nb_lang lang;
    const char *topic, *feed, *replay, *from;
    struct position_file file;
    nbf_client *client;
    struct nbf_position saved; /* what the position file holds */
    unsigned unflushed;        /* events */
    int terminal;
};

/* What became of a step: go on, or end with an exit status. */
#define GO_ON (-1)

/* ---- output --------------------------------------------------------------------------------- */

static const char *position_reason(const struct tail *tail, int error)
{
    return error == EBUSY
               ? tr(tail->lang, "另一个 nianbao tail 正在用它", "another nianbao tail uses it")
               : print_reason(error, tail->lang);
}

static int cannot_write(const struct tail *tail, const char *what, int error)
{
    fputs(COMMAND ": ", stderr);
    print_safe(stderr, what);
    fprintf(stderr, tr(tail->lang, "：写不了：%s\n", ": cannot be written: %s\n"),
            position_reason(tail, error));
    return EXIT_TROUBLE;
}

/*
 * The position file never says more than what has left the program, and where that is a file, what
 * is on the disk. Returns GO_ON or a status.
 */
static int save_position(struct tail *tail)
{
    struct nbf_position position;
    int result;

    if (tail->file.path == NULL)
        return GO_ON;
    nbf_position(tail->client, &position);
    if (position.epoch[0] == '\0' || (position.sequence == tail->saved.sequence &&
                                      strcmp(position.epoch, tail->saved.epoch) == 0))
        return GO_ON;
    if (fdatasync(STDOUT_FILENO) < 0 && (errno == EIO || errno == ENOSPC || errno == EDQUOT))
        return cannot_write(tail, "stdout", errno);
    result = position_save(&tail->file, &position);
    if (result < 0)
        return cannot_write(tail, tail->file.path, -result);
    tail->saved = position;
    return GO_ON;
}

/* A life that was killed may have left half of a line, which comes again: it gets a line's end. */
static void end_cut_line(void)
{
    struct stat st;
    char last = '\n';
    int fd;

    if (fstat(STDOUT_FILENO, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        return;
    fd = open("/proc/self/fd/1", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (pread(fd, &last, 1, st.st_size - 1) == 1 && last != '\n')
        putchar('\n');
    close(fd);
}

static int flush(struct tail *tail)
{
    tail->unflushed = 0;
    return print_end(tail->lang) < 0 ? EXIT_TROUBLE : save_position(tail);
}

/*
 * Byte for byte; a line break, which the daemon never writes, can stand only between two tokens of
 * JSON, where a blank means the same.
 */
static void print_line(const struct tail *tail, const struct nbf_message *message)
{
    const char *at = message->text, *end = message->text + message->text_size, *newline;

    if (tail->terminal) {
        print_json_text(stdout, message->text);
    } else {
        for (; (newline = memchr(at, '\n', (size_t)(end - at))) != NULL; at = newline + 1) {
            fwrite(at, 1, (size_t)(newline - at), stdout);
            putchar(' ');
        }
        fwrite(at, 1, (size_t)(end - at), stdout);
    }
    putchar('\n');
}

static void print_text(const struct tail *tail, const struct nbf_message *message)
{
    json_t *event = json_loadb(message->text, message->text_size, 0, NULL);

    if (json_is_object(event))
        digest_print(stdout, event, tail->lang);
    else
        fputs(tr(tail->lang, COMMAND ": 收到一条不是 JSON 的消息，已略过\n",
                 COMMAND ": skipped a message that is not JSON\n"),
              stderr);
    json_decref(event);
}

static int print_message(struct tail *tail, const struct nbf_message *message)
{
    if (message->kind == NBF_EVENT && tail->format == FORMAT_TEXT)
        print_text(tail, message);
    else
        print_line(tail, message);
    return ++tail->unflushed >= EVENTS_PER_SAVE ? flush(tail) : GO_ON;
}

/* ---- words on stderr ------------------------------------------------------------------------ */

static void say_range(const struct tail *tail, const struct nbf_message *message)
{
    if (message->kind == NBF_HEALED)
        fprintf(stderr,
                tr(tail->lang, "漏收的 %" PRIu64 " 条已补上：#%" PRIu64 " 至 #%" PRIu64 "\n",
                   "%" PRIu64 " messages were missed and have been replayed: #%" PRIu64
                   " to #%" PRIu64 "\n"),
                message->last - message->first + 1, message->first, message->last);
    else
        fprintf(stderr,
                tr(tail->lang,
                   "#%" PRIu64 " 至 #%" PRIu64 " 不再逐条保留；改为其中各机关各年度的最新一版\n",
                   "#%" PRIu64 " to #%" PRIu64 " are no longer kept; of these the latest revision "
                   "for each agency and year follows\n"),
                message->first, message->last);
}

static void say(const struct tail *tail, const struct nbf_message *message)
{
    fputs(COMMAND ": ", stderr);
    if (message->kind == NBF_CONNECTED || message->kind == NBF_SILENT)
        print_safe(stderr, tail->feed);
    switch (message->kind) {
    case NBF_CONNECTED: fputs(tr(tail->lang, "：已连上\n", ": connected\n"), stderr); break;
    case NBF_SILENT:
        fputs(tr(tail->lang, "：没有消息，继续等待；守护进程在运行吗？（nianbao status）\n",
                 ": nothing comes, still waiting; is the daemon running? (nianbao status)\n"),
              stderr);
        break;
    case NBF_NEW_EPOCH:
        fputs(tr(tail->lang, "守护进程换了新的日志，从头补收\n",
                 "the daemon has a new journal; all of it follows\n"),
              stderr);
        break;
    case NBF_ERROR:
        print_safe(stderr, tail->replay);
        fputs(tr(tail->lang, "：补收不成，稍后再试：", ": cannot catch up, trying again: "),
              stderr);
        print_safe(stderr, message->text);
        putc('\n', stderr);
        break;
    default: say_range(tail, message); break;
    }
}

/* ---- following ------------------------------------------------------------------------------ */

static int take(struct tail *tail, const struct nbf_message *message)
{
    int result;

    if (message->kind == NBF_EVENT || message->kind == NBF_HEARTBEAT)
        return print_message(tail, message);
    /* What is said comes behind what was printed before. */
    result = flush(tail);
    if (message->kind == NBF_CAUGHT_UP)
        return result == GO_ON && tail->once ? EXIT_FINE : result;
    say(tail, message);
    if (result == GO_ON && tail->once &&
        (message->kind == NBF_SILENT || message->kind == NBF_ERROR))
        return EXIT_FAULT;
    return result;
}

static int fail(const struct tail *tail, int error)
{
    fprintf(stderr, COMMAND ": %s\n", print_reason(error, tail->lang));
    return EXIT_TROUBLE;
}

/* A descriptor is ready: a signal came, or who reads the output has gone. */
static int end(struct tail *tail, int signalled)
{
    int result = flush(tail);

    return signalled && result == GO_ON ? EXIT_FINE : EXIT_TROUBLE;
}

/* Follows the feed until a signal comes. Returns an exit status. */
static int follow(struct tail *tail, int signals)
{
    struct pollfd fds[] = {
        {.fd = signals, .events = POLLIN},
        /* Says when the reader of a pipe has gone, even while nothing is published. */
        {.fd = STDOUT_FILENO, .events = 0},
    };
    int result = GO_ON, idle = 0;

    while (result == GO_ON) {
        struct nbf_message message;
        int n = nbf_next(tail->client, idle ? -1 : 0, fds, 2, &message);
        idle = n == 0;
        if (n > 0)
            result = take(tail, &message);
        else if (n < 0 && n != -EINTR)
            result = fail(tail, -n);
        else if (fds[0].revents != 0 || fds[1].revents != 0)
            result = end(tail, fds[0].revents != 0);
        else
            result = flush(tail);
    }
    return result;
}

static int tail_feed(struct tail *tail, const struct nbf_options *options)
{
    struct interrupt *interrupt;
    int result = interrupt_open(&interrupt);

    if (result < 0)
        return fail(tail, -result);
    result = nbf_open(options, &tail->client);
    if (result == 0)
        result = follow(tail, interrupt_fd(interrupt));
    else if (result == -EINVAL)
        result = options_error(COMMAND, tail->lang,
                               tr(tail->lang, "--feed %s 或 --replay %s 不是能连接的地址，应如 %s",
                                  "--feed %s or --replay %s is no address; write one like %s"),
                               tail->feed, tail->replay, NBF_FEED_DEFAULT);
    else
        result = fail(tail, -result);
    nbf_close(tail->client);
    interrupt_close(interrupt);
    return result;
}

/* ---- the command ---------------------------------------------------------------------------- */

/* Heartbeats are shown only to who asked for them by name. */
static int shows_heartbeats(const char *topic)
{
    size_t size = strlen(topic);

    return size > 0 && strncmp(topic, TOPIC_HEARTBEAT, size) == 0;
}

static int parse_from(const struct tail *tail, struct nbf_options *options)
{
    char *end;
    unsigned long long n = 1;

    options->start = NBF_START_POSITION;
    if (strcmp(tail->from, "start") != 0) {
        errno = 0;
        n = strtoull(tail->from, &end, 10);
        if (tail->from[0] < '0' || tail->from[0] > '9' || *end != '\0' || errno != 0 || n == 0 ||
            n >= INT64_MAX)
            return options_error(
                COMMAND, tail->lang,
                tr(tail->lang, "--from 不能是“%s”，应为：start，或序号，如 1200",
                   "--from cannot be \"%s\", only start or a sequence such as 1200"),
                tail->from);
    }
    options->position.sequence = n - 1;
    return GO_ON;
}

/* Where to begin: at the noted position; else where --from says; else with what comes now. */
static int find_start(struct tail *tail, struct nbf_options *options)
{
    int found;

    if (tail->from != NULL && parse_from(tail, options) != GO_ON)
        return EXIT_TROUBLE;
    if (tail->file.path == NULL)
        return GO_ON;
    found = position_load(&tail->file, &tail->saved);
    if (found == -EBADMSG)
        return options_error(COMMAND, tail->lang,
                             tr(tail->lang,
                                "%s 里不是位置（应为“日志编号 序号”），要重新开始请删去",
                                "%s does not hold a position (EPOCH SEQUENCE); remove it to start "
                                "afresh"),
                             tail->file.path);
    if (found < 0)
        return options_error(COMMAND, tail->lang, "%s: %s", tail->file.path,
                             position_reason(tail, -found));
    if (found > 0) {
        end_cut_line();
        options->start = NBF_START_POSITION;
        options->position = tail->saved;
    }
    return GO_ON;
}

static int tail_run(struct tail *tail)
{
    struct nbf_options options;

    tail->lang = (enum nb_lang)tail->language;
    if (strlen(tail->topic) > NBF_TOPIC_MAX)
        return options_error(COMMAND, tail->lang,
                             tr(tail->lang, "--topic 最长 %d 字节", "--topic has at most %d bytes"),
                             NBF_TOPIC_MAX);
    tail->terminal = isatty(STDOUT_FILENO);
    nbf_options_init(&options);
    options.feed = tail->feed;
    options.replay = tail->replay;
    options.topic = tail->topic;
    options.heartbeats = shows_heartbeats(tail->topic);
    options.timeout_ms = tail->timeout;
    setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER);
    if (find_start(tail, &options) != GO_ON)
        return EXIT_TROUBLE;
    return tail_feed(tail, &options);
}

int tail_main(int argc, char **argv)
{
    struct tail tail = {
        .file.lock = -1, .topic = "", .feed = NBF_FEED_DEFAULT, .replay = NBF_REPLAY_DEFAULT};
    const struct option_spec specs[] = {
        {"from", "N|start", OPTION_STRING, &tail.from, "先补收以前的：从第 N 条起，或从头起",
         "catch up first: from event N, or from the start"},
        {"position", "FILE", OPTION_STRING, &tail.file.path,
         "把收到哪里记在文件里；文件已有时从那里接着收",
         "note in FILE how far it came; when it is there, go on from it"},
        {"once", "", OPTION_FLAG, &tail.once, "已有的收完就结束",
         "end when all there is was printed"},
        {"topic", "PREFIX", OPTION_STRING, &tail.topic,
         "只看主题以此开头的，如 report/2024/invalid/",
         "only topics that begin so, as in report/2024/invalid/"},
        {"format", "text|jsonl", OPTION_CHOICE, &tail.format,
         "输出格式：每条一行文字（默认）、每条一行 JSON",
         "one line of text an event (default), or JSON"},
        {"feed", "ENDPOINT", OPTION_STRING, &tail.feed, "消息地址，默认 " NBF_FEED_DEFAULT,
         "where the feed is, " NBF_FEED_DEFAULT " by default"},
        {"replay", "ENDPOINT", OPTION_STRING, &tail.replay, "补收地址，默认 " NBF_REPLAY_DEFAULT,
         "where the replay socket is, " NBF_REPLAY_DEFAULT " by default"},
        {"timeout", "SECONDS", OPTION_SECONDS, &tail.timeout, "多久没有消息算断了，默认 10",
         "silence for so long is told, 10 by default"},
        {"lang", "zh|en", OPTION_CHOICE, &tail.language, "语言：中文（默认）或英文",
         "language: Chinese (default) or English"},
    };
    const struct option_table table = {
        COMMAND,
        "",
        "跟看守护进程发布的消息，一条不漏，按 Ctrl-C 结束。",
        "Follows what the daemon publishes, missing nothing, until Ctrl-C.",
        specs,
        sizeof specs / sizeof *specs,
    };
    int first, result = options_parse(&table, argc, argv, &first);

    if (result == OPTIONS_GO_ON)
        result = tail_run(&tail);
    position_close(&tail.file);
    return result;
}
