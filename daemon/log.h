/*
 * The log: lines on standard error, one write each, so that lines of several threads never mix.
 *
 * When the output is not a terminal, each line begins with a priority such as <6>, which journald
 * understands and removes. Whatever a line quotes, it stays one line: control characters and bytes
 * that are not UTF-8 are written as \xNN.
 */
#ifndef NIANBAOD_LOG_H
#define NIANBAOD_LOG_H

#include <stdatomic.h>
#include <stddef.h>

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG,
};

struct log {
    int fd;           /* borrowed */
    int priorities;   /* write <N> before each line */
    atomic_int level; /* lines above it are left out */
};

/* Writes to `fd`, which stays the caller's. Nothing to free. */
void log_init(struct log *log, int fd, enum log_level level);

void log_set_level(struct log *log, enum log_level level);

/* Writes one line of at most 4,000 bytes; errno is kept. Safe in every thread. */
void log_write(struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define log_error(log, ...)   log_write((log), LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(log, ...) log_write((log), LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(log, ...)    log_write((log), LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(log, ...)   log_write((log), LOG_LEVEL_DEBUG, __VA_ARGS__)

/*
 * Copies `text` to `out` (`size` bytes, at least 1) with control characters and invalid bytes
 * escaped, cut at a character where it does not fit. Returns the length of `out`.
 */
size_t log_escape(const char *text, char *out, size_t size);

#endif
