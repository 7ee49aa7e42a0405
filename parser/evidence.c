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
    WORTH_ASCII = 2,
    WORTH_SIGN =
        1, /* punctuation of Chinese text, full-width letters and digits, frames of tables */
    WORTH_NEUTRAL = 0, /* other signs */
    WORTH_RARE = -1,
    WORTH_OTHER = -3, /* scripts and signs that such texts hardly ever hold */
    WORTH_BAD = -6,
};

/*
 * An ideograph counts this often. The frames of tables, printed thousandfold, are everyday
 * ideographs in a wrong reading, but few different ones.
 */
#define COUNTED 8

static void set_worth(struct nb_evidence *evidence, const char *text, size_t length, int worth)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        uint32_t c;
        i += nb_utf8_decode(bytes + i, length - i, &c);
        if (c >= NB_EVIDENCE_FIRST && c <= NB_EVIDENCE_LAST &&
            evidence->worth[c - NB_EVIDENCE_FIRST] < worth)
            evidence->worth[c - NB_EVIDENCE_FIRST] = (signed char)worth;
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
    memset(evidence->worth, WORTH_RARE, sizeof evidence->worth);
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

static int worth_of_sign(uint32_t c)
{
    static const struct {
        uint16_t first, last;
        signed char worth;
    } signs[] = {
        {0x00B7, 0x00B7, WORTH_SIGN},    {0x2014, 0x2014, WORTH_SIGN},
        {0x2018, 0x201D, WORTH_SIGN},    {0x2026, 0x2026, WORTH_SIGN},
        {0x2000, 0x245F, WORTH_NEUTRAL}, {0x2460, 0x257F, WORTH_SIGN},
        {0x2580, 0x27BF, WORTH_NEUTRAL}, {0x3000, 0x3002, WORTH_SIGN},
        {0x300A, 0x300B, WORTH_SIGN},    {0x3010, 0x3011, WORTH_SIGN},
        {0x3014, 0x3015, WORTH_SIGN},    {0x3003, 0x303F, WORTH_NEUTRAL},
        {0x3200, 0x33FF, WORTH_NEUTRAL}, {0xFF01, 0xFF5E, WORTH_SIGN},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (c >= signs[i].first && c <= signs[i].last)
            return signs[i].worth;
    return WORTH_OTHER;
}

static int worth_of_ideograph(struct nb_evidence *evidence, uint32_t c)
{
    size_t i = c - NB_EVIDENCE_FIRST;
    if (evidence->seen[i] == COUNTED)
        return 0;
    evidence->seen[i]++;
    return evidence->worth[i];
}

static int worth_of(struct nb_evidence *evidence, uint32_t c)
{
    if (c < 0x80)
        return (c >= ' ' && c < 0x7F) || (c >= '\t' && c <= '\r') ? WORTH_ASCII : WORTH_BAD;
    if (c == 0xFFFD || c == NB_UTF8_INVALID)
        return WORTH_BAD;
    c = nb_variant(c); /* the form and the everyday characters are simplified ones */
    if (c >= NB_EVIDENCE_FIRST && c <= NB_EVIDENCE_LAST)
        return worth_of_ideograph(evidence, c);
    return worth_of_sign(c);
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
