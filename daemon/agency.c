#include "agency.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* How many bytes of blanks `text` begins with, at most one blank. */
static size_t blank(const char *text)
{
    if (*text == ' ' || *text == '\t')
        return 1;
    return strncmp(text, "\xE3\x80\x80", 3) == 0 ? 3 : 0; /* U+3000 */
}

/* The next name, and its length; NULL at the end of the list. */
static const char *next_name(const char *text, size_t *length)
{
    size_t n;

    while ((n = blank(text)) > 0)
        text += n;
    if (!*text)
        return NULL;
    for (n = 0; text[n] && !blank(text + n);)
        n++;
    *length = n;
    return text;
}

char **agency_prefixes(const char *text)
{
    size_t count = 0, length = 0, size = strlen(text) + 1;

    for (const char *p = text; (p = next_name(p, &length)); p += length)
        count++;
    char **list = malloc((count + 1) * sizeof *list + size);
    if (!list)
        return NULL;
    char *copy = memcpy((char *)(list + count + 1), text, size);
    char **next = list;
    for (const char *p = text; (p = next_name(p, &length)); p += length) {
        *next++ = copy + (p - text);
        copy[p - text + (ptrdiff_t)length] = '\0';
    }
    *next = NULL;
    return list;
}

/* Names are made of letters; whatever else stands in a list was meant to part them. */
static const char *mistake(const char *name, size_t length)
{
    utf8proc_int32_t c;

    while (length > 0) {
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)name, (utf8proc_ssize_t)length, &c);
        if (n < 0)
            return "it is not in UTF-8";
        utf8proc_category_t category = utf8proc_category(c);
        if (category != UTF8PROC_CATEGORY_LO && category != UTF8PROC_CATEGORY_LL &&
            category != UTF8PROC_CATEGORY_LU && category != UTF8PROC_CATEGORY_ND)
            return "give names of letters, separated by blanks";
        name += n;
        length -= (size_t)n;
    }
    return NULL;
}

const char *agency_mistake(const char *text, const char **name, int *length)
{
    size_t n = 0;

    for (const char *p = text; (p = next_name(p, &n)); p += n) {
        const char *wrong = mistake(p, n);
        if (wrong) {
            *name = p;
            *length = (int)n;
            return wrong;
        }
    }
    return NULL;
}
