#include "band.h"

#include <string.h>

/* Ways with different values to cut the rows so far. With more, nothing is told. */
#define MAX_WAYS 12

/* In a table with fewer rows than this a row that fails its sum leaves too little evidence. */
#define LONG_TABLE 8

/* One way to cut the first rows into bands. */
struct way {
    int failed; /* rows that fail their sum */
    short number[NB_MAX_CELLS];
};

/* The ways to cut the first 0, 1, 2, ... rows. */
struct ways {
    int count;
    struct way list[MAX_WAYS];
};

struct solver {
    const struct nb_identities *identities;
    const short *first;
    int rows, width;
    const int64_t *value;
    unsigned char in_row[NB_MAX_CELLS]; /* the number stands on a line that is a row; 2: first */
    struct ways *at;                    /* rows + 1 of them */
    int slips;                          /* rows that may fail their sum */
};

/* Finds the lines that hold just as many numbers as a row has. */
static void find_rows(struct solver *s, const uint32_t *line)
{
    int count = s->rows * s->width;
    for (int from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && line[to] == line[from];)
            to++;
        for (int i = from; i < to; i++)
            s->in_row[i] = to - from != s->width ? 0 : i == from ? 2 : 1;
    }
}

/* Whether a band of `height` rows whose numbers begin at `from` would cut a line that is a row. */
static int cuts_row(const struct solver *s, int from, int height)
{
    for (int i = from; i < from + height * s->width; i++)
        if (s->in_row[i] && (height > 1 || (s->in_row[i] == 2) != (i == from)))
            return 1;
    return 0;
}

static int row_fails(const struct solver *s, const short *number)
{
    int64_t sum = 0;
    for (int c = 0; c + 1 < s->width; c++)
        sum += s->value[number[c]];
    return sum != s->value[number[s->width - 1]];
}

static int same_values(const struct solver *s, const struct way *a, const struct way *b, int rows)
{
    for (int i = 0; i < rows * s->width; i++)
        if (s->value[a->number[i]] != s->value[b->number[i]])
            return 0;
    return 1;
}

/* Adds a way to those that cut `rows` rows, unless one with the same values is there. */
static int add_way(struct solver *s, int rows, const struct way *way)
{
    struct ways *ways = &s->at[rows];
    for (int i = 0; i < ways->count; i++)
        if (same_values(s, &ways->list[i], way, rows))
            return 0;
    if (ways->count == MAX_WAYS)
        return -1;
    ways->list[ways->count++] = *way;
    return 0;
}

/* Appends a band of `height` rows that stands column by column; one row stands as a row. */
static int append(const struct solver *s, struct way *way, int rows, int height)
{
    int from = rows * s->width;
    if (cuts_row(s, from, height))
        return 0;
    for (int r = 0; r < height; r++) {
        short *row = &way->number[(rows + r) * s->width];
        for (int c = 0; c < s->width; c++)
            row[c] = (short)(from + c * height + r);
        way->failed += row_fails(s, row);
        if (way->failed > s->slips)
            return 0;
    }
    return 1;
}

static int cut(struct solver *s)
{
    for (int r = 0; r <= s->rows; r++)
        s->at[r].count = 0;
    s->at[0].count = 1;
    s->at[0].list[0].failed = 0;
    for (int r = 0; r < s->rows; r++) {
        for (int i = 0; i < s->at[r].count; i++) {
            for (int height = 1; r + height <= s->rows; height++) {
                struct way way = s->at[r].list[i];
                if (append(s, &way, r, height) && add_way(s, r + height, &way))
                    return -1;
            }
        }
    }
    return 0;
}

/* How many identities fail; those of columns beside the sums of rows. */
static int identities_fail(const struct solver *s, const struct way *way)
{
    unsigned char known[NB_MAX_CELLS] = {0};
    int64_t value[NB_MAX_CELLS] = {0}, sum;
    int failed = 0;
    for (int i = 0; i < s->rows * s->width; i++) {
        int first = s->first[i / s->width], cell = first + i % s->width;
        if (first < 0)
            continue;
        known[cell] = 1;
        value[cell] = s->value[way->number[i]];
    }
    for (int i = 0; i < s->identities->count; i++)
        failed += nb_identity_judge(s->identities, i, known, value, &sum) == NB_FAILED;
    return failed;
}

/* The one way with at most that many slips, each of which upsets a row and two of a column. */
static const struct way *only_way(struct solver *s, int slips)
{
    const struct way *only = NULL;
    s->slips = slips;
    if (cut(s))
        return NULL;
    const struct ways *ways = &s->at[s->rows];
    for (int i = 0; i < ways->count; i++) {
        if (identities_fail(s, &ways->list[i]) > 3 * slips)
            continue;
        if (only)
            return NULL;
        only = &ways->list[i];
    }
    return only;
}

int nb_bands_solve(struct nb_arena *arena, const struct nb_identities *identities,
                   const short *first, int rows, int width, const int64_t *value,
                   const uint32_t *line, short *number)
{
    struct solver s = {
        .identities = identities, .first = first, .rows = rows, .width = width, .value = value};
    if (rows < 1 || rows > NB_MAX_ROWS || rows * width > NB_MAX_CELLS)
        return 0;
    find_rows(&s, line);
    s.at = nb_arena_raw(arena, (size_t)rows + 1, sizeof *s.at);
    if (!s.at)
        return -1;
    const struct way *way = only_way(&s, 0);
    if (!way && s.at[rows].count == 0 && rows >= LONG_TABLE)
        way = only_way(&s, 1);
    if (!way)
        return 0;
    memcpy(number, way->number, (size_t)(rows * width) * sizeof *number);
    return 1;
}
