#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)32 * 1024)
#define ALIGNMENT  _Alignof(max_align_t)

struct nb_arena_block {
    struct nb_arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
};

void nb_arena_init(struct nb_arena *arena)
{
    arena->blocks = NULL;
}

void nb_arena_free(struct nb_arena *arena)
{
    while (arena->blocks) {
        struct nb_arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

void *nb_arena_raw(struct nb_arena *arena, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX / 2) / size)
        return NULL;
    size_t want = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct nb_arena_block *block = arena->blocks;
    if (!block || block->size - block->used < want) {
        size_t room = want > BLOCK_SIZE ? want : BLOCK_SIZE;
        block = malloc(sizeof *block + room);
        if (!block)
            return NULL;
        block->used = 0;
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *object = block->bytes + block->used;
    block->used += want;
    return object;
}

void *nb_arena_alloc(struct nb_arena *arena, size_t count, size_t size)
{
    void *object = nb_arena_raw(arena, count, size);
    return object ? memset(object, 0, count * size) : NULL;
}

char *nb_arena_string(struct nb_arena *arena, const char *bytes, size_t length)
{
    char *copy = nb_arena_raw(arena, length + 1, 1);
    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}
