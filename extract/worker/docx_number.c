#include "docx_number.h"

#include <string.h>

enum method {
    PLAIN,    /* decimal, `first` is where its digits begin */
    PADDED,   /* decimal, with two digits at least */
    DASHED,   /* decimal between dashes */
    LETTERS,  /* a to z, then aa to zz and so on */
    SERIES,   /* `limit` signs from `first` on */
    SIGNS,    /* the characters of `signs` */
    ROMAN,    /* `first`: what to add for small letters */
    COUNTING, /* 一百零一; `signs`: digits from zero, then the units; `first`: 一十 for ten */
    PLACES,   /* 一〇一; up to 99 as COUNTING */
    DIGITS,   /* 一〇一, and 一〇 for ten */
    NOTHING,
};

static const struct format {
    const char *name;
    enum method method;
    unsigned first, limit;
    const char *signs;
} formats[] = {
    [DOCX_DECIMAL] = {"decimal", PLAIN, '0', 0, NULL},
    {"none", NOTHING, 0, 0, NULL},
    {"bullet", NOTHING, 0, 0, NULL},
    {"decimalZero", PADDED, 0, 0, NULL},
    {"decimalFullWidth", PLAIN, 0xFF10, 0, NULL},
    {"decimalFullWidth2", PLAIN, 0xFF10, 0, NULL},
    {"numberInDash", DASHED, 0, 0, NULL},
    {"upperLetter", LETTERS, 'A', 0, NULL},
    {"lowerLetter", LETTERS, 'a', 0, NULL},
    {"upperRoman", ROMAN, 0, 0, NULL},
    {"lowerRoman", ROMAN, 'a' - 'A', 0, NULL},
    {"decimalEnclosedCircle", SERIES, 0x2460, 20, NULL},
    {"decimalEnclosedCircleChinese", SERIES, 0x2460, 20, NULL},
    {"decimalEnclosedParen", SERIES, 0x2474, 20, NULL},
    {"decimalEnclosedFullstop", SERIES, 0x2488, 20, NULL},
    {"ideographEnclosedCircle", SERIES, 0x3280, 10, NULL},
    {"ideographTraditional", SIGNS, 0, 10, "甲乙丙丁戊己庚辛壬癸"},
    {"ideographZodiac", SIGNS, 0, 12, "子丑寅卯辰巳午未申酉戌亥"},
    {"chineseCounting", PLACES, 0, 0, "〇一二三四五六七八九十百千"},
    {"taiwaneseCounting", PLACES, 0, 0, "〇一二三四五六七八九十百千"},
    {"chineseCountingThousand", COUNTING, 0, 0, "零一二三四五六七八九十百千"},
    {"taiwaneseCountingThousand", COUNTING, 0, 0, "零一二三四五六七八九十百千"},
    {"japaneseCounting", COUNTING, 0, 0, "〇一二三四五六七八九十百千"},
    {"chineseLegalSimplified", COUNTING, 1, 0, "零壹贰叁肆伍陆柒捌玖拾佰仟"},
    {"ideographLegalTraditional", COUNTING, 1, 0, "零壹貳參肆伍陸柒捌玖拾佰仟"},
    {"ideographDigital", DIGITS, 0, 0, "〇一二三四五六七八九"},
    {"japaneseDigitalTenThousand", DIGITS, 0, 0, "〇一二三四五六七八九"},
    {"taiwaneseDigital", DIGITS, 0, 0, "〇一二三四五六七八九"},
};

#define FORMATS     ((int)(sizeof formats / sizeof *formats))
#define SIGN        3 /* bytes of each character in `signs` */
#define MOST_ROMAN  3999
#define MOST_COUNT  9999
#define MOST_LETTER 30 /* times that a letter is repeated */

int docx_format(const char *name, size_t length)
{
    for (int i = 0; i < FORMATS; i++)
        if (strlen(formats[i].name) == length && !memcmp(formats[i].name, name, length))
            return i;
    return DOCX_DECIMAL;
}

int docx_format_is_bullet(int format)
{
    return !strcmp(formats[format].name, "bullet");
}

static void sign(struct nb_buffer *out, const struct format *format, unsigned index)
{
    nb_buffer_add(out, format->signs + (size_t)index * SIGN, SIGN);
}

/* The decimal digits of the number, each from `zero` on. */
static void decimal(struct nb_buffer *out, unsigned zero, unsigned number)
{
    if (number >= 10)
        decimal(out, zero, number / 10);
    nb_buffer_codepoint(out, zero + number % 10);
}

static void digits(struct nb_buffer *out, const struct format *format, unsigned number)
{
    if (number >= 10)
        digits(out, format, number / 10);
    sign(out, format, number % 10);
}

/* Up to 9999: 十二, 二十, 一百零一. */
static void counting(struct nb_buffer *out, const struct format *format, unsigned number)
{
    unsigned rest = number, pending = 0, told = 0;
    for (unsigned unit = 1000, place = 3; unit; unit /= 10, place--) {
        unsigned digit = rest / unit;
        rest %= unit;
        if (!digit) {
            pending = told;
            continue;
        }
        if (pending)
            sign(out, format, 0);
        if (digit > 1 || place != 1 || told || format->first)
            sign(out, format, digit);
        if (place)
            sign(out, format, 9 + place);
        pending = 0;
        told = 1;
    }
}

static void roman(struct nb_buffer *out, unsigned shift, unsigned number)
{
    static const struct {
        unsigned value;
        const char *letters;
    } steps[] = {
        {1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
        {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        for (; number >= steps[i].value; number -= steps[i].value)
            for (const char *letter = steps[i].letters; *letter; letter++)
                nb_buffer_codepoint(out, (unsigned char)*letter + shift);
}

static void letters(struct nb_buffer *out, unsigned first, unsigned number)
{
    for (unsigned i = 0; i <= (number - 1) / 26; i++)
        nb_buffer_codepoint(out, first + (number - 1) % 26);
}

/* The greatest number that the format has a form of its own for; 0 is one only in decimal. */
static unsigned most(const struct format *format)
{
    switch (format->method) {
    case LETTERS: return MOST_LETTER * 26;
    case SERIES:
    case SIGNS: return format->limit;
    case ROMAN: return MOST_ROMAN;
    case COUNTING:
    case PLACES:
    case DIGITS: return MOST_COUNT;
    default: return 0;
    }
}

/* Formats that know every number. */
static int simple(struct nb_buffer *out, const struct format *format, unsigned number)
{
    switch (format->method) {
    case PLAIN: decimal(out, format->first, number); return 1;
    case PADDED: nb_buffer_printf(out, "%02u", number); return 1;
    case DASHED: nb_buffer_printf(out, "- %u -", number); return 1;
    case NOTHING: return 1;
    default: return 0;
    }
}

void docx_number(struct nb_buffer *out, int index, unsigned number)
{
    const struct format *format = &formats[index];
    if (simple(out, format, number))
        return;
    if (!number || number > most(format)) {
        decimal(out, '0', number);
        return;
    }
    switch (format->method) {
    case LETTERS: letters(out, format->first, number); break;
    case SERIES: nb_buffer_codepoint(out, format->first + number - 1); break;
    case SIGNS: sign(out, format, number - 1); break;
    case ROMAN: roman(out, format->first, number); break;
    case PLACES:
        if (number < 100)
            counting(out, format, number);
        else
            digits(out, format, number);
        break;
    case COUNTING: counting(out, format, number); break;
    default: digits(out, format, number); break;
    }
}
