#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "bars.h"
#include "markup.h"
#include "utf8.h"
#include "variant.h"

/* The longest compatibility decomposition in Unicode has 18 code points. */
#define MAX_EXPANSION 18

/* Code points that the text may hold beyond one a byte. */
#define SLACK 64

struct form {
    uint32_t first, last, to;
};

/*
 * One code point for another, where the compatibility form is not what a reader of tables wants.
 * Circles are typed for the digit of 二〇二四.
 */
static const struct form forms[] = {
    {0x0085, 0x0085, '\n'},   {0x00A0, 0x00A0, ' '},    {0x00A6, 0x00A6, '|'},
    {0x02DC, 0x02DC, '~'},    {0x115F, 0x1160, ' '},    {0x1680, 0x1680, ' '},
    {0x2000, 0x200A, ' '},    {0x2010, 0x2015, '-'},    {0x2018, 0x2019, '"'},
    {0x201C, 0x201D, '"'},    {0x2028, 0x2029, '\n'},   {0x202F, 0x202F, ' '},
    {0x205F, 0x205F, ' '},    {0x2212, 0x2212, '-'},    {0x223C, 0x223C, '~'},
    {0x22EF, 0x22EF, '.'},    {0x2500, 0x2501, '-'},    {0x2502, 0x2503, '|'},
    {0x2506, 0x2507, '|'},    {0x25CB, 0x25CB, 0x3007}, {0x25EF, 0x25EF, 0x3007},
    {0x2B55, 0x2B55, 0x3007}, {0x3000, 0x3000, ' '},    {0x300C, 0x300F, '"'},
    {0x3010, 0x3010, '['},    {0x3011, 0x3011, ']'},    {0x3014, 0x3014, '['},
    {0x3015, 0x3015, ']'},    {0x301C, 0x301C, '~'},    {0x3164, 0x3164, ' '},
    {0x4E28, 0x4E28, '|'},    {0xFE31, 0xFE31, '-'},    {0xFE3F, 0xFE3F, '['},
    {0xFE40, 0xFE40, ']'},    {0xFE58, 0xFE58, '-'},    {0xFE63, 0xFE63, '-'},
    {0xFFA0, 0xFFA0, ' '},
};

static int compare_form(const void *key, const void *element)
{
    uint32_t c = *(const uint32_t *)key;
    const struct form *form = element;
    return c < form->first ? -1 : c > form->last;
}

static uint32_t simple_form(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c == '\'')
        return '"';
    const struct form *form =
        bsearch(&c, forms, sizeof forms / sizeof *forms, sizeof *forms, compare_form);
    return form ? form->to : c;
}

/*
 * What is not printed, or is no part of the number in front: footnote numbers, soft hyphens,
 * joiners and other signs of width zero, directions, variation selectors, tags. Characters for
 * private use stay: one of them may be a digit whose font is lost, and without it the rest would be
 * another number.
 */
static const struct span {
    uint32_t first, last;
} dropped[] = {
    {0x00AD, 0x00AD}, {0x00B2, 0x00B3}, {0x00B9, 0x00B9}, {0x034F, 0x034F}, {0x061C, 0x061C},
    {0x180B, 0x180E}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2070}, {0x2074, 0x2079},
    {0x2080, 0x2089}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE01EF},
};

static int is_dropped(uint32_t c)
{
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped && c >= dropped[i].first; i++)
        if (c <= dropped[i].last)
            return 1;
    return 0;
}

/* The number in a dark or double circle, which has no compatibility form, or 0. */
static int circled_number(uint32_t c)
{
    static const struct {
        uint32_t first, last;
        int number;
    } circles[] = {
        {0x24EB, 0x24F4, 11}, {0x24F5, 0x24FE, 1}, {0x2776, 0x277F, 1},
        {0x2780, 0x2789, 1},  {0x278A, 0x2793, 1},
    };
    for (size_t i = 0; i < sizeof circles / sizeof *circles; i++)
        if (c >= circles[i].first && c <= circles[i].last)
            return (int)(c - circles[i].first) + circles[i].number;
    return 0;
}

static void put(struct nb_text_maker *d, uint32_t c, size_t at)
{
    struct nb_text *text = d->text;
    if (text->length >= d->room)
        return;
    text->cp[text->length] = c;
    text->at[text->length++] = (uint32_t)at;
}

/* Puts the number of a list item: ① counts, it is "1." and not the number 1. */
static void put_counter(struct nb_text_maker *d, int number, size_t at)
{
    if (number >= 10)
        put(d, (uint32_t)('0' + number / 10), at);
    put(d, (uint32_t)('0' + number % 10), at);
    put(d, '.', at);
}

/* What is neither ASCII nor an ideograph: rare enough to ask the Unicode tables. */
static void put_other(struct nb_text_maker *d, uint32_t c, size_t at, size_t taken)
{
    if (is_dropped(c))
        return;
    uint32_t simple = nb_variant(simple_form(c));
    if (simple != c) {
        put(d, simple, at);
        return;
    }
    /*
     * There is room for one code point a byte: the few forms longer than that stay as they are
     * where the text before them has left no room over.
     */
    size_t room = at + taken + SLACK + d->added - d->text->length;
    int counter = c >= 0x2460 && c <= 0x2473 ? (int)c - 0x245F : circled_number(c);
    if (counter && room > 3) {
        put_counter(d, counter, at);
        return;
    }
    utf8proc_int32_t form[MAX_EXPANSION];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)c, form, MAX_EXPANSION, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
    if (count <= 0 || (size_t)count + 1 > room) {
        put(d, c, at);
        return;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++)
        put(d, nb_variant(simple_form((uint32_t)form[i])), at);
}

static void note_bad(struct nb_text *text, size_t at)
{
    if (text->replaced + text->nuls + text->controls == 0)
        text->first_bad = at;
}

static int ends_line(const struct nb_text *text)
{
    return text->length == 0 || text->cp[text->length - 1] == '\n';
}

static void put_ascii(struct nb_text_maker *d, uint32_t c, size_t at)
{
    if (c == 0) {
        note_bad(d->text, at);
        d->text->nuls++;
    } else if (c == '\f' && ends_line(d->text)) {
        return; /* a page begins with the line, which an editor does not count twice */
    } else if (c == '\f' || c == '\v') {
        put(d, '\n', at);
    } else if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7F) {
        note_bad(d->text, at);
        d->text->controls++;
    } else {
        put(d, c == '\'' ? '"' : c, at);
    }
}

void nb_text_take(struct nb_text_maker *d, size_t at, size_t to)
{
    struct nb_text *text = d->text;
    while (at < to) {
        uint32_t c;
        size_t taken = nb_utf8_decode(text->bytes + at, to - at, &c);
        if (c == NB_UTF8_INVALID) {
            note_bad(text, at);
            text->replaced++;
            put(d, 0xFFFD, at);
        } else if (c == '\r') {
            if (at + 1 == to || text->bytes[at + 1] != '\n')
                put(d, '\n', at);
        } else if (c < 0x80) {
            put_ascii(d, c, at);
        } else if (c >= 0x4E00 && c <= 0x9FFF && c != 0x4E28) {
            put(d, nb_variant(c), at);
        } else {
            put_other(d, c, at, taken);
        }
        at += taken;
    }
}

/* Adds the line [start, end), and after it an empty one for each joint within it. */
static void add_line(struct nb_text *text, uint32_t start, uint32_t end)
{
    text->lines[text->line_count++] = (struct nb_line){start, end};
    for (uint32_t i = start; i < end; i++) {
        if (text->cp[i] != NB_JOINT)
            continue;
        text->cp[i] = ' ';
        text->lines[text->line_count++] = (struct nb_line){end, end};
    }
}

static int cut_lines(struct nb_text *text, struct nb_arena *arena)
{
    size_t count = 1;
    for (size_t i = 0; i < text->length; i++)
        count += text->cp[i] == '\n' || text->cp[i] == NB_JOINT;
    text->lines = nb_arena_raw(arena, count, sizeof *text->lines);
    if (!text->lines)
        return -1;
    uint32_t start = 0;
    for (size_t i = 0; i < text->length; i++) {
        if (text->cp[i] != '\n')
            continue;
        add_line(text, start, (uint32_t)i);
        start = (uint32_t)i + 1;
    }
    add_line(text, start, (uint32_t)text->length);
    return 0;
}

/* "# heading" or "|---|": enough to call it Markdown. */
static int looks_like_markdown(const struct nb_text *text)
{
    for (size_t i = 0; i < text->line_count; i++) {
        const uint32_t *c = text->cp + text->lines[i].start;
        size_t n = text->lines[i].end - text->lines[i].start, hashes = 0;
        while (hashes < n && c[hashes] == '#')
            hashes++;
        if (hashes > 0 && hashes <= 6 && hashes < n && c[hashes] == ' ')
            return 1;
        if (n >= 5 && c[0] == '|' && (c[1] == '-' || c[1] == ':' || c[1] == ' ') && c[2] == '-' &&
            c[3] == '-')
            return 1;
    }
    return 0;
}

int nb_text_start(struct nb_text_maker *maker, struct nb_text *text, struct nb_arena *arena,
                  const void *bytes, size_t size, size_t marks)
{
    memset(text, 0, sizeof *text);
    if (size > UINT32_MAX / 8)
        return -1;
    text->bytes = bytes;
    text->size = size;
    *maker = (struct nb_text_maker){.text = text, .room = size + SLACK + marks};
    text->cp = nb_arena_raw(arena, maker->room, sizeof *text->cp);
    text->at = nb_arena_raw(arena, maker->room + 1, sizeof *text->at);
    return text->cp && text->at ? 0 : -1;
}

void nb_text_mark(struct nb_text_maker *maker, uint32_t mark, size_t at)
{
    put(maker, mark, at);
    maker->added++;
}

int nb_text_finish(struct nb_text_maker *maker, struct nb_arena *arena)
{
    maker->text->at[maker->text->length] = (uint32_t)maker->text->size;
    return cut_lines(maker->text, arena);
}

int nb_text_init(struct nb_text *text, struct nb_arena *arena, const void *bytes, size_t size)
{
    struct nb_text_maker maker;
    if (nb_text_start(&maker, text, arena, bytes, size, 0))
        return -1;
    int marked = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    nb_text_take(&maker, marked ? 3 : 0, size);
    nb_markup_remove(text);
    if (nb_text_finish(&maker, arena))
        return -1;
    nb_bars_join(text);
    nb_bars_rule(text);
    text->markdown = looks_like_markdown(text);
    return 0;
}

/* What is bad in a text that was converted: places in the source, and what was replaced there. */
static void count_replaced(struct nb_text *text, struct nb_charsets *set,
                           const struct nb_decoded *decoded, const void *bytes, size_t size)
{
    size_t first = decoded->replaced ? decoded->first_bad : SIZE_MAX;
    if (text->nuls + text->controls) {
        size_t other = nb_charset_offset(set, decoded, bytes, size, text->first_bad);
        first = other < first ? other : first;
    }
    text->replaced = decoded->replaced;
    text->first_bad = first == SIZE_MAX ? 0 : first;
}

int nb_text_decode(struct nb_text *text, struct nb_arena *arena, const void *bytes, size_t size,
                   struct nb_decoded *decoded)
{
    struct nb_charsets set;
    nb_charsets_init(&set);
    int failed = nb_charset_decode(&set, arena, bytes, size, NB_CHARSET_NONE, decoded) ||
                 nb_text_init(text, arena, decoded->bytes, decoded->size);
    if (!failed && decoded->charset != NB_UTF8)
        count_replaced(text, &set, decoded, bytes, size);
    nb_charsets_close(&set);
    return failed ? -1 : 0;
}

struct nb_where nb_text_where(const struct nb_text *text, size_t line)
{
    size_t low = 0, high = text->block_count;
    if (!text->blocks || !high)
        return (struct nb_where){0, 0, 0, 0};
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (text->blocks[middle].line <= line)
            low = middle;
        else
            high = middle;
    }
    return text->blocks[low].where;
}

size_t nb_text_line(const struct nb_text *text, size_t index)
{
    size_t low = 0, high = text->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (text->lines[middle].start <= index)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t nb_text_unified(uint32_t c)
{
    if (c >= NB_RADICAL_FIRST && c <= NB_RADICAL_LAST)
        return nb_variant(c);
    int kangxi = c >= 0x2F00 && c <= 0x2FD5, compatible = c >= 0xF900 && c <= 0xFAFF;
    utf8proc_int32_t form[MAX_EXPANSION];
    int boundary = 0;
    if ((kangxi || compatible) &&
        utf8proc_decompose_char((utf8proc_int32_t)c, form, MAX_EXPANSION,
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary) == 1)
        return (uint32_t)form[0];
    return c;
}

/* White space, the signs of Markdown, and what parts the cells of a table. */
static int is_trimmed(uint32_t c)
{
    return c < 0x80 ? c && strchr(" \t#*>|_`", (int)c) : c >= NB_CELL_END;
}

struct nb_line nb_text_trimmed(const struct nb_text *text, size_t line)
{
    struct nb_line l = text->lines[line];
    while (l.start < l.end && is_trimmed(text->cp[l.start]))
        l.start++;
    while (l.end > l.start && is_trimmed(text->cp[l.end - 1]))
        l.end--;
    return l;
}

int nb_han_digit(uint32_t c)
{
    if (c < 0x3007 || c > 0x96F6)
        return -1;
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                      0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    for (int i = 0; i <= 10; i++)
        if (digits[i] == c)
            return i;
    return c == 0x96F6 ? 0 : -1; /* 零 */
}

/* Whether `word`, up to '|' or its end, stands at cp[i]; returns the index behind it, or `i`. */
static size_t stands_at(const struct nb_text *text, size_t i, size_t end, const char32_t *word)
{
    size_t j = i;
    for (; *word && *word != '|'; word++) {
        while (j > i && j < end && text->cp[j] == ' ')
            j++;
        if (j >= end || text->cp[j] != *word)
            return i;
        j++;
    }
    return j;
}

size_t nb_text_find(const struct nb_text *text, size_t start, size_t end, const char32_t *words,
                    size_t *after)
{
    size_t best = SIZE_MAX;
    while (*words) {
        for (size_t i = start; i < end && i < best; i++) {
            size_t behind = text->cp[i] == *words ? stands_at(text, i, end, words) : i;
            if (behind == i)
                continue;
            best = i;
            if (after)
                *after = behind;
        }
        while (*words && *words != '|')
            words++;
        words += *words == '|';
    }
    return best;
}
