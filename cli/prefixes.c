#include "prefixes.h"

#include <stdlib.h>
#include <string.h>

int prefixes_read(struct prefixes *prefixes, const char *text)
{
    size_t count = 0;
    char *rest = NULL;

    memset(prefixes, 0, sizeof *prefixes);
    prefixes->words = strdup(text);
    if (prefixes->words == NULL)
        return -1;
    for (char *word = strtok_r(prefixes->words, " \t", &rest);
         word != NULL && count < PREFIXES_MOST; word = strtok_r(NULL, " \t", &rest))
        prefixes->list[count++] = word;
    return 0;
}

void prefixes_free(struct prefixes *prefixes)
{
    free(prefixes->words);
    prefixes->words = NULL;
}
