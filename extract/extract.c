#include "extract.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../parser/arena.h"
#include "../parser/charset.h"
#include "../parser/kind.h"

#define PROGRAM "nianbao-extract"

struct extract {
    struct pool *pool;
    char *program;
};

/* ---- the program ---- */

void extract_defaults(struct pool_options *options)
{
    options->workers = 1;
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

int64_t extract_longest_ms(struct extract *extract)
{
    return pool_longest_ms(extract->pool);
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
    static const char *const types[WIRE_FORMATS] = {
        [WIRE_HTML] = "text/html",
        [WIRE_MHTML] = "multipart/related",
        [WIRE_OFFICE] = "application/zip",
        [WIRE_PDF] = "application/pdf",
        [WIRE_DOCX] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [WIRE_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };

    return types[format];
}

/* Returns whether there is a reader for files of this kind, and which one. */
static int format_of(const struct nb_kind_found *kind, enum wire_format *format)
{
    switch (kind ? kind->format : NB_FORMAT_NONE) {
    case NB_FORMAT_HTML: *format = WIRE_HTML; return 1;
    case NB_FORMAT_MHTML: *format = WIRE_MHTML; return 1;
    case NB_FORMAT_ZIP: *format = WIRE_OFFICE; return 1;
    case NB_FORMAT_PDF: *format = WIRE_PDF; return 1;
    default: return 0;
    }
}

/* One file on its way. */
struct reading {
    struct extract *extract;
    const struct nb_options *rules;
    nb_report **out;
    char *note; /* EXTRACT_NOTE bytes */
    enum wire_format format;
    const char *charset; /* of formats that have none of their own, else NULL */
};

/* Returns 0 or ENOMEM, and so do the next ones. */
static int reject(const struct reading *r, enum nb_code code, const char *zh, const char *en)
{
    return nb_reject_as(media_type_of(r->format), code, zh, en, r->rules, r->out) ? ENOMEM : 0;
}

static int parse_document(const struct reading *r, const struct pool_answer *answer)
{
    struct nb_document *document;
    enum nb_document_error error = wire_decode(answer->payload, answer->length, &document);

    switch (error) {
    case NB_DOCUMENT_OK: break;
    case NB_DOCUMENT_NOMEM: return ENOMEM;
    case NB_DOCUMENT_TOO_LARGE:
        return reject(r, NB_INPUT_TOO_LARGE, "内容过多", "it holds too much");
    case NB_DOCUMENT_MISUSED:
        return reject(r, NB_INPUT_DAMAGED, "内容前后矛盾", "what it holds makes no sense");
    }
    int failed =
        nb_parse_document(document, media_type_of(r->format), r->charset, r->rules, r->out);
    nb_document_free(document);
    return failed ? ENOMEM : 0;
}

static int refuse(const struct reading *r, const struct wire_reason *reason)
{
    return reject(r, reason->code, *reason->zh ? reason->zh : NULL,
                  *reason->en ? reason->en : NULL);
}

static void tell(const struct reading *r, enum pool_result result, const struct pool_answer *answer)
{
    if (result == POOL_TROUBLE)
        snprintf(r->note, EXTRACT_NOTE, "%.256s: %s: %s", r->extract->program,
                 *answer->note ? answer->note : "its answer does not fit into memory",
                 strerror(answer->error));
    else if (*answer->note)
        snprintf(r->note, EXTRACT_NOTE, "the process that read it was given up: %s%s", answer->note,
                 result == POOL_FAILED ? "; so was a second one" : "");
}

static int read_elsewhere(struct reading *r, const unsigned char *bytes, size_t size)
{
    struct pool_answer answer;
    enum pool_result result = pool_read(r->extract->pool, r->format, bytes, size, &answer);
    int error = 0;

    tell(r, result, &answer);
    if (result == POOL_OK || result == POOL_REFUSED)
        r->format = answer.format;
    switch (result) {
    case POOL_OK: error = parse_document(r, &answer); break;
    case POOL_REFUSED: error = refuse(r, &answer.reason); break;
    case POOL_FAILED:
        error = reject(r, NB_INPUT_DAMAGED, "读取时程序崩溃或耗时过长",
                       "reading it crashed or took too long");
        break;
    case POOL_TROUBLE: error = answer.error; break;
    }
    pool_answer_free(&answer);
    return error;
}

/* ---- web pages ---- */

static int reject_encoding(const struct reading *r, const struct nb_decoded *decoded)
{
    char zh[64], en[64];

    if (decoded->unavailable)
        return reject(r, NB_INPUT_ENCODING, "本机系统库缺少UTF-8以外编码的转换表",
                      "this system's C library lacks the tables of encodings other than UTF-8");
    snprintf(zh, sizeof zh, "第%zu个字节起", decoded->first_bad + 1);
    snprintf(en, sizeof en, "from byte %zu on", decoded->first_bad + 1);
    return reject(r, NB_INPUT_ENCODING, zh, en);
}

/* Their reader wants them in UTF-8. */
static int read_page(struct reading *r, struct nb_charsets *charsets, struct nb_arena *arena,
                     const unsigned char *bytes, size_t size)
{
    struct nb_decoded decoded;

    if (nb_charset_decode(charsets, arena, bytes, size, nb_charset_declared(bytes, size), &decoded))
        return ENOMEM;
    if (decoded.senseless)
        return reject_encoding(r, &decoded);
    r->charset = nb_charset_name(decoded.charset);
    return read_elsewhere(r, decoded.bytes, decoded.size);
}

static int decode_page(struct reading *r, const unsigned char *bytes, size_t size)
{
    struct nb_charsets charsets;
    struct nb_arena arena;

    nb_charsets_init(&charsets);
    nb_arena_init(&arena);
    int error = read_page(r, &charsets, &arena, bytes, size);
    nb_arena_free(&arena);
    nb_charsets_close(&charsets);
    return error;
}

int extract_parse(struct extract *extract, const unsigned char *bytes, size_t size,
                  const struct nb_options *rules, nb_report **out, char note[EXTRACT_NOTE])
{
    struct reading r = {extract, rules, out, note, WIRE_HTML, NULL};

    *out = NULL;
    *note = '\0';
    if (!format_of(size ? nb_kind_of(bytes, size) : NULL, &r.format))
        return nb_parse(bytes, size, rules, out) ? ENOMEM : 0;
    return r.format == WIRE_HTML ? decode_page(&r, bytes, size) : read_elsewhere(&r, bytes, size);
}
