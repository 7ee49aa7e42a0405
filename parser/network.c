#include "network.h"

#include <string.h>

/* An end of an edge, with identities that are not in use merged into the ground. */
static int end_of(const struct nb_network *n, unsigned char node)
{
    return n->grounded[node] ? NB_GROUND : node;
}

/* The identities in use that `cell` stands in: at most two, the implied one left out. */
static int nodes_of(const struct nb_identities *all, int cell, int nodes[2], int signs[2])
{
    int count = 0;
    for (int i = 0; i < NB_PER_CELL; i++) {
        int index = all->of_cell[cell][i];
        if (index < 0 || all->list[index].implied || count == 2)
            continue;
        signs[count] = all->sign_of_cell[cell][i];
        nodes[count++] = index;
    }
    return count;
}

/* A cell's identities and its signs in them. */
struct ends {
    int count, node[2], sign[2];
};

/*
 * Chooses for each identity whether its signs are turned, so that every cell that joins two
 * identities has opposite signs in them: a two-colouring, spread from identity to identity.
 */
static void choose_signs(const struct nb_network *n, const struct ends *ends, signed char *turn)
{
    memset(turn, 0, NB_NODES);
    for (int again = 1; again;) {
        again = 0;
        for (int cell = 0; cell < n->cell_count; cell++) {
            const struct ends *e = &ends[cell];
            if (e->count < 2 || !turn[e->node[0]] == !turn[e->node[1]])
                continue;
            int from = turn[e->node[0]] ? 0 : 1;
            turn[e->node[1 - from]] = (signed char)(-turn[e->node[from]] * e->sign[0] * e->sign[1]);
            again = 1;
        }
        for (int i = 0; !again && i < n->identities->count; i++) {
            if (!turn[i]) {
                turn[i] = 1;
                again = 1;
            }
        }
    }
}

void nb_network_init(struct nb_network *n, const struct nb_identities *identities,
                     const struct nb_form *form)
{
    struct ends ends[NB_MAX_CELLS];
    signed char turn[NB_NODES];
    memset(n, 0, sizeof *n);
    n->identities = identities;
    n->cell_count = form->cell_count;
    for (int cell = 0; cell < form->cell_count; cell++)
        ends[cell].count = nodes_of(identities, cell, ends[cell].node, ends[cell].sign);
    choose_signs(n, ends, turn);
    for (int cell = 0; cell < form->cell_count; cell++) {
        n->tail[cell] = n->head[cell] = NB_GROUND;
        for (int i = 0; i < ends[cell].count; i++) {
            int node = ends[cell].node[i];
            if (ends[cell].sign[i] * turn[node] > 0)
                n->head[cell] = (unsigned char)node;
            else
                n->tail[cell] = (unsigned char)node;
        }
    }
}

struct edge {
    unsigned char cell, tail, head;
};

struct solver {
    struct edge edges[NB_MAX_CELLS]; /* the unknown cells */
    int count;
    int64_t excess[NB_NODES]; /* what flows in more than out */
    int64_t *flow;
};

static void load(struct solver *s, const struct nb_network *n, const unsigned char *known,
                 const int64_t *value, int64_t *flow)
{
    s->count = 0;
    s->flow = flow;
    memset(s->excess, 0, sizeof s->excess);
    for (int cell = 0; cell < n->cell_count; cell++) {
        int tail = end_of(n, n->tail[cell]), head = end_of(n, n->head[cell]);
        flow[cell] = 0;
        if (tail == head)
            continue;
        if (known[cell]) {
            s->excess[head] += value[cell];
            s->excess[tail] -= value[cell];
        } else {
            s->edges[s->count++] =
                (struct edge){(unsigned char)cell, (unsigned char)tail, (unsigned char)head};
        }
    }
    s->excess[NB_GROUND] = 0;
}

/*
 * Searches from `from` along (forward) or against the arcs of the residual network for a node that
 * can settle its imbalance. Returns that node or -1; via[] holds the edge by which a node was
 * reached, `*reached` all nodes that were.
 */
static int search(const struct solver *s, int from, int forward, short *via, uint64_t *reached)
{
    unsigned char queue[NB_NODES];
    int first = 0, last = 0;
    queue[last++] = (unsigned char)from;
    *reached = (uint64_t)1 << from;
    while (first < last) {
        int node = queue[first++];
        if (node == NB_GROUND || (forward ? s->excess[node] < 0 : s->excess[node] > 0))
            return node;
        for (int i = 0; i < s->count; i++) {
            const struct edge *e = &s->edges[i];
            int out = forward ? e->tail : e->head, in = forward ? e->head : e->tail, next;
            if (out == node)
                next = in;
            else if (in == node && s->flow[e->cell] > 0)
                next = out;
            else
                continue;
            if (*reached >> next & 1)
                continue;
            *reached |= (uint64_t)1 << next;
            via[next] = (short)i;
            queue[last++] = (unsigned char)next;
        }
    }
    return -1;
}

/* Sends as much as the path from `from` to `to` carries. */
static void augment(struct solver *s, int from, int to, int forward, const short *via)
{
    int64_t amount = s->excess[from] < 0 ? -s->excess[from] : s->excess[from];
    if (to != NB_GROUND) {
        int64_t other = s->excess[to] < 0 ? -s->excess[to] : s->excess[to];
        if (other < amount)
            amount = other;
    }
    for (int node = to; node != from;) {
        const struct edge *e = &s->edges[via[node]];
        int along = forward ? e->head == node : e->tail == node;
        if (!along && s->flow[e->cell] < amount)
            amount = s->flow[e->cell];
        node = e->head == node ? e->tail : e->head;
    }
    for (int node = to; node != from;) {
        const struct edge *e = &s->edges[via[node]];
        int along = forward ? e->head == node : e->tail == node;
        s->flow[e->cell] += along ? amount : -amount;
        node = e->head == node ? e->tail : e->head;
    }
    s->excess[from] += forward ? -amount : amount;
    if (to != NB_GROUND)
        s->excess[to] += forward ? amount : -amount;
}

/* Settles every node: deficits first, from surpluses or the ground, then what surplus is left. */
static int settle(struct solver *s, uint64_t *conflict)
{
    for (int forward = 0; forward <= 1; forward++) {
        for (int node = 0; node < NB_GROUND; node++) {
            while (forward ? s->excess[node] > 0 : s->excess[node] < 0) {
                short via[NB_NODES];
                int to = search(s, node, forward, via, conflict);
                if (to < 0)
                    return 0;
                augment(s, node, to, forward, via);
            }
        }
    }
    return 1;
}

int nb_network_feasible(const struct nb_network *n, const unsigned char *known,
                        const int64_t *value, int64_t *flow, uint64_t *conflict)
{
    struct solver s;
    int64_t own_flow[NB_MAX_CELLS];
    uint64_t own_conflict;
    load(&s, n, known, value, flow ? flow : own_flow);
    return settle(&s, conflict ? conflict : &own_conflict);
}

/* Whether `to` can be reached from `from` by residual arcs other than those of `without`. */
static int reaches(const struct nb_network *n, const unsigned char *known, const int64_t *flow,
                   int from, int to, int without)
{
    uint64_t next[NB_NODES] = {0};
    for (int cell = 0; cell < n->cell_count; cell++) {
        if (known[cell] || cell == without)
            continue;
        int tail = end_of(n, n->tail[cell]), head = end_of(n, n->head[cell]);
        next[tail] |= (uint64_t)1 << head;
        if (flow[cell] > 0)
            next[head] |= (uint64_t)1 << tail;
    }
    uint64_t reached = (uint64_t)1 << from, fresh = reached;
    while (fresh && !(reached >> to & 1)) {
        int node = __builtin_ctzll(fresh);
        fresh &= fresh - 1;
        fresh |= next[node] & ~reached;
        reached |= next[node];
    }
    return reached >> to & 1;
}

int nb_network_unique(const struct nb_network *n, const unsigned char *known, const int64_t *flow,
                      int cell)
{
    int tail = end_of(n, n->tail[cell]), head = end_of(n, n->head[cell]);
    if (tail == head)
        return 0;
    if (reaches(n, known, flow, head, tail, cell)) /* it could be more */
        return 0;
    return flow[cell] == 0 || !reaches(n, known, flow, tail, head, cell); /* or less */
}

static void taint(const struct nb_network *n, int identity, const unsigned char *known,
                  unsigned char *out)
{
    const struct nb_identities *all = n->identities;
    const struct nb_identity *id = &all->list[identity];
    out[identity] = 1;
    for (int t = 0; t < id->count; t++) {
        int cell = all->terms[id->first + t].cell;
        for (int i = 0; known[cell] && i < NB_PER_CELL; i++)
            if (all->of_cell[cell][i] >= 0)
                out[all->of_cell[cell][i]] = 1;
    }
}

void nb_network_quarantine(struct nb_network *n, const unsigned char *known, const int64_t *value)
{
    const struct nb_identities *all = n->identities;
    unsigned char out[NB_MAX_IDENTITIES] = {0};
    int64_t sum;
    for (int i = 0; i < all->count; i++)
        if (nb_identity_judge(all, i, known, value, &sum) == NB_FAILED)
            taint(n, i, known, out);
    for (int i = 0; i < all->count; i++)
        n->grounded[i] |= out[i];
    uint64_t conflict;
    while (!nb_network_feasible(n, known, value, NULL, &conflict)) {
        memset(out, 0, sizeof out);
        for (int i = 0; i < all->count; i++)
            if (conflict >> i & 1)
                taint(n, i, known, out);
        for (int i = 0; i < all->count; i++)
            n->grounded[i] |= out[i];
    }
}
