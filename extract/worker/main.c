/*
 * nianbao-extract CLASS BYTES: reads documents for another program, locked up.
 *
 * It is started by nianbaod and nianbao, one process for each class of formats, and speaks what
 * extract/wire.h describes on its descriptors 0 and 1. First it reads a sample of each format, so
 * that the libraries have opened by then whatever they need. Then, for each document, it makes a
 * copy of itself, which locks itself up, reads that one document, and ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../../parser/charset.h"
#include "../../parser/nianbao.h"
#include "../wire.h"
#include "copies.h"
#include "readers.h"
#include "sandbox.h"

typedef int (*reader)(const unsigned char *bytes, size_t size, struct emit *emit);

struct class
{
    const char *name;
    reader readers[WIRE_FORMATS]; /* by the format that is asked for; NULL: not of this class */
    const char *sample;           /* what is read before the doors close, or NULL */
    const char *const *readable;
};

/* The tables of Chinese characters that PDF files refer to by name (package poppler-data). */
static const char *const poppler_data[] = {"/usr/share/poppler", NULL};

static const char page[] = "<title>x</title><p>x<table><tr><td>x</table>";

/* It names the tables that are used most; poppler keeps four. */
static const char pdf[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
    "/Resources<</Font<</F 5 0 R/G 7 0 R/H 8 0 R/I 9 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 78>>stream\n"
    "BT/F 9 Tf 9 9 Td<4E00>Tj/G 9 Tf<4E00>Tj/H 9 Tf<D2BB>Tj/I 9 Tf<D2BB>Tj ET 9 9 m\n"
    "endstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/UniGB-UCS2-H"
    "/DescendantFonts[6 0 R]>>endobj\n"
    "6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/S"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>endobj\n"
    "7 0 obj<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/UniGB-UTF16-H"
    "/DescendantFonts[6 0 R]>>endobj\n"
    "8 0 obj<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/GBK-EUC-H"
    "/DescendantFonts[6 0 R]>>endobj\n"
    "9 0 obj<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/GB-EUC-H"
    "/DescendantFonts[6 0 R]>>endobj\n"
    "trailer<</Root 1 0 R>>\n%%EOF\n";

static const struct class classes[] = {
    {"markup", {[WIRE_HTML] = html_read, [WIRE_MHTML] = mhtml_read}, page, NULL},
    {"office", {[WIRE_OFFICE] = office_read}, NULL, NULL},
    {"pdf", {[WIRE_PDF] = pdf_read}, pdf, poppler_data},
};

/* ---- the socket ---- */

/* Returns 0, or -1 at the end or when the other end is gone. */
static int take(unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = read(STDIN_FILENO, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

static int give(const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(STDOUT_FILENO, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

static int say_hello(int error)
{
    unsigned char hello[WIRE_HELLO_SIZE] = "NBh1";

    wire_put32(hello + 4, (uint32_t)error);
    return give(hello, sizeof hello);
}

static int say_answer(int format, int failed, const unsigned char *payload, size_t length)
{
    unsigned char header[WIRE_ANSWER_SIZE] = "NBa1";

    header[4] = (unsigned char)format;
    header[5] = (unsigned char)failed;
    wire_put16(header + 6, 0);
    wire_put32(header + 8, (uint32_t)length);
    return give(header, sizeof header) || give(payload, length) ? -1 : 0;
}

static size_t put_string(unsigned char *out, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    if (length > WIRE_WORDS)
        length = WIRE_WORDS;
    wire_put32(out, (uint32_t)length);
    if (length)
        memcpy(out + 4, text, length);
    return 4 + length;
}

static int say_reason(const struct emit *emit)
{
    unsigned char reason[3 * (4 + WIRE_WORDS)];
    size_t length = put_string(reason, nb_code_name(emit->code));

    length += put_string(reason + length, emit->zh);
    length += put_string(reason + length, emit->en);
    return say_answer(emit->format, 1, reason, length);
}

/* ---- one document ---- */

/* Takes the file's bytes when there is no memory to hold them. */
static int drain(uint64_t size)
{
    unsigned char piece[65536];

    while (size > 0) {
        size_t n = size < sizeof piece ? (size_t)size : sizeof piece;
        if (take(piece, n))
            return -1;
        size -= n;
    }
    return 0;
}

static int read_document(reader read, struct emit *emit, uint64_t size)
{
    unsigned char *bytes = size <= SIZE_MAX - 1 ? malloc((size_t)size + 1) : NULL;

    if (!bytes) {
        emit_no_memory(emit);
        return drain(size);
    }
    if (take(bytes, (size_t)size)) {
        free(bytes);
        return -1;
    }
    if (read(bytes, (size_t)size, emit) != 0 && !emit_failed(emit))
        emit_fail(emit, NB_INPUT_DAMAGED, NULL, NULL);
    free(bytes);
    return 0;
}

/* Returns -1 when nobody takes the answer. */
static int serve(const struct class *class)
{
    unsigned char request[WIRE_REQUEST_SIZE];
    struct emit emit;

    if (take(request, sizeof request) || memcmp(request, "NBq1", 4) != 0 ||
        request[4] >= WIRE_FORMATS || !class->readers[request[4]])
        return -1;
    emit_init(&emit, WIRE_LIMIT);
    emit.format = request[4];
    int result = read_document(class->readers[request[4]], &emit, wire_get64(request + 8));
    if (result == 0)
        result = emit_failed(&emit) ? say_reason(&emit)
                                    : say_answer(emit.format, 0, emit.bytes, emit.length);
    emit_free(&emit);
    return result;
}

/* ---- the beginning ---- */

/*
 * When the system runs out of memory, this goes first, and the parent's other threads of work stay.
 * Its end is also the end of the process that started it.
 */
static void volunteer(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (fd < 0)
        return;
    ssize_t written = write(fd, "1000", 4);
    (void)written; /* a wish */
    close(fd);
}

static void warm_up(const struct class *class)
{
    /* libc loads its tables as it loads programs, which is not possible later. While these
     * converters are open the tables stay, and others find them. */
    static struct nb_charsets charsets;
    struct emit emit;

    setlocale(LC_ALL, "C.UTF-8");
    nb_charsets_init(&charsets);
    nb_charsets_open(&charsets);
    xmlInitParser();
    if (class->readers[WIRE_PDF])
        pdf_keep_tables((const unsigned char *)pdf, sizeof pdf - 1);
    for (int f = 0; class->sample && f < WIRE_FORMATS; f++) {
        if (!class->readers[f])
            continue;
        emit_init(&emit, WIRE_LIMIT);
        class->readers[f]((const unsigned char *)class->sample, strlen(class->sample), &emit);
        emit_free(&emit);
    }
}

static const struct class *find_class(const char *name)
{
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (strcmp(classes[i].name, name) == 0)
            return &classes[i];
    return NULL;
}

#ifdef __SANITIZE_ADDRESS__
/* A process that is locked up cannot be searched for leaks; the readers' tests do that. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

static int run(const struct class *class, size_t memory)
{
    struct sandbox sandbox = {memory, class->readable};

    volunteer();
    warm_up(class);
    if (!copies_make())
        return 0;
    int error = sandbox_enter(&sandbox);
    if (say_hello(error) || error)
        return 1;
    return serve(class) ? 1 : 0;
}

int main(int argc, char **argv)
{
    const struct class *class = argc == 3 ? find_class(argv[1]) : NULL;
    char *end = NULL;
    unsigned long long memory = class ? strtoull(argv[2], &end, 10) : 0;

    if (class && memory > 0 && *end == '\0')
        return run(class, (size_t)memory);
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return puts("nianbao-extract " NB_VERSION) < 0;
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return puts("nianbao-extract: nianbaod and nianbao start it to read documents") < 0;
    fputs(
        "nianbao-extract: nianbaod and nianbao start it; to read a file use: nianbao check FILE\n",
        stderr);
    return 2;
}
