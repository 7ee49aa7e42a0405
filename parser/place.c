#include "place.h"

#include <string.h>

#include "network.h"

#define MAX_CANDIDATES 6500 /* C(15, 7), and a little */
#define SEARCH_BUDGET  4000 /* trials of a joint search before it is called ambiguous */

/* A placement: for each slot the item that fills it, or -1. */
struct candidate {
    signed char item[NB_MAX_SLOTS];
};

struct open_strip {
    const struct nb_strip *strip;
    struct candidate *candidates; /* in the pool */
    int count;
    int grid;      /* candidates are shifts of a line of cells; the first one is preferred */
    int preferred; /* the preferred one fits the identities */
};

struct placer {
    struct nb_cell *cells;
    const struct nb_form *form;
    const struct nb_identities *identities;
    const struct nb_text *text;
    const struct nb_tokens *tokens;
    struct nb_network network;
    unsigned char known[NB_MAX_CELLS];
    int64_t value[NB_MAX_CELLS];
    struct open_strip open[NB_MAX_STRIPS];
    int open_count;
    struct nb_arena *arena;
    int failed;             /* memory ran out */
    struct candidate *pool; /* MAX_CANDIDATES of them, once one is needed */
    int pool_used;
    int budget;
};

static const struct nb_token *token_of(const struct placer *p, const struct nb_strip *strip,
                                       int item)
{
    return &p->tokens[strip->table].list[strip->items[item].token];
}

/* Where in the source a token stands. */
static void note_source(const struct placer *p, struct nb_cell *cell, const struct nb_token *token)
{
    cell->line = token->line + 1;
    cell->at = p->text->at[token->start];
    cell->length = p->text->at[token->end] - cell->at;
}

/* The value of an item as cell `cell` would hold it; -1: it is no number of the cell's kind. */
static int item_value(const struct placer *p, const struct nb_strip *strip, int item, int cell,
                      int64_t *value, unsigned char *scale)
{
    if (strip->items[item].kind != NB_ITEM_NUMBER)
        return -1;
    return nb_cell_number(token_of(p, strip, item), nb_form_column(p->form, cell)->kind, value,
                          scale);
}

/* Assumes a placement: its numbers become known. Undone by clear(). */
static void assume(struct placer *p, const struct nb_strip *strip, const struct candidate *c)
{
    for (int slot = 0; slot < strip->slots; slot++) {
        int cell = strip->first + slot;
        unsigned char scale;
        p->known[cell] = c->item[slot] >= 0 &&
                         item_value(p, strip, c->item[slot], cell, &p->value[cell], &scale) == 0;
    }
}

static void clear(struct placer *p, const struct nb_strip *strip)
{
    memset(p->known + strip->first, 0, (size_t)strip->slots);
}

static int feasible(const struct placer *p)
{
    return nb_network_feasible(&p->network, p->known, p->value, NULL, NULL);
}

static int fits(struct placer *p, const struct nb_strip *strip, const struct candidate *c)
{
    assume(p, strip, c);
    int fit = feasible(p);
    clear(p, strip);
    return fit;
}

/* Writes a placement into the cells for good. */
static void commit(struct placer *p, const struct nb_strip *strip, const struct candidate *c)
{
    assume(p, strip, c);
    for (int slot = 0; slot < strip->slots; slot++) {
        struct nb_cell *cell = &p->cells[strip->first + slot];
        int item = c->item[slot];
        if (item < 0 || strip->items[item].kind == NB_ITEM_BLANK) {
            cell->flags |= NB_WAS_BLANK;
            cell->line = p->tokens[strip->table].list[strip->label].line + 1;
            if (item >= 0)
                cell->line = token_of(p, strip, item)->line + 1;
            continue;
        }
        note_source(p, cell, token_of(p, strip, item));
        if (item_value(p, strip, item, strip->first + slot, &cell->value, &cell->scale) == 0)
            cell->state = NB_READ;
        else
            cell->flags |= NB_WAS_BAD;
    }
}

static struct candidate *new_candidate(struct placer *p, struct open_strip *open)
{
    if (!p->pool) /* most reports need none */
        p->pool = nb_arena_raw(p->arena, MAX_CANDIDATES, sizeof *p->pool);
    if (!p->pool) {
        p->failed = 1;
        return NULL;
    }
    if (p->pool_used == MAX_CANDIDATES)
        return NULL;
    struct candidate *c = &p->pool[p->pool_used++];
    if (!open->candidates)
        open->candidates = c;
    open->count++;
    memset(c->item, -1, sizeof c->item);
    return c;
}

/*
 * A line of cells may have lost its first or last ones, or have blanks that belong to its label, so
 * it can be shifted against the form; the order and the gaps of its cells stay. The last number
 * belongs in the last column that it can have.
 */
static void add_shifts(struct placer *p, struct open_strip *open)
{
    const struct nb_strip *strip = open->strip;
    int first = 0, last = strip->count - 1, end = strip->count;
    while (strip->items[first].kind == NB_ITEM_BLANK)
        first++;
    while (strip->items[last].kind == NB_ITEM_BLANK)
        last--;
    while (end > strip->slots && end > last + 1)
        end--;
    int best = end - strip->slots; /* the item that stands in the first slot */
    if (best < 0)
        best = 0;
    open->grid = 1;
    for (int i = 0; i < 2 * strip->slots; i++) {
        /* best, best + 1, best - 1, best + 2, ... */
        int from = best + (i % 2 ? (i + 1) / 2 : -i / 2);
        if (first < from || last - from >= strip->slots)
            continue;
        struct candidate *c = new_candidate(p, open);
        for (int slot = 0; c && slot < strip->slots; slot++)
            if (from + slot >= 0 && from + slot < strip->count)
                c->item[slot] = (signed char)(from + slot);
    }
}

/* Every way to put the numbers into the slots in their order; surplus numbers are left out. */
static void add_choices(struct placer *p, struct open_strip *open, const signed char *items,
                        int count)
{
    const struct nb_strip *strip = open->strip;
    int many = count > strip->slots ? count : strip->slots;
    int few = count > strip->slots ? strip->slots : count;
    int pick[NB_MAX_ITEMS];
    for (int i = 0; i < few; i++)
        pick[i] = i;
    for (;;) {
        struct candidate *c = new_candidate(p, open);
        if (!c) {
            open->count = 0; /* too many to tell */
            return;
        }
        for (int i = 0; i < few; i++) {
            if (count > strip->slots)
                c->item[i] = items[pick[i]];
            else
                c->item[pick[i]] = items[i];
        }
        int i = few - 1;
        while (i >= 0 && pick[i] == many - few + i)
            i--;
        if (i < 0)
            return;
        pick[i]++;
        for (int j = i + 1; j < few; j++)
            pick[j] = pick[j - 1] + 1;
    }
}

/* Puts the items that are no blanks, or all of them, one to one into the slots. */
static struct candidate one_to_one(const struct nb_strip *strip)
{
    struct candidate c;
    memset(c.item, -1, sizeof c.item);
    int slot = 0;
    for (int i = 0; i < strip->count && slot < strip->slots; i++)
        if (strip->filled != strip->slots || strip->items[i].kind != NB_ITEM_BLANK)
            c.item[slot++] = (signed char)i;
    return c;
}

static void classify(struct placer *p, const struct nb_strip *strip)
{
    signed char filled[NB_MAX_ITEMS];
    int count = 0;
    for (int i = 0; i < strip->count; i++)
        if (strip->items[i].kind != NB_ITEM_BLANK)
            filled[count++] = (signed char)i;
    struct candidate direct = one_to_one(strip);
    if (count == 0) {
        memset(direct.item, -1, sizeof direct.item);
        commit(p, strip, &direct);
        return;
    }
    if (count == strip->slots && !strip->overfull) {
        commit(p, strip, &direct);
        return;
    }
    struct open_strip *open = &p->open[p->open_count++];
    open->strip = strip;
    if (strip->overfull || count > strip->slots + 3 || (count > strip->slots && strip->next_lost))
        return;
    int cells = strip->grid || !strip->unwritten;
    if (cells && strip->count >= strip->slots && count < strip->slots && strip->count > count)
        add_shifts(p, open);
    if (open->count == 0) {
        open->grid = 0;
        add_choices(p, open, filled, count);
    }
}

static void close_strip(struct placer *p, struct open_strip *open, const struct candidate *c)
{
    commit(p, open->strip, c);
    open->strip = NULL;
}

/* Keeps the candidates that fit the identities while all other open strips are unknown. */
static void keep_fitting(struct placer *p, struct open_strip *open)
{
    int kept = 0;
    open->preferred = 0;
    for (int i = 0; i < open->count; i++) {
        if (!fits(p, open->strip, &open->candidates[i]))
            continue;
        open->preferred |= i == 0;
        open->candidates[kept++] = open->candidates[i];
    }
    open->count = kept;
}

/*
 * No shift of the line fits the identities: either a number in it is wrong, or a cell was lost. If
 * the numbers fit in some other way, it cannot be told from the line where they stand.
 */
static void try_choices(struct placer *p, struct open_strip *open)
{
    signed char filled[NB_MAX_ITEMS];
    int count = 0;
    for (int i = 0; i < open->strip->count; i++)
        if (open->strip->items[i].kind != NB_ITEM_BLANK)
            filled[count++] = (signed char)i;
    open->candidates = NULL;
    add_choices(p, open, filled, count);
    keep_fitting(p, open);
    open->preferred = 0;
}

/* Cells in a line say where a number stands, unless the identities refute what they say. */
static void settle_grid(struct placer *p, int table)
{
    int misled = 0;
    struct candidate first[NB_MAX_STRIPS];
    for (int i = 0; i < p->open_count; i++) {
        struct open_strip *open = &p->open[i];
        if (!open->strip || !open->grid || open->strip->table != table)
            continue;
        first[i] = open->candidates[0];
        keep_fitting(p, open);
        if (open->count == 0)
            try_choices(p, open);
        misled |= open->count > 0 && !open->preferred;
    }
    for (int i = 0; i < p->open_count; i++) {
        struct open_strip *open = &p->open[i];
        if (open->strip && open->grid && open->strip->table == table &&
            (!misled || open->count == 0))
            close_strip(p, open, &first[i]);
    }
}

/* The values that a placement gives its strip, with what the identities add; known[] per slot. */
static void implied_row(struct placer *p, const struct nb_strip *strip, const struct candidate *c,
                        int64_t *value, unsigned char *known)
{
    int64_t flow[NB_MAX_CELLS];
    assume(p, strip, c);
    int fit = nb_network_feasible(&p->network, p->known, p->value, flow, NULL);
    for (int slot = 0; slot < strip->slots; slot++) {
        int cell = strip->first + slot;
        known[slot] = p->known[cell];
        value[slot] = p->value[cell];
        if (!known[slot] && fit && nb_network_unique(&p->network, p->known, flow, cell)) {
            known[slot] = 1;
            value[slot] = flow[cell];
        }
    }
    clear(p, strip);
}

/*
 * The slots whose value is the same in all placements that are left: a bit each, and the values.
 * Where that is every slot, any of the placements will do.
 */
static unsigned agreed_slots(struct placer *p, const struct open_strip *open, int64_t *value)
{
    int64_t other[NB_MAX_SLOTS];
    unsigned char known[NB_MAX_SLOTS];
    unsigned agreed = (1u << open->strip->slots) - 1;
    implied_row(p, open->strip, &open->candidates[0], value, known);
    for (int i = 0; i < open->count && agreed; i++) {
        implied_row(p, open->strip, &open->candidates[i], other, known);
        for (int slot = 0; slot < open->strip->slots; slot++)
            if (!known[slot] || other[slot] != value[slot])
                agreed &= ~(1u << slot);
    }
    return agreed;
}

static int all_same(struct placer *p, const struct open_strip *open)
{
    int64_t value[NB_MAX_SLOTS];
    return agreed_slots(p, open, value) == (1u << open->strip->slots) - 1;
}

/* Strip by strip until nothing changes: one placement left, or all with the same values. */
static void settle_singly(struct placer *p)
{
    for (int again = 1; again;) {
        again = 0;
        for (int i = 0; i < p->open_count; i++) {
            struct open_strip *open = &p->open[i];
            if (!open->strip || open->count == 0)
                continue;
            int before = open->count;
            keep_fitting(p, open);
            if (open->count == 1 || (open->count > 1 && all_same(p, open))) {
                close_strip(p, open, &open->candidates[0]);
                again = 1;
            }
            again |= open->strip && open->count < before;
        }
    }
}

/* Depth first over the open strips; marks the candidates that stand in some complete solution. */
static int search(struct placer *p, int index, int *chosen, unsigned char *used)
{
    while (index < p->open_count && (!p->open[index].strip || p->open[index].count == 0))
        index++;
    if (index == p->open_count) {
        for (int i = 0; i < p->open_count; i++)
            if (p->open[i].strip && p->open[i].count)
                used[&p->open[i].candidates[chosen[i]] - p->pool] = 1;
        return 1;
    }
    struct open_strip *open = &p->open[index];
    for (int i = 0; i < open->count; i++) {
        if (p->budget-- <= 0)
            return 0;
        assume(p, open->strip, &open->candidates[i]);
        chosen[index] = i;
        int whole = !feasible(p) || search(p, index + 1, chosen, used);
        clear(p, open->strip);
        if (!whole)
            return 0;
    }
    return 1;
}

/* All open strips together: a placement that no complete solution uses is out. */
static void settle_jointly(struct placer *p)
{
    unsigned char used[MAX_CANDIDATES] = {0};
    int chosen[NB_MAX_STRIPS] = {0};
    p->budget = SEARCH_BUDGET;
    if (!search(p, 0, chosen, used))
        return;
    for (int i = 0; i < p->open_count; i++) {
        struct open_strip *open = &p->open[i];
        int kept = 0;
        for (int j = 0; open->strip && j < open->count; j++)
            if (used[&open->candidates[j] - p->pool])
                open->candidates[kept++] = open->candidates[j];
        open->count = open->strip && kept ? kept : open->count;
    }
    settle_singly(p);
}

/*
 * What could not be placed: a number stands there and its cell is not known, except for numbers
 * that stand in the same cell whatever the placement.
 */
static void give_up(struct placer *p, const struct open_strip *open)
{
    const struct nb_strip *strip = open->strip;
    int64_t value[NB_MAX_SLOTS];
    unsigned agreed = open->count ? agreed_slots(p, open, value) : 0;
    int item = 0;
    while (strip->items[item].kind == NB_ITEM_BLANK)
        item++;
    for (int slot = 0; slot < strip->slots; slot++) {
        struct nb_cell *cell = &p->cells[strip->first + slot];
        note_source(p, cell, token_of(p, strip, item));
        int same_item = open->count ? open->candidates[0].item[slot] : -1;
        for (int i = 1; i < open->count; i++)
            if (open->candidates[i].item[slot] != same_item)
                same_item = -1;
        if ((agreed >> slot & 1) && same_item >= 0) {
            cell->state = NB_READ;
            cell->value = value[slot];
            note_source(p, cell, token_of(p, strip, same_item));
        } else {
            cell->flags |= NB_WAS_AMBIGUOUS;
        }
    }
    for (int slot = 0; slot < strip->slots; slot++) {
        p->known[strip->first + slot] = p->cells[strip->first + slot].state == NB_READ;
        p->value[strip->first + slot] = p->cells[strip->first + slot].value;
    }
}

/* Takes back what was inferred where it made an identity fail: there is more than one error. */
static void withdraw(struct placer *p)
{
    unsigned char known[NB_MAX_CELLS];
    int64_t value[NB_MAX_CELLS], sum;
    for (int cell = 0; cell < NB_MAX_CELLS; cell++) {
        known[cell] = p->cells[cell].state != NB_MISSING;
        value[cell] = p->cells[cell].value;
    }
    for (int i = 0; i < p->identities->count; i++) {
        if (nb_identity_judge(p->identities, i, known, value, &sum) != NB_FAILED)
            continue;
        const struct nb_identity *identity = &p->identities->list[i];
        for (int t = 0; t < identity->count; t++) {
            struct nb_cell *cell = &p->cells[p->identities->terms[identity->first + t].cell];
            if (cell->state == NB_INFERRED)
                cell->state = NB_MISSING;
        }
    }
}

static void infer(struct placer *p)
{
    int64_t flow[NB_MAX_CELLS];
    nb_network_quarantine(&p->network, p->known, p->value);
    if (!nb_network_feasible(&p->network, p->known, p->value, flow, NULL))
        return;
    for (int cell = 0; cell < p->form->cell_count; cell++) {
        if (p->known[cell] || (p->cells[cell].flags & NB_WAS_BAD) ||
            !nb_network_unique(&p->network, p->known, flow, cell))
            continue;
        p->cells[cell].state = NB_INFERRED;
        p->cells[cell].value = flow[cell];
    }
    withdraw(p);
}

static void place_all(struct placer *p, const struct nb_strips *strips)
{
    for (int i = 0; i < strips->count; i++)
        classify(p, &strips->list[i]);
    nb_network_quarantine(&p->network, p->known, p->value);
    for (int table = 0; table < NB_TABLES; table++)
        settle_grid(p, table);
    nb_network_quarantine(&p->network, p->known, p->value);
    settle_singly(p);
    int open = 0;
    for (int i = 0; i < p->open_count; i++)
        open += p->open[i].strip != NULL;
    if (open > 1)
        settle_jointly(p);
    for (int i = 0; i < p->open_count; i++)
        if (p->open[i].strip)
            give_up(p, &p->open[i]);
    infer(p);
}

int nb_place(struct nb_arena *arena, struct nb_cell *cells, const struct nb_form *form,
             const struct nb_identities *identities, const struct nb_strips *strips,
             const struct nb_text *text, const struct nb_tokens *tokens)
{
    struct placer *p = NB_NEW(arena, struct placer, 1);
    if (!p)
        return -1;
    p->arena = arena;
    p->cells = cells;
    p->form = form;
    p->identities = identities;
    p->text = text;
    p->tokens = tokens;
    nb_network_init(&p->network, identities, form);
    place_all(p, strips);
    return p->failed ? -1 : 0;
}
