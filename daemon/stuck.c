#include "stuck.h"

#include <stdlib.h>
#include <string.h>

#include "name.h"

struct entry {
    char *path;
    struct file_id id;
    int error, seen;
    int64_t due_ms, wait_ms;
};

/* In the order in which they came. */
struct stuck {
    size_t count;
    uint64_t hashes[STUCK_MOST]; /* of the paths: every file of each walk is looked up */
    struct entry entries[STUCK_MOST];
};

/* Its index, or `count`. */
static size_t find(const struct stuck *stuck, const char *path)
{
    uint64_t hash = stuck->count > 0 ? name_hash(path, 0) : 0;
    size_t i = 0;

    while (i < stuck->count &&
           (stuck->hashes[i] != hash || strcmp(stuck->entries[i].path, path) != 0))
        i++;
    return i;
}

static void drop(struct stuck *stuck, size_t i)
{
    size_t behind = --stuck->count - i;

    free(stuck->entries[i].path);
    memmove(stuck->entries + i, stuck->entries + i + 1, behind * sizeof *stuck->entries);
    memmove(stuck->hashes + i, stuck->hashes + i + 1, behind * sizeof *stuck->hashes);
}

static struct entry *add(struct stuck *stuck, const char *path)
{
    char *copy = strdup(path);

    if (!copy)
        return NULL;
    if (stuck->count == STUCK_MOST)
        drop(stuck, 0);
    struct entry *entry = &stuck->entries[stuck->count];
    memset(entry, 0, sizeof *entry);
    entry->path = copy;
    stuck->hashes[stuck->count++] = name_hash(path, 0);
    return entry;
}

int stuck_put(struct stuck *stuck, const char *path, const struct file_id *id, int error,
              int64_t now_ms, int64_t wait_ms)
{
    size_t i = find(stuck, path);
    struct entry *entry = i < stuck->count ? &stuck->entries[i] : add(stuck, path);

    if (!entry)
        return 1;
    int known = entry->wait_ms > 0 && entry->error == error && file_id_equal(&entry->id, id);
    int64_t wait = known ? entry->wait_ms * 2 : wait_ms;
    entry->wait_ms = wait < STUCK_LAST_MS ? wait : STUCK_LAST_MS;
    entry->due_ms = now_ms + entry->wait_ms;
    entry->id = *id;
    entry->error = error;
    entry->seen = 1;
    return !known;
}

int stuck_holds(struct stuck *stuck, const char *path, const struct file_id *id, int64_t now_ms)
{
    size_t i = find(stuck, path);

    if (i == stuck->count)
        return 0;
    stuck->entries[i].seen = 1;
    return file_id_equal(&stuck->entries[i].id, id) && now_ms < stuck->entries[i].due_ms;
}

int stuck_knows(const struct stuck *stuck, const char *path, const struct file_id *id)
{
    size_t i = find(stuck, path);

    return i < stuck->count && file_id_equal(&stuck->entries[i].id, id);
}

void stuck_forget(struct stuck *stuck, const char *path)
{
    size_t i = find(stuck, path);

    if (i < stuck->count)
        drop(stuck, i);
}

void stuck_sweep(struct stuck *stuck)
{
    for (size_t i = stuck->count; i-- > 0;) {
        if (!stuck->entries[i].seen)
            drop(stuck, i);
        else
            stuck->entries[i].seen = 0;
    }
}

size_t stuck_count(const struct stuck *stuck)
{
    return stuck->count;
}

const char *stuck_latest(const struct stuck *stuck, int *error)
{
    const struct entry *entry = &stuck->entries[stuck->count - 1];

    *error = entry->error;
    return entry->path;
}

struct stuck *stuck_new(void)
{
    return calloc(1, sizeof(struct stuck));
}

void stuck_free(struct stuck *stuck)
{
    if (!stuck)
        return;
    while (stuck->count > 0)
        drop(stuck, stuck->count - 1);
    free(stuck);
}
