#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

#define LINE_MAX_BYTES 4000

static const struct {
    char priority; /* of syslog(3) */
    const char *name;
} levels[] = {
    [LOG_LEVEL_ERROR] = {'3', "error"},
    [LOG_LEVEL_WARNING] = {'4', "warning"},
    [LOG_LEVEL_INFO] = {'6', "info"},
    [LOG_LEVEL_DEBUG] = {'7', "debug"},
};

void log_init(struct log *log, int fd, enum log_level level)
{
    log->fd = fd;
    log->priorities = !isatty(fd);
    atomic_init(&log->level, (int)level);
}

void log_set_level(struct log *log, enum log_level level)
{
    atomic_store(&log->level, (int)level);
}

static int is_control(utf8proc_int32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

size_t log_escape(const char *text, char *out, size_t size)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
    size_t used = 0;

    while (*p) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(p, -1, &c);
        char hex[5];
        const char *piece = (const char *)p;
        size_t length = n > 0 ? (size_t)n : 1;

        if (n <= 0 || is_control(c)) {
            /* Byte by byte, so that the reader sees exactly what stood there. */
            snprintf(hex, sizeof hex, "\\x%02x", *p);
            piece = hex;
            length = 1;
        }
        size_t width = piece == hex ? 4 : length;
        if (used + width >= size)
            break;
        memcpy(out + used, piece, width);
        used += width;
        p += length;
    }
    out[used] = '\0';
    return used;
}

void log_write(struct log *log, enum log_level level, const char *format, ...)
{
    char text[LINE_MAX_BYTES], line[LINE_MAX_BYTES + 16];
    int saved = errno;
    va_list args;

    if ((int)level > atomic_load(&log->level))
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);

    int head = log->priorities ? snprintf(line, sizeof line, "<%c>", levels[level].priority)
                               : snprintf(line, sizeof line, "%s: ", levels[level].name);
    size_t length = (size_t)head + log_escape(text, line + head, sizeof line - (size_t)head - 1);
    line[length++] = '\n';
    /* A log that cannot be written has nobody to be told about it. */
    ssize_t written = write(log->fd, line, length);
    (void)written;
    errno = saved;
}
