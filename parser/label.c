#include "label.h"

#include <string.h>

#include "utf8.h"

/* Slots of the hash table; the longest list has some 220 pairs. */
#define PAIRS 1024

struct nb_label_pair {
    uint32_t first, second;
    uint64_t wordings; /* a bit for each that has the pair */
};

static struct nb_label_pair *slot(const struct nb_labels *labels, uint32_t first, uint32_t second)
{
    uint32_t hash = (first * 2654435761u ^ second * 2246822519u);
    hash ^= hash >> 15;
    for (uint32_t i = hash % PAIRS;; i = (i + 1) % PAIRS) {
        struct nb_label_pair *pair = &labels->pairs[i];
        if (!pair->first || (pair->first == first && pair->second == second))
            return pair;
    }
}

int nb_labels_init(struct nb_labels *labels, struct nb_arena *arena)
{
    labels->count = labels->pair_count = 0;
    labels->pairs = NB_NEW(arena, struct nb_label_pair, PAIRS);
    return labels->pairs ? 0 : -1;
}

static void add_wording(struct nb_labels *labels, const char *bytes, size_t length, int owner)
{
    if (labels->count == NB_MAX_WORDINGS)
        return;
    struct nb_wording *wording = &labels->wordings[labels->count];
    memset(wording, 0, sizeof *wording);
    wording->owner = (short)owner;
    uint32_t last = 0;
    for (size_t at = 0; at < length;) {
        uint32_t c;
        at += nb_utf8_decode((const unsigned char *)bytes + at, length - at, &c);
        if (wording->length == 0)
            wording->first = c;
        else if (wording->length == 1)
            wording->second = c;
        if (last) {
            struct nb_label_pair *pair = slot(labels, last, c);
            if (!pair->first && labels->pair_count++ >= PAIRS / 2)
                return;
            pair->first = last;
            pair->second = c;
            pair->wordings |= (uint64_t)1 << labels->count;
        }
        wording->length++;
        last = c;
    }
    labels->count++;
}

void nb_labels_add(struct nb_labels *labels, const char *list, int owner)
{
    while (*list) {
        size_t length = strcspn(list, "|");
        add_wording(labels, list, length, owner);
        list += length + (list[length] == '|');
    }
}

void nb_label_piece_take(struct nb_label_piece *piece, const struct nb_text *text, size_t start,
                         size_t end)
{
    piece->length = 0;
    for (size_t i = start; i < end && piece->length < NB_MAX_PIECE; i++)
        if (nb_is_han(text->cp[i]))
            piece->chars[piece->length++] = text->cp[i];
}

int nb_label_has(const struct nb_label_piece *piece, const char *list)
{
    for (size_t length; *list; list += length + (list[length] == '|')) {
        uint32_t word[NB_MAX_PIECE] = {0};
        int count = 0;
        length = strcspn(list, "|");
        for (size_t i = 0; i < length && count < NB_MAX_PIECE;)
            i += nb_utf8_decode((const unsigned char *)list + i, length - i, &word[count++]);
        for (int i = 0; i + count <= piece->length; i++)
            if (memcmp(piece->chars + i, word, (size_t)count * sizeof *word) == 0)
                return 1;
    }
    return 0;
}

void nb_labels_match(const struct nb_labels *labels, const struct nb_label_piece *piece,
                     unsigned char *shared)
{
    memset(shared, 0, (size_t)labels->count);
    for (int i = 0; i + 1 < piece->length; i++) {
        uint64_t mask = slot(labels, piece->chars[i], piece->chars[i + 1])->wordings;
        for (; mask; mask &= mask - 1)
            shared[__builtin_ctzll(mask)]++;
    }
}

int nb_labels_sure(const struct nb_labels *labels, const struct nb_label_piece *piece)
{
    unsigned char shared[NB_MAX_WORDINGS];
    nb_labels_match(labels, piece, shared);
    for (int w = 0; piece->length > 1 && w < labels->count; w++) {
        const struct nb_wording *wording = &labels->wordings[w];
        if (shared[w] != piece->length - 1)
            continue;
        if (piece->length == wording->length ||
            (piece->length >= 4 && shared[w] * 10 >= (wording->length - 1) * 8))
            return wording->owner;
    }
    return -1;
}
