#include "mutator.h"

#include <stdlib.h>
#include <string.h>

#include "../../parser/statute.h"

/* A piece of the input: a line with its end, or what stands between separators. */
struct span {
    size_t start, end;
};

static unsigned next(unsigned *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static int is_separator(uint8_t c)
{
    return c == '\n' || c == '\t' || c == '|' || c == ' ';
}

/* The piece around a place chosen at random. */
static struct span pick(const uint8_t *data, size_t size, int line, unsigned *seed)
{
    size_t at = size ? next(seed) % size : 0;
    struct span s = {at, at};
    while (s.start > 0 && (line ? data[s.start - 1] != '\n' : !is_separator(data[s.start - 1])))
        s.start--;
    while (s.end < size && (line ? data[s.end] != '\n' : !is_separator(data[s.end])))
        s.end++;
    s.end += line && s.end < size;
    return s;
}

/* Puts `length` bytes, which are none of the input's own, in place of the piece. */
static size_t replace(uint8_t *data, size_t size, size_t room, struct span s, const uint8_t *bytes,
                      size_t length)
{
    size_t tail = size - s.end;
    if (s.start + length + tail > room)
        return size;
    memmove(data + s.start + length, data + s.end, tail);
    if (length)
        memcpy(data + s.start, bytes, length);
    return s.start + length + tail;
}

/* Puts what stands in `from`, `times` times, in place of what stands in `to`. */
static size_t repeat(uint8_t *data, size_t size, size_t room, struct span from, struct span to,
                     unsigned times)
{
    size_t length = from.end - from.start;
    uint8_t *copy = malloc(length * times + 1);
    if (!copy)
        return size;
    for (unsigned i = 0; i < times && length; i++)
        memcpy(copy + i * length, data + from.start, length);
    size = replace(data, size, room, to, copy, length * times);
    free(copy);
    return size;
}

static size_t swap(uint8_t *data, size_t size, size_t room, struct span a, struct span b)
{
    if (a.start > b.start) {
        struct span first = b;
        b = a;
        a = first;
    }
    size_t length = a.end - a.start;
    uint8_t *copy = a.end <= b.start ? malloc(length + 1) : NULL;
    if (!copy)
        return size;
    memcpy(copy, data + a.start, length);
    size_t added = b.end - b.start;
    size_t now = repeat(data, size, room, b, a, 1);
    if (now == size - length + added) {
        struct span moved = {b.start + added - length, b.end + added - length};
        now = replace(data, now, room, moved, copy, length);
    }
    free(copy);
    return now;
}

/* A label of the form, a heading, or something that can stand in a cell. */
static const char *word(unsigned *seed)
{
    static const char *const words[] = {
        "0",
        "1",
        "7",
        "-1",
        "999999999999999",
        "1000000000000000",
        "3.5",
        "1,234",
        "-",
        "/",
        "无",
        "",
        "12件",
        "3万元",
        "十二件",
        "１２",
        "一、",
        "（一）",
        "1.",
        "①",
        "总计",
        "。",
        "，",
        "\t",
        "\n",
        "|",
        "  ",
        "<br>",
        "2023年",
        "1月1日",
        "**",
        "# ",
        "|---|",
        "收到",
        "未收到",
        "行政复议",
        "第1页",
        "- 4 -",
        "自然人",
        "其他",
        "政府信息公开",
        "年度报告",
    };
    const struct nb_edition *edition = &nb_editions[next(seed) % NB_EDITIONS];
    const struct nb_table *table = &edition->tables[next(seed) % NB_TABLES];
    switch (next(seed) % 4) {
    case 0: return table->rows[next(seed) % (unsigned)table->row_count].zh;
    case 1: return nb_sections[next(seed) % NB_SECTIONS].zh;
    default: return words[next(seed) % (sizeof words / sizeof *words)];
    }
}

size_t fuzz_mutate(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    seed |= 1;
    int line = next(&seed) % 2;
    struct span piece = pick(data, size, line, &seed), other = pick(data, size, line, &seed);
    struct span gap = {piece.end, piece.end};
    switch (next(&seed) % 6) {
    case 0: return replace(data, size, room, piece, NULL, 0);
    case 1: return repeat(data, size, room, piece, gap, 1 + next(&seed) % 3);
    case 2: return repeat(data, size, room, piece, other, 1);
    case 3: return swap(data, size, room, piece, other);
    default: break;
    }
    const char *put = word(&seed);
    struct span cell = next(&seed) % 2 ? gap : pick(data, size, 0, &seed);
    return replace(data, size, room, cell, (const uint8_t *)put, strlen(put));
}
