/*
 * The ways in which the items of a strip can stand in its slots, as far as its layout tells. The
 * identities choose among them (place.h).
 */
#ifndef NB_CHOICE_H
#define NB_CHOICE_H

#include "arena.h"
#include "strip.h"

#define NB_CHOICE_ROOM 6500 /* of all strips together: C(15, 7), and a little */

/* For each slot the item that fills it, or -1. */
struct nb_choice {
    signed char item[NB_MAX_SLOTS];
};

/* Room for the choices of all strips of a report; taken when the first is needed. */
struct nb_choice_pool {
    struct nb_arena *arena;
    struct nb_choice *list;
    int used;
    int failed; /* memory ran out */
};

struct nb_choices {
    const struct nb_strip *strip;
    struct nb_choice *list; /* in the pool */
    int count;              /* 0: there are none, or too many to tell */
};

/* Puts the items that are no blanks, or all of them, one to one into the slots. */
struct nb_choice nb_choice_direct(const struct nb_strip *strip);

/*
 * A line of cells may have lost its first or last ones, or have blanks that belong to its label, so
 * it can be shifted against the form; the order and the gaps of its cells stay. The likeliest shift
 * comes first: the last number belongs in the last column that it can have, or, where totals are
 * printed first, the first one in the first.
 */
void nb_choices_shifts(struct nb_choice_pool *pool, struct nb_choices *choices);

/*
 * Every way to put the numbers into the slots in their order; surplus numbers are left out. An item
 * stands only in slots of its mask; `mask` may be NULL.
 */
void nb_choices_all(struct nb_choice_pool *pool, struct nb_choices *choices,
                    const unsigned short *mask);

#endif
