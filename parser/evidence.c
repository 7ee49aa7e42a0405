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
    WORTH_SIGN = 1, /* the punctuation of Chinese text, a full-width letter or digit */
    WORTH_RARE = -1,
    WORTH_OTHER = -3, /* scripts and signs that such texts hardly ever hold */
    WORTH_BAD = -6,
};

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

static int is_sign(uint32_t c)
{
    static const uint16_t signs[] = {0x00B7, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D,
                                     0x2026, 0x2500, 0x2502, 0x3000, 0x3001, 0x3002,
                                     0x300A, 0x300B, 0x3010, 0x3011, 0x3014, 0x3015};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i] == c)
            return 1;
    return (c >= 0x2460 && c <= 0x2473) || (c >= 0xFF01 && c <= 0xFF5E);
}

static int worth_of(const struct nb_evidence *evidence, uint32_t c)
{
    if (c < 0x80)
        return (c >= ' ' && c < 0x7F) || (c >= '\t' && c <= '\r') ? WORTH_ASCII : WORTH_BAD;
    if (c == 0xFFFD || c == NB_UTF8_INVALID)
        return WORTH_BAD;
    c = nb_variant(c); /* the form and the everyday characters are simplified ones */
    if (c >= NB_EVIDENCE_FIRST && c <= NB_EVIDENCE_LAST)
        return evidence->worth[c - NB_EVIDENCE_FIRST];
    return is_sign(c) ? WORTH_SIGN : WORTH_OTHER;
}

int64_t nb_evidence_weigh(const struct nb_evidence *evidence, const unsigned char *text,
                          size_t length, int narrow, int wide)
{
    int64_t sum = 0;
    for (size_t i = 0; i < length;) {
        uint32_t c;
        int taken = (int)nb_utf8_decode(text + i, length - i, &c);
        int width = c < 0x80 ? narrow : wide ? wide : taken;
        sum += worth_of(evidence, c) * width;
        i += (size_t)taken;
    }
    return sum;
}
