#include "evidence.h"

#include <string.h>

#include "statute.h"
#include "utf8.h"
#include "variant.h"

/*
 * What a byte of each kind of character is worth. ASCII stands in every encoding but UTF-16, where
 * two digits read as one give signs that are none of these.
 */
enum {
    WORTH_FORM = 4,     /* stands in a label or heading of the statutory form */
    WORTH_EVERYDAY = 3, /* an ideograph in everyday use */
    WORTH_FRAME = 3,    /* of which the frame of a table is made */
    WORTH_ASCII = 2,
    WORTH_SIGN = 1,    /* punctuation of Chinese text, full-width letters and digits */
    WORTH_NEUTRAL = 0, /* other signs */
    WORTH_RARE = -1,   /* any other ideograph */
    WORTH_OTHER = -3,  /* scripts that such texts hardly ever hold */
    WORTH_BAD = -6,
};

/*
 * Any other character than ASCII and frames counts this often. Frames, printed thousandfold, are
 * everyday ideographs in a wrong reading, but few different ones.
 */
#define COUNTED 4

static const struct {
    uint16_t first, last;
    signed char worth;
} ranges[] = {
    {0x0000, 0x001F, WORTH_BAD},     {0x0009, 0x000D, WORTH_ASCII},
    {0x0020, 0x007E, WORTH_ASCII},   {0x007F, 0x009F, WORTH_BAD},
    {0x00A0, 0x1FFF, WORTH_OTHER},   {0x00B7, 0x00B7, WORTH_SIGN},
    {0x2000, 0x2FFF, WORTH_NEUTRAL}, {0x2014, 0x2026, WORTH_SIGN},
    {0x2460, 0x24FF, WORTH_SIGN},    {0x2500, 0x257F, WORTH_FRAME},
    {0x3000, 0x3015, WORTH_SIGN},    {0x3003, 0x3009, WORTH_NEUTRAL},
    {0x300C, 0x300F, WORTH_NEUTRAL}, {0x3012, 0x3013, WORTH_NEUTRAL},
    {0x3016, 0x303F, WORTH_NEUTRAL}, {0x3040, 0x31FF, WORTH_OTHER},
    {0x3200, 0x33FF, WORTH_NEUTRAL}, {0x3400, 0x9FFF, WORTH_RARE},
    {0xA000, 0xFFFF, WORTH_OTHER},   {0xFF01, 0xFF5E, WORTH_SIGN},
    {0xFFFD, 0xFFFF, WORTH_BAD},
};

static void set_worth(struct nb_evidence *evidence, const char *text, size_t length, int worth)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        uint32_t c;
        i += nb_utf8_decode(bytes + i, length - i, &c);
        if (c >= NB_VARIANT_FIRST && c <= NB_VARIANT_LAST && evidence->worth[c] < worth)
            evidence->worth[c] = (signed char)worth;
    }
}

static void learn_table(struct nb_evidence *evidence, const struct nb_table *table)
{
    for (int r = 0; r < table->row_count; r++) {
        const struct nb_row *row = &table->rows[r];
        set_worth(evidence, row->zh, strlen(row->zh), WORTH_FORM);
        for (int c = 0; c < row->column_count; c++)
            set_worth(evidence, row->columns[c].zh, strlen(row->columns[c].zh), WORTH_FORM);
    }
}

void nb_evidence_init(struct nb_evidence *evidence)
{
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        memset(evidence->worth + ranges[i].first, ranges[i].worth,
               (size_t)(ranges[i].last - ranges[i].first) + 1);
    for (int e = 0; e < NB_EDITIONS; e++)
        for (int t = 0; t < NB_TABLES; t++)
            learn_table(evidence, &nb_editions[e].tables[t]);
    for (int s = 0; s < NB_SECTIONS; s++)
        set_worth(evidence, nb_sections[s].titles, strlen(nb_sections[s].titles), WORTH_FORM);
}

void nb_evidence_learn(struct nb_evidence *evidence, const char *text, size_t length)
{
    set_worth(evidence, text, length, WORTH_EVERYDAY);
}

static int worth_of(struct nb_evidence *evidence, uint32_t c)
{
    if (c == NB_UTF8_INVALID)
        return WORTH_BAD;
    c = nb_variant(c); /* the form and the everyday characters are simplified ones */
    if (c > 0xFFFF)
        return WORTH_RARE;
    int worth = evidence->worth[c];
    if (c < 0x80 || worth == WORTH_BAD || (c >= 0x2500 && c <= 0x257F))
        return worth;
    if (evidence->seen[c] == COUNTED)
        return 0;
    evidence->seen[c]++;
    return worth;
}

int64_t nb_evidence_weigh(struct nb_evidence *evidence, const unsigned char *text, size_t length,
                          int narrow, int wide)
{
    int64_t sum = 0;
    memset(evidence->seen, 0, sizeof evidence->seen);
    for (size_t i = 0; i < length;) {
        uint32_t c;
        int taken = (int)nb_utf8_decode(text + i, length - i, &c);
        int width = c < 0x80 ? narrow : wide ? wide : taken;
        sum += worth_of(evidence, c) * width;
        i += (size_t)taken;
    }
    return sum;
}
