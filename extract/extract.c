#include "extract.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../parser/kind.h"

#define PROGRAM "nianbao-extract"

struct extract {
    struct pool *pool;
    char *program;
};

/* By what a file looks like, and what it has turned out to be. */
static const struct {
    enum wire_format format;
    const char *media_type;
} formats[] = {
    {WIRE_HTML, "text/html"},
    {WIRE_MHTML, "multipart/related"},
    {WIRE_PDF, "application/pdf"},
    {WIRE_OFFICE, "application/zip"},
    {WIRE_DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {WIRE_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

#define FORMATS (sizeof formats / sizeof formats[0])

/* ---- the program ---- */

void extract_defaults(struct pool_options *options)
{
    options->workers = 1;
    options->documents = 200;
    options->memory = (size_t)512 << 20;
    options->limits.cpu_ms = 10000;
    options->limits.wall_ms = 60000;
}

int extract_missing(const char *program)
{
    return access(program, X_OK) == 0 ? 0 : errno;
}

char *extract_program(void)
{
    char own[PATH_MAX], *path = NULL;
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);

    own[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(own, '/');
    if (!slash) /* without /proc there is only the usual place */
        return strdup("/usr/local/libexec/nianbao/" PROGRAM);
    *slash = '\0';
    if (asprintf(&path, "%s/" PROGRAM, own) < 0)
        return NULL;
    if (!extract_missing(path))
        return path;
    free(path);
    slash = strrchr(own, '/');
    if (slash)
        *slash = '\0';
    return asprintf(&path, "%s/libexec/nianbao/" PROGRAM, own) < 0 ? NULL : path;
}

struct extract *extract_new(const char *program, const struct pool_options *options)
{
    struct extract *extract = calloc(1, sizeof *extract);

    if (!extract)
        return NULL;
    extract->pool = pool_new(program, options);
    extract->program = strdup(program);
    if (extract->pool && extract->program)
        return extract;
    extract_free(extract);
    return NULL;
}

const char *extract_path(const struct extract *extract)
{
    return extract->program;
}

void extract_set_options(struct extract *extract, const struct pool_options *options)
{
    pool_set_options(extract->pool, options);
}

void extract_free(struct extract *extract)
{
    if (!extract)
        return;
    pool_free(extract->pool);
    free(extract->program);
    free(extract);
}

/* ---- documents ---- */

static const char *media_type_of(enum wire_format format)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (formats[i].format == format)
            return formats[i].media_type;
    return NULL;
}

/* Returns whether files of this type are read elsewhere, and as what. */
static int format_of(const struct nb_kind_found *kind, enum wire_format *format)
{
    for (size_t i = 0; kind && i < FORMATS; i++) {
        if (strcmp(formats[i].media_type, kind->media_type) == 0) {
            *format = formats[i].format;
            return 1;
        }
    }
    return 0;
}

/* 0 or ENOMEM, as the library has it. */
static int error_of(int failed)
{
    return failed ? ENOMEM : 0;
}

static int parse_document(const struct pool_answer *answer, const struct nb_options *rules,
                          nb_report **out)
{
    const char *media_type = media_type_of(answer->format);
    struct nb_document *document;
    enum nb_document_error error = wire_decode(answer->payload, answer->length, &document);

    switch (error) {
    case NB_DOCUMENT_OK: break;
    case NB_DOCUMENT_NOMEM: return ENOMEM;
    case NB_DOCUMENT_TOO_LARGE:
        return error_of(nb_reject_as(media_type, NB_INPUT_TOO_LARGE, "内容过多",
                                     "it holds too much", rules, out));
    case NB_DOCUMENT_MISUSED:
        return error_of(nb_reject_as(media_type, NB_INPUT_DAMAGED, "内容前后矛盾",
                                     "what it holds makes no sense", rules, out));
    }
    int failed = nb_parse_document(document, media_type, NULL, rules, out);
    nb_document_free(document);
    return error_of(failed);
}

static int refuse(const struct pool_answer *answer, const struct nb_options *rules, nb_report **out)
{
    const struct wire_reason *reason = &answer->reason;

    return error_of(nb_reject_as(media_type_of(answer->format), reason->code,
                                 *reason->zh ? reason->zh : NULL, *reason->en ? reason->en : NULL,
                                 rules, out));
}

static int give_up(enum wire_format format, const struct nb_options *rules, nb_report **out)
{
    return error_of(nb_reject_as(media_type_of(format), NB_INPUT_DAMAGED,
                                 "读取时程序崩溃或耗时过长", "reading it crashed or took too long",
                                 rules, out));
}

static void tell(const struct extract *extract, enum pool_result result,
                 const struct pool_answer *answer, char note[EXTRACT_NOTE])
{
    if (result == POOL_TROUBLE)
        snprintf(note, EXTRACT_NOTE, "%.256s: %s: %s", extract->program,
                 *answer->note ? answer->note : "no answer", strerror(answer->error));
    else if (*answer->note)
        snprintf(note, EXTRACT_NOTE, "the process that read it was given up: %s%s", answer->note,
                 result == POOL_FAILED ? "; so was a second one" : "");
}

static int read_elsewhere(struct extract *extract, enum wire_format format,
                          const unsigned char *bytes, size_t size, const struct nb_options *rules,
                          nb_report **out, char note[EXTRACT_NOTE])
{
    struct pool_answer answer;
    enum pool_result result = pool_read(extract->pool, format, bytes, size, &answer);
    int error = 0;

    switch (result) {
    case POOL_OK: error = parse_document(&answer, rules, out); break;
    case POOL_REFUSED: error = refuse(&answer, rules, out); break;
    case POOL_FAILED: error = give_up(format, rules, out); break;
    case POOL_TROUBLE: error = answer.error; break;
    }
    tell(extract, result, &answer, note);
    pool_answer_free(&answer);
    return error;
}

int extract_parse(struct extract *extract, const unsigned char *bytes, size_t size,
                  const struct nb_options *rules, nb_report **out, char note[EXTRACT_NOTE])
{
    enum wire_format format;

    *out = NULL;
    *note = '\0';
    if (format_of(size ? nb_kind_of(bytes, size) : NULL, &format))
        return read_elsewhere(extract, format, bytes, size, rules, out, note);
    return error_of(nb_parse(bytes, size, rules, out));
}
