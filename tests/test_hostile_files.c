/*
 * Hostile and damaged files of every format, through the whole program: bombs, loops, what is cut
 * short or changed at random, what is locked. Each must be answered, and no process may take more
 * memory than one is allowed. The time is not measured, but what would never end is ended.
 */
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixtures.h"

#define FILES_MAX 64
#define PATIENCE  120           /* seconds of the processor for the files of one group */
#define MOST_KIB  (640L * 1024) /* of any process; a child may have 512 MB of them */

/* The files of one group, which are given to one run of the program. */
struct group {
    char name[64], folder[64];
    char names[FILES_MAX][128], codes[FILES_MAX][128];
    size_t count;
};

static const char *program(void)
{
    static char path[4096];
    const char *build = getenv("BUILD");
    char *real = realpath(build ? build : "build", NULL);
    assert_non_null(real);
    snprintf(path, sizeof path, "%s/nianbao", real);
    free(real);
    return path;
}

static void run_program(const struct group *group, const char *path)
{
    char *arguments[FILES_MAX + 5] = {strdup(path), strdup("check"), strdup("--format"),
                                      strdup("jsonl")};
    struct rlimit limit = {PATIENCE, PATIENCE};
    for (size_t i = 0; i < group->count; i++)
        arguments[4 + i] = strdup(group->names[i]);
    setrlimit(RLIMIT_CPU, &limit);
    if (chdir(group->folder) == 0 && freopen("answers", "w", stdout))
        execv(path, arguments);
    _exit(127);
}

/* Runs the program on the group; its exit status, or 128 and the signal that ended it. */
static int read_group(const struct group *group, long *kib)
{
    struct rusage usage;
    int status;
    const char *path = program();
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        run_program(group, path);
    assert_int_equal(wait4(pid, &status, 0, &usage), pid);
    *kib = usage.ru_maxrss;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Whether one of the codes, which are parted by commas, is among the findings. */
static int has_code(const json_t *document, const char *codes)
{
    char list[128], *rest = list;
    snprintf(list, sizeof list, "%s", codes);
    for (char *code; (code = strsep(&rest, ","));)
        if (fixture_finding(document, code))
            return 1;
    return 0;
}

/* Whether a document that was not read says why. */
static int has_reason(const json_t *document)
{
    size_t i;
    json_t *finding;
    const char *status = json_string_value(json_object_get(document, "status"));
    if (status && strcmp(status, "unrecognized") != 0)
        return 1;
    json_array_foreach(json_object_get(document, "findings"), i, finding)
    {
        const char *code = json_string_value(json_object_get(finding, "code"));
        if (code && strncmp(code, "input.", 6) == 0)
            return 1;
    }
    return 0;
}

static int judge(const struct group *group, size_t i, const char *line)
{
    json_t *document = json_loads(line, 0, NULL);
    const char *codes = group->codes[i];
    int good = document && (codes[0] == '-' ? has_reason(document) : has_code(document, codes));
    if (!good)
        print_error("%s: wanted %s, got %.300s\n", group->names[i], codes, line);
    json_decref(document);
    return !good;
}

/* Reads the answers to the group; how many are wrong. */
static int judge_all(const struct group *group)
{
    char path[128], *rest;
    size_t answers = 0;
    int wrong = 0;
    snprintf(path, sizeof path, "%s/answers", group->folder);
    struct bytes file = fixture_read(path);
    rest = file.data;
    for (char *line; (line = strsep(&rest, "\n")) && *line; answers++)
        wrong += answers >= group->count || judge(group, answers, line);
    if (answers != group->count) {
        print_error("%s: %zu answers to %zu files\n", group->name, answers, group->count);
        wrong++;
    }
    free(file.data);
    return wrong;
}

static int check_group(const struct group *group)
{
    long kib = 0;
    int status = read_group(group, &kib), wrong = status > 1 || judge_all(group);
#ifndef __SANITIZE_ADDRESS__
    wrong |= kib > MOST_KIB;
#endif
    if (wrong)
        print_error("%s: exit status %d, %ld KiB\n", group->name, status, kib);
    return wrong;
}

/* Reads the index, group after group; how many groups were not answered as they should be. */
static int check_groups(const char *folder)
{
    char path[128], name[64], file[128], codes[128];
    struct group group = {.count = 0};
    int wrong = 0;
    snprintf(group.folder, sizeof group.folder, "%s", folder);
    snprintf(path, sizeof path, "%s/index", folder);
    FILE *index = fopen(path, "r");
    assert_non_null(index);
    while (fscanf(index, "%63s %127s %127s", name, file, codes) == 3) {
        if (group.count && (strcmp(name, group.name) != 0 || group.count == FILES_MAX)) {
            wrong += check_group(&group);
            group.count = 0;
        }
        memcpy(group.name, name, sizeof name);
        memcpy(group.names[group.count], file, sizeof file);
        memcpy(group.codes[group.count++], codes, sizeof codes);
    }
    fclose(index);
    return wrong + (group.count ? check_group(&group) : 1);
}

/* Makes the files of one part in a folder of their own, and has them read. */
static void check_part(const char *part)
{
    char folder[] = "/tmp/nianbao-hostile.XXXXXX", command[256];
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "-B tests/gen/hostile_files.py --out %s --only %s%s", folder,
             part,
#ifdef __SANITIZE_ADDRESS__
             " --small" /* a sanitizer takes time of its own */
#else
             ""
#endif
    );
    int made = fixture_python(command), wrong = made ? 1 : check_groups(folder);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(made, 0);
    assert_int_equal(wrong, 0);
}

static void web_pages(void **state)
{
    (void)state;
    check_part("html");
}

static void word_and_excel(void **state)
{
    (void)state;
    check_part("office");
}

static void pdf(void **state)
{
    (void)state;
    check_part("pdf");
}

static void old_formats(void **state)
{
    (void)state;
    check_part("old");
}

static void what_is_no_document(void **state)
{
    (void)state;
    check_part("strange");
}

static void locked(void **state)
{
    (void)state;
    check_part("sealed");
}

static void cut_short(void **state)
{
    (void)state;
    check_part("cut");
}

static void changed_at_random(void **state)
{
    (void)state;
    check_part("flipped");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(web_pages), cmocka_unit_test(word_and_excel),
        cmocka_unit_test(pdf),       cmocka_unit_test(old_formats),
        cmocka_unit_test(locked),    cmocka_unit_test(what_is_no_document),
        cmocka_unit_test(cut_short), cmocka_unit_test(changed_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
