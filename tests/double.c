#include "double.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../extract/wire.h"
#include "../extract/worker/copies.h"
#include "../extract/worker/emit.h"

#define HEAD 1000

static _Noreturn void sleep_for_ever(void)
{
    for (;;)
        pause();
}

static void give(const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0) {
        ssize_t n = write(1, at, size);
        if (n <= 0)
            _exit(9);
        at += n;
        size -= (size_t)n;
    }
}

static void take(void *bytes, size_t size)
{
    char *at = bytes;

    while (size > 0) {
        ssize_t n = read(0, at, size);
        if (n <= 0)
            _exit(n < 0 ? 9 : 0);
        at += n;
        size -= (size_t)n;
    }
}

static void give_header(int format, int failed, size_t length)
{
    unsigned char header[WIRE_ANSWER_SIZE] = "NBa1";

    header[4] = (unsigned char)format;
    header[5] = (unsigned char)failed;
    wire_put16(header + 6, 0);
    wire_put32(header + 8, (uint32_t)length);
    give(header, sizeof header);
}

static void answer(int format)
{
    give_header(format == WIRE_OFFICE ? WIRE_DOCX : format, 0, 0);
}

static void answer_pid(int format)
{
    char text[24];
    struct emit emit;

    emit_init(&emit, WIRE_LIMIT);
    emit_paragraph(&emit, text, (size_t)snprintf(text, sizeof text, "%d", (int)getpid()));
    give_header(format, 0, emit.length);
    give(emit.bytes, emit.length);
    emit_free(&emit);
}

static void answer_misuse(int format)
{
    struct emit emit;

    emit_init(&emit, WIRE_LIMIT);
    emit_row(&emit, 1);
    give_header(format, 0, emit.length);
    give(emit.bytes, emit.length);
    emit_free(&emit);
}

static void refuse(int format, const char *code)
{
    static const char *const words[] = {"加密\x1B[31m\xFF", "encrypted\x1B[31m\xFF"};
    const char *all[] = {code, words[0], words[1]};
    unsigned char size[4];

    give_header(format, 1, 12 + strlen(code) + strlen(words[0]) + strlen(words[1]));
    for (int i = 0; i < 3; i++) {
        wire_put32(size, (uint32_t)strlen(all[i]));
        give(size, sizeof size);
        give(all[i], strlen(all[i]));
    }
}

static void flood(int format)
{
    static const char much[65536];

    answer(format);
    for (;;)
        give(much, sizeof much);
}

static void spin(void)
{
    for (volatile unsigned n = 0;; n++)
        continue;
}

/* Leaves a line with the own id. Returns whether this document was seen before. */
static int seen(const char *file)
{
    char line[24];
    int length = snprintf(line, sizeof line, "%d\n", (int)getpid());
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);

    if (fd < 0 || write(fd, line, (size_t)length) != length)
        _exit(9);
    off_t size = lseek(fd, 0, SEEK_END);
    close(fd);
    return size > length;
}

static void obey(const char *order, int format)
{
    if (strcmp(order, "pid") == 0)
        answer_pid(format);
    else if (strcmp(order, "misuse") == 0)
        answer_misuse(format);
    else if (strcmp(order, "refuse") == 0)
        refuse(format, "input.encrypted");
    else if (strcmp(order, "unknown") == 0)
        refuse(format, "requests.balance");
    else if (strcmp(order, "nonsense") == 0)
        give("no answer at all", 16);
    else if (strcmp(order, "other") == 0)
        answer(format == WIRE_PDF ? WIRE_HTML : WIRE_PDF);
    else if (strcmp(order, "huge") == 0)
        give_header(format, 0, WIRE_LIMIT + 1);
    else if (strcmp(order, "flood") == 0)
        flood(format);
    else
        answer(format);
}

/* The ways in which a process can be of no more use. */
static void fall(const char *order, int format)
{
    if (strcmp(order, "die") == 0)
        _exit(3);
    if (strcmp(order, "abort") == 0)
        abort();
    if (strcmp(order, "hang") == 0 || strcmp(order, "deaf") == 0)
        sleep_for_ever();
    if (strcmp(order, "spin") == 0)
        spin();
    if (strcmp(order, "close") == 0) {
        close(0);
        close(1);
        sleep_for_ever();
    }
    if (strcmp(order, "stop") == 0 || strcmp(order, "cut") == 0) {
        give_header(format, 0, 100);
        give("half of an answer", 17);
        if (*order == 's')
            sleep_for_ever();
        _exit(0);
    }
}

/* Where the order stands in a document; ends it. */
static char *find_order(char *head)
{
    char *order = strstr(head, "!--");

    if (!order)
        return head;
    order += 3;
    char *end = strstr(order, "--");
    if (end)
        *end = '\0';
    return order;
}

static void serve(void)
{
    unsigned char request[WIRE_REQUEST_SIZE];
    static char head[HEAD + 1], rest[65536];

    take(request, sizeof request);
    size_t size = (size_t)wire_get64(request + 8), first = size < HEAD ? size : HEAD;
    take(head, first);
    head[first] = '\0';
    char *order = find_order(head), *file = strchr(order, ' ');
    if (file)
        *file++ = '\0';
    int before = file && seen(file);
    char *once = strstr(order, "-once");
    if (once)
        *once = '\0';
    if (once && before)
        order = once; /* an empty order is one to answer */
    if (strcmp(order, "early") == 0)
        answer(request[4]);
    if (strcmp(order, "early") == 0 || strcmp(order, "deaf") == 0)
        sleep_for_ever();
    for (size_t left = size - first; left > 0; left -= left < sizeof rest ? left : sizeof rest)
        take(rest, left < sizeof rest ? left : sizeof rest);
    fall(order, request[4]);
    obey(order, request[4]);
    if (strcmp(order, "chatter") == 0)
        give("and more", 8);
}

static void say_hello(int error)
{
    unsigned char hello[WIRE_HELLO_SIZE] = "NBh1";

    wire_put32(hello + 4, (uint32_t)error);
    give(hello, sizeof hello);
}

int double_main(int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[0], "nianbao-extract") != 0)
        return -1;
    if (!copies_make())
        return 0;
    switch (atoi(argv[2])) {
    case DOUBLE_SILENT: return 3;
    case DOUBLE_UNLOCKED: say_hello(EINVAL); return 1;
    case DOUBLE_RUDE: give("HTTP/1.1 400", 12); sleep_for_ever();
    default: break;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    say_hello(0);
    serve();
    return 0;
}
