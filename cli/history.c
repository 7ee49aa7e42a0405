/*
 * nianbao history: shows the reports of one agency side by side, as the daemon last published them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../client/nianbao-feed.h"
#include "command.h"
#include "compare.h"
#include "options.h"
#include "print.h"

enum format { FORMAT_TEXT, FORMAT_JSON };

#define COMMAND         "nianbao history"
#define TOPIC_REPORTS   "report/"
#define TIMEOUT_DEFAULT 10000
#define PATIENCE_MORE   1000 /* ms */
#define NEAR_MOST       10

struct history {
    int format, language, timeout;
    enum nb_lang lang;
    const char *agency, *replay, *years, *prefix;
    int first, last;       /* years wanted */
    char **prefixes;       /* or NULL */
    char *key, *topic_key; /* of the agency; as it stands in topics */
    struct compare compare;
    char *near[NEAR_MOST]; /* names in topics that are much like the agency's */
    size_t near_count;
    char refusal[200]; /* what the replay socket last said instead of an answer; or "" */
};

/* What became of a step: go on, or end with an exit status. */
#define GO_ON (-1)

static int complain(const struct history *h, const char *what)
{
    fprintf(stderr, COMMAND "%s", tr(h->lang, "：", ": "));
    print_safe(stderr, what);
    putc('\n', stderr);
    return EXIT_TROUBLE;
}

static int no_memory(const struct history *h)
{
    return complain(h, print_reason(ENOMEM, h->lang));
}

/* ---- names ---------------------------------------------------------------------------------- */

static char *key_of(const struct history *h, const char *name)
{
    return nb_agency_key(name, (const char *const *)h->prefixes);
}

/* The key of a name as topics have it: they cannot hold a slash. NULL when memory ran out. */
static char *topic_key(const struct history *h, const char *name)
{
    char *key = key_of(h, name);

    for (char *at = key != NULL ? strchr(key, '/') : NULL; at != NULL; at = strchr(at, '/'))
        *at = '_';
    return key;
}

/* The agency of "report/YEAR/STATUS/AGENCY". */
static const char *agency_in(const char *topic)
{
    for (int slashes = 0; slashes < 3 && topic != NULL; slashes++) {
        topic = strchr(topic, '/');
        topic = topic != NULL ? topic + 1 : NULL;
    }
    return topic;
}

static void note_near(struct history *h, const char *name)
{
    for (size_t i = 0; i < h->near_count; i++)
        if (strcmp(h->near[i], name) == 0)
            return;
    if (h->near_count < NEAR_MOST && (h->near[h->near_count] = strdup(name)) != NULL)
        h->near_count++;
}

/* The topic tells cheaply of which events the document is worth a look. Returns GO_ON or a status.
 */
static int take_event(struct history *h, const struct nbf_message *message)
{
    const char *name = agency_in(message->topic);
    char *key = name != NULL ? topic_key(h, name) : NULL;
    json_t *event = NULL, *document;
    int year;

    if (key == NULL)
        return name != NULL ? no_memory(h) : GO_ON;
    if (strcmp(key, h->topic_key) == 0)
        event = json_loadb(message->text, message->text_size, 0, NULL);
    else if (strstr(key, h->topic_key) != NULL)
        note_near(h, name);
    free(key);
    document = json_object_get(event, "data");
    name = json_string_value(json_object_get(document, "agency"));
    year = (int)json_integer_value(json_object_get(document, "year"));
    if (name == NULL || year < h->first || year > h->last) {
        json_decref(event);
        return GO_ON;
    }
    key = key_of(h, name);
    if (key != NULL && strcmp(key, h->key) == 0)
        compare_take(&h->compare, json_incref(event));
    json_decref(event);
    if (key == NULL)
        return no_memory(h);
    free(key);
    return GO_ON;
}

/* ---- the daemon ----------------------------------------------------------------------------- */

static int no_answer(const struct history *h)
{
    char what[400];

    snprintf(what, sizeof what,
             tr(h->lang,
                "%s：守护进程 %g 秒内没有回答。请用 nianbao status 看它是否正常；"
                "地址不是这个时用 --replay 指出",
                "%s: no answer from the daemon within %g s; see with nianbao status how it is, and "
                "name its replay socket with --replay if it is another"),
             h->replay, h->timeout / 1000.0);
    return complain(h, what);
}

static int refused(const struct history *h, const char *why)
{
    char what[400];

    snprintf(what, sizeof what, "%s%s%s", h->replay, tr(h->lang, "：", ": "), why);
    return complain(h, what);
}

/* Returns GO_ON until all is there, then EXIT_FINE, or EXIT_TROUBLE after it was said why. */
static int take_message(struct history *h, const struct nbf_message *message)
{
    switch (message->kind) {
    case NBF_EVENT: return take_event(h, message);
    case NBF_CAUGHT_UP: return EXIT_FINE;
    case NBF_SILENT: return no_answer(h);
    case NBF_ERROR: /* it may only be busy, and is asked again */
        snprintf(h->refusal, sizeof h->refusal, "%s", message->text);
        return GO_ON;
    case NBF_NEW_EPOCH: /* what came so far is of a journal that is gone */
        compare_free(&h->compare);
        return GO_ON;
    default: return GO_ON;
    }
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The patience begins anew with each event; it outlasts the library's, which tells more. */
static int fetch(struct history *h, nbf_client *client)
{
    struct nbf_message message;
    int64_t until = now_ms() + h->timeout + PATIENCE_MORE;
    int result = GO_ON;

    while (result == GO_ON) {
        int64_t left = until - now_ms();
        int got = left > 0 ? nbf_next(client, (int)left, NULL, 0, &message) : 0;
        if (got == -EINTR)
            continue;
        if (got < 0)
            return complain(h, print_reason(-got, h->lang));
        if (got == 0)
            return *h->refusal != '\0' ? refused(h, h->refusal) : no_answer(h);
        if (message.kind == NBF_EVENT)
            until = now_ms() + h->timeout + PATIENCE_MORE;
        result = take_message(h, &message);
    }
    return result;
}

/* Asks for the latest revisions, and keeps those of the agency. */
static int ask(struct history *h)
{
    struct nbf_options options;
    nbf_client *client;
    char topic[32] = TOPIC_REPORTS;
    int result;

    nbf_options_init(&options);
    if (h->first == h->last)
        snprintf(topic, sizeof topic, TOPIC_REPORTS "%04d/", h->first);
    options.replay = h->replay;
    options.topic = topic;
    options.start = NBF_START_SNAPSHOT;
    options.timeout_ms = h->timeout;
    result = nbf_open(&options, &client);
    if (result == -EINVAL)
        return options_error(COMMAND, h->lang,
                             tr(h->lang, "--replay %s 不是能连接的地址，应如 %s",
                                "--replay %s is no address to connect to; write one like %s"),
                             h->replay, NBF_REPLAY_DEFAULT);
    if (result < 0)
        return complain(h, print_reason(-result, h->lang));
    result = fetch(h, client);
    nbf_close(client);
    return result;
}

/* ---- the answer ----------------------------------------------------------------------------- */

static int not_found(const struct history *h)
{
    fprintf(stderr, "%s", tr(h->lang, COMMAND "：没有“", COMMAND ": there is no report of \""));
    print_safe(stderr, h->agency);
    fputs(tr(h->lang, "”的报告", "\""), stderr);
    for (size_t i = 0; i < h->near_count; i++) {
        fputs(i > 0 ? tr(h->lang, "、", ", ") : tr(h->lang, "；相近的有：", "; near it: "), stderr);
        print_safe(stderr, h->near[i]);
    }
    putc('\n', stderr);
    return EXIT_TROUBLE;
}

static int show(const struct history *h)
{
    if (h->format == FORMAT_TEXT) {
        compare_print(stdout, &h->compare, h->lang);
    } else {
        json_t *json = compare_json(&h->compare, h->key);
        size_t flags = (NB_DUMP_FLAGS & ~(size_t)JSON_COMPACT) | JSON_INDENT(2);
        int failed = json == NULL || print_json(stdout, json, flags, 0) != 0;
        json_decref(json);
        if (failed)
            return no_memory(h);
        putchar('\n');
    }
    if (print_end(h->lang) < 0)
        return EXIT_TROUBLE;
    return compare_fits(&h->compare) ? EXIT_FINE : EXIT_FAULT;
}

static int answer(struct history *h)
{
    int result = ask(h);

    if (result != EXIT_FINE)
        return result;
    return h->compare.count > 0 ? show(h) : not_found(h);
}

/* ---- the command ---------------------------------------------------------------------------- */

/* "2024" or "2020-2024". Returns 0, or -1 when it is neither. */
static int read_years(struct history *h)
{
    int end = 0;

    h->first = 0;
    h->last = 9999;
    if (h->years == NULL)
        return 0;
    if (sscanf(h->years, "%4d%n", &h->first, &end) != 1 || end != 4)
        return -1;
    h->last = h->first;
    if (h->years[end] == '\0')
        return 0;
    int more = 0;
    if (sscanf(h->years + end, "-%4d%n", &h->last, &more) != 1 || more != 5 ||
        h->years[end + more] != '\0')
        return -1;
    return h->first <= h->last ? 0 : -1;
}

/* Returns 0, or -1 when memory ran out. */
static int read_names(struct history *h)
{
    h->prefixes = nb_agency_prefixes(h->prefix);
    if (h->prefixes == NULL)
        return -1;
    h->key = key_of(h, h->agency);
    h->topic_key = topic_key(h, h->agency);
    return h->key != NULL && h->topic_key != NULL ? 0 : -1;
}

static void history_free(struct history *h)
{
    compare_free(&h->compare);
    for (size_t i = 0; i < h->near_count; i++)
        free(h->near[i]);
    free(h->prefixes);
    free(h->key);
    free(h->topic_key);
}

static int run(struct history *h)
{
    if (*h->agency == '\0')
        return options_error(COMMAND, h->lang, "%s",
                             tr(h->lang, "机关名称是空的", "the name of the agency is empty"));
    if (read_years(h) < 0)
        return options_error(COMMAND, h->lang,
                             tr(h->lang, "--year 不能是“%s”，应如 2024 或 2020-2024",
                                "--year cannot be \"%s\", only a year like 2024 or years like "
                                "2020-2024"),
                             h->years);
    if (read_names(h) < 0)
        return no_memory(h);
    return answer(h);
}

int history_main(int argc, char **argv)
{
    struct history h = {.timeout = TIMEOUT_DEFAULT, .replay = NBF_REPLAY_DEFAULT, .prefix = ""};
    const struct option_spec specs[] = {
        {"year", "YEAR|YEAR-YEAR", OPTION_STRING, &h.years, "只看这一年或这几年，如 2020-2024",
         "only this year, or these, as in 2020-2024"},
        {"prefix", "NAMES", OPTION_STRING, &h.prefix,
         "比较机关名称时略去的县区名，可写几个，用空格分开",
         "names of the county or district that are left out when names of agencies are compared, "
         "blanks between them"},
        {"replay", "ENDPOINT", OPTION_STRING, &h.replay,
         "守护进程的应答地址，默认 " NBF_REPLAY_DEFAULT,
         "the replay socket, " NBF_REPLAY_DEFAULT " by default"},
        {"timeout", "SECONDS", OPTION_SECONDS, &h.timeout, "最多等几秒没有回答，默认 10",
         "how long to wait without an answer, 10 by default"},
        {"format", "text|json", OPTION_CHOICE, &h.format, "输出格式：文字（默认）或 JSON",
         "text for people (default) or JSON"},
        {"lang", "zh|en", OPTION_CHOICE, &h.language, "语言：中文（默认）或英文",
         "language: Chinese (default) or English"},
    };
    const struct option_table table = {
        COMMAND,
        "AGENCY",
        "把一个机关各年的报告并排列出。! 标出与上一年度不衔接的数。\n"
        "退出码：0 各年都合格、前后衔接；1 有不合格或不衔接的；2 "
        "用法有误、没有回答、没有这个机关。",
        "Shows the reports of one agency side by side; ! marks what does not fit the year before.\n"
        "Exit status: 0 every year is valid and fits; 1 some are not or do not; 2 wrong usage, no "
        "answer, or no such agency.",
        specs,
        sizeof specs / sizeof *specs,
    };
    int first, result = options_parse(&table, argc, argv, &first);

    if (result != OPTIONS_GO_ON)
        return result;
    h.lang = (enum nb_lang)h.language;
    if (first + 1 != argc)
        return options_error(COMMAND, h.lang, "%s",
                             first == argc
                                 ? tr(h.lang, "要写机关名称", "name an agency")
                                 : tr(h.lang, "一次只看一个机关", "name one agency only"));
    h.agency = argv[first];
    result = run(&h);
    history_free(&h);
    return result;
}
