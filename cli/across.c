#include "across.h"

#include <stdlib.h>
#include <string.h>

/* A document that names its agency and its year. */
struct entry {
    char *key; /* owned */
    int year;
    size_t place;
    json_t *document;
};

static int compare_entries(const void *one, const void *other)
{
    const struct entry *a = one, *b = other;
    int keys = strcmp(a->key, b->key);

    if (keys != 0)
        return keys;
    if (a->year != b->year)
        return a->year < b->year ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

/* Returns how many there are, or -1 when memory ran out. */
static long list(struct entry *entries, json_t *const *documents, size_t count,
                 const char *const *prefixes)
{
    long listed = 0;

    for (size_t i = 0; i < count; i++) {
        const char *agency = json_string_value(json_object_get(documents[i], "agency"));
        int year = (int)json_integer_value(json_object_get(documents[i], "year"));
        if (agency == NULL || year == 0)
            continue;
        struct entry *entry = &entries[listed];
        *entry = (struct entry){nb_agency_key(agency, prefixes), year, i, documents[i]};
        if (entry->key == NULL)
            return -1;
        listed++;
    }
    return listed;
}

/* Judges sorted entries; the last one of the year before stands right in front of a year. */
static int judge(const struct entry *entries, size_t count, enum nb_lang lang)
{
    size_t first = 0; /* of the same agency and year */

    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &entries[i], *former;
        if (e->year != entries[first].year || strcmp(e->key, entries[first].key) != 0)
            first = i;
        former = first > 0 ? &entries[first - 1] : NULL;
        if (former != NULL && strcmp(former->key, e->key) == 0 &&
            nb_history_judge(e->document, former->document, NULL, lang) < 0)
            return -1;
    }
    return 0;
}

int across_judge(json_t *const *documents, size_t count, const char *const *prefixes,
                 enum nb_lang lang)
{
    struct entry *entries = calloc(count + 1, sizeof *entries);
    long listed = entries != NULL ? list(entries, documents, count, prefixes) : -1;
    int result = -1;

    if (listed >= 0) {
        qsort(entries, (size_t)listed, sizeof *entries, compare_entries);
        result = judge(entries, (size_t)listed, lang);
    }
    for (size_t i = 0; entries != NULL && i < count && entries[i].key != NULL; i++)
        free(entries[i].key);
    free(entries);
    return result;
}
