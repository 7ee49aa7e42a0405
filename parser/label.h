/*
 * How alike a piece of the source is to the wordings of a list of labels, by the pairs of
 * neighbouring characters that they share. Only ideographs count: spaces, marks and punctuation are
 * what conversions change most.
 */
#ifndef NB_LABEL_H
#define NB_LABEL_H

#include <stdint.h>

#include "arena.h"
#include "text.h"

#define NB_MAX_WORDINGS 64  /* of one list; one bit of a mask each */
#define NB_MAX_PIECE    160 /* characters of a piece that are looked at */

struct nb_wording {
    short owner;            /* what the list's maker gave it: a row, a section; -1: a heading */
    short length;           /* in characters */
    uint32_t first, second; /* its first two characters */
};

struct nb_labels {
    struct nb_wording wordings[NB_MAX_WORDINGS];
    int count;
    struct nb_label_pair *pairs; /* hash table of pairs of characters */
    int pair_count;
};

/* A piece of the source: its ideographs only. */
struct nb_label_piece {
    uint32_t chars[NB_MAX_PIECE];
    int length;
};

/* Starts an empty list. Returns 0, or -1 when memory ran out. */
int nb_labels_init(struct nb_labels *labels, struct nb_arena *arena);

/* Adds the wordings in `list` (UTF-8, '|' between them) for `owner`. */
void nb_labels_add(struct nb_labels *labels, const char *list, int owner);

/* Takes the ideographs of cp[start, end) into `piece`. */
void nb_label_piece_take(struct nb_label_piece *piece, const struct nb_text *text, size_t start,
                         size_t end);

/* Whether one of the wordings in `list` (UTF-8, '|' between them) stands in the piece. */
int nb_label_has(const struct nb_label_piece *piece, const char *list);

/*
 * Counts, for every wording, the pairs of characters of the piece that occur in it.
 * `shared` has NB_MAX_WORDINGS entries; only the first labels->count are set.
 */
void nb_labels_match(const struct nb_labels *labels, const struct nb_label_piece *piece,
                     unsigned char *shared);

/*
 * The owner of the wording that the piece is beyond doubt, or -1: it has nothing that is not in it,
 * and nearly all of it, or all of one that is short.
 */
int nb_labels_sure(const struct nb_labels *labels, const struct nb_label_piece *piece);

#endif
