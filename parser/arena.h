/*
 * A region of memory that is freed at once. Everything a report or one parse needs lives in one, so
 * that no path out of the parser has to free anything piece by piece.
 */
#ifndef NB_ARENA_H
#define NB_ARENA_H

#include <stddef.h>

struct nb_arena_block;

struct nb_arena {
    struct nb_arena_block *blocks;
};

/* Starts an empty arena; nothing is allocated yet. */
void nb_arena_init(struct nb_arena *arena);

/* Frees everything that came from the arena, which may then be used again. */
void nb_arena_free(struct nb_arena *arena);

/* `count` zeroed objects of `size` bytes, aligned for any type, or NULL when memory ran out. */
void *nb_arena_alloc(struct nb_arena *arena, size_t count, size_t size);

/* The same, but not zeroed: for what is written before it is read. */
void *nb_arena_raw(struct nb_arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `length` bytes, or NULL when memory ran out. */
char *nb_arena_string(struct nb_arena *arena, const char *bytes, size_t length);

#define NB_NEW(arena, type, count) ((type *)nb_arena_alloc((arena), (count), sizeof(type)))

#endif
