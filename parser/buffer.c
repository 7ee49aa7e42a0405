#include "buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

void nb_buffer_init(struct nb_buffer *buffer)
{
    memset(buffer, 0, sizeof *buffer);
}

void nb_buffer_free(struct nb_buffer *buffer)
{
    free(buffer->bytes);
    nb_buffer_init(buffer);
}

void nb_buffer_add(struct nb_buffer *buffer, const char *bytes, size_t length)
{
    if (buffer->failed)
        return;
    if (buffer->room - buffer->length <= length) {
        if (length > SIZE_MAX / 4 || buffer->room > SIZE_MAX / 4) {
            buffer->failed = 1;
            return;
        }
        size_t room = (buffer->length + length + 64) * 2;
        char *grown = realloc(buffer->bytes, room);
        if (!grown) {
            buffer->failed = 1;
            return;
        }
        buffer->bytes = grown;
        buffer->room = room;
    }
    if (length > 0)
        memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void nb_buffer_puts(struct nb_buffer *buffer, const char *string)
{
    nb_buffer_add(buffer, string, strlen(string));
}

void nb_buffer_printf(struct nb_buffer *buffer, const char *format, ...)
{
    char text[256]; /* numbers and names from our own tables only */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text)
        buffer->failed = 1;
    else
        nb_buffer_add(buffer, text, (size_t)length);
}

void nb_buffer_codepoint(struct nb_buffer *buffer, unsigned codepoint)
{
    char bytes[4];
    nb_buffer_add(buffer, bytes, nb_utf8_encode(codepoint, bytes));
}

void nb_buffer_foreign(struct nb_buffer *buffer, const char *bytes, size_t length, size_t limit)
{
    size_t at = 0;
    for (size_t count = 0; at < length && count < limit; count++) {
        uint32_t codepoint;
        at += nb_utf8_decode((const unsigned char *)bytes + at, length - at, &codepoint);
        if (codepoint == NB_UTF8_INVALID)
            codepoint = 0xFFFD;
        if (codepoint < 0x20 || (codepoint >= 0x7F && codepoint < 0xA0) ||
            (codepoint >= 0x202A && codepoint <= 0x202E) ||
            (codepoint >= 0x2066 && codepoint <= 0x2069))
            codepoint = ' ';
        nb_buffer_codepoint(buffer, codepoint);
    }
    if (at < length)
        nb_buffer_puts(buffer, "…");
}

char *nb_buffer_detach(struct nb_buffer *buffer)
{
    nb_buffer_add(buffer, "", 0);
    if (buffer->failed) {
        nb_buffer_free(buffer);
        return NULL;
    }
    char *bytes = buffer->bytes;
    nb_buffer_init(buffer);
    return bytes;
}
