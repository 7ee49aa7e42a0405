#include "charset.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "evidence.h"
#include "utf8.h"

#define SAMPLE ((size_t)128 << 10) /* bytes that are read to tell the encoding */
#define HEAD   2048                /* bytes in which a file says what its charset is */
#define MARGIN 64                  /* room beyond what the longest result needs */

/* GB2312's first level: the characters in everyday use, by sound. */
#define LEVEL_FIRST 0xB0
#define LEVEL_LAST  0xD7
#define LEVEL_ROW   94

struct encoding {
    const char *name, *iconv;
    const char *names; /* that files call it by, in lower case; '|' around each */
    const char *mark;  /* the byte order mark */
    size_t mark_length;
    int narrow, wide; /* bytes of an ASCII and of another character; wide 0: as in UTF-8 */
};

/* clang-format off */
static const struct encoding encodings[NB_CHARSETS] = {
    [NB_UTF8] = {"UTF-8", NULL, "|utf-8|utf8|unicode-1-1-utf-8|", "\xEF\xBB\xBF", 3, 1, 0},
    [NB_UTF16LE] = {"UTF-16LE", "UTF-16LE", "|utf-16le|utf-16|unicode|ucs-2|csunicode|", "\xFF\xFE", 2, 2, 2},
    [NB_UTF16BE] = {"UTF-16BE", "UTF-16BE", "|utf-16be|unicodefffe|", "\xFE\xFF", 2, 2, 2},
    [NB_GB18030] = {"GB18030", "GB18030",
                    "|gb2312|gbk|gb18030|gb_2312-80|gb_2312|x-gbk|cp936|ms936|windows-936|936|euc-cn|"
                    "csgb2312|chinese|iso-ir-58|hz-gb-2312|gb2312-80|",
                    "", 0, 1, 2},
    [NB_BIG5] = {"Big5", "BIG5-HKSCS",
                 "|big5|big5-hkscs|big5hkscs|cn-big5|csbig5|x-x-big5|cp950|ms950|windows-950|950|",
                 "", 0, 1, 2},
};

/* Codes that Windows writes and libc's tables lack. */
static const struct {
    enum nb_charset charset;
    unsigned char code[2];
    uint16_t character;
} extra[] = {
    {NB_BIG5, {0xA1, 0x5A}, 0x2574}, {NB_BIG5, {0xA1, 0xC3}, 0xFFE3},
    {NB_BIG5, {0xA1, 0xC5}, 0x02CD}, {NB_BIG5, {0xA1, 0xFE}, 0xFF0F},
    {NB_BIG5, {0xA2, 0x40}, 0xFF3C}, {NB_BIG5, {0xA2, 0xCC}, 0x5341},
    {NB_BIG5, {0xA2, 0xCE}, 0x5345}, {NB_BIG5, {0xA3, 0xE1}, 0x20AC},
};
/* clang-format on */

const char *nb_charset_name(enum nb_charset charset)
{
    return charset == NB_CHARSET_NONE ? NULL : encodings[charset].name;
}

/* ---- what a file says of itself ---- */

static int stands_in(const char *names, const char *name, size_t length)
{
    for (const char *p = names; (p = strchr(p, '|')) && p[1]; p++)
        if (strncasecmp(p + 1, name, length) == 0 && p[1 + length] == '|')
            return 1;
    return 0;
}

enum nb_charset nb_charset_by_name(const char *name, size_t length)
{
    for (int i = 0; length && i < NB_CHARSETS; i++)
        if (stands_in(encodings[i].names, name, length))
            return (enum nb_charset)i;
    return NB_CHARSET_NONE;
}

static int is_name(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/* The charset named behind an equals sign and quotes at `c`, which both may be missing. */
static enum nb_charset named_at(const char *c, const char *end)
{
    while (c < end && memchr(" \t\r\n=\"'", *c, 7))
        c++;
    const char *name = c;
    while (c < end && is_name((unsigned char)*c))
        c++;
    return nb_charset_by_name(name, (size_t)(c - name));
}

enum nb_charset nb_charset_declared(const unsigned char *bytes, size_t size)
{
    static const struct {
        const char *word;
        size_t length;
    } words[] = {{"charset", 7}, {"encoding", 8}};
    const char *start = (const char *)bytes, *end = start + (size < HEAD ? size : HEAD);
    for (const char *c = start; c < end; c++)
        for (size_t w = 0; w < 2; w++) {
            if ((size_t)(end - c) <= words[w].length ||
                strncasecmp(c, words[w].word, words[w].length) != 0)
                continue;
            enum nb_charset charset = named_at(c + words[w].length, end);
            if (charset != NB_CHARSET_NONE)
                return charset;
        }
    return NB_CHARSET_NONE;
}

/* ---- converting ---- */

void nb_charsets_init(struct nb_charsets *set)
{
    memset(set, 0, sizeof *set);
}

static void close_first(struct nb_charsets *set, int count)
{
    for (int i = 0; i < count; i++)
        if (encodings[i].iconv)
            iconv_close(set->converters[i]);
}

int nb_charsets_open(struct nb_charsets *set)
{
    for (int i = 0; set->opened == 0 && i < NB_CHARSETS; i++) {
        if (!encodings[i].iconv)
            continue;
        set->converters[i] = iconv_open("UTF-8", encodings[i].iconv);
        if (set->converters[i] != (iconv_t)-1)
            continue;
        int error = errno;
        close_first(set, i);
        if (error == ENOMEM)
            return -1;
        set->opened = -1;
    }
    if (set->opened == 0)
        set->opened = 1;
    return set->opened > 0 ? 0 : -1;
}

void nb_charsets_close(struct nb_charsets *set)
{
    if (set->opened > 0)
        close_first(set, NB_CHARSETS);
    nb_charsets_init(set);
}

/* A conversion on its way. */
struct conversion {
    iconv_t converter;
    enum nb_charset charset;
    char *start, *next; /* of the source; iconv() wants it so, and changes nothing there */
    size_t left;
    size_t replaced, first_bad, tolerated;
};

static void begin(struct conversion *c, struct nb_charsets *set, enum nb_charset charset,
                  const unsigned char *bytes, size_t size)
{
    memset(c, 0, sizeof *c);
    c->converter = set->converters[charset];
    c->charset = charset;
    memcpy(&c->start, &bytes, sizeof c->start);
    c->next = c->start;
    c->left = size;
    c->tolerated = SIZE_MAX;
    iconv(c->converter, NULL, NULL, NULL, NULL);
}

/* How many bytes of a sequence that fits no character count as one; at least one is left. */
static size_t bad_length(const struct conversion *c)
{
    const unsigned char *b = (const unsigned char *)c->next;
    size_t unit = (size_t)encodings[c->charset].narrow, left = c->left;
    if (unit > 1)
        return left < unit ? left : unit;
    int lead = b[0] >= 0x81 && b[0] <= 0xFE;
    /* The code of a character that does not exist; its digits or letters are none of the text. */
    if (c->charset == NB_GB18030 && lead && left >= 4 && b[1] >= 0x30 && b[1] <= 0x39 &&
        b[2] >= 0x81 && b[2] <= 0xFE && b[3] >= 0x30 && b[3] <= 0x39)
        return 4;
    if (c->charset == NB_BIG5 && lead && left >= 2 &&
        ((b[1] >= 0x40 && b[1] <= 0x7E) || (b[1] >= 0xA1 && b[1] <= 0xFE)))
        return 2;
    return 1;
}

/* The character of the code that iconv() stopped at, or 0. */
static uint32_t extra_character(const struct conversion *c)
{
    for (size_t i = 0; i < sizeof extra / sizeof *extra && c->left >= 2; i++)
        if (extra[i].charset == c->charset && memcmp(c->next, extra[i].code, 2) == 0)
            return extra[i].character;
    return 0;
}

/* Puts what stands for the sequence that iconv() stopped at. Returns 0 when there is no room. */
static int pass_over(struct conversion *c, char **out, size_t *room)
{
    char bytes[4];
    uint32_t character = extra_character(c);
    size_t length = character ? 2 : bad_length(c);
    size_t taken = nb_utf8_encode(character ? character : NB_REPLACEMENT, bytes);
    if (taken > *room)
        return 0;
    if (!character && c->replaced++ == 0)
        c->first_bad = (size_t)(c->next - c->start);
    memcpy(*out, bytes, taken);
    *out += taken;
    *room -= taken;
    c->next += length;
    c->left -= length;
    return 1;
}

/* Converts until `room` bytes are filled, or all is read, or too much is bad. Returns how many. */
static size_t convert(struct conversion *c, char *out, size_t room)
{
    char *first = out;
    while (c->left && c->replaced <= c->tolerated) {
        if (iconv(c->converter, &c->next, &c->left, &out, &room) != (size_t)-1)
            break;
        /* What the converter holds back belongs in front of the replacement. */
        if (errno == E2BIG || iconv(c->converter, NULL, NULL, &out, &room) == (size_t)-1 ||
            !pass_over(c, &out, &room))
            break;
    }
    if (!c->left)
        iconv(c->converter, NULL, NULL, &out, &room);
    return (size_t)(out - first);
}

/* The length of the byte order mark at the beginning. */
static size_t mark_of(enum nb_charset charset, const unsigned char *bytes, size_t size)
{
    const struct encoding *e = &encodings[charset];
    return size >= e->mark_length && memcmp(bytes, e->mark, e->mark_length) == 0 ? e->mark_length
                                                                                 : 0;
}

size_t nb_charset_offset(struct nb_charsets *set, const struct nb_decoded *decoded,
                         const void *bytes, size_t size, size_t at)
{
    if (decoded->charset == NB_UTF8)
        return at;
    char scratch[4096];
    struct conversion c;
    size_t skip = mark_of(decoded->charset, bytes, size), made = 1;
    begin(&c, set, decoded->charset, (const unsigned char *)bytes + skip, size - skip);
    /* The last piece has room for just what stands in front. */
    for (size_t done = 0; done < at && made; done += made)
        made = convert(&c, scratch, at - done < sizeof scratch ? at - done : sizeof scratch);
    return skip + (size_t)(c.next - c.start);
}

/* ---- telling the encoding ---- */

/* Whether one of 8 bytes is NUL or beyond ASCII; a byte 1 may be taken for NUL, which is no harm.
 */
static int is_beyond_ascii(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return ((word | (word - 0x0101010101010101u)) & 0x8080808080808080u) != 0;
}

/* The first byte that is NUL or beyond ASCII, or `size`. */
static size_t skip_ascii(const unsigned char *bytes, size_t size, size_t i)
{
    while (size - i >= 8 && !is_beyond_ascii(bytes + i))
        i += 8;
    while (i < size && bytes[i] && bytes[i] < 0x80)
        i++;
    return i;
}

/* Passes over characters of three bytes, which nearly all of Chinese text are. */
static size_t skip_threes(const unsigned char *bytes, size_t size, size_t i)
{
    while (size - i >= 3 && bytes[i] >= 0xE1 && bytes[i] <= 0xEC && (bytes[i + 1] & 0xC0) == 0x80 &&
           (bytes[i + 2] & 0xC0) == 0x80)
        i += 3;
    return i;
}

/* The first place that is no sound UTF-8, or NUL; `size` when there is none. */
static size_t skip_sound(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0;;) {
        i = skip_threes(bytes, size, skip_ascii(bytes, size, i));
        if (i < size && bytes[i] >= 0x80) {
            uint32_t c;
            size_t taken = nb_utf8_decode(bytes + i, size - i, &c);
            if (c == NB_UTF8_INVALID)
                return i;
            i += taken;
            continue;
        }
        if (i == size || bytes[i] == 0)
            return i;
    }
}

struct trial {
    struct nb_charsets *set;
    struct nb_evidence evidence;
    const unsigned char *sample;
    size_t size;
    int from_start; /* the sample begins where the file does */
    enum nb_charset declared;
    char reading[3 * SAMPLE + MARGIN];
};

static void learn_everyday(struct trial *t)
{
    unsigned char codes[(LEVEL_LAST - LEVEL_FIRST + 1) * LEVEL_ROW * 2];
    size_t length = 0;
    for (int row = LEVEL_FIRST; row <= LEVEL_LAST; row++)
        for (int i = 0; i < LEVEL_ROW; i++) {
            codes[length++] = (unsigned char)row;
            codes[length++] = (unsigned char)(0xA1 + i);
        }
    struct conversion c;
    begin(&c, t->set, NB_GB18030, codes, length);
    nb_evidence_learn(&t->evidence, t->reading, convert(&c, t->reading, sizeof t->reading));
}

static int64_t weigh(struct trial *t, enum nb_charset charset)
{
    const struct encoding *e = &encodings[charset];
    size_t mark = t->from_start ? mark_of(charset, t->sample, t->size) : 0;
    const unsigned char *reading = t->sample + mark;
    size_t length = t->size - mark;
    if (e->iconv) {
        struct conversion c;
        begin(&c, t->set, charset, reading, length);
        length = convert(&c, t->reading, sizeof t->reading);
        reading = (const unsigned char *)t->reading;
    }
    int64_t sum = nb_evidence_weigh(&t->evidence, reading, length, e->narrow, e->wide);
    if (mark)
        sum += 2 * (int64_t)t->size;
    if (charset == t->declared)
        sum += (int64_t)t->size / 8 + 4;
    return sum;
}

/* The encoding in which the bytes make most sense, or UTF-8 when they make none in any. */
static enum nb_charset tell(struct trial *t)
{
    enum nb_charset best = NB_UTF8;
    int64_t most = 0;
    nb_evidence_init(&t->evidence);
    learn_everyday(t);
    for (int i = 0; i < NB_CHARSETS; i++) {
        int64_t sum = weigh(t, (enum nb_charset)i);
        if (sum > most) {
            most = sum;
            best = (enum nb_charset)i;
        }
    }
    return best;
}

/* Tells the encoding of what is no sound UTF-8. Returns -1 when memory ran out. */
static int detect(struct nb_charsets *set, struct nb_arena *arena, const unsigned char *bytes,
                  size_t size, enum nb_charset declared, struct nb_decoded *decoded)
{
    if (nb_charsets_open(set)) {
        decoded->unavailable = set->opened < 0;
        return set->opened < 0 ? 0 : -1;
    }
    struct trial *t = nb_arena_raw(arena, 1, sizeof *t);
    if (!t)
        return -1;
    /* ASCII says nothing. Characters of UTF-16 stand at even offsets. */
    size_t from = skip_ascii(bytes, size, 0) & ~(size_t)1;
    t->set = set;
    t->sample = bytes + from;
    t->size = size - from < SAMPLE ? size - from : SAMPLE;
    t->from_start = from == 0;
    t->declared = declared;
    decoded->charset = tell(t);
    return 0;
}

/* ---- decoding ---- */

static void count_bad(struct nb_decoded *decoded, size_t from)
{
    size_t characters = from;
    for (size_t i = from; i < decoded->size; characters++) {
        uint32_t c;
        size_t taken = nb_utf8_decode(decoded->bytes + i, decoded->size - i, &c);
        if (c == NB_UTF8_INVALID && decoded->replaced++ == 0)
            decoded->first_bad = i;
        i += taken;
    }
    decoded->senseless = nb_charset_is_senseless(decoded->replaced, characters);
}

static int convert_all(struct nb_charsets *set, struct nb_arena *arena, const unsigned char *bytes,
                       size_t size, struct nb_decoded *decoded)
{
    struct conversion c;
    size_t skip = mark_of(decoded->charset, bytes, size);
    begin(&c, set, decoded->charset, bytes + skip, size - skip);
    c.tolerated = size / 50 + 8; /* beyond that it is senseless, and not worth the time */
    /* Of two bytes no more than four become in UTF-8, of what is bad three for each. */
    size_t room = 2 * size + 3 * c.tolerated + MARGIN;
    char *text = nb_arena_raw(arena, room, 1);
    if (!text)
        return -1;
    decoded->size = convert(&c, text, room);
    decoded->bytes = (const unsigned char *)text;
    decoded->replaced = c.replaced;
    decoded->first_bad = c.replaced ? skip + c.first_bad : 0;
    decoded->senseless = c.left > 0;
    return 0;
}

int nb_charset_decode(struct nb_charsets *set, struct nb_arena *arena, const void *bytes,
                      size_t size, enum nb_charset declared, struct nb_decoded *decoded)
{
    memset(decoded, 0, sizeof *decoded);
    decoded->bytes = bytes;
    decoded->size = size;
    size_t odd = size ? skip_sound(bytes, size) : 0;
    if (odd == size)
        return 0;
    if (detect(set, arena, bytes, size, declared, decoded))
        return -1;
    if (decoded->charset != NB_UTF8)
        return convert_all(set, arena, bytes, size, decoded);
    count_bad(decoded, odd);
    return 0;
}
