/* The pool with processes that die, hang and lie; doubles of the real one, see double.h. */
#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../extract/pool.h"
#include "double.h"

/* More than a socket holds, so that whoever does not take it holds up the other end. */
#define BIG ((size_t)8 << 20)

static char room[PATH_MAX];
static struct pool *pool;

static const struct pool_options usual = {
    .workers = 1, .memory = 4096, .limits = {3600000, 3600000}};

static const struct pool_options hasty = {.workers = 1, .memory = 4096, .limits = {3600000, 300}};

static int set_up_with(const struct pool_options *options)
{
    scratch_make(room);
    pool = pool_new("/proc/self/exe", options);
    assert_non_null(pool);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    return set_up_with(&usual);
}

/* For processes that hang: what hangs does so for ever, so the time is only how long to wait. */
static int set_up_hasty(void **state)
{
    (void)state;
    return set_up_with(&hasty);
}

static int tear_down(void **state)
{
    (void)state;
    pool_free(pool);
    /* Nobody is left behind, running or dead. */
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    scratch_remove(room);
    return 0;
}

static enum pool_result read_as(enum wire_format format, const char *order,
                                struct pool_answer *answer)
{
    return pool_read(pool, format, order, strlen(order), answer);
}

static enum pool_result read_order(const char *order)
{
    struct pool_answer answer;
    enum pool_result result = read_as(WIRE_HTML, order, &answer);

    pool_answer_free(&answer);
    return result;
}

/* "ORDER FILE", whose file tells how often a process got to see it. */
static char *counted(const char *order)
{
    static char text[PATH_MAX + 64];

    snprintf(text, sizeof text, "%s %s/seen", order, room);
    return text;
}

static size_t times_seen(void)
{
    char path[PATH_MAX];
    char *text = read_text(path_in(path, room, "seen"));
    size_t times = 0;

    for (const char *at = text; (at = strchr(at, '\n')); at++)
        times++;
    free(text);
    return times;
}

/* The order with so much behind it that it does not fit into the socket. */
static enum pool_result read_big(const char *order, struct pool_answer *answer)
{
    char *bytes = calloc(1, BIG);

    assert_non_null(bytes);
    strcpy(bytes, order);
    enum pool_result result = pool_read(pool, WIRE_HTML, bytes, BIG, answer);
    free(bytes);
    return result;
}

static size_t open_files(void)
{
    DIR *directory = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(directory);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

/* ---- answers ---- */

static void test_answers(void **state)
{
    static const struct {
        enum wire_format asked, found;
    } cases[] = {{WIRE_HTML, WIRE_HTML},
                 {WIRE_MHTML, WIRE_MHTML},
                 {WIRE_PDF, WIRE_PDF},
                 {WIRE_OFFICE, WIRE_DOCX}};
    struct pool_answer answer;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(read_as(cases[i].asked, "answer", &answer), POOL_OK);
        assert_int_equal(answer.format, cases[i].found);
        assert_int_equal(answer.length, 0);
        assert_string_equal(answer.note, "");
        pool_answer_free(&answer);
    }
    assert_int_equal(read_order(""), POOL_OK);
}

static void test_big(void **state)
{
    struct pool_answer answer;

    (void)state;
    assert_int_equal(read_big("answer", &answer), POOL_OK);
    pool_answer_free(&answer);
}

static void test_refusal(void **state)
{
    struct pool_answer answer;

    (void)state;
    assert_int_equal(read_as(WIRE_PDF, "refuse", &answer), POOL_REFUSED);
    assert_int_equal(answer.reason.code, NB_INPUT_ENCRYPTED);
    assert_string_equal(answer.note, "");
    pool_answer_free(&answer);
}

/* ---- processes that fail ---- */

/* Each is given to a second process, and not to a third. */
static void test_failures(void **state)
{
    static const struct {
        const char *order, *note;
    } cases[] = {
        {"die", "ended with status 3"}, {"abort", "killed by signal 6"},
        {"nonsense", "made no sense"},  {"other", "made no sense"},
        {"huge", "made no sense"},      {"unknown", "made no sense"},
        {"cut", "ended with status 0"},
    };
    struct pool_answer answer;
    char path[PATH_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(read_as(WIRE_HTML, counted(cases[i].order), &answer), POOL_FAILED);
        assert_non_null(strstr(answer.note, cases[i].note));
        assert_int_equal(times_seen(), 2);
        unlink(path_in(path, room, "seen"));
        pool_answer_free(&answer);
        assert_int_equal(read_order("answer"), POOL_OK);
    }
}

static void test_failed_once(void **state)
{
    struct pool_answer answer;

    (void)state;
    assert_int_equal(read_as(WIRE_HTML, counted("die-once"), &answer), POOL_OK);
    assert_non_null(strstr(answer.note, "ended with status 3"));
    assert_int_equal(times_seen(), 2);
    pool_answer_free(&answer);
}

static void expect_hung(const char *order, int big)
{
    struct pool_answer answer;
    enum pool_result result = big ? read_big(order, &answer) : read_as(WIRE_HTML, order, &answer);

    assert_int_equal(result, POOL_FAILED);
    assert_non_null(strstr(answer.note, "took too long"));
    pool_answer_free(&answer);
}

static void test_hangs(void **state)
{
    (void)state;
    expect_hung("hang", 0);
}

static void test_stops_in_its_answer(void **state)
{
    (void)state;
    expect_hung("stop", 0);
}

static void test_takes_nothing(void **state)
{
    (void)state;
    expect_hung("deaf", 1);
}

static void test_answers_early(void **state)
{
    struct pool_answer answer;

    (void)state;
    assert_int_equal(read_big(counted("early"), &answer), POOL_FAILED);
    assert_int_equal(times_seen(), 2);
    pool_answer_free(&answer);
}

static void test_closes_its_end(void **state)
{
    (void)state;
    assert_int_equal(read_order(counted("close")), POOL_FAILED);
    assert_int_equal(times_seen(), 2);
}

/* What was not asked for reaches no other document. */
static void test_says_too_much(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(read_order("flood"), POOL_OK);
        assert_int_equal(read_order("chatter"), POOL_OK);
    }
    assert_int_equal(read_order("answer"), POOL_OK);
}

static void test_processor_time(void **state)
{
    const struct pool_options options = {1, 4096, {1, 3600000}};
    struct pool_answer answer;

    (void)state;
    pool_set_options(pool, &options);
    assert_int_equal(read_as(WIRE_HTML, "spin", &answer), POOL_FAILED);
    assert_non_null(strstr(answer.note, "killed by signal 24"));
    pool_answer_free(&answer);
}

/* The n-th process that saw the document, or 0 as long as there is none. */
static int who_saw(int n)
{
    char path[PATH_MAX];
    char *text = exists(path_in(path, room, "seen")) ? read_text(path) : NULL;
    int pid = 0;

    for (const char *at = text; at && n > 0; n--) {
        const char *end = strchr(at, '\n');
        pid = end && n == 1 ? atoi(at) : 0;
        at = end ? end + 1 : NULL;
    }
    free(text);
    return pid;
}

/* Kills the first `count` processes that see the document; in a process of its own. */
static pid_t start_killer(int count)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid > 0)
        return pid;
    for (int n = 1; n <= count; n++) {
        UNTIL(who_saw(n));
        kill(who_saw(n), SIGKILL);
    }
    _exit(0);
}

/* Nobody who kills the processes makes the document a bad one. */
static void test_killed(void **state)
{
    struct pool_answer answer;

    (void)state;
    for (int count = 1; count <= 2; count++) {
        char path[PATH_MAX];
        pid_t killer = start_killer(count);
        enum pool_result result =
            read_as(WIRE_HTML, counted(count == 1 ? "hang-once" : "hang"), &answer);
        assert_int_equal(waitpid(killer, NULL, 0), killer);
        assert_int_equal(result, count == 1 ? POOL_OK : POOL_TROUBLE);
        assert_non_null(strstr(answer.note, "killed by signal 9"));
        assert_int_equal(times_seen(), 2);
        unlink(path_in(path, room, "seen"));
        pool_answer_free(&answer);
    }
}

/* ---- processes that cannot be had ---- */

static void expect_trouble(const char *program, size_t memory, int error)
{
    const struct pool_options options = {1, memory, {3600000, 3600000}};
    struct pool *bad = pool_new(program, &options);
    struct pool_answer answer;

    assert_non_null(bad);
    assert_int_equal(pool_read(bad, WIRE_HTML, "answer", 6, &answer), POOL_TROUBLE);
    assert_int_equal(answer.error, error);
    assert_true(*answer.note);
    pool_answer_free(&answer);
    pool_free(bad);
}

static void test_not_there(void **state)
{
    (void)state;
    expect_trouble("/nowhere/nianbao-extract", 4096, ENOENT);
    expect_trouble("/dev/null", 4096, EACCES);
}

static void test_not_ready(void **state)
{
    (void)state;
    expect_trouble("/proc/self/exe", DOUBLE_SILENT, EPROTO);
    expect_trouble("/proc/self/exe", DOUBLE_UNLOCKED, EINVAL);
    expect_trouble("/proc/self/exe", DOUBLE_RUDE, EPROTO);
}

static void test_no_descriptors(void **state)
{
    struct rlimit before, none;
    struct pool_answer answer;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 3;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    enum pool_result result = read_as(WIRE_HTML, "answer", &answer);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(result, POOL_TROUBLE);
    assert_int_equal(answer.error, EMFILE);
    pool_answer_free(&answer);
    assert_int_equal(read_order("answer"), POOL_OK);
}

/* ---- many documents ---- */

/* The process that read it. */
static int reader_of(const char *order)
{
    struct pool_answer answer;

    assert_int_equal(read_as(WIRE_HTML, order, &answer), POOL_OK);
    assert_true(answer.length > WIRE_RECORD_SIZE);
    char *text =
        strndup((char *)answer.payload + WIRE_RECORD_SIZE, answer.length - WIRE_RECORD_SIZE);
    assert_non_null(text);
    int pid = atoi(text);
    free(text);
    pool_answer_free(&answer);
    return pid;
}

/* A process that a document has taken over sees no other one. */
static void test_one_document(void **state)
{
    (void)state;
    int first = reader_of("pid"), second = reader_of("pid");
    assert_int_not_equal(first, second);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(kill(i ? second : first, 0), -1);
        assert_int_equal(errno, ESRCH);
    }
}

/* The one process that waits while nothing is read: the template. */
static pid_t template_id(void)
{
    pid_t pids[2];

    assert_int_equal(children_of(getpid(), 0, pids, 2), 1);
    return pids[0];
}

/* A template killed between two documents is no one's trouble. */
static void test_killed_idle(void **state)
{
    struct pool_answer answer;
    siginfo_t info;

    (void)state;
    assert_int_equal(read_order("answer"), POOL_OK);
    pid_t pid = template_id();
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    assert_int_equal(read_as(WIRE_HTML, "answer", &answer), POOL_OK);
    assert_string_equal(answer.note, "");
    pool_answer_free(&answer);
    assert_int_not_equal(template_id(), pid);
}

static void test_other_options(void **state)
{
    (void)state;
    assert_int_equal(read_order("answer"), POOL_OK);
    pid_t before = template_id();
    assert_int_equal(read_order("answer"), POOL_OK);
    assert_int_equal(template_id(), before);
    pool_set_options(pool, &usual);
    assert_int_equal(read_order("answer"), POOL_OK);
    assert_int_not_equal(template_id(), before);
}

static const char *const mixture[] = {"answer",   "refuse", "die",    "answer",
                                      "nonsense", "cut",    "chatter"};

static void *read_many(void *arg)
{
    size_t *odd = arg;

    for (int i = 0; i < 28; i++) {
        enum pool_result expected[] = {POOL_OK,     POOL_REFUSED, POOL_FAILED, POOL_OK,
                                       POOL_FAILED, POOL_FAILED,  POOL_OK};
        struct pool_answer answer;
        enum wire_format format = (enum wire_format)(i % 4);
        *odd += read_as(format, mixture[i % 7], &answer) != expected[i % 7];
        pool_answer_free(&answer);
    }
    return NULL;
}

/* More threads than workers, most of the processes failing: nothing is left open or waited for. */
static void test_threads(void **state)
{
    struct pool_options options = usual;
    pthread_t threads[4];
    size_t odd[4] = {0};

    (void)state;
    options.workers = 2;
    pool_set_options(pool, &options);
    for (int f = 0; f < 4; f++) /* each class has its template */
        assert_int_equal(read_as((enum wire_format)f, "refuse", &(struct pool_answer){0}),
                         POOL_REFUSED);
    size_t before = open_files();
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_many, &odd[i]), 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(odd[i], 0);
    }
    assert_int_equal(open_files(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), 0);
}

int main(int argc, char **argv)
{
    int result = double_main(argc, argv);
    if (result >= 0)
        return result;
#define USUAL(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define HASTY(test) cmocka_unit_test_setup_teardown(test, set_up_hasty, tear_down)
    const struct CMUnitTest tests[] = {
        USUAL(test_answers),
        USUAL(test_big),
        USUAL(test_refusal),
        USUAL(test_failures),
        USUAL(test_failed_once),
        HASTY(test_hangs),
        HASTY(test_stops_in_its_answer),
        HASTY(test_takes_nothing),
        USUAL(test_answers_early),
        USUAL(test_closes_its_end),
        USUAL(test_says_too_much),
        USUAL(test_processor_time),
        USUAL(test_killed),
        USUAL(test_not_there),
        USUAL(test_not_ready),
        USUAL(test_no_descriptors),
        USUAL(test_one_document),
        USUAL(test_killed_idle),
        USUAL(test_other_options),
        USUAL(test_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
