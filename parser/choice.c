#include "choice.h"

#include <string.h>

/* Adds a copy of `choice`. Returns 0, or -1 when there is no room. */
static int add(struct nb_choice_pool *pool, struct nb_choices *choices,
               const struct nb_choice *choice)
{
    if (!pool->list) /* most reports need none */
        pool->list = nb_arena_raw(pool->arena, NB_CHOICE_ROOM, sizeof *pool->list);
    pool->failed |= !pool->list;
    if (!pool->list || pool->used == NB_CHOICE_ROOM)
        return -1;
    if (!choices->list)
        choices->list = &pool->list[pool->used];
    pool->list[pool->used++] = *choice;
    choices->count++;
    return 0;
}

struct nb_choice nb_choice_direct(const struct nb_strip *strip)
{
    struct nb_choice c;
    memset(c.item, -1, sizeof c.item);
    int slot = 0;
    for (int i = 0; i < strip->count && slot < strip->slots; i++)
        if (strip->filled != strip->slots || strip->items[i].kind != NB_ITEM_BLANK)
            c.item[slot++] = (signed char)i;
    return c;
}

void nb_choices_shifts(struct nb_choice_pool *pool, struct nb_choices *choices)
{
    const struct nb_strip *strip = choices->strip;
    int first = 0, last = strip->count - 1, end = strip->count;
    choices->list = NULL;
    choices->count = 0;
    while (strip->items[first].kind == NB_ITEM_BLANK)
        first++;
    while (strip->items[last].kind == NB_ITEM_BLANK)
        last--;
    while (end > strip->slots && end > last + 1)
        end--;
    int best = end - strip->slots; /* the item that stands in the first slot */
    if (strip->total_first)
        best = first; /* then the first number is the one that is sure */
    if (best > first)
        best = first;
    if (best < 0)
        best = 0;
    for (int i = 0; i < 2 * strip->slots; i++) {
        /* best, best + 1, best - 1, best + 2, ... */
        int from = best + (i % 2 ? (i + 1) / 2 : -i / 2);
        if (first < from || last - from >= strip->slots)
            continue;
        struct nb_choice c;
        memset(c.item, -1, sizeof c.item);
        for (int slot = 0; slot < strip->slots; slot++)
            if (from + slot >= 0 && from + slot < strip->count)
                c.item[slot] = (signed char)(from + slot);
        if (add(pool, choices, &c))
            return;
    }
}

/* The next of the ways to pick `few` of `many`, in order. Returns 0 behind the last one. */
static int next_pick(int *pick, int few, int many)
{
    int i = few - 1;
    while (i >= 0 && pick[i] == many - few + i)
        i--;
    if (i < 0)
        return 0;
    pick[i]++;
    for (int j = i + 1; j < few; j++)
        pick[j] = pick[j - 1] + 1;
    return 1;
}

/* The numbers' items, blanks left out; returns how many there are. */
static int filled_items(const struct nb_strip *strip, signed char *items)
{
    int count = 0;
    for (int i = 0; i < strip->count; i++)
        if (strip->items[i].kind != NB_ITEM_BLANK)
            items[count++] = (signed char)i;
    return count;
}

static int is_allowed(const struct nb_choice *c, int slots, const unsigned short *mask)
{
    for (int slot = 0; mask && slot < slots; slot++)
        if (c->item[slot] >= 0 && !(mask[c->item[slot]] >> slot & 1))
            return 0;
    return 1;
}

void nb_choices_all(struct nb_choice_pool *pool, struct nb_choices *choices,
                    const unsigned short *mask)
{
    const struct nb_strip *strip = choices->strip;
    signed char items[NB_MAX_ITEMS];
    int count = filled_items(strip, items), pick[NB_MAX_ITEMS];
    int many = count > strip->slots ? count : strip->slots;
    int few = count > strip->slots ? strip->slots : count;
    choices->list = NULL;
    choices->count = 0;
    for (int i = 0; i < few; i++)
        pick[i] = i;
    do {
        struct nb_choice c;
        memset(c.item, -1, sizeof c.item);
        for (int i = 0; i < few; i++) {
            if (count > strip->slots)
                c.item[i] = items[pick[i]];
            else
                c.item[pick[i]] = items[i];
        }
        if (is_allowed(&c, strip->slots, mask) && add(pool, choices, &c)) {
            choices->count = 0; /* too many to tell */
            return;
        }
    } while (next_pick(pick, few, many));
}
