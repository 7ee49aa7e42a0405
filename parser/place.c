#include "place.h"

#include <string.h>

#include "choice.h"
#include "column.h"
#include "network.h"
#include "order.h"

#define SEARCH_BUDGET 4000 /* trials of a joint search before it is called ambiguous */

/* What the choices of a strip rest on. */
enum evidence {
    OPEN_BY_IDENTITIES, /* nothing but the order of the numbers */
    OPEN_BY_COLUMN,     /* the columns under which the numbers stand */
    OPEN_BEST_FIRST,    /* the cells of a line; the first choice is preferred */
};

struct open_strip {
    struct nb_choices choices; /* no strip: it is placed */
    enum evidence evidence;
    int preferred; /* the preferred choice fits the identities */
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
    int failed; /* memory ran out */
    struct nb_choice_pool pool;
    struct nb_columns columns;
    struct nb_strips *strips;
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
static void assume(struct placer *p, const struct nb_strip *strip, const struct nb_choice *c)
{
    for (int slot = 0; slot < strip->slots; slot++) {
        int cell = nb_strip_cell(strip, slot);
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

static int fits(struct placer *p, const struct nb_strip *strip, const struct nb_choice *c)
{
    assume(p, strip, c);
    int fit = feasible(p);
    clear(p, strip);
    return fit;
}

/* Numbers of the table stand apart from their rows, and that of this cell may be among them. */
static void note_astray(struct placer *p, const struct nb_strip *strip, int slot)
{
    struct nb_cell *cell = &p->cells[nb_strip_cell(strip, slot)];
    cell->flags |= NB_WAS_AMBIGUOUS;
    cell->line = p->tokens[strip->table].list[strip->label].line + 1;
}

/* Writes a placement into the cells for good. */
static void commit(struct placer *p, const struct nb_strip *strip, const struct nb_choice *c)
{
    assume(p, strip, c);
    for (int slot = 0; slot < strip->slots; slot++) {
        struct nb_cell *cell = &p->cells[nb_strip_cell(strip, slot)];
        int item = c->item[slot];
        if (item < 0 || strip->items[item].kind == NB_ITEM_BLANK) {
            cell->flags |= NB_WAS_BLANK;
            cell->line = p->tokens[strip->table].list[strip->label].line + 1;
            if (item >= 0)
                cell->line = token_of(p, strip, item)->line + 1;
            continue;
        }
        note_source(p, cell, token_of(p, strip, item));
        if (strip->items[item].kind == NB_ITEM_UNSURE)
            cell->flags |= NB_WAS_AMBIGUOUS;
        else if (item_value(p, strip, item, nb_strip_cell(strip, slot), &cell->value,
                            &cell->scale) == 0)
            cell->state = NB_READ;
        else
            cell->flags |= NB_WAS_BAD;
    }
}

/* Numbers that stand alone on their lines, under no column, are not the strip's: of a page. */
static void drop_strays(struct nb_strip *strip, const unsigned short *mask)
{
    int kept = 0;
    for (int i = 0; i < strip->count; i++) {
        if (mask[i] == 0)
            strip->filled -= strip->items[i].kind != NB_ITEM_BLANK;
        else
            strip->items[kept++] = strip->items[i];
    }
    strip->count = kept;
}

/* Whether some number stands alone on its line, as that of a page does. */
static int is_torn(const struct placer *p, const struct nb_strip *strip)
{
    const struct nb_tokens *tokens = &p->tokens[strip->table];
    for (int i = 0; i < strip->count; i++) {
        size_t at = (size_t)strip->items[i].token;
        const struct nb_token *t = &tokens->list[at];
        if (!t->grid && (at == 0 || t[-1].line != t->line) &&
            (at + 1 == tokens->count || t[1].line != t->line))
            return 1;
    }
    return 0;
}

/* What is known of a strip that has too few or too many numbers. */
static void open_up(struct placer *p, int index)
{
    const struct nb_strip *strip = &p->strips->list[index];
    struct open_strip *open = &p->open[p->open_count++];
    open->choices.strip = strip;
    if (strip->overfull || strip->unordered || strip->filled > strip->slots + 3 ||
        (strip->filled > strip->slots && strip->next_lost))
        return;
    /* Dashes are cells without separators too, where there are as many as the row has. */
    int cells =
        strip->grid ? !strip->cells_lost : !strip->unwritten && strip->count == strip->slots;
    if (cells && strip->count >= strip->slots && strip->filled < strip->slots &&
        strip->count > strip->filled) {
        nb_choices_shifts(&p->pool, &open->choices);
        open->evidence = OPEN_BEST_FIRST;
        return;
    }
    unsigned short mask[NB_MAX_ITEMS];
    int says = strip->grid ? 0 : nb_columns_ask(&p->columns, p->arena, index, mask);
    p->failed |= says < 0;
    if (says == NB_GLUED)
        return;
    if (says > 0)
        nb_choices_all(&p->pool, &open->choices, mask);
    open->evidence = open->choices.count ? OPEN_BY_COLUMN : OPEN_BY_IDENTITIES;
    if (!open->choices.count)
        nb_choices_all(&p->pool, &open->choices, NULL);
}

static void classify(struct placer *p, int index)
{
    struct nb_strip *strip = &p->strips->list[index];
    if (strip->filled && is_torn(p, strip)) {
        unsigned short mask[NB_MAX_ITEMS];
        int says = nb_columns_ask(&p->columns, p->arena, index, mask);
        p->failed |= says < 0;
        if (says == 1)
            drop_strays(strip, mask);
    }
    struct nb_choice direct = nb_choice_direct(strip);
    if (strip->astray) {
        for (int slot = 0; slot < strip->slots; slot++)
            note_astray(p, strip, slot);
    } else if (strip->filled == 0) {
        memset(direct.item, -1, sizeof direct.item);
        commit(p, strip, &direct);
    } else if (strip->placed ||
               (strip->filled == strip->slots && !strip->overfull && !strip->unordered)) {
        commit(p, strip, &direct);
    } else {
        open_up(p, index);
    }
}

static void close_strip(struct placer *p, struct open_strip *open, const struct nb_choice *c)
{
    commit(p, open->choices.strip, c);
    open->choices.strip = NULL;
}

/* Keeps the candidates that fit the identities while all other open strips are unknown. */
static void keep_fitting(struct placer *p, struct open_strip *open)
{
    int kept = open->preferred = 0;
    for (int i = 0; i < open->choices.count; i++) {
        if (!fits(p, open->choices.strip, &open->choices.list[i]))
            continue;
        open->preferred |= i == 0;
        open->choices.list[kept++] = open->choices.list[i];
    }
    open->choices.count = kept;
}

/*
 * No shift of the line fits the identities: either a number in it is wrong, or a cell was lost. If
 * the numbers fit in some other way, it cannot be told from the line where they stand.
 */
static void try_choices(struct placer *p, struct open_strip *open)
{
    nb_choices_all(&p->pool, &open->choices, NULL);
    keep_fitting(p, open);
    open->preferred = 0;
}

static int is_evident(const struct open_strip *open, int table)
{
    return open->choices.strip && open->choices.strip->table == table && open->choices.count > 0 &&
           open->evidence != OPEN_BY_IDENTITIES;
}

/*
 * Cells in a line, and columns, say where a number stands, unless the identities refute what they
 * say: then none of them is relied on in that table.
 */
static void settle_evident(struct placer *p, int table)
{
    int misled = 0;
    struct nb_choice first[NB_MAX_STRIPS];
    unsigned char decided[NB_MAX_STRIPS] = {0};
    for (int i = 0; i < p->open_count; i++) {
        struct open_strip *open = &p->open[i];
        if (!is_evident(open, table))
            continue;
        first[i] = open->choices.list[0];
        decided[i] = open->evidence == OPEN_BEST_FIRST || open->choices.count == 1;
        keep_fitting(p, open);
        int refuted = open->choices.count == 0;
        if (refuted)
            try_choices(p, open);
        misled |= open->choices.count > 0 && (refuted || (decided[i] && !open->preferred));
    }
    for (int i = 0; i < p->open_count; i++) {
        struct open_strip *open = &p->open[i];
        int certain = open->evidence == OPEN_BEST_FIRST && open->choices.count == 0;
        if (decided[i] && (certain || (!misled && open->choices.count > 0)))
            close_strip(p, open, &first[i]);
        else if (misled && is_evident(open, table) && open->evidence == OPEN_BY_COLUMN)
            try_choices(p, open);
    }
}

/* The values that a placement gives its strip, with what the identities add; known[] per slot. */
static void implied_row(struct placer *p, const struct nb_strip *strip, const struct nb_choice *c,
                        int64_t *value, unsigned char *known)
{
    int64_t flow[NB_MAX_CELLS];
    assume(p, strip, c);
    int fit = nb_network_feasible(&p->network, p->known, p->value, flow, NULL);
    for (int slot = 0; slot < strip->slots; slot++) {
        int cell = nb_strip_cell(strip, slot);
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
    unsigned agreed = (1u << open->choices.strip->slots) - 1;
    implied_row(p, open->choices.strip, &open->choices.list[0], value, known);
    for (int i = 0; i < open->choices.count && agreed; i++) {
        implied_row(p, open->choices.strip, &open->choices.list[i], other, known);
        for (int slot = 0; slot < open->choices.strip->slots; slot++)
            if (!known[slot] || other[slot] != value[slot])
                agreed &= ~(1u << slot);
    }
    return agreed;
}

static int all_same(struct placer *p, const struct open_strip *open)
{
    int64_t value[NB_MAX_SLOTS];
    return agreed_slots(p, open, value) == (1u << open->choices.strip->slots) - 1;
}

/* Strip by strip until nothing changes: one placement left, or all with the same values. */
static void settle_singly(struct placer *p)
{
    for (int again = 1; again;) {
        again = 0;
        for (int i = 0; i < p->open_count; i++) {
            struct open_strip *open = &p->open[i];
            if (!open->choices.strip || open->choices.count == 0)
                continue;
            int before = open->choices.count;
            keep_fitting(p, open);
            if (open->choices.count == 1 || (open->choices.count > 1 && all_same(p, open))) {
                close_strip(p, open, &open->choices.list[0]);
                again = 1;
            }
            again |= open->choices.strip && open->choices.count < before;
        }
    }
}

/* Depth first over the open strips; marks the candidates that stand in some complete solution. */
static int search(struct placer *p, int index, int *chosen, unsigned char *used)
{
    while (index < p->open_count &&
           (!p->open[index].choices.strip || p->open[index].choices.count == 0))
        index++;
    if (index == p->open_count) {
        for (int i = 0; i < p->open_count; i++)
            if (p->open[i].choices.strip && p->open[i].choices.count)
                used[&p->open[i].choices.list[chosen[i]] - p->pool.list] = 1;
        return 1;
    }
    struct open_strip *open = &p->open[index];
    for (int i = 0; i < open->choices.count; i++) {
        if (p->budget-- <= 0)
            return 0;
        assume(p, open->choices.strip, &open->choices.list[i]);
        chosen[index] = i;
        int whole = !feasible(p) || search(p, index + 1, chosen, used);
        clear(p, open->choices.strip);
        if (!whole)
            return 0;
    }
    return 1;
}

/* All open strips together: a placement that no complete solution uses is out. */
static void settle_jointly(struct placer *p)
{
    unsigned char used[NB_CHOICE_ROOM] = {0};
    int chosen[NB_MAX_STRIPS] = {0};
    p->budget = SEARCH_BUDGET;
    if (!search(p, 0, chosen, used))
        return;
    for (int i = 0; i < p->open_count; i++) {
        struct open_strip *open = &p->open[i];
        int kept = 0;
        for (int j = 0; open->choices.strip && j < open->choices.count; j++)
            if (used[&open->choices.list[j] - p->pool.list])
                open->choices.list[kept++] = open->choices.list[j];
        open->choices.count = open->choices.strip && kept ? kept : open->choices.count;
    }
    settle_singly(p);
}

/*
 * What could not be placed: a number stands there and its cell is not known, except for numbers
 * that stand in the same cell whatever the placement.
 */
static void give_up(struct placer *p, const struct open_strip *open)
{
    const struct nb_strip *strip = open->choices.strip;
    int64_t value[NB_MAX_SLOTS];
    unsigned agreed = open->choices.count ? agreed_slots(p, open, value) : 0;
    int item = 0;
    while (strip->items[item].kind == NB_ITEM_BLANK)
        item++;
    for (int slot = 0; slot < strip->slots; slot++) {
        struct nb_cell *cell = &p->cells[nb_strip_cell(strip, slot)];
        note_source(p, cell, token_of(p, strip, item));
        int same_item = open->choices.count ? open->choices.list[0].item[slot] : -1;
        for (int i = 1; i < open->choices.count; i++)
            if (open->choices.list[i].item[slot] != same_item)
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
        p->known[nb_strip_cell(strip, slot)] =
            p->cells[nb_strip_cell(strip, slot)].state == NB_READ;
        p->value[nb_strip_cell(strip, slot)] = p->cells[nb_strip_cell(strip, slot)].value;
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

static void place_all(struct placer *p)
{
    for (int table = 0; table < NB_TABLES; table++)
        nb_order_table(p->strips, table, p->form, p->text, &p->tokens[table]);
    for (int i = 0; i < p->strips->count; i++)
        classify(p, i);
    nb_network_quarantine(&p->network, p->known, p->value);
    for (int table = 0; table < NB_TABLES; table++)
        settle_evident(p, table);
    nb_network_quarantine(&p->network, p->known, p->value);
    settle_singly(p);
    int open = 0;
    for (int i = 0; i < p->open_count; i++)
        open += p->open[i].choices.strip != NULL;
    if (open > 1)
        settle_jointly(p);
    for (int i = 0; i < p->open_count; i++)
        if (p->open[i].choices.strip)
            give_up(p, &p->open[i]);
    infer(p);
}

int nb_place(struct nb_arena *arena, struct nb_cell *cells, const struct nb_form *form,
             const struct nb_identities *identities, struct nb_strips *strips,
             const struct nb_text *text, const struct nb_tokens *tokens)
{
    struct placer *p = NB_NEW(arena, struct placer, 1);
    if (!p)
        return -1;
    p->arena = p->pool.arena = arena;
    p->strips = strips;
    p->cells = cells;
    p->form = form;
    p->identities = identities;
    p->text = text;
    p->tokens = tokens;
    nb_columns_init(&p->columns, text, form, strips, tokens);
    nb_network_init(&p->network, identities, form);
    place_all(p);
    return p->failed || p->pool.failed ? -1 : 0;
}
