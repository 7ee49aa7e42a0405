#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../daemon/config.h"

static char dir[PATH_MAX], path[PATH_MAX];

static int setup(void **state)
{
    (void)state;
    scratch_make(dir);
    path_in(path, dir, "conf");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    scratch_remove(dir);
    return 0;
}

static struct config *load(const char *text)
{
    struct config *config;
    char *errors;

    write_text(path, text);
    if (config_load(path, &config, &errors) != 0)
        fail_msg("%s", errors);
    assert_null(errors);
    return config;
}

/* Each of the NULL-terminated mistakes must be named, and there must be no other line. */
static void expect_errors(const char *text, const char *const mistakes[])
{
    struct config *config;
    char *errors, line[PATH_MAX + 256];
    size_t lines = 0, count = 0;

    write_text(path, text);
    assert_int_equal(config_load(path, &config, &errors), -1);
    assert_null(config);
    for (; mistakes[count]; count++) {
        snprintf(line, sizeof line, "%s:%s\n", path, mistakes[count]);
        if (!strstr(errors, line))
            fail_msg("not said: %s\nbut:\n%s", line, errors);
    }
    for (const char *p = errors; (p = strchr(p, '\n')); p++)
        lines++;
    assert_int_equal(lines, count);
    free(errors);
}

static void test_defaults(void **state)
{
    (void)state;
    struct config *c = load("");

    assert_string_equal(c->drop, "/var/lib/nianbao/drop");
    assert_string_equal(c->feed, "tcp://127.0.0.1:5560");
    assert_string_equal(c->replay, "tcp://127.0.0.1:5561");
    assert_memory_equal(c->source, "urn:nianbao:", 12);
    assert_int_equal(c->max_file_size, 20 << 20);
    assert_int_equal(c->lang, NB_ZH);
    assert_int_equal(c->log_level, LOG_LEVEL_INFO);
    assert_true(c->workers >= 1);
    for (int i = 0; i < NB_CODES; i++)
        assert_int_equal(c->rules.severity[i], NB_SEVERITY_DEFAULT);
    config_free(c);
}

/* The file that is installed says what holds without it. */
static void test_shipped_file(void **state)
{
    (void)state;
    struct config *shipped, *c = load("");
    char *errors;

    assert_int_equal(config_load("etc/nianbaod.conf", &shipped, &errors), 0);
    assert_string_equal(shipped->drop, c->drop);
    assert_string_equal(shipped->archive, c->archive);
    assert_string_equal(shipped->rejected, c->rejected);
    assert_string_equal(shipped->state, c->state);
    assert_string_equal(shipped->feed, c->feed);
    assert_string_equal(shipped->replay, c->replay);
    assert_string_equal(shipped->source, c->source);
    assert_string_equal(shipped->program, c->program);
    assert_memory_equal(&shipped->heartbeat_ms, &c->heartbeat_ms,
                        sizeof *c - offsetof(struct config, heartbeat_ms));
    config_free(shipped);
    config_free(c);
}

static void test_values(void **state)
{
    (void)state;
    char expected[PATH_MAX];
    struct config *c = load("\xEF\xBB\xBF# first\n"
                            "[directories]\ndrop = in/\n  archive = /srv/archive//\n"
                            "[feed]\r\nfeed=ipc:///run/x ; why\r\nsource = urn:x\n"
                            "[intake]\nmax_file_size = 3K\nworkers = 2\n"
                            "[extract]\nprogram = bin/x\nmemory = 1G\n"
                            "[replay]\nclients = 3\nhwm = 9\nidle_ms = 5000\n"
                            "[journal]\nkeep_days = 400\nkeep_events = 100000\n"
                            "[agency]\nprefix = 云岫县 云州市云岫县　岫\n"
                            "[report]\nlang = en\n[log]\nlevel = debug\n"
                            "[severity]\nclaim.mismatch = error\nprivacy.id_number = off\n");

    assert_string_equal(c->drop, path_in(expected, dir, "in"));
    assert_string_equal(c->archive, "/srv/archive");
    assert_string_equal(c->feed, "ipc:///run/x");
    assert_string_equal(c->source, "urn:x");
    assert_int_equal(c->max_file_size, 3072);
    assert_int_equal(c->workers, 2);
    assert_string_equal(c->program, path_in(expected, dir, "bin/x"));
    assert_int_equal(c->memory, 1 << 30);
    assert_int_equal(c->replay_clients, 3);
    assert_int_equal(c->replay_hwm, 9);
    assert_int_equal(c->replay_idle_ms, 5000);
    assert_int_equal(c->keep_days, 400);
    assert_int_equal(c->keep_events, 100000);
    assert_string_equal(c->agency_prefix, "云岫县 云州市云岫县　岫");
    assert_int_equal(c->lang, NB_EN);
    assert_int_equal(c->log_level, LOG_LEVEL_DEBUG);
    assert_int_equal(c->rules.severity[NB_CLAIM_MISMATCH], NB_ERROR);
    assert_int_equal(c->rules.severity[NB_PRIVACY_ID_NUMBER], NB_OFF);
    config_free(c);
}

static void test_all_mistakes(void **state)
{
    (void)state;
    const char *const mistakes[] = {
        "1: drop stands before the first section",
        "2: there is no section [nowhere]",
        "5: section [intake] has no key speed",
        "6: settle_ms = 49: give a number from 50 to 3600000",
        "7: max_file_size = 2G: give a number from 1 to 1073741824, in bytes or with K, M or G",
        "8: workers = -1: give a number from 0 to 64",
        "9: this is neither KEY = VALUE nor [SECTION] nor a comment",
        "10: workers is already set in line 8",
        "11: queue_files = 100K: give a number from 64 to 1048576",
        "13: lang = fr: give one of: zh en",
        "15: no finding has the code no.such",
        "16: claim.mismatch = loud: give one of: off info warning error",
        "18: feed = udp://x: give tcp://ADDRESS:PORT or ipc://PATH",
        "20: drop needs the path of a directory",
        "22: memory = 1M: give a number from 67108864 to 8589934592, in bytes or with K, M or G",
        "23: cpu_ms = 10: give a number from 1000 to 3600000",
        "25: clients = 0: give a number from 1 to 4096",
        "27: keep_days = -1: give a number from 0 to 36500",
        "28: keep_events = 5K: give a number from 0 to 1000000000",
        "30: prefix: 云岫县，云州市: give names of letters, separated by blanks",
        NULL,
    };

    expect_errors("drop = /x\n[nowhere]\nx = y\n[intake]\nspeed = 1\nsettle_ms = 49\n"
                  "max_file_size = 2G\nworkers = -1\nrubbish\nworkers = 3\nqueue_files = 100K\n"
                  "[report]\nlang = fr\n[severity]\nno.such = off\nclaim.mismatch = loud\n"
                  "[feed]\nfeed = udp://x\n[directories]\ndrop =\n"
                  "[extract]\nmemory = 1M\ncpu_ms = 10\n"
                  "[replay]\nclients = 0\n[journal]\nkeep_days = -1\nkeep_events = 5K\n"
                  "[agency]\nprefix = 岫 云岫县，云州市\n",
                  mistakes);
}

static void test_lines(void **state)
{
    (void)state;
    char text[512] = "[feed]\nsource = ";

    memset(text + strlen(text), 'x', 300);
    expect_errors(text, (const char *const[]){"2: the line is longer than 198 bytes", NULL});
    expect_errors("[feed\n", (const char *const[]){"1: the section name has no closing ]", NULL});
}

static void test_nested_directories(void **state)
{
    (void)state;
    const char *const mistake[] = {
        "2: the drop directory /srv/drop and /srv/drop/archive may not lie in each other", NULL};
    const char *const other[] = {"2: the drop directory /srv/state/d and /srv/state may not lie in"
                                 " each other",
                                 NULL};

    expect_errors("[directories]\ndrop = /srv/drop\narchive = /srv/drop/archive\n", mistake);
    expect_errors("[directories]\ndrop = /srv/state/d\nstate = /srv/state\n", other);
    config_free(load("[directories]\ndrop = /srv/drop\narchive = /srv/drop2\n"));
}

/* Names are split at blanks of either width; what would part them otherwise is a mistake. */
static void test_names(void **state)
{
    (void)state;
    char **names = nb_agency_prefixes("  云岫县\t云州市　　b2 ");

    assert_string_equal(names[0], "云岫县");
    assert_string_equal(names[1], "云州市");
    assert_string_equal(names[2], "b2");
    assert_null(names[3]);
    free(names);
    names = nb_agency_prefixes(" 　 ");
    assert_null(names[0]);
    free(names);
    expect_errors("[agency]\nprefix = \"云岫县\"\n",
                  (const char *const[]){
                      "2: prefix: \"云岫县\": give names of letters, separated by blanks", NULL});
    expect_errors("[agency]\nprefix = a \xE4\xBA\n",
                  (const char *const[]){"2: prefix: \xE4\xBA: it is not in UTF-8", NULL});
}

/* Which agencies are the same is settled when the journal is opened. */
static void test_reload_names(void **state)
{
    (void)state;
    struct log log;
    struct config *c = load("[agency]\nprefix = 云岫县\n"), *fresh = load("");

    log_init(&log, STDERR_FILENO, LOG_LEVEL_ERROR);
    assert_int_equal(config_reload(c, fresh, &log), 0);
    assert_string_equal(c->agency_prefix, "云岫县");
    config_free(fresh);
    config_free(c);
}

static void test_reload(void **state)
{
    (void)state;
    struct log log;
    struct config *c = load(""), *fresh = load("[feed]\nhwm = 16\nheartbeat_ms = 500\n"
                                               "[report]\nlang = en\n"
                                               "[journal]\nkeep_days = 7\n"
                                               "[severity]\nclaim.mismatch = off\n");

    log_init(&log, STDERR_FILENO, LOG_LEVEL_ERROR);
    assert_int_equal(config_reload(c, fresh, &log), 4);
    assert_int_equal(c->heartbeat_ms, 500);
    assert_int_equal(c->lang, NB_EN);
    assert_int_equal(c->keep_days, 7);
    assert_int_equal(c->hwm, 4096);
    assert_int_equal(c->rules.severity[NB_CLAIM_MISMATCH], NB_OFF);
    config_free(fresh);
    config_free(c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_defaults),     TEST(test_shipped_file), TEST(test_values),
        TEST(test_all_mistakes), TEST(test_lines),        TEST(test_nested_directories),
        TEST(test_names),        TEST(test_reload_names), TEST(test_reload),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
