#include "raised.h"

#include <string.h>

/* How many bytes a sign takes that marks a note: a bracket, a star, a number in a circle. Or 0. */
static size_t mark_size(const char *at, size_t left)
{
    static const char *const marks[] = {"[", "]", "*", "［", "］", "〔", "〕", "※", "注"};
    if (left >= 3 && !memcmp(at, "\xE2\x91", 2) && (unsigned char)at[2] <= 0xB3)
        return 3;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strlen(marks[i]) <= left && !memcmp(at, marks[i], strlen(marks[i])))
            return strlen(marks[i]);
    return 0;
}

void raised_add(struct nb_buffer *out, const char *text, size_t length)
{
    static const char *const digits[] = {"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                         "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    for (size_t i = 0, size; i < length; i += size ? size : 1) {
        size = mark_size(text + i, length - i);
        if (text[i] >= '0' && text[i] <= '9')
            nb_buffer_puts(out, digits[text[i] - '0']);
        else if (!size)
            nb_buffer_add(out, text + i, 1);
    }
}
