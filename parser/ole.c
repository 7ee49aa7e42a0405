#include "ole.h"

#include <string.h>

#define ENTRY_SIZE 128
#define NAME_SIZE  64
#define TYPE_AT    66

enum { TYPE_STORAGE = 1, TYPE_STREAM = 2 };

/* Makes the beginning of the entry that has this name: UTF-16 with zeros behind, and its length. */
static void make_entry(unsigned char entry[TYPE_AT], const char *name)
{
    size_t length = strlen(name);
    memset(entry, 0, TYPE_AT);
    for (size_t i = 0; i < length; i++)
        entry[2 * i] = (unsigned char)name[i];
    entry[NAME_SIZE] = (unsigned char)(2 * length + 2);
}

int nb_ole_has(const unsigned char *bytes, size_t size, const char *name)
{
    unsigned char entry[TYPE_AT];
    make_entry(entry, name);
    for (size_t at = ENTRY_SIZE; size - at >= ENTRY_SIZE && at < size; at += ENTRY_SIZE)
        if (bytes[at] == entry[0] && memcmp(bytes + at, entry, TYPE_AT) == 0 &&
            (bytes[at + TYPE_AT] == TYPE_STREAM || bytes[at + TYPE_AT] == TYPE_STORAGE))
            return 1;
    return 0;
}
