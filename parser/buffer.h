/*
 * A growing string of bytes. The first failed allocation sticks: later calls do nothing, and the
 * caller asks once, at the end.
 */
#ifndef NB_BUFFER_H
#define NB_BUFFER_H

#include <stddef.h>

struct nb_buffer {
    char *bytes; /* owned; NUL-terminated once anything was added */
    size_t length, room;
    int failed;
};

/* Starts an empty string; nothing is allocated yet. */
void nb_buffer_init(struct nb_buffer *buffer);

/* Frees the string; the buffer is empty again. */
void nb_buffer_free(struct nb_buffer *buffer);

/* Adds `length` bytes, where 0 bytes may be NULL, or a whole string. */
void nb_buffer_add(struct nb_buffer *buffer, const char *bytes, size_t length);
void nb_buffer_puts(struct nb_buffer *buffer, const char *string);

/* Adds numbers and names of our own tables: what is longer than 255 bytes counts as a failure. */
void nb_buffer_printf(struct nb_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds one code point as UTF-8. */
void nb_buffer_codepoint(struct nb_buffer *buffer, unsigned codepoint);

/*
 * Adds foreign bytes so that they are valid UTF-8 of at most `limit` code points: what is invalid
 * becomes U+FFFD, control characters become a space, and what was cut off an ellipsis.
 */
void nb_buffer_foreign(struct nb_buffer *buffer, const char *bytes, size_t length, size_t limit);

/* Hands over the string (free()), or returns NULL when an allocation failed. */
char *nb_buffer_detach(struct nb_buffer *buffer);

#endif
