#include "fixtures.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../parser/nianbao.h"

void bytes_add(struct bytes *bytes, const char *data, size_t size)
{
    char *grown = realloc(bytes->data, bytes->size + size + 1);
    if (!grown)
        abort();
    if (size)
        memcpy(grown + bytes->size, data, size);
    bytes->data = grown;
    bytes->size += size;
    grown[bytes->size] = '\0';
}

struct bytes fixture_read(const char *path)
{
    struct bytes bytes = {NULL, 0};
    char piece[65536];
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    bytes_add(&bytes, "", 0);
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
        bytes_add(&bytes, piece, n);
    fclose(file);
    return bytes;
}

json_t *fixture_parse(const char *name, const void *data, size_t size)
{
    static const char sha256[] = "0000000000000000000000000000000000000000000000000000000000000000";
    struct nb_source source = {name, size, sha256};
    nb_report *report = NULL;
    assert_int_equal(nb_parse(data, size, NULL, &report), 0);
    json_t *document = nb_report_json(report, &source, NB_ZH);
    assert_non_null(document);
    nb_report_free(report);
    return document;
}

json_t *fixture_cell(const json_t *document, const char *cell)
{
    char table[32], row[48], column[32];
    if (sscanf(cell, "%31[^.].%47[^.].%31[^.]", table, row, column) != 3)
        return NULL;
    return json_object_get(json_object_get(json_object_get(document, table), row), column);
}

json_t *fixture_finding(const json_t *document, const char *code)
{
    size_t i;
    json_t *finding;
    json_array_foreach(json_object_get(document, "findings"), i, finding)
    {
        const char *found = json_string_value(json_object_get(finding, "code"));
        if (found && strcmp(found, code) == 0)
            return finding;
    }
    return NULL;
}

int fixture_has_string(const json_t *array, const char *text)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        const char *string = json_string_value(item);
        if (string && strcmp(string, text) == 0)
            return 1;
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * The path of the file that an expectation is of: it stands beside it. Where it is not named, it is
 * the text with the same stem.
 */
static void file_beside(const char *expected_path, const json_t *expected, char *path, size_t size)
{
    const char *name = json_string_value(json_object_get(expected, "file"));
    const char *slash = strrchr(expected_path, '/');
    size_t folder = slash ? (size_t)(slash - expected_path) + 1 : 0;
    size_t stem = strlen(expected_path) - strlen(".expected.json");
    snprintf(path, size, "%.*s%s", (int)(name ? folder : stem), expected_path,
             name ? name : ".txt");
    if (access(path, R_OK) != 0)
        fail_msg("%s: no file beside it", expected_path);
}

int fixture_each(const char *folder, int (*check)(const char *path, json_t *expected))
{
    char pattern[512], path[4096];
    glob_t found;
    int differences = 0;
    snprintf(pattern, sizeof pattern, "%s/*.expected.json", folder);
    if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
        return -1;
    qsort(found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, by_name);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        json_error_t error;
        json_t *expected = json_load_file(found.gl_pathv[i], 0, &error);
        if (!expected)
            fail_msg("%s:%d: %s", found.gl_pathv[i], error.line, error.text);
        file_beside(found.gl_pathv[i], expected, path, sizeof path);
        differences += check(path, expected);
        json_decref(expected);
    }
    globfree(&found);
    return differences;
}

int fixture_python(const char *arguments)
{
    char command[4096];
    /* Debian's own interpreter is the one that python3-jsonschema belongs to. */
    const char *python = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
    int n = snprintf(command, sizeof command, "%s %s", python, arguments);
    assert_true(n > 0 && (size_t)n < sizeof command);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
